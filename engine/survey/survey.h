// SPDX-License-Identifier: EUPL-1.2
// A survey: a folder, or a zip of it (.svar), with survey.json, the form, its media and
// survey.json.minisig. Everything in it was signed by the organizer through the hashes in
// survey.json; nothing else in the folder is ever read.
//
// survey.json:
// {
//  "svar": 1,                              format version
//  "id": "samverkan-2019",                 [a-z0-9-]{1,64}, stable through versions
//  "version": 1,                           counts up
//  "wave": "2019",                         one round of a repeated survey; may be ""
//  "mode": "test" | "production",
//  "title": {"sv": "…", "en": "…"},        every text is an object by language code
//  "languages": ["sv", "en"],              the first is the default
//  "form": "form.md",                      the signed copy; one of "files"
//  "organizer": {"name": {…}, "contact": {…}, "sign_key": "RW…"},
//  "recipients": ["age1…", …],
//  "collector": {"url": "http://127.0.0.1:8080", "keys": ["hex of 32 bytes", "next key's"]},
//  "expected": 84, "invited": 96,          0 where not known; invited − expected were excluded
//  "k": 5, "least_batch": 5, "batch_delay_s": 3600,
//  "idle_s": 60, "idle_warning_s": 20,
//  "retention_days": 30, "break_off": "discard" | "keep",
//  "time": "day" | "hour" | "none",
//  "usual_bytes": 2048,                    a response of this form is padded to this
//  "admin_pin": "$argon2id$…",             "" where there is none
//  "pages": {"start": {…}, "info": {…}, "consent": {…}, "thanks": {…}},   plain text by language
//  "look": {"colour": "#8A2B5E", "logo": "logo.png"},   on the kiosk's pages; may be left out
//  "report": {"claims": […], "notes": {…}},             for the organizer's desk, free of form
//  "files": {"form.md": "BLAKE2b-256 hex", …}
// }
#pragma once

#include "base/arena.h"
#include "base/json.h"
#include "seal/age.h"
#include "seal/sign.h"

enum survey_mode { SURVEY_TEST, SURVEY_PRODUCTION };
enum survey_time { SURVEY_TIME_DAY, SURVEY_TIME_HOUR, SURVEY_TIME_NONE };

struct survey; // checked, immutable, may be shared between threads

// Reads a folder or .svar file, verifies the signature against trusted (NULL: against the key named
// inside, for looking only; survey_signed_by says who) and every file's hash. ERR_SIGNATURE or
// ERR_TAMPERED name the file that differs; ERR_PARSE names the member.
enum err survey_open(const char *path, const struct seal_minisign_key *trusted, struct survey **out,
                     struct err_info *info) MUST_CHECK;
// The same from the bytes of a .svar file.
enum err survey_open_bytes(struct str package, const struct seal_minisign_key *trusted,
                           struct survey **out, struct err_info *info) MUST_CHECK;
void survey_close(struct survey *s); // accepts NULL

// Borrowed from the survey.
const uint8_t *survey_hash(const struct survey *s); // SHA-256 of survey.json, 32 bytes
struct str survey_id(const struct survey *s);
int64_t survey_version(const struct survey *s);
struct str survey_wave(const struct survey *s);
enum survey_mode survey_mode(const struct survey *s);
enum survey_time survey_time(const struct survey *s);
size_t survey_language_count(const struct survey *s);
struct str survey_language(const struct survey *s, size_t index); // code
const struct seal_recipient *survey_recipients(const struct survey *s, size_t *out_count);
void survey_sign_key(const struct survey *s, struct seal_minisign_key *out);
struct str survey_collector_url(const struct survey *s);
const uint8_t (*survey_collector_keys(const struct survey *s, size_t *out_count))[32];
// Whole-number settings by their name in survey.json ("k", "idle_s", …), with defaults applied.
int64_t survey_number(const struct survey *s, const char *name);
bool survey_keeps_break_off(const struct survey *s);
struct str survey_admin_pin(const struct survey *s);
struct str survey_colour(const struct survey *s); // "#8A2B5E", or ""
struct str survey_logo(const struct survey *s);   // name of a PNG or JPEG among its files, or ""
// A text by path ("title", "organizer.name", "pages.consent") in a language; the default language's
// where that is missing, "" where both are.
struct str survey_text(const struct survey *s, const char *path, struct str language);
struct str survey_form_name(const struct survey *s); // "form.md"
// The verified bytes of a file; ERR_MISSING where the survey has no such file.
enum err survey_file(const struct survey *s, struct str name, struct str *out,
                     struct err_info *info) MUST_CHECK;
size_t survey_file_count(const struct survey *s);
struct str survey_file_name(const struct survey *s, size_t index);
// A file's BLAKE2b-256 as survey.json gives it, 64 hex digits; "" where there is no such file.
struct str survey_file_hash(const struct survey *s, struct str name);
const json_t *survey_json(const struct survey *s);   // the whole of survey.json, read-only
struct str survey_json_text(const struct survey *s); // its exact bytes, as signed

// ---- the organizer's side ----
bool survey_colour_valid(struct str text); // "#8A2B5E"
// Checks the members of survey.json in a folder, writes the hash of every listed or found file into
// it (and the signer's key, where "sign_key" is left out) and signs it. Refuses what survey_open
// would refuse. Hidden files, back-ups ("form.md~") and packages (.svar) are passed over; a file
// that looks like a secret key is ERR_DENIED, so that it cannot be published by mistake.
enum err survey_sign(const char *folder, const struct seal_minisign_secret *secret,
                     struct err_info *info) MUST_CHECK;
// Zips a signed survey into a .svar file (the same bytes each time).
enum err survey_pack(const struct survey *s, struct buf *out, struct err_info *info) MUST_CHECK;
