/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/setting.h"

#include "base/number.h"
#include "server/request.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_BYTES_MAX = 64 * 1024, NAME_MAX = 48, VARIABLE_MAX = 64 };
enum setting_type { TEXT, WHOLE, SWITCH, CHOICE };

static const struct {
    const char *name;
    enum setting_type type;
    const char *metavar;
    int64_t min, max;
    const char *standard;
    const char *about[LANGUAGE_COUNT];
} declarations[] = {
#define SETTING(id, name, type, metavar, min, max, standard, nb, nn, en)                           \
    {name, type, metavar, min, max, standard, {nb, nn, en}},
#include "server/setting.def"
#undef SETTING
};

const char *
setting_name(enum setting_id setting)
{
    return declarations[setting].name;
}

const char *
setting_metavar(enum setting_id setting)
{
    return declarations[setting].metavar;
}

const char *
setting_about(enum setting_id setting, enum language language)
{
    return declarations[setting].about[language];
}

static enum setting_id
find(const char *name, size_t length)
{
    size_t i = 0;
    while (i < SETTING_COUNT && (strlen(declarations[i].name) != length ||
                                 strncmp(declarations[i].name, name, length) != 0)) {
        i++;
    }
    return (enum setting_id)i;
}

/* `prefix` is what stands before names where this one stood: "--" or "". */
static void
unknown(const char *prefix, const char *name, size_t length, struct error *error)
{
    char word[NAME_MAX], found[NAME_MAX + 2], expected[NAME_MAX + 2];
    snprintf(word, sizeof word, "%.*s", length < sizeof word ? (int)length : (int)sizeof word - 1,
             name);
    snprintf(found, sizeof found, "%s%s", prefix, word);
    snprintf(expected, sizeof expected, "dekning serve --help");
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (text_resembles(word, declarations[i].name)) {
            snprintf(expected, sizeof expected, "%s%s", prefix, declarations[i].name);
        }
    }
    error_set(error, ERROR_SETTING_UNKNOWN, found, expected);
}

/* The place of `text` among the words of "a|b|c"; -1 when it is none of them. */
static int64_t
choice_of(const char *choices, const char *text)
{
    size_t length = strlen(text);
    int64_t place = 0;
    for (const char *at = choices;; place++) {
        size_t word = strcspn(at, "|");
        if (word == length && strncmp(at, text, word) == 0) {
            return place;
        }
        if (at[word] == '\0') {
            return -1;
        }
        at += word + 1;
    }
}

/* Reads a value strictly. The error has no place yet. */
static bool
take(enum setting_id setting, const char *text, enum setting_origin origin,
     struct setting_value *out, struct error *error)
{
    static const char *const truths[] = {"no", "yes"};
    int64_t whole = 0;
    char range[2 * NUMBER_TEXT_SIZE];
    switch (declarations[setting].type) {
    case TEXT:
        if (!request_is_clean(text, strlen(text))) {
            error_set(error, ERROR_SETTING_LINE, text, declarations[setting].metavar);
            return false;
        }
        break;
    case WHOLE:
        snprintf(range, sizeof range, "%lld–%lld", (long long)declarations[setting].min,
                 (long long)declarations[setting].max);
        if (!number_parse_whole(text, strlen(text), &whole) || whole < declarations[setting].min ||
            whole > declarations[setting].max) {
            error_set(error, ERROR_NOT_WHOLE, text, range);
            return false;
        }
        break;
    case SWITCH:
        whole = strcmp(text, truths[1]) == 0;
        if (whole == 0 && strcmp(text, truths[0]) != 0) {
            error_set(error, ERROR_SETTING_LINE, text, "yes|no");
            return false;
        }
        break;
    case CHOICE:
        whole = choice_of(declarations[setting].metavar, text);
        if (whole < 0) {
            error_set(error, ERROR_SETTING_LINE, text, declarations[setting].metavar);
            return false;
        }
        break;
    }
    *out = (struct setting_value){.origin = origin, .text = text, .whole = whole};
    return true;
}

