// SPDX-License-Identifier: EUPL-1.2
// The sheet of svar verify: verdict, figures, devices, findings, what was tried and what cannot be
// seen, and lines to sign on. Fixed texts are all in this file.
#include "organizer/verify_sheet.h"

#include "base/markup.h"

#include <stdio.h>
#include <time.h>

enum { DEVICE_CHARS = 16, DAY_S = 86400 };

static const char style[] =
    "@page{size:A4;margin:16mm 15mm}"
    ":root{--paper:#FAF7F2;--surface:#FFFFFF;--ink:#1A2024;--ink-2:#4B555C;--line:#818B92;"
    "--good:#1F7A4C;--bad:#B3261E}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Inter,'Noto Sans',"
    "sans-serif}"
    "main{max-width:62rem;margin:0 auto;padding:2rem 1.5rem 4rem}"
    "h1{font-size:1.9rem;line-height:1.2;margin:0 0 .2rem}h2{font-size:1.2rem;margin:2.2rem 0 "
    ".5rem}"
    "p{margin:.4rem 0;max-width:46rem}.lead{color:var(--ink-2)}"
    ".verdict{margin:1.4rem 0;padding:1rem 1.2rem;background:var(--surface);border:2px solid;"
    "border-left-width:.8rem;border-radius:3px}.verdict p{font-size:1.15rem;margin:0}"
    ".whole{border-color:var(--good)}.faulty{border-color:var(--bad)}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;background:var(--surface)}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid "
    "var(--line)}th{font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
    "code{font:.85em/1.4 'Noto Sans Mono',monospace;overflow-wrap:anywhere}"
    ".bad{color:var(--bad);font-weight:600}"
    ".sign{display:flex;gap:2rem;margin-top:3.5rem}.sign p{flex:1;border-top:1px solid var(--ink);"
    "padding-top:.3rem;color:var(--ink-2)}"
    "@media print{body{background:none;font-size:10pt}main{padding:0;max-width:none}"
    "h1{font-size:17pt}h2{font-size:12pt;break-after:avoid}tr,.verdict,.sign{break-inside:avoid}"
    "thead{display:table-header-group}.scroll{overflow:visible}}";

static const char *say(const struct verify_sheet *s, const char *swedish, const char *english)
{
    return s->swedish ? swedish : english;
}

static void add_time(struct buf *out, int64_t seconds, bool clock)
{
    char text[40] = "";
    time_t at = (time_t)seconds;
    struct tm utc;
    if (!gmtime_r(&at, &utc)) return;
    if (clock)
        strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &utc);
    else
        strftime(text, sizeof text, "%Y-%m-%d", &utc);
    buf_add_text(out, text);
}

static void add_hex(struct buf *out, const uint8_t *data, size_t bytes)
{
    char text[65];
    hex_encode(data, bytes, text);
    buf_printf(out, "<code>%s</code>", text);
}

static void add_count(struct buf *out, uint64_t count, bool bad)
{
    buf_printf(out, "<td class=\"n%s\">%llu</td>", bad && count ? " bad" : "",
               (unsigned long long)count);
}

// ---- parts ----

static void put_head(const struct verify_sheet *s, struct buf *out)
{
    struct str language = s->swedish ? STR("sv") : STR("en");
    buf_printf(out,
               "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
               "<meta name=\"viewport\" content=\"width=device-width\">\n<title>%s: ",
               language.ptr, say(s, "Kontroll av insamlade svar", "Check of collected responses"));
    markup_add(out, survey_text(s->survey, "title", language));
    buf_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>%s</h1>\n", style,
               say(s, "Kontroll av insamlade svar", "Check of collected responses"));
    buf_add_text(out, "<p class=\"lead\">");
    markup_add(out, survey_text(s->survey, "title", language));
    struct str organizer = survey_text(s->survey, "organizer.name", language);
    if (organizer.len) buf_add_text(out, " · ");
    markup_add(out, organizer);
    buf_printf(out, "<br>%s ", say(s, "Kontrollerat", "Checked"));
    add_time(out, s->now_s, true);
    buf_printf(out, " · svar %s</p>\n", SVAR_VERSION);
}

static void put_verdict(const struct verify_sheet *s, struct buf *out)
{
    const struct archive_report *r = s->report;
    bool whole = !r->faults;
    buf_printf(out, "<div class=\"verdict %s\"><p><strong>%s</strong> ", whole ? "whole" : "faulty",
               !r->figures.batches && whole ? say(s, "Inget att kontrollera.", "Nothing to check.")
               : whole                      ? say(s, "Allt är helt.", "Everything is whole.")
                                            : say(s, "Något är fel.", "Something is wrong."));
    if (!r->figures.batches && whole)
        buf_add_text(out, say(s, "Arkivet har inget av denna undersökning.",
                              "The archive holds nothing of this survey."));
    else if (whole)
        buf_add_text(out, say(s,
                              "Ingenting har tagits bort, lagts till, ändrats eller bytt plats i "
                              "det som finns i arkivet.",
                              "Nothing was taken away, added, changed or put in another order in "
                              "what lies in the archive."));
    else
        buf_printf(out, "%llu %s", (unsigned long long)r->faults,
                   say(s, "fel, se nedan. Reda ut varje fel innan siffror lämnas ut.",
                       "of them, see below. Clear each one up before figures are released."));
    buf_add_text(out, "</p></div>\n");
}

