/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast_scalar.h"

#include "base/curves.h"
#include "forecast/draws.h"
#include "forecast/sampling.h"
#include "scheme/opening.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEVER = INT32_MAX, SHARE_BITS = 31, CHOICE_BITS = 18 };

/* The state of a post. */
enum state { UNOPENED, HELD, NOTICE, LOCUM, BARE };

struct place {
    enum state state;
    int channel;
    int32_t cap, length, waiting, joining;
    bool open, woman, extended;
    int32_t birth, began; /* of the GP, in months from the start */
    int32_t limit;        /* when a GP gives notice for age */
    int32_t ends;   /* of the notice, of the time with or without a locum, or until it opens */
    int32_t starts; /* when who was awarded it begins */
    float hazard;
    int32_t room, came;
};

/* What the rules and the population are like in a month. */
struct rates {
    struct opening_terms terms;
    bool unassigned_first;
    int32_t notice, end_age, extended_age, cap_max, cap_min;
    double residents, births, gp_need, ooh_need;
};

/* Whole parts of a share, what is left carried on. */
struct portion {
    uint64_t share, carry;
};

/* Who leaves lists and queues in a month. */
struct people {
    struct portion leaving, giving_up;
    int32_t sign; /* of those who leave a list: −1 when more are born */
};

struct counts {
    int32_t listed, places, waiting, free, posts, gps, with_gp, served, announced[CHANNEL_COUNT];
};

struct future {
    const struct model *model;
    const struct rates *months;
    uint64_t seed;
    uint32_t number;
    int32_t t;
    double assumed[ASSUMPTION_COUNT];
    const double *errors;
    struct place *posts;
    size_t post_count;
    struct counts counts;
    double hours, hours_at_start, slots_at_start, without_at_start, residents_at_start;
    int64_t residents, guests, opted_out, unassigned, elsewhere, switchers;
    double candidates_year, cap_factor;
    float stay, fill[CHANNEL_COUNT], fill_locum[CHANNEL_COUNT]; /* chances of the month */
};

/* -- the model's months ------------------------------------------------------------------------ */

static double
ratio_to_start(const double *values, int32_t t)
{
    double ratio = values != NULL ? values[t] / values[0] : 1;
    return isfinite(ratio) ? ratio : 1;
}

static struct rates
month_of(const struct model *model, int32_t t)
{
    const struct rulebook *rules = model->rulebook;
    const struct population_path *population = &model->population;
    struct date date = date_add_months(model->start, t);
    struct rates month = {
        .terms = opening_terms(rules, date),
        .unassigned_first = rule_value(rules, RULE_queue_unassigned_first, date) != 0,
        .notice = (int32_t)rule_value(rules, RULE_agreement_notice, date),
        .end_age = (int32_t)rule_value(rules, RULE_agreement_end_age, date) * 12,
        .extended_age = (int32_t)rule_value(rules, RULE_extension_max_age, date) * 12,
        .cap_max = (int32_t)rule_value(rules, RULE_cap_max, date),
        .cap_min = (int32_t)rule_value(rules, RULE_cap_min_without_consent, date),
        .gp_need = ratio_to_start(population->gp_need, t),
        .ooh_need = ratio_to_start(population->ooh_need, t),
    };
    for (size_t d = 0; d < population->districts; d++) {
        month.residents += population->residents[(size_t)t * population->districts + d];
    }
    if (population->births != NULL && isfinite(population->births[t])) {
        month.births = population->births[t];
    }
    return month;
}

/* Posts that may be opened: as many as in one future of 10 000. */
static size_t
new_posts(const struct model *model)
{
    const struct uncertain *growth = &model->assumptions[ASSUMPTION_post_growth];
    double most = fmax(uncertain_draw(growth, 3.72), uncertain_draw(growth, -3.72)) *
                  (double)model->list_count * model->months / 12;
    return most > 0 ? (size_t)ceil(most) + 1 : 0;
}

/* How a post is offered: once it has been held there is a list to take over. */
static int
channel_of(const struct place *post)
{
    return post->channel == CHANNEL_EMPTY && post->cap > 0 ? CHANNEL_TAKEOVER : post->channel;
}

