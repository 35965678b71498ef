/* SPDX-License-Identifier: EUPL-1.2 */
/* The register's work, to be measured by script/bench as whole processes. Each line it prints is
 * for people; a line's numbers are of what was done inside the process.
 * usage: bench_register country DB KEYS MUNICIPALITIES RESIDENTS
 *        bench_register bergen DB KEYS        data/bergen, its own population and lists
 *        bench_register stir DB               free places come about before a month is closed
 *        bench_register close DB              the month of every municipality
 *        bench_register plan DB COUNT         requests for `operations`, a line each
 *        bench_register operations DB PLAN ASKERS   0: one after the other; else so many at once,
 *                                                  through register/writer.h
 *        bench_register lookups DB KEYS COUNT
 *        bench_register cycles DB
 * It is run from the source folder. */
#define _POSIX_C_SOURCE 200809L

#include "base/number.h"
#include "base/random.h"
#include "exchange/folder.h"
#include "exchange/national.h"
#include "register/identities.h"
#include "register/municipality.h"
#include "register/private.h"
#include "register/writer.h"
#include "scheme/country.h"
#include "scheme/cycles.h"
#include "scheme/queue_order.h"
#include "store/query.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PURPOSE = 0x42454E43, PERSONS_AT_ONCE = 1000000, PLAN_LINE = 256, ASKERS_MAX = 256 };

static const size_t arena_limit = (size_t)8 << 30;

/* What every part needs: the last day of the month that is open in all databases made here. */
struct bench {
    struct arena arena;
    struct problems problems;
    struct rulebook rulebook;
    struct date day;
    struct store *store;
    struct key_ring *keys;
    struct session session;
    struct number_use numbers;
};

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The most memory the process has had, in MB. */
static double
peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024 / 1e6;
}

