/* SPDX-License-Identifier: EUPL-1.2 */
/* Synthetic people: of a municipality in the database, or of a whole synthetic country. */
#include "cli/desk.h"
#include "cli/views.h"
#include "exchange/folder.h"
#include "exchange/national.h"
#include "register/municipality.h"
#include "scheme/country.h"

#include <string.h>

/* The most memory the people of one municipality may use; the largest there is takes 60 MB. */
static const size_t people_limit = (size_t)4 << 30;

static bool
tell_argument(const struct context *context, struct operation *operation, enum argument argument,
              struct error *error)
{
    const struct option_value *value = &context->options[OPTION_argument_person + (int)argument];
    return !value->given || operation_set(operation, argument, value->text, error);
}

/* The month the register is to begin with: --month, or the one that --date or today is in. */
static bool
first_month(const struct context *context, const struct desk *desk, struct date *out,
            struct error *error)
{
    const struct option_value *month = &context->options[OPTION_argument_month];
    struct operation told = {.kind = OPERATION_register_begin};
    char day[16];
    *out = desk->day;
    if (!month->given) {
        return true;
    }
    if (strlen(month->text) == 7) {
        memcpy(day, month->text, 7);
        memcpy(day + 7, "-01", 4);
    }
    if (!operation_set(&told, ARGUMENT_month, strlen(month->text) == 7 ? day : month->text,
                       error)) {
        return false;
    }
    *out = (struct date){(int32_t)told.arguments[ARGUMENT_month].whole};
    return true;
}

/* Begins the register of the session's municipality if it has none, and fills it. *people is how
 * many they are. */
static bool
populate(const struct context *context, struct desk *desk, struct date month, int64_t *people,
         struct error *error)
{
    struct arena arena;
    struct applied applied;
    struct date open;
    arena_init(&arena, people_limit);
    bool fine = register_month(desk->store, desk->session.municipality, &open, error);
    if (fine && date_is_none(open)) {
        struct operation begin = {.kind = OPERATION_register_begin, .day = month};
        operation_set_date(&begin, ARGUMENT_month, month);
        fine = register_apply(&desk->session, &begin, &arena, &applied, error);
        open = date_month_start(month);
    }
    struct operation fill = {.kind = OPERATION_register_populate,
                             .day = date_compare(date_month_start(desk->day), open) == 0 ? desk->day
                                                                                         : open};
    operation_set_whole(
        &fill, ARGUMENT_seed,
        context->options[OPTION_seed].given ? (int64_t)context->options[OPTION_seed].number : 1);
    fine = fine && tell_argument(context, &fill, ARGUMENT_waiting, error) &&
           tell_argument(context, &fill, ARGUMENT_unassigned, error) &&
           tell_argument(context, &fill, ARGUMENT_guests, error) &&
           register_apply(&desk->session, &fill, &arena, &applied, error);
    *people = fine ? applied.number : 0;
    arena_free(&arena);
    return fine;
}

static int
tell(struct context *context, struct date day, int64_t municipalities, int64_t people)
{
    struct answer answer;
    context_answer(context, &answer, MESSAGE_title_people, NULL, day);
    if (municipalities > 1) {
        answer_field(&answer, MESSAGE_municipalities, UNIT_NONE,
                     value_number((double)municipalities, 0));
    }
    answer_field(&answer, MESSAGE_people, UNIT_persons, value_number((double)people, 0));
    answer_note(&answer, MESSAGE_note_synthetic_people);
    return context_show(context, &answer);
}

int
view_synthesise_people(struct context *context)
{
    int status;
    int64_t people;
    struct desk desk;
    struct date month;
    struct error error;
    if (!context_argument_limit(context, 1, &status) || !desk_open(context, &desk, &status)) {
        return status;
    }
    bool fine = first_month(context, &desk, &month, &error) &&
                populate(context, &desk, month, &people, &error);
    struct date day = desk.day;
    desk_close(&desk);
    return fine ? tell(context, day, 1, people) : context_fail(context, &error);
}

/* Every municipality of the country, one after the other: its tables, its register and its people.
 */
static bool
settle_country(struct context *context, struct desk *desk, const struct country *country,
               struct date month, int64_t *people, struct error *error)
{
    *people = 0;
    for (size_t i = 0; i < country->count; i++) {
        int64_t here;
        desk->session.municipality = municipality_facts(&country->municipalities[i])->code;
        if (!municipality_save(desk->store, &country->municipalities[i], error) ||
            !populate(context, desk, month, &here, error)) {
            return false;
        }
        *people += here;
    }
    return true;
}

/* The country is like the municipality of the folder: that gives its ages, lists and practices. */
int
view_synthesise_country(struct context *context)
{
    int status;
    int64_t people;
    struct desk desk;
    struct date month;
    struct error error;
    struct store *store;
    struct country country;
    struct municipality template;
    if (context->argument_count < 2) {
        error_set(&error, ERROR_ARGUMENT_MISSING, NULL, "FOLDER");
        return context_fail(context, &error);
    }
    if (!context_argument_limit(context, 2, &status) || !context_rulebook(context, &status)) {
        return status;
    }
    if (!folder_read(context->arguments[1], &context->rulebook, &context->problems, &template) ||
        !national_fill(&template, &context->problems)) {
        return context_fail_all(context);
    }
    if (!store_open(context_database(context), STORE_CREATE, &store, &error)) {
        return context_fail(context, &error);
    }
    store_free(store);
    /* Its municipalities are made here, whichever the environment names. */
    context->options[OPTION_municipality] =
        (struct option_value){.given = true, .text = MUNICIPALITY_ALL};
    if (!desk_open_any(context, &desk, &status)) {
        return status;
    }
    bool fine = first_month(context, &desk, &month, &error);
    if (fine) {
        struct country_order order = country_order_like_norway(
            &template, &context->rulebook, month,
            context->options[OPTION_seed].given ? (uint64_t)context->options[OPTION_seed].number
                                                : 1);
        double share = 1;
        if (context->options[OPTION_residents].given) {
            share = context->options[OPTION_residents].number / (double)order.residents;
            order.residents = (int64_t)context->options[OPTION_residents].number;
        }
        if (context->options[OPTION_municipalities].given) {
            order.municipalities = (int64_t)context->options[OPTION_municipalities].number;
        }
        int64_t lists = (int64_t)((double)order.lists * share + 0.5);
        order.lists = lists < order.municipalities ? order.municipalities : lists;
        order.waiting = (int64_t)((double)order.waiting * share + 0.5);
        order.unassigned = (int64_t)((double)order.unassigned * share + 0.5);
        fine = country_synthesise(&order, &context->arena, &country, &error) &&
               settle_country(context, &desk, &country, month, &people, &error);
    }
    struct date day = desk.day;
    desk_close(&desk);
    return fine ? tell(context, day, (int64_t)country.count, people)
                : context_fail(context, &error);
}
