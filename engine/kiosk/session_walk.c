// SPDX-License-Identifier: EUPL-1.2
// Which page comes after and before: the form's pages, the statements of a table one at a time, and
// the list of cards that stands behind a repeat. See kiosk/session.h.
#include "base/check.h"
#include "kiosk/session_priv.h"

enum { QUESTIONS_MAX = 256 };

// Where a step leads.
struct place {
    enum { END, PAGE, LIST } kind;
    form_ref page;
    form_ref parent; // of a list
    size_t node;
};

// ---- tables, one statement at a time ----
static bool is_table(const struct kiosk_session *s)
{
    if (!s->split || s->list || s->page == FORM_REF_NONE) {
        return false;
    }
    struct str rest = form_node_appearance(s->options.def, form_ref_node(s->instance, s->page));
    struct str word;
    while (str_word(&rest, &word)) {
        if (str_eq(word, STR("table-list"))) {
            return true;
        }
    }
    return false;
}

static size_t count_parts(const struct kiosk_session *s)
{
    return is_table(s) ? form_view_questions(s->instance, s->page, NULL, 0) : 0;
}

void kiosk_session_split_tables(struct kiosk_session *s, bool split)
{
    if (s->split != split) {
        s->split = split;
        s->part = 0;
        kiosk_session_changed(s);
    }
}

form_ref kiosk_session_part(const struct kiosk_session *s, size_t *out_index, size_t *out_count)
{
    form_ref questions[QUESTIONS_MAX];
    *out_index = 0;
    *out_count = 0;
    if (!s->instance || s->stage != KIOSK_QUESTION || !is_table(s)) {
        return FORM_REF_NONE;
    }
    size_t count = form_view_questions(s->instance, s->page, questions, QUESTIONS_MAX);
    if (count == 0 || count > QUESTIONS_MAX) {
        return FORM_REF_NONE;
    }
    *out_count = count;
    *out_index = s->part < count ? s->part : count - 1;
    return questions[*out_index];
}

size_t kiosk_session_questions(const struct kiosk_session *s, form_ref *out, size_t max)
{
    size_t index;
    size_t count;
    if (s->list) {
        return 0;
    }
    form_ref part = kiosk_session_part(s, &index, &count);
    if (part == FORM_REF_NONE) {
        return form_view_questions(s->instance, s->page, out, max);
    }
    if (max > 0) {
        out[0] = part;
    }
    return 1;
}

// ---- repeats ----
static bool inside(const struct form_instance *in, form_ref outer, form_ref ref)
{
    form_ref root = form_instance_root(in);
    while (ref != outer && ref != root) {
        ref = form_ref_parent(in, ref);
    }
    return ref == outer;
}

static bool is_list_item(const struct kiosk_session *s, form_ref ref)
{
    size_t node = form_ref_node(s->instance, ref);
    return form_node_kind(s->options.def, node) == FORM_REPEAT &&
           !form_node_counted(s->options.def, node);
}

static size_t items_of(const struct kiosk_session *s, form_ref parent, size_t node, form_ref *out,
                       size_t max)
{
    size_t count = 0;
    form_ref c = form_ref_first_child(s->instance, parent);
    for (; c != FORM_REF_NONE; c = form_ref_next(s->instance, c)) {
        if (form_ref_node(s->instance, c) != node) {
            continue;
        }
        if (count < max) {
            out[count] = c;
        }
        count++;
    }
    return count;
}

static form_ref last_item(const struct kiosk_session *s, form_ref parent, size_t node)
{
    form_ref last = FORM_REF_NONE;
    form_ref c = form_ref_first_child(s->instance, parent);
    for (; c != FORM_REF_NONE; c = form_ref_next(s->instance, c)) {
        if (form_ref_node(s->instance, c) == node) {
            last = c;
        }
    }
    return last;
}

