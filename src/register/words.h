/* SPDX-License-Identifier: EUPL-1.2 */
/* The words of the register's choices, in the order of the numbers the database keeps. New ones are
 * put last. */
#ifndef DEKNING_REGISTER_WORDS_H
#define DEKNING_REGISTER_WORDS_H

/* Why somebody came on a list. */
enum begin_reason {
    BEGIN_INITIAL, /* was there when the register began */
    BEGIN_BIRTH,
    BEGIN_CHOICE,
    BEGIN_SWITCH,
    BEGIN_RETURN,       /* moved back within the window of the law */
    BEGIN_MUNICIPALITY, /* placed as the municipality wished */
    BEGIN_QUEUE,
    BEGIN_ASSIGNED, /* had no GP */
    BEGIN_EXCHANGE,
    BEGIN_REINSTATED, /* the removal was reversed */
    BEGIN_REASON_COUNT
};
extern const char *const begin_reasons[BEGIN_REASON_COUNT + 1];

/* What a change of list did to a person's right to switch. */
enum quota { QUOTA_NONE, QUOTA_USED, QUOTA_GIVEN };

/* Why somebody left a list. */
enum end_reason {
    END_SWITCH,
    END_DEATH,
    END_LEFT_COUNTRY,
    END_RIGHT_LOST,
    END_OPTED_OUT,
    END_REDUCTION,
    END_REMOVED, /* moved for threats or violence */
    END_GP_LEFT,
    END_REASON_COUNT
};
extern const char *const end_reasons[END_REASON_COUNT + 1];

/* Why somebody with a right to a GP has none. */
enum unassigned_reason {
    UNASSIGNED_NEW, /* newly registered, without a wish that could be met */
    UNASSIGNED_REDUCTION,
    UNASSIGNED_REMOVED,
    UNASSIGNED_GP_LEFT,
    UNASSIGNED_OPTED_IN,
    UNASSIGNED_REASON_COUNT
};
extern const char *const unassigned_reasons[UNASSIGNED_REASON_COUNT + 1];

/* How a wait ended. */
enum queue_outcome {
    QUEUE_PLACED,
    QUEUE_LEFT,
    QUEUE_SWITCHED, /* by a switch of their own to another list */
    QUEUE_DIED,
    QUEUE_RIGHT_LOST,
    QUEUE_LIST_ENDED,
    QUEUE_EXCHANGED,
    QUEUE_OUTCOME_COUNT
};
extern const char *const queue_outcomes[QUEUE_OUTCOME_COUNT + 1];

/* What a doctor is to a list. The database's queries know the numbers. */
enum relation { RELATION_GP, RELATION_LOCUM, RELATION_PART, RELATION_COUNT };
extern const char *const relations[RELATION_COUNT + 1];

/* The settings of `register set`. */
enum setting { SETTING_AUTO_ASSIGNMENT, SETTING_ASSIGNMENT_CAP, SETTING_EXCHANGE, SETTING_COUNT };
extern const char *const settings[SETTING_COUNT + 1];

/* What kind of thing an operation is about; each takes its own of them. The first are in the order
 * of enum duty_work. */
enum kind {
    KIND_GENERAL_PRACTICE,
    KIND_ADMINISTRATIVE,
    KIND_PATIENT_MEETING,
    KIND_DIALOGUE_MEETING,
    KIND_OUT_OF_HOURS,
    KIND_OTHER,
    KIND_AGE, /* grounds of exemption */
    KIND_PREGNANCY,
    KIND_BREASTFEEDING,
    KIND_HEALTH,
    KIND_SOCIAL,
    KIND_RECRUITMENT,
    KIND_NEED, /* the municipality's own, when fewer are needed */
    KIND_DAYTIME,
    KIND_SETTLEMENT, /* what changes for a doctor */
    KIND_AUTHORISATION,
    KIND_SUSPENSION,
    KIND_THREATS_GP, /* what a person did, and against whom */
    KIND_THREATS_STAFF,
    KIND_THREATS_FAMILY,
    KIND_VIOLENCE_GP,
    KIND_VIOLENCE_STAFF,
    KIND_VIOLENCE_FAMILY,
    KIND_COUNT
};
extern const char *const kind_words[KIND_COUNT + 1];

/* What a decision comes to. */
enum decision_outcome {
    DECISION_OUTCOME_MOVED,
    DECISION_OUTCOME_REJECTED,
    DECISION_OUTCOME_UPHELD,
    DECISION_OUTCOME_REVERSED,
    DECISION_OUTCOME_DISTRIBUTED, /* of a post that ends: its persons get other lists */
    DECISION_OUTCOME_COUNT
};
extern const char *const decision_outcomes[DECISION_OUTCOME_COUNT + 1];

/* Why an agreement ended. */
enum agreement_reason {
    AGREEMENT_BY_NOTICE,
    AGREEMENT_BY_ITSELF, /* at the age of the law, or with its extension or the authorisation */
    AGREEMENT_BY_BREACH
};

/* Those of enum competence, and a doctor of the transition (R168). */
enum { COMPETENCE_TRANSITION = 4 };
extern const char *const competences[];

/* The words of enums of scheme/, in their order. */
extern const char *const sexes[];
extern const char *const askers[];
extern const char *const grounds[];
extern const char *const employments[];
extern const char *const list_states[];
extern const char *const stages[]; /* enum training */

#endif
