// SPDX-License-Identifier: EUPL-1.2
// Headings, and the few words under one, wait for what they stand over: a heading is never the last
// thing on a page.
#include "report/pdf_priv.h"

enum { HAIR = 0xDDD8CF, WORDS_MAX = 90 }; // points: longer words start their own page

struct look {
    const char *tag;
    const struct pdf_style *style;
    double before, after;
    bool ruled; // a line over it, and an entry in the list beside the pages
};

static struct look look_of(enum pdf_held_kind kind)
{
    switch (kind) {
    case PDF_PART: return (struct look){"H2", &report_pdf_part, 14, 6, true};
    case PDF_HEADING: return (struct look){"H3", &report_pdf_heading, 12, 4, false};
    case PDF_SUBHEADING: return (struct look){"H4", &report_pdf_strong, 12, 4, false};
    case PDF_STRONG: return (struct look){"P", &report_pdf_strong, 3, 3, false};
    case PDF_SMALL: return (struct look){"P", &report_pdf_small, 3, 3, false};
    case PDF_WORDS: break;
    }
    return (struct look){"P", &report_pdf_body, 3, 3, false};
}

static void draw(struct pdf *p, enum pdf_held_kind kind, struct str text)
{
    struct look look = look_of(kind);
    report_pdf_space(p, look.before);
    if (look.ruled) {
        report_pdf_rule(p, p->y, HAIR);
        p->y += 10;
        report_pdf_bookmark(p, 1, text);
    }
    report_pdf_paragraph(p, look.tag, look.style, text);
    p->y += look.after;
}

static double height_of(struct pdf *p, enum pdf_held_kind kind, struct str text)
{
    struct look look = look_of(kind);
    return look.before + (look.ruled ? 10 : 0) + report_pdf_height(p, PDF_ROOM, look.style, text) +
           look.after;
}

void report_pdf_words(struct pdf *p, enum pdf_held_kind kind, struct str text)
{
    bool heading = kind <= PDF_SUBHEADING;
    double height = height_of(p, kind, text);
    // What a new heading follows is whole: it waits no longer, and nothing is drawn for want of
    // room.
    if (heading && p->held_count && p->held[p->held_count - 1].kind > PDF_SUBHEADING) {
        report_pdf_need(p, 0);
        report_pdf_release(p);
    }
    bool holds = heading || (p->held_count && height <= WORDS_MAX);
    if (p->held_count == PDF_HELD_MAX) {
        report_pdf_need(p, height < WORDS_MAX ? height : WORDS_MAX);
        report_pdf_release(p);
    }
    if (p->measuring || !holds) {
        // The first lines of what is not held stay with what is.
        if (p->held_count) report_pdf_need(p, height < WORDS_MAX ? height : WORDS_MAX);
        if (!p->measuring) report_pdf_release(p);
        draw(p, kind, text);
        return;
    }
    struct pdf_held *held = &p->held[p->held_count++];
    held->kind = kind;
    held->height = height;
    buf_clear(&held->text);
    buf_add_str(&held->text, text);
}

double report_pdf_held_height(const struct pdf *p)
{
    double height = 0;
    for (size_t i = 0; i < p->held_count; i++)
        height += p->held[i].height;
    return height;
}

void report_pdf_release(struct pdf *p)
{
    size_t count = p->held_count;
    p->held_count = 0; // drawing asks whether there is something to release
    for (size_t i = 0; i < count; i++)
        draw(p, p->held[i].kind, buf_str(&p->held[i].text));
}

void report_pdf_held_finish(struct pdf *p)
{
    for (size_t i = 0; i < PDF_HELD_MAX; i++)
        buf_finish(&p->held[i].text);
}
