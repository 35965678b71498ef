/* SPDX-License-Identifier: EUPL-1.2 */
/* Operations on persons: into the register, through life, and from list to list. */
#include "register/identities.h"
#include "register/private.h"

#include "base/number.h"
#include "scheme/assignment.h"
#include "scheme/child.h"
#include "scheme/queue_join.h"
#include "store/query.h"

#include <string.h>

/* -- into the register ------------------------------------------------------------------------- */

static int64_t
yes(const struct task *task, enum argument argument)
{
    return task_told(task, argument) ? 1 : 0;
}

/* A person that an argument names must be there; one that is not told is nobody. */
static bool
check_named(struct task *task, enum argument argument, struct error *error)
{
    struct person_row named;
    return !task_told(task, argument) || task_person(task, argument, &named, error);
}

/* The same for a person's own number: nobody is their own parent. */
static bool
check_family(struct task *task, struct error *error)
{
    int64_t mother = task_whole(task, ARGUMENT_mother), parent = task_whole(task, ARGUMENT_parent);
    if (!check_named(task, ARGUMENT_mother, error) || !check_named(task, ARGUMENT_parent, error)) {
        return false;
    }
    if (mother != WHOLE_NONE && mother == parent) {
        return task_wrong(task, ARGUMENT_parent, ERROR_REGISTER_SAME, NULL, error);
    }
    if (task->person != WHOLE_NONE && (task->person == mother || task->person == parent)) {
        return task_wrong(task, task->person == mother ? ARGUMENT_mother : ARGUMENT_parent,
                          ERROR_REGISTER_SAME, NULL, error);
    }
    return true;
}

static bool
check_district(struct task *task, const char *municipality, struct error *error)
{
    const char *district = task_text(task, ARGUMENT_district);
    int64_t there = 1;
    if (district == NULL || strcmp(municipality, task->session->municipality) != 0) {
        return true;
    }
    if (!query_whole(task->store, &there, error,
                     "SELECT count(*) FROM districts WHERE municipality = $1 AND district = $2",
                     "tt", municipality, district)) {
        return false;
    }
    return there > 0 || task_wrong(task, ARGUMENT_district, ERROR_REGISTER_DISTRICT, NULL, error);
}

/* Seals the identity number that came with the operation, which must be that of the person. A
 * D-number may have the day its holder was registered in place of the birth date. */
static bool
add_identity(struct task *task, int64_t person, struct error *error)
{
    const char *number = task->operation->identity;
    struct national_id id;
    if (number == NULL) {
        return true;
    }
    if (task->session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
        return false;
    }
    enum national_id_fault fault = national_id_parse(number, strlen(number), &id);
    if (fault != NATIONAL_ID_FINE) {
        national_id_error(fault, error);
        return false;
    }
    if (id.kind != NATIONAL_ID_D && (date_compare(id.born, task_date(task, ARGUMENT_born)) != 0 ||
                                     (int)id.sex != task_choice(task, ARGUMENT_sex, SEX_FEMALE))) {
        error_set(error, ERROR_IDENTITY_OTHER, NULL, NULL);
        return false;
    }
    return identities_add(task->store, task->session->keys, person, number, error);
}

/* The first day without a ground that ends on `until`: for the child of an asylum seeker at the
 * latest the birthday it is one no more (R63). DATE_NONE while it lasts. */
static struct date
ground_until(const struct task *task, int ground, struct date born, struct date until)
{
    if (ground != GROUND_ASYLUM_CHILD) {
        return until;
    }
    int age = (int)rule_value(task->rulebook, RULE_asylum_family_child_age, task->day);
    struct date grown = date_add_months(born, 12 * age);
    if (date_age(born, grown) < age) {
        grown.days++; /* born on a leap day */
    }
    return date_is_none(until) || date_compare(grown, until) < 0 ? grown : until;
}

/* Adds the person the operation tells of, living in `municipality`, with a `ground`, and makes the
 * operation about them. */
