/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as numbers: what is read equals what the C library reads, and is written so that it is
 * read again the same; any finite double is written exactly. */
#include "base/number.h"
#include "fuzz.h"

#include <errno.h>
#include <math.h>

static bool
same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (fabs(a) <= 0 && fabs(b) <= 0);
}

static void
check_text(const char *bytes, size_t size)
{
    int64_t whole = 4711;
    double decimal = 4711;
    char *string = malloc(size + 1);
    require(string != NULL);
    memcpy(string, bytes, size);
    string[size] = '\0';
    bool digits_only = size > 0 && strspn(string, "-0123456789") == size &&
                       strrchr(string, '-') <= string && string[size - 1] != '-';
    errno = 0;
    long long expected = strtoll(string, NULL, 10);
    bool is_whole = digits_only && errno == 0 && expected != WHOLE_NONE;
    require(number_parse_whole(bytes, size, &whole) == is_whole);
    require(whole == (is_whole ? expected : 4711));
    if (number_parse_decimal(bytes, size, &decimal)) {
        char *end;
        require(same(decimal, strtod(string, &end)) && end == string + size);
        char written[NUMBER_TEXT_SIZE];
        double again;
        number_write(decimal, written);
        require(number_parse_decimal(written, strlen(written), &again) && same(again, decimal));
        double ceiling = number_ceil(decimal), slack = 1e-9 * fmax(1, fabs(decimal));
        require(same(ceiling, floor(ceiling)) && ceiling >= decimal - slack &&
                ceiling < decimal + 1);
    } else {
        require(same(decimal, 4711));
    }
    free(string);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = copy_of(data, size);
    check_text(bytes, size);
    free(bytes);
    double value;
    if (size >= sizeof value) {
        memcpy(&value, data, sizeof value);
        if (isfinite(value)) {
            char written[NUMBER_TEXT_SIZE];
            number_write(value, written);
            require(strlen(written) < NUMBER_TEXT_SIZE && same(strtod(written, NULL), value));
        }
    }
    return 0;
}
