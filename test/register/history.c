/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/history.h"

#include "base/number.h"
#include "register/municipality.h"
#include "register/words.h"
#include "scheme/eligibility.h"
#include "scheme/request.h"
#include "store/query.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPERATION_BYTES = 256 << 20 };

static void
sound(bool fine, const struct error *error)
{
    if (!fine) {
        struct text text;
        text_init(&text, 4096);
        error_write(error, LANGUAGE_EN, &text);
        print_error("%s\n", text_string(&text));
        text_free(&text);
        fail();
    }
}

const struct rulebook *
history_rulebook(void)
{
    static void *loaded;
    if (loaded == NULL) {
        assert_int_equal(fixture_setup(&loaded), 0);
    }
    return &((const struct fixture *)loaded)->rulebook;
}

static int64_t
clock_of(void *context)
{
    return ((struct history *)context)->at++;
}

/* -- the town ---------------------------------------------------------------------------------- */

static const char *const districts[] = {"North", "South", "West"};

void
history_town(struct store *store)
{
    static const int64_t caps[HISTORY_LISTS] = {20, 25, 30, 30, 35, 35, 40, 40,
                                                40, 45, 45, 50, 55, 60, 60};
    struct town *town = malloc(sizeof *town);
    struct error error;
    char keys[HISTORY_LISTS][8], practices[3][8];
    assert_non_null(town);
    town_init(town, "2026-01-01");
    for (int d = 0; d < 3; d++) {
        town_district(town, districts[d]);
        snprintf(practices[d], sizeof practices[d], "P%d", d);
        town_practice(town, practices[d], districts[d], "");
        for (int64_t from = 0; from < 100; from += 20) {
            for (int sex = 0; sex < SEX_COUNT; sex++) {
                town_people(town, "2026-01-01", districts[d], from, from + 19, (enum sex)sex,
                            from == 80 ? 6 : 20);
            }
        }
    }
    for (int i = 0; i < HISTORY_LISTS; i++) {
        bool open = i % 5 == 4;
        snprintf(keys[i], sizeof keys[i], "L%d", i + 1);
        town_post(town, keys[i], practices[i % 3], i == 6 ? POST_VACANT : POST_HELD, caps[i]);
        town_list(town, keys[i],
                  open         ? caps[i] - 24
                  : i % 4 == 3 ? caps[i] - 9
                               : caps[i],
                  i == 7 ? LIST_LOCKED
                  : open ? LIST_OPEN
                         : LIST_CLOSED);
    }
    sound(municipality_save(store, &town->municipality, &error), &error);
    free(town);
}

static void
init(struct history *history, struct store *store, const struct rulebook *rulebook, uint64_t seed)
{
    *history = (struct history){
        .session = {.store = store,
                    .rulebook = rulebook,
                    .actor = "the test",
                    .purpose = "a history",
                    .municipality = "9999",
                    .clock = clock_of,
                    .clock_context = history},
        .dice = {.seed = seed},
        .month_operations = 160,
        .month = day("2026-01-01"),
        .day = day("2026-01-01"),
        .at = 1767225600,
    };
    arena_init(&history->texts, OPERATION_BYTES);
}

static void
apply(struct history *history, struct operation *operation)
{
    struct arena arena;
    struct applied applied;
    struct error error;
    arena_init(&arena, OPERATION_BYTES);
    sound(register_apply(&history->session, operation, &arena, &applied, &error), &error);
    assert_true(applied.verdict.allowed);
    arena_free(&arena);
}

static int64_t
whole(struct store *store, const char *sql)
{
    int64_t value;
    struct error error;
    sound(query_whole(store, &value, &error, sql, ""), &error);
    return value;
}

void
history_begin(struct history *history, struct store *store, const struct rulebook *rulebook,
              uint64_t seed)
{
    init(history, store, rulebook, seed);
    history_town(store);
    struct operation operation = {.kind = OPERATION_register_begin, .day = history->day};
    operation_set_date(&operation, ARGUMENT_month, history->month);
    apply(history, &operation);
    /* One from elsewhere is on a list before the rest come. */
    operation = (struct operation){.kind = OPERATION_person_add, .day = history->day};
    operation_set_date(&operation, ARGUMENT_born, day("1980-05-17"));
    operation_set_whole(&operation, ARGUMENT_sex, SEX_FEMALE);
    operation_set_text(&operation, ARGUMENT_to, "8888");
    apply(history, &operation);
    operation = (struct operation){.kind = OPERATION_person_choose, .day = history->day};
    operation_set_whole(&operation, ARGUMENT_person, 1);
    operation_set_text(&operation, ARGUMENT_list, "L5");
    apply(history, &operation);
    operation = (struct operation){.kind = OPERATION_register_populate, .day = history->day};
    operation_set_whole(&operation, ARGUMENT_seed, (int64_t)seed);
    operation_set_whole(&operation, ARGUMENT_waiting, 120);
    operation_set_whole(&operation, ARGUMENT_unassigned, 15);
    operation_set_whole(&operation, ARGUMENT_guests, 20);
    apply(history, &operation);
    history->persons = whole(store, "SELECT max(person) FROM person");
}

void
history_resume(struct history *history, struct store *store, const struct rulebook *rulebook,
               uint64_t seed)
{
    init(history, store, rulebook, seed);
    history->month = (struct date){
        (int32_t)whole(store, "SELECT month FROM register WHERE municipality = '9999'")};
    history->day = (struct date){
        (int32_t)whole(store, "SELECT day FROM audit WHERE kind < 2 ORDER BY seq DESC LIMIT 1")};
    if (date_compare(history->day, history->month) < 0) {
        history->day = history->month;
    }
    history->persons = whole(store, "SELECT max(person) FROM person");
    history->at += whole(store, "SELECT max(seq) FROM audit");
}

