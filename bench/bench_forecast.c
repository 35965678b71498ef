/* SPDX-License-Identifier: EUPL-1.2 */
/* The forecast's fast engine, measured inside one process by script/bench.
 * usage: bench_forecast model MONTHS                    Bergen's model for the peers, as JSON
 *        bench_forecast fast FUTURES THREADS RUNS       Bergen, ten years, with its bands
 *        bench_forecast scalar FUTURES THREADS RUNS     the same by bench/forecast_scalar.c
 *        bench_forecast same FUTURES                    whether the two give the same bytes
 *        bench_forecast norway SIZES FUTURES THREADS    every municipality of a file of residents
 *        bench_forecast growth FUTURES RUNS             by futures, lists and years
 *        bench_forecast machine THREADS                 what this machine can do at most
 * fast and scalar print milliseconds (best, median), list-months, bytes of the memory a thread
 * works in and milliseconds of processors a run, then mean and standard deviation of four outcomes
 * after 1, 5 and 10 years. Run from the source folder. */
#define _POSIX_C_SOURCE 200809L

#include "base/arena.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/vector.h"
#include "exchange/folder.h"
#include "exchange/national.h"
#include "forecast/bands.h"
#include "forecast/futures.h"
#include "forecast/start.h"
#include "forecast_scalar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum {
    YEARS = 10,
    SEED = 1,
    CHUNK = 64, /* futures a thread takes at a time, at most */
    RUNS_MAX = 100,
    CACHE_LINE = 64,
    MUNICIPALITIES_MAX = 1000
};

static const size_t arena_limit = (size_t)4 << 30;

struct bench {
    struct arena arena;
    struct problems problems;
    struct rulebook rulebook;
    struct municipality bergen;
};

static double
milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What the process has had of all processors so far. */
static double
processor_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* The most memory the process has had, in MB. */
static double
peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024 / 1e6;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static _Noreturn void
fail(const char *what)
{
    fprintf(stderr, "bench_forecast: %s\n", what);
    exit(1);
}

static _Noreturn void
fail_for(const struct error *error)
{
    struct text text;
    text_init(&text, 1024);
    error_write(error, LANGUAGE_EN, &text);
    fail(text_string(&text));
}

