// SPDX-License-Identifier: EUPL-1.2
// Survey, archive, key, form and table, opened in the order in which mistakes are cheapest to hear
// of.
#include "organizer/desk.h"

#include "base/file.h"
#include "seal/digest.h"
#include "organizer/verbs.h"

#include <sys/stat.h>

enum err desk_survey_path(const char *path, const struct seal_minisign_key *trusted,
                          struct survey **out, struct err_info *info)
{
    enum err err = survey_open(path, trusted, out, info);
    if (err && !info->file[0]) err_place(info, path, NULL, 0, 0);
    if (!err) verb_clear(info);
    return err;
}

enum err desk_survey_open(const struct arguments *a, struct survey **out, struct err_info *info)
{
    const char *key = arguments_text(a, "survey-key");
    struct seal_minisign_key trusted;
    enum err err = key ? keys_public_read(key, &trusted, info) : ERR_NONE;
    if (err) return err;
    return desk_survey_path(arguments_text(a, "survey"), key ? &trusted : NULL, out, info);
}

enum err desk_survey_own(const struct arguments *a, const char *path, struct survey **out_survey,
                         struct seal_signer **out_signer, struct err_info *info)
{
    struct seal_minisign_secret *secret = NULL;
    struct seal_minisign_key key;
    enum err err = keys_signer_read(arguments_text(a, "sign-key"),
                                    arguments_text(a, "passphrase-file"), &secret, info);
    if (err) return err;
    seal_minisign_public(secret, &key);
    err = desk_survey_path(path, &key, out_survey, info);
    if (!err) *out_signer = seal_minisign_signer(secret);
    seal_minisign_destroy(secret);
    return err;
}

enum { LEAST_ARCHIVE_BYTES = 512 }; // SQLite's smallest page

enum err desk_archive_open(const struct arguments *a, bool to_read, struct archive **out,
                           struct err_info *info)
{
    const char *path = arguments_text(a, "archive");
    if (!file_exists(path))
        return err_set(info, ERR_MISSING, "there is no archive %s; make it with svar pull", path);
    // SQLite would take such a file for a new archive, and nothing in it for no answers.
    struct stat now;
    if (stat(path, &now) == 0 && S_ISREG(now.st_mode) && now.st_size < LEAST_ARCHIVE_BYTES)
        return err_set(info, ERR_CORRUPT,
                       "%s is empty: it is no archive, or a copy of one that was cut off; copy it "
                       "again or make it with svar pull",
                       path);
    return to_read ? archive_open_to_read(path, out, info) : archive_open(path, out, info);
}

// ---- the form ----

const struct form_host *desk_form_host(void)
{
    static const struct form_host host = {.digest = seal_digest, .verify = seal_signed};
    return &host;
}

// A data file that the form names, from the survey's verified files.
static enum err read_beside(void *data, struct str name, size_t bytes_max, struct buf *out,
                            struct err_info *info)
{
    struct str bytes;
    enum err err = survey_file(data, name, &bytes, info);
    if (!err && bytes.len > bytes_max)
        err = err_set(info, ERR_LIMIT, "%.*s is larger than allowed", STR_ARG(name));
    if (!err) buf_add_str(out, bytes);
    return err;
}

enum err desk_form_load(const struct survey *survey, struct form_def **out, struct err_info *info)
{
    struct str bytes, name = survey_form_name(survey);
    enum err err = survey_file(survey, name, &bytes, info);
    if (err) return err;
    struct form_problems *problems = form_problems_create();
    union { // reading changes nothing
        const struct survey *constant;
        void *data;
    } from = {.constant = survey};
    const struct form_services services = {read_beside, from.data};
    err = form_def_load_bytes_with(bytes, name, desk_form_host(), &services, problems, out);
    if (err) {
        struct buf text = {0};
        for (size_t i = 0; i < form_problems_total(problems); i++)
            form_problem_print(form_problems_at(problems, i), &text);
        fprintf(stderr, "%s", buf_text(&text));
        buf_finish(&text);
        err_set(info, err, "the survey's form %.*s has mistakes", STR_ARG(name));
    }
    form_problems_destroy(problems);
    return err;
}

// ---- opened responses ----

static enum err read_keys(const struct arguments *a, struct keys_identities *out,
                          struct err_info *info)
{
    const char *path, *only = arguments_list(a, "passphrase-file", 0);
    if (arguments_list(a, "passphrase-file", 1)) only = NULL;
    enum err err = ERR_NONE;
    if (!arguments_list(a, "key", 0))
        return err_set(info, ERR_ARGUMENT, "--key FILE is missing: the key that opens answers");
    for (int i = 0; !err && (path = arguments_list(a, "key", i)); i++)
        err = keys_identities_read(path, only ? only : arguments_list(a, "passphrase-file", i), out,
                                   info);
    return err;
}

