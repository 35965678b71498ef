/* SPDX-License-Identifier: EUPL-1.2 */
/* What is taken from a login service: tokens with each thing wrong once, and whose account it is.
 */
#define _XOPEN_SOURCE 700
#include "../register/world.h"

#include "register/identities.h"
#include "server/oidc_private.h"

#include <sodium.h>
#include <sys/stat.h>

enum { NOW = 1800000000 };

static const char issuer[] = "https://login.example";

static struct {
    cjose_jwk_t *rsa, *ec, *small, *curve; /* curve and small are not good enough */
} keys;

static int
make_keys(void **state)
{
    static const uint8_t exponent[] = {1, 0, 1};
    (void)state;
    cjose_err why;
    if (sodium_init() < 0) {
        return -1;
    }
    keys.rsa = cjose_jwk_create_RSA_random(2048, exponent, sizeof exponent, &why);
    keys.small = cjose_jwk_create_RSA_random(1024, exponent, sizeof exponent, &why);
    keys.ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &why);
    keys.curve = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_384, &why);
    return keys.rsa == NULL || keys.small == NULL || keys.ec == NULL || keys.curve == NULL ||
           !cjose_jwk_set_kid(keys.rsa, "r", 1, &why) ||
           !cjose_jwk_set_kid(keys.ec, "e", 1, &why) ||
           !cjose_jwk_set_kid(keys.small, "s", 1, &why) ||
           !cjose_jwk_set_kid(keys.curve, "c", 1, &why);
}

static int
free_keys(void **state)
{
    (void)state;
    cjose_jwk_release(keys.rsa);
    cjose_jwk_release(keys.small);
    cjose_jwk_release(keys.ec);
    cjose_jwk_release(keys.curve);
    return 0;
}

static void
add_key(json_t *set, const cjose_jwk_t *key, const char *member, const char *value)
{
    cjose_err why;
    json_error_t ignored;
    char *text = cjose_jwk_to_json(key, false, &why);
    assert_non_null(text);
    json_t *jwk = json_loads(text, 0, &ignored);
    assert_non_null(jwk);
    if (member != NULL) {
        assert_int_equal(json_object_set_new(jwk, member, json_string(value)), 0);
    }
    assert_int_equal(json_array_append_new(json_object_get(set, "keys"), jwk), 0);
    free(text);
}

static json_t *
key_set(void)
{
    json_t *set = json_pack("{s:[]}", "keys");
    add_key(set, keys.rsa, NULL, NULL);
    add_key(set, keys.ec, "use", "sig");
    add_key(set, keys.small, NULL, NULL);
    add_key(set, keys.curve, NULL, NULL);
    return set;
}

/* A token as a good provider gives it, to be changed. */
static json_t *
good_claims(void)
{
    json_t *claims = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "iss", issuer, "aud", "dekning",
                               "nonce", "the-nonce", "sub", "subject-7", "iat",
                               (json_int_t)(NOW - 2), "exp", (json_int_t)(NOW + 60));
    assert_non_null(claims);
    return claims;
}

struct way {
    const cjose_jwk_t *key;
    const char *algorithm, *kid, *extra; /* extra: a member of the header, that says "x" */
};

static char *
signed_by(const struct way *way, const char *payload)
{
    cjose_err why = {.code = CJOSE_ERR_NONE};
    const char *compact;
    cjose_header_t *header = cjose_header_new(&why);
    assert_true(cjose_header_set(header, CJOSE_HDR_ALG, way->algorithm, &why));
    assert_true(way->kid == NULL || cjose_header_set(header, CJOSE_HDR_KID, way->kid, &why));
    assert_true(way->extra == NULL || cjose_header_set(header, way->extra, "x", &why));
    cjose_jws_t *jws =
        cjose_jws_sign(way->key, header, (const uint8_t *)payload, strlen(payload), &why);
    assert_non_null(jws);
    assert_true(cjose_jws_export(jws, &compact, &why));
    char *out = strdup(compact);
    cjose_jws_release(jws);
    cjose_header_release(header);
    return out;
}

