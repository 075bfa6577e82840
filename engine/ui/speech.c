// SPDX-License-Identifier: EUPL-1.2
// One espeak-ng a text: it starts in milliseconds, and to stop it is to end the process. The text
// fits into the pipe, so that writing never waits. See ui/speech.h.
#include "ui/speech.h"

#include "base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 32 };

struct ui_speech {
    char program[PATH_MAX];
    pid_t speaking;          // 0: nobody
    pid_t leaving[CHILDREN]; // ended, not yet gone: a sound card may hold them a while
};

extern char **environ;

static bool find_program(char out[PATH_MAX])
{
    const char *path = getenv("PATH");
    struct str rest = str_of(path ? path : "");
    struct str dir;
    while (str_split(&rest, ':', &dir)) {
        int bytes = snprintf(out, PATH_MAX, "%.*s/espeak-ng", STR_ARG(dir));
        if (dir.len > 0 && bytes > 0 && bytes < PATH_MAX && access(out, X_OK) == 0) {
            return true;
        }
    }
    return false;
}

struct ui_speech *ui_speech_create(void)
{
    char program[PATH_MAX];
    if (!find_program(program)) return NULL;
    struct ui_speech *s = xcalloc(1, sizeof *s);
    memcpy(s->program, program, sizeof program);
    return s;
}

static void bury(struct ui_speech *s)
{
    for (int i = 0; i < CHILDREN; i++) {
        if (s->leaving[i] && waitpid(s->leaving[i], NULL, WNOHANG) != 0) s->leaving[i] = 0;
    }
}

void ui_speech_stop(struct ui_speech *s)
{
    if (!s) return;
    bury(s);
    if (!s->speaking) return;
    kill(s->speaking, SIGKILL);
    for (int i = 0; i < CHILDREN; i++) {
        if (!s->leaving[i]) {
            s->leaving[i] = s->speaking;
            break;
        }
    }
    s->speaking = 0;
    bury(s);
}

void ui_speech_destroy(struct ui_speech *s)
{
    if (!s) return;
    ui_speech_stop(s);
    free(s);
}

// The voices of espeak-ng 1.51 for the languages that kiosks meet.
static const char *voice_of(struct str language)
{
    static const char *const voices[][2] = {
        {"sv", "sv"},  {"en", "en"}, {"ar", "ar"},  {"fi", "fi"}, {"fa", "fa"},
        {"prs", "fa"}, {"ku", "ku"}, {"ru", "ru"},  {"uk", "uk"}, {"pl", "pl"},
        {"tr", "tr"},  {"es", "es"}, {"fr", "fr"},  {"de", "de"}, {"nb", "nb"},
        {"no", "nb"},  {"nn", "nb"}, {"da", "da"},  {"is", "is"}, {"et", "et"},
        {"bs", "bs"},  {"sq", "sq"}, {"zh", "cmn"}, {"ur", "ur"}, {"he", "he"},
    };
    struct str rest = language;
    struct str code;
    if (!str_split(&rest, '-', &code)) return NULL;
    for (size_t i = 0; i < sizeof voices / sizeof voices[0]; i++) {
        if (str_eq_nocase(code, str_of(voices[i][0]))) return voices[i][1];
    }
    return NULL;
}

bool ui_speech_speaks(struct str language)
{
    return voice_of(language) != NULL;
}

// The child reads from the pipe, writes nowhere, and has none of our signals blocked.
static int start(struct ui_speech *s, const char *voice, int from)
{
    char program[] = "espeak-ng", v[] = "-v", in[] = "--stdin", rate[] = "-s", words[] = "150";
    char name[16];
    snprintf(name, sizeof name, "%s", voice);
    char *const argv[] = {program, v, name, rate, words, in, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, ignored;
    sigemptyset(&none);
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    sigaddset(&ignored, SIGXFSZ);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, from, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &ignored);
    int failed = posix_spawn(&s->speaking, s->program, &files, &attributes, argv, environ);
    if (failed) s->speaking = 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

enum err ui_speech_say(struct ui_speech *s, struct str text, struct str language,
                       struct err_info *info)
{
    ui_speech_stop(s);
    const char *voice = voice_of(language);
    if (!voice) {
        return err_set(info, ERR_UNSUPPORTED, "there is no voice for \"%.*s\"", STR_ARG(language));
    }
    int ends[2];
    if (pipe(ends) != 0) return err_set_errno(info, "no pipe to espeak-ng");
    for (int i = 0; i < 2; i++)
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    // Before the child starts: a pipe holds more than we ever say.
    size_t bytes = utf8_cut(text, UI_SPEECH_BYTES);
    ssize_t wrote = write(ends[1], text.ptr, bytes);
    int failed = wrote == (ssize_t)bytes ? start(s, voice, ends[0]) : EAGAIN;
    close(ends[0]);
    close(ends[1]);
    if (failed) {
        errno = failed;
        return err_set_errno(info, "%s cannot be started", s->program);
    }
    return ERR_NONE;
}
