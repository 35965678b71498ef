/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/message.h"

#include "fixture.h"
#include "forecast/model.h"
#include "scheme/unit.h"

#include <ctype.h>
#include <string.h>

/* -- every word there is ----------------------------------------------------------------------- */

static const char *
message_word(int number, enum language language)
{
    return message_text((enum message)number, language);
}

static const char *
unit_word(int number, enum language language)
{
    return unit_name((enum unit)number, language);
}

static const char *
indicator_word(int number, enum language language)
{
    return indicator_name((enum indicator)number, language);
}

static const char *
planning_word(int number, enum language language)
{
    return planning_name((enum planning)number, language);
}

static const char *
reference_word(int number, enum language language)
{
    return reference_name((enum reference)number, language);
}

static const char *
rule_word(int number, enum language language)
{
    return rule_name((enum rule)number, language);
}

static const char *
assumption_word(int number, enum language language)
{
    return assumption_name((enum assumption)number, language);
}

static const char *
lever_word(int number, enum language language)
{
    return lever_name((enum lever)number, language);
}

static const char *
outcome_word(int number, enum language language)
{
    return outcome_name((enum outcome)number, language);
}

static const char *
flow_word(int number, enum language language)
{
    return flow_name((enum flow)number, language);
}

static const char *
message_id(int number)
{
    return message_key((enum message)number);
}

static const char *
unit_id(int number)
{
    return unit_ids[number];
}

static const char *
indicator_id(int number)
{
    return indicator_ids[number];
}

static const char *
planning_id(int number)
{
    return planning_ids[number];
}

static const char *
reference_id(int number)
{
    return reference_ids[number];
}

static const char *
rule_id(int number)
{
    return rule_ids[number];
}

static const char *
assumption_id(int number)
{
    return assumption_ids[number];
}

static const char *
lever_id(int number)
{
    return lever_ids[number];
}

static const char *
outcome_id(int number)
{
    return outcome_ids[number];
}

static const char *
flow_id(int number)
{
    return flow_ids[number];
}

static const struct {
    const char *what;
    int count;
    const char *(*word)(int number, enum language language);
    const char *(*id)(int number);
} kinds[] = {
    {"message", MESSAGE_COUNT, message_word, message_id},
    {"unit", UNIT_COUNT, unit_word, unit_id},
    {"indicator", INDICATOR_COUNT, indicator_word, indicator_id},
    {"planning", PLANNING_COUNT, planning_word, planning_id},
    {"reference", REFERENCE_COUNT, reference_word, reference_id},
    {"rule", RULE_COUNT, rule_word, rule_id},
    {"assumption", ASSUMPTION_COUNT, assumption_word, assumption_id},
    {"lever", LEVER_COUNT, lever_word, lever_id},
    {"outcome", OUTCOME_COUNT, outcome_word, outcome_id},
    {"flow", FLOW_COUNT, flow_word, flow_id},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* Calls `check` for every word of every kind, in bokmål, nynorsk and English. */
static void
for_each_word(void (*check)(const char *what, const char *id,
                            const char *const words[LANGUAGE_COUNT]))
{
    for (size_t k = 0; k < KINDS; k++) {
        for (int i = 0; i < kinds[k].count; i++) {
            const char *words[LANGUAGE_COUNT];
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                words[language] = kinds[k].word(i, (enum language)language);
            }
            check(kinds[k].what, kinds[k].id(i), words);
        }
    }
}

static void
check_there(const char *what, const char *id, const char *const words[LANGUAGE_COUNT])
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        const char *word = words[language];
        if (word == NULL || word[0] == '\0') {
            fail_msg("%s %s has no word in language %d", what, id, language);
            return;
        }
        const char *shown =
            strncmp(word, "  ", 2) == 0 ? word + 2 : word; /* a label under the one before it */
        if (shown[0] == ' ' || word[strlen(word) - 1] == ' ' || strstr(shown, "  ") != NULL ||
            strpbrk(word, "\n\t\r") != NULL) {
            fail_msg("%s %s: stray white space in \"%s\"", what, id, word);
        }
    }
}

static void
every_word_is_there_in_three_languages(void **state)
{
    (void)state;
    for_each_word(check_there);
}

