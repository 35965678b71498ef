/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/program.h"

#include <stddef.h>

int
main(int argc, char **argv)
{
    return program_run(argc, argv, NULL);
}
