/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/paging.h"

#include "base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const paging_queries[] = {"table", "limit", "after", "sort", "search", "where", NULL};

bool
paging_asked(const struct http_request *request)
{
    for (size_t i = 1; paging_queries[i] != NULL; i++) {
        if (http_query(request, paging_queries[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* -- letters ----------------------------------------------------------------------------------- */

/* The next letter of UTF-8, small and in its place in the Norwegian alphabet; 0 at the end. */
static unsigned
next_letter(const unsigned char **at)
{
    static const unsigned after_z = 'z' + 1;
    const unsigned char *p = *at;
    if (*p == 0) {
        return 0;
    }
    if (p[0] < 0x80 || p[1] == 0) {
        *at = p + 1;
        return *p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p;
    }
    if (p[0] != 0xC3) { /* one byte at a time: UTF-8 sorts as its code points do */
        *at = p + 1;
        return 0x100 + *p;
    }
    *at = p + 2;
    const unsigned small = p[1] <= 0x9E && p[1] != 0x97 ? p[1] + 0x20U : p[1];
    return small == 0xA6   ? after_z     /* æ */
           : small == 0xB8 ? after_z + 1 /* ø */
           : small == 0xA5 ? after_z + 2 /* å */
                           : 0x80 + small;
}

int
paging_compare(const char *a, const char *b)
{
    const unsigned char *p = (const unsigned char *)a, *q = (const unsigned char *)b;
    unsigned x, y;
    do {
        x = next_letter(&p);
        y = next_letter(&q);
    } while (x == y && x != 0);
    return x < y ? -1 : x > y;
}

/* Whether `part` stands somewhere in `whole`, whatever the case. */
static bool
contains(const char *whole, const char *part)
{
    for (const unsigned char *start = (const unsigned char *)whole; *start != 0; start++) {
        const unsigned char *p = start, *q = (const unsigned char *)part;
        unsigned x, y;
        do {
            y = next_letter(&q);
            x = y == 0 ? 0 : next_letter(&p);
        } while (x == y && y != 0);
        if (y == 0) {
            return true;
        }
    }
    return part[0] == '\0';
}

/* -- values ------------------------------------------------------------------------------------ */

/* A value as it stands in JSON, without quotes; the key of a word. `room` holds what is no text. */
static const char *
plain_text(const struct value *value, char room[NUMBER_TEXT_SIZE])
{
    switch (value->kind) {
    case VALUE_NUMBER:
    case VALUE_SHARE:
        number_write(value->number, room);
        return room;
    case VALUE_DATE:
        date_write(value->date, room);
        return room;
    case VALUE_YES_NO:
        return value->number > 0 ? "true" : "false";
    case VALUE_TEXT:
        return value->key != NULL ? value->key : value->text;
    case VALUE_NONE:
        break;
    }
    return "";
}

static int
compare_values(const struct value *a, const struct value *b)
{
    if (a->kind != VALUE_TEXT) {
        if (a->kind == VALUE_DATE) {
            return date_compare(a->date, b->date);
        }
        return a->number < b->number ? -1 : a->number > b->number;
    }
    return paging_compare(a->text, b->text);
}

/* -- rows -------------------------------------------------------------------------------------- */

/* A row to be sorted; qsort has no argument of its own to say by what. */
struct ordered {
    const struct value *cells;
    const struct value *by;
    size_t place; /* where it stood */
    bool down;
};

static int
compare_rows(const void *a, const void *b)
{
    const struct ordered *x = a, *y = b;
    const bool no_x = x->by->kind == VALUE_NONE, no_y = y->by->kind == VALUE_NONE;
    int order = 0;
    if (no_x || no_y) { /* what is not known is last, whichever way */
        order = (int)no_x - (int)no_y;
    } else if (x->by->kind == y->by->kind) {
        order = compare_values(x->by, y->by);
        order = x->down ? -order : order;
    }
    return order != 0 ? order : x->place < y->place ? -1 : x->place > y->place;
}

/* What tells a row from the others of its table, as good as certainly. */
static uint64_t
row_hash(const struct value *cells, size_t count)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t c = 0; c < count; c++) {
        char room[NUMBER_TEXT_SIZE];
        const char *text = plain_text(&cells[c], room);
        do {
            hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
        } while (*text++ != '\0');
    }
    return hash;
}

/* -- what is asked ----------------------------------------------------------------------------- */

static bool
wrong(const char *parameter, const char *found, const char *expected, struct error *error)
{
    error_set(error, ERROR_QUERY_VALUE, found, expected);
    error_place(error, NULL, 0, 0, parameter);
    return false;
}

static struct answer_table *
find_table(struct answer *answer, const char *key)
{
    for (size_t i = 0; i < answer->table_count; i++) {
        if (key == NULL || strcmp(message_key(answer->tables[i].title), key) == 0) {
            return &answer->tables[i];
        }
    }
    return NULL;
}

static size_t
find_column(const struct answer_table *table, const char *key, size_t length)
{
    size_t c = 0;
    while (c < table->column_count) {
        const char *label = message_key(table->columns[c].label);
        if (strlen(label) == length && memcmp(label, key, length) == 0) {
            break;
        }
        c++;
    }
    return c;
}

/* The keys of the columns, for an error. */
static bool
no_column(const struct answer_table *table, const char *parameter, const char *found,
          struct error *error)
{
    char keys[160] = "";
    for (size_t c = 0; c < table->column_count; c++) {
        const size_t used = strlen(keys);
        snprintf(keys + used, sizeof keys - used, "%s%s", c == 0 ? "" : ", ",
                 message_key(table->columns[c].label));
    }
    return wrong(parameter, found, keys, error);
}

static bool
row_has(const struct value *cells, size_t count, const char *search)
{
    for (size_t c = 0; c < count; c++) {
        char room[NUMBER_TEXT_SIZE];
        const bool worded = cells[c].kind == VALUE_TEXT && cells[c].key != NULL;
        if (contains(worded ? cells[c].text : plain_text(&cells[c], room), search)) {
            return true;
        }
    }
    return false;
}

/* Whether the row is one of those asked for. */
static bool
row_fits(const struct http_request *request, const struct answer_table *table,
         const struct value *cells)
{
    char room[NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < request->query_count; i++) {
        const struct http_pair *query = &request->queries[i];
        if (strcmp(query->name, "search") == 0 &&
            !row_has(cells, table->column_count, query->value)) {
            return false;
        }
        if (strcmp(query->name, "where") == 0) {
            const size_t length = strcspn(query->value, ":");
            const size_t column = find_column(table, query->value, length);
            if (strcmp(plain_text(&cells[column], room), query->value + length + 1) != 0) {
                return false;
            }
        }
    }
    return true;
}

static bool
check_where(const struct http_request *request, const struct answer_table *table,
            struct error *error)
{
    for (size_t i = 0; i < request->query_count; i++) {
        const char *value = request->queries[i].value;
        if (strcmp(request->queries[i].name, "where") != 0) {
            continue;
        }
        const size_t length = strcspn(value, ":");
        if (value[length] == '\0') {
            return wrong("where", value, "COLUMN:VALUE", error);
        }
        if (find_column(table, value, length) == table->column_count) {
            return no_column(table, "where", value, error);
        }
    }
    return true;
}

static bool
read_limit(const struct http_request *request, size_t *out, struct error *error)
{
    const char *text = http_query(request, "limit");
    int64_t limit;
    *out = SIZE_MAX;
    if (text == NULL) {
        return true;
    }
    if (!number_parse_whole(text, strlen(text), &limit) || limit < 1 || limit > PAGING_LIMIT_MAX) {
        return wrong("limit", text, "1–1000", error);
    }
    *out = (size_t)limit;
    return true;
}

/* The place after the row that the cursor knows: where it was, or wherever it is now. */
static bool
read_cursor(const struct http_request *request, const struct ordered *rows, size_t count,
            size_t columns, size_t *out, struct error *error)
{
    const char *text = http_query(request, "after");
    uint64_t place, hash;
    char end;
    *out = 0;
    if (text == NULL) {
        return true;
    }
    if (sscanf(text, "%" SCNu64 ".%" SCNx64 "%c", &place, &hash, &end) != 2 || text[0] == '-' ||
        place == 0) {
        return wrong("after", text, "page.next", error);
    }
    if (place <= count && row_hash(rows[place - 1].cells, columns) == hash) {
        *out = (size_t)place;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (row_hash(rows[i].cells, columns) == hash) {
            *out = i + 1;
            return true;
        }
    }
    *out = place < count ? (size_t)place : count;
    return true;
}

bool
paging_apply(const struct http_request *request, struct answer *answer, struct paging *out,
             struct error *error)
{
    const char *key = http_query(request, "table"), *sort = http_query(request, "sort");
    struct answer_table *table = find_table(answer, key);
    size_t limit, first, by = 0;
    if (table == NULL) {
        return wrong("table", key == NULL ? "" : key, "tables[].key", error);
    }
    const bool down = sort != NULL && sort[0] == '-';
    if (sort != NULL) {
        by = find_column(table, sort + down, strlen(sort + down));
    }
    if (!read_limit(request, &limit, error) || !check_where(request, table, error)) {
        return false;
    }
    if (by == table->column_count) {
        return no_column(table, "sort", sort, error);
    }
    const size_t columns = table->column_count;
    const size_t all = table->row_count - (table->has_total ? 1 : 0);
    struct ordered *rows = arena_array(answer->arena, all + 1, sizeof *rows);
    if (rows == NULL) {
        return error_memory(error);
    }
    size_t count = 0;
    for (size_t r = 0; r < all; r++) {
        const struct value *cells = &table->cells[r * columns];
        if (row_fits(request, table, cells)) {
            rows[count++] = (struct ordered){cells, &cells[by], r, down};
        }
    }
    if (sort != NULL) {
        qsort(rows, count, sizeof *rows, compare_rows);
    }
    if (!read_cursor(request, rows, count, columns, &first, error)) {
        return false;
    }
    const size_t shown = count - first < limit ? count - first : limit;
    const bool total = table->has_total && count == all;
    struct value *cells = arena_array(answer->arena, shown + 2, columns * sizeof *cells);
    if (cells == NULL) {
        return error_memory(error);
    }
    for (size_t r = 0; r < shown; r++) {
        memcpy(&cells[r * columns], rows[first + r].cells, columns * sizeof *cells);
    }
    if (total) {
        memcpy(&cells[shown * columns], &table->cells[all * columns], columns * sizeof *cells);
    }
    *out = (struct paging){.table = table, .count = count};
    if (first + shown < count) {
        snprintf(out->next, sizeof out->next, "%zu.%016" PRIx64, first + shown,
                 row_hash(rows[first + shown - 1].cells, columns));
    }
    table->cells = cells;
    table->row_count = table->row_capacity = shown + (total ? 1 : 0);
    table->has_total = total;
    return true;
}
