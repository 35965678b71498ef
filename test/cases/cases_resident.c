/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about residents: the right to a GP, choosing, switching, children, waiting and assignment.
 */
#include "cases.h"

#include "scheme/assignment.h"
#include "scheme/child.h"
#include "scheme/complaint.h"
#include "scheme/enrolment.h"
#include "scheme/queue_join.h"

enum {
    GIVEN_BORN = 1 << 0,
    GIVEN_GROUND = 1 << 1,
    GIVEN_PERIOD = 1 << 2,
    GIVEN_OUTSIDE = 1 << 3,
    GIVEN_SUSPENDED = 1 << 4,
    GIVEN_ASKER = 1 << 5,
    GIVEN_OFFER = 1 << 6,
    GIVEN_STRUCK_OFF = 1 << 7,
    GIVEN_OBJECTION = 1 << 8,
    GIVEN_ELSEWHERE = 1 << 9,
    GIVEN_MEMBERS = 1 << 10,
    GIVEN_GP = 1 << 11,
    GIVEN_PENDING = 1 << 12,
    GIVEN_PARENT_LISTED = 1 << 13,
    GIVEN_RETURN = 1 << 14,
    GIVEN_SWITCHES = 1 << 15,
    GIVEN_MOVED_WITHOUT_ASKING = 1 << 16,
    GIVEN_CHANGE = 1 << 17,
    GIVEN_MADE = 1 << 18,
    GIVEN_KNOWN = 1 << 19,
    GIVEN_MOTHER = 1 << 20,
    GIVEN_OTHER_PARENT = 1 << 21,
    GIVEN_RESPONSIBILITY = 1 << 22,
    GIVEN_HOME = 1 << 23,
    GIVEN_CARE = 1 << 24,
    GIVEN_NEWBORN = 1 << 25,
    GIVEN_AUTOMATIC = 1 << 26,
    GIVEN_STOPS = 1 << 27,
    GIVEN_WAITING = 1 << 28,

    /* what a person's right may hang on */
    GIVEN_STANDING = GIVEN_BORN | GIVEN_GROUND | GIVEN_PERIOD | GIVEN_OUTSIDE | GIVEN_SUSPENDED,
    /* what a list may be to a person */
    GIVEN_MEETING = GIVEN_STRUCK_OFF | GIVEN_ELSEWHERE | GIVEN_MEMBERS,
};

enum { SWITCHES_MAX = 3 };

struct told {
    struct choice_facts choice;
    struct date counted[SWITCHES_MAX], given[1];
    struct child_facts child;
    bool automatic, municipality_asks;
    bool successor, distributes;
    int64_t waiting_lists;
    struct date made, known;
};

static struct told now;
static struct standing *const standing = &now.choice.standing;
static struct request *const request = &now.choice.request;
static struct offer *const offer = &now.choice.offer;

/* A grown-up resident who asks for themselves, without a GP and waiting for none. */
static void
reset(void)
{
    struct date born = DATE_NONE;
    date_from_ymd(1980, 6, 15, &born);
    now = (struct told){
        .choice = {.standing = {.born = born,
                                .ground = GROUND_RESIDENT,
                                .from = DATE_NONE,
                                .to = DATE_NONE},
                   .request = {.asker = ASKER_SELF},
                   .moved_away = DATE_NONE,
                   .moved_back = DATE_NONE},
        .child = {.mother = {.list = CHILD_NO_LIST}, .other = {.list = CHILD_NO_LIST}},
    };
}

static struct date
as_date(int64_t value)
{
    return (struct date){(int32_t)value};
}

/* The person, who may also be the child of a case about children. */
static void
set_born(int64_t days)
{
    standing->born = as_date(days);
    now.child.born = standing->born;
}

static void
set_ground(enum eligibility_ground ground, bool national_insurance, bool d_number)
{
    standing->ground = ground;
    standing->national_insurance = national_insurance;
    standing->d_number = d_number;
}

static void
set_offer(enum list_state state, const int64_t *values)
{
    offer->state = state;
    offer->cap = values[0];
    offer->length = values[1];
}

static void
set_switches(size_t count, const int64_t *values)
{
    for (size_t i = 0; i < count; i++) {
        now.counted[i] = as_date(values[i]);
    }
    now.choice.history.counted = now.counted;
    now.choice.history.counted_count = count;
}

static void
set_responsibility(bool mother, bool other)
{
    now.child.mother.holds_responsibility = mother;
    now.child.other.holds_responsibility = other;
}

