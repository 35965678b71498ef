/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/number.h"
#include "cli/views.h"

#include <string.h>

bool
take_number(struct context *context, const char *what, int64_t *out, int *status)
{
    struct error error;
    if (context->argument_count == 1 &&
        number_parse_whole(context->arguments[0], strlen(context->arguments[0]), out)) {
        return true;
    }
    if (context->argument_count > 1) {
        return context_argument_limit(context, 1, status);
    }
    error_set(&error, ERROR_ARGUMENT_MISSING, NULL, what);
    *status = context_fail(context, &error);
    return false;
}

bool
take_name(struct context *context, const char *what, const char **out, int *status)
{
    struct error error;
    if (context->argument_count == 1) {
        *out = context->arguments[0];
        return true;
    }
    if (context->argument_count > 1) {
        return context_argument_limit(context, 1, status);
    }
    error_set(&error, ERROR_ARGUMENT_MISSING, NULL, what);
    *status = context_fail(context, &error);
    return false;
}
