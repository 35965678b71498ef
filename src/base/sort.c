/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sort.h"

#include <stdlib.h>

void
sort_items(void *items, size_t count, size_t size, int (*compare)(const void *a, const void *b))
{
    if (count > 1) {
        qsort(items, count, size, compare);
    }
}
