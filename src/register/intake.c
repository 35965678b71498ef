/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/intake.h"

#include "base/number.h"
#include "base/sort.h"
#include "register/identities.h"
#include "register/private.h"
#include "store/query.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

const char *const intake_kinds[INTAKE_KIND_COUNT + 1] = {"add",   "move",     "protect", "family",
                                                         "enrol", "off_list", "absent",  NULL};

enum { REQUEST_SIZE = 160 };

/* A person of the register, as far as a file can differ. */
struct known {
    int64_t person;
    const char *municipality, *district;
    int64_t household, parents[2];
    bool is_protected;
    const char *list;   /* the one they are on, or on the way to; "" for none */
    const char *leaves; /* the one they are on and go from; "" for none */
    bool named;         /* by the file */
};

/* A row with what is found of it. */
struct found {
    struct national_id id;
    struct date born;
    int64_t person;     /* WHOLE_NONE when new */
    size_t group;       /* its household's, SIZE_MAX for none */
    int64_t parents[2]; /* as struct intake_change */
    size_t parent_rows[2];
};

/* Those who the file says live together. */
struct group {
    const char *key;
    int64_t household; /* WHOLE_NONE until it is known */
};

struct plan {
    struct session *session;
    struct date day;
    const char *file;
    const struct intake_row *rows;
    size_t count;
    struct found *found;
    size_t *by_number; /* rows, by number */
    size_t *by_born;   /* rows, the oldest first */
    struct group *groups;
    size_t group_count;
    struct known *known; /* by person */
    size_t known_count, known_capacity;
    const char **districts; /* of the session's municipality */
    size_t district_count, district_capacity;
    struct intake *out;
    size_t change_capacity;
    struct problems *problems;
    struct arena *arena;
};

/* -- what is in the file ----------------------------------------------------------------------- */

