/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/draw.h"

#include "base/random.h"
#include "base/sort.h"

#include <assert.h>

enum {
    RULE_TOGETHER = 54,
    RULE_CHILD_ALONE = 55,
    RULE_TAKES = 61,
};

/* A member as it is drawn. */
struct seat {
    int64_t household; /* NO_HOUSEHOLD when alone */
    int64_t person;
    int64_t unit; /* the id of its unit */
    double value;
};

int64_t
draw_wanted(int64_t cap, int64_t length)
{
    return length > cap ? length - cap : 0;
}

struct verdict
draw_with_household(const struct rulebook *rulebook, struct date date,
                    const struct draw_member *member)
{
    bool keeps = rule_value(rulebook, RULE_draw_keeps_households, date) > 0;
    if (!keeps || member->household < 0) {
        return (struct verdict){false, RULE_TOGETHER};
    }
    if (!member->child) {
        return (struct verdict){true, RULE_TOGETHER};
    }
    bool grown = date_is_none(member->born) ||
                 date_age(member->born, date) >= rule_value(rulebook, RULE_draw_child_age, date);
    return (struct verdict){!grown, grown ? RULE_CHILD_ALONE : RULE_TOGETHER};
}

struct verdict
draw_takes(const struct rulebook *rulebook, struct date date, int64_t wanted, int64_t drawn,
           int64_t size)
{
    bool fits = size <= wanted - drawn;
    bool may_overshoot = rule_value(rulebook, RULE_draw_may_overshoot, date) > 0;
    return (struct verdict){drawn < wanted && (fits || may_overshoot), RULE_TAKES};
}

/* -- drawing ----------------------------------------------------------------------------------- */

static double
unit_value(uint64_t seed, uint32_t purpose, int64_t id)
{
    uint64_t bits = (uint64_t)id;
    return random_unit((struct draw){seed, purpose, (uint32_t)bits, (uint32_t)(bits >> 32)});
}

static int
compare_values(double a, double b, int64_t a_id, int64_t b_id)
{
    int order = (a > b) - (a < b);
    return order != 0 ? order : (a_id > b_id) - (a_id < b_id);
}

static int
compare_units(const void *a, const void *b)
{
    const struct draw_unit *first = a, *second = b;
    return compare_values(first->value, second->value, first->id, second->id);
}

int64_t
draw_units(const struct rulebook *rulebook, struct date date, uint64_t seed, uint32_t purpose,
           int64_t wanted, struct draw_unit *units, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        units[i].value = unit_value(seed, purpose, units[i].id);
    }
    sort_items(units, count, sizeof *units, compare_units);
    int64_t drawn = 0;
    for (size_t i = 0; i < count; i++) {
        units[i].drawn = draw_takes(rulebook, date, wanted, drawn, units[i].size).allowed;
        drawn += units[i].drawn ? units[i].size : 0;
    }
    return drawn;
}

/* -- units of members -------------------------------------------------------------------------- */

static int
compare_seats_by_household(const void *a, const void *b)
{
    const struct seat *first = a, *second = b;
    int order = (first->household > second->household) - (first->household < second->household);
    return order != 0 ? order : (first->person > second->person) - (first->person < second->person);
}

static int
compare_seats_by_draw(const void *a, const void *b)
{
    const struct seat *first = a, *second = b;
    int order = compare_values(first->value, second->value, first->unit, second->unit);
    return order != 0 ? order : (first->person > second->person) - (first->person < second->person);
}

/* Gives each seat its unit, and makes the units. The seats stand by household and person. */
static size_t
make_units(struct seat *seats, size_t count, struct draw_unit *units)
{
    size_t unit_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool joins =
            i > 0 && seats[i].household >= 0 && seats[i].household == seats[i - 1].household;
        if (!joins) {
            units[unit_count++] = (struct draw_unit){.id = seats[i].person};
        }
        units[unit_count - 1].size++;
        seats[i].unit = units[unit_count - 1].id;
    }
    return unit_count;
}

bool
draw_run(const struct rulebook *rulebook, struct date date, uint64_t seed, uint32_t purpose,
         int64_t wanted, const struct draw_member *members, size_t count, struct arena *arena,
         struct drawing *out, struct error *error)
{
    assert(count < UINT32_MAX);
    struct seat *seats = arena_array(arena, count + 1, sizeof *seats);
    struct draw_unit *units = arena_array(arena, count + 1, sizeof *units);
    int64_t *persons = arena_array(arena, count + 1, sizeof *persons);
    if (seats == NULL || units == NULL || persons == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool together = draw_with_household(rulebook, date, &members[i]).allowed;
        seats[i].household = together ? members[i].household : NO_HOUSEHOLD;
        seats[i].person = members[i].person;
    }
    sort_items(seats, count, sizeof *seats, compare_seats_by_household);
    size_t unit_count = make_units(seats, count, units);
    int64_t drawn = draw_units(rulebook, date, seed, purpose, wanted, units, unit_count);
    for (size_t i = 0; i < count; i++) {
        seats[i].value = unit_value(seed, purpose, seats[i].unit);
    }
    sort_items(seats, count, sizeof *seats, compare_seats_by_draw);
    size_t seat = 0, person_count = 0;
    for (size_t u = 0; u < unit_count; u++) {
        for (uint32_t i = 0; i < units[u].size; i++, seat++) {
            if (units[u].drawn) {
                persons[person_count++] = seats[seat].person;
            }
        }
    }
    *out = (struct drawing){
        .units = units,
        .unit_count = unit_count,
        .persons = persons,
        .person_count = person_count,
        .overshoot = drawn - (wanted > 0 ? wanted : 0),
    };
    return true;
}
