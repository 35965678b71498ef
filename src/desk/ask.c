/* SPDX-License-Identifier: EUPL-1.2 */
#include "desk/ask.h"

#include "base/number.h"

#include <stdio.h>
#include <string.h>

void
ask_answer(const struct ask *ask, struct answer *out, enum message title,
           const struct municipality *municipality, struct date date)
{
    answer_init(out, ask->arena, ask->language, ask->name, title, municipality, date);
    out->explain = ask->options[OPTION_explain].given;
    out->plain = ask->plain;
}

const struct municipality *
ask_municipality(const struct ask *ask)
{
    return ask->municipality != NULL && ask->municipality->tables[TABLE_MUNICIPALITY].count == 1
               ? ask->municipality
               : NULL;
}

struct date
ask_date(const struct ask *ask)
{
    return ask->options[OPTION_date].given ? ask->options[OPTION_date].date
                                           : municipality_facts(ask->municipality)->state_date;
}

struct date
ask_day(const struct ask *ask)
{
    return ask->options[OPTION_date].given ? ask->options[OPTION_date].date : ask->today;
}

void
ask_override(const struct ask *ask, enum option_id option, struct figure *figure)
{
    static const char *const sources[OPTION_COUNT] = {
#define OPTION(id, name, type, metavar, min, max, nb, nn, en) "--" name,
#include "desk/option.def"
#undef OPTION
    };
    if (!ask->options[option].given) {
        return;
    }
    figure->value = ask->options[option].number;
    figure->date = DATE_NONE;
    figure->source = sources[option];
    figure->place = "";
    figure->since = DATE_NONE;
    figure->confidence = CONFIDENCE_A;
    figure->synthetic = false;
}

double
ask_number(const struct ask *ask, enum option_id option, double otherwise)
{
    return ask->options[option].given ? ask->options[option].number : otherwise;
}

bool
ask_subject_text(const struct ask *ask, const char *what, const char **out, struct error *error)
{
    *out = ask->subject;
    if (*out == NULL) {
        error_set(error, ERROR_ARGUMENT_MISSING, NULL, what);
    }
    return *out != NULL;
}

bool
ask_subject_number(const struct ask *ask, const char *what, int64_t *out, struct error *error)
{
    const char *subject = ask->subject;
    if (subject != NULL && number_parse_whole(subject, strlen(subject), out)) {
        return true;
    }
    error_set(error, ERROR_ARGUMENT_MISSING, NULL, what);
    return false;
}

bool
ask_subject_month(const struct ask *ask, struct date *out, struct error *error)
{
    char day[16];
    if (ask->subject == NULL) {
        error_set(error, ERROR_ARGUMENT_MISSING, NULL, "YYYY-MM");
        return false;
    }
    snprintf(day, sizeof day, "%.7s-01", ask->subject);
    if (strlen(ask->subject) == 7 && date_parse(day, strlen(day), out)) {
        return true;
    }
    error_set(error, ERROR_NOT_MONTH, ask->subject, NULL);
    return false;
}

bool
ask_refuse(enum option_id option, struct error *error)
{
    char name[64];
    snprintf(name, sizeof name, "--%s", option_name(option));
    if (error->field[0] == '\0') {
        error_place(error, NULL, 0, 0, name);
    }
    return false;
}
