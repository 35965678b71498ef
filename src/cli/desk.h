/* SPDX-License-Identifier: EUPL-1.2 */
/* Where somebody works in the register: the database, the keys, and who it is, as the options and
 * the environment say. */
#ifndef DEKNING_CLI_DESK_H
#define DEKNING_CLI_DESK_H

#include "cli/context.h"
#include "register/session.h"

/* What every command of the register takes. */
#define DESK_OPTIONS                                                                               \
    OPTION_db, OPTION_key, OPTION_municipality, OPTION_rules, OPTION_date, OPTION_actor,           \
        OPTION_purpose

struct desk {
    struct store *store;
    struct key_ring *keys; /* NULL where there is no key file */
    struct session session;
    struct date day; /* --date, else today */
};

/* Opens the database for writing (also to read: what is seen of a person is logged), reads the
 * rulebook and, where there is one, the key file. The municipality is --municipality, else the only
 * one there is. False with *status set. */
bool desk_open(struct context *context, struct desk *out, int *status);

/* As desk_open, where a municipality need not be meant: without --municipality and with several,
 * the session's is MUNICIPALITY_ALL. */
bool desk_open_any(struct context *context, struct desk *out, int *status);

void desk_close(struct desk *desk);

/* The key file to use: --key, $DEKNING_KEY or "dekning.key". */
const char *desk_key_path(const struct context *context);

/* Reads the identity number of --nid, from its file or, for "-", from standard input; NULL in *out
 * where the option is not given. The digits live in the context's arena. False with *status set. */
bool desk_identity(struct context *context, const char **out, int *status);

#endif
