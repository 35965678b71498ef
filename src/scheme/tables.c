/* SPDX-License-Identifier: EUPL-1.2 */
/* The declaration of a municipality's tables. doc/tables.md and the database's tables are made from
 * it. */
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <math.h>
#include <stddef.h>

enum {
    KEY = COLUMN_KEY | COLUMN_REQUIRED,
    REQUIRED = COLUMN_REQUIRED,
    KEY_OR_EMPTY = COLUMN_KEY,
    OPTIONAL = 0
};

/* A bound that is none. */
#define OPEN ((double)INFINITY)

#define COMMON(row, member, need, about_)                                                          \
    .name = #member, .offset = offsetof(struct row, member), .flags = (need), .about = (about_)
#define TEXT(row, member, need, about_)                                                            \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_TEXT, .unit = ""                         \
    }
#define REFERENCE_TO(row, member, need, table, about_)                                             \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_TEXT, .references = (table), .unit = ""  \
    }
#define WHOLE(row, member, need, min_, max_, unit_, about_)                                        \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_WHOLE, .min = (min_), .max = (max_),     \
                                           .unit = (unit_)                                         \
    }
#define DECIMAL(row, member, need, min_, max_, unit_, about_)                                      \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_DECIMAL, .min = (min_), .max = (max_),   \
                                           .unit = (unit_)                                         \
    }
#define MONEY(row, member, need, about_)                                                           \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_MONEY, .min = -1e12, .max = 1e12,        \
                                           .unit = "NOK"                                           \
    }
#define DATE(row, member, need, about_)                                                            \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_DATE, .unit = ""                         \
    }
#define CHOICE(row, member, need, choices_, about_)                                                \
    {                                                                                              \
        COMMON(row, member, need, about_), .type = COLUMN_CHOICE, .choices = (choices_),           \
                                           .unit = ""                                              \
    }
#define SOURCE(row) REFERENCE_TO(row, source, REQUIRED, "sources", "where the row is from")
#define PLACE(row) TEXT(row, place, OPTIONAL, "where in the source")
#define SYNTHETIC(row)                                                                             \
    CHOICE(row, synthetic, REQUIRED, flags,                                                        \
           "yes: made up to fit known totals, and marked so wherever it shows")

static const char *const flags[] = {"no", "yes", NULL};
static const char *const sexes[] = {"female", "male", NULL};
static const char *const confidences[] = {"A", "B", "C", NULL};
#define CONFIDENCE_ABOUT "A read in the source, B derived or second-hand, C assumed"

static const char *const post_statuses[] = {"held", "locum", "vacant", NULL};
static const char *const employments[] = {"self_employed", "salaried", NULL};
static const char *const list_states[] = {"open", "closed", "locked", NULL};
static const char *const staffings[] = {"gp_hours", "employed", "mixed", "ooh_duty", NULL};
static const char *const service_kinds[] = {"gp", "ooh", NULL};
static const char *const measure_levels[] = {"local", "national", NULL};
static const char *const measure_statuses[] = {"in_force", "decided", "proposed", "ended", NULL};
static const char *const distributions[] = {"fixed", "normal", "lognormal", "logit_normal", NULL};
static const char *const budget_kinds[] = {"frame", "cut", NULL};

const char *const indicator_ids[INDICATOR_COUNT + 1] = {
#define INDICATOR(id, unit, kind, nb, nn, en) #id,
#include "scheme/indicator.def"
#undef INDICATOR
    NULL,
};

const char *const planning_ids[PLANNING_COUNT + 1] = {
#define PLANNING(id, unit, nb, nn, en) #id,
#include "scheme/planning.def"
#undef PLANNING
    NULL,
};

const char *const reference_ids[REFERENCE_COUNT + 1] = {
#define REFERENCE(id, unit, nb, nn, en) #id,
#include "scheme/reference.def"
#undef REFERENCE
    NULL,
};

const char *const assumption_ids[ASSUMPTION_COUNT + 1] = {
#define PARAMETER(id, unit, nb, nn, en) #id,
#include "scheme/parameter.def"
#undef PARAMETER
    NULL,
};

const char *const lever_ids[LEVER_COUNT + 1] = {
#define LEVER(id, unit, basis, nb, nn, en) #id,
#include "scheme/lever.def"
#undef LEVER
    NULL,
};

