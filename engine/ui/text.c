// SPDX-License-Identifier: EUPL-1.2
// The cache of paragraphs, their pixels, and where a caret stands in them.
#include "ui/text.h"

#include <linebreak.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "ui/image.h"
#include "ui/paragraph.h"

enum {
    BUCKETS = 1024,
    BYTES_MAX = 4 << 20, // kept between pages; one page alone may need more for its time
};

struct entry {
    struct ui_paragraph p; // first: text_of() casts back
    struct ui_text_style style;
    int box_w; // as asked for
    struct str text;
    size_t bytes;
    uint64_t used;
    struct entry *next;
};

struct ui_text {
    struct ui_fonts *fonts;
    struct ui_hyphens *hyphens;
    struct entry *buckets[BUCKETS];
    size_t bytes;
    uint64_t now;
};

enum err ui_text_create(struct ui_text **out, struct err_info *info)
{
    struct ui_fonts *fonts;
    enum err code = ui_fonts_create(&fonts, info);
    if (code != ERR_NONE) return code;
    init_linebreak();
    struct ui_text *t = xcalloc(1, sizeof *t);
    t->fonts = fonts;
    t->hyphens = ui_hyphens_create();
    *out = t;
    return ERR_NONE;
}

static void clear_colours(struct entry *e)
{
    for (uint32_t i = 0; i < e->p.line_count; i++) {
        struct ui_line *line = &e->p.lines[i];
        size_t pixels = (size_t)line->mask_box.w * (size_t)line->mask_box.h;
        if (line->colours) explicit_bzero(line->colours, pixels * sizeof *line->colours);
        free(line->colours);
        line->colours = NULL;
    }
}

static void let_go(struct ui_text *t, struct entry **place)
{
    struct entry *e = *place;
    *place = e->next;
    t->bytes -= e->bytes;
    clear_colours(e);
    ui_paragraph_clear(&e->p, e->style.secret);
    // The text's bytes stand behind the entry.
    explicit_bzero(e, sizeof *e + e->text.len);
    free(e);
}

typedef bool (*entry_test)(const struct ui_text *t, const struct entry *e);

static void sweep(struct ui_text *t, entry_test unwanted)
{
    for (int i = 0; i < BUCKETS; i++) {
        struct entry **place = &t->buckets[i];
        while (*place) {
            if (unwanted(t, *place)) {
                let_go(t, place);
            } else {
                place = &(*place)->next;
            }
        }
    }
}

static bool any(const struct ui_text *t, const struct entry *e)
{
    (void)t;
    (void)e;
    return true;
}

static bool old(const struct ui_text *t, const struct entry *e)
{
    return e->used + 2 < t->now;
}

static bool secret(const struct ui_text *t, const struct entry *e)
{
    (void)t;
    return e->style.secret;
}

void ui_text_destroy(struct ui_text *t)
{
    if (!t) return;
    sweep(t, any);
    ui_fonts_destroy(t->fonts);
    ui_hyphens_destroy(t->hyphens);
    free(t);
}

void ui_text_trim(struct ui_text *t)
{
    t->now++;
    if (t->bytes > BYTES_MAX) sweep(t, old);
}

void ui_text_forget(struct ui_text *t)
{
    sweep(t, secret);
}

size_t ui_text_bytes(const struct ui_text *t)
{
    return t->bytes;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + 0x9E3779B97F4A7C15U + (hash << 6) + (hash >> 2);
    return hash * 0xFF51AFD7ED558CCDU;
}

static uint64_t key_hash(struct str text, const struct ui_text_style *s, int box_w)
{
    uint64_t hash = str_hash(text);
    hash = mix(hash, (uint64_t)s->px << 32 | (uint32_t)box_w);
    hash = mix(hash, (uint64_t)s->bold | (uint64_t)s->rtl << 1 | (uint64_t)s->clipped << 2 |
                         (uint64_t)s->balanced << 3 | (uint64_t)s->secret << 4 |
                         (uint64_t)s->align << 5 | (uint64_t)s->reading << 8 |
                         (uint64_t)s->divided << 12);
    return mix(hash, str_hash(str_of(s->language)));
}

