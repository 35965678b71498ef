/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as one office's file of the FLR export. What is read is written, and read back and
 * written again the same; what is refused says why. The first byte chooses the memory there is
 * ("-": enough). */
#include "exchange/flr.h"
#include "fuzz.h"

static bool
read_office(const char *bytes, size_t size, struct problems *problems, struct flr_office *out)
{
    size_t ignored = 0;
    return flr_read_office("o.xml", bytes, size, problems, out, &ignored);
}

static void
check_round_trip(const struct flr_office *office)
{
    struct text once, twice;
    struct error error;
    text_init(&once, 64 * 1024 * 1024);
    text_init(&twice, 64 * 1024 * 1024);
    require(flr_write_office(office, &once, &error));
    struct arena arena;
    arena_init(&arena, 256 * 1024 * 1024);
    struct problems problems;
    problems_init(&problems, &arena);
    struct flr_office again;
    char *bytes = copy_of(once.bytes, once.length);
    require(read_office(bytes, once.length, &problems, &again));
    free(bytes);
    require(again.contract_count == office->contract_count);
    require(flr_write_office(&again, &twice, &error));
    require(strcmp(text_string(&once), text_string(&twice)) == 0);
    arena_free(&arena);
    text_free(&once);
    text_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    struct arena arena;
    arena_init(&arena, data[0] == '-' ? 256 * 1024 * 1024 : (size_t)data[0] * 64);
    struct problems problems;
    problems_init(&problems, &arena);
    struct flr_office office = {.number = 4711};
    char *bytes = copy_of(data + 1, size - 1);
    bool fine = read_office(bytes, size - 1, &problems, &office);
    free(bytes);
    require(fine == problems_none(&problems));
    require(fine || office.number == 4711);
    if (fine) {
        check_round_trip(&office);
    }
    for (size_t i = 0; i < problems.count; i++) {
        struct text out;
        text_init(&out, 4096);
        error_write(&problems.errors[i], LANGUAGE_NB, &out);
        require(out.length > 0 && !out.failed);
        text_free(&out);
    }
    arena_free(&arena);
    return 0;
}