static const struct column source_columns[] = {
    TEXT(source, source, KEY, "short key the other tables name it by"),
    TEXT(source, title, REQUIRED, "what it is"),
    TEXT(source, publisher, OPTIONAL, "who made it"),
    DATE(source, date, OPTIONAL, "when it was published"),
    TEXT(source, found_at, OPTIONAL, "where it can be found"),
};

static const struct column municipality_columns[] = {
    TEXT(municipality_facts, code, KEY, "municipality number, four digits"),
    TEXT(municipality_facts, name, REQUIRED, "name"),
    DATE(municipality_facts, state_date, REQUIRED,
         "the day the tables describe; answers are of this day unless asked"),
    WHOLE(municipality_facts, centrality, OPTIONAL, 1, 6, "",
          "centrality class of Statistics Norway, 1 most central"),
    SOURCE(municipality_facts),
    PLACE(municipality_facts),
};

static const struct column district_columns[] = {
    TEXT(district, district, KEY, "name of the city district"),
    TEXT(district, code, OPTIONAL, "district number, six digits"),
    SOURCE(district),
};

static const struct column zone_columns[] = {
    TEXT(zone, zone, KEY, "living-condition zone"),
    TEXT(zone, subdistrict, REQUIRED, "the sub-district it is in"),
    REFERENCE_TO(zone, district, REQUIRED, "districts", "the district it is in"),
    SOURCE(zone),
};

static const struct column population_columns[] = {
    DATE(population, date, KEY, "day of the count"),
    REFERENCE_TO(population, district, KEY_OR_EMPTY, "districts",
                 "empty: persons of unknown district"),
    WHOLE(population, age_from, KEY, 0, 120, "years", "youngest age in the group"),
    WHOLE(population, age_to, OPTIONAL, 0, 120, "years",
          "oldest age in the group; empty: and over"),
    CHOICE(population, sex, KEY, sexes, "sex"),
    WHOLE(population, persons, REQUIRED, 0, 10000000, "persons", "residents"),
    SOURCE(population),
    PLACE(population),
};

static const struct column projection_columns[] = {
    TEXT(projection, series, KEY, "which projection"),
    DATE(projection, date, KEY, "day it speaks of"),
    WHOLE(projection, residents, REQUIRED, 0, 10000000, "persons", "expected residents"),
    SOURCE(projection),
    PLACE(projection),
};

static const struct column practice_columns[] = {
    TEXT(practice, practice, KEY, "key of the practice"),
    TEXT(practice, name, OPTIONAL, "name"),
    REFERENCE_TO(practice, district, OPTIONAL, "districts", "the district it is in, if any"),
    REFERENCE_TO(practice, zone, OPTIONAL, "zones", "the zone it is in"),
    SYNTHETIC(practice),
    SOURCE(practice),
};

static const struct column post_columns[] = {
    TEXT(post, post, KEY, "key of the post (hjemmel)"),
    REFERENCE_TO(post, practice, REQUIRED, "practices", "where it is"),
    CHOICE(post, status, REQUIRED, post_statuses,
           "held by a GP, served by a locum, or vacant (R9)"),
    {COMMON(post, cap, REQUIRED, "most persons the GP takes (listetak; R41)"), .type = COLUMN_WHOLE,
     .min = 0, .max = OPEN, .max_limit = "cap_max", .unit = "persons"},
    CHOICE(post, employment, OPTIONAL, employments, "kind of agreement (R5)"),
    SYNTHETIC(post),
    SOURCE(post),
};

static const struct column list_columns[] = {
    REFERENCE_TO(list, post, KEY, "posts", "the post whose list it is"),
    DATE(list, date, REQUIRED, "day of the count"),
    WHOLE(list, length, REQUIRED, 0, 100000, "persons",
          "persons on the list; may lawfully exceed the cap (C18)"),
    CHOICE(list, state, REQUIRED, list_states, "open, closed (full) or locked by hand (R43–R45)"),
    SYNTHETIC(list),
    SOURCE(list),
};

static const struct column service_columns[] = {
    TEXT(service, service, KEY, "key of the service"),
    TEXT(service, name, REQUIRED, "name"),
    WHOLE(service, sites, OPTIONAL, 0, 10000, "", "places where it is given"),
    TEXT(service, opening, OPTIONAL, "opening hours in words"),
    DECIMAL(service, doctor_years, OPTIONAL, 0, 10000, "doctor-years", "doctor time it binds"),
    WHOLE(service, doctors, OPTIONAL, 0, 100000, "doctors", "doctors who share that time"),
    CHOICE(service, staffing, OPTIONAL, staffings,
           "GPs' municipal hours, employed doctors, both, or out-of-hours duty"),
    DECIMAL(service, demand, OPTIONAL, 0, 1e9, "", "size of what it serves"),
    TEXT(service, demand_of, OPTIONAL, "what `demand` counts"),
    DATE(service, date, REQUIRED, "day the row holds for"),
    SOURCE(service),
    PLACE(service),
};

