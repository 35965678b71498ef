/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

void
arena_init(struct arena *arena, size_t limit)
{
    *arena = (struct arena){.limit = limit};
}

void
arena_free(struct arena *arena)
{
    struct arena_block *block = arena->newest;
    while (block != NULL) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena_init(arena, arena->limit);
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > arena->limit || size > SIZE_MAX / 2) {
        return NULL;
    }
    size = size == 0 ? unit : (size + unit - 1) / unit * unit;
    if (size > arena->limit - arena->used) {
        return NULL;
    }
    struct arena_block *block = arena->newest;
    if (block == NULL || size > block->size - block->used) {
        /* What has a block of its own is zero when it comes from the system, which takes no time;
         * parts of others are made so one by one, for few blocks are used up. */
        size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
        block = size > BLOCK_BYTES ? calloc(1, sizeof *block + room) : malloc(sizeof *block + room);
        if (block == NULL) {
            return NULL;
        }
        block->size = room;
        block->used = 0;
        block->older = arena->newest;
        arena->newest = block;
    }
    void *result = block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return block->size > BLOCK_BYTES ? result : memset(result, 0, size);
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return arena_alloc(arena, count * size);
}

char *
arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_alloc(arena, length + 1) : NULL;
    if (copy != NULL && length > 0) {
        memcpy(copy, bytes, length);
    }
    return copy;
}

bool
arena_grow(struct arena *arena, void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return true;
    }
    size_t wanted = *capacity == 0 ? 16 : *capacity * 2;
    void *larger = wanted > count ? arena_array(arena, wanted, size) : NULL;
    if (larger == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(larger, *items, count * size);
    }
    *items = larger;
    *capacity = wanted;
    return true;
}
