// SPDX-License-Identifier: EUPL-1.2
// See collector/import_priv.h; the stick's own format stands in stick/stick.h.
#include "collector/import_priv.h"

#include "stick/stick.h"

#include <string.h>

struct importing {
    struct collector_service *service;
    struct stick stick;
    bool vouched;
    struct collector_import *told;
    struct buf *out;
};

static void tell(struct importing *im, const struct stick_item *item, const char *what)
{
    char hex[9];
    hex_encode(item->link, 4, hex);
    buf_printf(im->out, "%s: batch %s… is not taken: %s\n", im->stick.root, hex, what);
}

static enum err take(void *data, const struct stick_item *item, struct err_info *info)
{
    struct importing *im = data;
    struct collector_reply reply = {0};
    struct seal_receipt receipt;
    enum err err = ERR_NONE;
    if (item->fault) {
        im->told->damaged++;
        tell(im, item, item->reason);
        return ERR_NONE;
    }
    collector_service_take(im->service, item->bytes, im->vouched, &reply);
    struct str body = buf_str(&reply.body);
    bool is_receipt = reply.type && strcmp(reply.type, "application/x-svar-receipt") == 0 &&
                      !seal_receipt_decode(body, &receipt, NULL);
    if (reply.status == 503) {
        err = err_set(info, ERR_IO, "the database cannot take batches now: %.300s", reply.note);
    } else if (!is_receipt) {
        im->told->damaged++;
        tell(im, item, reply.note[0] ? reply.note : "it is not a batch, or its device is blocked");
    } else {
        im->told->stored += receipt.verdict == SEAL_STORED;
        im->told->there += receipt.verdict == SEAL_ALREADY;
        im->told->refused += receipt.verdict == SEAL_REFUSED;
        if (receipt.verdict == SEAL_REFUSED) tell(im, item, reply.note);
        err = stick_put_receipt(&im->stick, item->link, body, info);
    }
    collector_reply_finish(&reply);
    return err;
}

// ---- surveys for the devices to take back ----
struct surveys {
    struct collector_storage *storage;
    char (*ids)[COLLECTOR_SURVEY_ID_BYTES + 1];
    size_t count;
};
enum { SURVEYS_MAX = 256 };

static void note_survey(const struct collector_survey_figures *survey, void *data)
{
    struct surveys *s = data;
    if (s->count < SURVEYS_MAX) memcpy(s->ids[s->count++], survey->id, sizeof survey->id);
}

static enum err give_surveys(struct importing *im, struct collector_storage *storage,
                             struct err_info *info)
{
    char ids[SURVEYS_MAX][COLLECTOR_SURVEY_ID_BYTES + 1];
    struct surveys surveys = {storage, ids, 0};
    enum err err = storage->table->surveys(storage, note_survey, &surveys, info);
    for (size_t i = 0; !err && i < surveys.count; i++) {
        struct collector_survey survey;
        struct buf package = {0};
        err = storage->table->survey_newest(storage, ids[i], &survey, &package, info);
        if (!err) err = stick_put_survey(&im->stick, str_of(ids[i]), buf_str(&package), info);
        im->told->surveys += !err;
        buf_finish(&package);
    }
    return err;
}

enum err collector_import_run(struct collector_service *service, struct collector_storage *storage,
                              const char *stick, bool vouched, struct collector_import *told,
                              struct buf *out, struct err_info *info)
{
    struct importing im = {
        .service = service, .stick = {.folder = -1}, .vouched = vouched, .told = told, .out = out};
    *told = (struct collector_import){0};
    enum err err = stick_open(stick, false, &im.stick, info);
    if (err) return err;
    err = stick_each_batch(&im.stick, take, &im, info);
    if (!err) err = give_surveys(&im, storage, info);
    stick_close(&im.stick);
    return err;
}
