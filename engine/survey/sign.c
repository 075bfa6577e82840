// SPDX-License-Identifier: EUPL-1.2
// The organizer's signing of a folder: takes up its files, writes their hashes into survey.json,
// signs it, and reads the whole back as a device would.
#include "survey/survey_priv.h"

#include "base/alloc.h"
#include "base/check.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FOLDER_DEPTH_MAX = 8 };

struct walk {
    const char *folder;
    char **names; // of files found, relative to folder
    size_t count;
    size_t bytes_left;
};

static bool passed_over(const char *name, bool top)
{
    struct str text = str_of(name);
    if (name[0] == '.' || str_ends(text, STR("~")) || str_ends(text, STR(".svar"))) return true;
    return top && (strcmp(name, SURVEY_JSON_NAME) == 0 || strcmp(name, SURVEY_SIGNATURE_NAME) == 0);
}

static enum err walk_folder(struct walk *w, const char *below, int depth, struct err_info *info);

static enum err walk_entry(struct walk *w, const char *below, const char *name, int depth,
                           struct err_info *info)
{
    char relative[PATH_MAX], whole[PATH_MAX];
    int len = snprintf(relative, sizeof relative, "%s%s%s", below, below[0] ? "/" : "", name);
    if (len < 0 || (size_t)len >= sizeof relative)
        return err_set(info, ERR_LIMIT, "the path %s/%s is too long", below, name);
    enum err err = file_join(whole, sizeof whole, w->folder, relative, info);
    if (err) return err;
    struct stat st;
    if (stat(whole, &st) != 0) return err_set_errno(info, "cannot read %s", whole);
    if (S_ISDIR(st.st_mode)) return walk_folder(w, relative, depth + 1, info);
    if (!S_ISREG(st.st_mode))
        return err_set(info, ERR_IO, "%s is not a plain file; take it out of the survey's folder",
                       whole);
    if (!file_name_safe(str_of(relative)))
        return err_set(info, ERR_PARSE, "rename %s: a survey's file cannot have that name", whole);
    if (w->count == LIMIT_SURVEY_FILES)
        return err_set(info, ERR_LIMIT, "the folder holds more than %d files", LIMIT_SURVEY_FILES);
    w->names[w->count++] = xstrdup(relative);
    return ERR_NONE;
}

static enum err walk_folder(struct walk *w, const char *below, int depth, struct err_info *info)
{
    if (depth > FOLDER_DEPTH_MAX)
        return err_set(info, ERR_LIMIT, "the folder %s is nested too deeply", below);
    char whole[PATH_MAX];
    enum err err = below[0] ? file_join(whole, sizeof whole, w->folder, below, info)
                            : file_join(whole, sizeof whole, w->folder, ".", info);
    if (err) return err;
    DIR *dir = opendir(whole);
    if (!dir) return err_set_errno(info, "cannot read the folder %s", whole);
    const struct dirent *entry;
    while (!err && (entry = readdir(dir)))
        if (!passed_over(entry->d_name, below[0] == '\0'))
            err = walk_entry(w, below, entry->d_name, depth, info);
    closedir(dir);
    return err;
}

static bool looks_secret(struct str bytes)
{
    return str_find(str_sub(bytes, 0, 65536), STR("AGE-SECRET-KEY-1")) >= 0 ||
           str_starts(bytes, STR("age-encryption.org/")) ||
           str_starts(bytes, STR("-----BEGIN AGE ENCRYPTED")) ||
           str_find(str_sub(bytes, 0, 256), STR("encrypted secret key")) >= 0;
}

static int name_compare(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;
    return strcmp(*left, *right);
}

// {"name": "hash"} of everything found, in the order of the names.
static enum err hash_files(struct walk *w, json_t **out, struct err_info *info)
{
    qsort(w->names, w->count, sizeof *w->names, name_compare);
    json_t *files = json_object();
    CHECK(files);
    enum err err = ERR_NONE;
    for (size_t i = 0; i < w->count && !err; i++) {
        struct buf bytes = {0};
        err = survey_folder_file(w->folder, str_of(w->names[i]), w->bytes_left, &bytes, info);
        if (!err && looks_secret(buf_str(&bytes)))
            err =
                err_set(info, ERR_DENIED,
                        "%s looks like a secret key or a sealed file; move it out of the survey's "
                        "folder, or it would be published",
                        w->names[i]);
        if (!err) {
            uint8_t digest[32];
            char hex[2 * 32 + 1];
            seal_blake2b256(buf_str(&bytes), digest);
            hex_encode(digest, sizeof digest, hex);
            CHECK(json_object_set_new(files, w->names[i], json_string(hex)) == 0);
            w->bytes_left -= bytes.len;
        }
        buf_finish(&bytes);
    }
    if (err) {
        json_decref(files);
        return err;
    }
    *out = files;
    return ERR_NONE;
}

// What was listed by hand or by an earlier signing and is gone now is a question to the organizer.
static enum err check_listed(const json_t *json, const json_t *files, struct err_info *info)
{
    json_t *listed = json_object_get(json, "files");
    const char *name;
    json_t *value;
    json_object_foreach(listed, name, value)
    {
        if (!json_object_get(files, name))
            return err_set(info, ERR_MISSING,
                           "\"files\" names %.100s, which is not in the folder: put it back, or "
                           "take the line out of " SURVEY_JSON_NAME,
                           name);
    }
    return ERR_NONE;
}

