/* SPDX-License-Identifier: EUPL-1.2 */
/* Measures whole processes side by side: runs each command in turn, RUNS times, with no output and
 * nothing to read, and prints a line for each, in order: BEST MEDIAN P95 (milliseconds) PEAK
 * (memory in KiB, the most of the runs) usage: measure [-d FILE]… RUNS COMMAND [ARGUMENT…] [--
 * COMMAND [ARGUMENT…]]… -d removes FILE, and the files that SQLite keeps beside it, before each
 * run. A small program measures memory best: a process begins with the peak of the one it was
 * forked from. */
#define _DEFAULT_SOURCE /* wait4 */

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS_MAX = 8, FILES_MAX = 8, RUNS_MAX = 1000 };

struct command {
    char **words;
    double times[RUNS_MAX];
    long peak;
};

static double
milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void
remove_database(const char *path)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char name[4096];
        int length = snprintf(name, sizeof name, "%s%s", path, endings[i]);
        if (length > 0 && (size_t)length < sizeof name) {
            unlink(name);
        }
    }
}

static bool
run(struct command *command, int number)
{
    double start = milliseconds();
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(null, STDOUT_FILENO) >= 0) {
            execvp(command->words[0], command->words);
        }
        perror(command->words[0]);
        _exit(127);
    }
    int status = -1;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("measure");
        return false;
    }
    command->times[number] = milliseconds() - start;
    command->peak = usage.ru_maxrss > command->peak ? usage.ru_maxrss : command->peak;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "measure: %s failed\n", command->words[0]);
        return false;
    }
    return true;
}

/* Cuts the words at each "--". */
static int
split(char **words, struct command *commands)
{
    int count = 0;
    while (*words != NULL && count < COMMANDS_MAX) {
        commands[count++].words = words;
        while (*words != NULL && strcmp(*words, "--") != 0) {
            words++;
        }
        if (*words != NULL) {
            *words++ = NULL;
        }
    }
    return count;
}

int
main(int argc, char **argv)
{
    static struct command commands[COMMANDS_MAX];
    const char *files[FILES_MAX];
    int file_count = 0, at = 1;
    for (; at + 1 < argc && strcmp(argv[at], "-d") == 0 && file_count < FILES_MAX; at += 2) {
        files[file_count++] = argv[at + 1];
    }
    long runs = at < argc ? strtol(argv[at], NULL, 10) : 0;
    int count = runs >= 1 && runs <= RUNS_MAX ? split(argv + at + 1, commands) : 0;
    if (count == 0 || commands[0].words[0] == NULL) {
        fprintf(stderr, "usage: measure [-d FILE]... RUNS COMMAND... [-- COMMAND...]...\n");
        return 2;
    }
    for (int number = 0; number < runs; number++) {
        for (int i = 0; i < file_count; i++) {
            remove_database(files[i]);
        }
        for (int i = 0; i < count; i++) {
            if (!run(&commands[i], number)) {
                return 1;
            }
        }
    }
    for (int i = 0; i < count; i++) {
        double *times = commands[i].times;
        qsort(times, (size_t)runs, sizeof times[0], compare);
        printf("%.3f %.3f %.3f %ld\n", times[0], times[runs / 2], times[(runs * 95 - 1) / 100],
               commands[i].peak);
    }
    return 0;
}
