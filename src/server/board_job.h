/* SPDX-License-Identifier: EUPL-1.2 */
/* Work that takes longer than a request may: begun by one, looked for by others, and cancelled by a
 * third. One runs at a time, since each uses all processors; the others wait their turn. What came
 * of it is kept for a while. */
#ifndef DEKNING_SERVER_BOARD_JOB_H
#define DEKNING_SERVER_BOARD_JOB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BOARD_JOBS_KEPT = 64,    /* the oldest that is over is forgotten first */
    BOARD_JOBS_WAITING = 16, /* besides the one that runs */
    BOARD_JOBS_OF_ONE = 4,   /* that wait or run for one owner: the others' turn comes too */
    BOARD_JOB_ID_SIZE = 33,  /* 32 hexadecimal digits, random: who has it has been told it */
};

enum board_job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_CANCELLED, JOB_FAILED, JOB_STATES };
extern const char *const board_job_states[JOB_STATES + 1];

/* A job while it runs, to its work. */
struct board_job;

/* Set when the work is to end. */
const atomic_bool *board_job_stop(const struct board_job *job);

/* Tells how far the work is. `job` is a struct board_job. */
void board_job_progress(void *job, size_t done, size_t wanted);

/* What is to be done. `run` is called once in the jobs' own thread, and adds the answer (JSON) to
 * `answer`; false when it could not, with the problem (JSON) in `answer` instead. `dispose` frees
 * `task`, also when it never ran. */
struct board_work {
    bool (*run)(void *task, struct board_job *job, struct text *answer);
    void (*dispose)(void *task);
    void *task;
};

struct board_job_view {
    enum board_job_state state;
    size_t done, wanted;
    const char *answer; /* JSON: what `run` gave; NULL until it is over */
};

struct board_jobs;

/* `changed` is told, in the jobs' thread, of each change of state and now and then of progress.
 * NULL for nobody. ERROR_MEMORY. */
bool board_jobs_new(void (*changed)(void *told, const char *id, int64_t owner,
                                    enum board_job_state state, size_t done, size_t wanted),
                    void *told, struct board_jobs **out, struct error *error);

/* Asks what runs to end, and lets nothing more begin; returns at once. */
void board_jobs_stop(struct board_jobs *jobs);

/* Stops, waits until nothing runs, and forgets everything; NULL is fine. */
void board_jobs_free(struct board_jobs *jobs);

/* Takes a job in; its work is disposed of in any case. ERROR_BUSY, ERROR_MEMORY. */
bool board_job_begin(struct board_jobs *jobs, int64_t owner, const struct board_work *work,
                     char id[BOARD_JOB_ID_SIZE], struct error *error);

/* How it is with a job of that owner, its answer copied into `arena`. ERROR_JOB_UNKNOWN,
 * ERROR_MEMORY. */
bool board_job_see(struct board_jobs *jobs, int64_t owner, const char *id, struct arena *arena,
                   struct board_job_view *out, struct error *error);

/* Cancels a job: one that waits never begins, one that runs is asked to end. Nothing for one that
 * is over. ERROR_JOB_UNKNOWN. */
bool board_job_cancel(struct board_jobs *jobs, int64_t owner, const char *id, struct error *error);

#endif
