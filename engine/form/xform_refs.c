// SPDX-License-Identifier: EUPL-1.2
// ${name} as XPath: absolute outside repeats; relative from the lowest common ancestor where the
// two share a repeat; seen from current() inside predicates.
#include "form/xform_priv.h"

enum { CALLS_MAX = 64, PATH_DEPTH_MAX = 80 };

uint32_t form_xform_find(const struct xform *x, struct str name)
{
    uint32_t node;
    return form_map_get(&x->names, name, 0, &node) ? node : XFORM_NONE;
}

static bool holds(const struct xform *x, uint32_t ancestor, uint32_t node)
{
    return ancestor <= node && node < x->nodes[ancestor].end;
}

// The innermost group or repeat around both, if that stands in a repeat or is one; else the root.
static uint32_t shared(const struct xform *x, uint32_t node, uint32_t target)
{
    uint32_t common = node == 0 ? 0 : x->nodes[node].parent;
    while (common && (!holds(x, common, target) || common == target))
        common = x->nodes[common].parent;
    for (uint32_t at = common; at; at = x->nodes[at].parent)
        if (x->nodes[at].kind == XFORM_REPEAT) return common;
    return 0;
}

// Appends the path; relative ones begin with current()/ where the context is another node's.
static void add_path(const struct xform *x, uint32_t node, uint32_t target, bool current,
                     bool absolute, struct buf *out)
{
    uint32_t common = absolute ? 0 : shared(x, node, target);
    if (!common) {
        buf_add_str(out, x->nodes[target].path);
        return;
    }
    if (current) buf_add_text(out, "current()/");
    for (uint32_t at = node; at != common; at = x->nodes[at].parent)
        buf_add_text(out, "../");
    buf_add_str(out, str_sub(x->nodes[target].path, x->nodes[common].path.len + 1,
                             x->nodes[target].path.len));
}

// The innermost repeat that a node stands in; 0 where there is none.
static uint32_t repeat_of(const struct xform *x, uint32_t node)
{
    while (node && x->nodes[node].kind != XFORM_REPEAT)
        node = x->nodes[node].parent;
    return node;
}

struct str form_xform_answers_path(struct xform *x, uint32_t node, uint32_t answers)
{
    struct buf out = {0};
    uint32_t parent = x->nodes[answers].parent, repeat = repeat_of(x, answers);
    uint32_t common = shared(x, node, repeat); // around the repeat: all its instances are meant
    if (!common) return x->nodes[parent].path;
    for (uint32_t at = node; at != common; at = x->nodes[at].parent)
        buf_add_text(&out, "../");
    buf_add_str(&out, str_sub(x->nodes[parent].path, x->nodes[common].path.len + 1,
                              x->nodes[parent].path.len));
    struct str path = arena_dup(x->a, buf_str(&out));
    buf_finish(&out);
    return path;
}

// Seen from an answer's siblings in the same repeat.
static void add_beside(const struct xform *x, uint32_t target, struct buf *out)
{
    uint32_t at = x->answers_parent;
    buf_add_text(out, at == target ? "." : "./");
    for (; !holds(x, at, target); at = x->nodes[at].parent)
        buf_add_text(out, "../");
    if (at == target) return;
    buf_add_str(
        out, str_sub(x->nodes[target].path, x->nodes[at].path.len + 1, x->nodes[target].path.len));
}

// Where in an expression a reference stands: in which call and argument, and in a predicate or not.
struct place {
    struct {
        bool indexed_repeat, bracket;
        int argument;
    } calls[CALLS_MAX];
    size_t depth;
    size_t brackets;
    char quote;
};

static void enter(struct place *p, struct str text, size_t at)
{
    bool bracket = text.ptr[at] == '[';
    struct str before = str_trim(str_sub(text, 0, at));
    p->brackets += bracket;
    if (++p->depth >= CALLS_MAX) return;
    p->calls[p->depth].bracket = bracket;
    p->calls[p->depth].indexed_repeat = !bracket && str_ends(before, STR("indexed-repeat"));
    p->calls[p->depth].argument = 0;
}

