/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "scheme/clause.h"

#include "fixture.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 200, RULES_MAX = 1000, NAME_SIZE = 400 };

static struct fixture *
of(void **state)
{
    return *state;
}

static const struct clause *
next_of(const struct clause *clause)
{
    bool last = clause + 1 == clauses + clause_count;
    return last || clause[1].rule != clause->rule ? NULL : clause + 1;
}

static bool
has_clause(int64_t rule)
{
    for (size_t i = 0; i < clause_count; i++) {
        if (clauses[i].rule == rule) {
            return true;
        }
    }
    return false;
}

/* -- periods ----------------------------------------------------------------------------------- */

static void
rows_stand_by_rule_and_their_periods_join(void **state)
{
    (void)state;
    assert_true(clause_count > 0);
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i], *next = next_of(clause);
        assert_true(date_compare(clause->valid_from, day("2013-01-01")) >= 0);
        if (!date_is_none(clause->valid_to)) {
            assert_true(date_compare(clause->valid_from, clause->valid_to) <= 0);
        }
        if (next != NULL) {
            assert_int_equal(next->valid_from.days, clause->valid_to.days + 1);
        } else if (i + 1 < clause_count) {
            assert_true(clause[1].rule > clause->rule);
        }
    }
}

static void
a_clause_is_found_from_its_first_day_to_its_last(void **state)
{
    (void)state;
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i], *next = next_of(clause);
        bool first = i == 0 || clause[-1].rule != clause->rule;
        assert_ptr_equal(clause_find(clause->rule, clause->valid_from), clause);
        struct date before = {clause->valid_from.days - 1};
        assert_ptr_equal(clause_find(clause->rule, before), first ? NULL : clause - 1);
        if (date_is_none(clause->valid_to)) {
            assert_ptr_equal(clause_find(clause->rule, day("2299-12-31")), clause);
        } else {
            struct date after = {clause->valid_to.days + 1};
            assert_ptr_equal(clause_find(clause->rule, clause->valid_to), clause);
            assert_ptr_equal(clause_find(clause->rule, after), next);
        }
    }
}

static void
what_is_no_clause_is_not_found(void **state)
{
    (void)state;
    static const int none[] = {-1, 0, 1, 115, 1000, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_null(clause_find(none[i], day("2026-01-01")));
    }
    assert_null(clause_find(46, DATE_NONE));
    assert_null(clause_find(46, day("2012-12-31")));
}

/* R258: the paragraphs of 2012 and 2025; R257–R259: what changed. */
static void
paragraphs_change_with_the_regulation_of_2025(void **state)
{
    (void)state;
    static const struct {
        int rule;
        const char *date, *source, *says;
    } cases[] = {
        {41, "2025-12-31", "FLF12 § 34", "2500"},
        {41, "2026-01-01", "FLF25 § 10", "2500"},
        {38, "2025-12-31", "FLF12 § 32", "75"},
        {38, "2026-01-01", "FLF25 § 12", "80"},
        {143, "2013-06-30", "FLF12 § 13", "over 55"},
        {143, "2013-07-01", "FLF12 § 13", "over 60"},
        {143, "2026-01-01", "FLF25 § 33", "over 60"},
        {46, "2025-12-31", "PRF § 4", "16"},
        {46, "2026-01-01", "PRF § 4", "16"},
        {64, "2021-06-30", "PRF § 2", "only from 1 July 2021"},
        {64, "2021-07-01", "PRF § 2", "have a right to a GP."},
        {214, "2017-02-28", "KOMP § 3", "only from 1 March 2017"},
        {214, "2017-03-01", "KOMP § 3", "must meet"},
        {100, "2023-02-28", "Helfo", "Those on the waiting list"},
        {100, "2023-03-01", "Helfo", "Those without a GP"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct clause *clause = clause_find(cases[i].rule, day(cases[i].date));
        assert_non_null(clause);
        assert_string_equal(clause->source, cases[i].source);
        assert_non_null(strstr(clause->texts[LANGUAGE_EN], cases[i].says));
    }
    assert_non_null(clause_find(218, day("2024-03-31")));
    assert_null(clause_find(218, day("2024-04-01")));
    assert_null(clause_find(219, day("2024-03-31")));
    assert_non_null(clause_find(219, day("2024-04-01")));
}

/* A source of one regulation does not stand while the other was in force. */
static void
no_source_stands_outside_its_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i];
        if (strstr(clause->source, "FLF12") != NULL) {
            assert_false(date_is_none(clause->valid_to));
            assert_true(date_compare(clause->valid_to, day("2025-12-31")) <= 0);
        }
        if (strstr(clause->source, "FLF25") != NULL) {
            assert_true(date_compare(clause->valid_from, day("2026-01-01")) >= 0);
        }
    }
}

/* -- words ------------------------------------------------------------------------------------- */

/* How many characters of UTF-8. */
static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return count;
}

/* Whether a sentence ends at that full stop: "1. mars" and "the 7.5 hours" go on. */
static bool
ends_sentence(const char *stop)
{
    return stop[1] == '\0' ||
           (stop[1] == ' ' && (isupper((unsigned char)stop[2]) || (stop[2] & 0x80) != 0));
}

