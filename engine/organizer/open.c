// SPDX-License-Identifier: EUPL-1.2
// svar open: every response as it was sealed, one JSON object a line.
#include "organizer/verbs.h"

#include "base/json_scan.h"
#include "base/limits.h"
#include "organizer/desk.h"

#include <stdlib.h>

struct opening {
    struct desk *desk;
    struct desk_file *file;
    struct desk_progress progress;
    struct buf gathered, keys, values;
    uint64_t count;
    struct err_info *info;
};

enum { GATHER_BYTES = 256 << 10 };

static enum err flush(struct opening *o)
{
    enum err err = desk_file_write(o->file, buf_str(&o->gathered), o->info);
    explicit_bzero(o->gathered.ptr, o->gathered.len);
    buf_clear(&o->gathered);
    return err;
}

static void replace_all(uint8_t *from, const uint8_t *end, char what, char with)
{
    while (from < end && (from = memchr(from, what, (size_t)(end - from))))
        *from++ = (uint8_t)with;
}

// A line must be one: JSON's texts hold no line ends, and between its members a space says the
// same.
static bool add_line(struct opening *o, struct str json)
{
    struct buf *out = &o->gathered;
    size_t start = out->len;
    if (!json_scan_whole(json, &o->keys, &o->values)) return false;
    buf_add_str(out, json);
    replace_all(out->ptr + start, out->ptr + out->len, '\n', ' ');
    replace_all(out->ptr + start, out->ptr + out->len, '\r', ' ');
    buf_add_char(out, '\n');
    return true;
}

static enum err open_one(const struct archive_opened *opened, void *data)
{
    struct opening *o = data;
    struct archive_opened bad = *opened;
    if (bad.kind == ARCHIVE_RESPONSE && !add_line(o, bad.json)) {
        bad.kind = ARCHIVE_RESPONSE_BAD;
        bad.reason = "opens, but is not JSON";
    }
    if (bad.kind != ARCHIVE_RESPONSE) {
        desk_progress_end(&o->progress);
        desk_tell_bad(o->desk, &bad);
        return ERR_NONE;
    }
    desk_progress_show(&o->progress, ++o->count);
    return o->gathered.len < GATHER_BYTES ? ERR_NONE : flush(o);
}

static void say_totals(const struct opening *o, const char *path, bool dry)
{
    const struct archive_open_totals *totals = &o->desk->totals;
    unsigned long long given = totals->responses - totals->repeated;
    if (dry)
        verb_say("%s would hold %llu responses of %llu, %llu bytes; nothing was written", path,
                 (unsigned long long)o->count, given, (unsigned long long)o->file->bytes);
    else
        verb_say("%llu %s of %llu opened \xE2\x86\x92 %s", (unsigned long long)o->count,
                 verb_count(o->count, "response", "responses"), given, path);
    if (totals->compared)
        verb_say("%llu of them, drawn by chance, opened the plain way too and compared",
                 (unsigned long long)totals->compared);
    if (totals->repeated)
        verb_say("%llu were in two batches and are given once",
                 (unsigned long long)totals->repeated);
}

static enum verb_exit run(const struct arguments *a)
{
    struct err_info info = {0};
    const char *path = arguments_text(a, "out");
    bool dry = arguments_flag(a, "dry-run");
    struct desk desk = {.reads = dry || strcmp(path, "-") == 0}; // there is no file to remember
    struct desk_file file = desk_file_dry();
    struct opening opening = {
        .desk = &desk, .file = &file, .progress = {.what = "responses opened"}, .info = &info};
    enum err err = desk_open(a, &desk, &info);
    if (!err && !dry) err = desk_file_create(path, &file, &info);
    if (!err) {
        opening.progress.total = desk_response_count(&desk);
        buf_reserve(&opening.gathered, GATHER_BYTES + LIMIT_RESPONSE_BYTES);
        err = archive_open_responses(desk.archive, survey_id(desk.survey), desk.ids.id,
                                     desk.ids.count, open_one, &opening, &desk.totals, &info);
        desk_progress_end(&opening.progress);
    }
    if (!err) err = flush(&opening);
    if (!err) err = desk_file_commit(&file, &info);
    desk_file_discard(&file);
    if (!err && !dry) err = desk_file_remember(desk.archive, path, &info);
    if (!err) say_totals(&opening, path, dry);
    if (!err) desk_tell_left_out(&desk);
    buf_wipe(&opening.gathered);
    buf_wipe(&opening.keys);
    buf_wipe(&opening.values);
    bool whole = desk_whole(&desk);
    desk_close(&desk);
    if (err) return verb_fail(&info);
    return whole ? VERB_DONE : VERB_FOUND;
}

const struct verb verb_open = {
    .name = "open",
    .arguments = "--key FILE",
    .summary = "Opens every response with the organizer's key.",
    .details = "Writes one JSON object a line, just as it was sealed. A response that does not "
               "open is told and\nnever stops the rest; then the exit code is 1. The archive "
               "remembers the file: svar close\nremoves it.",
    .options = (const struct argument_option[]){DESK_OPTION_SURVEY,
                                                DESK_OPTION_ARCHIVE,
                                                DESK_OPTION_KEY,
                                                {"out", ARGUMENT_NEEDED, "FILE",
                                                 "where to write, private; - is standard output"},
                                                DESK_OPTION_DRY_RUN,
                                                {0}},
    .run = run,
};