/* -- doctors ----------------------------------------------------------------------------------- */

static double
theta(const struct future *future, enum assumption assumption)
{
    return future->assumed[assumption];
}

static struct draw
draw_for(const struct future *future, enum purpose purpose, size_t entity)
{
    return draw_of(future->seed, purpose, future->t, (uint32_t)entity, future->number);
}

static int32_t
within(int32_t value, int32_t min, int32_t max)
{
    return value < min ? min : value > max ? max : value;
}

static int32_t
months_between(struct date from, struct date to)
{
    struct ymd a = date_to_ymd(from), b = date_to_ymd(to);
    return (b.year - a.year) * 12 + b.month - a.month;
}

/* The chance a month that a GP gives notice, before what is the same for all that month. */
static float
hazard_of(const struct future *future, const struct place *post)
{
    int32_t age = future->t - post->birth;
    double rate = theta(future, ASSUMPTION_exit_rate);
    if (age >= 67 * 12) {
        return (float)((rate + theta(future, ASSUMPTION_retire_rate_67)) / 12);
    }
    if (age >= 62 * 12) {
        return (float)((rate + theta(future, ASSUMPTION_retire_rate_62)) / 12);
    }
    if (future->t - post->began < theta(future, ASSUMPTION_exit_new_years) * 12) {
        rate *= theta(future, ASSUMPTION_exit_new_factor);
    }
    float young = (float)(rate / 12);
    return post->woman ? young * (float)theta(future, ASSUMPTION_exit_women_factor) : young;
}

/* When a GP gives notice for age, no earlier than `earliest`. */
static int32_t
limit_of(const struct future *future, const struct place *post, int32_t earliest)
{
    const struct rates *month = &future->months[future->t];
    int32_t age = post->extended ? month->extended_age : month->end_age;
    int32_t limit = post->birth + age + 1 - month->notice;
    return limit > earliest ? limit : earliest;
}

static void
settle(const struct future *future, struct place *post)
{
    post->state = HELD;
    post->starts = post->ends = NEVER;
    post->limit = limit_of(future, post, future->t + 1);
    post->hazard = hazard_of(future, post);
}

static void
give_notice(const struct future *future, struct place *post)
{
    post->state = NOTICE;
    post->hazard = 0;
    post->ends = future->t + future->months[future->t].notice;
}

/* A GP may have given notice before the start. */
static void
begin_notice(const struct future *future, struct place *post, size_t slot)
{
    double gave, when;
    random_pair(draw_for(future, PURPOSE_UNDER_WAY, slot), &gave, &when);
    int32_t notice = future->months[0].notice;
    if (gave < (double)post->hazard * notice) {
        give_notice(future, post);
        post->ends = 1 + (int32_t)floor(notice * when);
    }
}

static void
begin_doctor(const struct future *future, struct place *post, size_t slot)
{
    const struct model_list *list = &future->model->lists[slot];
    struct date start = future->model->start;
    struct random_words words = random_words(draw_for(future, PURPOSE_GP_KIND, slot));
    double u = words.word[1] * 0x1.0p-32, v = words.word[3] * 0x1.0p-32;
    post->woman = list->sex == SEX_FEMALE;
    if (list->sex == CHOICE_NONE) {
        post->woman = words.word[0] * 0x1.0p-32 < theta(future, ASSUMPTION_women_share);
    }
    post->extended = words.word[2] * 0x1.0p-32 < theta(future, ASSUMPTION_extension_share);
    if (date_is_none(list->born)) {
        double points[5] = {28, theta(future, ASSUMPTION_gp_age_q25),
                            theta(future, ASSUMPTION_gp_age_q50),
                            theta(future, ASSUMPTION_gp_age_q75), 69};
        int part = (int)(u * 4);
        double years = points[part] + (u * 4 - part) * (points[part + 1] - points[part]);
        post->birth = -(int32_t)(years * 12);
    } else {
        post->birth = -months_between(list->born, start);
    }
    post->extended |= -post->birth > future->months[0].end_age;
    if (date_is_none(list->since)) {
        double mean = 8.37 / 0.69314718055994531 * 12;
        int32_t tenure = (int32_t)fmin(1200, -mean * curve_log1p(-v));
        int32_t most = -post->birth - 30 * 12;
        post->began = -within(tenure, 0, most > 0 ? most : 0);
    } else {
        post->began = -months_between(list->since, start);
    }
    settle(future, post);
    if (future->model->under_way) {
        begin_notice(future, post, slot);
    }
}

