/* SPDX-License-Identifier: EUPL-1.2 */
#define _XOPEN_SOURCE 700
#include "register/identity.h"

#include "fixture.h"
#include "store/scratch.h"

#include <sys/stat.h>

static struct key_ring *
opened(const char *path)
{
    struct key_ring *ring = NULL;
    struct error error;
    must(key_open(path, &ring, &error), &error);
    return ring;
}

static struct key_ring *
created(const char *path)
{
    struct error error;
    must(key_create(path, day("2026-01-01"), &error), &error);
    return opened(path);
}

static struct key_ring *
rotated(const char *path)
{
    struct error error;
    int64_t version;
    must(key_rotate(path, day("2027-01-01"), &version, &error), &error);
    return opened(path);
}

/* A synthetic number, another each time. */
static const char *
made_number(struct dice *dice)
{
    static char number[NATIONAL_ID_TEXT_SIZE];
    struct date born;
    do {
        born.days = (int32_t)dice_whole(dice, day("1900-01-01").days, day("2039-12-31").days);
    } while (!national_id_make(born, dice_whole(dice, 0, 1) == 0 ? SEX_FEMALE : SEX_MALE,
                               (int)dice_whole(dice, 0, 249), number));
    return number;
}

/* That no run of four digits of the number is anywhere in the error, as its bytes or as its words
 * in any language. */
static void
assert_tells_nothing(const struct error *error, const char *number)
{
    struct text text;
    text_init(&text, 8192);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        error_write(error, (enum language)language, &text);
        text_add_char(&text, '\n');
    }
    assert_false(text.failed);
    text_add(&text, error->found);
    text_add(&text, error->expected);
    text_add(&text, error->field);
    for (int at = 0; at + 4 <= NATIONAL_ID_LENGTH; at++) {
        char part[5] = "";
        memcpy(part, number + at, 4);
        if (strstr(text_string(&text), part) != NULL) {
            fail_msg("%s", text_string(&text));
        }
    }
    text_free(&text);
}

static void
what_is_sealed_can_be_opened(void **state)
{
    const struct scratch *scratch = *state;
    struct key_ring *ring = created(scratch->path);
    struct dice dice = {.seed = 1};
    for (int i = 0; i < 2000; i++) {
        char number[NATIONAL_ID_TEXT_SIZE], out[NATIONAL_ID_TEXT_SIZE];
        memcpy(number, made_number(&dice), sizeof number);
        struct sealed sealed, again;
        struct error error;
        uint8_t lookup[SEALED_LOOKUP_SIZE];
        identity_seal(ring, number, &sealed);
        assert_int_equal(sealed.key, 1);
        must(identity_open(ring, &sealed, out, &error), &error);
        assert_string_equal(out, number);
        must(identity_lookup(ring, number, 1, lookup, &error), &error);
        assert_memory_equal(lookup, sealed.lookup, sizeof lookup);
        identity_seal(ring, number, &again); /* the same each time */
        assert_memory_equal(again.lookup, sealed.lookup, sizeof sealed.lookup);
        assert_memory_equal(again.box, sealed.box, sizeof sealed.box);
        /* nothing of it stands in what is kept */
        for (size_t at = 0; at + 4 <= sizeof sealed.box; at++) {
            assert_memory_not_equal(sealed.box + at, number, 4);
        }
    }
    key_close(ring);
}

/* Two numbers that differ in one digit have nothing in common once sealed: were one stream of bits
 * used for both, their boxes would differ where the digits do and nowhere else. */
static void
near_numbers_are_sealed_apart(void **state)
{
    const struct scratch *scratch = *state;
    struct key_ring *ring = created(scratch->path);
    struct sealed first, second;
    identity_seal(ring, "01819010000", &first);
    identity_seal(ring, "01819010001", &second);
    int same_box = 0, same_lookup = 0;
    for (size_t i = 0; i < sizeof first.box; i++) {
        same_box += first.box[i] == second.box[i];
    }
    for (size_t i = 0; i < sizeof first.lookup; i++) {
        same_lookup += first.lookup[i] == second.lookup[i];
    }
    assert_in_range(same_box, 0, 4);
    assert_in_range(same_lookup, 0, 4);
    key_close(ring);
}

/* What is written today must be opened by the programs of later years: these bytes are what the key
 * of 32 zero bytes makes, computed by Python's hashlib and an XChaCha20-Poly1305 of its own. */
