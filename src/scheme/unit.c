/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/unit.h"

#include <stddef.h>

const char *const unit_ids[UNIT_COUNT + 1] = {
#define UNIT(id, nb, nn, en) #id,
#include "scheme/unit.def"
#undef UNIT
    NULL,
};

static const char *const names[UNIT_COUNT][LANGUAGE_COUNT] = {
#define UNIT(id, nb, nn, en) {nb, nn, en},
#include "scheme/unit.def"
#undef UNIT
};

const char *
unit_name(enum unit unit, enum language language)
{
    return unit == UNIT_NONE ? "" : names[unit][language];
}
