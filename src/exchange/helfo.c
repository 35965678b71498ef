/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/helfo.h"

#include "base/embedded.h"
#include "exchange/file.h"

#include <math.h>
#include <string.h>

extern const struct embedded_file helfo_files[];

/* -- the table of columns ---------------------------------------------------------------------- */

static const char *const fields[] = {"municipality", "office", "office_name", "contract",
                                     "post",         "doctor", "listed",      "guests",
                                     "cap",          "month",  NULL};
static const char *const flags[] = {"no", "yes", NULL};

static const struct column columns[] = {
    {.name = "field",
     .type = COLUMN_CHOICE,
     .flags = COLUMN_KEY | COLUMN_REQUIRED,
     .offset = offsetof(struct helfo_column, field),
     .choices = fields,
     .unit = "",
     .about = "what the column holds"},
    {.name = "column",
     .type = COLUMN_TEXT,
     .flags = COLUMN_REQUIRED,
     .offset = offsetof(struct helfo_column, column),
     .unit = "",
     .about = "its name in the first line of the report"},
    {.name = "required",
     .type = COLUMN_CHOICE,
     .flags = COLUMN_REQUIRED,
     .offset = offsetof(struct helfo_column, required),
     .choices = flags,
     .unit = "",
     .about = "yes: the column must be there, and every row must have a value"},
};

const struct table_schema helfo_columns_schema = {
    .name = "helfo_columns",
    .about = "Which column of Helfo's monthly report holds what.",
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .row_size = sizeof(struct helfo_column),
};

static bool
fail(struct problems *problems, enum error_code code, const char *file, const char *expected)
{
    struct error error;
    error_set(&error, code, NULL, expected);
    error_place(&error, file, 0, 0, NULL);
    problems_add(problems, &error);
    return false;
}

/* Whether the table says enough to know whose number a row gives, and names no column twice. */
static bool
check_columns(const struct table *table, struct problems *problems)
{
    const struct helfo_column *rows = table->rows;
    bool required[HELFO_FIELD_COUNT] = {false}, fine = true;
    for (size_t i = 0; i < table->count; i++) {
        required[rows[i].field] = rows[i].required == 1;
        for (size_t j = 0; j < i; j++) {
            if (strcmp(rows[i].column, rows[j].column) == 0) {
                table_problem(table, i, "column", ERROR_COLUMN_TWICE, rows[i].column, NULL,
                              problems);
                fine = false;
                break;
            }
        }
    }
    if (!required[HELFO_LISTED]) {
        fine = fail(problems, ERROR_ARGUMENT_MISSING, table->file, "listed,…,yes");
    }
    if (!required[HELFO_CONTRACT] && !required[HELFO_POST]) {
        fine = fail(problems, ERROR_ARGUMENT_MISSING, table->file, "contract,…,yes / post,…,yes");
    }
    return fine;
}

static bool
read_columns(const char *path, struct problems *problems, struct table *out)
{
    if (path != NULL) {
        return file_read_table(path, &helfo_columns_schema, NULL, 0, problems, out) &&
               check_columns(out, problems);
    }
    path = helfo_files[0].name;
    size_t length = helfo_files[0].length;
    char *bytes = arena_copy(problems->arena, (const char *)helfo_files[0].bytes, length);
    if (bytes == NULL) {
        return fail(problems, ERROR_MEMORY, path, NULL);
    }
    return table_read(&helfo_columns_schema, NULL, 0, path, bytes, length, problems, out) &&
           check_columns(out, problems);
}

/* -- bytes ------------------------------------------------------------------------------------- */

/* What Windows-1252 has at 0x80–0x9F; 0 where it has nothing. Otherwise a byte is its code point.
 */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* Whether every byte above ASCII stands in a sequence of the form UTF-8 has. Text in Windows-1252
 * with a letter outside ASCII practically never does. */
static bool
has_form_of_utf8(const char *bytes, size_t length)
{
    size_t following = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool continues = (c & 0xC0) == 0x80;
        if (continues != (following > 0)) {
            return false;
        }
        following = continues ? following - 1 : c < 0x80 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    }
    return following == 0;
}

/* The text in UTF-8. A file that begins with a mark says that it is UTF-8 and is believed; what no
 * encoding has is left for the reader of CSV to refuse in its place. */