static bool
add_person(struct task *task, const char *municipality, int ground, const struct person_row *home,
           struct person_row *out, struct error *error)
{
    struct date born = task_date(task, ARGUMENT_born);
    if (date_compare(born, task->day) > 0) {
        return task_wrong(task, ARGUMENT_born, ERROR_REGISTER_FUTURE, NULL, error);
    }
    const char *district = task_text(task, ARGUMENT_district);
    int64_t household = task_whole(task, ARGUMENT_household), person;
    /* A newborn's right rests on the parent's, and lasts no longer. */
    struct date until = home != NULL ? home->ground_until : task_date(task, ARGUMENT_until);
    if (home != NULL && household == WHOLE_NONE) {
        household = home->household;
        district = home->district;
    }
    if (!check_family(task, error) || !check_district(task, municipality, error) ||
        !next_number(task->store, "person", "person", &person, error) ||
        !query_run(task->store, error,
                   "INSERT INTO person (person, born, sex, municipality, district, household, "
                   "mother, parent, care, "
                   "registered, ground, ground_until, insured, d_number, protected) VALUES ($1, "
                   "$2, $3, $4, $5, $6, $7, $8, "
                   "$9, $10, $11, $12, $13, $14, $15)",
                   "wdwttwwwwdwdwww", person, born,
                   (int64_t)task_choice(task, ARGUMENT_sex, SEX_FEMALE), municipality,
                   district == NULL ? "" : district, household, task_whole(task, ARGUMENT_mother),
                   task_whole(task, ARGUMENT_parent), yes(task, ARGUMENT_care), task->day,
                   (int64_t)ground, ground_until(task, ground, born, until),
                   home != NULL && home->insured ? (int64_t)1 : yes(task, ARGUMENT_insured),
                   yes(task, ARGUMENT_d_number),
                   home != NULL && home->protected ? (int64_t)1 : yes(task, ARGUMENT_protected))) {
        return false;
    }
    task->person = person;
    task->applied->number = person;
    return add_identity(task, person, error) &&
           person_read(task->store, task->arena, person, out, error);
}

/* The list a parent is on, or is on the way to. */
static bool
read_parent(struct task *task, int64_t number, const struct person_row *child, struct parent *out,
            struct error *error)
{
    struct parent parent = {.list = CHILD_NO_LIST};
    if (number != WHOLE_NONE) {
        struct person_row row;
        struct places places;
        if (!person_read(task->store, task->arena, number, &row, error) ||
            !places_read(task->store, number, task->day, &places, error)) {
            return false;
        }
        int64_t list = places.next.list != WHOLE_NONE   ? places.next.list
                       : date_is_none(places.now.until) ? places.now.list
                                                        : WHOLE_NONE;
        parent = (struct parent){
            .holds_responsibility = true,
            .same_address = persons_live_together(&row, child),
            .list = list == WHOLE_NONE ? CHILD_NO_LIST : list,
        };
    }
    *out = parent;
    return true;
}

/* The day to ask for a person's right on. An operation may count for a day before one that was done
 * earlier: a ground that this one began is not lost to it. */
static struct date
day_of_right(const struct task *task, const struct person_row *person)
{
    return date_compare(person->registered, task->day) > 0 ? person->registered : task->day;
}

static struct verdict
right_to_gp(const struct task *task, const struct person_row *person)
{
    struct standing standing = person_standing(person);
    return eligibility_of(task->rulebook, day_of_right(task, person), &standing);
}

/* Nobody waits for the list they have a place on. */
static bool
stop_waiting_for(struct task *task, int64_t person, int64_t list, enum queue_outcome outcome,
                 struct error *error)
{
    int64_t waits_for;
    return query_whole(task->store, &waits_for, error, "SELECT list FROM queue WHERE person = $1",
                       "w", person) &&
           (waits_for == WHOLE_NONE || waits_for != list ||
            queue_remove(task, person, outcome, NULL, error));
}

