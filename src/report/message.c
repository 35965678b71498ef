/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/message.h"

#include <assert.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
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

/* Each message's number and one, where the hash of its key puts it or after that; 0 for none. Words
 * are looked up by the thousand, for every row of a table. */
enum { PLACES = 4096 };
static uint16_t places[PLACES];
static pthread_once_t placed = PTHREAD_ONCE_INIT;

static size_t
place_of(const char *key)
{
    uint32_t hash = UINT32_C(2166136261); /* FNV-1a */
    for (; *key != '\0'; key++) {
        hash = (hash ^ (unsigned char)*key) * UINT32_C(16777619);
    }
    return hash % PLACES;
}

static void
place_all(void)
{
    static_assert(MESSAGE_COUNT < PLACES / 2, "there is a free place after every run of them");
    for (size_t i = 0; i < MESSAGE_COUNT; i++) {
        size_t place = place_of(messages[i].key);
        while (places[place] != 0) {
            place = (place + 1) % PLACES;
        }
        places[place] = (uint16_t)(i + 1);
    }
}

enum message
message_find(const char *key)
{
    pthread_once(&placed, place_all);
    size_t place = place_of(key);
    while (places[place] != 0 && strcmp(messages[places[place] - 1].key, key) != 0) {
        place = (place + 1) % PLACES;
    }
    return places[place] == 0 ? MESSAGE_COUNT : (enum message)(places[place] - 1);
}