static bool
to_utf8(struct arena *arena, char **bytes, size_t *length)
{
    bool marked = *length >= 3 && memcmp(*bytes, "\xEF\xBB\xBF", 3) == 0;
    if (marked || has_form_of_utf8(*bytes, *length)) {
        return true;
    }
    unsigned char *out = arena_array(arena, *length, 3), *to = out;
    if (out == NULL) {
        return false;
    }
    for (size_t i = 0; i < *length; i++) {
        unsigned char c = (unsigned char)(*bytes)[i];
        unsigned point = c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;
        if (point < 0x80) {
            *to++ = point == 0 ? c : (unsigned char)point;
        } else if (point < 0x800) {
            *to++ = (unsigned char)(0xC0 | point >> 6);
            *to++ = (unsigned char)(0x80 | (point & 0x3F));
        } else {
            *to++ = (unsigned char)(0xE0 | point >> 12);
            *to++ = (unsigned char)(0x80 | (point >> 6 & 0x3F));
            *to++ = (unsigned char)(0x80 | (point & 0x3F));
        }
    }
    *bytes = (char *)out;
    *length = (size_t)(to - out);
    return true;
}

/* -- values ------------------------------------------------------------------------------------ */

enum { NUMBER_LONGEST = 40 };

/* Leaves out spaces between thousands: plain, no-break and narrow no-break. */
static bool
without_spaces(const char *text, char out[NUMBER_LONGEST])
{
    size_t used = 0;
    while (*text != '\0') {
        if (*text == ' ') {
            text++;
        } else if (strncmp(text, "\xC2\xA0", 2) == 0) {
            text += 2;
        } else if (strncmp(text, "\xE2\x80\xAF", 3) == 0) {
            text += 3;
        } else if (used + 1 < NUMBER_LONGEST) {
            out[used++] = *text++;
        } else {
            return false;
        }
    }
    out[used] = '\0';
    return true;
}

static bool
read_amount(const char *text, double *out)
{
    char plain[NUMBER_LONGEST];
    if (!without_spaces(text, plain)) {
        return false;
    }
    const char *point = strchr(plain, '.');
    char *comma = strchr(plain, ',');
    if (point != NULL && (comma != NULL || strlen(point) == 4)) {
        return false;
    }
    if (comma != NULL) {
        *comma = '.';
    }
    return number_parse_decimal(plain, strlen(plain), out) && *out >= 0;
}

static bool
read_whole(const char *text, int64_t low, int64_t *out)
{
    char plain[NUMBER_LONGEST];
    return without_spaces(text, plain) && number_parse_whole(plain, strlen(plain), out) &&
           *out >= low;
}

static bool
read_month(const char *text, struct date *out)
{
    static const char *const forms[] = {"yyyy-mm", "yyyymm", "mm.yyyy", "yyyy-mm-dd", "dd.mm.yyyy"};
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        int year = 0, month = 0, day = 0;
        const char *p = text, *form = forms[f];
        for (; *form != '\0'; form++, p++) {
            int *part = *form == 'y' ? &year : *form == 'm' ? &month : *form == 'd' ? &day : NULL;
            if (part == NULL ? *p != *form : *p < '0' || *p > '9') {
                break;
            }
            if (part != NULL) {
                *part = *part * 10 + (*p - '0');
            }
        }
        bool whole = *form == '\0' && *p == '\0';
        bool has_day = strchr(forms[f], 'd') != NULL;
        if (whole && date_from_ymd(year, month, has_day ? day : 1, out)) {
            return date_from_ymd(year, month, 1, out);
        }
    }
    return false;
}

/* -- rows -------------------------------------------------------------------------------------- */

/* A row as it stands. */
struct raw {
    const char *values[HELFO_FIELD_COUNT];
};

struct reading {
    const struct table *table; /* of struct raw */
    struct problems *problems;
    size_t row;
};

static void
wrong(const struct reading *reading, enum helfo_field field, enum error_code code,
      const char *expected)
{
    const struct raw *raw = (const struct raw *)reading->table->rows + reading->row;
    table_problem(reading->table, reading->row, reading->table->schema->columns[field].name, code,
                  raw->values[field], expected, reading->problems);
}

static double
amount_of(const struct reading *reading, const struct raw *raw, enum helfo_field field)
{
    double value = (double)NAN;
    if (raw->values[field][0] != '\0' && !read_amount(raw->values[field], &value)) {
        wrong(reading, field, ERROR_NOT_AMOUNT, "≥ 0");
    }
    return value;
}

static int64_t
whole_of(const struct reading *reading, const struct raw *raw, enum helfo_field field, int64_t low)
{
    int64_t value = WHOLE_NONE;
    if (raw->values[field][0] != '\0' && !read_whole(raw->values[field], low, &value)) {
        wrong(reading, field, ERROR_NOT_WHOLE, low == 1 ? "≥ 1" : "");
    }
    return value;
}

