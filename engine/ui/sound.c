// SPDX-License-Identifier: EUPL-1.2
// One sox a recording: it starts in milliseconds, and to stop it is to end the process. See
// ui/sound.h.
#include "ui/sound.h"

#include "base/alloc.h"
#include "ui/child_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct ui_sound {
    char program[PATH_MAX];
    pid_t playing; // 0: nobody
    bool failed;
    struct ui_leaving leaving;
};

struct ui_sound *ui_sound_create(void)
{
    char program[PATH_MAX];
    if (!ui_child_find("sox", program)) return NULL;
    struct ui_sound *s = xcalloc(1, sizeof *s);
    memcpy(s->program, program, sizeof program);
    return s;
}

void ui_sound_stop(struct ui_sound *s)
{
    if (!s) return;
    ui_child_bury(&s->leaving);
    s->failed = false;
    ui_child_end(&s->leaving, &s->playing);
    ui_child_bury(&s->leaving);
}

void ui_sound_destroy(struct ui_sound *s)
{
    if (!s) return;
    ui_sound_stop(s);
    free(s);
}

// What sox calls the kind of a file; NULL where it is none that we give it.
static const char *kind_of(struct str name)
{
    static const char *const kinds[][2] = {{".wav", "wav"},   {".ogg", "ogg"},   {".oga", "ogg"},
                                           {".opus", "opus"}, {".flac", "flac"}, {".mp3", "mp3"}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t len = strlen(kinds[i][0]);
        bool ends = name.len > len &&
                    str_eq_nocase(str_sub(name, name.len - len, name.len), str_of(kinds[i][0]));
        if (ends) return kinds[i][1];
    }
    return NULL;
}

bool ui_sound_plays(struct str name)
{
    return kind_of(name) != NULL;
}

// The recording as a file without a name, read from its start; -1 and errno.
static int file_of(struct str bytes)
{
    int fd = memfd_create("recording", MFD_CLOEXEC);
    size_t done = 0;
    while (fd >= 0 && done < bytes.len) {
        ssize_t wrote = write(fd, bytes.ptr + done, bytes.len - done);
        if (wrote <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)wrote;
    }
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    return fd;
}

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

static int start(struct ui_sound *s, const char *kind, int from, int speed, int loud)
{
    char program[] = "sox", quiet[] = "-q", t[] = "-t", in[] = "-", out[] = "-d", type[8];
    char tempo[] = "tempo", speech[] = "-s", vol[] = "vol", factor[16], volume[16];
    snprintf(type, sizeof type, "%s", kind);
    snprintf(factor, sizeof factor, "%d.%02d", speed / 100, speed % 100);
    snprintf(volume, sizeof volume, "%d.%02d", loud / 100, loud % 100);
    char *const argv[] = {program, quiet,  t,      type, in,     out,
                          tempo,   speech, factor, vol,  volume, NULL};
    return ui_child_start(s->program, argv, from, -1, &s->playing);
}

enum err ui_sound_play(struct ui_sound *s, struct str name, struct str bytes, int speed_percent,
                       int loud_percent, struct err_info *info)
{
    ui_sound_stop(s);
    const char *kind = kind_of(name);
    if (!kind) {
        return err_set(info, ERR_UNSUPPORTED,
                       "\"%.*s\" is no recording that can be played (wav, ogg, opus, flac, mp3)",
                       STR_ARG(name));
    }
    int fd = file_of(bytes);
    if (fd < 0) return err_set_errno(info, "no room in memory for a recording");
    int failed = start(s, kind, fd, within(speed_percent, 50, 200), within(loud_percent, 0, 200));
    close(fd);
    if (failed) {
        errno = failed;
        return err_set_errno(info, "%s cannot be started", s->program);
    }
    return ERR_NONE;
}

enum ui_sound_state ui_sound_state(struct ui_sound *s)
{
    int status = 0;
    if (!s) return UI_SOUND_SILENT;
    if (s->playing && waitpid(s->playing, &status, WNOHANG) != 0) {
        s->playing = 0;
        s->failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    return s->playing ? UI_SOUND_PLAYS : s->failed ? UI_SOUND_FAILED : UI_SOUND_SILENT;
}
