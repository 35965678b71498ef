/* SPDX-License-Identifier: EUPL-1.2 */
#include "scheme/attachment.h"

#include "fixture.h"

#include <math.h>

static void
net_is_in_minus_out(void **state)
{
    (void)state;
    struct attachment_counts counts = {.start = 1000, .passing = 4};
    counts.in[ATTACHMENT_CHOSEN] = 30;
    counts.in[ATTACHMENT_ASSIGNED] = 20;
    counts.out[ATTACHMENT_CHOSEN] = 44;
    counts.out[ATTACHMENT_BIRTH_OR_DEATH] = 10;
    struct attachment attachment;
    assert_true(attachment_of(&counts, &attachment));
    assert_int_equal(attachment.in, 50);
    assert_int_equal(attachment.out, 54);
    assert_int_equal(attachment.net, -4);
    assert_int_equal(attachment.end, 996);
    assert_int_equal(attachment.net_by[ATTACHMENT_CHOSEN], -14);
    assert_int_equal(attachment.net_by[ATTACHMENT_ASSIGNED], 20);
    assert_int_equal(attachment.retained, 950);
    assert_near(attachment.retained_share, 0.95, 1e-12);
    assert_near(attachment.churn, 0.1, 1e-12);
}

static void
an_empty_list_has_no_share(void **state)
{
    (void)state;
    struct attachment_counts counts = {.start = 0};
    counts.in[ATTACHMENT_ASSIGNED] = 5;
    struct attachment attachment;
    assert_true(attachment_of(&counts, &attachment));
    assert_int_equal(attachment.end, 5);
    assert_int_equal(attachment.retained, 0);
    assert_true(isnan(attachment.retained_share) && isnan(attachment.churn));
}

static void
counts_that_cannot_be_are_refused(void **state)
{
    (void)state;
    struct attachment attachment = {.net = 77};
    struct attachment_counts counts = {.start = 2};
    counts.out[ATTACHMENT_CHOSEN] = 3;
    assert_false(attachment_of(&counts, &attachment));
    counts.in[ATTACHMENT_CHOSEN] = 1;
    assert_false(attachment_of(&counts, &attachment));
    counts.passing = 2;
    assert_false(attachment_of(&counts, &attachment)); /* more passed than came */
    assert_int_equal(attachment.net, 77);
    counts.passing = 1;
    assert_true(attachment_of(&counts, &attachment));
    assert_int_equal(attachment.retained, 0);
    counts = (struct attachment_counts){.start = 10, .passing = 1};
    counts.in[ATTACHMENT_CHOSEN] = 5;
    assert_false(attachment_of(&counts, &attachment)); /* more passed than left */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(net_is_in_minus_out),
        cmocka_unit_test(an_empty_list_has_no_share),
        cmocka_unit_test(counts_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
