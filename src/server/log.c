/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/log.h"

#include "report/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 4096 };

struct log
log_standard(enum log_level level)
{
    return (struct log){
        .file = STDERR_FILENO, .level = level, .prefixed = getenv("JOURNAL_STREAM") != NULL};
}

/* Opens a line: its priority, and the object with time and event. */
static void
open_line(const struct log *log, enum log_level level, const char *event, struct text *line,
          struct json *json)
{
    struct timespec now;
    struct tm utc;
    char time[40];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t length = strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(time + length, sizeof time - length, ".%03dZ", (int)(now.tv_nsec / 1000000));
    text_init(line, LINE_BYTES);
    if (log->prefixed) {
        text_format(line, "<%d>", (int)level);
    }
    *json = (struct json){.out = line};
    json_open(json, NULL, '{');
    json_text(json, "time", time);
    json_text(json, "event", event);
}

static void
close_line(const struct log *log, struct text *line, struct json *json)
{
    json_close(json, '}');
    text_add(line, "\n");
    if (!line->failed) {
        /* Where the log cannot be written there is nowhere to say so. */
        ssize_t written = write(log->file, line->bytes, line->length);
        (void)written;
    }
    text_free(line);
}

void
log_request(struct log *log, const struct log_request *request)
{
    bool fault = request->status >= 500;
    enum log_level level = fault ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO;
    if (log == NULL || level > log->level) {
        return;
    }
    struct text line;
    struct json json;
    open_line(log, level, "request", &line, &json);
    json_number(&json, "id", (double)request->id);
    json_text(&json, "method", request->method);
    json_text(&json, "route", request->route);
    json_number(&json, "status", request->status);
    if (request->problem != NULL) {
        json_text(&json, "problem", request->problem);
    }
    json_number(&json, "bytes", (double)request->bytes);
    json_number(&json, "ms", (double)request->microseconds / 1000);
    close_line(log, &line, &json);
}

void
log_event(struct log *log, enum log_level level, const char *event, const char *key,
          const char *value)
{
    if (log == NULL || level > log->level) {
        return;
    }
    struct text line;
    struct json json;
    open_line(log, level, event, &line, &json);
    if (key != NULL && value != NULL) {
        json_text(&json, key, value);
    }
    close_line(log, &line, &json);
}

void
log_error(struct log *log, uint64_t request, const struct error *error)
{
    if (log == NULL) {
        return;
    }
    struct text line, words;
    struct json json;
    text_init(&words, LINE_BYTES / 2);
    error_write(error, LANGUAGE_EN, &words);
    open_line(log, LOG_LEVEL_ERROR, "error", &line, &json);
    if (request > 0) {
        json_number(&json, "id", (double)request);
    }
    json_text(&json, "error", text_string(&words));
    close_line(log, &line, &json);
    text_free(&words);
}

void
log_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path == NULL || (path[0] != '/' && path[0] != '@') ||
        strlen(path) >= sizeof address.sun_path) {
        return;
    }
    size_t length = strlen(path);
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') {
        address.sun_path[0] = '\0'; /* a name of Linux, in no folder */
    }
    int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (file < 0) {
        return;
    }
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    ssize_t sent =
        sendto(file, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, size);
    (void)sent; /* systemd notices by itself when it is not told */
    close(file);
}
