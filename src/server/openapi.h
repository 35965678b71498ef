/* SPDX-License-Identifier: EUPL-1.2 */
/* The description of the API (OpenAPI 3.1), written from the tables it is made of: routes,
 * questions and their options, operations and their arguments, bodies, and problems. */
#ifndef DEKNING_SERVER_OPENAPI_H
#define DEKNING_SERVER_OPENAPI_H

#include "base/text.h"

/* Adds api/openapi.yaml. */
void openapi_write(struct text *out);

/* Adds doc/roles.md: who may use which route. */
void openapi_write_roles(struct text *out);

#endif
