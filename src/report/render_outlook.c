/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/format.h"
#include "report/render_private.h"

#include <string.h>

/* Columns of the terminal, and bytes of what stands in one place. */
enum {
    NAME_MIN = 22,
    NAME_MAX = 44,
    CHART_MIN = 8,
    CHART_WISH = 14,
    CHART_MAX = 40,
    PLACE_SIZE = 96
};

struct outlook_layout {
    int name, points[OUTLOOK_POINTS_MAX], chart;
};

static int
name_lines(const char *name, int width)
{
    char line[RENDER_LINE_SIZE];
    int lines = 0;
    while (render_words(&name, width, line) > 0) {
        lines++;
    }
    return lines;
}

static bool
has_interval(const struct outlook_row *row, size_t point_count)
{
    for (size_t p = 0; p < point_count; p++) {
        if (row->points[p].low.kind != VALUE_NONE) {
            return true;
        }
    }
    return false;
}

static int
row_lines(const struct outlook_row *row, size_t point_count, int name_width)
{
    const int lines = name_lines(row->name, name_width);
    const int least = has_interval(row, point_count) ? 2 : 1;
    return lines > least ? lines : least;
}

static void
take(struct text *text, char out[PLACE_SIZE])
{
    const size_t kept = text->length < PLACE_SIZE ? text->length : PLACE_SIZE - 1;
    memcpy(out, text_string(text), kept);
    out[kept] = '\0';
    text_free(text);
}

static void
write_middle(const struct outlook_point *point, enum language language, char out[PLACE_SIZE])
{
    struct text text;
    text_init(&text, PLACE_SIZE);
    if (point->middle.kind != VALUE_NONE) {
        format_value(&point->middle, language, &text);
    }
    take(&text, out);
}

/* "245–262"; "−3 … +5" where a dash would look like a sign. One % is enough for the two. */
static void
write_interval(const struct outlook_point *point, enum language language, char out[PLACE_SIZE])
{
    struct text text;
    text_init(&text, PLACE_SIZE);
    if (point->low.kind != VALUE_NONE && point->high.kind != VALUE_NONE) {
        struct value low = point->low;
        if (low.kind == VALUE_SHARE) {
            low.kind = VALUE_NUMBER;
            low.number *= 100;
        }
        format_value(&low, language, &text);
        text_add(&text, low.signed_always ? " … " : "–");
        format_value(&point->high, language, &text);
    }
    take(&text, out);
}

static int
wider(int width, const char *text)
{
    const int own = text_width(text);
    return own > width ? own : width;
}

/* The widths of all but the name, their gaps included. */
static int
lay_out_points(const struct answer *answer, const struct answer_outlook *outlook,
               struct outlook_layout *layout)
{
    int used = RENDER_GAP;
    char place[PLACE_SIZE];
    for (size_t p = 0; p < outlook->point_count; p++) {
        int width = text_width(outlook->heads[p]);
        for (size_t r = 0; r < outlook->row_count; r++) {
            write_middle(&outlook->rows[r].points[p], answer->language, place);
            width = wider(width, place);
            write_interval(&outlook->rows[r].points[p], answer->language, place);
            width = wider(width, place);
        }
        layout->points[p] = width;
        used += RENDER_GAP + width;
    }
    return used;
}

/* Names get the room that they need in no more lines than their row has, as far as the terminal has
 * it; charts what is left. */
static struct outlook_layout
lay_out(const struct answer *answer, const struct answer_outlook *outlook, int columns)
{
    struct outlook_layout layout = {.name = NAME_MIN};
    const int used = lay_out_points(answer, outlook, &layout);
    bool charts = false;
    for (size_t r = 0; r < outlook->row_count; r++) {
        charts |= outlook->rows[r].chart.count > 0;
    }
    const int left = columns - used - (charts ? RENDER_GAP + CHART_WISH : 0);
    for (size_t r = 0; r < outlook->row_count; r++) {
        const struct outlook_row *row = &outlook->rows[r];
        const int most = has_interval(row, outlook->point_count) ? 2 : 1;
        while (layout.name < NAME_MAX && layout.name < left &&
               name_lines(row->name, layout.name) > most) {
            layout.name++;
        }
    }
    const int rest = columns - used - layout.name - RENDER_GAP;
    if (charts && rest >= CHART_MIN) {
        layout.chart = rest < CHART_MAX ? rest : CHART_MAX;
    }
    return layout;
}

static void
add_head(const struct answer *answer, const struct answer_outlook *outlook,
         const struct outlook_layout *layout, struct text *out)
{
    text_format(out, "%s\n  ", message_text(outlook->title, answer->language));
    render_padded(out, "", layout->name, false);
    int width = layout->name;
    for (size_t p = 0; p < outlook->point_count; p++) {
        text_repeat(out, " ", RENDER_GAP);
        render_padded(out, outlook->heads[p], layout->points[p], true);
        width += RENDER_GAP + layout->points[p];
    }
    render_end_line(out);
    text_add(out, "  ");
    text_repeat(out, "─", width + (layout->chart > 0 ? RENDER_GAP + layout->chart : 0));
    text_add_char(out, '\n');
}

static void
add_row(const struct answer *answer, const struct answer_outlook *outlook,
        const struct outlook_layout *layout, const struct outlook_row *row, struct text *out)
{
    const int lines = row_lines(row, outlook->point_count, layout->name);
    const int chart_lines = lines < CHART_LINES_MAX ? lines : CHART_LINES_MAX;
    struct text charts[CHART_LINES_MAX];
    for (int line = 0; line < CHART_LINES_MAX; line++) {
        text_init(&charts[line], (size_t)CHART_MAX * 4);
    }
    chart_draw(&row->chart, layout->chart, chart_lines, answer->plain, charts);
    const char *name = row->name;
    for (int line = 0; line < lines; line++) {
        char words[RENDER_LINE_SIZE] = "", place[PLACE_SIZE] = "";
        render_words(&name, layout->name, words);
        text_add(out, "  ");
        render_padded(out, words, layout->name, false);
        for (size_t p = 0; p < outlook->point_count; p++) {
            place[0] = '\0';
            if (line == 0) {
                write_middle(&row->points[p], answer->language, place);
            } else if (line == 1) {
                write_interval(&row->points[p], answer->language, place);
            }
            text_repeat(out, " ", RENDER_GAP);
            render_padded(out, place, layout->points[p], true);
        }
        if (line < chart_lines) {
            text_repeat(out, " ", RENDER_GAP);
            text_add(out, text_string(&charts[line]));
        }
        render_end_line(out);
    }
    for (int line = 0; line < CHART_LINES_MAX; line++) {
        text_free(&charts[line]);
    }
}

void
render_outlook(const struct answer *answer, const struct answer_outlook *outlook, int columns,
               struct text *out)
{
    const struct outlook_layout layout = lay_out(answer, outlook, columns);
    add_head(answer, outlook, &layout, out);
    for (size_t r = 0; r < outlook->row_count; r++) {
        add_row(answer, outlook, &layout, &outlook->rows[r], out);
    }
    text_add_char(out, '\n');
}
