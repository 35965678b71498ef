/* SPDX-License-Identifier: EUPL-1.2 */
/* How a post is filled: the committee's advice, announcements, applicants, the award, and the GP
 * who takes over the list; or its reversion to the municipality. */
#include "register/office.h"

#include "base/number.h"
#include "scheme/recruiting.h"
#include "scheme/reversion.h"
#include "scheme/succession.h"
#include "scheme/training.h"
#include "store/query.h"

/* -- how far a recruitment has come ------------------------------------------------------------ */

/* The list's next day without its present GP, who leaves; the operation's day when it has none now.
 * DATE_NONE when the GP stays. */
static bool
free_from(struct task *task, const struct agreement_row *held, struct date *out,
          struct error *error)
{
    struct doctor_row doctor;
    struct date last_day;
    if (held->agreement == WHOLE_NONE) {
        *out = task->day;
        return true;
    }
    if (!doctor_read(task, held->doctor, &doctor, error)) {
        return false;
    }
    agreement_stands(task, held, &doctor, task->day, &last_day);
    /* Who turns the age the agreement ends at within a time of notice is on the way out. */
    bool leaves = !date_is_none(last_day) &&
                  date_compare(last_day, agreement_notice_end(task->rulebook, task->day)) <= 0;
    if (!leaves && date_is_none(held->until)) {
        *out = DATE_NONE;
        return true;
    }
    struct date passes = agreement_list_passes_on(last_day);
    *out = date_compare(passes, task->day) > 0 ? passes : task->day;
    /* A GP whose agreement ended at once has left the list before the 1st. */
    int64_t still;
    if (!query_whole(task->store, &still, error,
                     "SELECT count(*) FROM doctor_relation r JOIN agreement a ON a.post = r.list "
                     "AND a.doctor = r.doctor WHERE a.agreement = $1 AND r.kind = 0 AND "
                     "(r.until_day IS NULL OR r.until_day > $2)",
                     "wd", held->agreement, task->day)) {
        return false;
    }
    if (still == 0) {
        *out = task->day;
    }
    return true;
}

/* Whether there may be a new agreement for the post at all (R29). */
static struct verdict
may_begin(const struct agreement_row *held, struct date free)
{
    bool leaves = !date_is_none(free);
    struct recruiting_post post = {
        .held = held->agreement != WHOLE_NONE,
        .employment = (enum employment)held->employment,
        .agreement_ends = leaves,
        .business_ends = leaves,
    };
    return recruiting_may_begin(&post);
}

static struct recruiting_facts
facts_of(const struct post_row *post)
{
    return (struct recruiting_facts){.empty_list = post->empty,
                                     .gps_informed = !date_is_none(post->informed)};
}

/* Takes a step in the order of R223 and remembers where that leads. */
static bool
take_step(struct task *task, struct post_row *post, enum recruiting_step step,
          const struct recruiting_facts *facts, struct verdict *verdict, struct error *error)
{
    enum recruiting_state next;
    *verdict = recruiting_step((enum recruiting_state)post->step, step, facts, &next);
    post->step = (int)next;
    return query_run(task->store, error, "UPDATE post SET step = $2 WHERE post = $1", "ww",
                     post->post, (int64_t)next);
}

/* A post whose time to apply is over without anyone qualified who wants it is unfilled. */
static bool
give_up(struct task *task, struct post_row *post, struct error *error)
{
    int64_t open, qualified;
    struct recruiting_facts facts = facts_of(post);
    struct verdict verdict;
    bool waits = post->step == RECRUITING_ANNOUNCED || post->step == RECRUITING_AWARDED;
    if (!query_whole(task->store, &open, error,
                     "SELECT count(*) FROM announcement WHERE post = $1 AND closes >= $2", "wd",
                     post->post, task->day) ||
        !query_whole(task->store, &qualified, error,
                     "SELECT count(*) FROM application WHERE qualified = 1 AND declined IS NULL "
                     "AND announcement = (SELECT max(announcement) FROM announcement WHERE post = "
                     "$1)",
                     "w", post->post)) {
        return false;
    }
    return !waits || open > 0 || qualified > 0 ||
           take_step(task, post, RECRUITING_GIVE_UP, &facts, &verdict, error);
}

