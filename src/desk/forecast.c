/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/forecast.h"

#include "base/parallel.h"
#include "capacity/need.h"
#include "desk/history.h"
#include "forecast/fit.h"
#include "forecast/start.h"
#include "job/explain_job.h"
#include "report/answers.h"

#include <math.h>
#include <string.h>

/* The most memory the futures may take: 100 000 of a large municipality over ten years take 3 GB.
 */
#define FUTURES_LIMIT (SIZE_MAX > UINT32_MAX ? (size_t)(UINT64_C(8) << 30) : SIZE_MAX / 2)

enum { YEARS = 10, FUTURES = 1000, SEED = 1, GOALS_MAX = 16, GOAL_SIZE = 128 };

/* What is asked for made into what is run; lives as long as the answer, which is written from it.
 */
struct run {
    struct start_options options[FORECAST_SIDES];
    struct model models[FORECAST_SIDES];
    struct start_origin origin;
    const struct calibrated *calibrated; /* NULL: the assumptions are those of the tables */
    struct goal goals[GOALS_MAX];
    struct forecast forecast;
    struct forecast_explained explained;
    struct forecast_answer answer;
};

/* -- goals ------------------------------------------------------------------------------------- */

/* The end of the goal at `text`: a comma that a letter follows, as one may also be a decimal sign.
 */
static size_t
goal_length(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        const size_t spaces = strspn(text + length + 1, " ");
        const char next = text[length] == ',' ? text[length + 1 + spaces] : '\0';
        if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) {
            break;
        }
        length++;
    }
    return length;
}

static bool
read_goals(const char *text, struct run *run, struct error *error)
{
    size_t *count = &run->forecast.goal_count;
    for (*count = 0; *text != '\0';) {
        const size_t length = goal_length(text);
        char one[GOAL_SIZE];
        if (length >= sizeof one || *count == GOALS_MAX) {
            error_set_bytes(error, ERROR_GOAL_FORM, text, length, "vacancy_listed>=5%,gps>=250");
            return false;
        }
        memcpy(one, text, length);
        one[length] = '\0';
        if (!goal_parse(one, &run->goals[*count], error)) {
            return false;
        }
        ++*count;
        text += length + (text[length] != '\0');
    }
    return true;
}

/* Those asked for, or what the municipality plans for. */
static bool
find_goals(const struct ask *ask, const char *asked, struct run *run, struct error *error)
{
    run->forecast.goals = run->goals;
    if (asked != NULL) {
        return read_goals(asked, run, error) || ask_refuse(OPTION_goals, error);
    }
    struct need_input input;
    struct need need;
    need_input_find(ask->municipality, ask_date(ask), &input);
    const double needed =
        need_compute(&input, &need, error) ? (double)need.gps_with_vacancy : (double)NAN;
    _Static_assert((int)GOALS_PLANNED_MAX <= (int)GOALS_MAX, "planned goals have room");
    run->forecast.goal_count = goals_planned(ask->municipality, needed, run->goals);
    return true;
}

/* -- models ------------------------------------------------------------------------------------ */

/* The efforts of one side: of the package, or of the one compared with. */
static bool
find_efforts(const struct ask *ask, const struct forecast_request *request, bool compared,
             struct start_options *options, struct error *error)
{
    struct effort *efforts = NULL;
    const char *place = compared ? request->compare_place : request->package_place;
    if (!package_efforts(ask->municipality, options->start,
                         compared ? request->compare : request->package,
                         compared ? request->compare_count : request->package_count, ask->arena,
                         &efforts, &options->effort_count, error)) {
        if (place != NULL) {
            error_place(error, place, 0, 0, NULL);
        }
        return false;
    }
    options->efforts = efforts;
    return true;
}

static bool
make_models(struct ask *ask, const struct forecast_request *request, struct run *run,
            struct error *error)
{
    struct forecast *forecast = &run->forecast;
    forecast->months = (request->years > 0 ? request->years : YEARS) * 12;
    forecast->start =
        date_is_none(request->start) ? forecast_start_date(ask->municipality) : request->start;
    forecast->side_count = request->compared ? FORECAST_SIDES : 1;
    if (!history_of(ask, forecast->start, request->observed, request->observed_place,
                    &run->calibrated, error)) {
        return false;
    }
    for (size_t s = 0; s < forecast->side_count; s++) {
        struct start_options *options = &run->options[s];
        *options = (struct start_options){.start = forecast->start, .months = forecast->months};
        if (!find_efforts(ask, request, s > 0, options, error) ||
            !forecast_start(ask->municipality, ask->rulebook, options, ask->arena, &run->models[s],
                            &run->origin, error)) {
            return false;
        }
        if (run->calibrated != NULL) {
            model_fit(&run->models[s], run->calibrated);
        }
        forecast->sides[s].model = &run->models[s];
    }
    return true;
}

/* -- running ----------------------------------------------------------------------------------- */

static bool
run_alone(void *self, const struct forecast_job *job, struct forecast *forecast, bool flows,
          struct arena *arena, struct error *error)
{
    (void)self;
    return forecast_job_room(forecast, 0, forecast->wanted, flows, arena, error) &&
           forecast_job_run(job, forecast, forecast->wanted, arena, &forecast->count, error);
}

/* The futures live in an arena of their own, and what the answer needs of them in the ask's. */
static bool
simulate(struct ask *ask, const struct forecast_request *request, struct run *run,
         struct arena *futures, struct error *error)
{
    static const struct forecast_runner alone = {.run = run_alone};
    const struct forecast_runner *runner = request->runner == NULL ? &alone : request->runner;
    struct forecast *forecast = &run->forecast;
    const struct forecast_job job = {
        .threads = request->threads > 0 ? request->threads : parallel_processors(),
        .stop = request->stop,
        .progress = request->progress,
        .told = request->told,
    };
    forecast->seed = request->seeded ? request->seed : SEED;
    forecast->wanted = request->futures > 0 ? request->futures : FUTURES;
    if (!runner->run(runner->self, &job, forecast, request->explain, futures, error)) {
        return false;
    }
    if (forecast->count == 0) {
        return true;
    }
    /* who has stopped the run does not want more of them */
    const bool full = request->explain && !forecast_is_partial(forecast);
    const bool hinges = request->explain || request->hangs_on;
    return forecast_job_sum_up(&job, forecast, ask->arena, error) &&
           (!hinges || explain_job(&job, forecast, full, ask->arena, &run->explained, error));
}

bool
desk_forecast(struct ask *ask, const struct forecast_request *request, struct answer *out,
              struct error *error)
{
    struct arena futures;
    struct run *run = arena_alloc(ask->arena, sizeof *run);
    *out = (struct answer){0};
    if (run == NULL) {
        return error_memory(error);
    }
    *run = (struct run){0};
    if (!make_models(ask, request, run, error) || !find_goals(ask, request->goals, run, error)) {
        return false;
    }
    arena_init(&futures, FUTURES_LIMIT);
    bool done = simulate(ask, request, run, &futures, error);
    arena_free(&futures);
    if (!done || run->forecast.count == 0) {
        return done;
    }
    run->answer = (struct forecast_answer){
        .forecast = &run->forecast,
        .origin = &run->origin,
        .calibrated = run->calibrated,
        .explained = &run->explained,
        .tables = request->tables,
    };
    ask_answer(ask, out, MESSAGE_title_forecast, ask->municipality, run->forecast.start);
    out->explain = request->explain;
    answer_forecast(out, &run->answer);
    return true;
}
