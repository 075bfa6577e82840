// SPDX-License-Identifier: EUPL-1.2
// The end of a device's work: when all it holds has receipts, its answers and its key are erased,
// and a certificate stays that says so, signed with that key as its last act. [any]
//
// The certificate, file `ended-XXXXXXXX.certificate` in the store's folder (the key's first
// digits):
//   a JSON object in one line: "svar_certificate": 1, "device": the public key in hex, "day", and
//   "surveys": for each "survey", "batches", "responses", "lost_batches", "lost_responses", and
//   "link", the last batch's
//   a line "signature HEX": Ed25519 over "svar certificate 1\0" ‖ SHA-256 of the first line
#pragma once

#include "base/clock.h"
#include "seal/sign.h"

struct store_ending {
    const char *state; // the kiosk's state folder: device.key, and store or the store's files
    bool damaged_too;  // also where files set aside as damaged may hold what nobody has
    struct clock clock;
};

// Writes the certificate, then destroys key and store; can be run again after being cut off.
// *out_path: where the certificate is. ERR_STATE while a kiosk runs, or where answers wait for a
// receipt (nothing is done then); ERR_MISSING where there is neither key nor certificate.
enum err store_end(const struct store_ending *ending, char *out_path, size_t path_bytes,
                   struct err_info *info) MUST_CHECK;

struct store_certificate {
    uint8_t device[SEAL_PUBLIC_KEY_BYTES];
    struct str json; // borrowed from the text
};
// ERR_PARSE, ERR_SIGNATURE.
enum err store_certificate_read(struct str text, struct store_certificate *out,
                                struct err_info *info) MUST_CHECK;