static int64_t
now(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool
open_bench(struct bench *bench, const char *path, enum store_mode mode, const char *keys,
           struct error *error)
{
    arena_init(&bench->arena, arena_limit);
    problems_init(&bench->problems, &bench->arena);
    if (!number_use_init(&bench->numbers, &bench->arena)) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    if (!date_parse("2023-12-31", 10, &bench->day) ||
        !national_rulebook(NULL, &bench->problems, &bench->rulebook)) {
        *error = bench->problems.errors[0];
        return false;
    }
    if (keys != NULL && mode == STORE_CREATE && !key_create(keys, bench->day, error) &&
        error->code != ERROR_KEY_FILE_EXISTS) {
        return false;
    }
    if ((keys != NULL && !key_open(keys, &bench->keys, error)) ||
        !store_open(path, mode, &bench->store, error)) {
        return false;
    }
    bench->session = (struct session){.store = bench->store,
                                      .rulebook = &bench->rulebook,
                                      .actor = "bench",
                                      .purpose = "bench",
                                      .municipality = MUNICIPALITY_ALL,
                                      .keys = bench->keys,
                                      .numbers = &bench->numbers,
                                      .clock = now};
    return true;
}

static void
close_bench(struct bench *bench)
{
    store_free(bench->store);
    key_close(bench->keys);
    arena_free(&bench->arena);
}

/* Applies an operation that no rule may refuse, in the transaction there is. */
static bool
apply(struct bench *bench, const struct operation *operation, struct arena *arena,
      struct applied *applied, struct error *error)
{
    if (!register_apply_within(&bench->session, operation, arena, applied, error)) {
        return false;
    }
    if (!applied->verdict.allowed) {
        char rule[NUMBER_TEXT_SIZE];
        snprintf(rule, sizeof rule, "R%d", applied->verdict.rule);
        store_error(bench->store, rule, error);
        return false;
    }
    return true;
}

/* -- databases --------------------------------------------------------------------------------- */

struct made {
    int64_t persons;
    double save, populate;
};

static bool
add_municipality(struct bench *bench, const struct municipality *municipality, struct made *made,
                 struct error *error)
{
    struct arena arena;
    struct applied applied;
    struct operation begin = {.kind = OPERATION_register_begin, .day = bench->day};
    struct operation populate = {.kind = OPERATION_register_populate, .day = bench->day};
    double start = seconds();
    arena_init(&arena, arena_limit);
    bench->session.municipality = municipality_facts(municipality)->code;
    operation_set_date(&begin, ARGUMENT_month, date_month_start(bench->day));
    operation_set_whole(&populate, ARGUMENT_seed, 1);
    bool fine = municipality_save(bench->store, municipality, error) &&
                apply(bench, &begin, &arena, &applied, error);
    made->save += seconds() - start;
    start = seconds();
    fine = fine && apply(bench, &populate, &arena, &applied, error);
    made->populate += seconds() - start;
    made->persons += fine ? applied.number : 0;
    arena_free(&arena);
    return fine;
}

static void
print_made(const struct made *made, size_t municipalities)
{
    printf("%zu municipalities, %lld persons: tables and posts %.1f s, persons %.1f s (%.1f µs a "
           "person), peak %.0f MB\n",
           municipalities, (long long)made->persons, made->save, made->populate,
           made->populate / (double)made->persons * 1e6, peak());
}

static bool
read_template(struct bench *bench, struct municipality *out, struct error *error)
{
    if (folder_read("data/bergen", &bench->rulebook, &bench->problems, out) &&
        national_fill(out, &bench->problems)) {
        return true;
    }
    *error = bench->problems.errors[0];
    return false;
}

static bool
make_country(struct bench *bench, int64_t municipalities, int64_t residents, struct error *error)
{
    struct municipality template;
    struct country country;
    struct made made = {0};
    if (!read_template(bench, &template, error)) {
        return false;
    }
    struct country_order order =
        country_order_like_norway(&template, &bench->rulebook, bench->day, 1);
    order.municipalities = municipalities;
    order.residents = residents;
    order.lists = COUNTRY_LISTS * residents / COUNTRY_RESIDENTS;
    order.waiting = COUNTRY_WAITING * residents / COUNTRY_RESIDENTS;
    order.unassigned = COUNTRY_UNASSIGNED * residents / COUNTRY_RESIDENTS;
    if (!country_synthesise(&order, &bench->arena, &country, error)) {
        return false;
    }
    /* Some hundred thousand persons to a transaction: identity numbers are found by a hash, so each
     * municipality writes all over that index, and only once for all that share a transaction. */
    int64_t committed = 0;
    double start = seconds();
    bool fine = store_begin(bench->store, error);
    for (size_t i = 0; fine && i < country.count; i++) {
        fine = add_municipality(bench, &country.municipalities[i], &made, error);
        if (fine && made.persons - committed >= PERSONS_AT_ONCE) {
            committed = made.persons;
            fine = store_commit(bench->store, error) && store_begin(bench->store, error);
        }
    }
    if (!fine || !store_commit(bench->store, error)) {
        return false;
    }
    made.populate = seconds() - start - made.save; /* with the commits between them */
    print_made(&made, country.count);
    return true;
}

static bool
make_bergen(struct bench *bench, struct error *error)
{
    struct municipality bergen;
    struct made made = {0};
    if (!folder_read("data/bergen", &bench->rulebook, &bench->problems, &bergen)) {
        *error = bench->problems.errors[0];
        return false;
    }
    if (!store_begin(bench->store, error) || !add_municipality(bench, &bergen, &made, error) ||
        !store_commit(bench->store, error)) {
        return false;
    }
    print_made(&made, 1);
    return true;
}

/* Ten places come free on every other list that somebody waits for, as many as open a closed one
 * (R99): on half of them ten persons leave on the 1st, the others get a higher cap. */
static bool
stir(struct bench *bench, struct error *error)
{
    struct date first = date_next_month(date_month_start(bench->day));
    int64_t lists;
    return store_begin(bench->store, error) &&
           query_run(bench->store, error,
                     "UPDATE gp_list SET cap = length + 10 WHERE list % 4 = 1 AND cap <= length "
                     "AND EXISTS (SELECT 1 FROM queue q WHERE q.list = gp_list.list)",
                     "") &&
           query_run(bench->store, error,
                     "UPDATE enrolment SET until_day = $1, end_reason = 2, ended = 1 WHERE "
                     "(person, recorded) IN (SELECT person, recorded FROM (SELECT e.person, "
                     "e.recorded, row_number() OVER (PARTITION BY e.list ORDER BY e.person) AS "
                     "place FROM enrolment e JOIN gp_list l ON l.list = e.list WHERE l.list % 4 = "
                     "3 AND l.cap = l.length AND NOT EXISTS (SELECT 1 FROM queue w WHERE w.person "
                     "= e.person) AND EXISTS (SELECT 1 FROM queue q WHERE q.list = l.list)) AS "
                     "ranked WHERE place <= 10)",
                     "d", first) &&
           query_whole(bench->store, &lists, error,
                       "SELECT count(*) FROM gp_list l WHERE l.list % 2 = 1 AND EXISTS (SELECT 1 "
                       "FROM queue q WHERE q.list = l.list)",
                       "") &&
           store_commit(bench->store, error) &&
           printf("%lld lists with a queue got ten free places\n", (long long)lists) > 0;
}

/* -- the month --------------------------------------------------------------------------------- */

static bool
close_month(struct bench *bench, struct error *error)
{
    struct applied applied;
    struct operation operation = {.kind = OPERATION_month_close, .day = bench->day};
    size_t queue = 0, assigned = 0;
    double start = seconds();
    operation_set_date(&operation, ARGUMENT_month, date_month_start(bench->day));
    if (!store_begin(bench->store, error) ||
        !apply(bench, &operation, &bench->arena, &applied, error) ||
        !store_commit(bench->store, error)) {
        return false;
    }
    for (size_t i = 0; i < applied.effect_count; i++) {
        queue += strcmp(applied.effects[i].action, "from_queue") == 0;
        assigned += strcmp(applied.effects[i].action, "assigned") == 0 ||
                    strcmp(applied.effects[i].action, "to_parent") == 0;
    }
    printf("%.2f s: %zu moved from queues, %zu assigned, %zu rows in the log, %.0f MB of arena\n",
           seconds() - start, queue, assigned, applied.effect_count + 1,
           (double)bench->arena.used / 1e6);
    return true;
}

/* -- operations -------------------------------------------------------------------------------- */

/* Reads numbers: a query's column. */
static bool
read_numbers(struct bench *bench, const char *sql, int64_t **out, size_t *count,
             struct error *error)
{
    struct statement *statement;
    void *items = NULL;
    size_t found = 0, capacity = 0;
    if (!query_prepare(bench->store, &statement, error, sql, "")) {
        return false;
    }
    bool row = true, fine = true;
    while ((fine = statement_step(statement, &row, error)) && row) {
        if (!arena_grow(&bench->arena, &items, found, &capacity, sizeof(int64_t))) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            fine = false;
            break;
        }
        ((int64_t *)items)[found++] = statement_whole(statement, 0);
    }
    statement_free(statement);
    *out = items;
    *count = found;
    return fine;
}

