/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/synthesis.h"

#include "base/number.h"
#include "base/random.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum purpose {
    DRAW_PRACTICE_SIZE = 1,
    DRAW_ADJUST,
    DRAW_LIST_ORDER,
    DRAW_OPEN_LIST,
    DRAW_OPEN_PLACES
};

/* A list is open with 10 (the reopening threshold's habit) to 59 free places. */
enum { OPEN_PLACES_MIN = 10, OPEN_PLACES_SPAN = 50 };

struct making {
    const struct municipality *municipality;
    struct date date;
    uint64_t seed;
    struct arena *arena;
    struct practice *practices;
    struct post *posts;
    struct list *lists;
    size_t practice_count, post_count;
    struct error *error;
};

static bool
cannot(struct making *making, const char *missing)
{
    error_set(making->error, ERROR_CANNOT_ANSWER, NULL, missing);
    return false;
}

static bool
no_memory(struct making *making)
{
    error_set(making->error, ERROR_MEMORY, NULL, NULL);
    return false;
}

static uint32_t
draw_below(const struct making *making, enum purpose purpose, size_t entity, size_t index,
           size_t bound)
{
    struct draw draw = {making->seed, (uint32_t)purpose, (uint32_t)entity, (uint32_t)index};
    return random_below(draw, (uint32_t)bound);
}

/* An observation of a district or the municipality that is a whole number, or −1. */
static int64_t
observed(const struct making *making, enum indicator indicator, const char *district)
{
    struct figure figure;
    bool found =
        observation_latest(making->municipality, indicator, district, making->date, &figure);
    bool whole =
        found && figure.value >= 0 && figure.value <= 1e9 && !(figure.value > floor(figure.value));
    return whole ? (int64_t)figure.value : -1;
}

static const char *
make_key(struct making *making, const char *prefix, size_t number)
{
    struct text key;
    text_init(&key, 256);
    text_format(&key, "%s-%02zu", prefix, number);
    char *copy = arena_copy(making->arena, text_string(&key), key.length);
    text_free(&key);
    return copy;
}

/* -- practices and posts ----------------------------------------------------------------------- */

/* A practice size drawn as `practice_sizes` spreads; 1 where the table is empty. */
static int64_t
draw_size(const struct making *making, size_t entity, size_t index)
{
    size_t count;
    const struct practice_size *sizes =
        municipality_rows(making->municipality, TABLE_PRACTICE_SIZES, &count);
    int64_t all = 0;
    for (size_t i = 0; i < count; i++) {
        all += sizes[i].practices;
    }
    if (all <= 0) {
        return 1;
    }
    int64_t left = draw_below(making, DRAW_PRACTICE_SIZE, entity, index, (size_t)all);
    for (size_t i = 0; i < count; i++) {
        left -= sizes[i].practices;
        if (left < 0) {
            return sizes[i].gps;
        }
    }
    return 1;
}

/* Sizes for the practices of one district: drawn, then raised or lowered one GP at a time at random
 * until they add up. */
static int64_t *
draw_sizes(struct making *making, size_t district, size_t practices, int64_t gps)
{
    int64_t *sizes = arena_array(making->arena, practices, sizeof *sizes);
    if (sizes == NULL) {
        return NULL;
    }
    int64_t sum = 0;
    for (size_t i = 0; i < practices; i++) {
        sizes[i] = draw_size(making, district, i);
        sum += sizes[i];
    }
    for (size_t step = 0; sum != gps; step++) {
        size_t at = draw_below(making, DRAW_ADJUST, district, step, practices);
        if (sum < gps) {
            sizes[at]++;
            sum++;
        } else if (sizes[at] > 1) {
            sizes[at]--;
            sum--;
        }
    }
    return sizes;
}

