// SPDX-License-Identifier: EUPL-1.2
// Answers: as people give them, or at the edges: just below, at and above what the form compares
// with, the shortest and the longest, the choice that was taken least.
#include "organizer/rehearse.h"

#include "base/limits.h"
#include "form/literals.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static uint64_t below(struct rehearse *r, uint64_t bound)
{
    return rng_below(&r->rng, bound);
}

// ---- candidates ----

struct gathering {
    struct rehearse *r;
    struct rehearse_candidates *to;
    enum form_type type;
};

static void keep(struct gathering *g, struct str text)
{
    struct rehearse_candidates *c = g->to;
    // To leave it empty is no candidate: that is tried apart.
    if (!text.len || c->count == REHEARSE_CANDIDATES_MAX || text.len > LIMIT_ANSWER_BYTES) return;
    for (size_t i = 0; i < c->count; i++)
        if (str_eq(c->texts[i], text)) return;
    c->texts[c->count++] = arena_dup(g->r->keep, text);
}

static void keep_number(struct gathering *g, double number)
{
    char text[FORM_NUMBER_BYTES];
    if (!isfinite(number) || fabs(number) > 1e15) return;
    if (g->type == FORM_INT) number = trunc(number);
    keep(g, str_make(text, form_number_format(number, text)));
}