/* -- the steps --------------------------------------------------------------------------------- */

bool
operation_do_post_consult(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    struct agreement_row held;
    struct date free;
    if (!task_post(task, &list, &post, error) || !agreement_read(task, list.list, &held, error) ||
        !free_from(task, &held, &free, error)) {
        return false;
    }
    struct verdict verdict = may_begin(&held, free);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    if (post.step == RECRUITING_REVERTED) {
        post.step = RECRUITING_NEW_POST; /* free, and to be filled as a new one is */
    }
    struct recruiting_facts facts = facts_of(&post);
    return take_step(task, &post, RECRUITING_CONSULT, &facts, &verdict, error) &&
           query_run(task->store, error, "UPDATE post SET consulted = $2 WHERE post = $1", "wd",
                     list.list, task->day) &&
           task_verdict(task, verdict.allowed ? (struct verdict){true, 221} : verdict);
}

bool
operation_do_post_inform(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    return task_post(task, &list, &post, error) &&
           query_run(task->store, error, "UPDATE post SET informed = $2 WHERE post = $1", "wd",
                     list.list, task->day) &&
           task_allow(task, 10);
}

bool
operation_do_post_announce(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    struct agreement_row held;
    struct date free;
    int64_t number;
    if (!task_post(task, &list, &post, error) || !agreement_read(task, list.list, &held, error) ||
        !free_from(task, &held, &free, error) ||
        !task_not_before(task, ARGUMENT_closes, task->day, error)) {
        return false;
    }
    struct verdict verdict = may_begin(&held, free);
    struct recruiting_facts facts = facts_of(&post);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    if (!give_up(task, &post, error) ||
        !take_step(task, &post, RECRUITING_ANNOUNCE, &facts, &verdict, error) ||
        !next_number(task->store, "announcement", "announcement", &number, error)) {
        return false;
    }
    task->applied->number = number;
    return query_run(task->store, error,
                     "INSERT INTO announcement (announcement, post, announced, closes, correct) "
                     "VALUES ($1, $2, $3, $4, $5)",
                     "wwddw", number, list.list, task->day, task_date(task, ARGUMENT_closes),
                     (int64_t)(task_told(task, ARGUMENT_correct) ? 1 : 0)) &&
           task_verdict(task, verdict);
}

struct announcement_row {
    int64_t announcement, post, awarded;
    struct date closes;
    bool latest;
};

/* Reads the announcement that --announcement names, and its post, of the session's municipality. */
static bool
task_announcement(struct task *task, struct announcement_row *out, struct post_row *post,
                  struct error *error)
{
    struct statement *statement;
    if (!query_prepare(task->store, &statement, error,
                       "SELECT a.post, a.awarded, a.closes, (SELECT max(l.announcement) FROM "
                       "announcement l WHERE l.post = a.post) FROM announcement a JOIN post p ON "
                       "p.post = a.post WHERE a.announcement = $1 AND p.municipality = $2",
                       "wt", task_whole(task, ARGUMENT_announcement),
                       task->session->municipality)) {
        return false;
    }
    bool found = false;
    bool fine = statement_step(statement, &found, error);
    struct announcement_row row = {0};
    if (fine && found) {
        row = (struct announcement_row){
            .announcement = task_whole(task, ARGUMENT_announcement),
            .post = statement_whole(statement, 0),
            .awarded = statement_whole(statement, 1),
            .closes = query_date(statement, 2),
        };
        row.latest = statement_whole(statement, 3) == row.announcement;
    }
    statement_free(statement);
    if (!fine) {
        return false;
    }
    *out = row;
    return found ? post_read(task, row.post, post, error)
                 : task_wrong(task, ARGUMENT_announcement, ERROR_REGISTER_ABSENT, "--announcement",
                              error);
}

