/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/flr_register.h"

#include "base/number.h"
#include "base/sort.h"
#include "register/identities.h"
#include "register/words.h"
#include "scheme/list.h"

#include <stdio.h>
#include <string.h>

static const enum flr_known states[] = {
    [LIST_OPEN] = FLR_STATUS_OPEN,
    [LIST_CLOSED] = FLR_STATUS_CLOSED,
    [LIST_LOCKED] = FLR_STATUS_LOCKED,
};
static const enum flr_known doctor_kinds[] = {
    [RELATION_GP] = FLR_DOCTOR_GP,
    [RELATION_LOCUM] = FLR_DOCTOR_LOCUM,
    [RELATION_PART] = FLR_DOCTOR_PART_LIST,
};

static bool
holds(const struct flr_period *period, struct date day)
{
    return (date_is_none(period->from) || date_compare(period->from, day) <= 0) &&
           (date_is_none(period->to) || date_compare(period->to, day) > 0);
}

static const char *
whole_text(struct arena *arena, int64_t value)
{
    char text[NUMBER_TEXT_SIZE];
    int length = value == WHOLE_NONE ? 0 : snprintf(text, sizeof text, "%lld", (long long)value);
    return arena_copy(arena, text, (size_t)length);
}

/* -- contracts ------------------------------------------------------------------------------------
 */

struct comparing {
    struct flr_comparison *out;
    struct arena *arena;
    size_t match_capacity, capacity;
    struct date day;
};

/* Notes a difference; false when memory ended, also where a text could not be made. */
static bool
differ(struct comparing *comparing, enum flr_differs kind, const char *post, const char *ours,
       const char *theirs)
{
    struct flr_comparison *out = comparing->out;
    void *items = out->differences;
    if (post == NULL || ours == NULL || theirs == NULL ||
        !arena_grow(comparing->arena, &items, out->count, &comparing->capacity,
                    sizeof *out->differences)) {
        return false;
    }
    out->differences = items;
    out->differences[out->count++] = (struct flr_difference){kind, post, ours, theirs};
    return true;
}

static bool
differ_whole(struct comparing *comparing, enum flr_differs kind, const char *post, int64_t ours,
             int64_t theirs)
{
    return ours == theirs || theirs == WHOLE_NONE ||
           differ(comparing, kind, post, whole_text(comparing->arena, ours),
                  whole_text(comparing->arena, theirs));
}

static size_t
find_ours(const struct flr_comparison *comparison, const struct flr_contract *theirs)
{
    char id[NUMBER_TEXT_SIZE];
    size_t by_id = SIZE_MAX;
    snprintf(id, sizeof id, "%lld", (long long)theirs->id);
    for (size_t i = 0; i < comparison->our_count; i++) {
        if (strcmp(comparison->ours[i].code, theirs->name) == 0) {
            return i;
        }
        if (strcmp(comparison->ours[i].code, id) == 0) {
            by_id = i;
        }
    }
    return by_id;
}

static bool
same_doctor(const struct roll_doctor *ours, const struct flr_doctor *theirs)
{
    return ours->doctor == theirs->hpr &&
           flr_code_is(&theirs->relationship, doctor_kinds[ours->relation]);
}

/* "123456 gp"; a kind of theirs that we do not know is shown as it is called there. */
static const char *
doctor_text(struct arena *arena, int64_t hpr, const char *kind)
{
    char text[96];
    int length = snprintf(text, sizeof text, "%lld %s", (long long)hpr, kind);
    return arena_copy(arena, text, length < (int)sizeof text ? (size_t)length : sizeof text - 1);
}

