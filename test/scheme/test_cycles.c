/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/cycles.h"

#include "fixture.h"

#include <string.h>

enum { LISTS_MAX = 12, WAITERS_MAX = 80, NONE = -1 };

/* A world of queues, and what each way of looking at it finds. */
struct world {
    size_t lists, waiters;
    uint32_t start[LISTS_MAX + 1];
    int32_t own[WAITERS_MAX];
    int32_t wanted[WAITERS_MAX];
};

static struct queues
queues_of(const struct world *world)
{
    return (struct queues){world->lists, world->start, world->own};
}

static void
make_world(struct world *world, struct dice *dice)
{
    memset(world, 0, sizeof *world);
    world->lists = (size_t)dice_whole(dice, 1, LISTS_MAX);
    int64_t longest = dice_whole(dice, 0, 6);
    double share_without = dice_between(dice, 0, 0.4);
    for (size_t i = 0; i < world->lists; i++) {
        int64_t length = dice_whole(dice, 0, longest);
        for (int64_t w = 0; w < length; w++) {
            int32_t own = (int32_t)dice_whole(dice, 0, (int64_t)world->lists - 1);
            bool without = own == (int32_t)i || dice_between(dice, 0, 1) < share_without;
            world->wanted[world->waiters] = (int32_t)i;
            world->own[world->waiters++] = without ? NONE : own;
        }
        world->start[i + 1] = (uint32_t)world->waiters;
    }
}

/* -- the plain reference ----------------------------------------------------------------------- */

/* The next waiter each list looks to, NONE when it has none, by the words of cycles.h. */
static void
look(const struct world *world, enum exchange exchange, const bool *moved, int64_t *next)
{
    bool alive[LISTS_MAX];
    memset(alive, true, sizeof alive);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < world->lists; i++) {
            next[i] = NONE;
            for (uint32_t w = world->start[i]; w < world->start[i + 1]; w++) {
                if (moved[w]) {
                    continue;
                }
                bool can = world->own[w] != NONE && alive[world->own[w]];
                if (can) {
                    next[i] = w;
                }
                if (can || exchange == EXCHANGE_STRICT) {
                    break;
                }
            }
            if (alive[i] && next[i] == NONE) {
                alive[i] = false;
                changed = true;
            }
        }
    }
    for (size_t i = 0; i < world->lists; i++) {
        next[i] = alive[i] ? next[i] : NONE;
    }
}

/* Moves one cycle; false when there is none. */
static bool
move_a_cycle(const struct world *world, enum exchange exchange, bool *moved)
{
    int64_t next[LISTS_MAX];
    look(world, exchange, moved, next);
    for (size_t i = 0; i < world->lists; i++) {
        size_t at = i;
        for (size_t step = 0; next[at] != NONE && step < world->lists; step++) {
            at = (size_t)world->own[next[at]];
            if (at != i) {
                continue;
            }
            do {
                moved[next[at]] = true;
                at = (size_t)world->own[next[at]];
            } while (at != i);
            return true;
        }
    }
    return false;
}

/* Whether those who remain and `may` take part could still make a cycle: lists are taken away while
 * one has nobody to look to. */
static bool
has_cycle(const struct world *world, const bool *may)
{
    bool gone[LISTS_MAX] = {false};
    size_t left = world->lists;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < world->lists; i++) {
            bool leads = false;
            for (uint32_t w = world->start[i]; w < world->start[i + 1]; w++) {
                leads |= may[w] && world->own[w] != NONE && !gone[world->own[w]];
            }
            if (!gone[i] && !leads) {
                gone[i] = changed = true;
                left--;
            }
        }
    }
    return left > 0;
}

/* -- tests ------------------------------------------------------------------------------------- */

static struct cycles
find(void **state, const struct world *world, enum exchange exchange)
{
    struct fixture *fixture = *state;
    struct queues queues = queues_of(world);
    struct cycles cycles;
    struct error error;
    assert_true(cycles_find(&queues, exchange, &fixture->arena, &cycles, &error));
    return cycles;
}

static void
check_cycles(const struct world *world, const struct cycles *cycles, bool *moved)
{
    int64_t change[LISTS_MAX] = {0};
    assert_int_equal(cycles->start[0], 0);
    assert_int_equal(cycles->start[cycles->count], cycles->mover_count);
    for (size_t c = 0; c < cycles->count; c++) {
        uint32_t from = cycles->start[c], to = cycles->start[c + 1];
        assert_true(to >= from + 2);
        for (uint32_t m = from; m < to; m++) {
            uint32_t mover = cycles->movers[m];
            uint32_t before = cycles->movers[m == from ? to - 1 : m - 1];
            assert_false(moved[mover]);
            moved[mover] = true;
            /* each leaves the list that the one before gets */
            assert_int_equal(world->own[mover], world->wanted[before]);
            change[world->own[mover]]--;
            change[world->wanted[mover]]++;
        }
    }
    for (size_t i = 0; i < world->lists; i++) {
        assert_int_equal(change[i], 0);
    }
}

