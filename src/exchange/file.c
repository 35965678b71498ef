/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "exchange/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
fail(struct error *error, enum error_code code, const char *path, const char *expected)
{
    error_set(error, code, NULL, expected);
    error_place(error, path, 0, 0, NULL);
    return false;
}

/* Reads until `size` bytes, the end, or an error; a file may have shrunk since it was measured. */
static bool
read_all(int descriptor, char *bytes, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t got = read(descriptor, bytes + *length, size - *length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        *length += (size_t)got;
    }
    return true;
}

bool
file_read(const char *path, struct arena *arena, char **bytes, size_t *length, struct error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return fail(error, ERROR_FILE_OPEN, path, strerror(errno));
    }
    struct stat status;
    bool done = false;
    if (fstat(descriptor, &status) != 0) {
        fail(error, ERROR_FILE_OPEN, path, strerror(errno));
    } else if (S_ISDIR(status.st_mode)) {
        fail(error, ERROR_FILE_IS_FOLDER, path, NULL);
    } else if (!S_ISREG(status.st_mode)) {
        fail(error, ERROR_FILE_OPEN, path, strerror(EINVAL));
    } else if (status.st_size > FILE_TABLE_LIMIT) {
        fail(error, ERROR_FILE_TOO_LARGE, path, "64 MiB");
    } else {
        size_t size = (size_t)status.st_size;
        char *content = arena_alloc(arena, size + 1);
        if (content == NULL) {
            fail(error, ERROR_MEMORY, path, NULL);
        } else if (!read_all(descriptor, content, size, length)) {
            fail(error, ERROR_FILE_OPEN, path, strerror(errno));
        } else {
            content[*length] = '\0';
            *bytes = content;
            done = true;
        }
    }
    close(descriptor);
    return done;
}

bool
file_read_table(const char *path, const struct table_schema *schema,
                const struct table_limit *limits, size_t limit_count, struct problems *problems,
                struct table *out)
{
    char *bytes;
    size_t length;
    struct error error;
    if (!file_read(path, problems->arena, &bytes, &length, &error)) {
        problems_add(problems, &error);
        return false;
    }
    return table_read(schema, limits, limit_count, path, bytes, length, problems, out);
}

static bool
write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(descriptor, bytes, length);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return false;
        }
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

bool
file_stage(const char *path, char staged[FILE_PATH_SIZE], struct error *error)
{
    struct stat status;
    int size = snprintf(staged, FILE_PATH_SIZE, "%s.%ld.part", path, (long)getpid());
    int reason = size < 0 || size >= FILE_PATH_SIZE ? ENAMETOOLONG : 0;
    if (reason == 0 && lstat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        reason =
            S_ISDIR(status.st_mode) ? EISDIR : EINVAL; /* a device or a pipe is never replaced */
    }
    int descriptor = reason == 0 ? open(staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
    if (descriptor < 0) {
        fail(error, ERROR_WRITE_FILE, path, strerror(reason != 0 ? reason : errno));
        return false;
    }
    close(descriptor);
    return true;
}

bool
file_publish(const char *staged, const char *path, struct error *error)
{
    int descriptor = open(staged, O_RDONLY | O_CLOEXEC);
    bool done = descriptor >= 0 && fsync(descriptor) == 0 && rename(staged, path) == 0;
    int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    if (!done) {
        unlink(staged);
        fail(error, ERROR_WRITE_FILE, path, strerror(reason));
    }
    return done;
}

bool
file_write(const char *path, const char *bytes, size_t length, struct error *error)
{
    char staged[FILE_PATH_SIZE];
    if (!file_stage(path, staged, error)) {
        return false;
    }
    int descriptor = open(staged, O_WRONLY | O_CLOEXEC);
    bool done = descriptor >= 0 && write_all(descriptor, bytes, length);
    int reason = errno;
    if (descriptor >= 0 && close(descriptor) != 0 && done) {
        done = false;
        reason = errno;
    }
    if (!done) {
        unlink(staged);
        fail(error, ERROR_WRITE_FILE, path, strerror(reason));
        return false;
    }
    return file_publish(staged, path, error);
}

bool
file_exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}
