/* SPDX-License-Identifier: EUPL-1.2 */
/* What all else rests on: every observation, and every source with how much is from it. */
#include "desk/capacity_answer.h"

#include "desk/show.h"

#include <string.h>

/* The indicator of --indicator, INDICATOR_COUNT for all. */
static bool
read_indicator(const struct ask *ask, enum indicator *out, struct error *error)
{
    const char *wanted = ask->options[OPTION_indicator].text, *nearest = NULL;
    *out = INDICATOR_COUNT;
    if (wanted == NULL) {
        return true;
    }
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        if (strcmp(indicator_ids[i], wanted) == 0) {
            *out = (enum indicator)i;
            return true;
        }
        nearest = text_resembles(wanted, indicator_ids[i]) ? indicator_ids[i] : nearest;
    }
    if (nearest != NULL) {
        error_set(error, ERROR_NOT_CHOICE_NEAR, wanted, nearest);
        return ask_refuse(OPTION_indicator, error);
    }
    struct text known;
    text_init(&known, 8192);
    for (int i = 0; i < INDICATOR_COUNT; i++) {
        text_format(&known, "%s%s", i > 0 ? ", " : "", indicator_ids[i]);
    }
    error_set(error, ERROR_NOT_CHOICE, wanted, text_string(&known));
    text_free(&known);
    return ask_refuse(OPTION_indicator, error);
}

static void
tell_observation(struct answer *answer, const struct observation *observation)
{
    static const char letters[] = "ABC";
    const enum indicator indicator = (enum indicator)observation->indicator;
    const enum unit unit = (enum unit)observation->unit;
    struct value *row = answer_row(answer);
    row[0] = value_date(observation->date);
    row[1] = value_word(indicator_ids[indicator], indicator_name(indicator, answer->language));
    row[2] = show_text(observation->district);
    row[3] = value_as_given(observation->value);
    row[4] = value_word(unit_ids[unit], unit_name(unit, answer->language));
    row[5] = value_text(answer_text(answer, "%c", letters[observation->confidence]));
    row[6] = value_text(observation->source);
    row[7] = show_text(observation->place);
    row[8] = show_date(observation->since);
    row[9] = show_text(observation->note);
}

bool
observations_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_date, UNIT_NONE},     {MESSAGE_indicator, UNIT_NONE},
        {MESSAGE_district, UNIT_NONE}, {MESSAGE_value, UNIT_NONE},
        {MESSAGE_unit, UNIT_NONE},     {MESSAGE_confidence, UNIT_NONE},
        {MESSAGE_source, UNIT_NONE},   {MESSAGE_place, UNIT_NONE},
        {MESSAGE_since, UNIT_NONE},    {MESSAGE_note, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    enum { SHOWN = 8 };
    enum indicator wanted;
    size_t count;
    if (!read_indicator(ask, &wanted, error)) {
        return false;
    }
    const struct observation *rows =
        municipality_rows(ask->municipality, TABLE_OBSERVATIONS, &count);
    ask_answer(ask, out, MESSAGE_title_observations, ask->municipality,
               municipality_facts(ask->municipality)->state_date);
    struct answer_table *table = answer_table(out, MESSAGE_observation_rows, columns);
    table->shown = SHOWN;
    for (size_t i = 0; i < count; i++) {
        if (wanted == INDICATOR_COUNT || rows[i].indicator == (int)wanted) {
            tell_observation(out, &rows[i]);
        }
    }
    return true;
}

/* Rows of a table that name each source in one of its columns, added to `counts`. */
static void
count_references(const struct table *table, const struct column *column,
                 const struct source *sources, size_t source_count, size_t *counts)
{
    size_t at = 0;
    for (size_t r = 0; r < table->count && source_count > 0; r++) {
        const char *key;
        memcpy(&key,
               (const unsigned char *)table->rows + r * table->schema->row_size + column->offset,
               sizeof key);
        /* Rows that follow one another are mostly from the same source. */
        for (size_t tried = 0; tried < source_count; tried++) {
            if (strcmp(sources[at].source, key) == 0) {
                counts[at]++;
                break;
            }
            at = (at + 1) % source_count;
        }
    }
}

bool
sources_answer(struct ask *ask, struct answer *out, struct error *error)
{
    static const struct answer_column columns[] = {
        {MESSAGE_source, UNIT_NONE},       {MESSAGE_source_title, UNIT_NONE},
        {MESSAGE_publisher, UNIT_NONE},    {MESSAGE_date, UNIT_NONE},
        {MESSAGE_rows_resting, UNIT_NONE}, {MESSAGE_found_at, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE}};
    size_t count;
    const struct source *sources = municipality_rows(ask->municipality, TABLE_SOURCES, &count);
    size_t *counts = arena_array(ask->arena, count + 1, sizeof *counts);
    if (counts == NULL) {
        return error_memory(error);
    }
    memset(counts, 0, (count + 1) * sizeof *counts);
    for (int id = 0; id < TABLE_COUNT; id++) {
        const struct table *table = &ask->municipality->tables[id];
        for (size_t c = 0; table->schema != NULL && c < table->schema->column_count; c++) {
            const struct column *column = &table->schema->columns[c];
            if (column->references != NULL && strcmp(column->references, "sources") == 0) {
                count_references(table, column, sources, count, counts);
            }
        }
    }
    ask_answer(ask, out, MESSAGE_title_sources, ask->municipality,
               municipality_facts(ask->municipality)->state_date);
    struct answer_table *table = answer_table(out, MESSAGE_source_rows, columns);
    table->wide = true;
    for (size_t i = 0; i < count; i++) {
        struct value *row = answer_row(out);
        row[0] = value_text(sources[i].source);
        row[1] = value_text(sources[i].title);
        row[2] = show_text(sources[i].publisher);
        row[3] = show_date(sources[i].date);
        row[4] = value_number((double)counts[i], 0);
        row[5] = show_text(sources[i].found_at);
    }
    answer_note(out, MESSAGE_note_sources);
    return true;
}
