// SPDX-License-Identifier: EUPL-1.2
// The few lines that every unit test shares: cmocka, and its group as main().
//   TEST(name) { … }   then   TEST_MAIN(cmocka_unit_test(name), …), or where all of them need a
//   folder
// or the like   TEST_MAIN_IN(set_up, tear_down, cmocka_unit_test(name), …)
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEST(name) static void name(void **state __attribute__((unused)))
#define TEST_MAIN(...) TEST_MAIN_IN(NULL, NULL, __VA_ARGS__)
#define TEST_MAIN_IN(set_up, tear_down, ...)                          \
    int main(void)                                                    \
    {                                                                 \
        const struct CMUnitTest tests[] = {__VA_ARGS__};              \
        cmocka_set_message_output(CM_OUTPUT_TAP);                     \
        return cmocka_run_group_tests(tests, set_up, tear_down) != 0; \
    }
// A struct str against a literal; prints both when they differ.
#define assert_str(actual, literal)                                         \
    do {                                                                    \
        struct str actual_ = (actual);                                      \
        char *copy_ = strndup(actual_.ptr ? actual_.ptr : "", actual_.len); \
        assert_string_equal(copy_, literal);                                \
        free(copy_);                                                        \
    } while (0)
