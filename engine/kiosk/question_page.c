// SPDX-License-Identifier: EUPL-1.2
// The questions of a page, what is typed into them, and events on their way to the types. The
// messages out stand in question_message.c, the elements back in question_elements.c.
#include "kiosk/question_page.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/log.h"
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"

#include <stdio.h>

enum { MESSAGE_BYTES = 256 << 10, LOW_MM = 115 };

void kiosk_scrub(struct buf *b)
{
    if (b->ptr) {
        explicit_bzero(b->ptr, b->capacity);
    }
    buf_clear(b);
}

bool kiosk_question_page_low(const struct ui *ui)
{
    return ui_size(ui).h * ui_mm_per_pixel(ui) < LOW_MM;
}

void kiosk_short_path(const struct form_instance *in, form_ref ref, struct buf *out)
{
    struct buf whole = {0};
    form_ref_path(in, ref, &whole);
    struct str path = buf_str(&whole);
    // "/data/g/q" without its root.
    if (path.len > 0 && path.ptr[0] == '/') {
        path = str_sub(path, 1, path.len);
        ptrdiff_t slash = str_find_char(path, '/');
        if (slash >= 0) {
            path = str_sub(path, (size_t)slash + 1, path.len);
        }
    }
    buf_add_str(out, path);
    buf_finish(&whole);
}

struct kiosk_question_page *kiosk_question_page_create(struct kiosk_session *session,
                                                       const struct plugin_registry *registry,
                                                       struct ui *ui)
{
    struct kiosk_question_page *p = xcalloc(1, sizeof(*p));
    p->session = session;
    p->registry = registry;
    p->ui = ui;
    p->page_generation = UINT64_MAX;
    buf_reserve(&p->question, MESSAGE_BYTES);
    buf_reserve(&p->elements, MESSAGE_BYTES);
    buf_reserve(&p->result, MESSAGE_BYTES);
    return p;
}

void kiosk_question_page_destroy(struct kiosk_question_page *p)
{
    if (p) {
        buf_wipe(&p->question);
        buf_wipe(&p->elements);
        buf_wipe(&p->result);
        free(p);
    }
}

void kiosk_question_page_wipe(struct kiosk_question_page *p)
{
    // The blocks lie in the session's arena, which wipes them itself.
    memset(p->blocks, 0, sizeof(p->blocks));
    explicit_bzero(p->items, sizeof(p->items));
    p->item_count = 0;
    p->page_generation = UINT64_MAX;
    p->focus[0] = '\0';
    kiosk_scrub(&p->question);
    kiosk_scrub(&p->elements);
    kiosk_scrub(&p->result);
}

bool kiosk_question_has_notice(const struct kiosk_question_page *p, const struct kiosk_item *item)
{
    form_ref ref = kiosk_session_notice_ref(p->session);
    struct form_instance *in = kiosk_session_instance(p->session);
    if (ref == FORM_REF_NONE || !in || ref == item->ref) {
        return ref == item->ref;
    }
    return form_ref_parent(in, ref) == item->ref;
}

bool kiosk_question_page_children(const struct kiosk_question_page *p)
{
    struct str audience = form_def_setting(kiosk_session_def(p->session), STR("svar:audience"));
    return str_eq(audience, STR("children"));
}

// ---- the items of a page ----
static struct kiosk_typed *typed_block(struct kiosk_question_page *p, size_t index)
{
    if (!p->blocks[index]) {
        p->blocks[index] = ARENA_NEW(kiosk_session_memory(p->session), struct kiosk_typed);
    }
    explicit_bzero(p->blocks[index], sizeof(*p->blocks[index]));
    return p->blocks[index];
}

static const struct plugin_question *find_type(const struct kiosk_question_page *p, form_ref ref)
{
    const struct form_def *def = kiosk_session_def(p->session);
    size_t node = form_ref_node(kiosk_session_instance(p->session), ref);
    return plugin_question_find(p->registry, form_node_xlsform_type(def, node),
                                form_node_appearance(def, node));
}