static bool
compare_doctors(struct comparing *comparing, const struct roll_contract *ours,
                const struct flr_contract *theirs)
{
    for (size_t i = 0; i < ours->doctor_count; i++) {
        const struct roll_doctor *doctor = &ours->doctors[i];
        bool there = date_compare(doctor->from, comparing->day) > 0; /* comes later */
        for (size_t t = 0; t < theirs->doctor_count; t++) {
            there |= holds(&theirs->doctors[t].valid, comparing->day) &&
                     same_doctor(doctor, &theirs->doctors[t]);
        }
        if (!there &&
            !differ(comparing, FLR_DOCTOR_OURS, ours->code,
                    doctor_text(comparing->arena, doctor->doctor, relations[doctor->relation]),
                    "")) {
            return false;
        }
    }
    for (size_t t = 0; t < theirs->doctor_count; t++) {
        const struct flr_doctor *doctor = &theirs->doctors[t];
        const char *kind = doctor->relationship.value;
        bool there = !holds(&doctor->valid, comparing->day);
        for (size_t i = 0; i < ours->doctor_count; i++) {
            there |= date_compare(ours->doctors[i].from, comparing->day) <= 0 &&
                     same_doctor(&ours->doctors[i], doctor);
        }
        for (int k = 0; k < RELATION_COUNT; k++) {
            kind = flr_code_is(&doctor->relationship, doctor_kinds[k]) ? relations[k] : kind;
        }
        if (!there && !differ(comparing, FLR_DOCTOR_THEIRS, ours->code, "",
                              doctor_text(comparing->arena, doctor->hpr, kind))) {
            return false;
        }
    }
    return true;
}

static bool
compare_pair(struct comparing *comparing, const struct roll_contract *ours,
             const struct flr_contract *theirs)
{
    static const char *const words[] = {"open", "closed", "locked"};
    const char *state = theirs->status.value;
    for (int i = LIST_OPEN; i <= LIST_LOCKED; i++) {
        state = flr_code_is(&theirs->status, states[i]) ? words[i] : state;
    }
    return differ_whole(comparing, FLR_OTHER_CAP, ours->code, ours->cap, theirs->max_patients) &&
           (strcmp(words[ours->state], state) == 0 ||
            differ(comparing, FLR_OTHER_STATE, ours->code, words[ours->state], state)) &&
           differ_whole(comparing, FLR_OTHER_WAITING, ours->code, ours->waiting, theirs->waiting) &&
           compare_doctors(comparing, ours, theirs);
}

/* Takes in one of theirs, if it is of the municipality and the day. */
static bool
compare_contract(struct comparing *comparing, const char *municipality, bool *found,
                 const struct flr_contract *theirs)
{
    struct flr_comparison *out = comparing->out;
    const char *of = theirs->municipality.value;
    void *items = out->matches;
    if ((of[0] != '\0' && strcmp(of, municipality) != 0) ||
        !holds(&theirs->valid, comparing->day)) {
        return true;
    }
    if (!arena_grow(comparing->arena, &items, out->match_count, &comparing->match_capacity,
                    sizeof *out->matches)) {
        return false;
    }
    out->matches = items;
    size_t ours = find_ours(out, theirs);
    ours = ours != SIZE_MAX && found[ours] ? SIZE_MAX : ours; /* the first has it */
    out->matches[out->match_count++] = (struct flr_match){theirs, ours};
    if (ours == SIZE_MAX) {
        const char *id = whole_text(comparing->arena, theirs->id);
        return differ(comparing, FLR_ONLY_THEIRS, theirs->name[0] != '\0' ? theirs->name : id, "",
                      id);
    }
    found[ours] = true;
    return compare_pair(comparing, &out->ours[ours], theirs);
}

bool
flr_compare(struct session *session, struct date day, const struct flr_export *theirs,
            struct arena *arena, struct flr_comparison *out, struct error *error)
{
    struct flr_comparison comparison = {0};
    struct comparing comparing = {.out = &comparison, .arena = arena, .day = day};
    struct roll_contract *ours;
    if (!roll_contracts(session, day, arena, &ours, &comparison.our_count, error)) {
        return false;
    }
    comparison.ours = ours;
    bool *found = arena_array(arena, comparison.our_count + 1, sizeof *found);
    bool fine = found != NULL;
    for (size_t o = 0; fine && o < theirs->count; o++) {
        const struct flr_office *office = &theirs->offices[o];
        for (size_t c = 0; fine && c < office->contract_count; c++) {
            fine =
                compare_contract(&comparing, session->municipality, found, &office->contracts[c]);
        }
    }
    for (size_t i = 0; fine && i < comparison.our_count; i++) {
        fine = found[i] || differ(&comparing, FLR_ONLY_OURS, ours[i].code, ours[i].code, "");
    }
    if (!fine) {
        return error_memory(error);
    }
    *out = comparison;
    return true;
}