static void
the_form_of_a_seal_never_changes(void **state)
{
    const struct scratch *scratch = *state;
    static const char file[] = "1 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    static const uint8_t lookup[SEALED_LOOKUP_SIZE] = {
        0x46, 0xcc, 0x14, 0xd1, 0xea, 0x81, 0x7d, 0x19, 0xdb, 0x5c, 0x94, 0xd7,
        0x8d, 0xea, 0x6d, 0x61, 0x9c, 0x7e, 0xe7, 0xd7, 0x7f, 0x63, 0xef, 0x45};
    static const uint8_t box[SEALED_BOX_SIZE] = {
        0x69, 0x4f, 0x43, 0xd1, 0x51, 0x36, 0x09, 0x26, 0xbc, 0x6f, 0x5e, 0x31, 0x6b, 0x89,
        0x81, 0x8a, 0x4c, 0x11, 0x81, 0x21, 0x2e, 0x28, 0x19, 0xda, 0xa2, 0x8c, 0x43};
    scratch_write(scratch->path, file, sizeof file - 1);
    assert_int_equal(chmod(scratch->path, 0600), 0);
    struct key_ring *ring = opened(scratch->path);
    struct sealed sealed;
    identity_seal(ring, "01819010000", &sealed);
    assert_memory_equal(sealed.lookup, lookup, sizeof lookup);
    assert_memory_equal(sealed.box, box, sizeof box);
    key_close(ring);
}

static void
a_changed_bit_is_an_error_and_never_another_number(void **state)
{
    const struct scratch *scratch = *state;
    key_close(created(scratch->path));
    struct key_ring *ring = rotated(scratch->path);
    struct dice dice = {.seed = 2};
    char number[NATIONAL_ID_TEXT_SIZE];
    memcpy(number, made_number(&dice), sizeof number);
    struct sealed sealed;
    identity_seal(ring, number, &sealed);
    for (size_t bit = 0; bit < (SEALED_LOOKUP_SIZE + SEALED_BOX_SIZE) * 8; bit++) {
        struct sealed changed = sealed;
        size_t byte = bit / 8;
        uint8_t *at = byte < SEALED_LOOKUP_SIZE ? &changed.lookup[byte]
                                                : &changed.box[byte - SEALED_LOOKUP_SIZE];
        *at = (uint8_t)(*at ^ 1u << bit % 8);
        char out[NATIONAL_ID_TEXT_SIZE];
        memset(out, 'x', sizeof out);
        struct error error;
        assert_false(identity_open(ring, &changed, out, &error));
        assert_int_equal(error.code, ERROR_SEAL_BROKEN);
        assert_string_equal(out, "");
        assert_tells_nothing(&error, number);
        struct sealed kept = {.key = -7};
        assert_false(identity_reseal(ring, &changed, &kept, &error));
        assert_int_equal(kept.key, -7);
    }
    for (int bit = 0; bit < 64; bit++) {
        struct sealed changed = sealed;
        changed.key = (int64_t)((uint64_t)sealed.key ^ (uint64_t)1 << bit);
        char out[NATIONAL_ID_TEXT_SIZE];
        struct error error;
        assert_false(identity_open(ring, &changed, out, &error));
        assert_int_equal(error.code, ERROR_KEY_UNKNOWN);
        assert_string_equal(out, "");
        assert_tells_nothing(&error, number);
    }
    struct sealed older = sealed; /* a version that is there, but is not its own */
    older.key = 1;
    char out[NATIONAL_ID_TEXT_SIZE];
    struct error error;
    assert_false(identity_open(ring, &older, out, &error));
    assert_int_equal(error.code, ERROR_SEAL_BROKEN);
    key_close(ring);
}

static void
parts_of_two_seals_do_not_open(void **state)
{
    const struct scratch *scratch = *state;
    struct key_ring *ring = created(scratch->path);
    struct sealed one, other;
    char out[NATIONAL_ID_TEXT_SIZE];
    struct error error;
    identity_seal(ring, "01819010000", &one);
    identity_seal(ring, "01819010001", &other);
    memcpy(one.box, other.box, sizeof one.box);
    assert_false(identity_open(ring, &one, out, &error));
    assert_int_equal(error.code, ERROR_SEAL_BROKEN);
    key_close(ring);
}

/* The version is bound to the seal also where two versions have one key. */
static void
the_version_is_part_of_the_seal(void **state)
{
    const struct scratch *scratch = *state;
    static const char file[] = "1 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
                               "2 2026-01-01 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
    scratch_write(scratch->path, file, sizeof file - 1);
    assert_int_equal(chmod(scratch->path, 0600), 0);
    struct key_ring *ring = opened(scratch->path);
    struct sealed sealed;
    char out[NATIONAL_ID_TEXT_SIZE];
    struct error error;
    identity_seal(ring, "01819010000", &sealed);
    assert_int_equal(sealed.key, 2);
    sealed.key = 1;
    assert_false(identity_open(ring, &sealed, out, &error));
    assert_int_equal(error.code, ERROR_SEAL_BROKEN);
    key_close(ring);
}

static void
another_file_opens_nothing(void **state)
{
    const struct scratch *scratch = *state;
    char other[256], out[NATIONAL_ID_TEXT_SIZE];
    snprintf(other, sizeof other, "%s.other", scratch->path);
    struct key_ring *right = created(scratch->path), *wrong = created(other);
    struct dice dice = {.seed = 3};
    for (int i = 0; i < 200; i++) {
        struct sealed sealed;
        struct error error;
        uint8_t lookup[SEALED_LOOKUP_SIZE];
        const char *number = made_number(&dice);
        identity_seal(right, number, &sealed);
        assert_false(identity_open(wrong, &sealed, out, &error));
        assert_int_equal(error.code, ERROR_SEAL_BROKEN);
        assert_string_equal(error.found, "1");
        assert_tells_nothing(&error, number);
        assert_true(identity_lookup(wrong, number, 1, lookup, &error));
        assert_memory_not_equal(lookup, sealed.lookup, sizeof lookup);
    }
    key_close(right);
    key_close(wrong);
}

