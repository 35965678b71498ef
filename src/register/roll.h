/* SPDX-License-Identifier: EUPL-1.2 */
/* What leaves the register for others, as plain rows: who is on which list, the persons of a file,
 * the posts with their doctors. Which format they get is nothing to this room.
 *
 * A protected address never leaves (R256): who has one is left out of lists of persons, and
 * counted. */
#ifndef DEKNING_REGISTER_ROLL_H
#define DEKNING_REGISTER_ROLL_H

#include "register/intake.h"
#include "register/session.h"

/* A person's place on a list of the session's municipality on a day. */
struct roll_place {
    int64_t person;
    int64_t list; /* the number of its post */
    struct date from;
    bool is_protected;
};

/* Everybody on a list here on `day`, as is known now, by person. For counting and for holding
 * against others' registers: nothing of it may be shown before it is logged. */
bool roll_places(struct session *session, struct date day, struct arena *arena,
                 struct roll_place **out, size_t *count, struct error *error);

/* The living who live here or are on a list here on `day`, as rows that intake_plan takes, by
 * person; *left_out is how many are not among them because their address is protected. With
 * `identity`, numbers are opened (ERROR_IDENTITY_NO_KEYS) and every person is logged as read
 * ("export") before this returns; without, `number`, `mother` and `parent` are "". */
bool roll_persons(struct session *session, struct date day, bool identity, struct arena *arena,
                  struct intake_row **out, size_t *count, int64_t *left_out, struct error *error);

struct roll_doctor {
    int64_t doctor;         /* HPR number */
    int relation;           /* enum relation */
    int64_t substitute_for; /* HPR number, or WHOLE_NONE */
    int64_t share;          /* percent */
    int64_t days;           /* a bit a weekday, Sunday lowest; 0 when not told */
    struct date from, until;
};

/* A post with its list. */
struct roll_contract {
    int64_t list;
    const char *code, *practice, *district, *common; /* "" for none */
    int64_t cap, length, waiting;                    /* persons */
    int state;                                       /* enum list_state */
    bool members_only;
    int employment; /* enum employment; -1 when not known */
    struct date created;
    struct roll_doctor *doctors; /* those on `day` and those who come, by day and number */
    size_t doctor_count;
};

/* The municipality's posts that have not ended by `day`, by code; length is the persons on the list
 * that day. */
bool roll_contracts(struct session *session, struct date day, struct arena *arena,
                    struct roll_contract **out, size_t *count, struct error *error);

#endif
