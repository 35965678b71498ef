/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this room share: a change under way, and the rows it reads and writes. */
#ifndef DEKNING_REGISTER_PRIVATE_H
#define DEKNING_REGISTER_PRIVATE_H

#include "base/number.h"
#include "register/session.h"
#include "register/words.h"
#include "scheme/enrolment.h"
#include "scheme/municipality.h"

/* An operation being done. */
struct task {
    struct session *session;
    struct store *store;
    const struct rulebook *rulebook;
    const struct operation *operation;
    struct arena *arena;
    struct date day;   /* the operation's */
    struct date month; /* the first day of the session's municipality's open month */
    int64_t seq;       /* the operation's number in the log */
    int64_t person; /* whom its row in the log is about: its argument, unless it says otherwise */
    struct applied *applied;
    struct effect *effects;
    size_t effect_count, effect_capacity;
};

/* One function an operation, declared from operation.def. It sets applied->verdict; when that is a
 * refusal, what it wrote is undone. False is an error. */
#define OPERATION(id, group, verb, needs, may, nb, nn, en)                                         \
    bool operation_do_##id(struct task *task, struct error *error);
#include "register/operation.def"
#undef OPERATION

/* -- what an operation was told ---------------------------------------------------------------- */

bool task_told(const struct task *task, enum argument argument);
int64_t task_whole(const struct task *task, enum argument argument); /* WHOLE_NONE when not told */
struct date task_date(const struct task *task,
                      enum argument argument); /* DATE_NONE when not told */
const char *task_text(const struct task *task, enum argument argument); /* NULL when not told */
int task_choice(const struct task *task, enum argument argument, int otherwise);

/* Refuses or allows by a rule; always true, for a function to return. */
bool task_verdict(struct task *task, struct verdict verdict);
bool task_allow(struct task *task, int rule);
bool task_refuse(struct task *task, int rule);

/* Notes what the operation did to a person, for the log. `format` makes its lines "name=value\n".
 */
__attribute__((format(printf, 6, 7))) bool task_effect(struct task *task, const char *action,
                                                       const char *municipality, int64_t person,
                                                       int rule, const char *format, ...);

/* Writes a number for an error: "…" for one of ten or eleven digits, which may be somebody's
 * identity number, without its zero in front. */
void number_shown(int64_t number, char out[NUMBER_TEXT_SIZE]);

/* Fills *error with an error about an argument; false, to return. */
bool task_wrong(const struct task *task, enum argument argument, enum error_code code,
                const char *expected, struct error *error);

/* Fills *error with what is told of a day outside the open month, which begins with `month`:
 * ERROR_MONTH_PASSED before it, ERROR_MONTH_OTHER after; false, to return. */
bool month_refuse_day(struct date day, struct date month, struct error *error);

/* Who asks, as the operation was told; for a child of that person row. */
struct person_row;
bool task_request(struct task *task, const struct person_row *person, struct request *out,
                  struct error *error);

/* -- rows -------------------------------------------------------------------------------------- */

struct person_row {
    int64_t person;
    struct date born;
    int sex; /* enum sex */
    struct date died;
    const char *municipality, *district;
    int64_t household, mother, parent; /* WHOLE_NONE for none */
    bool care;
    struct date registered, moved_away, moved_back, moved;
    int ground; /* enum eligibility_ground */
    struct date ground_until;
    bool insured, d_number;
    bool protected;
    struct date opted_out;
};

/* What the scheme's decisions need to know of a person's right to a GP. */
struct standing person_standing(const struct person_row *person);

/* Whether two rows live at one registered address. */
bool persons_live_together(const struct person_row *a, const struct person_row *b);

/* Fills *error with ERROR_REGISTER_PERSON. */
void person_missing(int64_t person, struct error *error);

/* Reads a person; ERROR_REGISTER_PERSON when there is none of that number. */
bool person_read(struct store *store, struct arena *arena, int64_t person, struct person_row *out,
                 struct error *error);

