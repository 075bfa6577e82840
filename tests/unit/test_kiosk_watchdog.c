// SPDX-License-Identifier: EUPL-1.2
// What systemd hears of a kiosk that shows what it should.
#include "kiosk/watchdog.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct ear {
    char folder[64];
    char path[80];
    int fd;
};

static void listen_to(struct ear *e)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    snprintf(e->folder, sizeof e->folder, "/tmp/svar-test-XXXXXX");
    assert_non_null(mkdtemp(e->folder));
    snprintf(e->path, sizeof e->path, "%s/notify", e->folder);
    snprintf(where.sun_path, sizeof where.sun_path, "%s", e->path);
    e->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(e->fd, (struct sockaddr *)&where, sizeof where), 0);
    setenv("NOTIFY_SOCKET", e->path, 1);
    unsetenv("WATCHDOG_PID");
}

static void done(struct ear *e)
{
    close(e->fd);
    unlink(e->path);
    rmdir(e->folder);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
}

static const char *heard(struct ear *e)
{
    static char text[128];
    ssize_t bytes = recv(e->fd, text, sizeof text - 1, MSG_DONTWAIT);
    text[bytes > 0 ? bytes : 0] = '\0';
    return text;
}

TEST(it_is_told_that_the_kiosk_is_ready_lives_and_stops)
{
    struct ear e;
    struct kiosk_watchdog w;
    listen_to(&e);
    setenv("WATCHDOG_USEC", "20000000", 1);
    kiosk_watchdog_begin(&w, 1000);
    assert_string_equal(heard(&e), "READY=1\nWATCHDOG=1");
    assert_int_equal(kiosk_watchdog_wait_ms(&w, 1000), 10000);
    kiosk_watchdog_turn(&w, 10999);
    assert_string_equal(heard(&e), "");
    kiosk_watchdog_turn(&w, 11000);
    assert_string_equal(heard(&e), "WATCHDOG=1");
    kiosk_watchdog_turn(&w, 11001);
    assert_string_equal(heard(&e), "");
    assert_int_equal(kiosk_watchdog_wait_ms(&w, 30000), 0);
    kiosk_watchdog_end(&w);
    assert_string_equal(heard(&e), "STOPPING=1");
    done(&e);
}

TEST(nobody_is_told_where_nobody_watches)
{
    struct ear e;
    struct kiosk_watchdog w;
    listen_to(&e);
    kiosk_watchdog_begin(&w, 1000);
    assert_string_equal(heard(&e), "READY=1\nWATCHDOG=1");
    assert_int_equal(kiosk_watchdog_wait_ms(&w, 1000), -1);
    kiosk_watchdog_turn(&w, 999999);
    assert_string_equal(heard(&e), "");
    done(&e);
}

TEST(what_is_meant_for_another_process_is_not_taken)
{
    struct ear e;
    struct kiosk_watchdog w;
    listen_to(&e);
    setenv("WATCHDOG_USEC", "20000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    kiosk_watchdog_begin(&w, 1000);
    assert_int_equal(kiosk_watchdog_wait_ms(&w, 1000), -1);
    unsetenv("WATCHDOG_PID");
    setenv("WATCHDOG_USEC", "often", 1);
    kiosk_watchdog_begin(&w, 1000);
    assert_int_equal(kiosk_watchdog_wait_ms(&w, 1000), -1);
    done(&e);
}

TEST(a_socket_that_is_not_there_does_no_harm)
{
    struct kiosk_watchdog w;
    static const char *const paths[] = {"/nonexistent/notify", "relative", "@", ""};
    for (int i = 0; i < 4; i++) {
        setenv("NOTIFY_SOCKET", paths[i], 1);
        kiosk_watchdog_begin(&w, 1);
        kiosk_watchdog_end(&w);
    }
    unsetenv("NOTIFY_SOCKET");
    kiosk_watchdog_begin(&w, 1);
    assert_int_equal(kiosk_watchdog_wait_ms(&w, 1), -1);
}

TEST_MAIN(cmocka_unit_test(it_is_told_that_the_kiosk_is_ready_lives_and_stops),
          cmocka_unit_test(nobody_is_told_where_nobody_watches),
          cmocka_unit_test(what_is_meant_for_another_process_is_not_taken),
          cmocka_unit_test(a_socket_that_is_not_there_does_no_harm))
