/* SPDX-License-Identifier: EUPL-1.2 */
/* "dekning import", "dekning export" and "dekning reconcile": the register and others' files. */
#define _POSIX_C_SOURCE 200809L
#include "cli/desk.h"
#include "cli/flr_register.h"
#include "cli/helfo_register.h"
#include "cli/views.h"
#include "exchange/folder.h"
#include "exchange/persons_csv.h"
#include "register/export.h"
#include "register/intake.h"
#include "register/roll.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* The one file the command takes, or --out. False with *status set. */
static bool
only_file(struct context *context, const char **out, int *status)
{
    struct error error;
    if (context->argument_count == 0) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "FILE");
        *status = context_fail(context, &error);
        return false;
    }
    *out = context->arguments[0];
    return context_argument_limit(context, 1, status);
}

/* Where --out says; what is written there is for its owner alone to read, as it is of persons. */
static bool
out_path(struct context *context, const char **out, int *status)
{
    struct error error;
    *out = context->options[OPTION_out].text;
    umask(S_IRWXG | S_IRWXO);
    if (*out == NULL) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "--out");
        *status = context_fail(context, &error);
        return false;
    }
    return context_argument_limit(context, 0, status);
}

static int
fail_memory(const struct context *context)
{
    struct error error;
    error_set(&error, ERROR_MEMORY, NULL, NULL);
    return context_fail(context, &error);
}

static const char *
text_or_none(const char *text)
{
    return text[0] == '\0' ? "–" : text;
}

/* -- import --------------------------------------------------------------------------------------
 */

static const enum message kind_names[INTAKE_KIND_COUNT] = {
    [INTAKE_ADD] = MESSAGE_intake_add,         [INTAKE_MOVE] = MESSAGE_intake_move,
    [INTAKE_PROTECT] = MESSAGE_intake_protect, [INTAKE_FAMILY] = MESSAGE_intake_family,
    [INTAKE_ENROL] = MESSAGE_intake_enrol,     [INTAKE_OFF_LIST] = MESSAGE_intake_off_list,
    [INTAKE_ABSENT] = MESSAGE_intake_absent,
};

/* Why a change was refused: the rule, or what is wrong with what the row names. */
static const char *
reason_of(struct answer *answer, const struct intake_change *change)
{
    struct text text;
    if (change->error == NULL) {
        return change->rule == 0 ? "" : answer_text(answer, "R%d", change->rule);
    }
    text_init(&text, 4096);
    error_write(change->error, answer->language, &text);
    const char *reason = answer_text(answer, "%s", text_string(&text));
    text_free(&text);
    return reason;
}

/* Every change of a person who was in the register, and everything that was refused. */
static void
tell_changes(struct answer *answer, const struct intake *intake)
{
    static const struct answer_column columns[] = {
        {MESSAGE_change, UNIT_NONE},  {MESSAGE_file_line, UNIT_NONE},
        {MESSAGE_person, UNIT_NONE},  {MESSAGE_from_list, UNIT_NONE},
        {MESSAGE_to_list, UNIT_NONE}, {MESSAGE_outcome, UNIT_NONE},
        {MESSAGE_why, UNIT_NONE},     {MESSAGE_COUNT, UNIT_NONE}};
    static const enum message outcomes[] = {[INTAKE_FOUND] = MESSAGE_told,
                                            [INTAKE_DONE] = MESSAGE_done,
                                            [INTAKE_REFUSED] = MESSAGE_refused};
    answer_table(answer, MESSAGE_changes, columns);
    for (size_t i = 0; i < intake->count; i++) {
        const struct intake_change *change = &intake->changes[i];
        if (change->person == WHOLE_NONE && change->outcome != INTAKE_REFUSED) {
            continue;
        }
        enum message kind = kind_names[change->kind], outcome = outcomes[change->outcome];
        if (outcome == MESSAGE_done && !intake->applied) {
            outcome = MESSAGE_would_be_done;
        }
        struct value *row = answer_row(answer);
        row[0] = value_word(intake_kinds[change->kind], message_text(kind, answer->language));
        row[1] = change->row == SIZE_MAX ? (struct value){0}
                                         : value_number(intake->rows[change->row].line, 0);
        row[2] = change->person == WHOLE_NONE ? (struct value){0}
                                              : value_number((double)change->person, 0);
        row[3] = value_text(change->from);
        row[4] = value_text(change->to);
        row[5] = value_word(message_key(outcome), message_text(outcome, answer->language));
        row[6] = value_text(reason_of(answer, change));
    }
}

