/* SPDX-License-Identifier: EUPL-1.2 */
/* The units that figures are given in. */
#ifndef DEKNING_SCHEME_UNIT_H
#define DEKNING_SCHEME_UNIT_H

#include "base/language.h"

enum unit {
#define UNIT(id, nb, nn, en) UNIT_##id,
#include "scheme/unit.def"
#undef UNIT
    UNIT_COUNT,
    UNIT_NONE = UNIT_COUNT
};

/* The ids as they stand in tables, in the order of enum unit, ended by NULL. */
extern const char *const unit_ids[UNIT_COUNT + 1];

/* What a person reads after the number; "" for UNIT_NONE. */
const char *unit_name(enum unit unit, enum language language);

#endif