static void put_fact(struct buf *out, const char *name, uint64_t count, bool bad)
{
    buf_printf(out, "<tr><th scope=\"row\">%s</th>", name);
    add_count(out, count, bad);
    buf_add_text(out, "</tr>\n");
}

static void put_figures(const struct verify_sheet *s, struct buf *out)
{
    const struct archive_figures *f = &s->report->figures;
    uint64_t missing = 0, forks = 0;
    for (size_t i = 0; i < s->device_count; i++) {
        missing += s->devices[i].missing;
        forks += s->devices[i].forks;
    }
    buf_printf(out, "<h2>%s</h2>\n<div class=\"scroll\"><table><tbody>\n",
               say(s, "I siffror", "In figures"));
    put_fact(out, say(s, "Enheter", "Devices"), f->devices, false);
    put_fact(out, say(s, "Låsta svar", "Sealed responses"), f->responses, false);
    put_fact(out, say(s, "Buntar", "Batches"), f->batches, false);
    put_fact(
        out,
        say(s, "Buntar som saknas i enheternas kedjor", "Batches missing in the devices' chains"),
        missing, true);
    put_fact(out,
             say(s, "Buntar med samma nummer som en annan (två historier)",
                 "Batches with the number of another (two histories)"),
             forks, true);
    put_fact(out,
             say(s, "Buntar utan kvitto från insamlaren",
                 "Batches without a receipt from the collector"),
             f->batches - f->receipted, false);
    put_fact(out,
             say(s, "Lades åt sidan: var inga buntar eller hade fel signatur",
                 "Set aside: were no batches, or wrongly signed"),
             f->set_aside, true);
    buf_add_text(out, "</tbody></table></div>\n");
}

static void put_days(struct buf *out, const struct verify_device *d)
{
    buf_add_text(out, "<td>");
    if (d->first_day)
        add_time(out, d->first_day * DAY_S, false);
    else
        buf_add_text(out, "–"); // an archive of before it noted the day
    if (d->last_day > d->first_day) {
        buf_add_text(out, " – ");
        add_time(out, d->last_day * DAY_S, false);
    }
    buf_add_text(out, "</td>");
}

static void put_devices(const struct verify_sheet *s, struct buf *out)
{
    static const char *const heads[][2] = {
        {"Enhet", "Device"},        {"Kom hit", "Came"},           {"Nummer", "Numbers"},
        {"Buntar", "Batches"},      {"Svar", "Responses"},         {"Saknas", "Missing"},
        {"Två historier", "Forks"}, {"Utan kvitto", "No receipt"}, {"Fel", "Faults"},
    };
    buf_printf(out, "<h2>%s</h2>\n<div class=\"scroll\"><table>\n<thead><tr>",
               say(s, "Enhet för enhet", "Device by device"));
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        buf_printf(out, "<th scope=\"col\"%s>%s</th>", i > 1 ? " class=\"n\"" : "",
                   heads[i][!s->swedish]);
    buf_add_text(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < s->device_count; i++) {
        const struct verify_device *d = &s->devices[i];
        buf_add_text(out, "<tr><th scope=\"row\">");
        add_hex(out, d->key, DEVICE_CHARS / 2);
        buf_add_text(out, "</th>");
        put_days(out, d);
        buf_printf(out, "<td class=\"n\">%llu–%llu</td>", (unsigned long long)d->first,
                   (unsigned long long)d->last);
        add_count(out, d->batches, false);
        add_count(out, d->responses, false);
        add_count(out, d->missing, true);
        add_count(out, d->forks, true);
        add_count(out, d->batches - d->receipts, false);
        add_count(out, d->faults, true);
        buf_add_text(out, "</tr>\n");
    }
    buf_add_text(out, "</tbody></table></div>\n");
    buf_printf(out, "<p>%s</p>\n",
               say(s,
                   "Jämför numren med det som enheten själv visar på sin administratörssida: "
                   "buntar som togs bort sist i en kedja syns bara så.",
                   "Compare the numbers with what the device itself shows on its admin page: "
                   "batches taken away at a chain's end show in no other way."));
}

