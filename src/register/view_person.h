/* SPDX-License-Identifier: EUPL-1.2 */
/* Everything the register has of one person, which is also what the right of access asks for, and
 * how a person is found. Each function logs the reading before it gives anything, and gives nothing
 * when that fails. The rows live in the caller's arena; numbers that are not there are WHOLE_NONE,
 * days DATE_NONE, texts "". */
#ifndef DEKNING_REGISTER_VIEW_PERSON_H
#define DEKNING_REGISTER_VIEW_PERSON_H

#include "register/identity.h"
#include "register/session.h"

/* The purpose, as the log names it, for which alone a protected address is shown, and by
 * person_view alone: services to the person that need it. */
#define PURPOSE_SERVICE "service"

/* A list as it is named, with its GP on the day of the view. */
struct list_name {
    int64_t list; /* WHOLE_NONE for none */
    const char *municipality, *post;
    int64_t doctor;          /* the GP, else the locum; WHOLE_NONE while it has neither */
    const char *doctor_name; /* "" for none */
    bool locum;
};

/* A place on a list, as it is known now or was known before. Log numbers tell from when: it was
 * `recorded` by one operation, its end known from `ended`, and all of it taken back by
 * `superseded`; the moments are those of the log. */
struct place_view {
    struct list_name list;
    struct date from, until; /* until DATE_NONE while it has no end */
    struct date made;        /* decided */
    int begin_reason;        /* enum begin_reason */
    int end_reason;          /* enum end_reason; CHOICE_NONE for none */
    int quota;               /* enum quota */
    int64_t recorded, ended, superseded;
    int64_t recorded_at, ended_at, superseded_at;
};

struct wait_entry {
    struct list_name list; /* .list WHOLE_NONE when the person waits for none */
    struct date since;
    struct date left; /* of an earlier wait; DATE_NONE while it lasts */
    int outcome;      /* enum queue_outcome; CHOICE_NONE while it lasts */
};

struct decision_view {
    int64_t decision;
    int kind, state; /* as the decision has them */
    int64_t doctor, list;
    struct date asked, decided, appeal_until, appealed, settled;
    const char *reason, *basis;
};

struct block_view {
    int64_t doctor;
    const char *doctor_name;
    struct date since;
    int64_t decision;
};

/* A row of the log about the person: who did or saw what, when and what for. */
struct log_view {
    int64_t seq, at;
    const char *actor, *purpose;
    int kind; /* enum audit_kind */
    const char *action, *municipality, *arguments;
    struct date day, effective;
    int rule;
    int64_t batch;
};

struct child_view {
    int64_t person;
    struct date born;
};

struct person_view {
    int64_t person;
    struct date born, died, registered, moved_away, moved_back, moved, ground_until, opted_out;
    struct date forgotten; /* the day the identity number was deleted (register/retention.h) */
    int sex, ground;       /* enum sex, enum eligibility_ground */
    bool care, insured, d_number;
    const char *municipality;
    bool protected; /* the address is protected; show this whenever anything is shown */
    bool
        address_withheld; /* the two below are not told: it is protected and the purpose is other */
    const char *district;
    int64_t household;
    char identity[IDENTITY_MASKED_SIZE]; /* "" when none is kept, or the session has no keys */
    const int64_t *members; /* others of the household. Who has a protected address is not among
                               them, unless the purpose is service */
    size_t member_count;
    int64_t mother, parent;
    const struct child_view *children; /* the oldest first */
    size_t child_count;
    const struct place_view *places; /* all there ever was, in the order it became known */
    size_t place_count;
    const struct place_view *now, *next; /* of `places`: on the day of the view, and what comes;
                                            NULL for none */
    struct date day;                     /* of the view: view_day */
    struct wait_entry wait;
    const struct wait_entry *past_waits;
    size_t past_wait_count;
    bool unassigned;
    struct date unassigned_since;
    int unassigned_reason; /* enum unassigned_reason; CHOICE_NONE when not */
    const struct decision_view *decisions;
    size_t decision_count;
    const struct block_view *blocks;
    size_t block_count;
    int64_t switches_left;
    const struct log_view *log; /* this reading among them */
    size_t log_count;
};

/* Today by the session's clock, within the open month of its municipality: the first or last day of
 * it when today is before or after. What views call now. ERROR_REGISTER_NONE. */
bool view_day(const struct session *session, struct date *out, struct error *error);

/* Logged as "person_view". ERROR_REGISTER_PERSON when there is no such person, and then nothing is
 * logged; ERROR_SEAL_BROKEN and ERROR_KEY_UNKNOWN as identity_open; else as store/store.h. */
bool person_view(struct session *session, int64_t person, struct arena *arena,
                 struct person_view *out, struct error *error);

/* The whole identity number, logged apart as "person_number"; "" when none is kept.
 * ERROR_IDENTITY_NO_KEYS when the session has no keys; else as person_view. */
bool person_number(struct session *session, int64_t person, char out[NATIONAL_ID_TEXT_SIZE],
                   struct error *error);

/* The person of an identity number, WHOLE_NONE when nobody has it. Logged as "person_find" about
 * the person, or about nobody, never with the number. The number must be one that can be
 * (national_id_error). ERROR_IDENTITY_NO_KEYS. */
bool person_find(struct session *session, const char *number, int64_t *out, struct error *error);

struct person_found {
    int64_t person;
    struct date born, died;
    int sex;
    const char *municipality;
    bool protected;
    const char *district; /* "" when the address is protected */
};

/* Everybody born that day of that sex (CHOICE_NONE for either), in that district of the session's
 * municipality (NULL for all the register), by number. One with a protected address is found only
 * when no district is asked for. Logged as "person_search" about each, or about nobody when it
 * finds none. */
bool person_search(struct session *session, struct date born, int sex, const char *district,
                   struct arena *arena, const struct person_found **out, size_t *count,
                   struct error *error);

#endif
