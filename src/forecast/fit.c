/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/fit.h"

#include <math.h>

enum { MONTHS_A_YEAR = 12, GROWTH_YEARS = 5 };

/* Our own choices: see doc/model.md. */
#define GROWTH_MOST 0.08  /* posts a year and post */
#define CANDIDATES_MOST 2 /* times as many or few */

/* The share of GPs who are older than `age`, by the line through the quartiles up to 69. */
static double
share_over(const struct uncertain *assumptions, double age)
{
    const double ages[] = {28, assumptions[ASSUMPTION_gp_age_q25].value,
                           assumptions[ASSUMPTION_gp_age_q50].value,
                           assumptions[ASSUMPTION_gp_age_q75].value, 69};
    double share = 0;
    for (size_t i = 0; i + 1 < sizeof ages / sizeof ages[0]; i++) {
        double above = fmin(fmax(ages[i + 1] - age, 0), ages[i + 1] - ages[i]);
        share += ages[i + 1] > ages[i] ? 0.25 * above / (ages[i + 1] - ages[i]) : 0;
    }
    return share;
}

double
model_leavers(const struct model *model)
{
    const struct uncertain *assumptions = model->assumptions;
    double old = share_over(assumptions, 62), oldest = share_over(assumptions, 67);
    return assumptions[ASSUMPTION_exit_rate].value +
           assumptions[ASSUMPTION_retire_rate_62].value * (old - oldest) +
           assumptions[ASSUMPTION_retire_rate_67].value * oldest;
}

/* Growth of the residents a year in the model's first years, as a logarithm. */
static double
residents_growth(const struct model *model)
{
    const struct population_path *path = &model->population;
    int32_t months = GROWTH_YEARS * MONTHS_A_YEAR;
    months = model->months < months ? model->months : months;
    double first = 0, last = 0;
    for (size_t d = 0; d < path->districts; d++) {
        first += path->residents[d];
        last += path->residents[(size_t)months * path->districts + d];
    }
    return first > 0 && last > 0 ? log(last / first) * MONTHS_A_YEAR / months : 0;
}

static void
set(struct uncertain *assumption, double value, double spread)
{
    assumption->distribution = DISTRIBUTION_NORMAL;
    assumption->value = fmin(fmax(value, assumption->min), assumption->max);
    assumption->spread = spread;
}

void
model_fit(struct model *model, const struct calibrated *calibrated)
{
    struct uncertain *assumptions = model->assumptions;
    double gps = 0, places = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        if (model->lists[i].status == POST_HELD) {
            gps += 1;
            places += model->lists[i].cap;
        }
    }
    if (gps == 0 || places == 0) {
        return;
    }
    double leave = model_leavers(model), before = assumptions[ASSUMPTION_post_growth].value;
    double growth = residents_growth(model) - calibrated->list.mean;
    growth = fmin(fmax(growth, 0), GROWTH_MOST);
    double more = (leave + growth) / (leave + before);
    more = fmin(fmax(more, 1.0 / CANDIDATES_MOST), CANDIDATES_MOST);
    double caps = calibrated->list.mean + calibrated->reserve.mean / 100;
    double newcomers = log(assumptions[ASSUMPTION_newcomer_length].value / (places / gps));
    double spread = hypot(calibrated->list.sd, calibrated->reserve.sd / 100);
    set(&assumptions[ASSUMPTION_post_growth], growth, calibrated->list.sd);
    assumptions[ASSUMPTION_candidates].value *= more;
    set(&assumptions[ASSUMPTION_cap_drift], caps - (leave + growth) * newcomers, spread);
}
