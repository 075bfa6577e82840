// SPDX-License-Identifier: EUPL-1.2
// svar keygen: the organizer's two keys. The identity opens answers, the signing key signs surveys.
#include "organizer/verbs.h"

#include "base/clock.h"
#include "base/file.h"
#include "organizer/backup.h"
#include "organizer/keys.h"

#include <limits.h>
#include <unistd.h>

// As age itself uses: about a second to try one passphrase.
enum { WORK_FACTOR = 18 };

// In the order of writing.
static const char *const names[] = {"identity.age", "sign.key", "sign.pub", "recipient.txt"};
enum { IDENTITY, SIGN_KEY, SIGN_PUB, RECIPIENT, NAMES };

struct keyring {
    struct seal_identity *identity;
    struct seal_minisign_secret *secret;
    char recipient[SEAL_RECIPIENT_CHARS + 1];
    char paths[NAMES][PATH_MAX];
    int written;
};

static enum err write_next(struct keyring *ring, int name, struct str data, mode_t mode,
                           struct err_info *info)
{
    enum err err = file_write_new(ring->paths[name], data, mode, info);
    if (!err) ring->written = name + 1;
    return err;
}

static enum err check_paths(struct keyring *ring, const char *dir, struct err_info *info)
{
    for (int i = 0; i < NAMES; i++) {
        enum err err = file_join(ring->paths[i], PATH_MAX, dir, names[i], info);
        if (err) return err;
        if (file_exists(ring->paths[i]))
            return err_set(info, ERR_EXISTS,
                           "%s is there already; choose another folder with --dir, so that no key "
                           "is lost",
                           ring->paths[i]);
    }
    return ERR_NONE;
}

static enum err write_identity(struct keyring *ring, struct str passphrase, struct err_info *info)
{
    struct buf plain = {0}, sealed = {0}, file = {0};
    struct rng rng = rng_system();
    enum err err = ERR_NONE;
    buf_reserve(&plain, 512); // once: growing would leave unwiped copies behind
    buf_printf(&plain, "# public key: %s\n", ring->recipient);
    seal_identity_format(ring->identity, &plain);
    if (!str_ends(buf_str(&plain), STR("\n"))) buf_add_char(&plain, '\n');
    if (passphrase.len) {
        err = seal_age_encrypt_passphrase(passphrase, WORK_FACTOR, buf_str(&plain), &rng, &sealed,
                                          info);
        if (!err) seal_armor(buf_str(&sealed), &file);
    } else
        buf_add_str(&file, buf_str(&plain));
    if (!err) err = write_next(ring, IDENTITY, buf_str(&file), 0600, info);
    buf_wipe(&plain);
    buf_wipe(&sealed);
    buf_wipe(&file);
    return err;
}

static enum err write_signer(struct keyring *ring, struct str passphrase, struct err_info *info)
{
    struct buf file = {0};
    struct seal_minisign_key public;
    enum err err = seal_minisign_secret_write(ring->secret, passphrase, &file, info);
    if (!err) err = write_next(ring, SIGN_KEY, buf_str(&file), 0600, info);
    buf_wipe(&file);
    if (err) return err;
    seal_minisign_public(ring->secret, &public);
    buf_add_text(&file, "untrusted comment: svar organizer's public key\n");
    seal_minisign_key_format(&public, &file);
    if (!str_ends(buf_str(&file), STR("\n"))) buf_add_char(&file, '\n');
    err = write_next(ring, SIGN_PUB, buf_str(&file), 0644, info);
    buf_finish(&file);
    return err;
}