void
history_free(struct history *history)
{
    arena_free(&history->texts);
}

/* -- operations -------------------------------------------------------------------------------- */

static bool
chance(struct history *history, int64_t percent)
{
    return dice_whole(&history->dice, 1, 100) <= percent;
}

static const char *
words(struct history *history, const char *word, int64_t number)
{
    char bytes[64];
    int length = snprintf(bytes, sizeof bytes, "%s%" PRId64, word, number);
    const char *copy = arena_copy(&history->texts, bytes, (size_t)length);
    assert_non_null(copy);
    return copy;
}

static int64_t
of_person(struct history *history, int64_t person, const char *column)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT %s FROM person WHERE person = %" PRId64, column, person);
    return whole(history->session.store, sql);
}

static int64_t
somebody(struct history *history)
{
    return chance(history, 1) ? history->persons + dice_whole(&history->dice, 1, 9)
                              : dice_whole(&history->dice, 1, history->persons);
}

/* Somebody of those that a query counts and gives by place, where there are any. */
static int64_t
somebody_of(struct history *history, const char *from)
{
    char sql[300];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", from);
    int64_t count = whole(history->session.store, sql);
    if (count == 0 || chance(history, 10)) {
        return somebody(history);
    }
    snprintf(sql, sizeof sql, "SELECT person FROM %s ORDER BY person LIMIT 1 OFFSET %" PRId64, from,
             dice_whole(&history->dice, 0, count - 1));
    return whole(history->session.store, sql);
}

static void
set_list(struct history *history, struct operation *operation)
{
    int64_t list = dice_whole(&history->dice, 1, chance(history, 50) ? 5 : HISTORY_LISTS);
    operation_set_text(operation, ARGUMENT_list,
                       words(history,
                             chance(history, 1)    ? "X"
                             : chance(history, 10) ? "9999/L"
                                                   : "L",
                             list));
}

/* A list that has a place. */
static void
set_open_list(struct history *history, struct operation *operation)
{
    const char *from = "gp_list WHERE state = 0 AND length < cap";
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", from);
    int64_t count = whole(history->session.store, sql);
    if (count == 0) {
        set_list(history, operation);
        return;
    }
    snprintf(sql, sizeof sql, "SELECT list FROM %s ORDER BY list LIMIT 1 OFFSET %" PRId64, from,
             dice_whole(&history->dice, 0, count - 1));
    operation_set_text(operation, ARGUMENT_list,
                       words(history, "L", whole(history->session.store, sql)));
}

static void
set_yes(struct history *history, struct operation *operation, enum argument argument,
        int64_t percent)
{
    if (chance(history, percent)) {
        operation_set_whole(operation, argument, 1);
    }
}

/* Most often who may ask, for a child the mother or the other parent. */
static void
set_asker(struct history *history, struct operation *operation)
{
    int64_t person = operation->arguments[ARGUMENT_person].whole;
    int64_t born = of_person(history, person, "born");
    bool child = born != WHOLE_NONE && date_age((struct date){(int32_t)born}, history->day) < 16;
    if (chance(history, 10)) {
        operation_set_whole(operation, ARGUMENT_by, dice_whole(&history->dice, 0, 5));
        set_yes(history, operation, ARGUMENT_online, 30);
        set_yes(history, operation, ARGUMENT_consent, 50);
        set_yes(history, operation, ARGUMENT_instructed, 50);
    } else if (child) {
        operation_set_whole(operation, ARGUMENT_by, ASKER_HOLDER);
    }
    const struct argument_value *by = &operation->arguments[ARGUMENT_by];
    if (by->given && by->whole == ASKER_HOLDER) {
        int64_t holder = of_person(history, person, chance(history, 80) ? "mother" : "parent");
        operation_set_whole(operation, ARGUMENT_holder,
                            holder == WHOLE_NONE ? somebody(history) : holder);
    }
}

static void
make_choose(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person, somebody_of(history, "unassigned"));
    if (chance(history, 60)) {
        set_open_list(history, operation);
    } else {
        set_list(history, operation);
    }
    set_asker(history, operation);
    set_yes(history, operation, ARGUMENT_objection, 5);
}

static void
make_switch(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person,
                        chance(history, 20) ? somebody_of(history, "queue") : somebody(history));
    if (chance(history, 50)) {
        set_open_list(history, operation);
    } else {
        set_list(history, operation);
    }
    set_asker(history, operation);
    set_yes(history, operation, ARGUMENT_member, 5);
}

static void
make_enrol(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person, somebody_of(history, "unassigned"));
    set_open_list(history, operation);
}

static void
make_withdraw(struct history *history, struct operation *operation)
{
    char from[200];
    snprintf(from, sizeof from, "enrolment e WHERE superseded IS NULL AND from_day > %d%s",
             history->day.days,
             chance(history, 30) ? " AND EXISTS (SELECT 1 FROM queue q WHERE q.person = e.person)"
                                 : "");
    operation_set_whole(operation, ARGUMENT_person, somebody_of(history, from));
    set_asker(history, operation);
}

