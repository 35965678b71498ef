/* SPDX-License-Identifier: EUPL-1.2 */
/* The doctors: who leaves, who comes, and how long their lists are. Something happens at a post
 * about once in a hundred months, so this is one post in one future at a time. */
#include "base/curves.h"
#include "base/vector.h"
#include "forecast/draws.h"
#include "forecast/lanes.h"

#include <math.h>

enum {
    YEAR = 12,
    LOCUM_EVERY = 3,        /* months between tries to find one */
    RETIRES_FROM = 62 * 12, /* age in months, and of the second rate */
    RETIRES_MORE_FROM = 67 * 12,
    YOUNGEST = 28 * 12,
    OLDEST_NEW = 60 * 12,
    ENTRY_AGE = 30 * 12, /* the tenure of a first doctor begins no earlier */
    TENURE_MOST = 1200,  /* and in months no longer than this */
    NEW_FOR = 12,        /* months in which a new list length is not changed */
};

/* Half-lives are 8.37 years in large municipalities (Abelsen et al. 2015; figures.md F). */
static const double tenure_mean = 8.37 / 0.69314718055994531 * YEAR;

/* Whole calendar months from one day to a later one. */
static int32_t
months_between(struct date from, struct date to)
{
    struct ymd a = date_to_ymd(from), b = date_to_ymd(to);
    return (b.year - a.year) * YEAR + b.month - a.month;
}

static size_t
at(size_t slot, uint32_t lane)
{
    return slot * LANES + lane;
}

static struct draw
draw_at(const struct lanes *lanes, enum purpose purpose, size_t slot, uint32_t lane)
{
    return draw_of(lanes->seed, purpose, lanes->month, (uint32_t)slot, lanes->first + lane);
}

static double
assumed(const struct lanes *lanes, enum assumption assumption, uint32_t lane)
{
    return lanes->assumed[assumption][lane];
}

static int32_t
bounded(int32_t value, int32_t min, int32_t max)
{
    return value < min ? min : value > max ? max : value;
}

/* -- hazards ----------------------------------------------------------------------------------- */

/* The chance a month that a GP gives notice, before what is the same for all that month. */
static inline float
hazard_of(const struct lanes *lanes, uint32_t lane, int32_t birth, int32_t began, int32_t kind)
{
    /* All is read before any is chosen, which leaves no branch. */
    float exit_new = lanes->exit_new[lane], exit = lanes->exit[lane];
    float exit_woman = lanes->exit_woman[lane];
    float exit_62 = lanes->exit_62[lane], exit_67 = lanes->exit_67[lane];
    int32_t age = lanes->month - birth, tenure = lanes->month - began;
    float young = tenure < lanes->new_months[lane] ? exit_new : exit;
    float woman = kind & GP_WOMAN ? exit_woman : 1;
    float old = age < RETIRES_MORE_FROM ? exit_62 : exit_67;
    young *= woman;
    return age < RETIRES_FROM ? young : old;
}

void
doctors_set_rates(struct lanes *lanes)
{
    for (uint32_t i = 0; i < LANES; i++) {
        double rate = assumed(lanes, ASSUMPTION_exit_rate, i);
        double later = lanes->factor[LEVER_retire_later][i];
        lanes->exit[i] = (float)(rate / YEAR);
        lanes->exit_new[i] = (float)(rate * assumed(lanes, ASSUMPTION_exit_new_factor, i) /
                                     lanes->factor[LEVER_stay_new][i] / YEAR);
        lanes->exit_woman[i] = (float)assumed(lanes, ASSUMPTION_exit_women_factor, i);
        lanes->exit_62[i] =
            (float)((rate + assumed(lanes, ASSUMPTION_retire_rate_62, i) / later) / YEAR);
        lanes->exit_67[i] =
            (float)((rate + assumed(lanes, ASSUMPTION_retire_rate_67, i) / later) / YEAR);
        lanes->new_months[i] = (int32_t)ceil(assumed(lanes, ASSUMPTION_exit_new_years, i) * YEAR);
        lanes->cap_floor[i] = (int32_t)lround(assumed(lanes, ASSUMPTION_cap_floor, i));
    }
}

