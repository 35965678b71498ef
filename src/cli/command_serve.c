/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/command.h"
#include "server/api.h"
#include "server/asset.h"
#include "server/server.h"
#include "server/setting.h"

#include <stdlib.h>

/* getenv gives what can be written to; nobody here does. */
static const char *
variable(const char *name)
{
    return getenv(name);
}

int
command_serve(struct context *context)
{
    struct settings settings;
    struct error error;
    bool help;
    bool fine = settings_read(context->arguments, context->argument_count, variable,
                              &context->arena, &settings, &help, &error);
    if (settings.values[SETTING_lang].origin != SETTING_STANDARD) {
        context->language = context->diagnostics =
            (enum language)settings_whole(&settings, SETTING_lang);
    }
    if (!fine) {
        return context_fail(context, &error);
    }
    if (help) {
        return command_show_help(context, command_find("serve"));
    }
    return server_run(&settings, &api_module, web_files, &error) ? EXIT_DONE
                                                                 : context_fail(context, &error);
}