static void
make_join(struct history *history, struct operation *operation)
{
    char from[300], sql[300];
    if (chance(history, 15)) {
        bool child = chance(history, 50);
        if (child) { /* without a list, for that of a parent */
            snprintf(from, sizeof from,
                     "unassigned u WHERE EXISTS (SELECT 1 FROM person p WHERE "
                     "p.person = u.person AND p.mother > 0)");
        } else { /* for the list that is left: the switch may be withdrawn again */
            snprintf(from, sizeof from, "enrolment WHERE superseded IS NULL AND until_day > %d",
                     history->day.days);
        }
        int64_t person = somebody_of(history, from);
        snprintf(sql, sizeof sql,
                 "SELECT min(list) FROM enrolment WHERE person = %" PRId64
                 " AND superseded IS NULL AND (until_day IS NULL OR until_day > %d)",
                 child ? of_person(history, person, "mother") : person, history->day.days);
        int64_t list = whole(history->session.store, sql);
        operation_set_whole(operation, ARGUMENT_person, person);
        operation_set_text(operation, ARGUMENT_list,
                           words(history, "L", list == WHOLE_NONE ? 1 : list));
        set_asker(history, operation);
        return;
    }
    operation_set_whole(operation, ARGUMENT_person,
                        chance(history, 10) ? somebody_of(history, "unassigned")
                                            : somebody(history));
    set_list(history, operation);
    set_asker(history, operation);
}

static void
make_leave(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person, somebody_of(history, "queue"));
    set_asker(history, operation);
}

static void
make_add(struct history *history, struct operation *operation)
{
    operation_set_date(
        operation, ARGUMENT_born,
        (struct date){history->day.days - (int32_t)dice_whole(&history->dice,
                                                              chance(history, 2) ? -9 : 0,
                                                              chance(history, 30) ? 6000 : 32000)});
    operation_set_whole(operation, ARGUMENT_sex, dice_whole(&history->dice, 0, 1));
    if (chance(history, 50)) {
        operation_set_text(operation, ARGUMENT_district,
                           chance(history, 2) ? "Nowhere"
                                              : districts[dice_whole(&history->dice, 0, 2)]);
    }
    if (chance(history, 40)) {
        int64_t mother = somebody(history);
        int64_t household = of_person(history, mother, "household");
        operation_set_whole(operation, ARGUMENT_mother, mother);
        if (household != WHOLE_NONE && chance(history, 70)) {
            operation_set_whole(operation, ARGUMENT_household, household);
        }
    }
    if (chance(history, 20)) {
        operation_set_whole(operation, ARGUMENT_parent, somebody(history));
    }
    if (chance(history, 30)) {
        operation_set_whole(operation, ARGUMENT_ground, dice_whole(&history->dice, 0, 5));
        set_yes(history, operation, ARGUMENT_insured, 70);
        set_yes(history, operation, ARGUMENT_d_number, 50);
        if (chance(history, 50)) {
            operation_set_date(
                operation, ARGUMENT_until,
                (struct date){history->day.days + (int32_t)dice_whole(&history->dice, -20, 300)});
        }
    }
    if (chance(history, 10)) {
        operation_set_text(operation, ARGUMENT_to, "8888");
    }
}

static void
make_birth(struct history *history, struct operation *operation)
{
    operation_set_date(
        operation, ARGUMENT_born,
        (struct date){history->day.days - (int32_t)dice_whole(&history->dice, 0, 20)});
    operation_set_whole(operation, ARGUMENT_sex, dice_whole(&history->dice, 0, 1));
    if (chance(history, 90)) {
        operation_set_whole(operation, ARGUMENT_mother,
                            chance(history, 10) ? somebody_of(history, "unassigned")
                                                : somebody(history));
    }
    if (chance(history, 40)) {
        operation_set_whole(operation, ARGUMENT_parent, somebody(history));
    }
    set_yes(history, operation, ARGUMENT_care, 5);
}

static void
make_death(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person,
                        chance(history, 10) ? somebody_of(history, "queue") : somebody(history));
    operation_set_date(
        operation, ARGUMENT_from,
        (struct date){history->day.days - (int32_t)dice_whole(&history->dice, -1, 40)});
}

static void
make_move(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person,
                        chance(history, 30)
                            ? somebody_of(history, "person WHERE municipality = '8888'")
                            : somebody(history));
    if (chance(history, 60)) {
        operation_set_text(operation, ARGUMENT_to, chance(history, 50) ? "8888" : "9999");
    }
    if (chance(history, 30)) {
        operation_set_text(operation, ARGUMENT_district,
                           districts[dice_whole(&history->dice, 0, 2)]);
    }
    if (chance(history, 60)) {
        operation_set_whole(operation, ARGUMENT_household, dice_whole(&history->dice, 1, 300));
    }
    if (chance(history, 30)) {
        operation_set_date(
            operation, ARGUMENT_from,
            (struct date){history->day.days - (int32_t)dice_whole(&history->dice, -10, 60)});
    }
}

static void
make_family(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person, somebody(history));
    if (chance(history, 70)) {
        operation_set_whole(operation, ARGUMENT_mother, somebody(history));
    }
    if (chance(history, 50)) {
        operation_set_whole(operation, ARGUMENT_parent, somebody(history));
    }
    set_yes(history, operation, ARGUMENT_care, 10);
}

