// SPDX-License-Identifier: EUPL-1.2
// A stick's folders: opened without following links, walked by name, and what is put into them.
#include "stick/stick_priv.h"

#include "base/alloc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCHES "batches"
#define RECEIPTS "receipts"
#define SURVEYS "surveys"
#define TOKEN "token.txt"
#define README "README.txt"

enum { OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

static const char readme[] =
    "Svar: låsta enkätsvar\r\n"
    "\r\n"
    "Här ligger svar på väg från en kiosk till den som ställde frågorna. De är låsta: bara\r\n"
    "den som har arrangörens nyckel kan läsa dem. Ändra inget här.\r\n"
    "Har du hittat stickan? Lämna den till den som har kiosken.\r\n"
    "Ska du hämta svaren? Kör: svar import --survey ENKÄT --archive ARKIV STICKAN\r\n"
    "\r\n"
    "Svar: sealed survey responses\r\n"
    "\r\n"
    "These are responses on their way from a kiosk to those who asked. They are sealed: only\r\n"
    "the organizer's key opens them. Please change nothing here.\r\n"
    "Did you find this stick? Please hand it to whoever keeps the kiosk.\r\n"
    "Are you to collect them? Run: svar import --survey SURVEY --archive ARCHIVE STICK\r\n";

enum err stick_folder_open(const struct stick *s, int parent, const char *name, bool make, int *out,
                           struct err_info *info)
{
    bool made = make && mkdirat(parent, name, 0700) == 0;
    if (make && !made && errno != EEXIST) return stick_fault(s, "cannot make a folder", info);
    int fd = openat(parent, name, OPEN_FOLDER);
    if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
        return err_set(info, ERR_DENIED, "%s on the stick at %.200s is not a folder", name,
                       s->root);
    if (fd < 0) return stick_fault(s, "cannot open a folder", info);
    if (made && fsync(parent) != 0 && errno != EINVAL) {
        close(fd);
        return stick_fault(s, "cannot sync a folder", info);
    }
    *out = fd;
    return ERR_NONE;
}

// The folder itself, where somebody names it rather than the stick.
static bool is_folder_itself(struct str root)
{
    while (str_ends(root, STR("/")))
        root.len--;
    return str_eq(root, STR(STICK_FOLDER)) || str_ends(root, STR("/" STICK_FOLDER));
}

enum err stick_open(const char *root, bool make, struct stick *out, struct err_info *info)
{
    struct stick s = {.folder = -1};
    int len = snprintf(s.root, sizeof s.root, "%s", root);
    if (len < 0 || (size_t)len >= sizeof s.root)
        return err_set(info, ERR_LIMIT, "the stick's path is too long");
    int top = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (top < 0 && errno == ENOENT)
        return err_set(info, ERR_MISSING, "there is no folder %s", root);
    if (top < 0) return stick_fault(&s, "cannot open the folder", info);
    enum err err = ERR_NONE;
    if (is_folder_itself(str_of(root))) {
        s.folder = top;
    } else {
        err = stick_folder_open(&s, top, STICK_FOLDER, make, &s.folder, info);
        close(top);
    }
    if (err == ERR_MISSING)
        return err_set(info, err, "%.300s holds no folder %s: no kiosk has written to it", root,
                       STICK_FOLDER);
    struct stat st;
    // Whoever finds the stick should know what it is; that this is written matters to nothing else.
    if (!err && make && fstatat(s.folder, README, &st, AT_SYMLINK_NOFOLLOW) != 0)
        err = stick_file_put(&s, s.folder, README, str_make(readme, sizeof readme - 1), info);
    if (err) {
        stick_close(&s);
        return err;
    }
    *out = s;
    return ERR_NONE;
}

void stick_close(struct stick *s)
{
    if (s->root[0] && s->folder >= 0) close(s->folder);
    s->root[0] = '\0';
    s->folder = -1;
}

// ---- names ----
static void name_of(const uint8_t link[SEAL_LINK_BYTES], const char *end,
                    char out[STICK_NAME_BYTES])
{
    char hex[2 * SEAL_LINK_BYTES + 1];
    hex_encode(link, SEAL_LINK_BYTES, hex);
    snprintf(out, STICK_NAME_BYTES, "%s%s", hex, end);
}

static bool link_of(const char *name, const char *end, uint8_t out[SEAL_LINK_BYTES])
{
    struct str text = str_of(name);
    return str_ends(text, str_of(end)) && text.len == 2 * SEAL_LINK_BYTES + strlen(end) &&
           hex_decode(str_sub(text, 0, 2 * SEAL_LINK_BYTES), out, SEAL_LINK_BYTES);
}

static enum err survey_name(struct str id, char out[STICK_NAME_BYTES], struct err_info *info)
{
    bool plain = id.len >= 1 && id.len <= 64;
    for (size_t i = 0; plain && i < id.len; i++) {
        char c = id.ptr[i];
        plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
    if (!plain) return err_set(info, ERR_ARGUMENT, "this is no survey id: %.*s", STR_ARG(id));
    snprintf(out, STICK_NAME_BYTES, "%.*s.svar", STR_ARG(id));
    return ERR_NONE;
}

// ---- putting ----
static enum err put(struct stick *s, const char *folder, const char *name, struct str bytes,
                    struct err_info *info)
{
    int fd = -1;
    enum err err = stick_folder_open(s, s->folder, folder, true, &fd, info);
    if (err) return err;
    err = stick_file_put(s, fd, name, bytes, info);
    close(fd);
    return err;
}

static enum err get(struct stick *s, const char *folder, const char *name, size_t bytes_max,
                    struct buf *out, struct err_info *info)
{
    int fd = -1;
    enum err err = stick_folder_open(s, s->folder, folder, false, &fd, info);
    if (err) return err;
    err = stick_file_get(s, fd, name, bytes_max, out, info);
    close(fd);
    return err;
}

enum err stick_put_batch(struct stick *s, struct str batch, enum stick_put *out_put,
                         struct err_info *info)
{
    uint8_t link[SEAL_LINK_BYTES];
    char name[STICK_NAME_BYTES];
    struct buf there = {0};
    seal_sha256(batch, link);
    name_of(link, ".batch", name);
    bool same =
        !get(s, BATCHES, name, LIMIT_BATCH_BYTES, &there, NULL) && str_eq(buf_str(&there), batch);
    buf_finish(&there);
    enum err err = same ? ERR_NONE : put(s, BATCHES, name, batch, info);
    if (!err && out_put) *out_put = same ? STICK_THERE : STICK_NEW;
    return err;
}

enum err stick_put_receipt(struct stick *s, const uint8_t link[SEAL_LINK_BYTES], struct str receipt,
                           struct err_info *info)
{
    char name[STICK_NAME_BYTES];
    name_of(link, ".receipt", name);
    return put(s, RECEIPTS, name, receipt, info);
}

enum err stick_put_survey(struct stick *s, struct str survey_id, struct str package,
                          struct err_info *info)
{
    char name[STICK_NAME_BYTES];
    struct buf there = {0};
    enum err err = survey_name(survey_id, name, info);
    if (err) return err;
    bool same = !get(s, SURVEYS, name, LIMIT_SURVEY_PACKAGE_BYTES, &there, NULL) &&
                str_eq(buf_str(&there), package);
    buf_finish(&there);
    return same ? ERR_NONE : put(s, SURVEYS, name, package, info);
}

enum err stick_put_token(struct stick *s, struct str token, struct err_info *info)
{
    return stick_file_put(s, s->folder, TOKEN, token, info);
}

// ---- getting ----
enum err stick_receipt(struct stick *s, const uint8_t link[SEAL_LINK_BYTES], struct buf *out,
                       struct err_info *info)
{
    char name[STICK_NAME_BYTES];
    name_of(link, ".receipt", name);
    return get(s, RECEIPTS, name, LIMIT_RECEIPT_BYTES, out, info);
}

enum err stick_survey(struct stick *s, struct str survey_id, struct buf *out, struct err_info *info)
{
    char name[STICK_NAME_BYTES];
    enum err err = survey_name(survey_id, name, info);
    return err ? err : get(s, SURVEYS, name, LIMIT_SURVEY_PACKAGE_BYTES, out, info);
}

enum err stick_token(struct stick *s, struct buf *out, struct err_info *info)
{
    return stick_file_get(s, s->folder, TOKEN, STICK_TOKEN_BYTES_MAX, out, info);
}

// ---- walking ----
struct names {
    char (*list)[STICK_NAME_BYTES];
    size_t count, room;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static enum err list_names(const struct stick *s, int folder, const char *end, struct names *out,
                           struct err_info *info)
{
    uint8_t link[SEAL_LINK_BYTES];
    int own = openat(folder, ".", OPEN_FOLDER);
    DIR *dir = own >= 0 ? fdopendir(own) : NULL;
    if (!dir) {
        if (own >= 0) close(own);
        return stick_fault(s, "cannot list a folder", info);
    }
    enum err err = ERR_NONE;
    size_t seen = 0;
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry) {
            if (errno) err = stick_fault(s, "cannot list a folder", info);
            break;
        }
        if (++seen > STICK_FILES_MAX) {
            err =
                err_set(info, ERR_LIMIT, "the stick at %.200s holds more than %d files in a folder",
                        s->root, STICK_FILES_MAX);
            break;
        }
        if (!link_of(entry->d_name, end, link)) continue;
        if (out->count == out->room) {
            out->room = out->room ? 2 * out->room : 64;
            out->list = xreallocarray(out->list, out->room, sizeof *out->list);
        }
        memcpy(out->list[out->count++], entry->d_name,
               strlen(entry->d_name) + 1); // as link_of says
    }
    closedir(dir);
    if (!err && out->count) qsort(out->list, out->count, sizeof *out->list, by_name);
    return err;
}

static enum err walk(struct stick *s, const char *name, const char *end, size_t bytes_max,
                     bool by_link, stick_each each, void *data, struct err_info *info)
{
    struct names names = {0};
    struct buf bytes = {0};
    int folder = -1;
    enum err err = stick_folder_open(s, s->folder, name, false, &folder, info);
    if (err == ERR_MISSING) return ERR_NONE;
    if (!err) err = list_names(s, folder, end, &names, info);
    for (size_t i = 0; !err && i < names.count; i++) {
        struct stick_item item = {.reason = ""};
        struct err_info why = {0};
        uint8_t has[SEAL_LINK_BYTES];
        buf_clear(&bytes);
        link_of(names.list[i], end, item.link);
        item.fault = stick_file_get(s, folder, names.list[i], bytes_max, &bytes, &why);
        if (item.fault == ERR_MISSING) continue; // taken away meanwhile
        item.reason = why.message;
        item.bytes = buf_str(&bytes);
        seal_sha256(item.bytes, has);
        if (!item.fault && by_link && memcmp(has, item.link, sizeof has) != 0) {
            item.fault = ERR_TAMPERED;
            item.reason = "it is damaged: its content does not fit its name";
        }
        if (item.fault) item.bytes = STR("");
        err = each(data, &item, info);
    }
    if (folder >= 0) close(folder);
    free(names.list);
    buf_finish(&bytes);
    return err;
}

enum err stick_each_batch(struct stick *s, stick_each each, void *data, struct err_info *info)
{
    return walk(s, BATCHES, ".batch", LIMIT_BATCH_BYTES, true, each, data, info);
}

enum err stick_each_receipt(struct stick *s, stick_each each, void *data, struct err_info *info)
{
    return walk(s, RECEIPTS, ".receipt", LIMIT_RECEIPT_BYTES, false, each, data, info);
}

// ---- taking away ----
static enum err take_away(struct stick *s, const char *folder, const char *name,
                          struct err_info *info)
{
    int fd = -1;
    enum err err = stick_folder_open(s, s->folder, folder, false, &fd, info);
    if (err == ERR_MISSING) return ERR_NONE;
    if (err) return err;
    if (unlinkat(fd, name, 0) != 0 && errno != ENOENT)
        err = stick_fault(s, "cannot remove a file", info);
    else if (fsync(fd) != 0 && errno != EINVAL)
        err = stick_fault(s, "cannot sync the folder", info);
    close(fd);
    return err;
}

enum err stick_remove(struct stick *s, const uint8_t link[SEAL_LINK_BYTES], struct err_info *info)
{
    char name[STICK_NAME_BYTES];
    name_of(link, ".batch", name);
    // The receipt last: a stick pulled out between the two tells the device again.
    enum err err = take_away(s, BATCHES, name, info);
    name_of(link, ".receipt", name);
    return err ? err : take_away(s, RECEIPTS, name, info);
}

enum err stick_remove_token(struct stick *s, struct err_info *info)
{
    if (unlinkat(s->folder, TOKEN, 0) != 0 && errno != ENOENT)
        return stick_fault(s, "cannot remove a file", info);
    if (fsync(s->folder) != 0 && errno != EINVAL)
        return stick_fault(s, "cannot sync the folder", info);
    return ERR_NONE;
}
