// SPDX-License-Identifier: EUPL-1.2
// Keys and passphrases from files and from the keyboard.
#include "organizer/keys.h"

#include "base/file.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

enum { PASSPHRASE_BYTES_MAX = 1024 };

static struct str first_line(struct str text)
{
    ptrdiff_t end = str_find_char(text, '\n');
    struct str line = end < 0 ? text : str_sub(text, 0, (size_t)end);
    if (str_ends(line, STR("\r"))) line.len--;
    return line;
}

enum err keys_passphrase_file(const char *path, struct buf *out, struct err_info *info)
{
    struct buf file = {0};
    enum err err = file_read(path, KEYS_FILE_BYTES_MAX, &file, info);
    struct str line = first_line(buf_str(&file));
    if (!err && line.len == 0)
        err = err_set(info, ERR_PARSE, "%s: the first line is empty; it must hold the passphrase",
                      path);
    if (!err && line.len > PASSPHRASE_BYTES_MAX)
        err = err_set(info, ERR_LIMIT, "%s: the passphrase is longer than %d bytes", path,
                      PASSPHRASE_BYTES_MAX);
    if (!err) buf_add_str(out, line);
    buf_wipe(&file);
    return err;
}

// One line from the terminal with the echo off.
static enum err ask(int tty, const char *prompt, struct buf *out, struct err_info *info)
{
    struct termios shown, hidden;
    if (tcgetattr(tty, &shown) != 0) return err_set_errno(info, "cannot use the terminal");
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    hidden.c_lflag |= ICANON | ECHONL;
    if (dprintf(tty, "%s: ", prompt) < 0 || tcsetattr(tty, TCSAFLUSH, &hidden) != 0)
        return err_set_errno(info, "cannot use the terminal");
    enum err err = ERR_NONE;
    for (;;) {
        char c;
        ssize_t got = read(tty, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || c == '\n') break;
        if (out->len == PASSPHRASE_BYTES_MAX) {
            err =
                err_set(info, ERR_LIMIT, "a passphrase has at most %d bytes", PASSPHRASE_BYTES_MAX);
            break;
        }
        buf_reserve(out, PASSPHRASE_BYTES_MAX); // once: no unwiped copies from growing
        buf_add_char(out, c);
    }
    tcsetattr(tty, TCSAFLUSH, &shown);
    if (!err && out->len == 0) err = err_set(info, ERR_KEY, "no passphrase was given");
    return err;
}

enum err keys_passphrase_ask(const char *what, bool twice, struct buf *out, struct err_info *info)
{
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (tty < 0)
        return err_set(info, ERR_KEY,
                       "%s needs a passphrase and there is no terminal to ask on; give it with "
                       "--passphrase-file FILE",
                       what);
    char prompt[512];
    struct buf again = {0};
    snprintf(prompt, sizeof prompt, "%s for %.400s", twice ? "New passphrase" : "Passphrase", what);
    enum err err = ask(tty, prompt, out, info);
    if (!err && twice) err = ask(tty, "The same again", &again, info);
    if (!err && twice && !str_eq(buf_str(out), buf_str(&again)))
        err = err_set(info, ERR_KEY, "the two passphrases are not the same; nothing was written");
    buf_wipe(&again);
    close(tty);
    return err;
}

static enum err passphrase_for(const char *path, const char *passphrase_file, struct buf *out,
                               struct err_info *info)
{
    return passphrase_file ? keys_passphrase_file(passphrase_file, out, info)
                           : keys_passphrase_ask(path, false, out, info);
}

