/* SPDX-License-Identifier: EUPL-1.2 */
/* Arena: memory that lives as long as one command or request and is freed at once.
 * Not thread-safe: one arena a thread. */
#ifndef DEKNING_BASE_ARENA_H
#define DEKNING_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *newest;
    size_t used;  /* bytes handed out, padding included */
    size_t limit; /* bytes that may be handed out */
};

/* Makes an empty arena that hands out at most `limit` bytes. Allocates nothing yet. */
void arena_init(struct arena *arena, size_t limit);

/* Frees everything the arena has handed out; it can then be used again. */
void arena_free(struct arena *arena);

/* `size` zeroed bytes aligned for any type, or NULL when the limit or the machine's memory is
 * reached. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes, or NULL as arena_alloc or when count × size overflows.
 */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of `length` bytes, or NULL as arena_alloc. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* An array that grows in an arena: makes room for one more element of `size` bytes at *items, which
 * holds `count` elements with room for *capacity. Returns false (nothing changed) when memory ends.
 * Old copies stay in the arena until it is freed, at most as much again as the final array. */
bool arena_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size);

#endif
