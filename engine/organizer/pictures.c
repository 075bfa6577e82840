// SPDX-License-Identifier: EUPL-1.2
// Looks at each picture once, by its header.
#include "organizer/pictures.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/picture.h"

#include <limits.h>
#include <string.h>

enum { LINES_MAX = 40 };

struct looking {
    const char *dir;
    struct buf *out;
    struct buf seen; // names, each between line ends
    size_t count;
};

static bool is_picture(struct str name)
{
    static const char *const ends[] = {".png", ".jpg", ".jpeg", ".gif", ".webp",
                                       ".svg", ".bmp", ".tif",  ".tiff"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (name.len > strlen(ends[i]) && str_ends_nocase(name, str_of(ends[i]))) return true;
    return false;
}

// True the first time.
static bool is_new(struct looking *l, struct str name)
{
    struct str rest = buf_str(&l->seen), known;
    while (str_split(&rest, '\n', &known))
        if (str_eq(known, name)) return false;
    buf_add_str(&l->seen, name);
    buf_add_char(&l->seen, '\n');
    return true;
}

static enum err look(const char *dir, const char *folder, const char *name, struct err_info *info)
{
    char inner[PATH_MAX], path[PATH_MAX];
    struct buf bytes = {0};
    struct picture picture;
    enum err err = file_join(inner, sizeof inner, dir, folder, info);
    if (!err) err = file_join(path, sizeof path, inner, name, info);
    if (!err && !file_exists(path)) err = err_set(info, ERR_MISSING, "it is not in the survey");
    if (!err) err = file_read(path, LIMIT_SURVEY_PACKAGE_BYTES, &bytes, info);
    if (!err) err = picture_look(buf_str(&bytes), &picture, info);
    buf_finish(&bytes);
    return err;
}

static void visit(struct str name, bool data_file, void *data)
{
    struct looking *l = data;
    struct err_info info = {0};
    char text[LIMIT_NAME_BYTES + 1];
    if (data_file || !is_picture(name) || name.len > LIMIT_NAME_BYTES || !is_new(l, name)) return;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    enum err err = look(l->dir, ".", text, &info);
    if (err == ERR_MISSING) err = look(l->dir, "media", text, &info);
    if (err && l->count++ < LINES_MAX) buf_printf(l->out, "%s: %s\n", text, info.message);
}

size_t organizer_pictures(const char *dir, const struct form_def *form, struct str logo,
                          struct buf *out)
{
    struct looking l = {.dir = dir, .out = out};
    visit(logo, false, &l);
    form_def_files(form, visit, &l);
    buf_finish(&l.seen);
    return l.count;
}