const char *
flr_list_name(const struct flr_comparison *comparison, size_t list)
{
    if (list == RECONCILE_NO_LIST) {
        return "";
    }
    if (list < comparison->our_count) {
        return comparison->ours[list].code;
    }
    return comparison->matches[list - comparison->our_count].theirs->name;
}

/* -- persons --------------------------------------------------------------------------------------
 */

static int
compare_rows(const void *a, const void *b)
{
    const struct reconcile_row *left = a, *right = b;
    int order = (left->person > right->person) - (left->person < right->person);
    return order != 0 ? order : (left->list > right->list) - (left->list < right->list);
}

static size_t
count_patients(const struct flr_comparison *comparison)
{
    size_t count = 0;
    for (size_t m = 0; m < comparison->match_count; m++) {
        count += comparison->matches[m].theirs->patient_count;
    }
    return count;
}

static bool
their_rows(struct session *session, struct date day, const struct flr_comparison *comparison,
           struct reconcile_row *rows, size_t *count, int64_t *unknown, struct error *error)
{
    for (size_t m = 0; m < comparison->match_count; m++) {
        const struct flr_match *match = &comparison->matches[m];
        for (size_t p = 0; p < match->theirs->patient_count; p++) {
            const struct flr_patient *patient = &match->theirs->patients[p];
            int64_t person = WHOLE_NONE;
            if (!holds(&patient->period, day)) {
                continue;
            }
            if (!identities_find(session->store, session->keys, patient->nin, &person, error)) {
                return false;
            }
            if (person == WHOLE_NONE) {
                (*unknown)++;
                continue;
            }
            rows[(*count)++] = (struct reconcile_row){
                person, match->ours == SIZE_MAX ? comparison->our_count + m : match->ours};
        }
    }
    sort_items(rows, *count, sizeof *rows, compare_rows);
    return true;
}

/* Our places as the reconciliation numbers lists; by person already. */
static bool
our_rows(struct session *session, struct date day, const struct flr_comparison *comparison,
         struct arena *arena, struct reconcile_row **out, size_t *count, struct error *error)
{
    struct roll_place *places;
    if (!roll_places(session, day, arena, &places, count, error)) {
        return false;
    }
    struct reconcile_row *rows = arena_array(arena, *count + 1, sizeof *rows);
    size_t kept = 0;
    if (rows == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < *count; i++) {
        size_t list = 0;
        while (list < comparison->our_count && comparison->ours[list].list != places[i].list) {
            list++;
        }
        if (list < comparison->our_count) {
            rows[kept++] = (struct reconcile_row){places[i].person, list};
        }
    }
    *out = rows;
    *count = kept;
    return true;
}

static bool
log_differences(struct session *session, const struct reconciliation *made, struct arena *arena,
                struct error *error)
{
    int64_t *persons = arena_array(arena, made->count + 1, sizeof *persons);
    size_t count = 0;
    if (persons == NULL) {
        return error_memory(error);
    }
    for (size_t i = 0; i < made->count; i++) {
        if (count == 0 || persons[count - 1] != made->differences[i].person) {
            persons[count++] = made->differences[i].person;
        }
    }
    return count == 0 ||
           register_log_reading(session, "reconcile", "with=flr\n", persons, count, error);
}

bool
flr_reconcile(struct session *session, struct date day, const struct flr_comparison *comparison,
              struct arena *arena, struct reconciliation *out, int64_t *unknown,
              struct error *error)
{
    struct reconcile_row *ours = NULL, *theirs = arena_array(arena, count_patients(comparison) + 1,
                                                             sizeof *theirs);
    size_t our_count = 0, their_count = 0;
    *unknown = 0;
    if (session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
        return false;
    }
    if (theirs == NULL) {
        return error_memory(error);
    }
    return their_rows(session, day, comparison, theirs, &their_count, unknown, error) &&
           our_rows(session, day, comparison, arena, &ours, &our_count, error) &&
           reconcile(ours, our_count, theirs, their_count,
                     comparison->our_count + comparison->match_count, arena, out, error) &&
           log_differences(session, out, arena, error);
}