static void
start_doctor(const struct future *future, struct place *post, size_t slot)
{
    const struct rates *month = &future->months[future->t];
    struct random_words words = random_words(draw_for(future, PURPOSE_GP_KIND, slot));
    bool salaried = post->channel == CHANNEL_SALARIED ||
                    words.word[1] * 0x1.0p-32 < theta(future, ASSUMPTION_salaried_share);
    post->woman = words.word[0] * 0x1.0p-32 < theta(future, ASSUMPTION_women_share);
    post->extended = words.word[2] * 0x1.0p-32 < theta(future, ASSUMPTION_extension_share);
    double age = theta(future, ASSUMPTION_newcomer_age) * 12 +
                 60 * random_normal(draw_for(future, PURPOSE_GP_AGE, slot));
    post->birth = future->t - within((int32_t)lround(age), 28 * 12, 60 * 12);
    post->began = future->t;
    double wanted = theta(future, ASSUMPTION_newcomer_length) +
                    theta(future, ASSUMPTION_newcomer_length_sd) *
                        random_normal(draw_for(future, PURPOSE_GP_LENGTH, slot));
    if (salaried) {
        wanted *= theta(future, ASSUMPTION_salaried_length);
    }
    post->cap = within((int32_t)lround(wanted), month->cap_min, month->cap_max);
    settle(future, post);
}

static void
find_locum(const struct future *future, struct place *post, size_t slot)
{
    double cover = fmin(1, theta(future, ASSUMPTION_locum_cover));
    bool found = random_unit(draw_for(future, PURPOSE_LOCUM, slot)) < cover;
    post->state = found ? LOCUM : BARE;
    post->ends = future->t + 3;
}

/* Who was awarded it is free in `month`, but starts after the one who works there. */
static void
start_in(struct place *post, int32_t month)
{
    post->starts = post->state == NOTICE && month < post->ends ? post->ends : month;
}

static void
award(const struct future *future, struct place *post, size_t slot)
{
    double delay = 2 * theta(future, ASSUMPTION_start_delay);
    double when = random_unit(draw_for(future, PURPOSE_AWARD, slot));
    start_in(post, future->t + 1 + (int32_t)floor(delay * when));
}

/* What happens at a post this month, whose uniform is below its chance or not. */
static void
live(const struct future *future, struct place *post, size_t slot, bool hit)
{
    int32_t t = future->t;
    if (post->state == UNOPENED) {
        if (post->ends == t) {
            post->state = BARE;
            post->ends = NEVER;
        }
    } else if (post->state == HELD) {
        if (post->limit == t || hit) {
            give_notice(future, post);
        }
    } else if (post->starts == t) {
        start_doctor(future, post, slot);
    } else if (post->ends == t) {
        find_locum(future, post, slot);
        if (hit) {
            award(future, post, slot);
        }
    } else if (hit) {
        award(future, post, slot);
    }
}

/* Once a year a GP's hazard is worked out again, and the list of an established one is shortened.
 */
static void
review(const struct future *future, struct place *post)
{
    if (post->state != HELD) {
        return;
    }
    post->hazard = hazard_of(future, post);
    int32_t least = (int32_t)lround(theta(future, ASSUMPTION_cap_floor));
    if (future->t - post->began >= 12 && post->cap > least) {
        int32_t most = future->months[future->t].cap_max;
        post->cap = within((int32_t)(post->cap * future->cap_factor + 0.5), least,
                           post->cap > most ? post->cap : most);
    }
}

/* -- persons ----------------------------------------------------------------------------------- */

