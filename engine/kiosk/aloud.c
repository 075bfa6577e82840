// SPDX-License-Identifier: EUPL-1.2
// Walks the shown tree. See kiosk/aloud.h.
#include "kiosk/aloud.h"

static void add_sentence(struct buf *out, struct str words)
{
    if (words.len == 0) {
        return;
    }
    buf_add_str(out, words);
    char last = words.ptr[words.len - 1];
    buf_add_text(out, last == '.' || last == '?' || last == '!' || last == ':' ? "\n" : ".\n");
}

static bool is_choice(const struct ui_element *e)
{
    return e->role == UI_ROLE_RADIO || e->role == UI_ROLE_CHECKBOX || e->role == UI_ROLE_SWITCH;
}

static void add_choice(const struct ui_element *e, bool always, struct str language,
                       struct buf *out)
{
    bool checked = e->state & UI_STATE_CHECKED;
    buf_add_str(out, e->name);
    if (checked || always) {
        buf_add_text(out, ", ");
        buf_add_str(out,
                    kiosk_text(checked ? TEXT_SPOKEN_CHOSEN : TEXT_SPOKEN_NOT_CHOSEN, language));
    }
    buf_add_text(out, ".\n");
}

static void add_element(const struct ui_element *e, struct str language, struct buf *out)
{
    bool said = e->kind == UI_KIND_TEXT || (e->kind == UI_KIND_BUTTON && !e->icon_only) ||
                e->kind == UI_KIND_PICTURE || e->kind == UI_KIND_FIELD;
    if (is_choice(e)) {
        add_choice(e, false, language, out);
    } else if (said) {
        add_sentence(out, e->name);
    }
}

size_t kiosk_aloud_places(struct ui_element *root, struct str language, struct buf *out,
                          struct kiosk_aloud_place *places, size_t max)
{
    struct ui_element *from = root;
    for (struct ui_element *c = root->first; c; c = c->next) {
        if (c->kind == UI_KIND_OVERLAY) {
            from = c;
        }
    }
    size_t ordinal = 0;
    size_t count = 0;
    for (struct ui_element *e = root; e; e = ui_element_after(e, root), ordinal++) {
        const struct ui_element *top = e;
        while (top->parent && top->parent != root) {
            top = top->parent;
        }
        bool within = from == root || top == from;
        bool frame = top->role == UI_ROLE_BANNER || top->role == UI_ROLE_NAVIGATION;
        if (!within || frame || e->kind == UI_KIND_KEY) {
            continue;
        }
        size_t at = out->len;
        add_element(e, language, out);
        if (out->len > at && count < max) {
            places[count++] =
                (struct kiosk_aloud_place){at, e->name.len, ordinal, e->sound.len > 0};
        }
    }
    return count;
}

void kiosk_aloud_page(struct ui_element *root, struct str language, struct buf *out)
{
    kiosk_aloud_places(root, language, out, NULL, 0);
}

static void add_kind(struct buf *out, enum kiosk_text kind, struct str language)
{
    buf_add_text(out, ", ");
    buf_add_str(out, kiosk_text(kind, language));
    buf_add_text(out, ".\n");
}

void kiosk_aloud_element(struct ui_element *root, struct str id, struct str language,
                         struct buf *out)
{
    const struct ui_element *e = ui_element_find(root, id);
    if (!e || e->name.len == 0) {
        return;
    }
    if (is_choice(e)) {
        add_choice(e, true, language, out);
    } else if (e->kind == UI_KIND_BUTTON) {
        buf_add_str(out, e->name);
        add_kind(out, TEXT_SPOKEN_BUTTON, language);
    } else if (e->kind == UI_KIND_FIELD) {
        buf_add_str(out, e->name);
        add_kind(out, TEXT_SPOKEN_FIELD, language);
    } else if (e->kind == UI_KIND_KEY && e->value.len > 0) {
        add_sentence(out, e->value); // what stands on the space bar is its language
    } else if (e->kind == UI_KIND_SLIDER) {
        buf_add_str(out, e->name);
        buf_add_text(out, ", ");
        add_sentence(out, e->value);
    } else {
        add_sentence(out, e->name);
    }
}

void kiosk_aloud_choice(struct ui_element *root, struct str id, struct str language,
                        struct buf *out)
{
    const struct ui_element *e = ui_element_find(root, id);
    if (e && is_choice(e)) {
        add_choice(e, true, language, out);
    }
}

// The question that an element belongs to: its id without its last part.
static struct str question_of(const struct ui_element *e)
{
    size_t end = e->id.len;
    while (end > 0 && e->id.ptr[end - 1] != '/') {
        end--;
    }
    return str_sub(e->id, 0, end);
}

void kiosk_aloud_errors(struct ui_element *root, struct buf *out)
{
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        if (e->role != UI_ROLE_ALERT || e->name.len == 0) {
            continue;
        }
        struct str question = question_of(e);
        for (struct ui_element *h = root; h; h = ui_element_after(h, root)) {
            bool its = h->role == UI_ROLE_HEADING && str_eq(question_of(h), question);
            if (its && question.len > 0) {
                add_sentence(out, h->name);
            }
        }
        add_sentence(out, e->name);
    }
}
