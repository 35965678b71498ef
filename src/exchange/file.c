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
file_write(const char *path, const char *bytes, size_t length, struct error *error)
{
    char temporary[4096];
    int size = snprintf(temporary, sizeof temporary, "%s.%ld.part", path, (long)getpid());
    int descriptor = -1;
    if (size > 0 && (size_t)size < sizeof temporary) {
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } else {
        errno = ENAMETOOLONG;
    }
    if (descriptor < 0) {
        error_set(error, ERROR_WRITE, path, strerror(errno));
        return false;
    }
    bool done = write_all(descriptor, bytes, length) && fsync(descriptor) == 0;
    int reason = errno;
    if (close(descriptor) != 0 && done) {
        done = false;
        reason = errno;
    }
    if (done && rename(temporary, path) != 0) {
        done = false;
        reason = errno;
    }
    if (!done) {
        unlink(temporary);
        error_set(error, ERROR_WRITE, path, strerror(reason));
    }
    return done;
}

bool
file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}
