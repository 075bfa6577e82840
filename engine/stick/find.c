// SPDX-License-Identifier: EUPL-1.2
// Where sticks are mounted. Desktops put them under /media/USER or /run/media/USER; a kiosk's
// system puts them where its own rules say.
#include "stick/stick_priv.h"

#include <errno.h>
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

enum err stick_find(const char *pattern, char out[STICK_PATH_BYTES], struct err_info *info)
{
    bool outright = !strpbrk(pattern, "*?[");
    struct stat st;
    if (outright) {
        if (stat(pattern, &st) != 0 || !S_ISDIR(st.st_mode))
            return err_set(info, ERR_MISSING, "no stick is in: there is no folder %.200s", pattern);
        snprintf(out, STICK_PATH_BYTES, "%s", pattern);
        return ERR_NONE;
    }
    glob_t found = {0};
    size_t count = 0;
    enum err err = ERR_NONE;
    if (glob(pattern, GLOB_ONLYDIR | GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++) {
            const char *path = found.gl_pathv[i];
            if (strlen(path) >= STICK_PATH_BYTES || (!mount_point(path) && !holds_folder(path)))
                continue;
            if (count++ == 0) snprintf(out, STICK_PATH_BYTES, "%s", path);
        }
    }
    globfree(&found);
    if (count == 0) err = err_set(info, ERR_MISSING, "no stick is in (%.200s)", pattern);
    if (count > 1) err = err_set(info, ERR_EXISTS, "%zu sticks are in: leave one in", count);
    return err;
}