static bool
make_district(struct making *making, size_t number, const struct district *district)
{
    size_t practices = (size_t)observed(making, INDICATOR_practices, district->district);
    int64_t gps = observed(making, INDICATOR_gps, district->district);
    int64_t *sizes = practices == 0 ? NULL : draw_sizes(making, number, practices, gps);
    if (practices > 0 && sizes == NULL) {
        return no_memory(making);
    }
    const char *prefix =
        district->code[0] != '\0' ? district->code : make_key(making, "D", number + 1);
    for (size_t p = 0; p < practices; p++) {
        struct practice *practice = &making->practices[making->practice_count++];
        *practice = (struct practice){
            .practice = prefix == NULL ? NULL : make_key(making, prefix, p + 1),
            .name = "",
            .district = district->district,
            .zone = "",
            .synthetic = FLAG_YES,
            .source = SYNTHESIS_SOURCE,
        };
        if (practice->practice == NULL) {
            return no_memory(making);
        }
        for (int64_t g = 0; g < sizes[p]; g++) {
            struct post *post = &making->posts[making->post_count++];
            *post = (struct post){
                .post = make_key(making, practice->practice, (size_t)g + 1),
                .practice = practice->practice,
                .status = POST_HELD,
                .employment = CHOICE_NONE,
                .synthetic = FLAG_YES,
                .source = SYNTHESIS_SOURCE,
            };
            if (post->post == NULL) {
                return no_memory(making);
            }
        }
    }
    return true;
}

static bool
make_practices(struct making *making)
{
    size_t count, practices = 0, posts = 0;
    const struct district *districts =
        municipality_rows(making->municipality, TABLE_DISTRICTS, &count);
    for (size_t i = 0; i < count; i++) {
        int64_t here = observed(making, INDICATOR_practices, districts[i].district);
        int64_t gps = observed(making, INDICATOR_gps, districts[i].district);
        if (here < 0 || gps < here || (here == 0 && gps > 0)) {
            struct text what;
            text_init(&what, 256);
            text_format(&what, "observations.csv: practices, gps: %s", districts[i].district);
            cannot(making, text_string(&what));
            text_free(&what);
            return false;
        }
        practices += (size_t)here;
        posts += (size_t)gps;
    }
    if (posts == 0) {
        return cannot(making, "districts.csv: 0");
    }
    making->practices = arena_array(making->arena, practices, sizeof *making->practices);
    making->posts = arena_array(making->arena, posts, sizeof *making->posts);
    making->lists = arena_array(making->arena, posts, sizeof *making->lists);
    if (making->practices == NULL || making->posts == NULL || making->lists == NULL) {
        return no_memory(making);
    }
    for (size_t i = 0; i < count; i++) {
        if (!make_district(making, i, &districts[i])) {
            return false;
        }
    }
    return true;
}

/* -- caps and lengths -------------------------------------------------------------------------- */

/* The list length that a share of all lists does not exceed, by straight lines between the table's
 * points. */
static double
spread_at(const struct list_spread *spread, size_t count, double share)
{
    for (size_t i = 1; i < count; i++) {
        if (share <= spread[i].share) {
            double width = spread[i].share - spread[i - 1].share;
            double part = width > 0 ? (share - spread[i - 1].share) / width : 0;
            return (double)spread[i - 1].length +
                   part * (double)(spread[i].length - spread[i - 1].length);
        }
    }
    return (double)spread[count - 1].length;
}

static bool
is_ascending(const struct list_spread *spread, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (spread[i].share <= spread[i - 1].share || spread[i].length < spread[i - 1].length) {
            return false;
        }
    }
    return count >= 2;
}

/* Spreads `excess` places over caps, one each in turn, inside 1 … cap_max. False when they do not
 * fit. */
static bool
even_out(struct making *making, int64_t excess, int64_t cap_max)
{
    for (bool moved = true; excess != 0 && moved;) {
        moved = false;
        for (size_t i = 0; i < making->post_count && excess != 0; i++) {
            int64_t *cap = &making->posts[i].cap;
            int64_t step = excess > 0 ? 1 : -1;
            if (*cap + step >= 1 && *cap + step <= cap_max) {
                *cap += step;
                excess -= step;
                moved = true;
            }
        }
    }
    return excess == 0;
}

