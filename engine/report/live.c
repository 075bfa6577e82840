// SPDX-License-Identifier: EUPL-1.2
// The projector's page. Sizes follow the screen's width, so that it fills 1080 lines as it fills
// 720; bars are SVG whose widths the script changes in place, so that they grow instead of jump.
#include "report/live.h"

#include "report/page_priv.h"

#include "base/alloc.h"

#include <stdlib.h>

enum { LABEL_MAX = 12, FEW_MAX = 6 }; // rows that fit the screen; a longer list shows its greatest

static const char live_style[] =
    "html,body{height:100%}body{margin:0;display:flex;flex-direction:column;font-size:1.45vw;"
    "line-height:1.3;overflow:hidden}"
    "main{max-width:none;flex:1;min-height:0;margin:0;padding:2.2vw 4vw 1.4vw;display:flex;"
    "flex-direction:column}"
    ".top{display:flex;justify-content:space-between;align-items:baseline;gap:3vw;"
    "color:var(--ink-2)}.top p{margin:0;max-width:none}"
    ".answers{font-weight:650;color:var(--primary);font-size:2vw;white-space:nowrap}"
    "h1{font-size:2.9vw;max-width:44ch;margin:1.6vw 0 .4vw;letter-spacing:-.015em}"
    ".base{margin:0 0 1.6vw;color:var(--ink-2);max-width:none}"
    ".bars{flex:1;min-height:0;display:flex;flex-direction:column;justify-content:center;"
    "gap:min(1.2vw,1.6vh)}"
    ".bar{display:grid;grid-template-columns:26vw 1fr 14.5vw;gap:1.6vw;align-items:center;"
    "flex:0 1 auto;min-height:4.2vw}"
    ".bar.set-apart{margin-top:1vw;min-height:3vw;color:var(--ink-2)}"
    ".bar.set-apart+.bar.set-apart{margin-top:0}"
    ".bar .name{font-size:1.75vw;font-weight:550;text-align:end;line-height:1.15;"
    "display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}"
    ".bar.set-apart .name{font-size:1.35vw;font-weight:400}"
    ".bar svg{width:100%;height:3.4vw;display:block}.bar.set-apart svg{height:2.2vw}"
    ".bar rect{transition:width .4s ease-out}"
    ".bar .share{display:grid;grid-template-columns:8.2vw "
    "auto;align-items:baseline;font-size:2.1vw;font-weight:650;font-variant-numeric:tabular-nums}"
    ".bar.set-apart .share{font-size:1.35vw;font-weight:400}"
    ".bar .share "
    "small{font-size:1.4vw;font-weight:400;color:var(--ink-2);margin-inline-start:.5vw}"
    ".many{gap:.5vw}.many .bar{min-height:2.5vw}.many .bar svg{height:2.1vw}"
    ".many .bar .name{font-size:1.3vw;-webkit-line-clamp:2}.many .bar .share{font-size:1.6vw}"
    ".many .bar.set-apart{margin-top:.4vw;min-height:1.9vw}.many .set-apart svg{height:1.5vw}"
    ".many .bar.set-apart+.bar.set-apart{margin-top:0}"
    ".many .bar.set-apart .name,.many .bar.set-apart .share{font-size:1.1vw}"
    ".many .bar .share small{font-size:1.1vw}"
    ".rail{fill:var(--tint)}.good{fill:var(--primary)}.set-apart .good{fill:var(--apart)}"
    ".set-apart .rail{fill:none}"
    ".big{font-size:9vw;font-weight:650;color:var(--primary);line-height:1;margin:auto 0}"
    ".wait{margin:auto 0}.wait h2{font-size:4vw;margin:0 0 1vw}.wait "
    "p{font-size:1.9vw;max-width:40ch}"
    "footer{max-width:none;margin:0;display:flex;gap:1vw;align-items:center;padding:1.2vw 0 "
    "0;color:var(--ink-2)}"
    "footer p{margin:0;flex:1;max-width:none}footer form{display:inline}"
    "footer a,footer button{font:inherit;color:var(--primary);background:var(--surface);"
    "border:1px solid var(--line);border-radius:.6vw;padding:.5vw 1.1vw;text-decoration:none;"
    "cursor:pointer}"
    ".frozen{color:var(--warn);font-weight:650;margin-inline-end:1.5vw}"
    "@media (prefers-reduced-motion:reduce){.bar rect{transition:none}}"
    "@media (max-aspect-ratio:1/1){body{font-size:2.4vw;overflow:auto}h1{font-size:4.6vw}"
    ".bar{grid-template-columns:1fr 16vw;flex-basis:auto}.bar .name{grid-column:1/-1;"
    "text-align:start;font-size:2.8vw}.bar svg{height:3vw}.bar .share{font-size:3vw}"
    ".answers{font-size:3vw}}\n";