/* When the notice of the age limit begins: so that the agreement ends in the month after it, and no
 * earlier than `earliest`. */
static inline int32_t
limit_notice(const struct lanes *lanes, size_t slot, uint32_t lane, int32_t earliest)
{
    size_t i = at(slot, lane);
    const struct plan_month *month = &lanes->plan->months[lanes->month];
    int32_t age = lanes->kind[i] & GP_EXTENDED ? month->extended_months : month->end_months;
    int32_t notice = lanes->birth[i] + age + 1 - month->notice;
    return notice > earliest ? notice : earliest;
}

/* The GP works on with no notice given. */
static inline void
settle(struct lanes *lanes, size_t slot, uint32_t lane)
{
    size_t i = at(slot, lane);
    lanes->flags[i] = POST_EXISTS | POST_GP;
    lanes->ends[i] = lanes->due[i] = limit_notice(lanes, slot, lane, lanes->month + 1);
    lanes->starts[i] = NEVER;
    lanes->hazard[i] = hazard_of(lanes, lane, lanes->birth[i], lanes->began[i], lanes->kind[i]);
}

void
doctors_renew_limits(struct lanes *lanes)
{
    for (size_t slot = 0; slot < lanes->plan->slot_count; slot++) {
        for (uint32_t lane = 0; lane < LANES; lane++) {
            size_t i = at(slot, lane);
            if (lanes->flags[i] == (POST_EXISTS | POST_GP)) {
                lanes->ends[i] = lanes->due[i] = limit_notice(lanes, slot, lane, lanes->month);
            }
        }
    }
}

/* -- who leaves -------------------------------------------------------------------------------- */

/* A post that is announced, or (−1) no longer is. */
static void
announce(struct lanes *lanes, size_t slot, uint32_t lane, int32_t change)
{
    int channel = slot_channel(lanes->plan->slots[slot].channel, lanes->cap[at(slot, lane)]);
    lanes->announced[channel][lane] += change;
}

static void
give_notice(struct lanes *lanes, size_t slot, uint32_t lane)
{
    size_t i = at(slot, lane);
    announce(lanes, slot, lane, 1);
    bool old = lanes->month - lanes->birth[i] >= RETIRES_FROM;
    lanes->flags[i] =
        POST_EXISTS | POST_GP | POST_ANNOUNCED | POST_NOTICE | (old ? POST_OLD_LEAVES : 0);
    lanes->ends[i] = lanes->due[i] = lanes->month + lanes->plan->months[lanes->month].notice;
    lanes->hazard[i] = 0;
}

static void
count_gone(struct lanes *lanes, size_t slot, uint32_t lane)
{
    bool old = lanes->flags[at(slot, lane)] & POST_OLD_LEAVES;
    lanes->flows[old ? FLOW_gps_retired : FLOW_gps_left][lane]--;
    int effort = lanes->plan->slots[slot].effort;
    if (effort != NO_EFFORT) {
        lanes->own[effort][lane]--;
    }
}

/* A post without a GP: a locum works there or nobody does, for some months. `unit` is the draw. */
static void
find_locum(struct lanes *lanes, size_t slot, uint32_t lane, double unit)
{
    size_t i = at(slot, lane);
    double cover =
        assumed(lanes, ASSUMPTION_locum_cover, lane) * lanes->factor[LEVER_locum_cover][lane];
    int32_t announced = lanes->starts[i] == NEVER ? POST_ANNOUNCED : 0;
    lanes->flags[i] = POST_EXISTS | announced | (unit < cover ? POST_BY_LOCUM : 0);
    lanes->ends[i] = lanes->month + LOCUM_EVERY;
    lanes->due[i] = lanes->ends[i] < lanes->starts[i] ? lanes->ends[i] : lanes->starts[i];
}

