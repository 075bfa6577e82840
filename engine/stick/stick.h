// SPDX-License-Identifier: EUPL-1.2
// The USB stick: an equal way for batches, receipts, surveys and tokens, as plain files in one
// folder that three programs share (kiosk, collector, desk). Nothing on a stick is believed: what
// is read here is bytes within limits, and whoever reads them checks signatures.
//
// On the stick, beside whatever else lies there and is never touched:
//   svar-stick/README.txt              what this is, for who finds it
//   svar-stick/batches/LINK.batch      a batch, byte for byte as it goes over the network; LINK is
//                                      its link, 64 hex digits in lower case
//   svar-stick/receipts/LINK.receipt   the receipt for that batch, as over the network
//   svar-stick/surveys/ID.svar         the newest signed package of a survey, for devices to take
//   svar-stick/token.txt               enrolment tokens, one a line; each device takes one, with
//                                      its line
// While something is written it lies under a name that ends in ".part", which nobody reads. It is
// synced, read back and compared before it gets its name, and then the folder is synced: a stick
// that is pulled out at any moment holds whole files only. Only names and plain files within the
// folder are followed, no links, so that a stick cannot lead a program elsewhere. No file systems'
// special powers are asked for: FAT will do.
//
// One thread at a time for each struct stick.
#pragma once

#include "seal/batch.h"

enum {
    STICK_FILES_MAX = 100000,          // looked at in one folder
    STICK_TOKEN_BYTES_MAX = 128 << 10, // a thousand of them
    STICK_PATH_BYTES = 4096,
};

// Private but for `root`.
struct stick {
    char root[STICK_PATH_BYTES]; // as given, for messages
    int folder;                  // svar-stick
};

// root is where the stick is mounted, or the folder svar-stick itself. make: make the folder where
// it is missing (ERR_MISSING otherwise). ERR_DENIED, ERR_IO and ERR_FULL speak of the stick.
enum err stick_open(const char *root, bool make, struct stick *out,
                    struct err_info *info) MUST_CHECK;
void stick_close(struct stick *s); // accepts a zeroed one

enum stick_put {
    STICK_NEW,   // written now
    STICK_THERE, // the same bytes were there already
};
// ERR_FULL: no room, the stick is as before. ERR_IO: pulled out or broken; also where it gives back
// something else than was written. out_put may be NULL.
enum err stick_put_batch(struct stick *s, struct str batch, enum stick_put *out_put,
                         struct err_info *info) MUST_CHECK;
// Replaces one that is there.
enum err stick_put_receipt(struct stick *s, const uint8_t link[SEAL_LINK_BYTES], struct str receipt,
                           struct err_info *info) MUST_CHECK;
// ERR_ARGUMENT for what is no survey id ([a-z0-9-]{1,64}).
enum err stick_put_survey(struct stick *s, struct str survey_id, struct str package,
                          struct err_info *info) MUST_CHECK;
enum err stick_put_token(struct stick *s, struct str token, struct err_info *info) MUST_CHECK;

// ERR_MISSING where there is none; appended to out.
enum err stick_receipt(struct stick *s, const uint8_t link[SEAL_LINK_BYTES], struct buf *out,
                       struct err_info *info) MUST_CHECK;
enum err stick_survey(struct stick *s, struct str survey_id, struct buf *out,
                      struct err_info *info) MUST_CHECK;
enum err stick_token(struct stick *s, struct buf *out, struct err_info *info) MUST_CHECK;

// One file that bears the name of a batch or receipt; borrowed until the callback returns.
struct stick_item {
    uint8_t link[SEAL_LINK_BYTES]; // as its name says; for a batch, bytes have it too
    struct str bytes;              // empty where fault is set
    enum err fault;                // ERR_NONE, or why it cannot be used: ERR_TAMPERED where bytes
    const char *reason;            // and name differ; in words
};
// Another result than ERR_NONE ends the walk and is returned.
typedef enum err (*stick_each)(void *data, const struct stick_item *item, struct err_info *info);
// By name. Files with other names are passed over. The callback may put and remove receipts and
// batches. ERR_MISSING never: a stick without any has none.
enum err stick_each_batch(struct stick *s, stick_each each, void *data,
                          struct err_info *info) MUST_CHECK;
enum err stick_each_receipt(struct stick *s, stick_each each, void *data,
                            struct err_info *info) MUST_CHECK;

// Takes a batch and its receipt off the stick; what is not there is no error. For the device alone
// which made the batch, once it keeps the receipt.
enum err stick_remove(struct stick *s, const uint8_t link[SEAL_LINK_BYTES],
                      struct err_info *info) MUST_CHECK;
enum err stick_remove_token(struct stick *s, struct err_info *info) MUST_CHECK;

// Finds where sticks are put in: each pattern is a folder, or a pattern of mount points as the
// shell has them ("/media/*/*"). A folder that is named outright is taken as it is; of what a
// pattern gives, only mount points and folders that hold svar-stick count. ERR_MISSING: no stick is
// in; ERR_EXISTS: several are, and which one is meant cannot be known.
enum err stick_find(const char *const *patterns, size_t count, char out[STICK_PATH_BYTES],
                    struct err_info *info) MUST_CHECK;
