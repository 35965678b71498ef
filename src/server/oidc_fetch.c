/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/oidc_private.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

enum { CONNECT_MILLISECONDS = 4000, WHOLE_MILLISECONDS = 10000, URL_BYTES = 2048 };

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
initialise(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* -- addresses --------------------------------------------------------------------------------- */

/* The scheme and host of a URL; false when it is not one that may be asked at all. */
static bool
split(const char *url, bool *https, char host[256])
{
    char *scheme = NULL, *name = NULL, *user = NULL, *fragment = NULL;
    CURLU *parsed;
    bool fine = false;
    for (const char *at = url; *at != '\0'; at++) {
        if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7f) {
            return false;
        }
    }
    if (strlen(url) >= URL_BYTES || (parsed = curl_url()) == NULL) {
        return false;
    }
    if (curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_HOST, &name, 0) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_USER, &user, 0) == CURLUE_NO_USER &&
        curl_url_get(parsed, CURLUPART_FRAGMENT, &fragment, 0) == CURLUE_NO_FRAGMENT &&
        strlen(name) < 256) {
        *https = strcmp(scheme, "https") == 0;
        memcpy(host, name, strlen(name) + 1);
        fine = *https || strcmp(scheme, "http") == 0;
    }
    curl_free(scheme);
    curl_free(name);
    curl_free(user);
    curl_free(fragment);
    curl_url_cleanup(parsed);
    return fine;
}

bool
oidc_url_loopback(const char *url)
{
    char host[256];
    bool https;
    return split(url, &https, host) && !https &&
           (strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
            strcmp(host, "127.0.0.1") == 0);
}

bool
oidc_url_allowed(const char *url, bool loopback)
{
    char host[256];
    bool https;
    return split(url, &https, host) && (https || (loopback && oidc_url_loopback(url)));
}

/* -- forms ------------------------------------------------------------------------------------- */

static void
add_encoded(struct text *form, const char *value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *value != '\0'; value++) {
        unsigned char c = (unsigned char)*value;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("-._~", c) != NULL) {
            text_add_char(form, (char)c);
        } else {
            text_add_char(form, '%');
            text_add_char(form, digits[c >> 4]);
            text_add_char(form, digits[c & 15]);
        }
    }
}

void
oidc_add_parameter(struct text *form, const char *name, const char *value)
{
    const char *all = text_string(form);
    if (form->length > 0 && all[form->length - 1] != '?' && all[form->length - 1] != '&') {
        text_add_char(form, '&');
    }
    add_encoded(form, name);
    text_add_char(form, '=');
    add_encoded(form, value);
}

/* -- asking ------------------------------------------------------------------------------------ */

static size_t
receive(char *bytes, size_t one, size_t count, void *out)
{
    struct text *text = out;
    text_add_bytes(text, bytes, one * count);
    return text->failed ? 0 : one * count;
}

/* What is asked, and how little is allowed: this address and protocol only, and nothing for long.
 */
static bool
prepare(CURL *curl, const char *url, const char *form, const char *ca_file, struct text *out)
{
    bool loopback = oidc_url_loopback(url);
    return curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, loopback ? "http" : "https") == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           (!loopback || curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK) &&
           (ca_file == NULL || curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file) == CURLE_OK) &&
           curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MILLISECONDS) ==
               CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)WHOLE_MILLISECONDS) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(curl, CURLOPT_WRITEDATA, out) == CURLE_OK &&
           (form == NULL || curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form) == CURLE_OK);
}

bool
oidc_fetch(const char *url, const char *form, const char *ca_file, struct text *out, long *status,
           struct error *error)
{
    CURLcode came = CURLE_FAILED_INIT;
    pthread_once(&once, initialise);
    CURL *curl = curl_easy_init();
    text_init(out, OIDC_ANSWER_BYTES);
    if (curl != NULL && prepare(curl, url, form, ca_file, out)) {
        came = curl_easy_perform(curl);
    }
    if (came == CURLE_OK) {
        came = curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    }
    curl_easy_cleanup(curl);
    if (came == CURLE_OK) {
        return true;
    }
    text_free(out);
    error_set(error, ERROR_OIDC_UNREACHABLE, NULL, curl_easy_strerror(came));
    return false;
}