/* -- who comes --------------------------------------------------------------------------------- */

/* Somebody is awarded the post and starts when free to, but after the one who works there. */
static void
award(struct lanes *lanes, size_t slot, uint32_t lane, double when, double who)
{
    size_t i = at(slot, lane);
    int channel = slot_channel(lanes->plan->slots[slot].channel, lanes->cap[i]);
    int32_t delay = 1 + (int32_t)(2 * assumed(lanes, ASSUMPTION_start_delay, lane) * when);
    bool locum = (lanes->flags[i] & POST_BY_LOCUM) && who < lanes->locum_part[channel][lane];
    int32_t start = lanes->month + delay;
    if ((lanes->flags[i] & POST_GP) && start < lanes->ends[i]) {
        start = lanes->ends[i];
    }
    announce(lanes, slot, lane, -1);
    lanes->flags[i] &= ~POST_ANNOUNCED;
    lanes->starts[i] = start;
    lanes->due[i] = lanes->ends[i] < start ? lanes->ends[i] : start;
    lanes->kind[i] = (lanes->kind[i] & ~GP_TAKES_AS_LOCUM) | (locum ? GP_TAKES_AS_LOCUM : 0);
}

static int32_t
wanted_length(const struct lanes *lanes, uint32_t lane, bool salaried, double normal)
{
    const struct plan_month *month = &lanes->plan->months[lanes->month];
    double wanted = assumed(lanes, ASSUMPTION_newcomer_length, lane) +
                    assumed(lanes, ASSUMPTION_newcomer_length_sd, lane) * normal +
                    lanes->newcomer_length[lane];
    if (salaried) {
        wanted *= assumed(lanes, ASSUMPTION_salaried_length, lane);
    }
    return bounded((int32_t)lround(wanted), month->cap_min, month->cap_max);
}

static void
count_hire(struct lanes *lanes, size_t slot, uint32_t lane, bool first, bool salaried, bool locum)
{
    const struct plan_slot *post = &lanes->plan->slots[slot];
    lanes->hires[BASIS_ALL_HIRES][lane]++;
    lanes->hires[BASIS_SALARIED_HIRES][lane] += salaried;
    int channel = slot_channel(post->channel, first ? 0 : 1);
    lanes->hires[BASIS_TAKEOVER_HIRES][lane] += !salaried && channel == CHANNEL_TAKEOVER;
    lanes->hires[BASIS_EMPTY_HIRES][lane] += !salaried && channel == CHANNEL_EMPTY;
    lanes->hires[BASIS_LOCUM_HIRES][lane] += locum;
    lanes->flows[locum   ? FLOW_gps_locums
                 : first ? FLOW_gps_began_empty
                         : FLOW_gps_took_over][lane]++;
    if (post->effort != NO_EFFORT) {
        lanes->own[post->effort][lane]++;
        lanes->own_hires[post->effort][lane]++;
    }
}

static void
start_doctor(struct lanes *lanes, size_t slot, uint32_t lane, struct random_words words,
             double age_normal, double length_normal)
{
    size_t i = at(slot, lane);
    double unit = 0x1.0p-32;
    double paid = fmax(lanes->offer[lane], assumed(lanes, ASSUMPTION_salaried_share, lane));
    bool salaried =
        lanes->plan->slots[slot].channel == CHANNEL_SALARIED || words.word[1] * unit < paid;
    bool woman = words.word[0] * unit < assumed(lanes, ASSUMPTION_women_share, lane);
    bool extended = words.word[2] * unit < assumed(lanes, ASSUMPTION_extension_share, lane);
    bool first = lanes->cap[i] <= 0, locum = lanes->kind[i] & GP_TAKES_AS_LOCUM;
    double age = assumed(lanes, ASSUMPTION_newcomer_age, lane) * YEAR + 5 * YEAR * age_normal;
    count_hire(lanes, slot, lane, first, salaried, locum);
    lanes->birth[i] = lanes->month - bounded((int32_t)lround(age), YOUNGEST, OLDEST_NEW);
    lanes->began[i] = lanes->month;
    lanes->kind[i] =
        (woman ? GP_WOMAN : 0) | (salaried ? GP_SALARIED : 0) | (extended ? GP_EXTENDED : 0);
    int32_t cap = wanted_length(lanes, lane, salaried, length_normal);
    lanes->flows[first ? FLOW_places_new_posts : FLOW_places_newcomers][lane] +=
        cap - lanes->cap[i];
    lanes->cap[i] = cap;
    settle(lanes, slot, lane);
}