/* Where the person without a list comes to be: on a parent's list, or among those without a GP. */
static bool
place_newcomer(struct task *task, const struct person_row *person, bool newborn,
               enum unassigned_reason reason, struct error *error)
{
    struct verdict verdict = right_to_gp(task, person);
    int64_t counted;
    if (!verdict.allowed) {
        return task_allow(task, verdict.rule); /* in the register, without a right to a GP */
    }
    struct child_facts facts = {
        .born = person->born, .newborn = newborn, .care_taken = person->care};
    if (!read_parent(task, person->mother, person, &facts.mother, error) ||
        !read_parent(task, person->parent, person, &facts.other, error)) {
        return false;
    }
    int64_t list = child_list(task->rulebook, task->day, &facts, &verdict);
    if (list == CHILD_NO_LIST) {
        /* Who has been without a GP keeps the days. */
        return query_whole(task->store, &counted, error,
                           "SELECT count(*) FROM unassigned WHERE person = $1 AND municipality = "
                           "$2",
                           "wt", person->person, person->municipality) &&
               (counted > 0 || unassigned_add(task, person, task->day, reason, error)) &&
               task_allow(task, verdict.rule);
    }
    task->applied->effective = enrolment_effective(task->day);
    return place_begin(task, person->person, list, task->applied->effective,
                       newborn ? BEGIN_BIRTH : BEGIN_ASSIGNED, QUOTA_NONE, error) &&
           stop_waiting_for(task, person->person, list, QUEUE_PLACED, error) &&
           task_allow(task, verdict.rule);
}

bool
operation_do_person_add(struct task *task, struct error *error)
{
    struct person_row person;
    const char *to = task_text(task, ARGUMENT_to);
    int ground = task_choice(task, ARGUMENT_ground, GROUND_RESIDENT);
    if (!add_person(task, to == NULL ? task->session->municipality : to, ground, NULL, &person,
                    error)) {
        return false;
    }
    if (to != NULL) {
        return task_allow(task,
                          70); /* lives elsewhere: known here as one who may choose a GP here */
    }
    return place_newcomer(task, &person, false, UNASSIGNED_NEW, error);
}

bool
operation_do_person_birth(struct task *task, struct error *error)
{
    struct person_row home, person;
    enum argument who = task_told(task, ARGUMENT_mother) ? ARGUMENT_mother : ARGUMENT_parent;
    if (!task_told(task, who)) {
        return add_person(task, task->session->municipality, GROUND_RESIDENT, NULL, &person,
                          error) &&
               place_newcomer(task, &person, true, UNASSIGNED_NEW, error);
    }
    return task_person(task, who, &home, error) &&
           add_person(task, home.municipality, home.ground, &home, &person, error) &&
           place_newcomer(task, &person, true, UNASSIGNED_NEW, error);
}

/* Puts one who was on a list before the register began there: whatever its cap and state, since it
 * is so (R46, C18), and without a switch being used. */
static bool
place_initial(struct task *task, const struct person_row *person, struct date from,
              struct error *error)
{
    struct list_row list;
    struct standing standing = person_standing(person);
    struct verdict verdict = eligibility_of(task->rulebook, task->day, &standing);
    if (!verdict.allowed) {
        task->person = WHOLE_NONE; /* the number will be somebody else's */
        return task_verdict(task, verdict);
    }
    if (!task_list(task, ARGUMENT_list, &list, error)) {
        return false;
    }
    if (!date_is_none(list.ended)) {
        return task_wrong(task, ARGUMENT_list, ERROR_REGISTER_ENDED, NULL, error);
    }
    return place_begin(task, person->person, list.list, from, BEGIN_INITIAL, QUOTA_NONE, error) &&
           task_allow(task, verdict.rule);
}

bool
operation_do_person_initial(struct task *task, struct error *error)
{
    struct person_row person;
    int64_t closed;
    const char *here = task->session->municipality, *to = task_text(task, ARGUMENT_to);
    struct date from = task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : task->day;
    if (!query_whole(task->store, &closed, error,
                     "SELECT count(*) FROM month WHERE municipality = $1", "t", here)) {
        return false;
    }
    if (closed > 0) {
        error_set(error, ERROR_REGISTER_RUNNING, here, NULL);
        return false;
    }
    if (date_compare(from, task->day) > 0 ||
        date_compare(from, task_date(task, ARGUMENT_born)) < 0) {
        return task_wrong(task, ARGUMENT_from, ERROR_REGISTER_FUTURE, NULL, error);
    }
    if (!add_person(task, to == NULL ? here : to,
                    task_choice(task, ARGUMENT_ground, GROUND_RESIDENT), NULL, &person, error) ||
        !query_run(task->store, error, "UPDATE person SET registered = $2 WHERE person = $1", "wd",
                   person.person, from)) {
        return false;
    }
    person.registered = from;
    if (task_told(task, ARGUMENT_list)) {
        return place_initial(task, &person, from, error);
    }
    if (to != NULL) {
        return task_allow(task, 70);
    }
    struct standing standing = person_standing(&person);
    struct verdict verdict = eligibility_of(task->rulebook, task->day, &standing);
    return (!verdict.allowed || unassigned_add(task, &person, from, UNASSIGNED_NEW, error)) &&
           task_allow(task, verdict.rule);
}

