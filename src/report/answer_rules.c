/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/answers.h"

#include "scheme/clause.h"
#include "scheme/unit.h"

static const enum message kinds[] = {
    [RULE_KIND_LAW] = MESSAGE_kind_law,
    [RULE_KIND_AGREEMENT] = MESSAGE_kind_agreement,
    [RULE_KIND_CONVENTION] = MESSAGE_kind_convention,
    [RULE_KIND_PRACTICE] = MESSAGE_kind_practice,
    [CLAUSE_DERIVED] = MESSAGE_kind_derived,
    [CLAUSE_OWN] = MESSAGE_kind_own,
};

/* A rule's value: yes or no for one that is only in force or not. */
static struct value
rule_number(const struct rule_row *row)
{
    if (row == NULL) {
        return (struct value){.kind = VALUE_NONE, .text = ""};
    }
    return row->unit == UNIT_yes ? value_yes_no(row->value > 0) : value_as_given(row->value);
}

static struct value
rule_unit_word(const struct answer *answer, const struct rule_row *row)
{
    bool bare = row->unit == UNIT_yes;
    return value_word(unit_ids[row->unit],
                      bare ? "" : unit_name((enum unit)row->unit, answer->language));
}

void
answer_rules(struct answer *answer, const struct rulebook *rulebook, struct date date)
{
    static const struct answer_column columns[] = {
        {MESSAGE_rule, UNIT_NONE},     {MESSAGE_value, UNIT_NONE},
        {MESSAGE_unit, UNIT_NONE},     {MESSAGE_rule_kind, UNIT_NONE},
        {MESSAGE_clause, UNIT_NONE},   {MESSAGE_valid_from, UNIT_NONE},
        {MESSAGE_valid_to, UNIT_NONE}, {MESSAGE_source, UNIT_NONE},
        {MESSAGE_name, UNIT_NONE},     {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_rules, columns)->wide = true;
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        const struct rule_row *found = rule_find(rulebook, (enum rule)rule, date);
        if (found == NULL) {
            continue;
        }
        struct value *row = answer_row(answer);
        row[0] = value_text(rule_ids[rule]);
        row[1] = rule_number(found);
        row[2] = rule_unit_word(answer, found);
        row[3] =
            value_word(rule_kinds[found->kind], message_text(kinds[found->kind], answer->language));
        row[4] = value_text(found->clause);
        row[5] = value_date(found->valid_from);
        row[6] = value_date(found->valid_to);
        row[7] = value_text(found->source);
        row[8] = value_text(rule_name((enum rule)rule, answer->language));
    }
}

static enum message
change_kind(const struct rule_change *change)
{
    if (change->before == NULL) {
        return MESSAGE_change_begins;
    }
    if (change->after == NULL) {
        return MESSAGE_change_ends;
    }
    bool same_value = !(change->before->value < change->after->value) &&
                      !(change->before->value > change->after->value);
    return same_value ? MESSAGE_change_source : MESSAGE_change_value;
}

static void
add_change(struct answer *answer, const struct rule_change *change)
{
    const struct rule_row *either = change->after != NULL ? change->after : change->before;
    struct value *row = answer_row(answer);
    row[0] = value_text(rule_ids[change->rule]);
    enum message kind = change_kind(change);
    row[1] = value_word(message_key(kind), message_text(kind, answer->language));
    row[2] = rule_number(change->before);
    row[3] = rule_number(change->after);
    row[4] = rule_unit_word(answer, either);
    row[5] = value_text(either->clause);
    row[6] = value_text(change->before == NULL ? "" : change->before->source);
    row[7] = value_text(change->after == NULL ? "" : change->after->source);
    row[8] = value_text(rule_name(change->rule, answer->language));
}

void
answer_rules_diff(struct answer *answer, const struct rulebook *rulebook, struct date before,
                  struct date after)
{
    static const struct answer_column columns[] = {
        {MESSAGE_rule, UNIT_NONE},          {MESSAGE_change, UNIT_NONE},
        {MESSAGE_before, UNIT_NONE},        {MESSAGE_after, UNIT_NONE},
        {MESSAGE_unit, UNIT_NONE},          {MESSAGE_clause, UNIT_NONE},
        {MESSAGE_source_before, UNIT_NONE}, {MESSAGE_source_after, UNIT_NONE},
        {MESSAGE_name, UNIT_NONE},          {MESSAGE_COUNT, UNIT_NONE},
    };
    /* What a reader looks for first: values that change, then rules that come and go, then moved
     * paragraphs. */
    static const enum message order[] = {MESSAGE_change_value, MESSAGE_change_begins,
                                         MESSAGE_change_ends, MESSAGE_change_source};
    struct rule_change changes[RULE_COUNT];
    size_t count = rulebook_diff(rulebook, before, after, changes);
    answer_field(answer, MESSAGE_before, UNIT_NONE, value_date(before));
    answer_field(answer, MESSAGE_after, UNIT_NONE, value_date(after));
    answer_table(answer, MESSAGE_changes, columns)->wide = true;
    for (size_t kind = 0; kind < sizeof order / sizeof order[0]; kind++) {
        for (size_t i = 0; i < count; i++) {
            if (change_kind(&changes[i]) == order[kind]) {
                add_change(answer, &changes[i]);
            }
        }
    }
}

void
answer_clauses(struct answer *answer, struct date date)
{
    static const struct answer_column columns[] = {
        {MESSAGE_rule, UNIT_NONE},       {MESSAGE_rule_says, UNIT_NONE},
        {MESSAGE_rule_kind, UNIT_NONE},  {MESSAGE_source, UNIT_NONE},
        {MESSAGE_valid_from, UNIT_NONE}, {MESSAGE_valid_to, UNIT_NONE},
        {MESSAGE_COUNT, UNIT_NONE},
    };
    answer_table(answer, MESSAGE_clauses, columns)->wide = true;
    for (size_t i = 0; i < clause_count; i++) {
        const struct clause *clause = &clauses[i];
        if (clause_find(clause->rule, date) != clause) {
            continue;
        }
        const char *kind = clause->kind == CLAUSE_DERIVED ? "derived"
                           : clause->kind == CLAUSE_OWN   ? "own"
                                                          : rule_kinds[clause->kind];
        struct value *row = answer_row(answer);
        row[0] = value_text(answer_text(answer, "R%d", clause->rule));
        row[1] = value_text(clause->texts[answer->language]);
        row[2] = value_word(kind, message_text(kinds[clause->kind], answer->language));
        row[3] = value_text(clause->source);
        row[4] = value_date(clause->valid_from);
        row[5] = value_date(clause->valid_to);
    }
}
