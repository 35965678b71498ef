/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs the rule cases of a folder, one TAP line a case: run_cases FOLDER [--rules]. README.md tells
 * how cases are written. What is in FOLDER/refused must be refused, at the line and in the words it
 * says itself. */
#define _POSIX_C_SOURCE 200809L
#include "cases.h"

#include "base/number.h"
#include "base/text.h"
#include "exchange/file.h"
#include "exchange/national.h"

#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 1000, GIVENS_MAX = 16, FILES_MAX = 1000, CASES_MAX = 1000, MESSAGE_SIZE = 400 };

static const struct topic *const topics[] = {&agreement_topic, &duty_topic,  &list_topic,
                                             &post_topic,      &queue_topic, &removal_topic,
                                             &resident_topic};

enum { TOPICS = sizeof topics / sizeof topics[0] };

struct outcome
outcome_of(struct verdict verdict)
{
    return (struct outcome){verdict.allowed ? "allowed" : "refused", verdict.rule};
}

/* Reads a value that stands for `{}` or `{date}` in a sentence; NULL when it is none, else what
 * comes after it. */
static const char *
read_value(bool is_date, const char *said, int64_t *value)
{
    size_t length = strspn(said, "-0123456789");
    struct date date;
    if (is_date && date_parse(said, length, &date)) {
        *value = date.days;
        return said + length;
    }
    return !is_date && number_parse_whole(said, length, value) ? said + length : NULL;
}

/* Whether `said` is that sentence, and the values in it. */
static bool
matches(const char *sentence, const char *said, int64_t values[VALUES_MAX])
{
    size_t count = 0;
    while (*sentence != '\0') {
        bool is_date = strncmp(sentence, "{date}", 6) == 0;
        if (is_date || strncmp(sentence, "{}", 2) == 0) {
            assert(count < VALUES_MAX);
            said = read_value(is_date, said, &values[count++]);
            if (said == NULL) {
                return false;
            }
            sentence += is_date ? 6 : 2;
        } else if (*sentence++ != *said++) {
            return false;
        }
    }
    return *said == '\0';
}

/* The topic's sentence that was said, and the values in it; NULL when it has none. */
static const struct given *
find_given(const struct topic *topic, const char *said, int64_t values[VALUES_MAX])
{
    const struct given *given = topic->givens;
    while (given->sentence != NULL && !matches(given->sentence, said, values)) {
        given++;
    }
    return given->sentence == NULL ? NULL : given;
}

/* -- reading ----------------------------------------------------------------------------------- */

enum key { KEY_CASE, KEY_ON, KEY_GIVEN, KEY_WHEN, KEY_EXPECT, KEY_COUNT };

static const char *const keys[KEY_COUNT] = {"case", "on", "given", "when", "expect"};

struct reading {
    const char *path;
    const struct rulebook *rulebook;
    int line;      /* the one being read */
    int header;    /* the rule the file is about */
    bool cites;    /* the header says what the rule rests on */
    enum key last; /* KEY_EXPECT between cases */
    const char *names[CASES_MAX];
    size_t count;
    struct ground ground;
    const char *givens[GIVENS_MAX]; /* what the case was given, understood once its verb is known */
    int given_lines[GIVENS_MAX];
    size_t given_count;
    const struct verb *verb;
    int64_t values[VALUES_MAX];
    bool stopped; /* the file is malformed and not read on */
    bool decided_by_header;
    int first_line; /* of what went wrong, 0 while nothing has */
    char first_message[MESSAGE_SIZE];
};

struct run {
    bool prove_refusals; /* nothing is told while a file that must be refused is read */
    int number, failed;
    int cases[RULES_MAX], decided[RULES_MAX];
};

static void
wrong(struct reading *reading, const char *message)
{
    if (reading->first_line == 0) {
        reading->first_line = reading->line;
        snprintf(reading->first_message, sizeof reading->first_message, "%s", message);
    }
}

static void
malformed(struct reading *reading, struct run *run, const char *message)
{
    wrong(reading, message);
    reading->stopped = true;
    if (!run->prove_refusals) {
        run->failed++;
        printf("not ok %d - %s\n# %s:%d: %s\n", ++run->number, reading->path, reading->path,
               reading->line, message);
    }
}

/* "# R43 A list is closed when …": the number, or 0. */
static int
header_rule(const char *line)
{
    int64_t rule;
    size_t digits = strncmp(line, "# R", 3) == 0 ? strspn(line + 3, "0123456789") : 0;
    bool numbered =
        digits > 0 && number_parse_whole(line + 3, digits, &rule) && rule > 0 && rule < RULES_MAX;
    return numbered && line[3 + digits] == ' ' && line[4 + digits] != '\0' ? (int)rule : 0;
}