/* Reads the person an argument names; false with an error also when it was not told. */
bool task_person(struct task *task, enum argument argument, struct person_row *out,
                 struct error *error);

struct list_row;
/* What a list offers a person, of whom `member` is what the operation was told. */
bool list_offer(struct task *task, const struct person_row *person, const struct list_row *list,
                struct offer *out, struct error *error);

struct list_row {
    int64_t list; /* the number of its post */
    const char *municipality, *code, *practice, *district;
    int64_t cap, length;
    int state; /* enum list_state */
    bool members_only;
    const char *common; /* NULL for none */
    struct date ended;
    struct date month; /* the open month of its municipality */
    int64_t doctor;    /* its GP on the day that was asked for; WHOLE_NONE while it has none */
};

/* Reads a list as it is on `day`; ERROR_REGISTER_LIST when there is none of that number. */
bool list_read(struct store *store, struct arena *arena, int64_t list, struct date day,
               struct list_row *out, struct error *error);

/* Reads the list that "POST" of the session's municipality, or "MUNICIPALITY/POST", names. */
bool list_find(struct session *session, struct arena *arena, const char *name, struct date day,
               struct list_row *out, struct error *error);
bool task_list(struct task *task, enum argument argument, struct list_row *out,
               struct error *error);

/* Brings the list's state to what its length now says, and writes length and state. */
bool list_update(struct task *task, int64_t list, int64_t added, struct error *error);

/* A person's place on a list, one row of `enrolment`. */
struct place {
    int64_t person, recorded, list;
    struct date from, until; /* until DATE_NONE while it has no end */
    struct date made;        /* the day it was decided */
    int begin_reason;
    int64_t end_reason; /* enum end_reason; WHOLE_NONE while it has no end */
};

/* Where a person is on `day`, and goes: `now` holds that day, `next` begins after it. list is
 * WHOLE_NONE where there is none. */
struct places {
    struct place now, next;
};
bool places_read(struct store *store, int64_t person, struct date day, struct places *out,
                 struct error *error);

/* Puts a person on a list from a day on; who then has a place is no longer unassigned, nor waits
 * for that list. */
bool place_begin(struct task *task, int64_t person, int64_t list, struct date from,
                 enum begin_reason reason, enum quota quota, struct error *error);

/* The person's changes of list that count in the quota, and those that gave one, made in the two
 * years before `day`; in `arena`. */
bool switch_history_read(struct store *store, struct arena *arena, int64_t person, struct date day,
                         struct switch_history *out, struct error *error);

/* Ends a place from a day on; one that has not begun by then never was. */
bool place_end(struct task *task, const struct place *place, struct date until,
               enum end_reason reason, struct error *error);

/* Takes back a place that has not begun, and the end of the one before it when it ended for that
 * alone: *back is whether the person then is where they were. */
bool place_withdraw(struct task *task, const struct places *places, bool *back,
                    struct error *error);

/* Takes back the end of a place, which has not come yet. */
bool place_reopen(struct task *task, const struct place *place, struct error *error);

/* Counts a person with a right to a GP as one who has none, since `since`. */
bool unassigned_add(struct task *task, const struct person_row *person, struct date since,
                    enum unassigned_reason reason, struct error *error);
bool unassigned_remove(struct task *task, int64_t person, struct error *error);

/* Takes a person off the waiting list, if on one; *list (may be NULL) is which, or WHOLE_NONE. */
bool queue_remove(struct task *task, int64_t person, enum queue_outcome outcome, int64_t *list,
                  struct error *error);

/* The next free number in a table's key column. */
bool next_number(struct store *store, const char *table, const char *column, int64_t *out,
                 struct error *error);

/* Makes a string in the arena; NULL when memory ends. */
__attribute__((format(printf, 2, 3))) const char *arena_format(struct arena *arena,
                                                               const char *format, ...);

#endif