bool
flr_intake_rows(const struct flr_comparison *comparison, struct date day, struct arena *arena,
                struct intake_row **out, size_t *count, struct error *error)
{
    struct intake_row *rows = arena_array(arena, count_patients(comparison) + 1, sizeof *rows);
    size_t kept = 0;
    int line = 0;
    if (rows == NULL) {
        return error_memory(error);
    }
    for (size_t m = 0; m < comparison->match_count; m++) {
        const struct flr_match *match = &comparison->matches[m];
        const char *post = match->ours == SIZE_MAX ? whole_text(arena, match->theirs->id)
                                                   : comparison->ours[match->ours].code;
        if (post == NULL) {
            return error_memory(error);
        }
        for (size_t p = 0; p < match->theirs->patient_count; p++) {
            const struct flr_patient *patient = &match->theirs->patients[p];
            line++;
            if (holds(&patient->period, day)) {
                rows[kept++] = (struct intake_row){.number = patient->nin,
                                                   .born = DATE_NONE,
                                                   .sex = CHOICE_NONE,
                                                   .post = post,
                                                   .since = patient->period.from,
                                                   .list_only = true,
                                                   .line = line};
            }
        }
    }
    *out = rows;
    *count = kept;
    return true;
}

/* -- ours in their form ------------------------------------------------------------------------ */

static const struct flr_code no_code = {WHOLE_NONE, "", "", "", true};

/* The office of a practice: its number where it has one, else one below zero by its place. */
static int64_t
office_number(const char *practice, size_t place)
{
    int64_t number;
    return number_parse_whole(practice, strlen(practice), &number) && number != 0
               ? number
               : -(int64_t)(place + 1);
}

static bool
fill_doctors(const struct roll_contract *from, struct arena *arena, struct flr_contract *to)
{
    to->doctors = arena_array(arena, from->doctor_count + 1, sizeof *to->doctors);
    to->doctor_count = from->doctor_count;
    for (size_t i = 0; to->doctors != NULL && i < from->doctor_count; i++) {
        const struct roll_doctor *doctor = &from->doctors[i];
        to->doctors[i] = (struct flr_doctor){
            .id = WHOLE_NONE,
            .contract_id = to->id,
            .hpr = doctor->doctor,
            .substitute_for_hpr = doctor->substitute_for,
            .valid = {doctor->from, doctor->until},
            .relationship = flr_known[doctor_kinds[doctor->relation]],
            .working_percentage = doctor->share,
            .working_days = (unsigned)doctor->days,
            .updated = DATE_NONE,
        };
    }
    return to->doctors != NULL;
}

static struct flr_contract
contract_of(const struct session *session, const struct roll_contract *from, int64_t office)
{
    int64_t id;
    bool numbered = number_parse_whole(from->code, strlen(from->code), &id) && id > 0;
    return (struct flr_contract){
        .id = numbered ? id : from->list,
        .on_common_list = from->common[0] != '\0',
        .fixed_salary = from->employment == EMPLOYMENT_SALARIED,
        .requires_membership = no_code,
        .office_number = office,
        .max_patients = from->cap,
        .status = flr_known[states[from->state]],
        .name = from->code,
        .agreement_date = DATE_NONE,
        .valid = {from->created, DATE_NONE},
        .municipality = {3402, "kommune", session->municipality, "", true},
        .end_reason = no_code,
        .places_available = list_vacancy((enum list_state)from->state, from->cap, from->length),
        .waiting = from->waiting,
        .team_id = WHOLE_NONE,
        .updated = DATE_NONE,
    };
}

/* Sorted by list, so that each contract's stand together. */
static int
compare_places(const void *a, const void *b)
{
    const struct roll_place *left = a, *right = b;
    int order = (left->list > right->list) - (left->list < right->list);
    return order != 0 ? order : (left->person > right->person) - (left->person < right->person);
}

