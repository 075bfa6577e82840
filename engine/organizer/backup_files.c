// SPDX-License-Identifier: EUPL-1.2
// Backup sheets and the files they go to and come from.
#include "organizer/backup.h"

#include "base/file.h"
#include "organizer/keys.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

enum err organizer_backup_write(const struct organizer_backup *b, const char *path,
                                struct err_info *info)
{
    struct buf sheet = {0};
    enum err err = ERR_NONE;
    if (str_ends(str_of(path), STR(".html")) || str_ends(str_of(path), STR(".htm")))
        err = organizer_backup_html(b, &sheet, info);
    else
        organizer_backup_text(b, &sheet);
    if (!err && strcmp(path, "-") != 0)
        err = file_write_new(path, buf_str(&sheet), 0600, info);
    else if (!err && fwrite(sheet.ptr, 1, sheet.len, stdout) != sheet.len)
        err = err_set_errno(info, "cannot write to standard output");
    buf_wipe(&sheet);
    return err;
}

enum err organizer_backup_load(const char *dir, const char *passphrase_file,
                               struct organizer_backup *out, struct err_info *info)
{
    char identity[PATH_MAX], signer[PATH_MAX];
    struct keys_identities ids = {.count = 0};
    enum err err = file_join(identity, sizeof identity, dir, "identity.age", info);
    if (!err) err = file_join(signer, sizeof signer, dir, "sign.key", info);
    if (!err) err = keys_identities_read(identity, passphrase_file, &ids, info);
    // A sheet is for one key; another one in the file would be lost unnoticed.
    if (!err && ids.count != 1)
        err = err_set(info, ERR_UNSUPPORTED, "%s holds %zu keys; a sheet is for one", identity,
                      ids.count);
    struct organizer_backup b = {0};
    if (!err) err = keys_signer_read(signer, passphrase_file, &b.secret, info);
    if (!err) {
        b.identity = ids.id[0];
        ids.count = 0;
        *out = b;
    }
    keys_identities_finish(&ids);
    return err;
}

enum err organizer_backup_type(const char *path, struct organizer_backup *out,
                               struct err_info *info)
{
    bool standard = strcmp(path, "-") == 0;
    struct buf text = {0};
    if (standard && isatty(STDIN_FILENO))
        fprintf(stderr, "Type the rows of the sheet, A1 to B5, each with its name before it; end "
                        "with Ctrl-D on a line of its own.\n");
    buf_reserve(&text, KEYS_FILE_BYTES_MAX); // once: growing would leave unwiped copies behind
    enum err err = file_read(standard ? "/dev/stdin" : path, KEYS_FILE_BYTES_MAX, &text, info);
    if (!err) {
        err = organizer_backup_read(buf_str(&text), out, info);
        if (err) err_prefix(info, err, "%s: ", standard ? "the typed rows" : path);
    }
    buf_wipe(&text);
    return err;
}

enum err organizer_backup_compare(const struct organizer_backup *b, const char *dir,
                                  struct err_info *info)
{
    char path[PATH_MAX], ours[SEAL_RECIPIENT_CHARS + 1];
    struct buf file = {0};
    struct seal_recipient recipient;
    struct seal_minisign_key there, typed;
    seal_identity_recipient(b->identity, &recipient);
    seal_recipient_format(&recipient, ours);
    seal_minisign_public(b->secret, &typed);
    enum err err = file_join(path, sizeof path, dir, "recipient.txt", info);
    if (!err) err = file_read(path, KEYS_FILE_BYTES_MAX, &file, info);
    if (!err && !str_eq(str_trim(buf_str(&file)), str_of(ours)))
        err = err_set(info, ERR_KEY,
                      "rows A are of another key than %s: the sheet belongs to other keys", path);
    buf_finish(&file);
    if (!err) err = file_join(path, sizeof path, dir, "sign.pub", info);
    if (!err) err = keys_public_read(path, &there, info);
    if (!err && memcmp(&there, &typed, sizeof there) != 0)
        err = err_set(info, ERR_KEY,
                      "rows B are of another key than %s: the sheet belongs to other keys", path);
    return err;
}
