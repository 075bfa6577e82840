// SPDX-License-Identifier: EUPL-1.2
// One respondent's way through a form, page by page, as a kiosk would show it.
#include "organizer/rehearse.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <stdlib.h>

enum { PAGES_MAX = 50000, ROUTES_MAX = 4096, QUESTIONS_MAX = 4096 };

// Rough times of people at a kiosk: reading, thinking and touching. Only their sums are used.
static const double word_seconds = 0.3, choice_seconds = 1.5, number_seconds = 4, text_seconds = 12,
                    letter_seconds = 0.4, date_seconds = 6, rank_seconds = 2.5, next_seconds = 1;

struct walk {
    struct rehearse *r;
    struct form_instance *in;
    bool seeking;
    size_t defy;         // a question that is answered against its constraint; 0: none
    form_ref *questions; // of the page
    uint32_t *asked;     // definition nodes, in order
    size_t asked_count, asked_room;
    uint64_t key;
    double seconds;
    struct buf answer;
    bool defied;   // that was done
    bool troubled; // an expression failed, which stays so in this instance
};

static size_t words(struct str text)
{
    struct str word;
    size_t count = 0;
    while (str_word(&text, &word))
        count++;
    return count;
}

static double reading_seconds(struct walk *w, form_ref ref)
{
    arena_reset(w->r->texts);
    double all = (double)words(form_view_label(w->in, ref, w->r->texts));
    all += (double)words(form_view_hint(w->in, ref, w->r->texts));
    const uint32_t *indices;
    size_t count = form_view_choices(w->in, ref, &indices);
    // Of a long list people read as far as they need.
    for (size_t i = 0; i < count && i < 12; i++) {
        arena_reset(w->r->texts);
        all += (double)words(form_view_choice_label(w->in, ref, indices[i], w->r->texts));
    }
    return all * word_seconds;
}

static double answering_seconds(const struct walk *w, form_ref ref)
{
    size_t node = form_ref_node(w->in, ref);
    struct str value = form_instance_value(w->in, ref);
    if (!value.len) return 0;
    switch ((int)form_node_kind(w->r->form, node)) {
    case FORM_NOTE: return 0;
    case FORM_SELECT_ONE:
    case FORM_TRIGGER: return choice_seconds;
    case FORM_SELECT_MULTIPLE: return choice_seconds * (double)words(value);
    case FORM_RANK: return rank_seconds * (double)words(value);
    case FORM_RANGE: return number_seconds;
    default: break;
    }
    switch ((int)form_node_type(w->r->form, node)) {
    case FORM_INT:
    case FORM_DECIMAL: return number_seconds;
    case FORM_DATE:
    case FORM_TIME:
    case FORM_DATETIME: return date_seconds;
    default: break;
    }
    size_t letters = utf8_count(value);
    return text_seconds + letter_seconds * (double)(letters < 200 ? letters : 200);
}

static void note_asked(struct walk *w, form_ref ref)
{
    size_t node = form_ref_node(w->in, ref);
    if (w->defy) {
        struct rehearse_node *n = &w->r->nodes[node];
        if (!n->asked && !n->defied && w->defied) n->defied = (uint32_t)w->defy;
        return;
    }
    w->r->nodes[node].asked++;
    w->key = (w->key ^ (node + 1)) * UINT64_C(0x100000001b3);
    if (w->asked_count == w->asked_room) {
        w->asked_room = w->asked_room ? w->asked_room * 2 : 64;
        w->asked = xreallocarray(w->asked, w->asked_room, sizeof *w->asked);
    }
    w->asked[w->asked_count++] = (uint32_t)node;
}

// What a pattern asks for chance does not write: that it was refused proves nothing.
bool rehearse_is_free_text(const struct form_def *form, size_t node)
{
    return form_node_kind(form, node) == FORM_INPUT && form_node_type(form, node) == FORM_STRING;
}

