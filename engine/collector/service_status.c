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
static const char page_head[] =
    "<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Svar – insamlaren</title>\n<style>\n"
    ":root{color-scheme:light dark;--paper:#faf7f2;--surface:#fff;--ink:#1a2024;--ink2:#4b555c;"
    "--line:#818b92;--good:#1f7a4c;--warn:#8a5200;--bad:#b3261e}\n"
    "@media(prefers-color-scheme:dark){:root{--paper:#12171a;--surface:#1c2327;--ink:#f3f5f6;"
    "--ink2:#b4bec4;--line:#7b878e;--good:#6fd6a0;--warn:#f0b45c;--bad:#ff9a8f}}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1.05rem/1.55 Inter,\"Noto Sans\","
    "system-ui,sans-serif}\nmain{max-width:70rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}\n"
    "h1{font-size:2rem;line-height:1.2;margin:0 0 .3rem}\nh2{font-size:1.3rem;margin:2.5rem 0 "
    ".6rem}\n"
    "p{margin:.3rem 0;max-width:46rem}\nsmall,.quiet{color:var(--ink2)}\n"
    ".card{background:var(--surface);border-radius:.6rem;overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\n"
    "caption{text-align:left;padding:.8rem 1rem 0;color:var(--ink2)}\n"
    "th,td{padding:.55rem 1rem;text-align:start;border-bottom:1px solid "
    "color-mix(in srgb,var(--line) 40%,transparent)}\n"
    "thead th{color:var(--ink2);font-weight:600}\ntbody th{font-weight:600}\n"
    "tr:last-child>*{border-bottom:0}\n.n{text-align:end}\n"
    ".good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}\n"
    "code{font-size:.9em}\n</style>\n</head>\n<body>\n<main>\n";

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

struct rows {
    struct buf *out;
    size_t count, gaps, blocked;
    int64_t hour_now;
};

static void survey_row(const struct collector_survey_figures *survey, void *data)
{
    struct rows *rows = data;
    if (rows->count++ >= ROWS_MAX) return;
    buf_add_text(rows->out, "<tr><th scope=\"row\">");
    add_html(rows->out, survey->id);
    buf_printf(rows->out,
               "</th><td class=\"n\">%lld</td><td class=\"n\">%llu</td><td class=\"n\">%llu</td>"
               "<td class=\"n\">%llu</td></tr>\n",
               (long long)survey->version, (unsigned long long)survey->devices,
               (unsigned long long)survey->batches, (unsigned long long)survey->responses);
}

static void add_contact(struct rows *rows, int64_t hour)
{
    if (!hour) {
        buf_add_text(rows->out, "<td class=\"quiet\">ännu inte <small>/ not yet</small></td>");
        return;
    }
    time_t at = (time_t)(hour * 3600);
    struct tm parts;
    char text[32] = "";
    if (gmtime_r(&at, &parts)) strftime(text, sizeof text, "%Y-%m-%d %H", &parts);
    int64_t ago = rows->hour_now - hour;
    buf_printf(rows->out,
               "<td><time datetime=\"%.10sT%.2s:00Z\">%s UTC</time> <small>%lld h</small>", text,
               text + 11, text, (long long)(ago > 0 ? ago : 0));
    buf_add_text(rows->out, "</td>");
}

static void add_state(struct rows *rows, const struct collector_device *device)
{
    buf_add_text(rows->out, "<td>");
    if (device->standing.blocked) {
        buf_add_text(rows->out, "<span class=\"bad\">spärrad <small>/ blocked</small></span> ");
        rows->blocked++;
    }
    if (device->missing) {
        buf_printf(rows->out, "<span class=\"warn\">%llu saknas <small>/ missing</small></span> ",
                   (unsigned long long)device->missing);
        rows->gaps++;
    }
    if (device->forked)
        buf_printf(rows->out,
                   "<span class=\"bad\">%llu dubbelnumrerade <small>/ forked</small></span> ",
                   (unsigned long long)device->forked);
    if (!device->standing.blocked && !device->missing && !device->forked)
        buf_add_text(rows->out, "<span class=\"good\">hel kedja <small>/ whole</small></span>");
    buf_add_text(rows->out, "</td>");
}

static void device_row(const struct collector_device *device, void *data)
{
    struct rows *rows = data;
    if (rows->count++ >= ROWS_MAX) return;
    char key[65];
    hex_encode(device->key, sizeof device->key, key);
    buf_add_text(rows->out, "<tr><th scope=\"row\">");
    add_html(rows->out, device->name[0] ? device->name : "–");
    buf_printf(rows->out, " <code class=\"quiet\">%.8s</code></th><td>", key);
    add_html(rows->out, device->survey);
    buf_add_text(rows->out, "</td>");
    add_contact(rows, device->standing.seen_hour);
    buf_printf(rows->out, "<td class=\"n\">%llu</td><td class=\"n\">%llu</td>",
               (unsigned long long)device->batches, (unsigned long long)device->responses);
    add_state(rows, device);
    buf_add_text(rows->out, "</tr>\n");
}

static void end_table(struct rows *rows)
{
    buf_add_text(rows->out, "</tbody></table></div>\n");
    if (rows->count > ROWS_MAX)
        buf_printf(rows->out, "<p class=\"quiet\">%zu rader till. / %zu more rows.</p>\n",
                   rows->count - ROWS_MAX, rows->count - ROWS_MAX);
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
    buf_add_text(out,
                 "<h1>Insamlaren <small lang=\"en\">/ The collector</small></h1>\n"
                 "<p class=\"quiet\">Förseglade svar: insamlaren kan inte läsa dem. <span "
                 "lang=\"en\">Sealed responses: the collector cannot read them.</span></p>\n"
                 "<h2>Undersökningar <small lang=\"en\">/ Surveys</small></h2>\n<div "
                 "class=\"card\"><table><thead><tr><th scope=\"col\">Undersökning</th><th "
                 "scope=\"col\" class=\"n\">Version</th><th scope=\"col\" class=\"n\">Enheter</th>"
                 "<th scope=\"col\" class=\"n\">Buntar</th><th scope=\"col\" class=\"n\">Svar</th>"
                 "</tr></thead><tbody>\n");
    enum err err = s->storage->table->surveys(s->storage, survey_row, &rows, &info);
    end_table(&rows);
    rows.count = 0;
    buf_add_text(out,
                 "<h2>Enheter <small lang=\"en\">/ Devices</small></h2>\n<div class=\"card\">"
                 "<table><thead><tr><th scope=\"col\">Enhet</th><th scope=\"col\">Undersökning</th>"
                 "<th scope=\"col\">Senast hörd</th><th scope=\"col\" class=\"n\">Buntar</th><th "
                 "scope=\"col\" class=\"n\">Svar</th><th scope=\"col\">Kedjan</th></tr></thead>"
                 "<tbody>\n");
    if (!err) err = s->storage->table->devices(s->storage, device_row, &rows, &info);
    if (err) {
        collector_service_storage_problem(reply, err, &info);
        return;
    }
    end_table(&rows);
    if (rows.gaps)
        buf_add_text(out, "<p>Buntar som saknas kommer oftast snart, eller med ett minne. <span "
                          "lang=\"en\">Batches that are missing usually come soon, or on a "
                          "stick.</span></p>\n");
    buf_add_text(out, "</main>\n</body>\n</html>\n");
    reply->status = 200;
    reply->type = "text/html; charset=utf-8";
}
