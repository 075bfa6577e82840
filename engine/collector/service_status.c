// SPDX-License-Identifier: EUPL-1.2
// What whoever runs a collector looks at: figures for Prometheus, and one page for people. Both
// hold sums, surveys and devices, and nothing of a respondent; both are for this machine alone.
#include "collector/service_priv.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ROWS_MAX = 2000 };

// ---- for Prometheus ----
static void metric(struct buf *out, const char *name, const char *kind, const char *help,
                   unsigned long long value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %llu\n", name, help, name, kind, name, value);
}

static void request_metrics(struct collector_service *s, struct buf *out)
{
    static const char *const codes[6] = {"cut", "1xx", "2xx", "3xx", "4xx", "5xx"};
    struct service_counts *c = &s->counts;
    buf_add_text(out, "# HELP svar_requests_total Requests answered, by status; cut: broken off.\n"
                      "# TYPE svar_requests_total counter\n");
    for (int i = 0; i < 6; i++)
        if (i != 1 && i != 3)
            buf_printf(out, "svar_requests_total{code=\"%s\"} %llu\n", codes[i],
                       (unsigned long long)c->by_class[i]);
    buf_printf(out,
               "# HELP svar_request_seconds_total Time spent on requests.\n"
               "# TYPE svar_request_seconds_total counter\n"
               "svar_request_seconds_total %.3f\n",
               (double)c->duration_ms / 1000);
    metric(out, "svar_received_bytes_total", "counter", "Bytes of bodies taken in.", c->bytes_in);
    metric(out, "svar_sent_bytes_total", "counter", "Bytes of bodies given out.", c->bytes_out);
    metric(out, "svar_batches_stored_total", "counter", "Batches stored by this process.",
           c->batches_stored);
    metric(out, "svar_batches_again_total", "counter", "Batches that were there already.",
           c->batches_there);
    metric(out, "svar_responses_stored_total", "counter", "Responses in batches stored.",
           c->responses_stored);
}

void collector_service_get_metrics(struct collector_service *s,
                                   const struct collector_request *request,
                                   struct collector_reply *reply)
{
    (void)request;
    struct buf *out = &reply->body;
    struct collector_figures f = {.surveys = 0};
    enum err err = s->storage->table->figures(s->storage, &f, NULL);
    buf_clear(out);
    request_metrics(s, out);
    metric(out, "svar_storage_up", "gauge", "1 while the database answers.", !err);
    if (!err) {
        metric(out, "svar_survey_versions", "gauge", "Survey versions published.", f.surveys);
        metric(out, "svar_devices", "gauge", "Devices enrolled.", f.devices);
        metric(out, "svar_batches", "gauge", "Batches in the database.", f.batches);
        metric(out, "svar_responses", "gauge", "Sealed responses in the database.", f.responses);
        metric(out, "svar_batches_forked", "gauge", "Batches that share a number.", f.forked);
    }
    reply->status = 200;
    reply->type = "text/plain; version=0.0.4; charset=utf-8";
}

// ---- for people ----
// Narrow screens get each row as a card with its headings beside the values; the roles keep it a
// table for those who listen to it.
static const char page_head[] =
    "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Svar – insamlaren</title>\n<style>\n"
    ":root{color-scheme:light dark;--paper:#faf7f2;--surface:#fff;--ink:#1a2024;--ink2:#4b555c;"
    "--line:#818b92;--good:#1f7a4c;--warn:#8a5200;--bad:#b3261e}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#12171a;--surface:#1c2327;--ink:#f3f5f6;"
    "--ink2:#b4bec4;--line:#7b878e;--good:#6fd6a0;--warn:#f0b45c;--bad:#ff9a8f}}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1.05rem/1.55 Inter,\"Noto Sans\","
    "system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "main{max-width:72rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}\n"
    "h1{font-size:2rem;line-height:1.2;margin:0 0 .3rem}\n"
    "h2{font-size:1.3rem;margin:2.5rem 0 .6rem}\n"
    "h1 span,h2 span,th span{color:var(--ink2);font-weight:400;font-size:.8em}\n"
    "p{margin:.3rem 0;max-width:46rem}\nsmall,.quiet{color:var(--ink2)}\n"
    "table{border-collapse:collapse;width:100%;background:var(--surface);border-radius:.6rem;"
    "font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.6rem 1rem;text-align:start;vertical-align:baseline;border-bottom:1px solid "
    "color-mix(in srgb,var(--line) 40%,transparent)}\n"
    "thead th{font-weight:600}\ntbody th{font-weight:600}\n"
    "tr:last-child>*{border-bottom:0}\n.n{text-align:end}\n.state span{display:block}\n"
    ".good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}\n"
    "code{font-size:.9em;font-weight:400}time,.n,td small{white-space:nowrap}\n"
    "@media(max-width:46rem){main{padding:1.5rem 1rem 3rem}"
    "thead{position:absolute;clip-path:inset(50%);height:1px;width:1px;overflow:hidden}"
    "table,tbody,tr,th,td{display:block}table{background:none}"
    "tr{background:var(--surface);border-radius:.6rem;padding:.8rem 1rem;margin:0 0 .8rem}"
    "th,td{border:0;padding:.15rem 0}.n{text-align:start}"
    "td::before{content:attr(data-label) \": \";color:var(--ink2)}"
    ".state span{display:inline}}\n"
    "</style>\n</head>\n<body>\n<main>\n";

