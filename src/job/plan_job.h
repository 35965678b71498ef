/* SPDX-License-Identifier: EUPL-1.2 */
/* Trying packages and variants of a model on threads: what forecast/search.h and forecast/explain.h
 * ask for. Whatever the threads, the same bytes. */
#ifndef DEKNING_JOB_PLAN_JOB_H
#define DEKNING_JOB_PLAN_JOB_H

#include "base/error.h"
#include "forecast/explain.h"
#include "forecast/goal.h"
#include "forecast/model.h"
#include "forecast/search.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Lives in its user's frame; what it points to outlives it. */
struct plan_job {
    int threads;
    uint64_t seed;
    const struct municipality *municipality;
    /* Of no measure; its `months` is the month that is asked about. Packages are added to it. */
    const struct model *model;
    const char *const *measures; /* keys, in the order of the search's measures */
    size_t measure_count;
    struct goal goal;
};

/* Calendar years of the model's months 1 … months, that costs are told of. */
size_t plan_years(const struct model *model, int *first_year);

/* As search_problem's evaluate, with a struct plan_job. A package that contradicts itself is not
 * possible; other errors are those of package_efforts, and ERROR_MEMORY. */
bool plan_evaluate(void *job, const double *sizes, uint32_t first, size_t count,
                   struct search_evaluation *out, struct error *error);

/* What the package costs on average over the futures in the months from + 1 … to of the job's
 * model, NOK; NAN when it contradicts itself. Errors as plan_evaluate. */
bool plan_mean_cost(const struct plan_job *job, const double *sizes, uint32_t first, size_t count,
                    int32_t from, int32_t to, double *out, struct error *error);

/* What explain_runner's run needs to know. */
struct plan_variants {
    int threads;
    uint64_t seed;
    int32_t month; /* that is asked about, 0 … the model's months */
    size_t futures;
};

/* As explain_runner's run, with a struct plan_variants. ERROR_MEMORY. */
bool plan_run_variant(void *variants, const struct model *model, float *values,
                      struct error *error);

#endif
