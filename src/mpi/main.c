/* SPDX-License-Identifier: EUPL-1.2 */
/* dekning-mpi: `dekning forecast` over the processes of MPI, each with its part of the futures.
 * Every process reads the same question; the first gets all futures and answers. What it prints is
 * what one process alone would. */
#define _POSIX_C_SOURCE 200809L
#include "cli/context.h"
#include "cli/program.h"
#include "job/forecast_job.h"

#include <mpi.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ROOT = 0 };

struct ranks {
    int own, count;
    bool met;            /* this process has come as far as the run */
    bool blames_another; /* and it failed because another one did */
};

/* Whether it went well in all processes. Every process takes part in each meeting, with whatever it
 * has come to, so that none waits for one that has failed. */
static bool
all_well(bool well)
{
    int own = well, all = 0;
    MPI_Allreduce(&own, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return all != 0;
}

static uint64_t
mix(uint64_t hash, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001B3); /* FNV-1a */
    }
    return hash;
}

/* Whether all processes have the same question: on machines of their own they read files of their
 * own, and a future of another municipality would not be noticed. */
static bool
all_ask_the_same(const struct forecast *forecast)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325), least, most;
    hash = mix(hash, &forecast->seed, sizeof forecast->seed);
    hash = mix(hash, &forecast->wanted, sizeof forecast->wanted);
    hash = mix(hash, &forecast->start, sizeof forecast->start);
    hash = mix(hash, &forecast->months, sizeof forecast->months);
    for (size_t s = 0; s < forecast->side_count; s++) {
        const struct model *model = forecast->sides[s].model;
        const struct population_path *path = &model->population;
        for (size_t l = 0; l < model->list_count; l++) {
            const struct model_list *list = &model->lists[l];
            const int32_t own[] = {list->cap, list->length, list->waiting, list->district};
            hash = mix(hash, own, sizeof own);
        }
        hash = mix(hash, path->residents,
                   (path->months + 1) * path->districts * sizeof *path->residents);
        for (size_t a = 0; a < ASSUMPTION_COUNT; a++) {
            const double own[] = {model->assumptions[a].value, model->assumptions[a].spread};
            hash = mix(hash, own, sizeof own);
        }
        for (size_t e = 0; e < model->effort_count; e++) {
            const struct effort *effort = &model->efforts[e];
            const double own[] = {effort->size, effort->effect.value, (double)effort->start,
                                  (double)effort->entity};
            hash = mix(hash, own, sizeof own);
        }
    }
    MPI_Allreduce(&hash, &least, 1, MPI_UINT64_T, MPI_MIN, MPI_COMM_WORLD);
    MPI_Allreduce(&hash, &most, 1, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD);
    return least == most;
}

/* -- parts ------------------------------------------------------------------------------------- */

/* The futures of a process: whole chunks, shared as evenly as they can be. */
static void
part_of(size_t futures, int rank, int ranks, size_t *first, size_t *count)
{
    const size_t chunks = (futures + FORECAST_CHUNK - 1) / FORECAST_CHUNK;
    const size_t from = chunks * (size_t)rank / (size_t)ranks * FORECAST_CHUNK,
                 to = chunks * ((size_t)rank + 1) / (size_t)ranks * FORECAST_CHUNK;
    *first = from < futures ? from : futures;
    *count = (to < futures ? to : futures) - *first;
}

/* `rows` × months stretches of `count` futures each, as they lie among `stride`. */
static MPI_Datatype
stretches(const struct futures *futures, size_t rows, size_t count)
{
    MPI_Datatype type;
    MPI_Type_vector((int)(rows * ((size_t)futures->months + 1)), (int)count, (int)futures->stride,
                    MPI_FLOAT, &type);
    MPI_Type_commit(&type);
    return type;
}

/* One of the arrays of a side. */
struct recorded {
    float *values;
    size_t rows;
};

enum { RECORDED = 4 };

static void
recorded_of(const struct futures *futures, struct recorded out[RECORDED])
{
    out[0] = (struct recorded){futures->outcomes, OUTCOME_COUNT};
    out[1] = (struct recorded){futures->flows, FLOW_COUNT};
    out[2] = (struct recorded){futures->by_district, futures->districts * DISTRICT_OUTCOME_COUNT};
    out[3] = (struct recorded){futures->costs, futures->efforts};
}

static void
hand_over(const struct forecast *forecast)
{
    for (size_t s = 0; s < forecast->side_count; s++) {
        const struct futures *futures = &forecast->sides[s].futures;
        struct recorded all[RECORDED];
        recorded_of(futures, all);
        for (int a = 0; a < RECORDED; a++) {
            if (all[a].values != NULL && all[a].rows > 0) {
                MPI_Datatype type = stretches(futures, all[a].rows, futures->count);
                MPI_Send(all[a].values, 1, type, ROOT, (int)s * RECORDED + a, MPI_COMM_WORLD);
                MPI_Type_free(&type);
            }
        }
    }
}

