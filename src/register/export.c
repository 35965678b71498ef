/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/export.h"

#include "base/number.h"
#include "register/words.h"
#include "store/query.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* A row is its cells. */
union cell {
    const char *text;
    int64_t whole;
    struct date date;
    int choice;
};

#define COMMON(place, name_, flags_, about_)                                                       \
    .name = (name_), .offset = (place) * sizeof(union cell), .flags = (flags_), .about = (about_)
#define TEXT(place, name_, flags_, about_)                                                         \
    {                                                                                              \
        COMMON(place, name_, flags_, about_), .type = COLUMN_TEXT, .unit = ""                      \
    }
#define WHOLE(place, name_, flags_, unit_, about_)                                                 \
    {                                                                                              \
        COMMON(place, name_, flags_, about_), .type = COLUMN_WHOLE, .min = -(double)INFINITY,      \
                                              .max = (double)INFINITY, .unit = (unit_)             \
    }
#define DATE(place, name_, flags_, about_)                                                         \
    {                                                                                              \
        COMMON(place, name_, flags_, about_), .type = COLUMN_DATE, .unit = ""                      \
    }
#define CHOICE(place, name_, flags_, words, about_)                                                \
    {                                                                                              \
        COMMON(place, name_, flags_, about_), .type = COLUMN_CHOICE, .choices = (words),           \
                                              .unit = ""                                           \
    }