// Asks for the next picture and puts it in place; the same rows in the same order
// keep their bars. Keys: arrows, F.
static const char live_script[] =
    "'use strict';const at=()=>document.querySelector('main'),"
    "wait=t=>new Promise(r=>setTimeout(r,t));"
    "function show(html){const t=document.createElement('template');t.innerHTML=html;"
    "const next=t.content.querySelector('main'),now=at();"
    "const all=(m,w)=>[...m.querySelectorAll(w)],names=m=>all(m,'.name').map(e=>e.textContent);"
    "const same=next.dataset.q===now.dataset.q&&names(next).length>0&&"
    "all(next,'[data-part]').length===all(now,'[data-part]').length&&"
    "JSON.stringify(names(next))===JSON.stringify(names(now));"
    "if(!same){now.replaceWith(next);return}"
    "now.dataset.v=next.dataset.v;"
    "now.querySelectorAll('[data-part]').forEach((e,i)=>{"
    "e.innerHTML=next.querySelectorAll('[data-part]')[i].innerHTML});"
    "now.querySelectorAll('.good').forEach((e,i)=>{"
    "e.setAttribute('width',next.querySelectorAll('.good')[i].getAttribute('width'))})}"
    "async function get(q,v){const r=await fetch('/part?q='+q+'&v='+v,{cache:'no-store'});"
    "if(r.status===200){const html=await r.text();if(v==='-'||at().dataset.q===q)show(html)}"
    "else if(r.status!==204)throw 0}"
    "async function go(){for(;;){const m=at();try{await get(m.dataset.q,m.dataset.v)}"
    "catch(e){await wait(2000)}}}"
    "function turn(step){const m=at(),n=+m.dataset.n;if(n)"
    "get((+m.dataset.q+step+n)%n,'-').catch(()=>0)}"
    "addEventListener('keydown',e=>{if(e.key==='ArrowRight'||e.key==='PageDown')turn(1);"
    "if(e.key==='ArrowLeft'||e.key==='PageUp')turn(-1);"
    "if(e.key==='f'||e.key==='F')document.querySelector('main form').requestSubmit()});"
    "addEventListener('click',e=>{const a=e.target.closest('a[data-turn]');if(a){"
    "e.preventDefault();turn(+a.dataset.turn)}});"
    "addEventListener('submit',e=>{e.preventDefault();fetch(e.target.action,{method:'POST',"
    "body:new URLSearchParams(new FormData(e.target))}).catch(()=>0)});go();\n";

static bool can_be_shown(const struct report_question *q)
{
    return q->kind == REPORT_CHOICES || q->kind == REPORT_OPTIONS || q->kind == REPORT_NUMBERS;
}

static const struct report_question *nth(const struct report_figures *f, size_t index)
{
    for (size_t i = 0; i < f->question_count; i++)
        if (can_be_shown(&f->questions[i]) && index-- == 0) return &f->questions[i];
    return NULL;
}

static size_t count_of(const struct report_figures *f)
{
    size_t count = 0;
    for (size_t i = 0; i < f->question_count; i++)
        count += can_be_shown(&f->questions[i]);
    return count;
}

struct report_live_moment {
    const struct table *table;
    const struct report_facts *facts;
    struct report_figures figures;
    struct arena *arena;
};

enum err report_live_begin(const struct table *t, const struct report_facts *facts,
                           struct report_live_moment **out, struct err_info *info)
{
    struct report_live_moment *m = xcalloc(1, sizeof *m);
    m->table = t;
    m->facts = facts;
    m->arena = arena_create(ARENA_PLAIN, REPORT_ARENA_BYTES);
    enum err err = report_figures_make(t, facts, m->arena, &m->figures, info);
    if (err)
        report_live_end(m);
    else
        *out = m;
    return err;
}

void report_live_end(struct report_live_moment *m)
{
    if (!m) return;
    arena_destroy(m->arena);
    free(m);
}

