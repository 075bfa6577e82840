// SPDX-License-Identifier: EUPL-1.2
// What a collector and its clients say to each other besides batches and receipts. Shared by sync,
// collector and archive, so that both ends are one piece of code.
//
// GET /v1/hello?nonce=HEX            → 200 application/json
//   {"svar":1,"service":"svar-collector","epoch":"hex 16","key":"hex 32","nonce":"HEX",
//    "limits":{"batch_bytes":N},"signature":"hex 64"}   signature: seal_hello_sign. A captive
//    portal
//   cannot make one; a client believes nothing else to be the collector.
// PUT /v1/surveys                    body .svar, request signed by the organizer → 201, or 200
// (same) GET /v1/surveys/ID[?above=VERSION]  request signed by an enrolled device or organizer →
// 200 .svar, the newest; 204 where the newest is not above VERSION.
// POST /v1/devices                   {"survey":"ID","token":"…","name":"…"}, request signed
// by the
//   device key → 201 {"device":"hex"}; again with the same device and token → 200
// POST /v1/batches                   body a batch, request signed by the device key inside it → 200
//   application/x-svar-receipt (stored or already there) or 409/422 with a refusing receipt as body
// GET /v1/surveys/ID/batches?after=CURSOR   request signed by the organizer → 200
//   application/x-svar-batches: the pull stream below; an empty after begins at the start; a cursor
//   means something to the collector alone
// Errors: application/problem+json (RFC 9457) {"type","title","status","detail"}.
//
// Pull stream: 8 "svarpul1", then records: 1 byte 1 · 4+n batch · 4+n receipt · 2+n cursor; at the
// end 1 byte 0 · 2+n cursor to go on from · 1 byte 1 when there is more. A stream without its end
// was cut.
#pragma once

#include "seal/batch.h"

enum { SEAL_CURSOR_BYTES_MAX = 200 };

void seal_hello_sign(const struct seal_signer *collector, struct str nonce,
                     const uint8_t epoch[SEAL_EPOCH_BYTES], uint8_t out[SEAL_SIGNATURE_BYTES]);
bool seal_hello_verify(const uint8_t collector_key[32], struct str nonce,
                       const uint8_t epoch[SEAL_EPOCH_BYTES],
                       const uint8_t signature[SEAL_SIGNATURE_BYTES]);

void seal_pull_begin(struct buf *out);
void seal_pull_add(struct buf *out, struct str batch, struct str receipt, struct str cursor);
void seal_pull_end(struct buf *out, struct str cursor, bool more);

struct seal_pull_record {
    bool end; // the last record: only cursor and more are set
    bool more;
    struct str batch, receipt, cursor; // borrowed from the bytes read
};
// Reads the head, then one record a call. ERR_PARSE when cut or malformed, ERR_LIMIT over the
// limits.
enum err seal_pull_head(struct reader *r, struct err_info *info) MUST_CHECK;
enum err seal_pull_next(struct reader *r, struct seal_pull_record *out,
                        struct err_info *info) MUST_CHECK;
