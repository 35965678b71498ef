/* SPDX-License-Identifier: EUPL-1.2 */
#include "register/identity.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* The lookup is the nonce of the box. A nonce must never serve two different texts under one key:
 * this one is a hash of the text, so the same nonce means the same text (short of a collision of
 * 192 bits), with no count to keep and no chance to draw one twice. */
_Static_assert(SEALED_LOOKUP_SIZE == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "a nonce");
_Static_assert(SEALED_LOOKUP_SIZE >= crypto_generichash_BYTES_MIN, "a hash");
_Static_assert(SEALED_BOX_SIZE == NATIONAL_ID_LENGTH + crypto_aead_xchacha20poly1305_ietf_ABYTES,
               "the number and its tag");
_Static_assert(KEY_SIZE == crypto_generichash_KEYBYTES &&
                   KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
               "one size of key");

enum { VERSION_SIZE = 8 };

static void
write_version(int64_t version, uint8_t out[VERSION_SIZE])
{
    for (int i = 0; i < VERSION_SIZE; i++) {
        out[i] = (uint8_t)((uint64_t)version >> (8 * i));
    }
}

static bool
fail(struct error *error, enum error_code code, int64_t version)
{
    char found[24];
    snprintf(found, sizeof found, "%lld", (long long)version);
    error_set(error, code, found, NULL);
    return false;
}

static bool
is_eleven_digits(const char *number)
{
    for (int i = 0; i < NATIONAL_ID_LENGTH; i++) {
        if (number[i] < '0' || number[i] > '9') {
            return false;
        }
    }
    return true;
}

bool
identity_lookup(const struct key_ring *ring, const char number[NATIONAL_ID_LENGTH], int64_t version,
                uint8_t out[SEALED_LOOKUP_SIZE], struct error *error)
{
    assert(is_eleven_digits(number));
    uint8_t key[KEY_SIZE];
    if (!key_derive(ring, version, KEY_FOR_LOOKUP, key)) {
        return fail(error, ERROR_KEY_UNKNOWN, version);
    }
    crypto_generichash(out, SEALED_LOOKUP_SIZE, (const unsigned char *)number, NATIONAL_ID_LENGTH,
                       key, sizeof key);
    sodium_memzero(key, sizeof key);
    return true;
}

void
identity_seal(const struct key_ring *ring, const char number[NATIONAL_ID_LENGTH],
              struct sealed *out)
{
    uint8_t key[KEY_SIZE], version[VERSION_SIZE];
    struct error error;
    *out = (struct sealed){.key = key_newest(ring)};
    bool known = identity_lookup(ring, number, out->key, out->lookup, &error) &&
                 key_derive(ring, out->key, KEY_FOR_BOX, key);
    assert(known);
    write_version(out->key, version);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out->box, NULL, (const unsigned char *)number,
                                               NATIONAL_ID_LENGTH, version, sizeof version, NULL,
                                               out->lookup, key);
    sodium_memzero(key, sizeof key);
}

bool
identity_open(const struct key_ring *ring, const struct sealed *sealed,
              char out[NATIONAL_ID_TEXT_SIZE], struct error *error)
{
    uint8_t key[KEY_SIZE], version[VERSION_SIZE];
    unsigned char number[NATIONAL_ID_LENGTH];
    out[0] = '\0';
    if (!key_derive(ring, sealed->key, KEY_FOR_BOX, key)) {
        return fail(error, ERROR_KEY_UNKNOWN, sealed->key);
    }
    write_version(sealed->key, version);
    bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                      number, NULL, NULL, sealed->box, sizeof sealed->box, version, sizeof version,
                      sealed->lookup, key) == 0;
    sodium_memzero(key, sizeof key);
    if (!opened) {
        return fail(error, ERROR_SEAL_BROKEN, sealed->key);
    }
    memcpy(out, number, sizeof number);
    out[NATIONAL_ID_LENGTH] = '\0';
    sodium_memzero(number, sizeof number);
    return true;
}

bool
identity_reseal(const struct key_ring *ring, const struct sealed *sealed, struct sealed *out,
                struct error *error)
{
    char number[NATIONAL_ID_TEXT_SIZE];
    if (!identity_open(ring, sealed, number, error)) {
        return false;
    }
    identity_seal(ring, number, out);
    sodium_memzero(number, sizeof number);
    return true;
}

void
identity_masked(const char number[NATIONAL_ID_LENGTH], char out[IDENTITY_MASKED_SIZE])
{
    memcpy(out, number, 6);
    memcpy(out + 6, " *****", sizeof " *****");
}
