/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about GP agreements, how they begin and end, and about the training that leads to one. */
#include "cases.h"

#include "base/number.h"
#include "scheme/agreement.h"
#include "scheme/training.h"

enum {
    GIVEN_BORN = 1 << 0,
    GIVEN_COMPETENCE = 1 << 1,
    GIVEN_EMPLOYMENT = 1 << 2,
    GIVEN_TERMS = 1 << 3,
    GIVEN_CAP = 1 << 4,
    GIVEN_DOCTORS = 1 << 5,
    GIVEN_LOW_CAP = 1 << 6,
    GIVEN_LONGER_LIST = 1 << 7,
    GIVEN_NOTICE = 1 << 8,
    GIVEN_GROUNDS = 1 << 9,
    GIVEN_BREACH = 1 << 10,
    GIVEN_RECEIPT = 1 << 11,
    GIVEN_BOTH_AGREE = 1 << 12,
    GIVEN_NOTICE_END = 1 << 13,
    GIVEN_EXTENSION = 1 << 14,
    GIVEN_AUTHORISATION = 1 << 15,
    GIVEN_STAGE = 1 << 16,
    GIVEN_LIS1 = 1 << 17,
    GIVEN_SERVED = 1 << 18,
};

static struct {
    struct agreement_offer offer;
    struct agreement_notice notice;
    struct agreement agreement;
    struct training_done done;
    struct date received;
    enum training stage;
    bool both_agree;
} now;

static struct date
date_of(int64_t days)
{
    return (struct date){(int32_t)days};
}

static void
reset(void)
{
    now.offer = (struct agreement_offer){.doctors = 1,
                                         .cap = WHOLE_NONE,
                                         .states_opening_hours = true,
                                         .states_location = true,
                                         .states_other_duties = true};
    now.notice = (struct agreement_notice){.received = DATE_NONE};
    now.agreement = (struct agreement){
        .notice_end = DATE_NONE, .extended_until = DATE_NONE, .authorisation_since = DATE_NONE};
    now.done = (struct training_done){0};
    now.received = DATE_NONE;
    now.both_agree = false;
}

/* -- given ------------------------------------------------------------------------------------- */

static void
given_born(const int64_t *values)
{
    now.offer.born = now.agreement.born = date_of(values[0]);
}

static void
set_competence(enum competence competence, bool in_transition, int64_t in_all, int64_t in_year)
{
    now.offer.competence = (struct competence_facts){competence, in_transition, in_all, in_year};
}

static void
given_specialist(const int64_t *values)
{
    (void)values;
    set_competence(COMPETENCE_SPECIALIST, false, WHOLE_NONE, WHOLE_NONE);
}

static void
given_in_specialisation(const int64_t *values)
{
    (void)values;
    set_competence(COMPETENCE_IN_SPECIALISATION, false, WHOLE_NONE, WHOLE_NONE);
}

static void
given_approved(const int64_t *values)
{
    (void)values;
    set_competence(COMPETENCE_APPROVED, false, WHOLE_NONE, WHOLE_NONE);
}

static void
given_no_competence(const int64_t *values)
{
    (void)values;
    set_competence(COMPETENCE_NONE, false, WHOLE_NONE, WHOLE_NONE);
}

static void
given_limited_work(const int64_t *values)
{
    set_competence(COMPETENCE_NONE, false, values[0], values[1]);
}

static void
given_transition(const int64_t *values)
{
    (void)values;
    set_competence(COMPETENCE_NONE, true, WHOLE_NONE, WHOLE_NONE);
}

static void
given_self_employed(const int64_t *values)
{
    (void)values;
    now.offer.employment = now.notice.employment = EMPLOYMENT_SELF_EMPLOYED;
}

static void
given_salaried(const int64_t *values)
{
    (void)values;
    now.offer.employment = now.notice.employment = EMPLOYMENT_SALARIED;
}

static void
given_no_opening_hours(const int64_t *values)
{
    (void)values;
    now.offer.states_opening_hours = false;
}

static void
given_no_location(const int64_t *values)
{
    (void)values;
    now.offer.states_location = false;
}

static void
given_no_other_duties(const int64_t *values)
{
    (void)values;
    now.offer.states_other_duties = false;
}

static void
given_cap(const int64_t *values)
{
    now.offer.cap = values[0];
}

static void
given_no_cap(const int64_t *values)
{
    (void)values;
    now.offer.cap = WHOLE_NONE;
}

static void
given_doctors(const int64_t *values)
{
    now.offer.doctors = values[0];
}

