/* SPDX-License-Identifier: EUPL-1.2 */
/* A municipality as a set of tables: the rows as plain structs, their declaration, and how to look
 * up a figure in them. Pure: reading them from files is exchange/folder.h, keeping them
 * register/municipality.h. */
#ifndef DEKNING_SCHEME_MUNICIPALITY_H
#define DEKNING_SCHEME_MUNICIPALITY_H

#include "base/date.h"
#include "base/table.h"
#include "scheme/figure.h"
#include "scheme/unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum indicator {
#define INDICATOR(id, unit, kind, nb, nn, en) INDICATOR_##id,
#include "scheme/indicator.def"
#undef INDICATOR
    INDICATOR_COUNT
};

/* A MOMENT is of one day; a PERIOD is counted from `since` to its day. */
enum indicator_kind { INDICATOR_KIND_MOMENT, INDICATOR_KIND_PERIOD };

enum planning {
#define PLANNING(id, unit, nb, nn, en) PLANNING_##id,
#include "scheme/planning.def"
#undef PLANNING
    PLANNING_COUNT
};

enum reference {
#define REFERENCE(id, unit, nb, nn, en) REFERENCE_##id,
#include "scheme/reference.def"
#undef REFERENCE
    REFERENCE_COUNT
};

/* What the forecast assumes, and what a measure can move. */
enum assumption {
#define PARAMETER(id, unit, nb, nn, en) ASSUMPTION_##id,
#include "scheme/parameter.def"
#undef PARAMETER
    ASSUMPTION_COUNT
};

enum lever {
#define LEVER(id, unit, basis, nb, nn, en) LEVER_##id,
#include "scheme/lever.def"
#undef LEVER
    LEVER_COUNT
};

enum distribution {
    DISTRIBUTION_FIXED,        /* value */
    DISTRIBUTION_NORMAL,       /* mean value, standard deviation spread */
    DISTRIBUTION_LOGNORMAL,    /* median value, standard deviation of the logarithm spread */
    DISTRIBUTION_LOGIT_NORMAL, /* median value in 0–1, standard deviation of the logit spread */
};

enum sex { SEX_FEMALE, SEX_MALE, SEX_COUNT };
enum flag { FLAG_NO, FLAG_YES };
enum post_status { POST_HELD, POST_LOCUM, POST_VACANT };
enum employment { EMPLOYMENT_SELF_EMPLOYED, EMPLOYMENT_SALARIED };
enum list_state { LIST_OPEN, LIST_CLOSED, LIST_LOCKED };
enum staffing { STAFFING_GP_HOURS, STAFFING_EMPLOYED, STAFFING_MIXED, STAFFING_OOH_DUTY };
enum service_kind { SERVICE_GP, SERVICE_OOH };
enum measure_level { MEASURE_LOCAL, MEASURE_NATIONAL };
enum measure_status { MEASURE_IN_FORCE, MEASURE_DECIDED, MEASURE_PROPOSED, MEASURE_ENDED };
enum budget_kind { BUDGET_FRAME, BUDGET_CUT };

struct source {
    const char *source, *title, *publisher, *found_at;
    struct date date;
};

struct municipality_facts {
    const char *code, *name;
    struct date state_date; /* the day the tables describe; answers are of this day unless asked
                               otherwise */
    int64_t centrality;     /* 1 most central – 6; WHOLE_NONE when not given */
    const char *source, *place;
};

struct district {
    const char *district, *code, *source;
};

struct zone {
    const char *zone, *subdistrict, *district, *source;
};

struct population {
    struct date date;
    const char *district;     /* "" for persons of unknown district */
    int64_t age_from, age_to; /* both included; age_to WHOLE_NONE for "and over" */
    int sex;                  /* enum sex */
    int64_t persons;
    const char *source, *place;
};

struct projection {
    const char *series;
    struct date date;
    int64_t residents;
    const char *source, *place;
};

struct practice {
    const char *practice, *name, *district, *zone;
    int synthetic; /* enum flag */
    const char *source;
};

struct post {
    const char *post, *practice;
    int status; /* enum post_status */
    int64_t cap;
    int employment; /* enum employment or CHOICE_NONE */
    int synthetic;
    const char *source;
};

struct list {
    const char *post;
    struct date date;
    int64_t length;
    int state; /* enum list_state */
    int synthetic;
    const char *source;
};

