/* SPDX-License-Identifier: EUPL-1.2 */
/* Sorting for the rooms that may not reach the rest of <stdlib.h>. */
#ifndef DEKNING_BASE_SORT_H
#define DEKNING_BASE_SORT_H

#include <stddef.h>

/* Sorts `count` items of `size` bytes by `compare`, which answers as strcmp. What compares as equal
 * stands in no certain order: let `compare` tell all items apart. */
void sort_items(void *items, size_t count, size_t size,
                int (*compare)(const void *a, const void *b));

#endif
