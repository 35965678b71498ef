/* SPDX-License-Identifier: EUPL-1.2 */
/* What the views of view.c run, each returning the exit status, and what they share. */
#ifndef DEKNING_CLI_VIEWS_H
#define DEKNING_CLI_VIEWS_H

#include "cli/context.h"

/* command_draw.c */
int view_reduction_seed(struct context *context);
int view_reduction_publish(struct context *context);
int view_reduction_replay(struct context *context);

/* command_people.c: "dekning synthesise people" and "… country" */
int view_synthesise_people(struct context *context);
int view_synthesise_country(struct context *context);

/* command_key.c */
int view_key_create(struct context *context);
int view_key_status(struct context *context);
int view_key_rotate(struct context *context);
int view_key_retire(struct context *context);

/* command_user.c */
int view_user_add(struct context *context);
int view_user_password(struct context *context);
int view_user_role(struct context *context);
int view_user_link(struct context *context);
int view_user_disable(struct context *context);
int view_user_enable(struct context *context);
int view_user_unlock(struct context *context);
int view_user_list(struct context *context);

/* command_exchange.c */
int view_import_persons(struct context *context);
int view_import_flr(struct context *context);
int view_export_persons(struct context *context);
int view_export_tables(struct context *context);
int view_export_flr(struct context *context);
int view_reconcile_flr(struct context *context);
int view_reconcile_helfo(struct context *context);

/* -- shared (take.c) --------------------------------------------------------------------------- */

/* The one argument, as a number or a name; `what` is what help calls it. False with *status set. */
bool take_number(struct context *context, const char *what, int64_t *out, int *status);
bool take_name(struct context *context, const char *what, const char **out, int *status);

#endif