static enum err fill_sign_key(json_t *json, const struct seal_minisign_secret *secret,
                              struct err_info *info)
{
    json_t *organizer;
    enum err err = json_get(json, "organizer", JSON_OBJECT, &organizer, info);
    if (err) return err;
    struct seal_minisign_key key;
    seal_minisign_public(secret, &key);
    struct str named;
    err = json_get_str_or(organizer, "sign_key", STR(""), &named, info);
    if (err) return err;
    if (named.len == 0) {
        struct buf line = {0};
        seal_minisign_key_format(&key, &line);
        CHECK(json_object_set_new(organizer, "sign_key", json_str(str_trim(buf_str(&line)))) == 0);
        buf_finish(&line);
        return ERR_NONE;
    }
    struct seal_minisign_key present;
    err = survey_check_sign_key(json, &present, info);
    if (!err && memcmp(present.public_key, key.public_key, sizeof key.public_key) != 0)
        err = err_set(info, ERR_KEY,
                      "\"organizer.sign_key\" is another key than the one that signs; sign with "
                      "that key, or take the line out of " SURVEY_JSON_NAME);
    return err;
}

static void write_pretty(const json_t *json, struct buf *out)
{
    char *text = json_dumps(json, JSON_INDENT(2));
    CHECK(text);
    buf_add_text(out, text);
    buf_add_char(out, '\n');
    free(text);
}

static enum err write_signed(const char *folder, const struct survey *s,
                             const struct seal_minisign_secret *secret, struct err_info *info)
{
    char path[PATH_MAX], comment[256];
    struct buf text = {0}, signature = {0};
    write_pretty(s->json, &text);
    snprintf(comment, sizeof comment, "survey:%.*s version:%lld file:" SURVEY_JSON_NAME,
             STR_ARG(s->id), (long long)s->version);
    enum err err = seal_minisign_sign(secret, buf_str(&text), str_of(comment), &signature, info);
    if (!err && text.len > LIMIT_SURVEY_JSON_BYTES)
        err = err_set(info, ERR_LIMIT, "is larger than %d bytes", LIMIT_SURVEY_JSON_BYTES);
    if (!err) err = file_join(path, sizeof path, folder, SURVEY_JSON_NAME, info);
    if (!err) err = file_write(path, buf_str(&text), 0644, info);
    if (!err) err = file_join(path, sizeof path, folder, SURVEY_SIGNATURE_NAME, info);
    if (!err) err = file_write(path, buf_str(&signature), 0644, info);
    buf_finish(&text);
    buf_finish(&signature);
    return err;
}

static enum err take_up(const char *folder, struct survey *s, struct err_info *info)
{
    struct walk w = {folder, xcalloc(LIMIT_SURVEY_FILES, sizeof *w.names), 0,
                     LIMIT_SURVEY_PACKAGE_BYTES};
    json_t *files = NULL;
    enum err err = walk_folder(&w, "", 0, info);
    if (!err) err = hash_files(&w, &files, info);
    if (!err) err = check_listed(s->json, files, info);
    if (!err) CHECK(json_object_set(s->json, "files", files) == 0);
    json_decref(files);
    for (size_t i = 0; i < w.count; i++)
        free(w.names[i]);
    free(w.names);
    return err;
}

enum err survey_sign(const char *folder, const struct seal_minisign_secret *secret,
                     struct err_info *info)
{
    struct survey *s = xcalloc(1, sizeof *s);
    struct survey *back = NULL;
    err_place(info, folder, NULL, 0, 0);
    enum err err = survey_folder_file(folder, STR(SURVEY_JSON_NAME), LIMIT_SURVEY_JSON_BYTES,
                                      &s->json_text, info);
    if (!err) err = json_parse(buf_str(&s->json_text), LIMIT_SURVEY_JSON_BYTES, &s->json, info);
    if (!err && !json_is_object(s->json)) err = err_set(info, ERR_PARSE, "must be a JSON object");
    if (!err) err = fill_sign_key(s->json, secret, info);
    // Once without the hashes, so that the organizer hears of the first mistake before of a file;
    // once with them; and once more from the disk, as a device will read it.
    if (!err) err = survey_check(s, true, info);
    if (err == ERR_PARSE || err == ERR_LIMIT || err == ERR_UNSUPPORTED)
        err_prefix(info, err, SURVEY_JSON_NAME ": ");
    if (!err) err = take_up(folder, s, info);
    if (!err && !json_object_get(json_object_get(s->json, "files"), s->form_name.ptr))
        err = err_set(info, ERR_MISSING, "\"form\" is %.*s, which is not in the folder",
                      STR_ARG(s->form_name));
    if (!err && s->logo.len && !json_object_get(json_object_get(s->json, "files"), s->logo.ptr))
        err = err_set(info, ERR_MISSING, "\"look.logo\" is %.*s, which is not in the folder",
                      STR_ARG(s->logo));
    if (!err) err = write_signed(folder, s, secret, info);
    if (!err) {
        struct seal_minisign_key key;
        seal_minisign_public(secret, &key);
        err = survey_open(folder, &key, &back, info);
    }
    survey_close(back);
    survey_close(s);
    return err;
}