static int32_t
take(struct portion *portion, int32_t size)
{
    uint64_t part = (uint64_t)(uint32_t)size * portion->share + portion->carry;
    portion->carry = part & (((uint64_t)1 << SHARE_BITS) - 1);
    return (int32_t)(part >> SHARE_BITS);
}

/* `count` of `total`, from a random beginning. */
static struct portion
portion_of(int64_t count, int64_t total, uint32_t word)
{
    uint64_t whole = (uint64_t)1 << SHARE_BITS;
    if (total <= 0) {
        return (struct portion){0, 0};
    }
    return (struct portion){
        .share = ((uint64_t)count << SHARE_BITS) / (uint64_t)total,
        .carry = (uint64_t)total + (((whole - (uint64_t)total) * word) >> 32),
    };
}

/* The same in less arithmetic, which may give a few fewer. */
static struct portion
choice_of(int64_t count, int64_t total, uint32_t word)
{
    return (struct portion){
        .share = total > 0 ? ((uint64_t)count << CHOICE_BITS) / (uint64_t)total : 0,
        .carry = word >> (32 - CHOICE_BITS),
    };
}

static int32_t
take_choice(struct portion *portion, int32_t size)
{
    uint64_t part = (uint64_t)(uint32_t)size * portion->share + portion->carry;
    portion->carry = part & (((uint64_t)1 << CHOICE_BITS) - 1);
    return (int32_t)(part >> CHOICE_BITS);
}

static int64_t
least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t
rounded(double value)
{
    return (int64_t)(value + 0.5);
}

static bool
is_served(const struct place *post)
{
    return post->state == HELD || post->state == NOTICE || post->state == LOCUM;
}

static int32_t
free_places(const struct place *post)
{
    return is_served(post) && post->open && post->cap > post->length ? post->cap - post->length : 0;
}

/* Where `choosers` go: some to places that are free, the others to any list with a doctor. Returns
 * how many find one. */
static int64_t
choose(struct future *future, int64_t choosers, const struct random_words *words)
{
    int64_t open = (int64_t)floor(theta(future, ASSUMPTION_choose_open) * (double)choosers + 0.5);
    open = least(open, future->counts.free);
    int64_t rest = least(choosers - open, future->counts.served);
    struct portion by_length = choice_of(rest, future->counts.served, words->word[0]);
    struct portion by_room = choice_of(open, future->counts.free, words->word[1]);
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        post->joining = take_choice(&by_length, is_served(post) ? post->length : 0);
        post->joining += take_choice(&by_room, free_places(post));
    }
    return open + rest;
}

/* Who wait for another list than their own. */
static int64_t
listed_waiting(const struct future *future)
{
    int64_t waiting = future->counts.waiting - future->elsewhere;
    return waiting > 0 ? waiting : 0;
}

/* Who dies, moves, is born, gives up waiting or joins a queue; `words` are the month's draws of
 * where spreads begin. */