bool
operation_do_post_apply(struct task *task, struct error *error)
{
    struct announcement_row announcement;
    struct post_row post;
    struct doctor_row doctor;
    int64_t there;
    if (!task_announcement(task, &announcement, &post, error) ||
        !task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !query_whole(task->store, &there, error,
                     "SELECT count(*) FROM application WHERE announcement = $1 AND doctor = $2",
                     "ww", announcement.announcement, doctor.doctor)) {
        return false;
    }
    if (there > 0) {
        return task_wrong(task, ARGUMENT_doctor, ERROR_REGISTER_TAKEN, NULL, error);
    }
    bool open = announcement.latest && post.step == RECRUITING_ANNOUNCED &&
                date_compare(task->day, announcement.closes) <= 0;
    if (!open) {
        return task_refuse(task, 223);
    }
    return query_run(task->store, error,
                     "INSERT INTO application (announcement, doctor, received, qualified) VALUES "
                     "($1, $2, $3, $4)",
                     "wwdw", announcement.announcement, doctor.doctor, task->day,
                     (int64_t)(task_told(task, ARGUMENT_qualified) ? 1 : 0)) &&
           task_allow(task, 223);
}

/* Whether the doctor has applied and not declined, and was found qualified. */
static bool
read_application(struct task *task, const struct announcement_row *announcement, int64_t doctor,
                 bool *qualified, struct error *error)
{
    int64_t found;
    if (!query_whole(task->store, &found, error,
                     "SELECT qualified FROM application WHERE announcement = $1 AND doctor = $2 "
                     "AND declined IS NULL",
                     "ww", announcement->announcement, doctor)) {
        return false;
    }
    *qualified = found == 1;
    return found != WHOLE_NONE ||
           task_wrong(task, ARGUMENT_doctor, ERROR_REGISTER_ABSENT, "--announcement", error);
}

bool
operation_do_post_decline(struct task *task, struct error *error)
{
    struct announcement_row announcement;
    struct post_row post;
    bool qualified;
    int64_t doctor = task_whole(task, ARGUMENT_doctor);
    if (!task_announcement(task, &announcement, &post, error) ||
        !read_application(task, &announcement, doctor, &qualified, error)) {
        return false;
    }
    if (post.step != RECRUITING_ANNOUNCED && post.step != RECRUITING_AWARDED) {
        return task_refuse(task, 223);
    }
    return query_run(task->store, error,
                     "UPDATE application SET declined = $3 WHERE announcement = $1 AND doctor = $2",
                     "wwd", announcement.announcement, doctor, task->day) &&
           query_run(task->store, error,
                     "UPDATE announcement SET awarded = NULL WHERE announcement = $1 AND awarded = "
                     "$2",
                     "ww", announcement.announcement, doctor) &&
           task_allow(task, 223);
}

bool
operation_do_post_award(struct task *task, struct error *error)
{
    struct announcement_row announcement;
    struct post_row post;
    struct doctor_row doctor;
    bool qualified;
    if (!task_announcement(task, &announcement, &post, error) ||
        !task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !read_application(task, &announcement, doctor.doctor, &qualified, error)) {
        return false;
    }
    if (!announcement.latest || date_compare(task->day, announcement.closes) <= 0) {
        return task_refuse(task, 223); /* others may still apply */
    }
    struct competence_facts competence = doctor_competence(&doctor);
    struct recruiting_facts facts = facts_of(&post);
    facts.qualified = competence_allows(task->rulebook, task->day, &competence);
    if (facts.qualified.allowed && !qualified) {
        facts.qualified = (struct verdict){false, 214};
    }
    struct verdict verdict;
    if (post.step == RECRUITING_ANNOUNCED) { /* interviews are told of by the award */
        if (!take_step(task, &post, RECRUITING_RECEIVE, &facts, &verdict, error) ||
            !take_step(task, &post, RECRUITING_INTERVIEW, &facts, &verdict, error)) {
            return false;
        }
    }
    return take_step(task, &post, RECRUITING_AWARD, &facts, &verdict, error) &&
           query_run(task->store, error,
                     "UPDATE announcement SET awarded = $2 WHERE announcement = $1", "ww",
                     announcement.announcement, doctor.doctor) &&
           task_verdict(task, verdict);
}

