// SPDX-License-Identifier: EUPL-1.2
// What goes between collector and clients besides batches: receipts, the signed hello, the pull
// stream.
#include "seal/wire.h"

#include "base/check.h"
#include "base/limits.h"
#include "seal/batch_priv.h"

#define RECEIPT_DOMAIN "svar receipt 1"
#define HELLO_DOMAIN "svar hello 1"
#define PULL_MAGIC "svarpul1"

// ---- receipts ----

static enum err check_receipt(const struct seal_receipt *receipt, enum err wrong,
                              struct err_info *info)
{
    if (receipt->reason.len > LIMIT_REASON_BYTES)
        return err_set(info, ERR_LIMIT, "the receipt's reason is longer than %d bytes",
                       (int)LIMIT_REASON_BYTES);
    if (receipt->reason.len && receipt->verdict != SEAL_REFUSED)
        return err_set(info, wrong, "the receipt has a reason, but nothing was refused");
    if (!utf8_valid(receipt->reason))
        return err_set(info, wrong, "the receipt's reason is not UTF-8");
    return ERR_NONE;
}

enum err seal_receipt_encode(const struct seal_receipt *receipt,
                             const struct seal_signer *collector, struct buf *out,
                             struct err_info *info)
{
    enum err code = check_receipt(receipt, ERR_ARGUMENT, info);
    if (code) return code;
    size_t start = out->len;
    uint8_t signature[SEAL_SIGNATURE_BYTES];
    buf_add_text(out, SEAL_RECEIPT_MAGIC);
    buf_add(out, receipt->link, SEAL_LINK_BYTES);
    buf_add(out, receipt->epoch, SEAL_EPOCH_BYTES);
    buf_add_u8(out, (uint8_t)receipt->verdict);
    buf_add_u16(out, (uint16_t)receipt->reason.len);
    buf_add_str(out, receipt->reason);
    buf_add(out, seal_signer_public(collector), SEAL_PUBLIC_KEY_BYTES);
    seal_sign(collector, RECEIPT_DOMAIN, str_make(out->ptr + start, out->len - start), signature);
    buf_add(out, signature, sizeof(signature));
    return ERR_NONE;
}

enum err seal_receipt_decode(struct str bytes, struct seal_receipt *out, struct err_info *info)
{
    if (bytes.len > LIMIT_RECEIPT_BYTES)
        return err_set(info, ERR_LIMIT, "a receipt of %zu bytes is larger than the %d allowed",
                       bytes.len, (int)LIMIT_RECEIPT_BYTES);
    struct reader r = reader_make(bytes.ptr, bytes.len);
    struct seal_receipt receipt = {0};
    const uint8_t *magic = reader_take(&r, 8);
    if (!magic || memcmp(magic, SEAL_RECEIPT_MAGIC, 8) != 0)
        return err_set(info, ERR_PARSE, "this is not a receipt");
    reader_copy(&r, receipt.link, SEAL_LINK_BYTES);
    reader_copy(&r, receipt.epoch, SEAL_EPOCH_BYTES);
    unsigned verdict = reader_u8(&r);
    unsigned reason_bytes = reader_u16(&r);
    const uint8_t *reason = reader_take(&r, reason_bytes);
    reader_copy(&r, receipt.collector_key, SEAL_PUBLIC_KEY_BYTES);
    size_t signed_length = r.at;
    const uint8_t *signature = reader_take(&r, SEAL_SIGNATURE_BYTES);
    if (!reason || !signature)
        return err_set(info, ERR_PARSE, "the receipt ends before its signature");
    if (reader_left(&r)) return err_set(info, ERR_PARSE, "something follows the receipt");
    if (verdict > SEAL_REFUSED)
        return err_set(info, ERR_PARSE, "the receipt says neither stored nor refused");
    receipt.verdict = (enum seal_verdict)verdict;
    receipt.reason = str_make(reason, reason_bytes);
    enum err code = check_receipt(&receipt, ERR_PARSE, info);
    if (code) return code;
    if (!seal_verify(receipt.collector_key, RECEIPT_DOMAIN, str_sub(bytes, 0, signed_length),
                     signature))
        return err_set(info, ERR_SIGNATURE, "the receipt's signature is not its collector's");
    *out = receipt;
    return ERR_NONE;
}

bool seal_receipt_from(const struct seal_receipt *receipt, const uint8_t (*keys)[32], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(receipt->collector_key, keys[i], sizeof(keys[i])) == 0) return true;
    return false;
}

// ---- hello ----

