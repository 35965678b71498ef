/* SPDX-License-Identifier: EUPL-1.2 */
/* A whole number of 128 bits, for products of two of 64; C17 has no name for it. */
#ifndef DEKNING_BASE_WIDE_H
#define DEKNING_BASE_WIDE_H

__extension__ typedef unsigned __int128 uint128;

#endif
