/* SPDX-License-Identifier: EUPL-1.2 */
/* The register's lists, and who was on one when. The rows live in the caller's arena; numbers that
 * are not there are WHOLE_NONE, days DATE_NONE, texts "". Doctors are shown by name and number as
 * holders of public posts; only list_members and
 * list_unassigned give out persons, and log that they do. */
#ifndef DEKNING_REGISTER_VIEW_LIST_H
#define DEKNING_REGISTER_VIEW_LIST_H

#include "register/session.h"

struct list_summary {
    int64_t list;
    const char *municipality, *post, *practice, *district;
    int employment; /* enum employment; CHOICE_NONE when not told */
    int64_t cap, length;
    int64_t free_places; /* cap − length: negative when longer than its cap */
    int state;           /* enum list_state */
    bool members_only;
    const char *common;    /* the common list it is part of; "" for none */
    int64_t doctor, locum; /* on the day of the view */
    const char *doctor_name, *locum_name;
    int64_t waiting;
    int64_t step; /* how far a post without a GP is on the way to a new one */
    struct date created, ended, resigned, consulted, informed;
};

/* What lists_view read last by a connection, for as long as nothing is committed to the database by
 * anybody: it is asked for often, and reading it goes through the whole queue. */
struct lists_kept {
    struct arena arena; /* of all that follows */
    const struct list_summary *lists;
    size_t count;
    const char *municipality; /* whose they are; NULL for none kept */
    struct date day;          /* they were asked for */
    int64_t version;          /* of the database, to that connection: store_version */
};

void lists_kept_init(struct lists_kept *kept);
void lists_kept_free(struct lists_kept *kept);

/* The lists of the session's municipality by post, those of ended posts left out. Where the session
 * keeps them they live there, until its next lists_view. ERROR_REGISTER_NONE. */
bool lists_view(struct session *session, struct arena *arena, const struct list_summary **out,
                size_t *count, struct error *error);

struct list_doctor {
    int64_t doctor;
    const char *name;
    int kind; /* enum relation */
    int64_t substitute_for;
    int64_t share; /* percent */
    int64_t days;  /* a bit a weekday, Sunday lowest; 0 when not told */
    struct date from, until, offered;
};

struct list_agreement {
    int64_t agreement, doctor;
    const char *name;
    int employment; /* enum employment */
    int64_t cap, share, end_reason;
    const char *opening_hours, *location, *other_duties, *public_health;
    bool promised_exemption;
    struct date from, until, notice, extended_until;
};

struct list_reduction {
    int64_t reduction, cap, seed, drawn;
    struct date asked, effective;
    bool approved;
    const char *commitment;
};

/* How many came to and left the list on the firsts of the last closed months, twelve at most. */
struct list_turnover {
    int64_t months, came, left;
    int64_t exchanged; /* of both, those who changed places by exchange cycles */
};

struct list_view {
    struct list_summary list;
    const struct list_doctor *doctors; /* by first day, all there ever were */
    const struct list_agreement *agreements;
    const struct list_reduction *reductions;
    size_t doctor_count, agreement_count, reduction_count;
    struct list_turnover turnover;
};

/* One list, named as operations name it: "POST" of the session's municipality, or
 * "MUNICIPALITY/POST". ERROR_REGISTER_LIST. */
bool list_view(struct session *session, const char *list, struct arena *arena,
               struct list_view *out, struct error *error);

/* The last row of the log that was there when `day` (UTC) ended; 0 when there was none. */
bool known_by(struct store *store, struct date day, int64_t *out, struct error *error);

struct list_member {
    int64_t person;
    struct date from, until; /* until as it was known; DATE_NONE while no end was */
    int begin_reason;        /* enum begin_reason */
    struct date born;
    int sex;
    bool protected;       /* the address is protected, and the district withheld */
    const char *district; /* as it is now; "" when withheld */
};

/* Who was on the list on `day`, as the register knew it when the row `known` had been written (of
 * known_by or applied.seq; WHOLE_NONE for all that is known now), by number. Logged as
 * "list_members" about each. An end that was moved is known at its latest from the operation that
 * moved it. ERROR_REGISTER_LIST. */
bool list_members(struct session *session, const char *list, struct date day, int64_t known,
                  struct arena *arena, const struct list_member **out, size_t *count,
                  struct error *error);

struct unassigned_person {
    int64_t person;
    struct date since, born;
    int reason; /* enum unassigned_reason */
    int sex;
    bool protected;       /* the address is protected, and the district withheld */
    const char *district; /* "" when withheld */
};

/* Who in the session's municipality has a right to a GP and none, in the order they get places: the
 * longest without first (R106). Logged as "list_unassigned" about each, or nobody.
 * ERROR_REGISTER_NONE. */
bool list_unassigned(struct session *session, struct arena *arena,
                     const struct unassigned_person **out, size_t *count, struct error *error);

#endif
