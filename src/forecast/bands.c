/* SPDX-License-Identifier: EUPL-1.2 */
#include "forecast/bands.h"

#include "base/sort.h"

#include <assert.h>
#include <math.h>

const char *const quantile_ids[QUANTILE_COUNT + 1] = {"p05", "p10", "p25", "p50",
                                                      "p75", "p90", "p95", NULL};

/* In hundredths, so that places are exact. */
static const size_t percents[QUANTILE_COUNT] = {5, 10, 25, 50, 75, 90, 95};

enum {
    SORTED_AT_ONCE = 16, /* fewer values than this are sorted by insertion */
    DEPTH_MAX = 64,      /* poor splits in a row before the rest is sorted outright */
};

static int
compare_values(const void *a, const void *b)
{
    const float left = *(const float *)a, right = *(const float *)b;
    return (left > right) - (left < right);
}

static void
insertion_sort(float *values, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        float value = values[i];
        size_t at = i;
        for (; at > 0 && values[at - 1] > value; at--) {
            values[at] = values[at - 1];
        }
        values[at] = value;
    }
}

/* Moves those below `pivot` (or not above it, when `equal_too`) to the front, and returns how many
 * they are. Every value is written whether it moves or not, so that there is no branch to guess. */
static size_t
split(float *values, size_t count, float pivot, bool equal_too)
{
    size_t front = 0;
    for (size_t i = 0; i < count; i++) {
        float value = values[i];
        values[i] = values[front];
        values[front] = value;
        front += equal_too ? value <= pivot : value < pivot;
    }
    return front;
}

static float
middle(float a, float b, float c)
{
    float low = a < b ? a : b, high = a < b ? b : a, rest = high < c ? high : c;
    return low > rest ? low : rest;
}

static float
choose_pivot(const float *values, size_t count)
{
    const size_t step = count / 8;
    return middle(middle(values[0], values[step], values[2 * step]),
                  middle(values[3 * step], values[4 * step], values[5 * step]),
                  middle(values[6 * step], values[7 * step], values[count - 1]));
}

/* A stretch of the values, and which of the places asked for lie in it. */
struct stretch {
    size_t first, count;
    size_t place, place_end;
    int depth;
};

/* Puts at each of `places` (in order) the value that would stand there if all were sorted:
 * quickselect for several places at once (Chambers 1971). Equal values are set apart, so that
 * counts of few different values are as quick as others. */
static void
select_places(float *values, size_t count, const size_t *places, size_t place_count)
{
    struct stretch stack[DEPTH_MAX * 2];
    size_t waiting = 0;
    stack[waiting++] = (struct stretch){0, count, 0, place_count, 0};
    while (waiting > 0) {
        struct stretch now = stack[--waiting];
        float *from = values + now.first;
        if (now.place == now.place_end) {
            continue;
        }
        if (now.count <= SORTED_AT_ONCE) {
            insertion_sort(from, now.count);
            continue;
        }
        if (now.depth == DEPTH_MAX) {
            sort_items(from, now.count, sizeof *from, compare_values);
            continue;
        }
        const float pivot = choose_pivot(from, now.count);
        size_t front = split(from, now.count, pivot, false);
        if (front == 0) { /* the pivot is the least: those equal to it are in place */
            front = split(from, now.count, pivot, true);
            while (now.place < now.place_end && places[now.place] < now.first + front) {
                now.place++;
            }
            stack[waiting++] = (struct stretch){now.first + front, now.count - front, now.place,
                                                now.place_end, now.depth + 1};
            continue;
        }
        size_t cut = now.place;
        while (cut < now.place_end && places[cut] < now.first + front) {
            cut++;
        }
        stack[waiting++] = (struct stretch){now.first, front, now.place, cut, now.depth + 1};
        stack[waiting++] = (struct stretch){now.first + front, now.count - front, cut,
                                            now.place_end, now.depth + 1};
    }
}

/* Of sums side by side, so that none waits for the one before. */
static double
mean_of(const float *values, size_t count)
{
    enum { SUMS = 8 };
    double sums[SUMS] = {0}, sum = 0;
    size_t whole = count / SUMS * SUMS;
    for (size_t i = 0; i < whole; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++) {
            sums[k] += (double)values[i + k];
        }
    }
    for (size_t k = 0; k < SUMS; k++) {
        sum += sums[k];
    }
    for (size_t i = whole; i < count; i++) {
        sum += (double)values[i];
    }
    return sum / (double)count;
}

void
band_of(float *values, size_t count, struct band *out)
{
    assert(count > 0);
    size_t places[2 * QUANTILE_COUNT], place_count = 0;
    out->mean = mean_of(values, count); /* before they are reordered: in the futures' own order */
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        const size_t low = (count - 1) * percents[q] / 100;
        for (size_t place = low; place <= low + 1 && place < count; place++) {
            if (place_count == 0 || places[place_count - 1] < place) {
                places[place_count++] = place;
            }
        }
    }
    select_places(values, count, places, place_count);
    for (size_t q = 0; q < QUANTILE_COUNT; q++) {
        const size_t low = (count - 1) * percents[q] / 100, rest = (count - 1) * percents[q] % 100;
        const double from = (double)values[low];
        out->at[q] = from;
        if (rest > 0) {
            const double to = (double)values[low + 1];
            out->at[q] = fmin(from + (to - from) * (double)rest / 100, to);
        }
    }
}

void
band_of_difference(const float *after, const float *before, size_t count, float *scratch,
                   struct band *out)
{
    for (size_t i = 0; i < count; i++) {
        scratch[i] = after[i] - before[i];
    }
    band_of(scratch, count, out);
}
