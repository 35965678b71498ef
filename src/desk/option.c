/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/option.h"

#include "base/number.h"
#include "capacity/need.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum type {
    FLAG,
    TEXT,
    WHOLE,
    DECIMAL,
    DATE,
    LANGUAGE,
    VACANCY_OF,
    /* Of the register's operations, which read the text themselves. */
    ARGUMENT_YES = FLAG,
    ARGUMENT_WHOLE = TEXT,
    ARGUMENT_TEXT = TEXT,
    ARGUMENT_DATE = TEXT,
    ARGUMENT_CHOICE = TEXT,
};

static const struct {
    const char *name;
    enum type type;
    const char *metavar;
    double min, max;
    const char *about[LANGUAGE_COUNT];
} options[OPTION_COUNT] = {
#define OPTION(id, name, type, metavar, min, max, nb, nn, en)                                      \
    {name, type, metavar, min, max, {nb, nn, en}},
#include "desk/option.def"
#undef OPTION
};

const enum option_id option_common[] = {OPTION_help, OPTION_lang, OPTION_COUNT};

const char *
option_name(enum option_id option)
{
    return options[option].name;
}

const char *
option_metavar(enum option_id option)
{
    return options[option].metavar;
}

const char *
option_about(enum option_id option, enum language language)
{
    return options[option].about[language];
}

static bool
read_choice(const char *text, const char *const *choices, int *out)
{
    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], text) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool
option_set(enum option_id option, const char *text, struct option_value *value, struct error *error)
{
    static const char *const languages[] = {"nb", "nn", "en", NULL};
    static const char *const vacancies[] = {"listed", "places", NULL};
    const size_t length = strlen(text);
    enum error_code code = ERROR_NONE;
    struct text expected;
    text_init(&expected, 128);
    *value = (struct option_value){.given = true, .text = text, .date = DATE_NONE};
    switch (options[option].type) {
    case FLAG:
        break;
    case TEXT:
        code = length == 0 ? ERROR_VALUE_MISSING : ERROR_NONE;
        break;
    case WHOLE: {
        int64_t whole = 0;
        code = number_parse_whole(text, length, &whole) ? ERROR_NONE : ERROR_NOT_WHOLE;
        value->number = (double)whole;
        break;
    }
    case DECIMAL:
        code = number_parse_decimal(text, length, &value->number) ? ERROR_NONE : ERROR_NOT_DECIMAL;
        break;
    case DATE:
        code = date_parse(text, length, &value->date) ? ERROR_NONE : ERROR_NOT_DATE;
        break;
    case LANGUAGE:
        code = read_choice(text, languages, &value->choice) ? ERROR_NONE : ERROR_NOT_CHOICE;
        break;
    case VACANCY_OF:
        code = read_choice(text, vacancies, &value->choice) ? ERROR_NONE : ERROR_NOT_CHOICE;
        break;
    }
    bool numeric = options[option].type == WHOLE || options[option].type == DECIMAL;
    if (numeric) {
        char low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
        number_write(options[option].min, low);
        number_write(options[option].max, high);
        text_format(&expected, "%s–%s", low, high);
        bool outside = value->number < options[option].min || value->number > options[option].max;
        if (code == ERROR_NONE && outside) {
            code = options[option].type == WHOLE ? ERROR_NOT_WHOLE : ERROR_NOT_DECIMAL;
        }
    } else {
        text_add(&expected, options[option].metavar);
    }
    if (code != ERROR_NONE) {
        char name[48];
        snprintf(name, sizeof name, "--%s", options[option].name);
        error_set(error, code, text, text_string(&expected));
        error_place(error, NULL, 0, 0, name);
    }
    text_free(&expected);
    return code == ERROR_NONE;
}

static bool
is_allowed(const enum option_id *allowed, enum option_id option)
{
    for (const enum option_id *list = option_common; *list != OPTION_COUNT; list++) {
        if (*list == option) {
            return true;
        }
    }
    for (; *allowed != OPTION_COUNT; allowed++) {
        if (*allowed == option) {
            return true;
        }
    }
    return false;
}

bool
option_exists(const enum option_id *allowed, const char *name)
{
    for (int option = 0; option < OPTION_COUNT; option++) {
        if (strcmp(options[option].name, name) == 0 &&
            is_allowed(allowed, (enum option_id)option)) {
            return true;
        }
    }
    return false;
}

/* Fills *error for the option that was not understood, naming the nearest one the command has. */
static void
describe_unknown(const enum option_id *allowed, const char *command, const char *word,
                 struct error *error)
{
    const char *nearest = NULL;
    char typed[64], suggestion[160];
    assert(word != NULL);
    snprintf(typed, sizeof typed, "%.*s", (int)strcspn(word, "="), word);
    const char *bare = typed + strspn(typed, "-");
    if (strchr(word, '=') != NULL && option_exists(allowed, bare)) {
        error_set(error, ERROR_ARGUMENT_EXTRA, strchr(word, '=') + 1,
                  typed); /* a flag takes no value */
        return;
    }
    for (int option = 0; option < OPTION_COUNT; option++) {
        if (is_allowed(allowed, (enum option_id)option) &&
            text_resembles(bare, options[option].name)) {
            nearest = options[option].name;
        }
    }
    if (nearest != NULL) {
        snprintf(suggestion, sizeof suggestion, "--%s", nearest);
    } else {
        snprintf(suggestion, sizeof suggestion, "dekning %s --help", command);
    }
    error_set(error, ERROR_OPTION_UNKNOWN, typed, suggestion);
}

bool
option_read(const enum option_id *allowed, const char *command, char **words, int word_count,
            struct option_value values[OPTION_COUNT], int *argument_count, struct error *error)
{
    struct option known[OPTION_COUNT + 1];
    int known_count = 0;
    for (int option = 0; option < OPTION_COUNT; option++) {
        if (is_allowed(allowed, (enum option_id)option)) {
            known[known_count++] = (struct option){
                .name = options[option].name,
                .has_arg = options[option].type == FLAG ? no_argument : required_argument,
                .val = option + 256,
            };
        }
    }
    known[known_count] = (struct option){0};
    opterr = 0;
    optind = 0;
    bool fine = true;
    for (int found; (found = getopt_long(word_count, words, ":", known, NULL)) != -1;) {
        char letter[3] = {'-', (char)(optopt < 128 ? optopt : 0), '\0'};
        const char *word = optopt > 0 && optopt < 128 ? letter : words[optind - 1];
        struct error wrong = {0};
        if (found == ':') {
            error_set(&wrong, ERROR_OPTION_VALUE, NULL, NULL);
            error_place(&wrong, NULL, 0, 0, word);
        } else if (found == '?') {
            describe_unknown(allowed, command, word, &wrong);
        } else {
            enum option_id option = (enum option_id)(found - 256);
            values[option].given =
                option_set(option, optarg == NULL ? "" : optarg, &values[option], &wrong);
        }
        if (fine && wrong.code != ERROR_NONE) {
            *error = wrong;
            fine = false;
        }
    }
    if (!fine) {
        return false;
    }
    *argument_count = word_count - optind;
    memmove(words, words + optind, (size_t)*argument_count * sizeof *words);
    return true;
}
