/* SPDX-License-Identifier: EUPL-1.2 */
/* Persons and the lists they are on, as another register has them, held against ours: what differs,
 * and the operations that bring ours to what the file says. Whoever reads the file (its format is
 * nothing to this room) hands over plain rows.
 *
 * Nobody is ever taken out of the register or off a list because a file does not name them: that is
 * told, and left to who decides. An identity number is never in what comes out. */
#ifndef DEKNING_REGISTER_INTAKE_H
#define DEKNING_REGISTER_INTAKE_H

#include "register/session.h"

/* Stands in files for a municipality that is not known, as Statistics Norway has it; "" in the
 * register. */
#define MUNICIPALITY_UNKNOWN "9999"

/* A person in the file. Texts are "" when not told, dates DATE_NONE, `sex` -1. */
struct intake_row {
    const char *number; /* the identity number as written */
    struct date born;   /* where the number does not tell it */
    int sex;            /* enum sex */
    const char *municipality;
    /* Not told of a protected address: then what the register has stays (R256). */
    const char *district, *household; /* the household any key that those who live together share */
    bool is_protected;
    const char *mother, *parent; /* identity numbers; one that is of nobody here is counted only */
    const char *post;            /* as `list` of an operation; "" for none */
    struct date since;           /* when the person came on the list */
    bool list_only; /* the file knows the number, the list and `since`, and nothing else */
    int line;       /* in the file, for errors */
};

/* What differs; the order is that in which it is brought about. */
enum intake_kind {
    INTAKE_ADD,     /* in the file, not in the register */
    INTAKE_MOVE,    /* municipality, district or household */
    INTAKE_PROTECT, /* the protection of the address */
    INTAKE_FAMILY,  /* who holds parental responsibility */
    INTAKE_ENROL,   /* on another list, or on none in the register */
    /* What is told and never done: */
    INTAKE_OFF_LIST, /* on a list in the register, on none in the file */
    INTAKE_ABSENT,   /* in the register (lives here or is on a list here), not in the file */
    INTAKE_KIND_COUNT
};
extern const char *const intake_kinds[INTAKE_KIND_COUNT + 1];

enum intake_outcome {
    INTAKE_FOUND,   /* nothing was tried */
    INTAKE_DONE,    /* or would have been, in a dry run */
    INTAKE_REFUSED, /* by a rule, or by an error about what the row names */
};

struct intake_change {
    enum intake_kind kind;
    size_t row;            /* of the rows given; SIZE_MAX of INTAKE_ABSENT */
    int64_t person;        /* WHOLE_NONE for one who was not in the register */
    const char *from, *to; /* lists, as `list` of an operation; "" for none or where it is about
                              something else */
    int64_t household;     /* of INTAKE_ADD and INTAKE_MOVE */
    int64_t parents[2];    /* mother and the other: person, or WHOLE_NONE … */
    size_t parent_rows[2]; /* … for one in that row, or SIZE_MAX for none */
    enum intake_outcome outcome;
    int rule;                  /* that refused it, or 0 */
    const struct error *error; /* that refused it, or NULL */
};

/* The difference; everything is in the arena of the problems it was made with. */
struct intake {
    const struct intake_row *rows;
    size_t row_count;
    struct intake_change *changes;
    size_t count;
    int64_t kinds[INTAKE_KIND_COUNT];
    int64_t refused;         /* by intake_apply */
    int64_t same;            /* persons without any difference */
    int64_t unknown_parents; /* parents who are neither in the file nor in the register */
    int64_t done_before; /* differences left alone: this very file brought them about once, and it
                            was changed back since */
    bool initial; /* no month is closed yet: those who are new come on the lists they were on, since
                     the day they were (person_initial) */
    bool applied;
    char hash[65]; /* of the rows, with the numbers under the key */
};

/* Holds the rows against the register as it is on `day`, in the session's open month, and writes
 * nothing but that the persons it shows were seen (audit: a reading "import" each), before it is
 * done. What is wrong with a row is added to *problems as an error of `file`, its line and column;
 * no digit of a number is shown. False, and *out untouched, when there is any:
 * also ERROR_REGISTER_NONE, ERROR_MONTH_OTHER, ERROR_IDENTITY_NO_KEYS and those of store/store.h.
 * Not within a transaction. */
bool intake_plan(struct session *session, struct date day, const char *file,
                 const struct intake_row *rows, size_t count, struct problems *problems,
                 struct intake *out);

enum intake_mode {
    INTAKE_DRY,       /* everything is tried and then undone */
    INTAKE_ALL,       /* all of it, or when anything is refused nothing */
    INTAKE_LEAVE_OUT, /* all but what is refused, and what depends on it */
};

/* Brings the difference about in one transaction, each change by its operation, and fills in what
 * came of each. Operations carry request keys of the file's hash and the row, so that the same file
 * does nothing twice. What is refused is in intake->changes, and not an error; intake->applied says
 * whether anything is now other than before. The same day as of intake_plan. Errors as
 * store/store.h, and ERROR_REQUEST_OTHER. */
bool intake_apply(struct session *session, struct date day, enum intake_mode mode,
                  struct intake *intake, struct arena *arena, struct error *error);

#endif
