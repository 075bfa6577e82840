// SPDX-License-Identifier: EUPL-1.2
// The organizer's keys on paper: a sheet to print, with words to type and squares to scan, and the
// words read back.
#pragma once

#include "base/buf.h"
#include "seal/open.h"
#include "seal/sign.h"

struct organizer_backup { // both in seal's guarded memory
    struct seal_identity *identity;
    struct seal_minisign_secret *secret;
};
void organizer_backup_finish(struct organizer_backup *b); // accepts a zeroed one

// The sheet as one HTML page, or as plain text without squares. The caller wipes out.
enum err organizer_backup_html(const struct organizer_backup *b, struct buf *out,
                               struct err_info *info) MUST_CHECK;
void organizer_backup_text(const struct organizer_backup *b, struct buf *out);

// The keys from the words of a sheet, typed or the text sheet itself. ERR_PARSE names the row.
enum err organizer_backup_read(struct str text, struct organizer_backup *out,
                               struct err_info *info) MUST_CHECK;

// ---- files (backup_files.c) ----
// The sheet into a new private file: HTML where its name ends with .html, text otherwise; "-" is
// standard output.
enum err organizer_backup_write(const struct organizer_backup *b, const char *path,
                                struct err_info *info) MUST_CHECK;
// The keys that lie in a folder; the passphrase is asked for where passphrase_file is NULL.
enum err organizer_backup_load(const char *dir, const char *passphrase_file,
                               struct organizer_backup *out, struct err_info *info) MUST_CHECK;
// The keys from typed rows: a file, or "-" for standard input.
enum err organizer_backup_type(const char *path, struct organizer_backup *out,
                               struct err_info *info) MUST_CHECK;
// Compares with the public halves in a folder, which need no passphrase. ERR_KEY: another key's.
enum err organizer_backup_compare(const struct organizer_backup *b, const char *dir,
                                  struct err_info *info) MUST_CHECK;
