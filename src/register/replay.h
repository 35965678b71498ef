/* SPDX-License-Identifier: EUPL-1.2 */
/* The log done over again: what it says was done, done to an empty register, gives the same
 * register and the same log. */
#ifndef DEKNING_REGISTER_REPLAY_H
#define DEKNING_REGISTER_REPLAY_H

#include "scheme/rulebook.h"
#include "store/store.h"

/* Does every operation and refusal of the log of `from` in `to`, whose log is empty and whose
 * municipalities have the same tables, and logs its readings there, so that every row gets the hash
 * it had. Identity numbers are not in the log and not in what is made. ERROR_REPLAY_DIFFERS with
 * the first row that comes out otherwise. */
bool register_replay(struct store *from, struct store *to, const struct rulebook *rulebook,
                     struct error *error);

#endif