struct service {
    const char *service, *name;
    int64_t sites;
    const char *opening;
    double doctor_years;
    int64_t doctors;
    int staffing; /* enum staffing or CHOICE_NONE */
    double demand;
    const char *demand_of;
    struct date date;
    const char *source, *place;
};

struct observation {
    struct date date;
    int indicator;        /* enum indicator */
    const char *district; /* "" for the whole municipality */
    double value;
    int unit; /* enum unit */
    struct date since;
    int confidence; /* enum confidence */
    const char *source, *place, *note;
};

/* A row of `planning` or of `reference`: one named value. */
struct parameter {
    int item; /* enum planning or enum reference */
    double value;
    int unit;
    struct date date;
    int confidence;
    const char *source, *place;
};

struct measure {
    const char *measure, *name;
    const char *name_nn, *name_en; /* in nynorsk and English; "" for `name` there too */
    int level, status;
    struct date start;
    int lever;             /* enum lever, or CHOICE_NONE: it moves nothing the model has */
    double size, size_max; /* in the lever's unit; both below 0 for shorter lists */
    int64_t ramp;          /* months from its start until it is full */
    struct date until;
    double effect; /* a unit of size */
    int effect_distribution;
    double effect_spread;
    int effect_confidence;
    const char *effect_source;
    int rule; /* enum rule that it sets, or CHOICE_NONE */
    double rule_value;
    /* øre, at `size`; all WHOLE_NONE when it is not known what it costs */
    int64_t cost_fixed, cost_year, cost_doctor, cost_listed;
    int cost_confidence;
    const char *cost_source;
    const char *source, *place, *note;
};

struct budget {
    const char *item;
    int64_t year_from, year_to;
    int kind;
    int64_t amount; /* øre */
    const char *source, *place;
};

/* One row a respondent, or a row for several of whom only the sum is known. */
struct same_day_answer {
    const char *survey, *respondent;
    struct date date;
    const char *district;
    int64_t gps, listed;
    double slots;
    const char *source, *place;
};

struct list_spread {
    double share;
    int64_t length;
    struct date date;
    const char *source, *place;
};

struct practice_size {
    int64_t gps, practices;
    struct date date;
    const char *source, *place;
};

struct consultation_rate {
    int service; /* enum service_kind */
    int64_t age_from, age_to;
    struct date date;
    double per_person, share_seen;
    const char *source, *place;
};

/* What the forecast assumes of one quantity. */
struct forecast_parameter {
    int parameter; /* enum assumption */
    double value;
    int distribution;        /* enum distribution */
    double spread, min, max; /* spread NAN when fixed; min and max NAN where open */
    int unit;
    struct date date;
    int confidence;
    const char *source, *place, *note;
};

enum table_id {
    TABLE_SOURCES,
    TABLE_MUNICIPALITY,
    TABLE_DISTRICTS,
    TABLE_ZONES,
    TABLE_POPULATION,
    TABLE_PROJECTION,
    TABLE_PRACTICES,
    TABLE_POSTS,
    TABLE_LISTS,
    TABLE_SERVICES,
    TABLE_OBSERVATIONS,
    TABLE_PLANNING,
    TABLE_MEASURES,
    TABLE_BUDGET,
    TABLE_SAME_DAY_SURVEY,
    TABLE_LIST_SPREAD,
    TABLE_PRACTICE_SIZES,
    TABLE_REFERENCE,
    TABLE_CONSULTATION_RATES,
    TABLE_FORECAST_PARAMETERS,
    TABLE_COUNT
};

/* The declaration of every table, in the order of enum table_id: a table references only earlier
 * ones. */
extern const struct table_schema municipality_schemas[TABLE_COUNT];

extern const char *const indicator_ids[INDICATOR_COUNT + 1];
extern const char *const planning_ids[PLANNING_COUNT + 1];
extern const char *const reference_ids[REFERENCE_COUNT + 1];
extern const char *const assumption_ids[ASSUMPTION_COUNT + 1];
extern const char *const lever_ids[LEVER_COUNT + 1];

enum unit indicator_unit(enum indicator indicator);
const char *indicator_name(enum indicator indicator, enum language language);
enum unit planning_unit(enum planning item);
const char *planning_name(enum planning item, enum language language);
enum unit reference_unit(enum reference item);
const char *reference_name(enum reference item, enum language language);
enum unit assumption_unit(enum assumption assumption);
const char *assumption_name(enum assumption assumption, enum language language);
/* Of a measure's size. */
enum unit lever_unit(enum lever lever);
const char *lever_name(enum lever lever, enum language language);

