// SPDX-License-Identifier: EUPL-1.2
// A survey as a folder, and the door that takes a folder or a package alike.
#include "survey/survey_priv.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

enum err survey_folder_file(const char *folder, struct str name, size_t bytes_max, struct buf *out,
                            struct err_info *info)
{
    char file[PATH_MAX], part[LIMIT_NAME_BYTES + 1];
    if (!file_name_safe(name) || name.len > LIMIT_NAME_BYTES)
        return err_set(info, ERR_PARSE, "a survey's file cannot have the name %.*s", STR_ARG(name));
    memcpy(part, name.ptr, name.len);
    part[name.len] = '\0';
    enum err err = file_join(file, sizeof file, folder, part, info);
    if (err) return err;
    // A device or a pipe in the folder must not hang the reader.
    struct stat st;
    if (stat(file, &st) != 0) return err_set_errno(info, "cannot open %s", file);
    if (!S_ISREG(st.st_mode)) return err_set(info, ERR_IO, "%s is not a plain file", file);
    return file_read(file, bytes_max, out, info);
}

static enum err read_from_folder(void *data, struct str name, size_t bytes_max, struct buf *out,
                                 struct err_info *info)
{
    return survey_folder_file(data, name, bytes_max, out, info);
}

enum err survey_open(const char *path, const struct seal_minisign_key *trusted, struct survey **out,
                     struct err_info *info)
{
    struct stat st;
    if (stat(path, &st) != 0) return err_set_errno(info, "cannot open the survey %s", path);
    err_place(info, path, NULL, 0, 0);
    if (S_ISDIR(st.st_mode)) {
        char folder[PATH_MAX];
        size_t len = strlen(path);
        if (len >= sizeof folder) return err_set(info, ERR_LIMIT, "the path is too long");
        memcpy(folder, path, len + 1);
        struct survey_source source = {read_from_folder, folder};
        return survey_verified_read(&source, trusted, out, info);
    }
    if (!S_ISREG(st.st_mode))
        return err_set(info, ERR_ARGUMENT, "is neither a survey's folder nor a .svar file");
    struct buf package = {0};
    enum err err = file_read(path, LIMIT_SURVEY_PACKAGE_BYTES, &package, info);
    if (!err) err = survey_open_bytes(buf_str(&package), trusted, out, info);
    buf_finish(&package);
    return err;
}
