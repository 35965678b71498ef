/* SPDX-License-Identifier: EUPL-1.2 */
/* For functions whose loops are worth vectors wider than every machine has: compiled once for each
 * width, the widest that the machine has chosen when the program starts. The answer is the same to
 * the bit, for no operation is fused or reordered. */
#ifndef DEKNING_BASE_VECTOR_H
#define DEKNING_BASE_VECTOR_H

#if defined __x86_64__ && defined __gnu_linux__ && !defined __SANITIZE_ADDRESS__ &&                \
    !defined __SANITIZE_THREAD__ && !defined __clang__
#define VECTOR_CODE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define VECTOR_CODE
#endif

/* Before a loop each turn of which uses what no other turn changes. */
#if defined __clang__
#define VECTOR_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define VECTOR_LOOP _Pragma("GCC ivdep")
#endif

/* Before a loop of a few turns, as many each time, within one that is to be vector code. */
#if defined __clang__
#define UNROLLED_LOOP _Pragma("clang loop unroll(full)")
#else
#define UNROLLED_LOOP _Pragma("GCC unroll 16")
#endif

#endif
