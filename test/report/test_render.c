/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "report/render.h"

#include "base/csv.h"
#include "exchange/file.h"
#include "fixture.h"
#include "report/answers.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_LIMIT = 16 * 1024 * 1024 };

static struct fixture *
of(void **state)
{
    return *state;
}

/* -- the answer of every command about Bergen -------------------------------------------------- */

static void
make_need(struct fixture *fixture, struct answer *answer)
{
    struct need_input input;
    struct error error;
    need_input_find(&fixture->bergen, answer->date, &input);
    assert_true(answer_need(answer, &input, &error));
}

static void
make_coverage(struct fixture *fixture, struct answer *answer)
{
    struct figure goal;
    struct coverage coverage;
    struct error error;
    assert_true(planning_figure(&fixture->bergen, PLANNING_gps_per_1000_goal, &goal));
    assert_true(coverage_compute(&fixture->bergen, answer->date, &goal, &fixture->arena, &coverage,
                                 &error));
    answer_coverage(answer, &coverage);
}

static void
make_vacancy(struct fixture *fixture, struct answer *answer)
{
    struct vacancy_input input;
    struct vacancy vacancy;
    struct vacancy_moment *history;
    size_t count;
    struct error error;
    vacancy_input_find(&fixture->bergen, answer->date, &input);
    assert_true(vacancy_compute(&input, &vacancy, &error));
    assert_true(
        vacancy_history(&fixture->bergen, answer->date, &fixture->arena, &history, &count, &error));
    answer_vacancy(answer, &input, &vacancy, history, count);
}

static void
make_access(struct fixture *fixture, struct answer *answer)
{
    struct access_input input;
    struct access access;
    struct error error;
    const struct table *table = &fixture->bergen.tables[TABLE_SAME_DAY_SURVEY];
    access_input_find(&fixture->bergen, day("2024-11-08"), &input);
    assert_true(
        access_find_survey(table, "", &fixture->arena, &input.answers, &input.answer_count));
    assert_true(access_compute(&fixture->bergen, &input, &fixture->arena, &access, &error));
    answer_access(answer, &input, &access);
}

static void
make_recruit(struct fixture *fixture, struct answer *answer)
{
    struct recruit_input input;
    struct shortening shortening;
    struct error error;
    recruit_input_find(&fixture->bergen, answer->date, &input);
    assert_true(recruit_shortening(&fixture->bergen, answer->date, &shortening));
    assert_true(answer_recruit(answer, &input, &shortening, &error));
}

static void
make_workload(struct fixture *fixture, struct answer *answer)
{
    struct workload_input input;
    struct error error;
    workload_input_find(&fixture->bergen, &fixture->rulebook, answer->date, &input);
    assert_true(answer_workload(answer, &input, &error));
}

static void
make_check(struct fixture *fixture, struct answer *answer)
{
    struct finding *findings;
    size_t count;
    struct error error;
    assert_true(check_compute(&fixture->bergen, &fixture->rulebook, &fixture->arena, &findings,
                              &count, &error));
    answer_check(answer, findings, count);
}

static void
make_status(struct fixture *fixture, struct answer *answer)
{
    struct error error;
    bool contradicts;
    assert_true(check_contradicts(answer->municipality, &fixture->rulebook, answer->arena,
                                  &contradicts, &error));
    assert_true(answer_status(answer, &fixture->rulebook, contradicts, &error));
}

static void
make_rules(struct fixture *fixture, struct answer *answer)
{
    answer_rules(answer, &fixture->rulebook, answer->date);
}

static void
make_rules_diff(struct fixture *fixture, struct answer *answer)
{
    answer_rules_diff(answer, &fixture->rulebook, day("2025-12-31"), day("2026-01-01"));
}