/* -- through life ------------------------------------------------------------------------------ */

/* Ends the person's places from the next 1st on, and the wait if there is one. */
static bool
end_places(struct task *task, int64_t person, enum end_reason reason, enum queue_outcome outcome,
           struct error *error)
{
    struct places places;
    struct date until = enrolment_effective(task->day);
    if (!places_read(task->store, person, task->day, &places, error)) {
        return false;
    }
    if ((places.next.list != WHOLE_NONE &&
         !place_end(task, &places.next, places.next.from, reason, error)) ||
        (places.now.list != WHOLE_NONE && !place_end(task, &places.now, until, reason, error))) {
        return false;
    }
    if (places.now.list != WHOLE_NONE) {
        task->applied->effective = until;
    }
    return unassigned_remove(task, person, error) &&
           queue_remove(task, person, outcome, NULL, error);
}

/* Reads the person the operation is about, who must be alive. */
static bool
living(struct task *task, struct person_row *out, struct error *error)
{
    if (!task_person(task, ARGUMENT_person, out, error)) {
        return false;
    }
    return date_is_none(out->died) ||
           task_wrong(task, ARGUMENT_person, ERROR_REGISTER_DEAD, NULL, error);
}

bool
operation_do_person_death(struct task *task, struct error *error)
{
    struct person_row person;
    if (!living(task, &person, error)) {
        return false;
    }
    struct date died = task_date(task, ARGUMENT_from);
    if (date_compare(died, task->day) > 0 || date_compare(died, person.born) < 0) {
        return task_wrong(task, ARGUMENT_from, ERROR_REGISTER_FUTURE, NULL, error);
    }
    return query_run(task->store, error, "UPDATE person SET died = $2 WHERE person = $1", "wd",
                     person.person, died) &&
           end_places(task, person.person, END_DEATH, QUEUE_DIED, error) && task_allow(task, 235);
}

/* Whether the person is on a list or has a claim to one, so that nothing is to be done about a
 * missing GP. */
static bool
has_place(struct task *task, int64_t person, bool *out, struct error *error)
{
    struct places places;
    if (!places_read(task->store, person, task->day, &places, error)) {
        return false;
    }
    *out = places.next.list != WHOLE_NONE ||
           (places.now.list != WHOLE_NONE && date_is_none(places.now.until));
    return true;
}

/* Takes back the end of a place that was to end for want of the right the person now has again, or
 * for the wish to stand outside: *kept is whether there was one, which they may still have. */
static bool
keep_place(struct task *task, const struct person_row *person, bool *kept, struct error *error)
{
    struct places places;
    struct list_row list;
    struct offer offer;
    const struct place *now = &places.now;
    *kept = false;
    if (!places_read(task->store, person->person, task->day, &places, error)) {
        return false;
    }
    if (now->list == WHOLE_NONE ||
        (now->end_reason != END_OPTED_OUT && now->end_reason != END_RIGHT_LOST &&
         now->end_reason != END_LEFT_COUNTRY)) {
        return true;
    }
    if (!list_read(task->store, task->arena, now->list, task->day, &list, error) ||
        !list_offer(task, person, &list, &offer, error)) {
        return false;
    }
    *kept = date_is_none(list.ended) && !offer.blocked;
    return !*kept ||
           (place_reopen(task, now, error) && unassigned_remove(task, person->person, error));
}

/* Makes one who has a right and no place unassigned for that reason, unless they had one that has
 * not ended yet, and one who has no right lose the place. */