static form_ref deepest_last(const struct kiosk_session *s, form_ref ref)
{
    for (;;) {
        form_ref last = FORM_REF_NONE;
        form_ref c = form_ref_first_child(s->instance, ref);
        for (; c != FORM_REF_NONE; c = form_ref_next(s->instance, c)) {
            last = c;
        }
        if (last == FORM_REF_NONE) {
            return ref;
        }
        ref = last;
    }
}

// The last node before what stands behind a list: in its last card, or where it has none the node
// before it.
static form_ref end_of_list(const struct kiosk_session *s, form_ref parent, size_t node)
{
    form_ref last = last_item(s, parent, node);
    if (last != FORM_REF_NONE) {
        return deepest_last(s, last);
    }
    form_ref before = FORM_REF_NONE;
    form_ref c = form_ref_first_child(s->instance, parent);
    for (; c != FORM_REF_NONE && form_ref_node(s->instance, c) < node;
         c = form_ref_next(s->instance, c)) {
        before = c;
    }
    return before == FORM_REF_NONE ? parent : deepest_last(s, before);
}

// The first page that is in a card, or FORM_REF_NONE.
static form_ref first_page_in(const struct kiosk_session *s, form_ref item)
{
    form_ref before = FORM_REF_NONE;
    form_ref page;
    if (!form_view_previous(s->instance, item, &before)) {
        before = FORM_REF_NONE;
    }
    bool found = form_view_next(s->instance, before, &page) && inside(s->instance, item, page);
    return found ? page : FORM_REF_NONE;
}

static form_ref last_page_in(const struct kiosk_session *s, form_ref item)
{
    form_ref page = first_page_in(s, item);
    form_ref next = page;
    while (page != FORM_REF_NONE && form_view_next(s->instance, page, &next) &&
           inside(s->instance, item, next)) {
        page = next;
    }
    return page;
}

// A list that its respondent has emptied, between two places: it has no page of its own, and still
// must be found again. to FORM_REF_NONE: the end.
static bool find_emptied(const struct kiosk_session *s, size_t from, form_ref to, struct place *out)
{
    size_t end =
        to == FORM_REF_NONE ? form_def_node_count(s->options.def) : form_ref_node(s->instance, to);
    for (size_t i = 0; i < s->emptied_count; i++) {
        form_ref parent = s->emptied[i].parent;
        size_t node = s->emptied[i].node;
        bool relevant = form_ref_state(s->instance, parent) & FORM_RELEVANT;
        if (relevant && node > from && node < end && items_of(s, parent, node, NULL, 0) == 0) {
            *out = (struct place){.kind = LIST, .parent = parent, .node = node};
            return true;
        }
    }
    return false;
}

// ---- where a step leads ----
static struct place step_forward(const struct kiosk_session *s)
{
    form_ref from = s->list ? end_of_list(s, s->list_parent, s->list_node) : s->page;
    form_ref next = FORM_REF_NONE;
    if (!form_view_next(s->instance, from, &next)) {
        next = FORM_REF_NONE;
    }
    form_ref root = form_instance_root(s->instance);
    form_ref ref = s->list ? s->list_parent : s->page;
    for (; ref != root; ref = form_ref_parent(s->instance, ref)) {
        bool leaves = next == FORM_REF_NONE || !inside(s->instance, ref, next);
        if (is_list_item(s, ref) && leaves) {
            return (struct place){.kind = LIST,
                                  .parent = form_ref_parent(s->instance, ref),
                                  .node = form_ref_node(s->instance, ref)};
        }
    }
    struct place place;
    size_t behind = s->list ? s->list_node : form_ref_node(s->instance, s->page);
    if (find_emptied(s, behind, next, &place)) {
        return place;
    }
    return (struct place){.kind = next == FORM_REF_NONE ? END : PAGE, .page = next};
}

