/* SPDX-License-Identifier: EUPL-1.2 */
/* Ctrl-C in a long run: asks it to end with what is done so far. */
#ifndef DEKNING_CLI_INTERRUPT_H
#define DEKNING_CLI_INTERRUPT_H

#include <stdatomic.h>

/* From now on an interrupt sets the flag returned, once: the next one ends the program as usual. */
const atomic_bool *interrupt_watch(void);

#endif
