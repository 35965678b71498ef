/* SPDX-License-Identifier: EUPL-1.2 */
/* What the views of view.c run, each returning the exit status, and what they share. */
#ifndef DEKNING_CLI_VIEWS_H
#define DEKNING_CLI_VIEWS_H

#include "cli/context.h"

/* command_person.c */
int view_person_show(struct context *context);
int view_person_access(struct context *context);
int view_person_number(struct context *context);
int view_person_find(struct context *context);

/* command_list.c */
int view_list_all(struct context *context);
int view_list_show(struct context *context);
int view_list_members(struct context *context);
int view_list_unassigned(struct context *context);
int view_list_attachment(struct context *context);

/* command_office.c */
int view_post_all(struct context *context);
int view_post_show(struct context *context);
int view_doctor_all(struct context *context);
int view_locum_all(struct context *context);
int view_decision_all(struct context *context);
int view_reduction_all(struct context *context);
int view_duty_all(struct context *context);
int view_exemption_all(struct context *context);
int view_candidate_all(struct context *context);

/* command_queue.c */
int view_queue_show(struct context *context);
int view_queue_list(struct context *context);

/* command_month.c */
int view_month_report(struct context *context);
int view_month_exchange(struct context *context);
int view_month_preview(struct context *context);
int view_register_due(struct context *context);

/* command_draw.c */
int view_reduction_seed(struct context *context);
int view_reduction_publish(struct context *context);
int view_reduction_replay(struct context *context);

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

/* command_exchange.c */
int view_import_persons(struct context *context);
int view_import_flr(struct context *context);
int view_export_persons(struct context *context);
int view_export_tables(struct context *context);
int view_export_flr(struct context *context);
int view_reconcile_flr(struct context *context);
int view_reconcile_helfo(struct context *context);

/* -- shared (show.c) --------------------------------------------------------------------------- */

/* The one argument, as a number or a name; `what` is what help calls it. False with *status set. */
bool take_number(struct context *context, const char *what, int64_t *out, int *status);
bool take_name(struct context *context, const char *what, const char **out, int *status);

/* A word of a choice, in the answer's language; nothing for a negative one. */
struct value show_word(const struct answer *answer, const char *const *words, int word);

/* What an effect of the log is called. */
struct value show_action(const struct answer *answer, const char *action);

/* A number that is counted with, one that names something, or a text; nothing for WHOLE_NONE, NULL
 * and "". */
struct value show_whole(int64_t number);
struct value show_identifier(int64_t number);
struct value show_text(const char *text);

/* A moment of the log as ISO 8601 in UTC; "" for WHOLE_NONE. */
const char *show_moment(struct answer *answer, int64_t at);

/* A log row's arguments on one line. */
const char *show_one_line(struct answer *answer, const char *arguments);

#endif