static void
report(struct reading *reading, struct run *run, const char *word, int rule)
{
    struct outcome outcome = reading->verb->decide(&reading->ground, reading->values);
    bool right = strcmp(outcome.word, word) == 0 && outcome.rule == rule;
    char message[MESSAGE_SIZE];
    snprintf(message, sizeof message, "expected %s, by R%d; it was %s, by R%d", word, rule,
             outcome.word, outcome.rule);
    reading->decided_by_header |= outcome.rule == reading->header;
    if (!right) {
        wrong(reading, message);
    }
    if (run->prove_refusals) {
        return;
    }
    run->failed += !right;
    run->cases[reading->header]++;
    run->decided[rule]++;
    printf("%sok %d - %s: %s\n", right ? "" : "not ", ++run->number, reading->path,
           reading->names[reading->count - 1]);
    if (!right) {
        printf("# %s:%d: %s\n", reading->path, reading->line, message);
    }
}

static void
read_case(struct reading *reading, struct run *run, const char *name)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (strcmp(reading->names[i], name) == 0) {
            malformed(reading, run, "this name is taken by a case above");
            return;
        }
    }
    if (reading->count == CASES_MAX) {
        malformed(reading, run, "too many cases in one file");
        return;
    }
    reading->names[reading->count++] = name;
    reading->ground = (struct ground){.rulebook = reading->rulebook};
    reading->given_count = 0;
}

static void
read_on(struct reading *reading, struct run *run, const char *date)
{
    if (!date_parse(date, strlen(date), &reading->ground.date)) {
        malformed(reading, run, "no date: YYYY-MM-DD is expected");
    }
}

static void
read_given(struct reading *reading, struct run *run, const char *said)
{
    int64_t values[VALUES_MAX];
    bool known = false;
    for (size_t i = 0; i < TOPICS; i++) {
        known |= find_given(topics[i], said, values) != NULL;
    }
    if (!known || reading->given_count == GIVENS_MAX) {
        malformed(reading, run, "no such sentence under given");
        return;
    }
    reading->given_lines[reading->given_count] = reading->line;
    reading->givens[reading->given_count++] = said;
}

/* Tells the verb's topic what the case was given. */
static void
apply_givens(struct reading *reading, struct run *run, const struct topic *topic)
{
    uint32_t told = 0;
    bool unused = false;
    topic->reset();
    for (size_t i = 0; i < reading->given_count; i++) {
        int64_t values[VALUES_MAX];
        const struct given *given = find_given(topic, reading->givens[i], values);
        if (given == NULL) {
            unused = true;
            continue;
        }
        if ((told & given->gives) != 0) {
            reading->line = reading->given_lines[i];
            malformed(reading, run, "this is given twice");
            return;
        }
        told |= given->gives;
        given->apply(values);
    }
    if ((reading->verb->needs & ~told) != 0) {
        malformed(reading, run, "something this needs is not given");
    } else if (unused || (told & ~(reading->verb->needs | reading->verb->may)) != 0) {
        malformed(reading, run, "something is given that this does not use");
    }
}

static void
read_when(struct reading *reading, struct run *run, const char *said)
{
    for (size_t i = 0; i < TOPICS; i++) {
        for (const struct verb *verb = topics[i]->verbs; verb->sentence != NULL; verb++) {
            if (matches(verb->sentence, said, reading->values)) {
                reading->verb = verb;
                apply_givens(reading, run, topics[i]);
                return;
            }
        }
    }
    malformed(reading, run, "no such sentence under when");
}

static void
read_expect(struct reading *reading, struct run *run, char *said)
{
    static const char by[] = ", by R";
    char *at = strstr(said, by);
    int64_t rule;
    if (at == NULL || !number_parse_whole(at + sizeof by - 1, strlen(at + sizeof by - 1), &rule) ||
        rule < 1 || rule >= RULES_MAX) {
        malformed(reading, run, "expected a word, \", by R\" and a number");
        return;
    }
    *at = '\0';
    for (size_t i = 0; i < OUTCOMES_MAX && reading->verb->words[i] != NULL; i++) {
        if (strcmp(reading->verb->words[i], said) == 0) {
            report(reading, run, said, (int)rule);
            return;
        }
    }
    malformed(reading, run, "this word is no answer to what was done");
}

/* Whether a key may stand after the last one: case, on, given…, when, expect, and again. */
static bool
may_follow(enum key last, enum key key)
{
    return key == KEY_CASE ? last == KEY_EXPECT
                           : (key == KEY_GIVEN && last == KEY_GIVEN) || key == last + 1;
}