/* -- the month --------------------------------------------------------------------------------- */

/* Notes a post where `wanted`. The place after the last is written either way, so that there is no
 * branch to guess. */
static inline void
note(struct noted *noted, uint32_t post, int32_t wanted)
{
    noted->at[noted->count] = post;
    noted->count += (size_t)wanted;
}

/* Notes a post among those at which the same happens. */
static inline void
note_event(struct lanes *lanes, uint32_t i, int32_t event)
{
    int32_t due = (event & EVENT_DUE) != 0, hit = (event & EVENT_HIT) != 0;
    int32_t announced = (event & POST_ANNOUNCED) != 0, there = (event & POST_EXISTS) != 0;
    int32_t stays = (event & (POST_GP | POST_NOTICE)) == POST_GP;
    int32_t starts = due & (lanes->starts[i] == lanes->month);
    note(&lanes->opening_posts, i, due & (there ^ 1));
    note(&lanes->giving_notice, i, stays & (due | hit));
    note(&lanes->looking, i, due & there & ((stays | starts) ^ 1));
    /* A post is as likely to be awarded in a month in which a locum is looked for as in others. */
    note(&lanes->awarded, i, hit & announced);
    note(&lanes->starting, i, starts);
}

/* A row of posts that have been noted, from the `from`th on, and the draws for them. What is beyond
 * the last is drawn too and not looked at. */
struct post_row {
    size_t count;
    const uint32_t *at;
    uint32_t slot[RANDOM_ROW], future[RANDOM_ROW]; /* entity and index of a draw */
    uint32_t words[4 * RANDOM_ROW];
};

static inline void
begin_row(const struct lanes *lanes, const struct noted *noted, size_t from, enum purpose purpose,
          struct post_row *row)
{
    size_t left = noted->count - from;
    row->count = left < RANDOM_ROW ? left : RANDOM_ROW;
    row->at = &noted->at[from];
    for (size_t i = 0; i < RANDOM_ROW; i++) {
        row->slot[i] = row->at[i] / LANES;
        row->future[i] = lanes->first + row->at[i] % LANES;
    }
    random_each(draw_of(lanes->seed, purpose, lanes->month, 0, 0), row->slot, row->future,
                row->words);
}

static struct random_words
words_of(const uint32_t rows[4 * LANES], size_t i)
{
    return (struct random_words){
        {rows[i], rows[LANES + i], rows[2 * LANES + i], rows[3 * LANES + i]}};
}

static void
look_for_locums(struct lanes *lanes)
{
    struct post_row row;
    for (size_t from = 0; from < lanes->looking.count; from += RANDOM_ROW) {
        begin_row(lanes, &lanes->looking, from, PURPOSE_LOCUM, &row);
        for (size_t i = 0; i < row.count; i++) {
            if (lanes->flags[row.at[i]] & POST_NOTICE) {
                count_gone(lanes, row.slot[i], row.at[i] % LANES);
            }
            find_locum(lanes, row.slot[i], row.at[i] % LANES,
                       random_unit_of(row.words[i], row.words[RANDOM_ROW + i]));
        }
    }
    lanes->looking.count = 0;
}