/* Every table of one municipality. A table that was not given has schema NULL and no rows. The rows
 * live in the arena they were read into. */
struct municipality {
    struct table tables[TABLE_COUNT];
};

/* The rows of a table: `const struct post *posts = municipality_rows(m, TABLE_POSTS, &count);` */
const void *municipality_rows(const struct municipality *municipality, enum table_id id,
                              size_t *count);

/* The one row of TABLE_MUNICIPALITY, which every loaded municipality has. */
const struct municipality_facts *municipality_facts(const struct municipality *municipality);

/* A practice or a post by its key, or NULL. *hint is where the last search ended (0 at first): rows
 * that refer to the same or the next row, as they mostly do, are found at once. */
const struct practice *practice_find(const struct municipality *municipality, const char *key,
                                     size_t *hint);
const struct post *post_find(const struct municipality *municipality, const char *key,
                             size_t *hint);

/* Whether two names of a district, "" for none, are the same. Of rows most are of another, which
 * the first letter tells. */
static inline bool
district_is(const char *a, const char *b)
{
    return a[0] == b[0] && (a[0] == '\0' || strcmp(a, b) == 0);
}

/* What one table cannot say of itself: references between tables, units that fit their indicator,
 * ages and periods in order. Adds each error to *problems; true when there was none. */
bool municipality_check_tables(const struct municipality *municipality, struct problems *problems);

/* The key in `sources` of what is counted of the living register (register/municipality.h). Persons
 * and places are counted apart there, unlike in published statistics, whose mean list times the GPs
 * gives the places. */
#define SOURCE_REGISTER "dekning_register"

/* Whether the row observes `indicator` in a district. A row over a period does not observe a
 * moment: "75 GPs in 2023" are not the GPs there are. */
bool observation_is(const struct observation *row, enum indicator indicator, const char *district);

/* The latest observation of `indicator` on or before `date` for a district ("" for the whole
 * municipality), the first of those of one day. False when there is none. */
bool observation_latest(const struct municipality *municipality, enum indicator indicator,
                        const char *district, struct date date, struct figure *out);

/* The observation nearest to `date` on either side, the later of two as near, if it is at most
 * `days` away. False when there is none. */
bool observation_nearest(const struct municipality *municipality, enum indicator indicator,
                         const char *district, struct date date, int32_t days, struct figure *out);

/* As observation_latest, but no older than CURRENT_DAYS: what was so ten years ago is not the state
 * of the day. */
bool observation_current(const struct municipality *municipality, enum indicator indicator,
                         const char *district, struct date date, struct figure *out);

/* A figure older than NEAR_DAYS is shown with a note; one older than CURRENT_DAYS not at all. */
enum { NEAR_DAYS = 366, CURRENT_DAYS = 2 * NEAR_DAYS };

/* An observation row as a figure. */
struct figure observation_figure(const struct observation *row);

/* What the municipality plans with; false when it has not said. */
bool planning_figure(const struct municipality *municipality, enum planning item,
                     struct figure *out);

/* A national figure; false when the table lacks it. */
bool reference_figure(const struct municipality *municipality, enum reference item,
                      struct figure *out);

/* A source by its key, or NULL. */
const struct source *source_find(const struct municipality *municipality, const char *key);

/* The title of a source by its key, or the key itself when `sources` has no such row. */
const char *source_title(const struct municipality *municipality, const char *key);

/* Whether what is counted from practices, posts and lists can answer for `date`: they describe the
 * state date, and until newer ones are loaded the days after it, but no day before it. */
bool counted_tables_hold(const struct municipality *municipality, struct date date);

/* The population table's latest date on or before `date` that has every district, or is not divided
 * by district; false when it has none. */
bool population_date(const struct municipality *municipality, struct date date, struct date *out);

/* Residents of a district on population_date; district "" counts those of unknown district, NULL
 * counts all. False when there is no such date, or no row of that district on it. */
bool population_figure(const struct municipality *municipality, const char *district,
                       struct date date, struct figure *out);

/* As population_figure, of exactly that day: for who asks of many districts. */
bool population_counted(const struct municipality *municipality, const char *district,
                        struct date counted, struct figure *out);

#endif
