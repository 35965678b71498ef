/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/living.h"

#include "register/municipality.h"
#include "register/session.h"
#include "register/view_private.h"
#include "scheme/list.h"
#include "store/query.h"

#include <stddef.h>
#include <string.h>

/* A post of the register with its list. */
struct living_post {
    const char *code, *practice, *district;
    int employment;
    int64_t cap, length, waiting;
    int state, status;
};

/* The register as it is read. */
struct living {
    struct store *store;
    const char *code;
    struct arena *arena;
    struct municipality *municipality;
    struct date month;
    bool synthetic;
    const struct living_post *posts;
    size_t count;
    int64_t unassigned;
};

/* -- reading the register ---------------------------------------------------------------------- */

static bool
fill_post(struct arena *arena, const struct statement *statement, void *row)
{
    struct living_post *post = row;
    bool gp = statement_whole(statement, 7) > 0, locum = statement_whole(statement, 8) > 0;
    *post = (struct living_post){
        .code = view_text(arena, statement, 0),
        .practice = view_text(arena, statement, 1),
        .district = view_text(arena, statement, 2),
        .employment =
            statement_is_null(statement, 3) ? CHOICE_NONE : (int)statement_whole(statement, 3),
        .cap = statement_whole(statement, 4),
        .length = statement_whole(statement, 5),
        .state = (int)statement_whole(statement, 6),
        .status = gp      ? POST_HELD
                  : locum ? POST_LOCUM
                          : POST_VACANT,
        .waiting = statement_whole(statement, 9),
    };
    return post->code != NULL && post->practice != NULL && post->district != NULL;
}

#define ON_DUTY(kind)                                                                              \
    "(SELECT count(*) FROM doctor_relation r WHERE r.list = l.list AND r.kind = " kind             \
    " AND r.from_day <= $2 AND (r.until_day IS NULL OR r.until_day > $2))"

static bool
read_register(struct living *living, struct error *error)
{
    struct statement *statement;
    void *rows;
    int64_t populated;
    if (!query_prepare(
            living->store, &statement, error,
            "SELECT p.code, p.practice, p.district, p.employment, l.cap, l.length, "
            "l.state, " ON_DUTY("0") ", " ON_DUTY(
                "1") ", (SELECT count(*) FROM queue q "
                     "WHERE q.list = l.list) FROM post p JOIN gp_list l ON l.list = p.post WHERE "
                     "p.municipality = $1 AND (p.ended IS NULL OR p.ended > $2) ORDER BY p.post",
            "td", living->code, living->month) ||
        !view_rows(statement, living->arena, sizeof(struct living_post), fill_post, &rows,
                   &living->count, error) ||
        !query_whole(living->store, &living->unassigned, error,
                     "SELECT count(*) FROM unassigned WHERE municipality = $1", "t",
                     living->code) ||
        !query_whole(living->store, &populated, error,
                     "SELECT count(*) FROM audit WHERE municipality = $1 AND action = "
                     "'register_populate' AND kind = 0",
                     "t", living->code)) {
        return false;
    }
    living->posts = rows;
    living->synthetic = populated > 0;
    return true;
}

/* A database that is damaged may hold anything; what is shown as a choice must be one. */
static bool
check_posts(const struct living *living, struct error *error)
{
    for (size_t i = 0; i < living->count; i++) {
        const struct living_post *post = &living->posts[i];
        if (post->state < LIST_OPEN || post->state > LIST_LOCKED ||
            post->employment < CHOICE_NONE || post->employment > EMPLOYMENT_SALARIED) {
            store_error(living->store, "a list whose state or agreement is none there is", error);
            return false;
        }
    }
    return true;
}

static bool
is_living(const struct living *living)
{
    bool living_list = living->unassigned > 0;
    for (size_t i = 0; i < living->count; i++) {
        living_list |= living->posts[i].length > 0;
    }
    return living_list;
}

/* -- tables ------------------------------------------------------------------------------------ */

/* A copy of a table's rows with room for `more`, those from the register before left out, for a
 * folder may be one that was made of what is shown here. `source` is where a row has its source. */
static void *
copy_rows(struct living *living, enum table_id id, size_t more, size_t source, size_t *count,
          struct error *error)
{
    size_t before, size = municipality_schemas[id].row_size;
    const unsigned char *rows = municipality_rows(living->municipality, id, &before);
    unsigned char *copy = arena_array(living->arena, before + more + 1, size);
    *count = 0;
    for (size_t i = 0; copy != NULL && i < before; i++) {
        const char *const *from = (const void *)(rows + i * size + source);
        if (strcmp(*from, SOURCE_REGISTER) != 0) {
            memcpy(copy + (*count)++ * size, rows + i * size, size);
        }
    }
    if (copy == NULL) {
        view_no_memory(error);
    }
    return copy;
}

