/* SPDX-License-Identifier: EUPL-1.2 */
/* Two registers of who is on which list, held against each other: what an import would change, and
 * what the reconciliation report says. Pure, and one pass over both. */
#ifndef DEKNING_SCHEME_RECONCILE_H
#define DEKNING_SCHEME_RECONCILE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A person on a list. */
struct reconcile_row {
    int64_t person; /* any key that is the same in both registers */
    size_t list;    /* below the number of lists given */
};

enum reconcile_kind {
    RECONCILE_ONLY_OURS,    /* on a list of ours, on none of theirs */
    RECONCILE_ONLY_THEIRS,  /* the other way round */
    RECONCILE_OTHER_LIST,   /* on another list of theirs than of ours */
    RECONCILE_TWICE_OURS,   /* on more than one list of ours, or twice on one (R241) */
    RECONCILE_TWICE_THEIRS, /* the same of theirs */
    RECONCILE_KIND_COUNT
};

/* The list that a person is not on. */
#define RECONCILE_NO_LIST SIZE_MAX

/* A person that stands several times in a register is compared by the first row there, and gives
 * one difference of kind RECONCILE_TWICE_ for each further row, which names that row's list. */
struct reconcile_difference {
    int64_t person;
    enum reconcile_kind kind;
    size_t ours, theirs; /* RECONCILE_NO_LIST where the person is not, or the kind does not say */
};

/* One list; persons are counted by their first row. */
struct reconcile_list {
    int64_t ours, theirs; /* persons on it */
    int64_t same;         /* on it in both */
};

struct reconciliation {
    struct reconcile_difference *differences; /* by person, in the order of the kinds */
    size_t count;
    struct reconcile_list *lists;        /* one each of the lists given */
    int64_t kinds[RECONCILE_KIND_COUNT]; /* how many differences of each kind */
    int64_t same;                        /* persons on the same list in both */
};

/* Compares the two, each sorted by person; `list_count` lists are numbered from 0. The result is in
 * the arena. ERROR_MEMORY. */
bool reconcile(const struct reconcile_row *ours, size_t our_count,
               const struct reconcile_row *theirs, size_t their_count, size_t list_count,
               struct arena *arena, struct reconciliation *out, struct error *error);

#endif
