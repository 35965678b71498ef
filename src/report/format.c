/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char no_break_space[] = "\xC2\xA0";
static const char minus[] = "\xE2\x88\x92";

void
format_number(double number, int decimals, enum language language, struct text *out)
{
    static const double powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    double power = powers[decimals < 0 ? 0 : decimals > 6 ? 6 : decimals];
    /* Half away from zero on the decimal digits people see: a last-bit error must not turn 0.45
     * down. */
    double size = fabs(number);
    double whole_steps = floor(size * power + 0.5 + size * power * 1e-15);
    char digits[64];
    int length = snprintf(digits, sizeof digits, "%.*f", decimals, whole_steps / power);
    if (length <= 0 || (size_t)length >= sizeof digits) {
        text_format(out, "%g", number);
        return;
    }
    if (number < 0 && whole_steps > 0) {
        text_add(out, minus);
    }
    size_t before = strcspn(digits, ".");
    for (size_t i = 0; i < before; i++) {
        if (i > 0 && (before - i) % 3 == 0) {
            text_add(out, language == LANGUAGE_EN ? "," : no_break_space);
        }
        text_add_char(out, digits[i]);
    }
    if (digits[before] != '\0') {
        text_add(out, language == LANGUAGE_EN ? "." : ",");
        text_add(out, digits + before + 1);
    }
}

void
format_date(struct date date, enum language language, struct text *out)
{
    char iso[DATE_TEXT_SIZE];
    date_write(date, iso);
    if (date_is_none(date) || language == LANGUAGE_EN) {
        text_add(out, iso);
    } else {
        text_format(out, "%.2s.%.2s.%.4s", iso + 8, iso + 5, iso);
    }
}

/* The number, with a plus where the value is a difference and shows as more than nothing. */
static void
add_signed(const struct value *value, double number, enum language language, struct text *out)
{
    bool shows = number * pow(10, value->decimals) >= 0.5;
    text_add(out, value->signed_always && shows ? "+" : "");
    format_number(number, value->decimals, language, out);
}

void
format_value(const struct value *value, enum language language, struct text *out)
{
    switch (value->kind) {
    case VALUE_NONE:
        text_add(out, "–");
        break;
    case VALUE_NUMBER:
        if (value->identifies) {
            text_format(out, "%.0f", value->number);
            break;
        }
        add_signed(value, value->millions ? value->number / 1e6 : value->number, language, out);
        break;
    case VALUE_SHARE:
        add_signed(value, value->number * 100, language, out);
        /* The difference between two shares is in percentage points. */
        text_add(out, value->signed_always || value->points ? "\xC2\xA0pp"
                      : language == LANGUAGE_EN             ? "%"
                                                            : "\xC2\xA0%");
        break;
    case VALUE_TEXT:
        text_add(out, value->text);
        break;
    case VALUE_DATE:
        format_date(value->date, language, out);
        break;
    case VALUE_YES_NO:
        text_add(out, message_text(value->number > 0 ? MESSAGE_yes : MESSAGE_no, language));
        break;
    }
}
