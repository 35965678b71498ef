/* SPDX-License-Identifier: EUPL-1.2 */
/* A small file that only its owner may read: made once, and changed whole or not at all. A path may
 * lead through links; what they lead to is read and changed, and the links stay. */
#ifndef DEKNING_REGISTER_SECRET_FILE_H
#define DEKNING_REGISTER_SECRET_FILE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { SECRET_FILE_PATH_SIZE = 4096 };

struct secret_file {
    char path[SECRET_FILE_PATH_SIZE]; /* as given */
    int descriptor;
};

/* Makes the file, on the disk when the answer is true, with permissions 0600. A killed program
 * leaves no file at `path` or the whole one, and at most a file beside it, of the same permissions
 * and named as it with six characters more. ERROR_KEY_FILE_EXISTS: there is something at `path`,
 * also a link to nothing. ERROR_WRITE_FILE. */
bool secret_file_create(const char *path, const char *bytes, size_t length, struct error *error);

/* Opens the file to read it, or `to_change` to replace it too: then others that ask to change it
 * get ERROR_KEY_FILE_BUSY until it is closed. ERROR_KEY_FILE_MISSING, ERROR_KEY_FILE_EXPOSED when
 * anyone but its owner may read or write it, ERROR_FILE_IS_FOLDER, ERROR_FILE_OPEN. */
bool secret_file_open(const char *path, bool to_change, struct secret_file *out,
                      struct error *error);
void secret_file_close(struct secret_file *file);

/* Reads the whole of a file just opened, of at most `size` bytes; one that is longer counts as
 * `size` + 1 in *length. ERROR_FILE_OPEN. */
bool secret_file_read(const struct secret_file *file, char *bytes, size_t size, size_t *length,
                      struct error *error);

/* Puts new content in the place of a file opened to change it, on the disk when the answer is true;
 * who opens it sees the old or the new. It keeps its owner. A killed program leaves at most a file
 * beside it, of the same permissions and with ".new" after its name, which the next change removes.
 * The file can then only be closed. ERROR_WRITE_FILE. */
bool secret_file_replace(const struct secret_file *file, const char *bytes, size_t length,
                         struct error *error);

#endif
