/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/reference_private.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* -- the start --------------------------------------------------------------------------------- */

void
run_draw_assumptions(struct run *run)
{
    const struct model *model = run->model;
    for (int a = 0; a < ASSUMPTION_COUNT; a++) {
        struct draw draw = draw_of(run->seed, PURPOSE_ASSUMPTION, 0, (uint32_t)a, run->future);
        run->assumed[a] = uncertain_draw(&model->assumptions[a], random_normal(draw));
    }

    run->opening = random_unit(draw_of(run->seed, PURPOSE_OPENING, 0, 0, run->future));
    for (size_t i = 0; i < model->effort_count; i++) {
        struct draw draw =
            draw_of(run->seed, PURPOSE_EFFECT, 0, model->efforts[i].entity, run->future);
        run->effects[i] = uncertain_draw(&model->efforts[i].effect, random_normal(draw));
    }
}

/* A GP may have given notice in the months before the start: then it ends in one of the months of
 * notice, each as likely. */
static void
begin_notice(struct run *run, struct slot *post)
{
    double notice = ceil(run_rule(run, RULE_agreement_notice));
    if (run->model->under_way && run_happens(run, post->doctor.hazard / 12 * notice)) {
        run_give_notice(run, post, 1 + (int32_t)floor(notice * run_unit(run)));
    }
}

void
run_make_first_posts(struct run *run)
{
    for (size_t i = 0; i < run->model->list_count; i++) {
        const struct model_list *list = &run->model->lists[i];
        struct slot *post = &run->posts[run->post_count++];
        *post = (struct slot){.status = list->status == POST_HELD    ? STATUS_HELD
                                        : list->status == POST_LOCUM ? STATUS_LOCUM
                                                                     : STATUS_BARE,
                              .state = list->state == LIST_OPEN ? LIST_OPEN : LIST_CLOSED,
                              .channel = (enum channel)list->channel,
                              .cap = list->cap,
                              .district = list->district,
                              .effort = NO_EFFORT,
                              .held = list->status == POST_HELD || list->cap > 0};
        if (post->status == STATUS_HELD) {
            post->doctor = run_first_doctor(run, list);
            begin_notice(run, post);
        }
        if (post->status == STATUS_BARE) {
            post->state = LIST_CLOSED;
        }
    }
}

/* The district that is furthest behind its share of `count` new posts by residents; `given` are
 * what each has had. */
static int32_t
next_district(const struct run *run, const size_t *given, size_t count)
{
    const struct population_path *path = &run->model->population;
    int32_t next = NO_DISTRICT;
    double most = 0;
    for (size_t d = 0; d < path->districts; d++) {
        double share = path->residents[d] / run_expected_residents(run, 0);
        double behind = share * (double)count - (double)given[d];
        if (next == NO_DISTRICT || behind > most) {
            next = (int32_t)d;
            most = behind;
        }
    }
    return next;
}

/* New posts of one origin. */
struct opening_posts {
    enum channel channel;
    int effort;
    size_t count;
    size_t given[POPULATION_DISTRICTS_MAX]; /* to each district */
};

static void
add_new_post(struct run *run, struct opening_posts *posts, int32_t opens)
{
    if (run->post_count == MODEL_LISTS_MAX) {
        return;
    }
    int32_t district = next_district(run, posts->given, ++posts->count);
    if (district != NO_DISTRICT) {
        posts->given[district]++;
    }
    run->posts[run->post_count++] = (struct slot){.status = STATUS_UNOPENED,
                                                  .state = LIST_CLOSED,
                                                  .channel = posts->channel,
                                                  .effort = posts->effort,
                                                  .district = district,
                                                  .opens = opens};
}

/* Posts that come anyway, at an even pace. */
static void
make_growth(struct run *run)
{
    const struct model *model = run->model;
    struct opening_posts posts = {.channel = CHANNEL_EMPTY, .effort = NO_EFFORT};
    double a_year = run->assumed[ASSUMPTION_post_growth] * (double)model->list_count;
    if (!(a_year > 0)) {
        return;
    }
    for (double turn = run->opening; 12 * turn / a_year <= model->months; turn++) {
        double opens = ceil(12 * turn / a_year);
        add_new_post(run, &posts, opens < 1 ? 1 : (int32_t)opens);
    }
}