/* Reads the flags, which win over all else. */
static bool
read_words(char **words, int word_count, struct settings *out, bool *help, struct error *error)
{
    for (int i = 0; i < word_count; i++) {
        const char *word = words[i];
        if (strcmp(word, "--help") == 0) {
            *help = true;
            continue;
        }
        if (strncmp(word, "--", 2) != 0 || word[2] == '\0') {
            error_set(error, ERROR_ARGUMENT_EXTRA, word, "dekning serve --help");
            return false;
        }
        const char *name = word + 2;
        size_t length = strcspn(name, "=");
        enum setting_id setting = find(name, length);
        if (setting == SETTING_COUNT) {
            unknown("--", name, length, error);
            return false;
        }
        const char *value = name[length] == '=' ? name + length + 1 : NULL;
        if (value == NULL && declarations[setting].type == SWITCH) {
            value = "yes";
        } else if (value == NULL && i + 1 < word_count) {
            value = words[++i];
        }
        char flag[NAME_MAX];
        snprintf(flag, sizeof flag, "--%s", declarations[setting].name);
        bool fine = value != NULL && out->values[setting].origin != SETTING_FLAG;
        if (value == NULL) {
            error_set(error, ERROR_OPTION_VALUE, NULL, NULL);
        } else if (!fine) {
            error_set(error, ERROR_SETTING_TWICE, NULL, NULL);
        } else {
            fine = take(setting, value, SETTING_FLAG, &out->values[setting], error);
        }
        if (!fine) {
            error_place(error, NULL, 0, 0, flag);
            return false;
        }
    }
    return true;
}

static void
variable_of(enum setting_id setting, char out[VARIABLE_MAX])
{
    snprintf(out, VARIABLE_MAX, "DEKNING_%s", declarations[setting].name);
    for (char *at = out + strlen("DEKNING_"); *at != '\0'; at++) {
        *at = *at == '-' ? '_' : *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
}

/* Reads the environment, where no flag has spoken. A variable that is empty says nothing. */
static bool
read_variables(const char *(*variable)(const char *name), struct settings *out, struct error *error)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        char name[VARIABLE_MAX];
        variable_of((enum setting_id)i, name);
        const char *value = variable(name);
        bool spoken = out->values[i].origin == SETTING_FLAG || value == NULL || value[0] == '\0';
        if (!spoken &&
            !take((enum setting_id)i, value, SETTING_ENVIRONMENT, &out->values[i], error)) {
            error_place(error, NULL, 0, 0, name);
            return false;
        }
    }
    return true;
}

static bool
read_bytes(const char *path, struct arena *arena, char **out, struct error *error)
{
    char *bytes = arena_alloc(arena, FILE_BYTES_MAX + 1);
    FILE *file = bytes == NULL ? NULL : fopen(path, "rb");
    if (file == NULL) {
        error_set(error, bytes == NULL ? ERROR_MEMORY : ERROR_FILE_OPEN, NULL, strerror(errno));
        return false;
    }
    size_t length = fread(bytes, 1, FILE_BYTES_MAX + 1, file);
    bool failed = ferror(file) != 0;
    int why = errno;
    fclose(file);
    if (failed || length > FILE_BYTES_MAX) {
        error_set(error, failed ? ERROR_FILE_OPEN : ERROR_FILE_TOO_LARGE, NULL,
                  failed ? strerror(why) : "64 KiB");
        return false;
    }
    bytes[length] = '\0';
    if (strlen(bytes) != length) {
        error_set(error, ERROR_CSV_NUL, NULL, NULL);
        return false;
    }
    *out = bytes;
    return true;
}

/* Takes blanks off both ends, in place. */
static char *
trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL) {
        length--;
    }
    text[length] = '\0';
    return text;
}