static bool same_style(const struct ui_text_style *a, const struct ui_text_style *b)
{
    return a->px == b->px && a->bold == b->bold && a->rtl == b->rtl && a->clipped == b->clipped &&
           a->balanced == b->balanced && a->secret == b->secret && a->align == b->align &&
           a->reading == b->reading && a->divided == b->divided &&
           strcmp(a->language, b->language) == 0;
}

const struct ui_paragraph *ui_text_paragraph(struct ui_text *t, struct str text,
                                             const struct ui_text_style *style, int box_w)
{
    uint64_t hash = key_hash(text, style, box_w);
    struct entry **bucket = &t->buckets[hash % BUCKETS];
    for (struct entry *e = *bucket; e; e = e->next) {
        if (e->p.hash == hash && e->box_w == box_w && same_style(&e->style, style) &&
            str_eq(e->text, text)) {
            e->used = t->now;
            return &e->p;
        }
    }
    struct entry *e = xcalloc(1, sizeof *e + text.len);
    if (text.len) memcpy(e + 1, text.ptr, text.len);
    e->text = str_make(e + 1, text.len);
    e->style = *style;
    e->box_w = box_w;
    e->used = t->now;
    ui_paragraph_layout(&e->p, t->fonts, t->hyphens, text, style, box_w);
    e->p.hash = hash;
    e->bytes = sizeof *e + text.len + e->p.line_count * sizeof *e->p.lines +
               e->p.run_count * (sizeof *e->p.runs + 32) + text.len;
    t->bytes += e->bytes;
    e->next = *bucket;
    *bucket = e;
    return &e->p;
}

// A paragraph that this cache handed out, as the entry it lies in.
static struct entry *entry_of(const struct ui_paragraph *p)
{
    return (struct entry *)(uintptr_t)p;
}

// ---- pixels ----

// Adds a shaped run's coverage. Where two runs meet, the darker one counts.
static void add_run(struct ui_line *line, const SDL_Surface *from, int x, int y)
{
    struct ui_rect at = {x - line->mask_box.x, y - line->mask_box.y, from->w, from->h};
    struct ui_rect whole = {0, 0, line->mask_box.w, line->mask_box.h};
    struct ui_rect in = ui_rect_common(at, whole);
    for (int row = in.y; row < in.y + in.h; row++) {
        const uint32_t *source =
            (const uint32_t *)((const char *)from->pixels + (row - at.y) * from->pitch) +
            (in.x - at.x);
        uint8_t *target = line->mask + (size_t)row * (size_t)whole.w + in.x;
        for (int i = 0; i < in.w; i++) {
            uint8_t alpha = (uint8_t)(source[i] >> 24);
            if (alpha > target[i]) target[i] = alpha;
        }
    }
}

// Adds a run of coloured pictures at the size of the text.
static void add_emoji(struct entry *e, struct ui_line *line, const struct ui_run *run,
                      const SDL_Surface *from, int ascent)
{
    size_t pixels = (size_t)line->mask_box.w * (size_t)line->mask_box.h;
    if (!line->colours) {
        line->colours = xcalloc(pixels + 1, sizeof *line->colours);
        e->bytes += pixels * sizeof *line->colours;
    }
    double scale = ui_fonts_scale(run->face, e->style.px);
    int top = line->y + line->baseline - (int)lround(ascent * scale);
    struct ui_rect at = {run->x - line->mask_box.x, top - line->mask_box.y,
                         (int)lround(from->w * scale), (int)lround(from->h * scale)};
    struct ui_rect whole = {0, 0, line->mask_box.w, line->mask_box.h};
    ui_image_shrink(from->pixels, from->w, from->h, from->pitch / 4, line->colours, whole, at);
}