static bool
is_told(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* Adds an error about a row. It shows nothing of the row: where columns are mixed up, a number may
 * stand in any of them. */
static void
wrong(struct plan *plan, size_t row, const char *field, struct error *error)
{
    error_place(error, plan->file, plan->rows[row].line, 0, field);
    problems_add(plan->problems, error);
}

static void
wrong_code(struct plan *plan, size_t row, const char *field, enum error_code code)
{
    struct error error;
    error_set(&error, code, NULL, NULL);
    wrong(plan, row, field, &error);
}

/* Whether eleven digits can be a number. */
static bool
check_number(struct plan *plan, size_t row, const char *field, const char *number,
             struct national_id *out)
{
    struct error error;
    enum national_id_fault fault = national_id_parse(number, strlen(number), out);
    if (fault != NATIONAL_ID_FINE) {
        national_id_error(fault, &error);
        wrong(plan, row, field, &error);
    }
    return fault == NATIONAL_ID_FINE;
}

/* A text that may be shown and logged: one that could be an identity number, as where columns are
 * mixed up, may not. */
static void
check_text(struct plan *plan, size_t row, const char *field, const char *text)
{
    size_t digits = 0;
    for (const char *at = text == NULL ? "" : text; *at != '\0'; at++) {
        digits += *at >= '0' && *at <= '9';
    }
    if (digits >= NATIONAL_ID_LENGTH) {
        wrong_code(plan, row, field, ERROR_INTAKE_MIXED);
    } else if (text != NULL && strlen(text) > ARGUMENT_TEXT_MAX) {
        wrong_code(plan, row, field, ERROR_TOLD_TEXT);
    }
}

static void
check_row(struct plan *plan, size_t index)
{
    const struct intake_row *row = &plan->rows[index];
    struct found *found = &plan->found[index];
    struct national_id parent;
    if (!check_number(plan, index, "national_id", row->number, &found->id)) {
        return;
    }
    check_text(plan, index, "municipality", row->municipality);
    check_text(plan, index, "district", row->district);
    check_text(plan, index, "post", row->post);
    bool d_number = found->id.kind == NATIONAL_ID_D;
    found->born = date_is_none(row->born) ? found->id.born : row->born;
    if (!d_number && (date_compare(found->born, found->id.born) != 0 ||
                      (row->sex >= 0 && row->sex != (int)found->id.sex))) {
        wrong_code(plan, index, "birth_date", ERROR_IDENTITY_OTHER);
    }
    if (date_compare(found->born, plan->day) > 0) {
        wrong_code(plan, index, "birth_date", ERROR_REGISTER_FUTURE);
    }
    if (is_told(row->mother)) {
        check_number(plan, index, "mother", row->mother, &parent);
    }
    if (is_told(row->parent)) {
        check_number(plan, index, "other_parent", row->parent, &parent);
    }
    if (!date_is_none(row->since) &&
        (!is_told(row->post) || date_compare(row->since, plan->day) > 0 ||
         date_compare(row->since, found->born) < 0)) {
        wrong_code(plan, index, "since", ERROR_INTAKE_SINCE);
    }
    if (is_told(row->district) && is_told(row->municipality) &&
        strcmp(row->municipality, plan->session->municipality) == 0) {
        size_t i = 0;
        while (i < plan->district_count && strcmp(plan->districts[i], row->district) != 0) {
            i++;
        }
        if (i == plan->district_count) {
            wrong_code(plan, index, "district", ERROR_REGISTER_DISTRICT);
        }
    }
}

/* Rows sorted with what they are compared by beside them, since sorting takes no context. */
struct sorted {
    const char *text;
    int32_t days;
    size_t row;
};

static int
compare_sorted(const void *a, const void *b)
{
    const struct sorted *left = a, *right = b;
    int order = strcmp(left->text, right->text);
    if (order == 0) {
        order = (left->days > right->days) - (left->days < right->days);
    }
    return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

static size_t *
rows_of(struct plan *plan, struct sorted *sorted)
{
    size_t *rows = arena_array(plan->arena, plan->count + 1, sizeof *rows);
    sort_items(sorted, plan->count, sizeof *sorted, compare_sorted);
    for (size_t i = 0; rows != NULL && i < plan->count; i++) {
        rows[i] = sorted[i].row;
    }
    return rows;
}

static bool
sort_rows(struct plan *plan, struct error *error)
{
    size_t count = plan->count;
    struct sorted *sorted = arena_array(plan->arena, count + 1, sizeof *sorted);
    plan->groups = arena_array(plan->arena, count + 1, sizeof *plan->groups);
    if (sorted == NULL || plan->groups == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct sorted){"", plan->found[i].born.days, i};
    }
    plan->by_born = rows_of(plan, sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct sorted){plan->rows[i].number, 0, i};
    }
    plan->by_number = rows_of(plan, sorted);
    for (size_t i = 0; i < count; i++) {
        const char *household = plan->rows[i].household;
        sorted[i] = (struct sorted){is_told(household) ? household : "", 0, i};
    }
    if (plan->by_born == NULL || plan->by_number == NULL || rows_of(plan, sorted) == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        bool same = plan->group_count > 0 &&
                    strcmp(plan->groups[plan->group_count - 1].key, sorted[i].text) == 0;
        if (sorted[i].text[0] == '\0') {
            plan->found[sorted[i].row].group = SIZE_MAX;
            continue;
        }
        if (!same) {
            plan->groups[plan->group_count++] = (struct group){sorted[i].text, WHOLE_NONE};
        }
        plan->found[sorted[i].row].group = plan->group_count - 1;
    }
    return true;
}