// A key that was written and cannot be read again would be found out too late.
static enum err read_back(const struct keyring *ring, struct str passphrase, struct err_info *info)
{
    struct buf file = {0};
    struct keys_identities ids = {.count = 0};
    struct seal_recipient recipient;
    char text[SEAL_RECIPIENT_CHARS + 1] = "";
    enum err err = file_read(ring->paths[IDENTITY], KEYS_FILE_BYTES_MAX, &file, info);
    if (!err)
        err = seal_identity_read(buf_str(&file), passphrase, ids.id, KEYS_IDENTITIES_MAX,
                                 &ids.count, info);
    if (!err && ids.count == 1) {
        seal_identity_recipient(ids.id[0], &recipient);
        seal_recipient_format(&recipient, text);
    }
    if (!err && strcmp(text, ring->recipient) != 0)
        err = err_set(info, ERR_CORRUPT,
                      "%s was written and reads back as another key; make new "
                      "keys on another disk",
                      ring->paths[IDENTITY]);
    keys_identities_finish(&ids);
    buf_wipe(&file);
    return err;
}

static void tell(const struct keyring *ring, bool locked)
{
    printf("Two keys were made.\n\n"
           "  %s\n      opens the answers. Keep it%s, and a copy in another place:\n"
           "      without it nobody can ever read them.\n"
           "  %s\n      signs surveys. Keep it likewise.\n"
           "  %s\n      may be given to anybody: answers are sealed to it.\n"
           "      %s\n"
           "  %s\n      may be given to anybody: collectors and kiosks know your surveys by it.\n",
           ring->paths[IDENTITY],
           locked ? " and its passphrase safe and apart" : " where nobody else can read it",
           ring->paths[SIGN_KEY], ring->paths[RECIPIENT], ring->recipient, ring->paths[SIGN_PUB]);
    if (!locked)
        printf("\nThe secret keys have no passphrase: whoever copies the files can use them.\n");
}

static void tell_sheet(const char *path)
{
    if (strcmp(path, "-") != 0)
        printf("\n  %s\n      is the backup sheet. Print it and lock it away; then delete the "
               "file: it holds both secret\n      keys, readable. Test the printed one: svar "
               "keygen --check-backup - --dir …\n",
               path);
}

// Writes the four files of ring's keys, and the sheet where one is wanted.
static enum err make(struct keyring *ring, const char *dir, struct str passphrase,
                     const char *sheet, struct err_info *info)
{
    struct seal_recipient recipient;
    struct buf line = {0};
    enum err err = file_make_dir(dir, 0700, info);
    if (err) return err;
    seal_identity_recipient(ring->identity, &recipient);
    seal_recipient_format(&recipient, ring->recipient);
    err = write_identity(ring, passphrase, info);
    if (!err) err = read_back(ring, passphrase, info);
    if (!err) err = write_signer(ring, passphrase, info);
    buf_printf(&line, "%s\n", ring->recipient);
    if (!err) err = write_next(ring, RECIPIENT, buf_str(&line), 0644, info);
    buf_finish(&line);
    struct organizer_backup keys = {ring->identity, ring->secret}; // borrowed
    if (!err && sheet) err = organizer_backup_write(&keys, sheet, info);
    for (int i = 0; err && i < ring->written; i++)
        unlink(ring->paths[i]); // half a ring is none
    return err;
}

// New keys, or those of a sheet.
static enum verb_exit run_new(const struct arguments *a, const char *dir)
{
    const char *file = arguments_text(a, "passphrase-file"), *from = arguments_text(a, "restore");
    const char *sheet = arguments_text(a, "backup");
    bool open = arguments_flag(a, "no-passphrase");
    struct err_info info = {0};
    struct buf passphrase = {0};
    struct keyring ring = {0};
    struct organizer_backup typed = {0};
    enum err err = check_paths(&ring, dir, &info);
    if (!err && from) err = organizer_backup_type(from, &typed, &info);
    if (!err && file)
        err = keys_passphrase_file(file, &passphrase, &info);
    else if (!err && !open)
        err = keys_passphrase_ask("the new pair of keys", true, &passphrase, &info);
    if (!err) {
        ring.identity = from ? typed.identity : seal_identity_create();
        ring.secret = from ? typed.secret : seal_minisign_create();
        typed = (struct organizer_backup){0};
        err = make(&ring, dir, buf_str(&passphrase), sheet, &info);
    }
    if (!err) tell(&ring, passphrase.len > 0);
    if (!err && sheet) tell_sheet(sheet);
    if (!err && !sheet && !from)
        printf("\nA backup on paper: svar keygen --dir %s --backup sheet.html\n", dir);
    buf_wipe(&passphrase);
    organizer_backup_finish(&typed);
    seal_identity_destroy(ring.identity);
    seal_minisign_destroy(ring.secret);
    return err ? verb_fail(&info) : VERB_DONE;
}