static struct people
people_of(struct future *future, const struct random_words words[3])
{
    const struct rates *month = &future->months[future->t];
    double scale = curve_exp(future->errors[future->t]);
    double outside = future->residents_at_start > 0
                         ? (double)future->model->opted_out / future->residents_at_start
                         : 0;
    future->residents = rounded(month->residents * scale);
    future->opted_out = rounded(outside * (double)future->residents);
    future->guests = rounded((double)future->model->guests *
                             curve_exp(theta(future, ASSUMPTION_guest_growth) * future->t / 12));
    int64_t members = future->counts.listed + future->unassigned + future->elsewhere;
    int64_t wanted = future->residents - future->opted_out + future->guests;
    wanted = wanted > 0 ? wanted : 0;
    double turnover = fmin(fmax(theta(future, ASSUMPTION_turnover) / 12, 0), 1);
    int64_t leavers = sample_binomial(draw_for(future, PURPOSE_LEAVERS, 0), members, turnover);
    if (members - leavers > wanted) {
        leavers = members - wanted;
    }
    int64_t arrivals = wanted - (members - leavers);
    int64_t born = (int64_t)floor(month->births * scale + words[0].word[0] * 0x1.0p-32);
    born = least(born, least(arrivals, members));
    double keeps = floor(theta(future, ASSUMPTION_keeps_gp) * (double)(arrivals - born) + 0.5);
    int64_t keep = least((int64_t)keeps, future->counts.served);
    double waiting = future->counts.waiting;
    double here = waiting > 0 ? (double)listed_waiting(future) / waiting : 0;
    double quits = (members > 0 ? (double)leavers / (double)members : 0) +
                   theta(future, ASSUMPTION_give_up) / 12 * here;
    struct people people = {.sign = leavers < born ? -1 : 1};
    people.leaving = portion_of(people.sign * (leavers - born), members, words[0].word[1]);
    future->unassigned -= people.sign * take(&people.leaving, (int32_t)future->unassigned);
    future->elsewhere -= people.sign * take(&people.leaving, (int32_t)future->elsewhere);
    int64_t listed = members - leavers + born - future->unassigned - future->elsewhere;
    future->unassigned += arrivals - born - keep;
    future->elsewhere += keep;
    int64_t join = choose(future, least(future->switchers, listed) + keep, &words[1]);
    /* No more wait than there are who may. */
    int64_t most = listed + future->elsewhere;
    int64_t gone = (int64_t)floor(fmin(quits, 1) * waiting + words[0].word[3] * 0x1.0p-32);
    gone =
        gone > future->counts.waiting + join - most ? gone : future->counts.waiting + join - most;
    people.giving_up =
        portion_of(least(gone, future->counts.waiting), future->counts.waiting, words[2].word[1]);
    return people;
}

static void
move_people(struct future *future, struct people *people)
{
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        post->length -= people->sign * take(&people->leaving, post->length);
        post->waiting += post->joining - take(&people->giving_up, post->waiting);
    }
}

/* Lists open, and those who wait come in the rulebook's order. */
static void
give_places(struct future *future, const struct random_words *words, uint32_t last)
{
    const struct rates *month = &future->months[future->t];
    int64_t room = 0, moved = 0, listed = 0, waiting = 0;
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        bool opens =
            is_served(post) && opening_is_open(month->terms, post->open, post->cap, post->length);
        bool batch = opening_is_batch(month->terms, post->open, opens, post->waiting);
        post->room = opening_room(month->terms, opens, batch, post->cap, post->length);
        post->open = opens && !batch;
        post->came = 0;
        room += post->room;
        listed += post->length;
        waiting += post->waiting;
    }
    for (int turn = 0; turn < 2; turn++) {
        if ((turn == 0) == month->unassigned_first) {
            int64_t placed = least(future->unassigned, room);
            struct portion placing = portion_of(placed, room, words->word[3]);
            future->unassigned -= placed;
            for (size_t i = 0; i < future->post_count; i++) {
                struct place *post = &future->posts[i];
                int32_t came = take(&placing, post->room);
                post->room -= came;
                post->came += came;
            }
        } else {
            room = 0;
            for (size_t i = 0; i < future->post_count; i++) {
                struct place *post = &future->posts[i];
                int32_t came = (int32_t)least(post->waiting, post->room);
                post->waiting -= came;
                post->room -= came;
                post->came += came;
                moved += came;
                room += post->room;
            }
        }
    }
    /* Of those whose turn it was, some had no list here to leave. */
    double elsewhere = (double)future->elsewhere, waited = (double)waiting;
    double share = waited > 0 ? fmin(elsewhere / waited, 1) : 0;
    int64_t came = (int64_t)floor(share * (double)moved + last * 0x1.0p-32);
    came = least(came, future->elsewhere);
    came = least(came > moved - listed ? came : moved - listed, moved);
    future->elsewhere -= came;
    struct portion moving = portion_of(moved - came, listed, words->word[2]);
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        post->open &= post->length + post->came < post->cap;
        post->length += post->came - take(&moving, post->length);
    }
}

/* -- what is told ------------------------------------------------------------------------------ */