// True where a page stands in some card of the list that this card is of.
static bool in_same_list(const struct kiosk_session *s, form_ref item, form_ref ref)
{
    form_ref root = form_instance_root(s->instance);
    form_ref parent = form_ref_parent(s->instance, item);
    for (; ref != root; ref = form_ref_parent(s->instance, ref)) {
        if (form_ref_node(s->instance, ref) == form_ref_node(s->instance, item) &&
            form_ref_parent(s->instance, ref) == parent) {
            return true;
        }
    }
    return false;
}

static struct place step_back(const struct kiosk_session *s)
{
    form_ref before = FORM_REF_NONE;
    if (s->list) {
        form_ref last = last_item(s, s->list_parent, s->list_node);
        before = last == FORM_REF_NONE ? FORM_REF_NONE : last_page_in(s, last);
        if (before != FORM_REF_NONE) {
            return (struct place){.kind = PAGE, .page = before};
        }
        form_ref end = end_of_list(s, s->list_parent, s->list_node);
        form_ref next;
        bool any = form_view_next(s->instance, end, &next)
                       ? form_view_previous(s->instance, next, &before)
                       : form_view_previous(s->instance, FORM_REF_NONE, &before);
        return (struct place){.kind = any ? PAGE : END, .page = before};
    }
    bool any = form_view_previous(s->instance, s->page, &before);
    struct place place = {.kind = any ? PAGE : END, .page = before};
    if (find_emptied(s, any ? form_ref_node(s->instance, before) : 0, s->page, &place) || !any) {
        return place;
    }
    // Back into a list comes by the list itself; the outermost of several first.
    form_ref root = form_instance_root(s->instance);
    for (form_ref ref = before; ref != root; ref = form_ref_parent(s->instance, ref)) {
        if (is_list_item(s, ref) && !in_same_list(s, ref, s->page)) {
            place = (struct place){.kind = LIST,
                                   .parent = form_ref_parent(s->instance, ref),
                                   .node = form_ref_node(s->instance, ref)};
        }
    }
    return place;
}

// ---- stepping ----
// The page that counts as the last one seen while a list is shown.
static form_ref page_behind_list(const struct kiosk_session *s, form_ref parent, size_t node)
{
    form_ref last = last_item(s, parent, node);
    form_ref page = last == FORM_REF_NONE ? FORM_REF_NONE : last_page_in(s, last);
    form_ref next;
    if (page == FORM_REF_NONE && form_view_next(s->instance, end_of_list(s, parent, node), &next) &&
        !form_view_previous(s->instance, next, &page)) {
        page = FORM_REF_NONE;
    }
    if (page == FORM_REF_NONE && !form_view_previous(s->instance, FORM_REF_NONE, &page)) {
        page = FORM_REF_NONE;
    }
    return page;
}

static void go(struct kiosk_session *s, struct place place, enum kiosk_way way)
{
    s->list = place.kind == LIST;
    s->part = 0;
    if (s->list) {
        s->list_parent = place.parent;
        s->list_node = place.node;
        s->page = page_behind_list(s, place.parent, place.node);
    } else {
        s->page = place.page;
        size_t parts = count_parts(s);
        s->part = way == KIOSK_WAY_BACK && parts > 0 ? parts - 1 : 0;
    }
    kiosk_session_turn(s, KIOSK_QUESTION, way);
}

void kiosk_session_go(struct kiosk_session *s, form_ref page, form_ref question, enum kiosk_way way)
{
    go(s, (struct place){.kind = PAGE, .page = page}, KIOSK_WAY_FORWARD);
    form_ref questions[QUESTIONS_MAX];
    size_t count =
        count_parts(s) > 0 ? form_view_questions(s->instance, page, questions, QUESTIONS_MAX) : 0;
    for (size_t i = 0; i < count && i < QUESTIONS_MAX; i++) {
        s->part = questions[i] == question ? i : s->part;
    }
    s->way = way;
}

