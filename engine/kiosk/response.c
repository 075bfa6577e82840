// SPDX-License-Identifier: EUPL-1.2
// Writes the JSON of kiosk/response.h by hand: jansson's values would leave answers in memory that
// nobody wipes. Buffers are reserved at full size first, so that growing leaves no copies behind.
#include "kiosk/response.h"

#include "base/alloc.h"
#include "base/limits.h"

enum { HEAD_BYTES = 16384 };

static void add_json_text(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\') {
            buf_add_char(out, '\\');
            buf_add_char(out, (char)c);
        } else if (c < 0x20) {
            buf_printf(out, "\\u%04x", c);
        } else {
            buf_add_char(out, (char)c);
        }
    }
    buf_add_char(out, '"');
}

static void add_member(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "\"%s\":", name);
    add_json_text(out, text);
}

// RFC 9562, version 4.
static void add_uuid(struct buf *out, const struct rng *rng)
{
    uint8_t bytes[16];
    rng_fill(rng, bytes, sizeof(bytes));
    bytes[6] = (uint8_t)((bytes[6] & 0x0F) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3F) | 0x80);
    char hex[33];
    hex_encode(bytes, sizeof(bytes), hex);
    buf_printf(out, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

// Days since 1970 → year, month, day in the Gregorian calendar (years counted from March, so that
// the leap day is a year's last).
static void civil(int64_t days, int64_t *out_year, int *out_month, int *out_day)
{
    int64_t shifted = days + 719468;
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    *out_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *out_month = (int)(month < 10 ? month + 3 : month - 9);
    *out_year = year_of_era + era * 400 + (*out_month <= 2);
}

static void add_time(struct buf *out, const struct kiosk_response_options *options)
{
    if (options->facts->time == SURVEY_TIME_NONE) {
        return;
    }
    int64_t minutes = clock_wall_ms(&options->clock) / 60000 + options->zone_offset_min;
    int64_t days = minutes / 1440 - (minutes % 1440 < 0);
    int64_t year;
    int month;
    int day;
    civil(days, &year, &month, &day);
    buf_printf(out, ",\"time\":\"%04lld-%02d-%02d", (long long)year, month, day);
    if (options->facts->time == SURVEY_TIME_HOUR) {
        buf_printf(out, "T%02d", (int)((minutes - days * 1440) / 60));
    }
    buf_add_char(out, '"');
}

static void add_head(struct buf *out, const struct kiosk_response_options *options)
{
    const struct kiosk_facts *facts = options->facts;
    buf_add_text(out, "{\"svar\":1,");
    add_member(out, "survey", facts->survey_id);
    buf_printf(out, ",\"survey_version\":%lld,", (long long)facts->survey_version);
    add_member(out, "wave", facts->wave);
    buf_add_text(out, ",\"form\":{");
    add_member(out, "id", facts->form_id);
    buf_add_char(out, ',');
    add_member(out, "version", facts->form_version);
    buf_add_char(out, ',');
    add_member(out, "hash", facts->form_hash);
    buf_add_text(out, "},\"id\":\"");
    add_uuid(out, &options->rng);
    buf_add_text(out, "\",");
    add_member(out, "language", options->language);
    add_time(out, options);
    buf_printf(out, ",\"status\":\"%s\"", options->break_off ? "break_off" : "complete");
    if (facts->time != SURVEY_TIME_NONE) {
        if (options->rapid) {
            buf_add_text(out, ",\"rapid\":true");
        }
        int64_t ms = options->duration_ms > 0 ? options->duration_ms : 0;
        buf_printf(out, ",\"duration_s\":%lld", (long long)((ms + 5000) / 10000 * 10));
    }
}

enum err kiosk_response_create(const struct form_instance *in,
                               const struct kiosk_response_options *options,
                               struct kiosk_response **out, struct err_info *info)
{
    struct buf answers = {0};
    struct buf missing = {0};
    struct buf head = {0};
    buf_reserve(&answers, LIMIT_RESPONSE_BYTES + 1);
    buf_reserve(&missing, LIMIT_RESPONSE_BYTES + 1);
    buf_reserve(&head, HEAD_BYTES);
    enum err err = ERR_NONE;

    form_instance_answers(in, options->break_off ? options->last_seen : FORM_REF_NONE, &answers,
                          &missing);
    add_head(&head, options);
    static const char between[] = ",\"answers\":";
    static const char behind[] = ",\"missing\":";
    size_t bytes = head.len + answers.len + missing.len + sizeof(between) + sizeof(behind);
    if (bytes > LIMIT_RESPONSE_BYTES) {
        err = err_set(info, ERR_LIMIT, "the answers are larger than a response may be");
        goto out;
    }
    struct kiosk_response *response = xcalloc(1, sizeof(*response));
    response->memory = arena_create(ARENA_SECRET, LIMIT_RESPONSE_BYTES * 2);
    char *json = arena_alloc(response->memory, bytes + 1);
    size_t at = 0;
    const struct str parts[] = {buf_str(&head),       STR(",\"answers\":"), buf_str(&answers),
                                STR(",\"missing\":"), buf_str(&missing),    STR("}")};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        memcpy(json + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    response->json = str_make(json, at);
    *out = response;

out:
    buf_wipe(&answers);
    buf_wipe(&missing);
    buf_wipe(&head);
    return err;
}

void kiosk_response_destroy(struct kiosk_response *response)
{
    if (response) {
        arena_destroy(response->memory);
        free(response);
    }
}
