/* SPDX-License-Identifier: EUPL-1.2 */
/* A month of every list in LANES futures at once. What is done to a list is a loop over the lanes
 * that compilers make vector code of; persons who leave, come, wait and move are counts, spread
 * over the lists in proportion to what they choose by. */
#include "base/vector.h"
#include "forecast/draws.h"
#include "forecast/lanes.h"

#include <string.h>

enum { YEAR = 12 };

/* This lane's part of `size`, with what is left over carried on: size × share + carry, in words. */
static inline int32_t
spread_take(struct spread *spread, uint32_t lane, int32_t size)
{
    uint32_t low = (uint32_t)size * spread->share_low[lane] + spread->carry_low[lane];
    uint32_t part = (uint32_t)size * spread->share[lane] + spread->carry[lane] + (low >> LOW_BITS);
    spread->carry_low[lane] = low & (((uint32_t)1 << LOW_BITS) - 1);
    spread->carry[lane] = part & (((uint32_t)1 << CHOICE_BITS) - 1);
    return (int32_t)(part >> CHOICE_BITS);
}

static inline int32_t
choice_take(struct choice *choice, uint32_t lane, int32_t size)
{
    uint32_t part = (uint32_t)size * choice->share[lane] + choice->carry[lane];
    choice->carry[lane] = part & (((uint32_t)1 << CHOICE_BITS) - 1);
    return (int32_t)(part >> CHOICE_BITS);
}

/* What the chance of a post goes by. */
struct chances {
    const int32_t *flags, *cap;
    const float *hazard, *stay, *fill, *fill_held, *fill_locum;
};

static inline struct chances
chances_of(const struct lanes *lanes, size_t slot)
{
    int channel = lanes->plan->slots[slot].channel, held = slot_channel(channel, 1);
    return (struct chances){.flags = &lanes->flags[slot * LANES],
                            .cap = &lanes->cap[slot * LANES],
                            .hazard = &lanes->hazard[slot * LANES],
                            .stay = lanes->stay,
                            .fill = lanes->fill[channel],
                            .fill_held = lanes->fill[held],
                            .fill_locum = lanes->fill_locum[held]};
}

/* The chance that something happens at the post in the month. */
static inline float
chance_of(const struct chances *chances, uint32_t i)
{
    /* All is read before any is chosen, which leaves no branch. */
    float never_held = chances->fill[i], was_held = chances->fill_held[i];
    float with_locum = chances->fill_locum[i], leaves = chances->hazard[i] * chances->stay[i];
    int32_t flags = chances->flags[i];
    float alone = chances->cap[i] > 0 ? was_held : never_held;
    float announced = flags & POST_BY_LOCUM ? with_locum : alone;
    return flags & POST_ANNOUNCED ? announced : leaves;
}

/* Half a word of chance is looked at first, and the rest of it only where that leaves it open. */
enum { HALF_WORD = 16 };

/* Where the halves of a slot are, and how far up in their words. */
static inline const uint32_t *
halves_of(const struct lanes *lanes, size_t slot, uint32_t *shift)
{
    *shift = slot % 2 == 0 ? 0 : HALF_WORD;
    return &lanes->words[slot % SLOTS_TOGETHER / 2 * LANES];
}

static inline float
half_unit(uint32_t word, uint32_t shift)
{
    return (float)(int32_t)(word >> shift & 0xFFFF) * 0x1.0p-16F;
}

/* What happens or may happen in each lane and what there is at the post, and in which lanes
 * anything does, a bit each. */
static inline uint32_t
find_events(const struct lanes *lanes, size_t slot, int32_t events[LANES])
{
    uint32_t shift, found = 0;
    const uint32_t *words = halves_of(lanes, slot, &shift);
    const int32_t *due = &lanes->due[slot * LANES];
    const struct chances chances = chances_of(lanes, slot);
    int32_t month = lanes->month;
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        float low = half_unit(words[i], shift), chance = chance_of(&chances, i);
        int32_t may = low < chance, hit = low + 0x1.0p-16F <= chance;
        int32_t event = (may ^ hit) * EVENT_OPEN + hit * EVENT_HIT + (due[i] == month) * EVENT_DUE;
        events[i] = event + chances.flags[i];
        found |= (uint32_t)(event != 0) << i;
    }
    return found;
}

bool
lanes_hits(const struct lanes *lanes, size_t slot, uint32_t lane)
{
    uint32_t shift;
    const uint32_t *words = halves_of(lanes, slot, &shift);
    const struct chances chances = chances_of(lanes, slot);
    float low = half_unit(words[lane], shift), chance = chance_of(&chances, lane);
    struct draw draw =
        draw_of(lanes->seed, PURPOSE_EVENT_REST, lanes->month, (uint32_t)slot, lanes->first + lane);
    return (double)low + random_unit(draw) * 0x1.0p-16 < (double)chance;
}

