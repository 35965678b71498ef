/* SPDX-License-Identifier: EUPL-1.2 */
/* Cases about municipal duty hours, and about out-of-hours duty and exemption from it. */
#include "cases.h"

#include "scheme/decision.h"
#include "scheme/duty.h"
#include "scheme/exemption.h"

enum {
    GIVEN_PERCENT = 1 << 0,
    GIVEN_VOLUNTEERS = 1 << 2,
    GIVEN_WILL = 1 << 3,
    GIVEN_EXEMPTED_BEFORE = 1 << 4,
    GIVEN_WORK = 1 << 5,
    GIVEN_COUNTED = 1 << 6,
    GIVEN_SERVICE = 1 << 7,
    GIVEN_ASKED = 1 << 8,
    GIVEN_AGE = 1 << 9,
    GIVEN_PREGNANT = 1 << 10,
    GIVEN_HINDERED = 1 << 11,
    GIVEN_BREASTFEEDS = 1 << 12,
    GIVEN_REASONS = 1 << 13,
    GIVEN_RECRUITED = 1 << 14,
    GIVEN_ENDED = 1 << 15,
    GIVEN_EXEMPTION = 1 << 16,
    GIVEN_TOLD = 1 << 17,
};

static struct {
    struct duty_order order;
    enum duty_work work;
    bool agreed_to_count;
    struct exemption_facts facts;
    enum exemption_given given;
    struct date told;
} now;

static struct date
date_of(int64_t days)
{
    return (struct date){(int32_t)days};
}

static void
reset(void)
{
    now.order = (struct duty_order){0};
    now.agreed_to_count = false;
    now.facts = (struct exemption_facts){.birth_due = DATE_NONE, .breastfeeds = DATE_NONE};
    now.given = EXEMPTION_GIVEN_NONE;
}

/* -- given ------------------------------------------------------------------------------------- */

static void
given_percent(const int64_t *values)
{
    now.order.percent = values[0];
}

static void
given_volunteers_sought(const int64_t *values)
{
    (void)values;
    now.order.sought_volunteers = true;
}

static void
given_no_volunteers_sought(const int64_t *values)
{
    (void)values;
    now.order.sought_volunteers = false;
}

static void
given_willing(const int64_t *values)
{
    (void)values;
    now.order.gp_agrees = true;
}

static void
given_unwilling(const int64_t *values)
{
    (void)values;
    now.order.gp_agrees = false;
}

static void
given_exempted_before(const int64_t *values)
{
    (void)values;
    now.order.exempted_before = true;
}

static void
given_general_practice(const int64_t *values)
{
    (void)values;
    now.work = DUTY_GENERAL_PRACTICE;
}

static void
given_administrative(const int64_t *values)
{
    (void)values;
    now.work = DUTY_ADMINISTRATIVE;
}

static void
given_patient_meeting(const int64_t *values)
{
    (void)values;
    now.work = DUTY_PATIENT_MEETING;
}

static void
given_dialogue_meeting(const int64_t *values)
{
    (void)values;
    now.work = DUTY_DIALOGUE_MEETING;
}

static void
given_ooh_work(const int64_t *values)
{
    (void)values;
    now.work = DUTY_OUT_OF_HOURS;
}

static void
given_other_work(const int64_t *values)
{
    (void)values;
    now.work = DUTY_OTHER;
}

static void
given_counted(const int64_t *values)
{
    (void)values;
    now.agreed_to_count = true;
}

static void
given_ooh(const int64_t *values)
{
    (void)values;
    now.facts.service = EXEMPTION_OUT_OF_HOURS;
}

static void
given_daytime(const int64_t *values)
{
    (void)values;
    now.facts.service = EXEMPTION_DAYTIME;
}

static void
given_asked(const int64_t *values)
{
    (void)values;
    now.facts.asked = true;
}

static void
given_not_asked(const int64_t *values)
{
    (void)values;
    now.facts.asked = false;
}

static void
given_gp_born(const int64_t *values)
{
    now.facts.born = date_of(values[0]);
}

static void
given_pregnant(const int64_t *values)
{
    now.facts.birth_due = date_of(values[0]);
}

static void
given_hindered(const int64_t *values)
{
    (void)values;
    now.facts.pregnancy_hinders = true;
}

static void
given_breastfeeds(const int64_t *values)
{
    now.facts.breastfeeds = date_of(values[0]);
}

static void
given_health(const int64_t *values)
{
    (void)values;
    now.facts.health_reasons = true;
}

static void
given_social(const int64_t *values)
{
    (void)values;
    now.facts.weighty_social_reasons = true;
}

static void
given_recruited(const int64_t *values)
{
    (void)values;
    now.facts.recruited_exempt = true;
}

static void
given_ended(const int64_t *values)
{
    (void)values;
    now.facts.both_end_it = true;
}

static void
given_by_need(const int64_t *values)
{
    (void)values;
    now.given = EXEMPTION_GIVEN_BY_NEED;
}

static void
given_by_decision(const int64_t *values)
{
    (void)values;
    now.given = EXEMPTION_GIVEN_BY_DECISION;
}

static void
given_told(const int64_t *values)
{
    now.told = date_of(values[0]);
}

/* -- when -------------------------------------------------------------------------------------- */