static void
make_ground(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person,
                        chance(history, 50)
                            ? somebody_of(history, "person WHERE ground <> 1 OR ground_until > 0")
                            : somebody(history));
    operation_set_whole(operation, ARGUMENT_ground,
                        chance(history, 50) ? 1 : dice_whole(&history->dice, 0, 5));
    set_yes(history, operation, ARGUMENT_insured, 70);
    set_yes(history, operation, ARGUMENT_d_number, 50);
    if (chance(history, 50)) {
        operation_set_date(
            operation, ARGUMENT_until,
            (struct date){history->day.days + (int32_t)dice_whole(&history->dice, -20, 200)});
    }
    if (chance(history, 30)) {
        operation_set_date(
            operation, ARGUMENT_from,
            (struct date){history->day.days + (int32_t)dice_whole(&history->dice, -100, 30)});
    }
}

static void
make_protect(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person, somebody(history));
    set_yes(history, operation, ARGUMENT_protected, 50);
}

static void
make_opt_out(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person,
                        chance(history, 30) ? somebody_of(history, "queue") : somebody(history));
}

static void
make_opt_in(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_person,
                        somebody_of(history, "person WHERE opted_out > 0"));
}

static void
make_set(struct history *history, struct operation *operation)
{
    int64_t setting = dice_whole(&history->dice, 0, SETTING_COUNT - 1);
    operation_set_whole(operation, ARGUMENT_setting, setting);
    operation_set_whole(operation, ARGUMENT_value,
                        dice_whole(&history->dice, 0, setting == SETTING_ASSIGNMENT_CAP ? 4 : 3));
}

static void
make_wrong_close(struct history *history, struct operation *operation)
{
    operation_set_date(operation, ARGUMENT_month,
                       date_add_months(history->month, chance(history, 50) ? -1 : 1));
}

static void
make_begin(struct history *history, struct operation *operation)
{
    operation_set_date(operation, ARGUMENT_month, history->month);
}

static void
make_populate(struct history *history, struct operation *operation)
{
    operation_set_whole(operation, ARGUMENT_seed, dice_whole(&history->dice, 0, 1000));
}

/* How often each kind of operation is made, and what it is told. A new one is a row here. */
static const struct maker {
    enum operation_kind kind;
    int weight;
    void (*make)(struct history *history, struct operation *operation);
} makers[] = {
    {OPERATION_register_begin, 1, make_begin},      {OPERATION_register_populate, 1, make_populate},
    {OPERATION_register_set, 5, make_set},          {OPERATION_month_close, 2, make_wrong_close},
    {OPERATION_person_add, 50, make_add},           {OPERATION_person_birth, 50, make_birth},
    {OPERATION_person_death, 60, make_death},       {OPERATION_person_move, 80, make_move},
    {OPERATION_person_family, 40, make_family},     {OPERATION_person_ground, 50, make_ground},
    {OPERATION_person_protect, 5, make_protect},    {OPERATION_person_opt_out, 30, make_opt_out},
    {OPERATION_person_opt_in, 50, make_opt_in},     {OPERATION_person_choose, 100, make_choose},
    {OPERATION_person_switch, 200, make_switch},    {OPERATION_person_enrol, 30, make_enrol},
    {OPERATION_person_withdraw, 70, make_withdraw}, {OPERATION_queue_join, 250, make_join},
    {OPERATION_queue_leave, 40, make_leave},
};

static const struct maker *
some_maker(struct history *history)
{
    int64_t total = 0;
    size_t at = 0;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        total += makers[i].weight;
    }
    for (int64_t left = dice_whole(&history->dice, 1, total) - makers[0].weight; left > 0;) {
        left -= makers[++at].weight;
    }
    return &makers[at];
}

void
history_next(struct history *history, struct operation *out)
{
    struct operation operation = {0};
    history->made++;
    if (history->before_seq != 0 && chance(history, 1)) {
        operation = history->before; /* asked for twice, and sometimes otherwise the second time */
        if (chance(history, 30)) {
            operation.kind = OPERATION_queue_leave;
        }
        operation.day = history->day;
        *out = operation;
        return;
    }
    int32_t last = date_next_month(history->month).days - 1;
    int32_t ahead =
        (int32_t)dice_whole(&history->dice, 0, 2 * 30 * 100 / history->month_operations);
    history->day.days += ahead / 100 + (chance(history, ahead % 100) ? 1 : 0);
    if (history->day.days > last) {
        history->day.days = last;
        operation.kind = OPERATION_month_close;
        operation_set_date(&operation, ARGUMENT_month, history->month);
    } else {
        const struct maker *maker = some_maker(history);
        operation.kind = maker->kind;
        maker->make(history, &operation);
    }
    operation.day = chance(history, 1) ? (struct date){last + 1} : history->day;
    if (chance(history, 20)) {
        const char *of = words(history, "request ", (int64_t)history->dice.seed);
        operation.request = words(history, of, -(int64_t)history->made - 1); /* "request 3-14" */
    }
    *out = operation;
}