/* The row of that number; SIZE_MAX when there is none. */
static size_t
row_of_number(const struct plan *plan, const char *number)
{
    size_t low = 0, high = plan->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (strcmp(plan->rows[plan->by_number[middle]].number, number) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < plan->count && strcmp(plan->rows[plan->by_number[low]].number, number) == 0
               ? plan->by_number[low]
               : SIZE_MAX;
}

static void
check_twice(struct plan *plan)
{
    for (size_t i = 1; i < plan->count; i++) {
        size_t row = plan->by_number[i], before = plan->by_number[i - 1];
        if (strcmp(plan->rows[row].number, plan->rows[before].number) == 0) {
            char other[NUMBER_TEXT_SIZE];
            struct error error;
            snprintf(other, sizeof other, "%d", plan->rows[before].line);
            error_set(&error, ERROR_INTAKE_TWICE, NULL, other);
            wrong(plan, row, "national_id", &error);
        }
    }
}

/* A hash of what the rows say, by which the same file is known again. The numbers go in under the
 * key: a file of one person must not be found by trying. */
static bool
hash_rows(struct plan *plan, struct error *error)
{
    const struct key_ring *keys = plan->session->keys;
    crypto_generichash_state state;
    unsigned char hash[32];
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; i < plan->count; i++) {
        const struct intake_row *row = &plan->rows[i];
        const char *numbers[] = {row->number, row->mother, row->parent};
        const char *texts[] = {row->municipality, row->district, row->household, row->post};
        int32_t whole[] = {row->born.days, row->sex, row->is_protected, row->since.days,
                           row->list_only};
        for (size_t n = 0; n < 3; n++) {
            uint8_t lookup[SEALED_LOOKUP_SIZE] = {0};
            if (is_told(numbers[n]) &&
                !identity_lookup(keys, numbers[n], key_newest(keys), lookup, error)) {
                return false;
            }
            crypto_generichash_update(&state, lookup, sizeof lookup);
        }
        for (size_t t = 0; t < 4; t++) {
            const char *text = texts[t] == NULL ? "" : texts[t];
            crypto_generichash_update(&state, (const unsigned char *)text, strlen(text) + 1);
        }
        crypto_generichash_update(&state, (const unsigned char *)whole, sizeof whole);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(plan->out->hash, sizeof plan->out->hash, hash, sizeof hash);
    return true;
}

/* -- what is in the register ------------------------------------------------------------------- */

static bool
copy_column(struct plan *plan, const struct statement *statement, int column, const char **out)
{
    const char *text = statement_text(statement, column);
    *out = text == NULL ? NULL : arena_copy(plan->arena, text, strlen(text));
    return *out != NULL;
}

static bool
read_districts(struct plan *plan, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(plan->session->store, &statement, error,
                       "SELECT district FROM districts WHERE municipality = $1", "t",
                       plan->session->municipality)) {
        return false;
    }
    bool row = true, fine = true;
    while (fine && (fine = statement_step(statement, &row, error)) && row) {
        void *items = plan->districts;
        const char *name;
        fine = (copy_column(plan, statement, 0, &name) &&
                arena_grow(plan->arena, &items, plan->district_count, &plan->district_capacity,
                           sizeof name)) ||
               error_memory(error);
        plan->districts = items;
        if (fine) {
            plan->districts[plan->district_count++] = name;
        }
    }
    statement_free(statement);
    return fine;
}

/* The person, the list they are on to stay or go to, and the one they are on and leave. */
#define KNOWN_COLUMNS                                                                              \
    "SELECT p.person, p.municipality, p.district, p.household, p.mother, p.parent, p.protected, "  \
    "o.municipality, o.code, l.municipality, l.code FROM person p LEFT JOIN enrolment e ON "       \
    "e.person = p.person AND e.until_day IS NULL AND e.superseded IS NULL LEFT JOIN post o ON "    \
    "o.post = e.list LEFT JOIN enrolment c ON c.person = p.person AND c.from_day <= $2 AND "       \
    "c.until_day > $2 AND c.superseded IS NULL LEFT JOIN post l ON l.post = c.list "

/* A list as operations name it: of another municipality, with its code. "" for none. */
static bool
read_list_name(struct plan *plan, const struct statement *statement, int column, const char **out)
{
    const char *municipality, *code;
    if (!copy_column(plan, statement, column, &municipality) ||
        !copy_column(plan, statement, column + 1, &code)) {
        return false;
    }
    bool here = code[0] == '\0' || strcmp(municipality, plan->session->municipality) == 0;
    *out = here ? code : arena_format(plan->arena, "%s/%s", municipality, code);
    return *out != NULL;
}

static bool
read_known(struct plan *plan, struct statement *statement, struct known *out, struct error *error)
{
    struct known known = {
        .person = statement_whole(statement, 0),
        .household = statement_whole(statement, 3),
        .parents = {statement_whole(statement, 4), statement_whole(statement, 5)},
        .is_protected = statement_whole(statement, 6) != 0,
    };
    if (!copy_column(plan, statement, 1, &known.municipality) ||
        !copy_column(plan, statement, 2, &known.district) ||
        !read_list_name(plan, statement, 7, &known.list) ||
        !read_list_name(plan, statement, 9, &known.leaves)) {
        return error_memory(error);
    }
    *out = known;
    return true;
}

/* Everybody alive who lives here or is on a list here. */
static bool
read_all_known(struct plan *plan, struct error *error)
{
    struct statement *statement;
    if (!query_prepare(plan->session->store, &statement, error,
                       KNOWN_COLUMNS
                       "WHERE p.died IS NULL AND (p.municipality = $1 OR "
                       "o.municipality = $1 OR l.municipality = $1) ORDER BY p.person",
                       "td", plan->session->municipality, plan->day)) {
        return false;
    }
    bool row = true, fine = true;
    while (fine && (fine = statement_step(statement, &row, error)) && row) {
        void *items = plan->known;
        fine = arena_grow(plan->arena, &items, plan->known_count, &plan->known_capacity,
                          sizeof *plan->known) ||
               error_memory(error);
        plan->known = items;
        fine = fine && read_known(plan, statement, &plan->known[plan->known_count], error);
        plan->known_count += fine;
    }
    statement_free(statement);
    return fine;
}