static void
ids_are_their_own(void **state)
{
    (void)state;
    for (size_t k = 0; k < KINDS; k++) {
        for (int i = 0; i < kinds[k].count; i++) {
            const char *id = kinds[k].id(i);
            assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(id));
            assert_true(id[0] != '\0' && !isdigit((unsigned char)id[0]));
            for (int j = 0; j < i; j++) {
                assert_string_not_equal(id, kinds[k].id(j));
            }
        }
    }
}

/* -- the same content in each ------------------------------------------------------------------ */

enum { PIECES_MAX = 16 };

/* The pieces between { and } of a word, in order. */
static size_t
placeholders(const char *word, const char *pieces[PIECES_MAX], size_t lengths[PIECES_MAX])
{
    size_t count = 0;
    for (const char *at = strchr(word, '{'); at != NULL; at = strchr(at + 1, '{')) {
        const char *end = strchr(at, '}');
        assert_non_null(end);
        assert_true(count < PIECES_MAX);
        pieces[count] = at;
        lengths[count++] = (size_t)(end - at) + 1;
    }
    return count;
}

static size_t
times(const char *word, const char *piece, size_t length)
{
    size_t count = 0;
    for (; *word != '\0'; word++) {
        count += strncmp(word, piece, length) == 0;
    }
    return count;
}

static void
check_placeholders(const char *what, const char *id, const char *const words[LANGUAGE_COUNT])
{
    const char *pieces[PIECES_MAX];
    size_t lengths[PIECES_MAX], others[PIECES_MAX];
    size_t count = placeholders(words[LANGUAGE_NB], pieces, lengths);
    for (int language = LANGUAGE_NN; language < LANGUAGE_COUNT; language++) {
        const char *unused[PIECES_MAX];
        bool same = placeholders(words[language], unused, others) == count;
        for (size_t i = 0; i < count; i++) {
            same &= times(words[language], pieces[i], lengths[i]) ==
                    times(words[LANGUAGE_NB], pieces[i], lengths[i]);
        }
        if (!same) {
            fail_msg("%s %s: other placeholders in \"%s\" than in \"%s\"", what, id,
                     words[language], words[LANGUAGE_NB]);
        }
    }
}

static void
placeholders_are_the_same(void **state)
{
    (void)state;
    for_each_word(check_placeholders);
}

/* No word is a printf format, and none is taken for one. */
static void
check_percent(const char *what, const char *id, const char *const words[LANGUAGE_COUNT])
{
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        for (const char *at = strchr(words[language], '%'); at != NULL; at = strchr(at + 1, '%')) {
            if (isalnum((unsigned char)at[1]) || at[1] == '%' || at[1] == '.' || at[1] == '*') {
                fail_msg("%s %s: \"%s\" looks like a format", what, id, words[language]);
            }
        }
        if (times(words[language], "%", 1) != times(words[LANGUAGE_NB], "%", 1)) {
            fail_msg("%s %s: other percent signs in \"%s\"", what, id, words[language]);
        }
    }
}

static void
percent_signs_are_only_that(void **state)
{
    (void)state;
    for_each_word(check_percent);
}

/* Figures, rule numbers and signs of reckoning do not change with the language: the same digits,
 * each as often. */
static bool
is_said_otherwise(const char *id)
{
    /* "§ 5" is "section 5" in English, AMK the 113 centre, and "døgnet" 24 hours. */
    static const char *const ids[] = {"right_lawful_stay", "amk_share", "amk_limit",
                                      "employed_total_day_max"};
    bool found = false;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        found |= strcmp(id, ids[i]) == 0;
    }
    return found;
}

static void
check_digits(const char *what, const char *id, const char *const words[LANGUAGE_COUNT])
{
    static const char *const signs[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
                                        "×", "÷", "≠", "−", "=", "<", ">", "§", "Σ", "--"};
    for (size_t s = 0; s < sizeof signs / sizeof signs[0]; s++) {
        size_t expected = times(words[LANGUAGE_NB], signs[s], strlen(signs[s]));
        for (int language = LANGUAGE_NN; language < LANGUAGE_COUNT; language++) {
            if (times(words[language], signs[s], strlen(signs[s])) != expected &&
                !is_said_otherwise(id)) {
                fail_msg("%s %s: other %s in \"%s\" than in \"%s\"", what, id, signs[s],
                         words[language], words[LANGUAGE_NB]);
            }
        }
    }
}

