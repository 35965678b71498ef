/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/metrics.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The upper bounds of the histogram, in microseconds. */
static const int64_t bounds[] = {1000,   2500,   5000,    10000,   25000,   50000,   100000,
                                 250000, 500000, 1000000, 2500000, 5000000, 10000000};

enum {
    BOUND_COUNT = sizeof bounds / sizeof bounds[0],
    CLASS_COUNT = 5 /* 1xx … 5xx */
};

struct route_figures {
    atomic_int_fast64_t of_class[CLASS_COUNT];
    atomic_int_fast64_t
        below[BOUND_COUNT + 1]; /* not yet added up; the last is beyond all bounds */
    atomic_int_fast64_t microseconds;
};

struct metrics {
    const char *const *routes;
    size_t route_count;
    time_t started;
    atomic_int_fast64_t values[METRIC_COUNT];
    struct route_figures figures[]; /* a row a route, and one for none */
};

static const struct {
    const char *type, *name, *help;
} declarations[] = {
#define METRIC(id, type, name, help) {#type, name, help},
#include "server/metrics.def"
#undef METRIC
};

struct metrics *
metrics_new(const char *const *routes, size_t route_count)
{
    if (route_count > (SIZE_MAX - sizeof(struct metrics)) / sizeof(struct route_figures) - 1) {
        return NULL;
    }
    struct metrics *metrics =
        calloc(1, sizeof *metrics + (route_count + 1) * sizeof metrics->figures[0]);
    if (metrics != NULL) {
        metrics->routes = routes;
        metrics->route_count = route_count;
        metrics->started = time(NULL);
    }
    return metrics;
}

void
metrics_free(struct metrics *metrics)
{
    free(metrics);
}

void
metrics_add(struct metrics *metrics, enum metric metric, int64_t amount)
{
    if (metrics != NULL) {
        atomic_fetch_add_explicit(&metrics->values[metric], amount, memory_order_relaxed);
    }
}

void
metrics_set(struct metrics *metrics, enum metric metric, int64_t value)
{
    if (metrics != NULL) {
        atomic_store_explicit(&metrics->values[metric], value, memory_order_relaxed);
    }
}

void
metrics_request(struct metrics *metrics, size_t route, int status, int64_t microseconds)
{
    if (metrics == NULL) {
        return;
    }
    size_t row = route < metrics->route_count ? route : metrics->route_count;
    struct route_figures *figures = &metrics->figures[row];
    size_t bound = 0;
    while (bound < BOUND_COUNT && microseconds > bounds[bound]) {
        bound++;
    }
    int class = status < 100 || status > 599 ? CLASS_COUNT - 1 : status / 100 - 1;
    atomic_fetch_add_explicit(&figures->of_class[class], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->below[bound], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&figures->microseconds, microseconds, memory_order_relaxed);
}

static void
head(struct text *out, const char *name, const char *type, const char *help)
{
    text_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static int64_t
read_of(const atomic_int_fast64_t *value)
{
    return (int64_t)atomic_load_explicit(value, memory_order_relaxed);
}

static const char *
route_name(const struct metrics *metrics, size_t row)
{
    return row < metrics->route_count ? metrics->routes[row] : "none";
}

static void
write_requests(const struct metrics *metrics, struct text *out)
{
    head(out, "dekning_requests_total", "counter", "Requests answered.");
    for (size_t row = 0; row <= metrics->route_count; row++) {
        for (int class = 0; class < CLASS_COUNT; class ++) {
            int64_t count = read_of(&metrics->figures[row].of_class[class]);
            if (count > 0) {
                text_format(out, "dekning_requests_total{route=\"%s\",status=\"%dxx\"} %lld\n",
                            route_name(metrics, row), class + 1, (long long)count);
            }
        }
    }
}

/* A route nobody has asked for is left out, as Prometheus advises for what has many labels. */
static void
write_durations(const struct metrics *metrics, struct text *out)
{
    static const char name[] = "dekning_request_seconds";
    head(out, name, "histogram", "Time from the head of a request until its reply was sent.");
    for (size_t row = 0; row <= metrics->route_count; row++) {
        const struct route_figures *figures = &metrics->figures[row];
        int64_t counts[BOUND_COUNT + 1], all = 0;
        for (size_t i = 0; i <= BOUND_COUNT; i++) {
            all += read_of(&figures->below[i]);
            counts[i] = all;
        }
        if (all == 0) {
            continue;
        }
        const char *route = route_name(metrics, row);
        for (size_t i = 0; i < BOUND_COUNT; i++) {
            text_format(out, "%s_bucket{route=\"%s\",le=\"%g\"} %lld\n", name, route,
                        (double)bounds[i] / 1e6, (long long)counts[i]);
        }
        text_format(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %lld\n", name, route, (long long)all);
        text_format(out, "%s_sum{route=\"%s\"} %.6f\n", name, route,
                    (double)read_of(&figures->microseconds) / 1e6);
        text_format(out, "%s_count{route=\"%s\"} %lld\n", name, route, (long long)all);
    }
}

static void
write_process(const struct metrics *metrics, struct text *out)
{
    long long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%lld %lld", &pages, &resident) != 2) {
            pages = resident = 0;
        }
        fclose(file);
    }
    struct timespec used = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    long long page = sysconf(_SC_PAGESIZE);
    head(out, "process_resident_memory_bytes", "gauge", "Resident memory.");
    text_format(out, "process_resident_memory_bytes %lld\n", resident * page);
    head(out, "process_virtual_memory_bytes", "gauge", "Virtual memory.");
    text_format(out, "process_virtual_memory_bytes %lld\n", pages * page);
    head(out, "process_cpu_seconds_total", "counter", "Processor time used.");
    text_format(out, "process_cpu_seconds_total %.3f\n",
                (double)used.tv_sec + (double)used.tv_nsec / 1e9);
    head(out, "process_start_time_seconds", "gauge", "When the server started.");
    text_format(out, "process_start_time_seconds %lld\n", (long long)metrics->started);
}

void
metrics_write(const struct metrics *metrics, struct text *out)
{
    write_requests(metrics, out);
    write_durations(metrics, out);
    for (int i = 0; i < METRIC_COUNT; i++) {
        head(out, declarations[i].name, declarations[i].type, declarations[i].help);
        text_format(out, "%s %lld\n", declarations[i].name,
                    (long long)read_of(&metrics->values[i]));
    }
    write_process(metrics, out);
}