/* Four requests of two persons, again and again, which leave all as it was: one joins a queue and
 * leaves it, the other switches to an open list and takes that back. A line each: what, the
 * person's number, the list's number, its post. */
static bool
plan(struct bench *bench, int64_t wanted, struct error *error)
{
    int64_t *persons, *full, *open;
    size_t person_count, full_count, open_count;
    if (!read_numbers(bench,
                      "SELECT p.person FROM person p JOIN enrolment e ON e.person = p.person "
                      "WHERE p.born < 11000 AND p.municipality <> '' AND e.until_day IS NULL AND "
                      "NOT EXISTS (SELECT 1 FROM queue q WHERE q.person = p.person) ORDER BY "
                      "p.person * 7919 % 1000003 LIMIT 100000",
                      &persons, &person_count, error) ||
        !read_numbers(bench, "SELECT list FROM gp_list WHERE cap = length AND state = 1", &full,
                      &full_count, error) ||
        !read_numbers(bench, "SELECT list FROM gp_list WHERE cap >= length + 50 AND state = 0",
                      &open, &open_count, error)) {
        return false;
    }
    if (person_count < 2 || full_count == 0 || open_count == 0) {
        store_error(bench->store, "nobody to ask, or no list to ask for", error);
        return false;
    }
    for (int64_t done = 0, round = 0; done < wanted; round++) {
        static const char *const words[] = {"join", "switch", "leave", "withdraw"};
        int64_t there[2],
            lists[2] = {full[(size_t)round % full_count], open[(size_t)round % open_count]};
        const int64_t *pair = &persons[(size_t)round * 2 % (person_count - 1)];
        struct list_row rows[2];
        for (int i = 0; i < 2; i++) {
            if (!query_whole(bench->store, &there[i], error,
                             "SELECT list FROM enrolment WHERE person = $1 AND until_day IS NULL",
                             "w", pair[i]) ||
                !list_read(bench->store, &bench->arena, lists[i], bench->day, &rows[i], error)) {
                return false;
            }
        }
        if (there[0] == lists[0] || there[1] == lists[1]) {
            continue; /* one of them is there already */
        }
        for (int i = 0; i < 4; i++, done++) {
            printf("%s %lld %lld %s\n", words[i], (long long)pair[i % 2], (long long)lists[i % 2],
                   rows[i % 2].code);
        }
    }
    return true;
}