static void
award_posts(struct lanes *lanes)
{
    struct post_row row;
    for (size_t from = 0; from < lanes->awarded.count; from += RANDOM_ROW) {
        begin_row(lanes, &lanes->awarded, from, PURPOSE_AWARD, &row);
        for (size_t i = 0; i < row.count; i++) {
            struct random_words words = words_of(row.words, i);
            award(lanes, row.slot[i], row.at[i] % LANES,
                  random_unit_of(words.word[0], words.word[1]),
                  random_unit_of(words.word[2], words.word[3]));
        }
    }
    lanes->awarded.count = 0;
}

static void
start_doctors(struct lanes *lanes)
{
    struct post_row row;
    double ages[RANDOM_ROW], lengths[RANDOM_ROW];
    for (size_t from = 0; from < lanes->starting.count; from += RANDOM_ROW) {
        begin_row(lanes, &lanes->starting, from, PURPOSE_GP_KIND, &row);
        random_normals_each(draw_of(lanes->seed, PURPOSE_GP_AGE, lanes->month, 0, 0), row.slot,
                            row.future, ages);
        random_normals_each(draw_of(lanes->seed, PURPOSE_GP_LENGTH, lanes->month, 0, 0), row.slot,
                            row.future, lengths);
        for (size_t i = 0; i < row.count; i++) {
            if (lanes->flags[row.at[i]] & POST_GP) {
                count_gone(lanes, row.slot[i], row.at[i] % LANES);
            }
            start_doctor(lanes, row.slot[i], row.at[i] % LANES, words_of(row.words, i), ages[i],
                         lengths[i]);
        }
    }
    lanes->starting.count = 0;
}

void
doctors_happen(struct lanes *lanes, size_t first, const uint32_t *posts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int32_t event = lanes->events[posts[i] - first * LANES];
        if ((event & EVENT_OPEN) && lanes_hits(lanes, posts[i] / LANES, posts[i] % LANES)) {
            event |= EVENT_HIT;
        }
        note_event(lanes, posts[i], event);
    }
    for (size_t i = 0; i < lanes->opening_posts.count; i++) {
        uint32_t post = lanes->opening_posts.at[i];
        announce(lanes, post / LANES, post % LANES, 1);
        lanes->flags[post] = POST_EXISTS | POST_ANNOUNCED;
        lanes->due[post] = NEVER;
    }
    lanes->opening_posts.count = 0;
    for (size_t i = 0; i < lanes->giving_notice.count; i++) {
        uint32_t post = lanes->giving_notice.at[i];
        give_notice(lanes, post / LANES, post % LANES);
    }
    lanes->giving_notice.count = 0;
    look_for_locums(lanes);
    award_posts(lanes);
    start_doctors(lanes);
}

/* What measures change an established GP's cap by since the last review. */
static void
change_length(struct lanes *lanes, size_t slot, uint32_t lane)
{
    const struct model *model = lanes->plan->model;
    int32_t before = lanes->month < YEAR ? 0 : lanes->month - YEAR, change = 0;
    for (size_t e = 0; e < model->effort_count; e++) {
        const struct effort *effort = &model->efforts[e];
        const double *ramps = &lanes->plan->ramps[e * ((size_t)model->months + 1)];
        double step = ramps[lanes->month] - ramps[before];
        if (effort->lever != LEVER_list_length || step == 0) {
            continue;
        }
        struct draw draw = draw_of(lanes->seed, PURPOSE_TAKES, 0, (uint32_t)slot ^ effort->entity,
                                   lanes->first + lane);
        if (random_unit(draw) < lanes->effects[e][lane]) {
            change += (int32_t)lround(effort->size * step);
        }
    }
    int32_t *cap = &lanes->cap[at(slot, lane)];
    int32_t cap_max = lanes->plan->months[lanes->month].cap_max, floor = lanes->cap_floor[lane];
    int32_t changed =
        bounded(*cap + change, *cap < floor ? *cap : floor, *cap > cap_max ? *cap : cap_max);
    lanes->flows[FLOW_places_measures][lane] += changed - *cap;
    *cap = changed;
}

