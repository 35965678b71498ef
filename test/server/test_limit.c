/* SPDX-License-Identifier: EUPL-1.2 */
/* Buckets of tokens by key. */
#define _POSIX_C_SOURCE 200809L
#include "server/limit.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct limit *
make(double burst, double per_minute, size_t keys)
{
    struct limit *limit;
    struct error error;
    assert_true(limit_new(burst, per_minute, keys, &limit, &error));
    return limit;
}

static void
a_bucket_is_emptied_and_fills_again(void **state)
{
    (void)state;
    struct limit *limit = make(3, 6, 100); /* one in ten seconds */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(limit_take(limit, "a", 1000), 0);
    }
    assert_int_equal(limit_take(limit, "a", 1000), 10000);
    assert_int_equal(limit_take(limit, "a", 10999), 1);
    assert_int_equal(limit_take(limit, "a", 11000), 0);
    assert_int_equal(limit_take(limit, "a", 11000), 10000);
    /* No more than it holds, however long it rested. */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(limit_take(limit, "a", 100000000), 0);
    }
    assert_true(limit_take(limit, "a", 100000000) > 0);
    limit_free(limit);
}

static void
keys_have_buckets_of_their_own(void **state)
{
    (void)state;
    struct limit *limit = make(1, 1, 100);
    assert_int_equal(limit_take(limit, "a", 0), 0);
    assert_true(limit_take(limit, "a", 0) > 0);
    assert_int_equal(limit_take(limit, "b", 0), 0);
    assert_int_equal(limit_take(limit, "", 0), 0);
    assert_true(limit_take(limit, "", 0) > 0);
    limit_free(limit);
}

static void
a_clock_that_goes_back_gives_nothing(void **state)
{
    (void)state;
    struct limit *limit = make(1, 60, 100);
    assert_int_equal(limit_take(limit, "a", 5000), 0);
    assert_true(limit_take(limit, "a", 0) > 0);
    assert_true(limit_take(limit, "a", 5999) > 0);
    assert_int_equal(limit_take(limit, "a", 6000), 0);
    limit_free(limit);
}

/* One who is out of tokens does not get new ones by a crowd that comes once each. */
static void
a_crowd_does_not_push_out_who_uses_most(void **state)
{
    (void)state;
    char key[32];
    struct limit *limit = make(5, 1, 64);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(limit_take(limit, "greedy", 0), 0);
    }
    for (int i = 0; i < 20000; i++) {
        snprintf(key, sizeof key, "%d", i);
        assert_int_equal(limit_take(limit, key, 0), 0);
    }
    assert_true(limit_take(limit, "greedy", 0) > 0);
    limit_free(limit);
}

static void *
take_many(void *limit)
{
    intptr_t taken = 0;
    for (int i = 0; i < 5000; i++) {
        taken += limit_take(limit, "shared", 0) == 0;
    }
    return (void *)taken;
}

static void
threads_get_no_token_twice(void **state)
{
    (void)state;
    pthread_t threads[4];
    intptr_t all = 0;
    struct limit *limit = make(7000, 0.001, 10);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, take_many, limit), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        void *taken;
        assert_int_equal(pthread_join(threads[i], &taken), 0);
        all += (intptr_t)taken;
    }
    assert_int_equal(all, 7000);
    limit_free(limit);
}

static void
addresses_are_counted_by_subscriber(void **state)
{
    (void)state;
    static const struct {
        const char *remote, *key;
    } cases[] = {
        {"192.0.2.7", "192.0.2.7"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"},
        {"2001:db8:1:3::1", "2001:db8:1:3::/64"},
        {"::1", "::/64"},
        {"", ""},
        {"unix", "unix"},
    };
    char key[LIMIT_ADDRESS_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        limit_address(cases[i].remote, key);
        assert_string_equal(key, cases[i].key);
    }
    char large[300];
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    limit_address(large, key);
    assert_int_equal(strlen(key), LIMIT_ADDRESS_SIZE - 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_is_emptied_and_fills_again),
        cmocka_unit_test(keys_have_buckets_of_their_own),
        cmocka_unit_test(a_clock_that_goes_back_gives_nothing),
        cmocka_unit_test(a_crowd_does_not_push_out_who_uses_most),
        cmocka_unit_test(threads_get_no_token_twice),
        cmocka_unit_test(addresses_are_counted_by_subscriber),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