static bool
read_plan_line(struct bench *bench, const char *line, struct operation *out, char *code)
{
    static const enum operation_kind kinds[] = {OPERATION_queue_join, OPERATION_person_switch,
                                                OPERATION_queue_leave, OPERATION_person_withdraw};
    static const char *const words[] = {"join", "switch", "leave", "withdraw"};
    char word[16];
    long long person, list;
    if (sscanf(line, "%15s %lld %lld %255[^\n]", word, &person, &list, code) != 4) {
        return false;
    }
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, words[i]) == 0) {
            *out = (struct operation){.kind = kinds[i], .day = bench->day};
            operation_set_whole(out, ARGUMENT_person, person);
            if (i < 2) {
                operation_set_text(out, ARGUMENT_list, code);
            }
            return true;
        }
    }
    return false;
}

/* One who asks: every so many rounds of the plan, four requests a round, in order. */
struct asker_thread {
    struct bench *bench;
    struct writer *writer; /* NULL: a transaction of one's own for each */
    char (*lines)[PLAN_LINE];
    size_t count, first, step; /* rounds */
    int64_t refused;
    bool fine;
    struct error error;
};

static void *
ask(void *context)
{
    struct asker_thread *own = context;
    own->fine = true;
    for (size_t round = own->first; own->fine && round < own->count / 4; round += own->step) {
        for (size_t i = round * 4; own->fine && i < round * 4 + 4; i++) {
            struct operation operation;
            struct applied applied;
            struct arena arena;
            char code[PLAN_LINE];
            arena_init(&arena, arena_limit);
            own->fine =
                read_plan_line(own->bench, own->lines[i], &operation, code) &&
                (own->writer == NULL ? register_apply(&own->bench->session, &operation, &arena,
                                                      &applied, &own->error)
                                     : writer_submit(own->writer, &own->bench->session, &operation,
                                                     &arena, &applied, &own->error));
            own->refused += own->fine && !applied.verdict.allowed;
            arena_free(&arena);
        }
    }
    return NULL;
}

static bool
ask_all(struct asker_thread *all, size_t count, struct error *error)
{
    pthread_t threads[ASKERS_MAX];
    size_t started = 0;
    bool fine = true;
    while (started < count && pthread_create(&threads[started], NULL, ask, &all[started]) == 0) {
        started++;
    }
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
        if (!all[i].fine) {
            *error = all[i].error;
            fine = false;
        }
    }
    if (started < count) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
    }
    return fine && started == count;
}

static bool
read_plan(struct bench *bench, const char *path, char (**out)[PLAN_LINE], size_t *count,
          struct error *error)
{
    FILE *file = fopen(path, "r");
    char line[PLAN_LINE];
    void *lines = NULL;
    size_t capacity = 0;
    *count = 0;
    if (file == NULL) {
        error_set(error, ERROR_FILE_OPEN, path, NULL);
        return false;
    }
    bool fine = true;
    while (fine && fgets(line, sizeof line, file) != NULL) {
        fine = arena_grow(&bench->arena, &lines, *count, &capacity, sizeof line);
        if (fine) {
            memcpy(((char(*)[PLAN_LINE])lines)[(*count)++], line, sizeof line);
        }
    }
    fclose(file);
    *out = lines;
    if (!fine) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
    }
    return fine;
}