enum err desk_open(const struct arguments *a, struct desk *out, struct err_info *info)
{
    enum err err = desk_survey_open(a, &out->survey, info);
    if (!err) err = desk_form_load(out->survey, &out->form, info);
    out->archive_path = arguments_text(a, "archive");
    if (!err) err = desk_archive_open(a, out->reads, &out->archive, info);
    if (!err) err = read_keys(a, &out->ids, info);
    return err;
}

uint64_t desk_response_count(const struct desk *desk)
{
    struct archive_figures figures;
    enum err err = archive_figures(desk->archive, survey_id(desk->survey), &figures, NULL);
    return err ? 0 : figures.responses;
}

void desk_tell_bad(struct desk *desk, const struct archive_opened *opened)
{
    char device[17];
    bool batch = opened->kind == ARCHIVE_BATCH_BAD;
    if (batch)
        desk->bad_batches++;
    else
        desk->bad_responses++;
    if (!batch && memcmp(opened->link, desk->bad_link, sizeof desk->bad_link) == 0 &&
        strncmp(opened->reason, desk->bad_reason, sizeof desk->bad_reason - 1) == 0)
        return;
    if (desk->told++ >= DESK_TOLD_MAX) {
        if (desk->told == DESK_TOLD_MAX + 1) verb_say("what more is bad is only counted");
        return;
    }
    hex_encode(opened->device, 8, device);
    if (batch) {
        memcpy(desk->bad_link, opened->link, sizeof desk->bad_link);
        snprintf(desk->bad_reason, sizeof desk->bad_reason, "%s", opened->reason);
        verb_say("device %s, batch %llu: %s", device, (unsigned long long)opened->number,
                 opened->reason);
    } else
        verb_say("device %s, batch %llu, response %zu: %s", device,
                 (unsigned long long)opened->number, opened->index + 1, opened->reason);
}

enum { FAULT_CHECK_EVERY = 1024 };

struct filling {
    struct desk *desk;
    struct desk_progress progress;
    uint64_t count;
    struct err_info *info;
};

static enum err fill_one(const struct archive_opened *opened, void *data)
{
    struct filling *f = data;
    struct err_info info = {0};
    if (opened->kind != ARCHIVE_RESPONSE) {
        desk_progress_end(&f->progress);
        desk_tell_bad(f->desk, opened);
        return ERR_NONE;
    }
    if (table_add(f->desk->table, opened->json, &info)) {
        struct archive_opened bad = *opened;
        bad.kind = ARCHIVE_RESPONSE_BAD;
        bad.reason = info.message;
        desk_progress_end(&f->progress);
        desk_tell_bad(f->desk, &bad);
        f->desk->bad_responses--; // it opened; that it does not fit is counted apart
        f->desk->refused++;
    }
    desk_progress_show(&f->progress, ++f->count);
    return f->count % FAULT_CHECK_EVERY ? ERR_NONE : table_fault(f->desk->table, f->info);
}

// Under what hash responses name the survey's form.
static enum err form_hash_of(const struct survey *survey, struct str *out, struct err_info *info)
{
    struct str form = survey_form_name(survey);
    json_t *files;
    enum err err = json_get(survey_json(survey), "files", JSON_OBJECT, &files, info);
    if (err) return err;
    const json_t *text = json_object_getn(files, form.ptr, form.len);
    *out = str_make(json_string_value(text), json_string_length(text));
    return ERR_NONE;
}

// The archive took only versions that the organizer signed.
static enum err add_version(struct str package, void *data)
{
    struct desk *desk = data;
    struct survey *survey = NULL;
    struct form_def *form = NULL;
    struct err_info info = {0};
    struct str hash = STR("");
    enum err err = survey_open_bytes(package, NULL, &survey, &info);
    if (!err) err = form_hash_of(survey, &hash, &info);
    if (!err) err = desk_form_load(survey, &form, &info);
    if (!err) err = table_add_version(desk->table, hash, survey_version(survey), form, &info);
    if (err) verb_say("a version of the survey in the archive cannot be read: %s", info.message);
    form_def_destroy(form);
    survey_close(survey);
    return ERR_NONE;
}

