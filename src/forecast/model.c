/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/model.h"

#include <math.h>

const char *const outcome_ids[OUTCOME_COUNT + 1] = {
#define OUTCOME(id, unit, decimals, nb, nn, en) #id,
#include "forecast/outcome.def"
#undef OUTCOME
    NULL,
};

const char *const flow_ids[FLOW_COUNT + 1] = {
#define FLOW(id, of, nb, nn, en) #id,
#include "forecast/flow.def"
#undef FLOW
    NULL,
};

static const struct {
    enum unit unit;
    int decimals;
    const char *names[LANGUAGE_COUNT];
} outcomes[OUTCOME_COUNT] = {
#define OUTCOME(id, unit_, decimals_, nb, nn, en) {UNIT_##unit_, decimals_, {nb, nn, en}},
#include "forecast/outcome.def"
#undef OUTCOME
};

static const enum cost_basis lever_bases[LEVER_COUNT] = {
#define LEVER(id, unit, basis, nb, nn, en) BASIS_##basis,
#include "scheme/lever.def"
#undef LEVER
};

enum {
    FLOW_OF_GPS = OUTCOME_gps,
    FLOW_OF_PLACES = OUTCOME_places,
    FLOW_OF_LISTED = OUTCOME_listed
};

static const struct {
    int of;
    const char *names[LANGUAGE_COUNT];
} flows[FLOW_COUNT] = {
#define FLOW(id, of_, nb, nn, en) {FLOW_OF_##of_, {nb, nn, en}},
#include "forecast/flow.def"
#undef FLOW
};

double
uncertain_draw(const struct uncertain *uncertain, double z)
{
    double value = uncertain->value;
    switch ((enum distribution)uncertain->distribution) {
    case DISTRIBUTION_FIXED:
        break;
    case DISTRIBUTION_NORMAL:
        value += uncertain->spread * z;
        break;
    case DISTRIBUTION_LOGNORMAL:
        value *= exp(uncertain->spread * z);
        break;
    case DISTRIBUTION_LOGIT_NORMAL:
        value = 1 / (1 + (1 / value - 1) * exp(-uncertain->spread * z));
        break;
    }
    return fmin(fmax(value, uncertain->min), uncertain->max);
}

enum cost_basis
lever_basis(enum lever lever)
{
    return lever_bases[lever];
}

double
effort_ramp(const struct effort *effort, int32_t t)
{
    if (t < effort->start || t >= effort->end) {
        return 0;
    }
    int64_t since = (int64_t)t - effort->start;
    return since >= effort->ramp ? 1 : (double)(since + 1) / (effort->ramp + 1.0);
}

double
effort_cost_size(const struct effort *effort)
{
    bool is_length = effort->lever == LEVER_list_length || effort->lever == LEVER_newcomer_length;
    return is_length ? fabs(effort->size) : effort->size;
}

struct date
model_rules_from(const struct rulebook *rulebook)
{
    static const enum rule asked[] = {
        RULE_reopen_threshold,
        RULE_queue_batch,
        RULE_queue_unassigned_first,
        RULE_agreement_notice,
        RULE_agreement_end_age,
        RULE_extension_max_age,
        RULE_cap_max,
        RULE_cap_min_without_consent,
    };
    const struct rule_row *rows = rulebook->table.rows;
    struct date from = DATE_NONE;
    for (size_t r = 0; r < sizeof asked / sizeof asked[0]; r++) {
        struct date first = DATE_NONE;
        for (size_t i = 0; i < rulebook->table.count; i++) {
            bool earlier = date_is_none(first) || date_compare(rows[i].valid_from, first) < 0;
            first = rows[i].rule == (int)asked[r] && earlier ? rows[i].valid_from : first;
        }
        from = date_is_none(from) || date_compare(first, from) > 0 ? first : from;
    }
    return from;
}

enum unit
outcome_unit(enum outcome outcome)
{
    return outcomes[outcome].unit;
}

int
outcome_decimals(enum outcome outcome)
{
    return outcomes[outcome].decimals;
}

const char *
outcome_name(enum outcome outcome, enum language language)
{
    return outcomes[outcome].names[language];
}

const char *
flow_name(enum flow flow, enum language language)
{
    return flows[flow].names[language];
}

enum outcome
flow_of(enum flow flow)
{
    return (enum outcome)flows[flow].of;
}
