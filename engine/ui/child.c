// SPDX-License-Identifier: EUPL-1.2
// See ui/child_priv.h.
#include "ui/child_priv.h"

#include "base/str.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool ui_child_find(const char *name, char out[PATH_MAX])
{
    const char *path = getenv("PATH");
    struct str rest = str_of(path ? path : "");
    struct str dir;
    while (str_split(&rest, ':', &dir)) {
        int bytes = snprintf(out, PATH_MAX, "%.*s/%s", STR_ARG(dir), name);
        if (dir.len > 0 && bytes > 0 && bytes < PATH_MAX && access(out, X_OK) == 0) return true;
    }
    return false;
}

int ui_child_start(const char *program, char *const argv[], int from, int to, pid_t *out)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, ignored;
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    sigaddset(&ignored, SIGXFSZ);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, from, STDIN_FILENO);
    if (to >= 0) {
        posix_spawn_file_actions_adddup2(&files, to, STDOUT_FILENO);
    } else {
        posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    int failed = posix_spawn(out, program, &files, &attributes, argv, environ);
    if (failed) *out = 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

void ui_child_end(struct ui_leaving *l, pid_t *child)
{
    if (!*child) return;
    kill(*child, SIGKILL);
    for (int i = 0; i < UI_LEAVING_MAX; i++) {
        if (!l->pids[i]) {
            l->pids[i] = *child;
            break;
        }
    }
    *child = 0;
}

void ui_child_bury(struct ui_leaving *l)
{
    for (int i = 0; i < UI_LEAVING_MAX; i++) {
        if (l->pids[i] && waitpid(l->pids[i], NULL, WNOHANG) != 0) l->pids[i] = 0;
    }
}
