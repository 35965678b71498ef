/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/replay.h"

#include "base/number.h"
#include "register/session.h"

#include <stdio.h>
#include <string.h>

struct replay {
    struct store *to;
    const struct rulebook *rulebook;
    struct error *error;
    struct audit_row row; /* the one that is done over */
    bool failed;
};

static int64_t
clock_of_row(void *context)
{
    return ((const struct replay *)context)->row.at;
}

/* The new log's head must be what the old log's row was; effects come with their operation. */
static bool
same_hash(struct replay *replay, int64_t seq, const char *hash)
{
    struct audit_head head;
    if (!audit_head(replay->to, &head, replay->error)) {
        return false;
    }
    if (head.seq > seq || (head.seq == seq && strcmp(head.hash, hash) == 0)) {
        return true;
    }
    char found[NUMBER_TEXT_SIZE];
    snprintf(found, sizeof found, "%lld", (long long)seq);
    error_set(replay->error, ERROR_REPLAY_DIFFERS, found, NULL);
    return false;
}

/* What is done with accounts and with the planner's tables changes nothing of the register: of it
 * the row is all there is to do over. */
static bool
is_beside_register(const struct audit_row *row)
{
    return row->kind == AUDIT_OPERATION &&
           (strncmp(row->action, AUDIT_ACCOUNT, strlen(AUDIT_ACCOUNT)) == 0 ||
            strcmp(row->action, AUDIT_TABLES) == 0);
}

static bool
keep_row(struct replay *replay)
{
    struct audit_head head;
    struct audit_row row = replay->row;
    if (!store_begin(replay->to, replay->error)) {
        return false;
    }
    if (audit_head(replay->to, &head, replay->error) &&
        audit_append(replay->to, &head, &row, replay->error) &&
        store_commit(replay->to, replay->error)) {
        return true;
    }
    store_rollback(replay->to);
    return false;
}

static bool
do_over(struct replay *replay, struct session *session)
{
    const struct audit_row *row = &replay->row;
    if (row->kind == AUDIT_READING) {
        return register_log_reading(session, row->action, row->arguments, &row->person, 1,
                                    replay->error);
    }
    if (is_beside_register(row)) {
        return keep_row(replay);
    }
    struct arena arena;
    struct applied applied;
    struct operation operation = {.day = row->day, .request = row->request};
    arena_init(&arena, (size_t)4 << 30);
    bool fine = operation_read(row->action, row->arguments, &arena, &operation, replay->error) &&
                register_apply(session, &operation, &arena, &applied, replay->error);
    arena_free(&arena);
    return fine;
}

static bool
see(void *context, const struct audit_row *row, const char *hash)
{
    struct replay *replay = context;
    struct session session = {
        .store = replay->to,
        .rulebook = replay->rulebook,
        .actor = row->actor,
        .purpose = row->purpose,
        .municipality = row->municipality,
        .clock = clock_of_row,
        .clock_context = replay,
    };
    replay->row = *row;
    bool fine = (row->kind == AUDIT_EFFECT || do_over(replay, &session)) &&
                same_hash(replay, row->seq, hash);
    replay->failed = !fine;
    return fine;
}

bool
register_replay(struct store *from, struct store *to, const struct rulebook *rulebook,
                struct error *error)
{
    struct replay replay = {.to = to, .rulebook = rulebook, .error = error};
    return audit_read(from, 0, WHOLE_NONE, see, &replay, error) && !replay.failed;
}