static void keep_day(struct gathering *g, double days)
{
    char text[40];
    struct tm tm;
    if (!isfinite(days) || fabs(days) > 2e6) return;
    time_t seconds = (time_t)floor(days) * 86400;
    if (!gmtime_r(&seconds, &tm)) return;
    int len =
        snprintf(text, sizeof text, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
    if (len == 10) keep(g, str_make(text, (size_t)len));
}

static void keep_literal(struct str text, double number, void *data)
{
    struct gathering *g = data;
    switch ((int)g->type) {
    case FORM_INT:
    case FORM_DECIMAL:
        if (isnan(number)) return;
        keep_number(g, number);
        keep_number(g, number - 1);
        keep_number(g, number + 1);
        if (g->type == FORM_DECIMAL) keep_number(g, number + 0.5);
        return;
    case FORM_DATE:
        if (isnan(number)) return;
        keep_day(g, number);
        keep_day(g, number - 1);
        keep_day(g, number + 1);
        return;
    default: keep(g, text);
    }
}

static void keep_usual(struct gathering *g)
{
    static const char *const numbers[] = {"0",  "1",  "-1",  "2",    "7",
                                          "18", "42", "100", "2026", "1000000"};
    static const char *const words[] = {"Bra",
                                        "Å",
                                        "nej tack",
                                        "1",
                                        "12345",
                                        "a@example.org",
                                        "Det var väldigt bra, men lokalen var för kall."};
    double today = (double)g->r->moment->now_ms / 86400000.0;
    switch ((int)g->type) {
    case FORM_INT:
    case FORM_DECIMAL:
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
            keep(g, str_of(numbers[i]));
        return;
    case FORM_DATE:
        keep_day(g, today);
        keep_day(g, today - 1);
        keep_day(g, today + 1);
        keep_day(g, today - 365.25 * 30);
        keep_day(g, -25567); // 1900
        return;
    case FORM_TIME:
        keep(g, STR("12:00:00.000"));
        keep(g, STR("00:00:00.000"));
        return;
    default:
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            keep(g, str_of(words[i]));
        char *text = arena_alloc(g->r->keep, 2000);
        memset(text, 'x', 2000);
        keep(g, str_make(text, 2000));
    }
}

static struct rehearse_node *prepare(struct rehearse *r, size_t node)
{
    struct rehearse_node *n = &r->nodes[node];
    if (n->prepared) return n;
    n->prepared = true;
    n->candidates.texts = ARENA_ARRAY(r->keep, struct str, REHEARSE_CANDIDATES_MAX);
    size_t choices = form_node_choice_count(r->form, node);
    n->picked = ARENA_ARRAY(r->keep, uint64_t, choices + 1);
    n->offered = ARENA_ARRAY(r->keep, uint64_t, choices + 1);
    struct gathering g = {r, &n->candidates, form_node_type(r->form, node)};
    form_node_literals(r->form, node, REHEARSE_CANDIDATES_MAX / 4, keep_literal, &g);
    keep_usual(&g);
    return n;
}

// ---- choices ----

static uint32_t least_taken(const struct rehearse_node *n, const uint32_t *indices, size_t count)
{
    uint32_t best = indices[0];
    for (size_t i = 1; i < count; i++)
        if (n->picked[indices[i]] < n->picked[best]) best = indices[i];
    return best;
}

static struct str take_one(struct rehearse *r, size_t node, struct rehearse_node *n,
                           const uint32_t *indices, size_t count, bool seeking, unsigned attempt)
{
    uint32_t choice =
        seeking && !attempt ? least_taken(n, indices, count) : indices[below(r, count)];
    n->picked[choice]++;
    return form_choice_name(r->form, node, choice);
}

// Each with a chance of one in three, and one at least; all of them at the edge.
static struct str take_several(struct rehearse *r, size_t node, struct rehearse_node *n,
                               const uint32_t *indices, size_t count, bool seeking, struct buf *out)
{
    bool all = seeking && below(r, 4) == 0;
    size_t sure = below(r, count);
    for (size_t i = 0; i < count; i++) {
        if (!all && i != sure && below(r, 3)) continue;
        if (out->len) buf_add_char(out, ' ');
        buf_add_str(out, form_choice_name(r->form, node, indices[i]));
        n->picked[indices[i]]++;
    }
    return buf_str(out);
}

static struct str take_order(struct rehearse *r, size_t node, const uint32_t *indices, size_t count,
                             struct buf *out)
{
    size_t from = below(r, count);
    for (size_t i = 0; i < count; i++) {
        if (i) buf_add_char(out, ' ');
        buf_add_str(out, form_choice_name(r->form, node, indices[(from + i) % count]));
    }
    return buf_str(out);
}

static struct str choose(struct rehearse *r, struct form_instance *in, form_ref ref, size_t node,
                         struct rehearse_node *n, bool seeking, unsigned attempt, struct buf *out)
{
    const uint32_t *indices;
    size_t count = form_view_choices(in, ref, &indices);
    if (!count) {
        if (!attempt) n->choiceless++;
        return STR("");
    }
    if (form_node_choices_from(r->form, node) >= 0) { // answers of the respondent's own
        buf_add_str(out, form_view_choice_name(in, ref, indices[below(r, count)]));
        return buf_str(out);
    }
    for (size_t i = 0; !attempt && i < count; i++)
        n->offered[indices[i]]++;
    enum form_kind kind = form_node_kind(r->form, node);
    if (kind == FORM_SELECT_MULTIPLE) return take_several(r, node, n, indices, count, seeking, out);
    if (kind == FORM_RANK) return take_order(r, node, indices, count, out);
    return take_one(r, node, n, indices, count, seeking, attempt);
}

// ---- numbers ----

// Within what the parameters say, in steps; the ends are edges.
static struct str on_the_scale(struct rehearse *r, size_t node, bool seeking, struct buf *out)
{
    double start = 1, end = 10, step = 1;
    struct str rest = form_node_parameters(r->form, node), word;
    while (str_word(&rest, &word)) {
        ptrdiff_t equals = str_find_char(word, '=');
        double number;
        if (equals < 1 || !str_to_double(str_sub(word, (size_t)equals + 1, word.len), &number))
            continue;
        struct str key = str_sub(word, 0, (size_t)equals);
        if (str_eq(key, STR("start"))) start = number;
        if (str_eq(key, STR("end"))) end = number;
        if (str_eq(key, STR("step")) && number != 0) step = fabs(number);
    }
    uint64_t steps = (uint64_t)fmin(floor(fabs(end - start) / step + 1e-9), 1e6);
    uint64_t at = below(r, steps + 1);
    if (seeking && below(r, 2)) at = below(r, 2) ? 0 : steps;
    double value = start + (end < start ? -step : step) * (double)at;
    // Steps of a tenth are not exact in binary: nine digits are.
    char text[FORM_NUMBER_BYTES];
    buf_add(out, text, form_number_format(round(value * 1e9) / 1e9, text));
    return buf_str(out);
}

struct str rehearse_answer(struct rehearse *r, struct form_instance *in, form_ref ref, bool seeking,
                           unsigned attempt, struct buf *out)
{
    size_t node = form_ref_node(in, ref);
    struct rehearse_node *n = prepare(r, node);
    enum form_kind kind = form_node_kind(r->form, node);
    buf_clear(out);
    // People leave something out now and then; who seeks the edges does so often.
    if (!attempt && below(r, seeking ? 5 : 12) == 0) return STR("");
    switch ((int)kind) {
    case FORM_SELECT_ONE:
    case FORM_SELECT_MULTIPLE:
    case FORM_RANK: return choose(r, in, ref, node, n, seeking, attempt, out);
    case FORM_RANGE: return on_the_scale(r, node, seeking, out);
    case FORM_TRIGGER: return STR("OK");
    default: break;
    }
    enum form_type type = form_node_type(r->form, node);
    if (type == FORM_INT && !seeking && attempt < 4 && below(r, 2)) {
        buf_printf(out, "%u", (unsigned)below(r, below(r, 2) ? 10 : 100));
        return buf_str(out);
    }
    if (!n->candidates.count) return STR("");
    // One after the other once the first answers were refused, so that none is passed over.
    size_t which = attempt > 3 ? attempt % n->candidates.count : below(r, n->candidates.count);
    return n->candidates.texts[which];
}