static void
given_low_cap(const int64_t *values)
{
    (void)values;
    now.offer.municipality_agrees = true;
}

static void
given_longer_list(const int64_t *values)
{
    (void)values;
    now.offer.gp_wants_longer_list = true;
}

static void
set_notice(enum agreement_party by, bool at_once, const int64_t *values)
{
    now.notice.by = by;
    now.notice.at_once = at_once;
    now.notice.received = date_of(values[0]);
}

static void
given_gp_notice(const int64_t *values)
{
    set_notice(AGREEMENT_GP, false, values);
}

static void
given_municipality_notice(const int64_t *values)
{
    set_notice(AGREEMENT_MUNICIPALITY, false, values);
}

static void
given_gp_ends_at_once(const int64_t *values)
{
    set_notice(AGREEMENT_GP, true, values);
}

static void
given_municipality_ends_at_once(const int64_t *values)
{
    set_notice(AGREEMENT_MUNICIPALITY, true, values);
}

static void
given_grounds(const int64_t *values)
{
    (void)values;
    now.notice.has_grounds = true;
}

static void
given_no_grounds(const int64_t *values)
{
    (void)values;
    now.notice.has_grounds = false;
}

static void
given_breach(const int64_t *values)
{
    (void)values;
    now.notice.material_breach = true;
}

static void
given_no_breach(const int64_t *values)
{
    (void)values;
    now.notice.material_breach = false;
}

static void
given_receipt(const int64_t *values)
{
    now.received = date_of(values[0]);
}

static void
given_no_receipt(const int64_t *values)
{
    (void)values;
    now.received = DATE_NONE;
}

static void
given_both_agree(const int64_t *values)
{
    (void)values;
    now.both_agree = true;
}

static void
given_one_does_not_agree(const int64_t *values)
{
    (void)values;
    now.both_agree = false;
}

static void
given_notice_end(const int64_t *values)
{
    now.agreement.notice_end = date_of(values[0]);
}

static void
given_extension(const int64_t *values)
{
    now.agreement.extended_until = date_of(values[0]);
}

static void
set_authorisation(enum authorisation authorisation, const int64_t *values)
{
    now.agreement.authorisation = authorisation;
    now.agreement.authorisation_since = date_of(values[0]);
}

static void
given_lost(const int64_t *values)
{
    set_authorisation(AUTHORISATION_LOST, values);
}

static void
given_insufficient(const int64_t *values)
{
    set_authorisation(AUTHORISATION_INSUFFICIENT, values);
}

static void
given_limited(const int64_t *values)
{
    set_authorisation(AUTHORISATION_LIMITED, values);
}

static void
given_suspended(const int64_t *values)
{
    set_authorisation(AUTHORISATION_SUSPENDED, values);
}

static void
given_under_review(const int64_t *values)
{
    set_authorisation(AUTHORISATION_UNDER_REVIEW, values);
}

static void
given_student(const int64_t *values)
{
    (void)values;
    now.stage = TRAINING_STUDENT;
}

static void
given_lis1(const int64_t *values)
{
    (void)values;
    now.stage = TRAINING_LIS1;
}

static void
given_alis(const int64_t *values)
{
    (void)values;
    now.stage = TRAINING_ALIS;
}

static void
given_trained(const int64_t *values)
{
    (void)values;
    now.stage = TRAINING_SPECIALIST;
}

static void
given_lis1_months(const int64_t *values)
{
    now.done.hospital = values[0];
    now.done.municipal = values[1];
}

static void
given_served(const int64_t *values)
{
    now.done.in_all = values[0];
    now.done.open_practice = values[1];
    now.done.group_supervision = values[2];
    now.done.supervision_hours = values[3];
}

/* -- when -------------------------------------------------------------------------------------- */

static struct outcome
begin(const struct ground *ground, const int64_t *values)
{
    static const char *const words[] = {[AGREEMENT_LACKS_OPENING_HOURS] = "no opening hours",
                                        [AGREEMENT_LACKS_CAP] = "no cap",
                                        [AGREEMENT_LACKS_LOCATION] = "no location",
                                        [AGREEMENT_LACKS_OTHER_DUTIES] = "no other duties",
                                        [AGREEMENT_LACKS_PLACES] = "no list places"};
    (void)values;
    enum agreement_lack lack;
    struct verdict verdict = agreement_may_begin(ground->rulebook, ground->date, &now.offer, &lack);
    return lack == AGREEMENT_LACKS_NOTHING ? outcome_of(verdict)
                                           : (struct outcome){words[lack], verdict.rule};
}