// The same against the constraint: until one is refused. Always lets go on.
static void defy(struct walk *w, form_ref ref)
{
    for (unsigned attempt = 0; attempt < REHEARSE_TRIES_MAX; attempt++) {
        struct str value = rehearse_answer(w->r, w->in, ref, w->seeking, attempt, &w->answer);
        if (form_instance_set(w->in, ref, value, NULL)) continue;
        if (!(form_ref_state(w->in, ref) & FORM_VIOLATES_CONSTRAINT)) continue;
        w->defied = true;
        return;
    }
}

// An expression that fails while an answer stands that its constraint refuses is nobody's fault: it
// would be corrected before the page is left.
static void note_trouble(struct walk *w, unsigned state)
{
    struct err_info trouble = {0};
    if (w->troubled || !form_instance_trouble(w->in, &trouble)) return;
    w->troubled = true;
    if (w->defy || (state & FORM_VIOLATES_CONSTRAINT) || w->r->trouble.code) return;
    w->r->trouble = trouble;
    if (!w->r->trouble.code) w->r->trouble.code = ERR_PARSE;
}

// Tries answers until one passes; else leaves the question empty. False when even that is not
// allowed.
static bool ask(struct walk *w, form_ref ref)
{
    struct rehearse_node *n = &w->r->nodes[form_ref_node(w->in, ref)];
    unsigned state = form_ref_state(w->in, ref);
    if (form_node_kind(w->r->form, form_ref_node(w->in, ref)) == FORM_NOTE ||
        (state & FORM_READONLY))
        return true;
    if (w->defy == form_ref_node(w->in, ref)) {
        defy(w, ref);
        return true;
    }
    for (unsigned attempt = 0; attempt < REHEARSE_TRIES_MAX; attempt++) {
        struct str value = rehearse_answer(w->r, w->in, ref, w->seeking, attempt, &w->answer);
        if (form_instance_set(w->in, ref, value, NULL)) continue; // not of its type: not an answer
        state = form_ref_state(w->in, ref);
        note_trouble(w, state);
        if (!(state & FORM_RELEVANT)) return true; // its own answer took it away
        if (value.len && !w->defy) {
            n->tried++;
            n->accepted += !(state & FORM_VIOLATES_CONSTRAINT);
        }
        if (!(state & (FORM_VIOLATES_CONSTRAINT | FORM_VIOLATES_REQUIRED))) return true;
    }
    if (form_instance_set(w->in, ref, STR(""), NULL)) return true;
    state = form_ref_state(w->in, ref);
    if (rehearse_is_free_text(w->r->form, form_ref_node(w->in, ref)) && n->tried) {
        n->unguessed += !w->defy; // a person would have known what to write
        return true;
    }
    return !(state & FORM_RELEVANT) || !(state & FORM_VIOLATES_REQUIRED);
}

// Answers may show and hide what stands on the same page, so it is looked at anew after each. True
// when the page can be left.
static bool answer_page(struct walk *w, form_ref page)
{
    form_ref stuck = FORM_REF_NONE, last = FORM_REF_NONE;
    bool first = true;
    for (;;) {
        size_t count = form_view_questions(w->in, page, w->questions, QUESTIONS_MAX);
        if (count > QUESTIONS_MAX) count = QUESTIONS_MAX;
        size_t at = 0;
        // Nodes of one page are numbered in the order they stand in, but for repeats: find the last
        // one and go on behind it.
        while (!first && at < count && w->questions[at] != last)
            at++;
        at = first ? 0 : at < count ? at + 1 : count;
        if (at >= count) break;
        first = false;
        last = w->questions[at];
        note_asked(w, last);
        w->seconds += reading_seconds(w, last);
        if (!ask(w, last)) stuck = last;
        w->seconds += answering_seconds(w, last);
    }
    w->seconds += next_seconds;
    if (stuck == FORM_REF_NONE || !(form_ref_state(w->in, stuck) & FORM_VIOLATES_REQUIRED))
        return true;
    w->r->nodes[form_ref_node(w->in, stuck)].stuck += !w->defy;
    return false;
}

