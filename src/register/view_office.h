/* SPDX-License-Identifier: EUPL-1.2 */
/* The case worker's lists of work: posts, doctors, locums, decisions, reductions, duty hours,
 * exemptions and candidates of the session's municipality, on the day of the view. The rows live in
 * the caller's arena; numbers that are not there are WHOLE_NONE, days DATE_NONE, texts "". Doctors
 * are shown by name and number as holders of public posts; only decisions_view gives out persons,
 * and logs that it does. All fail with ERROR_REGISTER_NONE where there is no register. */
#ifndef DEKNING_REGISTER_VIEW_OFFICE_H
#define DEKNING_REGISTER_VIEW_OFFICE_H

#include "register/session.h"
#include "scheme/recruiting.h"

/* Where a post stands: an enum recruiting_state, or one of those that have nothing under way. */
enum post_stand {
    POST_STANDS_VACANT = RECRUITING_STATES, /* nobody has it, and nobody is sought */
    POST_STANDS_HELD,
    POST_STANDS
};
extern const char *const post_stands[POST_STANDS + 1];

struct post_summary {
    int64_t list;
    const char *post, *practice, *doctor_name;
    int64_t doctor; /* its GP */
    int stand;      /* enum post_stand */
    struct date resigned, consulted, informed;
    int64_t days;          /* since notice was received */
    int64_t announcements; /* since then */
    struct date closes;    /* of the last announcement */
    int64_t applicants;    /* to that one, without those who declined */
    int64_t awarded;       /* the doctor */
    const char *awarded_name;
};

/* The posts that have not ended, by stand and code. */
bool posts_view(struct session *session, struct arena *arena, const struct post_summary **out,
                size_t *count, struct error *error);

struct post_announcement {
    int64_t announcement, awarded;
    struct date announced, closes;
    bool correct;
    const char *awarded_name;
};

struct post_application {
    int64_t announcement, doctor;
    const char *name;
    struct date received, declined;
    bool qualified;
};

struct post_view {
    struct post_summary post;
    const struct post_announcement *announcements; /* all there were, in order */
    const struct post_application *applications;
    size_t announcement_count, application_count;
};

/* One post, named as operations name it; ERROR_REGISTER_LIST. */
bool post_view(struct session *session, const char *post, struct arena *arena,
               struct post_view *out, struct error *error);

struct office_doctor {
    int64_t doctor;
    const char *name, *post;
    int64_t age;
    int competence; /* as competences[] */
    int relation;   /* enum relation; CHOICE_NONE for an agreement alone */
    struct date from, until, agreement_until, notice;
};

/* A row for each relation to a list that has not ended, and each agreement without one. */
bool doctors_view(struct session *session, struct arena *arena, const struct office_doctor **out,
                  size_t *count, struct error *error);

struct office_locum {
    const char *post, *name, *substitute_name;
    int64_t doctor, substitute_for;
    struct date from, until, offered;
    struct date due; /* the last day to offer a post; DATE_NONE where none is promised */
    bool overdue;    /* not offered, and that day is past */
};

/* Locums whose work has not ended, those who are to begin too. */
bool locums_view(struct session *session, struct arena *arena, const struct office_locum **out,
                 size_t *count, struct error *error);

struct office_decision {
    int64_t decision, person, doctor;
    const char *doctor_name;
    int kind, state; /* enum decision_about, enum removal_case */
    int carried;     /* enum removal_carried; CHOICE_NONE where there is nothing to carry out */
    int conduct;     /* enum kind */
    struct date asked, decided, appeal_until, appealed;
};
extern const char *const decision_kinds[];
extern const char *const decision_states[];
extern const char *const decision_carried[];

/* The decisions not finished: to be made, to be carried out, appealed, or still open to appeal.
 * Logged as a reading of the persons they are about. */
bool decisions_view(struct session *session, struct arena *arena,
                    const struct office_decision **out, size_t *count, struct error *error);

struct office_reduction {
    int64_t reduction, cap;
    const char *post;
    struct date asked, due;
    bool committed;
    int64_t to_leave; /* persons, were it drawn now (R52) */
};

/* The reductions not drawn. */
bool reductions_view(struct session *session, struct arena *arena,
                     const struct office_reduction **out, size_t *count, struct error *error);

struct office_duty {
    int64_t doctor, minutes; /* a week */
    const char *name, *work;
    bool ordered;
    struct date from, until;
};

/* Municipal duty that has not ended, by doctor. */
bool duties_view(struct session *session, struct arena *arena, const struct office_duty **out,
                 size_t *count, struct error *error);

struct office_exemption {
    int64_t doctor, decision;
    const char *name;
    int ground; /* enum kind */
    struct date from, until;
};

/* Exemptions that have not ended, by doctor. */
bool exemptions_view(struct session *session, struct arena *arena,
                     const struct office_exemption **out, size_t *count, struct error *error);

struct office_candidate {
    int64_t candidate, doctor;
    int stage; /* enum training */
    const char *name, *note;
    struct date since, began;
};

/* Those not yet specialists. */
bool candidates_view(struct session *session, struct arena *arena,
                     const struct office_candidate **out, size_t *count, struct error *error);

#endif