/* The plan by one who asks, or by `at_once` of them at once through the one writer. */
static bool
operations(struct bench *bench, const char *database, const char *path, int64_t at_once,
           struct error *error)
{
    struct asker_thread threads[ASKERS_MAX];
    struct writer *writer = NULL;
    char(*lines)[PLAN_LINE];
    size_t count, asking = at_once > 0 && at_once <= ASKERS_MAX ? (size_t)at_once : 1;
    int64_t refused = 0;
    if (!read_plan(bench, path, &lines, &count, error) ||
        (at_once > 0 && !writer_start(database, &writer, error))) {
        return false;
    }
    for (size_t i = 0; i < asking; i++) {
        threads[i] = (struct asker_thread){.bench = bench,
                                           .writer = writer,
                                           .lines = lines,
                                           .count = count,
                                           .first = i,
                                           .step = asking};
    }
    double start = seconds();
    bool fine = ask_all(threads, asking, error);
    double took = seconds() - start;
    writer_stop(writer);
    for (size_t i = 0; i < asking; i++) {
        refused += threads[i].refused;
    }
    if (fine) {
        printf("%zu %.3f %.0f %lld\n", count, took, (double)count / took, (long long)refused);
    }
    return fine;
}

/* -- look-ups ---------------------------------------------------------------------------------- */

static void
print_latency(const char *what, double *times, size_t count)
{
    qsort(times, count, sizeof times[0], compare);
    printf("%-35s %9.1f %9.1f %9.1f\n", what, times[count / 2] * 1e6, times[count * 99 / 100] * 1e6,
           times[count - 1] * 1e6);
}

/* What a case worker's first page has: the person, where they are, and the list. */
static bool
look_up(struct bench *bench, struct arena *arena, int64_t person, struct error *error)
{
    struct person_row row;
    struct places places;
    struct list_row list;
    return person_read(bench->store, arena, person, &row, error) &&
           places_read(bench->store, person, bench->day, &places, error) &&
           (places.now.list == WHOLE_NONE ||
            list_read(bench->store, arena, places.now.list, bench->day, &list, error));
}

static bool
lookups(struct bench *bench, int64_t count, struct error *error)
{
    int64_t last;
    double *times[3];
    char(*numbers)[NATIONAL_ID_TEXT_SIZE] =
        arena_array(&bench->arena, (size_t)count, sizeof *numbers);
    int64_t *persons = arena_array(&bench->arena, (size_t)count, sizeof *persons);
    if (!query_whole(bench->store, &last, error, "SELECT max(person) FROM person", "")) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        times[i] = arena_array(&bench->arena, (size_t)count, sizeof(double));
        if (times[i] == NULL || numbers == NULL || persons == NULL) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            return false;
        }
    }
    for (int64_t i = 0; i < count; i++) {
        struct draw draw = {.seed = 1, .purpose = PURPOSE, .entity = (uint32_t)i};
        persons[i] = 1 + (int64_t)random_below(draw, (uint32_t)last);
        if (!identities_number(bench->store, bench->keys, persons[i], numbers[i], error)) {
            return false;
        }
    }
    for (int64_t i = 0; i < count; i++) {
        struct arena arena;
        int64_t found;
        arena_init(&arena, arena_limit);
        double start = seconds();
        bool fine = identities_find(bench->store, bench->keys, numbers[i], &found, error);
        double between = seconds();
        fine = fine && look_up(bench, &arena, persons[i], error);
        double end = seconds();
        fine = fine && register_log_reading(&bench->session, "person", "", &persons[i], 1, error);
        arena_free(&arena);
        if (!fine) {
            return false;
        }
        if (found != persons[i]) {
            store_error(bench->store, "another person was found", error);
            return false;
        }
        times[0][i] = between - start;
        times[1][i] = end - between;
        times[2][i] = seconds() - end;
    }
    print_latency("by identity number", times[0], (size_t)count);
    print_latency("by number, with list and GP", times[1], (size_t)count);
    print_latency("the log's row, on the disk", times[2], (size_t)count);
    return true;
}

/* -- exchange cycles --------------------------------------------------------------------------- */

struct waiting {
    int64_t list, own;
};

static int64_t
position(const int64_t *sorted, size_t count, int64_t number)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && sorted[low] == number ? (int64_t)low : -1;
}

