/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/reduction.h"

#include "base/number.h"
#include "register/office.h"
#include "scheme/reduction.h"
#include "store/query.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void
reduction_commitment(int64_t reduction, int64_t seed, char out[COMMITMENT_SIZE])
{
    char text[80];
    unsigned char hash[32];
    int length = snprintf(text, sizeof text, "dekning draw:%lld:%lld", (long long)reduction,
                          (long long)seed);
    crypto_generichash(hash, sizeof hash, (const unsigned char *)text, (unsigned long long)length,
                       NULL, 0);
    sodium_bin2hex(out, COMMITMENT_SIZE, hash, sizeof hash);
}

/* -- asking ------------------------------------------------------------------------------------ */

/* How many are on the list and have no end there, those who are on their way to it included: what
 * moves, switches and deaths have not solved (R52). */
static bool
lasting_length(struct store *store, int64_t list, int64_t *out, struct error *error)
{
    return query_whole(store, out, error,
                       "SELECT count(*) FROM enrolment WHERE list = $1 AND until_day IS NULL AND "
                       "superseded IS NULL",
                       "w", list);
}

bool
operation_do_reduction_ask(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    int64_t length, asked, number;
    bool agreed = task_told(task, ARGUMENT_agreed);
    if (!task_post(task, &list, &post, error) ||
        !lasting_length(task->store, list.list, &length, error) ||
        !query_whole(task->store, &asked, error,
                     "SELECT count(*) FROM reduction WHERE list = $1 AND drawn IS NULL AND "
                     "effective >= $2",
                     "wd", list.list, task->day) ||
        !next_number(task->store, "reduction", "reduction", &number, error)) {
        return false;
    }
    int64_t cap = task_told(task, ARGUMENT_cap) ? task_whole(task, ARGUMENT_cap) : list.cap;
    if (cap != list.cap) {
        struct cap_change change = {.by = AGREEMENT_GP,
                                    .cap_before = list.cap,
                                    .cap_after = cap,
                                    .municipality_approves = agreed};
        struct verdict verdict = reduction_cap_change(task->rulebook, task->day, &change);
        if (!verdict.allowed) {
            return task_verdict(task, verdict);
        }
    }
    struct verdict right = reduction_right(length, cap, list.common != NULL);
    if (!right.allowed || asked > 0) {
        return task_refuse(task, right.rule);
    }
    struct date earlier = agreed ? task_date(task, ARGUMENT_from) : DATE_NONE;
    struct date due = reduction_due(task->rulebook, task->day, earlier);
    task->applied->number = number;
    task->applied->effective = due;
    /* The cap is lower from now on, so that nobody comes in meanwhile. */
    return query_run(task->store, error, "UPDATE gp_list SET cap = $2 WHERE list = $1", "ww",
                     list.list, cap) &&
           query_run(task->store, error,
                     "UPDATE agreement SET cap = $2 WHERE post = $1 AND (until_day IS NULL OR "
                     "until_day > $3)",
                     "wwd", list.list, cap, task->day) &&
           list_update(task, list.list, 0, error) &&
           query_run(task->store, error,
                     "INSERT INTO reduction (reduction, list, cap, asked, effective, approved) "
                     "VALUES ($1, $2, $3, $4, $5, $6)",
                     "wwwddw", number, list.list, cap, task->day, due, (int64_t)(agreed ? 1 : 0)) &&
           task_verdict(task, right);
}

struct reduction_row {
    int64_t reduction, list, cap;
    struct date asked, effective, drawn_day;
    const char *commitment; /* NULL before it is made */
    int64_t seed, wanted;
};

static bool
find_reduction(struct store *store, struct arena *arena, int64_t reduction,
               struct reduction_row *out, bool *found, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(store, &statement, error,
                       "SELECT list, cap, asked, effective, commitment, seed, wanted, drawn_day "
                       "FROM reduction WHERE reduction = $1",
                       "w", reduction)) {
        return false;
    }
    bool fine = statement_step(statement, found, error);
    if (fine && *found) {
        const char *commitment = statement_text(statement, 4);
        bool none = statement_is_null(statement, 4);
        *out = (struct reduction_row){
            .reduction = reduction,
            .list = statement_whole(statement, 0),
            .cap = statement_whole(statement, 1),
            .asked = query_date(statement, 2),
            .effective = query_date(statement, 3),
            .commitment = none || commitment == NULL
                              ? NULL
                              : arena_copy(arena, commitment, strlen(commitment)),
            .seed = statement_whole(statement, 5),
            .wanted = statement_whole(statement, 6),
            .drawn_day = query_date(statement, 7),
        };
        fine = none || out->commitment != NULL || error_memory(error);
    }
    statement_free(statement);
    return fine;
}

