/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of a table: filters, order and cursors, that rows come and go between. */
#include "fixture.h"

#include "server/paging.h"

#include <stdarg.h>
#include <stddef.h>

#include <setjmp.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

enum { QUERIES_MAX = 8 };

struct made {
    struct arena arena;
    struct answer answer;
};

static const char *const names[] = {"Åse", "berit", "Ærlig", "Øyvind", "Adam", "Zara"};
static const double numbers[] = {3, 1, 2, 5, 4, 6};

/* A table of names and numbers, the last of no number, and a sum. */
static void
make(struct made *made, size_t skip, bool total)
{
    static const struct answer_column columns[] = {
        {MESSAGE_name, UNIT_NONE}, {MESSAGE_value, UNIT_NONE}, {MESSAGE_COUNT, UNIT_NONE}};
    arena_init(&made->arena, 1 << 20);
    answer_init(&made->answer, &made->arena, LANGUAGE_NB, "test", MESSAGE_name, NULL, DATE_NONE);
    struct answer_table *table = answer_table(&made->answer, MESSAGE_value, columns);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (i == skip) {
            continue;
        }
        struct value *row = answer_row(&made->answer);
        row[0] = value_word(i == 1 ? "b_key" : names[i], names[i]);
        row[1] = i == 5 ? (struct value){0} : value_number(numbers[i], 0);
    }
    if (total) {
        struct value *row = answer_row(&made->answer);
        row[0] = value_text("Sum");
        row[1] = value_number(15, 0);
        table->has_total = true;
    }
}

/* "sort=value&limit=2" */
static bool
page(struct made *made, const char *query, struct paging *out, struct error *error)
{
    static char text[256];
    static struct http_pair pairs[QUERIES_MAX];
    struct http_request request = {.queries = pairs};
    snprintf(text, sizeof text, "%s", query);
    for (char *at = text; at != NULL && *at != '\0';) {
        char *next = strchr(at, '&'), *equals = strchr(at, '=');
        *equals = '\0';
        if (next != NULL) {
            *next++ = '\0';
        }
        pairs[request.query_count++] = (struct http_pair){at, equals + 1};
        at = next;
    }
    return paging_apply(&request, &made->answer, out, error);
}

/* The names of the rows, one letter each. */
static void
expect(const struct paging *paging, const char *const *expected, size_t count, size_t all)
{
    const size_t rows = paging->table->row_count - (paging->table->has_total ? 1 : 0);
    assert_int_equal(rows, count);
    assert_int_equal(paging->count, all);
    for (size_t r = 0; r < rows; r++) {
        assert_string_equal(paging->table->cells[r * 2].text, expected[r]);
    }
}
#define EXPECT(paging, all, ...)                                                                   \
    expect(paging, (const char *const[]){__VA_ARGS__},                                             \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), all)

static void
sorts_as_norwegian_does(void **state)
{
    struct made made;
    struct paging paging;
    struct error error;
    (void)state;
    make(&made, SIZE_MAX, true);
    assert_true(page(&made, "sort=name", &paging, &error));
    EXPECT(&paging, 6, "Adam", "berit", "Zara", "Ærlig", "Øyvind", "Åse");
    assert_true(paging.table->has_total);
    assert_string_equal(paging.next, "");
    arena_free(&made.arena);
    make(&made, SIZE_MAX, false);
    assert_true(page(&made, "sort=-value&limit=6", &paging, &error));
    EXPECT(&paging, 6, "Øyvind", "Adam", "Åse", "Ærlig", "berit", "Zara"); /* not known: last */
    assert_string_equal(paging.next, "");
    arena_free(&made.arena);
    assert_true(paging_compare("a", "B") < 0 && paging_compare("Ø", "ø") == 0);
    assert_true(paging_compare("å", "ø") > 0 && paging_compare("", "a") < 0);
}

static void
filters(void **state)
{
    struct made made;
    struct paging paging;
    struct error error;
    (void)state;
    make(&made, SIZE_MAX, true);
    assert_true(page(&made, "search=ÅS", &paging, &error));
    EXPECT(&paging, 1, "Åse");
    assert_false(paging.table->has_total); /* it sums what is not shown */
    arena_free(&made.arena);
    make(&made, SIZE_MAX, false);
    assert_true(page(&made, "where=name:b_key&where=value:1", &paging, &error));
    EXPECT(&paging, 1, "berit");
    arena_free(&made.arena);
    make(&made, SIZE_MAX, false);
    assert_true(page(&made, "where=value:", &paging, &error)); /* of no value */
    EXPECT(&paging, 1, "Zara");
    arena_free(&made.arena);
    make(&made, SIZE_MAX, false);
    assert_true(page(&made, "where=name:Berit", &paging, &error)); /* the key is exact */
    assert_int_equal(paging.count, 0);
    assert_string_equal(paging.next, "");
    arena_free(&made.arena);
}

static void
cursors_lose_nothing(void **state)
{
    struct made made;
    struct paging paging;
    struct error error;
    char query[128];
    (void)state;
    make(&made, SIZE_MAX, false);
    assert_true(page(&made, "sort=name&limit=4", &paging, &error));
    EXPECT(&paging, 6, "Adam", "berit", "Zara", "Ærlig");
    snprintf(query, sizeof query, "sort=name&limit=4&after=%s", paging.next);
    arena_free(&made.arena);
    make(&made, SIZE_MAX, false);
    assert_true(page(&made, query, &paging, &error));
    EXPECT(&paging, 6, "Øyvind", "Åse");
    arena_free(&made.arena);
    make(&made, 4, false); /* Adam, on the page before, is gone meanwhile */
    assert_true(page(&made, query, &paging, &error));
    EXPECT(&paging, 5, "Øyvind", "Åse");
    arena_free(&made.arena);
    make(&made, 2, false); /* and so is the very row it stands after */
    assert_true(page(&made, query, &paging, &error));
    EXPECT(&paging, 5, "Åse");
    arena_free(&made.arena);
}

static void
refuses_what_it_cannot_read(void **state)
{
    static const struct {
        const char *query, *field;
    } cases[] = {
        {"limit=0", "limit"},    {"limit=1001", "limit"},   {"limit=x", "limit"},
        {"limit=", "limit"},     {"sort=nope", "sort"},     {"sort=-", "sort"},
        {"where=name", "where"}, {"where=nope:1", "where"}, {"after=x", "after"},
        {"after=0.12", "after"}, {"after=-1.2", "after"},   {"after=1.2x", "after"},
        {"table=nope", "table"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made made;
        struct paging paging;
        struct error error;
        make(&made, SIZE_MAX, false);
        assert_false(page(&made, cases[i].query, &paging, &error));
        assert_int_equal(error.code, ERROR_QUERY_VALUE);
        assert_string_equal(error.field, cases[i].field);
        arena_free(&made.arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sorts_as_norwegian_does),
        cmocka_unit_test(filters),
        cmocka_unit_test(cursors_lose_nothing),
        cmocka_unit_test(refuses_what_it_cannot_read),
    };
    return cmocka_run_group_tests_name("paging", tests, NULL, NULL);
}
