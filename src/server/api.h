/* SPDX-License-Identifier: EUPL-1.2 */
/* The API under /api, as a module of the server. */
#ifndef DEKNING_SERVER_API_H
#define DEKNING_SERVER_API_H

#include "server/server.h"

extern const struct server_module api_module;

#endif
