/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/key.h"

#include "base/number.h"
#include "register/secret_file.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum {
    BASE64_LENGTH = 44, /* of 32 bytes, with one = */
    FILE_LIMIT = 64 * 1024,
    LINE_LIMIT = 20 + 1 + 10 + 1 + BASE64_LENGTH + 1,
    COMMENT_LIMIT = 1000
};

_Static_assert(KEYS_MAX *LINE_LIMIT + COMMENT_LIMIT <= FILE_LIMIT, "what is written can be read");
_Static_assert(sodium_base64_ENCODED_LEN(KEY_SIZE, sodium_base64_VARIANT_ORIGINAL) ==
                   BASE64_LENGTH + 1,
               "a NUL behind it");
_Static_assert(KEY_SIZE == crypto_kdf_KEYBYTES, "keys are derived from keys");

struct key {
    int64_t version;
    struct date made;
    uint8_t bytes[KEY_SIZE];
};

struct key_ring {
    size_t count; /* 1 … KEYS_MAX, but 0 while it is made */
    struct key keys[KEYS_MAX];
};

static const char comment[] =
    "# Nøklene som Dekning forsegler fødselsnummer med. Den som har denne fila og databasen, kan "
    "lese\n"
    "# numrene. Uten denne fila kan ingen det: ta vare på en kopi, men aldri sammen med "
    "databasen.\n"
    "# The keys that Dekning seals national identity numbers with. Whoever has this file and the\n"
    "# database can read the numbers. Without it nobody can: keep a copy, never beside the "
    "database.\n"
    "# version date key\n";

_Static_assert(sizeof comment <= COMMENT_LIMIT, "there is room for the comment");

/* An empty ring, or the bytes of a file; freed, and overwritten, with sodium_free. */
static void *
guarded(size_t size, struct error *error)
{
    if (sodium_init() < 0) {
        error_set(error, ERROR_CRYPTO, NULL, NULL);
        return NULL;
    }
    void *memory = sodium_malloc(size);
    if (memory == NULL) {
        error_set(error, ERROR_MEMORY, NULL, NULL);
        return NULL;
    }
    memset(memory, 0, size);
    return memory;
}

static void
add_new_key(struct key_ring *ring, int64_t version, struct date today)
{
    assert(!date_is_none(today));
    struct key *key = &ring->keys[ring->count++];
    key->version = version;
    key->made = today;
    crypto_kdf_keygen(key->bytes);
}

/* -- the file as text -------------------------------------------------------------------------- */

/* The length of what stands before `end`; the whole when it does not. */
static size_t
before(const char *bytes, size_t length, char end)
{
    const char *at = length == 0 ? NULL : memchr(bytes, end, length);
    return at == NULL ? length : (size_t)(at - bytes);
}

