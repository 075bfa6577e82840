// SPDX-License-Identifier: EUPL-1.2
// age v1 files for X25519 recipients: the sealing side, which needs public keys only. Opening is in
// seal/open.h. Source: C2SP age.md (https://age-encryption.org/v1).
#pragma once

#include "base/buf.h"
#include "base/clock.h"

enum {
    SEAL_KEY_BYTES = 32,
    SEAL_FILE_KEY_BYTES = 16,
    SEAL_RECIPIENT_CHARS = 62, // "age1…"
};

// Whom to seal to. type is the place in the table of recipient types (seal/types.c); 0 is X25519,
// the one there is today.
struct seal_recipient {
    uint8_t type;
    uint8_t public_key[SEAL_KEY_BYTES];
};

// "age1…" (Bech32). ERR_PARSE with the reason; ERR_UNSUPPORTED for a kind of age's recipients that
// is not in the table. A low-order point is refused.
enum err seal_recipient_parse(struct str text, struct seal_recipient *out,
                              struct err_info *info) MUST_CHECK;
void seal_recipient_format(const struct seal_recipient *r, char out[SEAL_RECIPIENT_CHARS + 1]);

// One complete age file, appended to out: for 1 to LIMIT_RECIPIENTS recipients. file_key NULL draws
// a fresh one from rng.
enum err seal_age_encrypt(const struct seal_recipient *recipients, size_t count,
                          const uint8_t *file_key, struct str plain, const struct rng *rng,
                          struct buf *out, struct err_info *info) MUST_CHECK;
// The same under a passphrase (scrypt, work factor log2 as given; age itself uses 18).
enum err seal_age_encrypt_passphrase(struct str passphrase, int work_factor, struct str plain,
                                     const struct rng *rng, struct buf *out,
                                     struct err_info *info) MUST_CHECK;
// Looks at the first line alone. It is not proof of secrecy, but no slip of a program can put plain
// answers where sealed ones belong.
bool seal_age_begins(struct str bytes);
// "-----BEGIN AGE ENCRYPTED FILE-----", as the specification wants it.
void seal_armor(struct str age_file, struct buf *out);

// ---- files of any length, a piece at a time ----
// Where bytes come from: up to bytes_max of them; none at the end. A fault is passed on as it is.
struct seal_source {
    enum err (*read)(void *data, void *out, size_t bytes_max, size_t *out_bytes,
                     struct err_info *info);
    void *data;
};
// Where bytes go to.
struct seal_sink {
    enum err (*write)(void *data, struct str bytes, struct err_info *info);
    void *data;
};
struct seal_age_to {
    const struct seal_recipient *recipients; // or, where there are none, the passphrase
    size_t count;
    struct str passphrase;
    int work_factor; // as above
};
// One age file, armoured or not, of all that source gives. Works in a fixed amount of memory.
enum err seal_age_encrypt_stream(const struct seal_age_to *to, bool armored, const struct rng *rng,
                                 const struct seal_source *source, const struct seal_sink *sink,
                                 struct err_info *info) MUST_CHECK;

// SHA-256, used for links and for survey.json. out has 32 bytes.
void seal_sha256(struct str data, uint8_t out[32]);
// The length that a response of bytes is padded to: usual where it is not larger, otherwise the
// Padme length (Nikitin et al. 2019, "Reducing Metadata Leakage from Encrypted Files").
size_t seal_padded_length(size_t bytes, size_t usual_bytes);
// Once before anything else of this module; aborts where libsodium cannot start.
void seal_init(void);