static void
set_home(bool mother, bool other)
{
    now.child.mother.same_address = mother;
    now.child.other.same_address = other;
}

/* -- what is given ------------------------------------------------------------------------------
 */

static void
given_born(const int64_t *values)
{
    set_born(values[0]);
}

static void
given_resident(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_RESIDENT, false, false);
}

static void
given_no_ground(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_NONE, false, false);
}

static void
given_d_number(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_NONE, false, true);
}

static void
given_asylum_seeker(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_ASYLUM_SEEKER, true, false);
}

static void
given_uninsured_seeker(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_ASYLUM_SEEKER, false, false);
}

static void
given_seeker_with_d_number(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_ASYLUM_SEEKER, true, true);
}

static void
given_asylum_spouse(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_ASYLUM_SPOUSE, true, false);
}

static void
given_uninsured_spouse(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_ASYLUM_SPOUSE, false, false);
}

static void
given_asylum_child(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_ASYLUM_CHILD, true, false);
}

static void
given_lawful_stay(const int64_t *values)
{
    (void)values;
    set_ground(GROUND_LAWFUL_STAY, false, false);
}

static void
given_since(const int64_t *values)
{
    standing->from = as_date(values[0]);
}

static void
given_from_to(const int64_t *values)
{
    standing->from = as_date(values[0]);
    standing->to = as_date(values[1]);
}

static void
given_outside(const int64_t *values)
{
    (void)values;
    standing->opted_out = true;
}

static void
given_suspended(const int64_t *values)
{
    (void)values;
    standing->suspended = true;
}

static void
given_asked_by_self(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_SELF;
}

static void
given_asked_with_consent(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_SELF;
    request->consent = true;
}

static void
given_asked_by_holder(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_HOLDER;
}

static void
given_asked_by_holder_at_home(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_HOLDER;
    request->on_helsenorge = true;
    request->same_address = true;
}

static void
given_asked_by_holder_elsewhere(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_HOLDER;
    request->on_helsenorge = true;
}

static void
given_asked_by_holder_with_power(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_HOLDER;
    request->power_of_attorney = true;
}

static void
given_asked_by_child_welfare(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_CHILD_WELFARE;
    request->care_taken = true;
}

static void
given_asked_by_child_welfare_without_care(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_CHILD_WELFARE;
}

static void
given_asked_by_other(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_OTHER;
}

static void
given_asked_by_other_with_power(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_OTHER;
    request->power_of_attorney = true;
}

static void
given_moved_by_municipality(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_MUNICIPALITY;
}

static void
given_moved_by_helfo(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_HELFO;
    request->instructed = true;
}

static void
given_moved_without_instruction(const int64_t *values)
{
    (void)values;
    request->asker = ASKER_HELFO;
}

static void
given_wanted_open(const int64_t *values)
{
    set_offer(LIST_OPEN, values);
}

static void
given_wanted_closed(const int64_t *values)
{
    set_offer(LIST_CLOSED, values);
}

static void
given_wanted_locked(const int64_t *values)
{
    set_offer(LIST_LOCKED, values);
}

static void
given_struck_off(const int64_t *values)
{
    (void)values;
    offer->blocked = true;
}

static void
given_objection(const int64_t *values)
{
    (void)values;
    now.choice.gp_objects = true;
}

static void
given_elsewhere(const int64_t *values)
{
    (void)values;
    offer->other_municipality = true;
}

static void
given_member(const int64_t *values)
{
    (void)values;
    offer->members_only = true;
    offer->member = true;
}

static void
given_no_member(const int64_t *values)
{
    (void)values;
    offer->members_only = true;
}

static void
given_no_gp(const int64_t *values)
{
    (void)values;
    now.choice.has_gp = false;
}

static void
given_other_gp(const int64_t *values)
{
    (void)values;
    now.choice.has_gp = true;
}

static void
given_on_list(const int64_t *values)
{
    (void)values;
    now.choice.on_list = true;
}

static void
given_pending(const int64_t *values)
{
    (void)values;
    now.choice.switch_pending = true;
}

static void
given_parent_listed(const int64_t *values)
{
    (void)values;
    now.choice.parent_listed = true;
}

static void
given_moved_back(const int64_t *values)
{
    now.choice.formerly_listed = true;
    now.choice.moved_away = as_date(values[0]);
    now.choice.moved_back = as_date(values[1]);
}

static void
given_moved_away(const int64_t *values)
{
    now.choice.formerly_listed = true;
    now.choice.moved_away = as_date(values[0]);
}

