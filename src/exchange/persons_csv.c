/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/persons_csv.h"

#include "exchange/file.h"

#include <assert.h>

static const char *const flags[] = {"no", "yes", NULL};
static const char *const sexes[] = {"female", "male", NULL};

/* All are secret: where columns are mixed up, a number can stand in any of them. */
enum {
    KEY = COLUMN_KEY | COLUMN_REQUIRED | COLUMN_SECRET,
    REQUIRED = COLUMN_REQUIRED | COLUMN_SECRET,
    OPTIONAL = COLUMN_SECRET
};

#define COLUMN(member, type_, flags_, about_)                                                      \
    .name = #member, .type = (type_), .flags = (flags_),                                           \
    .offset = offsetof(struct persons_row, member), .unit = "", .about = (about_)

static const struct column columns[] = {
    {COLUMN(national_id, COLUMN_TEXT, KEY, "national identity number or D-number")},
    {COLUMN(birth_date, COLUMN_DATE, OPTIONAL, "where the number does not tell it")},
    {COLUMN(sex, COLUMN_CHOICE, OPTIONAL, "as registered"), .choices = sexes},
    {COLUMN(municipality, COLUMN_TEXT, REQUIRED, "number of the municipality of residence")},
    {COLUMN(district, COLUMN_TEXT, OPTIONAL, "district of residence")},
    {COLUMN(household, COLUMN_TEXT, OPTIONAL, "any key that those who live together share")},
    {.name = "protected",
     .type = COLUMN_CHOICE,
     .flags = REQUIRED,
     .offset = offsetof(struct persons_row, is_protected),
     .choices = flags,
     .unit = "",
     .about = "yes: the address is protected"},
    {COLUMN(mother, COLUMN_TEXT, OPTIONAL, "her national identity number")},
    {COLUMN(other_parent, COLUMN_TEXT, OPTIONAL, "the other parent's number")},
    {COLUMN(post, COLUMN_TEXT, OPTIONAL, "post whose list the person is on; empty for none")},
    {COLUMN(since, COLUMN_DATE, OPTIONAL, "when the person came on the list")},
};

const struct table_schema persons_schema = {
    .name = "persons",
    .about = "Persons and the lists they are on.",
    .columns = columns,
    .column_count = sizeof columns / sizeof columns[0],
    .row_size = sizeof(struct persons_row),
};

bool
persons_csv_read(const char *path, struct problems *problems, struct table *out)
{
    return file_read_table(path, &persons_schema, NULL, 0, problems, out);
}

bool
persons_csv_write(const char *path, const struct table *table, struct error *error)
{
    assert(table->schema == &persons_schema);
    struct text text;
    text_init(&text, FILE_TABLE_LIMIT);
    table_write(table, &text);
    bool written = false;
    if (text.failed) {
        error_set(error, ERROR_WRITE_FILE, NULL, persons_schema.name);
        error_place(error, path, 0, 0, NULL);
    } else {
        written = file_write(path, text_string(&text), text.length, error);
    }
    text_free(&text);
    return written;
}
