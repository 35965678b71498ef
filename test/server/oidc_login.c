/* SPDX-License-Identifier: EUPL-1.2 */
/* A server's part of a login, told what to do on standard input, so that test/web/oidc_login.mjs
 * can be the browser: oidc_login PROFILE ISSUER CLIENT KEY-FILE REDIRECT. A line in is words with
 * tabs between, "-" for none; a line out is "ok" or "error", and words.
 *
 *   start LANGUAGE RETURN                     ok LOCATION COOKIE SECONDS
 *   finish LATER COOKIE STATE CODE ERROR ISS  ok SUBJECT DOCTOR PID RETURN   (LATER in seconds) */
#define _POSIX_C_SOURCE 200809L
#include "base/number.h"
#include "server/oidc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORDS = 8 };

static const char *const codes[] = {
#define ERROR(code, class, nb, nn, en) #code,
#include "base/error.def"
#undef ERROR
};

static bool
start(struct oidc *oidc, char *const *words, struct arena *arena, struct error *error)
{
    struct oidc_start begun;
    enum language language = (enum language)strtol(words[1], NULL, 10);
    if (!oidc_start(oidc, language, words[2], (int64_t)time(NULL), arena, &begun, error)) {
        return false;
    }
    printf("ok\t%s\t%s\t%lld\n", begun.location, begun.cookie, (long long)begun.cookie_seconds);
    return true;
}

static bool
finish(struct oidc *oidc, char *const *words, struct arena *arena, struct error *error)
{
    struct oidc_arrival arrival;
    int64_t now = (int64_t)time(NULL) + strtoll(words[1], NULL, 10);
    struct oidc_callback callback = {.cookie = words[2],
                                     .state = words[3],
                                     .code = words[4],
                                     .error = words[5],
                                     .issuer = words[6]};
    if (!oidc_finish(oidc, &callback, now, arena, &arrival, error)) {
        return false;
    }
    printf("ok\t%s\t%lld\t%s\t%s\n", arrival.subject,
           arrival.doctor == WHOLE_NONE ? 0 : (long long)arrival.doctor, arrival.pid,
           arrival.return_to);
    return true;
}

static void
obey(struct oidc *oidc, char *line)
{
    char *words[WORDS] = {NULL};
    struct arena arena;
    struct error error;
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < WORDS && line != NULL; i++) {
        char *tab = strchr(line, '\t');
        words[i] = strcmp(line, "-") == 0 || strncmp(line, "-\t", 2) == 0 ? NULL : line;
        line = tab == NULL ? NULL : tab + 1;
        if (tab != NULL) {
            *tab = '\0';
        }
    }
    arena_init(&arena, 1 << 20);
    bool fine = strcmp(words[0], "start") == 0 ? start(oidc, words, &arena, &error)
                                               : finish(oidc, words, &arena, &error);
    if (!fine) {
        printf("error\t%s\t%s\t%s\n", codes[error.code], error.found, error.expected);
    }
    fflush(stdout);
    arena_free(&arena);
}

int
main(int argc, char **argv)
{
    char line[16384];
    struct oidc *oidc;
    struct error error;
    if (argc != 6) {
        return 2;
    }
    struct oidc_settings settings = {.profile = oidc_profile_find(argv[1]),
                                     .issuer = argv[2],
                                     .client_id = argv[3],
                                     .key_file = argv[4],
                                     .redirect = argv[5]};
    if (!oidc_new(&settings, &oidc, &error)) {
        fprintf(stderr, "%s %s\n", codes[error.code], error.field);
        return 3;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        obey(oidc, line);
    }
    oidc_free(oidc);
    return 0;
}