static struct outcome
look_at_notice(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct agreement_end end;
    return outcome_of(agreement_may_end(ground->rulebook, &now.notice, &end));
}

static struct outcome
compare(int64_t days, struct date with, int rule)
{
    int order = date_is_none(with) ? 2 : date_compare(date_of(days), with);
    return (struct outcome){order == 2  ? "no such day is set"
                            : order < 0 ? "before"
                            : order > 0 ? "after"
                                        : "that day",
                            rule};
}

static struct outcome
compare_last_day(const struct ground *ground, const int64_t *values)
{
    struct agreement_end end;
    struct verdict verdict = agreement_may_end(ground->rulebook, &now.notice, &end);
    return verdict.allowed ? compare(values[0], end.last_day, verdict.rule) : outcome_of(verdict);
}

static struct outcome
compare_passes_on(const struct ground *ground, const int64_t *values)
{
    struct agreement_end end;
    struct verdict verdict = agreement_may_end(ground->rulebook, &now.notice, &end);
    return verdict.allowed ? compare(values[0], end.list_passes_on, verdict.rule)
                           : outcome_of(verdict);
}

static struct outcome
withdraw(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(agreement_may_withdraw_notice(ground->date, now.received, now.both_agree));
}

static struct outcome
look_at_agreement(const struct ground *ground, const int64_t *values)
{
    (void)values;
    struct date last_day;
    struct verdict verdict =
        agreement_in_force(ground->rulebook, ground->date, &now.agreement, &last_day);
    return (struct outcome){verdict.allowed ? "in force" : "ended", verdict.rule};
}

static struct outcome
extend(const struct ground *ground, const int64_t *values)
{
    return outcome_of(agreement_may_extend(ground->rulebook, ground->date, &now.agreement,
                                           date_of(values[0]), now.both_agree));
}

static struct outcome
extend_without_end(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(agreement_may_extend(ground->rulebook, ground->date, &now.agreement,
                                           DATE_NONE, now.both_agree));
}

static struct outcome
let_locum_work(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    return outcome_of(agreement_allows_locum(now.agreement.authorisation));
}

static struct outcome
ask_for_list(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(training_may_hold_list(ground->rulebook, ground->date, now.stage));
}

static struct outcome
completed(struct verdict verdict)
{
    return (struct outcome){verdict.allowed ? "complete" : "not complete", verdict.rule};
}

static struct outcome
look_at_lis1(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return completed(training_lis1_complete(ground->rulebook, ground->date, &now.done));
}

static struct outcome
look_at_training(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return completed(training_complete(ground->rulebook, ground->date, &now.done));
}

static const struct given givens[] = {
    {"a doctor born {date}", GIVEN_BORN, given_born},
    {"the doctor is a specialist", GIVEN_COMPETENCE, given_specialist},
    {"the doctor is in specialisation", GIVEN_COMPETENCE, given_in_specialisation},
    {"the doctor is an approved general practitioner", GIVEN_COMPETENCE, given_approved},
    {"the doctor is not qualified", GIVEN_COMPETENCE, given_no_competence},
    {"the doctor is not qualified and works {} days in all, {} of them in the year",
     GIVEN_COMPETENCE, given_limited_work},
    {"the doctor held a post on 2017-03-01 and is not qualified", GIVEN_COMPETENCE,
     given_transition},
    {"the GP is self-employed", GIVEN_EMPLOYMENT, given_self_employed},
    {"the GP is salaried", GIVEN_EMPLOYMENT, given_salaried},
    {"the agreement does not state opening hours", GIVEN_TERMS, given_no_opening_hours},
    {"the agreement does not state the location", GIVEN_TERMS, given_no_location},
    {"the agreement does not state other duties", GIVEN_TERMS, given_no_other_duties},
    {"the agreement states a cap of {}", GIVEN_CAP, given_cap},
    {"the agreement states no cap", GIVEN_CAP, given_no_cap},
    {"the agreement is with {} doctors", GIVEN_DOCTORS, given_doctors},
    {"the municipality consents to a low cap", GIVEN_LOW_CAP, given_low_cap},
    {"the GP wants a longer list than can be required", GIVEN_LONGER_LIST, given_longer_list},
    {"the GP gives notice, received {date}", GIVEN_NOTICE, given_gp_notice},
    {"the municipality gives notice, received {date}", GIVEN_NOTICE, given_municipality_notice},
    {"the GP ends the agreement at once, received {date}", GIVEN_NOTICE, given_gp_ends_at_once},
    {"the municipality ends the agreement at once, received {date}", GIVEN_NOTICE,
     given_municipality_ends_at_once},
    {"there are objective grounds", GIVEN_GROUNDS, given_grounds},
    {"there are no objective grounds", GIVEN_GROUNDS, given_no_grounds},
    {"there is a material breach", GIVEN_BREACH, given_breach},
    {"there is no material breach", GIVEN_BREACH, given_no_breach},
    {"a notice received {date}", GIVEN_RECEIPT, given_receipt},
    {"a notice not yet received", GIVEN_RECEIPT, given_no_receipt},
    {"both parties agree", GIVEN_BOTH_AGREE, given_both_agree},
    {"the parties do not agree", GIVEN_BOTH_AGREE, given_one_does_not_agree},
    {"notice that runs out {date}", GIVEN_NOTICE_END, given_notice_end},
    {"the agreement is extended until {date}", GIVEN_EXTENSION, given_extension},
    {"the authorisation is lost for good from {date}", GIVEN_AUTHORISATION, given_lost},
    {"the authorisation is limited too much from {date}", GIVEN_AUTHORISATION, given_insufficient},
    {"the authorisation is limited a little from {date}", GIVEN_AUTHORISATION, given_limited},
    {"the authorisation is suspended from {date}", GIVEN_AUTHORISATION, given_suspended},
    {"the loss of authorisation of {date} is under review", GIVEN_AUTHORISATION,
     given_under_review},
    {"a student of medicine", GIVEN_STAGE, given_student},
    {"a LIS1", GIVEN_STAGE, given_lis1},
    {"an ALIS", GIVEN_STAGE, given_alis},
    {"a specialist", GIVEN_STAGE, given_trained},
    {"{} months of LIS1 in hospital and {} in a municipality", GIVEN_LIS1, given_lis1_months},
    {"{} months in all, {} in open practice, {} of group supervision, {} hours a year alone",
     GIVEN_SERVED, given_served},
    {0},
};

