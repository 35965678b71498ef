/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/words.h"

#include <stddef.h>

const char *const begin_reasons[BEGIN_REASON_COUNT + 1] = {
    "initial", "birth",    "choice",   "switch",     "return", "municipality",
    "queue",   "assigned", "exchange", "reinstated", NULL};

const char *const end_reasons[END_REASON_COUNT + 1] = {"switch",     "death",     "left_country",
                                                       "right_lost", "opted_out", "reduction",
                                                       "removed",    "gp_left",   NULL};

const char *const unassigned_reasons[UNASSIGNED_REASON_COUNT + 1] = {
    "new", "reduction", "removed", "gp_left", "opted_in", NULL};

const char *const queue_outcomes[QUEUE_OUTCOME_COUNT + 1] = {
    "placed", "left", "switched", "died", "right_lost", "list_ended", "exchanged", NULL};

const char *const relations[RELATION_COUNT + 1] = {"gp", "locum", "part_list", NULL};

const char *const settings[SETTING_COUNT + 1] = {"auto_assignment", "assignment_cap", "exchange",
                                                 NULL};

const char *const kind_words[KIND_COUNT + 1] = {"general_practice",
                                                "administrative",
                                                "patient_meeting",
                                                "dialogue_meeting",
                                                "out_of_hours",
                                                "other",
                                                "age",
                                                "pregnancy",
                                                "breastfeeding",
                                                "health",
                                                "social",
                                                "recruitment",
                                                "need",
                                                "daytime",
                                                "settlement",
                                                "authorisation",
                                                "suspension",
                                                "threats_gp",
                                                "threats_staff",
                                                "threats_family",
                                                "violence_gp",
                                                "violence_staff",
                                                "violence_family",
                                                NULL};

const char *const decision_outcomes[DECISION_OUTCOME_COUNT + 1] = {
    "moved", "rejected", "upheld", "reversed", "distributed", NULL};

const char *const competences[] = {"none",       "in_specialisation", "approved",
                                   "specialist", "transition",        NULL};

const char *const sexes[] = {"female", "male", NULL};
const char *const askers[] = {"self",  "holder", "child_welfare", "municipality", "helfo",
                              "other", NULL};
const char *const grounds[] = {
    "none", "resident", "asylum_seeker", "asylum_spouse", "asylum_child", "lawful_stay", NULL};
const char *const employments[] = {"self_employed", "salaried", NULL};
const char *const list_states[] = {"open", "closed", "locked", NULL};
const char *const stages[] = {"student", "lis1", "alis", "specialist", NULL};
