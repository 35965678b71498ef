/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/board_job.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRESS_STEPS = 50 }; /* as often at most is progress told of */

#define ANSWER_LIMIT ((size_t)64 << 20)

const char *const board_job_states[JOB_STATES + 1] = {"waiting",   "running", "done",
                                                      "cancelled", "failed",  NULL};

struct board_job {
    struct board_job *next; /* the one begun after it */
    struct board_jobs *jobs;
    char id[BOARD_JOB_ID_SIZE];
    int64_t owner;
    struct board_work work;
    enum board_job_state state;
    size_t done, wanted, told;
    atomic_bool stop;
    struct text answer;
};

struct board_jobs {
    void (*changed)(void *told, const char *id, int64_t owner, enum board_job_state state,
                    size_t done, size_t wanted);
    void *told;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t begun;
    struct board_job *oldest;
    size_t count;
    bool stop;
};

/* -- what runs --------------------------------------------------------------------------------- */

/* Without the lock. */
static void
tell(const struct board_job *job, enum board_job_state state, size_t done, size_t wanted)
{
    if (job->jobs->changed != NULL) {
        job->jobs->changed(job->jobs->told, job->id, job->owner, state, done, wanted);
    }
}

const atomic_bool *
board_job_stop(const struct board_job *job)
{
    return &job->stop;
}

void
board_job_progress(void *context, size_t done, size_t wanted)
{
    struct board_job *job = context;
    const size_t step = wanted / PROGRESS_STEPS;
    pthread_mutex_lock(&job->jobs->lock);
    job->done = done;
    job->wanted = wanted;
    const bool worth = done >= job->told + step;
    job->told = worth ? done : job->told;
    pthread_mutex_unlock(&job->jobs->lock);
    if (worth) {
        tell(job, JOB_RUNNING, done, wanted);
    }
}

/* Does one job; the lock is held before and after. */
static void
run(struct board_jobs *jobs, struct board_job *job)
{
    struct text answer;
    job->state = JOB_RUNNING;
    pthread_mutex_unlock(&jobs->lock);
    tell(job, JOB_RUNNING, 0, 0);
    text_init(&answer, ANSWER_LIMIT);
    const bool fine = job->work.run(job->work.task, job, &answer) && !answer.failed;
    const bool stopped = atomic_load(&job->stop);
    job->work.dispose(job->work.task);
    pthread_mutex_lock(&jobs->lock);
    job->work = (struct board_work){0};
    job->answer = answer;
    job->state = !fine ? JOB_FAILED : stopped ? JOB_CANCELLED : JOB_DONE;
    const struct board_job over = *job; /* it may be forgotten while the lock is not held */
    pthread_mutex_unlock(&jobs->lock);
    tell(&over, over.state, over.done, over.wanted);
    pthread_mutex_lock(&jobs->lock);
}

static struct board_job *
first_waiting(const struct board_jobs *jobs)
{
    struct board_job *job = jobs->oldest;
    while (job != NULL && job->state != JOB_WAITING) {
        job = job->next;
    }
    return job;
}

static void *
work(void *argument)
{
    struct board_jobs *jobs = argument;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->stop) {
        struct board_job *job = first_waiting(jobs);
        if (job == NULL) {
            pthread_cond_wait(&jobs->begun, &jobs->lock);
        } else {
            run(jobs, job);
        }
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* -- beginning and ending ---------------------------------------------------------------------- */

bool
board_jobs_new(void (*changed)(void *told, const char *id, int64_t owner,
                               enum board_job_state state, size_t done, size_t wanted),
               void *told, struct board_jobs **out, struct error *error)
{
    struct board_jobs *jobs = calloc(1, sizeof *jobs);
    if (jobs == NULL) {
        return error_memory(error);
    }
    jobs->changed = changed;
    jobs->told = told;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->begun, NULL);
    if (pthread_create(&jobs->thread, NULL, work, jobs) != 0) {
        pthread_cond_destroy(&jobs->begun);
        pthread_mutex_destroy(&jobs->lock);
        free(jobs);
        return error_memory(error);
    }
    *out = jobs;
    return true;
}

static void
free_job(struct board_job *job)
{
    if (job->work.dispose != NULL) {
        job->work.dispose(job->work.task);
    }
    text_free(&job->answer);
    free(job);
}

void
board_jobs_stop(struct board_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    jobs->stop = true;
    for (struct board_job *job = jobs->oldest; job != NULL; job = job->next) {
        atomic_store(&job->stop, true);
    }
    pthread_cond_signal(&jobs->begun);
    pthread_mutex_unlock(&jobs->lock);
}

