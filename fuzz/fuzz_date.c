/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a date and as the numbers of one: what is read is written the same, and the
 * calendar's arithmetic agrees with its plain rules. */
#include "base/date.h"
#include "fuzz.h"

static int
days_in(int year, int month)
{
    bool leap = year % 400 == 0 || (year % 100 != 0 && year % 4 == 0);
    return month == 2 ? 28 + leap : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void
check_text(const char *bytes, size_t size)
{
    struct date date = {4711};
    if (!date_parse(bytes, size, &date)) {
        require(date.days == 4711);
        return;
    }
    char written[DATE_TEXT_SIZE];
    date_write(date, written);
    require(size == DATE_TEXT_SIZE - 1 && memcmp(written, bytes, size) == 0);
}

static void
check_numbers(int year, int month, int day)
{
    bool exists = year >= DATE_YEAR_MIN && year <= DATE_YEAR_MAX && month >= 1 && month <= 12 &&
                  day >= 1 && day <= days_in(year, month);
    struct date date = {4711};
    require(date_from_ymd(year, month, day, &date) == exists);
    if (!exists) {
        require(date.days == 4711);
        return;
    }
    struct ymd ymd = date_to_ymd(date);
    require(ymd.year == year && ymd.month == month && ymd.day == day);
    char written[DATE_TEXT_SIZE];
    date_write(date, written);
    struct date read;
    require(date_parse(written, DATE_TEXT_SIZE - 1, &read) && date_compare(read, date) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = copy_of(data, size);
    check_text(bytes, size);
    free(bytes);
    int32_t numbers[3];
    if (size >= sizeof numbers) {
        memcpy(numbers, data, sizeof numbers);
        check_numbers(numbers[0], numbers[1], numbers[2]);
        check_numbers(DATE_YEAR_MIN + (int)((uint32_t)numbers[0] % 500),
                      1 + (int)((uint32_t)numbers[1] % 12), 1 + (int)((uint32_t)numbers[2] % 31));
    }
    return 0;
}