static void
count(struct future *future)
{
    struct counts counts = {0};
    for (size_t i = 0; i < future->post_count; i++) {
        const struct place *post = &future->posts[i];
        bool gp = post->state == HELD || post->state == NOTICE;
        counts.listed += post->length;
        counts.places += post->cap;
        counts.waiting += post->waiting;
        counts.free += free_places(post);
        counts.posts += post->state != UNOPENED;
        counts.gps += gp;
        counts.with_gp += gp ? post->length : 0;
        counts.served += is_served(post) ? post->length : 0;
        counts.announced[channel_of(post)] += post->state >= NOTICE && post->starts == NEVER;
    }
    future->counts = counts;
    future->hours = theta(future, ASSUMPTION_hours_all);
    if (counts.gps > 0) {
        future->hours = future->hours * ((double)counts.with_gp / counts.gps) /
                        theta(future, ASSUMPTION_hours_list) * future->months[future->t].gp_need;
    }
}

static double
slots_of(const struct future *future)
{
    double working = future->counts.gps * (1 - theta(future, ASSUMPTION_leave_share));
    return future->counts.listed > 0
               ? theta(future, ASSUMPTION_slots_per_gp) * working * 1000 / future->counts.listed
               : 0;
}

static double
without_factor(const struct future *future)
{
    double unassigned = (double)future->unassigned, persons = future->counts.listed + unassigned;
    double without = unassigned + future->counts.listed - future->counts.served;
    double more = theta(future, ASSUMPTION_ooh_without_gp_factor) - 1;
    return persons > 0 ? 1 + more * without / persons : 1;
}

static void
record(const struct future *future, struct futures *out)
{
    if (!futures_records(out, future->t)) {
        return;
    }
    const struct counts *counts = &future->counts;
    double listed = counts->listed, places = counts->places, slots = slots_of(future);
    double fewer = slots > 0 && future->slots_at_start > 0 ? slots / future->slots_at_start : 1;
    double told[OUTCOME_COUNT] = {
        [OUTCOME_gps] = counts->gps,
        [OUTCOME_posts] = counts->posts,
        [OUTCOME_posts_without_gp] = counts->posts - counts->gps,
        [OUTCOME_places] = places,
        [OUTCOME_listed] = listed,
        [OUTCOME_free_places] = counts->free,
        [OUTCOME_vacancy_listed] = listed > 0 ? counts->free / listed : 0,
        [OUTCOME_vacancy_places] = places > 0 ? counts->free / places : 0,
        [OUTCOME_unassigned] = (double)future->unassigned,
        [OUTCOME_waiting] = counts->waiting,
        [OUTCOME_mean_list] = counts->gps > 0 ? (double)counts->with_gp / counts->gps : 0,
        [OUTCOME_listed_without_gp] = listed - counts->served,
        [OUTCOME_reserve_index] = listed > 0 ? 100 * places / listed : 0,
        [OUTCOME_hours_per_gp] = future->hours,
        [OUTCOME_same_day_slots] = slots,
        [OUTCOME_ooh_contacts] = theta(future, ASSUMPTION_ooh_rate) / 12 *
                                 (double)future->residents * future->months[future->t].ooh_need *
                                 curve_pow(fewer, -theta(future, ASSUMPTION_ooh_elasticity)) *
                                 without_factor(future) / future->without_at_start,
        [OUTCOME_residents] = (double)future->residents,
        [OUTCOME_guests] = (double)future->guests,
        [OUTCOME_opted_out] = (double)(future->opted_out + future->elsewhere),
    };
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        out->outcomes[futures_at(out, o, future->t) + future->number - out->first] = (float)told[o];
    }
}

/* -- a future ---------------------------------------------------------------------------------- */

static double
year_noise(const struct future *future, enum assumption assumption)
{
    uint32_t year = (uint32_t)(future->t - 1) / 12;
    return random_normal(
        draw_of(future->seed, PURPOSE_YEAR, 0, assumption + 256 * year, future->number));
}

