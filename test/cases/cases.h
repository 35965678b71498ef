/* SPDX-License-Identifier: EUPL-1.2 */
/* What rule cases can say. A topic is a set of sentences about one kind of decision, each backed by
 * a function of a few lines that calls the program's own; run_cases.c reads the files and knows no
 * sentence. */
#ifndef DEKNING_TEST_CASES_CASES_H
#define DEKNING_TEST_CASES_CASES_H

#include "scheme/rulebook.h"
#include "scheme/verdict.h"

#include <stdint.h>

enum { VALUES_MAX = 6, OUTCOMES_MAX = 8 };

/* The day of the case, and the rulebook. */
struct ground {
    const struct rulebook *rulebook;
    struct date date;
};

/* What a verb answers: a word and the rule that decided. */
struct outcome {
    const char *word;
    int rule;
};

/* A sentence of `given`. In it {} stands for a whole number and {date} for a day, whose number of
 * days since 1970 is then the value. */
struct given {
    const char *sentence;
    uint32_t gives; /* one or more of the topic's own bits; nothing may be given twice in a case */
    void (*apply)(const int64_t *values);
};

/* A sentence of `when`: what it must be given, what it also may be given, and the words it can
 * answer with. */
struct verb {
    const char *sentence;
    uint32_t needs, may;
    const char *words[OUTCOMES_MAX];
    struct outcome (*decide)(const struct ground *ground, const int64_t *values);
};

/* What is told of a case is kept by the topic, from one reset to the next. */
struct topic {
    const struct given *givens; /* ended by one without a sentence */
    const struct verb *verbs;   /* ended by one without a sentence */
    void (*reset)(void);
};

extern const struct topic agreement_topic;
extern const struct topic duty_topic;
extern const struct topic list_topic;
extern const struct topic resident_topic;
extern const struct topic queue_topic;
extern const struct topic post_topic;
extern const struct topic removal_topic;

/* "allowed" or "refused", by the verdict's rule. */
struct outcome outcome_of(struct verdict verdict);

#endif