static const struct {
    const char *command;
    enum message title;
    void (*make)(struct fixture *fixture, struct answer *answer);
} commands[] = {
    {"need", MESSAGE_title_need, make_need},
    {"coverage", MESSAGE_title_coverage, make_coverage},
    {"vacancy", MESSAGE_title_vacancy, make_vacancy},
    {"access", MESSAGE_title_access, make_access},
    {"recruit", MESSAGE_title_recruit, make_recruit},
    {"workload", MESSAGE_title_workload, make_workload},
    {"check", MESSAGE_title_check, make_check},
    {"status", MESSAGE_title_status, make_status},
    {"rules", MESSAGE_title_rules, make_rules},
    {"rules diff", MESSAGE_title_rules_diff, make_rules_diff},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static struct answer
answer_of(struct fixture *fixture, size_t command, enum language language, bool explain)
{
    struct answer answer;
    answer_init(&answer, &fixture->arena, language, commands[command].command,
                commands[command].title, &fixture->bergen, day("2023-12-31"));
    answer.explain = explain;
    commands[command].make(fixture, &answer);
    assert_false(answer.failed);
    return answer;
}

/* -- JSON -------------------------------------------------------------------------------------- */

enum { DEPTH_MAX = 8, KEYS_MAX = 200 };

struct json_reader {
    const char *at;
    const char *what;
};

static void
json_wrong(const struct json_reader *reader, const char *why)
{
    fail_msg("%s: %s at \"%.60s\"", reader->what, why, reader->at);
}

static void
read_word(struct json_reader *reader, const char *word)
{
    if (strncmp(reader->at, word, strlen(word)) != 0) {
        json_wrong(reader, "not JSON");
    }
    reader->at += strlen(word);
}

static void
read_string(struct json_reader *reader)
{
    read_word(reader, "\"");
    while (*reader->at != '"') {
        unsigned char c = (unsigned char)*reader->at;
        if (c < 0x20) {
            json_wrong(reader, "control character or end in a string");
        }
        if (c == '\\') {
            reader->at++;
            if (*reader->at == 'u') {
                for (int i = 0; i < 4; i++) {
                    if (!isxdigit((unsigned char)*++reader->at)) {
                        json_wrong(reader, "wrong escape");
                    }
                }
            } else if (*reader->at == '\0' || strchr("\"\\/bfnrt", *reader->at) == NULL) {
                json_wrong(reader, "wrong escape");
            }
        }
        reader->at++;
    }
    reader->at++;
}

/* -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)? */
static void
read_number(struct json_reader *reader)
{
    reader->at += *reader->at == '-';
    size_t digits = strspn(reader->at, "0123456789");
    if (digits == 0 || (digits > 1 && *reader->at == '0')) {
        json_wrong(reader, "no number");
    }
    reader->at += digits;
    if (*reader->at == '.') {
        digits = strspn(++reader->at, "0123456789");
        if (digits == 0) {
            json_wrong(reader, "no digits behind the point");
        }
        reader->at += digits;
    }
    if (*reader->at == 'e' || *reader->at == 'E') {
        reader->at++;
        reader->at += *reader->at == '+' || *reader->at == '-';
        digits = strspn(reader->at, "0123456789");
        if (digits == 0) {
            json_wrong(reader, "no exponent");
        }
        reader->at += digits;
    }
}

static void read_json(struct json_reader *reader, int depth);

static void
read_members(struct json_reader *reader, int depth)
{
    const char *keys[KEYS_MAX];
    size_t lengths[KEYS_MAX], count = 0;
    read_word(reader, "{");
    while (*reader->at != '}') {
        if (count > 0) {
            read_word(reader, ",");
        }
        const char *key = reader->at;
        read_string(reader);
        size_t length = (size_t)(reader->at - key);
        for (size_t i = 0; i < count; i++) {
            if (lengths[i] == length && memcmp(keys[i], key, length) == 0) {
                json_wrong(reader, "a key for the second time before");
            }
        }
        assert_true(count < KEYS_MAX);
        keys[count] = key;
        lengths[count++] = length;
        read_word(reader, ":");
        read_json(reader, depth + 1);
    }
    read_word(reader, "}");
}

static void
read_json(struct json_reader *reader, int depth)
{
    assert_true(depth < DEPTH_MAX);
    if (*reader->at == '{') {
        read_members(reader, depth);
    } else if (*reader->at == '[') {
        read_word(reader, "[");
        for (bool first = true; *reader->at != ']'; first = false) {
            read_word(reader, first ? "" : ",");
            read_json(reader, depth + 1);
        }
        read_word(reader, "]");
    } else if (*reader->at == '"') {
        read_string(reader);
    } else if (isalpha((unsigned char)*reader->at)) {
        read_word(reader, *reader->at == 't' ? "true" : *reader->at == 'f' ? "false" : "null");
    } else {
        read_number(reader);
    }
}

static struct text
as_json(const struct answer *answer)
{
    struct text text;
    text_init(&text, TEXT_LIMIT);
    render_json(answer, &text);
    assert_false(text.failed);
    return text;
}

static void
every_answer_is_json(void **state)
{
    for (size_t c = 0; c < COMMANDS; c++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            for (int explain = 0; explain <= 1; explain++) {
                struct answer answer =
                    answer_of(of(state), c, (enum language)language, explain == 1);
                struct text text = as_json(&answer);
                struct json_reader reader = {text_string(&text), commands[c].command};
                read_json(&reader, 0);
                assert_string_equal(reader.at, "\n");
                assert_int_equal(explain == 1, strstr(text_string(&text), "\"explain\":[") != NULL);
                text_free(&text);
            }
        }
    }
}