/* Those who wished for another list before this month, by where they chose; before anything of the
 * month has changed the list. */
static inline void
join_queue(const struct lanes *lanes, size_t slot, struct choice *choosing,
           struct choice *choosing_open)
{
    int32_t *joins = &lanes->came[slot * LANES];
    const int32_t *flags = &lanes->flags[slot * LANES], *cap = &lanes->cap[slot * LANES];
    const int32_t *length = &lanes->length[slot * LANES], *open = &lanes->open[slot * LANES];
    VECTOR_LOOP
    for (int i = 0; i < LANES; i++) {
        int32_t served = (flags[i] & (POST_GP | POST_BY_LOCUM)) != 0, free = cap[i] - length[i];
        int32_t vacant = (served & open[i] & (free > 0)) * free;
        joins[i] = choice_take(choosing, (uint32_t)i, served * length[i]) +
                   choice_take(choosing_open, (uint32_t)i, vacant);
    }
}

/* Who dies, moves out, is born or gives up waiting, and whom the list then has room for. */
static inline void
people_of_list(const struct lanes *lanes, size_t slot, struct spread *leaving,
               struct spread *giving_up, struct turns *turns)
{
    struct opening_terms terms = lanes->plan->months[lanes->month].terms;
    const int32_t *flags = &lanes->flags[slot * LANES], *cap = &lanes->cap[slot * LANES];
    int32_t *length = &lanes->length[slot * LANES], *waits = &lanes->waits[slot * LANES];
    int32_t *open = &lanes->open[slot * LANES], *room = &lanes->room_of[slot * LANES];
    const int32_t *joins = &lanes->came[slot * LANES]; /* join_queue's */
    VECTOR_LOOP
    for (int i = 0; i < LANES; i++) {
        int32_t left = spread_take(leaving, (uint32_t)i, length[i]);
        int32_t gave_up = spread_take(giving_up, (uint32_t)i, waits[i]);
        int32_t listed = length[i] - left * lanes->leaving_sign[i];
        int32_t waiting = waits[i] + joins[i] - gave_up;
        waiting = waiting < SPREAD_SIZE_MAX ? waiting : SPREAD_SIZE_MAX;
        int32_t served = (flags[i] & (POST_GP | POST_BY_LOCUM)) != 0;
        int32_t most = cap[i] < SPREAD_SIZE_MAX ? cap[i] : SPREAD_SIZE_MAX;
        int32_t opens = served & opening_is_open(terms, open[i], most, listed);
        int32_t batch = opening_is_batch(terms, open[i], opens, waiting);
        int32_t given = opening_room(terms, opens, batch, most, listed);
        length[i] = listed;
        waits[i] = waiting;
        room[i] = given;
        open[i] = opens & ~batch;
        turns->room[i] += given;
        turns->listed[i] += listed;
        turns->waiting[i] += waiting;
    }
}

/* Who joins queues, and the lanes in which something may happen, of the slots from `first` to
 * `end`.
 */
VECTOR_CODE static void
look_at(struct lanes *lanes, size_t first, size_t end, uint32_t found[SLOTS_TOGETHER])
{
    uint32_t draw = (uint32_t)(first / SLOTS_PER_DRAW);
    uint32_t draws = (uint32_t)((end - first + SLOTS_PER_DRAW - 1) / SLOTS_PER_DRAW);
    random_entities(draw_of(lanes->seed, PURPOSE_EVENT, lanes->month, draw, lanes->first), draws,
                    lanes->words);
    struct choice choosing = lanes->choosing, choosing_open = lanes->choosing_open;
    for (size_t slot = first; slot < end; slot++) {
        found[slot - first] = 0;
        if (lanes->month < lanes->opens_at[slot]) {
            continue;
        }
        join_queue(lanes, slot, &choosing, &choosing_open);
        found[slot - first] = find_events(lanes, slot, &lanes->events[(slot - first) * LANES]);
    }
    lanes->choosing = choosing;
    lanes->choosing_open = choosing_open;
}

/* Of the lanes in which something may happen at a slot, so many are written whether there are as
 * many or not, so that there is no branch to guess. Seldom are there more. */
enum { LISTED_AT_ONCE = 4 };

