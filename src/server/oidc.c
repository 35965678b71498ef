/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/oidc.h"

#include "base/number.h"
#include "register/secret_file.h"
#include "register/view_person.h"
#include "server/oidc_private.h"
#include "store/query.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_FILE_BYTES = 16384,
    METADATA_SECONDS = 3600, /* for so long is what a provider says of itself good */
    KEYS_SECONDS = 30,       /* a provider is asked for new keys no more often */
    RETURN_BYTES = 256,
    URL_BYTES = 4096,
    PARAMETERS_MAX = 9,
    /* what a login under way is written as, and sealed */
    LOGIN_BYTES = 16 + 3 * OIDC_RANDOM_SIZE + RETURN_BYTES + 8,
    SEAL_BYTES =
        crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES,
    ENCODING = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};

struct oidc {
    struct oidc_settings settings; /* its texts in the arena */
    struct arena arena;
    const struct oidc_profile *profile;
    bool loopback; /* http is allowed */
    unsigned char seal[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    pthread_mutex_t mutex; /* of what follows */
    cjose_jwk_t *key;
    const char *algorithm;
    json_t *metadata, *key_set; /* NULL before they are fetched */
    int64_t metadata_at, key_set_at;
};

/* A login under way. */
struct login {
    int64_t begun;
    char state[OIDC_RANDOM_SIZE], nonce[OIDC_RANDOM_SIZE], verifier[OIDC_RANDOM_SIZE];
    char return_to[RETURN_BYTES + 1];
};

/* -- settings ---------------------------------------------------------------------------------- */

static bool
refuse_setting(struct error *error, const char *setting, const char *found, const char *expected)
{
    error_set(error, ERROR_OIDC_SETTING, found, expected);
    error_place(error, NULL, 0, 0, setting);
    return false;
}

static bool
check_settings(const struct oidc_settings *settings, struct error *error)
{
    bool loopback = oidc_url_loopback(settings->issuer);
    if (!oidc_url_allowed(settings->issuer, true) || strchr(settings->issuer, '?') != NULL ||
        strlen(settings->issuer) > ACCOUNT_ISSUER_MAX) {
        return refuse_setting(error, "oidc-issuer", settings->issuer, "https://…");
    }
    if (settings->client_id[0] == '\0') {
        return refuse_setting(error, "oidc-client-id", "", "text");
    }
    if (!oidc_url_allowed(settings->redirect, true) ||
        (oidc_url_loopback(settings->redirect) && !loopback)) {
        return refuse_setting(error, "origin", settings->redirect, "https://…");
    }
    return true;
}

static bool
read_key(struct oidc *oidc, const char *path, struct error *error)
{
    char bytes[KEY_FILE_BYTES];
    size_t length;
    struct secret_file file;
    if (!secret_file_open(path, false, &file, error)) {
        return false;
    }
    bool read = secret_file_read(&file, bytes, sizeof bytes, &length, error);
    secret_file_close(&file);
    bool fine = read && length <= sizeof bytes &&
                oidc_key_read(bytes, length, &oidc->key, &oidc->algorithm);
    sodium_memzero(bytes, sizeof bytes);
    if (read && !fine) {
        error_set(error, ERROR_OIDC_KEY, NULL,
                  "JWK with kid: EC P-256 (ES256), RSA ≥ 2048 (PS256, RS256)");
        error_place(error, path, 0, 0, NULL);
    }
    return fine;
}

static bool
keep_text(struct oidc *oidc, const char **text)
{
    if (*text != NULL) {
        *text = arena_copy(&oidc->arena, *text, strlen(*text));
        return *text != NULL;
    }
    return true;
}

bool
oidc_new(const struct oidc_settings *settings, struct oidc **out, struct error *error)
{
    assert(settings->profile < OIDC_PROFILE_COUNT);
    if (sodium_init() < 0) {
        error_set(error, ERROR_CRYPTO, NULL, NULL);
        return false;
    }
    if (!check_settings(settings, error)) {
        return false;
    }
    struct oidc *oidc = calloc(1, sizeof *oidc);
    if (oidc == NULL) {
        return error_memory(error);
    }
    arena_init(&oidc->arena, 65536);
    pthread_mutex_init(&oidc->mutex, NULL);
    crypto_aead_xchacha20poly1305_ietf_keygen(oidc->seal);
    oidc->settings = *settings;
    oidc->profile = &oidc_profiles[settings->profile];
    oidc->loopback = oidc_url_loopback(settings->issuer);
    bool fine = read_key(oidc, settings->key_file, error);
    if (fine &&
        !(keep_text(oidc, &oidc->settings.issuer) && keep_text(oidc, &oidc->settings.client_id) &&
          keep_text(oidc, &oidc->settings.redirect) && keep_text(oidc, &oidc->settings.ca_file))) {
        fine = error_memory(error);
    }
    if (!fine) {
        oidc_free(oidc);
        return false;
    }
    *out = oidc;
    return true;
}

void
oidc_free(struct oidc *oidc)
{
    if (oidc == NULL) {
        return;
    }
    cjose_jwk_release(oidc->key);
    json_decref(oidc->metadata);
    json_decref(oidc->key_set);
    sodium_memzero(oidc->seal, sizeof oidc->seal);
    pthread_mutex_destroy(&oidc->mutex);
    arena_free(&oidc->arena);
    free(oidc);
}

bool
oidc_public_keys(struct oidc *oidc, struct arena *arena, const char **out, struct error *error)
{
    cjose_err why;
    struct text text;
    text_init(&text, KEY_FILE_BYTES);
    pthread_mutex_lock(&oidc->mutex);
    char *key = cjose_jwk_to_json(oidc->key, false, &why);
    pthread_mutex_unlock(&oidc->mutex);
    json_error_t ignored;
    json_t *jwk = key == NULL ? NULL : json_loads(key, 0, &ignored);
    if (jwk != NULL && json_object_set_new(jwk, "use", json_string("sig")) == 0 &&
        json_object_set_new(jwk, "alg", json_string(oidc->algorithm)) == 0) {
        char *whole = json_dumps(jwk, JSON_COMPACT);
        if (whole != NULL) {
            text_format(&text, "{\"keys\":[%s]}", whole);
        }
        free(whole);
    }
    json_decref(jwk);
    free(key);
    *out =
        text.length == 0 || text.failed ? NULL : arena_copy(arena, text_string(&text), text.length);
    text_free(&text);
    return *out != NULL || error_memory(error);
}

/* -- what the provider says of itself ---------------------------------------------------------- */

static bool
distrust(struct error *error, const char *what)
{
    error_set(error, ERROR_OIDC_ANSWER, NULL, what);
    return false;
}

/* An answer as JSON, to be let go with json_decref; NULL when it is no object. */
static json_t *
read_answer(struct text *answer)
{
    json_error_t ignored;
    json_t *read =
        json_loadb(text_string(answer), answer->length, JSON_REJECT_DUPLICATES, &ignored);
    if (answer->bytes != NULL) {
        sodium_memzero(answer->bytes, answer->length);
    }
    text_free(answer);
    if (!json_is_object(read)) {
        json_decref(read);
        return NULL;
    }
    return read;
}

/* GETs an object. */
static bool
get_object(const struct oidc *oidc, const char *url, json_t **out, struct error *error)
{
    struct text answer;
    long status;
    if (!oidc_fetch(url, NULL, oidc->settings.ca_file, &answer, &status, error)) {
        return false;
    }
    *out = read_answer(&answer);
    if (status != 200 || *out == NULL) {
        json_decref(*out);
        *out = NULL;
        return distrust(error, url);
    }
    return true;
}

/* A place of the provider's that may be asked; NULL when it is not told or not allowed. */
static const char *
endpoint(const struct oidc *oidc, const json_t *metadata, const char *name)
{
    const char *url = json_string_value(json_object_get(metadata, name));
    return url != NULL && oidc_url_allowed(url, oidc->loopback) ? url : NULL;
}

/* Whether a list, where the provider has one, has a word. */
static bool
supports(const json_t *metadata, const char *name, const char *word)
{
    const json_t *list = json_object_get(metadata, name);
    size_t index;
    const json_t *item;
    json_array_foreach(list, index, item)
    {
        const char *text = json_string_value(item);
        if (text != NULL && strcmp(text, word) == 0) {
            return true;
        }
    }
    return list == NULL;
}

static bool
check_metadata(const struct oidc *oidc, const json_t *metadata, struct error *error)
{
    static const char push[] = "pushed_authorization_request_endpoint";
    const char *issuer = json_string_value(json_object_get(metadata, "issuer"));
    if (issuer == NULL || strcmp(issuer, oidc->settings.issuer) != 0) {
        return distrust(error, "issuer");
    }
    static const char *const needed[] = {"authorization_endpoint", "token_endpoint", "jwks_uri"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (endpoint(oidc, metadata, needed[i]) == NULL) {
            return distrust(error, needed[i]);
        }
    }
    bool told = json_object_get(metadata, push) != NULL;
    if ((told || oidc->profile->pushes) && endpoint(oidc, metadata, push) == NULL) {
        return distrust(error, push);
    }
    if (!supports(metadata, "code_challenge_methods_supported", "S256")) {
        return distrust(error, "code_challenge_methods_supported");
    }
    if (!supports(metadata, "token_endpoint_auth_methods_supported", "private_key_jwt")) {
        return distrust(error, "token_endpoint_auth_methods_supported");
    }
    return true;
}

/* The provider's metadata, asked for anew now and then; to be let go with json_decref. Two that
 * find it old at once may both ask. */
static bool
discover(struct oidc *oidc, int64_t now, json_t **out, struct error *error)
{
    struct text url;
    pthread_mutex_lock(&oidc->mutex);
    bool known = oidc->metadata != NULL && now - oidc->metadata_at < METADATA_SECONDS;
    *out = known ? json_deep_copy(oidc->metadata) : NULL;
    pthread_mutex_unlock(&oidc->mutex);
    if (known) {
        return *out != NULL || error_memory(error);
    }
    const char *issuer = oidc->settings.issuer;
    size_t length = strlen(issuer);
    text_init(&url, URL_BYTES);
    text_add_bytes(&url, issuer, issuer[length - 1] == '/' ? length - 1 : length);
    text_add(&url, "/.well-known/openid-configuration");
    bool fine = get_object(oidc, text_string(&url), out, error);
    text_free(&url);
    if (fine && !check_metadata(oidc, *out, error)) {
        json_decref(*out);
        fine = false;
    }
    if (!fine) {
        return false;
    }
    json_t *copy = json_deep_copy(*out);
    pthread_mutex_lock(&oidc->mutex);
    json_decref(oidc->metadata);
    oidc->metadata = copy;
    oidc->metadata_at = now;
    pthread_mutex_unlock(&oidc->mutex);
    return true;
}

/* The provider's keys as they are known, or asked for anew where they were not asked for just now:
 * a provider changes them whenever it likes. To be let go with json_decref. */
static bool
fetch_keys(struct oidc *oidc, const json_t *metadata, bool anew, int64_t now, json_t **out,
           struct error *error)
{
    pthread_mutex_lock(&oidc->mutex);
    int64_t age = now - oidc->key_set_at;
    bool known = oidc->key_set != NULL && age < (anew ? KEYS_SECONDS : METADATA_SECONDS);
    *out = known ? json_deep_copy(oidc->key_set) : NULL;
    pthread_mutex_unlock(&oidc->mutex);
    if (known) {
        return *out != NULL || error_memory(error);
    }
    if (!get_object(oidc, endpoint(oidc, metadata, "jwks_uri"), out, error)) {
        return false;
    }
    json_t *copy = json_deep_copy(*out);
    pthread_mutex_lock(&oidc->mutex);
    json_decref(oidc->key_set);
    oidc->key_set = copy;
    oidc->key_set_at = now;
    pthread_mutex_unlock(&oidc->mutex);
    return true;
}

/* -- logins under way -------------------------------------------------------------------------- */

bool
oidc_return_allowed(const char *path)
{
    if (path == NULL || path[0] != '/' || path[1] == '/' || strlen(path) > RETURN_BYTES) {
        return false;
    }
    for (const char *at = path; *at != '\0'; at++) {
        if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7f || *at == '\\') {
            return false;
        }
    }
    return true;
}