static void
figures_are_the_same(void **state)
{
    (void)state;
    for_each_word(check_digits);
}

/* -- the languages are languages --------------------------------------------------------------- */

static void
nynorsk_is_not_a_copy(void **state)
{
    (void)state;
    for (size_t k = 0; k < KINDS; k++) {
        int differ = 0, english = 0;
        for (int i = 0; i < kinds[k].count; i++) {
            const char *nb = kinds[k].word(i, LANGUAGE_NB);
            differ += strcmp(kinds[k].word(i, LANGUAGE_NN), nb) != 0;
            english += strcmp(kinds[k].word(i, LANGUAGE_EN), nb) != 0;
        }
        if (differ * 3 < kinds[k].count || english * 10 < kinds[k].count * 8) {
            fail_msg("%s: of %d words %d differ in nynorsk, %d in English", kinds[k].what,
                     kinds[k].count, differ, english);
        }
    }
}

/* Words that only one of the two written languages has. */
static const struct {
    enum language not_in;
    const char *word;
} foreign[] = {
    {LANGUAGE_NN, "ikke"},       {LANGUAGE_NN, "fastleger"},    {LANGUAGE_NN, "hvor"},
    {LANGUAGE_NN, "noen"},       {LANGUAGE_NN, "bare"},         {LANGUAGE_NN, "fra"},
    {LANGUAGE_NN, "mye"},        {LANGUAGE_NN, "uke"},          {LANGUAGE_NN, "uka"},
    {LANGUAGE_NN, "innbyggere"}, {LANGUAGE_NN, "kilde"},        {LANGUAGE_NN, "enhet"},
    {LANGUAGE_NN, "blitt"},      {LANGUAGE_NN, "tilskudd"},     {LANGUAGE_NN, "hjemmel"},
    {LANGUAGE_NN, "navn"},       {LANGUAGE_NB, "ikkje"},        {LANGUAGE_NB, "fastlegar"},
    {LANGUAGE_NB, "kor"},        {LANGUAGE_NB, "nokon"},        {LANGUAGE_NB, "berre"},
    {LANGUAGE_NB, "frå"},        {LANGUAGE_NB, "mykje"},        {LANGUAGE_NB, "veke"},
    {LANGUAGE_NB, "veka"},       {LANGUAGE_NB, "innbyggjarar"}, {LANGUAGE_NB, "kjelde"},
    {LANGUAGE_NB, "eining"},     {LANGUAGE_NB, "vorte"},        {LANGUAGE_NB, "tilskot"},
    {LANGUAGE_NB, "heimel"},     {LANGUAGE_NB, "namn"},         {LANGUAGE_EN, "fastlege"},
    {LANGUAGE_EN, "kommune"},    {LANGUAGE_EN, "og"},           {LANGUAGE_EN, "av"},
};

static bool
is_letter(char c)
{
    return isalpha((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

static bool
has_word(const char *text, const char *word)
{
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        if ((at == text || !is_letter(at[-1])) && !is_letter(at[strlen(word)])) {
            return true;
        }
    }
    return false;
}

static void
check_language(const char *what, const char *id, const char *const words[LANGUAGE_COUNT])
{
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        if (has_word(words[foreign[i].not_in], foreign[i].word)) {
            fail_msg("%s %s: \"%s\" in \"%s\"", what, id, foreign[i].word,
                     words[foreign[i].not_in]);
        }
    }
}

static void
no_language_borrows_from_another(void **state)
{
    (void)state;
    for_each_word(check_language);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_there_in_three_languages),
        cmocka_unit_test(ids_are_their_own),
        cmocka_unit_test(placeholders_are_the_same),
        cmocka_unit_test(percent_signs_are_only_that),
        cmocka_unit_test(figures_are_the_same),
        cmocka_unit_test(nynorsk_is_not_a_copy),
        cmocka_unit_test(no_language_borrows_from_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