static void *
memory(size_t count, size_t size)
{
    size_t bytes = (count * size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    void *block = aligned_alloc(CACHE_LINE, bytes + CACHE_LINE);
    if (block == NULL) {
        fail("memory ended");
    }
    memset(block, 0, bytes);
    return block;
}

static void
open_bench(struct bench *bench)
{
    arena_init(&bench->arena, arena_limit);
    problems_init(&bench->problems, &bench->arena);
    if (!national_rulebook(NULL, &bench->problems, &bench->rulebook) ||
        !folder_read("data/bergen", &bench->rulebook, &bench->problems, &bench->bergen) ||
        !national_fill(&bench->bergen, &bench->problems)) {
        fail_for(&bench->problems.errors[0]);
    }
}

static struct model
bergen_model(struct bench *bench, int32_t months)
{
    struct start_options options = {.start = DATE_NONE, .months = months};
    struct model model;
    struct error error;
    if (!forecast_start(&bench->bergen, &bench->rulebook, &options, &bench->arena, &model, NULL,
                        &error)) {
        fail_for(&error);
    }
    return model;
}

/* -- a run ------------------------------------------------------------------------------------- */

struct run {
    const struct model *model;
    const struct futures_plan *plan; /* NULL: the scalar version */
    void *workspaces[PARALLEL_THREADS_MAX];
    struct futures out;
    struct band *bands; /* [outcome][month] */
    size_t chunk;
    int threads;
};

static void
work_futures(void *data, int thread, size_t chunk)
{
    struct run *run = data;
    struct futures part = run->out;
    size_t first = chunk * run->chunk, left = run->out.count - first;
    part.first = run->out.first + (uint32_t)first;
    part.count = left < run->chunk ? left : run->chunk;
    part.outcomes = run->out.outcomes + first;
    if (run->plan == NULL) {
        if (!scalar_run(run->model, SEED, &part)) {
            fail("memory ended");
        }
    } else {
        futures_run(run->plan, SEED, run->workspaces[thread], &part);
    }
}

static void
work_bands(void *data, int thread, size_t chunk)
{
    struct run *run = data;
    size_t months = (size_t)run->out.months + 1;
    (void)thread;
    for (size_t t = 0; t < months; t++) {
        band_of(run->out.outcomes + futures_at(&run->out, chunk, (int32_t)t), run->out.count,
                &run->bands[chunk * months + t]);
    }
}

static void
prepare(struct bench *bench, const struct model *model, bool fast, size_t futures, int threads,
        struct run *run)
{
    size_t months = (size_t)model->months + 1;
    struct error error;
    *run = (struct run){.model = model, .threads = threads};
    if (fast && !futures_prepare(model, &bench->arena, &run->plan, &error)) {
        fail_for(&error);
    }
    for (int i = 0; fast && i < threads; i++) {
        run->workspaces[i] = memory(futures_workspace(run->plan), 1);
    }
    run->chunk = CHUNK;
    run->out =
        (struct futures){.count = futures,
                         .stride = futures,
                         .months = model->months,
                         .outcomes = memory(OUTCOME_COUNT * months * futures, sizeof(float))};
    run->bands = memory(OUTCOME_COUNT * months, sizeof *run->bands);
}

static void
release(struct run *run)
{
    for (int i = 0; i < run->threads; i++) {
        free(run->workspaces[i]);
    }
    free(run->out.outcomes);
    free(run->bands);
}

static void
simulate(struct run *run)
{
    parallel_run(&(struct parallel){.chunks = (run->out.count + run->chunk - 1) / run->chunk,
                                    .threads = run->threads,
                                    .work = work_futures,
                                    .data = run});
}

static void
sum_up(struct run *run)
{
    parallel_run(&(struct parallel){
        .chunks = OUTCOME_COUNT, .threads = run->threads, .work = work_bands, .data = run});
}

/* Milliseconds of `runs` runs, sorted. With bands they are part of it. */
static void
time_runs(struct run *run, int runs, bool bands, double *times)
{
    for (int i = 0; i < runs; i++) {
        double begun = milliseconds();
        simulate(run);
        if (bands) {
            sum_up(run);
        }
        times[i] = milliseconds() - begun;
    }
    qsort(times, (size_t)runs, sizeof *times, compare);
}

static void
print_moments(struct run *run)
{
    static const enum outcome outcomes[] = {OUTCOME_gps, OUTCOME_places, OUTCOME_unassigned,
                                            OUTCOME_waiting};
    static const int years[] = {1, 5, 10};
    for (size_t o = 0; o < sizeof outcomes / sizeof outcomes[0]; o++) {
        for (size_t y = 0; y < sizeof years / sizeof years[0]; y++) {
            const float *row =
                run->out.outcomes + futures_at(&run->out, outcomes[o], 12 * years[y]);
            double sum = 0, squares = 0, n = (double)run->out.count;
            for (size_t i = 0; i < run->out.count; i++) {
                sum += (double)row[i];
            }
            for (size_t i = 0; i < run->out.count; i++) {
                double off = (double)row[i] - sum / n;
                squares += off * off;
            }
            printf("%s %d %.6g %.6g\n", outcome_ids[outcomes[o]], years[y], sum / n,
                   sqrt(squares / fmax(n - 1, 1)));
        }
    }
}

static void
bergen(bool fast, size_t futures, int threads, int runs)
{
    struct bench bench;
    struct run run;
    double times[RUNS_MAX];
    open_bench(&bench);
    struct model model = bergen_model(&bench, 12 * YEARS);
    prepare(&bench, &model, fast, futures, threads, &run);
    double begun = processor_milliseconds();
    time_runs(&run, runs, true, times);
    double used = (processor_milliseconds() - begun) / runs;
    printf("%.1f %.1f %.0f %zu %.1f\n", times[0], times[runs / 2],
           (double)model.list_count * model.months * (double)futures,
           fast ? futures_workspace(run.plan) : 0, used);
    simulate(&run); /* bands have put the futures in order */
    print_moments(&run);
    release(&run);
    arena_free(&bench.arena);
}

static void
same(size_t futures)
{
    struct bench bench;
    struct run runs[2];
    open_bench(&bench);
    struct model model = bergen_model(&bench, 12 * YEARS);
    for (int i = 0; i < 2; i++) {
        prepare(&bench, &model, i == 0, futures, 1, &runs[i]);
        simulate(&runs[i]);
    }
    size_t values = OUTCOME_COUNT * ((size_t)model.months + 1) * futures, differ = 0;
    for (size_t i = 0; i < values; i++) {
        differ += memcmp(&runs[0].out.outcomes[i], &runs[1].out.outcomes[i], sizeof(float)) != 0;
    }
    printf("%zu of %zu\n", differ, values);
    release(&runs[0]);
    release(&runs[1]);
    arena_free(&bench.arena);
}

/* -- growth ------------------------------------------------------------------------------------ */

/* The same municipality `times` over. */
static struct model
multiplied(struct bench *bench, const struct model *model, size_t times)
{
    struct model larger = *model;
    struct model_list *lists = arena_array(&bench->arena, model->list_count * times, sizeof *lists);
    size_t months = (size_t)model->months + 1, cells = months * model->population.districts;
    double *residents = arena_array(&bench->arena, cells, sizeof *residents);
    double *births = arena_array(&bench->arena, months, sizeof *births);
    if (lists == NULL || residents == NULL || births == NULL) {
        fail("memory ended");
    }
    for (size_t i = 0; i < model->list_count * times; i++) {
        lists[i] = model->lists[i % model->list_count];
    }
    for (size_t i = 0; i < cells; i++) {
        residents[i] = model->population.residents[i] * (double)times;
    }
    for (size_t i = 0; i < months; i++) {
        births[i] = model->population.births[i] * (double)times;
    }
    larger.lists = lists;
    larger.list_count *= times;
    larger.population.residents = residents;
    larger.population.births = births;
    larger.guests *= (int64_t)times;
    larger.unassigned *= (int64_t)times;
    larger.opted_out *= (int64_t)times;
    larger.elsewhere *= (int64_t)times;
    return larger;
}

static void
growth_row(struct bench *bench, const char *what, const struct model *model, size_t futures,
           int runs)
{
    struct run run;
    double times[RUNS_MAX];
    prepare(bench, model, true, futures, 1, &run);
    time_runs(&run, runs, false, times);
    double list_months = (double)model->list_count * model->months * (double)futures;
    printf("%s %zu %zu %d %.1f %.2f\n", what, futures, model->list_count, model->months / 12,
           times[0], times[0] * 1e6 / list_months);
    release(&run);
}

static void
growth(size_t futures, int runs)
{
    struct bench bench;
    open_bench(&bench);
    struct model model = bergen_model(&bench, 12 * YEARS);
    for (size_t times = 1; times <= 4; times *= 2) {
        growth_row(&bench, "futures", &model, futures * times, runs);
    }
    for (size_t times = 1; times <= 4; times *= 2) {
        struct model larger = multiplied(&bench, &model, times);
        growth_row(&bench, "lists", &larger, futures, runs);
    }
    for (int32_t years = YEARS / 2; years <= 2 * YEARS; years *= 2) {
        struct model longer = bergen_model(&bench, 12 * years);
        growth_row(&bench, "years", &longer, futures, runs);
    }
    arena_free(&bench.arena);
}

/* -- Norway ------------------------------------------------------------------------------------ */

struct country {
    const struct rulebook *rulebook;
    const struct uncertain *assumptions;
    struct date start;
    size_t futures;
    double residents[MUNICIPALITIES_MAX];
    size_t lists[MUNICIPALITIES_MAX];
    size_t count;
    double gps[MUNICIPALITIES_MAX]; /* median after ten years */
    float *outcomes[PARALLEL_THREADS_MAX];
};

/* A municipality from totals to the bands of each year's end. Its memory is freed with it, all but
 * what is recorded of the futures, which the thread keeps. */
static void
work_municipality(void *data, int thread, size_t chunk)
{
    enum { PERSONS_A_GP = 1100 };
    struct country *country = data;
    double residents = country->residents[chunk];
    struct start_totals totals = {.start = country->start,
                                  .months = 12 * YEARS,
                                  .gps = (int64_t)fmax(1, round(residents / PERSONS_A_GP)),
                                  .mean_list = residents / fmax(1, round(residents / PERSONS_A_GP)),
                                  .mean_without_gp = (double)NAN,
                                  .places = (double)NAN,
                                  .residents = residents,
                                  .births = 0.01};
    struct arena arena;
    struct model model;
    const struct futures_plan *plan;
    struct error error;
    arena_init(&arena, arena_limit);
    if (!forecast_start_totals(&totals, country->rulebook, country->assumptions, &arena, &model,
                               &error) ||
        !futures_prepare(&model, &arena, &plan, &error)) {
        fail_for(&error);
    }
    struct futures out = {.count = country->futures,
                          .stride = country->futures,
                          .months = model.months,
                          .every = 12,
                          .outcomes = country->outcomes[thread]};
    void *workspace = memory(futures_workspace(plan), 1);
    futures_run(plan, SEED, workspace, &out);
    struct band band;
    for (size_t o = 0; o < OUTCOME_COUNT; o++) {
        for (int32_t year = 0; year <= YEARS; year++) {
            band_of(out.outcomes + futures_at(&out, o, 12 * year), out.count, &band);
            if (o == OUTCOME_gps && year == YEARS) {
                country->gps[chunk] = band.at[QUANTILE_P50];
            }
        }
    }
    country->lists[chunk] = model.list_count;
    free(workspace);
    arena_free(&arena);
}

/* SIZES: a number of residents on each line, the largest first so that no thread ends alone. */
static void
norway(const char *path, size_t futures, int threads)
{
    struct bench bench;
    struct uncertain assumptions[ASSUMPTION_COUNT];
    static struct country country;
    struct error error;
    char line[NUMBER_TEXT_SIZE];
    open_bench(&bench);
    if (!forecast_assumptions(&bench.bergen, assumptions, &error)) {
        fail_for(&error);
    }
    country = (struct country){.rulebook = &bench.rulebook,
                               .assumptions = assumptions,
                               .start = forecast_start_date(&bench.bergen),
                               .futures = futures};
    FILE *file = fopen(path, "r");
    while (file != NULL && country.count < MUNICIPALITIES_MAX &&
           fgets(line, sizeof line, file) != NULL) {
        country.residents[country.count++] = strtod(line, NULL);
    }
    if (file == NULL || fclose(file) != 0 || country.count == 0) {
        fail("the sizes cannot be read");
    }
    for (int i = 0; i < threads; i++) {
        country.outcomes[i] = memory((size_t)OUTCOME_COUNT * (YEARS + 1) * futures, sizeof(float));
    }
    double begun = milliseconds(), used = processor_milliseconds();
    parallel_run(&(struct parallel){
        .chunks = country.count, .threads = threads, .work = work_municipality, .data = &country});
    used = processor_milliseconds() - used;
    double taken = milliseconds() - begun, lists = 0, residents = 0, gps = 0;
    for (size_t i = 0; i < country.count; i++) {
        lists += (double)country.lists[i];
        residents += country.residents[i];
        gps += country.gps[i];
    }
    printf("%zu %.0f %.0f %.0f %.2f %.0f %.0f %.2f\n", country.count, residents, lists, gps,
           taken / 1e3, peak(), lists * 12 * YEARS * (double)futures / taken / 1e3, used / 1e3);
    for (int i = 0; i < threads; i++) {
        free(country.outcomes[i]);
    }
    arena_free(&bench.arena);
}

/* -- the machine ------------------------------------------------------------------------------- */

/* Sixteen lanes of 32 bits: what the widest registers hold, or two or four of narrower ones. */
typedef float lanes_float __attribute__((vector_size(64)));
typedef uint32_t lanes_word __attribute__((vector_size(64)));

enum { WIDTH = 16, CHAINS = 8, ROUNDS = 20000000, TRIAD = 8 * 1024 * 1024, TRIADS = 12 };

/* A multiplication and an addition of floats, and an addition and an exclusive or of integers, in
 * chains enough to keep every unit busy. */
VECTOR_CODE static void
work_floats(void *data, int thread, size_t chunk)
{
    lanes_float sums[CHAINS] = {{0}}, by = (lanes_float){0} + 0.999F, plus = (lanes_float){0} + 1;
    (void)thread;
    for (int i = 0; i < ROUNDS; i++) {
        for (int c = 0; c < CHAINS; c++) {
            sums[c] = sums[c] * by + plus;
        }
    }
    for (int c = 0; c < CHAINS; c++) {
        ((double *)data)[chunk] += (double)sums[c][0];
    }
}

VECTOR_CODE static void
work_words(void *data, int thread, size_t chunk)
{
    lanes_word sums[CHAINS] = {{0}}, by = (lanes_word){0} + (uint32_t)chunk + 77;
    (void)thread;
    for (int i = 0; i < ROUNDS; i++) {
        for (int c = 0; c < CHAINS; c++) {
            sums[c] = (sums[c] + by) ^ (uint32_t)i;
        }
    }
    for (int c = 0; c < CHAINS; c++) {
        ((double *)data)[chunk] += sums[c][0];
    }
}

static void
work_triad(void *data, int thread, size_t chunk)
{
    float *a = ((float **)data)[chunk], *b = a + TRIAD, *c = b + TRIAD;
    (void)thread;
    for (int turn = 0; turn < TRIADS; turn++) {
        for (size_t i = 0; i < TRIAD; i++) {
            a[i] = b[i] + 0.5F * c[i];
        }
        float *swap = a;
        a = b;
        b = swap;
    }
}

static double
time_of(void (*work)(void *, int, size_t), void *data, int threads)
{
    double begun = milliseconds();
    parallel_run(&(struct parallel){
        .chunks = (size_t)threads, .threads = threads, .work = work, .data = data});
    return (milliseconds() - begun) / 1e3;
}

/* Operations of 32-bit lanes a second and core (GFLOP without fusing, as all of our code is), and
 * gigabytes a second of memory that all threads together read and write. */
static void
machine(int threads)
{
    double sums[PARALLEL_THREADS_MAX] = {0};
    float *blocks[PARALLEL_THREADS_MAX];
    for (int i = 0; i < threads; i++) {
        blocks[i] = memory((size_t)3 * TRIAD, sizeof(float));
    }
    double operations = 2.0 * WIDTH * CHAINS * ROUNDS / 1e9;
    double floats = operations / time_of(work_floats, sums, threads);
    double words = operations / time_of(work_words, sums, threads);
    double bytes = 3.0 * sizeof(float) * TRIAD * TRIADS * threads / 1e9;
    printf("%.0f %.0f %.1f\n", floats, words, bytes / time_of(work_triad, blocks, threads));
    for (int i = 0; i < threads; i++) {
        free(blocks[i]);
    }
}

/* -- the model for the peers ------------------------------------------------------------------- */

static void
print_numbers(const char *name, const double *values, size_t count)
{
    printf(",\n\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        printf("%s%.17g", i == 0 ? "" : ",", values[i]);
    }
    printf("]");
}

static double
months_before(struct date day, struct date start)
{
    if (date_is_none(day)) {
        return 1; /* not known */
    }
    struct ymd from = date_to_ymd(day), to = date_to_ymd(start);
    return -((to.year - from.year) * 12 + to.month - from.month);
}

static void
print_lists(const struct model *model)
{
    enum { CAP, LENGTH, WAITING, STATUS, OPEN, CHANNEL, BORN, SINCE, COLUMNS };
    static const char *const names[COLUMNS] = {"cap",  "length",  "waiting", "status",
                                               "open", "channel", "born",    "since"};
    static const int status[] = {[POST_HELD] = 1, [POST_LOCUM] = 3, [POST_VACANT] = 4};
    double *values = memory(COLUMNS * model->list_count, sizeof *values);
    printf(",\n\"lists\":{\"woman\":[");
    for (size_t i = 0; i < model->list_count; i++) {
        const struct model_list *list = &model->lists[i];
        const double row[COLUMNS] = {list->cap,
                                     list->length,
                                     list->waiting,
                                     status[list->status],
                                     list->state == LIST_OPEN,
                                     list->channel,
                                     months_before(list->born, model->start),
                                     months_before(list->since, model->start)};
        for (size_t c = 0; c < COLUMNS; c++) {
            values[c * model->list_count + i] = row[c];
        }
        printf("%s%s", i == 0 ? "" : ",",
               list->sex == CHOICE_NONE  ? "null"
               : list->sex == SEX_FEMALE ? "1"
                                         : "0");
    }
    printf("]");
    for (size_t c = 0; c < COLUMNS; c++) {
        print_numbers(names[c], values + c * model->list_count, model->list_count);
    }
    printf("}");
    free(values);
}

static void
print_rules(const struct model *model)
{
    static const struct {
        const char *name;
        enum rule rule;
    } rules[] = {
        {"notice", RULE_agreement_notice},
        {"end_age", RULE_agreement_end_age},
        {"extension_age", RULE_extension_max_age},
        {"cap_min", RULE_cap_min_without_consent},
        {"cap_max", RULE_cap_max},
        {"reopen_threshold", RULE_reopen_threshold},
        {"queue_batch", RULE_queue_batch},
        {"unassigned_first", RULE_queue_unassigned_first},
    };
    double values[MODEL_MONTHS_MAX + 1];
    printf(",\n\"rules\":{\"months\":%d", model->months);
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        for (int32_t t = 0; t <= model->months; t++) {
            values[t] =
                rule_value(model->rulebook, rules[r].rule, date_add_months(model->start, t));
        }
        print_numbers(rules[r].name, values, (size_t)model->months + 1);
    }
    printf("}");
}