static bool
parse_key(const char *line, size_t length, struct key *out)
{
    size_t version = before(line, length, ' ');
    if (version == length || !number_parse_whole(line, version, &out->version) ||
        out->version < 1) {
        return false;
    }
    line += version + 1;
    length -= version + 1;
    size_t date = before(line, length, ' '), decoded;
    return date != length && date_parse(line, date, &out->made) &&
           length - date - 1 == BASE64_LENGTH &&
           sodium_base642bin(out->bytes, sizeof out->bytes, line + date + 1, BASE64_LENGTH, NULL,
                             &decoded, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           decoded == sizeof out->bytes;
}

static bool
wrong(struct error *error, const char *path, int line, const char *expected)
{
    error_set(error, ERROR_KEY_FILE_WRONG, NULL, expected);
    error_place(error, path, line, 0, NULL);
    return false;
}

static bool
full(struct error *error, const char *path)
{
    char most[16];
    snprintf(most, sizeof most, "%d", KEYS_MAX);
    error_set(error, ERROR_KEY_FILE_FULL, NULL, most);
    error_place(error, path, 0, 0, NULL);
    return false;
}

static bool
parse_ring(const char *path, const char *bytes, size_t length, struct key_ring *ring,
           struct error *error)
{
    static const char form[] = "VERSION YYYY-MM-DD BASE64";
    int line = 1;
    for (size_t at = 0; at < length; line++) {
        size_t line_length = before(bytes + at, length - at, '\n');
        if (line_length == 0 || bytes[at] != '#') {
            if (ring->count == KEYS_MAX) {
                return full(error, path);
            }
            struct key *key = &ring->keys[ring->count];
            if (!parse_key(bytes + at, line_length, key)) {
                return wrong(error, path, line, form);
            }
            if (ring->count > 0 && key->version <= key[-1].version) {
                char expected[48];
                snprintf(expected, sizeof expected, "VERSION > %lld", (long long)key[-1].version);
                return wrong(error, path, line, expected);
            }
            ring->count++;
        }
        at += line_length + 1;
    }
    return ring->count > 0 || wrong(error, path, 0, form);
}

/* The text of a ring in guarded memory of FILE_LIMIT bytes. */
static size_t
write_ring(const struct key_ring *ring, char *out)
{
    size_t length = sizeof comment - 1;
    memcpy(out, comment, length);
    for (size_t i = 0; i < ring->count; i++) {
        const struct key *key = &ring->keys[i];
        char made[DATE_TEXT_SIZE];
        date_write(key->made, made);
        length += (size_t)snprintf(out + length, FILE_LIMIT - length, "%lld %s ",
                                   (long long)key->version, made);
        sodium_bin2base64(out + length, FILE_LIMIT - length, key->bytes, sizeof key->bytes,
                          sodium_base64_VARIANT_ORIGINAL);
        length += BASE64_LENGTH;
        out[length++] = '\n';
    }
    return length;
}

/* -- files ------------------------------------------------------------------------------------- */

static bool
read_ring(const struct secret_file *file, struct key_ring *ring, struct error *error)
{
    char *bytes = guarded(FILE_LIMIT, error);
    if (bytes == NULL) {
        return false;
    }
    size_t length;
    bool done = secret_file_read(file, bytes, FILE_LIMIT, &length, error);
    if (done && length > FILE_LIMIT) {
        done = full(error, file->path);
    }
    done = done && parse_ring(file->path, bytes, length, ring, error);
    sodium_free(bytes);
    return done;
}

bool
key_create(const char *path, struct date today, struct error *error)
{
    struct key_ring *ring = guarded(sizeof *ring, error);
    char *bytes = ring == NULL ? NULL : guarded(FILE_LIMIT, error);
    bool done = false;
    if (bytes != NULL) {
        add_new_key(ring, 1, today);
        done = secret_file_create(path, bytes, write_ring(ring, bytes), error);
    }
    sodium_free(bytes);
    sodium_free(ring);
    return done;
}

bool
key_open(const char *path, struct key_ring **out, struct error *error)
{
    struct secret_file file;
    if (!secret_file_open(path, false, &file, error)) {
        return false;
    }
    struct key_ring *ring = guarded(sizeof *ring, error);
    bool done = ring != NULL && read_ring(&file, ring, error);
    secret_file_close(&file);
    if (!done) {
        sodium_free(ring);
        return false;
    }
    sodium_mprotect_readonly(ring);
    *out = ring;
    return true;
}

void
key_close(struct key_ring *ring)
{
    sodium_free(ring);
}

/* The index of that version, or the count when there is none. */
static size_t
find(const struct key_ring *ring, int64_t version)
{
    size_t index = 0;
    while (index < ring->count && ring->keys[index].version != version) {
        index++;
    }
    return index;
}

static bool
remove_key(struct key_ring *ring, int64_t version, const char *path, struct error *error)
{
    size_t index = find(ring, version);
    if (index + 1 >= ring->count) {
        char found[24];
        snprintf(found, sizeof found, "%lld", (long long)version);
        error_set(error, index == ring->count ? ERROR_KEY_UNKNOWN : ERROR_KEY_NEWEST, found, NULL);
        error_place(error, path, 0, 0, NULL);
        return false;
    }
    ring->count--;
    memmove(&ring->keys[index], &ring->keys[index + 1],
            (ring->count - index) * sizeof ring->keys[0]);
    return true;
}

static bool
add_newer_key(struct key_ring *ring, struct date today, const char *path, struct error *error)
{
    int64_t newest = key_newest(ring);
    if (ring->count == KEYS_MAX || newest == INT64_MAX) {
        return full(error, path);
    }
    add_new_key(ring, newest + 1, today);
    return true;
}

/* Opens the file to change it, and its keys; NULL when it cannot. */
static struct key_ring *
change_begin(const char *path, struct secret_file *file, struct error *error)
{
    if (!secret_file_open(path, true, file, error)) {
        return NULL;
    }
    struct key_ring *ring = guarded(sizeof *ring, error);
    if (ring != NULL && read_ring(file, ring, error)) {
        return ring;
    }
    sodium_free(ring);
    secret_file_close(file);
    return NULL;
}

/* Puts the keys in the file if they are `changed`, and ends what change_begin began. */
static bool
change_end(struct secret_file *file, struct key_ring *ring, bool changed, struct error *error)
{
    char *bytes = changed ? guarded(FILE_LIMIT, error) : NULL;
    bool done = bytes != NULL && secret_file_replace(file, bytes, write_ring(ring, bytes), error);
    sodium_free(bytes);
    sodium_free(ring);
    secret_file_close(file);
    return done;
}

bool
key_rotate(const char *path, struct date today, int64_t *version, struct error *error)
{
    struct secret_file file;
    struct key_ring *ring = change_begin(path, &file, error);
    if (ring == NULL) {
        return false;
    }
    bool added = add_newer_key(ring, today, path, error);
    int64_t newest = key_newest(ring);
    if (!change_end(&file, ring, added, error)) {
        return false;
    }
    *version = newest;
    return true;
}

bool
key_retire(const char *path, int64_t version, struct error *error)
{
    struct secret_file file;
    struct key_ring *ring = change_begin(path, &file, error);
    return ring != NULL && change_end(&file, ring, remove_key(ring, version, path, error), error);
}

/* -- keys -------------------------------------------------------------------------------------- */

size_t
key_count(const struct key_ring *ring)
{
    return ring->count;
}

int64_t
key_version(const struct key_ring *ring, size_t index)
{
    assert(index < ring->count);
    return ring->keys[index].version;
}

int64_t
key_newest(const struct key_ring *ring)
{
    return key_version(ring, ring->count - 1);
}

struct date
key_made(const struct key_ring *ring, size_t index)
{
    assert(index < ring->count);
    return ring->keys[index].made;
}

bool
key_derive(const struct key_ring *ring, int64_t version, enum key_use use, uint8_t out[KEY_SIZE])
{
    static const char purpose[crypto_kdf_CONTEXTBYTES + 1] = "identity";
    size_t index = find(ring, version);
    if (index == ring->count) {
        return false;
    }
    crypto_kdf_derive_from_key(out, KEY_SIZE, (uint64_t)use, purpose, ring->keys[index].bytes);
    return true;
}
