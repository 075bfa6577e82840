// SPDX-License-Identifier: EUPL-1.2
// minisign's public keys and signature files: reading and verifying, with public keys only.
#include "seal/sign_priv.h"

#include "seal/age_priv.h"

#include <sodium.h>

bool seal_minisign_line(struct str *rest, struct str *out_line)
{
    if (!rest->len) return false;
    ptrdiff_t end = str_find_char(*rest, '\n');
    size_t length = end < 0 ? rest->len : (size_t)end;
    struct str line = str_sub(*rest, 0, length);
    *rest = str_sub(*rest, end < 0 ? length : length + 1, rest->len);
    if (line.len && line.ptr[line.len - 1] == '\r') line.len--;
    *out_line = line;
    return true;
}

void seal_minisign_prehash(struct str message, uint8_t out[64])
{
    crypto_generichash(out, 64, (const uint8_t *)(message.ptr ? message.ptr : ""), message.len,
                       NULL, 0);
}

static bool is_blank(struct str rest)
{
    return str_trim(rest).len == 0;
}

enum err seal_minisign_key_parse(struct str text, struct seal_minisign_key *out,
                                 struct err_info *info)
{
    struct str rest = text, line;
    uint8_t bytes[SEAL_MINISIGN_PUBLIC_BYTES];
    if (!seal_minisign_line(&rest, &line))
        return err_set(info, ERR_PARSE, "the public key is empty");
    if (str_starts(line, STR(SEAL_MINISIGN_UNTRUSTED)) && !seal_minisign_line(&rest, &line))
        return err_set(info, ERR_PARSE, "the public key file ends after its comment");
    if (!is_blank(rest) ||
        !seal_base64_decode(str_trim(line), SEAL_BASE64_PADDED, bytes, sizeof(bytes)))
        return err_set(info, ERR_PARSE,
                       "this is not a minisign public key; it is one line that begins with "
                       "\"RW\", below an untrusted comment");
    if (memcmp(bytes, "Ed", 2) != 0)
        return err_set(info, ERR_UNSUPPORTED, "the public key is of a kind that is not known");
    memcpy(out->id, bytes + 2, sizeof(out->id));
    memcpy(out->public_key, bytes + 10, sizeof(out->public_key));
    return ERR_NONE;
}

void seal_minisign_key_format(const struct seal_minisign_key *key, struct buf *out)
{
    uint8_t bytes[SEAL_MINISIGN_PUBLIC_BYTES];
    memcpy(bytes, "Ed", 2);
    memcpy(bytes + 2, key->id, sizeof(key->id));
    memcpy(bytes + 10, key->public_key, sizeof(key->public_key));
    seal_base64_add(out, bytes, sizeof(bytes), SEAL_BASE64_PADDED);
}

void seal_minisign_key_file(const struct seal_minisign_key *key, struct buf *out)
{
    // minisign shows a key id as one number, its bytes from last to first.
    buf_add_text(out, SEAL_MINISIGN_UNTRUSTED "minisign public key ");
    for (size_t i = sizeof(key->id); i-- > 0;)
        buf_printf(out, "%02X", key->id[i]);
    buf_add_char(out, '\n');
    seal_minisign_key_format(key, out);
    buf_add_char(out, '\n');
}

struct signature_file {
    uint8_t head[SEAL_MINISIGN_SIGNATURE_BYTES]; // algorithm, key id, signature
    struct str trusted_comment;
    uint8_t global[SEAL_SIGNATURE_BYTES];
};

static enum err parse_signature(struct str text, struct signature_file *out, struct err_info *info)
{
    struct str rest = text, line;
    if (text.len && memchr(text.ptr, 0, text.len)) // where minisign sees the end of its line
        return err_set(info, ERR_PARSE, "this is not a minisign signature: it is no text");
    if (!seal_minisign_line(&rest, &line) || !str_starts(line, STR(SEAL_MINISIGN_UNTRUSTED)))
        return err_set(info, ERR_PARSE,
                       "this is not a minisign signature: its first line should begin with "
                       "\"untrusted comment: \"");
    if (!seal_minisign_line(&rest, &line) ||
        !seal_base64_decode(line, SEAL_BASE64_PADDED, out->head, sizeof(out->head)))
        return err_set(info, ERR_PARSE, "line 2 of the signature file is not a signature");
    if (!seal_minisign_line(&rest, &line) || !str_starts(line, STR(SEAL_MINISIGN_TRUSTED)))
        return err_set(info, ERR_PARSE,
                       "line 3 of the signature file should begin with \"trusted comment: \"");
    out->trusted_comment = str_sub(line, strlen(SEAL_MINISIGN_TRUSTED), line.len);
    if (out->trusted_comment.len > SEAL_MINISIGN_COMMENT_BYTES_MAX)
        return err_set(info, ERR_LIMIT, "the trusted comment is longer than %d bytes",
                       (int)SEAL_MINISIGN_COMMENT_BYTES_MAX);
    if (!seal_minisign_line(&rest, &line) || !is_blank(rest) ||
        !seal_base64_decode(line, SEAL_BASE64_PADDED, out->global, sizeof(out->global)))
        return err_set(info, ERR_PARSE,
                       "line 4 of the signature file is not the comment's signature, or something "
                       "follows it");
    return ERR_NONE;
}

enum err seal_minisign_verify(const struct seal_minisign_key *key, struct str signature_file,
                              struct str message, struct str *out_comment, struct err_info *info)
{
    struct signature_file file;
    enum err code = parse_signature(signature_file, &file, info);
    if (code) return code;
    bool prehashed = memcmp(file.head, "ED", 2) == 0;
    if (!prehashed && memcmp(file.head, "Ed", 2) != 0)
        return err_set(info, ERR_UNSUPPORTED, "the signature is of a kind that is not known");
    if (memcmp(file.head + 2, key->id, sizeof(key->id)) != 0)
        return err_set(info, ERR_KEY, "the signature was made with another key");

    const uint8_t *signature = file.head + 10;
    uint8_t digest[64];
    struct str subject = message;
    if (prehashed) {
        seal_minisign_prehash(message, digest);
        subject = str_make(digest, sizeof(digest));
    }
    if (crypto_sign_verify_detached(signature, (const uint8_t *)(subject.ptr ? subject.ptr : ""),
                                    subject.len, key->public_key) != 0)
        return err_set(info, ERR_SIGNATURE, "the signature does not match what it should sign");

    // The global signature ties the trusted comment to the first signature.
    struct buf global = {0};
    buf_add(&global, signature, SEAL_SIGNATURE_BYTES);
    buf_add_str(&global, file.trusted_comment);
    int matches = crypto_sign_verify_detached(file.global, global.ptr, global.len, key->public_key);
    buf_finish(&global);
    if (matches != 0)
        return err_set(info, ERR_SIGNATURE, "the signature's trusted comment was altered");
    if (out_comment) *out_comment = file.trusted_comment;
    return ERR_NONE;
}