static void
read_line(struct reading *reading, struct run *run, char *line)
{
    while (*line == ' ') {
        line++;
    }
    if (*line == '\0' || *line == '#') {
        return;
    }
    for (int key = 0; key < KEY_COUNT; key++) {
        size_t length = strlen(keys[key]);
        if (strncmp(line, keys[key], length) != 0 || strncmp(line + length, ": ", 2) != 0) {
            continue;
        }
        char *said = line + length + 2;
        if (!may_follow(reading->last, (enum key)key)) {
            malformed(reading, run, "out of order: case, on, given, when, expect");
            return;
        }
        reading->last = (enum key)key;
        switch ((enum key)key) {
        case KEY_CASE:
            read_case(reading, run, said);
            break;
        case KEY_ON:
            read_on(reading, run, said);
            break;
        case KEY_GIVEN:
            read_given(reading, run, said);
            break;
        case KEY_WHEN:
            read_when(reading, run, said);
            break;
        case KEY_EXPECT:
            read_expect(reading, run, said);
            break;
        case KEY_COUNT:
            break;
        }
        return;
    }
    malformed(reading, run, "none of case, on, given, when, expect, each with \": \" behind it");
}

static void
read_header(struct reading *reading, struct run *run, const char *line)
{
    if (reading->line == 1) {
        reading->header = header_rule(line);
        if (reading->header == 0) {
            malformed(reading, run,
                      "the first line is \"# R\", the rule's number and what it says");
        }
    }
    bool in_header = line[0] == '#' && reading->count == 0;
    reading->cites |= in_header && (strstr(line, "§") != NULL || strstr(line, "practice") != NULL);
}

static void
read_end(struct reading *reading, struct run *run)
{
    if (reading->last != KEY_EXPECT) {
        malformed(reading, run, "the last case has no expect");
    } else if (reading->count == 0) {
        malformed(reading, run, "no case");
    } else if (!reading->cites) {
        malformed(reading, run, "the comment on top does not say what the rule rests on");
    } else if (!reading->decided_by_header) {
        malformed(reading, run, "no case is decided by the rule on top");
    }
}

/* Reads and runs the cases of a file's bytes, which it changes. */
static void
read_cases(struct reading *reading, struct run *run, char *bytes)
{
    reading->last = KEY_EXPECT;
    while (bytes != NULL && !reading->stopped) {
        char *end = strchr(bytes, '\n');
        if (end != NULL) {
            *end++ = '\0';
        }
        reading->line++;
        size_t length = strlen(bytes);
        if (length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == '\r')) {
            malformed(reading, run, "the line ends with a space or a carriage return");
            break;
        }
        read_header(reading, run, bytes);
        if (!reading->stopped) {
            read_line(reading, run, bytes);
        }
        bytes = end != NULL && *end != '\0' ? end : NULL;
    }
    if (!reading->stopped) {
        read_end(reading, run);
    }
}

/* -- files ------------------------------------------------------------------------------------- */

struct program {
    struct arena arena;
    struct problems problems;
    struct rulebook rulebook;
    struct run run;
};

static char *
read_whole(struct program *program, const char *path)
{
    struct {
        char *bytes;
        size_t length;
    } file;
    struct error error;
    if (!file_read(path, &program->arena, &file.bytes, &file.length, &error) ||
        strlen(file.bytes) != file.length) {
        printf("Bail out! %s cannot be read\n", path);
        exit(1);
    }
    return file.bytes;
}

/* The file says "# refused at line 5: no date …": it must be, there and so. */
static void
prove_refusal(struct program *program, const char *path, char *bytes)
{
    static const char says[] = "# refused at line ";
    static struct reading reading;
    struct run *run = &program->run;
    char expected[MESSAGE_SIZE] = "", found[MESSAGE_SIZE + 32];
    const char *at = strstr(bytes, says);
    if (at != NULL) {
        const char *told = &at[sizeof says - 1];
        snprintf(expected, sizeof expected, "%.*s", (int)strcspn(told, "\n"), told);
    }
    reading = (struct reading){.path = path, .rulebook = &program->rulebook};
    run->prove_refusals = true;
    read_cases(&reading, run, bytes);
    run->prove_refusals = false;
    snprintf(found, sizeof found, "%d: %s", reading.first_line, reading.first_message);
    bool right = at != NULL && reading.first_line > 0 && strcmp(expected, found) == 0;
    run->failed += !right;
    printf("%sok %d - %s is refused\n", right ? "" : "not ", ++run->number, path);
    if (!right) {
        printf("# it says it is refused at line %s\n# it was at line %s\n", expected, found);
    }
}

