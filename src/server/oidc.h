/* SPDX-License-Identifier: EUPL-1.2 */
/* Login by OpenID Connect: authorisation code with PKCE (S256), state, nonce and private_key_jwt,
 * at HelseID (staff and GPs), ID-porten (residents) or any other provider.
 *
 * What is asked of the provider goes by https; http is taken only where the issuer is a loopback
 * address. A login that was begun lives in a cookie sealed by this program (ten minutes), not in
 * its memory: nobody can fill it, and only the browser that began can finish.
 *
 * Only who is known gets in: an account linked to the provider's subject, to the HPR number or to
 * the person of the register that the profile tells. An identity number is used to find the person,
 * which is logged, and then overwritten: it is neither kept nor logged.
 *
 * oidc_start, oidc_finish and oidc_arrive wait for a network or the database: call them in a
 * worker. One struct oidc may be shared by threads. */
#ifndef DEKNING_SERVER_OIDC_H
#define DEKNING_SERVER_OIDC_H

#include "base/arena.h"
#include "register/session.h"
#include "scheme/national_id.h"
#include "server/account.h"

#include <stdint.h>

/* What tells the profiles apart; the profiles themselves are one table in oidc_profile.c. */
enum oidc_profile_id { OIDC_PLAIN, OIDC_HELSEID, OIDC_IDPORTEN, OIDC_PROFILE_COUNT };

/* "plain", "helseid", "idporten": in settings and in the route. */
const char *oidc_profile_word(enum oidc_profile_id profile);

/* OIDC_PROFILE_COUNT when there is none of that word. */
enum oidc_profile_id oidc_profile_find(const char *word);

struct oidc_settings {
    enum oidc_profile_id profile;
    const char *issuer;    /* "https://…": exactly as the provider's metadata has it */
    const char *client_id; /* as registered at the provider */
    const char *key_file;  /* the client's private key, a JWK with alg and kid, mode 0600 */
    const char *redirect;  /* this server's /callback of the profile, a whole URL */
    const char *ca_file;   /* certificates to trust in place of the system's; NULL */
    bool residents;        /* persons of the register found by pid get in without an account */
};

/* One provider, and what is known of it. */
struct oidc;

/* Reads the key file; asks nobody. *out is freed with oidc_free. ERROR_OIDC_SETTING with the
 * setting's name as field, ERROR_OIDC_KEY, ERROR_KEY_FILE_MISSING, ERROR_KEY_FILE_EXPOSED,
 * ERROR_MEMORY, ERROR_CRYPTO. */
bool oidc_new(const struct oidc_settings *settings, struct oidc **out, struct error *error);
void oidc_free(struct oidc *oidc);

/* What a browser is to be answered with: go to `location` (302), keep `cookie`. */
struct oidc_start {
    const char *location;
    const char *cookie; /* the value of a cookie of its own: HttpOnly, SameSite=Lax, Secure */
    int64_t cookie_seconds;
};

/* Begins a login. `return_to` is a path of this server to come back to; anything else, NULL too, is
 * taken as "/". Errors: ERROR_OIDC_UNREACHABLE, ERROR_OIDC_ANSWER. */
bool oidc_start(struct oidc *oidc, enum language language, const char *return_to, int64_t now,
                struct arena *arena, struct oidc_start *out, struct error *error);

/* What the browser came back with; NULL for what is not there. */
struct oidc_callback {
    const char *code, *state, *error, *issuer; /* query parameters code, state, error and iss */
    const char *cookie;                        /* that of oidc_start, which is now to be deleted */
};

/* Whom the provider vouches for. */
struct oidc_arrival {
    const char *subject;
    int64_t doctor;                  /* HPR number; WHOLE_NONE when not told */
    char pid[NATIONAL_ID_TEXT_SIZE]; /* identity number, "" when not told; oidc_arrive overwrites it
                                      */
    const char *return_to;
};

/* Finishes a login: trades the code for an id_token and checks it. ERROR_OIDC_BEGAN: the cookie or
 * state is not of a login begun here within the time. ERROR_OIDC_REFUSED: the provider said no, or
 * the person changed their mind. ERROR_OIDC_UNREACHABLE, ERROR_OIDC_ANSWER. */
bool oidc_finish(struct oidc *oidc, const struct oidc_callback *callback, int64_t now,
                 struct arena *arena, struct oidc_arrival *out, struct error *error);

/* The account of who came, by subject, HPR number or person; LOGIN_UNKNOWN when there is none, and
 * LOGIN_DISABLED. A resident without an account gets one where the setting says so. The session
 * works in the register with the keys, as the actor of the log: its purpose is "login". The
 * arrival's pid is overwritten whatever comes of it. */
bool oidc_arrive(struct oidc *oidc, struct session *session, struct oidc_arrival *arrival,
                 struct account *out, enum login_result *result, struct error *error);

/* The client's public key as a JWK set, to be registered at the provider, in `arena`. */
bool oidc_public_keys(struct oidc *oidc, struct arena *arena, const char **out,
                      struct error *error);

#endif
