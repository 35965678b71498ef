/* SPDX-License-Identifier: EUPL-1.2 */
#define _POSIX_C_SOURCE 200809L
#include "server/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { RUN = 0xab, SUBSCRIBERS = 3 };

static struct events *events;
static struct text out;
static int woken, paused;

static int
begin(void **state)
{
    (void)state;
    events = events_new(SUBSCRIBERS, RUN);
    text_init(&out, 1 << 20);
    woken = paused = 0;
    return events == NULL;
}

static int
end(void **state)
{
    (void)state;
    assert_int_equal(events_subscribers(events), 0);
    events_free(events);
    text_free(&out);
    return 0;
}

static void
wake(void *data)
{
    *(int *)data += 1;
}

static struct subscriber *
subscribe(int64_t audience, const char *last_id, int64_t now)
{
    const struct events_wish wish = {.audience = audience, .last_id = last_id};
    enum error_code why;
    return events_subscribe(events, &wish, now, wake, &woken, &why);
}

/* What the subscriber takes at `now`, and what came of it. */
static enum events_next
take(struct subscriber *subscriber, int64_t now)
{
    text_free(&out);
    return events_take(subscriber, now, &out, wake, &paused);
}

/* What stands after the greeting, which must be there and tells where the subscriber begins. */
static const char *
after_greeting(void)
{
    const char *end = strstr(text_string(&out), "\nretry: 2000\n\n");
    assert_non_null(end);
    assert_int_equal(strncmp(text_string(&out), "id: ab-", strlen("id: ab-")), 0);
    return end + strlen("\nretry: 2000\n\n");
}

/* The same, without the greeting, which must be there. */
static void
greet(struct subscriber *subscriber, int64_t now)
{
    assert_int_equal(take(subscriber, now), EVENTS_TAKEN);
    assert_ptr_equal(after_greeting(), text_string(&out) + out.length);
}

static void
what_is_published_is_taken_once(void **state)
{
    (void)state;
    assert_true(events_publish(events, 0, "before", "{}"));
    struct subscriber *one = subscribe(0, NULL, 0);
    greet(one, 0);
    assert_int_equal(take(one, 0), EVENTS_WAIT);
    assert_int_equal(paused, 1);
    assert_true(events_publish(events, 0, "changed", "{\"generation\":2}"));
    assert_true(events_publish(events, 0, "job", "{}"));
    assert_int_equal(woken, 1); /* once, until it waits again */
    assert_int_equal(take(one, 0), EVENTS_TAKEN);
    assert_string_equal(text_string(&out), "id: ab-2\nevent: changed\ndata: {\"generation\":2}\n\n"
                                           "id: ab-3\nevent: job\ndata: {}\n\n");
    assert_int_equal(take(one, 0), EVENTS_WAIT);
    events_leave(one);
}

static void
an_audience_sees_its_own_and_everybodys(void **state)
{
    (void)state;
    struct subscriber *one = subscribe(1, NULL, 0), *two = subscribe(2, NULL, 0);
    greet(one, 0);
    greet(two, 0);
    assert_int_equal(take(one, 0), EVENTS_WAIT);
    assert_int_equal(take(two, 0), EVENTS_WAIT);
    assert_true(events_publish(events, 2, "job", "2"));
    assert_int_equal(woken, 1);
    assert_int_equal(take(one, 0), EVENTS_WAIT);
    assert_int_equal(take(two, 0), EVENTS_TAKEN);
    assert_string_equal(text_string(&out), "id: ab-1\nevent: job\ndata: 2\n\n");
    events_leave(one);
    events_leave(two);
}

