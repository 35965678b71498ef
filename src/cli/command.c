/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"

#define UNDATED OPTION_from, OPTION_db, OPTION_municipality, OPTION_rules
#define SOURCE UNDATED, OPTION_date
#define UNEXPLAINED OPTION_json, OPTION_csv, OPTION_table, OPTION_xlsx
#define OUTPUT UNEXPLAINED, OPTION_explain
#define OPTIONS(...) ((const enum option_id[]){__VA_ARGS__, OPTION_COUNT})

const struct command commands[] = {
    {"status", "", {"det viktigste på én skjerm: er ordningen god nok?",
                    "det viktigaste på éin skjerm: er ordninga god nok?",
                    "the one-screen answer: is the scheme good enough?"},
     OPTIONS(SOURCE, OUTPUT), command_status},
    {"need", "", {"hvor mange fastleger trengs, og hvor mange må rekrutteres?",
                  "kor mange fastlegar trengst, og kor mange må rekrutterast?",
                  "how many GPs are needed, and how many must be recruited?"},
     OPTIONS(SOURCE, OPTION_residents, OPTION_guests, OPTION_list_length, OPTION_vacancy_pct, OPTION_vacancy_of,
             OPTION_leavers_per_year, OPTION_years, OPTION_gps_now, OUTPUT),
     command_need},
    {"coverage", "", {"fastleger i forhold til innbyggere, bydel for bydel",
                      "fastlegar i forhold til innbyggjarar, bydel for bydel",
                      "GPs against residents, district by district"},
     OPTIONS(SOURCE, OPTION_goal, OUTPUT), command_coverage},
    {"vacancy", "", {"ledige plasser og listeledighet mot målet", "ledige plassar og listeledigheit mot målet",
                     "free places and vacancy against the goal"},
     OPTIONS(SOURCE, OPTION_vacancy_pct, OPTION_vacancy_of, OPTION_list_length, OUTPUT), command_vacancy},
    {"access", "[SURVEY.csv]", {"akuttimer (timer samme dag): hva en undersøkelse sier om alle",
                                "akuttimar (timar same dag): kva ei undersøking seier om alle",
                                "same-day appointments: what a survey says of all"},
     OPTIONS(SOURCE, OPTION_survey, OPTION_gps_total, OPTION_listed_total, OPTION_spread, OUTPUT), command_access},
    {"recruit", "", {"hvor mange fastleger trengs hvert år, og hvorfor?",
                     "kor mange fastlegar trengst kvart år, og kvifor?",
                     "how many GPs are needed each year, and why?"},
     OPTIONS(SOURCE, OPTION_leavers_per_year, OPTION_residents, OPTION_list_length, OPTION_vacancy_pct,
             OPTION_vacancy_of, OPTION_gap_years, OUTPUT),
     command_recruit},
    {"workload", "", {"hvor mange timer ei liste krever, og hvor lang liste timene gir rom for",
                      "kor mange timar ei liste krev, og kor lang liste timane gir rom for",
                      "the hours a list takes, and the list that fits the hours"},
     OPTIONS(SOURCE, OPTION_list_length, OPTION_hours, OPTION_municipal_hours, OPTION_duty_hours, OUTPUT),
     command_workload},
    {"check", "", {"motsigelser i kommunens egne tall", "motseiingar i dei eigne tala til kommunen",
                   "contradictions in the municipality's own figures"},
     OPTIONS(UNDATED, OUTPUT), command_check},
    {"rules", "[diff FROM TO]", {"regelverket på en gitt dag, eller hva som er endret mellom to dager",
                                 "regelverket på ein gitt dag, eller kva som er endra mellom to dagar",
                                 "the rulebook on a day, or what changed between two"},
     OPTIONS(OPTION_rules, OPTION_date, UNEXPLAINED), command_rules},
    {"load", "FOLDER…", {"les mapper med tabeller inn i databasen", "les mapper med tabellar inn i databasen",
                         "load folders of tables into the database"},
     OPTIONS(OPTION_db, OPTION_rules, UNEXPLAINED), command_load},
    {"synthesise", "", {"lag syntetiske praksiser, hjemler og lister som passer til kjente summer",
                        "lag syntetiske praksisar, heimlar og lister som passar til kjende summar",
                        "make synthetic practices, posts and lists that fit known totals"},
     OPTIONS(SOURCE, OPTION_out, OPTION_seed, UNEXPLAINED), command_synthesise},
    {"tables", "", {"tabellene en kommune består av, som Markdown",
                    "tabellane ein kommune består av, som Markdown",
                    "the tables a municipality is made of, as Markdown"},
     OPTIONS(OPTION_sql), command_tables},
    {"man", "", {"programmets manualside", "manualsida til programmet", "the program's man page"},
     OPTIONS(OPTION_help), command_man},
    {"help", "[COMMAND]", {"vis hjelp", "vis hjelp", "show help"}, OPTIONS(OPTION_help), command_help},
};

const size_t command_count = sizeof commands / sizeof commands[0];