static void
given_one_switch(const int64_t *values)
{
    set_switches(1, values);
}

static void
given_two_switches(const int64_t *values)
{
    set_switches(2, values);
}

static void
given_three_switches(const int64_t *values)
{
    set_switches(3, values);
}

static void
given_moved_without_asking(const int64_t *values)
{
    now.given[0] = as_date(values[0]);
    now.choice.history.given = now.given;
    now.choice.history.given_count = 1;
}

static void
given_own_wish(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_OWN_WISH;
}

static void
given_after_move(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_MOVED;
}

static void
given_after_gp_ended(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_GP_ENDED;
}

static void
given_after_reduction(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_REDUCED;
}

static void
given_after_struck_off(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_STRUCK_OFF;
}

static void
given_from_queue(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_FROM_QUEUE;
}

static void
given_exchanged(const int64_t *values)
{
    (void)values;
    now.choice.change = CHANGE_EXCHANGED;
}

static void
given_made(const int64_t *values)
{
    now.made = as_date(values[0]);
}

static void
given_known(const int64_t *values)
{
    now.known = as_date(values[0]);
}

static void
given_mother_listed(const int64_t *values)
{
    now.child.mother.list = values[0];
}

static void
given_mother_unlisted(const int64_t *values)
{
    (void)values;
    now.child.mother.list = CHILD_NO_LIST;
}

static void
given_other_listed(const int64_t *values)
{
    now.child.other.list = values[0];
}

static void
given_other_unlisted(const int64_t *values)
{
    (void)values;
    now.child.other.list = CHILD_NO_LIST;
}

static void
given_both_responsible(const int64_t *values)
{
    (void)values;
    set_responsibility(true, true);
}

static void
given_mother_responsible(const int64_t *values)
{
    (void)values;
    set_responsibility(true, false);
}

static void
given_other_responsible(const int64_t *values)
{
    (void)values;
    set_responsibility(false, true);
}

static void
given_neither_responsible(const int64_t *values)
{
    (void)values;
    set_responsibility(false, false);
}

static void
given_home_with_both(const int64_t *values)
{
    (void)values;
    set_home(true, true);
}

static void
given_home_with_mother(const int64_t *values)
{
    (void)values;
    set_home(true, false);
}

static void
given_home_with_other(const int64_t *values)
{
    (void)values;
    set_home(false, true);
}

static void
given_home_with_neither(const int64_t *values)
{
    (void)values;
    set_home(false, false);
}

static void
given_care(const int64_t *values)
{
    (void)values;
    now.child.care_taken = true;
}

static void
given_newborn(const int64_t *values)
{
    (void)values;
    now.child.newborn = true;
}

static void
given_automatic_on(const int64_t *values)
{
    (void)values;
    now.automatic = true;
}

static void
given_automatic_off(const int64_t *values)
{
    (void)values;
    now.automatic = false;
}

static void
given_automatic_asked(const int64_t *values)
{
    (void)values;
    now.automatic = true;
    now.municipality_asks = true;
}

static void
given_off_asked(const int64_t *values)
{
    (void)values;
    now.municipality_asks = true;
}

static void
given_successor(const int64_t *values)
{
    (void)values;
    now.successor = true;
}

static void
given_kept(const int64_t *values)
{
    (void)values;
    now.distributes = false;
}

static void
given_distributes(const int64_t *values)
{
    (void)values;
    now.distributes = true;
}

static void
given_waits_for_none(const int64_t *values)
{
    (void)values;
    now.waiting_lists = 0;
}

static void
given_waits_for_one(const int64_t *values)
{
    (void)values;
    now.waiting_lists = 1;
}

/* -- what is done -------------------------------------------------------------------------------
 */

static struct outcome
in_words(struct verdict verdict, const char *yes, const char *no)
{
    return (struct outcome){verdict.allowed ? yes : no, verdict.rule};
}

static struct outcome
has_right(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return in_words(eligibility_of(ground->rulebook, ground->date, standing), "yes", "no");
}

static struct outcome
moves(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return in_words(eligibility_kept_by_move(ground->rulebook, ground->date, standing), "stays",
                    "leaves");
}

static struct outcome
may_ask(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(request_allowed(ground->rulebook, ground->date, standing->born, request));
}

static struct outcome
choose(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct enrolment enrolment = enrolment_choice(ground->rulebook, ground->date, &now.choice);
    bool dated = date_is_none(enrolment.effective) != enrolment.verdict.allowed;
    return dated ? outcome_of(enrolment.verdict)
                 : (struct outcome){"a day and a verdict that do not agree", 0};
}