static const struct column observation_columns[] = {
    DATE(observation, date, KEY, "day of the observation, or the last day of its period"),
    CHOICE(observation, indicator, KEY, indicator_ids, "what was observed"),
    REFERENCE_TO(observation, district, KEY_OR_EMPTY, "districts", "empty: the whole municipality"),
    DECIMAL(observation, value, REQUIRED, 0, OPEN, "see `unit`", "the value"),
    CHOICE(observation, unit, REQUIRED, unit_ids, "unit; must be the indicator's"),
    DATE(observation, since, OPTIONAL, "first day of the period, for what is counted over one"),
    CHOICE(observation, confidence, REQUIRED, confidences, CONFIDENCE_ABOUT),
    {COMMON(observation, source, KEY, "where the row is from"), .type = COLUMN_TEXT,
     .references = "sources", .unit = ""},
    PLACE(observation),
    TEXT(observation, note, OPTIONAL, "what a reader must know, such as a definition"),
};

#define NAMED_VALUE(ids, what)                                                                     \
    CHOICE(parameter, item, KEY, ids, what),                                                       \
        DECIMAL(parameter, value, REQUIRED, 0, 1e9, "see `unit`", "the value"),                    \
        CHOICE(parameter, unit, REQUIRED, unit_ids, "unit; must be the item's"),                   \
        DATE(parameter, date, OPTIONAL, "day it holds for"),                                       \
        CHOICE(parameter, confidence, REQUIRED, confidences, CONFIDENCE_ABOUT), SOURCE(parameter), \
        PLACE(parameter)

static const struct column planning_columns[] = {NAMED_VALUE(planning_ids, "what is planned with")};
static const struct column reference_columns[] = {NAMED_VALUE(reference_ids, "which figure")};

static const struct column measure_columns[] = {
    TEXT(measure, measure, KEY, "key of the measure"),
    TEXT(measure, name, REQUIRED, "name"),
    TEXT(measure, name_nn, OPTIONAL, "name in nynorsk; empty: `name`"),
    TEXT(measure, name_en, OPTIONAL, "name in English; empty: `name`"),
    CHOICE(measure, level, REQUIRED, measure_levels, "who decides it"),
    CHOICE(measure, status, REQUIRED, measure_statuses, "how far it has come"),
    DATE(measure, start, OPTIONAL, "when it took effect, or is to"),
    CHOICE(measure, lever, OPTIONAL, lever_ids,
           "what it moves in the forecast; empty: nothing the model has"),
    DECIMAL(measure, size, OPTIONAL, -1000, 1000, "the lever's",
            "how much of it when nothing else is said; 1 of a ratio lever is the measure as it is"),
    DECIMAL(measure, size_max, OPTIONAL, -1000, 1000, "the lever's",
            "the most that can be chosen, and the most a search tries; empty: `size`"),
    WHOLE(measure, ramp, OPTIONAL, 0, 600, "months", "from its start until it is full; empty: 0"),
    DATE(measure, until, OPTIONAL, "the day it ends; empty: it lasts"),
    DECIMAL(measure, effect, OPTIONAL, -1000, 1000, "by lever",
            "what a unit of size does (doc/model.md); never the other way, however uncertain"),
    CHOICE(measure, effect_distribution, OPTIONAL, distributions, "of the effect"),
    DECIMAL(measure, effect_spread, OPTIONAL, 0, 1000, "by distribution", "of the effect"),
    CHOICE(measure, effect_confidence, OPTIONAL, confidences, CONFIDENCE_ABOUT),
    REFERENCE_TO(measure, effect_source, OPTIONAL, "sources", "where the effect is from"),
    CHOICE(measure, rule, OPTIONAL, rule_ids, "the rule that it sets, of the lever `rule`"),
    DECIMAL(measure, rule_value, OPTIONAL, 0, 1e9, "the rule's", "what the rule is set to"),
    MONEY(measure, cost_fixed, OPTIONAL, "cost at its start, at `size`"),
    MONEY(measure, cost_year, OPTIONAL, "cost a year, at `size`"),
    MONEY(measure, cost_doctor, OPTIONAL,
          "cost a doctor it reaches, each time or a year, by the lever"),
    MONEY(measure, cost_listed, OPTIONAL, "cost a listed person and year, at `size`"),
    CHOICE(measure, cost_confidence, OPTIONAL, confidences, CONFIDENCE_ABOUT),
    REFERENCE_TO(measure, cost_source, OPTIONAL, "sources", "where the costs are from"),
    SOURCE(measure),
    PLACE(measure),
    TEXT(measure, note, OPTIONAL, "what a reader must know"),
};

