// SPDX-License-Identifier: EUPL-1.2
// What answers a device or a desk, captive portals included: status, type and body of each exchange
// come from the input ("status type length body", again and again). The uploader steps through
// them. Nothing in them may pass for a receipt, and nothing may be taken for a survey or a batch
// that is none.
#include "base/check.h"
#include "base/limits.h"
#include "seal/batch.h"
#include "sync/uploader.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct {
    struct seal_signer *device, *collector;
    uint8_t keys[1][32];
    struct buf batch;
} fixed;

struct world {
    struct reader input;
    int64_t now_ms;
    uint8_t random;
};

static enum err exchange(void *data, const struct sync_request *request, struct sync_response *out,
                         struct err_info *info)
{
    static const char *const types[] = {"application/json",
                                        "application/problem+json",
                                        "application/x-svar-receipt",
                                        "application/x-svar-batches",
                                        "application/x-svar-survey",
                                        "text/html",
                                        "",
                                        "application/x-svar-batch"};
    struct world *w = data;
    *out = (struct sync_response){.retry_after_s = -1};
    CHECK(request->url.len > 0 && request->timeout_ms > 0);
    uint8_t status = reader_u8(&w->input), type = reader_u8(&w->input);
    uint16_t len = reader_u16(&w->input);
    if (w->input.failed) return err_set(info, ERR_NETWORK, "nobody answers");
    size_t left = reader_left(&w->input);
    if (len > left) len = (uint16_t)left;
    out->status = 100 + 2 * status;
    snprintf(out->content_type, sizeof out->content_type, "%s", types[type & 7]);
    if (type & 0x80) out->retry_after_s = type;
    const uint8_t *body = reader_take(&w->input, len);
    if (body && len <= request->answer_bytes_max) buf_add(&out->body, body, len);
    if (type & 0x40) return err_set(info, ERR_NETWORK, "it was cut");
    return ERR_NONE;
}

static enum err next_batch(void *data, struct buf *out, struct err_info *info)
{
    (void)data, (void)info;
    buf_add_str(out, buf_str(&fixed.batch));
    return ERR_NONE;
}

static enum err receipted(void *data, const struct seal_receipt *receipt, struct str bytes,
                          struct err_info *info)
{
    (void)data, (void)receipt, (void)bytes, (void)info;
    CHECK(!"a receipt that nobody signed"); // the fuzzer has not the key
    return ERR_STATE;
}

static enum err epoch(void *data, const uint8_t bytes[SEAL_EPOCH_BYTES], struct err_info *info)
{
    (void)data, (void)bytes, (void)info;
    CHECK(!"a greeting that nobody signed");
    return ERR_STATE;
}

static int64_t now(void *data)
{
    return ((struct world *)data)->now_ms;
}

static void fill(void *data, void *out, size_t bytes)
{
    struct world *w = data;
    for (size_t i = 0; i < bytes; i++)
        ((uint8_t *)out)[i] = w->random++;
}

static enum err record(void *data, struct str batch, struct str receipt, struct str cursor,
                       struct err_info *info)
{
    (void)data, (void)info;
    CHECK(batch.len <= LIMIT_BATCH_BYTES && receipt.len <= LIMIT_RECEIPT_BYTES);
    CHECK(cursor.len <= 200);
    return ERR_NONE;
}

static void set_up(void)
{
    seal_init();
    fixed.device = seal_signer_create();
    fixed.collector = seal_signer_create();
    memcpy(fixed.keys[0], seal_signer_public(fixed.collector), 32);
    buf_add_text(&fixed.batch, "svarbat1 as it lies in the store");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!fixed.device) set_up();
    struct world w = {.input = reader_make(data, size)};
    struct sync_collector c = {.transport = {.exchange = exchange, .data = &w},
                               .rng = {fill, &w},
                               .url = STR("https://svar.example/"),
                               .keys = (const uint8_t(*)[32])fixed.keys,
                               .key_count = 1,
                               .retry_after_s = -1};
    struct sync_options options = {
        .collector = c,
        .device = fixed.device,
        .clock = {now, now, &w},
        .source = {.next_batch = next_batch, .receipted = receipted, .epoch = epoch},
        .survey_id = STR("s"),
        .enrolled = size % 2,
        .token = STR("svar-enrol-1.AAAA")};
    struct sync_uploader *u = sync_uploader_create(&options);
    for (int i = 0; i < 12; i++) {
        int64_t wait_ms = sync_step(u);
        CHECK(wait_ms >= 0 && wait_ms <= SYNC_WAIT_MAX_MS);
        w.now_ms += wait_ms + 1;
    }
    struct sync_figures figures;
    sync_uploader_figures(u, &figures);
    CHECK(figures.sent == 0 && figures.refused == 0 && utf8_valid(str_of(figures.trouble)));
    sync_uploader_destroy(u);
    // Again from the start, for those who ask once.
    struct err_info info = {0};
    struct buf out = {0};
    struct seal_receipt receipt;
    w.input = reader_make(data, size);
    CHECK(sync_post_batch(&c, fixed.device, buf_str(&fixed.batch), &receipt, &out, &info));
    w.input = reader_make(data, size);
    buf_clear(&out);
    if (!sync_fetch_survey(&c, fixed.device, STR("s"), 1, &out, &info))
        CHECK(str_starts(buf_str(&out), STR("PK")));
    w.input = reader_make(data, size);
    buf_clear(&out);
    err_ignore(sync_pull(&c, fixed.device, STR("s"), STR(""), record, NULL, &out, &info));
    buf_finish(&out);
    return 0;
}
