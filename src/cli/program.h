/* SPDX-License-Identifier: EUPL-1.2 */
/* The program from its words to its exit status. */
#ifndef DEKNING_CLI_PROGRAM_H
#define DEKNING_CLI_PROGRAM_H

struct forecast_runner;

/* As main. `runner` runs the futures of a forecast, NULL for this process alone. */
int program_run(int argc, char **argv, const struct forecast_runner *runner);

#endif
