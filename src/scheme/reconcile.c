/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/reconcile.h"

#include <assert.h>

/* One register being walked, person by person. */
struct side {
    const struct reconcile_row *rows;
    size_t count, at;
    enum reconcile_kind twice;
};

static void
add(struct reconciliation *out, bool keep, struct reconcile_difference difference)
{
    if (keep) {
        out->differences[out->count] = difference;
    }
    out->count++;
    out->kinds[difference.kind]++;
}

/* The rows of the person at `at` beyond the first, told each; leaves `at` at the next person. */
static void
pass_person(struct side *side, struct reconciliation *out, bool keep)
{
    int64_t person = side->rows[side->at].person;
    bool ours = side->twice == RECONCILE_TWICE_OURS;
    for (side->at++; side->at < side->count && side->rows[side->at].person == person; side->at++) {
        size_t list = side->rows[side->at].list;
        add(out, keep,
            (struct reconcile_difference){person, side->twice, ours ? list : RECONCILE_NO_LIST,
                                          ours ? RECONCILE_NO_LIST : list});
    }
    assert(side->at == side->count || side->rows[side->at].person > person);
}

/* Tells what differs for the person that one side or both are at. */
static void
compare(struct side *ours, bool is_ours, struct side *theirs, bool is_theirs,
        struct reconciliation *out, bool keep)
{
    struct reconcile_difference difference = {
        .person = is_ours ? ours->rows[ours->at].person : theirs->rows[theirs->at].person,
        .kind = RECONCILE_OTHER_LIST,
        .ours = is_ours ? ours->rows[ours->at].list : RECONCILE_NO_LIST,
        .theirs = is_theirs ? theirs->rows[theirs->at].list : RECONCILE_NO_LIST,
    };
    bool same = difference.ours == difference.theirs;
    if (keep && is_ours) {
        out->lists[difference.ours].ours++;
        out->lists[difference.ours].same += same;
    }
    if (keep && is_theirs) {
        out->lists[difference.theirs].theirs++;
    }
    if (same) {
        out->same++;
    } else {
        if (!is_ours || !is_theirs) {
            difference.kind = is_ours ? RECONCILE_ONLY_OURS : RECONCILE_ONLY_THEIRS;
        }
        add(out, keep, difference);
    }
    if (is_ours) {
        pass_person(ours, out, keep);
    }
    if (is_theirs) {
        pass_person(theirs, out, keep);
    }
}

/* Walks both; `keep` says whether there is room for what is found, or it is only counted. */
static void
walk(struct side ours, struct side theirs, struct reconciliation *out, bool keep)
{
    while (ours.at < ours.count || theirs.at < theirs.count) {
        bool is_ours = ours.at < ours.count, is_theirs = theirs.at < theirs.count;
        if (is_ours && is_theirs) {
            int64_t mine = ours.rows[ours.at].person, other = theirs.rows[theirs.at].person;
            is_ours = mine <= other;
            is_theirs = other <= mine;
        }
        compare(&ours, is_ours, &theirs, is_theirs, out, keep);
    }
}

static bool
lists_known(const struct reconcile_row *rows, size_t count, size_t list_count)
{
    size_t known = 0;
    while (known < count && rows[known].list < list_count) {
        known++;
    }
    return known == count;
}

bool
reconcile(const struct reconcile_row *ours, size_t our_count, const struct reconcile_row *theirs,
          size_t their_count, size_t list_count, struct arena *arena, struct reconciliation *out,
          struct error *error)
{
    assert(lists_known(ours, our_count, list_count));
    assert(lists_known(theirs, their_count, list_count));
    const struct side our_side = {ours, our_count, 0, RECONCILE_TWICE_OURS};
    const struct side their_side = {theirs, their_count, 0, RECONCILE_TWICE_THEIRS};
    struct reconciliation counted = {0}, kept = {0};
    walk(our_side, their_side, &counted, false);
    kept.differences = arena_array(arena, counted.count, sizeof *kept.differences);
    kept.lists = arena_array(arena, list_count, sizeof *kept.lists);
    if (kept.differences == NULL || kept.lists == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    walk(our_side, their_side, &kept, true);
    *out = kept;
    return true;
}
