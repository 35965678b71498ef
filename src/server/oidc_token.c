/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/oidc_private.h"

#include "base/number.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENCODING = sodium_base64_VARIANT_URLSAFE_NO_PADDING, RSA_BITS_MIN = 2048 };

static_assert(sodium_base64_ENCODED_LEN(32, ENCODING) == OIDC_RANDOM_SIZE, "random texts");

void
oidc_random(char out[OIDC_RANDOM_SIZE])
{
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(out, OIDC_RANDOM_SIZE, bytes, sizeof bytes, ENCODING);
}

void
oidc_challenge(const char *verifier, char out[OIDC_RANDOM_SIZE])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
    sodium_bin2base64(out, OIDC_RANDOM_SIZE, hash, sizeof hash, ENCODING);
}

/* -- keys and algorithms ----------------------------------------------------------------------- */

/* What signatures are taken and made: each belongs to a kind of key, so that no key is used for an
 * algorithm it is not of. */
static const struct {
    const char *name;
    cjose_jwk_kty_t kind;
} algorithms[] = {
    {"ES256", CJOSE_JWK_KTY_EC},
    {"PS256", CJOSE_JWK_KTY_RSA},
    {"RS256", CJOSE_JWK_KTY_RSA},
};

/* Whether a key can sign by the algorithm: its kind, its size, and its own word for it. */
static bool
key_fits(const cjose_jwk_t *key, const json_t *jwk, const char *algorithm)
{
    const char *own = json_string_value(json_object_get(jwk, "alg"));
    const char *use = json_string_value(json_object_get(jwk, "use"));
    cjose_err ignored;
    if ((own != NULL && strcmp(own, algorithm) != 0) || (use != NULL && strcmp(use, "sig") != 0)) {
        return false;
    }
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (strcmp(algorithms[i].name, algorithm) == 0 &&
            cjose_jwk_get_kty(key, &ignored) == algorithms[i].kind) {
            return algorithms[i].kind == CJOSE_JWK_KTY_EC
                       ? cjose_jwk_EC_get_curve(key, &ignored) == CJOSE_JWK_EC_P_256
                       : cjose_jwk_get_keysize(key, &ignored) >= RSA_BITS_MIN;
        }
    }
    return false;
}

/* The algorithm of that name as this file has it, or NULL. */
static const char *
find_algorithm(const char *name)
{
    for (size_t i = 0; name != NULL && i < sizeof algorithms / sizeof algorithms[0]; i++) {
        if (strcmp(algorithms[i].name, name) == 0) {
            return algorithms[i].name;
        }
    }
    return NULL;
}

bool
oidc_key_read(const char *json, size_t length, cjose_jwk_t **out, const char **algorithm)
{
    json_error_t ignored;
    cjose_err why;
    cjose_jwk_t *key = NULL;
    const char *found = NULL;
    json_t *jwk = json_loadb(json, length, JSON_REJECT_DUPLICATES, &ignored);
    if (json_is_object(jwk) && json_is_string(json_object_get(jwk, "d")) &&
        json_is_string(json_object_get(jwk, "kid"))) {
        key = cjose_jwk_import_json(jwk, &why);
    }
    for (size_t i = 0; key != NULL && found == NULL && i < sizeof algorithms / sizeof algorithms[0];
         i++) {
        if (key_fits(key, jwk, algorithms[i].name)) {
            found = algorithms[i].name;
        }
    }
    json_decref(jwk);
    if (found == NULL) {
        cjose_jwk_release(key);
        return false;
    }
    *out = key;
    *algorithm = found;
    return true;
}

/* The key of the set that a token says it is signed by. Without a name, the only one that fits. */
static cjose_jwk_t *
choose_key(const json_t *key_set, const char *kid, const char *algorithm)
{
    size_t index;
    json_t *jwk;
    cjose_err why;
    cjose_jwk_t *chosen = NULL;
    json_array_foreach(json_object_get(key_set, "keys"), index, jwk)
    {
        const char *name = json_string_value(json_object_get(jwk, "kid"));
        if (!json_is_object(jwk) || (kid != NULL && (name == NULL || strcmp(name, kid) != 0))) {
            continue;
        }
        cjose_jwk_t *key = cjose_jwk_import_json(jwk, &why);
        if (key == NULL || !key_fits(key, jwk, algorithm)) {
            cjose_jwk_release(key);
        } else if (chosen != NULL) { /* which of them nobody can tell */
            cjose_jwk_release(key);
            cjose_jwk_release(chosen);
            return NULL;
        } else {
            chosen = key;
        }
    }
    return chosen;
}

/* -- the client's own -------------------------------------------------------------------------- */

