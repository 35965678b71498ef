/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the reference share: reference_luck.c draws and asks the measures,
 * reference_posts.c moves doctors and posts, reference_persons.c residents, lists and queues;
 * reference_start.c makes the first month, reference_record.c tells each; reference.c is the order
 * of it all. */
#ifndef DEKNING_FORECAST_REFERENCE_PRIVATE_H
#define DEKNING_FORECAST_REFERENCE_PRIVATE_H

#include "forecast/draws.h"
#include "forecast/reference.h"
#include "scheme/month.h"

enum {
    PURPOSE_REFERENCE = 200, /* all luck that is not a measure's or an assumption's, one by one */
    LOCUM_MONTHS = 3,        /* between the draws of whether a vacant post has a locum */
    OLD_AGE = 62,            /* from which leaving is retiring */
    OLDEST_AGE = 67,
    ESTABLISHED_MONTHS = 12,
    NO_EFFORT = -1,
    NO_DISTRICT = -1,
};

enum status { STATUS_UNOPENED, STATUS_HELD, STATUS_NOTICE, STATUS_LOCUM, STATUS_BARE };

struct doctor {
    struct date born, since;
    bool woman, extended; /* works beyond the age limit */
    double hazard;        /* of giving notice, a year, at the hours of the start */
};

struct slot {
    enum status status;
    enum list_state state;
    enum channel channel;
    int32_t cap, length, district;
    int32_t opens; /* month */
    int effort;    /* that opens it, or NO_EFFORT */
    bool held;     /* has had a GP */
    struct doctor doctor;
    int32_t notice_end; /* month */
    bool retires;       /* the one who has given notice */
    int32_t vacant_since;
    bool awarded, to_locum; /* to one who starts in month `starts` */
    int32_t starts;
};

/* One with a right to a GP here. */
struct person {
    int32_t list;      /* NO_LIST for those without a GP here */
    bool elsewhere;    /* has a GP in another municipality, and waits for one here */
    int32_t queue;     /* the list waited for, NO_LIST for none */
    struct date since; /* in the queue or unassigned */
    int32_t turn;
};

/* The pull of the channels and what follows from it in a month. */
struct month_rates {
    double stay;                  /* × hazard */
    double offer;                 /* share of posts announced with a salary */
    double filled[CHANNEL_COUNT]; /* hazards a month of an announced post */
    double locum_takes;
};

struct run {
    const struct model *model;
    uint64_t seed;
    uint32_t future, drawn;
    double assumed[ASSUMPTION_COUNT];
    double effects[MODEL_EFFORTS_MAX];
    double opening; /* how far the first new post of each origin is on its way at the start */
    double *error;  /* [months + 1], log error of the residents */

    int32_t month;
    struct date date;
    struct rulebook rulebook;  /* of the month */
    struct arena month_memory; /* freed after each month */

    struct slot *posts; /* MODEL_LISTS_MAX */
    size_t post_count;
    struct person *persons;
    size_t person_count, person_room;
    int32_t turn;

    int64_t residents, opted_out, guests;
    double hours_before, slots_before, without_gp_before; /* at the start */
    int64_t hires[BASIS_COUNT];                           /* of the month */
    int64_t own_hires[MODEL_EFFORTS_MAX];                 /* in posts that an effort opened */
    /* what those who choose a list could see of each when the month before ended */
    int64_t *free_places, *doctor_lengths;
    double flows[FLOW_COUNT];
    double costs[MODEL_EFFORTS_MAX]; /* øre */
};

/* -- luck and measures ------------------------------------------------------------------------- */

/* The run's next draw: even in 0 … 1, standard normal, whether something of that probability
 * happens, below a bound. */
double run_unit(struct run *run);
double run_normal(struct run *run);
bool run_happens(struct run *run, double probability);
size_t run_below(struct run *run, size_t bound);

/* How many are passed over before the next to whom something of that probability happens: the same
 * as asking each in turn. */
size_t run_passed_over(struct run *run, double probability);

/* The standard normal of the year for an assumption. */
double run_year_noise(const struct run *run, enum assumption assumption);

/* What begins with the model begins after the month it starts from. */
double run_ramp(const struct effort *effort, int32_t month);

/* One of size 0 is as if it were not there. */
bool run_at_work(const struct effort *effort, int32_t month);

/* What a measure does in the month: size × effect × ramp. */
double run_effort(const struct run *run, size_t i, int32_t month);

/* The sum over the measures with that lever. */
double run_lever(const struct run *run, enum lever lever, int32_t month);

