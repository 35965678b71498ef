/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/curves.h"

#include "fixture.h"

#include <math.h>

/* So much of the right answer may a curve be off. */
static const double off_most = 1e-15;

static void
check(const char *curve, double x, double is, double right)
{
    if (!(fabs(is - right) <= off_most * fabs(right))) {
        fail_msg("%s of %.17g is %.17g, not %.17g", curve, x, is, right);
    }
}

static void
exponentials_are_right(void **state)
{
    (void)state;
    for (int i = -69900; i <= 69900; i++) {
        double x = i * 0.010013;
        check("exp", x, curve_exp(x), exp(x));
        check("expm1", x, curve_expm1(x), expm1(x));
    }
    for (double x = 1e-300; x < 1; x *= 1.37) {
        check("exp", x, curve_exp(x), exp(x));
        check("exp", -x, curve_exp(-x), exp(-x));
        check("expm1", x, curve_expm1(x), expm1(x));
        check("expm1", -x, curve_expm1(-x), expm1(-x));
    }
    assert_true(curve_exp(0) == 1 && curve_expm1(0) == 0);
    assert_true(curve_exp(1e9) == curve_exp(700) && curve_exp(-1e9) == curve_exp(-700));
}

static void
logarithms_are_right(void **state)
{
    (void)state;
    for (double x = 1e-300; x < 1e300; x *= 1.0137) {
        check("log", x, curve_log(x), log(x));
        check("log1p", x, curve_log1p(x), log1p(x));
    }
    for (int i = 1; i < 20000; i++) {
        double x = i * 1e-4;
        check("log", x, curve_log(x), log(x));
        check("log1p", x - 1, curve_log1p(x - 1), log1p(x - 1));
    }
    for (double x = 1e-300; x < 0.9; x *= 1.37) {
        check("log1p", -x, curve_log1p(-x), log1p(-x));
    }
    assert_true(curve_log(1) == 0 && curve_log1p(0) == 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exponentials_are_right),
        cmocka_unit_test(logarithms_are_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