/* A word of a fixed set: a person reads the word, a program the key, whatever the language. */
static void
programs_read_the_keys_of_words(void **state)
{
    struct answer answer;
    answer_init(&answer, &of(state)->arena, LANGUAGE_NN, "test", MESSAGE_title_need, NULL,
                DATE_NONE);
    answer_field(&answer, MESSAGE_vacancy_of, UNIT_NONE, value_word("listed", "listeinnbyggjarar"));
    struct text text = as_json(&answer);
    assert_non_null(strstr(text_string(&text), "\"vacancy_of\":\"listed\""));
    text.length = 0;
    assert_true(render_csv(&answer, NULL, &text));
    assert_non_null(strstr(text_string(&text), "vacancy_of,listed,"));
    text.length = 0;
    render_text(&answer, 80, &text);
    assert_non_null(strstr(text_string(&text), "listeinnbyggjarar"));
    text_free(&text);
}

/* -- CSV --------------------------------------------------------------------------------------- */

/* Reads the CSV back: every row as wide as the header; returns the rows behind it. */
static size_t
csv_rows(struct arena *arena, const struct text *text, size_t columns)
{
    char *bytes = arena_copy(arena, text_string(text), text->length);
    static struct csv_reader reader;
    struct error error;
    size_t rows = 0;
    csv_open(&reader, bytes, text->length);
    for (enum csv_result result = csv_next(&reader, &error); result != CSV_END;
         result = csv_next(&reader, &error)) {
        assert_int_equal(result, CSV_ROW);
        assert_int_equal(reader.field_count, columns);
        rows++;
    }
    assert_true(rows > 0);
    return rows - 1;
}

