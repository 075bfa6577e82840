// SPDX-License-Identifier: EUPL-1.2
// Findings and roles as text.
#include "organizer/store_words.h"

#include "base/str.h"

static const char *const roles[][STORE_LANGUAGES] = {
    [STORE_ROLE_PRESENT] = {"i bruk", "in use"},
    [STORE_ROLE_OLDER] = {"väntar på att tas över", "waits to be taken over"},
    [STORE_ROLE_EXAMINED] = {"övertagen", "taken over"},
    [STORE_ROLE_DAMAGED] = {"undanlagd som skadad", "set aside as damaged"},
    [STORE_ROLE_FOREIGN] = {"en annan enhets", "another device's"},
    [STORE_ROLE_OTHER] = {"annan", "other"},
};

static const char *const names[] = {
    [STORE_UNREADABLE] = "unreadable",
    [STORE_BAD_PAGES] = "bad-pages",
    [STORE_MENDED] = "first-page",
    [STORE_BATCH_DAMAGED] = "batch-damaged",
    [STORE_BATCH_MISSING] = "batch-missing",
    [STORE_BATCH_FORKED] = "batch-forked",
    [STORE_RESPONSES_GONE] = "responses-gone",
    [STORE_OTHER_DEVICE] = "other-device",
    [STORE_READ_BY_OTHERS] = "read-by-others",
    [STORE_LOSS_KNOWN] = "loss-known",
};

const char *store_words_role(enum store_role role, int language)
{
    return roles[role][language];
}

const char *store_words_name(enum store_what what)
{
    return names[what];
}

static void add_place(const struct store_finding *f, bool english, struct buf *out)
{
    if (f->file[0]) buf_printf(out, "%s: ", f->file);
    if (f->survey[0]) buf_printf(out, "%s %s: ", english ? "survey" : "undersökning", f->survey);
}

static void add_numbers(const struct store_finding *f, bool english, struct buf *out)
{
    unsigned long long first = f->number, last = f->number + (f->count ? f->count - 1 : 0);
    if (first == last)
        buf_printf(out, english ? "batch %llu" : "bunt %llu", first);
    else
        buf_printf(out, english ? "batches %llu to %llu" : "buntarna %llu till %llu", first, last);
}

static void add_swedish(const struct store_finding *f, struct buf *out)
{
    unsigned long long number = f->number, count = f->count;
    switch (f->what) {
    case STORE_UNREADABLE: buf_printf(out, "går inte att läsa (%s)", f->detail); break;
    case STORE_BAD_PAGES: buf_add_text(out, "delar av filen går inte att läsa"); break;
    case STORE_MENDED:
        buf_add_text(out, "filens början eller dess logg är skadad; resten lästes ändå");
        break;
    case STORE_BATCH_DAMAGED:
        if (number)
            buf_printf(out, "bunt %llu är skadad (%s)", number, f->detail);
        else
            buf_printf(out, "en bunt är skadad (%s)", f->detail);
        break;
    case STORE_BATCH_MISSING:
        add_numbers(f, false, out);
        buf_add_text(out, " finns inte i någon fil");
        break;
    case STORE_BATCH_FORKED: buf_printf(out, "två buntar har nummer %llu", number); break;
    case STORE_RESPONSES_GONE:
        buf_printf(out, "%llu svar i den öppna bunten är borta", count);
        break;
    case STORE_OTHER_DEVICE: buf_printf(out, "bunt %llu är en annan enhets", number); break;
    case STORE_READ_BY_OTHERS:
        buf_add_text(out, "andra användare kan läsa filen: chmod 600");
        break;
    case STORE_LOSS_KNOWN:
        buf_printf(out, "kiosken märkte att ");
        add_numbers(f, false, out);
        buf_printf(out, " är borta, med %s svar, och gick vidare", f->detail);
        break;
    }
}

static void add_english(const struct store_finding *f, struct buf *out)
{
    unsigned long long number = f->number, count = f->count;
    switch (f->what) {
    case STORE_UNREADABLE: buf_printf(out, "cannot be read (%s)", f->detail); break;
    case STORE_BAD_PAGES: buf_add_text(out, "parts of the file cannot be read"); break;
    case STORE_MENDED:
        buf_add_text(out,
                     "the file's beginning or its log is damaged; the rest was read all the same");
        break;
    case STORE_BATCH_DAMAGED:
        if (number)
            buf_printf(out, "batch %llu is damaged (%s)", number, f->detail);
        else
            buf_printf(out, "a batch is damaged (%s)", f->detail);
        break;
    case STORE_BATCH_MISSING:
        add_numbers(f, true, out);
        buf_add_text(out, f->count > 1 ? " are in no file" : " is in no file");
        break;
    case STORE_BATCH_FORKED: buf_printf(out, "two batches have number %llu", number); break;
    case STORE_RESPONSES_GONE:
        buf_printf(out, "%llu responses of the open batch are gone", count);
        break;
    case STORE_OTHER_DEVICE: buf_printf(out, "batch %llu is another device's", number); break;
    case STORE_READ_BY_OTHERS: buf_add_text(out, "other users can read the file: chmod 600"); break;
    case STORE_LOSS_KNOWN:
        buf_printf(out, "the kiosk noticed that ");
        add_numbers(f, true, out);
        buf_printf(out, " %s gone, with %s responses, and went on", f->count > 1 ? "are" : "is",
                   f->detail);
        break;
    }
}

void store_words_finding(const struct store_finding *f, int language, struct buf *out)
{
    add_place(f, language == STORE_ENGLISH, out);
    if (language == STORE_ENGLISH)
        add_english(f, out);
    else
        add_swedish(f, out);
}