/* The person as the register has them; one who lives elsewhere and is on no list here is read alone
 * into *alone. NULL after an error. */
static struct known *
find_known(struct plan *plan, int64_t person, struct known *alone, struct error *error)
{
    size_t low = 0, high = plan->known_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (plan->known[middle].person < person) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < plan->known_count && plan->known[low].person == person) {
        return &plan->known[low];
    }
    struct statement *statement;
    bool row = false;
    if (!query_prepare(plan->session->store, &statement, error, KNOWN_COLUMNS "WHERE p.person = $1",
                       "wd", person, plan->day)) {
        return NULL;
    }
    bool fine =
        statement_step(statement, &row, error) && row && read_known(plan, statement, alone, error);
    statement_free(statement);
    return fine ? alone : NULL;
}

/* Finds who the rows and their parents are. */
static bool
find_persons(struct plan *plan, struct error *error)
{
    struct store *store = plan->session->store;
    const struct key_ring *keys = plan->session->keys;
    int64_t sealed;
    if (!query_whole(store, &sealed, error, "SELECT count(*) FROM identity", "")) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        plan->found[i].person = WHOLE_NONE;
        if (sealed > 0 &&
            !identities_find(store, keys, plan->rows[i].number, &plan->found[i].person, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->count; i++) {
        struct found *found = &plan->found[i];
        const char *numbers[] = {plan->rows[i].mother, plan->rows[i].parent};
        for (int p = 0; p < 2; p++) {
            found->parents[p] = WHOLE_NONE;
            found->parent_rows[p] = SIZE_MAX;
            if (!is_told(numbers[p])) {
                continue;
            }
            size_t row = row_of_number(plan, numbers[p]);
            if (row != SIZE_MAX) {
                found->parents[p] = plan->found[row].person;
                found->parent_rows[p] = found->parents[p] == WHOLE_NONE ? row : SIZE_MAX;
                if (date_compare(plan->found[row].born, found->born) >= 0) {
                    wrong_code(plan, i, p == 0 ? "mother" : "other_parent", ERROR_INTAKE_PARENT);
                }
            } else if (sealed > 0 &&
                       !identities_find(store, keys, numbers[p], &found->parents[p], error)) {
                return false;
            }
            plan->out->unknown_parents +=
                found->parents[p] == WHOLE_NONE && found->parent_rows[p] == SIZE_MAX;
        }
    }
    return true;
}

/* -- what differs ------------------------------------------------------------------------------ */

/* Persons of a household of the register who are in one of the file's. */
struct claim {
    int64_t household;
    size_t group, row; /* the first of them */
    size_t persons;
    size_t place; /* of the household among all that are claimed */
};

static int
compare_claims(const void *a, const void *b)
{
    const struct claim *left = a, *right = b;
    int order = (left->household > right->household) - (left->household < right->household);
    order = order != 0 ? order : (left->group > right->group) - (left->group < right->group);
    return order != 0 ? order : (left->row > right->row) - (left->row < right->row);
}

/* The claim of most persons first. */
static int
compare_weights(const void *a, const void *b)
{
    const struct claim *left = a, *right = b;
    int order = (left->persons < right->persons) - (left->persons > right->persons);
    order = order != 0 ? order : (left->row > right->row) - (left->row < right->row);
    return order != 0 ? order : compare_claims(a, b);
}

/* The claims there are, one a pair of households, in `claims`, which has room for every row. */
static bool
read_claims(struct plan *plan, struct claim *claims, size_t *count, struct error *error)
{
    struct known alone;
    size_t single = 0, merged = 0;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->found[i].person == WHOLE_NONE || plan->found[i].group == SIZE_MAX) {
            continue;
        }
        const struct known *known = find_known(plan, plan->found[i].person, &alone, error);
        if (known == NULL) {
            return false;
        }
        if (known->household != WHOLE_NONE) {
            claims[single++] = (struct claim){known->household, plan->found[i].group, i, 1, 0};
        }
    }
    sort_items(claims, single, sizeof *claims, compare_claims);
    for (size_t i = 0; i < single; i++) {
        struct claim *last = merged == 0 ? NULL : &claims[merged - 1];
        bool same = last != NULL && last->household == claims[i].household;
        if (same && last->group == claims[i].group) {
            last->persons++;
            continue;
        }
        size_t place = last == NULL ? 0 : last->place + !same;
        claims[merged] = claims[i];
        claims[merged++].place = place;
    }
    *count = merged;
    return true;
}