/* Posts that a measure opens. */
static void
make_posts_of(struct run *run, size_t effort)
{
    int lever = run->model->efforts[effort].lever;
    struct opening_posts posts = {
        .channel = lever == LEVER_empty_posts ? CHANNEL_EMPTY : CHANNEL_SALARIED,
        .effort = (int)effort,
    };
    double created = 0, turn = run->opening;
    for (int32_t t = 1; t <= run->model->months; t++) {
        created += run_effort(run, effort, t) / 12;
        for (; created > turn; turn++) {
            add_new_post(run, &posts, t);
        }
    }
}

void
run_make_new_posts(struct run *run)
{
    make_growth(run);
    for (size_t i = 0; i < run->model->effort_count; i++) {
        int lever = run->model->efforts[i].lever;
        if (lever == LEVER_empty_posts || lever == LEVER_salaried_posts) {
            make_posts_of(run, i);
        }
    }
}

/* Puts the numbers 0 … count − 1 in random order. */
static void
shuffle(struct run *run, uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t to = run_below(run, i + 1);
        numbers[i] = numbers[to];
        numbers[to] = (uint32_t)i;
    }
}

/* Who of the listed and those with a GP elsewhere wait for which list: the latter all do. */
static bool
make_queues(struct run *run, size_t listed, size_t elsewhere)
{
    const struct model *model = run->model;
    size_t places = 0, waiting = 0;
    for (size_t i = 0; i < model->list_count; i++) {
        places += (size_t)model->lists[i].waiting;
    }
    uint32_t *order = arena_array(&run->month_memory, places + 1, sizeof *order);
    int32_t *wanted = arena_array(&run->month_memory, places + 1, sizeof *wanted);
    uint32_t *persons = arena_array(&run->month_memory, listed + 1, sizeof *persons);
    if (order == NULL || wanted == NULL || persons == NULL) {
        return false;
    }
    shuffle(run, order, places);
    shuffle(run, persons, listed);
    for (size_t i = 0; i < model->list_count; i++) {
        for (int32_t n = 0; n < model->lists[i].waiting; n++) {
            wanted[order[waiting++]] = (int32_t)i;
        }
    }
    assert(elsewhere <= places);
    for (size_t i = 0; i < elsewhere; i++) {
        run_join_queue(run, &run->persons[listed + i], wanted[i]);
    }
    size_t next = 0;
    for (size_t i = elsewhere; i < places && next < listed; i++) {
        /* One on the list itself waits for no place there: the next takes it. */
        while (next < listed && run->persons[persons[next]].list == wanted[i]) {
            next++;
        }
        if (next < listed) {
            run_join_queue(run, &run->persons[persons[next++]], wanted[i]);
        }
    }
    return true;
}

bool
run_make_first_persons(struct run *run)
{
    const struct model *model = run->model;
    struct person person = {.queue = NO_LIST};
    for (size_t i = 0; i < model->list_count; i++) {
        person.list = (int32_t)i;
        for (int32_t n = 0; n < model->lists[i].length; n++) {
            run_add_person(run, person);
        }
    }
    size_t listed = run->person_count;
    person.list = NO_LIST;
    person.elsewhere = true;
    for (int64_t n = 0; n < model->elsewhere; n++) {
        run_add_person(run, person);
    }
    person.elsewhere = false;
    for (int64_t n = 0; n < model->unassigned; n++) {
        run_add_person(run, person);
    }
    return make_queues(run, listed, (size_t)model->elsewhere);
}

bool
run_make_room(struct run *run, struct arena *arena)
{
    const struct model *model = run->model;
    size_t room = (size_t)(model->unassigned + model->elsewhere);
    for (size_t i = 0; i < model->list_count; i++) {
        room += (size_t)model->lists[i].length;
    }
    for (int32_t t = model->months; t >= 0; t--) {
        run_set_population(run, t);
        size_t entitled = run_count_entitled(run);
        room = entitled > room ? entitled : room;
    }
    run->persons = arena_array(arena, room + 1, sizeof *run->persons);
    run->person_room = room;
    return run->persons != NULL;
}
