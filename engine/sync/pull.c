// SPDX-License-Identifier: EUPL-1.2
// The organizer's pull: page after page of original batches with their receipts, handed on as they
// came. A page that was cut still gives the whole records before the cut.
#include "sync/sync_priv.h"

#include <stdio.h>

struct pull {
    struct sync_collector *collector;
    const struct seal_signer *organizer;
    const char *path;
    sync_pull_record record;
    void *data;
    struct buf cursor; // behind the last record handed on
    bool more;
};

// Cursors come from the collector and go back as they came, so nothing in them may mean anything in
// an address.
static bool cursor_plain(struct str cursor)
{
    if (cursor.len > SEAL_CURSOR_BYTES_MAX) return false;
    for (size_t i = 0; i < cursor.len; i++) {
        char c = cursor.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!word && (c == '\0' || !strchr("-._~", c))) return false;
    }
    return true;
}

static enum err move_cursor(struct pull *p, struct str cursor, struct err_info *info)
{
    if (!cursor_plain(cursor))
        return err_set(info, ERR_PEER, "the collector's cursor is malformed");
    buf_clear(&p->cursor);
    buf_add_str(&p->cursor, cursor);
    return ERR_NONE;
}

// All records of one page. ERR_PARSE where it ends before its end.
static enum err read_page(struct pull *p, struct str page, struct err_info *info)
{
    struct reader r = reader_make(page.ptr, page.len);
    enum err err = seal_pull_head(&r, info);
    while (!err) {
        struct seal_pull_record record = {0};
        err = seal_pull_next(&r, &record, info);
        if (err) break;
        if (record.end) {
            p->more = record.more;
            return move_cursor(p, record.cursor, info);
        }
        err = p->record(p->data, record.batch, record.receipt, record.cursor, info);
        if (!err) err = move_cursor(p, record.cursor, info);
    }
    return err;
}

static enum err pull_page(struct pull *p, struct err_info *info)
{
    char query[SEAL_CURSOR_BYTES_MAX + 16];
    struct buf before = {0};
    buf_add_str(&before, buf_str(&p->cursor));
    snprintf(query, sizeof query, "?after=%.*s", STR_ARG(buf_str(&p->cursor)));
    struct sync_ask ask = {.method = "GET",
                           .path = p->path,
                           .query = query,
                           .signer = p->organizer,
                           .answer_bytes_max = SYNC_PULL_PAGE_BYTES,
                           .timeout_ms = SYNC_LONG_MS};
    struct sync_response response;
    struct err_info cut = {0}, ignored = {0};
    enum err heard = sync_exchange(p->collector, &ask, &response, &cut);
    enum err err = ERR_NONE;
    p->more = false;
    if (!heard) {
        err = sync_judge(p->collector, &response, SYNC_TYPE_BATCHES, info);
        if (!err) {
            err = read_page(p, buf_str(&response.body), info);
            if (err == ERR_PARSE)
                err = err_set(info, ERR_NETWORK, "the pull was cut or is malformed: pull again");
        }
        if (!err && p->more && str_eq(buf_str(&before), buf_str(&p->cursor)))
            err = err_set(info, ERR_PEER, "the collector gives nothing but says there is more");
    } else {
        if ((heard == ERR_NETWORK || heard == ERR_TIMEOUT) && response.status == 200 &&
            strcmp(response.content_type, SYNC_TYPE_BATCHES) == 0)
            err = read_page(p, buf_str(&response.body), &ignored);
        // An error of the caller's own (its disk is full) matters more than the cut.
        if (err && err != ERR_PARSE)
            err = err_set(info, err, "%s", ignored.message);
        else
            err = err_set(info, heard, "%s", cut.message);
    }
    buf_finish(&before);
    sync_response_finish(&response);
    return err;
}

enum err sync_pull(struct sync_collector *c, const struct seal_signer *organizer,
                   struct str survey_id, struct str after, sync_pull_record record, void *data,
                   struct buf *out_cursor, struct err_info *info)
{
    char path[160];
    enum err err = sync_survey_path(survey_id, "/batches", path, sizeof path, info);
    if (err) return err;
    if (!cursor_plain(after)) return err_set(info, ERR_ARGUMENT, "this is no cursor of a pull");
    struct pull p = {c, organizer, path, record, data, {0}, false};
    buf_add_str(&p.cursor, after);
    do {
        err = pull_page(&p, info);
    } while (!err && p.more);
    if (out_cursor) buf_add_str(out_cursor, buf_str(&p.cursor));
    buf_finish(&p.cursor);
    return err;
}
