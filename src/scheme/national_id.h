/* SPDX-License-Identifier: EUPL-1.2 */
/* National identity numbers (R244): fødselsnummer, D-number, and the synthetic test numbers of the
 * population register's own test data. Pure.
 *
 * Eleven digits, DDMMYY III KK: a day, an individual number whose range tells the century and whose
 * last digit tells the sex, and two check digits. A D-number has 4 added to the first digit; a
 * synthetic number has 80 added to the month, which no real person's has.
 *
 * What a number says of its bearer is what was registered when it was given. The day of a D-number
 * may be that of its registration instead of birth, when the day of birth had no number left. Use
 * the register's own birth date and sex where it has them.
 *
 * Not handled: numbers given from 2032, where the first check sum may leave 0, 1, 2 or 3 over and
 * neither century nor sex can be read. They are refused by their check digits. */
#ifndef DEKNING_SCHEME_NATIONAL_ID_H
#define DEKNING_SCHEME_NATIONAL_ID_H

#include "base/date.h"
#include "base/error.h"
#include "scheme/municipality.h"

#include <stdbool.h>
#include <stddef.h>

enum { NATIONAL_ID_LENGTH = 11, NATIONAL_ID_TEXT_SIZE = NATIONAL_ID_LENGTH + 1 };

enum national_id_kind { NATIONAL_ID_BIRTH, NATIONAL_ID_D };

struct national_id {
    enum national_id_kind kind;
    struct date born;
    enum sex sex;
    bool synthetic;
};

enum national_id_fault {
    NATIONAL_ID_FINE,
    NATIONAL_ID_WRONG_LENGTH,
    NATIONAL_ID_NOT_DIGITS,
    /* The month is 41–52. Health services number those whose number is not known so, and others
     * their test persons: whether there is a person behind it cannot be told, so it is neither
     * taken for a number nor for a synthetic one. */
    NATIONAL_ID_HELP_NUMBER,
    NATIONAL_ID_NO_CENTURY, /* that individual number is not used in a year of those two digits */
    NATIONAL_ID_NO_DAY,
    NATIONAL_ID_WRONG_CHECK
};

/* Reads exactly eleven digits, without spaces. *out is untouched unless the answer is
 * NATIONAL_ID_FINE. */
enum national_id_fault national_id_parse(const char *bytes, size_t length, struct national_id *out);

/* The error of a fault other than NATIONAL_ID_FINE. It has nothing of the number in it: where such
 * a number stands is said by its file, line and column, never by its digits. */
void national_id_error(enum national_id_fault fault, struct error *error);

/* How many serials a day has for each sex: 125 in 1854–1899, 250 in 1900–1939, 300 in 1940–1999 and
 * 250 in 2000–2039; 0 in other years. */
int national_id_serials(struct date born);

/* Makes the synthetic fødselsnummer of that day, sex and serial, with a NUL. False, and *out
 * untouched, when the serial is not in 0 … national_id_serials − 1 or has no valid check digits, as
 * about one in six has not: a day has at least 100, 203, 245 or 203 numbers for each sex in the
 * years above. Different serials give different numbers. */
bool national_id_make(struct date born, enum sex sex, int serial, char out[NATIONAL_ID_TEXT_SIZE]);

#endif