/* One line of the file: `name = value`. Sets *setting as soon as it is known. */
static bool
read_line(char *line, struct settings *out, bool seen[SETTING_COUNT], enum setting_id *setting,
          struct error *error)
{
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        error_set(error, ERROR_SETTING_LINE, line, "name = value");
        return false;
    }
    *equals = '\0';
    const char *name = trim(line), *value = trim(equals + 1);
    enum setting_id found = find(name, strlen(name));
    if (found == SETTING_COUNT || found == SETTING_settings) {
        unknown("", name, strlen(name), error);
        return false;
    }
    *setting = found;
    if (seen[found]) {
        error_set(error, ERROR_SETTING_TWICE, NULL, NULL);
        return false;
    }
    seen[found] = true;
    struct setting_value value_of_line;
    if (!take(found, value, SETTING_FILE, &value_of_line, error)) {
        return false;
    }
    if (out->values[found].origin < SETTING_FILE) {
        out->values[found] = value_of_line;
    }
    return true;
}

static bool
read_file(const char *path, struct arena *arena, struct settings *out, struct error *error)
{
    bool seen[SETTING_COUNT] = {false};
    char *at;
    if (!read_bytes(path, arena, &at, error)) {
        error_place(error, path, 0, 0, NULL);
        return false;
    }
    for (int number = 1; at != NULL; number++) {
        char *next = strchr(at, '\n');
        if (next != NULL) {
            *next++ = '\0';
        }
        char *line = trim(at);
        enum setting_id setting = SETTING_COUNT;
        if (line[0] != '\0' && line[0] != '#' && !read_line(line, out, seen, &setting, error)) {
            error_place(error, path, number, 0,
                        setting == SETTING_COUNT ? NULL : declarations[setting].name);
            return false;
        }
        at = next;
    }
    return true;
}

bool
settings_read(char **words, int word_count, const char *(*variable)(const char *name),
              struct arena *arena, struct settings *out, bool *help, struct error *error)
{
    *help = false;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        bool fine = declarations[i].standard[0] == '\0' ||
                    take((enum setting_id)i, declarations[i].standard, SETTING_STANDARD,
                         &out->values[i], error);
        assert(fine);
        if (!fine || declarations[i].standard[0] == '\0') {
            out->values[i] = (struct setting_value){.text = ""};
        }
    }
    if (!read_words(words, word_count, out, help, error) || !read_variables(variable, out, error)) {
        return false;
    }
    const char *file = settings_text(out, SETTING_settings);
    return file == NULL || read_file(file, arena, out, error);
}

const char *
settings_text(const struct settings *settings, enum setting_id setting)
{
    const char *text = settings->values[setting].text;
    return text[0] == '\0' ? NULL : text;
}

int64_t
settings_whole(const struct settings *settings, enum setting_id setting)
{
    return settings->values[setting].whole;
}

bool
settings_switch(const struct settings *settings, enum setting_id setting)
{
    return settings->values[setting].whole != 0;
}

static void
add_help(const char *name, const char *about, struct text *out)
{
    text_format(out, "  %s", name);
    text_repeat(out, " ", 30 - text_width(name));
    text_format(out, " %s", about);
}

void
settings_help(enum language language, struct text *out)
{
    static const struct {
        const char *help, *otherwise, *more;
    } words[LANGUAGE_COUNT] = {
        {"vis hjelp", "ellers",
         "Hver av dem kan også stå i miljøet, --port som DEKNING_PORT, eller i fila til --settings "
         "som port = 8080.\nValg går foran miljøet, og miljøet foran fila."},
        {"vis hjelp", "elles",
         "Kvar av dei kan òg stå i miljøet, --port som DEKNING_PORT, eller i fila til --settings "
         "som port = 8080.\nVal går føre miljøet, og miljøet føre fila."},
        {"show help", "else",
         "Each may also stand in the environment, --port as DEKNING_PORT, or in the file of "
         "--settings as port = 8080.\nFlags win over the environment, and the environment over the "
         "file."},
    };
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        struct text name;
        text_init(&name, 256);
        text_format(&name, "--%s %s", declarations[i].name, declarations[i].metavar);
        add_help(text_string(&name), declarations[i].about[language], out);
        text_free(&name);
        if (declarations[i].standard[0] != '\0' && declarations[i].type != SWITCH) {
            text_format(out, " (%s %s)", words[language].otherwise, declarations[i].standard);
        }
        text_add(out, "\n");
    }
    add_help("--help", words[language].help, out);
    text_format(out, "\n\n%s\n", words[language].more);
}