/* Reads the reduction that --reduction names, of a list of the session's municipality. */
static bool
task_reduction(struct task *task, struct reduction_row *out, struct list_row *list,
               struct error *error)
{
    bool found = false;
    if (!find_reduction(task->store, task->arena, task_whole(task, ARGUMENT_reduction), out, &found,
                        error)) {
        return false;
    }
    if (found && !list_read(task->store, task->arena, out->list, task->day, list, error)) {
        return false;
    }
    bool own = found && strcmp(list->municipality, task->session->municipality) == 0;
    return own || task_wrong(task, ARGUMENT_reduction, ERROR_REGISTER_ABSENT, "--reduction", error);
}

/* -- drawing ----------------------------------------------------------------------------------- */

bool
operation_do_reduction_commit(struct task *task, struct error *error)
{
    struct reduction_row reduction;
    struct list_row list;
    const char *hash = task_text(task, ARGUMENT_commitment);
    if (!task_reduction(task, &reduction, &list, error)) {
        return false;
    }
    if (strlen(hash) != COMMITMENT_SIZE - 1 ||
        strspn(hash, "0123456789abcdef") != COMMITMENT_SIZE - 1) {
        return task_wrong(task, ARGUMENT_commitment, ERROR_REGISTER_HASH, NULL, error);
    }
    if (reduction.commitment != NULL) {
        return task_refuse(task, 53); /* who could choose among seeds could choose who leaves */
    }
    return query_run(task->store, error,
                     "UPDATE reduction SET commitment = $2 WHERE reduction = $1", "wt",
                     reduction.reduction, hash) &&
           task_allow(task, 53);
}

static bool
read_members(struct task *task, int64_t list, struct draw_member **out, size_t *count,
             struct error *error)
{
    struct statement *statement;
    void *items = NULL;
    size_t found = 0, capacity = 0;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT e.person, p.household, p.born, CASE WHEN EXISTS (SELECT 1 FROM "
                       "person h WHERE h.household = p.household AND (h.person = p.mother OR "
                       "h.person = p.parent)) THEN 1 ELSE 0 END FROM enrolment e JOIN person p ON "
                       "p.person = e.person WHERE e.list = $1 AND e.until_day IS NULL AND "
                       "e.superseded IS NULL ORDER BY e.person",
                       "w", list)) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        int64_t household = statement_whole(statement, 1);
        struct draw_member member = {
            .person = statement_whole(statement, 0),
            .household = household == WHOLE_NONE ? NO_HOUSEHOLD : household,
            .born = query_date(statement, 2),
            .child = statement_whole(statement, 3) != 0,
        };
        if (!arena_grow(task->arena, &items, found, &capacity, sizeof member)) {
            fine = error_memory(error);
            break;
        }
        ((struct draw_member *)items)[found++] = member;
    }
    statement_free(statement);
    *out = items;
    *count = found;
    return fine;
}

/* Takes a drawn person off the list from the next 1st on. */
static bool
take_off(struct task *task, const struct reduction_row *reduction, int64_t number,
         struct error *error)
{
    struct person_row person;
    struct places places;
    struct date until = enrolment_effective(task->day);
    if (!person_read(task->store, task->arena, number, &person, error) ||
        !places_read(task->store, number, task->day, &places, error)) {
        return false;
    }
    bool here = places.now.list == reduction->list && date_is_none(places.now.until);
    return place_end(task, here ? &places.now : &places.next, until, END_REDUCTION, error) &&
           (person.municipality[0] == '\0' || /* a guest, who has a GP's place elsewhere */
            unassigned_add(task, &person, until, UNASSIGNED_REDUCTION, error)) &&
           (task_effect(task, "drawn", task->session->municipality, number, 53,
                        "reduction=%lld\nlist=%lld\n", (long long)reduction->reduction,
                        (long long)reduction->list) ||
            error_memory(error));
}

