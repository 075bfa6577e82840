// SPDX-License-Identifier: EUPL-1.2
// The automation socket: which lines are requests, who gets which answer, what happens to the
// socket's file.
#include "kiosk/automation.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[64];
static char path[100];

static void make_folder(void)
{
    snprintf(folder, sizeof(folder), "/tmp/svar-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/socket", folder);
}

static void remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

// Answers on the automation's own thread, which is allowed: it waits for nothing else.
static void echo(void *data, struct kiosk_request *request)
{
    (void)data;
    if (strcmp(request->what, "quit") == 0) {
        kiosk_request_refuse(request, "not %s", "now");
        return;
    }
    json_t *members = json_object();
    json_object_set_new(members, "asked", json_string(request->what));
    kiosk_request_answer(request, members);
}

static struct kiosk_automation *start(void)
{
    struct err_info info = {0};
    struct kiosk_automation *a = NULL;
    if (kiosk_automation_start(path, echo, NULL, &a, &info)) {
        fail_msg("%s", info.message);
    }
    return a;
}

static int dial(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

// One line, without its end.
static void hear(int fd, char *out, size_t bytes)
{
    size_t len = 0;
    while (len + 1 < bytes && recv(fd, out + len, 1, 0) == 1 && out[len] != '\n') {
        len++;
    }
    out[len] = '\0';
}

static enum err parse(const char *line)
{
    json_t *json = NULL;
    struct err_info info = {0};
    enum err err = kiosk_request_parse(str_of(line), &json, &info);
    assert_true(err == ERR_NONE || info.message[0]);
    json_decref(json);
    return err;
}

TEST(takes_the_requests_of_the_protocol)
{
    assert_int_equal(parse("{\"do\":\"screen\"}"), ERR_NONE);
    assert_int_equal(parse("{\"do\":\"touch\",\"id\":\"q1/1\"}"), ERR_NONE);
    assert_int_equal(parse("{\"do\":\"wait-idle\",\"ms\":5}"), ERR_NONE);
}

TEST(refuses_what_is_no_request)
{
    assert_int_equal(parse(""), ERR_PARSE);
    assert_int_equal(parse("screen"), ERR_PARSE);
    assert_int_equal(parse("[]"), ERR_PARSE);
    assert_int_equal(parse("{}"), ERR_PARSE);
    assert_int_equal(parse("{\"do\":7}"), ERR_PARSE);
    assert_int_equal(parse("{\"do\":\"screen\"} x"), ERR_PARSE);
    assert_int_equal(parse("{\"do\":\"format-disk\"}"), ERR_UNSUPPORTED);
}

TEST(answers_a_line_with_a_line)
{
    make_folder();
    struct kiosk_automation *a = start();
    int fd = dial();
    char line[256];
    say(fd, "{\"do\":\"screen\"}\n");
    hear(fd, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":true,\"asked\":\"screen\"}");
    close(fd);
    kiosk_automation_stop(a);
    remove_folder();
}

TEST(answers_several_lines_in_order_however_they_are_cut)
{
    make_folder();
    struct kiosk_automation *a = start();
    int fd = dial();
    char line[256];
    say(fd, "{\"do\":\"screen\"}\n{\"do\":\"fig");
    hear(fd, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":true,\"asked\":\"screen\"}");
    say(fd, "ures\"}\n\n{\"do\":\"quit\"}\n");
    hear(fd, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":true,\"asked\":\"figures\"}");
    hear(fd, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":false,\"error\":\"not now\"}");
    close(fd);
    kiosk_automation_stop(a);
    remove_folder();
}

TEST(a_bad_line_costs_only_itself)
{
    make_folder();
    struct kiosk_automation *a = start();
    int fd = dial();
    char line[1024];
    say(fd, "nonsense\n{\"do\":\"screen\"}\n");
    hear(fd, line, sizeof(line));
    assert_non_null(strstr(line, "\"ok\":false"));
    hear(fd, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":true,\"asked\":\"screen\"}");
    close(fd);
    kiosk_automation_stop(a);
    remove_folder();
}

TEST(serves_two_clients)
{
    make_folder();
    struct kiosk_automation *a = start();
    int one = dial();
    int two = dial();
    char line[256];
    say(two, "{\"do\":\"touch\"}\n");
    hear(two, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":true,\"asked\":\"touch\"}");
    close(two);
    say(one, "{\"do\":\"key\"}\n");
    hear(one, line, sizeof(line));
    assert_string_equal(line, "{\"ok\":true,\"asked\":\"key\"}");
    close(one);
    kiosk_automation_stop(a);
    remove_folder();
}

TEST(only_the_owner_may_use_the_socket)
{
    make_folder();
    struct kiosk_automation *a = start();
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    kiosk_automation_stop(a);
    assert_int_not_equal(lstat(path, &st), 0);
    remove_folder();
}

TEST(takes_over_a_socket_that_was_left_behind)
{
    make_folder();
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    close(fd);
    struct kiosk_automation *a = start();
    kiosk_automation_stop(a);
    remove_folder();
}

TEST(leaves_others_files_and_sockets_alone)
{
    make_folder();
    struct kiosk_automation *a = start();
    struct kiosk_automation *b = NULL;
    struct err_info info = {0};
    assert_int_equal(kiosk_automation_start(path, echo, NULL, &b, &info), ERR_EXISTS);
    kiosk_automation_stop(a);
    FILE *file = fopen(path, "w");
    fclose(file);
    assert_int_equal(kiosk_automation_start(path, echo, NULL, &b, &info), ERR_EXISTS);
    assert_int_equal(access(path, F_OK), 0);
    remove_folder();
}

TEST(says_when_a_path_is_too_long)
{
    char endless[300];
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    struct kiosk_automation *a = NULL;
    assert_int_equal(kiosk_automation_start(endless, echo, NULL, &a, NULL), ERR_LIMIT);
}

TEST_MAIN(cmocka_unit_test(takes_the_requests_of_the_protocol),
          cmocka_unit_test(refuses_what_is_no_request),
          cmocka_unit_test(answers_a_line_with_a_line),
          cmocka_unit_test(answers_several_lines_in_order_however_they_are_cut),
          cmocka_unit_test(a_bad_line_costs_only_itself), cmocka_unit_test(serves_two_clients),
          cmocka_unit_test(only_the_owner_may_use_the_socket),
          cmocka_unit_test(takes_over_a_socket_that_was_left_behind),
          cmocka_unit_test(leaves_others_files_and_sockets_alone),
          cmocka_unit_test(says_when_a_path_is_too_long))
