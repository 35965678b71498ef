/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "server/openapi.h"

#include <string.h>

int
command_openapi(struct context *context)
{
    int status;
    struct text out;
    const bool roles = context->argument_count > 0 && strcmp(context->arguments[0], "roles") == 0;
    if (!context_argument_limit(context, roles ? 1 : 0, &status)) {
        return status;
    }
    text_init(&out, 1 << 20);
    (roles ? openapi_write_roles : openapi_write)(&out);
    status = context_print(context, &out, EXIT_DONE);
    text_free(&out);
    return status;
}
