// SPDX-License-Identifier: EUPL-1.2
// The staff's PIN: what guessing costs, whatever happens to the power and the clock.
#include "tests/unit/test.h"

#include "base/file.h"
#include "kiosk/admin.h"
#include "seal/age.h"
#include "seal/pin.h"

#include <stdio.h>
#include <unistd.h>

static char folder[64];
static struct buf hash;
static int64_t wall_ms = 1700000000000, mono_ms = 1000;

static int64_t wall(void *data)
{
    (void)data;
    return wall_ms;
}

static int64_t mono(void *data)
{
    (void)data;
    return mono_ms;
}

static const char *counter(void)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/pin-failures", folder);
    return path;
}

static int setup(void **unused)
{
    (void)unused;
    seal_init();
    strcpy(folder, "/tmp/svar-pin-XXXXXX");
    return mkdtemp(folder) && seal_pin_hash(STR("2468"), &hash, NULL) == ERR_NONE ? 0 : -1;
}

static int teardown(void **unused)
{
    (void)unused;
    buf_finish(&hash);
    unlink(counter());
    return rmdir(folder);
}

static int begin(void **unused)
{
    (void)unused;
    unlink(counter());
    return 0;
}

static struct kiosk_admin *start(void)
{
    struct clock clock = {wall, mono, NULL};
    struct kiosk_admin *a = kiosk_admin_create(folder, buf_str(&hash), clock);
    for (int i = 0; i < KIOSK_ADMIN_TAPS; i++)
        kiosk_admin_tap(a, true);
    assert_int_equal(kiosk_admin_page(a), KIOSK_ADMIN_PIN);
    return a;
}

static void try_pin(struct kiosk_admin *a, const char *pin)
{
    for (; *pin; pin++)
        kiosk_admin_digit(a, *pin);
    kiosk_admin_enter(a);
}

static void fail_times(struct kiosk_admin *a, int times)
{
    for (int i = 0; i < times; i++) {
        mono_ms += kiosk_admin_delay_ms(a);
        try_pin(a, "1111");
    }
}

TEST(the_right_one_opens)
{
    struct kiosk_admin *a = start();
    try_pin(a, "2468");
    assert_int_equal(kiosk_admin_page(a), KIOSK_ADMIN_OPEN);
    assert_int_equal(kiosk_admin_failures(a), 0);
    kiosk_admin_destroy(a);
}

TEST(waits_grow_to_an_hour)
{
    struct kiosk_admin *a = start();
    int64_t before = 0;
    fail_times(a, 2);
    assert_int_equal(kiosk_admin_delay_ms(a), 0);
    for (int i = 0; i < 9; i++) {
        fail_times(a, 1);
        int64_t delay = kiosk_admin_delay_ms(a);
        assert_true(delay >= 15000 && delay <= 3600000 && delay >= before);
        before = delay;
    }
    assert_int_equal(before, 3600000);
    kiosk_admin_destroy(a);
}

TEST(while_it_waits_the_right_one_does_not_open)
{
    struct kiosk_admin *a = start();
    fail_times(a, 3);
    try_pin(a, "2468");
    assert_int_equal(kiosk_admin_page(a), KIOSK_ADMIN_PIN);
    mono_ms += kiosk_admin_delay_ms(a);
    kiosk_admin_enter(a); // what was typed still stands there
    assert_int_equal(kiosk_admin_page(a), KIOSK_ADMIN_OPEN);
    kiosk_admin_destroy(a);
}

TEST(a_restart_shortens_nothing)
{
    struct kiosk_admin *a = start();
    fail_times(a, 4);
    int64_t whole = kiosk_admin_delay_ms(a);
    mono_ms += whole / 2;
    kiosk_admin_destroy(a);
    a = start();
    assert_int_equal(kiosk_admin_failures(a), 4);
    assert_int_equal(kiosk_admin_delay_ms(a), whole);
    kiosk_admin_destroy(a);
}

TEST(setting_the_clock_shortens_nothing)
{
    struct kiosk_admin *a = start();
    fail_times(a, 4);
    int64_t whole = kiosk_admin_delay_ms(a);
    wall_ms += 10ll * 365 * 86400 * 1000;
    assert_int_equal(kiosk_admin_delay_ms(a), whole);
    wall_ms -= 20ll * 365 * 86400 * 1000;
    assert_int_equal(kiosk_admin_delay_ms(a), whole);
    kiosk_admin_destroy(a);
    a = start(); // nor does a restart with the clock set
    assert_int_equal(kiosk_admin_delay_ms(a), whole);
    kiosk_admin_destroy(a);
}

// The power is cut while the PIN is looked at: the try is on the disk by then. What a new start
// reads is what a wrong PIN left there before it was looked at.
TEST(a_failure_is_counted_before_it_is_known)
{
    struct kiosk_admin *a = start();
    try_pin(a, "1111");
    struct buf text = {0};
    assert_int_equal(file_read(counter(), 64, &text, NULL), ERR_NONE);
    assert_str(str_trim(buf_str(&text)), "1");
    buf_finish(&text);
    kiosk_admin_destroy(a);
}

TEST(where_it_cannot_be_counted_nobody_gets_in)
{
    struct clock clock = {wall, mono, NULL};
    struct kiosk_admin *a = kiosk_admin_create("/proc/nowhere", buf_str(&hash), clock);
    for (int i = 0; i < KIOSK_ADMIN_TAPS; i++)
        kiosk_admin_tap(a, true);
    try_pin(a, "2468");
    assert_int_not_equal(kiosk_admin_page(a), KIOSK_ADMIN_OPEN);
    kiosk_admin_destroy(a);
}

TEST(a_damaged_counter_makes_wait)
{
    assert_int_equal(file_write(counter(), STR("noll\n"), 0600, NULL), ERR_NONE);
    struct kiosk_admin *a = start();
    assert_true(kiosk_admin_delay_ms(a) >= 15000);
    kiosk_admin_destroy(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_right_one_opens, begin),
        cmocka_unit_test_setup(waits_grow_to_an_hour, begin),
        cmocka_unit_test_setup(while_it_waits_the_right_one_does_not_open, begin),
        cmocka_unit_test_setup(a_restart_shortens_nothing, begin),
        cmocka_unit_test_setup(setting_the_clock_shortens_nothing, begin),
        cmocka_unit_test_setup(a_failure_is_counted_before_it_is_known, begin),
        cmocka_unit_test_setup(where_it_cannot_be_counted_nobody_gets_in, begin),
        cmocka_unit_test_setup(a_damaged_counter_makes_wait, begin),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown) != 0;
}
