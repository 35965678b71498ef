/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies of requests, in JSON: each declared as a table of fields, from which it is read strictly
 * and api/openapi.yaml is written. */
#ifndef DEKNING_SERVER_BODY_H
#define DEKNING_SERVER_BODY_H

#include "base/date.h"
#include "server/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum body_type {
    BODY_TEXT,
    BODY_NUMBER,
    BODY_WHOLE,
    BODY_DATE,
    BODY_YES_NO,
    BODY_ROWS, /* an array of objects of `rows` */
    BODY_MAP,  /* an object of texts, numbers and true, by whatever name */
};

struct body_field {
    const char *name;
    enum body_type type;
    bool required;
    double min, max; /* of numbers; of a text its bytes; of rows how many */
    const struct body_schema *rows;
    const char *about[LANGUAGE_COUNT];
};

enum { BODY_FIELDS_MAX = 16, BODY_MAP_MAX = 64 };

struct body_schema {
    const char *name; /* "forecast_request": among the schemas of api/openapi.yaml */
    const struct body_field *fields;
    size_t count; /* at most BODY_FIELDS_MAX */
};

/* A value of a BODY_MAP: numbers as they were written, "yes" for true; false and null are left out.
 */
struct body_pair {
    const char *name, *text;
};

struct body_value {
    bool given;
    const char *text;
    double number; /* BODY_YES_NO: 0 or 1 */
    struct date date;
    const struct body_value *rows; /* `count` times as many as the rows' schema has fields */
    const struct body_pair *pairs;
    size_t count;
};

/* Reads the request's body into values[schema->count], in its arena. null is as not given.
 * ERROR_HTTP_MEDIA: it is not application/json. ERROR_BODY_FORM: it is no JSON, with the line and
 * column. ERROR_BODY_UNKNOWN, ERROR_BODY_MISSING, ERROR_BODY_VALUE, ERROR_NOT_DATE with the field,
 * ERROR_MEMORY. */
bool body_read(const struct http_request *request, const struct body_schema *schema,
               struct body_value *values, struct error *error);

#endif
