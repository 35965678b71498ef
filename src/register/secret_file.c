/* SPDX-License-Identifier: EUPL-1.2 */
#define _DEFAULT_SOURCE /* flock */
#define _XOPEN_SOURCE 700
#include "register/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OTHERS = 077, OWNER_ONLY = 0600 };

static bool
fail(struct error *error, enum error_code code, const char *path, const char *found,
     const char *expected)
{
    error_set(error, code, found, expected);
    error_place(error, path, 0, 0, NULL);
    return false;
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

/* Writes the name of a file beside `path`. */
static bool
name_beside(const char *path, const char *end, char out[SECRET_FILE_PATH_SIZE])
{
    int size = snprintf(out, SECRET_FILE_PATH_SIZE, "%s%s", path, end);
    if (size < 0 || size >= SECRET_FILE_PATH_SIZE) {
        errno = ENAMETOOLONG;
        return false;
    }
    return true;
}

/* Gives a new file, open at the descriptor, that content and owner, on the disk, and closes it.
 * False, with errno and no such file, when it cannot; also when the descriptor is none. */
static bool
fill(const char *staged, int descriptor, uid_t owner, const char *bytes, size_t length)
{
    if (descriptor < 0) {
        return false;
    }
    bool done = fchmod(descriptor, OWNER_ONLY) == 0 &&
                (owner == geteuid() || fchown(descriptor, owner, (gid_t)-1) == 0) &&
                write_all(descriptor, bytes, length) && fsync(descriptor) == 0;
    int reason = errno;
    close(descriptor);
    if (!done) {
        unlink(staged);
        errno = reason;
    }
    return done;
}

/* A name is on the disk only when the folder it is in is. */
static bool
sync_folder_of(const char *path)
{
    char folder[SECRET_FILE_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    memcpy(folder, path, length);
    folder[length] = '\0';
    int descriptor = open(length == 0 ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    bool done = fsync(descriptor) == 0;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return done;
}

bool
secret_file_create(const char *path, const char *bytes, size_t length, struct error *error)
{
    char staged[SECRET_FILE_PATH_SIZE];
    if (!name_beside(path, ".XXXXXX", staged) ||
        !fill(staged, mkstemp(staged), geteuid(), bytes, length)) {
        return fail(error, ERROR_WRITE_FILE, path, NULL, strerror(errno));
    }
    /* Unlike a renaming, a link never takes the place of what is there. */
    bool linked = link(staged, path) == 0;
    int reason = errno;
    unlink(staged);
    if (!linked && reason == EEXIST) {
        return fail(error, ERROR_KEY_FILE_EXISTS, path, NULL, NULL);
    }
    if (!linked || !sync_folder_of(path)) {
        return fail(error, ERROR_WRITE_FILE, path, NULL, strerror(linked ? errno : reason));
    }
    return true;
}

/* Holds the file alone, unless it has been replaced since it was opened. */
static bool
hold(int descriptor, const char *path, struct error *error)
{
    struct stat held, now;
    bool alone = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (!alone && errno != EWOULDBLOCK) {
        return fail(error, ERROR_FILE_OPEN, path, NULL, strerror(errno));
    }
    if (!alone || fstat(descriptor, &held) != 0 || stat(path, &now) != 0 ||
        held.st_dev != now.st_dev || held.st_ino != now.st_ino) {
        return fail(error, ERROR_KEY_FILE_BUSY, path, NULL, NULL);
    }
    return true;
}

static bool
may_use(int descriptor, const char *path, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return fail(error, ERROR_FILE_OPEN, path, NULL, strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return fail(error, ERROR_FILE_IS_FOLDER, path, NULL, NULL);
    }
    if (!S_ISREG(status.st_mode)) {
        return fail(error, ERROR_FILE_OPEN, path, NULL, strerror(EINVAL));
    }
    if ((status.st_mode & OTHERS) != 0) {
        char found[16];
        snprintf(found, sizeof found, "%04o", (unsigned)status.st_mode & 07777);
        return fail(error, ERROR_KEY_FILE_EXPOSED, path, found, "0600");
    }
    return true;
}

bool
secret_file_open(const char *path, bool to_change, struct secret_file *out, struct error *error)
{
    size_t length = strlen(path);
    if (length >= sizeof out->path) {
        return fail(error, ERROR_FILE_OPEN, path, NULL, strerror(ENAMETOOLONG));
    }
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return fail(error, ERROR_KEY_FILE_MISSING, path, NULL, NULL);
    }
    if (descriptor < 0) {
        return fail(error, ERROR_FILE_OPEN, path, NULL, strerror(errno));
    }
    if (!may_use(descriptor, path, error) || (to_change && !hold(descriptor, path, error))) {
        close(descriptor);
        return false;
    }
    memcpy(out->path, path, length + 1);
    out->descriptor = descriptor;
    return true;
}

void
secret_file_close(struct secret_file *file)
{
    close(file->descriptor);
    file->descriptor = -1;
}

bool
secret_file_read(const struct secret_file *file, char *bytes, size_t size, size_t *length,
                 struct error *error)
{
    *length = 0;
    for (;;) {
        char beyond;
        bool full = *length == size;
        ssize_t got =
            read(file->descriptor, full ? &beyond : bytes + *length, full ? 1 : size - *length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(error, ERROR_FILE_OPEN, file->path, NULL, strerror(errno));
        }
        *length += (size_t)got;
        if (got == 0 || full) {
            return true;
        }
    }
}

/* Puts that content in the place of the file at `path`, which is no link. False, with errno, when
 * it cannot. */
static bool
replace(const char *path, uid_t owner, const char *bytes, size_t length)
{
    char staged[SECRET_FILE_PATH_SIZE];
    if (!name_beside(path, ".new", staged)) {
        return false;
    }
    unlink(staged); /* that of a killed program: who holds the file is alone */
    int descriptor = open(staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY);
    if (!fill(staged, descriptor, owner, bytes, length)) {
        return false;
    }
    if (rename(staged, path) != 0) {
        int reason = errno;
        unlink(staged);
        errno = reason;
        return false;
    }
    return sync_folder_of(path);
}

bool
secret_file_replace(const struct secret_file *file, const char *bytes, size_t length,
                    struct error *error)
{
    struct stat status;
    char *path = realpath(file->path, NULL); /* a link stays, and leads to the new file */
    bool done = path != NULL && fstat(file->descriptor, &status) == 0 &&
                replace(path, status.st_uid, bytes, length);
    int reason = errno;
    free(path);
    return done || fail(error, ERROR_WRITE_FILE, file->path, NULL, strerror(reason));
}
