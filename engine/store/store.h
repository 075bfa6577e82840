// SPDX-License-Identifier: EUPL-1.2
// The device's durable store of sealed responses: SQLite with the settings that survived simulated
// power cuts (see HACKING.md). Takes nothing but a struct sealed, so plain answers cannot reach the
// disk. One thread at a time (the kiosk's store worker).
#pragma once

#include "seal/batch.h"

struct store;

struct store_options {
    const char *folder;               // made with mode 0700 when missing
    const struct seal_signer *device; // signs batches; outlives the store
    struct clock clock;
    struct rng rng; // row ids
};

// Opens or makes the store, closes a batch that a crash left open, and starts a new file when the
// present one cannot be trusted (after a failed sync; the old one is kept aside and examined at the
// next start). ERR_DENIED, ERR_FULL, ERR_CORRUPT say what is wrong in plain words.
enum err store_open(const struct store_options *options, struct store **out,
                    struct err_info *info) MUST_CHECK;
void store_close(struct store *s); // accepts NULL

// Begins responses for this survey version (survey id, SHA-256 of survey.json, recipients). Closes
// an open batch of another survey or version first.
enum err store_begin(struct store *s, struct str survey_id, const uint8_t survey_hash[32],
                     const struct seal_recipient *recipients, size_t recipient_count,
                     struct err_info *info) MUST_CHECK;

// Durable when it returns ERR_NONE: only then may "thank you" be shown. Opens a batch when none is
// open, and first closes one that is full (LIMIT_BATCH_COUNT, or LIMIT_SEALED_BYTES in all). The
// store owns the sealer: it seals the JSON (padding to usual_bytes) and appends it in one
// transaction.
enum err store_finish_response(struct store *s, struct str json, size_t usual_bytes,
                               struct err_info *info) MUST_CHECK;
// While nobody waits: makes ready what the next response needs and does not hang on its answers, so
// that finishing it is little more than the disk's work, and closes a full batch. Never needed.
void store_prepare(struct store *s);
// The lower half of the above: appends what a sealer made.
enum err store_append(struct store *s, const struct sealed *sealed,
                      struct err_info *info) MUST_CHECK;

// Closes the open batch when it is full or holds at least least_count responses, or has waited
// delay_ms since its first response. least_count 0 closes whatever there is. *out_closed (may be
// NULL): whether a batch was closed now, or by the store itself since the last call, so that it can
// be sent.
enum err store_close_batch(struct store *s, size_t least_count, int64_t delay_ms, bool *out_closed,
                           struct err_info *info) MUST_CHECK;

// The oldest closed batch without a receipt of the survey begun (of any, before store_begin:
// another survey may have another collector), byte for byte; ERR_MISSING when there is none.
enum err store_next_batch(struct store *s, struct buf *out, struct err_info *info) MUST_CHECK;
// For a way that takes all there is, a stick: the batch without a receipt that has the lowest link
// above `after` (zeros at first; *out_link may be the same memory), of whichever survey, also a
// refused one. ERR_MISSING behind the last.
enum err store_batch_after(struct store *s, const uint8_t after[SEAL_LINK_BYTES],
                           uint8_t out_link[SEAL_LINK_BYTES], struct buf *out,
                           struct err_info *info) MUST_CHECK;
// Marks the batch with this link as receipted, keeping the receipt. A refused one is kept aside.
// The caller has verified that the receipt is a pinned key's. ERR_MISSING where no batch has the
// link.
enum err store_receipted(struct store *s, const struct seal_receipt *receipt,
                         struct str receipt_bytes, struct err_info *info) MUST_CHECK;
// Puts the refused batches of the survey begun back in line (the fault was mended at the
// collector).
enum err store_retry_refused(struct store *s, struct err_info *info) MUST_CHECK;
// The collector is one with this epoch now: what another one gave receipts for goes back in line,
// also what it refused. (A collector that was put back to an older copy of its database has lost
// what came since; sending again what it kept costs nothing but the way.) *out_count (may be NULL):
// batches that went back.
enum err store_epoch(struct store *s, const uint8_t epoch[SEAL_EPOCH_BYTES], uint64_t *out_count,
                     struct err_info *info) MUST_CHECK;
// Erases batches whose receipt is older than retention_ms, and files set aside as examined.
enum err store_erase(struct store *s, int64_t retention_ms, struct err_info *info) MUST_CHECK;

// A respondent who said no, or left: only counted, by survey.
enum store_tally { STORE_DECLINED, STORE_BROKE_OFF };
enum err store_count(struct store *s, enum store_tally tally, struct err_info *info) MUST_CHECK;

// For the admin screen, without opening anything. Of the survey begun; of all before store_begin.
struct store_figures {
    uint64_t responses_open;    // in the open batch
    uint64_t responses_waiting; // in closed batches without a receipt
    uint64_t responses_receipted;
    uint64_t responses_refused;
    uint64_t responses_elsewhere; // of other surveys, without a receipt
    uint64_t batches_waiting, batches_receipted, batches_refused;
    uint64_t batches_lost, responses_lost; // known to be gone after damage
    uint64_t declined, broke_off;
    int64_t last_receipt_wall_ms; // 0: never (device's clock, rounded to the hour)
    bool degraded;                // the present file is not the first one
    char trouble[256];            // "" or what is wrong in plain words
};
enum err store_figures(struct store *s, struct store_figures *out,
                       struct err_info *info) MUST_CHECK;