#define SCHEMA(name_, about_)                                                                      \
    {                                                                                              \
        .name = #name_, .about = (about_), .columns = name_##_columns,                             \
        .column_count = sizeof name_##_columns / sizeof *name_##_columns,                          \
        .row_size = (sizeof name_##_columns / sizeof *name_##_columns) * sizeof(union cell)        \
    }

enum { OPTIONAL = 0, REQUIRED = COLUMN_REQUIRED, KEY = COLUMN_KEY | COLUMN_REQUIRED };

#define RECORDED "operation it was made by, as numbered in the log"

static const char *const flags[] = {"no", "yes", NULL};
static const char *const exchanges[] = {"off", "strict", "free", NULL};
static const char *const quotas[] = {"none", "used", "given", NULL};
static const char *const agreement_ends[] = {"notice", "itself", "breach", NULL};
static const char *const carried[] = {"no", "notified", "new_list", "carried", NULL};
static const char *const decision_kinds[] = {"removal", "exemption", NULL};
static const char *const decision_states[] = {"demanded", "moved",    "rejected", "appealed",
                                              "upheld",   "reversed", NULL};

static const struct column register_columns[] = {
    TEXT(0, "municipality", KEY, "code"),
    DATE(1, "month", REQUIRED, "first day of the month that is open"),
    CHOICE(2, "auto_assignment", REQUIRED, flags, "the unassigned are given a GP"),
    WHOLE(3, "assignment_cap", REQUIRED, "persons", "most on one list in a month; 0 for no bound"),
    CHOICE(4, "exchange", REQUIRED, exchanges, "how lists are exchanged at the close of a month"),
};
static const struct column month_columns[] = {
    TEXT(0, "municipality", KEY, "code"),
    DATE(1, "month", KEY, "first day of a month that is closed"),
    WHOLE(2, "closed", REQUIRED, "", RECORDED),
};
static const struct column person_columns[] = {
    WHOLE(0, "person", KEY, "", "number in the register"),
    DATE(1, "born", REQUIRED, "birth date"),
    CHOICE(2, "sex", REQUIRED, sexes, "as registered"),
    DATE(3, "died", OPTIONAL, "day of death"),
    TEXT(4, "municipality", OPTIONAL, "of residence; empty when not known or protected"),
    TEXT(5, "district", OPTIONAL, "of residence; empty when not known or protected"),
    WHOLE(6, "household", OPTIONAL, "", "number those who live together share; empty if protected"),
    WHOLE(7, "mother", OPTIONAL, "", "person, where she holds parental responsibility"),
    WHOLE(8, "parent", OPTIONAL, "", "person, the other holder of parental responsibility"),
    CHOICE(9, "care", REQUIRED, flags, "the child welfare service has the care"),
    DATE(10, "registered", REQUIRED, "first day of the ground of the right to a GP"),
    DATE(11, "moved_away", OPTIONAL, "the last move to another municipality"),
    DATE(12, "moved_back", OPTIONAL, "and the one back"),
    DATE(13, "moved", OPTIONAL, "the last registered move"),
    CHOICE(14, "ground", REQUIRED, grounds, "ground of the right to a GP"),
    DATE(15, "ground_until", OPTIONAL, "first day without it"),
    CHOICE(16, "insured", REQUIRED, flags, "member of the national insurance"),
    CHOICE(17, "d_number", REQUIRED, flags, "has a D-number"),
    CHOICE(18, "protected", REQUIRED, flags, "the address is protected"),
    DATE(19, "opted_out", OPTIONAL, "stands outside the scheme since"),
    DATE(20, "forgotten", OPTIONAL, "day the identity number was deleted for its age"),
};
static const struct column doctor_columns[] = {
    WHOLE(0, "doctor", KEY, "", "HPR number"),
    TEXT(1, "name", REQUIRED, "name"),
    DATE(2, "born", REQUIRED, "birth date"),
    CHOICE(3, "sex", REQUIRED, sexes, "as registered"),
    CHOICE(4, "competence", REQUIRED, competences, "competence"),
    CHOICE(5, "settlement", REQUIRED, flags, "agreement of direct settlement with Helfo"),
    DATE(6, "suspended", OPTIONAL, "authorisation suspended since"),
    DATE(7, "authorised_until", OPTIONAL, "first day without authorisation"),
    DATE(8, "pregnant_until", OPTIONAL, "expected day of birth"),
    DATE(9, "breastfed_child", OPTIONAL, "birth date of the child"),
};
static const struct column post_columns[] = {
    WHOLE(0, "post", KEY, "", "number"),
    TEXT(1, "municipality", REQUIRED, "code"),
    TEXT(2, "code", REQUIRED, "the municipality's key of the post"),
    TEXT(3, "practice", REQUIRED, "practice"),
    TEXT(4, "district", OPTIONAL, "district"),
    CHOICE(5, "employment", OPTIONAL, employments, "kind of agreement"),
    DATE(6, "created", REQUIRED, "first day"),
    DATE(7, "ended", OPTIONAL, "first day after"),
    WHOLE(8, "step", REQUIRED, "", "how far the post has come on to a new GP"),
    DATE(9, "resigned", OPTIONAL, "day the notice of the last GP was received"),
    DATE(10, "consulted", OPTIONAL, "day the cooperation committee was asked"),
    DATE(11, "informed", OPTIONAL, "day the GPs were told of a new post"),
    CHOICE(12, "empty", REQUIRED, flags, "made with an empty list"),
};
static const struct column gp_list_columns[] = {
    WHOLE(0, "list", KEY, "", "number of its post"),
    WHOLE(1, "cap", REQUIRED, "persons", "list cap"),
    WHOLE(2, "length", REQUIRED, "persons", "on it, and on the way to it"),
    CHOICE(3, "state", REQUIRED, list_states, "state"),
    CHOICE(4, "members_only", REQUIRED, flags, "for members only"),
    TEXT(5, "common", OPTIONAL, "the common list it is part of"),
};
static const struct column agreement_columns[] = {
    WHOLE(0, "agreement", KEY, "", "number"),
    WHOLE(1, "post", REQUIRED, "", "post"),
    WHOLE(2, "doctor", REQUIRED, "", "HPR number"),
    CHOICE(3, "employment", REQUIRED, employments, "kind of agreement"),
    WHOLE(4, "cap", REQUIRED, "persons", "list cap"),
    WHOLE(5, "share", REQUIRED, "%", "agreed opening, of full time"),
    TEXT(6, "opening_hours", OPTIONAL, "opening hours"),
    TEXT(7, "location", OPTIONAL, "location"),
    TEXT(8, "other_duties", OPTIONAL, "other doctor duties"),
    TEXT(9, "public_health", OPTIONAL, "contribution to public health work"),
    CHOICE(10, "promised_exemption", REQUIRED, flags, "exemption was a ground of recruitment"),
    DATE(11, "from_day", REQUIRED, "first day"),
    DATE(12, "until_day", OPTIONAL, "first day after"),
    DATE(13, "notice", OPTIONAL, "day notice was received"),
    CHOICE(14, "end_reason", OPTIONAL, agreement_ends, "how it ended"),
    DATE(15, "extended_until", OPTIONAL, "extended beyond the age of the law until"),
};
static const struct column doctor_relation_columns[] = {
    WHOLE(0, "relation", KEY, "", "number"),
    WHOLE(1, "list", REQUIRED, "", "list"),
    WHOLE(2, "doctor", REQUIRED, "", "HPR number"),
    CHOICE(3, "kind", REQUIRED, relations, "what the doctor is to the list"),
    WHOLE(4, "substitute_for", OPTIONAL, "", "HPR number of whom a locum stands in for"),
    WHOLE(5, "share", REQUIRED, "%", "of full time"),
    WHOLE(6, "days", REQUIRED, "", "a bit a weekday, Sunday lowest; 0 when not told"),
    DATE(7, "from_day", REQUIRED, "first day"),
    DATE(8, "until_day", OPTIONAL, "first day after"),
    DATE(9, "offered", OPTIONAL, "day a locum was offered a post"),
};
static const struct column enrolment_columns[] = {
    WHOLE(0, "person", KEY, "", "person"),
    WHOLE(1, "recorded", KEY, "", RECORDED),
    WHOLE(2, "list", REQUIRED, "", "list"),
    DATE(3, "from_day", REQUIRED, "first day on it"),
    DATE(4, "until_day", OPTIONAL, "first day after"),
    CHOICE(5, "begin_reason", REQUIRED, begin_reasons, "why the person came"),
    DATE(6, "made", REQUIRED, "day it was decided"),
    CHOICE(7, "quota", REQUIRED, quotas, "what it did to the person's right to switch"),
    CHOICE(8, "end_reason", OPTIONAL, end_reasons, "why the person left"),
    WHOLE(9, "ended", OPTIONAL, "", "operation the end is known from"),
    WHOLE(10, "superseded", OPTIONAL, "", "operation the row does not hold from"),
};
static const struct column queue_columns[] = {
    WHOLE(0, "person", KEY, "", "person"),
    WHOLE(1, "list", REQUIRED, "", "list waited for"),
    DATE(2, "since", REQUIRED, "first day"),
    WHOLE(3, "recorded", REQUIRED, "", RECORDED),
};
static const struct column queue_past_columns[] = {
    WHOLE(0, "person", KEY, "", "person"),
    WHOLE(1, "list", REQUIRED, "", "list waited for"),
    DATE(2, "since", REQUIRED, "first day"),
    DATE(3, "left_day", REQUIRED, "day the wait ended"),
    CHOICE(4, "outcome", REQUIRED, queue_outcomes, "how it ended"),
    WHOLE(5, "recorded", KEY, "", RECORDED),
};
static const struct column unassigned_columns[] = {
    WHOLE(0, "person", KEY, "", "person"),
    TEXT(1, "municipality", OPTIONAL, "code"),
    DATE(2, "since", REQUIRED, "without a GP since"),
    CHOICE(3, "reason", REQUIRED, unassigned_reasons, "why"),
    WHOLE(4, "recorded", REQUIRED, "", RECORDED),
};
static const struct column decision_columns[] = {
    WHOLE(0, "decision", KEY, "", "number"),
    CHOICE(1, "kind", REQUIRED, decision_kinds, "what it is about"),
    TEXT(2, "municipality", REQUIRED, "code"),
    WHOLE(3, "person", OPTIONAL, "", "person"),
    WHOLE(4, "doctor", OPTIONAL, "", "HPR number"),
    WHOLE(5, "list", OPTIONAL, "", "list"),
    CHOICE(6, "state", REQUIRED, decision_states, "how far it has come"),
    DATE(7, "asked", REQUIRED, "day it was asked for"),
    DATE(8, "decided", OPTIONAL, "day it was decided"),
    TEXT(9, "reason", OPTIONAL, "reason"),
    TEXT(10, "basis", OPTIONAL, "legal basis"),
    DATE(11, "appeal_until", OPTIONAL, "last day to appeal"),
    DATE(12, "appealed", OPTIONAL, "day of the appeal"),
    DATE(13, "settled", OPTIONAL, "day the appeal was settled"),
    CHOICE(14, "conduct", REQUIRED, kind_words,
           "what the person did, or the ground of the exemption"),
    CHOICE(15, "by_gp", REQUIRED, flags, "the GP has asked for it"),
    CHOICE(16, "carried", REQUIRED, carried, "how far a removal is carried out"),
};
static const struct column block_columns[] = {
    WHOLE(0, "person", KEY, "", "person struck off"),
    WHOLE(1, "doctor", KEY, "", "HPR number"),
    DATE(2, "since", REQUIRED, "first day"),
    WHOLE(3, "decision", REQUIRED, "", "decision"),
};
static const struct column duty_columns[] = {
    WHOLE(0, "duty", KEY, "", "number"),
    TEXT(1, "municipality", REQUIRED, "code"),
    WHOLE(2, "doctor", REQUIRED, "", "HPR number"),
    TEXT(3, "work", REQUIRED, "the task"),
    WHOLE(4, "minutes", REQUIRED, "minutes a week", "time"),
    CHOICE(5, "ordered", REQUIRED, flags, "ordered, not agreed"),
    DATE(6, "from_day", REQUIRED, "first day"),
    DATE(7, "until_day", OPTIONAL, "first day after"),
};
static const struct column exemption_columns[] = {
    WHOLE(0, "exemption", KEY, "", "number"),
    TEXT(1, "municipality", REQUIRED, "code"),
    WHOLE(2, "doctor", REQUIRED, "", "HPR number"),
    CHOICE(3, "ground", REQUIRED, kind_words, "ground"),
    DATE(4, "from_day", REQUIRED, "first day"),
    DATE(5, "until_day", OPTIONAL, "first day after"),
    WHOLE(6, "decision", OPTIONAL, "", "decision"),
};
static const struct column absence_columns[] = {
    WHOLE(0, "absence", KEY, "", "number"),
    WHOLE(1, "doctor", REQUIRED, "", "HPR number"),
    TEXT(2, "reason", OPTIONAL, "reason"),
    DATE(3, "from_day", REQUIRED, "first day"),
    DATE(4, "until_day", OPTIONAL, "first day after"),
};
static const struct column announcement_columns[] = {
    WHOLE(0, "announcement", KEY, "", "number"),
    WHOLE(1, "post", REQUIRED, "", "post"),
    DATE(2, "announced", REQUIRED, "day"),
    DATE(3, "closes", REQUIRED, "deadline for applications"),
    CHOICE(4, "correct", REQUIRED, flags, "announced as the agreement requires"),
    WHOLE(5, "awarded", OPTIONAL, "", "HPR number of who got the post"),
};
static const struct column application_columns[] = {
    WHOLE(0, "announcement", KEY, "", "announcement"),
    WHOLE(1, "doctor", KEY, "", "HPR number"),
    DATE(2, "received", REQUIRED, "day"),
    CHOICE(3, "qualified", REQUIRED, flags, "qualified"),
    DATE(4, "declined", OPTIONAL, "day the doctor withdrew"),
};
static const struct column candidate_columns[] = {
    WHOLE(0, "candidate", KEY, "", "number"),
    TEXT(1, "municipality", REQUIRED, "code"),
    WHOLE(2, "doctor", OPTIONAL, "", "HPR number"),
    CHOICE(3, "stage", REQUIRED, stages, "stage of training"),
    DATE(4, "since", REQUIRED, "in that stage since"),
    TEXT(5, "note", OPTIONAL, "note"),
    DATE(6, "began", OPTIONAL, "day LIS1 began"),
};
static const struct column reduction_columns[] = {
    WHOLE(0, "reduction", KEY, "", "number"),
    WHOLE(1, "list", REQUIRED, "", "list"),
    WHOLE(2, "cap", REQUIRED, "persons", "the cap asked for"),
    DATE(3, "asked", REQUIRED, "day it was asked for"),
    DATE(4, "effective", REQUIRED, "first day"),
    CHOICE(5, "approved", REQUIRED, flags, "approved"),
    TEXT(6, "commitment", OPTIONAL, "commitment to the seed"),
    WHOLE(7, "seed", OPTIONAL, "", "seed of the draw"),
    WHOLE(8, "drawn", OPTIONAL, "", "operation that drew"),
    WHOLE(9, "wanted", OPTIONAL, "persons", "that the draw was to take"),
    DATE(10, "drawn_day", OPTIONAL, "day of the draw"),
};
static const struct column reduction_unit_columns[] = {
    WHOLE(0, "reduction", KEY, "", "reduction"),
    WHOLE(1, "unit", KEY, "", "the lowest person of it"),
    WHOLE(2, "size", REQUIRED, "persons", "drawn together, as of one household"),
};

static const struct table_schema schemas[] = {
    SCHEMA(register, "How the register is kept."),
    SCHEMA(month, "Months that are closed."),
    SCHEMA(person, "Persons."),
    SCHEMA(doctor, "Doctors."),
    SCHEMA(post, "Posts."),
    SCHEMA(gp_list, "Lists."),
    SCHEMA(agreement, "Agreements between the municipality and GPs."),
    SCHEMA(doctor_relation, "Doctors on lists."),
    SCHEMA(enrolment, "Who is and was on which list, and what was known of it when."),
    SCHEMA(queue, "Who waits for which list."),
    SCHEMA(queue_past, "Waits that have ended."),
    SCHEMA(unassigned, "Who has a right to a GP and has none."),
    SCHEMA(decision, "Decisions that can be appealed."),
    SCHEMA(block, "Persons who may not choose a GP again."),
    SCHEMA(duty, "Municipal duties."),
    SCHEMA(exemption, "Exemptions from out-of-hours duty."),
    SCHEMA(absence, "Absences of doctors."),
    SCHEMA(announcement, "Posts announced."),
    SCHEMA(application, "Applications."),
    SCHEMA(candidate, "Doctors on their way through training."),
    SCHEMA(reduction, "Reductions of lists."),
    SCHEMA(reduction_unit, "What the draw of a reduction was made of."),
};

enum { SCHEMA_COUNT = sizeof schemas / sizeof *schemas, PERSON_TABLE = 2 };

/* Which rows are the municipality's, $1, in the order of the schemas. */
#define POSTS_HERE "(SELECT o.post FROM post o WHERE o.municipality = $1)"
#define DOCTORS_HERE                                                                               \
    "(SELECT r.doctor FROM doctor_relation r WHERE r.list IN " POSTS_HERE                          \
    " UNION SELECT a.doctor FROM agreement a WHERE a.post IN " POSTS_HERE                          \
    " UNION SELECT d.doctor FROM duty d WHERE d.municipality = $1"                                 \
    " UNION SELECT x.doctor FROM exemption x WHERE x.municipality = $1)"

static const char *const here[SCHEMA_COUNT] = {
    "municipality = $1",
    "municipality = $1",
    "municipality = $1 OR person IN (SELECT e.person FROM enrolment e WHERE e.list IN " POSTS_HERE
    " UNION SELECT q.person FROM queue q WHERE q.list IN " POSTS_HERE
    " UNION SELECT w.person FROM queue_past w WHERE w.list IN " POSTS_HERE
    " UNION SELECT c.person FROM decision c WHERE c.municipality = $1)",
    "doctor IN " DOCTORS_HERE,
    "municipality = $1",
    "list IN " POSTS_HERE,
    "post IN " POSTS_HERE,
    "list IN " POSTS_HERE,
    "list IN " POSTS_HERE,
    "list IN " POSTS_HERE,
    "list IN " POSTS_HERE,
    "municipality = $1",
    "municipality = $1",
    "decision IN (SELECT c.decision FROM decision c WHERE c.municipality = $1)",
    "municipality = $1",
    "municipality = $1",
    "doctor IN " DOCTORS_HERE,
    "post IN " POSTS_HERE,
    "announcement IN (SELECT n.announcement FROM announcement n WHERE n.post IN " POSTS_HERE ")",
    "municipality = $1",
    "list IN " POSTS_HERE,
    "reduction IN (SELECT d.reduction FROM reduction d WHERE d.list IN " POSTS_HERE ")",
};

const struct table_schema *
export_schemas(size_t *count)
{
    *count = SCHEMA_COUNT;
    return schemas;
}

/* Columns of the database have the names of the table's; the keys give the order. */
static void
write_select(const struct table_schema *schema, const char *where, struct text *out)
{
    for (size_t c = 0; c < schema->column_count; c++) {
        text_format(out, "%s%s", c == 0 ? "SELECT " : ", ", schema->columns[c].name);
    }
    text_format(out, " FROM %s WHERE %s ORDER BY ", schema->name, where);
    bool first = true;
    for (size_t c = 0; c < schema->column_count; c++) {
        if ((schema->columns[c].flags & COLUMN_KEY) != 0) {
            text_format(out, "%s%s", first ? "" : ", ", schema->columns[c].name);
            first = false;
        }
    }
}

static bool
read_cell(struct store *store, const struct statement *statement, const struct column *column,
          int place, struct arena *arena, union cell *out, struct error *error)
{
    const char *text;
    int64_t words = 0;
    switch (column->type) {
    case COLUMN_TEXT:
        text = statement_text(statement, place);
        out->text = text == NULL ? NULL : arena_copy(arena, text, strlen(text));
        if (out->text == NULL) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
        }
        return out->text != NULL;
    case COLUMN_DATE:
        out->date = query_date(statement, place);
        return true;
    case COLUMN_CHOICE:
        if (statement_is_null(statement, place)) {
            out->choice = CHOICE_NONE;
            return true;
        }
        while (column->choices[words] != NULL) {
            words++;
        }
        if (statement_whole(statement, place) < 0 || statement_whole(statement, place) >= words) {
            store_error(store, "a number that stands for no word", error);
            return false;
        }
        out->choice = (int)statement_whole(statement, place);
        return true;
    case COLUMN_WHOLE:
    case COLUMN_DECIMAL:
    case COLUMN_MONEY:
        out->whole = statement_whole(statement, place);
        return true;
    }
    return false;
}