static bool
settle_right(struct task *task, int64_t number, enum unassigned_reason reason, struct error *error)
{
    struct person_row person;
    bool placed;
    if (!person_read(task->store, task->arena, number, &person, error) ||
        !has_place(task, number, &placed, error)) {
        return false;
    }
    struct verdict verdict = right_to_gp(task, &person);
    if (!verdict.allowed) {
        return end_places(task, number,
                          person.ground == GROUND_NONE ? END_LEFT_COUNTRY : END_RIGHT_LOST,
                          QUEUE_RIGHT_LOST, error) &&
               task_allow(task, verdict.rule);
    }
    bool kept = placed;
    if (!placed && !keep_place(task, &person, &kept, error)) {
        return false;
    }
    if (!kept && strcmp(person.municipality, task->session->municipality) == 0) {
        return place_newcomer(task, &person, false, reason, error);
    }
    return task_allow(task, verdict.rule);
}

bool
operation_do_person_move(struct task *task, struct error *error)
{
    struct person_row person;
    if (!living(task, &person, error)) {
        return false;
    }
    const char *to = task_text(task, ARGUMENT_to);
    const char *here = task->session->municipality;
    const char *district = task_text(task, ARGUMENT_district);
    if (to == NULL) {
        to = person.municipality;
    }
    if (!check_district(task, to, error)) {
        return false;
    }
    bool between = strcmp(to, person.municipality) != 0;
    bool away = between && strcmp(person.municipality, here) == 0,
         back = between && strcmp(to, here) == 0;
    struct date from = task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : task->day;
    if (date_compare(from, task->day) > 0 || date_compare(from, person.born) < 0) {
        return task_wrong(task, ARGUMENT_from, ERROR_REGISTER_FUTURE, NULL, error);
    }
    if (district == NULL) {
        district = between ? "" : person.district;
    }
    int64_t household = task_told(task, ARGUMENT_household) || between
                            ? task_whole(task, ARGUMENT_household)
                            : person.household;
    if (!query_run(task->store, error,
                   "UPDATE person SET municipality = $2, district = $3, household = $4, moved_away "
                   "= $5, moved_back = $6, "
                   "moved = $7 WHERE person = $1",
                   "wttwddd", person.person, to, district, household,
                   away ? from : person.moved_away,
                   away   ? DATE_NONE
                   : back ? from
                          : person.moved_back,
                   from)) {
        return false;
    }
    struct standing standing = person_standing(&person);
    struct verdict kept =
        eligibility_kept_by_move(task->rulebook, day_of_right(task, &person), &standing);
    if (!kept.allowed) {
        return end_places(task, person.person, END_RIGHT_LOST, QUEUE_RIGHT_LOST, error) &&
               task_allow(task, kept.rule);
    }
    bool placed;
    int64_t waits;
    if (!has_place(task, person.person, &placed, error) ||
        !query_whole(task->store, &waits, error, "SELECT since FROM unassigned WHERE person = $1",
                     "w", person.person)) {
        return false;
    }
    /* Who moves within the municipality keeps the days without a GP. */
    struct person_row moved;
    bool counted = waits != WHOLE_NONE && !between;
    if (!placed && !counted &&
        (!person_read(task->store, task->arena, person.person, &moved, error) ||
         !unassigned_add(task, &moved, task->day, UNASSIGNED_NEW, error))) {
        return false;
    }
    return task_allow(task, kept.rule);
}

bool
operation_do_person_family(struct task *task, struct error *error)
{
    struct person_row person;
    return living(task, &person, error) && check_family(task, error) &&
           query_run(task->store, error,
                     "UPDATE person SET mother = $2, parent = $3, care = $4 WHERE person = $1",
                     "wwww", person.person, task_whole(task, ARGUMENT_mother),
                     task_whole(task, ARGUMENT_parent), yes(task, ARGUMENT_care)) &&
           task_allow(task, person.care || task_told(task, ARGUMENT_care) ? 81 : 76);
}

