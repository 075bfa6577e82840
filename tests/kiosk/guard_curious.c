// SPDX-License-Identifier: EUPL-1.2
// A plugin that tries what no plugin should: on being loaded it calls and opens, and logs how each
// try ended. GUARD_SECRET and GUARD_OUT in the environment name a file to read and one to write.
#include <svar/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const struct svar_host *to;

static void tell(const char *what, long result)
{
    char line[200];
    snprintf(line, sizeof line, "tried %s: %s", what, result >= 0 ? "went" : "refused");
    to->log(to, SVAR_LOG_INFO, line);
    if (result >= 0) return;
    errno = 0;
}

static int starts(const char *program)
{
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, (char *)NULL);
        _exit(126);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) && WEXITSTATUS(status) == 126 ? -1 : 0;
}

static int32_t init(const struct svar_host *host, const char *path, struct svar_error *error)
{
    const char *secret = getenv("GUARD_SECRET"), *out = getenv("GUARD_OUT");
    struct timespec then = {0, 0};
    (void)error;
    to = host;
    tell("to read a file of somebody else's", open(secret ? secret : "/", O_RDONLY));
    tell("to write outside the state folder", open(out ? out : "/", O_WRONLY | O_CREAT, 0600));
    tell("to read itself", open(path, O_RDONLY));
    tell("to start a program", starts("/bin/true"));
    tell("to open a connection", socket(AF_INET, SOCK_STREAM, 0));
    tell("to open one by IPv6", socket(AF_INET6, SOCK_STREAM, 0));
    tell("to open a raw socket", socket(AF_PACKET, SOCK_RAW, 0));
    tell("to open a local socket", socket(AF_UNIX, SOCK_STREAM, 0));
    tell("to wait for connections", listen(socket(AF_UNIX, SOCK_STREAM, 0), 1));
    tell("to trace a process", ptrace(PTRACE_SEIZE, getppid(), 0, 0));
    tell("to mount", mount("none", "/mnt", "tmpfs", 0, NULL));
    tell("to make a namespace", unshare(CLONE_NEWUSER));
    tell("to set the clock", clock_settime(CLOCK_REALTIME, &then));
    tell("to change user", syscall(SYS_setuid, 65534));
    tell("to load a rule into the kernel", syscall(SYS_bpf, 0, NULL, 0));
    tell("to become readable", prctl(PR_SET_DUMPABLE, 1));
    tell("to get privileges", prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
    return 0;
}

static const void *get_factory(const char *id)
{
    (void)id;
    return NULL;
}

const struct svar_plugin svar_plugin_entry = {
    SVAR_ABI_MAJOR, SVAR_ABI_MINOR, "curious", "Curious", "1", "EUPL-1.2", init, NULL, get_factory};