static struct oidc_expected
expected_by(enum oidc_profile_id profile)
{
    return (struct oidc_expected){.profile = &oidc_profiles[profile],
                                  .issuer = issuer,
                                  .client_id = "dekning",
                                  .nonce = "the-nonce",
                                  .now = NOW};
}

static enum oidc_fault
check_text(const char *token, const json_t *set, enum oidc_profile_id profile,
           struct oidc_arrival *out)
{
    struct arena arena;
    struct oidc_expected expected = expected_by(profile);
    arena_init(&arena, 65536);
    enum oidc_fault fault = oidc_token_check(token, set, &expected, &arena, out);
    if (fault == OIDC_FINE) {
        assert_string_equal(out->subject, "subject-7");
        out->subject = NULL;
    }
    arena_free(&arena);
    return fault;
}

/* Checks claims, which it frees, signed in a way. */
static enum oidc_fault
check_signed(const struct way *way, json_t *claims, enum oidc_profile_id profile,
             struct oidc_arrival *out)
{
    char *payload = json_dumps(claims, JSON_COMPACT);
    char *token = signed_by(way, payload);
    json_t *set = key_set();
    enum oidc_fault fault = check_text(token, set, profile, out);
    json_decref(set);
    json_decref(claims);
    free(token);
    free(payload);
    return fault;
}

static enum oidc_fault
check(json_t *claims, enum oidc_profile_id profile, struct oidc_arrival *out)
{
    return check_signed(&(struct way){.key = keys.ec, .algorithm = "ES256", .kid = "e"}, claims,
                        profile, out);
}

/* The good claims with one changed to `value` (a reference it takes), or left out. */
static enum oidc_fault
with(const char *name, json_t *value)
{
    struct oidc_arrival arrival;
    json_t *claims = good_claims();
    if (value == NULL) {
        json_object_del(claims, name);
    } else {
        assert_int_equal(json_object_set_new(claims, name, value), 0);
    }
    return check(claims, OIDC_PLAIN, &arrival);
}

static json_t *
at(int64_t seconds)
{
    return json_integer(NOW + seconds);
}

/* -- tokens ------------------------------------------------------------------------------------ */

