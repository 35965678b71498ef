/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/chart.h"

#include <assert.h>
#include <math.h>

/* Dots of one letter. */
enum { ACROSS = 2, DOWN = 4, HIGH_MAX = DOWN * CHART_LINES_MAX };

struct scale {
    double least, most;
    int high; /* dots */
};

/* The dot of a value, 0 the lowest. */
static int
dot_of(const struct scale *scale, double value)
{
    const double range = scale->most - scale->least;
    if (!(range > 0)) {
        return scale->high / 2;
    }
    return (int)lround((value - scale->least) / range * (scale->high - 1));
}

static struct scale
scale_of(const struct chart *chart, int lines)
{
    struct scale scale = {chart->middle[0], chart->middle[0], lines * DOWN};
    if (chart->of_one) {
        scale.least = 0;
        scale.most = 1;
    }
    for (size_t i = 0; i < chart->count; i++) {
        const double low = chart->low == NULL ? chart->middle[i] : chart->low[i];
        const double high = chart->high == NULL ? chart->middle[i] : chart->high[i];
        scale.least = fmin(scale.least, low);
        scale.most = fmax(scale.most, high);
    }
    return scale;
}

enum dot { DOT_NONE, DOT_BAND, DOT_MIDDLE };

/* One column of dots at the moment that stands there. */
static void
draw_column(const struct chart *chart, const struct scale *scale, int x, int width,
            enum dot dots[HIGH_MAX])
{
    const size_t at = (size_t)lround((double)x * (double)(chart->count - 1) / (width - 1));
    for (int y = 0; y < scale->high; y++) {
        dots[y] = DOT_NONE;
    }
    if (chart->low != NULL && chart->high != NULL) {
        const int top = dot_of(scale, chart->high[at]);
        for (int y = dot_of(scale, chart->low[at]); y <= top; y++) {
            dots[y] = (x + y) % 2 == 0 ? DOT_BAND : DOT_NONE;
        }
    }
    dots[dot_of(scale, chart->middle[at])] = DOT_MIDDLE;
}

/* The braille letter of these dots: U+2800 and a bit a dot (Unicode 15, § 21.1). */
static void
add_braille(struct text *out, enum dot columns[ACROSS][HIGH_MAX], int lowest)
{
    static const unsigned bits[ACROSS][DOWN] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};
    unsigned letter = 0;
    for (int x = 0; x < ACROSS; x++) {
        for (int y = 0; y < DOWN; y++) {
            letter |= columns[x][lowest + y] != DOT_NONE ? bits[x][y] : 0;
        }
    }
    if (letter == 0) {
        text_add_char(out, ' ');
        return;
    }
    text_add_char(out, (char)0xE2);
    text_add_char(out, (char)(0xA0 | letter >> 6));
    text_add_char(out, (char)(0x80 | (letter & 0x3F)));
}

static void
add_plain(struct text *out, enum dot columns[ACROSS][HIGH_MAX], int lowest)
{
    enum dot most = DOT_NONE;
    for (int x = 0; x < ACROSS; x++) {
        for (int y = 0; y < DOWN; y++) {
            most = columns[x][lowest + y] > most ? columns[x][lowest + y] : most;
        }
    }
    text_add_char(out, " :*"[most]);
}

void
chart_draw(const struct chart *chart, int columns, int lines, bool plain, struct text *out)
{
    assert(lines >= 1 && lines <= CHART_LINES_MAX);
    if (chart->count < 2 || columns < 1) {
        return;
    }
    const struct scale scale = scale_of(chart, lines);
    const int width = columns * ACROSS;
    for (int column = 0; column < columns; column++) {
        enum dot dots[ACROSS][HIGH_MAX];
        for (int x = 0; x < ACROSS; x++) {
            draw_column(chart, &scale, column * ACROSS + x, width, dots[x]);
        }
        for (int line = 0; line < lines; line++) {
            const int lowest = (lines - 1 - line) * DOWN;
            if (plain) {
                add_plain(&out[line], dots, lowest);
            } else {
                add_braille(&out[line], dots, lowest);
            }
        }
    }
}