static void put_findings(const struct verify_sheet *s, struct buf *out)
{
    const struct archive_report *r = s->report;
    struct buf line = {0};
    buf_printf(out, "<h2>%s</h2>\n", say(s, "Vad som hittades", "What was found"));
    if (!r->count) {
        buf_printf(out, "<p>%s</p>\n", say(s, "Ingenting.", "Nothing."));
        return;
    }
    buf_printf(out,
               "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">%s</th><th "
               "scope=\"col\">%s</th></tr></thead>\n<tbody>\n",
               say(s, "Slag", "Kind"), say(s, "Vad", "What"));
    for (size_t i = 0; i < r->count; i++) {
        const struct archive_finding *f = &r->findings[i];
        bool fault = archive_what_fault(f->what);
        buf_clear(&line);
        archive_finding_print(f, s->swedish ? ARCHIVE_SWEDISH : ARCHIVE_ENGLISH, &line);
        buf_printf(out, "<tr><td%s>%s</td><td>", fault ? " class=\"bad\"" : "",
                   fault ? say(s, "fel", "fault") : say(s, "obs", "note"));
        markup_add(out, buf_str(&line));
        buf_add_text(out, "</td></tr>\n");
    }
    buf_add_text(out, "</tbody></table></div>\n");
    if (r->total > r->count)
        buf_printf(out, "<p>… %s %llu.</p>\n", say(s, "och så många till:", "and so many more:"),
                   (unsigned long long)(r->total - r->count));
    buf_finish(&line);
}

static void put_row(struct buf *out, const char *name)
{
    buf_printf(out, "<tr><th scope=\"row\">%s</th><td>", name);
}

static void put_what(const struct verify_sheet *s, struct buf *out)
{
    struct seal_minisign_key signer;
    const char *slash = strrchr(s->archive, '/');
    buf_printf(out, "<h2>%s</h2>\n<div class=\"scroll\"><table><tbody>\n",
               say(s, "Vad som kontrollerades", "What was checked"));
    put_row(out, say(s, "Undersökning", "Survey"));
    markup_add(out, survey_id(s->survey));
    buf_printf(out, ", version %lld", (long long)survey_version(s->survey));
    if (survey_wave(s->survey).len) {
        buf_printf(out, ", %s ", say(s, "omgång", "wave"));
        markup_add(out, survey_wave(s->survey));
    }
    if (survey_mode(s->survey) == SURVEY_TEST) buf_add_text(out, say(s, " (på prov)", " (a test)"));
    buf_add_text(out, "<br>SHA-256 ");
    add_hex(out, survey_hash(s->survey), 32);
    buf_add_text(out, "</td></tr>\n");
    put_row(out, say(s, "Signerad med", "Signed by"));
    survey_sign_key(s->survey, &signer);
    buf_add_text(out, "<code>");
    seal_minisign_key_format(&signer, out);
    buf_add_text(out, "</code></td></tr>\n");
    put_row(out, say(s, "Arkiv", "Archive"));
    markup_add(out, str_of(slash ? slash + 1 : s->archive));
    buf_printf(out, "<br>%s ",
               say(s, "SHA-256 av alla buntars länkar i ordning",
                   "SHA-256 of all batches' links in order"));
    add_hex(out, s->digest, 32);
    buf_add_text(out, "</td></tr>\n");
    put_row(out, say(s, "Inuti buntarna", "Inside the batches"));
    buf_add_text(
        out,
        s->looked_inside
            ? say(s, "Kontrollerat med organisatörens nyckel.", "Checked with the organizer's key.")
            : say(s, "Inte kontrollerat: det behöver organisatörens nyckel (svar verify --key).",
                  "Not checked: that takes the organizer's key (svar verify --key)."));
    buf_add_text(out, "</td></tr>\n</tbody></table></div>\n");
    buf_printf(out, "<p>%s</p>\n",
               say(s,
                   "Kontrollen går igenom varje enhets kedja av signerade buntar: signaturer, "
                   "nummer utan luckor från 1, länken till bunten före, byten av nyckel, "
                   "insamlarens kvitton, och att inget låst svar finns två gånger. Samma arkiv ger "
                   "samma SHA-256 ovan: den visar att bladet gäller just dessa buntar.",
                   "The check walks every device's chain of signed batches: signatures, numbers "
                   "without gaps from 1, the link to the batch before, changes of key, the "
                   "collector's receipts, and that no sealed response is there twice. The same "
                   "archive gives the same SHA-256 above: it shows that the sheet is about these "
                   "very batches."));
}

void verify_sheet_write(const struct verify_sheet *s, struct buf *out)
{
    put_head(s, out);
    put_verdict(s, out);
    put_figures(s, out);
    if (s->device_count) put_devices(s, out);
    put_findings(s, out);
    put_what(s, out);
    buf_printf(out, "<div class=\"sign\"><p>%s</p><p>%s</p><p>%s</p></div>\n",
               say(s, "Kontrollerat av", "Checked by"), say(s, "Datum", "Date"),
               say(s, "Namnteckning", "Signature"));
    buf_add_text(out, "</main>\n</body>\n</html>\n");
}