static void
every_table_is_csv(void **state)
{
    for (size_t c = 0; c < COMMANDS; c++) {
        struct answer answer = answer_of(of(state), c, LANGUAGE_NN, true);
        struct text text;
        text_init(&text, TEXT_LIMIT);
        assert_true(render_csv(&answer, NULL, &text)); /* the steps, since they are asked for */
        assert_int_equal(csv_rows(&of(state)->arena, &text, 12), answer.step_count);
        text.length = 0;
        assert_true(render_csv(&answer, "summary", &text));
        assert_int_equal(csv_rows(&of(state)->arena, &text, 3), answer.field_count);
        for (size_t t = 0; t < answer.table_count; t++) {
            const struct answer_table *table = &answer.tables[t];
            text.length = 0;
            assert_true(render_csv(&answer, message_key(table->title), &text));
            assert_int_equal(csv_rows(&of(state)->arena, &text, table->column_count),
                             table->row_count);
        }
        size_t before = text.length;
        assert_false(render_csv(&answer, "nothing", &text));
        assert_int_equal(text.length, before);
        text.length = 0;
        render_csv_tables(&answer, &text);
        assert_memory_equal(text_string(&text), "summary", 7);
        for (size_t t = 0; t < answer.table_count; t++) {
            assert_non_null(strstr(text_string(&text), message_key(answer.tables[t].title)));
        }
        text_free(&text);
    }
}

/* A table of every kind of value, its cells awkward. */
static const struct answer_column columns[] = {
    {MESSAGE_district, UNIT_NONE}, {MESSAGE_source, UNIT_NONE}, {MESSAGE_date, UNIT_NONE},
    {MESSAGE_goal_met, UNIT_NONE}, {MESSAGE_gps, UNIT_gps},     {MESSAGE_COUNT, UNIT_NONE},
};

static struct answer
awkward_answer(struct fixture *fixture, enum language language)
{
    struct answer answer;
    answer_init(&answer, &fixture->arena, language, "test", MESSAGE_title_need, NULL,
                day("2024-05-08"));
    answer_field(&answer, MESSAGE_persons, UNIT_persons, value_number(308000.25, 0));
    answer_field(&answer, MESSAGE_vacancy_listed, UNIT_NONE, value_share(1 / 3.0, 1));
    answer_field(&answer, MESSAGE_difference, UNIT_gps, value_difference(-33.073, 1));
    answer_field(&answer, MESSAGE_survey, UNIT_NONE, value_text("a \"quoted\", long\nname"));
    answer_field(&answer, MESSAGE_years, UNIT_years, value_number((double)NAN, 0));
    struct answer_table *table = answer_table(&answer, MESSAGE_districts, columns);
    table->has_total = true;
    static const char *const names[] = {"Åsane", "Ytre, \"Arna\"", "–", "Total"};
    for (int i = 0; i < 4; i++) {
        struct value *row = answer_row(&answer);
        row[0] = value_text(names[i]);
        row[1] = i == 1 ? row[1] : value_text("src");
        row[2] = i == 2 ? row[2] : value_date(day("2023-12-31"));
        row[3] = value_yes_no(i % 2 == 0);
        row[4] = i == 2 ? row[4] : value_number(1234.5 * i - 1, 1);
    }
    answer_table(&answer, MESSAGE_findings, columns); /* no rows */
    answer_note(&answer, MESSAGE_note_synthetic);
    return answer;
}

static void
json_says_what_was_put_in(void **state)
{
    struct answer answer = awkward_answer(of(state), LANGUAGE_NB);
    struct text text = as_json(&answer);
    assert_string_equal(
        text_string(&text),
        "{\"command\":\"test\",\"date\":\"2024-05-08\",\"persons\":308000.25,\"vacancy_listed\":0."
        "3333333333333333,"
        "\"difference\":-33.073,\"survey\":\"a \\\"quoted\\\", long\\u000aname\",\"years\":null,"
        "\"districts\":["
        "{\"district\":\"Åsane\",\"source\":\"src\",\"date\":\"2023-12-31\",\"goal_met\":true,"
        "\"gps\":-1},"
        "{\"district\":\"Ytre, "
        "\\\"Arna\\\"\",\"source\":null,\"date\":\"2023-12-31\",\"goal_met\":false,"
        "\"gps\":1233.5},"
        "{\"district\":\"–\",\"source\":\"src\",\"date\":null,\"goal_met\":true,\"gps\":null}],"
        "\"total\":{\"district\":\"Total\",\"source\":\"src\",\"date\":\"2023-12-31\",\"goal_met\":"
        "false,"
        "\"gps\":3702.5},"
        "\"findings\":[],\"synthetic\":[],\"notes\":[\"note_synthetic\"]}\n");
    text_free(&text);
}

