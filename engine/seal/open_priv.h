// SPDX-License-Identifier: EUPL-1.2
// What the opening files of seal share. Only they include it.
#pragma once

#include "seal/age_priv.h"
#include "seal/open.h"

struct seal_identity { // in guarded memory
    uint8_t secret[32];
    uint8_t public_key[32];
};

// One "-> type args" with its body, borrowed from the header.
struct seal_open_stanza {
    struct str type;
    struct str args; // all behind the type, single spaces between; "" where there is none
    struct str body; // base64 lines as they stand, each with its line end
};

struct seal_open_header {
    struct str stanzas; // from behind the version line to before the "---"
    size_t stanza_count;
    bool passphrase;  // its one stanza is scrypt
    struct str maced; // what the MAC covers
    uint8_t mac[SEAL_AGE_MAC_BYTES];
    struct str payload; // nonce and chunks
};

// True where text begins as an armoured file does.
bool seal_open_is_armored(struct str text);
enum err seal_open_dearmor(struct str text, struct buf *out, struct err_info *info) MUST_CHECK;
// The same line by line; begins zeroed. Lines come without their line feed; behind the one that
// sets ended there may be white space and nothing else.
struct seal_open_armor {
    int32_t row;
    bool begun;
    bool last; // a short line was met: only the end may follow
    bool ended;
};
enum err seal_open_armor_line(struct seal_open_armor *armor, struct str line, struct buf *out,
                              struct err_info *info) MUST_CHECK;
enum err seal_open_armor_cut(struct err_info *info); // ERR_PARSE: no end, or something behind it

// Checks the whole header's form. ERR_PARSE, ERR_LIMIT.
enum err seal_open_header_parse(struct str file, struct seal_open_header *out,
                                struct err_info *info) MUST_CHECK;
// Takes the next stanza off *rest, which a parsed header has made sure is well-formed.
bool seal_open_stanza_next(struct str *rest, struct seal_open_stanza *out);
// The body of a stanza that wraps a file key: exactly 32 bytes.
bool seal_open_stanza_body(const struct seal_open_stanza *stanza, uint8_t out[32]);

// The other half of a recipient type (struct seal_recipient_type): how a stanza of its name is
// opened. parse refuses what is malformed, whoever it is for (ERR_PARSE); unwrap tries one identity
// on a stanza that parsed, ERR_KEY without a message where it is not for this one.
struct seal_open_type {
    const char *stanza;
    enum err (*parse)(const struct seal_open_stanza *stanza, uint8_t out_share[32],
                      uint8_t out_body[32], struct err_info *info);
    enum err (*unwrap)(const struct seal_identity *id, const uint8_t share[32],
                       const uint8_t body[32], struct seal_age_work *work, struct err_info *info);
};
extern const struct seal_open_type seal_open_types[];
extern const size_t seal_open_type_count;
// ChaCha20-Poly1305 of a file key under a wrap key. ERR_KEY, without a message.
enum err seal_open_unwrap(const uint8_t wrap_key[32], const uint8_t body[32],
                          uint8_t out_file_key[SEAL_FILE_KEY_BYTES]);

// Leaves the file key in work. ERR_KEY: no identity fits any stanza. ERR_PARSE: a stanza that an
// identity must look at is malformed.
enum err seal_open_find_key(const struct seal_open_header *header, struct seal_identity *const *ids,
                            size_t count, struct seal_age_work *work,
                            struct err_info *info) MUST_CHECK;
enum err seal_open_find_key_passphrase(const struct seal_open_header *header, struct str passphrase,
                                       struct seal_age_work *work,
                                       struct err_info *info) MUST_CHECK;

// True where the header's MAC is by this file key.
bool seal_open_header_fits(const struct seal_open_header *header,
                           const uint8_t file_key[SEAL_FILE_KEY_BYTES]);
// Bytes of plain text in a payload. ERR_TAMPERED where no payload has this length.
enum err seal_open_plain_bytes(struct str payload, size_t *out, struct err_info *info) MUST_CHECK;
// Decrypts a payload to out, which has room for its plain bytes; wiped when it does not verify.
enum err seal_open_payload(const uint8_t file_key[SEAL_FILE_KEY_BYTES], struct str payload,
                           uint8_t *out, struct err_info *info) MUST_CHECK;
// The same, appended to out.
enum err seal_open_payload_add(const uint8_t file_key[SEAL_FILE_KEY_BYTES], struct str payload,
                               struct buf *out, struct err_info *info) MUST_CHECK;
// Opens a small secret file under a passphrase into guarded memory, which the caller frees.
// bytes_max bounds the plain text.
enum err seal_open_secret(struct str passphrase, struct str age_file, size_t bytes_max,
                          uint8_t **out, size_t *out_bytes, struct err_info *info) MUST_CHECK;
// Opens one with ids into the caller's guarded memory, out of bytes_max and work.
enum err seal_open_into(struct seal_identity *const *ids, size_t count, struct str age_file,
                        struct seal_age_work *work, size_t bytes_max, uint8_t *out,
                        size_t *out_bytes, struct err_info *info) MUST_CHECK;