static struct outcome
count_switch(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return in_words(switch_counts(ground->rulebook, ground->date, now.choice.change,
                                  request_is_authority(request)),
                    "yes", "no");
}

static struct outcome
give_switch(const struct ground *ground, const int64_t *values)
{
    (void)ground, (void)values;
    return in_words(switch_given(now.choice.change, request_is_authority(request)), "yes", "no");
}

static struct outcome
in_effect(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return in_words(enrolment_in_effect(now.made, ground->date), "yes", "no");
}

static struct outcome
withdraw(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(enrolment_may_withdraw(now.made, ground->date));
}

static struct outcome
complain(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return in_words(complaint_in_time(ground->rulebook, now.known, ground->date), "in time",
                    "too late");
}

static struct outcome
place_child(const struct ground *ground, const int64_t *values)
{
    struct verdict verdict;
    int64_t list = child_list(ground->rulebook, ground->date, &now.child, &verdict);
    bool agree = verdict.allowed == (list != CHILD_NO_LIST);
    return !agree ? (struct outcome){"a list and a verdict that do not agree", 0}
           : !verdict.allowed
               ? (struct outcome){"no list", verdict.rule}
               : in_words((struct verdict){list == values[0], verdict.rule}, "yes", "no, another");
}

static struct outcome
assign(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct assignment_facts facts = {.standing = *standing,
                                     .offer = *offer,
                                     .automatic = now.automatic,
                                     .municipality_asks = now.municipality_asks};
    return outcome_of(assignment_allowed(ground->rulebook, ground->date, &facts));
}

static struct outcome
stop(const struct ground *ground, const int64_t *values)
{
    static const char *const words[] = {[REMAINING_WITH_SUCCESSOR] = "with the successor",
                                        [REMAINING_WITHOUT_DOCTOR] = "on a list without doctor",
                                        [REMAINING_DISTRIBUTED] = "on another list"};
    (void)ground;
    struct verdict verdict;
    enum remaining remaining =
        assignment_when_gp_stops(now.successor, now.distributes, values[0], &verdict);
    return (struct outcome){words[remaining], verdict.rule};
}

static struct outcome
join_queue(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct queue_join_facts facts = {.standing = *standing,
                                     .request = *request,
                                     .offer = *offer,
                                     .on_list = now.choice.on_list,
                                     .waiting_lists = now.waiting_lists};
    return outcome_of(queue_join_allowed(ground->rulebook, ground->date, &facts));
}

static struct outcome
switch_while_waiting(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return in_words(
        queue_lost_by_switch(ground->rulebook, ground->date, request_is_authority(request)), "lost",
        "kept");
}