// A sheet of keys that are there already.
static enum verb_exit run_sheet(const struct arguments *a, const char *dir)
{
    const char *sheet = arguments_text(a, "backup");
    struct err_info info = {0};
    struct organizer_backup keys = {0};
    enum err err = organizer_backup_load(dir, arguments_text(a, "passphrase-file"), &keys, &info);
    if (!err) err = organizer_backup_compare(&keys, dir, &info);
    if (!err) err = organizer_backup_write(&keys, sheet, &info);
    if (!err) tell_sheet(sheet);
    organizer_backup_finish(&keys);
    return err ? verb_fail(&info) : VERB_DONE;
}

static enum verb_exit run_check(const char *typed_file, const char *dir)
{
    struct err_info info = {0};
    struct organizer_backup typed = {0};
    enum err err = organizer_backup_type(typed_file, &typed, &info);
    if (!err) err = organizer_backup_compare(&typed, dir, &info);
    organizer_backup_finish(&typed);
    if (!err) {
        printf("The sheet is right: its words give both keys of %s.\n", dir);
        return VERB_DONE;
    }
    verb_fail(&info);
    return err == ERR_PARSE || err == ERR_KEY ? VERB_FOUND : VERB_FAILED;
}

static bool keys_are_there(const char *dir)
{
    char path[PATH_MAX];
    return file_join(path, sizeof path, dir, names[IDENTITY], NULL) == ERR_NONE &&
           file_exists(path);
}

static enum verb_exit run(const struct arguments *a)
{
    const char *dir = arguments_text(a, "dir"), *check = arguments_text(a, "check-backup");
    const char *sheet = arguments_text(a, "backup"), *restore = arguments_text(a, "restore");
    struct err_info info = {0};
    enum err err = ERR_NONE;
    if (!dir) dir = ".";
    if (arguments_flag(a, "no-passphrase") && arguments_text(a, "passphrase-file"))
        err = err_set(&info, ERR_ARGUMENT, "choose --passphrase-file or --no-passphrase");
    if (check && (sheet || restore))
        err = err_set(&info, ERR_ARGUMENT, "--check-backup goes alone with --dir");
    if (err) return verb_fail(&info);
    if (check) return run_check(check, dir);
    return sheet && !restore && keys_are_there(dir) ? run_sheet(a, dir) : run_new(a, dir);
}

const struct verb verb_keygen = {
    .name = "keygen",
    .arguments = "",
    .summary = "Makes an organizer's keys: one that opens answers, one that signs surveys.",
    .details = "Writes identity.age, recipient.txt, sign.key and sign.pub, and never over a file "
               "that is there.\nThe secret ones are locked with a passphrase, which is asked for "
               "twice.\n"
               "--backup makes a sheet to print, with words and squares that give both keys back "
               "(.html, or text);\nwhere the keys are there already it is for them. --check-backup "
               "reads typed rows of a sheet and\ncompares; --restore makes the keys from them.",
    .options =
        (const struct argument_option[]){
            {"dir", ARGUMENT_TEXT, "DIR", "where to write (here)"},
            {"passphrase-file", ARGUMENT_TEXT, "FILE", "the passphrase is FILE's first line"},
            {"backup", ARGUMENT_TEXT, "FILE", "write a backup sheet of both keys to FILE"},
            {"check-backup", ARGUMENT_TEXT, "FILE",
             "compare the rows typed into FILE, or - , with the keys"},
            {"restore", ARGUMENT_TEXT, "FILE", "make the keys from the rows in FILE, or -"},
            {"no-passphrase", ARGUMENT_FLAG, NULL, "leave the secret keys unlocked, for tests"},
            {0}},
    .run = run,
};
