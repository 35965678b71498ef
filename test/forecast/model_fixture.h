/* SPDX-License-Identifier: EUPL-1.2 */
/* Small models made by hand for the tests of the engines. No municipality is behind them. */
#ifndef DEKNING_TEST_FORECAST_MODEL_FIXTURE_H
#define DEKNING_TEST_FORECAST_MODEL_FIXTURE_H

#include "forecast/model.h"

enum {
    SMALL_LISTS = 24,
    SMALL_MONTHS = 60,
    SMALL_DISTRICTS = 3,
    SMALL_EFFORTS = LEVER_COUNT + 1,
};

/* What is peculiar about a model. */
enum small_kind {
    SMALL_FULL,      /* 6 full lists with queues, the population grows */
    SMALL_VACANT,    /* 20 lists, many without a GP, some salaried, new posts come */
    SMALL_FREE,      /* 6 open lists with free places, the population shrinks */
    SMALL_UNCERTAIN, /* as vacant, and hardly anything is known */
    SMALL_MEASURES,  /* as vacant, with a measure at every lever */
    SMALL_KINDS
};

/* A model in one struct. It must stay where it was made. */
struct small_model {
    struct model model;
    struct model_list lists[SMALL_LISTS];
    struct effort efforts[SMALL_EFFORTS];
    double residents[(SMALL_MONTHS + 1) * SMALL_DISTRICTS];
    double births[SMALL_MONTHS + 1], gp_need[SMALL_MONTHS + 1], ooh_need[SMALL_MONTHS + 1];
};

void small_model_make(struct small_model *small, enum small_kind kind,
                      const struct rulebook *rulebook);

extern const char *const small_kind_names[SMALL_KINDS];

/* Records of `count` futures from 0 on, in the arena. */
struct futures small_futures(const struct model *model, size_t count, struct arena *arena);

/* The recorded value of `row` in `values`, an array of the futures. */
double recorded(const struct futures *futures, const float *values, size_t row, int32_t month,
                size_t future);

/* A small model and what an engine made of it. It must stay where it was made. */
struct trial {
    struct arena memory;
    struct small_model small;
    struct futures futures;
};

/* With the rulebook of the struct fixture in *state. */
void trial_make(struct trial *trial, enum small_kind kind, void **state);
void trial_free(struct trial *trial);

/* What was recorded of a future. */
double outcome(const struct trial *trial, enum outcome outcome, int32_t month, size_t future);
double flow(const struct trial *trial, enum flow flow, int32_t month, size_t future);

#endif