static bool
store_units(struct task *task, int64_t reduction, const struct drawing *drawing,
            struct error *error)
{
    for (size_t i = 0; i < drawing->unit_count; i++) {
        if (!query_run(task->store, error,
                       "INSERT INTO reduction_unit (reduction, unit, size) VALUES ($1, $2, $3)",
                       "www", reduction, drawing->units[i].id, (int64_t)drawing->units[i].size)) {
            return false;
        }
    }
    return true;
}

static bool
draw(struct task *task, const struct reduction_row *row, int64_t wanted, struct error *error)
{
    struct draw_member *members;
    size_t count;
    struct drawing drawing;
    int64_t seed = task_whole(task, ARGUMENT_seed);
    if (!read_members(task, row->list, &members, &count, error) ||
        !draw_run(task->rulebook, task->day, (uint64_t)seed, REDUCTION_PURPOSE, wanted, members,
                  count, task->arena, &drawing, error) ||
        !store_units(task, row->reduction, &drawing, error)) {
        return false;
    }
    for (size_t i = 0; i < drawing.person_count; i++) {
        if (!take_off(task, row, drawing.persons[i], error)) {
            return false;
        }
    }
    task->applied->effective = enrolment_effective(task->day);
    return query_run(task->store, error,
                     "UPDATE reduction SET seed = $2, wanted = $3, drawn_day = $4, drawn = $5 "
                     "WHERE reduction = $1",
                     "wwwdw", row->reduction, seed, wanted, task->day, task->seq);
}

bool
operation_do_reduction_draw(struct task *task, struct error *error)
{
    struct reduction_row row;
    struct list_row list;
    char commitment[COMMITMENT_SIZE];
    int64_t wanted;
    struct reduction reduction = {.way = REDUCTION_DRAW};
    if (!task_reduction(task, &row, &list, error) ||
        !lasting_length(task->store, row.list, &reduction.length, error)) {
        return false;
    }
    reduction_commitment(row.reduction, task_whole(task, ARGUMENT_seed), commitment);
    /* Only the seed that was committed to before is chance. */
    if (!date_is_none(row.drawn_day) || row.commitment == NULL ||
        strcmp(row.commitment, commitment) != 0) {
        return task_refuse(task, 53);
    }
    reduction.received = row.asked;
    reduction.agreed = row.effective;
    reduction.cap = row.cap;
    struct verdict verdict = reduction_may_draw(task->rulebook, task->day, &reduction, &wanted);
    return (!verdict.allowed || draw(task, &row, wanted, error)) && task_verdict(task, verdict);
}

bool
reduction_units(struct store *store, int64_t reduction, struct arena *arena,
                struct reduction_draw *out, struct error *error)
{
    struct reduction_row row;
    struct statement *statement;
    void *items = NULL;
    size_t count = 0, capacity = 0;
    bool found = false;
    if (!find_reduction(store, arena, reduction, &row, &found, error)) {
        return false;
    }
    if (!found || date_is_none(row.drawn_day)) {
        char number[NUMBER_TEXT_SIZE];
        snprintf(number, sizeof number, "%lld", (long long)reduction);
        error_set(error, ERROR_REGISTER_ABSENT, number, "--reduction");
        return false;
    }
    if (!query_prepare(store, &statement, error,
                       "SELECT unit, size FROM reduction_unit WHERE reduction = $1 ORDER BY unit",
                       "w", reduction)) {
        return false;
    }
    bool more = true, fine = true;
    while ((fine = statement_step(statement, &more, error)) && more) {
        struct draw_unit unit = {.id = statement_whole(statement, 0),
                                 .size = (uint32_t)statement_whole(statement, 1)};
        if (!arena_grow(arena, &items, count, &capacity, sizeof unit)) {
            fine = error_memory(error);
            break;
        }
        ((struct draw_unit *)items)[count++] = unit;
    }
    statement_free(statement);
    if (fine) {
        *out = (struct reduction_draw){.seed = row.seed,
                                       .wanted = row.wanted,
                                       .day = row.drawn_day,
                                       .commitment = row.commitment,
                                       .units = items,
                                       .unit_count = count};
    }
    return fine;
}