static void make_items(struct kiosk_question_page *p)
{
    struct form_instance *in = kiosk_session_instance(p->session);
    const struct form_def *def = kiosk_session_def(p->session);
    form_ref page = kiosk_session_form_page(p->session);
    form_ref refs[KIOSK_ITEMS_MAX];
    size_t count = 1;
    if (find_type(p, page) && form_node_kind(def, form_ref_node(in, page)) == FORM_GROUP) {
        refs[0] = page; // one type asks the whole group
    } else {
        count = form_view_questions(in, page, refs, KIOSK_ITEMS_MAX);
    }
    if (count > KIOSK_ITEMS_MAX) {
        log_warning("a page has %zu questions; the first %d are shown", count, KIOSK_ITEMS_MAX);
        count = KIOSK_ITEMS_MAX;
    }
    // While the page stays, a question that was there keeps what is typed into it.
    bool same_page = p->page_generation == kiosk_session_page_generation(p->session);
    if (same_page && count == p->item_count) {
        bool same = true;
        for (size_t i = 0; i < count; i++) {
            same = same && p->items[i].ref == refs[i];
        }
        if (same) {
            return;
        }
    }
    if (!same_page) {
        p->focus[0] = '\0';
    }
    p->page_generation = kiosk_session_page_generation(p->session);
    p->item_count = count;
    for (size_t i = 0; i < count; i++) {
        struct kiosk_item *item = &p->items[i];
        *item = (struct kiosk_item){.ref = refs[i], .typed = typed_block(p, i)};
        struct buf path = {0};
        kiosk_short_path(in, refs[i], &path);
        snprintf(item->path, sizeof(item->path), "%s", buf_text(&path));
        buf_finish(&path);
        item->type = find_type(p, refs[i]);
        ui_edit_init(&item->edit, item->typed->text, sizeof(item->typed->text), false);
    }
}

// ---- building ----
static struct str fill_next(struct kiosk_question_page *p, enum kiosk_text id, struct arena *a)
{
    struct str language = kiosk_session_language(p->session);
    enum kiosk_text next = kiosk_session_last_page(p->session) ? TEXT_FINISH : TEXT_NEXT;
    struct kiosk_fill fill = {"next", kiosk_text(next, language)};
    struct buf text = {0};
    kiosk_text_fill(kiosk_text(id, language), &fill, 1, &text);
    struct str copy = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return copy;
}

static void add_type_notice(const struct kiosk_item *item, struct arena *a,
                            struct ui_element *parent)
{
    if (item->typed->notice[0]) {
        struct str id = arena_printf(a, "%s/notice", item->path);
        ui_note(a, parent, id, UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                str_of(item->typed->notice));
    }
}

void kiosk_question_page_notice(struct kiosk_question_page *p, struct arena *a,
                                struct ui_element *parent)
{
    const struct kiosk_item *item = NULL;
    for (size_t i = 0; i < p->item_count && !item; i++) {
        if (kiosk_question_has_notice(p, &p->items[i])) {
            item = &p->items[i];
        }
    }
    if (!item) {
        return;
    }
    if (kiosk_session_notice(p->session) == KIOSK_NOTICE_HINT) {
        ui_note(a, parent, arena_printf(a, "%s/hint-empty", item->path), UI_ROLE_ALERT,
                UI_COLOR_WARN, UI_ICON_INFO, fill_next(p, TEXT_HINT, a));
    } else if (kiosk_session_notice(p->session) == KIOSK_NOTICE_WARNING) {
        enum kiosk_names names = kiosk_session_names(p->session);
        enum kiosk_text id = names == KIOSK_NAMES_PERSON  ? TEXT_WARN_NAME
                             : names == KIOSK_NAMES_PLACE ? TEXT_WARN_PLACE
                                                          : TEXT_WARN_NUMBER;
        ui_note(a, parent, arena_printf(a, "%s/warning", item->path), UI_ROLE_ALERT, UI_COLOR_WARN,
                UI_ICON_WARNING, fill_next(p, id, a));
    }
}

void kiosk_question_page_build(struct kiosk_question_page *p, struct arena *a,
                               struct ui_element *parent)
{
    make_items(p);
    struct form_instance *in = kiosk_session_instance(p->session);
    form_ref page = kiosk_session_form_page(p->session);
    bool whole = p->item_count == 1 && p->items[0].ref == page; // its type shows the title
    if (!whole &&
        form_node_kind(kiosk_session_def(p->session), form_ref_node(in, page)) == FORM_GROUP) {
        struct str title = form_view_label(in, page, a);
        if (title.len > 0) {
            ui_heading(a, parent, STR("page/title"), UI_TEXT_QUESTION, title);
        }
    }
    for (size_t i = 0; i < p->item_count; i++) {
        struct kiosk_item *item = &p->items[i];
        struct err_info info = {0};
        enum err err =
            item->type ? ERR_NONE : err_set(&info, ERR_UNSUPPORTED, "no question type for it");
        if (!err) {
            err = kiosk_question_elements(p, item, a, parent, &info);
        }
        if (err) {
            ui_note(a, parent, arena_printf(a, "%s/trouble", item->path), UI_ROLE_ALERT,
                    UI_COLOR_BAD, UI_ICON_WARNING,
                    kiosk_text(TEXT_CANNOT_SHOW, kiosk_session_language(p->session)));
            if (!item->complained) {
                log_error("question %s cannot be shown: %s", item->path, info.message);
                item->complained = true;
            }
        }
        add_type_notice(item, a, parent);
    }
    kiosk_scrub(&p->question);
    kiosk_scrub(&p->elements);
}

