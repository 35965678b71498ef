/* SPDX-License-Identifier: EUPL-1.2 */
/* Files carried inside the program, put there by tools/embed.c when it is built. */
#ifndef DEKNING_BASE_EMBEDDED_H
#define DEKNING_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name;           /* without folders; NULL ends an array of files */
    const unsigned char *bytes; /* `length` bytes and a NUL that is not counted */
    size_t length;
};

#endif
