/* SPDX-License-Identifier: EUPL-1.2 */
#include "server/oidc_private.h"

#include <assert.h>
#include <string.h>

#define LOCALES                                                                                    \
    {                                                                                              \
        "nb", "nn", "en"                                                                           \
    }

/* HelseID: utviklerportal.nhn.no, "Scopes" and "Claims". ID-porten: docs.digdir.no, "/authorize
 * endpoint" and "ID-token". A level is demanded of both, the highest: what is shown is of health
 * care. The plain profile trusts a provider for no more than its own subjects. */
const struct oidc_profile oidc_profiles[OIDC_PROFILE_COUNT] = {
    [OIDC_PLAIN] = {.word = "plain", .scope = "openid", .locales = LOCALES},
    [OIDC_HELSEID] =
        {
            .word = "helseid",
            .scope = "openid helseid://scopes/identity/security_level "
                     "helseid://scopes/hpr/hpr_number",
            .locales = LOCALES,
            .doctor_claim = "helseid://claims/hpr/hpr_number",
            .level_claim = "helseid://claims/identity/security_level",
            .level = "4",
            .pushes = true,
            .signs = true,
        },
    [OIDC_IDPORTEN] =
        {
            .word = "idporten",
            .scope = "openid profile",
            .acr_values = "idporten-loa-high",
            .locales = LOCALES,
            .pid_claim = "pid",
            .level_claim = "acr",
            .level = "idporten-loa-high",
        },
};

const char *
oidc_profile_word(enum oidc_profile_id profile)
{
    assert(profile < OIDC_PROFILE_COUNT);
    return oidc_profiles[profile].word;
}

enum oidc_profile_id
oidc_profile_find(const char *word)
{
    enum oidc_profile_id profile = 0;
    while (profile < OIDC_PROFILE_COUNT && strcmp(oidc_profiles[profile].word, word) != 0) {
        profile++;
    }
    return profile;
}