static bool
cycles(struct bench *bench, struct error *error)
{
    static const char *const words[] = {[EXCHANGE_STRICT] = "strict", [EXCHANGE_FREE] = "free"};
    int64_t *lists, *wanted, *own;
    size_t list_count, count, own_count;
    double start = seconds();
    if (!read_numbers(bench, "SELECT list FROM gp_list ORDER BY list", &lists, &list_count,
                      error) ||
        !read_numbers(bench, "SELECT list FROM queue ORDER BY list, since, recorded, person",
                      &wanted, &count, error) ||
        !read_numbers(bench,
                      "SELECT COALESCE((SELECT e.list FROM enrolment e WHERE e.person = q.person "
                      "AND e.until_day IS NULL AND e.superseded IS NULL), -1) FROM queue q ORDER "
                      "BY q.list, q.since, q.recorded, q.person",
                      &own, &own_count, error)) {
        return false;
    }
    double read = seconds() - start;
    uint32_t *starts = arena_array(&bench->arena, list_count + 1, sizeof *starts);
    int32_t *owns = arena_array(&bench->arena, count + 1, sizeof *owns);
    if (starts == NULL || owns == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        starts[position(lists, list_count, wanted[i]) + 1]++;
        owns[i] = own[i] == wanted[i] ? -1 : (int32_t)position(lists, list_count, own[i]);
    }
    for (size_t i = 0; i < list_count; i++) {
        starts[i + 1] += starts[i];
    }
    struct queues queues = {.lists = list_count, .start = starts, .own = owns};
    printf("%zu waiting for %zu lists, read in %.2f s\n", count, list_count, read);
    for (int exchange = EXCHANGE_STRICT; exchange <= EXCHANGE_FREE; exchange++) {
        struct cycles found;
        start = seconds();
        if (!cycles_find(&queues, (enum exchange)exchange, &bench->arena, &found, error)) {
            return false;
        }
        printf("%s: %zu cycles move %zu persons, %.3f s\n", words[exchange], found.count,
               found.mover_count, seconds() - start);
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- */

static bool
run(struct bench *bench, char **words, struct error *error)
{
    enum store_mode mode = STORE_WRITE;
    const char *what = words[0], *keys = NULL;
    if (strcmp(what, "country") == 0 || strcmp(what, "bergen") == 0) {
        mode = STORE_CREATE;
        keys = words[2];
    } else if (strcmp(what, "lookups") == 0) {
        keys = words[2];
    }
    if (!open_bench(bench, words[1], mode, keys, error)) {
        return false;
    }
    bench->session.municipality = MUNICIPALITY_ALL;
    if (strcmp(what, "country") == 0) {
        return make_country(bench, strtoll(words[3], NULL, 10), strtoll(words[4], NULL, 10), error);
    }
    if (strcmp(what, "bergen") == 0) {
        return make_bergen(bench, error);
    }
    if (strcmp(what, "stir") == 0) {
        return stir(bench, error);
    }
    if (strcmp(what, "close") == 0) {
        return close_month(bench, error);
    }
    if (strcmp(what, "cycles") == 0) {
        return cycles(bench, error);
    }
    bench->session.municipality = "4601";
    if (strcmp(what, "plan") == 0) {
        return plan(bench, strtoll(words[2], NULL, 10), error);
    }
    if (strcmp(what, "operations") == 0) {
        return operations(bench, words[1], words[2], strtoll(words[3], NULL, 10), error);
    }
    return lookups(bench, strtoll(words[3], NULL, 10), error);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *what;
        int words;
    } parts[] = {{"country", 5}, {"bergen", 3},     {"stir", 2},    {"close", 2},
                 {"plan", 3},    {"operations", 4}, {"lookups", 4}, {"cycles", 2}};
    struct bench bench = {0};
    struct error error = {0};
    bool known = false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        known |= argc - 1 == parts[i].words && strcmp(argv[1], parts[i].what) == 0;
    }
    if (!known) {
        fprintf(stderr, "bench_register: see the head of bench/bench_register.c\n");
        return 2;
    }
    bool fine = run(&bench, argv + 1, &error);
    if (!fine) {
        struct text text;
        text_init(&text, 4096);
        error_write(&error, LANGUAGE_EN, &text);
        fprintf(stderr, "bench_register: %s\n", text_string(&text));
        text_free(&text);
    }
    close_bench(&bench);
    return fine ? 0 : 1;
}
