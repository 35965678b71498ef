/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/owner.h"

#include "base/number.h"
#include "store/query.h"

#include <string.h>

/* GP and locum, as register/words.h numbers them; a second doctor of a part list is not its GP. */
#define ON_LIST_TODAY                                                                              \
    " FROM doctor_relation r JOIN post p ON p.post = r.list WHERE r.doctor = $1 AND"               \
    " p.municipality = $2 AND r.kind IN (0, 1) AND r.from_day <= $3 AND"                           \
    " (r.until_day IS NULL OR r.until_day > $3)"

static bool
owns_list(int64_t doctor, const struct session *session, struct date today, const char *post,
          bool *may, struct error *error)
{
    int64_t count;
    if (!query_whole(session->store, &count, error,
                     "SELECT count(*)" ON_LIST_TODAY " AND p.code = $4", "wtdt", doctor,
                     session->municipality, today, post)) {
        return false;
    }
    *may = count > 0;
    return true;
}

static bool
owns_person(int64_t self, const struct session *session, struct date today, int64_t person,
            bool *may, struct error *error)
{
    int64_t born;
    if (person == self) {
        *may = true;
        return true;
    }
    if (!query_whole(session->store, &born, error,
                     "SELECT born FROM person WHERE person = $1 AND (mother = $2 OR parent = $2) "
                     "AND care = 0",
                     "ww", person, self)) {
        return false;
    }
    const double own_age = rule_value(session->rulebook, RULE_child_choice_age, today);
    *may = born != WHOLE_NONE && date_age((struct date){(int32_t)born}, today) < own_age;
    return true;
}

bool
owner_may(const struct identity *who, const struct session *session, struct date today,
          enum owned owned, const char *name, bool *may, struct error *error)
{
    int64_t person;
    *may = false;
    if (!role_needs_doctor(who->role) && !role_needs_person(who->role)) {
        *may = who->role != ROLE_COUNT;
        return true;
    }
    if (owned == OWNED_LIST) {
        return who->doctor == WHOLE_NONE || !role_needs_doctor(who->role) ||
               owns_list(who->doctor, session, today, name, may, error);
    }
    return who->person == WHOLE_NONE || !role_needs_person(who->role) ||
           !number_parse_whole(name, strlen(name), &person) ||
           owns_person(who->person, session, today, person, may, error);
}

bool
owner_lists(int64_t doctor, const struct session *session, struct date today, struct arena *arena,
            const char *const **out, size_t *count, struct error *error)
{
    struct statement *statement;
    void *posts = NULL;
    size_t capacity = 0;
    bool row = true;
    *count = 0;
    if (!query_prepare(session->store, &statement, error,
                       "SELECT p.code" ON_LIST_TODAY " ORDER BY p.code", "wtd", doctor,
                       session->municipality, today)) {
        return false;
    }
    bool fine = true;
    while (fine && (fine = statement_step(statement, &row, error)) && row) {
        const char *code = statement_text(statement, 0);
        const char *copy = code == NULL ? NULL : arena_copy(arena, code, strlen(code));
        fine = (copy != NULL && arena_grow(arena, &posts, *count, &capacity, sizeof copy)) ||
               error_memory(error);
        if (fine) {
            ((const char **)posts)[(*count)++] = copy;
        }
    }
    statement_free(statement);
    *out = posts;
    return fine;
}