static void
csv_says_what_was_put_in(void **state)
{
    struct answer answer = awkward_answer(of(state), LANGUAGE_NB);
    struct text text;
    text_init(&text, TEXT_LIMIT);
    assert_true(render_csv(&answer, NULL, &text));
    assert_string_equal(text_string(&text), "district,source,date,goal_met,gps\n"
                                            "Åsane,src,2023-12-31,yes,-1\n"
                                            "\"Ytre, \"\"Arna\"\"\",,2023-12-31,no,1233.5\n"
                                            "–,src,,yes,\n"
                                            "Total,src,2023-12-31,no,3702.5\n");
    text.length = 0;
    assert_true(render_csv(&answer, "summary", &text));
    assert_string_equal(text_string(&text), "key,value,unit\n"
                                            "persons,308000.25,persons\n"
                                            "vacancy_listed,0.3333333333333333,\n"
                                            "difference,-33.073,gps\n"
                                            "survey,\"a \"\"quoted\"\", long\nname\",\n"
                                            "years,,years\n");
    text_free(&text);
}

static void
synthetic_figures_are_marked_everywhere(void **state)
{
    struct answer answer;
    answer_init(&answer, &of(state)->arena, LANGUAGE_EN, "test", MESSAGE_title_need, NULL,
                day("2024-05-08"));
    answer_field(&answer, MESSAGE_gps, UNIT_gps, value_number(7, 0));
    answer_field(&answer, MESSAGE_lists, UNIT_lists, value_number(3, 0));
    answer_field_synthetic(&answer);
    struct figure figure = {.value = 1,
                            .unit = UNIT_gps,
                            .date = DATE_NONE,
                            .since = DATE_NONE,
                            .source = "synthetic",
                            .place = "",
                            .synthetic = true};
    answer_input(&answer, "x", "a figure", &figure);
    answer.explain = true;
    struct text text = as_json(&answer);
    assert_non_null(strstr(text_string(&text), "\"synthetic\":[\"lists\"]"));
    assert_non_null(strstr(text_string(&text), "\"notes\":[\"note_synthetic\"]")); /* once */
    assert_non_null(strstr(text_string(&text), "\"synthetic\":true"));
    text.length = 0;
    render_text(&answer, 100, &text);
    assert_non_null(strstr(text_string(&text), "3 lists (synthetic)"));
    assert_null(strstr(text_string(&text), "7 GPs (synthetic)"));
    text.length = 0;
    assert_true(render_csv(&answer, NULL, &text));
    assert_non_null(strstr(text_string(&text), ",yes,"));
    text_free(&text);
}

/* -- text -------------------------------------------------------------------------------------- */

static const char rule_start[] = "  ─";

static bool
is_rule(const char *line)
{
    return strncmp(line, rule_start, sizeof rule_start - 1) == 0;
}

/* The next line, NUL-terminated in place; NULL at the end. */
static char *
next_line(char **at)
{
    char *line = *at;
    if (*line == '\0') {
        return NULL;
    }
    char *end = strchr(line, '\n');
    assert_non_null(end); /* every line has its end */
    *end = '\0';
    *at = end + 1;
    return line;
}

static bool
ends_in_numbers(const struct answer_table *table)
{
    size_t last = table->shown - (table->wide ? 1 : 0) - 1;
    for (size_t r = 0; r < table->row_count; r++) {
        enum value_kind kind = table->cells[r * table->column_count + last].kind;
        if (kind == VALUE_NUMBER || kind == VALUE_SHARE) {
            return true;
        }
    }
    return false;
}

/* From the line of the table's title on: headings above the rule, a line a row below it, all as
 * wide as it where the last column is of numbers and never wider. */