void
history_note(struct history *history, const struct operation *operation,
             const struct applied *applied, const struct error *error)
{
    if (error != NULL) {
        static const enum error_code expected[] = {
            ERROR_REGISTER_EXISTS,   ERROR_REGISTER_PERSON, ERROR_REGISTER_DEAD,
            ERROR_REGISTER_SAME,     ERROR_REGISTER_FUTURE, ERROR_REGISTER_LIST,
            ERROR_REGISTER_ENDED,    ERROR_MONTH_OTHER,     ERROR_MONTH_PASSED,
            ERROR_MONTH_CLOSED,      ERROR_REQUEST_OTHER,   ERROR_REGISTER_PEOPLED,
            ERROR_REGISTER_DISTRICT, ERROR_TOLD_WHOLE,      ERROR_TOLD_MISSING,
            ERROR_TOLD_UNUSED};
        bool known = false;
        for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
            known |= error->code == expected[i];
        }
        sound(known, error);
        history->wrong[operation->kind]++;
        return;
    }
    if (operation->request != NULL && history->before_seq != 0 && history->before.request != NULL &&
        strcmp(operation->request, history->before.request) == 0) {
        assert_true(applied->repeated);
        assert_int_equal(applied->seq, history->before_seq);
        return;
    }
    assert_false(applied->repeated);
    if (operation->request != NULL) {
        history->before = *operation;
        history->before_seq = applied->seq;
    }
    (applied->verdict.allowed ? history->done : history->refused)[operation->kind]++;
    if (applied->verdict.allowed && operation->kind == OPERATION_month_close) {
        history->month = history->day = date_next_month(history->month);
    }
    bool made =
        operation->kind == OPERATION_person_add || operation->kind == OPERATION_person_birth;
    if (applied->verdict.allowed && made) {
        assert_true(applied->number > history->persons);
        history->persons = applied->number;
    }
}

/* -- who was let in ---------------------------------------------------------------------------- */

struct list_before {
    int64_t list, cap, length, state;
};

static size_t
read_lists(struct store *store, struct list_before lists[HISTORY_LISTS])
{
    struct statement *statement;
    struct error error;
    size_t count = 0;
    sound(store_prepare(store, "SELECT list, cap, length, state FROM gp_list ORDER BY list",
                        &statement, &error),
          &error);
    for (bool row = true;;) {
        sound(statement_step(statement, &row, &error), &error);
        if (!row) {
            break;
        }
        assert_true(count < HISTORY_LISTS);
        lists[count++] =
            (struct list_before){statement_whole(statement, 0), statement_whole(statement, 1),
                                 statement_whole(statement, 2), statement_whole(statement, 3)};
    }
    statement_free(statement);
    return count;
}

/* One that a list without a place must take: a child of somebody on it, or one who was on it before
 * a move away. */
static bool
is_entitled(struct store *store, int64_t person, int64_t list, struct date on)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "SELECT (SELECT count(*) FROM person p JOIN enrolment e ON e.person IN (p.mother, "
             "p.parent) WHERE p.person = %" PRId64 " AND p.born > %d AND e.list = %" PRId64
             " AND e.superseded IS NULL AND (e.until_day IS NULL OR e.until_day > %d)) + "
             "(SELECT count(*) FROM person p JOIN enrolment e ON e.person = p.person WHERE "
             "p.person = %" PRId64 " AND p.moved_back IS NOT NULL AND e.list = %" PRId64
             " AND e.superseded IS NULL AND e.from_day <= p.moved_away)",
             person, date_add_months(on, -12 * 16).days, list, on.days, person, list);
    return whole(store, sql) > 0;
}

static void
check_let_in(struct store *store, const struct list_before *before, size_t count,
             const struct operation *operation, const struct applied *applied)
{
    struct statement *statement;
    struct error error;
    /* Who goes back to a place that was still counted is not let in. */
    sound(
        query_prepare(store, &statement, &error,
                      "SELECT person, list, from_day FROM enrolment e WHERE recorded = $1 AND NOT "
                      "EXISTS (SELECT 1 FROM enrolment o WHERE o.person = e.person AND o.list = "
                      "e.list AND o.from_day = e.from_day AND o.superseded = e.recorded)",
                      "w", applied->seq),
        &error);
    int64_t persons[4], lists[4];
    size_t found = 0;
    for (bool row = true;;) {
        sound(statement_step(statement, &row, &error), &error);
        if (!row) {
            break;
        }
        assert_true(found < 1); /* one operation on one person lets one in */
        persons[found] = statement_whole(statement, 0);
        lists[found++] = statement_whole(statement, 1);
        assert_int_equal(statement_whole(statement, 2), date_next_month(operation->day).days);
    }
    statement_free(statement);
    for (size_t i = 0; i < found; i++) {
        for (size_t l = 0; l < count; l++) {
            bool full = before[l].length >= before[l].cap || before[l].state != LIST_OPEN;
            int rule = applied->verdict.rule;
            if (before[l].list != lists[i] || !full) {
                continue;
            }
            if ((rule != 46 && rule != 48 && rule != 77) ||
                (rule != 48 && !is_entitled(store, persons[i], lists[i], operation->day))) {
                fail_msg("%s let person %" PRId64 " in on list %" PRId64
                         ", which had no place, by rule %d",
                         operation_id(operation->kind), persons[i], lists[i], rule);
            }
        }
    }
}

/* A closed list opens when a month is closed, whoever leaves it before. */
static void
check_stays_closed(struct store *store, const struct list_before *before, size_t count,
                   const struct operation *operation)
{
    struct list_before after[HISTORY_LISTS];
    const char *group = operation_group(operation->kind);
    bool of_people = strcmp(group, "person") == 0 || strcmp(group, "queue") == 0;
    assert_int_equal(read_lists(store, after), count);
    for (size_t i = 0; of_people && i < count; i++) {
        if (after[i].state != before[i].state && after[i].state != LIST_CLOSED) {
            fail_msg("%s opened list %" PRId64, operation_id(operation->kind), after[i].list);
        }
    }
}

/* After a month's close no list gave more places than it had, or gave any while it stayed closed.
 */