void
board_jobs_free(struct board_jobs *jobs)
{
    if (jobs == NULL) {
        return;
    }
    board_jobs_stop(jobs);
    pthread_join(jobs->thread, NULL);
    while (jobs->oldest != NULL) {
        struct board_job *job = jobs->oldest;
        jobs->oldest = job->next;
        free_job(job);
    }
    pthread_cond_destroy(&jobs->begun);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

/* Makes room by forgetting the oldest job that is over. */
static void
forget_oldest(struct board_jobs *jobs)
{
    struct board_job **link = &jobs->oldest;
    while (*link != NULL && (*link)->state < JOB_DONE) {
        link = &(*link)->next;
    }
    if (*link != NULL) {
        struct board_job *job = *link;
        *link = job->next;
        jobs->count--;
        free_job(job);
    }
}

/* Whether the owner may have one more. */
static bool
has_room(const struct board_jobs *jobs, int64_t owner)
{
    size_t waiting = 0, theirs = 0;
    for (const struct board_job *job = jobs->oldest; job != NULL; job = job->next) {
        waiting += job->state == JOB_WAITING;
        theirs += job->state < JOB_DONE && job->owner == owner;
    }
    return waiting < BOARD_JOBS_WAITING && theirs < BOARD_JOBS_OF_ONE;
}

bool
board_job_begin(struct board_jobs *jobs, int64_t owner, const struct board_work *work,
                char id[BOARD_JOB_ID_SIZE], struct error *error)
{
    unsigned char random[(BOARD_JOB_ID_SIZE - 1) / 2];
    struct board_job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        work->dispose(work->task);
        return error_memory(error);
    }
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(job->id, sizeof job->id, random, sizeof random);
    job->jobs = jobs;
    job->owner = owner;
    job->work = *work;
    memcpy(id, job->id, sizeof job->id);
    pthread_mutex_lock(&jobs->lock);
    const bool fine = !jobs->stop && has_room(jobs, owner);
    if (fine) {
        if (jobs->count == BOARD_JOBS_KEPT) {
            forget_oldest(jobs);
        }
        struct board_job **link = &jobs->oldest;
        while (*link != NULL) {
            link = &(*link)->next;
        }
        *link = job;
        jobs->count++;
        pthread_cond_signal(&jobs->begun);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (!fine) {
        free_job(job);
        error_set(error, ERROR_BUSY, NULL, NULL);
    }
    return fine;
}

/* -- asking ------------------------------------------------------------------------------------ */

/* With the lock held; NULL with the error. Another's job is as one that is not there. */
static struct board_job *
find(const struct board_jobs *jobs, int64_t owner, const char *id, struct error *error)
{
    struct board_job *job = jobs->oldest;
    while (job != NULL && (job->owner != owner || strcmp(job->id, id) != 0)) {
        job = job->next;
    }
    if (job == NULL) {
        error_set(error, ERROR_JOB_UNKNOWN, id, NULL);
    }
    return job;
}

bool
board_job_see(struct board_jobs *jobs, int64_t owner, const char *id, struct arena *arena,
              struct board_job_view *out, struct error *error)
{
    pthread_mutex_lock(&jobs->lock);
    const struct board_job *job = find(jobs, owner, id, error);
    bool fine = job != NULL;
    if (fine) {
        *out = (struct board_job_view){job->state, job->done, job->wanted, NULL};
        if (job->state >= JOB_DONE && job->answer.length > 0) {
            out->answer = arena_copy(arena, text_string(&job->answer), job->answer.length);
            fine = out->answer != NULL || error_memory(error);
        }
    }
    pthread_mutex_unlock(&jobs->lock);
    return fine;
}

bool
board_job_cancel(struct board_jobs *jobs, int64_t owner, const char *id, struct error *error)
{
    pthread_mutex_lock(&jobs->lock);
    struct board_job *job = find(jobs, owner, id, error);
    const bool waited = job != NULL && job->state == JOB_WAITING;
    struct board_job over;
    if (job != NULL) {
        atomic_store(&job->stop, true);
    }
    if (waited) {
        job->state = JOB_CANCELLED;
        over = *job;
    }
    pthread_mutex_unlock(&jobs->lock);
    if (waited) {
        tell(&over, JOB_CANCELLED, 0, 0);
    }
    return job != NULL;
}
