/* SPDX-License-Identifier: EUPL-1.2 */
/* What the keys of an enum are called, as JSON. */
#ifndef DEKNING_REPORT_JSON_NAMES_H
#define DEKNING_REPORT_JSON_NAMES_H

#include "report/json.h"

/* An object "id": name(value, language) of an enum's ids, which end with NULL. A macro, for each
 * enum has a name function of its own type. */
#define JSON_NAMES(json, key, ids, name, type, language)                                           \
    do {                                                                                           \
        json_open(json, key, '{');                                                                 \
        for (int i = 0; (ids)[i] != NULL; i++) {                                                   \
            json_text(json, (ids)[i], name((type)i, language));                                    \
        }                                                                                          \
        json_close(json, '}');                                                                     \
    } while (0)

#endif