/* The register's numbers of the file's households: when one has split, most of those who were
 * together keep its number, and when some have joined, that of most stays: so nobody has moved who
 * has not. Others get new ones. */
static bool
number_households(struct plan *plan, struct error *error)
{
    int64_t next;
    size_t count;
    struct claim *claims = arena_array(plan->arena, plan->count + 1, sizeof *claims);
    bool *taken = arena_array(plan->arena, plan->count + 1, sizeof *taken);
    if (claims == NULL || taken == NULL) {
        return error_memory(error);
    }
    if (!read_claims(plan, claims, &count, error)) {
        return false;
    }
    sort_items(claims, count, sizeof *claims, compare_weights);
    for (size_t i = 0; i < count; i++) {
        struct group *group = &plan->groups[claims[i].group];
        if (!taken[claims[i].place] && group->household == WHOLE_NONE) {
            taken[claims[i].place] = true;
            group->household = claims[i].household;
        }
    }
    if (!next_number(plan->session->store, "person", "household", &next, error)) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        size_t group = plan->found[i].group;
        if (group != SIZE_MAX && plan->groups[group].household == WHOLE_NONE) {
            plan->groups[group].household = next++;
        }
    }
    return true;
}

static void
request_key(const struct session *session, const struct intake *intake,
            const struct intake_change *change, char out[REQUEST_SIZE])
{
    snprintf(out, REQUEST_SIZE, "import:%s:%s:%zu:%s", session->municipality, intake->hash,
             change->row, intake_kinds[change->kind]);
}

/* Notes a change, unless this very file brought it about before. */
static bool
add_change(struct plan *plan, struct intake_change change, struct error *error)
{
    struct intake *out = plan->out;
    if (change.kind < INTAKE_OFF_LIST) {
        char key[REQUEST_SIZE];
        int64_t before;
        request_key(plan->session, out, &change, key);
        if (!query_whole(plan->session->store, &before, error,
                         "SELECT kind FROM audit WHERE request = $1", "t", key)) {
            return false;
        }
        if (before == AUDIT_OPERATION) {
            out->done_before++;
            return true;
        }
    }
    void *items = out->changes;
    if (!arena_grow(plan->arena, &items, out->count, &plan->change_capacity, sizeof change)) {
        return error_memory(error);
    }
    out->changes = items;
    out->changes[out->count++] = change;
    out->kinds[change.kind]++;
    return true;
}

/* A change of that kind with nothing in it but whom it is about. */
static struct intake_change
change_of(const struct plan *plan, enum intake_kind kind, size_t row)
{
    const struct found *found = &plan->found[row];
    return (struct intake_change){
        .kind = kind,
        .row = row,
        .person = found->person,
        .from = "",
        .to = "",
        .household = found->group == SIZE_MAX ? WHOLE_NONE : plan->groups[found->group].household,
        .parents = {found->parents[0], found->parents[1]},
        .parent_rows = {found->parent_rows[0], found->parent_rows[1]},
    };
}

static bool
add_newcomers(struct plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->count; i++) {
        size_t row = plan->by_born[i];
        const char *post = plan->rows[row].post;
        struct intake_change change = change_of(plan, INTAKE_ADD, row);
        if (plan->found[row].person != WHOLE_NONE) {
            continue;
        }
        change.to = plan->out->initial && is_told(post) ? post : "";
        if (!add_change(plan, change, error)) {
            return false;
        }
        change.kind = INTAKE_ENROL;
        change.to = post;
        if (!plan->out->initial && is_told(post) && !add_change(plan, change, error)) {
            return false;
        }
    }
    return true;
}

static bool
moved(const struct plan *plan, size_t index, const struct known *known)
{
    const struct intake_row *row = &plan->rows[index];
    const struct found *found = &plan->found[index];
    const char *here = known->municipality[0] == '\0' ? MUNICIPALITY_UNKNOWN : known->municipality;
    bool address_hidden = row->is_protected && !is_told(row->district) && !is_told(row->household);
    int64_t household =
        found->group == SIZE_MAX ? WHOLE_NONE : plan->groups[found->group].household;
    return (is_told(row->municipality) && strcmp(row->municipality, here) != 0) ||
           (!address_hidden &&
            (strcmp(is_told(row->district) ? row->district : "", known->district) != 0 ||
             household != known->household));
}

/* Whether the file has other holders of parental responsibility. It need not name those of a grown
 * person, whom the register may still know. */