bool
operation_do_person_ground(struct task *task, struct error *error)
{
    struct person_row person;
    int ground = task_choice(task, ARGUMENT_ground, GROUND_NONE);
    struct date from = task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : task->day;
    /* Nothing would give the right back the day it began. */
    if (date_compare(from, task->day) > 0) {
        return task_wrong(task, ARGUMENT_from, ERROR_REGISTER_FUTURE, NULL, error);
    }
    return living(task, &person, error) &&
           query_run(task->store, error,
                     "UPDATE person SET ground = $2, ground_until = $3, insured = $4, d_number = "
                     "$5, registered = $6 WHERE "
                     "person = $1",
                     "wwdwwd", person.person, (int64_t)ground,
                     ground_until(task, ground, person.born, task_date(task, ARGUMENT_until)),
                     yes(task, ARGUMENT_insured), yes(task, ARGUMENT_d_number), from) &&
           settle_right(task, person.person, UNASSIGNED_NEW, error);
}

bool
operation_do_person_protect(struct task *task, struct error *error)
{
    struct person_row person;
    return living(task, &person, error) &&
           query_run(task->store, error, "UPDATE person SET protected = $2 WHERE person = $1", "ww",
                     person.person, yes(task, ARGUMENT_protected)) &&
           task_allow(task, 256);
}

bool
operation_do_person_opt_out(struct task *task, struct error *error)
{
    struct person_row person;
    if (!living(task, &person, error)) {
        return false;
    }
    if (!date_is_none(person.opted_out)) {
        return task_refuse(task, 69);
    }
    return query_run(task->store, error, "UPDATE person SET opted_out = $2 WHERE person = $1", "wd",
                     person.person, task->day) &&
           end_places(task, person.person, END_OPTED_OUT, QUEUE_LEFT, error) &&
           task_allow(task, 69);
}

bool
operation_do_person_opt_in(struct task *task, struct error *error)
{
    struct person_row person;
    if (!living(task, &person, error)) {
        return false;
    }
    if (date_is_none(person.opted_out)) {
        return task_refuse(task, 69);
    }
    return query_run(task->store, error, "UPDATE person SET opted_out = NULL WHERE person = $1",
                     "w", person.person) &&
           settle_right(task, person.person, UNASSIGNED_OPTED_IN, error);
}

/* -- from list to list ------------------------------------------------------------------------- */

/* Why the person changes list, of the reasons that do not use up a switch; a wish of their own
 * where there is none. */
static bool
reason_of_change(struct task *task, const struct person_row *person, const struct places *places,
                 enum change *out, struct error *error)
{
    int64_t end_reason = WHOLE_NONE, gp_left = 0;
    const struct place *now = &places->now;
    if (now->list == WHOLE_NONE) {
        *out = CHANGE_OWN_WISH;
        return true;
    }
    if (!query_whole(task->store, &end_reason, error,
                     "SELECT end_reason FROM enrolment WHERE person = $1 AND recorded = $2", "ww",
                     person->person, now->recorded) ||
        !query_whole(task->store, &gp_left, error,
                     "SELECT count(*) FROM agreement WHERE post = $1 AND (notice IS NOT NULL OR "
                     "until_day IS NOT NULL) AND "
                     "(until_day IS NULL OR (until_day > $2 AND until_day > $3))",
                     "wdd", now->list, now->from, date_add_months(task->day, -12))) {
        return false;
    }
    bool moved = !date_is_none(person->moved) && date_compare(person->moved, now->from) >= 0;
    *out = end_reason == END_REDUCTION ? CHANGE_REDUCED
           : end_reason == END_REMOVED ? CHANGE_STRUCK_OFF
           : gp_left > 0               ? CHANGE_GP_ENDED
           : moved                     ? CHANGE_MOVED
                                       : CHANGE_OWN_WISH;
    return true;
}

/* Whether one who holds responsibility for the person is on the list, or on the way to it. */
static bool
parent_listed(struct task *task, const struct person_row *person, int64_t list, bool *out,
              struct error *error)
{
    struct parent mother, parent;
    if (!read_parent(task, person->mother, person, &mother, error) ||
        !read_parent(task, person->parent, person, &parent, error)) {
        return false;
    }
    *out = mother.list == list || parent.list == list;
    return true;
}