static struct outcome
order(const struct ground *ground, const int64_t *values)
{
    now.order.minutes = values[0];
    return outcome_of(duty_may_order(ground->rulebook, ground->date, &now.order));
}

static struct outcome
count(const struct ground *ground, const int64_t *values)
{
    (void)ground;
    (void)values;
    struct verdict verdict = duty_counts(now.work, now.agreed_to_count);
    return (struct outcome){verdict.allowed ? "counted" : "not counted", verdict.rule};
}

static struct outcome
claim(const struct ground *ground, const int64_t *values)
{
    static const char *const words[] = {[EXEMPTION_NONE] = "nothing",
                                        [EXEMPTION_DISCRETION] = "the municipality decides",
                                        [EXEMPTION_DISCRETION_SPECIAL_REGARD] =
                                            "the municipality decides with special regard",
                                        [EXEMPTION_RIGHT] = "a right",
                                        [EXEMPTION_KEPT] = "kept"};
    (void)values;
    int rule;
    enum exemption exemption = exemption_of(ground->rulebook, ground->date, &now.facts, &rule);
    return (struct outcome){words[exemption], rule};
}

static struct outcome
put_on_duty(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(exemption_leaves_duty(ground->rulebook, ground->date, &now.facts, now.given));
}

static struct outcome
appeal(const struct ground *ground, const int64_t *values)
{
    (void)values;
    return outcome_of(decision_may_appeal(ground->rulebook, ground->date, DECISION_EXEMPTION,
                                          DECISION_GP, now.told));
}

static const struct given givens[] = {
    {"the GP works {} percent of full time", GIVEN_PERCENT, given_percent},
    {"volunteers have been sought", GIVEN_VOLUNTEERS, given_volunteers_sought},
    {"volunteers have not been sought", GIVEN_VOLUNTEERS, given_no_volunteers_sought},
    {"the GP is willing", GIVEN_WILL, given_willing},
    {"the GP is not willing", GIVEN_WILL, given_unwilling},
    {"an agreement exempted the GP before", GIVEN_EXEMPTED_BEFORE, given_exempted_before},
    {"work in a nursing home", GIVEN_WORK, given_general_practice},
    {"a meeting with the municipality", GIVEN_WORK, given_administrative},
    {"a meeting about a patient", GIVEN_WORK, given_patient_meeting},
    {"a dialogue meeting about sick leave", GIVEN_WORK, given_dialogue_meeting},
    {"an out-of-hours shift", GIVEN_WORK, given_ooh_work},
    {"work that is not the municipality's", GIVEN_WORK, given_other_work},
    {"they have agreed that it counts", GIVEN_COUNTED, given_counted},
    {"duty out of hours", GIVEN_SERVICE, given_ooh},
    {"emergency duty in the daytime", GIVEN_SERVICE, given_daytime},
    {"the GP asks for exemption", GIVEN_ASKED, given_asked},
    {"the GP does not ask for exemption", GIVEN_ASKED, given_not_asked},
    {"a GP born {date}", GIVEN_AGE, given_gp_born},
    {"the GP is to give birth {date}", GIVEN_PREGNANT, given_pregnant},
    {"the pregnancy hinders it", GIVEN_HINDERED, given_hindered},
    {"the GP breastfeeds a child born {date}", GIVEN_BREASTFEEDS, given_breastfeeds},
    {"there are reasons of health", GIVEN_REASONS, given_health},
    {"there are weighty social reasons", GIVEN_REASONS, given_social},
    {"the GP was recruited with exemption", GIVEN_RECRUITED, given_recruited},
    {"both have ended the exemption", GIVEN_ENDED, given_ended},
    {"the municipality has exempted the GP as it needs fewer", GIVEN_EXEMPTION, given_by_need},
    {"the municipality has decided to exempt the GP", GIVEN_EXEMPTION, given_by_decision},
    {"the GP was told of the decision {date}", GIVEN_TOLD, given_told},
    {0},
};

enum {
    GIVEN_CLAIM = GIVEN_SERVICE | GIVEN_ASKED | GIVEN_AGE,
    GIVEN_GROUNDS = GIVEN_PREGNANT | GIVEN_HINDERED | GIVEN_BREASTFEEDS | GIVEN_REASONS |
                    GIVEN_RECRUITED | GIVEN_ENDED,
};

static const struct verb verbs[] = {
    {"the municipality orders {} minutes a week",
     GIVEN_PERCENT | GIVEN_VOLUNTEERS | GIVEN_WILL,
     GIVEN_EXEMPTED_BEFORE,
     {"allowed", "refused"},
     order},
    {"the hours are counted", GIVEN_WORK, GIVEN_COUNTED, {"counted", "not counted"}, count},
    {"exemption is claimed",
     GIVEN_CLAIM,
     GIVEN_GROUNDS,
     {"a right", "kept", "the municipality decides", "the municipality decides with special regard",
      "nothing"},
     claim},
    {"the GP is put on duty",
     GIVEN_CLAIM,
     GIVEN_GROUNDS | GIVEN_EXEMPTION,
     {"allowed", "refused"},
     put_on_duty},
    {"the GP appeals the decision on exemption", GIVEN_TOLD, 0, {"allowed", "refused"}, appeal},
    {0},
};

const struct topic duty_topic = {givens, verbs, reset};
