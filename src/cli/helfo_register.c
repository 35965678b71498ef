/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/helfo_register.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct matching {
    struct session *session;
    const struct helfo_report *report;
    struct date otherwise; /* the month of rows that tell none */
    struct arena *arena;
    struct helfo_difference *out;
    size_t count, capacity;
};

static struct date
month_of(const struct matching *matching, const struct helfo_row *row)
{
    return date_month_start(date_is_none(row->month) ? matching->otherwise : row->month);
}

static bool
is_here(const struct matching *matching, const struct helfo_row *row)
{
    return row->municipality[0] == '\0' ||
           strcmp(row->municipality, matching->session->municipality) == 0;
}

/* The key by which a row names its list. */
static const char *
key_of(struct arena *arena, const struct helfo_row *row)
{
    char id[NUMBER_TEXT_SIZE];
    if (row->post[0] != '\0') {
        return row->post;
    }
    int length =
        row->contract == WHOLE_NONE ? 0 : snprintf(id, sizeof id, "%lld", (long long)row->contract);
    return arena_copy(arena, id, (size_t)length);
}

static bool
add(struct matching *matching, struct helfo_difference difference, struct error *error)
{
    void *items = matching->out;
    if (!arena_grow(matching->arena, &items, matching->count, &matching->capacity,
                    sizeof difference)) {
        return error_memory(error);
    }
    matching->out = items;
    matching->out[matching->count++] = difference;
    return true;
}

static bool
match_month(struct matching *matching, struct date month, struct error *error)
{
    struct roll_contract *ours;
    size_t our_count;
    if (!roll_contracts(matching->session, month, matching->arena, &ours, &our_count, error)) {
        return false;
    }
    bool *named = arena_array(matching->arena, our_count + 1, sizeof *named);
    if (named == NULL) {
        return error_memory(error);
    }
    for (size_t r = 0; r < matching->report->count; r++) {
        const struct helfo_row *row = &matching->report->rows[r];
        const char *key = key_of(matching->arena, row);
        size_t i = 0;
        if (key == NULL) {
            return error_memory(error);
        }
        if (!is_here(matching, row) || date_compare(month_of(matching, row), month) != 0) {
            continue;
        }
        while (i < our_count && strcmp(ours[i].code, key) != 0) {
            i++;
        }
        bool there = i < our_count, equal = there && (double)ours[i].length == row->listed;
        named[i] = true; /* one more than ours stands for none of them */
        if (!add(matching,
                 (struct helfo_difference){.outcome = !there  ? HELFO_ONLY_THEIRS
                                                      : equal ? HELFO_EQUAL
                                                              : HELFO_DIFFERENT,
                                           .post = key,
                                           .month = month,
                                           .ours = there ? ours[i].length : WHOLE_NONE,
                                           .theirs = row->listed,
                                           .line = row->line},
                 error)) {
            return false;
        }
    }
    for (size_t i = 0; i < our_count; i++) {
        if (!named[i] && !add(matching,
                              (struct helfo_difference){.outcome = HELFO_ONLY_OURS,
                                                        .post = ours[i].code,
                                                        .month = month,
                                                        .ours = ours[i].length,
                                                        .theirs = (double)NAN},
                              error)) {
            return false;
        }
    }
    return true;
}

/* The first month of the report after `month` (any when DATE_NONE); DATE_NONE when there is none.
 */
static struct date
next_month(const struct matching *matching, struct date month)
{
    struct date next = DATE_NONE;
    for (size_t r = 0; r < matching->report->count; r++) {
        struct date of = month_of(matching, &matching->report->rows[r]);
        if (is_here(matching, &matching->report->rows[r]) &&
            (date_is_none(month) || date_compare(of, month) > 0) &&
            (date_is_none(next) || date_compare(of, next) < 0)) {
            next = of;
        }
    }
    return next;
}

bool
helfo_reconcile(struct session *session, const struct helfo_report *report, struct date month,
                struct arena *arena, struct helfo_difference **out, size_t *count,
                struct error *error)
{
    struct matching matching = {
        .session = session, .report = report, .otherwise = month, .arena = arena};
    for (struct date at = next_month(&matching, DATE_NONE); !date_is_none(at);
         at = next_month(&matching, at)) {
        if (!match_month(&matching, at, error)) {
            return false;
        }
    }
    *out = matching.out;
    *count = matching.count;
    return true;
}
