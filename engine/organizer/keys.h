// SPDX-License-Identifier: EUPL-1.2
// Keys and passphrases from files and from the person at the keyboard. Passphrases are wiped;
// keys live in seal's guarded memory.
#pragma once

#include "base/buf.h"
#include "seal/open.h"
#include "seal/sign.h"

enum { KEYS_FILE_BYTES_MAX = 1 << 20, KEYS_IDENTITIES_MAX = 32 };

// The first line of a file, appended to out. ERR_PARSE where it is empty.
enum err keys_passphrase_file(const char *path, struct buf *out, struct err_info *info) MUST_CHECK;
// Asks on the terminal, without showing what is typed; twice for a new passphrase. ERR_KEY where
// there is no terminal to ask on.
enum err keys_passphrase_ask(const char *what, bool twice, struct buf *out,
                             struct err_info *info) MUST_CHECK;

struct keys_identities {
    struct seal_identity *id[KEYS_IDENTITIES_MAX];
    size_t count;
};
// Reads an identity file and adds what it holds to out (zeroed at first). A passphrase is asked for
// only where the file needs one and passphrase_file is NULL. ERR_KEY says that the passphrase is
// wrong.
enum err keys_identities_read(const char *path, const char *passphrase_file,
                              struct keys_identities *out, struct err_info *info) MUST_CHECK;
void keys_identities_finish(struct keys_identities *ids); // accepts a zeroed one

// Reads a minisign secret key file, with the passphrase as above.
enum err keys_signer_read(const char *path, const char *passphrase_file,
                          struct seal_minisign_secret **out, struct err_info *info) MUST_CHECK;
// A minisign public key: a file, or "RW…" itself.
enum err keys_public_read(const char *file_or_key, struct seal_minisign_key *out,
                          struct err_info *info) MUST_CHECK;

// "age1…" or "@FILE" with one a line and comments; appended to list, at most LIMIT_RECIPIENTS.
struct keys_recipients {
    struct seal_recipient recipient[20];
    size_t count;
};
enum err keys_recipients_add(struct keys_recipients *list, const char *text,
                             struct err_info *info) MUST_CHECK;