static void
a_good_token_is_taken(void **state)
{
    (void)state;
    struct oidc_arrival arrival;
    assert_int_equal(check(good_claims(), OIDC_PLAIN, &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, WHOLE_NONE);
    assert_string_equal(arrival.pid, "");
    static const char *const rsa[] = {"RS256", "PS256"};
    for (size_t i = 0; i < 2; i++) {
        struct way way = {.key = keys.rsa, .algorithm = rsa[i], .kid = "r"};
        assert_int_equal(check_signed(&way, good_claims(), OIDC_PLAIN, &arrival), OIDC_FINE);
    }
    /* A token that names no key is taken where only one key fits. */
    struct way way = {.key = keys.ec, .algorithm = "ES256"};
    assert_int_equal(check_signed(&way, good_claims(), OIDC_PLAIN, &arrival), OIDC_FINE);
}

static void
each_claim_must_be_right(void **state)
{
    (void)state;
    assert_int_equal(with("iss", NULL), OIDC_FAULT_ISSUER);
    assert_int_equal(with("iss", json_string("https://login.example/")), OIDC_FAULT_ISSUER);
    assert_int_equal(with("iss", json_integer(1)), OIDC_FAULT_ISSUER);
    assert_int_equal(with("aud", NULL), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("aud", json_string("dekning2")), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("aud", json_pack("[s]", "dekning")), OIDC_FINE);
    assert_int_equal(with("aud", json_pack("[ss]", "dekning", "other")), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("aud", json_pack("[s]", "other")), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("aud", json_array()), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("azp", json_string("dekning")), OIDC_FINE);
    assert_int_equal(with("azp", json_string("other")), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("azp", json_null()), OIDC_FAULT_AUDIENCE);
    assert_int_equal(with("nonce", NULL), OIDC_FAULT_NONCE);
    assert_int_equal(with("nonce", json_string("The-nonce")), OIDC_FAULT_NONCE);
    assert_int_equal(with("sub", NULL), OIDC_FAULT_SUBJECT);
    assert_int_equal(with("sub", json_string("")), OIDC_FAULT_SUBJECT);
    assert_int_equal(with("sub", json_integer(7)), OIDC_FAULT_SUBJECT);
    char large[ACCOUNT_SUBJECT_MAX + 2];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    assert_int_equal(with("sub", json_string(large)), OIDC_FAULT_SUBJECT);
}

static void
a_token_is_of_its_time(void **state)
{
    (void)state;
    assert_int_equal(with("exp", NULL), OIDC_FAULT_TIME);
    assert_int_equal(with("exp", json_string("1800000060")), OIDC_FAULT_TIME);
    assert_int_equal(with("exp", json_integer(-1)), OIDC_FAULT_TIME);
    assert_int_equal(with("exp", at(-OIDC_SKEW_SECONDS)), OIDC_FAULT_TIME);
    assert_int_equal(with("exp", at(1 - OIDC_SKEW_SECONDS)), OIDC_FINE);
    assert_int_equal(with("exp", json_real(NOW + 5.5)), OIDC_FINE);
    assert_int_equal(with("iat", NULL), OIDC_FAULT_TIME);
    assert_int_equal(with("iat", at(OIDC_SKEW_SECONDS)), OIDC_FINE);
    assert_int_equal(with("iat", at(OIDC_SKEW_SECONDS + 1)), OIDC_FAULT_TIME);
    assert_int_equal(with("iat", at(-OIDC_FRESH_SECONDS)), OIDC_FINE);
    assert_int_equal(with("iat", at(-OIDC_FRESH_SECONDS - 1)), OIDC_FAULT_TIME);
    assert_int_equal(with("nbf", at(OIDC_SKEW_SECONDS)), OIDC_FINE);
    assert_int_equal(with("nbf", at(OIDC_SKEW_SECONDS + 1)), OIDC_FAULT_TIME);
    assert_int_equal(with("nbf", json_string("x")), OIDC_FAULT_TIME);
}

static void
a_signature_must_be_the_providers(void **state)
{
    (void)state;
    struct oidc_arrival arrival;
    cjose_err why;
    const struct {
        struct way way;
        enum oidc_fault fault;
    } cases[] = {
        {{keys.ec, "ES256", "unknown", NULL}, OIDC_FAULT_KEY},
        {{keys.ec, "ES256", "r", NULL}, OIDC_FAULT_KEY},
        {{keys.rsa, "RS256", "e", NULL}, OIDC_FAULT_KEY},
        {{keys.small, "RS256", "s", NULL}, OIDC_FAULT_KEY},
        {{keys.curve, "ES384", "c", NULL}, OIDC_FAULT_ALGORITHM},
        {{keys.rsa, "RS384", "r", NULL}, OIDC_FAULT_ALGORITHM},
        {{keys.rsa, "PS512", "r", NULL}, OIDC_FAULT_ALGORITHM},
        {{keys.ec, "ES256", "e", "crit"}, OIDC_FAULT_ALGORITHM},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(check_signed(&cases[i].way, good_claims(), OIDC_PLAIN, &arrival),
                         cases[i].fault);
    }
    /* Somebody else's key under the provider's name of it. */
    cjose_jwk_t *other = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &why);
    struct way way = {other, "ES256", "e", NULL};
    assert_int_equal(check_signed(&way, good_claims(), OIDC_PLAIN, &arrival), OIDC_FAULT_SIGNATURE);
    cjose_jwk_release(other);
    /* The public key taken for a shared secret. */
    char *public = cjose_jwk_to_json(keys.rsa, false, &why);
    cjose_jwk_t *secret = cjose_jwk_create_oct_spec((const uint8_t *)public, strlen(public), &why);
    way = (struct way){secret, "HS256", "r", NULL};
    assert_int_equal(check_signed(&way, good_claims(), OIDC_PLAIN, &arrival), OIDC_FAULT_ALGORITHM);
    cjose_jwk_release(secret);
    free(public);
}