/* Signs a text with the client's key. */
static char *
sign(const cjose_jwk_t *key, const char *algorithm, const char *payload)
{
    cjose_err why;
    const char *compact;
    char *out = NULL;
    cjose_jws_t *jws = NULL;
    const char *kid = cjose_jwk_get_kid(key, &why);
    cjose_header_t *header = cjose_header_new(&why);
    if (header != NULL && kid != NULL && cjose_header_set(header, CJOSE_HDR_ALG, algorithm, &why) &&
        cjose_header_set(header, CJOSE_HDR_KID, kid, &why) &&
        cjose_header_set(header, "typ", "JWT", &why)) {
        jws = cjose_jws_sign(key, header, (const uint8_t *)payload, strlen(payload), &why);
    }
    if (jws != NULL && cjose_jws_export(jws, &compact, &why)) {
        out = malloc(strlen(compact) + 1);
        if (out != NULL) {
            memcpy(out, compact, strlen(compact) + 1);
        }
    }
    cjose_jws_release(jws);
    cjose_header_release(header);
    return out;
}

/* Signs claims, which it frees, and what says of whom, for whom and for how long they are. */
static char *
sign_claims(const cjose_jwk_t *key, const char *algorithm, json_t *claims, const char *client_id,
            const char *audience, int64_t now)
{
    char once[OIDC_RANDOM_SIZE];
    oidc_random(once);
    json_t *frame = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I}", "iss", client_id, "aud", audience,
                              "jti", once, "iat", (json_int_t)now, "nbf", (json_int_t)now, "exp",
                              (json_int_t)(now + OIDC_ASSERTION_SECONDS));
    bool whole = claims != NULL && frame != NULL && json_object_update(claims, frame) == 0;
    char *payload = whole ? json_dumps(claims, JSON_COMPACT) : NULL;
    char *signature = payload == NULL ? NULL : sign(key, algorithm, payload);
    free(payload);
    json_decref(frame);
    json_decref(claims);
    return signature;
}

char *
oidc_assertion(const cjose_jwk_t *key, const char *algorithm, const char *client_id,
               const char *audience, int64_t now)
{
    return sign_claims(key, algorithm, json_pack("{s:s}", "sub", client_id), client_id, audience,
                       now);
}

char *
oidc_request(const cjose_jwk_t *key, const char *algorithm, const char *client_id,
             const char *audience, int64_t now, const struct oidc_parameter *parameters,
             size_t count)
{
    json_t *claims = json_pack("{s:s}", "client_id", client_id);
    for (size_t i = 0; claims != NULL && i < count; i++) {
        if (json_object_set_new(claims, parameters[i].name, json_string(parameters[i].value)) !=
            0) {
            json_decref(claims);
            claims = NULL;
        }
    }
    return sign_claims(key, algorithm, claims, client_id, audience, now);
}

/* -- the provider's ---------------------------------------------------------------------------- */

const char *
oidc_fault_word(enum oidc_fault fault)
{
    static const char *const words[] = {
        [OIDC_FINE] = "fine",
        [OIDC_FAULT_FORM] = "form",
        [OIDC_FAULT_ALGORITHM] = "algorithm",
        [OIDC_FAULT_KEY] = "key",
        [OIDC_FAULT_SIGNATURE] = "signature",
        [OIDC_FAULT_ISSUER] = "issuer",
        [OIDC_FAULT_AUDIENCE] = "audience",
        [OIDC_FAULT_TIME] = "time",
        [OIDC_FAULT_NONCE] = "nonce",
        [OIDC_FAULT_SUBJECT] = "subject",
        [OIDC_FAULT_LEVEL] = "level",
    };
    assert(fault < OIDC_FAULT_COUNT);
    return words[fault];
}

static bool
says(const json_t *claims, const char *name, const char *value)
{
    const char *said = json_string_value(json_object_get(claims, name));
    return said != NULL && strcmp(said, value) == 0;
}

/* The token is for this client alone. */
static bool
check_audience(const json_t *claims, const char *client_id)
{
    const json_t *audience = json_object_get(claims, "aud"),
                 *party = json_object_get(claims, "azp");
    if (json_is_array(audience)) {
        audience = json_array_size(audience) == 1 ? json_array_get(audience, 0) : NULL;
    }
    const char *told = json_string_value(audience);
    return told != NULL && strcmp(told, client_id) == 0 &&
           (party == NULL || says(claims, "azp", client_id));
}

/* A moment told as a number, which may have decimals; false when it is none that can be. */
static bool
moment(const json_t *claims, const char *name, double *out)
{
    const json_t *told = json_object_get(claims, name);
    *out = json_number_value(told);
    return json_is_number(told) && *out >= 0 && *out < 1e12;
}

static bool
check_times(const json_t *claims, int64_t now)
{
    double ends, made, begins = 0, at = (double)now;
    return moment(claims, "exp", &ends) && moment(claims, "iat", &made) &&
           (json_object_get(claims, "nbf") == NULL || moment(claims, "nbf", &begins)) &&
           at < ends + OIDC_SKEW_SECONDS && made <= at + OIDC_SKEW_SECONDS &&
           made >= at - OIDC_FRESH_SECONDS && begins <= at + OIDC_SKEW_SECONDS;
}