size_t report_live_count(const struct report_live_moment *m)
{
    return count_of(&m->figures);
}

static struct page page_of(const struct report_live_moment *m, struct buf *out)
{
    struct page page = report_page_of(m->table, m->facts, &m->figures);
    page.out = out;
    return page;
}

// ---- one question ----

static void fill_number(struct page *p, enum report_word word, uint64_t number)
{
    report_page_fill_numbers(p, word, &number, 1);
}

static void bar(struct page *p, const struct report_question *q, const struct page_row *row)
{
    double share = q->asked ? 100.0 * (double)row->count / (double)q->asked : 0;
    char width[32];
    stats_percent_text((int64_t)(share * 10 + 0.5), 1, '.', width);
    buf_printf(p->out, "<div class=\"bar%s\"><span class=\"name\">", row->code ? " set-apart" : "");
    report_page_text(p, row->label);
    buf_printf(p->out,
               "</span><svg aria-hidden=\"true\"><rect class=\"rail\" width=\"100%%\" "
               "height=\"100%%\" rx=\"6\"/><rect class=\"good\" width=\"%s%%\" height=\"100%%\" "
               "rx=\"6\"/></svg><span class=\"share\" data-part=\"\">",
               width);
    report_row_share(p, q, row, false, p->out);
    report_page_html(p, " <small>");
    report_page_number(p, row->count);
    report_page_html(p, "</small></span></div>\n");
}

static int compare_rows(const void *left, const void *right)
{
    const struct page_row *a = left, *b = right;
    if ((a->code != 0) != (b->code != 0)) return a->code ? 1 : -1;
    return (a->count < b->count) - (a->count > b->count);
}

// The rows that somebody may see, in *out, which the caller frees.
static size_t rows_of(struct page *p, const struct report_question *q, struct page_row **out)
{
    size_t max = report_page_rows_max(q), count = 0;
    struct page_row *rows = xcalloc(max, sizeof *rows);
    size_t every = report_page_rows(p, q, rows, max);
    for (size_t i = 0; i < every; i++) // a reason that nobody gave takes no room
        if (!rows[i].few && (!rows[i].code || rows[i].count)) rows[count++] = rows[i];
    *out = rows;
    return count;
}

// In the line of the base, since a line of its own would push the last row off the wall.
static void say_largest(struct page *p, const struct report_question *q)
{
    struct page_row *rows;
    size_t count = rows_of(p, q, &rows);
    free(rows);
    if (count <= LABEL_MAX) return;
    report_page_html(p, ". ");
    report_page_fill_numbers(p, WORD_LIVE_LARGEST, (uint64_t[]){LABEL_MAX, count}, 2);
}

static void bars(struct page *p, const struct report_question *q)
{
    struct page_row *rows;
    size_t count = rows_of(p, q, &rows);
    if (count > LABEL_MAX) {
        qsort(rows, count, sizeof *rows, compare_rows);
        count = LABEL_MAX;
    }
    // What stands on the screen decides how small it has to be.
    report_page_html(p, count > FEW_MAX ? "<div class=\"bars many\">\n" : "<div class=\"bars\">\n");
    for (size_t i = 0; i < count; i++)
        bar(p, q, &rows[i]);
    report_page_html(p, "</div>\n");
    free(rows);
}

static void question(struct page *p, const struct report_question *q)
{
    report_page_html(p, "<h1>");
    report_page_text(p, report_page_label(p, q->node));
    report_page_html(p, "</h1>\n<p class=\"base\" data-part=\"\">");
    if (q->withheld)
        report_page_word(p, WORD_LIVE_FEW);
    else
        fill_number(p, WORD_LIVE_OF_ASKED, q->asked);
    bool few = report_page_rows_max(q) - REPORT_CODES <= LABEL_MAX - 2; // room for what is missing
    bool with_bars = q->kind != REPORT_NUMBERS || few;
    if (!q->withheld && with_bars) say_largest(p, q);
    report_page_html(p, "</p>\n");
    if (q->withheld) return;
    if (q->kind == REPORT_NUMBERS && q->valid > 0) {
        report_page_html(p, few ? "<p class=\"base\" data-part=\"\">" : "<p class=\"base\">");
        report_page_word(p, WORD_MEAN);
        report_page_html(p, few ? " <b>" : "</p><p class=\"big\" data-part=\"\">");
        report_decimal(q->mean, p->language, p->out);
        report_page_html(p, few ? "</b></p>\n" : "</p>\n");
    }
    if (with_bars) bars(p, q);
}