static bool
lengths_change(const struct lanes *lanes)
{
    const struct model *model = lanes->plan->model;
    int32_t before = lanes->month < YEAR ? 0 : lanes->month - YEAR;
    for (size_t e = 0; e < model->effort_count; e++) {
        const double *ramps = &lanes->plan->ramps[e * ((size_t)model->months + 1)];
        if (model->efforts[e].lever == LEVER_list_length && ramps[lanes->month] != ramps[before]) {
            return true;
        }
    }
    return false;
}

/* Whose cap is looked at: a GP with no notice given who has had the list for some time. */
static inline int32_t
is_established(const struct lanes *lanes, size_t i)
{
    return (lanes->flags[i] == (POST_EXISTS | POST_GP)) &
           (lanes->month - lanes->began[i] >= NEW_FOR);
}

VECTOR_CODE void
doctors_review(struct lanes *lanes, size_t slot)
{
    int32_t cap_max = lanes->plan->months[lanes->month].cap_max;
    const int32_t *birth = &lanes->birth[at(slot, 0)], *began = &lanes->began[at(slot, 0)];
    const int32_t *kind = &lanes->kind[at(slot, 0)], *flags = &lanes->flags[at(slot, 0)];
    int32_t *cap = &lanes->cap[at(slot, 0)], *shortened = lanes->flows[FLOW_places_shortened];
    float *hazards = &lanes->hazard[at(slot, 0)];
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        float renewed = hazard_of(lanes, i, birth[i], began[i], kind[i]), before = hazards[i];
        hazards[i] = flags[i] == (POST_EXISTS | POST_GP) ? renewed : before;
    }
    int32_t shorter[LANES], reviewed[LANES];
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        shorter[i] = (int32_t)((double)cap[i] * lanes->cap_factor[i] + 0.5);
        /* Who is at the floor stays there. */
        reviewed[i] = (flags[i] == (POST_EXISTS | POST_GP)) & (lanes->month - began[i] >= NEW_FOR) &
                      (cap[i] > lanes->cap_floor[i]);
    }
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        int32_t was = cap[i], low = lanes->cap_floor[i], high = was > cap_max ? was : cap_max;
        int32_t own = shorter[i] < low ? low : shorter[i];
        int32_t change = reviewed[i] * ((own > high ? high : own) - was);
        shortened[i] += change;
        cap[i] = was + change;
    }
    if (lengths_change(lanes)) {
        for (uint32_t i = 0; i < LANES; i++) {
            if (is_established(lanes, at(slot, i))) {
                change_length(lanes, slot, i);
            }
        }
    }
}

/* -- at the start ------------------------------------------------------------------------------ */

/* Age in months of one of the first doctors: a line through the quartiles. */
static inline double
first_age(const struct lanes *lanes, uint32_t lane, double u)
{
    double q25 = assumed(lanes, ASSUMPTION_gp_age_q25, lane);
    double q50 = assumed(lanes, ASSUMPTION_gp_age_q50, lane);
    double q75 = assumed(lanes, ASSUMPTION_gp_age_q75, lane);
    int32_t part = (int32_t)(u * 4);
    double low = part < 1 ? 28 : part < 2 ? q25 : part < 3 ? q50 : q75;
    double high = part < 1 ? q25 : part < 2 ? q50 : part < 3 ? q75 : 69;
    return (low + (u * 4 - part) * (high - low)) * YEAR;
}

/* A GP may have given notice in the months before the start: then it ends in one of the months of
 * notice, each as likely. */
static void
begin_notices(struct lanes *lanes, size_t slot)
{
    uint32_t rows[4 * LANES];
    int32_t notice = lanes->plan->months[0].notice;
    random_rows(draw_at(lanes, PURPOSE_UNDER_WAY, slot, 0), LANES, rows);
    for (uint32_t lane = 0; lane < LANES; lane++) {
        size_t i = at(slot, lane);
        struct random_words words = words_of(rows, lane);
        double gave = random_unit_of(words.word[0], words.word[1]);
        if (gave < (double)lanes->hazard[i] * notice) {
            double when = random_unit_of(words.word[2], words.word[3]);
            give_notice(lanes, slot, lane);
            lanes->ends[i] = lanes->due[i] = 1 + (int32_t)floor(notice * when);
        }
    }
}

