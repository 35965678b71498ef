/* SPDX-License-Identifier: EUPL-1.2 */
/* The practices: what each has of posts, places and persons. From the register where the
 * municipality has one, as it is today, else from its tables. */
#include "desk/register_answer.h"

#include "desk/show.h"
#include "register/view_list.h"
#include "scheme/list.h"
#include "store/table_store.h"

#include <string.h>

/* One practice and the sum of its posts. */
struct holding {
    struct practice practice;
    int64_t posts, cap, length, free_places;
    int64_t waiting; /* WHOLE_NONE where only the register could tell */
};

struct holdings {
    struct arena *arena;
    void *rows;
    size_t count, capacity;
    bool failed;
};

/* The practice of that key, made when nothing is known of it but that; NULL when memory ends. Posts
 * of one practice follow one another, so the search begins where the last ended. */
static struct holding *
find_holding(struct holdings *holdings, const char *key, size_t *hint)
{
    struct holding *rows = holdings->rows;
    for (size_t i = 0; i < holdings->count; i++) {
        size_t at = (*hint + i) % holdings->count;
        if (strcmp(rows[at].practice.practice, key) == 0) {
            *hint = at;
            return &rows[at];
        }
    }
    if (!arena_grow(holdings->arena, &holdings->rows, holdings->count, &holdings->capacity,
                    sizeof *rows)) {
        holdings->failed = true;
        return NULL;
    }
    rows = holdings->rows;
    *hint = holdings->count;
    rows[holdings->count] = (struct holding){
        .practice = {.practice = key, .name = "", .district = "", .zone = "", .source = ""}};
    return &rows[holdings->count++];
}

static void
add_practices(struct holdings *holdings, const struct table *table, int64_t waiting)
{
    const struct practice *practices = table->rows;
    size_t hint = 0;
    for (size_t i = 0; i < table->count; i++) {
        struct holding *holding = find_holding(holdings, practices[i].practice, &hint);
        if (holding != NULL) {
            *holding = (struct holding){.practice = practices[i], .waiting = waiting};
        }
    }
}

/* Free places are those a person can choose: of open lists alone. */
static void
add_list(struct holding *holding, int64_t cap, int64_t length, int state)
{
    holding->posts++;
    holding->cap += cap;
    holding->length += length;
    holding->free_places += list_vacancy((enum list_state)state, cap, length);
}

static bool
add_register(struct ask *ask, struct holdings *holdings, struct error *error)
{
    const struct list_summary *lists;
    size_t count, hint = 0;
    if (!lists_view(ask->session, ask->arena, &lists, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct holding *holding = find_holding(holdings, lists[i].practice, &hint);
        if (holding == NULL) {
            continue;
        }
        if (holding->practice.district[0] == '\0') {
            holding->practice.district = lists[i].district;
        }
        add_list(holding, lists[i].cap, lists[i].length, lists[i].state);
        holding->waiting += lists[i].waiting;
    }
    return true;
}

/* A post whose list nobody has counted has its cap, and is taken to be empty and closed. */
static void
add_tables(struct holdings *holdings, const struct table *posts, const struct table *lists)
{
    const struct post *post = posts->rows;
    const struct list *list = lists->rows;
    size_t hint = 0, at = 0;
    for (size_t i = 0; i < posts->count; i++) {
        struct holding *holding = find_holding(holdings, post[i].practice, &hint);
        size_t tried = 0;
        while (tried < lists->count && strcmp(list[at].post, post[i].post) != 0) {
            at = (at + 1) % lists->count;
            tried++;
        }
        bool counted = tried < lists->count;
        if (holding != NULL) {
            add_list(holding, post[i].cap, counted ? list[at].length : 0,
                     counted ? list[at].state : LIST_CLOSED);
        }
    }
}

static void
tell_holding(struct answer *answer, const char *key, const struct holding *holding)
{
    struct value *row = answer_row(answer);
    row[0] = value_text(key);
    row[1] = show_text(holding->practice.name);
    row[2] = show_text(holding->practice.district);
    row[3] = value_number((double)holding->posts, 0);
    row[4] = value_number((double)holding->cap, 0);
    row[5] = value_number((double)holding->length, 0);
    row[6] = value_number((double)holding->free_places, 0);
    row[7] = show_whole(holding->waiting);
    if (holding->practice.synthetic == FLAG_YES) {
        answer_note(answer, MESSAGE_note_synthetic);
    }
}

static void
tell(struct answer *answer, const struct holdings *holdings, int64_t waiting)
{
    static const struct answer_column columns[] = {{MESSAGE_practice, UNIT_NONE},
                                                   {MESSAGE_name, UNIT_NONE},
                                                   {MESSAGE_district, UNIT_NONE},
                                                   {MESSAGE_practice_posts, UNIT_posts},
                                                   {MESSAGE_practice_cap, UNIT_persons},
                                                   {MESSAGE_practice_listed, UNIT_persons},
                                                   {MESSAGE_free_places, UNIT_places},
                                                   {MESSAGE_waiting, UNIT_persons},
                                                   {MESSAGE_COUNT, UNIT_NONE}};
    const struct holding *rows = holdings->rows;
    struct holding sum = {.waiting = waiting};
    struct answer_table *table = answer_table(answer, MESSAGE_practice_rows, columns);
    table->has_total = true;
    for (size_t i = 0; i < holdings->count; i++) {
        tell_holding(answer, rows[i].practice.practice, &rows[i]);
        sum.posts += rows[i].posts;
        sum.cap += rows[i].cap;
        sum.length += rows[i].length;
        sum.free_places += rows[i].free_places;
        sum.waiting += waiting == WHOLE_NONE ? 0 : rows[i].waiting;
    }
    tell_holding(answer, "Σ", &sum);
}

bool
practice_all_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const enum table_id read[] = {TABLE_PRACTICES, TABLE_POSTS, TABLE_LISTS};
    struct table tables[sizeof read / sizeof read[0]];
    struct holdings holdings = {.arena = ask->arena};
    struct date open;
    const struct session *session = ask->session;
    if (!register_month(session->store, session->municipality, &open, error)) {
        return false;
    }
    const bool living = !date_is_none(open);
    const int64_t waiting = living ? 0 : WHOLE_NONE;
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++) {
        if (!table_store_get(session->store, session->municipality, &municipality_schemas[read[i]],
                             ask->arena, &tables[i], error)) {
            return false;
        }
    }
    add_practices(&holdings, &tables[0], waiting);
    if (!living) {
        add_tables(&holdings, &tables[1], &tables[2]);
    } else if (!add_register(ask, &holdings, error)) {
        return false;
    }
    if (holdings.failed) {
        return error_memory(error);
    }
    ask_answer(ask, out, MESSAGE_title_practices, NULL, ask_day(ask));
    tell(out, &holdings, waiting);
    return true;
}
