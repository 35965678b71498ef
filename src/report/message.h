/* SPDX-License-Identifier: EUPL-1.2 */
/* Every word the program shows a person, in bokmål, nynorsk and English. */
#ifndef DEKNING_REPORT_MESSAGE_H
#define DEKNING_REPORT_MESSAGE_H

#include "base/language.h"

enum message {
#define MESSAGE(id, nb, nn, en) MESSAGE_##id,
#include "report/message.def"
#undef MESSAGE
    MESSAGE_COUNT
};

const char *message_text(enum message message, enum language language);

/* The id, which is also the key in machine output: "gps_with_vacancy". */
const char *message_key(enum message message);

/* The message of that key; MESSAGE_COUNT when there is none. */
enum message message_find(const char *key);

#endif