/* Writes a login as a cookie that only this program can make or read. */
static const char *
seal_login(const struct oidc *oidc, const struct login *login, struct arena *arena)
{
    unsigned char box[LOGIN_BYTES + SEAL_BYTES];
    char plain[LOGIN_BYTES];
    int length = snprintf(plain, sizeof plain, "%lld %s %s %s %s", (long long)login->begun,
                          login->state, login->nonce, login->verifier, login->return_to);
    assert(length > 0 && (size_t)length < sizeof plain);
    unsigned char *sealed = box + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    randombytes_buf(box, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, (const unsigned char *)plain,
                                               (unsigned long long)length, NULL, 0, NULL, box,
                                               oidc->seal);
    size_t size = sodium_base64_encoded_len((size_t)length + SEAL_BYTES, ENCODING);
    char *out = arena_alloc(arena, size);
    if (out != NULL) {
        sodium_bin2base64(out, size, box, (size_t)length + SEAL_BYTES, ENCODING);
    }
    sodium_memzero(plain, sizeof plain);
    return out;
}

/* Takes the next word of a line. */
static bool
take_word(const char **at, char *out, size_t size)
{
    size_t length = strcspn(*at, " ");
    if (length >= size) {
        return false;
    }
    memcpy(out, *at, length);
    out[length] = '\0';
    *at += length + ((*at)[length] == ' ');
    return true;
}