static void
check_table(const struct answer *answer, const struct answer_table *table, char *at)
{
    size_t rows = 0, rules = 0;
    int width = 0;
    char *headings[8];
    size_t heading_count = 0;
    next_line(&at);
    for (char *line = next_line(&at); line != NULL && line[0] != '\0'; line = next_line(&at)) {
        if (is_rule(line)) {
            assert_true(width == 0 || text_width(line) == width);
            width = text_width(line);
            rules++;
        } else if (rules == 0) {
            assert_true(heading_count < 8);
            headings[heading_count++] = line;
        } else if (!table->wide || strncmp(line, "      ", 6) != 0) {
            bool full = ends_in_numbers(table);
            if (full ? text_width(line) != width : text_width(line) > width) {
                fail_msg("%s, %s: %d wide and the rule %d: \"%s\"", answer->command,
                         message_key(table->title), text_width(line), width, line);
            }
            rows++;
        }
    }
    assert_int_equal(rows, table->row_count);
    assert_int_equal(rules, table->has_total ? 2 : 1);
    assert_true(heading_count > 0);
    for (size_t h = 0; h < heading_count; h++) {
        assert_true(text_width(headings[h]) <= width);
    }
    assert_true(!ends_in_numbers(table) || text_width(headings[heading_count - 1]) == width);
}

static void
tables_stand_in_line(void **state)
{
    for (size_t c = 0; c < COMMANDS; c++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct answer answer = answer_of(of(state), c, (enum language)language, false);
            struct text text;
            text_init(&text, TEXT_LIMIT);
            render_text(&answer, 100, &text);
            for (size_t t = 0; t < answer.table_count; t++) {
                const struct answer_table *table = &answer.tables[t];
                char *copy = arena_copy(&of(state)->arena, text_string(&text), text.length);
                char title[512];
                snprintf(title, sizeof title, "\n%s\n",
                         message_text(table->title, (enum language)language));
                char *at = strstr(copy, title);
                bool lines =
                    table->row_count == 1 && table->shown > 6; /* a row of its own reads as lines */
                assert_int_equal(at == NULL, table->row_count == 0);
                if (at != NULL && !lines) {
                    check_table(&answer, table, at + 1);
                }
            }
            text_free(&text);
        }
    }
}

static void
lines_end_clean_and_sentences_wrap(void **state)
{
    static const int widths[] = {60, 80, 100, 140};
    for (size_t c = 0; c < COMMANDS; c++) {
        for (size_t w = 0; w < sizeof widths / sizeof widths[0]; w++) {
            struct answer answer = answer_of(of(state), c, LANGUAGE_NB, true);
            struct text text;
            text_init(&text, TEXT_LIMIT);
            render_text(&answer, widths[w], &text);
            assert_false(text.failed);
            char *at = arena_copy(&of(state)->arena, text_string(&text), text.length);
            bool note = false;
            for (char *line = next_line(&at); line != NULL; line = next_line(&at)) {
                size_t length = strlen(line);
                if (length > 0 && line[length - 1] == ' ') {
                    fail_msg("%s: \"%s\" ends in a space", commands[c].command, line);
                }
                assert_null(strpbrk(line, "\t\r"));
                note = strncmp(line, "  * ", 4) == 0 || (note && strncmp(line, "    ", 4) == 0);
                assert_true(!note || text_width(line) <= widths[w]);
            }
            text_free(&text);
        }
    }
}

