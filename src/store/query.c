/* SPDX-License-Identifier: EUPL-1.2 */
#include "store/query.h"

#include "base/number.h"

#include <assert.h>
#include <stdarg.h>

static void
bind_all(struct statement *statement, const char *types, va_list values)
{
    for (int index = 1; types[index - 1] != '\0'; index++) {
        switch (types[index - 1]) {
        case 'w':
            statement_bind_whole(statement, index, va_arg(values, int64_t));
            break;
        case 'd': {
            struct date date = va_arg(values, struct date);
            statement_bind_whole(statement, index, date_is_none(date) ? WHOLE_NONE : date.days);
            break;
        }
        case 't':
            statement_bind_text(statement, index, va_arg(values, const char *));
            break;
        case 'f':
            statement_bind_decimal(statement, index, va_arg(values, double));
            break;
        default:
            assert(false && "a letter of no type");
        }
    }
}

bool
query_prepare(struct store *store, struct statement **out, struct error *error, const char *sql,
              const char *types, ...)
{
    if (!store_prepare(store, sql, out, error)) {
        return false;
    }
    va_list values;
    va_start(values, types);
    bind_all(*out, types, values);
    va_end(values);
    return true;
}

bool
query_run(struct store *store, struct error *error, const char *sql, const char *types, ...)
{
    struct statement *statement;
    if (!store_prepare(store, sql, &statement, error)) {
        return false;
    }
    va_list values;
    va_start(values, types);
    bind_all(statement, types, values);
    va_end(values);
    bool fine = statement_step(statement, NULL, error);
    statement_free(statement);
    return fine;
}

bool
query_whole(struct store *store, int64_t *out, struct error *error, const char *sql,
            const char *types, ...)
{
    struct statement *statement;
    if (!store_prepare(store, sql, &statement, error)) {
        return false;
    }
    va_list values;
    va_start(values, types);
    bind_all(statement, types, values);
    va_end(values);
    bool row = false;
    bool fine = statement_step(statement, &row, error);
    if (fine) {
        *out = row ? statement_whole(statement, 0) : WHOLE_NONE;
    }
    statement_free(statement);
    return fine;
}

struct date
query_date(const struct statement *statement, int column)
{
    int64_t days = statement_whole(statement, column);
    return days == WHOLE_NONE ? DATE_NONE : (struct date){(int32_t)days};
}