static bool
formerly_listed(struct task *task, const struct person_row *person, int64_t list, bool *out,
                struct error *error)
{
    int64_t there = 0;
    if (!date_is_none(person->moved_away) &&
        !query_whole(task->store, &there, error,
                     "SELECT count(*) FROM enrolment WHERE person = $1 AND list = $2 AND "
                     "superseded IS NULL AND from_day <= "
                     "$3 AND until_day >= $3",
                     "wwd", person->person, list, person->moved_away)) {
        return false;
    }
    *out = there > 0;
    return true;
}

/* What the choice of `list` is decided by. */
static bool
read_choice(struct task *task, const struct person_row *person, const struct places *places,
            const struct list_row *list, struct choice_facts *out, struct error *error)
{
    struct choice_facts facts = {
        .standing = person_standing(person),
        .has_gp = places->now.list != WHOLE_NONE && date_is_none(places->now.until),
        .on_list = (places->now.list == list->list && date_is_none(places->now.until)) ||
                   places->next.list == list->list,
        .switch_pending = places->next.list != WHOLE_NONE,
        .gp_objects = task_told(task, ARGUMENT_objection),
        .moved_away = person->moved_away,
        .moved_back = person->moved_back,
    };
    if (!task_request(task, person, &facts.request, error) ||
        !list_offer(task, person, list, &facts.offer, error) ||
        !reason_of_change(task, person, places, &facts.change, error) ||
        !parent_listed(task, person, list->list, &facts.parent_listed, error) ||
        !formerly_listed(task, person, list->list, &facts.formerly_listed, error) ||
        !switch_history_read(task->store, task->arena, person->person, task->day, &facts.history,
                             error)) {
        return false;
    }
    facts.has_gp |= facts.change == CHANGE_REDUCED || facts.change == CHANGE_STRUCK_OFF;
    *out = facts;
    return true;
}

/* Puts the person on the list from the next 1st on, and takes them off the one they are on. */
static bool
change_place(struct task *task, const struct places *places, const struct list_row *list,
             const struct enrolment *enrolment, enum begin_reason reason, struct error *error)
{
    enum quota quota = enrolment->counts_as_switch ? QUOTA_USED
                       : enrolment->gives_switch   ? QUOTA_GIVEN
                                                   : QUOTA_NONE;
    if (places->now.list != WHOLE_NONE &&
        !place_end(task, &places->now, enrolment->effective, END_SWITCH, error)) {
        return false;
    }
    task->applied->effective = enrolment->effective;
    return place_begin(task, places->now.person, list->list, enrolment->effective, reason, quota,
                       error);
}

/* A choice by or for the person, or a placement by the municipality. */
static bool
choose(struct task *task, bool authority, struct error *error)
{
    struct person_row person;
    struct list_row list;
    struct places places;
    struct choice_facts facts;
    if (!living(task, &person, error) || !task_list(task, ARGUMENT_list, &list, error) ||
        !places_read(task->store, person.person, task->day, &places, error) ||
        !read_choice(task, &person, &places, &list, &facts, error)) {
        return false;
    }
    if (!date_is_none(list.ended)) {
        return task_wrong(task, ARGUMENT_list, ERROR_REGISTER_ENDED, NULL, error);
    }
    if (authority) {
        facts.request = (struct request){.asker = ASKER_MUNICIPALITY};
    }
    struct enrolment enrolment = enrolment_choice(task->rulebook, task->day, &facts);
    if (!enrolment.verdict.allowed) {
        return task_verdict(task, enrolment.verdict);
    }
    enum begin_reason reason = authority ? BEGIN_MUNICIPALITY
                               : enrolment.verdict.rule == 46 && facts.formerly_listed
                                   ? BEGIN_RETURN
                               : facts.has_gp ? BEGIN_SWITCH
                                              : BEGIN_CHOICE;
    struct verdict lost =
        queue_lost_by_switch(task->rulebook, task->day, request_is_authority(&facts.request));
    int64_t waits_for;
    if (!query_whole(task->store, &waits_for, error, "SELECT list FROM queue WHERE person = $1",
                     "w", person.person)) {
        return false;
    }
    bool leaves = waits_for != WHOLE_NONE && (waits_for == list.list || lost.allowed);
    return change_place(task, &places, &list, &enrolment, reason, error) &&
           (!leaves || queue_remove(task, person.person, QUEUE_SWITCHED, NULL, error)) &&
           task_verdict(task, enrolment.verdict);
}