/* A level told as a text or a whole number. */
static bool
check_level(const json_t *claims, const struct oidc_profile *profile)
{
    char text[NUMBER_TEXT_SIZE];
    if (profile->level_claim == NULL) {
        return true;
    }
    const json_t *told = json_object_get(claims, profile->level_claim);
    if (json_is_integer(told)) {
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(told));
        return strcmp(text, profile->level) == 0;
    }
    return says(claims, profile->level_claim, profile->level);
}

/* An HPR number told as a text or a whole number; WHOLE_NONE when it is none. */
static int64_t
read_doctor(const json_t *claims, const char *claim)
{
    const json_t *told = claim == NULL ? NULL : json_object_get(claims, claim);
    const char *text = json_string_value(told);
    int64_t doctor = json_is_integer(told) ? json_integer_value(told) : 0;
    if (text != NULL && !number_parse_whole(text, strlen(text), &doctor)) {
        return WHOLE_NONE;
    }
    return doctor > 0 ? doctor : WHOLE_NONE;
}

static void
read_pid(const json_t *claims, const char *claim, char out[NATIONAL_ID_TEXT_SIZE])
{
    const char *told = claim == NULL ? NULL : json_string_value(json_object_get(claims, claim));
    out[0] = '\0';
    if (told != NULL && strlen(told) == NATIONAL_ID_LENGTH) {
        memcpy(out, told, NATIONAL_ID_TEXT_SIZE);
    }
}

static enum oidc_fault
check_claims(const json_t *claims, const struct oidc_expected *expected, struct arena *arena,
             struct oidc_arrival *out)
{
    const char *subject = json_string_value(json_object_get(claims, "sub"));
    if (!says(claims, "iss", expected->issuer)) {
        return OIDC_FAULT_ISSUER;
    }
    if (!check_audience(claims, expected->client_id)) {
        return OIDC_FAULT_AUDIENCE;
    }
    if (!check_times(claims, expected->now)) {
        return OIDC_FAULT_TIME;
    }
    if (!says(claims, "nonce", expected->nonce)) {
        return OIDC_FAULT_NONCE;
    }
    if (subject == NULL || subject[0] == '\0' || strlen(subject) > ACCOUNT_SUBJECT_MAX) {
        return OIDC_FAULT_SUBJECT;
    }
    if (!check_level(claims, expected->profile)) {
        return OIDC_FAULT_LEVEL;
    }
    out->subject = arena_copy(arena, subject, strlen(subject));
    out->doctor = read_doctor(claims, expected->profile->doctor_claim);
    read_pid(claims, expected->profile->pid_claim, out->pid);
    return out->subject == NULL ? OIDC_FAULT_FORM : OIDC_FINE;
}

/* Checks the signature; *claims is then what is signed. */
static enum oidc_fault
check_signature(cjose_jws_t *jws, const json_t *key_set, json_t **claims)
{
    cjose_err why;
    json_error_t ignored;
    uint8_t *payload;
    size_t length;
    cjose_header_t *header = cjose_jws_get_protected(jws);
    const char *kid = cjose_header_get(header, CJOSE_HDR_KID, &why);
    const char *algorithm = find_algorithm(cjose_header_get(header, CJOSE_HDR_ALG, &why));
    if (algorithm == NULL || json_object_get(header, "crit") != NULL) {
        return OIDC_FAULT_ALGORITHM;
    }
    cjose_jwk_t *key = choose_key(key_set, kid, algorithm);
    if (key == NULL) {
        return OIDC_FAULT_KEY;
    }
    bool right = cjose_jws_verify(jws, key, &why);
    cjose_jwk_release(key);
    if (!right || !cjose_jws_get_plaintext(jws, &payload, &length, &why)) {
        return OIDC_FAULT_SIGNATURE;
    }
    *claims = json_loadb((const char *)payload, length, JSON_REJECT_DUPLICATES, &ignored);
    sodium_memzero(payload, length);
    return json_is_object(*claims) ? OIDC_FINE : OIDC_FAULT_FORM;
}

enum oidc_fault
oidc_token_check(const char *token, const json_t *key_set, const struct oidc_expected *expected,
                 struct arena *arena, struct oidc_arrival *out)
{
    cjose_err why;
    json_t *claims = NULL;
    cjose_jws_t *jws = cjose_jws_import(token, strlen(token), &why);
    if (jws == NULL) {
        return OIDC_FAULT_FORM;
    }
    enum oidc_fault fault = check_signature(jws, key_set, &claims);
    if (fault == OIDC_FINE) {
        fault = check_claims(claims, expected, arena, out);
    }
    json_decref(claims);
    cjose_jws_release(jws);
    return fault;
}
