/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/password.h"

#include "base/number.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static_assert(PASSWORD_HASH_SIZE == crypto_pwhash_STRBYTES, "libsodium's size of a hash");

static const struct {
    unsigned long long operations;
    size_t memory;
} costs[] = {
    [PASSWORD_MODERATE] = {crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE},
    [PASSWORD_MINIMAL] = {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN},
};

/* The places where hashes are made. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t left = PTHREAD_COND_INITIALIZER;
static int busy;

static void
enter(void)
{
    pthread_mutex_lock(&mutex);
    while (busy == PASSWORD_AT_ONCE) {
        pthread_cond_wait(&left, &mutex);
    }
    busy++;
    pthread_mutex_unlock(&mutex);
}

static void
leave(void)
{
    pthread_mutex_lock(&mutex);
    busy--;
    pthread_cond_signal(&left);
    pthread_mutex_unlock(&mutex);
}

/* -- what may be chosen ------------------------------------------------------------------------ */

static bool
refuse(struct error *error, enum error_code code, int expected)
{
    char text[NUMBER_TEXT_SIZE];
    snprintf(text, sizeof text, "%d", expected);
    error_set(error, code, NULL, text);
    return false;
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether `part` is in `text`, capitals of ASCII counted as small letters. */
static bool
contains(const char *text, const char *part)
{
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (part[i] != '\0' && lower(text[i]) == lower(part[i])) {
            i++;
        }
        if (part[i] == '\0') {
            return true;
        }
    }
    return false;
}

/* Counts characters, and those that differ as far as `most`; false where it is no plain text. */
static bool
count_characters(const char *password, int *characters, int *distinct, int most)
{
    const char *seen[PASSWORD_DISTINCT_MIN];
    size_t seen_length[PASSWORD_DISTINCT_MIN];
    const char *at = password, *end = password + strlen(password);
    assert(most <= PASSWORD_DISTINCT_MIN);
    *characters = *distinct = 0;
    while (at < end) {
        unsigned char c = (unsigned char)*at;
        size_t length =
            c < 0x80 ? 1 : text_utf8_length((const unsigned char *)at, (const unsigned char *)end);
        if (c < 0x20 || c == 0x7f || length == 0) {
            return false;
        }
        int i = 0;
        while (i < *distinct && (seen_length[i] != length || memcmp(seen[i], at, length) != 0)) {
            i++;
        }
        if (i == *distinct && i < most) {
            seen[i] = at;
            seen_length[i] = length;
            ++*distinct;
        }
        ++*characters;
        at += length;
    }
    return true;
}

bool
password_check(const char *name, const char *password, struct error *error)
{
    int characters, distinct;
    if (strlen(password) > PASSWORD_BYTES_MAX) {
        return refuse(error, ERROR_PASSWORD_LONG, PASSWORD_BYTES_MAX);
    }
    if (!count_characters(password, &characters, &distinct, PASSWORD_DISTINCT_MIN)) {
        error_set(error, ERROR_PASSWORD_TEXT, NULL, NULL);
        return false;
    }
    if (characters < PASSWORD_LENGTH_MIN) {
        return refuse(error, ERROR_PASSWORD_SHORT, PASSWORD_LENGTH_MIN);
    }
    if (distinct < PASSWORD_DISTINCT_MIN) {
        return refuse(error, ERROR_PASSWORD_PLAIN, PASSWORD_DISTINCT_MIN);
    }
    if (contains(password, name)) {
        error_set(error, ERROR_PASSWORD_NAME, NULL, NULL);
        return false;
    }
    return true;
}

/* -- hashes ------------------------------------------------------------------------------------ */

bool
password_hash(const char *password, enum password_strength strength, char out[PASSWORD_HASH_SIZE],
              struct error *error)
{
    if (sodium_init() < 0) {
        error_set(error, ERROR_CRYPTO, NULL, NULL);
        return false;
    }
    enter();
    bool made = crypto_pwhash_str(out, password, strlen(password), costs[strength].operations,
                                  costs[strength].memory) == 0;
    leave();
    return made || error_memory(error); /* the only way it fails */
}

bool
password_verify(const char *hash, const char *password, enum password_strength strength,
                bool *right, struct error *error)
{
    char unused[PASSWORD_HASH_SIZE];
    *right = false;
    /* Nobody has chosen one that is longer: no need to let it cost more. */
    if (strlen(password) > PASSWORD_BYTES_MAX) {
        password = "";
        hash = NULL;
    }
    if (hash == NULL || hash[0] == '\0') {
        return password_hash(password, strength, unused, error);
    }
    if (sodium_init() < 0) {
        error_set(error, ERROR_CRYPTO, NULL, NULL);
        return false;
    }
    enter();
    *right = crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    leave();
    return true;
}

bool
password_outdated(const char *hash, enum password_strength strength)
{
    return crypto_pwhash_str_needs_rehash(hash, costs[strength].operations,
                                          costs[strength].memory) != 0;
}