static void
agrees_with_the_plain_reference(void **state)
{
    struct dice dice = {.seed = 3};
    size_t moves[3] = {0}, passed = 0;
    for (int round = 0; round < 4000; round++) {
        struct world world;
        make_world(&world, &dice);
        for (enum exchange exchange = EXCHANGE_OFF; exchange <= EXCHANGE_FREE; exchange++) {
            bool moved[WAITERS_MAX] = {false}, expected[WAITERS_MAX] = {false};
            struct cycles cycles = find(state, &world, exchange);
            check_cycles(&world, &cycles, moved);
            while (exchange != EXCHANGE_OFF && move_a_cycle(&world, exchange, expected)) {
            }
            assert_memory_equal(moved, expected, sizeof moved);
            moves[exchange] += cycles.mover_count;
            size_t passed_over = 0;
            bool may[WAITERS_MAX] = {false};
            for (size_t i = 0; i < world.lists; i++) {
                bool first = true;
                uint32_t last = world.start[i];
                for (uint32_t w = world.start[i]; w < world.start[i + 1]; w++) {
                    may[w] = !moved[w] && (first || exchange == EXCHANGE_FREE);
                    first &= moved[w];
                    last = moved[w] ? w + 1 : last;
                }
                for (uint32_t w = world.start[i]; w < last; w++) {
                    passed_over += !moved[w];
                }
            }
            assert_int_equal(cycles.passed_over, passed_over);
            passed += passed_over;
            if (exchange == EXCHANGE_STRICT) {
                assert_int_equal(passed_over, 0);
            }
            if (exchange != EXCHANGE_OFF) {
                assert_false(has_cycle(&world, may));
            }
        }
    }
    assert_int_equal(moves[EXCHANGE_OFF], 0);
    assert_true(moves[EXCHANGE_STRICT] > 1000);
    assert_true(moves[EXCHANGE_FREE] > moves[EXCHANGE_STRICT]);
    assert_true(passed > 100);
}

/* Two who want each other's, and a first in the queue without a GP: the strict guard stops. */
static void
strict_stops_at_one_who_cannot_take_part(void **state)
{
    struct world world = {
        .lists = 2, .waiters = 3, .start = {0, 2, 3}, .own = {NONE, 1, 0}, .wanted = {0, 0, 1}};
    assert_int_equal(find(state, &world, EXCHANGE_STRICT).mover_count, 0);
    struct cycles cycles = find(state, &world, EXCHANGE_FREE);
    assert_int_equal(cycles.mover_count, 2);
    assert_int_equal(cycles.count, 1);
    assert_int_equal(cycles.passed_over, 1);
    world.own[0] = 1;
    cycles = find(state, &world, EXCHANGE_STRICT);
    assert_int_equal(cycles.mover_count, 2);
    assert_int_equal(cycles.movers[0] + cycles.movers[1], 0 + 2);
}

/* The cycles are the same persons when the lists have other numbers. */
static void
numbers_of_lists_do_not_matter(void **state)
{
    struct dice dice = {.seed = 5};
    for (int round = 0; round < 500; round++) {
        struct world world, turned = {0};
        uint32_t were[WAITERS_MAX];
        make_world(&world, &dice);
        size_t last = world.lists - 1;
        turned.lists = world.lists;
        for (size_t i = 0; i <= last; i++) {
            for (uint32_t w = world.start[last - i]; w < world.start[last - i + 1]; w++) {
                int32_t own = world.own[w];
                were[turned.waiters] = w;
                turned.wanted[turned.waiters] = (int32_t)i;
                turned.own[turned.waiters++] = own == NONE ? NONE : (int32_t)last - own;
            }
            turned.start[i + 1] = (uint32_t)turned.waiters;
        }
        for (enum exchange exchange = EXCHANGE_STRICT; exchange <= EXCHANGE_FREE; exchange++) {
            bool moved[WAITERS_MAX] = {false};
            struct cycles one = find(state, &world, exchange);
            struct cycles two = find(state, &turned, exchange);
            check_cycles(&world, &one, moved);
            assert_int_equal(one.mover_count, two.mover_count);
            for (size_t i = 0; i < two.mover_count; i++) {
                assert_true(moved[were[two.movers[i]]]);
            }
        }
    }
}

static void
memory_that_ends_is_an_error(void **state)
{
    (void)state;
    struct world world = {.lists = 2, .waiters = 2, .start = {0, 1, 2}, .own = {1, 0}};
    struct queues queues = queues_of(&world);
    struct arena arena;
    struct cycles cycles;
    struct error error;
    arena_init(&arena, 32);
    assert_false(cycles_find(&queues, EXCHANGE_FREE, &arena, &cycles, &error));
    assert_int_equal(error.code, ERROR_MEMORY);
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_plain_reference),
        cmocka_unit_test(strict_stops_at_one_who_cannot_take_part),
        cmocka_unit_test(numbers_of_lists_do_not_matter),
        cmocka_unit_test(memory_that_ends_is_an_error),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
