/* SPDX-License-Identifier: EUPL-1.2 */
/* The log of everything that is done to and seen of a person: append-only, each row's hash covering
 * the row and the hash before it (BLAKE2b-256). It fails closed: what cannot be logged does not
 * happen, because the log is written in the same transaction as the change, and before what is read
 * is handed out. It holds no identity number and no name but those of doctors, which are public.
 *
 * Whoever can write to the database could write a whole new chain: a head hash noted elsewhere
 * (each month's report prints it) proves that what came before it is unchanged. */
#ifndef DEKNING_REGISTER_AUDIT_H
#define DEKNING_REGISTER_AUDIT_H

#include "base/date.h"
#include "store/store.h"

enum { AUDIT_HASH_SIZE = 65 }; /* 64 hexadecimal digits and a NUL */

/* How actions begin that are done with accounts of the server, which are not operations of the
 * register. */
#define AUDIT_ACCOUNT "account_"

/* Tables of a municipality replaced through the server, whose names are the arguments. */
#define AUDIT_TABLES "tables_replace"

enum audit_kind {
    AUDIT_OPERATION, /* something was done */
    AUDIT_REFUSAL,   /* something was asked for, and a rule said no */
    AUDIT_EFFECT,    /* what an operation did to a person other than its own, or to each of many */
    AUDIT_READING,   /* somebody saw a person */
};

/* A row. The texts are the caller's. */
struct audit_row {
    int64_t seq;                 /* from 1, without gaps */
    int64_t at;                  /* seconds since 1970-01-01T00:00:00Z */
    const char *actor, *purpose; /* who, and what for */
    enum audit_kind kind;
    const char *action; /* the operation's id, or what was seen */
    struct date day;    /* the day it counts for */
    const char *municipality;
    int64_t person;        /* WHOLE_NONE when it is about none */
    const char *arguments; /* lines "name=value" in a fixed order */
    int rule;              /* the domain rule that decided; 0 for none */
    int64_t batch;         /* the operation an effect came of; else seq itself */
    const char *request;   /* the caller's own key for the operation; NULL for none */
    int64_t made;          /* the number of what the operation made; WHOLE_NONE for nothing */
    struct date effective; /* the day it takes effect; DATE_NONE when at once */
};

/* Where the chain ends. */
struct audit_head {
    int64_t seq; /* 0 while it is empty */
    char hash[AUDIT_HASH_SIZE];
};

bool audit_head(struct store *store, struct audit_head *out, struct error *error);

/* Adds a row after *head, which it moves on; row->seq, and batch where it is 0, are filled in.
 * Inside the caller's transaction. */
bool audit_append(struct store *store, struct audit_head *head, struct audit_row *row,
                  struct error *error);

/* Which rows of the log are wanted. */
struct audit_wish {
    int64_t after, before;      /* between these numbers, neither with */
    int64_t person;             /* WHOLE_NONE for any */
    const char *actor, *action; /* NULL for any */
    int64_t since, until;       /* seconds; until is not with. -INT64_MAX and INT64_MAX for any */
    bool newest_first;
    bool without_looks; /* at the log itself: each look at it adds a row for everybody it shows */
};

/* Of every row. */
struct audit_wish audit_wish_all(void);

/* Calls `see` for each row that is wanted, in order, until it returns false. The row lives until
 * `see` returns. */
bool audit_find(struct store *store, const struct audit_wish *wish,
                bool (*see)(void *context, const struct audit_row *row, const char *hash),
                void *context, struct error *error);

/* As audit_find, from the row `from` on, of `person` alone unless that is WHOLE_NONE. */
bool audit_read(struct store *store, int64_t from, int64_t person,
                bool (*see)(void *context, const struct audit_row *row, const char *hash),
                void *context, struct error *error);

/* Recomputes the whole chain. ERROR_AUDIT_BROKEN with the first row that is not what was written,
 * is missing, or comes out of order; and when `expected` (a hash noted before, or NULL) is not the
 * hash of any row. *out is the head. */
bool audit_verify(struct store *store, const char *expected, struct audit_head *out,
                  struct error *error);

#endif