/* Fills in who is on the list, from places sorted by list. */
static bool
fill_patients(struct session *session, const struct roll_contract *from,
              const struct roll_place *places, size_t place_count, struct arena *arena,
              int64_t *persons, size_t *person_count, struct flr_contract *to, struct error *error)
{
    size_t first = 0, last;
    while (first < place_count && places[first].list < from->list) {
        first++;
    }
    for (last = first; last < place_count && places[last].list == from->list; last++) {
    }
    to->patients = arena_array(arena, last - first + 1, sizeof *to->patients);
    if (to->patients == NULL) {
        return error_memory(error);
    }
    for (size_t i = first; i < last; i++) {
        char number[NATIONAL_ID_TEXT_SIZE] = "";
        if (places[i].is_protected) {
            continue;
        }
        if (!identities_number(session->store, session->keys, places[i].person, number, error)) {
            return false;
        }
        const char *nin = arena_copy(arena, number, strlen(number));
        if (nin == NULL) {
            return error_memory(error);
        }
        if (number[0] == '\0') {
            continue;
        }
        persons[(*person_count)++] = places[i].person;
        to->patients[to->patient_count++] = (struct flr_patient){
            .id = places[i].person,
            .contract_id = to->id,
            .nin = nin,
            .period = {places[i].from, DATE_NONE},
            .begin = no_code,
            .end = no_code,
            .updated = DATE_NONE,
        };
    }
    return true;
}

static int
compare_by_practice(const void *a, const void *b)
{
    const struct roll_contract *left = a, *right = b;
    int order = strcmp(left->practice, right->practice);
    return order != 0 ? order : strcmp(left->code, right->code);
}

/* The offices with their contracts, without who is on the lists; `ours` by practice. */
static bool
fill_offices(const struct session *session, const struct roll_contract *ours, size_t our_count,
             struct arena *arena, struct flr_office *offices, struct flr_contract *contracts,
             size_t *count)
{
    for (size_t i = 0; i < our_count; i++) {
        if (i == 0 || strcmp(ours[i].practice, ours[i - 1].practice) != 0) {
            offices[*count] = (struct flr_office){
                .number = office_number(ours[i].practice, *count),
                .name = ours[i].practice,
                .display_name = ours[i].practice,
                .district = no_code,
                .municipality = {3402, "kommune", session->municipality, "", true},
                .contracts = &contracts[i],
            };
            (*count)++;
        }
        struct flr_office *office = &offices[*count - 1];
        contracts[i] = contract_of(session, &ours[i], office->number);
        office->contract_count++;
        office->group_office = office->contract_count > 1;
        if (!fill_doctors(&ours[i], arena, &contracts[i])) {
            return false;
        }
    }
    return true;
}

static bool
fill_all_patients(struct session *session, struct date day, const struct roll_contract *ours,
                  size_t our_count, struct arena *arena, struct flr_contract *contracts,
                  int64_t *left_out, struct error *error)
{
    struct roll_place *places;
    size_t place_count, person_count = 0;
    if (session->keys == NULL) {
        error_set(error, ERROR_IDENTITY_NO_KEYS, NULL, "--key");
        return false;
    }
    if (!roll_places(session, day, arena, &places, &place_count, error)) {
        return false;
    }
    int64_t *persons = arena_array(arena, place_count + 1, sizeof *persons);
    if (persons == NULL) {
        return error_memory(error);
    }
    sort_items(places, place_count, sizeof *places, compare_places);
    for (size_t i = 0; i < our_count; i++) {
        if (!fill_patients(session, &ours[i], places, place_count, arena, persons, &person_count,
                           &contracts[i], error)) {
            return false;
        }
    }
    *left_out = (int64_t)(place_count - person_count);
    return register_log_reading(session, "export", "what=flr\nidentity=yes\n", persons,
                                person_count, error);
}

bool
flr_from_register(struct session *session, struct date day, bool patients, struct arena *arena,
                  struct flr_office **out, size_t *count, int64_t *left_out, struct error *error)
{
    struct roll_contract *ours;
    size_t our_count, office_count = 0;
    if (!roll_contracts(session, day, arena, &ours, &our_count, error)) {
        return false;
    }
    struct flr_office *offices = arena_array(arena, our_count + 1, sizeof *offices);
    struct flr_contract *contracts = arena_array(arena, our_count + 1, sizeof *contracts);
    *left_out = 0;
    if (offices == NULL || contracts == NULL) {
        return error_memory(error);
    }
    sort_items(ours, our_count, sizeof *ours, compare_by_practice);
    if (!fill_offices(session, ours, our_count, arena, offices, contracts, &office_count)) {
        return error_memory(error);
    }
    if (patients &&
        !fill_all_patients(session, day, ours, our_count, arena, contracts, left_out, error)) {
        return false;
    }
    *out = offices;
    *count = office_count;
    return true;
}