static void
put_table(struct living *living, enum table_id id, void *rows, size_t count)
{
    living->municipality->tables[id] =
        (struct table){.schema = count == 0 ? NULL : &municipality_schemas[id],
                       .rows = rows,
                       .count = count,
                       .file = ""};
}

static bool
show_facts(struct living *living, struct error *error)
{
    struct municipality_facts *facts = arena_array(living->arena, 1, sizeof *facts);
    size_t count;
    struct source *sources =
        copy_rows(living, TABLE_SOURCES, 1, offsetof(struct source, source), &count, error);
    if (facts == NULL || sources == NULL) {
        return view_no_memory(error);
    }
    *facts = *municipality_facts(living->municipality);
    facts->state_date = living->month;
    sources[count++] = (struct source){
        .source = SOURCE_REGISTER,
        .title = living->synthetic ? "Registeret i Dekning, med syntetiske innbyggere"
                                   : "Registeret i Dekning",
        .publisher = "",
        .found_at = "",
        .date = living->month,
    };
    put_table(living, TABLE_MUNICIPALITY, facts, 1);
    put_table(living, TABLE_SOURCES, sources, count);
    return true;
}

static bool
has_district(const struct municipality *municipality, const char *name)
{
    size_t count;
    const struct district *districts = municipality_rows(municipality, TABLE_DISTRICTS, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(districts[i].district, name) == 0) {
            return true;
        }
    }
    return false;
}

/* A post without a practice is one of its own. */
static const char *
practice_of(const struct living_post *post)
{
    return post->practice[0] == '\0' ? post->code : post->practice;
}

/* The practices of the tables, and those that only the register knows. */
static bool
show_practices(struct living *living, struct error *error)
{
    size_t count, hint = 0;
    struct practice *practices = copy_rows(living, TABLE_PRACTICES, living->count,
                                           offsetof(struct practice, source), &count, error);
    if (practices == NULL) {
        return false;
    }
    put_table(living, TABLE_PRACTICES, practices, count);
    for (size_t i = 0; i < living->count; i++) {
        const struct living_post *post = &living->posts[i];
        if (practice_find(living->municipality, practice_of(post), &hint) != NULL) {
            continue;
        }
        practices[count++] = (struct practice){
            .practice = practice_of(post),
            .name = "",
            .district = has_district(living->municipality, post->district) ? post->district : "",
            .zone = "",
            .synthetic = living->synthetic ? FLAG_YES : FLAG_NO,
            .source = SOURCE_REGISTER,
        };
        put_table(living, TABLE_PRACTICES, practices, count);
    }
    return true;
}

static bool
show_posts(struct living *living, struct error *error)
{
    struct post *posts = arena_array(living->arena, living->count + 1, sizeof *posts);
    struct list *lists = arena_array(living->arena, living->count + 1, sizeof *lists);
    if (posts == NULL || lists == NULL) {
        return view_no_memory(error);
    }
    int synthetic = living->synthetic ? FLAG_YES : FLAG_NO;
    for (size_t i = 0; i < living->count; i++) {
        const struct living_post *post = &living->posts[i];
        posts[i] = (struct post){.post = post->code,
                                 .practice = practice_of(post),
                                 .status = post->status,
                                 .cap = post->cap,
                                 .employment = post->employment,
                                 .synthetic = synthetic,
                                 .source = SOURCE_REGISTER};
        lists[i] = (struct list){.post = post->code,
                                 .date = living->month,
                                 .length = post->length,
                                 .state = post->state,
                                 .synthetic = synthetic,
                                 .source = SOURCE_REGISTER};
    }
    put_table(living, TABLE_POSTS, posts, living->count);
    put_table(living, TABLE_LISTS, lists, living->count);
    return true;
}

/* -- observations ------------------------------------------------------------------------------ */

/* What is counted of the register: places and free places as in the table of lists, those of posts
 * without any doctor left out. The mean length is of persons on the GPs' lists, as in the forecast:
 * times the GPs it is not the places. */
struct counts {
    double gps, listed_with_gp, places, free_places, waiting, unassigned, locums, lists_without,
        listed_without;
    double listed;
};