// What was left out must not be found out by chance.
static void tell_changes(const struct table *t)
{
    static const char *const what[] = {
        [TABLE_CHANGE_ADDED] = "is new",
        [TABLE_CHANGE_REMOVED] = "is no longer asked",
        [TABLE_CHANGE_TYPE] = "took another kind of answer",
        [TABLE_CHANGE_WORDS] = "was asked in other words",
        [TABLE_CHANGE_CHOICES] = "had other choices",
    };
    uint64_t apart = 0;
    for (size_t i = 0; i < table_change_count(t); i++) {
        const struct table_change *c = table_change_at(t, i);
        if (c->kind == TABLE_CHANGE_ADDED || !c->answers) continue;
        verb_say("version %lld: \"%.*s\" %s; its %llu %s there are not pooled",
                 (long long)c->version, STR_ARG(c->path), what[c->kind],
                 (unsigned long long)c->answers, verb_count(c->answers, "answer", "answers"));
        apart++;
    }
    if (apart)
        verb_say("what was not pooled counts as not asked here; --survey of that version shows it");
}

// Beside the archive there is room for sealed answers, or it would not be there. Where there is
// none after all, memory has to do.
static void lay_rows_aside(struct desk *desk, bool by_columns)
{
    char folder[4096];
    struct err_info info = {0};
    file_parent(desk->archive_path, folder, sizeof folder);
    if (aside_create(folder, &desk->aside, &info)) return;
    struct table_aside place = aside_place(desk->aside);
    table_lay_aside(desk->table, &place, by_columns ? DESK_COLUMNS_BYTES : DESK_ROWS_BYTES);
    if (by_columns) table_aside_by_columns(desk->table);
}

// How the table will be read.
enum reading { ANY_WAY, FORWARDS, BY_COLUMNS };

static enum err fill(struct desk *desk, enum reading reading, struct err_info *info)
{
    struct str hash;
    enum err err = form_hash_of(desk->survey, &hash, info);
    if (err) return err;
    struct table_expect expect = {survey_id(desk->survey), hash};
    err = table_create(desk->form, &expect, &desk->table, info);
    if (!err)
        err = archive_surveys_each(desk->archive, survey_id(desk->survey), add_version, desk, info);
    if (err) return err;
    if (reading != ANY_WAY) lay_rows_aside(desk, reading == BY_COLUMNS);
    struct filling filling = {
        desk, {.what = "responses opened", .total = desk_response_count(desk)}, 0, info};
    err = archive_open_responses(desk->archive, survey_id(desk->survey), desk->ids.id,
                                 desk->ids.count, fill_one, &filling, &desk->totals, info);
    desk_progress_end(&filling.progress);
    tell_changes(desk->table);
    if (err) return err;
    table_hide_order(desk->table);
    return table_fault(desk->table, info);
}

enum err desk_fill(struct desk *desk, struct err_info *info)
{
    return fill(desk, ANY_WAY, info);
}

enum err desk_fill_forwards(struct desk *desk, struct err_info *info)
{
    return fill(desk, FORWARDS, info);
}

enum err desk_fill_by_columns(struct desk *desk, struct err_info *info)
{
    return fill(desk, BY_COLUMNS, info);
}

void desk_tell_left_out(const struct desk *desk)
{
    if (!desk->totals.batches)
        verb_say(
            "the archive has no batch of the survey \"%.*s\": see whether --survey and --archive "
            "belong together",
            STR_ARG(survey_id(desk->survey)));
    if (desk_whole(desk)) return;
    struct buf text = {0};
    if (desk->bad_batches)
        buf_printf(&text, ", %llu %s", (unsigned long long)desk->bad_batches,
                   verb_count(desk->bad_batches, "batch that is altered or not for this key",
                              "batches that are altered or not for this key"));
    if (desk->bad_responses)
        buf_printf(&text, ", %llu %s", (unsigned long long)desk->bad_responses,
                   verb_count(desk->bad_responses, "response that does not open",
                              "responses that do not open"));
    if (desk->refused)
        buf_printf(&text, ", %llu %s", (unsigned long long)desk->refused,
                   verb_count(desk->refused, "response that opens but does not fit the form",
                              "responses that open but do not fit the form"));
    verb_say("not in it: %s", buf_text(&text) + 2);
    buf_finish(&text);
}

bool desk_whole(const struct desk *desk)
{
    return !desk->bad_batches && !desk->bad_responses && !desk->refused;
}

void desk_close(struct desk *desk)
{
    table_destroy(desk->table);
    aside_destroy(desk->aside);
    form_def_destroy(desk->form);
    keys_identities_finish(&desk->ids);
    archive_close(desk->archive);
    survey_close(desk->survey);
    *desk = (struct desk){0};
}