static int
tell_intake(struct context *context, struct date day, const struct intake *intake, bool dry_run)
{
    static const struct answer_column columns[] = {
        {MESSAGE_change, UNIT_NONE}, {MESSAGE_count, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    struct answer answer;
    bool none = intake->refused > 0 && !intake->applied && !dry_run;
    enum message outcome = none ? MESSAGE_refused : dry_run ? MESSAGE_would_be_done : MESSAGE_done;
    context_answer(context, &answer, MESSAGE_title_import, NULL, day);
    answer_field(&answer, MESSAGE_outcome, UNIT_NONE,
                 value_word(message_key(outcome), message_text(outcome, answer.language)));
    answer_field(&answer, MESSAGE_file_rows, UNIT_NONE, value_number((double)intake->row_count, 0));
    answer_field(&answer, MESSAGE_persons_same, UNIT_persons,
                 value_number((double)intake->same, 0));
    answer_field(&answer, MESSAGE_changes_refused, UNIT_NONE,
                 value_number((double)intake->refused, 0));
    answer_field(&answer, MESSAGE_changes_before, UNIT_NONE,
                 value_number((double)intake->done_before, 0));
    answer_field(&answer, MESSAGE_unknown_parents, UNIT_persons,
                 value_number((double)intake->unknown_parents, 0));
    answer_table(&answer, MESSAGE_differences, columns);
    for (int kind = 0; kind < INTAKE_KIND_COUNT; kind++) {
        struct value *row = answer_row(&answer);
        row[0] = value_word(intake_kinds[kind], message_text(kind_names[kind], answer.language));
        row[1] = value_number((double)intake->kinds[kind], 0);
    }
    tell_changes(&answer, intake);
    if (none) {
        answer_note(&answer, MESSAGE_note_all_refused);
    }
    answer.is_no = none;
    return context_show(context, &answer);
}

/* Holds the rows against the register, does what --dry-run and --leave-out say, and tells. */
static int
take_in(struct context *context, struct desk *desk, const char *file, const struct intake_row *rows,
        size_t count)
{
    struct error error;
    struct intake intake;
    bool dry_run = context->options[OPTION_dry_run].given;
    enum intake_mode mode = dry_run                                    ? INTAKE_DRY
                            : context->options[OPTION_leave_out].given ? INTAKE_LEAVE_OUT
                                                                       : INTAKE_ALL;
    bool fine =
        intake_plan(&desk->session, desk->day, file, rows, count, &context->problems, &intake);
    if (fine && !intake_apply(&desk->session, desk->day, mode, &intake, &context->arena, &error)) {
        problems_add(&context->problems, &error);
        fine = false;
    }
    return fine ? tell_intake(context, desk->day, &intake, dry_run) : context_fail_all(context);
}

static struct intake_row *
rows_of_table(const struct table *table, struct arena *arena)
{
    const struct persons_row *from = table->rows;
    struct intake_row *rows = arena_array(arena, table->count + 1, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < table->count; i++) {
        rows[i] = (struct intake_row){.number = from[i].national_id,
                                      .born = from[i].birth_date,
                                      .sex = from[i].sex,
                                      .municipality = from[i].municipality,
                                      .district = from[i].district,
                                      .household = from[i].household,
                                      .is_protected = from[i].is_protected == 1,
                                      .mother = from[i].mother,
                                      .parent = from[i].other_parent,
                                      .post = from[i].post,
                                      .since = from[i].since,
                                      .line = table->lines == NULL ? 0 : table->lines[i]};
    }
    return rows;
}

int
view_import_persons(struct context *context)
{
    int status;
    const char *file;
    struct desk desk;
    struct table table;
    if (!only_file(context, &file, &status)) {
        return status;
    }
    if (!persons_csv_read(file, &context->problems, &table)) {
        return context_fail_all(context);
    }
    struct intake_row *rows = rows_of_table(&table, &context->arena);
    if (rows == NULL) {
        return fail_memory(context);
    }
    if (!desk_open(context, &desk, &status)) {
        return status;
    }
    status = take_in(context, &desk, file, rows, table.count);
    desk_close(&desk);
    return status;
}

int
view_import_flr(struct context *context)
{
    int status;
    const char *file;
    struct desk desk;
    struct error error;
    struct flr_export theirs;
    struct flr_comparison comparison;
    struct intake_row *rows;
    size_t count;
    if (!only_file(context, &file, &status)) {
        return status;
    }
    if (!flr_read(file, &flr_limits, &context->problems, &theirs)) {
        return context_fail_all(context);
    }
    if (!desk_open(context, &desk, &status)) {
        return status;
    }
    status = flr_compare(&desk.session, desk.day, &theirs, &context->arena, &comparison, &error) &&
                     flr_intake_rows(&comparison, desk.day, &context->arena, &rows, &count, &error)
                 ? take_in(context, &desk, file, rows, count)
                 : context_fail(context, &error);
    desk_close(&desk);
    return status;
}

/* -- export --------------------------------------------------------------------------------------
 */

static int
tell_export(struct context *context, struct date day, const char *path, enum message what,
            int64_t count, int64_t left_out)
{
    struct answer answer;
    context_answer(context, &answer, MESSAGE_title_export, NULL, day);
    answer_field(&answer, MESSAGE_written_to, UNIT_NONE, value_text(path));
    answer_field(&answer, what, UNIT_NONE, value_number((double)count, 0));
    answer_field(&answer, MESSAGE_left_out, UNIT_persons, value_number((double)left_out, 0));
    if (left_out > 0) {
        answer_note(&answer, MESSAGE_note_protected);
    }
    return context_show(context, &answer);
}

static bool
write_persons(struct arena *arena, const char *path, const struct intake_row *from, size_t count,
              struct error *error)
{
    struct persons_row *rows = arena_array(arena, count + 1, sizeof *rows);
    if (rows == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct persons_row){.national_id = from[i].number,
                                       .birth_date = from[i].born,
                                       .sex = from[i].sex,
                                       .municipality = from[i].municipality,
                                       .district = from[i].district,
                                       .household = from[i].household,
                                       .is_protected = 0,
                                       .mother = from[i].mother,
                                       .other_parent = from[i].parent,
                                       .post = from[i].post,
                                       .since = from[i].since};
    }
    const struct table table = {.schema = &persons_schema, .rows = rows, .count = count};
    return persons_csv_write(path, &table, error);
}

int
view_export_persons(struct context *context)
{
    int status;
    const char *path;
    struct desk desk;
    struct error error;
    struct intake_row *rows;
    size_t count;
    int64_t left_out;
    if (!out_path(context, &path, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    struct date day = desk.day;
    bool fine = roll_persons(&desk.session, day, context->options[OPTION_with_identity].given,
                             &context->arena, &rows, &count, &left_out, &error) &&
                write_persons(&context->arena, path, rows, count, &error);
    desk_close(&desk);
    return fine ? tell_export(context, day, path, MESSAGE_people, (int64_t)count, left_out)
                : context_fail(context, &error);
}

int
view_export_tables(struct context *context)
{
    static const struct answer_column columns[] = {
        {MESSAGE_table, UNIT_NONE}, {MESSAGE_rows, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    int status;
    const char *path;
    struct desk desk;
    struct error error;
    struct answer answer;
    size_t count;
    export_schemas(&count);
    struct table *tables = arena_array(&context->arena, count, sizeof *tables);
    if (tables == NULL) {
        return fail_memory(context);
    }
    if (!out_path(context, &path, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    struct date day = desk.day;
    bool fine = export_tables(&desk.session, &context->arena, tables, &error) &&
                folder_write(path, tables, count, &error);
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_export, NULL, day);
    answer_field(&answer, MESSAGE_written_to, UNIT_NONE, value_text(path));
    answer_table(&answer, MESSAGE_tables, columns);
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(&answer);
        row[0] = value_text(tables[i].schema->name);
        row[1] = value_number((double)tables[i].count, 0);
    }
    return context_show(context, &answer);
}

int
view_export_flr(struct context *context)
{
    int status;
    const char *path;
    struct desk desk;
    struct error error;
    struct flr_office *offices;
    size_t count, contracts = 0;
    int64_t left_out;
    if (!out_path(context, &path, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    struct date day = desk.day;
    bool fine = flr_from_register(&desk.session, day, context->options[OPTION_patients].given,
                                  &context->arena, &offices, &count, &left_out, &error) &&
                flr_write(offices, count, path, &error);
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    for (size_t i = 0; i < count; i++) {
        contracts += offices[i].contract_count;
    }
    return tell_export(context, day, path, MESSAGE_contracts, (int64_t)contracts, left_out);
}

/* -- reconciliation ------------------------------------------------------------------------------
 */

static void
tell_contracts(struct answer *answer, const struct flr_comparison *comparison)
{
    static const struct answer_column columns[] = {{MESSAGE_difference, UNIT_NONE},
                                                   {MESSAGE_post_key, UNIT_NONE},
                                                   {MESSAGE_ours, UNIT_NONE},
                                                   {MESSAGE_theirs, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    static const struct {
        const char *key;
        enum message name;
    } kinds[FLR_DIFFERS_COUNT] = {
        [FLR_ONLY_OURS] = {"only_ours", MESSAGE_only_ours},
        [FLR_ONLY_THEIRS] = {"only_theirs", MESSAGE_only_theirs},
        [FLR_OTHER_CAP] = {"cap", MESSAGE_other_cap},
        [FLR_OTHER_STATE] = {"state", MESSAGE_other_state},
        [FLR_OTHER_WAITING] = {"waiting", MESSAGE_other_waiting},
        [FLR_DOCTOR_OURS] = {"doctor_ours", MESSAGE_doctor_ours},
        [FLR_DOCTOR_THEIRS] = {"doctor_theirs", MESSAGE_doctor_theirs},
    };
    answer_table(answer, MESSAGE_contract_differences, columns);
    for (size_t i = 0; i < comparison->count; i++) {
        const struct flr_difference *difference = &comparison->differences[i];
        struct value *row = answer_row(answer);
        row[0] = value_word(kinds[difference->kind].key,
                            message_text(kinds[difference->kind].name, answer->language));
        row[1] = value_text(difference->post);
        row[2] = value_text(text_or_none(difference->ours));
        row[3] = value_text(text_or_none(difference->theirs));
    }
}

static void
tell_persons(struct answer *answer, const struct flr_comparison *comparison,
             const struct reconciliation *made)
{
    static const struct answer_column columns[] = {{MESSAGE_difference, UNIT_NONE},
                                                   {MESSAGE_person, UNIT_NONE},
                                                   {MESSAGE_ours, UNIT_NONE},
                                                   {MESSAGE_theirs, UNIT_NONE},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    static const struct {
        const char *key;
        enum message name;
    } kinds[RECONCILE_KIND_COUNT] = {
        [RECONCILE_ONLY_OURS] = {"only_ours", MESSAGE_only_ours},
        [RECONCILE_ONLY_THEIRS] = {"only_theirs", MESSAGE_only_theirs},
        [RECONCILE_OTHER_LIST] = {"other_list", MESSAGE_another_list},
        [RECONCILE_TWICE_OURS] = {"twice_ours", MESSAGE_twice_ours},
        [RECONCILE_TWICE_THEIRS] = {"twice_theirs", MESSAGE_twice_theirs},
    };
    answer_table(answer, MESSAGE_differing_persons, columns);
    for (size_t i = 0; i < made->count; i++) {
        const struct reconcile_difference *difference = &made->differences[i];
        struct value *row = answer_row(answer);
        row[0] = value_word(kinds[difference->kind].key,
                            message_text(kinds[difference->kind].name, answer->language));
        row[1] = value_number((double)difference->person, 0);
        row[2] = value_text(text_or_none(flr_list_name(comparison, difference->ours)));
        row[3] = value_text(text_or_none(flr_list_name(comparison, difference->theirs)));
    }
}

int
view_reconcile_flr(struct context *context)
{
    int status;
    const char *file;
    struct desk desk;
    struct error error;
    struct answer answer;
    struct flr_export theirs;
    struct flr_comparison comparison;
    struct reconciliation made;
    int64_t unknown;
    if (!only_file(context, &file, &status)) {
        return status;
    }
    if (!flr_read(file, &flr_limits, &context->problems, &theirs)) {
        return context_fail_all(context);
    }
    if (!desk_open(context, &desk, &status)) {
        return status;
    }
    struct date day = desk.day;
    bool fine =
        flr_compare(&desk.session, day, &theirs, &context->arena, &comparison, &error) &&
        flr_reconcile(&desk.session, day, &comparison, &context->arena, &made, &unknown, &error);
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_reconcile, NULL, day);
    answer_field(&answer, MESSAGE_contracts_ours, UNIT_NONE,
                 value_number((double)comparison.our_count, 0));
    answer_field(&answer, MESSAGE_contracts_theirs, UNIT_NONE,
                 value_number((double)comparison.match_count, 0));
    answer_field(&answer, MESSAGE_persons_same, UNIT_persons, value_number((double)made.same, 0));
    answer_field(&answer, MESSAGE_persons_differ, UNIT_persons,
                 value_number((double)made.count, 0));
    answer_field(&answer, MESSAGE_persons_unknown, UNIT_persons, value_number((double)unknown, 0));
    answer_field(&answer, MESSAGE_elements_ignored, UNIT_NONE,
                 value_number((double)theirs.ignored, 0));
    tell_contracts(&answer, &comparison);
    tell_persons(&answer, &comparison, &made);
    return context_show(context, &answer);
}

static void
tell_helfo(struct answer *answer, const struct helfo_difference *rows, size_t count)
{
    static const struct answer_column columns[] = {
        {MESSAGE_post_key, UNIT_NONE}, {MESSAGE_report_day, UNIT_NONE},
        {MESSAGE_ours, UNIT_NONE},     {MESSAGE_theirs, UNIT_NONE},
        {MESSAGE_outcome, UNIT_NONE},  {MESSAGE_file_line, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    static const struct {
        const char *key;
        enum message name;
    } outcomes[] = {
        [HELFO_EQUAL] = {"equal", MESSAGE_equal},
        [HELFO_DIFFERENT] = {"different", MESSAGE_different},
        [HELFO_ONLY_OURS] = {"only_ours", MESSAGE_only_ours},
        [HELFO_ONLY_THEIRS] = {"only_theirs", MESSAGE_only_theirs},
    };
    int64_t counts[4] = {0};
    for (size_t i = 0; i < count; i++) {
        counts[rows[i].outcome]++;
    }
    for (size_t k = 0; k < 4; k++) {
        answer_field(answer, outcomes[k].name, UNIT_NONE, value_number((double)counts[k], 0));
    }
    answer_table(answer, MESSAGE_lists_compared, columns);
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(answer);
        row[0] = value_text(rows[i].post);
        row[1] = value_date(rows[i].month);
        row[2] =
            rows[i].ours == WHOLE_NONE ? (struct value){0} : value_number((double)rows[i].ours, 0);
        row[3] = isnan(rows[i].theirs) ? (struct value){0} : value_as_given(rows[i].theirs);
        row[4] = value_word(outcomes[rows[i].outcome].key,
                            message_text(outcomes[rows[i].outcome].name, answer->language));
        row[5] = rows[i].line == 0 ? (struct value){0} : value_number(rows[i].line, 0);
    }
}

int
view_reconcile_helfo(struct context *context)
{
    int status;
    const char *file;
    struct desk desk;
    struct error error;
    struct answer answer;
    struct helfo_report report;
    struct helfo_difference *rows;
    size_t count;
    if (!only_file(context, &file, &status)) {
        return status;
    }
    if (!helfo_read(file, context->options[OPTION_columns].text, DATE_NONE, &context->problems,
                    &report)) {
        return context_fail_all(context);
    }
    if (!desk_open(context, &desk, &status)) {
        return status;
    }
    struct date day = desk.day;
    bool fine =
        helfo_reconcile(&desk.session, &report, day, &context->arena, &rows, &count, &error);
    desk_close(&desk);
    if (!fine) {
        return context_fail(context, &error);
    }
    context_answer(context, &answer, MESSAGE_title_reconcile, NULL, day);
    tell_helfo(&answer, rows, count);
    return context_show(context, &answer);
}