static void
fill(int32_t row[LANES], int32_t value)
{
    for (uint32_t i = 0; i < LANES; i++) {
        row[i] = value;
    }
}

/* When the first doctors were born, of the words for it. */
static inline void
draw_births(const struct lanes *lanes, const uint32_t words[LANES], int32_t birth[LANES])
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        birth[i] = -(int32_t)first_age(lanes, i, words[i] * 0x1.0p-32);
    }
}

/* And when they began here, which nobody did before they could. */
static inline void
draw_tenures(const uint32_t words[LANES], const int32_t birth[LANES], int32_t began[LANES])
{
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        int32_t served = -birth[i] - ENTRY_AGE;
        double drawn = -tenure_mean * curve_log1p(-(words[i] * 0x1.0p-32));
        int32_t tenure = (int32_t)(drawn < TENURE_MOST ? drawn : TENURE_MOST);
        served = served > 0 ? served : 0;
        began[i] = -(tenure < served ? tenure : served);
    }
}

static inline void
draw_kinds(struct lanes *lanes, size_t slot, const struct model_list *list,
           const uint32_t words[4 * LANES])
{
    const int32_t *birth = &lanes->birth[at(slot, 0)];
    int32_t *kind = &lanes->kind[at(slot, 0)], end_months = lanes->plan->months[0].end_months;
    int32_t known = list->sex != CHOICE_NONE, known_woman = list->sex == SEX_FEMALE;
    int32_t salaried = list->salaried ? GP_SALARIED : 0;
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        double women = assumed(lanes, ASSUMPTION_women_share, i);
        int32_t woman = known ? known_woman : words[i] * 0x1.0p-32 < women;
        double share = assumed(lanes, ASSUMPTION_extension_share, i);
        /* Who works on past the age limit has been extended. */
        int32_t extended = (words[2 * LANES + i] * 0x1.0p-32 < share) | (-birth[i] > end_months);
        kind[i] = woman * GP_WOMAN | salaried | extended * GP_EXTENDED;
    }
}

VECTOR_CODE static void
begin_doctors(struct lanes *lanes, size_t slot, const struct model_list *list)
{
    struct date start = lanes->plan->model->start;
    int32_t *birth = &lanes->birth[at(slot, 0)], *began = &lanes->began[at(slot, 0)];
    uint32_t rows[4 * LANES];
    random_rows(draw_at(lanes, PURPOSE_GP_KIND, slot, 0), LANES, rows);
    if (date_is_none(list->born)) {
        draw_births(lanes, &rows[LANES], birth);
    } else {
        fill(birth, -months_between(list->born, start));
    }
    if (date_is_none(list->since)) {
        draw_tenures(&rows[3 * LANES], birth, began);
    } else {
        fill(began, -months_between(list->since, start));
    }
    draw_kinds(lanes, slot, list, rows);
    VECTOR_LOOP
    for (uint32_t lane = 0; lane < LANES; lane++) {
        settle(lanes, slot, lane);
    }
    if (lanes->plan->model->under_way) {
        begin_notices(lanes, slot);
    }
}

/* Of the posts announced, some have been awarded to one who has not started yet: as many to one
 * that is announced as the rate of filling × the mean time to a start. What is left of that time is
 * shorter than the whole of it. */
