/* SPDX-License-Identifier: EUPL-1.2 */
/* What the views of view.c run; each returns the exit status. */
#ifndef DEKNING_CLI_VIEWS_H
#define DEKNING_CLI_VIEWS_H

#include "cli/context.h"

/* command_people.c: "dekning synthesise people" and "… country" */
int view_synthesise_people(struct context *context);
int view_synthesise_country(struct context *context);

/* command_audit.c */
int view_audit_verify(struct context *context);
int view_audit_show(struct context *context);

/* command_key.c */
int view_key_create(struct context *context);
int view_key_status(struct context *context);
int view_key_rotate(struct context *context);
int view_key_retire(struct context *context);

#endif