static void
check_close(struct store *store, const struct list_before *before, size_t count, struct date first,
            int64_t seq)
{
    for (size_t i = 0; i < count; i++) {
        char sql[900];
        /* Without those who left before: who moves on in this close is still there. */
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM enrolment WHERE list = %" PRId64 " AND recorded <> %" PRId64
                 " AND (superseded IS NULL OR superseded = %" PRId64
                 ") AND (until_day IS NULL OR until_day > %d OR (ended = %" PRId64
                 " AND end_reason = 0))",
                 before[i].list, seq, seq, first.days, seq);
        int64_t stayed = whole(store, sql);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM enrolment e JOIN audit a ON a.batch = e.recorded AND a.kind "
                 "= 2 AND a.person = e.person AND a.action IN ('assigned', 'to_parent', "
                 "'from_queue') AND a.rule <> 46 WHERE e.recorded = %" PRId64
                 " AND e.list = %" PRId64,
                 seq, before[i].list);
        int64_t came = whole(store, sql), room = before[i].cap - stayed;
        bool opens = before[i].state == LIST_OPEN ||
                     (before[i].state == LIST_CLOSED && (room >= 10 || stayed == 0));
        snprintf(
            sql, sizeof sql,
            "SELECT count(*) FROM gp_list l WHERE l.list = %" PRId64
            " AND l.state = 1 AND l.length < l.cap AND NOT EXISTS (SELECT 1 FROM queue q WHERE "
            "q.list = l.list)",
            before[i].list);
        bool shut = whole(store, sql) > 0;
        if (shut && opens && before[i].state == LIST_CLOSED &&
            came < 10) { /* of a batch of ten it may close again (R99) */
            fail_msg("month %d: list %" PRId64 " of cap %" PRId64 " with %" PRId64
                     " on it and nobody waiting did not open",
                     first.days, before[i].list, before[i].cap, stayed);
        }
        if (came > (opens && room > 0 ? room : 0)) {
            fail_msg("month %d: list %" PRId64 " of cap %" PRId64 ", state %" PRId64
                     ", with %" PRId64 " on it, took %" PRId64,
                     first.days, before[i].list, before[i].cap, before[i].state, stayed, came);
        }
    }
}

void
history_step(struct history *history)
{
    struct operation operation;
    struct applied applied;
    struct arena arena;
    struct error error;
    struct list_before before[HISTORY_LISTS];
    struct store *store = history->session.store;
    history_next(history, &operation);
    size_t count = read_lists(store, before);
    struct date first = date_next_month(history->month);
    arena_init(&arena, OPERATION_BYTES);
    bool fine = register_apply_within(&history->session, &operation, &arena, &applied, &error);
    history_note(history, &operation, &applied, fine ? NULL : &error);
    if (fine && applied.verdict.allowed && !applied.repeated) {
        if (operation.kind == OPERATION_month_close) {
            check_close(store, before, count, first, applied.seq);
        } else {
            check_let_in(store, before, count, &operation, &applied);
            check_stays_closed(store, before, count, &operation);
        }
    }
    arena_free(&arena);
}

/* -- what must be true ------------------------------------------------------------------------- */