static void
print_model(int32_t months)
{
    static const char *const distributions[] = {
        [DISTRIBUTION_FIXED] = "fixed",
        [DISTRIBUTION_NORMAL] = "normal",
        [DISTRIBUTION_LOGNORMAL] = "lognormal",
        [DISTRIBUTION_LOGIT_NORMAL] = "logit_normal",
    };
    struct bench bench;
    open_bench(&bench);
    struct model model = bergen_model(&bench, months);
    const struct population_path *population = &model.population;
    size_t rows = (size_t)months + 1;
    double *residents = memory(rows, sizeof *residents);
    for (size_t t = 0; t < rows; t++) {
        for (size_t d = 0; d < population->districts; d++) {
            residents[t] += population->residents[t * population->districts + d];
        }
    }
    const struct uncertain *posts = &model.assumptions[ASSUMPTION_post_growth];
    double most = fmax(uncertain_draw(posts, 3.72), uncertain_draw(posts, -3.72)) *
                  (double)model.list_count * months / 12;
    printf("{\"months\":%d,\"slots\":%d,\"guests\":%lld,\"unassigned\":%lld,\"opted_out\":%lld,"
           "\"elsewhere\":%lld,\"under_way\":%s",
           months, most > 0 ? (int)ceil(most) + 1 : 0, (long long)model.guests,
           (long long)model.unassigned, (long long)model.opted_out, (long long)model.elsewhere,
           model.under_way ? "true" : "false");
    print_numbers("residents", residents, rows);
    print_numbers("births", population->births, rows);
    print_numbers("need", population->gp_need, rows);
    print_numbers("ooh_need", population->ooh_need, rows);
    print_rules(&model);
    print_lists(&model);
    printf(",\n\"assumptions\":{");
    for (size_t a = 0; a < ASSUMPTION_COUNT; a++) {
        const struct uncertain *given = &model.assumptions[a];
        printf("%s\n\"%s\":{\"distribution\":\"%s\",\"value\":%.17g,\"spread\":%.17g,\"min\":%.17g,"
               "\"max\":%.17g}",
               a == 0 ? "" : ",", assumption_ids[a], distributions[given->distribution],
               given->value, isfinite(given->spread) ? given->spread : 0, fmax(given->min, -1e300),
               fmin(given->max, 1e300));
    }
    printf("}}\n");
    free(residents);
    arena_free(&bench.arena);
}

