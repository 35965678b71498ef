/* SPDX-License-Identifier: EUPL-1.2 */
/* The FLR's classes declared once: reading and writing both walk these, so that what is written is
 * what is read. */
#ifndef DEKNING_EXCHANGE_FLR_PRIVATE_H
#define DEKNING_EXCHANGE_FLR_PRIVATE_H

#include "exchange/flr.h"

#define FLR_XSI "http://www.w3.org/2001/XMLSchema-instance"
#define FLR_NAMESPACE "http://schemas.nhn.no/reg/flr"

/* What stands in errors for a person's number. */
#define FLR_HIDDEN "…"

enum { FLR_TEXT_MAX = 64 * 1024, FLR_NIN_DIGITS = 11, FLR_DAYS = 7 };

enum flr_kind {
    FLR_FLAG,     /* bool */
    FLR_WHOLE,    /* int64_t */
    FLR_TEXT,     /* const char * */
    FLR_NIN,      /* const char * of digits, never shown */
    FLR_DAY,      /* struct date */
    FLR_WEEKDAYS, /* unsigned, a bit a day */
    FLR_RECORD,   /* a struct in the struct; not there when a required field of it is empty */
    FLR_LIST,     /* pointer and count of structs */
};

struct flr_record;

struct flr_field {
    const char *name; /* with the prefix it is written with */
    enum flr_kind kind;
    bool required;
    bool of_office; /* the member is the office's, not the contract's */
    bool initial;   /* of a FLR_FLAG that is not given */
    size_t offset, count_offset;
    int64_t low, high; /* of a FLR_WHOLE, both included */
    const struct flr_record *record;
};

struct flr_record {
    const char *name; /* of the element in a list, with its prefix */
    const struct flr_field *fields;
    size_t field_count; /* at most 32 */
    size_t size;
};

extern const struct flr_record flr_contract_record, flr_office_record;

/* The whole file: the list of an office's contracts. */
extern const struct flr_field flr_root;

/* The prefixes that names are written with, and what they stand for; ended by NULL. */
extern const struct flr_prefix {
    const char *prefix, *uri;
} flr_prefixes[];

/* Days as DataContractSerializer writes them, from Sunday. */
extern const char *const flr_day_names[FLR_DAYS];

/* A name without its prefix. */
const char *flr_local_name(const char *name);

/* Where the field stands in a row of its record. */
void *flr_member(const struct flr_field *field, void *row);
const void *flr_value(const struct flr_field *field, const void *row);

/* The rows of a FLR_LIST in `row`. */
void *flr_items(const struct flr_field *field, const void *row, size_t *count);
void flr_set_items(const struct flr_field *field, void *row, void *items, size_t count);

/* Makes every field of a row empty. */
void flr_clear(const struct flr_record *record, void *row);

/* Whether nothing is given in the field. */
bool flr_is_empty(const struct flr_field *field, const void *row);

/* What is wrong with a value that is there: a number out of its range, a person's number that is
 * not 11 digits, a period that ends before it begins (R236). ERROR_NOT_WHOLE, ERROR_NOT_DIGITS,
 * ERROR_OUT_OF_ORDER, without a place. */
bool flr_check_value(const struct flr_field *field, const void *row, struct error *error);

enum { FLR_NAME_SIZE = 48 };

/* Whether a contract names its office, and what hangs on it names the contract; `name` is the
 * element that does not. ERROR_NOT_WHOLE, without a place. */
bool flr_check_contract(const struct flr_office *office, const struct flr_contract *contract,
                        char name[FLR_NAME_SIZE], struct error *error);

#endif
