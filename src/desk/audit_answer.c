/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/register_answer.h"

#include "base/sort.h"
#include "desk/clock.h"
#include "desk/show.h"
#include "register/view_person.h"
#include "store/query.h"

#include <string.h>

/* Does with the store alone: neither rulebook nor keys. */
bool
audit_verify_answer(struct ask *ask, struct answer *out, struct error *error)
{
    struct audit_head head;
    if (!audit_verify(ask->session->store, ask->options[OPTION_hash].text, &head, error)) {
        return false;
    }
    ask_answer(ask, out, MESSAGE_title_audit, NULL, ask->today);
    answer_field(out, MESSAGE_log_rows, UNIT_NONE, value_number((double)head.seq, 0));
    answer_field(out, MESSAGE_log_whole, UNIT_NONE, value_yes_no(true));
    answer_field(out, MESSAGE_log_hash, UNIT_NONE, value_text(answer_text(out, "%s", head.hash)));
    answer_note(out, MESSAGE_note_log_hash);
    return true;
}

enum { ROWS = 1000 /* of the log that are shown where nobody says how many */ };

struct listing {
    struct answer *answer;
    int64_t left;
    struct session *session;
    struct arena *arena;
    void *persons; /* int64_t each: whom the rows are about, that nobody has logged are seen */
    size_t person_count, person_capacity;
    bool failed;
};

static void
note_person(struct listing *listing, int64_t person)
{
    if (person == WHOLE_NONE || listing->failed) {
        return;
    }
    listing->failed = !arena_grow(listing->arena, &listing->persons, listing->person_count,
                                  &listing->person_capacity, sizeof person);
    if (!listing->failed) {
        ((int64_t *)listing->persons)[listing->person_count++] = person;
    }
}

static int
compare_persons(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Logs that those whom the rows are about are seen. */
static bool
log_listed(struct session *session, struct listing *listing, struct error *error)
{
    if (listing->failed) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    int64_t *persons = listing->persons;
    size_t count = 0;
    if (persons == NULL) {
        return true;
    }
    sort_items(persons, listing->person_count, sizeof *persons, compare_persons);
    for (size_t i = 0; i < listing->person_count; i++) {
        if (count == 0 || persons[count - 1] != persons[i]) {
            persons[count++] = persons[i];
        }
    }
    return register_log_reading(session, "audit", "", persons, count, error);
}

/* Whether what an operation was told tells an address that is not to be shown. */
static bool
tells_protected(struct listing *listing, const struct audit_row *row)
{
    int64_t is_protected = 1;
    struct error error;
    if (row->person == WHOLE_NONE || strcmp(listing->session->purpose, PURPOSE_SERVICE) == 0 ||
        (strstr(row->arguments, "district=") == NULL &&
         strstr(row->arguments, "household=") == NULL)) {
        return false;
    }
    return !query_whole(listing->session->store, &is_protected, &error,
                        "SELECT protected FROM person WHERE person = $1", "w", row->person) ||
           is_protected != 0;
}

static bool
add_row(void *context, const struct audit_row *row, const char *hash)
{
    static const enum message words[] = {[AUDIT_OPERATION] = MESSAGE_done,
                                         [AUDIT_REFUSAL] = MESSAGE_refused,
                                         [AUDIT_EFFECT] = MESSAGE_effect,
                                         [AUDIT_READING] = MESSAGE_seen};
    struct listing *listing = context;
    struct answer *answer = listing->answer;
    struct value *cells = answer_row(answer);
    cells[0] = value_identifier(row->seq);
    cells[1] = value_text(show_moment(answer, row->at));
    cells[2] = value_text(answer_text(answer, "%s", row->actor));
    cells[3] =
        value_word(message_key(words[row->kind]), message_text(words[row->kind], answer->language));
    cells[4] = show_action(answer, answer_text(answer, "%s", row->action));
    cells[5] = show_identifier(row->person);
    cells[6] = value_text(row->rule == 0 ? "" : answer_text(answer, "R%d", row->rule));
    cells[7] =
        value_text(tells_protected(listing, row) ? "" : show_one_line(answer, row->arguments));
    cells[8] = show_purpose(answer, answer_text(answer, "%s", row->purpose));
    cells[9] = value_text(answer_text(answer, "%s", hash));
    note_person(listing, row->person);
    return --listing->left > 0;
}

bool
audit_show_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_log_row, UNIT_NONE},  {MESSAGE_moment, UNIT_NONE},    {MESSAGE_actor, UNIT_NONE},
        {MESSAGE_outcome, UNIT_NONE},  {MESSAGE_operation, UNIT_NONE}, {MESSAGE_person, UNIT_NONE},
        {MESSAGE_rule, UNIT_NONE},     {MESSAGE_arguments, UNIT_NONE}, {MESSAGE_purpose, UNIT_NONE},
        {MESSAGE_log_hash, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    struct operation told = {0};
    const struct option_value *person = &ask->options[OPTION_argument_person];
    if (person->given && !operation_set(&told, ARGUMENT_person, person->text, error)) {
        return false;
    }
    int64_t number = person->given ? told.arguments[ARGUMENT_person].whole : WHOLE_NONE;
    ask_answer(ask, out, MESSAGE_title_audit, NULL, ask_day(ask));
    struct answer_table *table = answer_table(out, MESSAGE_log, columns);
    table->shown = 8;
    struct listing listing = {.answer = out,
                              .left = (int64_t)ask_number(ask, OPTION_limit, ROWS),
                              .session = ask->session,
                              .arena = ask->arena};
    note_person(&listing, number);
    struct audit_wish wish = audit_wish_all();
    wish.after = (int64_t)ask_number(ask, OPTION_after, (double)wish.after);
    if (ask->options[OPTION_before].given) {
        wish.before = (int64_t)ask_number(ask, OPTION_before, 0);
    }
    wish.person = number;
    wish.actor = ask->options[OPTION_who].text;
    wish.action = ask->options[OPTION_action].text;
    wish.newest_first = ask->options[OPTION_newest].given;
    wish.without_looks = wish.newest_first && wish.action == NULL;
    if (ask->options[OPTION_on].given) {
        const struct date day = ask->options[OPTION_on].date;
        wish.since = clock_midnight(day);
        wish.until = clock_midnight((struct date){day.days + 1});
    }
    return audit_find(ask->session->store, &wish, add_row, &listing, error) &&
           log_listed(ask->session, &listing, error);
}