bool
operation_do_person_choose(struct task *task, struct error *error)
{
    return choose(task, false, error);
}

bool
operation_do_person_switch(struct task *task, struct error *error)
{
    return choose(task, false, error);
}

bool
operation_do_person_enrol(struct task *task, struct error *error)
{
    return choose(task, true, error);
}

/* Makes one who gave up a choice unassigned; who was to leave the list they are on anyway, from the
 * day they do. */
static bool
unassigned_again(struct task *task, const struct person_row *person, const struct place *now,
                 struct error *error)
{
    enum unassigned_reason reason = now->list == WHOLE_NONE            ? UNASSIGNED_NEW
                                    : now->end_reason == END_REDUCTION ? UNASSIGNED_REDUCTION
                                    : now->end_reason == END_REMOVED   ? UNASSIGNED_REMOVED
                                    : now->end_reason == END_GP_LEFT   ? UNASSIGNED_GP_LEFT
                                                                       : UNASSIGNED_NEW;
    return unassigned_add(task, person, now->list == WHOLE_NONE ? task->day : now->until, reason,
                          error);
}

bool
operation_do_person_withdraw(struct task *task, struct error *error)
{
    struct person_row person;
    struct places places;
    struct request request;
    if (!living(task, &person, error) || !task_request(task, &person, &request, error) ||
        !places_read(task->store, person.person, task->day, &places, error)) {
        return false;
    }
    struct verdict verdict = request_allowed(task->rulebook, task->day, person.born, &request);
    if (verdict.allowed) {
        verdict = places.next.list == WHOLE_NONE
                      ? (struct verdict){false, 88} /* nothing has not taken effect */
                      : enrolment_may_withdraw(places.next.made, task->day);
    }
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    bool back;
    return place_withdraw(task, &places, &back, error) &&
           (back ? stop_waiting_for(task, person.person, places.now.list, QUEUE_LEFT, error)
                 : unassigned_again(task, &person, &places.now, error)) &&
           task_verdict(task, verdict);
}

/* -- waiting lists ----------------------------------------------------------------------------- */

bool
operation_do_queue_join(struct task *task, struct error *error)
{
    struct person_row person;
    struct list_row list;
    struct places places;
    struct queue_join_facts facts = {0};
    if (!living(task, &person, error) || !task_list(task, ARGUMENT_list, &list, error) ||
        !places_read(task->store, person.person, task->day, &places, error) ||
        !task_request(task, &person, &facts.request, error) ||
        !list_offer(task, &person, &list, &facts.offer, error) ||
        !query_whole(task->store, &facts.waiting_lists, error,
                     "SELECT count(*) FROM queue WHERE person = $1", "w", person.person)) {
        return false;
    }
    if (!date_is_none(list.ended)) {
        return task_wrong(task, ARGUMENT_list, ERROR_REGISTER_ENDED, NULL, error);
    }
    facts.standing = person_standing(&person);
    facts.on_list = (places.now.list == list.list && date_is_none(places.now.until)) ||
                    places.next.list == list.list;
    struct verdict verdict = queue_join_allowed(task->rulebook, task->day, &facts);
    return (!verdict.allowed ||
            query_run(task->store, error,
                      "INSERT INTO queue (person, list, since, recorded) VALUES ($1, $2, $3, $4)",
                      "wwdw", person.person, list.list, task->day, task->seq)) &&
           task_verdict(task, verdict);
}

bool
operation_do_queue_leave(struct task *task, struct error *error)
{
    struct person_row person;
    struct request request;
    int64_t list;
    if (!living(task, &person, error) || !task_request(task, &person, &request, error)) {
        return false;
    }
    struct verdict verdict = request_allowed(task->rulebook, task->day, person.born, &request);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    return queue_remove(task, person.person, QUEUE_LEFT, &list, error) &&
           (list == WHOLE_NONE ? task_refuse(task, 95) : task_allow(task, 95));
}