/* What the agreement would be, from what the operation is told. */
static struct agreement_offer
read_offer(const struct task *task, const struct doctor_row *doctor)
{
    bool agreed = task_told(task, ARGUMENT_agreed);
    return (struct agreement_offer){
        .employment = (enum employment)task_whole(task, ARGUMENT_employment),
        .doctors = 1,
        .born = doctor->born,
        .competence = doctor_competence(doctor),
        .states_opening_hours = task_told(task, ARGUMENT_opening_hours),
        .states_location = task_told(task, ARGUMENT_location),
        .states_other_duties = task_told(task, ARGUMENT_other_duties),
        .cap = task_whole(task, ARGUMENT_cap),
        .municipality_agrees = agreed,
        .gp_wants_longer_list = agreed,
    };
}

static const char *
name_of_lack(enum agreement_lack lack)
{
    static const enum argument arguments[] = {
        [AGREEMENT_LACKS_OPENING_HOURS] = ARGUMENT_opening_hours,
        [AGREEMENT_LACKS_CAP] = ARGUMENT_cap,
        [AGREEMENT_LACKS_LOCATION] = ARGUMENT_location,
        [AGREEMENT_LACKS_OTHER_DUTIES] = ARGUMENT_other_duties,
        [AGREEMENT_LACKS_PLACES] = ARGUMENT_cap,
    };
    return lack == AGREEMENT_LACKS_NOTHING ? NULL : argument_id(arguments[lack]);
}

/* A doctor who is in the first part of training has no list (R206). */
static bool
may_hold_list(struct task *task, int64_t doctor, struct date from, struct verdict *verdict,
              struct error *error)
{
    int64_t stage;
    if (!query_whole(task->store, &stage, error,
                     "SELECT max(stage) FROM candidate WHERE doctor = $1", "w", doctor)) {
        return false;
    }
    *verdict = stage == TRAINING_LIS1 ? training_may_hold_list(task->rulebook, from, TRAINING_LIS1)
                                      : (struct verdict){true, 0};
    return true;
}

/* Whether the one the post was awarded to takes it over: signing, the message to Helfo, and the
 * letter to those listed are one. */
static bool
sign(struct task *task, struct post_row *post, int64_t doctor, struct verdict *verdict,
     struct error *error)
{
    static const enum recruiting_step steps[] = {RECRUITING_SIGN, RECRUITING_NOTIFY,
                                                 RECRUITING_TELL};
    int64_t awarded;
    struct recruiting_facts facts = facts_of(post);
    if (!query_whole(task->store, &awarded, error,
                     "SELECT awarded FROM announcement WHERE post = $1 ORDER BY announcement DESC "
                     "LIMIT 1",
                     "w", post->post)) {
        return false;
    }
    *verdict = (struct verdict){awarded == doctor, 223};
    for (size_t i = 0; verdict->allowed && i < sizeof steps / sizeof steps[0]; i++) {
        if (!take_step(task, post, steps[i], &facts, verdict, error)) {
            return false;
        }
    }
    return true;
}

static bool
write_agreement(struct task *task, const struct list_row *list, int64_t doctor, int64_t cap,
                struct date from, struct error *error)
{
    int64_t agreement, relation;
    int64_t share = task_told(task, ARGUMENT_share) ? task_whole(task, ARGUMENT_share) : 100;
    if (!next_number(task->store, "agreement", "agreement", &agreement, error) ||
        !next_number(task->store, "doctor_relation", "relation", &relation, error)) {
        return false;
    }
    task->applied->number = agreement;
    return query_run(task->store, error,
                     "INSERT INTO agreement (agreement, post, doctor, employment, cap, share, "
                     "opening_hours, location, other_duties, public_health, promised_exemption, "
                     "from_day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                     "wwwwwwttttwd", agreement, list->list, doctor,
                     task_whole(task, ARGUMENT_employment), cap, share,
                     task_text_or_empty(task, ARGUMENT_opening_hours),
                     task_text_or_empty(task, ARGUMENT_location),
                     task_text_or_empty(task, ARGUMENT_other_duties),
                     task_text_or_empty(task, ARGUMENT_public_health),
                     (int64_t)(task_told(task, ARGUMENT_promised_exemption) ? 1 : 0), from) &&
           query_run(task->store, error,
                     "UPDATE doctor_relation SET until_day = $2 WHERE list = $1 AND kind = 1 AND "
                     "from_day < $2 AND (until_day IS NULL OR until_day > $2)",
                     "wd", list->list, from) &&
           query_run(task->store, error,
                     "INSERT INTO doctor_relation (relation, list, doctor, kind, share, days, "
                     "from_day) VALUES ($1, $2, $3, 0, $4, 0, $5)",
                     "wwwwd", relation, list->list, doctor, share, from) &&
           query_run(task->store, error, "UPDATE post SET employment = $2 WHERE post = $1", "ww",
                     list->list, task_whole(task, ARGUMENT_employment));
}

