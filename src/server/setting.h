/* SPDX-License-Identifier: EUPL-1.2 */
/* The settings of the server: declared once in setting.def, given by a flag (--port 8080), by the
 * environment (DEKNING_PORT=8080), by a file (--settings FILE, lines of `port = 8080`) or by their
 * default; the first of these that says something wins. Values are checked against type and range
 * wherever they come from, and an error names the flag, the variable, or the file and line. */
#ifndef DEKNING_SERVER_SETTING_H
#define DEKNING_SERVER_SETTING_H

#include "base/arena.h"
#include "base/error.h"
#include "base/language.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_id {
#define SETTING(id, name, type, metavar, min, max, standard, nb, nn, en) SETTING_##id,
#include "server/setting.def"
#undef SETTING
    SETTING_COUNT
};

enum setting_origin { SETTING_STANDARD, SETTING_FILE, SETTING_ENVIRONMENT, SETTING_FLAG };

struct setting_value {
    enum setting_origin origin;
    const char *text; /* as it was given, or the default; "" when neither */
    int64_t whole;    /* WHOLE; SWITCH: 0 or 1; CHOICE: which, from 0 */
};

struct settings {
    struct setting_value values[SETTING_COUNT];
};

/* Reads the words after `serve`, the environment and the file. `variable` answers as getenv. Texts
 * live in the arena, or as long as `words`. *help is set when --help was among the words. */
bool settings_read(char **words, int word_count, const char *(*variable)(const char *name),
                   struct arena *arena, struct settings *out, bool *help, struct error *error);

/* NULL when it is empty. */
const char *settings_text(const struct settings *settings, enum setting_id setting);
int64_t settings_whole(const struct settings *settings, enum setting_id setting);
bool settings_switch(const struct settings *settings, enum setting_id setting);

const char *setting_name(enum setting_id setting);
const char *setting_metavar(enum setting_id setting); /* "" for a switch */
const char *setting_about(enum setting_id setting, enum language language);

/* Adds the lines of help: every flag, its variable, default and what it is about. */
void settings_help(enum language language, struct text *out);

#endif