static void
text_says_what_was_put_in(void **state)
{
    static const struct {
        enum language language;
        const char *said[6];
    } cases[] = {
        {LANGUAGE_NB,
         {"08.05.2024",
          "308\xC2\xA0"
          "000 personer",
          "33,3\xC2\xA0%",
          "\xE2\x88\x92"
          "33,1 fastleger",
          "1\xC2\xA0"
          "233,5",
          "31.12.2023"}},
        {LANGUAGE_NN,
         {"08.05.2024",
          "308\xC2\xA0"
          "000 personar",
          "33,3\xC2\xA0%",
          "\xE2\x88\x92"
          "33,1 fastlegar",
          "1\xC2\xA0"
          "233,5",
          "31.12.2023"}},
        {LANGUAGE_EN,
         {"2024-05-08", "308,000 persons", "33.3%",
          "\xE2\x88\x92"
          "33.1 GPs",
          "1,233.5", "2023-12-31"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct answer answer = awkward_answer(of(state), cases[i].language);
        struct text text;
        text_init(&text, TEXT_LIMIT);
        render_text(&answer, 80, &text);
        for (size_t k = 0; k < 6; k++) {
            if (strstr(text_string(&text), cases[i].said[k]) == NULL) {
                fail_msg("no \"%s\" in:\n%s", cases[i].said[k], text_string(&text));
            }
        }
        text_free(&text);
    }
}

/* -- spreadsheets ------------------------------------------------------------------------------ */

static unsigned
little_endian(const unsigned char *bytes, int count)
{
    unsigned value = 0;
    for (int i = count; i-- > 0;) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* Whether a ZIP file's directory has an entry of that name. */
static bool
zip_has(const unsigned char *bytes, size_t length, const char *name)
{
    size_t end = length - 22;
    while (end > 0 && memcmp(bytes + end, "PK\5\6", 4) != 0) {
        end--;
    }
    assert_memory_equal(bytes + end, "PK\5\6", 4);
    unsigned entries = little_endian(bytes + end + 10, 2);
    size_t at = little_endian(bytes + end + 16, 4);
    for (unsigned i = 0; i < entries; i++) {
        assert_true(at + 46 < length);
        assert_memory_equal(bytes + at, "PK\1\2", 4);
        unsigned name_length = little_endian(bytes + at + 28, 2);
        assert_true(little_endian(bytes + at + 24, 4) > 0); /* nothing in it is empty */
        if (name_length == strlen(name) && memcmp(bytes + at + 46, name, name_length) == 0) {
            return true;
        }
        at += 46 + name_length + little_endian(bytes + at + 30, 2) +
              little_endian(bytes + at + 32, 2);
    }
    return false;
}

static void
workbooks_have_a_sheet_a_table(void **state)
{
    char folder[] = "dekning-render-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/answer.xlsx", folder);
    for (size_t c = 0; c < COMMANDS; c++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            struct answer answer = answer_of(of(state), c, (enum language)language, true);
            struct error error;
            char *bytes;
            size_t length, sheets = 0;
            assert_true(render_xlsx(&(const struct answer *){&answer}, 1, path, &error));
            assert_true(file_read(path, &of(state)->arena, &bytes, &length, &error));
            assert_true(length > 1000);
            assert_memory_equal(bytes, "PK\3\4", 4);
            assert_true(zip_has((unsigned char *)bytes, length, "[Content_Types].xml"));
            assert_true(zip_has((unsigned char *)bytes, length, "xl/workbook.xml"));
            char sheet[64];
            do {
                snprintf(sheet, sizeof sheet, "xl/worksheets/sheet%zu.xml", ++sheets);
            } while (zip_has((unsigned char *)bytes, length, sheet));
            assert_int_equal(sheets - 1,
                             1 + answer.table_count +
                                 (answer.step_count > 0)); /* fields, tables, reckoning */
            assert_int_equal(unlink(path), 0);
        }
    }
    assert_int_equal(rmdir(folder), 0);
}

static void
workbooks_that_cannot_be_written_are_told(void **state)
{
    struct answer answer = awkward_answer(of(state), LANGUAGE_NB);
    struct error error;
    assert_false(
        render_xlsx(&(const struct answer *){&answer}, 1, "/no/such/folder/answer.xlsx", &error));
    assert_int_equal(error.code, ERROR_WRITE_FILE);
    assert_string_equal(error.file, "/no/such/folder/answer.xlsx");
}

/* -- the answer itself ------------------------------------------------------------------------- */

static void
answers_that_run_out_of_memory_say_so(void **state)
{
    static const size_t limits[] = {0, 1000, 10000, 40000};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct arena small;
        struct answer answer;
        arena_init(&small, limits[i]);
        answer_init(&answer, &small, LANGUAGE_NB, "rules", MESSAGE_title_rules, NULL,
                    day("2024-05-08"));
        answer_rules(&answer, &of(state)->rulebook, answer.date);
        assert_true(answer.failed);
        arena_free(&small);
    }
}

