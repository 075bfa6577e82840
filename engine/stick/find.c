// SPDX-License-Identifier: EUPL-1.2
// Where sticks are mounted. Desktops put them under /media/USER or /run/media/USER; a kiosk's
// system puts them where its own rules say.
#include "stick/stick_priv.h"

#include <glob.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool holds_folder(const char *path)
{
    char inside[STICK_PATH_BYTES + 16];
    struct stat st;
    snprintf(inside, sizeof inside, "%s/" STICK_FOLDER, path);
    return lstat(inside, &st) == 0 && S_ISDIR(st.st_mode);
}

// Another disk than the folder it stands in.
static bool mount_point(const char *path)
{
    char above[STICK_PATH_BYTES + 16];
    struct stat here, there;
    snprintf(above, sizeof above, "%s/..", path);
    return lstat(path, &here) == 0 && S_ISDIR(here.st_mode) && stat(above, &there) == 0 &&
           here.st_dev != there.st_dev;
}

// Counts what one pattern gives; the first of all goes to out.
static size_t look(const char *pattern, size_t count, char out[STICK_PATH_BYTES])
{
    bool outright = !strpbrk(pattern, "*?[");
    glob_t found = {0};
    if (glob(pattern, GLOB_ONLYDIR | GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *path = found.gl_pathv[i];
            struct stat st;
            bool fits = outright ? stat(path, &st) == 0 && S_ISDIR(st.st_mode)
                                 : mount_point(path) || holds_folder(path);
            if (!fits || strlen(path) >= STICK_PATH_BYTES) continue;
            if (count++ == 0) snprintf(out, STICK_PATH_BYTES, "%s", path);
        }
    }
    globfree(&found);
    return count;
}

enum err stick_find(const char *const *patterns, size_t count, char out[STICK_PATH_BYTES],
                    struct err_info *info)
{
    size_t sticks = 0;
    for (size_t i = 0; i < count; i++)
        sticks = look(patterns[i], sticks, out);
    if (sticks == 0)
        return err_set(info, ERR_MISSING, "no stick is in (%.200s)", count ? patterns[0] : "");
    if (sticks > 1) return err_set(info, ERR_EXISTS, "%zu sticks are in: leave one in", sticks);
    return ERR_NONE;
}