// ---- which field ----
// The item whose element an id names; *out_local is the rest.
static struct kiosk_item *find_item(struct kiosk_question_page *p, const char *id,
                                    const char **out_local)
{
    for (size_t i = 0; i < p->item_count; i++) {
        struct kiosk_item *item = &p->items[i];
        size_t bytes = strlen(item->path);
        if (strncmp(id, item->path, bytes) != 0) {
            continue;
        }
        if (id[bytes] == '\0') {
            *out_local = "";
            return item;
        }
        if (id[bytes] == '/' && !strchr(id + bytes + 1, '/')) {
            *out_local = id + bytes + 1;
            return item;
        }
    }
    return NULL;
}

static const struct kiosk_item *focused(const struct kiosk_question_page *p)
{
    const struct kiosk_item *only = NULL;
    size_t fields = 0;
    for (size_t i = 0; i < p->item_count; i++) {
        const struct kiosk_item *item = &p->items[i];
        if (!item->field[0]) {
            continue;
        }
        size_t bytes = strlen(item->path);
        if (strncmp(p->focus, item->path, bytes) == 0 && p->focus[bytes] == '/' &&
            strcmp(p->focus + bytes + 1, item->field) == 0) {
            return item;
        }
        only = item;
        fields++;
    }
    return fields == 1 ? only : NULL;
}

struct str kiosk_question_page_field(struct kiosk_question_page *p)
{
    const struct kiosk_item *item = focused(p);
    if (!item) {
        return STR("");
    }
    snprintf(p->focus, sizeof(p->focus), "%s/%s", item->path, item->field);
    return str_of(p->focus);
}

bool kiosk_question_page_digits(const struct kiosk_question_page *p)
{
    const struct kiosk_item *item = focused(p);
    return item && item->input != SVAR_INPUT_TEXT;
}

struct str kiosk_question_page_path(const struct kiosk_question_page *p)
{
    return p->item_count > 0 && kiosk_session_instance(p->session) ? str_of(p->items[0].path)
                                                                   : STR("");
}

// ---- events ----
static void keep_state(struct kiosk_item *item, const struct svar_result *result)
{
    if ((result->flags & SVAR_RESULT_STATE) && result->state.bytes <= KIOSK_STATE_BYTES) {
        memcpy(item->typed->state, result->state.ptr, result->state.bytes);
        item->typed->state_bytes = result->state.bytes;
    }
    item->typed->notice[0] = '\0';
    if (result->flags & SVAR_RESULT_NOTICE) {
        size_t bytes = utf8_cut(plugin_str(result->notice), KIOSK_NOTICE_BYTES - 1);
        memcpy(item->typed->notice, result->notice.ptr, bytes);
        item->typed->notice[bytes] = '\0';
    }
}

// The answers of a group's questions. The registry has checked the message.
static enum err take_parts(struct kiosk_question_page *p, const struct kiosk_item *item,
                           struct err_info *info)
{
    struct form_instance *in = kiosk_session_instance(p->session);
    const struct form_def *def = kiosk_session_def(p->session);
    form_ref refs[KIOSK_ITEMS_MAX];
    size_t count = form_view_questions(in, item->ref, refs, KIOSK_ITEMS_MAX);
    struct svar_reader records;
    struct svar_part part;
    enum err err = ERR_NONE;
    if (!svar_message_open(p->result.ptr, p->result.len, SVAR_MESSAGE_RESULT, &records)) {
        return err_set(info, ERR_PLUGIN, "the question type's answer cannot be read");
    }
    while (!err && svar_part_next(&records, &part)) {
        for (size_t i = 0; !err && i < count && i < KIOSK_ITEMS_MAX; i++) {
            if (str_eq(form_node_name(def, form_ref_node(in, refs[i])), plugin_str(part.name))) {
                err = kiosk_session_answer(p->session, refs[i], plugin_str(part.value),
                                           part.missing, info);
            }
        }
    }
    return err;
}

