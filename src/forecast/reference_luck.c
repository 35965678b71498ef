/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference_private.h"

#include <math.h>
#include <string.h>

/* -- luck -------------------------------------------------------------------------------------- */

static struct draw
next_draw(struct run *run)
{
    return (struct draw){run->seed, PURPOSE_REFERENCE, run->drawn++, run->future};
}

double
run_unit(struct run *run)
{
    return random_unit(next_draw(run));
}

double
run_normal(struct run *run)
{
    return random_normal(next_draw(run));
}

bool
run_happens(struct run *run, double probability)
{
    return run_unit(run) < probability;
}

size_t
run_below(struct run *run, size_t bound)
{
    return random_below(next_draw(run), (uint32_t)bound);
}

size_t
run_passed_over(struct run *run, double probability)
{
    double passed = floor(log1p(-run_unit(run)) / log1p(-fmin(probability, 1)));
    return passed < (double)UINT32_MAX ? (size_t)passed : UINT32_MAX;
}

double
run_year_noise(const struct run *run, enum assumption assumption)
{
    uint32_t year = (uint32_t)((run->month - 1) / 12);
    return random_normal(
        draw_of(run->seed, PURPOSE_YEAR, 0, (uint32_t)assumption + 256 * year, run->future));
}

/* -- measures ---------------------------------------------------------------------------------- */

double
run_ramp(const struct effort *effort, int32_t month)
{
    return month > 0 || effort->start < 0 ? effort_ramp(effort, month) : 0;
}

bool
run_at_work(const struct effort *effort, int32_t month)
{
    return fabs(effort->size) > 0 && run_ramp(effort, month) > 0;
}

double
run_effort(const struct run *run, size_t i, int32_t month)
{
    const struct effort *effort = &run->model->efforts[i];
    return run_at_work(effort, month) ? effort->size * run->effects[i] * run_ramp(effort, month)
                                      : 0;
}

double
run_lever(const struct run *run, enum lever lever, int32_t month)
{
    double sum = 0;
    for (size_t i = 0; i < run->model->effort_count; i++) {
        if (run->model->efforts[i].lever == (int)lever) {
            sum += run_effort(run, i, month);
        }
    }
    return sum;
}

double
run_more(const struct run *run, enum lever lever, int32_t month)
{
    return exp(run_lever(run, lever, month));
}

double
run_less(const struct run *run, enum lever lever, int32_t month)
{
    return exp(-run_lever(run, lever, month));
}

bool
run_find_rules(struct run *run)
{
    const struct model *model = run->model;
    const struct table *table = &model->rulebook->table;
    struct rule_row *rows = NULL;
    run->rulebook = *model->rulebook;
    for (size_t i = 0; i < model->effort_count; i++) {
        const struct effort *effort = &model->efforts[i];
        if (effort->lever != LEVER_rule || !run_at_work(effort, run->month)) {
            continue;
        }
        if (rows == NULL) {
            rows = arena_array(&run->month_memory, table->count, sizeof *rows);
            if (rows == NULL) {
                return false;
            }
            memcpy(rows, table->rows, table->count * sizeof *rows);
            run->rulebook.table.rows = rows;
        }
        for (size_t r = 0; r < table->count; r++) {
            if (rows[r].rule == effort->rule) {
                rows[r].value = effort->rule_value;
            }
        }
    }
    return true;
}

double
run_rule(const struct run *run, enum rule rule)
{
    return rule_value(&run->rulebook, rule, run->date);
}
