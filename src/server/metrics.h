/* SPDX-License-Identifier: EUPL-1.2 */
/* Figures of the running server, as Prometheus reads them (text format 0.0.4). Thread-safe. */
#ifndef DEKNING_SERVER_METRICS_H
#define DEKNING_SERVER_METRICS_H

#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

enum metric {
#define METRIC(id, type, name, help) METRIC_##id,
#include "server/metrics.def"
#undef METRIC
    METRIC_COUNT
};

struct metrics;

/* `routes` are kept, not copied. NULL when memory ends. */
struct metrics *metrics_new(const char *const *routes, size_t route_count);
void metrics_free(struct metrics *metrics);

/* Adds to a metric; a gauge may be lowered. */
void metrics_add(struct metrics *metrics, enum metric metric, int64_t amount);
void metrics_set(struct metrics *metrics, enum metric metric, int64_t value);

/* One request answered: its route (route_count and beyond: none), status and time. */
void metrics_request(struct metrics *metrics, size_t route, int status, int64_t microseconds);

/* Adds the whole text, with the process's memory and start as the kernel tells. */
void metrics_write(const struct metrics *metrics, struct text *out);

#endif