/* e to the sum of the measures with the lever, and 1 ÷ that. */
double run_more(const struct run *run, enum lever lever, int32_t month);
double run_less(const struct run *run, enum lever lever, int32_t month);

/* The rulebook with the rules that measures change this month. */
bool run_find_rules(struct run *run);

/* The value of a rule in the month. */
double run_rule(const struct run *run, enum rule rule);

/* -- doctors and posts ------------------------------------------------------------------------- */

/* In years. */
int run_age(const struct run *run, const struct doctor *doctor);

/* Whether the doctor began less than so many months ago. */
bool run_is_new(const struct run *run, const struct doctor *doctor, double months);

/* The GP that a list has at the start. */
struct doctor run_first_doctor(struct run *run, const struct model_list *list);

/* Of a post, in the month. */
bool run_has_gp(const struct slot *post);
bool run_has_doctor(const struct slot *post);

/* GPs, and persons on their lists. */
int64_t run_count_gps(const struct run *run);
int64_t run_count_listed_with_gp(const struct run *run);

/* The GP of the post goes in month `end`. */
void run_give_notice(struct run *run, struct slot *post, int32_t end);

/* Of the posts announced at the start of a model under way, as many have been awarded to one who
 * has not started as the rate of filling × the mean time to a start says; what is left of that time
 * is shorter than the whole of it. */
void run_find_successors(struct run *run, const struct month_rates *rates);

/* What a month does to the doctors of the posts. */
void run_move_posts(struct run *run, const struct month_rates *rates);

/* What a month does to caps. */
void run_revise_caps(struct run *run);

/* A ratio of two values of the path, 1 where it has none. */
double run_path_ratio(const double *path, int32_t month);

/* Hours a week and GP by the lists as they are now, with the need and the measures of a month. */
double run_hours_per_gp(const struct run *run, int32_t month);

/* The rates of the month, from the lists as they were when the last one ended. */
struct month_rates run_rates(struct run *run);

/* -- persons ----------------------------------------------------------------------------------- */

/* By the path and its error. */
double run_expected_residents(const struct run *run, int32_t month);

/* Residents, opted out and guests of a month. */
void run_set_population(struct run *run, int32_t month);

/* Those who are to have a GP, here or for now elsewhere. */
size_t run_count_entitled(const struct run *run);

/* There is room for as many as the path has. */
void run_add_person(struct run *run, struct person person);

/* Puts the person last in the queue for a list. */
void run_join_queue(struct run *run, struct person *person, int32_t list);

/* What those who choose a list can see: the month that has ended. */
bool run_look_at_lists(struct run *run);

/* Those who during the month before wished for another list. One who waits already has had that
 * wish. */
void run_wish_to_switch(struct run *run);

/* Those who give up waiting, and those who die or move out. */
void run_lose_persons(struct run *run);

/* Newborn of those who are here already, and others who are here for the first time, some of them
 * with a GP where they came from. */
void run_gain_persons(struct run *run);

/* The 1st: closed lists open, and those who wait or have no GP get places, as the register does it.
 */
bool run_give_places(struct run *run, struct error *error);

/* -- the start --------------------------------------------------------------------------------- */

/* The assumptions and effects of the future, then the posts there are and those that come. */
void run_draw_assumptions(struct run *run);
void run_make_first_posts(struct run *run);
void run_make_new_posts(struct run *run);

/* Those on the lists, those with a GP elsewhere and those without. */
bool run_make_first_persons(struct run *run);

/* Room for the persons of every month. */
bool run_make_room(struct run *run, struct arena *arena);

/* -- what is told ------------------------------------------------------------------------------ */

/* Of posts, places and persons, as they are now. */
struct counts {
    int64_t gps, posts, places, listed, free, unassigned, elsewhere, waiting, with_gp, bare;
};

struct counts run_count(const struct run *run);

/* Same-day slots a week per 1000 listed. */
double run_slots_by_gps(const struct run *run, const struct counts *counts);

/* How much more the out-of-hours service is used because some have no GP. */
double run_use_without_gp(const struct run *run, const struct counts *counts);

/* Every outcome as it is now. */
void run_outcomes(const struct run *run, double outcomes[OUTCOME_COUNT]);

/* What changed the listed, from what the outcomes tell of the start and now. That the population
 * takes what the others leave makes the sum exact also where the start does not add up. */
void run_listed_flows(struct run *run, const double first[OUTCOME_COUNT],
                      const double now[OUTCOME_COUNT]);

/* Records the month. */
void run_record(const struct run *run, const double outcomes[OUTCOME_COUNT], struct futures *out);

/* Adds what the measures cost in the month. */
void run_pay(struct run *run, int64_t listed);

#endif