static void
check_sentence(const struct clause *clause, const char *text)
{
    size_t length = strlen(text), ends = 0;
    for (const char *at = text; *at != '\0'; at++) {
        ends += *at == '.' && ends_sentence(at);
    }
    bool capital = isupper((unsigned char)text[0]) || (text[0] & 0x80) != 0;
    bool spaced = strstr(text, "  ") == NULL && strstr(text, " ,") == NULL;
    if (length == 0 || text[length - 1] != '.' || ends != 1 || !capital || !spaced ||
        strpbrk(text, "!?;\t\n") != NULL || characters(text) > TEXT_MAX) {
        fail_msg("R%d is not one sentence of at most %d characters: %s", clause->rule, TEXT_MAX,
                 text);
    }
}

static void
each_text_is_one_short_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < clause_count; i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            check_sentence(&clauses[i], clauses[i].texts[language]);
        }
        assert_string_not_equal(clauses[i].texts[LANGUAGE_NB], clauses[i].texts[LANGUAGE_EN]);
        assert_string_not_equal(clauses[i].texts[LANGUAGE_NN], clauses[i].texts[LANGUAGE_EN]);
    }
}

/* Words that give one form of Norwegian away when they stand in the other. */
static void
the_two_norwegians_are_kept_apart(void **state)
{
    (void)state;
    static const char *const nynorsk[] = {" ikkje ", " ein ", " eit ",
                                          " frå ",   " dei ", " blir rekna"};
    static const char *const bokmaal[] = {" ikke ", " en ", " et ", " fra ", " de ", " hjemmel"};
    for (size_t i = 0; i < clause_count; i++) {
        for (size_t w = 0; w < sizeof nynorsk / sizeof nynorsk[0]; w++) {
            assert_null(strstr(clauses[i].texts[LANGUAGE_NB], nynorsk[w]));
            assert_null(strstr(clauses[i].texts[LANGUAGE_NN], bokmaal[w]));
        }
    }
}

static void
every_clause_says_what_it_rests_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i];
        const char *source = clause->source;
        assert_true(source[0] != '\0' && source[0] != ' ' && source[strlen(source) - 1] != ' ');
        assert_null(strstr(source, "  "));
        assert_true((clause->kind == CLAUSE_OWN) == (strcmp(source, "vår standard") == 0));
    }
}

/* -- the rulebook ------------------------------------------------------------------------------ */

/* Whether `part` stands in `whole`, not as part of a longer word or number. */
static bool
stands_in(const char *part, const char *whole)
{
    size_t length = strlen(part);
    for (const char *at = strstr(whole, part); at != NULL; at = strstr(at + 1, part)) {
        if ((at == whole || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[length]) && at[length] != '-') {
            return true;
        }
    }
    return false;
}

static bool
overlaps(const struct clause *clause, const struct rule_row *row)
{
    return (date_is_none(clause->valid_to) ||
            date_compare(row->valid_from, clause->valid_to) <= 0) &&
           (date_is_none(row->valid_to) || date_compare(clause->valid_from, row->valid_to) <= 0);
}

static enum clause_kind
kind_of(const struct rule_row *row)
{
    return strcmp(row->source, "vår standard") == 0 ? CLAUSE_OWN : (enum clause_kind)row->kind;
}

/* Whether the sentence has the number, a comma for the point where Norwegian has one. */
static bool
says(const struct clause *clause, enum language language, double number)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%g", number);
    char *point = strchr(digits, '.');
    if (point != NULL && language != LANGUAGE_EN) {
        *point = ',';
    }
    return stands_in(digits, clause->texts[language]);
}

/* Yes and no have no number, none and one may be a word, and what is paid is looked up. */
static void
check_number(const struct clause *clause, const struct rule_row *row)
{
    if (row->unit == UNIT_yes || row->unit == UNIT_nok || row->value <= 1) {
        return;
    }
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        bool in_years = row->unit == UNIT_months && row->value > 12 &&
                        says(clause, (enum language)language, row->value / 12);
        if (!in_years && !says(clause, (enum language)language, row->value)) {
            fail_msg("R%d does not say %g: %s", clause->rule, row->value, clause->texts[language]);
        }
    }
}

/* What a clause and a row of the rulebook say of one rule on one day is the same: the kind, the
 * paragraph and the number. A rule may have rows of other kinds too. */
static void
clauses_agree_with_the_rulebook(void **state)
{
    const struct table *table = &of(state)->rulebook.table;
    const struct rule_row *rows = table->rows;
    size_t agreed = 0;
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i];
        size_t named = 0, of_kind = 0;
        for (size_t r = 0; r < table->count; r++) {
            if (atoi(rows[r].clause + 1) != clause->rule || !overlaps(clause, &rows[r])) {
                continue;
            }
            named += strcmp(rows[r].source, "vår standard") != 0;
            if (kind_of(&rows[r]) == clause->kind) {
                of_kind++;
                if (!stands_in(rows[r].source, clause->source)) {
                    fail_msg("R%d rests on %s, in the rulebook on %s", clause->rule, clause->source,
                             rows[r].source);
                }
                check_number(clause, &rows[r]);
            }
        }
        if (named > 0 && of_kind == 0) {
            fail_msg("R%d rests on something else in the rulebook", clause->rule);
        }
        agreed += of_kind;
    }
    assert_true(agreed >= 80);
}