static bool
read_table(struct session *session, size_t index, struct arena *arena, struct table *out,
           struct error *error)
{
    const struct table_schema *schema = &schemas[index];
    struct statement *statement;
    struct text sql;
    void *rows = NULL;
    size_t count = 0, capacity = 0;
    text_init(&sql, 8192);
    write_select(schema, here[index], &sql);
    bool fine = query_prepare(session->store, &statement, error, text_string(&sql), "t",
                              session->municipality);
    text_free(&sql);
    if (!fine) {
        return false;
    }
    bool row = true;
    while (fine && (fine = statement_step(statement, &row, error)) && row) {
        if (!arena_grow(arena, &rows, count, &capacity, schema->row_size)) {
            error_set(error, ERROR_MEMORY, NULL, NULL);
            fine = false;
            break;
        }
        union cell *cells = (union cell *)rows + count * schema->column_count;
        for (size_t c = 0; fine && c < schema->column_count; c++) {
            fine = read_cell(session->store, statement, &schema->columns[c], (int)c, arena,
                             &cells[c], error);
        }
        count++;
    }
    statement_free(statement);
    *out = (struct table){.schema = schema, .rows = rows, .count = count, .file = ""};
    return fine;
}

/* Where the cells of `person` that are looked at stand. */
enum {
    CELL_PERSON = 0,
    CELL_MUNICIPALITY = 4,
    CELL_DISTRICT = 5,
    CELL_HOUSEHOLD = 6,
    CELL_PROTECTED = 18,
    CELL_COUNT = 21
};