/* ---------------------------------------------------------------------------------------------- */

static size_t
number(char **words, int count, int at, size_t most)
{
    long value = at < count ? strtol(words[at], NULL, 10) : 0;
    if (value < 1 || (size_t)value > most) {
        fail("a number is missing or out of range; the source says how it is used");
    }
    return (size_t)value;
}

int
main(int argc, char **argv)
{
    enum { FUTURES_MOST = 100000 };
    const char *what = argc > 1 ? argv[1] : "";
    bool fast = strcmp(what, "fast") == 0;
    if (strcmp(what, "model") == 0) {
        print_model((int32_t)number(argv, argc, 2, MODEL_MONTHS_MAX));
    } else if (fast || strcmp(what, "scalar") == 0) {
        bergen(fast, number(argv, argc, 2, FUTURES_MOST),
               (int)number(argv, argc, 3, PARALLEL_THREADS_MAX),
               (int)number(argv, argc, 4, RUNS_MAX));
    } else if (strcmp(what, "same") == 0) {
        same(number(argv, argc, 2, FUTURES_MOST));
    } else if (strcmp(what, "norway") == 0 && argc > 2) {
        norway(argv[2], number(argv, argc, 3, FUTURES_MOST),
               (int)number(argv, argc, 4, PARALLEL_THREADS_MAX));
    } else if (strcmp(what, "growth") == 0) {
        growth(number(argv, argc, 2, FUTURES_MOST), (int)number(argv, argc, 3, RUNS_MAX));
    } else if (strcmp(what, "machine") == 0) {
        machine((int)number(argv, argc, 2, PARALLEL_THREADS_MAX));
    } else {
        fail("the source says how it is used");
    }
    return 0;
}