/* Chances of the month, from the counts of the one before. */
static void
doctors_rates(struct future *future)
{
    if (future->t % 12 == 1) {
        double noise = theta(future, ASSUMPTION_candidates_noise);
        future->candidates_year =
            exp(noise * year_noise(future, ASSUMPTION_candidates_noise) - noise * noise / 2);
        future->cap_factor = exp(theta(future, ASSUMPTION_cap_drift) +
                                 theta(future, ASSUMPTION_cap_drift_noise) *
                                     year_noise(future, ASSUMPTION_cap_drift_noise));
    }
    double start = future->hours_at_start; /* 0 where GPs have nobody on their lists */
    future->stay = (float)curve_pow(start > 0 ? future->hours / start : 1,
                                    theta(future, ASSUMPTION_exit_workload_elasticity));
    double residents = (double)future->residents / 100000;
    double pool = theta(future, ASSUMPTION_candidates) * residents * future->candidates_year *
                  curve_exp(theta(future, ASSUMPTION_candidates_trend) * ((double)future->t / 12));
    double weight[CHANNEL_COUNT] = {1, theta(future, ASSUMPTION_empty_weight),
                                    theta(future, ASSUMPTION_salaried_weight)};
    double pull = 0;
    for (int c = 0; c < CHANNEL_COUNT; c++) {
        pull += weight[c] * future->counts.announced[c];
    }
    double half = theta(future, ASSUMPTION_match_half) * residents;
    double own = theta(future, ASSUMPTION_locum_takes_post) / 12;
    for (int c = 0; c < CHANNEL_COUNT; c++) {
        double rate = half + pull > 0 ? pool / 12 * weight[c] / (half + pull) : 0;
        future->fill[c] = (float)-curve_expm1(-rate);
        future->fill_locum[c] = (float)-curve_expm1(-(rate + own));
    }
}

/* Some of the posts announced at the start have been awarded to one who has not started yet. */
static void
find_successors(struct future *future)
{
    double delay = theta(future, ASSUMPTION_start_delay);
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        if (post->state < NOTICE || post->starts != NEVER) {
            continue;
        }
        double found, when, fill = (double)future->fill[channel_of(post)];
        random_pair(draw_for(future, PURPOSE_UNDER_WAY, i), &found, &when);
        double rate = -log1p(-fill) * (delay + 0.5);
        if (found * (1 + rate) < rate) {
            start_in(post, future->t + 1 + (int32_t)floor(2 * delay * (1 - sqrt(1 - when))));
        }
    }
}

/* When the rules of the age limit have changed, those who have not given notice go by the new. */
static void
renew_limits(struct future *future)
{
    const struct rates *now = &future->months[future->t], *before = now - 1;
    if (now->notice == before->notice && now->end_age == before->end_age &&
        now->extended_age == before->extended_age) {
        return;
    }
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        if (post->state == HELD) {
            post->limit = limit_of(future, post, future->t);
        }
    }
}

static float
chance_of(const struct future *future, const struct place *post)
{
    if (post->state == HELD) {
        return post->hazard * future->stay;
    }
    if (post->state == UNOPENED || post->starts != NEVER) {
        return 0;
    }
    int channel = channel_of(post);
    return post->state == LOCUM ? future->fill_locum[channel] : future->fill[channel];
}

static void
doctors(struct future *future)
{
    struct random_words words = {{0}};
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        if (i % 8 == 0) {
            words = random_words(draw_for(future, PURPOSE_EVENT, i / 8));
        }
        /* Half a word of the uniform, and the rest only where that leaves it open. */
        uint32_t half = i % 2 == 0 ? words.word[i % 8 / 2] & 0xFFFF : words.word[i % 8 / 2] >> 16;
        double chance = (double)chance_of(future, post), u = half * 0x1.0p-16;
        if (u < chance) {
            u += random_unit(draw_for(future, PURPOSE_EVENT_REST, i)) * 0x1.0p-16;
        }
        live(future, post, i, u < chance);
        if (((size_t)future->t + i) % 12 == 0) {
            review(future, post);
        }
    }
}

static void
wish(struct future *future)
{
    int64_t may = future->counts.listed - listed_waiting(future);
    double share = fmin(fmax(theta(future, ASSUMPTION_switch_wish) / 12, 0), 1);
    future->switchers =
        sample_binomial(draw_for(future, PURPOSE_SWITCHERS, 0), may > 0 ? may : 0, share);
}

