/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sort.h"
#include "forecast/reference_private.h"
#include "scheme/child.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* -- persons ----------------------------------------------------------------------------------- */

double
run_expected_residents(const struct run *run, int32_t month)
{
    const struct population_path *path = &run->model->population;
    double sum = 0;
    for (size_t d = 0; d < path->districts; d++) {
        sum += path->residents[(size_t)month * path->districts + d];
    }
    return sum;
}

void
run_set_population(struct run *run, int32_t month)
{
    const struct model *model = run->model;
    int64_t first = llround(run_expected_residents(run, 0));
    run->residents = llround(run_expected_residents(run, month) * exp(run->error[month]));
    double share = first > 0 ? (double)model->opted_out / (double)first : 0;
    run->opted_out = llround(share * (double)run->residents);
    run->guests =
        llround((double)model->guests * exp(run->assumed[ASSUMPTION_guest_growth] * month / 12.0));
    if (month == 0) {
        run->opted_out = model->opted_out;
        run->guests = model->guests;
    }
}

size_t
run_count_entitled(const struct run *run)
{
    int64_t entitled = run->residents - run->opted_out + run->guests;
    return entitled > 0 ? (size_t)entitled : 0;
}

void
run_add_person(struct run *run, struct person person)
{
    assert(run->person_count < run->person_room);
    person.turn = run->turn++;
    person.since = run->date;
    run->persons[run->person_count++] = person;
    if (person.list != NO_LIST) {
        run->posts[person.list].length++;
    }
}

static void
remove_person(struct run *run, size_t at)
{
    if (run->persons[at].list != NO_LIST) {
        run->posts[run->persons[at].list].length--;
    }
    run->persons[at] = run->persons[--run->person_count];
}

void
run_join_queue(struct run *run, struct person *person, int32_t list)
{
    person->queue = list;
    person->since = run->date;
    person->turn = run->turn++;
}

bool
run_look_at_lists(struct run *run)
{
    run->free_places =
        arena_array(&run->month_memory, run->post_count + 1, sizeof *run->free_places);
    run->doctor_lengths =
        arena_array(&run->month_memory, run->post_count + 1, sizeof *run->doctor_lengths);
    if (run->free_places == NULL || run->doctor_lengths == NULL) {
        return false;
    }
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        if (run_has_doctor(post)) {
            run->free_places[i] = list_vacancy(post->state, post->cap, post->length);
            run->doctor_lengths[i] = post->length;
        }
    }
    return true;
}

/* Another list than `own`, as likely as its weight; NO_LIST when all others weigh nothing. */
static int32_t
choose_by_weight(struct run *run, const int64_t *weights, int32_t own)
{
    int64_t all = 0;
    for (size_t i = 0; i < run->post_count; i++) {
        all += (int32_t)i == own ? 0 : weights[i];
    }
    int64_t chosen = all > 0 ? (int64_t)run_below(run, (size_t)all) : 0;
    for (size_t i = 0; i < run->post_count && all > 0; i++) {
        chosen -= (int32_t)i == own ? 0 : weights[i];
        if (chosen < 0) {
            return (int32_t)i;
        }
    }
    return NO_LIST;
}

/* Some want a place that is free and that nobody has chosen yet, the others any list with a doctor.
 */
static int32_t
choose_list(struct run *run, int32_t own)
{
    int32_t list = NO_LIST;
    if (run_happens(run, run->assumed[ASSUMPTION_choose_open])) {
        list = choose_by_weight(run, run->free_places, own);
    }
    if (list == NO_LIST) {
        return choose_by_weight(run, run->doctor_lengths, own);
    }
    run->free_places[list]--;
    return list;
}

void
run_wish_to_switch(struct run *run)
{
    double wishes = run->assumed[ASSUMPTION_switch_wish] / 12;
    for (size_t i = run_passed_over(run, wishes); i < run->person_count;
         i += 1 + run_passed_over(run, wishes)) {
        struct person *person = &run->persons[i];
        if (person->list != NO_LIST && person->queue == NO_LIST) {
            run_join_queue(run, person, choose_list(run, person->list));
        }
    }
}

void
run_lose_persons(struct run *run)
{
    double gives_up = run->assumed[ASSUMPTION_give_up] / 12;
    for (size_t i = 0; i < run->person_count; i++) {
        struct person *person = &run->persons[i];
        /* Who has no other GP here does not give up. */
        bool waited = person->queue != NO_LIST && person->list != NO_LIST &&
                      date_compare(person->since, run->date) < 0;
        if (waited && run_happens(run, gives_up)) {
            person->queue = NO_LIST;
        }
    }
    /* The one put in the place of one who has left is the last, who has been asked. */
    double leaves = run->assumed[ASSUMPTION_turnover] / 12;
    for (size_t asked = run_passed_over(run, leaves), all = run->person_count; asked < all;
         asked += 1 + run_passed_over(run, leaves)) {
        remove_person(run, all - 1 - asked);
    }
    while (run->person_count > run_count_entitled(run)) {
        remove_person(run, run_below(run, run->person_count));
    }
}

