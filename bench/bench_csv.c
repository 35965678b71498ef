/* SPDX-License-Identifier: EUPL-1.2 */
/* How fast CSV is read.
 * usage: bench_csv FILE [RUNS]          csv_open and csv_next over the whole file
 *        bench_csv --lists FILE [RUNS]  table_read with the schema of `lists`: values, ranges, keys
 * Each run reads the file anew, untimed, because the reader changes the bytes. With one run the
 * program is what script/bench measures as a whole process. */
#define _POSIX_C_SOURCE 200809L

#include "base/csv.h"
#include "exchange/file.h"
#include "scheme/municipality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 5, RUNS_MAX = 1000 };

static const size_t arena_limit = (size_t)1024 * 1024 * 1024;

struct count {
    size_t rows, fields, bytes;
};

static double
seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool
read_fields(char *bytes, size_t length, struct count *count, struct error *error)
{
    struct csv_reader reader;
    enum csv_result result;
    csv_open(&reader, bytes, length);
    while ((result = csv_next(&reader, error)) == CSV_ROW) {
        count->rows++;
        count->fields += reader.field_count;
    }
    return result == CSV_END;
}

static bool
read_lists(const char *path, char *bytes, size_t length, struct arena *arena, struct count *count,
           struct error *error)
{
    struct problems problems;
    struct table table;
    problems_init(&problems, arena);
    if (!table_read(&municipality_schemas[TABLE_LISTS], NULL, 0, path, bytes, length, &problems,
                    &table)) {
        *error = problems.errors[0];
        return false;
    }
    count->rows = table.count;
    count->fields = table.count * table.schema->column_count;
    return true;
}

/* Reads the file once; *time is how long the reading took, not the file. */
static bool
run(const char *path, bool lists, struct count *count, double *time, struct error *error)
{
    struct arena arena;
    char *bytes;
    *count = (struct count){0};
    arena_init(&arena, arena_limit);
    bool done = file_read(path, &arena, &bytes, &count->bytes, error);
    if (done) {
        double start = seconds();
        done = lists ? read_lists(path, bytes, count->bytes, &arena, count, error)
                     : read_fields(bytes, count->bytes, count, error);
        *time = seconds() - start;
    }
    arena_free(&arena);
    return done;
}

int
main(int argc, char **argv)
{
    bool lists = argc > 1 && strcmp(argv[1], "--lists") == 0;
    char **words = argv + (lists ? 2 : 1);
    int word_count = argc - (lists ? 2 : 1);
    long runs = word_count == 2 ? strtol(words[1], NULL, 10) : RUNS;
    if (word_count < 1 || word_count > 2 || runs < 1 || runs > RUNS_MAX) {
        fprintf(stderr, "usage: bench_csv [--lists] FILE [RUNS]\n");
        return 2;
    }
    struct count count;
    struct error error;
    double times[RUNS_MAX];
    for (long i = 0; i < runs; i++) {
        if (!run(words[0], lists, &count, &times[i], &error)) {
            struct text text;
            text_init(&text, 4096);
            error_write(&error, LANGUAGE_EN, &text);
            fprintf(stderr, "bench_csv: %s\n", text_string(&text));
            text_free(&text);
            return 1;
        }
    }
    qsort(times, (size_t)runs, sizeof times[0], compare);
    double megabytes = (double)count.bytes / 1e6;
    printf("%zu bytes, %zu rows, %zu fields, best %.0f MB/s, median %.0f MB/s\n", count.bytes,
           count.rows, count.fields, megabytes / times[0], megabytes / times[runs / 2]);
    return 0;
}