bool
operation_do_post_take_over(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    struct agreement_row held;
    struct doctor_row doctor;
    struct date free;
    if (!task_post(task, &list, &post, error) ||
        !task_doctor(task, ARGUMENT_doctor, &doctor, error) ||
        !agreement_read(task, list.list, &held, error) || !free_from(task, &held, &free, error) ||
        !task_not_before(task, ARGUMENT_from, task->day, error)) {
        return false;
    }
    struct verdict verdict = may_begin(&held, free);
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    struct date from = task_told(task, ARGUMENT_from) ? task_date(task, ARGUMENT_from) : free;
    if (date_compare(from, free) < 0) {
        return task_refuse(task, 29); /* another GP has the list until then */
    }
    struct agreement_offer offer = read_offer(task, &doctor);
    enum agreement_lack lack;
    if (!may_hold_list(task, doctor.doctor, from, &verdict, error)) {
        return false;
    }
    if (verdict.allowed) {
        verdict = agreement_may_begin(task->rulebook, from, &offer, &lack);
        task->applied->lacks = verdict.allowed ? NULL : name_of_lack(lack);
    }
    if (verdict.allowed && !sign(task, &post, doctor.doctor, &verdict, error)) {
        return false;
    }
    if (!verdict.allowed) {
        return task_verdict(task, verdict);
    }
    int64_t cap = offer.cap == WHOLE_NONE ? list.cap : offer.cap;
    int rule = 25;
    if (held.agreement != WHOLE_NONE) {
        succession_of_list((enum employment)held.employment, true, &rule);
    }
    task->applied->effective = from;
    return write_agreement(task, &list, doctor.doctor, cap, from, error) &&
           (date_compare(from, task->day) > 0 || /* else the close of the month sees to it */
            (agreement_takes_effect(task, list.list, cap, error) &&
             list_update(task, list.list, 0, error))) &&
           (task_effect(task, "list_told", task->session->municipality, WHOLE_NONE, 31,
                        "list=%lld\ndoctor=%lld\n", (long long)list.list,
                        (long long)doctor.doctor) ||
            error_memory(error)) &&
           task_allow(task, rule);
}

bool
operation_do_post_revert(struct task *task, struct error *error)
{
    struct list_row list;
    struct post_row post;
    struct reversion_facts facts;
    int64_t qualified;
    if (!task_post(task, &list, &post, error)) {
        return false;
    }
    facts.resigned = post.resigned;
    if (!query_whole(task->store, &facts.announcements, error,
                     "SELECT count(*) FROM announcement WHERE post = $1 AND correct = 1 AND "
                     "announced >= $2",
                     "wd", list.list, post.resigned) ||
        !query_whole(task->store, &qualified, error,
                     "SELECT count(*) FROM application q JOIN announcement a ON a.announcement = "
                     "q.announcement WHERE a.post = $1 AND q.qualified = 1 AND a.announced >= $2",
                     "wd", list.list, post.resigned) ||
        !give_up(task, &post, error)) {
        return false;
    }
    facts.qualified_applicant = qualified > 0;
    struct recruiting_facts step = facts_of(&post);
    step.reverts = reversion_allowed(task->rulebook, task->day, &facts);
    struct verdict verdict;
    return take_step(task, &post, RECRUITING_REVERT, &step, &verdict, error) &&
           task_verdict(task, verdict);
}