/* A key is used for what its set says it is for. */
static void
a_key_is_used_for_what_it_is_for(void **state)
{
    (void)state;
    struct oidc_arrival arrival;
    const struct {
        const char *member, *value;
        bool twice;
        enum oidc_fault fault;
    } cases[] = {
        {NULL, NULL, false, OIDC_FINE},          {"alg", "RS256", false, OIDC_FINE},
        {"alg", "PS256", false, OIDC_FAULT_KEY}, {"use", "sig", false, OIDC_FINE},
        {"use", "enc", false, OIDC_FAULT_KEY},   {NULL, NULL, true, OIDC_FAULT_KEY},
    };
    struct way way = {keys.rsa, "RS256", NULL, NULL};
    json_t *claims = good_claims();
    char *payload = json_dumps(claims, JSON_COMPACT), *token = signed_by(&way, payload);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        json_t *set = json_pack("{s:[]}", "keys");
        add_key(set, keys.rsa, cases[i].member, cases[i].value);
        if (cases[i].twice) {
            add_key(set, keys.rsa, NULL, NULL);
        }
        assert_int_equal(check_text(token, set, OIDC_PLAIN, &arrival), cases[i].fault);
        json_decref(set);
    }
    static const char *const sets[] = {"{}", "{\"keys\":7}", "{\"keys\":[]}", "{\"keys\":[7,null]}",
                                       "{\"keys\":[{\"kty\":\"RSA\"}]}"};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        json_error_t ignored;
        json_t *set = json_loads(sets[i], 0, &ignored);
        assert_int_equal(check_text(token, set, OIDC_PLAIN, &arrival), OIDC_FAULT_KEY);
        json_decref(set);
    }
    free(token);
    free(payload);
    json_decref(claims);
}

static void
what_is_no_token_is_refused(void **state)
{
    (void)state;
    struct oidc_arrival arrival;
    json_t *set = key_set();
    static const char *const texts[] = {
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "eyJ9.e30.",
        "e30.e30.e30",
        /* {"alg":"none"}, with and without a signature */
        "eyJhbGciOiJub25lIn0.e30.",
        "eyJhbGciOiJub25lIn0.e30.AAAA",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_not_equal(check_text(texts[i], set, OIDC_PLAIN, &arrival), OIDC_FINE);
    }
    /* Signed, but no object of JSON, or one that says a thing twice. */
    static const char *const payloads[] = {
        "", "7", "[]", "{\"iss\":\"https://login.example\",\"iss\":\"https://login.example\"}",
        "{\"iss\":\"https://login.example\\u0000\"}"};
    struct way way = {keys.ec, "ES256", "e", NULL};
    for (size_t i = 1; i < sizeof payloads / sizeof payloads[0]; i++) {
        char *token = signed_by(&way, payloads[i]);
        assert_int_equal(check_text(token, set, OIDC_PLAIN, &arrival), OIDC_FAULT_FORM);
        free(token);
    }
    /* Each byte of a good one changed. */
    json_t *claims = good_claims();
    char *payload = json_dumps(claims, JSON_COMPACT), *token = signed_by(&way, payload);
    size_t length = strlen(token);
    for (size_t i = 0; i < length; i += 7) {
        char before = token[i];
        token[i] = before == 'A' ? 'B' : 'A';
        /* the last characters of a part may have bits that say nothing */
        if (i + 2 < length && token[i + 1] != '.' && token[i] != '.') {
            assert_int_not_equal(check_text(token, set, OIDC_PLAIN, &arrival), OIDC_FINE);
        }
        token[i] = before;
    }
    assert_int_equal(check_text(token, set, OIDC_PLAIN, &arrival), OIDC_FINE);
    free(token);
    free(payload);
    json_decref(claims);
    json_decref(set);
}

/* -- profiles ---------------------------------------------------------------------------------- */

static enum oidc_fault
helseid(json_t *level, json_t *number, struct oidc_arrival *out)
{
    json_t *claims = good_claims();
    if (level != NULL) {
        json_object_set_new(claims, "helseid://claims/identity/security_level", level);
    }
    if (number != NULL) {
        json_object_set_new(claims, "helseid://claims/hpr/hpr_number", number);
    }
    json_object_set_new(claims, "pid", json_string("01819012345"));
    return check(claims, OIDC_HELSEID, out);
}