/* -- what is answered with --------------------------------------------------------------------- */

/* Calls `read` with every file of the folder whose name ends so. */
static void
each_file(const char *folder, const char *end, void (*read)(const char *bytes, bool rules[]),
          bool rules[])
{
    struct arena arena;
    arena_init(&arena, 16 << 20);
    char path[NAME_SIZE];
    snprintf(path, sizeof path, "%s/%s", SOURCE_ROOT, folder);
    DIR *directory = opendir(path);
    assert_non_null(directory);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        size_t length = strlen(entry->d_name);
        if (length > strlen(end) && strcmp(entry->d_name + length - strlen(end), end) == 0) {
            size_t size;
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
            read(source_file(&arena, path, &size), rules);
        }
    }
    closedir(directory);
    arena_free(&arena);
}

static void
take(bool rules[], long rule)
{
    if (rule > 0) {
        assert_true(rule < RULES_MAX);
        rules[rule] = true;
    }
}

static void
read_case_file(const char *bytes, bool rules[])
{
    static const char by[] = ", by R", on[] = "\n  on: ";
    const char *date = NULL;
    for (const char *at = bytes; *at != '\0'; at++) {
        if (strncmp(at, on, sizeof on - 1) == 0) {
            date = at + sizeof on - 1;
        }
        if (strncmp(at, by, sizeof by - 1) == 0) {
            int rule = atoi(at + sizeof by - 1);
            struct date parsed = DATE_NONE;
            assert_true(date != NULL && date_parse(date, 10, &parsed));
            if (clause_find(rule, parsed) == NULL) {
                fail_msg("R%d has no clause on %.10s", rule, date);
            }
            take(rules, rule);
        }
    }
}

static void
every_case_quotes_a_clause_of_its_day(void **state)
{
    (void)state;
    bool rules[RULES_MAX] = {false};
    each_file("test/cases", ".case", read_case_file, rules);
    size_t count = 0;
    for (int rule = 0; rule < RULES_MAX; rule++) {
        count += rules[rule];
    }
    assert_true(count >= 100);
}

/* The numbers between `at` and the end of the expression. */
static void
read_numbers(const char *at, bool rules[])
{
    for (; *at != '\0' && *at != ';' && *at != '}'; at++) {
        if (isdigit((unsigned char)*at) && !isalnum((unsigned char)at[-1]) && at[-1] != '_') {
            take(rules, strtol(at, NULL, 10));
        }
    }
}

static void
read_source_file(const char *bytes, bool rules[])
{
    static const char *const starts[] = {"{true, ", "{false, ", "task_allow(", "task_refuse("};
    for (const char *at = bytes; *at != '\0'; at++) {
        for (size_t s = 0; s < sizeof starts / sizeof starts[0]; s++) {
            if (strncmp(at, starts[s], strlen(starts[s])) == 0) {
                read_numbers(at + strlen(starts[s]), rules);
            }
        }
        if (strncmp(at, "RULE_", 5) == 0) {
            const char *end = at + strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
            take(rules, strncmp(end, " = ", 3) == 0 ? strtol(end + 3, NULL, 10) : 0);
        }
    }
}

/* The constants of the decisions, and what the register answers with by itself. */
static void
every_rule_the_code_answers_with_has_a_clause(void **state)
{
    (void)state;
    bool rules[RULES_MAX] = {false};
    each_file("src/scheme", ".c", read_source_file, rules);
    each_file("src/register", ".c", read_source_file, rules);
    size_t count = 0;
    for (int rule = 0; rule < RULES_MAX; rule++) {
        count += rules[rule];
        if (rules[rule] && !has_clause(rule)) {
            fail_msg("R%d is answered with and has no clause", rule);
        }
    }
    assert_true(count >= 90 && rules[43] && rules[69] && rules[81] && rules[235] && rules[256]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_by_rule_and_their_periods_join),
        cmocka_unit_test(a_clause_is_found_from_its_first_day_to_its_last),
        cmocka_unit_test(what_is_no_clause_is_not_found),
        cmocka_unit_test(paragraphs_change_with_the_regulation_of_2025),
        cmocka_unit_test(no_source_stands_outside_its_time),
        cmocka_unit_test(each_text_is_one_short_sentence),
        cmocka_unit_test(the_two_norwegians_are_kept_apart),
        cmocka_unit_test(every_clause_says_what_it_rests_on),
        cmocka_unit_test(clauses_agree_with_the_rulebook),
        cmocka_unit_test(every_case_quotes_a_clause_of_its_day),
        cmocka_unit_test(every_rule_the_code_answers_with_has_a_clause),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