static bool
other_family(const struct plan *plan, size_t index, const struct known *known)
{
    const struct found *found = &plan->found[index];
    const struct intake_row *row = &plan->rows[index];
    bool names = is_told(row->mother) || is_told(row->parent);
    bool same = found->parents[0] == known->parents[0] && found->parents[1] == known->parents[1] &&
                found->parent_rows[0] == SIZE_MAX && found->parent_rows[1] == SIZE_MAX;
    double grown = rule_value(plan->session->rulebook, RULE_child_choice_age, plan->day);
    return !same && (names || date_age(found->born, plan->day) < grown);
}

static bool
compare_row(struct plan *plan, size_t index, struct error *error)
{
    struct known alone;
    const struct intake_row *row = &plan->rows[index];
    const char *post = is_told(row->post) ? row->post : "";
    struct known *known = find_known(plan, plan->found[index].person, &alone, error);
    if (known == NULL) {
        return false;
    }
    known->named = true;
    bool differs[INTAKE_KIND_COUNT] = {
        [INTAKE_MOVE] = !row->list_only && moved(plan, index, known),
        [INTAKE_PROTECT] = !row->list_only && row->is_protected != known->is_protected,
        [INTAKE_FAMILY] = !row->list_only && other_family(plan, index, known),
        /* A file of the day before a switch takes effect does not undo it. */
        [INTAKE_ENROL] =
            post[0] != '\0' && strcmp(post, known->list) != 0 && strcmp(post, known->leaves) != 0,
        [INTAKE_OFF_LIST] = post[0] == '\0' && known->list[0] != '\0',
    };
    bool same = true;
    for (enum intake_kind kind = INTAKE_MOVE; kind <= INTAKE_OFF_LIST; kind++) {
        struct intake_change change = change_of(plan, kind, index);
        if (!differs[kind]) {
            continue;
        }
        same = false;
        if (kind == INTAKE_ENROL || kind == INTAKE_OFF_LIST) {
            change.from = known->list;
            change.to = post;
        }
        if (!add_change(plan, change, error)) {
            return false;
        }
    }
    plan->out->same += same;
    return true;
}

static bool
compare(struct plan *plan, struct error *error)
{
    if (!add_newcomers(plan, error)) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->found[i].person != WHOLE_NONE && !compare_row(plan, i, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < plan->known_count; i++) {
        const struct known *known = &plan->known[i];
        struct intake_change change = {.kind = INTAKE_ABSENT,
                                       .row = SIZE_MAX,
                                       .person = known->person,
                                       .from = known->list,
                                       .to = "",
                                       .household = WHOLE_NONE,
                                       .parents = {WHOLE_NONE, WHOLE_NONE},
                                       .parent_rows = {SIZE_MAX, SIZE_MAX}};
        if (!known->named && !add_change(plan, change, error)) {
            return false;
        }
    }
    return true;
}

/* That the persons of the difference are seen, once each. */
static bool
log_shown(struct plan *plan, struct error *error)
{
    const struct intake *out = plan->out;
    int64_t *persons = arena_array(plan->arena, out->count + 1, sizeof *persons);
    char detail[80];
    size_t count = 0;
    if (persons == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < out->count; i++) {
        bool again = count > 0 && persons[count - 1] == out->changes[i].person;
        if (out->changes[i].person != WHOLE_NONE && !again) {
            persons[count++] = out->changes[i].person;
        }
    }
    snprintf(detail, sizeof detail, "file=%s\n", out->hash);
    return count == 0 ||
           register_log_reading(plan->session, "import", detail, persons, count, error);
}

static bool
is_initial(struct plan *plan, struct error *error)
{
    int64_t closed;
    struct date month;
    const char *here = plan->session->municipality;
    if (!register_month(plan->session->store, here, &month, error) ||
        !query_whole(plan->session->store, &closed, error,
                     "SELECT count(*) FROM month WHERE municipality = $1", "t", here)) {
        return false;
    }
    plan->out->initial = closed == 0;
    if (date_is_none(month)) {
        error_set(error, ERROR_REGISTER_NONE, here, NULL);
        return false;
    }
    if (date_compare(date_month_start(plan->day), month) != 0) {
        month_refuse_day(plan->day, month, error);
        error_place(error, NULL, 0, 0, "--date");
        return false;
    }
    if (plan->session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
        return false;
    }
    return true;
}