static void
begin(struct future *future, double *errors)
{
    const struct model *model = future->model;
    for (uint32_t a = 0; a < ASSUMPTION_COUNT; a++) {
        double z = random_normal(draw_for(future, PURPOSE_ASSUMPTION, a));
        future->assumed[a] = uncertain_draw(&model->assumptions[a], z);
    }
    memset(errors, 0, ((size_t)model->months + 1) * sizeof *errors);
    population_error_path(future->seed, future->number, (size_t)model->months,
                          theta(future, ASSUMPTION_population_walk_sd),
                          theta(future, ASSUMPTION_population_trend_sd), errors);
    double opening = random_unit(draw_for(future, PURPOSE_OPENING, 0));
    double rate = theta(future, ASSUMPTION_post_growth) * (double)model->list_count;
    for (size_t i = 0; i < future->post_count; i++) {
        struct place *post = &future->posts[i];
        *post = (struct place){.channel = CHANNEL_EMPTY, .ends = NEVER, .starts = NEVER};
        if (i >= model->list_count) {
            double month =
                rate > 0 ? ceil(12 * ((double)(i - model->list_count) + opening) / rate) : HUGE_VAL;
            post->ends = month > model->months ? NEVER : month < 1 ? 1 : (int32_t)month;
            continue;
        }
        const struct model_list *list = &model->lists[i];
        post->channel = list->channel;
        post->cap = list->cap;
        post->length = list->length;
        post->waiting = list->waiting;
        post->open = list->state == LIST_OPEN;
        if (list->status == POST_HELD) {
            begin_doctor(future, post, i);
        } else {
            post->state = list->status == POST_LOCUM ? LOCUM : BARE;
            post->ends = list->cap > 0 ? 3 : NEVER;
        }
    }
    future->errors = errors;
    future->unassigned = model->unassigned;
    future->guests = model->guests;
    future->opted_out = model->opted_out;
    future->elsewhere = model->elsewhere;
    count(future);
    wish(future);
    future->residents = future->counts.listed + model->unassigned + model->opted_out +
                        model->elsewhere - model->guests;
    future->residents_at_start = (double)future->residents;
    future->hours_at_start = future->hours;
    future->slots_at_start = slots_of(future);
    future->without_at_start = without_factor(future);
}

static void
step(struct future *future)
{
    struct random_words words[3];
    for (size_t i = 0; i < 3; i++) {
        words[i] = random_words(draw_for(future, PURPOSE_SPREAD, i));
    }
    doctors_rates(future);
    struct people people = people_of(future, words);
    if (future->t == 1 && future->model->under_way) {
        find_successors(future);
    }
    renew_limits(future);
    doctors(future);
    move_people(future, &people);
    give_places(future, &words[1], words[2].word[0]);
    count(future);
    wish(future);
}

bool
scalar_run(const struct model *model, uint64_t seed, struct futures *out)
{
    assert(model->effort_count == 0 && out->months == model->months);
    size_t months = (size_t)model->months + 1, posts = model->list_count + new_posts(model);
    struct rates *rows = calloc(months, sizeof *rows);
    double *errors = calloc(months, sizeof *errors);
    struct future future = {.model = model,
                            .months = rows,
                            .seed = seed,
                            .posts = calloc(posts + 1, sizeof *future.posts),
                            .post_count = posts};
    bool ok = rows != NULL && errors != NULL && future.posts != NULL;
    for (int32_t t = 0; ok && t <= model->months; t++) {
        rows[t] = month_of(model, t);
    }
    for (size_t i = 0; ok && i < out->count; i++) {
        future.number = out->first + (uint32_t)i;
        future.t = 0;
        begin(&future, errors);
        record(&future, out);
        for (future.t = 1; future.t <= model->months; future.t++) {
            step(&future);
            record(&future, out);
        }
    }
    free(rows);
    free(errors);
    free(future.posts);
    return ok;
}