/* Queries that count what must not be there. */
static const struct never {
    const char *what, *sql;
} never[] = {
    {"on two lists on a day",
     "SELECT count(*) FROM enrolment a JOIN enrolment b ON a.person = b.person AND a.recorded < "
     "b.recorded WHERE a.superseded IS NULL AND b.superseded IS NULL AND (b.until_day IS NULL OR "
     "a.from_day < b.until_day) AND (a.until_day IS NULL OR b.from_day < a.until_day)"},
    {"a period that is empty or has an end but no reason",
     "SELECT count(*) FROM enrolment WHERE until_day <= from_day OR (until_day IS NULL) <> "
     "(end_reason IS NULL) OR (until_day IS NULL) <> (ended IS NULL)"},
    {"a place taken up again that had ended for what cannot be taken back",
     "SELECT count(*) FROM enrolment a JOIN enrolment b ON b.person = a.person AND b.recorded = "
     "a.superseded WHERE b.list = a.list AND b.from_day = a.from_day AND a.end_reason NOT IN "
     "(0, 2, 3, 4)"},
    {"a place that begins further ahead than the next 1st",
     "SELECT count(*) FROM enrolment e JOIN post p ON p.post = e.list JOIN register r ON "
     "r.municipality = p.municipality WHERE e.superseded IS NULL AND e.from_day > r.month + 31"},
    {"a length that is not the number on the list",
     "SELECT count(*) FROM gp_list l JOIN post p ON p.post = l.list JOIN register r ON "
     "r.municipality = p.municipality WHERE l.length <> (SELECT count(*) FROM enrolment e WHERE "
     "e.list = l.list AND e.superseded IS NULL AND (e.until_day IS NULL OR e.until_day > "
     "r.month))"},
    {"an open list without places",
     "SELECT count(*) FROM gp_list WHERE state = 0 AND length >= cap"},
    {"a place of one who waits for the same list",
     "SELECT count(*) FROM queue q JOIN enrolment e ON e.person = q.person AND e.list = q.list "
     "WHERE e.superseded IS NULL AND e.until_day IS NULL"},
    {"waiting twice", "SELECT count(*) - count(DISTINCT person) FROM queue"},
    {"unassigned twice", "SELECT count(*) - count(DISTINCT person) FROM unassigned"},
    {"a place of one who counts as having none",
     "SELECT count(*) FROM unassigned u JOIN enrolment e ON e.person = u.person WHERE e.superseded "
     "IS NULL AND e.until_day IS NULL"},
    {"the dead on lists, in queues, or unassigned",
     "SELECT count(*) FROM person p WHERE p.died IS NOT NULL AND (EXISTS (SELECT 1 FROM enrolment "
     "e "
     "WHERE e.person = p.person AND e.superseded IS NULL AND e.until_day IS NULL) OR EXISTS "
     "(SELECT 1 FROM queue q WHERE q.person = p.person) OR EXISTS (SELECT 1 FROM unassigned u "
     "WHERE "
     "u.person = p.person))"},
    {"one who has opted out on a list, in a queue, or unassigned",
     "SELECT count(*) FROM person p WHERE p.opted_out IS NOT NULL AND (EXISTS (SELECT 1 FROM "
     "enrolment e WHERE e.person = p.person AND e.superseded IS NULL AND e.until_day IS NULL) OR "
     "EXISTS (SELECT 1 FROM queue q WHERE q.person = p.person) OR EXISTS (SELECT 1 FROM unassigned "
     "u WHERE u.person = p.person))"},
    {"an unassigned person counted in another municipality",
     "SELECT count(*) FROM unassigned u JOIN person p ON p.person = u.person WHERE p.municipality "
     "<> u.municipality"},
    {"rows of persons who are not there",
     "SELECT (SELECT count(*) FROM enrolment e WHERE NOT EXISTS (SELECT 1 FROM person p WHERE "
     "p.person = e.person)) + (SELECT count(*) FROM queue e WHERE NOT EXISTS (SELECT 1 FROM person "
     "p WHERE p.person = e.person))"},
    {"a gap in the log", "SELECT coalesce(max(seq), 0) - count(*) FROM audit"},
    {"a place whose operation is not in the log",
     "SELECT count(*) FROM enrolment e WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.seq = "
     "e.recorded AND a.kind = 0) OR (e.ended IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit a "
     "WHERE a.seq = e.ended AND a.kind = 0)) OR (e.superseded IS NOT NULL AND NOT EXISTS (SELECT 1 "
     "FROM audit a WHERE a.seq = e.superseded AND a.kind = 0))"},
    {"a wait whose operation is not in the log",
     "SELECT (SELECT count(*) FROM queue q WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.seq = "
     "q.recorded AND a.kind = 0)) + (SELECT count(*) FROM queue_past q WHERE NOT EXISTS (SELECT 1 "
     "FROM audit a WHERE a.seq = q.recorded AND a.kind = 0)) + (SELECT count(*) FROM unassigned q "
     "WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.seq = q.recorded AND a.kind = 0))"},
    {"a person that no operation made",
     "SELECT (SELECT count(*) FROM person) - (SELECT count(*) FROM audit WHERE kind = 0 AND action "
     "IN ('person_add', 'person_birth')) - coalesce((SELECT sum(made) FROM audit WHERE kind = 0 "
     "AND "
     "action = 'register_populate'), 0)"},
    {"a month that is closed twice, or left out",
     "SELECT abs((SELECT count(*) FROM month) - (SELECT count(*) FROM audit WHERE kind = 0 AND "
     "action = 'month_close'))"},
};

/* Persons with what says whether they have a right to a GP, and what they have. */
static const char persons_sql[] =
    "SELECT p.person, p.born, p.ground, p.registered, p.ground_until, p.insured, p.d_number, "
    "p.opted_out, p.died, (SELECT count(*) FROM enrolment e WHERE e.person = p.person AND "
    "e.superseded IS NULL AND e.until_day IS NULL), (SELECT count(*) FROM unassigned u WHERE "
    "u.person = p.person), (SELECT count(*) FROM queue q WHERE q.person = p.person), (SELECT "
    "max(r.month) FROM register r WHERE r.municipality = p.municipality) FROM person p ORDER BY "
    "p.person";

static bool
print_row(void *context, const struct audit_row *row, const char *hash)
{
    char text[DATE_TEXT_SIZE], arguments[200] = "";
    (void)context;
    (void)hash;
    date_write(row->day, text);
    snprintf(arguments, sizeof arguments, "%s", row->arguments);
    for (char *at = arguments; *at != '\0'; at++) {
        *at = *at == '\n' ? ' ' : *at;
    }
    print_error("%6" PRId64 " %s %s %s R%d %s\n", row->seq, text,
                row->kind == AUDIT_REFUSAL ? "refused" : "", row->action, row->rule, arguments);
    return true;
}

/* Prints what the log has about a person, for whoever has to find out. */
static void
print_person(struct store *store, int64_t person)
{
    struct error error;
    sound(audit_read(store, 0, person, print_row, NULL, &error), &error);
}