static void
take_over(const struct forecast *forecast, int rank, size_t first, size_t count)
{
    for (size_t s = 0; s < forecast->side_count; s++) {
        const struct futures *futures = &forecast->sides[s].futures;
        struct recorded all[RECORDED];
        recorded_of(futures, all);
        for (int a = 0; a < RECORDED; a++) {
            if (all[a].values != NULL && all[a].rows > 0) {
                MPI_Datatype type = stretches(futures, all[a].rows, count);
                MPI_Recv(all[a].values + first, 1, type, rank, (int)s * RECORDED + a,
                         MPI_COMM_WORLD, MPI_STATUS_IGNORE);
                MPI_Type_free(&type);
            }
        }
    }
}

/* -- the run ----------------------------------------------------------------------------------- */

/* Where the root gets them, room is made for all futures; each other process has room for its own.
 * An interrupt ends the run as it ends any run of MPI: parts that were stopped apart would not be
 * the first futures. */
static bool
run_part(const struct ranks *ranks, const struct forecast_job *job, struct forecast *forecast,
         bool flows, struct arena *arena, struct error *error)
{
    struct forecast_job own = *job;
    own.stop = NULL;
    own.progress = NULL;
    size_t first, count, done = 0;
    part_of(forecast->wanted, ranks->own, ranks->count, &first, &count);
    if (ranks->own != ROOT) {
        return count == 0 ||
               (forecast_job_room(forecast, (uint32_t)first, count, flows, arena, error) &&
                forecast_job_run(&own, forecast, count, arena, &done, error));
    }
    return forecast_job_room(forecast, 0, forecast->wanted, flows, arena, error) &&
           (count == 0 || forecast_job_run(&own, forecast, count, arena, &done, error));
}

static bool
run_together(void *self, const struct forecast_job *job, struct forecast *forecast, bool flows,
             struct arena *arena, struct error *error)
{
    struct ranks *ranks = self;
    ranks->met = true;
    const bool ready = all_well(true);
    if (ready && !all_ask_the_same(forecast)) {
        error_set(error, ERROR_OTHER_QUESTION, NULL, NULL);
        return false;
    }
    const bool fine = ready && run_part(ranks, job, forecast, flows, arena, error);
    if (!ready || !all_well(fine)) {
        if (!ready || fine) {
            ranks->blames_another = true;
            error_set(error, ERROR_OTHER_PROCESS, NULL, NULL);
        }
        return false;
    }
    forecast->count = ranks->own == ROOT ? forecast->wanted : 0;
    for (size_t s = 0; s < forecast->side_count && ranks->own == ROOT; s++) {
        forecast->sides[s].futures.count = forecast->wanted;
    }
    for (int rank = 0; rank < ranks->count; rank++) {
        size_t first, count;
        part_of(forecast->wanted, rank, ranks->count, &first, &count);
        if (rank == ROOT || count == 0) {
            continue;
        }
        if (ranks->own == ROOT) {
            take_over(forecast, rank, first, count);
        } else if (ranks->own == rank) {
            hand_over(forecast);
        }
    }
    return true;
}

/* -- what is said ------------------------------------------------------------------------------ */

/* What the other processes print is kept back: their errors are mostly the root's too. */
static FILE *
keep_back(void)
{
    FILE *kept = tmpfile();
    if (kept == NULL || freopen("/dev/null", "w", stdout) == NULL ||
        dup2(fileno(kept), STDERR_FILENO) < 0) {
        MPI_Abort(MPI_COMM_WORLD, EXIT_INTERNAL);
    }
    return kept;
}

static void
say(FILE *kept, int terminal)
{
    char bytes[4096];
    fflush(stderr);
    dup2(terminal, STDERR_FILENO);
    rewind(kept);
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, kept)) > 0;) {
        fwrite(bytes, 1, got, stderr);
    }
    fflush(stderr);
}

/* The status all processes end with: the worst. Where the root only knows that another one failed,
 * the first that did says why. */
static int
end_together(const struct ranks *ranks, int status, FILE *kept, int terminal)
{
    const bool failed = status != EXIT_DONE && !ranks->blames_another;
    int own = failed ? ranks->own : ranks->count, first, worst;
    MPI_Allreduce(&own, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    MPI_Allreduce(&status, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    if (kept != NULL && first == ranks->own) {
        say(kept, terminal);
    }
    return worst;
}

int
main(int argc, char **argv)
{
    struct ranks ranks = {0};
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks.own);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks.count);
    int status = EXIT_WRONG_INPUT;
    if (argc >= 2 && strcmp(argv[1], "forecast") == 0) {
        const int terminal = dup(STDERR_FILENO);
        FILE *kept = ranks.own == ROOT ? NULL : keep_back();
        const struct forecast_runner together = {.run = run_together, .self = &ranks};
        status = program_run(argc, argv, &together);
        if (!ranks.met) {
            all_well(false); /* those who are ready to run must not wait for this one */
        }
        status = end_together(&ranks, status, kept, terminal);
    } else if (ranks.own == ROOT) {
        fprintf(stderr, "usage: mpirun -n N dekning-mpi forecast [OPTION...]\n");
    }
    MPI_Finalize();
    return status;
}
