// SPDX-License-Identifier: EUPL-1.2
// Behind a repeat: its cards, each with the answers in short and a way to take it away, and a way
// to add one more.
#include "base/log.h"
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"

enum { ITEMS_SHOWN = 200, SUMMARY_CHARACTERS = 70 };

// One answer as a person would say it: labels of choices, else the value.
static void add_answer(const struct kiosk_question_page *p, form_ref ref, struct arena *a,
                       struct buf *out)
{
    struct form_instance *in = kiosk_session_instance(p->session);
    struct str value = form_instance_value(in, ref);
    const uint32_t *choices;
    size_t count = form_view_choices(in, ref, &choices);
    if (value.len == 0) {
        return;
    }
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        struct svar_text name = plugin_text(form_view_choice_name(in, ref, choices[i]));
        if (svar_text_has_word(plugin_text(value), name)) {
            buf_add_text(out, out->len > 0 ? (first ? " · " : ", ") : "");
            buf_add_str(out, form_view_choice_label(in, ref, choices[i], a));
            first = false;
        }
    }
    if (count == 0) {
        buf_add_text(out, out->len > 0 ? " · " : "");
        buf_add_str(out, value);
    }
}

static struct str summary(const struct kiosk_question_page *p, form_ref item, struct arena *a)
{
    struct form_instance *in = kiosk_session_instance(p->session);
    form_ref refs[8];
    size_t count = form_view_questions(in, item, refs, 8);
    struct buf text = {0};
    for (size_t i = 0; i < count && i < 8; i++) {
        add_answer(p, refs[i], a, &text);
    }
    struct str all = buf_str(&text);
    size_t at = 0;
    size_t characters = 0;
    while (at < all.len && characters < SUMMARY_CHARACTERS && utf8_next(all, &at) >= 0) {
        characters++;
    }
    struct str copy = text.len > 0
                          ? arena_printf(a, "%.*s%s", (int)at, all.ptr, at < all.len ? "…" : "")
                          : kiosk_text(TEXT_LIST_BLANK, kiosk_session_language(p->session));
    buf_wipe(&text);
    return copy;
}

static struct str with_number(const struct kiosk_question_page *p, enum kiosk_text id, size_t n,
                              struct arena *a)
{
    struct kiosk_fill fill = {"n", arena_printf(a, "%zu", n)};
    struct buf text = {0};
    kiosk_text_fill(kiosk_text(id, kiosk_session_language(p->session)), &fill, 1, &text);
    struct str copy = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return copy;
}

static void add_card(struct kiosk_question_page *p, struct arena *a, struct ui_element *parent,
                     struct str path, form_ref item, size_t number)
{
    double least = kiosk_question_page_children(p) ? 25 : 20;
    struct ui_element *row = ui_row(a, parent, 4);
    struct ui_element *card = ui_button(
        a, row, arena_printf(a, "%.*s/%zu", STR_ARG(path), number), UI_LOOK_PLAIN, UI_ICON_NONE,
        arena_printf(a, "%zu.  %.*s", number, STR_ARG(summary(p, item, a))));
    card->align = UI_ALIGN_START;
    card->size = UI_TEXT_OPTION;
    card->grow = 1;
    card->min_h_mm = least;
    card->secret = true;
    struct ui_element *gone =
        ui_button(a, row, arena_printf(a, "%.*s/%zu/remove", STR_ARG(path), number), UI_LOOK_PLAIN,
                  UI_ICON_ERASE, with_number(p, TEXT_LIST_REMOVE, number, a));
    gone->icon_only = true;
    gone->min_w_mm = least;
    gone->min_h_mm = least;
}

void kiosk_question_list(struct kiosk_question_page *p, struct arena *a, struct ui_element *parent)
{
    const struct form_def *def = kiosk_session_def(p->session);
    struct form_instance *in = kiosk_session_instance(p->session);
    struct str language = kiosk_session_language(p->session);
    size_t node = kiosk_session_list_node(p->session);
    struct str path = form_node_name(def, node);
    form_ref items[ITEMS_SHOWN];
    size_t count = kiosk_session_list_items(p->session, items, ITEMS_SHOWN);
    struct str title = form_node_label(def, node, form_instance_language(in));
    ui_heading(a, parent, arena_printf(a, "%.*s/label", STR_ARG(path)), UI_TEXT_QUESTION,
               title.len > 0 ? title : path);
    struct ui_element *list = ui_column(a, parent, 4);
    list->role = UI_ROLE_LIST;
    list->id = arena_dup(a, path);
    list->name = title;
    if (count == 0) {
        ui_text(a, list, UI_TEXT_OPTION, kiosk_text(TEXT_LIST_NONE, language));
    }
    for (size_t i = 0; i < count && i < ITEMS_SHOWN; i++) {
        add_card(p, a, list, path, items[i], i + 1);
    }
    if (count >= ITEMS_SHOWN) {
        ui_note(a, parent, STR(""), UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                kiosk_text(TEXT_LIST_FULL, language));
        return;
    }
    struct ui_element *add = ui_button(
        a, parent, arena_printf(a, "%.*s/add", STR_ARG(path)), UI_LOOK_PLAIN, UI_ICON_PLUS,
        kiosk_text(count > 0 ? TEXT_LIST_ADD : TEXT_LIST_ADD_FIRST, language));
    add->min_h_mm = kiosk_question_page_children(p) ? 25 : 20;
}

bool kiosk_question_list_press(struct kiosk_question_page *p, const char *id)
{
    struct kiosk_session *s = p->session;
    struct str path = form_node_name(kiosk_session_def(s), kiosk_session_list_node(s));
    struct str rest = str_of(id);
    struct err_info info = {0};
    enum err err = ERR_NONE;
    if (!str_starts(rest, path) || rest.len <= path.len || rest.ptr[path.len] != '/') {
        return false;
    }
    rest = str_sub(rest, path.len + 1, rest.len);
    form_ref items[ITEMS_SHOWN];
    size_t count = kiosk_session_list_items(s, items, ITEMS_SHOWN);
    struct str number;
    uint64_t index = 0;
    if (str_eq(rest, STR("add"))) {
        err = kiosk_session_list_add(s, &info);
    } else if (str_split(&rest, '/', &number) && str_to_uint64(number, &index) && index > 0 &&
               index <= count && index <= ITEMS_SHOWN) {
        if (str_eq(rest, STR("remove"))) {
            err = kiosk_session_list_remove(s, items[index - 1], &info);
        } else {
            kiosk_session_list_open(s, items[index - 1]);
        }
    } else {
        return false;
    }
    if (err) {
        log_warning("repeat %.*s: %s", STR_ARG(path), info.message);
    }
    return true;
}
