// SPDX-License-Identifier: EUPL-1.2
// What clients ask a collector, one function a request (the protocol: seal/wire.h). All block, keep
// no state, and believe nothing that a captive portal could say. Devices send batches through
// sync/uploader.h, which decides when.
//
// Errors of all: ERR_NETWORK and ERR_TIMEOUT (nothing heard: try later), ERR_PEER (whoever answered
// is not the collector, or answered wrongly), ERR_REFUSED (the collector said no, with its reason).
#pragma once

#include "base/clock.h"
#include "seal/batch.h"
#include "survey/survey.h"
#include "sync/http.h"

enum { SYNC_SERVER_KEYS_MAX = 2 };

// Whom to speak to: the address and the pinned server keys (current and next). Borrowed parts.
struct sync_collector {
    struct sync_transport transport;
    struct rng rng; // nonces
    struct str url; // "https://host[:port][/prefix]", a final "/" is allowed
    const uint8_t (*keys)[32];
    size_t key_count;
    // Out: the status of the last answer, 0 where none came; seconds from its Retry-After, -1 where
    // there was none.
    int status;
    int64_t retry_after_s;
};
// From a survey, which it borrows from. ERR_MISSING where the survey names no collector.
enum err sync_collector_of(const struct survey *survey, struct sync_transport transport,
                           struct rng rng, struct sync_collector *out,
                           struct err_info *info) MUST_CHECK;

struct sync_hello {
    uint8_t epoch[SEAL_EPOCH_BYTES];
    uint8_t key[SEAL_KEY_BYTES]; // which of the pinned keys answered
    int64_t batch_bytes_max;
};
// Proves by a signed nonce that the collector itself answers.
enum err sync_hello(struct sync_collector *c, struct sync_hello *out,
                    struct err_info *info) MUST_CHECK;

// ---- devices ----
// Enrols the device's key with a one-time token; again with the same token is fine.
enum err sync_enrol(struct sync_collector *c, const struct seal_signer *device,
                    struct str survey_id, struct str token, struct str name,
                    struct err_info *info) MUST_CHECK;
// Sends one batch. ERR_NONE only with a receipt of a pinned key for this very batch; out_receipt
// borrows from out_bytes. A refusal is such a receipt too: look at its verdict.
enum err sync_post_batch(struct sync_collector *c, const struct seal_signer *device,
                         struct str batch, struct seal_receipt *out_receipt, struct buf *out_bytes,
                         struct err_info *info) MUST_CHECK;
// Appends the newest package of a survey (.svar bytes, not yet checked: survey_open_bytes does).
// ERR_MISSING where the collector has none above that version; 0: any.
enum err sync_fetch_survey(struct sync_collector *c, const struct seal_signer *who,
                           struct str survey_id, int64_t above_version, struct buf *out,
                           struct err_info *info) MUST_CHECK;

// ---- organizers ----
enum err sync_publish(struct sync_collector *c, const struct seal_signer *organizer,
                      struct str package, struct err_info *info) MUST_CHECK;

// One batch of a pull as the collector keeps it. cursor is where to go on after it. Returning an
// error stops the pull with it. Nothing in it has been verified yet: that is the archive's work,
// which must see forged records too.
typedef enum err (*sync_pull_record)(void *data, struct str batch, struct str receipt,
                                     struct str cursor, struct err_info *info);
// Asks page after page from `after` ("" begins at the start) until the collector has no more, and
// calls back for each record. out_cursor (appended; may be NULL) is where to go on next time.
// A cut stream is ERR_NETWORK after its whole records were handed over.
enum err sync_pull(struct sync_collector *c, const struct seal_signer *organizer,
                   struct str survey_id, struct str after, sync_pull_record record, void *data,
                   struct buf *out_cursor, struct err_info *info) MUST_CHECK;