enum err keys_identities_read(const char *path, const char *passphrase_file,
                              struct keys_identities *out, struct err_info *info)
{
    struct buf file = {0}, passphrase = {0};
    enum err err = file_read(path, KEYS_FILE_BYTES_MAX, &file, info);
    if (!err && seal_identity_locked(buf_str(&file)))
        err = passphrase_for(path, passphrase_file, &passphrase, info);
    if (!err) {
        size_t count = 0;
        err = seal_identity_read(buf_str(&file), buf_str(&passphrase), out->id + out->count,
                                 KEYS_IDENTITIES_MAX - out->count, &count, info);
        // The public half, or the key that signs: what lies beside it is easily taken for it.
        bool other = err && err != ERR_KEY;
        if (err)
            err_prefix(info, err, "%s%s: ", path,
                       other ? " is no key that opens answers; give identity.age" : "");
        if (!err && count == 0)
            err = err_set(info, ERR_KEY, "%s holds no identity (AGE-SECRET-KEY-1…)", path);
        if (!err) out->count += count;
    }
    buf_wipe(&file);
    buf_wipe(&passphrase);
    return err;
}

void keys_identities_finish(struct keys_identities *ids)
{
    for (size_t i = 0; i < ids->count; i++)
        seal_identity_destroy(ids->id[i]);
    ids->count = 0;
}

enum err keys_signer_read(const char *path, const char *passphrase_file,
                          struct seal_minisign_secret **out, struct err_info *info)
{
    struct buf file = {0}, passphrase = {0};
    enum err err = file_read(path, KEYS_FILE_BYTES_MAX, &file, info);
    if (!err && seal_minisign_secret_locked(buf_str(&file)))
        err = passphrase_for(path, passphrase_file, &passphrase, info);
    if (!err) {
        err = seal_minisign_secret_read(buf_str(&file), buf_str(&passphrase), out, info);
        if (err) err_prefix(info, err, "%s: ", path);
    }
    buf_wipe(&file);
    buf_wipe(&passphrase);
    return err;
}

enum err keys_public_read(const char *file_or_key, struct seal_minisign_key *out,
                          struct err_info *info)
{
    struct buf text = {0};
    enum err err = ERR_NONE;
    if (strncmp(file_or_key, "RW", 2) == 0 && !file_exists(file_or_key))
        buf_add_text(&text, file_or_key);
    else
        err = file_read(file_or_key, KEYS_FILE_BYTES_MAX, &text, info);
    if (!err) {
        err = seal_minisign_key_parse(buf_str(&text), out, info);
        if (err) err_prefix(info, err, "%s: ", file_or_key);
    }
    buf_finish(&text);
    return err;
}

static enum err add_one(struct keys_recipients *list, struct str text, struct err_info *info)
{
    struct seal_recipient r;
    enum err err = seal_recipient_parse(text, &r, info);
    if (err) return err;
    for (size_t i = 0; i < list->count; i++)
        if (memcmp(&list->recipient[i], &r, sizeof r) == 0) return ERR_NONE;
    if (list->count == sizeof list->recipient / sizeof list->recipient[0])
        return err_set(info, ERR_LIMIT, "more than %d recipients", LIMIT_RECIPIENTS);
    list->recipient[list->count++] = r;
    return ERR_NONE;
}

enum err keys_recipients_add(struct keys_recipients *list, const char *text, struct err_info *info)
{
    _Static_assert(sizeof list->recipient / sizeof list->recipient[0] == LIMIT_RECIPIENTS,
                   "room for every recipient");
    if (text[0] != '@') return add_one(list, str_trim(str_of(text)), info);
    struct buf file = {0};
    enum err err = file_read(text + 1, KEYS_FILE_BYTES_MAX, &file, info);
    struct str rest = buf_str(&file), line;
    size_t before = list->count;
    bool any = false;
    while (!err && str_split(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.len == 0 || line.ptr[0] == '#') continue;
        any = true;
        err = add_one(list, line, info);
        if (err) err_prefix(info, err, "%s: ", text + 1);
    }
    if (!err && !any) err = err_set(info, ERR_PARSE, "%s names no recipient (age1…)", text + 1);
    if (err) list->count = before;
    buf_finish(&file);
    return err;
}