// The epoch has a fixed length, so no two pairs of nonce and epoch give the same message.
static void hello_message(struct str nonce, const uint8_t epoch[SEAL_EPOCH_BYTES], struct buf *out)
{
    buf_add_str(out, nonce);
    buf_add(out, epoch, SEAL_EPOCH_BYTES);
}

void seal_hello_sign(const struct seal_signer *collector, struct str nonce,
                     const uint8_t epoch[SEAL_EPOCH_BYTES], uint8_t out[SEAL_SIGNATURE_BYTES])
{
    struct buf message = {0};
    hello_message(nonce, epoch, &message);
    seal_sign(collector, HELLO_DOMAIN, buf_str(&message), out);
    buf_finish(&message);
}

bool seal_hello_verify(const uint8_t collector_key[32], struct str nonce,
                       const uint8_t epoch[SEAL_EPOCH_BYTES],
                       const uint8_t signature[SEAL_SIGNATURE_BYTES])
{
    struct buf message = {0};
    hello_message(nonce, epoch, &message);
    bool matches = seal_verify(collector_key, HELLO_DOMAIN, buf_str(&message), signature);
    buf_finish(&message);
    return matches;
}

// ---- the pull stream ----

enum { RECORD_END = 0, RECORD_BATCH = 1 };

static void add_cursor(struct buf *out, struct str cursor)
{
    buf_add_u16(out, (uint16_t)cursor.len);
    buf_add_str(out, cursor);
}

void seal_pull_begin(struct buf *out)
{
    buf_add_text(out, PULL_MAGIC);
}

void seal_pull_add(struct buf *out, struct str batch, struct str receipt, struct str cursor)
{
    CHECK(batch.len <= LIMIT_BATCH_BYTES && receipt.len <= LIMIT_RECEIPT_BYTES &&
          cursor.len <= SEAL_CURSOR_BYTES_MAX);
    buf_add_u8(out, RECORD_BATCH);
    buf_add_u32(out, (uint32_t)batch.len);
    buf_add_str(out, batch);
    buf_add_u32(out, (uint32_t)receipt.len);
    buf_add_str(out, receipt);
    add_cursor(out, cursor);
}

void seal_pull_end(struct buf *out, struct str cursor, bool more)
{
    CHECK(cursor.len <= SEAL_CURSOR_BYTES_MAX);
    buf_add_u8(out, RECORD_END);
    add_cursor(out, cursor);
    buf_add_u8(out, more ? 1 : 0);
}

enum err seal_pull_head(struct reader *r, struct err_info *info)
{
    const uint8_t *magic = reader_take(r, 8);
    if (!magic || memcmp(magic, PULL_MAGIC, 8) != 0)
        return err_set(info, ERR_PARSE, "this is not a stream of batches from a collector");
    return ERR_NONE;
}

static enum err cut(struct err_info *info)
{
    return err_set(info, ERR_PARSE, "the stream of batches was cut; pull again");
}

// Bounded bytes after their length. ERR_LIMIT before anything is read past the limit.
static enum err take_bytes(struct reader *r, size_t bytes, size_t bytes_max, const char *what,
                           struct str *out, struct err_info *info)
{
    if (r->failed) return cut(info);
    if (bytes > bytes_max)
        return err_set(info, ERR_LIMIT, "the stream holds a %s of %zu bytes; %zu are allowed", what,
                       bytes, bytes_max);
    const uint8_t *at = reader_take(r, bytes);
    if (!at) return cut(info);
    *out = str_make(at, bytes);
    return ERR_NONE;
}

enum err seal_pull_next(struct reader *r, struct seal_pull_record *out, struct err_info *info)
{
    struct seal_pull_record record = {0};
    enum err code = ERR_NONE;
    unsigned kind = reader_u8(r);
    if (r->failed) return cut(info);
    if (kind > RECORD_BATCH)
        return err_set(info, ERR_PARSE, "the stream of batches holds something unknown");
    if (kind == RECORD_BATCH) {
        code = take_bytes(r, reader_u32(r), LIMIT_BATCH_BYTES, "batch", &record.batch, info);
        if (!code)
            code =
                take_bytes(r, reader_u32(r), LIMIT_RECEIPT_BYTES, "receipt", &record.receipt, info);
    }
    if (!code)
        code = take_bytes(r, reader_u16(r), SEAL_CURSOR_BYTES_MAX, "cursor", &record.cursor, info);
    if (!code && kind == RECORD_END) {
        unsigned more = reader_u8(r);
        if (r->failed) return cut(info);
        if (more > 1 || reader_left(r))
            return err_set(info, ERR_PARSE, "the stream of batches does not end as it should");
        record.end = true;
        record.more = more == 1;
    }
    if (!code) *out = record;
    return code;
}