/* What happens at their posts. */
VECTOR_CODE static void
happen(struct lanes *lanes, size_t first, size_t end, const uint32_t found[SLOTS_TOGETHER])
{
    const uint32_t last_lane = (uint32_t)1 << (LANES - 1);
    uint32_t posts[DRAWS_MOST + 1];
    size_t count = 0;
    for (size_t slot = first; slot < end; slot++) {
        uint32_t left = found[slot - first], post = (uint32_t)slot * LANES;
        UNROLLED_LOOP
        for (int i = 0; i < LISTED_AT_ONCE; i++, left &= left - 1) {
            posts[count] = post + (uint32_t)__builtin_ctz(left | last_lane);
            count += left != 0;
        }
        for (; left != 0; left &= left - 1) {
            posts[count++] = post + (uint32_t)__builtin_ctz(left);
        }
    }
    doctors_happen(lanes, first, posts, count);
}

/* The people of the slots from `first` to `end`. */
VECTOR_CODE static void
move_people(struct lanes *lanes, size_t first, size_t end)
{
    struct spread leaving = lanes->leaving, giving_up = lanes->giving_up;
    struct turns turns = lanes->turns;
    for (size_t slot = first; slot < end; slot++) {
        if (lanes->month >= lanes->opens_at[slot]) {
            people_of_list(lanes, slot, &leaving, &giving_up, &turns);
        }
    }
    lanes->leaving = leaving;
    lanes->giving_up = giving_up;
    lanes->turns = turns;
}

/* How many slots on from `first` the next is of those whose month it is: each has one a year. */
static size_t
until_review(const struct lanes *lanes, size_t first)
{
    return (YEAR - ((size_t)lanes->month + first) % YEAR) % YEAR;
}

void
lanes_open_month(struct lanes *lanes)
{
    size_t count = lanes->plan->slot_count;
    memset(&lanes->turns, 0, sizeof lanes->turns);
    for (size_t first = 0; first < count; first += SLOTS_TOGETHER) {
        size_t end = count - first < SLOTS_TOGETHER ? count : first + SLOTS_TOGETHER;
        uint32_t found[SLOTS_TOGETHER];
        while (end > first && lanes->month < lanes->opens_at[end - 1]) {
            end--; /* nothing is drawn for those that are not open yet, as most of the last are */
        }
        look_at(lanes, first, end, found);
        happen(lanes, first, end, found);
        for (size_t slot = first + until_review(lanes, first); slot < end; slot += YEAR) {
            if (lanes->month >= lanes->opens_at[slot]) {
                doctors_review(lanes, slot);
            }
        }
        move_people(lanes, first, end);
    }
}

/* The unassigned take places in proportion to what is free, when the queues have been served. */
VECTOR_CODE void
lanes_place_unassigned(struct lanes *lanes)
{
    for (size_t slot = 0; slot < lanes->plan->slot_count; slot++) {
        const int32_t *room = &lanes->room_of[slot * LANES];
        int32_t *came = &lanes->came[slot * LANES];
        if (lanes->month < lanes->opens_at[slot]) {
            continue;
        }
        VECTOR_LOOP
        for (uint32_t i = 0; i < LANES; i++) {
            came[i] += spread_take(&lanes->placing, i, room[i]);
        }
    }
}

/* Whose turn it is comes, and leaves room for others. */
static inline void
serve_queue(const struct lanes *lanes, size_t slot, struct turns *turns)
{
    int32_t *room = &lanes->room_of[slot * LANES], *came = &lanes->came[slot * LANES];
    int32_t *waits = &lanes->waits[slot * LANES];
    VECTOR_LOOP
    for (int i = 0; i < LANES; i++) {
        int32_t served = waits[i] < room[i] ? waits[i] : room[i], left = room[i] - served;
        waits[i] -= served;
        room[i] = left;
        came[i] = served;
        turns->moved[i] += served;
        turns->room[i] += left;
    }
}

/* As serve_queue, after the unassigned: nobody comes to the room that is left. */
static inline void
place_and_serve(const struct lanes *lanes, size_t slot, struct spread *placing, struct turns *turns)
{
    const int32_t *room = &lanes->room_of[slot * LANES];
    int32_t *came = &lanes->came[slot * LANES], *waits = &lanes->waits[slot * LANES];
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        int32_t placed = spread_take(placing, i, room[i]), left = room[i] - placed;
        int32_t served = waits[i] < left ? waits[i] : left;
        waits[i] -= served;
        came[i] = placed + served;
        turns->moved[i] += served;
    }
}

VECTOR_CODE void
lanes_serve_queues(struct lanes *lanes, bool place_first)
{
    struct spread placing = lanes->placing;
    struct turns turns = lanes->turns;
    memset(turns.moved, 0, sizeof turns.moved);
    memset(turns.room, 0, sizeof turns.room);
    for (size_t slot = 0; slot < lanes->plan->slot_count; slot++) {
        if (lanes->month < lanes->opens_at[slot]) {
            continue;
        }
        if (place_first) {
            place_and_serve(lanes, slot, &placing, &turns);
        } else {
            serve_queue(lanes, slot, &turns);
        }
    }
    lanes->turns = turns;
}

