/* SPDX-License-Identifier: EUPL-1.2 */
/* The fast engine against the same model written the plain way (bench/forecast_scalar.h): the same
 * draws, so every number is the same to the bit. */
#include "fixture.h"
#include "forecast/futures.h"
#include "forecast_scalar.h"
#include "model_fixture.h"

#include <stdlib.h>
#include <string.h>

enum { FUTURES = 75, MEMORY = 64 * 1024 * 1024, ALIGNMENT = 64, SEED = 4 };

static void *
workspace_of(const struct futures_plan *plan)
{
    size_t size = (futures_workspace(plan) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *workspace = aligned_alloc(ALIGNMENT, size);
    assert_non_null(workspace);
    return workspace;
}

/* Futures `first` … of both, that many of them. */
static void
compare_engines(const struct model *model, uint32_t first, size_t count)
{
    struct arena arena;
    struct error error;
    const struct futures_plan *plan;
    arena_init(&arena, MEMORY);
    assert_true(futures_prepare(model, &arena, &plan, &error));
    void *workspace = workspace_of(plan);
    struct futures fast = small_futures(model, count, &arena);
    struct futures plain = small_futures(model, count, &arena);
    fast.first = plain.first = first;
    futures_run(plan, SEED, workspace, &fast);
    assert_true(scalar_run(model, SEED, &plain));
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        for (int32_t t = 0; t <= model->months; t++) {
            size_t at = futures_at(&fast, o, t);
            if (memcmp(&fast.outcomes[at], &plain.outcomes[at], count * sizeof(float)) != 0) {
                fail_msg("%s differs first in month %d", outcome_ids[o], t);
            }
        }
    }
    free(workspace);
    arena_free(&arena);
}

static void
test_every_number_is_the_same(void **state)
{
    struct fixture *fixture = *state;
    static struct small_model small;
    for (int kind = 0; kind < SMALL_KINDS; kind++) {
        small_model_make(&small, (enum small_kind)kind, &fixture->rulebook);
        small.model.effort_count = 0; /* the plain one knows no measures */
        compare_engines(&small.model, 0, FUTURES);
        small.model.under_way = !small.model.under_way;
        compare_engines(&small.model, 0, FUTURES);
    }
}

/* A number of futures that fills no block, beginning anywhere. */
static void
test_any_part_of_the_futures(void **state)
{
    struct fixture *fixture = *state;
    static struct small_model small;
    small_model_make(&small, SMALL_VACANT, &fixture->rulebook);
    compare_engines(&small.model, 1000, 1);
    compare_engines(&small.model, 31, 33);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_number_is_the_same),
        cmocka_unit_test(test_any_part_of_the_futures),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
