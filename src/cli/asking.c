/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/asking.h"

#include "cli/desk.h"

static size_t
add(enum option_id *out, size_t count, const enum option_id *options)
{
    for (; *options != OPTION_COUNT; options++) {
        out[count++] = *options;
    }
    return count;
}

void
asking_options(const struct question *question, enum option_id out[OPTION_COUNT + 1])
{
    static const enum option_id none[] = {OPTION_COUNT}, rules[] = {OPTION_rules, OPTION_COUNT},
                                database[] = {OPTION_db, OPTION_COUNT},
                                tables[] = {OPTION_from, OPTION_db, OPTION_municipality,
                                            OPTION_rules, OPTION_COUNT},
                                office[] = {OPTION_db, OPTION_key, OPTION_municipality,
                                            OPTION_rules, OPTION_COUNT},
                                who[] = {OPTION_actor, OPTION_purpose, OPTION_COUNT},
                                output[] = {OPTION_json, OPTION_csv, OPTION_table, OPTION_xlsx,
                                            OPTION_COUNT};
    static const enum option_id *const where[] = {
        [QUESTION_NEEDS_NOTHING] = none,           [QUESTION_NEEDS_RULEBOOK] = rules,
        [QUESTION_MAY_HAVE_MUNICIPALITY] = tables, [QUESTION_NEEDS_MUNICIPALITY] = tables,
        [QUESTION_NEEDS_STORE] = database,         [QUESTION_NEEDS_SESSION] = office,
        [QUESTION_MAY_BE_OF_ALL] = office};
    const enum option_id *own = question->options;
    size_t count = add(out, 0, where[question->needs]);
    if (*own == OPTION_date) {
        out[count++] = *own++;
    }
    count = add(out, count, where[question->needs] == office ? who : none);
    if (question->by_identity) {
        out[count++] = OPTION_nid;
    }
    count = add(out, count, own);
    count = add(out, count, output);
    if (question->explains) {
        out[count++] = OPTION_explain;
    }
    out[count] = OPTION_COUNT;
}

int
asking_fail(const struct context *context, const struct error *error)
{
    if (!problems_none(&context->problems)) {
        return context_fail_all(context);
    }
    int status = context_fail(context, error);
    /* That the log is not whole is what was asked. */
    bool no = error->code == ERROR_AUDIT_BROKEN || error->code == ERROR_AUDIT_UNEXPECTED;
    return no ? EXIT_ANSWER_NO : status;
}

static int
answer(struct context *context, struct session *session, const char *identity)
{
    struct ask ask;
    struct error error;
    struct answer out;
    context_ask(context, &ask);
    ask.session = session;
    ask.identity = identity;
    return context->question->answer(&ask, &out, &error) ? context_show(context, &out)
                                                         : asking_fail(context, &error);
}

int
asking_answer(struct context *context)
{
    return answer(context, NULL, NULL);
}

static int
answer_from_store(struct context *context)
{
    struct error error;
    struct session session = {0};
    if (!store_open(context_database(context), STORE_READ, &session.store, &error)) {
        return context_fail(context, &error);
    }
    int status = answer(context, &session, NULL);
    store_free(session.store);
    return status;
}

static int
answer_from_register(struct context *context, bool any)
{
    int status;
    struct desk desk;
    const char *identity;
    if (!desk_identity(context, &identity, &status) ||
        !(any ? desk_open_any : desk_open)(context, &desk, &status)) {
        return status;
    }
    status = answer(context, &desk.session, identity);
    desk_close(&desk);
    return status;
}

int
asking_run(struct context *context)
{
    int status;
    struct error error;
    const struct question *question = context->question;
    const char *subject = context->argument_count > 0 ? context->arguments[0] : NULL;
    if (!context_argument_limit(context, question->subject[0] != '\0' ? 1 : 0, &status)) {
        return status;
    }
    if (!question_subject(question, subject, &error)) {
        return context_fail(context, &error);
    }
    switch (question->needs) {
    case QUESTION_NEEDS_STORE:
        return answer_from_store(context);
    case QUESTION_NEEDS_SESSION:
    case QUESTION_MAY_BE_OF_ALL:
        return answer_from_register(context, question->needs == QUESTION_MAY_BE_OF_ALL);
    case QUESTION_NEEDS_RULEBOOK:
        return context_rulebook(context, &status) ? asking_answer(context) : status;
    case QUESTION_NEEDS_MUNICIPALITY:
        return context_municipality(context, &status) ? asking_answer(context) : status;
    case QUESTION_MAY_HAVE_MUNICIPALITY:
        return !context_has_municipality(context) || context_municipality(context, &status)
                   ? asking_answer(context)
                   : status;
    case QUESTION_NEEDS_NOTHING:
        break;
    }
    return asking_answer(context);
}
