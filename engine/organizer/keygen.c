// SPDX-License-Identifier: EUPL-1.2
// svar keygen: the organizer's two keys. The identity opens answers, the signing key signs surveys.
#include "organizer/verbs.h"

#include "base/clock.h"
#include "base/file.h"
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

static enum verb_exit run(const struct arguments *a)
{
    const char *dir = arguments_text(a, "dir"), *file = arguments_text(a, "passphrase-file");
    bool open = arguments_flag(a, "no-passphrase");
    struct err_info info = {0};
    struct buf passphrase = {0};
    struct keyring ring = {0};
    enum err err = ERR_NONE;
    if (open && file)
        err = err_set(&info, ERR_ARGUMENT, "choose --passphrase-file or --no-passphrase");
    if (!dir) dir = ".";
    if (!err) err = check_paths(&ring, dir, &info);
    if (!err && file)
        err = keys_passphrase_file(file, &passphrase, &info);
    else if (!err && !open)
        err = keys_passphrase_ask("the new keys", true, &passphrase, &info);
    if (!err) err = file_make_dir(dir, 0700, &info);
    if (!err) {
        struct seal_recipient recipient;
        struct buf line = {0};
        ring.identity = seal_identity_create();
        ring.secret = seal_minisign_create();
        seal_identity_recipient(ring.identity, &recipient);
        seal_recipient_format(&recipient, ring.recipient);
        err = write_identity(&ring, buf_str(&passphrase), &info);
        if (!err) err = read_back(&ring, buf_str(&passphrase), &info);
        if (!err) err = write_signer(&ring, buf_str(&passphrase), &info);
        buf_printf(&line, "%s\n", ring.recipient);
        if (!err) err = write_next(&ring, RECIPIENT, buf_str(&line), 0644, &info);
        buf_finish(&line);
    }
    if (!err) tell(&ring, passphrase.len > 0);
    for (int i = 0; err && i < ring.written; i++)
        unlink(ring.paths[i]); // half a ring is none
    buf_wipe(&passphrase);
    seal_identity_destroy(ring.identity);
    seal_minisign_destroy(ring.secret);
    return err ? verb_fail(&info) : VERB_DONE;
}

const struct verb verb_keygen = {
    .name = "keygen",
    .arguments = "",
    .summary = "Makes an organizer's keys: one that opens answers, one that signs surveys.",
    .details = "Writes identity.age, recipient.txt, sign.key and sign.pub, and never over a file "
               "that is there.\nThe secret ones are locked with a passphrase, which is asked for "
               "twice.",
    .options =
        (const struct argument_option[]){
            {"dir", ARGUMENT_TEXT, "DIR", "where to write (here)"},
            {"passphrase-file", ARGUMENT_TEXT, "FILE", "the passphrase is FILE's first line"},
            {"no-passphrase", ARGUMENT_FLAG, NULL, "leave the secret keys unlocked, for tests"},
            {0}},
    .run = run,
};