static void
helseid_tells_a_doctor(void **state)
{
    (void)state;
    struct oidc_arrival arrival;
    assert_int_equal(helseid(json_string("4"), json_string("7654321"), &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, 7654321);
    assert_string_equal(arrival.pid, ""); /* not HelseID's to tell here */
    assert_int_equal(helseid(json_integer(4), json_integer(7654321), &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, 7654321);
    assert_int_equal(helseid(json_string("4"), NULL, &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, WHOLE_NONE);
    assert_int_equal(helseid(json_string("4"), json_string("76x"), &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, WHOLE_NONE);
    assert_int_equal(helseid(json_string("4"), json_string("-7"), &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, WHOLE_NONE);
    assert_int_equal(helseid(json_string("4"), json_pack("[s]", "7"), &arrival), OIDC_FINE);
    assert_int_equal(arrival.doctor, WHOLE_NONE);
    assert_int_equal(helseid(json_string("3"), json_string("7654321"), &arrival), OIDC_FAULT_LEVEL);
    assert_int_equal(helseid(json_integer(3), json_string("7654321"), &arrival), OIDC_FAULT_LEVEL);
    assert_int_equal(helseid(NULL, json_string("7654321"), &arrival), OIDC_FAULT_LEVEL);
}

static enum oidc_fault
idporten(json_t *level, const char *pid, struct oidc_arrival *out)
{
    json_t *claims = good_claims();
    json_object_set_new(claims, "acr", level);
    json_object_set_new(claims, "pid", json_string(pid));
    json_object_set_new(claims, "helseid://claims/hpr/hpr_number", json_string("7654321"));
    return check(claims, OIDC_IDPORTEN, out);
}

static void
idporten_tells_a_person(void **state)
{
    (void)state;
    struct oidc_arrival arrival;
    assert_int_equal(idporten(json_string("idporten-loa-high"), "01819012345", &arrival),
                     OIDC_FINE);
    assert_string_equal(arrival.pid, "01819012345");
    assert_int_equal(arrival.doctor, WHOLE_NONE);
    assert_int_equal(idporten(json_string("idporten-loa-high"), "018190123456", &arrival),
                     OIDC_FINE);
    assert_string_equal(arrival.pid, "");
    assert_int_equal(idporten(json_string("idporten-loa-substantial"), "01819012345", &arrival),
                     OIDC_FAULT_LEVEL);
    assert_int_equal(idporten(json_integer(0), "01819012345", &arrival), OIDC_FAULT_LEVEL);
    for (enum oidc_profile_id i = 0; i < OIDC_PROFILE_COUNT; i++) {
        assert_int_equal(oidc_profile_find(oidc_profile_word(i)), i);
    }
    assert_int_equal(oidc_profile_find("Plain"), OIDC_PROFILE_COUNT);
}

/* -- the client -------------------------------------------------------------------------------- */

static void
the_client_proves_itself_once(void **state)
{
    (void)state;
    cjose_err why;
    json_error_t ignored;
    uint8_t *payload;
    size_t length;
    char *one = oidc_assertion(keys.ec, "ES256", "dekning", issuer, NOW);
    char *two = oidc_assertion(keys.ec, "ES256", "dekning", issuer, NOW);
    assert_string_not_equal(one, two);
    cjose_jws_t *jws = cjose_jws_import(one, strlen(one), &why);
    assert_true(cjose_jws_verify(jws, keys.ec, &why));
    assert_string_equal(cjose_header_get(cjose_jws_get_protected(jws), "kid", &why), "e");
    assert_true(cjose_jws_get_plaintext(jws, &payload, &length, &why));
    json_t *claims = json_loadb((const char *)payload, length, 0, &ignored);
    assert_string_equal(json_string_value(json_object_get(claims, "iss")), "dekning");
    assert_string_equal(json_string_value(json_object_get(claims, "sub")), "dekning");
    assert_string_equal(json_string_value(json_object_get(claims, "aud")), issuer);
    assert_int_equal(json_integer_value(json_object_get(claims, "iat")), NOW);
    assert_int_equal(json_integer_value(json_object_get(claims, "exp")), NOW + 30);
    assert_int_equal(strlen(json_string_value(json_object_get(claims, "jti"))), 43);
    json_decref(claims);
    cjose_jws_release(jws);
    free(one);
    free(two);
}

/* RFC 7636, appendix B. */
static void
a_challenge_is_of_its_verifier(void **state)
{
    (void)state;
    char challenge[OIDC_RANDOM_SIZE];
    oidc_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge);
    assert_string_equal(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
only_safe_addresses_are_asked(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        bool always, loopback;
    } cases[] = {
        {"https://login.example/token", true, true},
        {"https://login.example:8443/token?x=1", true, true},
        {"http://login.example/token", false, false},
        {"http://127.0.0.1:4000/token", false, true},
        {"http://localhost/token", false, true},
        {"http://[::1]:80/", false, true},
        {"http://127.0.0.1.example/token", false, false},
        {"http://localhost.example/", false, false},
        {"http://127.0.0.1@evil.example/", false, false},
        {"https://user@login.example/", false, false},
        {"https://login.example/#x", false, false},
        {"https://login.example/a b", false, false},
        {"https://login.example/\n", false, false},
        {"ftp://login.example/", false, false},
        {"file:///etc/passwd", false, false},
        {"login.example", false, false},
        {"", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(oidc_url_allowed(cases[i].url, false), cases[i].always);
        assert_int_equal(oidc_url_allowed(cases[i].url, true), cases[i].loopback);
    }
}

static void
a_browser_is_sent_back_to_this_server_only(void **state)
{
    (void)state;
    static const char *const good[] = {"/", "/min-side", "/lister/B07?x=1&y=2#z", "/a//b"};
    static const char *const bad[] = {"",       "lister",   "//evil.example", "/\\evil.example",
                                      "https:", "/\t/evil", "/a\nb",          "/å",
                                      "/ a",    "\\\\evil", "/a\\b"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(oidc_return_allowed(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(oidc_return_allowed(bad[i]));
    }
    assert_false(oidc_return_allowed(NULL));
    char large[258] = "/";
    memset(large + 1, 'x', 255);
    assert_true(oidc_return_allowed(large));
    large[256] = 'x';
    assert_false(oidc_return_allowed(large));
}

static void
write_key(const struct scratch *scratch, const cjose_jwk_t *key, bool whole, char path[256])
{
    cjose_err why;
    snprintf(path, 256, "%s/client.jwk", scratch->folder);
    char *json = cjose_jwk_to_json(key, whole, &why);
    scratch_write(path, json, strlen(json));
    assert_int_equal(chmod(path, 0600), 0);
    free(json);
}

static enum error_code
new_fails(struct oidc_settings settings)
{
    struct oidc *oidc;
    struct error error = {.code = ERROR_NONE};
    if (oidc_new(&settings, &oidc, &error)) {
        oidc_free(oidc);
        return ERROR_NONE;
    }
    return error.code;
}

static void
settings_are_checked(void **state)
{
    const struct scratch *scratch = *state;
    char path[256];
    struct oidc *oidc;
    struct error error;
    struct arena arena;
    const char *set;
    write_key(scratch, keys.ec, true, path);
    struct oidc_settings good = {.issuer = issuer,
                                 .client_id = "dekning",
                                 .key_file = path,
                                 .redirect = "https://board.example/callback"};
    struct oidc_settings settings = good;
    assert_int_equal(new_fails(settings), ERROR_NONE);
    settings.issuer = "http://login.example";
    assert_int_equal(new_fails(settings), ERROR_OIDC_SETTING);
    settings = good;
    settings.client_id = "";
    assert_int_equal(new_fails(settings), ERROR_OIDC_SETTING);
    settings = good;
    settings.redirect = "http://board.example/callback";
    assert_int_equal(new_fails(settings), ERROR_OIDC_SETTING);
    settings.redirect = "http://127.0.0.1/callback";
    assert_int_equal(new_fails(settings), ERROR_OIDC_SETTING);
    settings.issuer = "http://127.0.0.1:4000";
    assert_int_equal(new_fails(settings), ERROR_NONE);

    must(oidc_new(&good, &oidc, &error), &error);
    arena_init(&arena, 65536);
    must(oidc_public_keys(oidc, &arena, &set, &error), &error);
    assert_non_null(strstr(set, "\"kid\":\"e\""));
    assert_non_null(strstr(set, "\"alg\":\"ES256\""));
    assert_null(strstr(set, "\"d\""));
    arena_free(&arena);
    oidc_free(oidc);

    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(new_fails(good), ERROR_KEY_FILE_EXPOSED);
    write_key(scratch, keys.ec, false, path);
    assert_int_equal(new_fails(good), ERROR_OIDC_KEY);
    write_key(scratch, keys.small, true, path);
    assert_int_equal(new_fails(good), ERROR_OIDC_KEY);
    write_key(scratch, keys.curve, true, path);
    assert_int_equal(new_fails(good), ERROR_OIDC_KEY);
    write_key(scratch, keys.rsa, true, path);
    assert_int_equal(new_fails(good), ERROR_NONE);
    scratch_write(path, "{", 1);
    assert_int_equal(new_fails(good), ERROR_OIDC_KEY);
    unlink(path);
    assert_int_equal(new_fails(good), ERROR_KEY_FILE_MISSING);
}

/* -- whose account it is ----------------------------------------------------------------------- */

struct desk {
    struct world world;
    struct key_ring *ring;
    struct oidc *oidc;
    char numbers[3][NATIONAL_ID_TEXT_SIZE]; /* of the persons 1, 2 and nobody */
};

static void
open_desk(struct desk *desk, struct scratch *scratch, enum oidc_profile_id profile, bool residents)
{
    char path[256];
    struct error error;
    world_open(&desk->world, scratch);
    snprintf(path, sizeof path, "%s/keys", scratch->folder);
    must(key_create(path, desk->world.day, &error) && key_open(path, &desk->ring, &error), &error);
    desk->world.session.keys = desk->ring;
    must(store_begin(desk->world.store, &error), &error);
    for (int serial = 0, made = 0; made < 3; serial++) {
        if (!national_id_make(day("1980-05-05"), SEX_MALE, serial, desk->numbers[made])) {
            continue;
        }
        made++;
        must(made == 3 || identities_add(desk->world.store, desk->ring, made,
                                         desk->numbers[made - 1], &error),
             &error);
    }
    must(store_commit(desk->world.store, &error), &error);
    write_key(scratch, keys.ec, true, path);
    struct oidc_settings settings = {.profile = profile,
                                     .issuer = issuer,
                                     .client_id = "dekning",
                                     .key_file = path,
                                     .redirect = "https://board.example/callback",
                                     .residents = residents};
    must(oidc_new(&settings, &desk->oidc, &error), &error);
}

static void
close_desk(struct desk *desk)
{
    oidc_free(desk->oidc);
    desk->world.session.keys = NULL;
    key_close(desk->ring);
    world_close(&desk->world);
}

static void
add(struct desk *desk, const char *name, enum role role, int64_t doctor, int64_t person,
    const char *subject)
{
    struct error error;
    int64_t account;
    struct account_office office = {desk->world.store, "root", desk->world.at, PASSWORD_MINIMAL};
    struct account_new asked = {name, NULL, role, doctor, person};
    struct account_link link = {WHOLE_NONE, WHOLE_NONE, issuer, subject};
    must(account_add(&office, &asked, &account, &error), &error);
    must(subject == NULL || account_set_link(&office, name, &link, &error), &error);
}

/* The name of the account that comes in, or the word of why none does. */
static const char *
arrive(struct desk *desk, const char *subject, int64_t doctor, const char *pid)
{
    static struct account account;
    struct oidc_arrival arrival = {.subject = subject, .doctor = doctor};
    struct error error;
    enum login_result result;
    snprintf(arrival.pid, sizeof arrival.pid, "%s", pid);
    must(oidc_arrive(desk->oidc, &desk->world.session, &arrival, &account, &result, &error),
         &error);
    for (size_t i = 0; i < sizeof arrival.pid; i++) {
        assert_int_equal(arrival.pid[i], '\0');
    }
    assert_int_equal(account.account != WHOLE_NONE, result == LOGIN_DONE);
    return result == LOGIN_DONE ? account.name : login_result_word(result);
}

static void
staff_come_by_link_or_hpr(void **state)
{
    struct desk desk;
    struct error error;
    open_desk(&desk, *state, OIDC_HELSEID, true);
    add(&desk, "kari", ROLE_CASE_WORKER, WHOLE_NONE, WHOLE_NONE, "subject-k");
    add(&desk, "lege", ROLE_GP, 7654321, WHOLE_NONE, NULL);
    assert_string_equal(arrive(&desk, "subject-k", WHOLE_NONE, ""), "kari");
    assert_string_equal(arrive(&desk, "subject-x", WHOLE_NONE, ""), "unknown");
    assert_string_equal(arrive(&desk, "subject-x", 7654321, ""), "lege");
    assert_string_equal(arrive(&desk, "subject-x", 7654322, ""), "unknown");
    assert_string_equal(arrive(&desk, "subject-k", 7654321, ""), "kari"); /* the link is nearer */
    struct account_office office = {desk.world.store, "root", desk.world.at, PASSWORD_MINIMAL};
    must(account_disable(&office, "lege", &error), &error);
    assert_string_equal(arrive(&desk, "subject-x", 7654321, ""), "disabled");
    close_desk(&desk);
}

static void
residents_come_by_identity_number(void **state)
{
    struct desk desk;
    open_desk(&desk, *state, OIDC_IDPORTEN, false);
    add(&desk, "ola", ROLE_RESIDENT, WHOLE_NONE, 1, NULL);
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, desk.numbers[0]), "ola");
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, desk.numbers[1]), "unknown");
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, desk.numbers[2]), "unknown");
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, "12345678901"), "unknown");
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, ""), "unknown");
    close_desk(&desk);
}

