/* SPDX-License-Identifier: EUPL-1.2 */
/* What one who fills many municipalities of a database keeps from one to the next, so that a
 * country takes time in proportion to its persons and not to their square. */
#ifndef DEKNING_REGISTER_POPULATE_H
#define DEKNING_REGISTER_POPULATE_H

#include "base/arena.h"
#include "base/date.h"
#include "register/audit.h"

#include <stdbool.h>
#include <stdint.h>

/* How many identity numbers of each birth date and sex those in the register may have. It holds for
 * one database, and only while the log still has the row it was counted at; else it is counted
 * anew, so that it may be kept over a transaction that is rolled back. */
struct number_use {
    uint16_t *taken; /* [day × 2 + sex] */
    struct date first;
    size_t days;
    int64_t persons; /* the last person counted */
    int64_t seq;     /* of the log's last row then; 0 when nothing is counted */
    char hash[AUDIT_HASH_SIZE];
};

/* Makes one that has counted nothing, in `arena`. False when the arena is full. */
bool number_use_init(struct number_use *use, struct arena *arena);

#endif
