// SPDX-License-Identifier: EUPL-1.2
// The guard's rules, each tried in a child process of its own, since they cannot be taken back.
#include "tests/unit/test.h"

#include "base/file.h"
#include "kiosk/guard.h"
#include "kiosk/porter.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SKIPPED = 77 };

static char folder[64];
static char own[128], survey[128], secret[128];

static int setup(void **unused)
{
    (void)unused;
    struct err_info info = {0};
    strcpy(folder, "/tmp/svar-guard-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(own, sizeof own, "%s/state", folder);
    snprintf(survey, sizeof survey, "%s/survey.svar", folder);
    snprintf(secret, sizeof secret, "%s/secret.txt", folder);
    return file_write(survey, STR("survey"), 0600, &info) ||
           file_write(secret, STR("secret"), 0600, &info);
}

static int teardown(void **unused)
{
    (void)unused;
    char command[160];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static bool opens(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static bool connects(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static struct kiosk_guard *guarded(bool automation)
{
    static const char *reads[2];
    reads[0] = survey;
    struct kiosk_guard_wants wants = {
        .state = own, .reads = reads, .read_count = 2, .automation = automation};
    struct kiosk_guard *g = NULL;
    return kiosk_guard_create(&wants, &g, NULL) ? NULL : g;
}

// Runs one in a child; it returns 0 where all was as it should be, or the number of the line.
static void in_child(int (*one)(void))
{
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) _exit(one());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == SKIPPED) skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

// In the child there is no cmocka: what went wrong is told on the standard error.
static int tell(int line, const char *what)
{
    fprintf(stderr, "# line %d: not so: %s\n", line, what);
    return 1;
}
#define WANT(condition) \
    if (!(condition)) return tell(__LINE__, #condition)

static int files_of_others(void)
{
    struct kiosk_guard *g = guarded(false);
    char path[160];
    WANT(g);
    if (!kiosk_guard_files(g)) return SKIPPED;
    snprintf(path, sizeof path, "%s/new", own);
    WANT(opens(path, O_RDWR | O_CREAT));
    WANT(opens(survey, O_RDONLY));
    WANT(!opens(survey, O_RDWR));
    WANT(!opens(secret, O_RDONLY));
    WANT(!opens(secret, O_WRONLY));
    snprintf(path, sizeof path, "%s/new", folder);
    WANT(!opens(path, O_WRONLY | O_CREAT));
    WANT(rename(secret, path) != 0);
    WANT(unlink(secret) != 0);
    WANT(opens("/dev/null", O_RDWR));
    WANT(opens("/etc/passwd", O_RDONLY));
    WANT(!opens("/etc/passwd", O_RDWR));
    kiosk_guard_destroy(g);
    return 0;
}

static int with_automation(void)
{
    struct kiosk_guard *g = guarded(true);
    char path[160];
    WANT(g);
    snprintf(path, sizeof path, "%s/picture.png", folder);
    WANT(opens(path, O_RDWR | O_CREAT));
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    WANT(fd >= 0 && (listen(fd, 1) == 0 || errno != EPERM));
    return 0;
}

static int listening(void)
{
    struct kiosk_guard *g = guarded(false);
    WANT(g);
    if (!kiosk_guard_calls(g)) return SKIPPED;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    WANT(fd >= 0);
    WANT(listen(fd, 1) != 0 && errno == EPERM);
    return 0;
}

static enum err try_reader(void *data, struct err_info *info)
{
    bool *files = data;
    bool fine = !connects() && socket(AF_UNIX, SOCK_STREAM, 0) < 0 && opens(survey, O_RDONLY) &&
                !opens("/dev/null", O_WRONLY) && unlink(survey) != 0 && fork() < 0;
    if (*files) fine = fine && !opens(secret, O_RDONLY);
    return fine ? ERR_NONE : err_set(info, ERR_STATE, "the reader may do more than read");
}

static int reader(void)
{
    struct kiosk_guard *g = guarded(false);
    struct err_info info = {0};
    WANT(g);
    if (!kiosk_guard_calls(g)) return SKIPPED;
    bool files = kiosk_guard_files(g) > 0;
    WANT(kiosk_guard_read(g, try_reader, &files, &info) == ERR_NONE);
    WANT(socket(AF_UNIX, SOCK_STREAM, 0) >= 0); // the thread that asked keeps what it had
    return 0;
}

static enum err fail_reading(void *data, struct err_info *info)
{
    (void)data;
    return err_set(info, ERR_PARSE, "not a survey");
}

static int reader_fails(void)
{
    struct kiosk_guard *g = guarded(false);
    struct err_info info = {0};
    WANT(g);
    WANT(kiosk_guard_read(g, fail_reading, NULL, &info) == ERR_PARSE);
    WANT(strcmp(info.message, "not a survey") == 0);
    return 0;
}

static void *try_connect(void *data)
{
    *(bool *)data = connects();
    return NULL;
}

static int network(void)
{
    bool connected = true;
    pthread_t thread;
    unsetenv("DISPLAY");
    struct kiosk_guard *g = guarded(false);
    WANT(g);
    if (!kiosk_guard_calls(g)) return SKIPPED;
    WANT(!connects());
    pthread_create(&thread, NULL, try_connect, &connected);
    pthread_join(thread, NULL);
    WANT(!connected);
    kiosk_guard_destroy(g);
    return 0;
}

static int remote_screen(void)
{
    setenv("DISPLAY", "other.example:0", 1);
    struct kiosk_guard *g = guarded(false);
    WANT(g);
    WANT(connects());
    return 0;
}

// The porter was there before the guard: it is reached, and what it starts ends as it should. There
// is no svar-courier beside this test, so that is at once.
static int porter(void)
{
    struct kiosk_porter *p = NULL;
    struct err_info info = {0};
    char byte;
    const struct kiosk_porter_wants wants = {0};
    WANT(kiosk_porter_start(&wants, &p, &info) == ERR_NONE);
    struct kiosk_guard *g = guarded(false);
    WANT(g);
    for (int i = 0; i < 3; i++) {
        int fd = kiosk_porter_call(p, &info);
        WANT(fd >= 0);
        WANT(recv(fd, &byte, 1, 0) == 0);
        close(fd);
    }
    kiosk_porter_end(p);
    kiosk_guard_destroy(g);
    return 0;
}

// The child of this name; -1: none yet.
static pid_t child_of(pid_t parent, const char *name)
{
    char path[64], text[64] = "", list[256] = "", *rest = list;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *file = fopen(path, "r");
    if (!file) return -1;
    if (!fgets(list, sizeof list, file)) list[0] = '\0';
    fclose(file);
    for (pid_t pid; (pid = (pid_t)strtol(rest, &rest, 10)) > 0;) {
        snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
        file = fopen(path, "r");
        if (file && fgets(text, sizeof text, file) && strncmp(text, name, strlen(name)) == 0) {
            fclose(file);
            return pid;
        }
        if (file) fclose(file);
    }
    return -1;
}

static pid_t await_child(pid_t parent, const char *name)
{
    pid_t pid = -1;
    for (int i = 0; i < 5000 && (pid = child_of(parent, name)) < 0; i++)
        usleep(2000);
    return pid;
}

static bool answers(struct kiosk_porter *p)
{
    char byte;
    int fd = kiosk_porter_call(p, NULL);
    bool ended = fd >= 0 && recv(fd, &byte, 1, 0) == 0;
    if (fd >= 0) close(fd);
    return ended;
}

static struct kiosk_porter *started_porter(void)
{
    struct kiosk_porter *p = NULL;
    const struct kiosk_porter_wants wants = {0};
    // Who loses its parent comes to this process, so that the test can find it.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    return kiosk_porter_start(&wants, &p, NULL) ? NULL : p;
}

static int porter_worker_dies(void)
{
    struct kiosk_porter *p = started_porter();
    WANT(p);
    WANT(answers(p));
    WANT(kiosk_porter_restarts(p) == 0);
    pid_t keeper = await_child(getpid(), "svar-keeper");
    for (uint32_t i = 1; i <= 2; i++) {
        pid_t worker = await_child(keeper, "svar-porter");
        WANT(worker > 0 && kill(worker, SIGKILL) == 0);
        WANT(answers(p)); // who was killed leaves the question to the next one, or ends it
        WANT(answers(p));
        WANT(kiosk_porter_restarts(p) == i);
    }
    WANT(!kiosk_porter_gone(p));
    kiosk_porter_end(p);
    return 0;
}

static int porter_keeper_dies(void)
{
    struct kiosk_porter *p = started_porter();
    WANT(p);
    pid_t keeper = await_child(getpid(), "svar-keeper");
    pid_t worker = await_child(keeper, "svar-porter");
    WANT(worker > 0 && kill(keeper, SIGKILL) == 0);
    WANT(waitpid(keeper, NULL, 0) == keeper);
    // The one that worked keeps now, and another one works.
    pid_t next = await_child(worker, "svar-porter");
    WANT(next > 0);
    WANT(answers(p));
    WANT(kiosk_porter_restarts(p) == 1);
    WANT(kill(next, SIGKILL) == 0);
    WANT(answers(p) && answers(p));
    WANT(kiosk_porter_restarts(p) == 2);
    kiosk_porter_end(p);
    WANT(waitpid(worker, NULL, 0) == worker); // and ends with the kiosk
    return 0;
}

static int porter_is_gone(void)
{
    struct kiosk_porter *p = started_porter();
    struct err_info info = {0};
    WANT(p);
    pid_t keeper = await_child(getpid(), "svar-keeper");
    pid_t worker = await_child(keeper, "svar-porter");
    WANT(!kiosk_porter_gone(p));
    WANT(kill(keeper, SIGSTOP) == 0 && worker > 0); // so that neither can help the other
    WANT(kill(worker, SIGSTOP) == 0);
    WANT(kill(keeper, SIGKILL) == 0 && kill(worker, SIGKILL) == 0);
    WANT(waitpid(keeper, NULL, 0) == keeper);
    // The keeper may have waited for it in the very moment of its own end.
    WANT(waitpid(worker, NULL, 0) == worker || errno == ECHILD);
    WANT(kiosk_porter_gone(p));
    WANT(kiosk_porter_call(p, &info) < 0 && strstr(info.message, "start the kiosk again"));
    kiosk_porter_end(p);
    return 0;
}

// A kiosk that ends while the keeper rests after a short life does not wait for it.
static int porter_ends_at_rest(void)
{
    struct kiosk_porter *p = started_porter();
    WANT(p);
    pid_t keeper = await_child(getpid(), "svar-keeper");
    pid_t worker = await_child(keeper, "svar-porter");
    WANT(kill(worker, SIGKILL) == 0);
    kiosk_porter_end(p);
    WANT(kill(keeper, 0) != 0 && errno == ESRCH);
    return 0;
}

static int programs(void)
{
    setenv("PATH", folder, 1); // no voice there
    struct kiosk_guard *g = guarded(false);
    WANT(g);
    WANT(!kiosk_guard_voice(g)[0]);
    if (!kiosk_guard_calls(g)) return SKIPPED;
    WANT(execl("/bin/true", "true", (char *)NULL) != 0 && errno == EPERM);
    return 0;
}

// A program of its own with its libraries, as espeak-ng is one: here a copy of true.
static int voice(void)
{
    char path[128], copy[256];
    int status = -1;
    snprintf(path, sizeof path, "%s/espeak-ng", folder);
    snprintf(copy, sizeof copy, "cp /bin/true %s", path);
    WANT(system(copy) == 0);
    setenv("PATH", folder, 1);
    struct kiosk_guard *g = guarded(false);
    WANT(g);
    WANT(strcmp(kiosk_guard_voice(g), path) == 0);
    pid_t speaking = fork();
    if (speaking == 0) {
        execl(path, path, (char *)NULL);
        _exit(126);
    }
    WANT(waitpid(speaking, &status, 0) == speaking);
    WANT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    if (!kiosk_guard_files(g)) return SKIPPED;
    WANT(execl("/bin/true", "true", (char *)NULL) != 0 && errno == EACCES);
    return 0;
}

static int no_state(void)
{
    struct err_info info = {0};
    struct kiosk_guard *g = NULL;
    struct kiosk_guard_wants wants = {.state = "/proc/nowhere/state"};
    WANT(kiosk_guard_create(&wants, &g, &info) != ERR_NONE && !g && info.message[0]);
    return 0;
}

TEST(files_of_others_are_closed)
{
    in_child(files_of_others);
}
TEST(automation_may_write_pictures)
{
    in_child(with_automation);
}
TEST(nothing_listens_without_automation)
{
    in_child(listening);
}
TEST(who_reads_a_survey_can_only_read)
{
    in_child(reader);
}
TEST(what_a_reader_finds_wrong_is_told)
{
    in_child(reader_fails);
}
TEST(no_thread_has_the_network)
{
    in_child(network);
}
TEST(a_screen_on_another_machine_is_still_reached)
{
    in_child(remote_screen);
}
TEST(the_porter_answers_from_before_the_guard)
{
    in_child(porter);
}
TEST(a_porter_that_dies_is_made_anew_and_counted)
{
    in_child(porter_worker_dies);
}
TEST(a_porter_whose_keeper_dies_keeps_another)
{
    in_child(porter_keeper_dies);
}
TEST(a_porter_that_is_gone_for_good_is_told)
{
    in_child(porter_is_gone);
}
TEST(a_kiosk_ends_while_its_porter_is_made_anew)
{
    in_child(porter_ends_at_rest);
}
TEST(no_program_can_be_started)
{
    in_child(programs);
}
TEST(the_voice_can_be_started_and_nothing_else)
{
    in_child(voice);
}
TEST(a_state_folder_that_cannot_be_made_is_told)
{
    in_child(no_state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_others_are_closed),
        cmocka_unit_test(automation_may_write_pictures),
        cmocka_unit_test(nothing_listens_without_automation),
        cmocka_unit_test(who_reads_a_survey_can_only_read),
        cmocka_unit_test(what_a_reader_finds_wrong_is_told),
        cmocka_unit_test(no_thread_has_the_network),
        cmocka_unit_test(a_screen_on_another_machine_is_still_reached),
        cmocka_unit_test(the_porter_answers_from_before_the_guard),
        cmocka_unit_test(a_porter_that_dies_is_made_anew_and_counted),
        cmocka_unit_test(a_porter_whose_keeper_dies_keeps_another),
        cmocka_unit_test(a_porter_that_is_gone_for_good_is_told),
        cmocka_unit_test(a_kiosk_ends_while_its_porter_is_made_anew),
        cmocka_unit_test(no_program_can_be_started),
        cmocka_unit_test(the_voice_can_be_started_and_nothing_else),
        cmocka_unit_test(a_state_folder_that_cannot_be_made_is_told),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown) != 0;
}