static bool
has_no_number(void *context, const struct audit_row *row, const char *hash)
{
    const struct desk *desk = context;
    (void)hash;
    for (size_t i = 0; i < 3; i++) {
        assert_null(strstr(row->arguments, desk->numbers[i]));
    }
    return true;
}

static void
residents_need_no_account_where_it_is_so_set(void **state)
{
    struct desk desk;
    struct error error;
    struct account account;
    open_desk(&desk, *state, OIDC_IDPORTEN, true);
    for (int i = 0; i < 2; i++) { /* made, and then found */
        assert_string_equal(arrive(&desk, "s", WHOLE_NONE, desk.numbers[1]), "resident-2");
    }
    must(account_by_person(desk.world.store, 2, &account, &error), &error);
    assert_int_equal(account.role, ROLE_RESIDENT);
    assert_false(account.has_password);
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, desk.numbers[2]), "unknown");
    /* Whoever was looked for is in the log, by no number of identity. */
    assert_int_equal(scratch_run(*state, "SELECT count(*) FROM audit WHERE action = 'person_find'"),
                     3);
    must(audit_read(desk.world.store, 0, WHOLE_NONE, has_no_number, &desk, &error), &error);
    /* The dead do not log in. */
    scratch_run(*state, "UPDATE person SET died = 10000 WHERE person = 2");
    assert_string_equal(arrive(&desk, "s", WHOLE_NONE, desk.numbers[1]), "unknown");
    scratch_run(*state, "UPDATE person SET died = NULL WHERE person = 2");
    close_desk(&desk);
}

int
main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_token_is_taken),
        cmocka_unit_test(each_claim_must_be_right),
        cmocka_unit_test(a_token_is_of_its_time),
        cmocka_unit_test(a_signature_must_be_the_providers),
        cmocka_unit_test(a_key_is_used_for_what_it_is_for),
        cmocka_unit_test(what_is_no_token_is_refused),
        cmocka_unit_test(helseid_tells_a_doctor),
        cmocka_unit_test(idporten_tells_a_person),
        cmocka_unit_test(the_client_proves_itself_once),
        cmocka_unit_test(a_challenge_is_of_its_verifier),
        cmocka_unit_test(only_safe_addresses_are_asked),
        cmocka_unit_test(a_browser_is_sent_back_to_this_server_only),
        ON_SQLITE(settings_are_checked),
        ON_BOTH(staff_come_by_link_or_hpr),
        ON_BOTH(residents_come_by_identity_number),
        ON_BOTH(residents_need_no_account_where_it_is_so_set),
    };
    skip_without_server(tests, sizeof tests / sizeof tests[0]);
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