const struct ui_line *ui_text_pixels(struct ui_text *t, const struct ui_paragraph *paragraph,
                                     uint32_t index)
{
    struct entry *e = entry_of(paragraph);
    struct ui_line *line = &e->p.lines[index];
    if (line->mask) return line;
    int room = e->style.px / 2; // for marks over and under, swashes beside
    line->mask_box =
        (struct ui_rect){line->x - room / 2, line->y - room, line->w + room, line->h + 2 * room};
    size_t bytes = (size_t)line->mask_box.w * (size_t)line->mask_box.h;
    line->mask = xcalloc(1, bytes + 1);
    e->bytes += bytes;
    t->bytes += bytes;
    for (uint32_t r = 0; r < line->run_count; r++) {
        const struct ui_run *run = &e->p.runs[line->run + r];
        if (run->utf8[strspn(run->utf8, " ")] == '\0') continue;
        TTF_Font *font = ui_run_font(t->fonts, &e->style, run->face, run->script, run->rtl);
        SDL_Surface *s = TTF_RenderUTF8_Blended(font, run->utf8, (SDL_Color){255, 255, 255, 255});
        if (!s) continue; // nothing to see, or out of memory there: the page goes on
        if (ui_fonts_coloured(run->face)) {
            size_t before = e->bytes;
            add_emoji(e, line, run, s, TTF_FontAscent(font));
            t->bytes += e->bytes - before;
        } else {
            add_run(line, s, run->x, line->y + line->baseline - TTF_FontAscent(font));
        }
        if (e->style.secret) explicit_bzero(s->pixels, (size_t)s->h * (size_t)s->pitch);
        SDL_FreeSurface(s);
    }
    return line;
}

// ---- the caret ----

static int measure_part(struct ui_text *t, const struct entry *e, const struct ui_run *run,
                        size_t at)
{
    size_t bytes = at - run->from;
    if (bytes >= strlen(run->utf8)) return run->w;
    char *part = xstrndup(run->utf8, bytes);
    int w = ui_run_measure(t->fonts, &e->style, run->face, run->script, run->rtl, part);
    explicit_bzero(part, bytes);
    free(part);
    return w;
}

int ui_text_along(struct ui_text *t, const struct ui_paragraph *p, const struct ui_run *run,
                  size_t at)
{
    int w = measure_part(t, entry_of(p), run, at);
    return run->rtl ? run->x + run->w - w : run->x + w;
}

struct ui_rect ui_text_caret(struct ui_text *t, const struct ui_paragraph *p, size_t at)
{
    const struct entry *e = entry_of(p);
    const struct ui_line *line = &p->lines[0];
    for (uint32_t i = 1; i < p->line_count && p->lines[i].from <= at; i++)
        line = &p->lines[i];
    struct ui_rect out = {line->x, line->y, 0, line->h};
    if (e->style.rtl) out.x += line->w;
    // After the last character before the caret; at a line's start before its first.
    for (uint32_t r = 0; r < line->run_count; r++) {
        const struct ui_run *run = &p->runs[line->run + r];
        bool inside = at > run->from && at <= run->to;
        bool at_start = at == line->from && run->from == at && run->to > at;
        if (!inside && !at_start) continue;
        out.x = ui_text_along(t, p, run, at);
        break;
    }
    return out;
}

size_t ui_text_hit(struct ui_text *t, const struct ui_paragraph *p, int x, int y)
{
    const struct entry *e = entry_of(p);
    uint32_t index = 0;
    while (index + 1 < p->line_count && y >= p->lines[index].y + p->lines[index].h)
        index++;
    const struct ui_line *line = &p->lines[index];
    size_t best = line->from;
    int best_away = INT32_MAX;
    for (size_t at = line->from;;) {
        struct ui_rect caret = ui_text_caret(t, p, at);
        int away = abs(caret.x - x);
        if (caret.y == line->y && away < best_away) {
            best = at;
            best_away = away;
        }
        if (at >= line->to) break;
        at = ui_edit_border(e->text, at, 1);
    }
    return best;
}
