/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/message.h"

#include <string.h>

static const struct {
    const char *key;
    const char *texts[LANGUAGE_COUNT];
} messages[MESSAGE_COUNT] = {
#define MESSAGE(id, nb, nn, en) {#id, {nb, nn, en}},
#include "report/message.def"
#undef MESSAGE
};

const char *
message_text(enum message message, enum language language)
{
    return messages[message].texts[language];
}

const char *
message_key(enum message message)
{
    return messages[message].key;
}

enum message
message_find(const char *key)
{
    enum message message = 0;
    /* Most differ in the first letter. */
    while (message < MESSAGE_COUNT &&
           (messages[message].key[0] != key[0] || strcmp(messages[message].key, key) != 0)) {
        message++;
    }
    return message;
}
