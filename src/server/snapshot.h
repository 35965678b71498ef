/* SPDX-License-Identifier: EUPL-1.2 */
/* The municipality as it is now, read from the database once for everybody: threads share it until
 * something changes it, and what they hold lives on until they give it back.
 *
 * A thread of its own looks for changes, also by other programs, several times a second; what it
 * reads then is only taken into use when it differs from what was. */
#ifndef DEKNING_SERVER_SNAPSHOT_H
#define DEKNING_SERVER_SNAPSHOT_H

#include "base/arena.h"
#include "base/error.h"
#include "scheme/municipality.h"
#include "scheme/rulebook.h"

#include <stdbool.h>
#include <stdint.h>

struct snapshots;

/* The municipality at one moment. It is not changed, and may be read by many threads at once. */
struct snapshot {
    uint64_t generation; /* another number for other content, from 1 */
    bool known;          /* whether there is a municipality; else `error` says why not */
    struct municipality municipality; /* with the national tables */
    bool contradicts;                 /* whether its tables contradict each other */
    struct error error;
};

struct snapshot_settings {
    const char *database;
    const char *code;                /* of the municipality; NULL for the only one there is */
    const struct rulebook *rulebook; /* outlives the snapshots */
    /* Told the first generation by snapshots_new, and from then in the watching thread: the
     * municipality is of another generation, or something was done in the register. NULL for
     * nobody. */
    void (*changed)(void *told, uint64_t generation);
    void *told;
};

/* Reads the municipality and begins to watch. That there is none, or several, is no error of this.
 * ERROR_MEMORY, or as store_open. */
bool snapshots_new(const struct snapshot_settings *settings, struct snapshots **out,
                   struct error *error);

/* Stops watching. Nothing may be held any more; NULL is fine. */
void snapshots_free(struct snapshots *snapshots);

/* The newest, held until it is given back. */
const struct snapshot *snapshot_take(struct snapshots *snapshots);
void snapshot_give(struct snapshots *snapshots, const struct snapshot *snapshot);

/* Has it look for changes at once: the caller has made one. */
void snapshots_wake(struct snapshots *snapshots);

#endif
