// SPDX-License-Identifier: EUPL-1.2
// What the files of this module share: the survey's insides, and the steps between bytes and a
// checked survey.
#pragma once

#include "base/file.h"
#include "base/limits.h"
#include "seal/digest.h"
#include "survey/survey.h"

#define SURVEY_JSON_NAME "survey.json"
#define SURVEY_SIGNATURE_NAME "survey.json.minisig"

enum { SURVEY_SERVER_KEYS_MAX = 2, SURVEY_SIGNATURE_BYTES_MAX = 4096, SURVEY_NUMBERS = 9 };

struct survey_entry {
    struct str name; // borrowed from json
    struct str hash; // 64 hex digits, borrowed from json
    struct buf bytes;
};

struct survey {
    json_t *json;         // owned; everything borrowed below comes from it
    struct buf json_text; // the exact bytes that were signed
    struct buf signature; // text of the .minisig file
    uint8_t hash[32];     // SHA-256 of json_text
    struct seal_minisign_key sign_key;

    struct str id, wave, form_name, admin_pin, collector_url, colour, logo;
    int64_t version;
    enum survey_mode mode;
    enum survey_time time;
    bool keeps_break_off;
    int64_t numbers[SURVEY_NUMBERS]; // in the order of survey_number_rules

    struct str *languages;
    size_t language_count;
    struct seal_recipient recipients[LIMIT_RECIPIENTS];
    size_t recipient_count;
    uint8_t server_keys[SURVEY_SERVER_KEYS_MAX][32];
    size_t server_key_count;

    struct survey_entry *files; // sorted by name
    size_t file_count;
};

struct survey_number_rule {
    const char *name;
    int64_t least, most, fallback;
};
extern const struct survey_number_rule survey_number_rules[SURVEY_NUMBERS];

// ---- check.c: survey.json → members ----
// Fills the members from s->json. With draft set, "files" and organizer.sign_key may be missing
// (they are about to be written by survey_sign).
enum err survey_check(struct survey *s, bool draft, struct err_info *info) MUST_CHECK;
// organizer.sign_key alone, before anything else is believed.
enum err survey_check_sign_key(const json_t *json, struct seal_minisign_key *out,
                               struct err_info *info) MUST_CHECK;

// ---- where the bytes come from: a folder (folder.c) or a package (package.c) ----
struct survey_source {
    // Appends a file's bytes; ERR_MISSING when it is not there, ERR_LIMIT over bytes_max.
    enum err (*read)(void *data, struct str name, size_t bytes_max, struct buf *out,
                     struct err_info *info);
    void *data;
};
// read.c: the whole way from bytes to a verified survey.
enum err survey_verified_read(const struct survey_source *source,
                              const struct seal_minisign_key *trusted, struct survey **out,
                              struct err_info *info) MUST_CHECK;
enum err survey_folder_open(const char *path, const struct seal_minisign_key *trusted,
                            struct survey **out, struct err_info *info) MUST_CHECK;
enum err survey_folder_file(const char *folder, struct str name, size_t bytes_max, struct buf *out,
                            struct err_info *info) MUST_CHECK;