static int
compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Every file of the folder whose name ends in ".case", in the order of names. */
static void
run_folder(struct program *program, const char *folder, bool refused)
{
    static char *names[FILES_MAX];
    size_t count = 0;
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        printf("Bail out! %s is no folder\n", folder);
        exit(1);
    }
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        size_t length = strlen(entry->d_name);
        if (length > 5 && strcmp(entry->d_name + length - 5, ".case") == 0 && count < FILES_MAX) {
            names[count++] = arena_copy(&program->arena, entry->d_name, length);
        }
    }
    closedir(directory);
    qsort(names, count, sizeof names[0], compare_names);
    for (size_t i = 0; i < count; i++) {
        static struct reading reading;
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        char *bytes = read_whole(program, path);
        if (refused) {
            prove_refusal(program, names[i], bytes);
        } else {
            reading = (struct reading){.path = names[i], .rulebook = &program->rulebook};
            read_cases(&reading, &program->run, bytes);
        }
    }
    if (count == 0) {
        program->run.failed++;
        printf("not ok %d - %s holds no cases\n", ++program->run.number, folder);
    }
}

/* README.md names the sentence, "{}" as "*number*" and "{date}" as "*date*". */
static void
prove_named(struct program *program, const char *readme, const char *kind, const char *sentence)
{
    struct text row;
    text_init(&row, MESSAGE_SIZE);
    text_format(&row, "| %s | ", kind);
    for (const char *at = sentence; *at != '\0'; at++) {
        if (strncmp(at, "{}", 2) == 0) {
            text_add(&row, "*number*");
            at += 1;
        } else if (strncmp(at, "{date}", 6) == 0) {
            text_add(&row, "*date*");
            at += 5;
        } else {
            text_add_char(&row, *at);
        }
    }
    text_add(&row, " | ");
    bool right = strstr(readme, text_string(&row)) != NULL;
    program->run.failed += !right;
    printf("%sok %d - README.md names: %s\n", right ? "" : "not ", ++program->run.number, sentence);
    text_free(&row);
}

static void
prove_readme(struct program *program, const char *folder)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/README.md", folder);
    const char *readme = read_whole(program, path);
    for (size_t i = 0; i < TOPICS; i++) {
        for (const struct given *given = topics[i]->givens; given->sentence != NULL; given++) {
            prove_named(program, readme, "given", given->sentence);
        }
        for (const struct verb *verb = topics[i]->verbs; verb->sentence != NULL; verb++) {
            prove_named(program, readme, "when", verb->sentence);
        }
    }
}

/* The rules the register decides: each must have a case that it decides, or stand in
 * without_cases.txt, "R52 reason". */
static const int decided_by_register[][2] = {{25, 39},   {41, 114},  {133, 146},
                                             {214, 214}, {219, 219}, {224, 229}};

/* Why a rule has no case: the rest of its line, or NULL. */
static const char *
reason_without(const char *reasons, int rule)
{
    char key[16];
    snprintf(key, sizeof key, "\nR%d ", rule);
    const char *at = strstr(reasons, key);
    return at == NULL ? NULL : at + strlen(key);
}

static void
prove_rules(struct program *program, const char *folder, bool print)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/without_cases.txt", folder);
    const char *reasons = read_whole(program, path);
    for (size_t i = 0; i < sizeof decided_by_register / sizeof decided_by_register[0]; i++) {
        for (int rule = decided_by_register[i][0]; rule <= decided_by_register[i][1]; rule++) {
            const char *reason = reason_without(reasons, rule);
            bool right = (reason == NULL) == (program->run.decided[rule] > 0);
            program->run.failed += !right;
            printf("%sok %d - R%d has a case it decides, or a reason for none\n",
                   right ? "" : "not ", ++program->run.number, rule);
            if (print && reason != NULL) {
                printf("# R%-5d no case: %.*s\n", rule, (int)strcspn(reason, "\n"), reason);
            }
        }
    }
}

static void
print_rules(const struct run *run)
{
    printf("# rule   cases   decided by it\n");
    for (int rule = 0; rule < RULES_MAX; rule++) {
        if (run->cases[rule] > 0 || run->decided[rule] > 0) {
            printf("# R%-5d %5d %15d\n", rule, run->cases[rule], run->decided[rule]);
        }
    }
}

int
main(int argc, char **argv)
{
    static struct program program;
    bool rules = argc == 3 && strcmp(argv[2], "--rules") == 0;
    if (argc != 2 && !rules) {
        fprintf(stderr, "usage: run_cases FOLDER [--rules]\n");
        return 2;
    }
    arena_init(&program.arena, 64 * 1024 * 1024);
    problems_init(&program.problems, &program.arena);
    if (!national_rulebook(NULL, &program.problems, &program.rulebook)) {
        printf("Bail out! the rulebook cannot be read\n");
        return 1;
    }
    char refused[4096];
    snprintf(refused, sizeof refused, "%s/refused", argv[1]);
    run_folder(&program, argv[1], false);
    run_folder(&program, refused, true);
    prove_readme(&program, argv[1]);
    prove_rules(&program, argv[1], rules);
    printf("1..%d\n", program.run.number);
    if (rules) {
        print_rules(&program.run);
    }
    arena_free(&program.arena);
    return program.run.failed == 0 ? 0 : 1;
}