// Names come from strangers.
static void add_html(struct buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&': buf_add_text(out, "&amp;"); break;
        case '<': buf_add_text(out, "&lt;"); break;
        case '>': buf_add_text(out, "&gt;"); break;
        case '"': buf_add_text(out, "&quot;"); break;
        default: buf_add_char(out, *text);
        }
    }
}

// 12 345, with a space that does not break.
static void add_number(struct buf *out, uint64_t value)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    for (int i = 0; i < length; i++) {
        if (i && (length - i) % 3 == 0) buf_add_text(out, "\u202f");
        buf_add_char(out, digits[i]);
    }
}

static void add_count(struct buf *out, const char *label, uint64_t value)
{
    buf_printf(out, "<td role=\"cell\" class=\"n\" data-label=\"%s\">", label);
    add_number(out, value);
    buf_add_text(out, "</td>");
}

static void add_heading(struct buf *out, const char *swedish, const char *english, bool number)
{
    buf_printf(out,
               "<th role=\"columnheader\" scope=\"col\"%s>%s <span lang=\"en\">/ %s</span></th>",
               number ? " class=\"n\"" : "", swedish, english);
}

struct rows {
    struct buf *out;
    size_t count, gaps, forks, blocked;
    int64_t hour_now;
};

static void survey_row(const struct collector_survey_figures *survey, void *data)
{
    struct rows *rows = data;
    if (rows->count++ >= ROWS_MAX) return;
    buf_add_text(rows->out, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
    add_html(rows->out, survey->id);
    buf_add_text(rows->out, "</th>");
    add_count(rows->out, "Version", (uint64_t)survey->version);
    add_count(rows->out, "Enheter", survey->devices);
    add_count(rows->out, "Buntar", survey->batches);
    add_count(rows->out, "Svar", survey->responses);
    buf_add_text(rows->out, "</tr>\n");
}

static void add_contact(struct rows *rows, int64_t hour)
{
    buf_add_text(rows->out, "<td role=\"cell\" data-label=\"Senast hörd\">");
    time_t at = (time_t)(hour * 3600);
    struct tm parts;
    char text[32] = "";
    if (!hour || !gmtime_r(&at, &parts)) {
        buf_add_text(
            rows->out,
            "<span class=\"quiet\">ännu inte <span lang=\"en\">/ not yet</span></span></td>");
        return;
    }
    strftime(text, sizeof text, "%Y-%m-%d %H", &parts);
    int64_t ago = rows->hour_now > hour ? rows->hour_now - hour : 0;
    buf_printf(rows->out,
               "<time datetime=\"%.10sT%.2s:00Z\">%s UTC</time> <small>(%lld %s)</small>", text,
               text + 11, text, (long long)(ago < 48 ? ago : ago / 24), ago < 48 ? "h" : "d");
    buf_add_text(rows->out, "</td>");
}

static void add_fault(struct rows *rows, const char *kind, uint64_t count, const char *swedish,
                      const char *english)
{
    buf_printf(rows->out, "<span class=\"%s\">", kind);
    if (count) {
        add_number(rows->out, count);
        buf_add_char(rows->out, ' ');
    }
    buf_printf(rows->out, "%s <small lang=\"en\">/ %s</small></span> ", swedish, english);
}

static void add_state(struct rows *rows, const struct collector_device *device)
{
    buf_add_text(rows->out, "<td role=\"cell\" class=\"state\" data-label=\"Kedjan\">");
    if (device->standing.blocked) add_fault(rows, "bad", 0, "spärrad", "blocked");
    if (device->missing) add_fault(rows, "warn", device->missing, "saknas", "missing");
    if (device->forked) add_fault(rows, "bad", device->forked, "dubbelnumrerade", "forked");
    rows->blocked += device->standing.blocked;
    rows->gaps += device->missing > 0;
    rows->forks += device->forked > 0;
    if (!device->standing.blocked && !device->missing && !device->forked)
        add_fault(rows, "good", 0, device->batches ? "hel kedja" : "inget ännu",
                  device->batches ? "whole" : "nothing yet");
    buf_add_text(rows->out, "</td>");
}

static void device_row(const struct collector_device *device, void *data)
{
    struct rows *rows = data;
    if (rows->count++ >= ROWS_MAX) return;
    char key[65];
    hex_encode(device->key, sizeof device->key, key);
    buf_add_text(rows->out, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
    add_html(rows->out, device->name[0] ? device->name : "–");
    buf_printf(
        rows->out,
        " <code class=\"quiet\">%.8s</code></th><td role=\"cell\" data-label=\"Undersökning\">",
        key);
    add_html(rows->out, device->survey);
    buf_add_text(rows->out, "</td>");
    add_contact(rows, device->standing.seen_hour);
    add_count(rows->out, "Buntar", device->batches);
    add_count(rows->out, "Svar", device->responses);
    add_state(rows, device);
    buf_add_text(rows->out, "</tr>\n");
}

static void end_table(struct rows *rows, const char *none)
{
    buf_add_text(rows->out, "</tbody></table>\n");
    if (!rows->count) buf_printf(rows->out, "<p class=\"quiet\">%s</p>\n", none);
    if (rows->count > ROWS_MAX)
        buf_printf(rows->out, "<p class=\"quiet\">%zu rader till. / %zu more rows.</p>\n",
                   rows->count - ROWS_MAX, rows->count - ROWS_MAX);
}

// What the words in the last column ask for.
static void add_advice(const struct rows *rows)
{
    if (rows->gaps)
        buf_add_text(rows->out,
                     "<p><strong>Saknas:</strong> de buntarna kommer oftast snart, eller "
                     "med ett minne. <span lang=\"en\">Missing batches usually come "
                     "soon, or on a stick.</span></p>\n");
    if (rows->forks)
        buf_add_text(rows->out,
                     "<p><strong>Dubbelnumrerade:</strong> två buntar bär samma nummer. "
                     "Be arrangören köra svar verify. <span lang=\"en\">Two batches bear "
                     "one number: ask the organizer to run svar verify.</span></p>\n");
    if (rows->blocked)
        buf_add_text(rows->out, "<p><strong>Spärrad:</strong> släpp in med svar-collector devices "
                                "--unblock. <span lang=\"en\">Let a device in again with --unblock."
                                "</span></p>\n");
}

static void begin_surveys(struct buf *out)
{
    buf_add_text(out, "<h1>Insamlaren <span lang=\"en\">/ The collector</span></h1>\n"
                      "<p class=\"quiet\">Förseglade svar: insamlaren kan inte läsa dem. <span "
                      "lang=\"en\">Sealed responses: the collector cannot read them.</span></p>\n"
                      "<h2 id=\"surveys\">Undersökningar <span lang=\"en\">/ Surveys</span></h2>\n"
                      "<table role=\"table\" aria-labelledby=\"surveys\"><thead "
                      "role=\"rowgroup\"><tr role=\"row\">");
    add_heading(out, "Undersökning", "survey", false);
    add_heading(out, "Version", "version", true);
    add_heading(out, "Enheter", "devices", true);
    add_heading(out, "Buntar", "batches", true);
    add_heading(out, "Svar", "responses", true);
    buf_add_text(out, "</tr></thead><tbody role=\"rowgroup\">\n");
}

static void begin_devices(struct buf *out)
{
    buf_add_text(out, "<h2 id=\"devices\">Enheter <span lang=\"en\">/ Devices</span></h2>\n"
                      "<table role=\"table\" aria-labelledby=\"devices\"><thead "
                      "role=\"rowgroup\"><tr role=\"row\">");
    add_heading(out, "Enhet", "device", false);
    add_heading(out, "Undersökning", "survey", false);
    add_heading(out, "Senast hörd", "last contact", false);
    add_heading(out, "Buntar", "batches", true);
    add_heading(out, "Svar", "responses", true);
    add_heading(out, "Kedjan", "chain", false);
    buf_add_text(out, "</tr></thead><tbody role=\"rowgroup\">\n");
}

void collector_service_get_status(struct collector_service *s,
                                  const struct collector_request *request,
                                  struct collector_reply *reply)
{
    (void)request;
    struct buf *out = &reply->body;
    struct err_info info = {0};
    struct rows rows = {.out = out, .hour_now = clock_wall_ms(&s->clock) / 3600000};
    buf_clear(out);
    buf_add_text(out, page_head);
    begin_surveys(out);
    enum err err = s->storage->table->surveys(s->storage, survey_row, &rows, &info);
    end_table(&rows,
              "Ingen undersökning är publicerad här ännu. / No survey is published here yet.");
    rows.count = 0;
    begin_devices(out);
    if (!err) err = s->storage->table->devices(s->storage, device_row, &rows, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    end_table(&rows, "Ingen enhet är inskriven ännu. / No device is enrolled yet.");
    add_advice(&rows);
    buf_add_text(out, "</main>\n</body>\n</html>\n");
    reply->status = 200;
    reply->type = "text/html; charset=utf-8";
}