static size_t
count_newborn(struct run *run)
{
    double expected = run_expected_residents(run, run->month);
    double births = run->model->population.births[run->month];
    double luck = run_unit(run);
    if (isnan(births) || !(expected > 0)) {
        return 0;
    }
    return (size_t)floor(births * (double)run->residents / expected + luck);
}

/* The list a newborn comes to, be it full or without a doctor. */
static int32_t
list_of_newborn(const struct run *run, const struct person *mother)
{
    struct verdict verdict;
    struct child_facts facts = {
        .born = date_add_months(run->date, -1),
        .newborn = true,
        .mother = {.holds_responsibility = true,
                   .same_address = true,
                   .list = mother->list == NO_LIST ? (int64_t)CHILD_NO_LIST : mother->list},
        .other = {.list = CHILD_NO_LIST},
    };
    int64_t list = child_list(&run->rulebook, run->date, &facts, &verdict);
    return list == CHILD_NO_LIST ? (int32_t)NO_LIST : (int32_t)list;
}

void
run_gain_persons(struct run *run)
{
    size_t mothers = run->person_count, entitled = run_count_entitled(run);
    size_t newborn = mothers > 0 ? count_newborn(run) : 0;
    while (run->person_count < entitled) {
        struct person person = {.list = NO_LIST, .queue = NO_LIST};
        if (newborn > 0) {
            const struct person *mother = &run->persons[run_below(run, mothers)];
            newborn--;
            person.list = list_of_newborn(run, mother);
            person.elsewhere = mother->elsewhere;
            person.queue = mother->elsewhere ? mother->queue : (int32_t)NO_LIST;
        } else if (run_happens(run, run->assumed[ASSUMPTION_keeps_gp])) {
            person.queue = choose_list(run, NO_LIST);
            person.elsewhere = person.queue != NO_LIST;
        }
        run_add_person(run, person);
    }
}

/* -- the 1st ----------------------------------------------------------------------------------- */

static int
compare_waiters(const void *a, const void *b)
{
    const struct waiter *first = a, *second = b;
    int order = (first->list > second->list) - (first->list < second->list);
    return order != 0 ? order : queue_compare(&first->entry, &second->entry);
}

/* What the register would be asked. */
static bool
describe_month(struct run *run, struct month *out)
{
    struct arena *arena = &run->month_memory;
    struct month_list *lists = arena_array(arena, run->post_count + 1, sizeof *lists);
    struct counts counts = run_count(run);
    size_t waiting = (size_t)counts.waiting, without = (size_t)counts.unassigned;
    struct waiter *waiters = arena_array(arena, waiting + 1, sizeof *waiters);
    struct month_unassigned *unassigned = arena_array(arena, without + 1, sizeof *unassigned);
    bool *assigns = arena_array(arena, 1, sizeof *assigns);
    if (lists == NULL || waiters == NULL || unassigned == NULL || assigns == NULL) {
        return false;
    }
    *assigns = true;
    *out = (struct month){.rulebook = &run->rulebook,
                          .date = run->date,
                          .lists = lists,
                          .list_count = run->post_count,
                          .waiters = waiters,
                          .unassigned = unassigned,
                          .assigns = assigns,
                          .municipality_count = 1,
                          .exchange = EXCHANGE_OFF};
    for (size_t i = 0; i < run->post_count; i++) {
        const struct slot *post = &run->posts[i];
        lists[i] = (struct month_list){.cap = run_has_doctor(post) ? post->cap : 0,
                                       .length = post->length,
                                       .state = post->state,
                                       .district = -1};
    }
    for (size_t i = 0; i < run->person_count; i++) {
        const struct person *person = &run->persons[i];
        struct queue_entry entry = {(int64_t)i, person->since, person->turn};
        if (person->list == NO_LIST && !person->elsewhere) {
            unassigned[out->unassigned_count++] = (struct month_unassigned){
                .entry = entry, .district = -1, .parent_list = NO_LIST, .born = DATE_NONE};
        } else if (person->queue != NO_LIST) {
            waiters[out->waiter_count++] =
                (struct waiter){.entry = entry, .list = person->queue, .own = person->list};
        }
    }
    sort_items(waiters, out->waiter_count, sizeof *waiters, compare_waiters);
    return true;
}

bool
run_give_places(struct run *run, struct error *error)
{
    struct month month;
    struct month_plan plan;
    if (!describe_month(run, &month)) {
        return error_memory(error);
    }
    if (!month_plan(&month, &run->month_memory, &plan, error)) {
        return false;
    }
    for (size_t i = 0; i < plan.move_count; i++) {
        struct person *person = &run->persons[plan.moves[i].person];
        person->list = plan.moves[i].to;
        person->queue = NO_LIST;
        person->elsewhere = false;
    }
    for (size_t i = 0; i < run->post_count; i++) {
        run->posts[i].state = plan.lists[i].state;
        run->posts[i].length = plan.lists[i].length;
    }
    return true;
}