static const struct given givens[] = {
    {"the person was born on {date}", GIVEN_BORN, given_born},
    {"the person is registered as resident in Norway", GIVEN_GROUND, given_resident},
    {"the person is not registered as resident, and has no other ground", GIVEN_GROUND,
     given_no_ground},
    {"the person has a D-number and nothing more", GIVEN_GROUND, given_d_number},
    {"the person is an asylum seeker and a member of the national insurance", GIVEN_GROUND,
     given_asylum_seeker},
    {"the person is an asylum seeker and no member of the national insurance", GIVEN_GROUND,
     given_uninsured_seeker},
    {"the person is an asylum seeker with a D-number, and a member of the national insurance",
     GIVEN_GROUND, given_seeker_with_d_number},
    {"the person is an asylum seeker's spouse and a member of the national insurance", GIVEN_GROUND,
     given_asylum_spouse},
    {"the person is an asylum seeker's spouse and no member of the national insurance",
     GIVEN_GROUND, given_uninsured_spouse},
    {"the person is an asylum seeker's child and a member of the national insurance", GIVEN_GROUND,
     given_asylum_child},
    {"the person stays lawfully in Norway under section 5 of the Immigration Act", GIVEN_GROUND,
     given_lawful_stay},
    {"this has been so since {date}", GIVEN_PERIOD, given_since},
    {"this was so from {date} and no longer from {date}", GIVEN_PERIOD, given_from_to},
    {"the person has given notice of standing outside the scheme", GIVEN_OUTSIDE, given_outside},
    {"the scheme is suspended where the person lives", GIVEN_SUSPENDED, given_suspended},
    {"the person asks", GIVEN_ASKER, given_asked_by_self},
    {"the person asks, and the parents agree", GIVEN_ASKER, given_asked_with_consent},
    {"a parent with parental responsibility asks", GIVEN_ASKER, given_asked_by_holder},
    {"a parent with parental responsibility, living with the child, asks on Helsenorge",
     GIVEN_ASKER, given_asked_by_holder_at_home},
    {"a parent with parental responsibility, living elsewhere, asks on Helsenorge", GIVEN_ASKER,
     given_asked_by_holder_elsewhere},
    {"a parent asks with the person's power of attorney", GIVEN_ASKER,
     given_asked_by_holder_with_power},
    {"the child welfare service asks, which has taken over the care", GIVEN_ASKER,
     given_asked_by_child_welfare},
    {"the child welfare service asks, which has not taken over the care", GIVEN_ASKER,
     given_asked_by_child_welfare_without_care},
    {"somebody else asks", GIVEN_ASKER, given_asked_by_other},
    {"somebody else asks with the person's power of attorney", GIVEN_ASKER,
     given_asked_by_other_with_power},
    {"the municipality moves the person", GIVEN_ASKER, given_moved_by_municipality},
    {"Helfo moves the person as the municipality has instructed", GIVEN_ASKER,
     given_moved_by_helfo},
    {"Helfo moves the person without an instruction", GIVEN_ASKER, given_moved_without_instruction},
    {"the wanted list is open, with cap {} and length {}", GIVEN_OFFER, given_wanted_open},
    {"the wanted list is closed, with cap {} and length {}", GIVEN_OFFER, given_wanted_closed},
    {"the wanted list is locked, with cap {} and length {}", GIVEN_OFFER, given_wanted_locked},
    {"this GP has had the person struck off for threats or violence", GIVEN_STRUCK_OFF,
     given_struck_off},
    {"the GP does not want the person", GIVEN_OBJECTION, given_objection},
    {"the wanted list is in another municipality", GIVEN_ELSEWHERE, given_elsewhere},
    {"the wanted list is for a university's members, and the person is one", GIVEN_MEMBERS,
     given_member},
    {"the wanted list is for a university's members, and the person is none", GIVEN_MEMBERS,
     given_no_member},
    {"the person has no GP", GIVEN_GP, given_no_gp},
    {"the person has another GP", GIVEN_GP, given_other_gp},
    {"the person is on the wanted list already", GIVEN_GP, given_on_list},
    {"another switch of the person's has not taken effect yet", GIVEN_PENDING, given_pending},
    {"a parent of the person is on the wanted list", GIVEN_PARENT_LISTED, given_parent_listed},
    {"the person was on the wanted list, moved away on {date} and back on {date}", GIVEN_RETURN,
     given_moved_back},
    {"the person was on the wanted list and moved away on {date}", GIVEN_RETURN, given_moved_away},
    {"the person has switched on {date}", GIVEN_SWITCHES, given_one_switch},
    {"the person has switched on {date} and {date}", GIVEN_SWITCHES, given_two_switches},
    {"the person has switched on {date}, {date} and {date}", GIVEN_SWITCHES, given_three_switches},
    {"the person was moved without asking on {date}", GIVEN_MOVED_WITHOUT_ASKING,
     given_moved_without_asking},
    {"the change is the person's own wish", GIVEN_CHANGE, given_own_wish},
    {"the change follows a registered move", GIVEN_CHANGE, given_after_move},
    {"the change follows the GP's ending the practice", GIVEN_CHANGE, given_after_gp_ended},
    {"the change follows a reduction of the person's list", GIVEN_CHANGE, given_after_reduction},
    {"the change follows the person's being struck off", GIVEN_CHANGE, given_after_struck_off},
    {"the change is a place from the waiting list", GIVEN_CHANGE, given_from_queue},
    {"the change is an exchange of places between two who wait", GIVEN_CHANGE, given_exchanged},
    {"a choice made on {date}", GIVEN_MADE, given_made},
    {"the person came to know of the decision on {date}", GIVEN_KNOWN, given_known},
    {"the mother is on list {}", GIVEN_MOTHER, given_mother_listed},
    {"the mother is on no list", GIVEN_MOTHER, given_mother_unlisted},
    {"the other parent is on list {}", GIVEN_OTHER_PARENT, given_other_listed},
    {"the other parent is on no list", GIVEN_OTHER_PARENT, given_other_unlisted},
    {"both parents have parental responsibility", GIVEN_RESPONSIBILITY, given_both_responsible},
    {"the mother alone has parental responsibility", GIVEN_RESPONSIBILITY,
     given_mother_responsible},
    {"the other parent alone has parental responsibility", GIVEN_RESPONSIBILITY,
     given_other_responsible},
    {"neither parent has parental responsibility", GIVEN_RESPONSIBILITY, given_neither_responsible},
    {"the child is registered at the address of both", GIVEN_HOME, given_home_with_both},
    {"the child is registered at the mother's address", GIVEN_HOME, given_home_with_mother},
    {"the child is registered at the other parent's address", GIVEN_HOME, given_home_with_other},
    {"the child is registered at neither parent's address", GIVEN_HOME, given_home_with_neither},
    {"the child welfare service has taken over the care", GIVEN_CARE, given_care},
    {"the child is newborn", GIVEN_NEWBORN, given_newborn},
    {"automatic assignment is on", GIVEN_AUTOMATIC, given_automatic_on},
    {"automatic assignment is off", GIVEN_AUTOMATIC, given_automatic_off},
    {"automatic assignment is on, and the municipality asks Helfo to place the person there",
     GIVEN_AUTOMATIC, given_automatic_asked},
    {"automatic assignment is off, and the municipality asks Helfo to place the person there",
     GIVEN_AUTOMATIC, given_off_asked},
    {"another doctor takes over the practice", GIVEN_STOPS, given_successor},
    {"no doctor takes over, and the municipality keeps the list with locums", GIVEN_STOPS,
     given_kept},
    {"no doctor takes over, and the municipality distributes the persons", GIVEN_STOPS,
     given_distributes},
    {"the person waits for no list", GIVEN_WAITING, given_waits_for_none},
    {"the person waits for a list", GIVEN_WAITING, given_waits_for_one},
    {0},
};