static void
steps_are_grouped_and_notes_stand_once(void **state)
{
    struct answer answer;
    struct figure figure = {.value = 1,
                            .unit = UNIT_gps,
                            .date = DATE_NONE,
                            .since = DATE_NONE,
                            .source = "",
                            .place = "",
                            .confidence = CONFIDENCE_C};
    answer_init(&answer, &of(state)->arena, LANGUAGE_NB, "test", MESSAGE_title_need, NULL,
                DATE_NONE);
    answer_input(&answer, "a", "a", &figure);
    answer.group = "need.";
    answer_input(&answer, "b", "b", &figure);
    answer_result(&answer, "c", MESSAGE_gps, value_number(2, 0), UNIT_gps, "a + b", MESSAGE_COUNT);
    assert_int_equal(answer.step_count, 3);
    assert_string_equal(answer.steps[0].key, "a");
    assert_string_equal(answer.steps[1].key, "need.b");
    assert_string_equal(answer.steps[2].key, "need.c");
    assert_int_equal(answer.steps[1].confidence, 'C');
    assert_int_equal(answer.steps[2].confidence, '\0');
    answer_note(&answer, MESSAGE_note_synthetic);
    answer_note(&answer, MESSAGE_note_explain);
    answer_note(&answer, MESSAGE_note_synthetic);
    assert_int_equal(answer.note_count, 2);
    assert_string_equal(answer_text(&answer, "%d %s", 7, "x"), "7 x");
}

/* Every figure that --explain shows is either read somewhere or reckoned from something. */
static void
every_step_can_be_traced(void **state)
{
    for (size_t c = 0; c < COMMANDS; c++) {
        struct answer answer = answer_of(of(state), c, LANGUAGE_EN, true);
        for (size_t i = 0; i < answer.step_count; i++) {
            const struct answer_step *step = &answer.steps[i];
            bool input = step->source[0] != '\0', result = step->formula[0] != '\0';
            bool unset = step->value.kind == VALUE_NUMBER &&
                         !(step->value.number > 0); /* 0 where none was given */
            if (step->key[0] == '\0' || step->name[0] == '\0' ||
                (input == result && !(unset && !result))) {
                fail_msg("%s: step %s has source \"%s\" and formula \"%s\"", commands[c].command,
                         step->key, step->source, step->formula);
            }
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_json),
        cmocka_unit_test(programs_read_the_keys_of_words),
        cmocka_unit_test(every_table_is_csv),
        cmocka_unit_test(json_says_what_was_put_in),
        cmocka_unit_test(csv_says_what_was_put_in),
        cmocka_unit_test(synthetic_figures_are_marked_everywhere),
        cmocka_unit_test(tables_stand_in_line),
        cmocka_unit_test(lines_end_clean_and_sentences_wrap),
        cmocka_unit_test(text_says_what_was_put_in),
        cmocka_unit_test(workbooks_have_a_sheet_a_table),
        cmocka_unit_test(workbooks_that_cannot_be_written_are_told),
        cmocka_unit_test(answers_that_run_out_of_memory_say_so),
        cmocka_unit_test(steps_are_grouped_and_notes_stand_once),
        cmocka_unit_test(every_step_can_be_traced),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