static void add_instances(struct walk *w)
{
    size_t count = form_def_node_count(w->r->form);
    for (size_t node = 1; node < count; node++) {
        if (form_node_kind(w->r->form, node) != FORM_REPEAT) continue;
        for (uint64_t more = rng_below(&w->r->rng, 3); more; more--) {
            size_t above = form_node_parent(w->r->form, node);
            form_ref parent = form_instance_find(w->in, form_node_path(w->r->form, above)), added;
            if (parent == FORM_REF_NONE) break;
            // A counted repeat refuses, and rightly so.
            if (form_instance_add(w->in, parent, node, &added, NULL)) break;
        }
    }
}

static void note_relevant(struct walk *w)
{
    const struct form_instance *in = w->in;
    form_ref ref = form_instance_root(in);
    while (ref != FORM_REF_NONE) {
        size_t node = form_ref_node(in, ref);
        bool relevant = form_ref_state(in, ref) & FORM_RELEVANT;
        if (relevant) w->r->nodes[node].relevant++;
        form_ref next = relevant ? form_ref_first_child(in, ref) : FORM_REF_NONE;
        while (next == FORM_REF_NONE && ref != form_instance_root(in)) {
            next = form_ref_next(in, ref);
            if (next == FORM_REF_NONE) ref = form_ref_parent(in, ref);
        }
        ref = next;
    }
}

static struct rehearse_route *route_of(struct rehearse *r, const struct walk *w)
{
    for (size_t i = 0; i < r->route_count; i++)
        if (r->routes[i].key == w->key) return &r->routes[i];
    if (r->route_count == ROUTES_MAX) return NULL;
    if (r->route_count == r->route_room) {
        r->route_room = r->route_room ? r->route_room * 2 : 64;
        r->routes = xreallocarray(r->routes, r->route_room, sizeof *r->routes);
    }
    struct rehearse_route *route = &r->routes[r->route_count++];
    *route = (struct rehearse_route){.key = w->key, .asked_count = w->asked_count};
    route->asked = xcalloc(w->asked_count + 1, sizeof *route->asked);
    if (w->asked_count) memcpy(route->asked, w->asked, w->asked_count * sizeof *route->asked);
    return route;
}

static void walk_pages(struct walk *w)
{
    form_ref page = FORM_REF_NONE;
    bool any = false;
    for (size_t i = 0; i < PAGES_MAX && form_view_next(w->in, page, &page); i++) {
        any = true;
        if (!answer_page(w, page)) return;
    }
    w->r->finished += !w->defy;
    if (!any) w->r->empty++;
}

static enum err begin(struct rehearse *r, struct walk *w, struct err_info *info)
{
    const struct form_session session = {.clock = r->moment->clock,
                                         .rng = r->rng,
                                         .zone_offset_min = r->moment->zone_offset_min,
                                         .language = r->language};
    arena_reset(r->arena);
    enum err err = form_instance_create(r->form, &session, r->arena, &w->in, info);
    if (err) return err;
    w->questions = xcalloc(QUESTIONS_MAX, sizeof *w->questions);
    add_instances(w);
    note_trouble(w, 0);
    walk_pages(w);
    return ERR_NONE;
}

static void end(struct walk *w)
{
    form_instance_destroy(w->in);
    buf_finish(&w->answer);
    free(w->questions);
    free(w->asked);
}

enum err rehearse_run_defying(struct rehearse *r, size_t defy, struct err_info *info)
{
    struct walk w = {.r = r, .seeking = true, .defy = defy};
    enum err err = begin(r, &w, info);
    end(&w);
    return err;
}

enum err rehearse_run(struct rehearse *r, bool seeking, struct err_info *info)
{
    struct walk w = {.r = r, .seeking = seeking, .key = UINT64_C(0xcbf29ce484222325)};
    enum err err = begin(r, &w, info);
    if (err) return err;
    note_relevant(&w);
    note_trouble(&w, 0);
    r->runs++;
    if (!seeking) {
        struct rehearse_route *route = route_of(r, &w);
        r->plausible++;
        r->questions += (double)w.asked_count;
        r->seconds += w.seconds;
        if (route) {
            route->runs++;
            route->questions = w.asked_count;
            route->seconds += w.seconds;
        }
    }
    end(&w);
    return ERR_NONE;
}
