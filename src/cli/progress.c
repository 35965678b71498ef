/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "cli/progress.h"

#include "report/format.h"

#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static const double quiet_seconds = 0.5, seconds_between = 0.2;

static double
seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
progress_begin(struct progress *progress, enum message things, enum language language)
{
    *progress = (struct progress){
        .things = things,
        .language = language,
        .began = seconds_now(),
        .shows = isatty(STDERR_FILENO) == 1,
    };
}

/* Seconds, and minutes and hours where there are many: "45 s", "12 min", "3 h". */
static void
write_time(double seconds, struct text *out)
{
    if (seconds < 90) {
        text_format(out, "%.0f s", ceil(seconds));
    } else if (seconds < 90 * 60) {
        text_format(out, "%.0f min", ceil(seconds / 60));
    } else {
        text_format(out, "%.0f h", ceil(seconds / 3600));
    }
}

void
progress_tell(void *told, size_t done, size_t wanted)
{
    struct progress *progress = told;
    const double now = progress->shows ? seconds_now() : 0, spent = now - progress->began;
    if (!progress->shows || done == 0 || spent < quiet_seconds ||
        now - progress->shown_at < seconds_between) {
        return;
    }
    struct text line;
    text_init(&line, 1024);
    text_add(&line, "\r  ");
    format_number((double)done, 0, progress->language, &line);
    text_add(&line, " / ");
    format_number((double)wanted, 0, progress->language, &line);
    text_format(&line, " %s · ", message_text(progress->things, progress->language));
    write_time(spent * (double)(wanted - done) / (double)done, &line);
    text_format(&line, " %s · Ctrl-C\x1b[K",
                message_text(MESSAGE_progress_left, progress->language));
    fputs(text_string(&line), stderr);
    fflush(stderr);
    text_free(&line);
    progress->shown_at = now;
    progress->shown = true;
}

void
progress_end(struct progress *progress)
{
    if (progress->shown) {
        fputs("\r\x1b[K", stderr);
        fflush(stderr);
        progress->shown = false;
    }
}