/* Takes out of the persons what tells where those live whose address is protected. */
static void
hide_addresses(struct table *persons)
{
    union cell *rows = persons->rows;
    for (size_t i = 0; i < persons->count; i++) {
        union cell *cells = &rows[i * CELL_COUNT];
        if (cells[CELL_PROTECTED].choice == 1) {
            cells[CELL_MUNICIPALITY].text = "";
            cells[CELL_DISTRICT].text = "";
            cells[CELL_HOUSEHOLD].whole = WHOLE_NONE;
        }
    }
}

/* That everybody in the table is seen. */
static bool
log_persons(struct session *session, const struct table *persons, struct arena *arena,
            struct error *error)
{
    const union cell *rows = persons->rows;
    int64_t *numbers = arena_array(arena, persons->count + 1, sizeof *numbers);
    if (numbers == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < persons->count; i++) {
        numbers[i] = rows[i * CELL_COUNT + CELL_PERSON].whole;
    }
    return register_log_reading(session, "export", "what=tables\n", numbers, persons->count, error);
}

bool
export_tables(struct session *session, struct arena *arena, struct table *out, struct error *error)
{
    static_assert(sizeof person_columns / sizeof *person_columns == CELL_COUNT,
                  "the cells of person are known by their place");
    struct table tables[SCHEMA_COUNT];
    bool fine = store_begin(session->store, error);
    for (size_t i = 0; fine && i < SCHEMA_COUNT; i++) {
        fine = read_table(session, i, arena, &tables[i], error);
    }
    fine = fine && log_persons(session, &tables[PERSON_TABLE], arena, error) &&
           store_commit(session->store, error);
    store_rollback(session->store);
    if (fine) {
        hide_addresses(&tables[PERSON_TABLE]);
        memcpy(out, tables, sizeof tables);
    }
    return fine;
}
