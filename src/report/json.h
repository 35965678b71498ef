/* SPDX-License-Identifier: EUPL-1.2 */
/* JSON (RFC 8259), written as a stream. The caller opens and closes in order; commas are put in.
 * No name here is jansson's, which is linked too and would be given ours in place of its own. */
#ifndef DEKNING_REPORT_JSON_H
#define DEKNING_REPORT_JSON_H

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

struct json {
    struct text *out;
    bool needs_comma;
};

/* `key` is NULL inside arrays and at the top. */
void json_open(struct json *json, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json *json, char bracket);                 /* '}' or ']' */
static inline void json_text(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, double value); /* null when not finite */
void json_bool(struct json *json, const char *key, bool value);
void json_none(struct json *json, const char *key);

/* As json_text, with the length of the key. */
void json_text_of(struct json *json, const char *key, size_t keyed, const char *value);

/* The compiler knows how long a literal is. */
static inline void
json_text(struct json *json, const char *key, const char *value)
{
    json_text_of(json, key, key == NULL ? 0 : strlen(key), value);
}

/* The key of a value that the caller then writes itself. */
void json_key(struct json *json, const char *key);

#endif