bool kiosk_session_step(struct kiosk_session *s)
{
    size_t index;
    size_t count;
    if (kiosk_session_part(s, &index, &count) != FORM_REF_NONE && index + 1 < count) {
        s->part = index + 1;
        kiosk_session_turn(s, KIOSK_QUESTION, KIOSK_WAY_FORWARD);
        return true;
    }
    struct place place = step_forward(s);
    if (place.kind == END) {
        return false;
    }
    go(s, place, KIOSK_WAY_FORWARD);
    return true;
}

void kiosk_session_step_back(struct kiosk_session *s)
{
    size_t index;
    size_t count;
    if (kiosk_session_part(s, &index, &count) != FORM_REF_NONE && index > 0) {
        s->part = index - 1;
        kiosk_session_turn(s, KIOSK_QUESTION, KIOSK_WAY_BACK);
        return;
    }
    struct place place = step_back(s);
    if (place.kind != END) {
        go(s, place, KIOSK_WAY_BACK);
    }
}

bool kiosk_session_first_page(const struct kiosk_session *s)
{
    size_t index;
    size_t count;
    bool within = kiosk_session_part(s, &index, &count) != FORM_REF_NONE && index > 0;
    return !s->instance || (!within && step_back(s).kind == END);
}

bool kiosk_session_last_page(const struct kiosk_session *s)
{
    size_t index;
    size_t count;
    bool within = kiosk_session_part(s, &index, &count) != FORM_REF_NONE && index + 1 < count;
    return !s->instance || (!within && step_forward(s).kind == END);
}

// ---- the list of a repeat's cards ----
bool kiosk_session_in_list(const struct kiosk_session *s)
{
    return s->instance && s->stage == KIOSK_QUESTION && s->list;
}

size_t kiosk_session_list_node(const struct kiosk_session *s)
{
    return s->list_node;
}

form_ref kiosk_session_list_parent(const struct kiosk_session *s)
{
    return s->list_parent;
}

size_t kiosk_session_list_items(const struct kiosk_session *s, form_ref *out, size_t max)
{
    return kiosk_session_in_list(s) ? items_of(s, s->list_parent, s->list_node, out, max) : 0;
}

void kiosk_session_list_open(struct kiosk_session *s, form_ref item)
{
    form_ref page =
        kiosk_session_in_list(s) && s->layer == LAYER_NONE ? first_page_in(s, item) : FORM_REF_NONE;
    if (page != FORM_REF_NONE) {
        go(s, (struct place){.kind = PAGE, .page = page}, KIOSK_WAY_FORWARD);
    }
}

enum err kiosk_session_list_add(struct kiosk_session *s, struct err_info *info)
{
    if (!kiosk_session_in_list(s) || s->layer != LAYER_NONE) {
        return err_set(info, ERR_STATE, "there is no list to add to now");
    }
    form_ref item;
    enum err err = form_instance_add(s->instance, s->list_parent, s->list_node, &item, info);
    if (!err) {
        kiosk_session_changed(s);
        kiosk_session_list_open(s, item);
    }
    return err;
}

enum err kiosk_session_list_remove(struct kiosk_session *s, form_ref item, struct err_info *info)
{
    if (!kiosk_session_in_list(s) || s->layer != LAYER_NONE) {
        return err_set(info, ERR_STATE, "there is no list to take from now");
    }
    form_ref parent = s->list_parent;
    size_t node = s->list_node;
    enum err err = form_instance_remove(s->instance, item, info);
    if (err) {
        return err;
    }
    bool known = false;
    for (size_t i = 0; i < s->emptied_count; i++) {
        known = known || (s->emptied[i].parent == parent && s->emptied[i].node == node);
    }
    if (!known && s->emptied_count < KIOSK_EMPTIED_MAX) {
        s->emptied[s->emptied_count].parent = parent;
        s->emptied[s->emptied_count++].node = node;
    }
    s->page = page_behind_list(s, parent, node);
    kiosk_session_changed(s);
    return ERR_NONE;
}
