/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of oidc.c share: the profiles, what is fetched, and tokens. */
#ifndef DEKNING_SERVER_OIDC_PRIVATE_H
#define DEKNING_SERVER_OIDC_PRIVATE_H

#include "base/text.h"
#include "server/oidc.h"

#include <cjose/cjose.h>
#include <jansson.h>

enum {
    OIDC_ANSWER_BYTES = 256 * 1024, /* the most a provider may answer */
    OIDC_RANDOM_SIZE = 44,          /* 32 random bytes in base64url, and a NUL */
    OIDC_SKEW_SECONDS = 30,         /* that clocks may differ */
    OIDC_FRESH_SECONDS = 600,       /* the most a token may be old: it was just made */
    OIDC_ASSERTION_SECONDS = 30,    /* HelseID takes at most 60 */
    OIDC_LOGIN_SECONDS = 600,       /* from start to finish */
};

/* -- profiles (oidc_profile.c) ----------------------------------------------------------------- */

struct oidc_profile {
    const char *word;
    const char *scope;
    const char *acr_values;               /* NULL to ask for no level */
    const char *locales[LANGUAGE_COUNT];  /* ui_locales */
    const char *doctor_claim, *pid_claim; /* whose words are taken for it; NULL for none */
    const char *level_claim, *level;      /* what the token must say of how sure the login is */
    bool pushes;                          /* a login is only begun by pushing it (RFC 9126) … */
    bool signs;                           /* … as a signed request (RFC 9101) */
};

extern const struct oidc_profile oidc_profiles[OIDC_PROFILE_COUNT];

/* -- fetching (oidc_fetch.c) ------------------------------------------------------------------- */

/* Whether a URL may be asked: https, or http to a loopback address where `loopback` is. It has no
 * user, fragment or control characters. */
bool oidc_url_allowed(const char *url, bool loopback);

/* Whether it is http to a loopback address. */
bool oidc_url_loopback(const char *url);

/* GETs the URL, or POSTs the form where there is one, following no redirection: at most ten seconds
 * and OIDC_ANSWER_BYTES. *out is the answer, made anew, to be freed with text_free; *status that of
 * HTTP. ERROR_OIDC_UNREACHABLE. */
bool oidc_fetch(const char *url, const char *form, const char *ca_file, struct text *out,
                long *status, struct error *error);

/* Adds "name=value" to a form or query, with "&" before it where something is there. */
void oidc_add_parameter(struct text *form, const char *name, const char *value);

/* -- tokens (oidc_token.c) --------------------------------------------------------------------- */

/* 32 random bytes in base64url; and the PKCE challenge (S256) of such. */
void oidc_random(char out[OIDC_RANDOM_SIZE]);
void oidc_challenge(const char *verifier, char out[OIDC_RANDOM_SIZE]);

/* Reads a private JWK with a kid that signs by ES256, PS256 or RS256 into *out, freed with
 * cjose_jwk_release, and its algorithm. False when it is none. */
bool oidc_key_read(const char *json, size_t length, cjose_jwk_t **out, const char **algorithm);

/* Proves to the provider who the client is (RFC 7523, section 2.2): a signed token of its own for
 * one use. Freed with free; NULL when it cannot be made. */
char *oidc_assertion(const cjose_jwk_t *key, const char *algorithm, const char *client_id,
                     const char *audience, int64_t now);

/* What a login asks for. */
struct oidc_parameter {
    const char *name, *value;
};

/* The parameters as a request signed by the client (RFC 9101). As oidc_assertion. */
char *oidc_request(const cjose_jwk_t *key, const char *algorithm, const char *client_id,
                   const char *audience, int64_t now, const struct oidc_parameter *parameters,
                   size_t count);

/* What an id_token must be. */
struct oidc_expected {
    const struct oidc_profile *profile;
    const char *issuer, *client_id, *nonce;
    int64_t now;
};

/* What came of checking one. */
enum oidc_fault {
    OIDC_FINE,
    OIDC_FAULT_FORM,      /* no signed token of JSON */
    OIDC_FAULT_ALGORITHM, /* not ES256, PS256 or RS256, or with extensions that must be understood
                           */
    OIDC_FAULT_KEY,       /* no key of the provider's by that name and for that algorithm */
    OIDC_FAULT_SIGNATURE,
    OIDC_FAULT_ISSUER,
    OIDC_FAULT_AUDIENCE, /* aud, azp */
    OIDC_FAULT_TIME,     /* exp, iat, nbf */
    OIDC_FAULT_NONCE,
    OIDC_FAULT_SUBJECT,
    OIDC_FAULT_LEVEL,
    OIDC_FAULT_COUNT
};

/* "signature": for errors and logs. */
const char *oidc_fault_word(enum oidc_fault fault);

/* Checks an id_token (OpenID Connect Core 1.0, section 3.1.3.7) against the provider's key set and
 * takes from it whom it tells of; out->return_to is left alone, and out->subject is in `arena`. */
enum oidc_fault oidc_token_check(const char *token, const json_t *key_set,
                                 const struct oidc_expected *expected, struct arena *arena,
                                 struct oidc_arrival *out);

/* -- logins under way (oidc.c) ----------------------------------------------------------------- */

/* Whether it is a path of this server that a browser can be sent back to. */
bool oidc_return_allowed(const char *path);

#endif