static const struct column budget_columns[] = {
    TEXT(budget, item, KEY, "what the money is for"),
    WHOLE(budget, year_from, KEY, 2000, 2100, "", "first budget year"),
    WHOLE(budget, year_to, REQUIRED, 2000, 2100, "", "last budget year"),
    CHOICE(budget, kind, KEY, budget_kinds, "a frame, or a cut in one"),
    MONEY(budget, amount, REQUIRED, "kroner"),
    SOURCE(budget),
    PLACE(budget),
};

static const struct column same_day_columns[] = {
    TEXT(same_day_answer, survey, KEY, "which survey, such as 2024-45"),
    TEXT(same_day_answer, respondent, KEY, "who answered; `all` where only the sum is known"),
    DATE(same_day_answer, date, REQUIRED, "last day of the week surveyed"),
    REFERENCE_TO(same_day_answer, district, OPTIONAL, "districts", "the respondent's district"),
    WHOLE(same_day_answer, gps, REQUIRED, 1, 100000, "GPs", "GPs the row speaks for"),
    WHOLE(same_day_answer, listed, OPTIONAL, 0, 10000000, "persons", "persons on their lists"),
    DECIMAL(same_day_answer, slots, REQUIRED, 0, 1e7, "same-day slots",
            "appointments given the same day, in the week"),
    SOURCE(same_day_answer),
    PLACE(same_day_answer),
};

static const struct column list_spread_columns[] = {
    DECIMAL(list_spread, share, KEY, 0, 1, "", "share of lists that are at most `length` long"),
    WHOLE(list_spread, length, REQUIRED, 0, 100000, "persons", "list length"),
    DATE(list_spread, date, REQUIRED, "day of the count"),
    SOURCE(list_spread),
    PLACE(list_spread),
};

static const struct column practice_size_columns[] = {
    WHOLE(practice_size, gps, KEY, 1, 100, "GPs", "GPs in a practice"),
    WHOLE(practice_size, practices, REQUIRED, 0, 100000, "practices", "practices of that size"),
    DATE(practice_size, date, REQUIRED, "day of the count"),
    SOURCE(practice_size),
    PLACE(practice_size),
};

static const struct column consultation_rate_columns[] = {
    CHOICE(consultation_rate, service, KEY, service_kinds, "regular GP or out-of-hours service"),
    WHOLE(consultation_rate, age_from, KEY, 0, 120, "years", "youngest age in the group"),
    WHOLE(consultation_rate, age_to, OPTIONAL, 0, 120, "years",
          "oldest age in the group; empty: and over"),
    DATE(consultation_rate, date, KEY, "last day of the year counted"),
    DECIMAL(consultation_rate, per_person, REQUIRED, 0, 100, "a year", "consultations a person"),
    DECIMAL(consultation_rate, share_seen, OPTIONAL, 0, 1, "", "share with at least one"),
    SOURCE(consultation_rate),
    PLACE(consultation_rate),
};

static const struct column forecast_parameter_columns[] = {
    CHOICE(forecast_parameter, parameter, KEY, assumption_ids, "what is assumed"),
    DECIMAL(forecast_parameter, value, REQUIRED, -1e9, 1e9, "see `unit`",
            "mean if normal, else median"),
    CHOICE(forecast_parameter, distribution, REQUIRED, distributions, "how it is uncertain"),
    DECIMAL(forecast_parameter, spread, OPTIONAL, 0, 1e9, "by distribution",
            "standard deviation: of the value if normal, of its logarithm if lognormal, of its "
            "logit if logit_normal; a value graded C is drawn with 1.5 times as much"),
    DECIMAL(forecast_parameter, min, OPTIONAL, -1e9, 1e9, "see `unit`", "least value drawn"),
    DECIMAL(forecast_parameter, max, OPTIONAL, -1e9, 1e9, "see `unit`", "largest value drawn"),
    CHOICE(forecast_parameter, unit, REQUIRED, unit_ids, "unit; must be the parameter's"),
    DATE(forecast_parameter, date, OPTIONAL, "day it holds for"),
    CHOICE(forecast_parameter, confidence, REQUIRED, confidences, CONFIDENCE_ABOUT),
    SOURCE(forecast_parameter),
    PLACE(forecast_parameter),
    TEXT(forecast_parameter, note, OPTIONAL, "how it was derived, or why it is assumed"),
};

