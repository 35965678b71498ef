/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700

#include "world.h"

#include "register/municipality.h"
#include "register/replay.h"

static struct fixture *
shared_fixture(void)
{
    static void *fixture;
    if (fixture == NULL) {
        assert_int_equal(fixture_setup(&fixture), 0);
    }
    return fixture;
}

static int64_t
tick(void *context)
{
    struct world *world = context;
    return world->at++;
}

static void
make_town(struct town *town)
{
    static const struct {
        const char *post;
        enum post_status status;
        int64_t cap, length;
        enum list_state state;
    } posts[] = {
        {"A", POST_HELD, 200, 150, LIST_OPEN},
        {"B", POST_HELD, 90, 90, LIST_CLOSED},
        {"C", POST_HELD, 300, 60, LIST_OPEN},
        {"D", POST_VACANT, 100, 20, LIST_OPEN},
    };
    town_init(town, "2026-01-01");
    town_district(town, "Nord");
    town_practice(town, "P", "Nord", "");
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        town_post(town, posts[i].post, "P", posts[i].status, posts[i].cap);
        town_list(town, posts[i].post, posts[i].length, posts[i].state);
    }
    town_people(town, "2026-01-01", "Nord", 0, 15, SEX_FEMALE, 40);
    town_people(town, "2026-01-01", "Nord", 0, 15, SEX_MALE, 40);
    town_people(town, "2026-01-01", "Nord", 20, 69, SEX_FEMALE, 130);
    town_people(town, "2026-01-01", "Nord", 20, 69, SEX_MALE, 130);
    town_plan(town, PLANNING_locum_offer, 24);
}

static struct operation
read_operation(const struct world *world, enum operation_kind kind, va_list told,
               struct arena *arena)
{
    struct operation operation = {.kind = kind, .day = world->day};
    struct error error;
    for (const char *text; (text = va_arg(told, const char *)) != NULL;) {
        const char *equals = strchr(text, '=');
        enum argument argument = 0;
        if (equals == NULL) { /* "" tells nothing */
            assert_string_equal(text, "");
            continue;
        }
        const char *id = arena_copy(arena, text, (size_t)(equals - text));
        while (argument < ARGUMENT_COUNT && strcmp(argument_id(argument), id) != 0) {
            argument++;
        }
        assert_true(argument < ARGUMENT_COUNT);
        const char *value = arena_copy(arena, equals + 1, strlen(equals + 1));
        must(operation_set(&operation, argument, value, &error), &error);
    }
    return operation;
}

struct applied
world_apply(struct world *world, bool allowed, int rule, enum operation_kind kind, ...)
{
    va_list told;
    struct error error;
    struct applied applied;
    va_start(told, kind);
    struct operation operation = read_operation(world, kind, told, &world->arena);
    va_end(told);
    must(register_apply(&world->session, &operation, &world->arena, &applied, &error), &error);
    if (applied.verdict.allowed != allowed || applied.verdict.rule != rule) {
        print_error("%s: %s by R%d, expected %s by R%d\n", operation_id(kind),
                    applied.verdict.allowed ? "allowed" : "refused", applied.verdict.rule,
                    allowed ? "allowed" : "refused", rule);
        fail();
    }
    return applied;
}

void
world_fail(struct world *world, enum error_code code, enum operation_kind kind, ...)
{
    va_list told;
    struct error error;
    struct applied applied;
    va_start(told, kind);
    struct operation operation = read_operation(world, kind, told, &world->arena);
    va_end(told);
    assert_false(register_apply(&world->session, &operation, &world->arena, &applied, &error));
    assert_int_equal(error.code, code);
}

void
world_open(struct world *world, struct scratch *scratch)
{
    struct error error;
    *world = (struct world){.scratch = scratch, .day = day("2026-01-01"), .at = 1767225600};
    arena_init(&world->arena, (size_t)1 << 30);
    make_town(&world->town);
    must(store_open(scratch->path, STORE_CREATE, &world->store, &error), &error);
    must(municipality_save(world->store, &world->town.municipality, &error), &error);
    world->session = (struct session){
        .store = world->store,
        .rulebook = &shared_fixture()->rulebook,
        .actor = "tester",
        .purpose = "test",
        .municipality = "9999",
        .clock = tick,
        .clock_context = world,
    };
    must_allow(world, 0, OPERATION_register_begin, "month=2026-01-01");
    must_allow(world, 0, OPERATION_register_populate, "seed=7", "waiting=0", "unassigned=0",
               "guests=0");
}

void
world_until(struct world *world, const char *iso)
{
    struct date to = day(iso);
    while (date_compare(date_month_start(world->day), date_month_start(to)) < 0) {
        char month[DATE_TEXT_SIZE + 8];
        struct date next = date_next_month(world->day);
        world->day = (struct date){next.days - 1};
        date_write(date_month_start(world->day), month);
        char told[DATE_TEXT_SIZE + 16];
        snprintf(told, sizeof told, "month=%s", month);
        must_allow(world, 235, OPERATION_month_close, told);
        world->day = next;
    }
    world->day = to;
}

static void
check_replay(struct world *world, const char *head)
{
    char path[300];
    struct store *copy;
    struct error error;
    struct audit_head again;
    snprintf(path, sizeof path, "%s/copy", world->scratch->folder);
    must(store_open(path, STORE_CREATE, &copy, &error), &error);
    must(municipality_save(copy, &world->town.municipality, &error), &error);
    must(register_replay(world->store, copy, world->session.rulebook, &error), &error);
    must(audit_verify(copy, head, &again, &error), &error);
    assert_string_equal(again.hash, head);
    store_free(copy);
}

void
world_close(struct world *world)
{
    struct audit_head head;
    struct error error;
    must(audit_verify(world->store, NULL, &head, &error), &error);
    check_replay(world, head.hash);
    assert_int_equal(
        world_value(world, "SELECT count(*) FROM gp_list l JOIN post p ON p.post = l.list JOIN "
                           "register r ON r.municipality = p.municipality WHERE l.length <> "
                           "(SELECT count(*) FROM enrolment e WHERE e.list = l.list AND "
                           "e.superseded IS NULL AND (e.until_day IS NULL OR e.until_day > "
                           "r.month))"),
        0);
    store_free(world->store);
    arena_free(&world->arena);
}

long long
world_value(const struct world *world, const char *format, ...)
{
    char sql[1000];
    va_list values;
    va_start(values, format);
    vsnprintf(sql, sizeof sql, format, values);
    va_end(values);
    return scratch_run(world->scratch, sql);
}

size_t
effects_of(const struct applied *applied, const char *action)
{
    size_t count = 0;
    for (size_t i = 0; i < applied->effect_count; i++) {
        count += strcmp(applied->effects[i].action, action) == 0;
    }
    return count;
}