// Gives the type one event and takes what it says. False where the type would have none of it.
static bool give(struct kiosk_question_page *p, struct kiosk_item *item,
                 const struct svar_event *event)
{
    struct err_info info = {0};
    struct svar_result result = {0};
    bool go_on = false;
    enum err err = kiosk_question_message(p, item, &info);
    if (!err) {
        err = plugin_question_handle(item->type, buf_str(&p->question), event, &p->result, &result,
                                     &info);
    }
    bool taken = false;
    if (!err) {
        keep_state(item, &result);
        taken = result.flags != 0;
        if (result.flags & SVAR_RESULT_VALUE) {
            err = kiosk_session_answer(p->session, item->ref, plugin_str(result.value),
                                       result.missing, &info);
        }
        if (!err && (result.flags & SVAR_RESULT_PARTS)) {
            err = take_parts(p, item, &info);
        }
        go_on = !err && (result.flags & SVAR_RESULT_GO_ON);
    }
    if (err && !item->complained) {
        // The value itself never goes to the log: only the kind of trouble does.
        log_warning("question %s took no answer: %s", item->path, err_name(err));
        item->complained = true;
    }
    kiosk_scrub(&p->question);
    kiosk_scrub(&p->result);
    kiosk_session_shown_changed(p->session);
    if (go_on) {
        kiosk_session_next(p->session);
    }
    return taken && !err;
}

static bool sentence_begins(struct str text)
{
    struct str trimmed = str_trim(text);
    if (trimmed.len == 0) {
        return true;
    }
    char last = trimmed.ptr[trimmed.len - 1];
    return trimmed.len < text.len && (last == '.' || last == '!' || last == '?');
}

static void give_text(struct kiosk_question_page *p, struct kiosk_item *item)
{
    struct svar_event event = {
        .action = SVAR_EVENT_TEXT,
        .id = svar_text_of(item->field),
        .text = plugin_text(ui_edit_text(&item->edit)),
    };
    give(p, item, &event);
    if (item->input == SVAR_INPUT_TEXT) {
        bool capital = kiosk_language_cased(kiosk_session_language(p->session)) &&
                       sentence_begins(ui_edit_text(&item->edit));
        ui_keyboard_shift(ui_keyboard(p->ui), capital);
    }
}

static void type(struct kiosk_question_page *p, struct kiosk_item *item, struct str text)
{
    if (item->characters_max > 0 &&
        utf8_count(ui_edit_text(&item->edit)) + utf8_count(text) > item->characters_max) {
        return;
    }
    if (ui_edit_insert(&item->edit, text)) {
        give_text(p, item);
    }
}

static void press(struct kiosk_question_page *p, struct kiosk_item *item, const char *local)
{
    struct svar_event event = {.action = SVAR_EVENT_ACTIVATE, .id = svar_text_of(local)};
    size_t field = strlen(item->field);
    if (field > 0 && strncmp(local, item->field, field) == 0 && local[field] == '-') {
        event.action = SVAR_EVENT_ADJUST;
        event.number = strcmp(local + field, "-less") == 0 ? -1 : 1;
        event.id = svar_text_of(item->field);
    }
    give(p, item, &event);
}

bool kiosk_question_page_event(struct kiosk_question_page *p, const struct ui_event *event)
{
    const char *local;
    struct kiosk_item *item = find_item(p, event->id, &local);
    if (!item || !item->type || !kiosk_session_instance(p->session) ||
        kiosk_session_page(p->session) != KIOSK_QUESTION) {
        return false;
    }
    bool field = item->field[0] && strcmp(local, item->field) == 0;
    if (field) {
        snprintf(p->focus, sizeof(p->focus), "%s", event->id);
    }
    if (event->kind == UI_EVENT_PRESS && !field) {
        press(p, item, local);
    } else if (event->kind == UI_EVENT_TEXT && field) {
        type(p, item, str_of(event->text));
    } else if (event->kind == UI_EVENT_ERASE && field) {
        if (ui_edit_erase(&item->edit)) {
            give_text(p, item);
        }
    } else if (event->kind == UI_EVENT_DELETE && field) {
        if (ui_edit_erase_after(&item->edit)) {
            give_text(p, item);
        }
    } else if (event->kind == UI_EVENT_CARET && field) {
        ui_edit_place(&item->edit, event->at);
        kiosk_session_notice_dismiss(p->session, item->ref);
        kiosk_session_shown_changed(p->session);
    } else if (event->kind == UI_EVENT_ENTER && field) {
        if (item->edit.several_lines) {
            type(p, item, STR("\n"));
        } else {
            kiosk_session_next(p->session);
        }
    }
    return true;
}