static struct counts
count_posts(const struct living *living)
{
    struct counts counts = {.unassigned = (double)living->unassigned};
    for (size_t i = 0; i < living->count; i++) {
        const struct living_post *post = &living->posts[i];
        counts.waiting += (double)post->waiting;
        counts.listed += (double)post->length;
        if (post->status == POST_HELD) {
            counts.gps += 1;
            counts.listed_with_gp += (double)post->length;
        }
        counts.locums += post->status == POST_LOCUM;
        if (post->status == POST_VACANT) {
            counts.lists_without += 1;
            counts.listed_without += (double)post->length;
            continue;
        }
        counts.places += (double)post->cap;
        counts.free_places +=
            (double)list_vacancy((enum list_state)post->state, post->cap, post->length);
    }
    return counts;
}

static struct observation
observe(const struct living *living, enum indicator indicator, const char *district, double value)
{
    return (struct observation){
        .date = living->month,
        .indicator = (int)indicator,
        .district = district,
        .value = value,
        .unit = (int)indicator_unit(indicator),
        .since = DATE_NONE,
        .confidence = living->synthetic ? CONFIDENCE_C : CONFIDENCE_A,
        .source = SOURCE_REGISTER,
        .place = "",
        .note = "",
    };
}

/* The GPs of each district, when every post that has one is in a district. */
static size_t
observe_districts(const struct living *living, struct observation *out)
{
    size_t count, post_count, hint = 0;
    const struct district *districts =
        municipality_rows(living->municipality, TABLE_DISTRICTS, &count);
    const struct post *posts = municipality_rows(living->municipality, TABLE_POSTS, &post_count);
    for (size_t d = 0; d < count; d++) {
        out[d] = observe(living, INDICATOR_gps, districts[d].district, 0);
    }
    for (size_t i = 0; i < post_count; i++) {
        const struct practice *practice =
            practice_find(living->municipality, posts[i].practice, &hint);
        size_t d = 0;
        if (posts[i].status != POST_HELD) {
            continue;
        }
        while (d < count &&
               (practice == NULL || strcmp(districts[d].district, practice->district) != 0)) {
            d++;
        }
        if (d == count) {
            return 0;
        }
        out[d].value += 1;
    }
    return count;
}

/* They stand first, so that they are found before others of the same day. */
static bool
show_observations(struct living *living, struct error *error)
{
    const struct counts counts = count_posts(living);
    const struct {
        enum indicator indicator;
        double value;
    } counted[] = {
        {INDICATOR_gps, counts.gps},
        {INDICATOR_places, counts.places},
        {INDICATOR_free_places, counts.free_places},
        {INDICATOR_waiting, counts.waiting},
        {INDICATOR_unassigned, counts.unassigned},
        {INDICATOR_vacant_posts_locum, counts.locums},
        {INDICATOR_lists_without_doctor, counts.lists_without},
        {INDICATOR_listed_without_doctor, counts.listed_without},
        {INDICATOR_share_without_doctor,
         counts.listed > 0 ? counts.listed_without / counts.listed * 100 : 0},
    };
    const size_t whole = sizeof counted / sizeof counted[0];
    size_t before, districts, count;
    municipality_rows(living->municipality, TABLE_DISTRICTS, &districts);
    const struct observation *old = copy_rows(living, TABLE_OBSERVATIONS, 0,
                                              offsetof(struct observation, source), &before, error);
    struct observation *rows =
        arena_array(living->arena, before + whole + 1 + districts, sizeof *rows);
    if (old == NULL || rows == NULL) {
        return view_no_memory(error);
    }
    for (count = 0; count < whole; count++) {
        rows[count] = observe(living, counted[count].indicator, "", counted[count].value);
    }
    if (counts.gps > 0) {
        rows[count++] =
            observe(living, INDICATOR_mean_list, "", counts.listed_with_gp / counts.gps);
    }
    count += observe_districts(living, rows + count);
    memcpy(rows + count, old, before * sizeof *rows);
    put_table(living, TABLE_OBSERVATIONS, rows, count + before);
    return true;
}

bool
living_register_show(struct store *store, const char *code, struct arena *arena,
                     struct municipality *municipality, struct error *error)
{
    struct living living = {
        .store = store, .code = code, .arena = arena, .municipality = municipality};
    if (!register_month(store, code, &living.month, error)) {
        return false;
    }
    if (date_is_none(living.month)) {
        return true;
    }
    return read_register(&living, error) && check_posts(&living, error) &&
           (!is_living(&living) ||
            (show_facts(&living, error) && show_practices(&living, error) &&
             show_posts(&living, error) && show_observations(&living, error)));
}
