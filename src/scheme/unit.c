/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/unit.h"

#include <stddef.h>

const char *const unit_ids[UNIT_COUNT + 1] = {
#define UNIT(id, decimals, nb, nn, en) #id,
#include "scheme/unit.def"
#undef UNIT
    NULL,
};

static const struct {
    int decimals;
    const char *names[LANGUAGE_COUNT];
} units[UNIT_COUNT] = {
#define UNIT(id, decimals, nb, nn, en) {decimals, {nb, nn, en}},
#include "scheme/unit.def"
#undef UNIT
};

const char *
unit_name(enum unit unit, enum language language)
{
    return unit == UNIT_NONE ? "" : units[unit].names[language];
}

int
unit_decimals(enum unit unit)
{
    return unit == UNIT_NONE ? 0 : units[unit].decimals;
}