/* Reads a cookie that came back; false when it is none of this program's. */
static bool
open_login(const struct oidc *oidc, const char *cookie, struct login *out)
{
    unsigned char box[LOGIN_BYTES + SEAL_BYTES];
    char plain[LOGIN_BYTES + 1], begun[24];
    const char *at = plain;
    size_t length;
    unsigned long long opened;
    if (cookie == NULL ||
        sodium_base642bin(box, sizeof box, cookie, strlen(cookie), NULL, &length, NULL, ENCODING) !=
            0 ||
        length < SEAL_BYTES || length > LOGIN_BYTES + SEAL_BYTES ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(
            (unsigned char *)plain, &opened, NULL,
            box + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
            length - crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, NULL, 0, box, oidc->seal) != 0) {
        return false;
    }
    plain[opened] = '\0';
    bool fine = take_word(&at, begun, sizeof begun) &&
                number_parse_whole(begun, strlen(begun), &out->begun) &&
                take_word(&at, out->state, sizeof out->state) &&
                take_word(&at, out->nonce, sizeof out->nonce) &&
                take_word(&at, out->verifier, sizeof out->verifier) &&
                take_word(&at, out->return_to, sizeof out->return_to);
    sodium_memzero(plain, sizeof plain);
    return fine;
}

/* Adds what proves to the provider who the client is. */
static bool
add_client(struct oidc *oidc, struct text *form, int64_t now, struct error *error)
{
    pthread_mutex_lock(&oidc->mutex);
    char *assertion = oidc_assertion(oidc->key, oidc->algorithm, oidc->settings.client_id,
                                     oidc->settings.issuer, now);
    pthread_mutex_unlock(&oidc->mutex);
    if (assertion == NULL) {
        return error_memory(error);
    }
    oidc_add_parameter(form, "client_id", oidc->settings.client_id);
    oidc_add_parameter(form, "client_assertion_type",
                       "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    oidc_add_parameter(form, "client_assertion", assertion);
    free(assertion);
    return true;
}

/* What is asked of the provider, but for the client's identity. */
struct request {
    char challenge[OIDC_RANDOM_SIZE];
    struct oidc_parameter parameters[PARAMETERS_MAX];
    size_t count;
};

static void
ask(struct request *request, const char *name, const char *value)
{
    if (value != NULL) {
        assert(request->count < PARAMETERS_MAX);
        request->parameters[request->count++] = (struct oidc_parameter){name, value};
    }
}

static void
fill_request(const struct oidc *oidc, const struct login *login, enum language language,
             struct request *out)
{
    *out = (struct request){0};
    oidc_challenge(login->verifier, out->challenge);
    ask(out, "response_type", "code");
    ask(out, "redirect_uri", oidc->settings.redirect);
    ask(out, "scope", oidc->profile->scope);
    ask(out, "state", login->state);
    ask(out, "nonce", login->nonce);
    ask(out, "code_challenge", out->challenge);
    ask(out, "code_challenge_method", "S256");
    ask(out, "ui_locales", oidc->profile->locales[language]);
    ask(out, "acr_values", oidc->profile->acr_values);
}

static void
add_request(const struct request *request, struct text *form)
{
    for (size_t i = 0; i < request->count; i++) {
        oidc_add_parameter(form, request->parameters[i].name, request->parameters[i].value);
    }
}

/* As add_request, as one signed text. */
static bool
add_signed(struct oidc *oidc, const struct request *request, int64_t now, struct text *form,
           struct error *error)
{
    pthread_mutex_lock(&oidc->mutex);
    char *text = oidc_request(oidc->key, oidc->algorithm, oidc->settings.client_id,
                              oidc->settings.issuer, now, request->parameters, request->count);
    pthread_mutex_unlock(&oidc->mutex);
    if (text == NULL) {
        return error_memory(error);
    }
    oidc_add_parameter(form, "request", text);
    free(text);
    return true;
}

/* What the provider said was wrong, where that is a word that can be shown. */
static bool
provider_error(struct error *error, const json_t *answer, const char *otherwise)
{
    const char *word = json_string_value(json_object_get(answer, "error"));
    bool plain = word != NULL && word[0] != '\0' && strlen(word) <= 64 &&
                 word[strspn(word, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
    return distrust(error, plain ? word : otherwise);
}

/* Tells the provider beforehand what will be asked (RFC 9126), and adds the name it gives that. */
static bool
push(struct oidc *oidc, const char *url, const struct request *request, int64_t now,
     struct text *location, struct error *error)
{
    struct text form, answer;
    long status = 0;
    bool fine = true;
    text_init(&form, 2 * URL_BYTES);
    if (oidc->profile->signs) {
        fine = add_signed(oidc, request, now, &form, error);
    } else {
        add_request(request, &form);
    }
    fine = fine && add_client(oidc, &form, now, error) && (!form.failed || error_memory(error)) &&
           oidc_fetch(url, text_string(&form), oidc->settings.ca_file, &answer, &status, error);
    text_free(&form);
    if (!fine) {
        return false;
    }
    json_t *told = read_answer(&answer);
    const char *name = json_string_value(json_object_get(told, "request_uri"));
    fine = status == 201 && name != NULL;
    if (fine) {
        oidc_add_parameter(location, "request_uri", name);
    } else {
        provider_error(error, told, "pushed_authorization_request_endpoint");
    }
    json_decref(told);
    return fine;
}

/* Writes where the browser is to go. */
static bool
write_location(struct oidc *oidc, const json_t *metadata, const struct login *login,
               enum language language, int64_t now, struct text *location, struct error *error)
{
    const char *page = endpoint(oidc, metadata, "authorization_endpoint");
    const char *pushed = endpoint(oidc, metadata, "pushed_authorization_request_endpoint");
    struct request request;
    fill_request(oidc, login, language, &request);
    text_add(location, page);
    text_add_char(location, strchr(page, '?') == NULL ? '?' : '&');
    oidc_add_parameter(location, "client_id", oidc->settings.client_id);
    bool fine = true;
    if (pushed != NULL) {
        fine = push(oidc, pushed, &request, now, location, error);
    } else {
        add_request(&request, location);
    }
    return fine && (!location->failed || error_memory(error));
}

bool
oidc_start(struct oidc *oidc, enum language language, const char *return_to, int64_t now,
           struct arena *arena, struct oidc_start *out, struct error *error)
{
    struct login login = {.begun = now};
    struct text location;
    json_t *metadata;
    if (!discover(oidc, now, &metadata, error)) {
        return false;
    }
    oidc_random(login.state);
    oidc_random(login.nonce);
    oidc_random(login.verifier);
    snprintf(login.return_to, sizeof login.return_to, "%s",
             oidc_return_allowed(return_to) ? return_to : "/");
    text_init(&location, 2 * URL_BYTES);
    bool fine = write_location(oidc, metadata, &login, language, now, &location, error);
    json_decref(metadata);
    if (fine) {
        out->location = arena_copy(arena, text_string(&location), location.length);
        out->cookie = seal_login(oidc, &login, arena);
        out->cookie_seconds = OIDC_LOGIN_SECONDS;
        fine = (out->location != NULL && out->cookie != NULL) || error_memory(error);
    }
    text_free(&location);
    sodium_memzero(&login, sizeof login);
    return fine;
}

/* -- coming back ------------------------------------------------------------------------------- */

/* Whether what came back belongs to the login that the browser began. */
static bool
check_callback(const struct oidc *oidc, const struct oidc_callback *callback,
               const struct login *login, int64_t now, struct error *error)
{
    size_t length = strlen(login->state);
    if (callback->state == NULL || strlen(callback->state) != length ||
        sodium_memcmp(callback->state, login->state, length) != 0 || now < login->begun ||
        now >= login->begun + OIDC_LOGIN_SECONDS) {
        error_set(error, ERROR_OIDC_BEGAN, NULL, NULL);
        return false;
    }
    /* Who answers is who was asked (RFC 9207). */
    if (callback->issuer != NULL && strcmp(callback->issuer, oidc->settings.issuer) != 0) {
        return distrust(error, "iss");
    }
    if (callback->error != NULL) {
        error_set(error, ERROR_OIDC_REFUSED, callback->error, NULL);
        return false;
    }
    if (callback->code == NULL) {
        return distrust(error, "code");
    }
    return true;
}

/* Whether the provider told who answers, where it says that it always does (RFC 9207). */
static bool
check_answerer(const json_t *metadata, const struct oidc_callback *callback, struct error *error)
{
    static const char says_so[] = "authorization_response_iss_parameter_supported";
    return callback->issuer != NULL || !json_is_true(json_object_get(metadata, says_so)) ||
           distrust(error, "iss");
}

/* Trades the code for an answer that has an id_token. */
static bool
trade(struct oidc *oidc, const json_t *metadata, const char *code, const struct login *login,
      int64_t now, json_t **out, struct error *error)
{
    struct text form, answer;
    long status = 0;
    text_init(&form, 2 * URL_BYTES);
    oidc_add_parameter(&form, "grant_type", "authorization_code");
    oidc_add_parameter(&form, "code", code);
    oidc_add_parameter(&form, "redirect_uri", oidc->settings.redirect);
    oidc_add_parameter(&form, "code_verifier", login->verifier);
    bool fine = add_client(oidc, &form, now, error) && (!form.failed || error_memory(error)) &&
                oidc_fetch(endpoint(oidc, metadata, "token_endpoint"), text_string(&form),
                           oidc->settings.ca_file, &answer, &status, error);
    if (form.bytes != NULL) {
        sodium_memzero(form.bytes, form.length);
    }
    text_free(&form);
    if (!fine) {
        return false;
    }
    *out = read_answer(&answer);
    const char *word = json_string_value(json_object_get(*out, "error"));
    if (word != NULL && strcmp(word, "invalid_grant") == 0) {
        error_set(error, ERROR_OIDC_BEGAN, NULL, NULL); /* a code used twice, or made up */
        fine = false;
    } else if (status != 200 || json_string_value(json_object_get(*out, "id_token")) == NULL) {
        fine = provider_error(error, *out, "token_endpoint");
    }
    if (!fine) {
        json_decref(*out);
    }
    return fine;
}

/* Checks the token, with the keys that are known or, where it is signed by none of them, new ones.
 */
static bool
check_token(struct oidc *oidc, const json_t *metadata, const char *token,
            const struct oidc_expected *expected, struct arena *arena, struct oidc_arrival *out,
            struct error *error)
{
    enum oidc_fault fault = OIDC_FAULT_KEY;
    for (int anew = 0; anew < 2 && fault == OIDC_FAULT_KEY; anew++) {
        json_t *keys;
        if (!fetch_keys(oidc, metadata, anew != 0, expected->now, &keys, error)) {
            return false;
        }
        fault = oidc_token_check(token, keys, expected, arena, out);
        json_decref(keys);
    }
    if (fault != OIDC_FINE) {
        char what[32];
        snprintf(what, sizeof what, "id_token: %s", oidc_fault_word(fault));
        return distrust(error, what);
    }
    return true;
}

bool
oidc_finish(struct oidc *oidc, const struct oidc_callback *callback, int64_t now,
            struct arena *arena, struct oidc_arrival *out, struct error *error)
{
    struct login login;
    struct oidc_arrival arrival = {.doctor = WHOLE_NONE};
    json_t *metadata, *answer = NULL;
    if (!open_login(oidc, callback->cookie, &login)) {
        error_set(error, ERROR_OIDC_BEGAN, NULL, NULL);
        return false;
    }
    if (!check_callback(oidc, callback, &login, now, error) ||
        !discover(oidc, now, &metadata, error)) {
        return false;
    }
    struct oidc_expected expected = {.profile = oidc->profile,
                                     .issuer = oidc->settings.issuer,
                                     .client_id = oidc->settings.client_id,
                                     .nonce = login.nonce,
                                     .now = now};
    bool fine = check_answerer(metadata, callback, error) &&
                trade(oidc, metadata, callback->code, &login, now, &answer, error);
    if (fine) {
        fine = check_token(oidc, metadata, json_string_value(json_object_get(answer, "id_token")),
                           &expected, arena, &arrival, error);
        json_decref(answer);
    }
    json_decref(metadata);
    if (!fine) {
        return false;
    }
    arrival.return_to = arena_copy(arena, login.return_to, strlen(login.return_to));
    if (arrival.return_to == NULL) {
        sodium_memzero(arrival.pid, sizeof arrival.pid);
        return error_memory(error);
    }
    *out = arrival;
    sodium_memzero(arrival.pid, sizeof arrival.pid);
    sodium_memzero(&login, sizeof login);
    return true;
}

/* -- whose account it is ----------------------------------------------------------------------- */

/* The living person of an identity number; WHOLE_NONE when there is none. */
static bool
find_person(struct session *session, const char *pid, int64_t *out, struct error *error)
{
    struct national_id id;
    int64_t person, died;
    *out = WHOLE_NONE;
    if (national_id_parse(pid, strlen(pid), &id) != NATIONAL_ID_FINE) {
        return true;
    }
    if (!person_find(session, pid, &person, error)) {
        return false;
    }
    if (person == WHOLE_NONE) {
        return true;
    }
    if (!query_whole(session->store, &died, error, "SELECT died FROM person WHERE person = $1", "w",
                     person)) {
        return false;
    }
    *out = died == WHOLE_NONE ? person : WHOLE_NONE;
    return true;
}

/* Gives a resident an account of their own; another login of the same may have been first. */
static bool
add_resident(const struct account_office *office, int64_t person, struct account *out,
             struct error *error)
{
    char name[40];
    int64_t account;
    snprintf(name, sizeof name, "resident-%lld", (long long)person);
    struct account_new asked = {
        .name = name, .role = ROLE_RESIDENT, .doctor = WHOLE_NONE, .person = person};
    bool added = account_add(office, &asked, &account, error);
    return (added || error->code == ERROR_ACCOUNT_TAKEN ||
            error->code == ERROR_ACCOUNT_LINK_TAKEN) &&
           account_by_person(office->store, person, out, error);
}

/* The account of who came: account is WHOLE_NONE when there is none. */
static bool
find_account(const struct oidc *oidc, struct session *session, const struct account_office *office,
             const struct oidc_arrival *arrival, struct account *out, struct error *error)
{
    int64_t person;
    if (!account_by_subject(session->store, oidc->settings.issuer, arrival->subject, out, error)) {
        return false;
    }
    if (out->account == WHOLE_NONE && arrival->doctor != WHOLE_NONE &&
        !account_by_doctor(session->store, arrival->doctor, out, error)) {
        return false;
    }
    if (out->account != WHOLE_NONE || arrival->pid[0] == '\0') {
        return true;
    }
    if (!find_person(session, arrival->pid, &person, error) ||
        !account_by_person(session->store, person, out, error)) {
        return false;
    }
    return out->account != WHOLE_NONE || person == WHOLE_NONE || !oidc->settings.residents ||
           add_resident(office, person, out, error);
}

bool
oidc_arrive(struct oidc *oidc, struct session *session, struct oidc_arrival *arrival,
            struct account *out, enum login_result *result, struct error *error)
{
    struct account_office office = {.store = session->store,
                                    .actor = session->actor,
                                    .now = session->clock(session->clock_context)};
    struct account found = {.account = WHOLE_NONE};
    bool fine = find_account(oidc, session, &office, arrival, &found, error) &&
                account_arrive(&office, found.account, oidc->profile->word, out, result, error);
    sodium_memzero(arrival->pid, sizeof arrival->pid);
    return fine;
}
