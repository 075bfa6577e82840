// SPDX-License-Identifier: EUPL-1.2
// What a collector and its clients get from each other besides batches: receipts, pull streams,
// tokens, signed requests. The first byte chooses which.
#include "seal/wire.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void receipt(struct str bytes)
{
    struct seal_receipt out;
    struct err_info info = {0};
    if (seal_receipt_decode(bytes, &out, &info) == ERR_NONE && !utf8_valid(out.reason)) abort();
}

static void pull(struct str bytes)
{
    struct reader r = reader_make(bytes.ptr, bytes.len);
    struct seal_pull_record record;
    struct err_info info = {0};
    struct buf again = {0};
    if (seal_pull_head(&r, &info) != ERR_NONE) return;
    seal_pull_begin(&again);
    while (seal_pull_next(&r, &record, &info) == ERR_NONE) {
        if (record.end) {
            // A whole stream has one encoding.
            seal_pull_end(&again, record.cursor, record.more);
            if (!str_eq(buf_str(&again), bytes)) abort();
            break;
        }
        seal_pull_add(&again, record.batch, record.receipt, record.cursor);
    }
    buf_finish(&again);
}

static void token(struct str bytes)
{
    static const uint8_t key[32] = {1};
    uint8_t id[SEAL_TOKEN_ID_BYTES];
    struct err_info info = {0};
    if (seal_token_verify(key, STR("survey"), bytes, id, &info) == ERR_NONE) abort();
}

// Path, query, digest, input and signature, a line each; the rest is the body.
static void request(struct str bytes)
{
    struct str parts[5] = {{0}};
    uint8_t key[32];
    char nonce[65];
    struct err_info info = {0};
    for (size_t i = 0; i < 5; i++)
        if (!str_split(&bytes, '\n', &parts[i])) return;
    char *path = strndup(parts[0].ptr, parts[0].len), *query = strndup(parts[1].ptr, parts[1].len);
    if (path && query &&
        seal_http_verify("POST", path, query, bytes, parts[2], parts[3], parts[4], key, nonce,
                         &info) == ERR_NONE &&
        (strlen(nonce) < 1 || strlen(nonce) > 64))
        abort();
    free(path);
    free(query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    struct str rest = str_make(data + 1, size - 1);
    seal_init();
    switch (data[0]) {
    case 'r': receipt(rest); break;
    case 'p': pull(rest); break;
    case 't': token(rest); break;
    case 'q': request(rest); break;
    default: break;
    }
    return 0;
}