enum { GIVEN_LIFE = GIVEN_NOTICE_END | GIVEN_EXTENSION | GIVEN_AUTHORISATION };

static const struct verb verbs[] = {
    {"the agreement is to begin",
     GIVEN_BORN | GIVEN_COMPETENCE | GIVEN_EMPLOYMENT | GIVEN_CAP,
     GIVEN_TERMS | GIVEN_DOCTORS | GIVEN_LOW_CAP | GIVEN_LONGER_LIST,
     {"allowed", "refused", "no opening hours", "no cap", "no location", "no other duties",
      "no list places"},
     begin},
    {"the notice is looked at",
     GIVEN_EMPLOYMENT | GIVEN_NOTICE,
     GIVEN_GROUNDS | GIVEN_BREACH,
     {"allowed", "refused"},
     look_at_notice},
    {"{date} is held against the last day of the agreement",
     GIVEN_EMPLOYMENT | GIVEN_NOTICE,
     GIVEN_GROUNDS | GIVEN_BREACH,
     {"before", "that day", "after", "no such day is set", "refused"},
     compare_last_day},
    {"{date} is held against the day the list passes on",
     GIVEN_EMPLOYMENT | GIVEN_NOTICE,
     GIVEN_GROUNDS | GIVEN_BREACH,
     {"before", "that day", "after", "no such day is set", "refused"},
     compare_passes_on},
    {"the notice is taken back",
     GIVEN_RECEIPT | GIVEN_BOTH_AGREE,
     0,
     {"allowed", "refused"},
     withdraw},
    {"the agreement is looked at",
     GIVEN_BORN,
     GIVEN_LIFE,
     {"in force", "ended"},
     look_at_agreement},
    {"the agreement is to go on until {date}",
     GIVEN_BORN | GIVEN_BOTH_AGREE,
     GIVEN_LIFE,
     {"allowed", "refused"},
     extend},
    {"the agreement is to go on without an end",
     GIVEN_BORN | GIVEN_BOTH_AGREE,
     GIVEN_LIFE,
     {"allowed", "refused"},
     extend_without_end},
    {"the GP lets a locum do the work",
     GIVEN_AUTHORISATION,
     0,
     {"allowed", "refused"},
     let_locum_work},
    {"a list of their own is asked for", GIVEN_STAGE, 0, {"allowed", "refused"}, ask_for_list},
    {"the LIS1 is looked at", GIVEN_LIS1, 0, {"complete", "not complete"}, look_at_lis1},
    {"the training is looked at",
     GIVEN_LIS1 | GIVEN_SERVED,
     0,
     {"complete", "not complete"},
     look_at_training},
    {0},
};

const struct topic agreement_topic = {givens, verbs, reset};