static void waiting(struct page *p, const struct report_live *live)
{
    uint64_t first = live->step > p->facts->k ? live->step : p->facts->k;
    report_page_html(p, "<div class=\"wait\"><h2>");
    report_page_word(p, WORD_LIVE_WAIT);
    report_page_html(p, "</h2><p>");
    report_page_fill_numbers(p, WORD_LIVE_WAIT_TEXT, (uint64_t[]){first, live->step}, 2);
    report_page_html(p, "</p></div>\n");
}

static void foot(struct page *p, const struct report_live *live, size_t index, size_t count)
{
    buf_printf(p->out, "<footer>");
    report_page_html(p, "<p>");
    if (live->frozen) {
        report_page_html(p, "<span class=\"frozen\">");
        report_page_word(p, WORD_LIVE_FROZEN);
        report_page_html(p, "</span>");
    }
    if (count) {
        report_page_fill_numbers(p, WORD_LIVE_PLACE, (uint64_t[]){index + 1, count}, 2);
        report_page_html(p, "</p>");
        buf_printf(p->out, "<a data-turn=\"-1\" href=\"/?q=%zu\" aria-label=\"",
                   (index + count - 1) % count);
        report_page_word(p, WORD_LIVE_BACK);
        buf_printf(p->out, "\">\xE2\x86\x90</a><a data-turn=\"1\" href=\"/?q=%zu\" aria-label=\"",
                   (index + 1) % count);
        report_page_word(p, WORD_LIVE_NEXT);
        report_page_html(p, "\">\xE2\x86\x92</a>");
    } else
        report_page_html(p, "</p>");
    buf_printf(p->out,
               "<form method=\"post\" action=\"/%s\"><input type=\"hidden\" name=\"secret\" "
               "value=\"%s\"/><button>",
               live->frozen ? "thaw" : "freeze", live->secret);
    report_page_word(p, live->frozen ? WORD_LIVE_THAW : WORD_LIVE_FREEZE);
    report_page_html(p, " (F)</button></form></footer>\n");
}

void report_live_part(const struct report_live_moment *m, const struct report_live *live,
                      size_t index, struct buf *out)
{
    struct page page = page_of(m, out), *p = &page;
    const struct report_figures *f = &m->figures;
    size_t count = count_of(f);
    const struct report_question *q = nth(f, index);
    bool few = f->withheld || f->respondents < live->step;
    // The footer belongs to the part, since what it says changes too: all of it is one main.
    buf_printf(out,
               "<main data-q=\"%zu\" data-n=\"%zu\" data-v=\"%llu%s\">\n<div class=\"top\"><p>",
               index, count, (unsigned long long)live->version, live->frozen ? "f" : "");
    report_page_text(p, report_page_title(p));
    report_page_html(p, "</p><p class=\"answers\" data-part=\"\" role=\"status\">");
    if (!few) fill_number(p, WORD_LIVE_ANSWERS, f->respondents);
    report_page_html(p, "</p></div>\n");
    if (few || !q)
        waiting(p, live);
    else
        question(p, q);
    report_page_html(p, "<div class=\"foot\" data-part=\"\">");
    foot(p, live, index, few ? 0 : count);
    report_page_html(p, "</div></main>\n");
}

void report_live_page(const struct report_live_moment *m, const struct report_live *live,
                      struct str part, struct buf *out)
{
    static const char *const codes[] = {[REPORT_SWEDISH] = "sv", [REPORT_ENGLISH] = "en"};
    struct page page = page_of(m, out);
    buf_printf(out,
               "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n"
               "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
               "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
               "<noscript><meta http-equiv=\"refresh\" content=\"10\"/></noscript>\n<title>",
               codes[m->facts->language]);
    report_page_text(&page, report_page_title(&page));
    buf_printf(out, "</title>\n<style nonce=\"%s\">\n", live->nonce);
    for (size_t i = 0; report_style[i]; i++)
        report_page_html(&page, report_style[i]);
    report_page_html(&page, live_style);
    report_page_html(&page, "</style>\n</head>\n<body>\n");
    buf_add_str(out, part);
    buf_printf(out, "<script nonce=\"%s\">%s</script>\n</body>\n</html>\n", live->nonce,
               live_script);
}