static const struct verb verbs[] = {
    {"it is asked whether the person has a right to a GP",
     GIVEN_GROUND,
     GIVEN_STANDING,
     {"yes", "no"},
     has_right},
    {"the person registers a move to another municipality",
     GIVEN_GROUND,
     GIVEN_STANDING,
     {"stays", "leaves"},
     moves},
    {"it is asked whether they may choose a GP for the person",
     GIVEN_BORN | GIVEN_ASKER,
     0,
     {"allowed", "refused"},
     may_ask},
    {"the list is chosen",
     GIVEN_OFFER,
     GIVEN_STANDING | GIVEN_ASKER | GIVEN_MEETING | GIVEN_OBJECTION | GIVEN_GP | GIVEN_PENDING |
         GIVEN_PARENT_LISTED | GIVEN_RETURN | GIVEN_SWITCHES | GIVEN_MOVED_WITHOUT_ASKING |
         GIVEN_CHANGE,
     {"allowed", "refused"},
     choose},
    {"it is asked whether the change counts as a switch",
     GIVEN_CHANGE,
     GIVEN_ASKER,
     {"yes", "no"},
     count_switch},
    {"it is asked whether the change gives a new switch",
     GIVEN_CHANGE,
     GIVEN_ASKER,
     {"yes", "no"},
     give_switch},
    {"it is asked whether the choice has taken effect", GIVEN_MADE, 0, {"yes", "no"}, in_effect},
    {"the choice is withdrawn", GIVEN_MADE, 0, {"allowed", "refused"}, withdraw},
    {"the person complains", GIVEN_KNOWN, 0, {"in time", "too late"}, complain},
    {"it is asked whether the child, without a choice, comes to list {}",
     GIVEN_BORN | GIVEN_MOTHER | GIVEN_OTHER_PARENT | GIVEN_RESPONSIBILITY | GIVEN_HOME,
     GIVEN_NEWBORN | GIVEN_CARE,
     {"yes", "no, another", "no list"},
     place_child},
    {"the person is assigned to the list",
     GIVEN_OFFER | GIVEN_AUTOMATIC,
     GIVEN_STANDING | GIVEN_MEETING,
     {"allowed", "refused"},
     assign},
    {"the person's GP stops, and the other lists have {} free places",
     GIVEN_STOPS,
     0,
     {"with the successor", "on a list without doctor", "on another list"},
     stop},
    {"the person joins the waiting list of the wanted list",
     GIVEN_OFFER | GIVEN_WAITING,
     GIVEN_STANDING | GIVEN_ASKER | GIVEN_MEETING | GIVEN_GP,
     {"allowed", "refused"},
     join_queue},
    {"the person comes to another list while waiting",
     GIVEN_ASKER,
     0,
     {"lost", "kept"},
     switch_while_waiting},
    {0},
};

const struct topic resident_topic = {givens, verbs, reset};