static void
who_comes_back_goes_on(void **state)
{
    (void)state;
    for (int i = 1; i <= EVENTS_KEPT + 1; i++) {
        char data[8];
        snprintf(data, sizeof data, "%d", i);
        assert_true(events_publish(events, 0, "e", data));
    }
    /* Event 1 is no longer kept: who has seen it has missed nothing, who has not has. */
    static const struct {
        const char *last, *first;
    } clients[] = {
        {"ab-257", ""},
        {"ab-256", "id: ab-257\nevent: e\ndata: 257\n\n"},
        {"ab-1", "id: ab-2\nevent: e\ndata: 2\n\n"},
        {"ab-0", "id: ab-257\nevent: reset\ndata: {}\n\n"},
        {"ab-258", "id: ab-257\nevent: reset\ndata: {}\n\n"},
        {"ac-257", "id: ab-257\nevent: reset\ndata: {}\n\n"},
        {"ab-257x", "id: ab-257\nevent: reset\ndata: {}\n\n"},
        {"x", "id: ab-257\nevent: reset\ndata: {}\n\n"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof clients / sizeof clients[0]; i++) {
        struct subscriber *back = subscribe(0, clients[i].last, 0);
        assert_int_equal(take(back, 0), EVENTS_TAKEN);
        const char *after = after_greeting();
        assert_int_equal(strncmp(after, clients[i].first, strlen(clients[i].first)), 0);
        assert_int_equal(clients[i].first[0] == '\0', after[0] == '\0');
        events_leave(back);
    }
}

static void
who_subscribes_after_the_newest_misses_nothing(void **state)
{
    (void)state;
    char heard[EVENTS_ID_SIZE];
    events_newest(events, heard);
    assert_string_equal(heard, "ab-0");
    assert_true(events_publish(events, 0, "e", "1"));
    struct subscriber *late = subscribe(0, heard, 0);
    assert_int_equal(take(late, 0), EVENTS_TAKEN);
    assert_string_equal(after_greeting(), "id: ab-1\nevent: e\ndata: 1\n\n");
    events_leave(late);
    events_newest(events, heard);
    assert_string_equal(heard, "ab-1");
}

static void
who_is_too_slow_is_told(void **state)
{
    (void)state;
    struct subscriber *slow = subscribe(0, NULL, 0);
    greet(slow, 0);
    for (int i = 0; i < EVENTS_KEPT + 1; i++) {
        assert_true(events_publish(events, 0, "e", "{}"));
    }
    assert_int_equal(take(slow, 0), EVENTS_TAKEN);
    assert_string_equal(text_string(&out), "id: ab-257\nevent: reset\ndata: {}\n\n");
    events_leave(slow);
}

static void
a_quiet_stream_is_kept_alive_and_ends(void **state)
{
    (void)state;
    struct subscriber *one = subscribe(0, NULL, 100);
    greet(one, 100);
    assert_int_equal(take(one, 100), EVENTS_WAIT);
    events_tick(events, 100 + EVENTS_BEAT_SECONDS - 1);
    assert_int_equal(woken, 0);
    events_tick(events, 100 + EVENTS_BEAT_SECONDS);
    assert_int_equal(woken, 1);
    assert_int_equal(take(one, 100 + EVENTS_BEAT_SECONDS), EVENTS_TAKEN);
    assert_string_equal(text_string(&out), ":\n\n");
    assert_int_equal(take(one, 100 + EVENTS_BEAT_SECONDS), EVENTS_WAIT);
    assert_int_equal(take(one, 100 + EVENTS_STREAM_SECONDS - 1), EVENTS_TAKEN);
    assert_int_equal(take(one, 100 + EVENTS_STREAM_SECONDS), EVENTS_END);
    events_leave(one);
}

static void
there_are_so_many_subscribers(void **state)
{
    (void)state;
    struct subscriber *all[SUBSCRIBERS];
    for (size_t i = 0; i < SUBSCRIBERS; i++) {
        all[i] = subscribe(0, NULL, 0);
        assert_non_null(all[i]);
    }
    assert_null(subscribe(0, NULL, 0));
    events_leave(all[1]); /* of the middle, then the ends */
    events_leave(all[2]);
    all[1] = subscribe(0, NULL, 0);
    assert_non_null(all[1]);
    events_leave(all[1]);
    events_leave(all[0]);
}

static void
closing_ends_them_all(void **state)
{
    (void)state;
    struct subscriber *one = subscribe(0, NULL, 0);
    greet(one, 0);
    assert_int_equal(take(one, 0), EVENTS_WAIT);
    events_close(events);
    assert_int_equal(woken, 1);
    assert_int_equal(take(one, 0), EVENTS_END);
    assert_null(subscribe(0, NULL, 0));
    events_leave(one);
}

static void
what_would_break_a_stream_is_not_published(void **state)
{
    (void)state;
    char large[EVENTS_BYTES_MAX + 512];
    memset(large, 'x', sizeof large);
    large[sizeof large - 1] = '\0';
    assert_false(events_publish(events, 0, "e", large));
    assert_false(events_publish(events, 0, "e", "a\n\ndata: b"));
    assert_false(events_publish(events, 0, "e", "a\rb"));
    large[EVENTS_BYTES_MAX] = '\0';
    assert_true(events_publish(events, 0, "e", large));
}

/* Takes from its own thread until it has seen the last event; every id must be one more. */
struct reader {
    struct subscriber *subscriber;
    atomic_bool awake;
    int seen;
};

enum { PUBLISHED = 2000 };

static void
rouse(void *data)
{
    atomic_store((atomic_bool *)data, true);
}

static void
lull(void *data)
{
    atomic_store((atomic_bool *)data, false);
}

static void *
read_all(void *data)
{
    struct reader *reader = data;
    struct text text;
    text_init(&text, 1 << 20);
    while (reader->seen < PUBLISHED) {
        text_free(&text);
        if (events_take(reader->subscriber, 0, &text, lull, &reader->awake) == EVENTS_WAIT) {
            while (!atomic_load(&reader->awake)) {
                sched_yield();
            }
        }
        for (const char *at = text_string(&text); (at = strstr(at, "id: ")) != NULL; at++) {
            unsigned long long id = 0;
            sscanf(at, "id: ab-%llu", &id);
            reader->seen = (int)id; /* a reset jumps */
        }
    }
    text_free(&text);
    return NULL;
}

static void
nobody_has_more_than_their_share(void **state)
{
    (void)state;
    const struct events_wish one = {.holder = "one", .holder_most = 2},
                             other = {.holder = "other", .holder_most = 2}, nobody = {0};
    struct subscriber *subscribers[SUBSCRIBERS];
    enum error_code why = ERROR_COUNT;
    subscribers[0] = events_subscribe(events, &one, 0, wake, &woken, &why);
    subscribers[1] = events_subscribe(events, &one, 0, wake, &woken, &why);
    assert_non_null(subscribers[0]);
    assert_non_null(subscribers[1]);
    assert_null(events_subscribe(events, &one, 0, wake, &woken, &why));
    assert_int_equal(why, ERROR_TOO_MANY_STREAMS);
    subscribers[2] = events_subscribe(events, &other, 0, wake, &woken, &why);
    assert_non_null(subscribers[2]);
    assert_null(events_subscribe(events, &nobody, 0, wake, &woken, &why));
    assert_int_equal(why, ERROR_BUSY); /* all are taken */
    /* one whose client has gone counts no more, and is ended */
    events_leave(subscribers[2]);
    greet(subscribers[0], 0);
    assert_int_equal(take(subscribers[0], 0), EVENTS_WAIT);
    events_end(subscribers[0]);
    events_end(subscribers[0]);
    assert_int_equal(woken, 1);
    subscribers[2] = events_subscribe(events, &one, 0, wake, &woken, &why);
    assert_non_null(subscribers[2]);
    assert_int_equal(take(subscribers[0], 0), EVENTS_END);
    for (size_t i = 0; i < SUBSCRIBERS; i++) {
        events_leave(subscribers[i]);
    }
    subscribers[0] = events_subscribe(events, &nobody, 0, wake, &woken, &why);
    subscribers[1] = events_subscribe(events, &nobody, 0, wake, &woken, &why);
    subscribers[2] = events_subscribe(events, &nobody, 0, wake, &woken, &why);
    assert_non_null(subscribers[2]); /* nobody's are not counted */
    for (size_t i = 0; i < SUBSCRIBERS; i++) {
        events_leave(subscribers[i]);
    }
}

static void
nobody_sleeps_through_an_event(void **state)
{
    (void)state;
    struct reader readers[SUBSCRIBERS] = {0};
    pthread_t threads[SUBSCRIBERS];
    for (size_t i = 0; i < SUBSCRIBERS; i++) {
        enum error_code why;
        readers[i].subscriber =
            events_subscribe(events, &(struct events_wish){0}, 0, rouse, &readers[i].awake, &why);
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, &readers[i]), 0);
    }
    for (int i = 0; i < PUBLISHED; i++) {
        assert_true(events_publish(events, 0, "e", "{}"));
    }
    for (size_t i = 0; i < SUBSCRIBERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(readers[i].seen, PUBLISHED);
        events_leave(readers[i].subscriber);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_published_is_taken_once, begin, end),
        cmocka_unit_test_setup_teardown(an_audience_sees_its_own_and_everybodys, begin, end),
        cmocka_unit_test_setup_teardown(who_comes_back_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(who_subscribes_after_the_newest_misses_nothing, begin, end),
        cmocka_unit_test_setup_teardown(who_is_too_slow_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_quiet_stream_is_kept_alive_and_ends, begin, end),
        cmocka_unit_test_setup_teardown(there_are_so_many_subscribers, begin, end),
        cmocka_unit_test_setup_teardown(closing_ends_them_all, begin, end),
        cmocka_unit_test_setup_teardown(what_would_break_a_stream_is_not_published, begin, end),
        cmocka_unit_test_setup_teardown(nobody_has_more_than_their_share, begin, end),
        cmocka_unit_test_setup_teardown(nobody_sleeps_through_an_event, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
