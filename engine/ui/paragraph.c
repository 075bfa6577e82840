// SPDX-License-Identifier: EUPL-1.2
// Lines and runs: greedy line breaking at UAX 14 opportunities, runs reordered by UAX 9 L2, each
// measured as it will be shaped.
#include "ui/paragraph.h"

#include <linebreak.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "ui/itemize.h"

// Beside libunibreak's: a word is divided here, with a hyphen.
enum { BREAK_HYPHEN = 64 };

struct layouter {
    struct ui_paragraph *p;
    struct ui_fonts *fonts;
    struct ui_hyphens *hyphens;
    const struct ui_text_style *style;
    struct str text;
    struct ui_items it;
    uint32_t line_capacity;
    uint32_t run_capacity;
    int limit; // INT_MAX where there is none
    int y;
};

TTF_Font *ui_run_font(struct ui_fonts *fonts, const struct ui_text_style *style, int face,
                      int script, bool rtl)
{
    TTF_Font *font = ui_fonts_open(fonts, face, style->bold, style->px);
    TTF_SetFontDirection(font, rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    // Numbers inside Arabic are a left-to-right run of their own: no script that would turn them.
    TTF_SetFontScriptName(font, ui_script_tag(ui_script_rtl(script) && !rtl ? 0 : script));
    return font;
}

int ui_run_measure(struct ui_fonts *fonts, const struct ui_text_style *style, int face, int script,
                   bool rtl, const char *utf8)
{
    if (!*utf8) return 0;
    int w = 0;
    int h = 0;
    TTF_SizeUTF8(ui_run_font(fonts, style, face, script, rtl), utf8, &w, &h);
    return ui_fonts_coloured(face) ? (int)lround(w * ui_fonts_scale(face, style->px)) : w;
}

// The characters [from, to) as they are rendered: breaks are spaces, a soft hyphen shows at the end
// of a line only.
static char *run_text(const struct ui_items *it, size_t from, size_t to, bool hyphen)
{
    struct buf b = {0};
    buf_reserve(&b, (to - from) * 4 + 2);
    for (size_t i = from; i < to; i++) {
        uint32_t c = it->c[i];
        if (c == 0xAD) {
            if (!hyphen || i + 1 != to) continue;
            c = 0x2010;
        }
        if (c == '\n' || c == 0x2028 || c == 0x2029) continue;
        char utf8[4];
        buf_add(&b, utf8, utf8_encode(c, utf8));
    }
    if (hyphen && to > from && it->breaks[to - 1] == BREAK_HYPHEN) buf_add_char(&b, '-');
    // Keeps the capacity's bytes, which paragraph_clear wipes through the terminated text.
    return buf_text(&b);
}

static bool same_run(const struct ui_items *it, size_t a, size_t b)
{
    return it->level[a] == it->level[b] && it->face[a] == it->face[b] &&
           it->script[a] == it->script[b];
}

static int measure_piece(struct layouter *l, size_t from, size_t to, bool hyphen)
{
    char *utf8 = run_text(&l->it, from, to, hyphen);
    int w = ui_run_measure(l->fonts, l->style, l->it.face[from], l->it.script[from],
                           l->it.level[from] & 1, utf8);
    explicit_bzero(utf8, strlen(utf8));
    free(utf8);
    return w;
}

// Width of [from, to), run by run.
static int measure(struct layouter *l, size_t from, size_t to)
{
    int w = 0;
    while (from < to) {
        size_t end = from + 1;
        while (end < to && same_run(&l->it, from, end))
            end++;
        w += measure_piece(l, from, end, true);
        from = end;
    }
    return w;
}

static size_t without_spaces(const struct ui_items *it, size_t from, size_t to)
{
    while (to > from && ui_item_space(it->c[to - 1]))
        to--;
    return to;
}

static size_t segment_end(const struct ui_items *it, size_t from)
{
    while (it->breaks[from] != LINEBREAK_MUSTBREAK && it->breaks[from] != LINEBREAK_ALLOWBREAK)
        from++;
    return from + 1;
}

// ---- one line ----

static struct ui_run *add_run(struct layouter *l)
{
    struct ui_paragraph *p = l->p;
    if (p->run_count == l->run_capacity) {
        l->run_capacity = l->run_capacity ? l->run_capacity * 2 : 4;
        p->runs = xreallocarray(p->runs, l->run_capacity, sizeof *p->runs);
    }
    struct ui_run *run = &p->runs[p->run_count++];
    *run = (struct ui_run){0};
    return run;
}

// Turns the order of runs[0..count) from logical to visual: rule L2 on whole runs.
static void reorder(struct ui_run *runs, const uint8_t *levels_in, uint32_t count)
{
    uint8_t *levels = xmalloc(count);
    memcpy(levels, levels_in, count);
    uint8_t highest = 0;
    uint8_t lowest_odd = 255;
    for (uint32_t i = 0; i < count; i++) {
        if (levels[i] > highest) highest = levels[i];
        if ((levels[i] & 1) && levels[i] < lowest_odd) lowest_odd = levels[i];
    }
    for (int level = highest; level >= lowest_odd; level--) {
        for (uint32_t from = 0; from < count; from++) {
            if (levels[from] < level) continue;
            uint32_t to = from;
            while (to < count && levels[to] >= level)
                to++;
            for (uint32_t a = from, b = to - 1; a < b; a++, b--) {
                struct ui_run run = runs[a];
                runs[a] = runs[b];
                runs[b] = run;
                uint8_t other = levels[a];
                levels[a] = levels[b];
                levels[b] = other;
            }
            from = to;
        }
    }
    free(levels);
}

// Makes the line of characters [from, to); x of the runs counts from the line's own start.
static struct ui_line *add_line(struct layouter *l, size_t from, size_t to)
{
    struct ui_paragraph *p = l->p;
    struct ui_items *it = &l->it;
    if (p->line_count == l->line_capacity) {
        l->line_capacity = l->line_capacity ? l->line_capacity * 2 : 4;
        p->lines = xreallocarray(p->lines, l->line_capacity, sizeof *p->lines);
    }
    struct ui_line *line = &p->lines[p->line_count++];
    *line = (struct ui_line){.from = it->at[from], .to = it->at[to], .run = p->run_count};
    size_t seen = without_spaces(it, from, to);
    for (size_t i = seen; i < to; i++)
        it->level[i] = it->base; // rule L1
    uint8_t *levels = xmalloc(to - from + 1);
    double ascent = 0.98;
    double descent = 0.29;
    for (size_t at = from; at < to;) {
        size_t end = at + 1;
        while (end < to && end != seen && same_run(it, at, end))
            end++;
        struct ui_run *run = add_run(l);
        run->face = it->face[at];
        run->script = it->script[at];
        run->rtl = it->level[at] & 1;
        run->from = it->at[at];
        run->to = it->at[end];
        run->utf8 = run_text(it, at, end, end == seen);
        run->w = ui_run_measure(l->fonts, l->style, run->face, run->script, run->rtl, run->utf8);
        levels[line->run_count++] = it->level[at];
        if (at < seen) {
            line->w += run->w;
            ascent = fmax(ascent, ui_fonts_ascent(run->face));
            descent = fmax(descent, ui_fonts_descent(run->face));
        }
        at = end;
    }
    reorder(p->runs + line->run, levels, line->run_count);
    free(levels);
    // Spaces at the end of a right-to-left line stand left of what is seen.
    int x = 0;
    for (uint32_t i = 0; i < line->run_count; i++) {
        struct ui_run *run = &p->runs[line->run + i];
        if (it->base && run->from >= it->at[seen]) x -= run->w;
    }
    for (uint32_t i = 0; i < line->run_count; i++) {
        struct ui_run *run = &p->runs[line->run + i];
        run->x = x;
        x += run->w;
    }
    line->h = (int)lround(l->style->px * (ascent + descent));
    line->baseline = (int)lround(l->style->px * ascent);
    line->y = l->y;
    l->y += line->h;
    if (line->w > p->w) p->w = line->w;
    return line;
}

static void take_back_line(struct layouter *l)
{
    struct ui_paragraph *p = l->p;
    struct ui_line *line = &p->lines[--p->line_count];
    for (uint32_t i = line->run; i < p->run_count; i++) {
        explicit_bzero(p->runs[i].utf8, strlen(p->runs[i].utf8));
        free(p->runs[i].utf8);
    }
    p->run_count = line->run;
    l->y -= line->h;
    p->w = 0;
    for (uint32_t i = 0; i < p->line_count; i++) {
        if (p->lines[i].w > p->w) p->w = p->lines[i].w;
    }
}

// ---- breaking into lines ----

// Where a word that is longer than the line is divided by its language, the hyphen's width counted;
// from where it is not. In a line of its own: the last of its places that fits.
static size_t divide(struct layouter *l, size_t from, size_t to)
{
    struct ui_items *it = &l->it;
    if (!l->style->divided) return from;
    ui_items_hyphenate(it, l->hyphens, l->style->language);
    for (size_t i = to - 1; i > from; i--) {
        if (!it->hyphen[i - 1]) continue;
        char kept = it->breaks[i - 1];
        it->breaks[i - 1] = BREAK_HYPHEN;
        if (measure(l, from, i) <= l->limit) return i;
        it->breaks[i - 1] = kept;
    }
    return from;
}

// A word longer than the line: as many whole characters as fit, at least one.
static size_t break_inside(struct layouter *l, size_t from, size_t to)
{
    struct str text = l->text;
    size_t best = from;
    size_t low = from + 1;
    size_t high = to;
    while (low <= high) {
        size_t middle = (low + high) / 2;
        if (measure(l, from, middle) <= l->limit) {
            best = middle;
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    // Back to the border of a character with its marks.
    size_t byte = l->it.at[best > from ? best : from + 1];
    size_t border = l->it.at[from];
    for (;;) {
        size_t next = ui_edit_border(text, border, 1);
        if (next > byte && border > l->it.at[from]) break;
        border = next;
        if (next >= byte) break;
    }
    size_t at = from + 1;
    while (at < to && l->it.at[at] < border)
        at++;
    return at;
}

// Where the line that starts at from ends: as many segments as fit by the sum of their widths.
static size_t line_end(struct layouter *l, size_t from)
{
    const struct ui_items *it = &l->it;
    size_t end = from;
    int w = 0; // of what is behind, spaces included
    for (;;) {
        size_t next = segment_end(it, end);
        size_t seen = without_spaces(it, end, next);
        int seen_w = measure(l, end, seen);
        if (w + seen_w > l->limit) {
            if (end > from) return end;
            size_t divided = divide(l, from, seen);
            if (divided > from) return divided;
            l->p->broke_word = true;
            return break_inside(l, from, seen);
        }
        w += seen_w + measure(l, seen, next);
        end = next;
        if (it->breaks[end - 1] == LINEBREAK_MUSTBREAK || end == it->count) return end;
    }
}

// One segment less; from where there is none to lose.
static size_t segment_less(const struct ui_items *it, size_t from, size_t end)
{
    size_t last = from;
    for (size_t at = segment_end(it, from); at < end; at = segment_end(it, at))
        last = at;
    return last;
}

static void make_lines(struct layouter *l)
{
    const struct ui_items *it = &l->it;
    for (size_t from = 0; from < it->count;) {
        size_t end = line_end(l, from);
        while (add_line(l, from, end)->w > l->limit) {
            // Shaped as a whole it came out wider than its parts.
            size_t less = segment_less(it, from, end);
            if (less == from) break;
            take_back_line(l);
            end = less;
        }
        from = end;
    }
    // An empty text, and one that ends in a break, end in an empty line where a caret can stand.
    if (it->count == 0 || it->c[it->count - 1] == '\n') add_line(l, it->count, it->count);
}

static void clear_lines(struct layouter *l)
{
    ui_paragraph_clear(l->p, true);
    l->p->w = 0;
    l->line_capacity = l->run_capacity = 0;
    l->y = 0;
}

static void measure_words(struct layouter *l)
{
    const struct ui_items *it = &l->it;
    size_t line = 0;
    int sum = 0; // of the line's words, as line_end adds them up
    for (size_t from = 0; from < it->count;) {
        size_t end = segment_end(it, from);
        size_t seen = without_spaces(it, from, end);
        int w = measure(l, from, seen);
        if (w > l->p->least_w) l->p->least_w = w;
        if (sum + w > l->p->natural_w) l->p->natural_w = sum + w;
        sum += w + measure(l, seen, end);
        if (it->breaks[end - 1] == LINEBREAK_MUSTBREAK) {
            // As it will be shaped: a line is not quite the sum of its words.
            w = measure(l, line, seen > line ? seen : line);
            if (w > l->p->natural_w) l->p->natural_w = w;
            line = end;
            sum = 0;
        }
        from = end;
    }
}

// The narrowest box that needs no more lines: lines of about the same length.
static void balance(struct layouter *l)
{
    uint32_t lines = l->p->line_count;
    int wide = l->p->w;
    int narrow = l->p->w / 2 > l->p->least_w ? l->p->w / 2 : l->p->least_w;
    while (wide - narrow > 4) {
        clear_lines(l);
        l->limit = (wide + narrow) / 2;
        make_lines(l);
        if (l->p->line_count <= lines) {
            wide = l->limit;
        } else {
            narrow = l->limit;
        }
    }
    clear_lines(l);
    l->limit = wide;
    make_lines(l);
}

// A last line of one short word is given company from the line before, where that takes no more
// lines.
static void keep_company(struct layouter *l)
{
    struct ui_paragraph *p = l->p;
    uint32_t lines = p->line_count;
    int whole = l->limit;
    for (int part = 96; part >= 68 && p->lines[p->line_count - 1].w < p->w / 4; part -= 4) {
        l->limit = whole * part / 100;
        if (l->limit < p->least_w) break;
        clear_lines(l);
        make_lines(l);
        if (p->line_count > lines) break;
    }
    if (p->line_count <= lines) return;
    clear_lines(l);
    l->limit = whole;
    make_lines(l);
}

static void clip(struct layouter *l)
{
    const struct ui_items *it = &l->it;
    size_t end = without_spaces(it, 0, it->count);
    add_line(l, 0, end);
    if (l->p->w <= l->limit) return;
    struct ui_run dots = {
        .face = ui_fonts_face(l->fonts, 0x2026, 0, -1), .rtl = it->base, .utf8 = xstrdup("\u2026")};
    dots.w = ui_run_measure(l->fonts, l->style, dots.face, 0, dots.rtl, dots.utf8);
    int limit = l->limit;
    l->limit = limit > dots.w ? limit - dots.w : 0;
    clear_lines(l);
    end = without_spaces(it, 0, break_inside(l, 0, end));
    struct ui_line *line = add_line(l, 0, end);
    dots.from = dots.to = line->to;
    dots.x = it->base ? -dots.w : line->w;
    *add_run(l) = dots;
    line->run_count++;
    if (it->base) {
        for (uint32_t i = 0; i < line->run_count; i++)
            l->p->runs[line->run + i].x += dots.w;
    }
    line->w += dots.w;
    l->p->w = line->w;
    l->limit = limit;
}

static void align(struct layouter *l, int box_w)
{
    struct ui_paragraph *p = l->p;
    enum ui_align at = l->style->align;
    bool right = (at == UI_ALIGN_END) != (l->style->rtl && at != UI_ALIGN_CENTER);
    for (uint32_t i = 0; i < p->line_count; i++) {
        struct ui_line *line = &p->lines[i];
        int room = box_w - line->w;
        line->x = at == UI_ALIGN_CENTER ? room / 2 : right ? room : 0;
        for (uint32_t r = 0; r < line->run_count; r++)
            p->runs[line->run + r].x += line->x;
    }
}

void ui_paragraph_layout(struct ui_paragraph *p, struct ui_fonts *fonts, struct ui_hyphens *hyphens,
                         struct str text, const struct ui_text_style *style, int box_w)
{
    struct layouter l = {.p = p, .fonts = fonts, .hyphens = hyphens, .style = style, .text = text};
    *p = (struct ui_paragraph){0};
    ui_fonts_read_by(fonts, style->reading);
    ui_items_init(&l.it, fonts, text, style->rtl, style->language);
    l.limit = box_w > 0 ? box_w : INT_MAX;
    measure_words(&l);
    if (style->clipped) {
        clip(&l);
    } else {
        make_lines(&l);
        bool several = box_w > 0 && p->line_count > 1;
        if (several && style->balanced && p->line_count < 6)
            balance(&l);
        else if (several && style->divided && !p->broke_word)
            keep_company(&l);
    }
    p->box_w = box_w > 0 ? box_w : p->w;
    p->h = l.y;
    align(&l, p->box_w);
    ui_items_finish(&l.it);
}

void ui_paragraph_clear(struct ui_paragraph *p, bool wipe)
{
    for (uint32_t i = 0; i < p->run_count; i++) {
        if (wipe) explicit_bzero(p->runs[i].utf8, strlen(p->runs[i].utf8));
        free(p->runs[i].utf8);
    }
    for (uint32_t i = 0; i < p->line_count; i++) {
        struct ui_line *line = &p->lines[i];
        size_t bytes = (size_t)line->mask_box.w * (size_t)line->mask_box.h;
        if (wipe && line->mask) explicit_bzero(line->mask, bytes);
        free(line->mask);
    }
    free(p->runs);
    free(p->lines);
    p->runs = NULL;
    p->lines = NULL;
    p->run_count = p->line_count = 0;
}