bool
intake_plan(struct session *session, struct date day, const char *file,
            const struct intake_row *rows, size_t count, struct problems *problems,
            struct intake *out)
{
    struct error error;
    struct intake intake = {.rows = rows, .row_count = count};
    struct plan plan = {.session = session,
                        .day = day,
                        .file = file,
                        .rows = rows,
                        .count = count,
                        .out = &intake,
                        .problems = problems,
                        .arena = problems->arena};
    size_t before = problems->count;
    plan.found = arena_array(plan.arena, count + 1, sizeof *plan.found);
    bool fine = (plan.found != NULL || error_memory(&error)) && is_initial(&plan, &error) &&
                read_districts(&plan, &error);
    for (size_t i = 0; fine && i < count; i++) {
        check_row(&plan, i);
    }
    if (fine && problems->count > before) {
        return false;
    }
    fine = fine && sort_rows(&plan, &error);
    if (fine) {
        check_twice(&plan);
    }
    fine = fine && hash_rows(&plan, &error) && read_all_known(&plan, &error) &&
           find_persons(&plan, &error) && number_households(&plan, &error);
    if (fine && problems->count > before) {
        return false;
    }
    fine = fine && compare(&plan, &error) && log_shown(&plan, &error);
    if (fine) {
        *out = intake;
    } else {
        problems_add(problems, &error);
    }
    return fine;
}

/* -- bringing it about --------------------------------------------------------------------------
 */

struct applying {
    struct session *session;
    struct date day;
    struct intake *intake;
    int64_t *made; /* the person each row's INTAKE_ADD made */
    struct arena *arena;
};

static void
set_told(struct operation *operation, enum argument argument, const char *text)
{
    if (is_told(text)) {
        operation_set_text(operation, argument, text);
    }
}

static void
set_yes(struct operation *operation, enum argument argument, bool yes)
{
    if (yes) {
        operation_set_whole(operation, argument, 1);
    }
}

/* The family as told; false when one of it was to be taken in from the file and was not. */
static bool
set_family(const struct applying *applying, const struct intake_change *change,
           struct operation *operation)
{
    static const enum argument arguments[] = {ARGUMENT_mother, ARGUMENT_parent};
    for (int i = 0; i < 2; i++) {
        int64_t person = change->parent_rows[i] == SIZE_MAX
                             ? change->parents[i]
                             : applying->made[change->parent_rows[i]];
        if (person != WHOLE_NONE) {
            operation_set_whole(operation, arguments[i], person);
        } else if (change->parent_rows[i] != SIZE_MAX) {
            return false;
        }
    }
    return true;
}

static void
set_newcomer(const struct applying *applying, const struct intake_change *change,
             struct operation *operation)
{
    const struct intake_row *row = &applying->intake->rows[change->row];
    struct national_id id = {0};
    national_id_parse(row->number, strlen(row->number), &id);
    bool initial = applying->intake->initial;
    bool elsewhere = is_told(row->municipality) &&
                     strcmp(row->municipality, applying->session->municipality) != 0;
    operation->kind = initial ? OPERATION_person_initial : OPERATION_person_add;
    operation->identity = row->number;
    operation_set_date(operation, ARGUMENT_born, date_is_none(row->born) ? id.born : row->born);
    operation_set_whole(operation, ARGUMENT_sex, row->sex >= 0 ? row->sex : (int)id.sex);
    set_yes(operation, ARGUMENT_d_number, id.kind == NATIONAL_ID_D);
    set_yes(operation, ARGUMENT_protected, row->is_protected);
    set_told(operation, ARGUMENT_to, elsewhere ? row->municipality : "");
    set_told(operation, ARGUMENT_district, row->district);
    if (change->household != WHOLE_NONE) {
        operation_set_whole(operation, ARGUMENT_household, change->household);
    }
    if (initial) {
        set_told(operation, ARGUMENT_list, row->post);
    }
    if (initial && !date_is_none(row->since)) {
        operation_set_date(operation, ARGUMENT_from, row->since);
    }
}