static void
check_person(struct store *store, const struct statement *row, const struct rulebook *rulebook,
             struct date today)
{
    struct standing standing = {
        .born = query_date(row, 1),
        .ground = (enum eligibility_ground)statement_whole(row, 2),
        .from = query_date(row, 3),
        .to = query_date(row, 4),
        .national_insurance = statement_whole(row, 5) != 0,
        .d_number = statement_whole(row, 6) != 0,
        .opted_out = !statement_is_null(row, 7),
    };
    int64_t person = statement_whole(row, 0);
    bool placed = statement_whole(row, 9) > 0, unassigned = statement_whole(row, 10) > 0,
         waits = statement_whole(row, 11) > 0, resident = !statement_is_null(row, 12);
    bool right = statement_is_null(row, 8) && eligibility_of(rulebook, today, &standing).allowed;
    /* What ends in a month is ended with it. */
    struct date since = date_month_start(today);
    since = date_compare(standing.from, since) > 0 ? standing.from : since;
    bool had_right =
        right || (statement_is_null(row, 8) && eligibility_of(rulebook, since, &standing).allowed);
    if (right && resident && !placed && !unassigned) {
        print_person(store, person);
        fail_msg("person %" PRId64 " has a right to a GP and is lost", person);
    }
    if (!had_right && (placed || (unassigned && resident) || waits)) {
        print_person(store, person);
        fail_msg("person %" PRId64 " has no right to a GP and %s", person,
                 placed       ? "is on a list"
                 : unassigned ? "counts as unassigned"
                              : "waits");
    }
}

void
history_check(struct store *store, const struct rulebook *rulebook, struct date today)
{
    struct statement *statement;
    struct error error;
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        int64_t count = whole(store, never[i].sql);
        if (count != 0) {
            fail_msg("%" PRId64 ": %s", count, never[i].what);
        }
    }
    sound(store_prepare(store, persons_sql, &statement, &error), &error);
    for (bool row = true;;) {
        sound(statement_step(statement, &row, &error), &error);
        if (!row) {
            break;
        }
        check_person(store, statement, rulebook, today);
    }
    statement_free(statement);
    sound(store_prepare(store,
                        "SELECT from_day FROM enrolment UNION SELECT until_day FROM enrolment "
                        "WHERE until_day IS NOT NULL",
                        &statement, &error),
          &error);
    for (bool row = true;;) {
        sound(statement_step(statement, &row, &error), &error);
        if (!row) {
            break;
        }
        struct date date = query_date(statement, 0);
        assert_int_equal(date.days, date_month_start(date).days); /* R87: always a 1st */
    }
    statement_free(statement);
}

/* -- sums -------------------------------------------------------------------------------------- */

static const struct summed {
    const char *table, *columns, *order;
} summed[] = {
    {"register", "municipality, month, auto_assignment, assignment_cap, exchange", "municipality"},
    {"month", "municipality, month, closed", "municipality, month"},
    {"person",
     "person, born, sex, died, municipality, district, household, mother, parent, care, "
     "registered, "
     "moved_away, moved_back, moved, ground, ground_until, insured, d_number, protected, opted_out",
     "person"},
    {"doctor",
     "doctor, name, born, sex, competence, settlement, suspended, authorised_until, "
     "pregnant_until, breastfed_child",
     "doctor"},
    {"post",
     "post, municipality, code, practice, district, employment, created, ended, step, resigned, "
     "consulted, informed",
     "post"},
    {"gp_list", "list, cap, length, state, members_only, common", "list"},
    {"agreement",
     "agreement, post, doctor, employment, cap, share, opening_hours, location, other_duties, "
     "public_health, promised_exemption, from_day, until_day, notice, end_reason, extended_until",
     "agreement"},
    {"doctor_relation",
     "relation, list, doctor, kind, substitute_for, share, days, from_day, until_day, offered",
     "relation"},
    {"enrolment",
     "person, recorded, list, from_day, until_day, begin_reason, made, quota, end_reason, ended, "
     "superseded",
     "person, recorded"},
    {"queue", "person, list, since, recorded", "person"},
    {"queue_past", "person, list, since, left_day, outcome, recorded", "person, recorded"},
    {"unassigned", "person, municipality, since, reason, recorded", "person"},
    {"decision",
     "decision, kind, municipality, person, doctor, list, state, asked, decided, reason, basis, "
     "appeal_until, appealed, settled",
     "decision"},
    {"block", "person, doctor, since, decision", "person, doctor"},
    {"duty", "duty, municipality, doctor, work, minutes, ordered, from_day, until_day", "duty"},
    {"exemption", "exemption, municipality, doctor, ground, from_day, until_day, decision",
     "exemption"},
    {"absence", "absence, doctor, reason, from_day, until_day", "absence"},
    {"announcement", "announcement, post, announced, closes, correct, awarded", "announcement"},
    {"application", "announcement, doctor, received, qualified", "announcement, doctor"},
    {"candidate", "candidate, municipality, doctor, stage, since, note", "candidate"},
    {"reduction", "reduction, list, cap, asked, effective, approved, commitment, seed, drawn",
     "reduction"},
};

static void
sum_bytes(uint64_t *sum, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        *sum = (*sum ^ (unsigned char)bytes[i]) * 1099511628211u; /* FNV-1a */
    }
}

uint64_t
history_digest(struct store *store)
{
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; i < sizeof summed / sizeof summed[0]; i++) {
        char sql[600];
        struct statement *statement;
        struct error error;
        int columns = 1;
        for (const char *at = summed[i].columns; *at != '\0'; at++) {
            columns += *at == ',';
        }
        snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY %s", summed[i].columns,
                 summed[i].table, summed[i].order);
        sound(store_prepare(store, sql, &statement, &error), &error);
        for (bool row = true;;) {
            sound(statement_step(statement, &row, &error), &error);
            if (!row) {
                break;
            }
            for (int c = 0; c < columns; c++) {
                const char *text =
                    statement_is_null(statement, c) ? "\1" : statement_text(statement, c);
                sum_bytes(&sum, text, strlen(text) + 1);
            }
        }
        statement_free(statement);
        sum_bytes(&sum, summed[i].table, strlen(summed[i].table));
    }
    return sum;
}