#define TABLE(row, columns_)                                                                       \
    .columns = columns_, .column_count = sizeof columns_ / sizeof columns_[0],                     \
    .row_size = sizeof(struct row)

const struct table_schema municipality_schemas[TABLE_COUNT] = {
    [TABLE_SOURCES] = {.name = "sources",
                       .about = "Where figures are from.",
                       .required = true,
                       TABLE(source, source_columns)},
    [TABLE_MUNICIPALITY] = {.name = "municipality",
                            .about = "The municipality itself, one row.",
                            .required = true,
                            .single = true,
                            TABLE(municipality_facts, municipality_columns)},
    [TABLE_DISTRICTS] = {.name = "districts",
                         .about = "City districts (bydeler).",
                         TABLE(district, district_columns)},
    [TABLE_ZONES] = {.name = "zones",
                     .about = "Living-condition zones (levekårssoner) and their sub-districts.",
                     TABLE(zone, zone_columns)},
    [TABLE_POPULATION] = {.name = "population",
                          .about = "Residents by district, age and sex.",
                          TABLE(population, population_columns)},
    [TABLE_PROJECTION] = {.name = "projection",
                          .about = "Expected residents.",
                          TABLE(projection, projection_columns)},
    [TABLE_PRACTICES] = {.name = "practices",
                         .about = "GP practices (legekontor).",
                         TABLE(practice, practice_columns)},
    [TABLE_POSTS] = {.name = "posts",
                     .about = "GP posts (fastlegehjemler) and their caps.",
                     TABLE(post, post_columns)},
    [TABLE_LISTS] = {.name = "lists", .about = "The list of each post.", TABLE(list, list_columns)},
    [TABLE_SERVICES] = {.name = "services",
                        .about =
                            "The municipality's other doctor services, which bind doctor time.",
                        TABLE(service, service_columns)},
    [TABLE_OBSERVATIONS] = {.name = "observations",
                            .about = "What was observed, when and by whom.",
                            TABLE(observation, observation_columns)},
    [TABLE_PLANNING] = {.name = "planning",
                        .about = "Goals and assumptions the municipality plans with.",
                        TABLE(parameter, planning_columns)},
    [TABLE_MEASURES] = {.name = "measures",
                        .about =
                            "Measures to recruit and keep GPs. One with a lever can be part of a "
                            "forecast's package. What a measure in force does is in today's rates "
                            "already: a forecast without measures adds none of it. Naming one in "
                            "force extends it by its size, and the size −1 (of a ratio lever) ends "
                            "it: the effect is taken away and the cost saved.",
                        TABLE(measure, measure_columns)},
    [TABLE_BUDGET] = {.name = "budget", .about = "Money set aside.", TABLE(budget, budget_columns)},
    [TABLE_SAME_DAY_SURVEY] = {.name = "same_day_survey",
                               .file = "surveys/same_day",
                               .about = "Surveys of same-day appointments.",
                               TABLE(same_day_answer, same_day_columns)},
    [TABLE_LIST_SPREAD] = {.name = "list_spread",
                           .about = "How list lengths spread, from a count of all lists; gives "
                                    "synthetic lists their shape.",
                           TABLE(list_spread, list_spread_columns)},
    [TABLE_PRACTICE_SIZES] =
        {.name = "practice_sizes",
         .about =
             "How many practices there are of each size; gives synthetic practices their shape.",
         TABLE(practice_size, practice_size_columns)},
    [TABLE_REFERENCE] =
        {.name = "reference",
         .about = "National figures. A municipality without the table uses the program's own.",
         TABLE(parameter, reference_columns)},
    [TABLE_CONSULTATION_RATES] =
        {.name = "consultation_rates",
         .about = "Consultations by age. A municipality without the table uses the program's own.",
         TABLE(consultation_rate, consultation_rate_columns)},
    [TABLE_FORECAST_PARAMETERS] =
        {.name = "forecast_parameters",
         .about = "What the forecast assumes. A municipality's own rows go before the program's "
                  "own, row by row.",
         TABLE(forecast_parameter, forecast_parameter_columns)},
};