/* A change of keys from end to end, over rows as the database has them. */
static void
keys_can_be_changed_with_rows_sealed(void **state)
{
    enum { ROWS = 200 };
    const struct scratch *scratch = *state;
    static char numbers[ROWS][NATIONAL_ID_TEXT_SIZE];
    static struct sealed rows[ROWS];
    char out[NATIONAL_ID_TEXT_SIZE];
    struct error error;
    struct dice dice = {.seed = 4};
    struct key_ring *ring = created(scratch->path);
    for (int i = 0; i < ROWS; i++) {
        memcpy(numbers[i], made_number(&dice), sizeof numbers[i]);
        identity_seal(ring, numbers[i], &rows[i]);
    }
    key_close(ring);
    ring = rotated(scratch->path);
    for (int done = 0; done <= ROWS; done += ROWS / 4) { /* half-way, every row can be found */
        for (int i = 0; i < ROWS; i++) {
            must(identity_open(ring, &rows[i], out, &error), &error);
            assert_string_equal(out, numbers[i]);
            int found = 0;
            for (size_t k = 0; k < key_count(ring); k++) {
                uint8_t lookup[SEALED_LOOKUP_SIZE];
                must(identity_lookup(ring, numbers[i], key_version(ring, k), lookup, &error),
                     &error);
                found += memcmp(lookup, rows[i].lookup, sizeof lookup) == 0;
            }
            assert_int_equal(found, 1);
        }
        for (int i = done; i < done + ROWS / 4 && i < ROWS; i++) {
            struct sealed fresh;
            identity_seal(ring, numbers[i], &fresh);
            must(identity_reseal(ring, &rows[i], &rows[i], &error), &error);
            assert_int_equal(rows[i].key, 2);
            assert_memory_equal(rows[i].lookup, fresh.lookup, sizeof fresh.lookup);
            assert_memory_equal(rows[i].box, fresh.box, sizeof fresh.box);
        }
    }
    key_close(ring);
    must(key_retire(scratch->path, 1, &error), &error);
    ring = opened(scratch->path);
    for (int i = 0; i < ROWS; i++) {
        must(identity_open(ring, &rows[i], out, &error), &error);
        assert_string_equal(out, numbers[i]);
    }
    uint8_t lookup[SEALED_LOOKUP_SIZE];
    assert_false(identity_lookup(ring, numbers[0], 1, lookup, &error));
    assert_int_equal(error.code, ERROR_KEY_UNKNOWN);
    assert_string_equal(error.found, "1");
    assert_tells_nothing(&error, numbers[0]);
    key_close(ring);
}

/* Whatever is wrong with a number, its error tells none of its digits. */
static void
no_fault_tells_the_number(void **state)
{
    (void)state;
    struct dice dice = {.seed = 5};
    int seen[NATIONAL_ID_WRONG_CHECK + 1] = {0};
    for (int i = 0; i < 5000; i++) {
        char number[NATIONAL_ID_TEXT_SIZE + 1];
        memcpy(number, made_number(&dice), NATIONAL_ID_TEXT_SIZE);
        number[dice_whole(&dice, 0, 10)] = (char)dice_whole(&dice, '0', ':');
        number[dice_whole(&dice, 0, 10)] = (char)dice_whole(&dice, '0', '9');
        size_t length = (size_t)(i % 50 == 0 ? 10 : 11);
        struct national_id id;
        enum national_id_fault fault = national_id_parse(number, length, &id);
        seen[fault]++;
        if (fault != NATIONAL_ID_FINE) {
            struct error error;
            national_id_error(fault, &error);
            assert_tells_nothing(&error, number);
        }
    }
    for (int fault = 0; fault <= NATIONAL_ID_WRONG_CHECK; fault++) {
        assert_true(seen[fault] > 0);
    }
}

static void
only_the_day_is_shown(void **state)
{
    (void)state;
    char out[IDENTITY_MASKED_SIZE];
    identity_masked("01819010000", out);
    assert_string_equal(out, "018190 *****");
    identity_masked("99999999999", out);
    assert_string_equal(out, "999999 *****");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_sealed_can_be_opened),
        TEST(near_numbers_are_sealed_apart),
        TEST(the_form_of_a_seal_never_changes),
        TEST(a_changed_bit_is_an_error_and_never_another_number),
        TEST(parts_of_two_seals_do_not_open),
        TEST(the_version_is_part_of_the_seal),
        TEST(another_file_opens_nothing),
        TEST(keys_can_be_changed_with_rows_sealed),
        TEST(no_fault_tells_the_number),
        TEST(only_the_day_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
