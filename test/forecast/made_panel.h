/* SPDX-License-Identifier: EUPL-1.2 */
/* Observations of made-up municipalities, for the tests of what is fitted to a panel. */
#ifndef DEKNING_TEST_FORECAST_MADE_PANEL_H
#define DEKNING_TEST_FORECAST_MADE_PANEL_H

#include "fixture.h"
#include "forecast/panel.h"

#include <stdio.h>

enum { MADE_MAX = 90, MADE_ROWS_MAX = MADE_MAX * 32 };

struct made {
    struct arena arena;
    struct panel_row rows[MADE_ROWS_MAX];
    struct panel_size sizes[MADE_MAX];
    char codes[MADE_MAX][5];
    size_t count; /* of rows */
};

/* Empty, with codes from `first_code` on. */
static inline struct made *
made_new(int first_code)
{
    static struct made made;
    made = (struct made){.count = 0};
    arena_init(&made.arena, (size_t)256 << 20);
    for (int m = 0; m < MADE_MAX; m++) {
        snprintf(made.codes[m], sizeof made.codes[m], "%04d", first_code + m);
    }
    return &made;
}

static inline void
made_add(struct made *made, int municipality, enum panel_indicator indicator, int year,
         double value)
{
    made->rows[made->count++] =
        (struct panel_row){made->codes[municipality], (int)indicator, year, value};
}

static inline int
made_teardown(void **state)
{
    struct made *made = *state;
    arena_free(&made->arena);
    return 0;
}

#endif