void
doctors_find_successors(struct lanes *lanes)
{
    for (size_t slot = 0; slot < lanes->plan->slot_count; slot++) {
        for (uint32_t lane = 0; lane < LANES; lane++) {
            size_t i = at(slot, lane);
            if (!(lanes->flags[i] & POST_ANNOUNCED)) {
                continue;
            }
            int channel = slot_channel(lanes->plan->slots[slot].channel, lanes->cap[i]);
            double found, when, delay = assumed(lanes, ASSUMPTION_start_delay, lane);
            random_pair(draw_at(lanes, PURPOSE_UNDER_WAY, slot, lane), &found, &when);
            double rate = -log1p(-(double)lanes->fill[channel][lane]) * (delay + 0.5);
            if (found * (1 + rate) < rate) {
                int32_t start = lanes->month + 1 + (int32_t)floor(2 * delay * (1 - sqrt(1 - when)));
                bool notice = lanes->flags[i] & POST_GP;
                lanes->starts[i] = notice && start < lanes->ends[i] ? lanes->ends[i] : start;
                lanes->due[i] =
                    lanes->ends[i] < lanes->starts[i] ? lanes->ends[i] : lanes->starts[i];
                announce(lanes, slot, lane, -1);
                lanes->flags[i] &= ~POST_ANNOUNCED;
            }
        }
    }
}

/* The month a post that is not there yet opens; NEVER when not within the model. */
static int32_t
opening_month(const struct lanes *lanes, size_t slot, uint32_t lane)
{
    const struct futures_plan *plan = lanes->plan;
    const struct plan_slot *post = &plan->slots[slot];
    const struct model *model = plan->model;
    double turn = post->ordinal + lanes->opening[lane];
    if (post->effort == NO_EFFORT) {
        double rate = assumed(lanes, ASSUMPTION_post_growth, lane) * (double)model->list_count;
        double month = rate > 0 ? ceil(YEAR * turn / rate) : HUGE_VAL;
        return month > model->months ? NEVER : month < 1 ? 1 : (int32_t)month;
    }
    const double *opens = &plan->opens[(size_t)post->effort * ((size_t)model->months + 1)];
    double effect = lanes->effects[post->effort][lane];
    for (int32_t t = 1; t <= model->months; t++) {
        if (opens[t] * effect >= turn && opens[t] > 0) {
            return t;
        }
    }
    return NEVER;
}

void
doctors_begin(struct lanes *lanes)
{
    const struct futures_plan *plan = lanes->plan;
    for (size_t slot = 0; slot < plan->slot_count; slot++) {
        const struct model_list *list =
            plan->slots[slot].initial ? &plan->model->lists[slot] : NULL;
        lanes->opens_at[slot] = list != NULL ? 0 : NEVER;
        for (uint32_t lane = 0; lane < LANES; lane++) {
            size_t i = at(slot, lane);
            lanes->starts[i] = lanes->ends[i] = NEVER;
            lanes->hazard[i] = 0;
            lanes->kind[i] = lanes->birth[i] = lanes->began[i] = lanes->flags[i] = 0;
            lanes->cap[i] = list != NULL ? list->cap : 0;
            lanes->length[i] = list != NULL ? list->length : 0;
            lanes->waits[i] = list != NULL ? bounded(list->waiting, 0, SPREAD_SIZE_MAX) : 0;
            lanes->open[i] = list != NULL && list->state == LIST_OPEN;
            if (list == NULL) {
                lanes->due[i] = opening_month(lanes, slot, lane);
                lanes->opens_at[slot] =
                    lanes->due[i] < lanes->opens_at[slot] ? lanes->due[i] : lanes->opens_at[slot];
            } else if (list->status != POST_HELD) {
                announce(lanes, slot, lane, 1);
                lanes->flags[i] =
                    POST_EXISTS | POST_ANNOUNCED | (list->status == POST_LOCUM ? POST_BY_LOCUM : 0);
                /* A locum works with a list: there is none where nobody has had the post. */
                lanes->ends[i] = lanes->due[i] = list->cap > 0 ? LOCUM_EVERY : NEVER;
            }
        }
        if (list != NULL && list->status == POST_HELD) {
            begin_doctors(lanes, slot, list);
        }
    }
}