/* Who moved leaves the list left, and a list that is full closes. */
static inline void
leave_places(const struct lanes *lanes, size_t slot, struct spread *moving)
{
    const int32_t *cap = &lanes->cap[slot * LANES], *came = &lanes->came[slot * LANES];
    int32_t *length = &lanes->length[slot * LANES], *open = &lanes->open[slot * LANES];
    VECTOR_LOOP
    for (uint32_t i = 0; i < LANES; i++) {
        int32_t with = length[i] + came[i];
        length[i] = with - spread_take(moving, i, length[i]);
        open[i] &= with < cap[i];
    }
}

/* What is counted of a list when the month is over. */
static inline void
count_list(const struct lanes *lanes, size_t slot, struct counts *counts)
{
    const int32_t *flags = &lanes->flags[slot * LANES], *cap = &lanes->cap[slot * LANES];
    const int32_t *length = &lanes->length[slot * LANES], *open = &lanes->open[slot * LANES];
    const int32_t *waits = &lanes->waits[slot * LANES];
    VECTOR_LOOP
    for (int i = 0; i < LANES; i++) {
        int32_t free = cap[i] - length[i];
        int32_t gp = (flags[i] & POST_GP) != 0, locum = (flags[i] & POST_BY_LOCUM) != 0;
        counts->listed[i] += length[i];
        counts->places[i] += cap[i];
        counts->waiting[i] += waits[i];
        counts->free[i] += ((gp | locum) & open[i] & (free > 0)) * free;
        counts->posts[i] += (flags[i] & POST_EXISTS) != 0;
        counts->gps[i] += gp;
        counts->locums[i] += locum;
        counts->with_gp[i] += gp * length[i];
        counts->served[i] += (gp | locum) * length[i];
    }
}

/* GPs who are new, and old, which only some costs ask for. */
static void
count_stages(struct lanes *lanes, size_t slot)
{
    enum { OLD = 62 * YEAR };
    for (uint32_t i = 0; i < LANES; i++) {
        size_t at = slot * LANES + i;
        if (lanes->flags[at] & POST_GP) {
            int32_t tenure = lanes->month - lanes->began[at];
            lanes->new_gps[i] += tenure < lanes->assumed[ASSUMPTION_exit_new_years][i] * YEAR;
            lanes->old_gps[i] += lanes->month - lanes->birth[at] >= OLD;
        }
    }
}

static void
count_district(const struct lanes *lanes, size_t slot, struct futures *out)
{
    int32_t district = lanes->plan->slots[slot].district;
    if (district < 0) {
        return;
    }
    size_t row = (size_t)district * DISTRICT_OUTCOME_COUNT, at = lanes->first - out->first;
    float *gps = &out->by_district[futures_at(out, row + DISTRICT_gps, lanes->month) + at];
    float *places = &out->by_district[futures_at(out, row + DISTRICT_places, lanes->month) + at];
    float *listed = &out->by_district[futures_at(out, row + DISTRICT_listed, lanes->month) + at];
    for (uint32_t i = 0; i < lanes->count; i++) {
        gps[i] += lanes->flags[slot * LANES + i] & POST_GP ? 1 : 0;
        places[i] += (float)lanes->cap[slot * LANES + i];
        listed[i] += (float)lanes->length[slot * LANES + i];
    }
}

/* What only some costs, or a table by district, ask for. */
static void
count_details(struct lanes *lanes, struct futures *out)
{
    bool by_district = out->by_district != NULL && futures_records(out, lanes->month);
    bool stages = lanes->plan->counts_stages;
    memset(lanes->new_gps, 0, sizeof lanes->new_gps);
    memset(lanes->old_gps, 0, sizeof lanes->old_gps);
    for (size_t slot = 0; (stages || by_district) && slot < lanes->plan->slot_count; slot++) {
        if (lanes->month < lanes->opens_at[slot]) {
            continue;
        }
        if (stages) {
            count_stages(lanes, slot);
        }
        if (by_district) {
            count_district(lanes, slot, out);
        }
    }
}

VECTOR_CODE static void
count_lists(struct lanes *lanes)
{
    struct spread moving = lanes->moving;
    struct counts counts = {0};
    for (size_t slot = 0; slot < lanes->plan->slot_count; slot++) {
        if (lanes->month < lanes->opens_at[slot]) {
            continue;
        }
        if (lanes->month > 0) {
            leave_places(lanes, slot, &moving);
        }
        count_list(lanes, slot, &counts);
    }
    lanes->counts = counts;
}

void
lanes_close_month(struct lanes *lanes, struct futures *out)
{
    count_lists(lanes);
    count_details(lanes, out);
}