static void leave(struct place *p, char c)
{
    if (c == ']' && p->brackets) p->brackets--;
    if (p->depth) p->depth--;
}

static void step(struct place *p, struct str text, size_t at)
{
    char c = text.ptr[at];
    if (p->quote) {
        if (c == p->quote) p->quote = '\0';
    } else if (c == '"' || c == '\'') {
        p->quote = c;
    } else if (c == '(' || c == '[') {
        enter(p, text, at);
    } else if (c == ')' || c == ']') {
        leave(p, c);
    } else if (c == ',' && p->depth < CALLS_MAX) {
        p->calls[p->depth].argument++;
    }
}

// The field and the repeats of indexed-repeat() are named, the positions are answers.
static bool is_named(const struct place *p)
{
    if (p->depth >= CALLS_MAX || !p->calls[p->depth].indexed_repeat) return false;
    int argument = p->calls[p->depth].argument;
    return argument == 0 || argument % 2 == 1;
}

struct reference {
    uint32_t node;
    size_t bytes;
    bool last_saved;
};

// ${name} at the start of text. False where there is none.
static bool reference(const struct xform *x, struct str text, struct reference *out)
{
    ptrdiff_t close = str_find_char(text, '}');
    if (!str_starts(text, STR("${")) || close < 0) return false;
    struct str name = str_trim(str_sub(text, 2, (size_t)close)), saved = STR("last-saved#");
    out->last_saved = str_starts(name, saved);
    if (out->last_saved) name = str_sub(name, saved.len, name.len);
    out->node = form_xform_find(x, name);
    out->bytes = (size_t)close + 1;
    return out->node != XFORM_NONE;
}

// Answers of the response before stand in an instance of their own.
static void add_reference(const struct xform *x, uint32_t node, const struct reference *r,
                          bool current, bool absolute, struct buf *out)
{
    uint32_t repeat = x->answers_parent ? repeat_of(x, x->answers_parent) : 0;
    if (repeat && !r->last_saved && r->node != repeat && holds(x, repeat, r->node)) {
        add_beside(x, r->node, out);
        return;
    }
    if (r->last_saved) buf_add_text(out, "instance('__last-saved')");
    add_path(x, node, r->node, current, absolute || r->last_saved, out);
}

struct str form_xform_expr(struct xform *x, uint32_t node, struct str text, bool in_choices)
{
    struct place place = {0};
    struct buf out = {0};
    for (size_t i = 0; i < text.len;) {
        struct reference r;
        if (text.ptr[i] == '$' && reference(x, str_sub(text, i, text.len), &r)) {
            if (!place.quote) buf_add_char(&out, ' ');
            add_reference(x, node, &r, in_choices || place.brackets, is_named(&place), &out);
            if (!place.quote) buf_add_char(&out, ' ');
            i += r.bytes;
            continue;
        }
        step(&place, text, i);
        buf_add_char(&out, text.ptr[i++]);
    }
    struct str expr = arena_dup(x->a, buf_str(&out));
    buf_finish(&out);
    return expr;
}

void form_xform_output(struct xform *x, uint32_t node, struct str text)
{
    size_t from, to;
    bool unclosed;
    while (form_text_run(text, &from, &to, &unclosed)) {
        struct reference r;
        struct str run = str_sub(text, from, to);
        form_xform_escape(x, str_sub(text, 0, from));
        if (run.ptr[0] == '$' && !reference(x, run, &r)) {
            form_xform_escape(x, run);
        } else {
            form_xform_add(x, "<output value=\"");
            form_xform_escape(x, form_xform_expr(x, node, run, false));
            form_xform_add(x, "\"/>");
        }
        text = str_sub(text, to, text.len);
    }
    form_xform_escape(x, text);
}

bool form_xform_default_is_dynamic(struct str text, const struct xform_type *type)
{
    bool dates =
        type && type->bind &&
        (str_starts(str_of(type->bind), STR("date")) || str_starts(str_of(type->bind), STR("geo")));
    return form_expr_default_is_dynamic(text, dates);
}