/* The operation that a change is; false when it cannot be, as a parent is not there. */
static bool
operation_of(const struct applying *applying, const struct intake_change *change,
             struct operation *operation, struct error *error)
{
    const struct intake_row *row = &applying->intake->rows[change->row];
    int64_t person = change->person != WHOLE_NONE ? change->person : applying->made[change->row];
    struct person_row now = {.municipality = "", .household = WHOLE_NONE};
    if (change->kind != INTAKE_ADD) {
        if (person == WHOLE_NONE) {
            error_set(error, ERROR_REGISTER_ABSENT, NULL, NULL);
            return false;
        }
        if (!person_read(applying->session->store, applying->arena, person, &now, error)) {
            return false;
        }
        operation_set_whole(operation, ARGUMENT_person, person);
    }
    bool family = true;
    switch (change->kind) {
    case INTAKE_ADD:
        set_newcomer(applying, change, operation);
        family = set_family(applying, change, operation);
        break;
    case INTAKE_MOVE:
        operation->kind = OPERATION_person_move;
        if (is_told(row->municipality) && strcmp(row->municipality, now.municipality) != 0) {
            operation_set_text(operation, ARGUMENT_to, row->municipality);
        }
        set_told(operation, ARGUMENT_district, row->district);
        if (change->household != WHOLE_NONE) {
            operation_set_whole(operation, ARGUMENT_household, change->household);
        }
        break;
    case INTAKE_PROTECT:
        operation->kind = OPERATION_person_protect;
        set_yes(operation, ARGUMENT_protected, row->is_protected);
        break;
    case INTAKE_FAMILY:
        operation->kind = OPERATION_person_family;
        set_yes(operation, ARGUMENT_care, now.care);
        family = set_family(applying, change, operation);
        break;
    case INTAKE_ENROL:
    case INTAKE_OFF_LIST:
    case INTAKE_ABSENT:
    case INTAKE_KIND_COUNT:
        operation->kind = OPERATION_person_enrol;
        operation_set_text(operation, ARGUMENT_list, change->to);
        break;
    }
    if (!family) {
        error_set(error, ERROR_INTAKE_PARENT_LEFT_OUT, NULL, NULL);
    }
    return family;
}

/* Keeps why a change is refused. */
static bool
refuse(struct applying *applying, struct intake_change *change, int rule,
       const struct error *reason, struct error *error)
{
    change->outcome = INTAKE_REFUSED;
    change->rule = rule;
    applying->intake->refused++;
    if (reason == NULL) {
        return true;
    }
    struct error *kept = arena_alloc(applying->arena, sizeof *kept);
    if (kept == NULL) {
        return error_memory(error);
    }
    *kept = *reason;
    change->error = kept;
    return true;
}

/* The audit's key of a change; that of one that was refused before can be tried anew without. */
static bool
set_request(const struct applying *applying, const struct intake_change *change,
            char key[REQUEST_SIZE], struct operation *operation, struct error *error)
{
    int64_t before;
    request_key(applying->session, applying->intake, change, key);
    if (!query_whole(applying->session->store, &before, error,
                     "SELECT kind FROM audit WHERE request = $1", "t", key)) {
        return false;
    }
    operation->request = before == WHOLE_NONE ? key : NULL;
    return true;
}

static bool
apply_change(struct applying *applying, struct intake_change *change, struct error *error)
{
    char key[REQUEST_SIZE];
    struct operation operation = {.day = applying->day};
    struct applied applied;
    struct error reason;
    struct arena own;
    if (!set_request(applying, change, key, &operation, error)) {
        return false;
    }
    if (!operation_of(applying, change, &operation, &reason)) {
        return error_class(reason.code) == ERROR_CLASS_INPUT
                   ? refuse(applying, change, 0, &reason, error)
                   : (*error = reason, false);
    }
    arena_init(&own, (size_t)16 << 20);
    bool fine = register_apply_within(applying->session, &operation, &own, &applied, &reason);
    arena_free(&own);
    if (!fine) {
        if (error_class(reason.code) == ERROR_CLASS_INPUT) {
            return refuse(applying, change, 0, &reason, error);
        }
        *error = reason;
        return false;
    }
    if (!applied.verdict.allowed) {
        return refuse(applying, change, applied.verdict.rule, NULL, error);
    }
    change->outcome = INTAKE_DONE;
    if (change->kind == INTAKE_ADD) {
        applying->made[change->row] = applied.number;
    }
    return true;
}

bool
intake_apply(struct session *session, struct date day, enum intake_mode mode, struct intake *intake,
             struct arena *arena, struct error *error)
{
    struct applying applying = {.session = session,
                                .day = day,
                                .intake = intake,
                                .made = arena_array(arena, intake->row_count + 1, sizeof(int64_t)),
                                .arena = arena};
    if (applying.made == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < intake->row_count; i++) {
        applying.made[i] = WHOLE_NONE;
    }
    intake->refused = 0;
    bool fine = store_begin(session->store, error);
    for (size_t i = 0; fine && i < intake->count; i++) {
        if (intake->changes[i].kind < INTAKE_OFF_LIST) {
            fine = apply_change(&applying, &intake->changes[i], error);
        }
    }
    bool keep = mode == INTAKE_LEAVE_OUT || (mode == INTAKE_ALL && intake->refused == 0);
    if (fine && keep) {
        fine = store_commit(session->store, error);
    }
    store_rollback(session->store);
    intake->applied = fine && keep && intake->count > 0;
    return fine;
}