static void
read_row(const struct reading *reading, const struct raw *raw, struct date month,
         struct helfo_row *out)
{
    const char *written = raw->values[HELFO_MONTH];
    *out = (struct helfo_row){
        .municipality = raw->values[HELFO_MUNICIPALITY],
        .office = whole_of(reading, raw, HELFO_OFFICE, -INT64_MAX),
        .office_name = raw->values[HELFO_OFFICE_NAME],
        .contract = whole_of(reading, raw, HELFO_CONTRACT, 1),
        .post = raw->values[HELFO_POST],
        .doctor = whole_of(reading, raw, HELFO_DOCTOR, 1),
        .listed = amount_of(reading, raw, HELFO_LISTED),
        .guests = amount_of(reading, raw, HELFO_GUESTS),
        .cap = amount_of(reading, raw, HELFO_CAP),
        .month = month,
        .line = reading->table->lines[reading->row],
    };
    if (written[0] != '\0' && !read_month(written, &out->month)) {
        wrong(reading, HELFO_MONTH, ERROR_NOT_MONTH, NULL);
    } else if (date_is_none(out->month)) {
        wrong(reading, HELFO_MONTH, ERROR_VALUE_MISSING, NULL);
    }
}

/* The declaration of the report that a table of columns makes. A row is told from others by its
 * list, doctor and month. */
static struct table_schema *
make_schema(const struct table *map, struct arena *arena)
{
    static const unsigned keys = 1U << HELFO_MUNICIPALITY | 1U << HELFO_CONTRACT |
                                 1U << HELFO_POST | 1U << HELFO_DOCTOR | 1U << HELFO_MONTH;
    struct table_schema *schema = arena_alloc(arena, sizeof *schema);
    struct column *made = arena_array(arena, HELFO_FIELD_COUNT, sizeof *made);
    if (schema == NULL || made == NULL) {
        return NULL;
    }
    for (size_t f = 0; f < HELFO_FIELD_COUNT; f++) {
        made[f] = (struct column){
            .name = "\x01", /* not in the table of columns; no CSV file can have this name */
            .type = COLUMN_TEXT,
            .offset = f * sizeof(const char *),
            .unit = "",
            .about = "",
        };
    }
    const struct helfo_column *rows = map->rows;
    for (size_t i = 0; i < map->count; i++) {
        made[rows[i].field].name = rows[i].column;
        made[rows[i].field].flags = ((keys >> rows[i].field & 1U) != 0 ? COLUMN_KEY : 0U) |
                                    (rows[i].required == 1 ? COLUMN_REQUIRED : 0U);
    }
    *schema = (struct table_schema){.name = "helfo",
                                    .about = "",
                                    .columns = made,
                                    .column_count = HELFO_FIELD_COUNT,
                                    .row_size = sizeof(struct raw),
                                    .open = true};
    return schema;
}

bool
helfo_read(const char *path, const char *columns_path, struct date month, struct problems *problems,
           struct helfo_report *out)
{
    size_t before = problems->count + problems->dropped, length;
    struct table map, table;
    struct error error;
    char *bytes;
    if (!read_columns(columns_path, problems, &map)) {
        return false;
    }
    if (!file_read(path, problems->arena, &bytes, &length, &error)) {
        problems_add(problems, &error);
        return false;
    }
    const struct table_schema *schema = make_schema(&map, problems->arena);
    if (schema == NULL || !to_utf8(problems->arena, &bytes, &length)) {
        return fail(problems, ERROR_MEMORY, path, NULL);
    }
    if (!table_read(schema, NULL, 0, path, bytes, length, problems, &table)) {
        return false;
    }
    if (table.positions[HELFO_MONTH] == 0 && date_is_none(month)) {
        return fail(problems, ERROR_ARGUMENT_MISSING, path, fields[HELFO_MONTH]);
    }
    struct helfo_report report = {
        .rows = arena_array(problems->arena, table.count, sizeof *report.rows),
        .count = table.count,
    };
    if (report.rows == NULL) {
        return fail(problems, ERROR_MEMORY, path, NULL);
    }
    const struct raw *raw = table.rows;
    for (size_t i = 0; i < table.count; i++) {
        struct reading reading = {&table, problems, i};
        read_row(&reading, &raw[i], month, &report.rows[i]);
    }
    if (problems->count + problems->dropped != before) {
        return false;
    }
    *out = report;
    return true;
}
