/* SPDX-License-Identifier: EUPL-1.2 */
/* The keys that identity numbers are sealed with, in a file of their own outside the database: who
 * has only one of the two can read no number. The file is text, a line a key: its version, the date
 * it was made and 32 random bytes in base64; lines that begin with # are for who looks into it.
 *
 * To change keys: key_rotate adds a key and keeps the old, everything is sealed again by the newest
 * (identity_reseal), and key_retire takes out the old when nothing is sealed by it any more. */
#ifndef DEKNING_REGISTER_KEY_H
#define DEKNING_REGISTER_KEY_H

#include "base/date.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Keys of a file, in memory that is locked where the machine allows it, fenced off, and overwritten
 * when it is freed. Not changed after key_open: threads may share it. */
struct key_ring;

enum { KEY_SIZE = 32, KEYS_MAX = 100 };

/* What a key is used for: each use has a key of its own, derived from the one in the file. The
 * numbers are part of what is sealed and never change. */
enum key_use { KEY_FOR_LOOKUP = 1, KEY_FOR_BOX = 2 };

/* Makes a key file with one key, of version 1, that only its owner may read. Never overwrites:
 * ERROR_KEY_FILE_EXISTS. ERROR_WRITE_FILE, ERROR_CRYPTO, ERROR_MEMORY. */
bool key_create(const char *path, struct date today, struct error *error);

/* Opens a key file; *out is freed with key_close. ERROR_KEY_FILE_MISSING, ERROR_KEY_FILE_EXPOSED
 * when others than its owner may read or write it, ERROR_KEY_FILE_WRONG with the line that is no
 * key or not of a later version than the one before, ERROR_KEY_FILE_FULL, ERROR_FILE_OPEN,
 * ERROR_FILE_IS_FOLDER, ERROR_CRYPTO, ERROR_MEMORY. */
bool key_open(const char *path, struct key_ring **out, struct error *error);

/* Overwrites and frees the keys; NULL is fine. */
void key_close(struct key_ring *ring);

/* Adds a key of the next version, which is *version, to the file: from then on the newest. The file
 * is the old or the new one at every moment, and only one program changes it at a time:
 * ERROR_KEY_FILE_BUSY. Comments are written anew. ERROR_KEY_FILE_FULL at KEYS_MAX keys;
 * ERROR_WRITE_FILE; else as key_open. */
bool key_rotate(const char *path, struct date today, int64_t *version, struct error *error);

/* Takes a key out of the file, as safely as key_rotate. What is sealed by it can never be opened
 * again: the caller knows that nothing is, in backups neither. ERROR_KEY_UNKNOWN: it is not there.
 * ERROR_KEY_NEWEST: it is the one that is sealed by. Else as key_rotate. */
bool key_retire(const char *path, int64_t version, struct error *error);

/* The versions in a ring, at least one, in rising order: `index` below key_count. The last is the
 * newest, which is the one to seal by. */
size_t key_count(const struct key_ring *ring);
int64_t key_version(const struct key_ring *ring, size_t index);
int64_t key_newest(const struct key_ring *ring);

/* The date that key was made. */
struct date key_made(const struct key_ring *ring, size_t index);

/* The key of that version for that use, which the caller overwrites when done (sodium_memzero).
 * False, and `out` untouched, when the ring has no such version. */
bool key_derive(const struct key_ring *ring, int64_t version, enum key_use use,
                uint8_t out[KEY_SIZE]);

#endif