static bool
make_caps(struct making *making, int64_t places, int64_t cap_max)
{
    size_t count, posts = making->post_count;
    const struct list_spread *spread =
        municipality_rows(making->municipality, TABLE_LIST_SPREAD, &count);
    if (!is_ascending(spread, count)) {
        return cannot(making, "list_spread.csv: share, length");
    }
    /* Evenly spaced shares give the shape exactly; a random order gives it to no practice in
     * particular. */
    double sum = 0;
    for (size_t i = 0; i < posts; i++) {
        sum += spread_at(spread, count, ((double)i + 0.5) / (double)posts);
    }
    size_t *order = arena_array(making->arena, posts, sizeof *order);
    if (order == NULL) {
        return no_memory(making);
    }
    for (size_t i = 0; i < posts; i++) {
        size_t at = draw_below(making, DRAW_LIST_ORDER, 0, i, i + 1);
        order[i] = order[at];
        order[at] = i;
    }
    int64_t excess = places;
    for (size_t i = 0; i < posts; i++) {
        double length = spread_at(spread, count, ((double)order[i] + 0.5) / (double)posts);
        double cap = fmin(fmax(round(length * (double)places / sum), 1), (double)cap_max);
        making->posts[i].cap = (int64_t)cap;
        excess -= making->posts[i].cap;
    }
    return even_out(making, excess, cap_max) || cannot(making, "observations.csv: places");
}

static bool
make_lists(struct making *making, int64_t free_places)
{
    size_t posts = making->post_count;
    for (size_t i = 0; i < posts; i++) {
        making->lists[i] = (struct list){
            .post = making->posts[i].post,
            .date = making->date,
            .length = making->posts[i].cap,
            .state = LIST_CLOSED,
            .synthetic = FLAG_YES,
            .source = SYNTHESIS_SOURCE,
        };
    }
    size_t tries = posts * 64;
    for (size_t step = 0; free_places > 0 && step < tries; step++) {
        struct list *list = &making->lists[draw_below(making, DRAW_OPEN_LIST, 0, step, posts)];
        int64_t open =
            OPEN_PLACES_MIN + draw_below(making, DRAW_OPEN_PLACES, 0, step, OPEN_PLACES_SPAN);
        open = open < free_places ? open : free_places;
        if (list->state == LIST_CLOSED && open <= list->length) {
            list->length -= open;
            list->state = LIST_OPEN;
            free_places -= open;
        }
    }
    /* Where there is much free, the draws above run out of closed lists: the rest is spread evenly.
     */
    for (bool moved = true; free_places > 0 && moved;) {
        moved = false;
        for (size_t i = 0; i < posts && free_places > 0; i++) {
            if (making->lists[i].length > 0) {
                making->lists[i].length--;
                making->lists[i].state = LIST_OPEN;
                free_places--;
                moved = true;
            }
        }
    }
    return free_places == 0 || cannot(making, "observations.csv: free_places");
}

static struct table
as_table(enum table_id id, void *rows, size_t count)
{
    return (struct table){
        .schema = &municipality_schemas[id], .rows = rows, .count = count, .file = ""};
}

bool
synthesis_run(const struct municipality *municipality, const struct rulebook *rulebook,
              struct date date, uint64_t seed, struct arena *arena, struct synthesis *out,
              struct error *error)
{
    struct making making = {
        .municipality = municipality, .date = date, .seed = seed, .arena = arena, .error = error};
    int64_t places = observed(&making, INDICATOR_places, "");
    int64_t free_places = observed(&making, INDICATOR_free_places, "");
    double cap_max = rule_value(rulebook, RULE_cap_max, date);
    if (places < 1 || free_places < 0 || free_places > places) {
        return cannot(&making, "observations.csv: places, free_places");
    }
    if (isnan(cap_max)) {
        return cannot(&making, "cap_max");
    }
    if (!make_practices(&making) || !make_caps(&making, places, (int64_t)cap_max) ||
        !make_lists(&making, free_places)) {
        return false;
    }
    *out = (struct synthesis){
        .practices = as_table(TABLE_PRACTICES, making.practices, making.practice_count),
        .posts = as_table(TABLE_POSTS, making.posts, making.post_count),
        .lists = as_table(TABLE_LISTS, making.lists, making.post_count),
    };
    return true;
}
