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
    p->media = kiosk_media_create();
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
        kiosk_media_destroy(p->media);
        free(p);
    }
}

void kiosk_question_page_use(struct kiosk_question_page *p, struct kiosk_files files)
{
    kiosk_media_use(p->media, files);
}

void kiosk_question_page_wipe(struct kiosk_question_page *p)
{
    // The blocks lie in the session's arena, which wipes them itself.
    memset(p->blocks, 0, sizeof(p->blocks));
    p->clip = NULL;
    p->asked = false;
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
    if (kiosk_session_in_list(p->session)) {
        count = 0;
    } else if (find_type(p, page) && form_node_kind(def, form_ref_node(in, page)) == FORM_GROUP) {
        refs[0] = page; // one type asks the whole group
    } else {
        count = kiosk_session_questions(p->session, refs, KIOSK_ITEMS_MAX);
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
        kiosk_media_page(p->media);
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

void kiosk_question_page_remark(const struct kiosk_question_page *p, struct arena *a,
                                struct ui_element *parent)
{
    for (size_t i = 0; i < p->item_count; i++) {
        const struct kiosk_item *item = &p->items[i];
        if (!item->typed->notice[0]) {
            continue;
        }
        struct str id = arena_printf(a, "%s/notice", item->path);
        ui_note(a, parent, id, UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                str_of(item->typed->notice));
    }
}

// A date of which only some parts have been given is no answer yet, and not empty either.
static bool half_given(const struct kiosk_question_page *p, const struct kiosk_item *item)
{
    const struct form_def *def = kiosk_session_def(p->session);
    enum form_type type =
        form_node_type(def, form_ref_node(kiosk_session_instance(p->session), item->ref));
    bool parts = type == FORM_DATE || type == FORM_TIME || type == FORM_DATETIME;
    return parts && item->typed->state_bytes > 0;
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
                UI_COLOR_WARN, UI_ICON_INFO,
                fill_next(p, half_given(p, item) ? TEXT_HINT_HALF : TEXT_HINT, a));
    } else if (kiosk_session_notice(p->session) == KIOSK_NOTICE_WARNING) {
        enum kiosk_names names = kiosk_session_names(p->session);
        enum kiosk_text id = names == KIOSK_NAMES_PERSON  ? TEXT_WARN_NAME
                             : names == KIOSK_NAMES_PLACE ? TEXT_WARN_PLACE
                                                          : TEXT_WARN_NUMBER;
        ui_note(a, parent, arena_printf(a, "%s/warning", item->path), UI_ROLE_ALERT, UI_COLOR_WARN,
                UI_ICON_WARNING, fill_next(p, id, a));
    }
}

// One question, or what is to be said where it cannot be shown.
static void add_item(struct kiosk_question_page *p, struct kiosk_item *item, struct arena *a,
                     struct ui_element *parent)
{
    struct err_info info = {0};
    enum err err =
        item->type ? ERR_NONE : err_set(&info, ERR_UNSUPPORTED, "no question type for it");
    if (!err) {
        err = kiosk_question_elements(p, item, a, parent, &info);
    }
    if (err) {
        ui_note(a, parent, arena_printf(a, "%s/trouble", item->path), UI_ROLE_ALERT, UI_COLOR_BAD,
                UI_ICON_WARNING, kiosk_text(TEXT_CANNOT_SHOW, kiosk_session_language(p->session)));
        if (!item->complained) {
            log_error("question %s cannot be shown: %s", item->path, info.message);
            item->complained = true;
        }
    }
}

// The group's words, and which of its statements this is.
static void add_title(struct kiosk_question_page *p, struct arena *a, struct ui_element *parent)
{
    struct str title =
        form_view_label(kiosk_session_instance(p->session), kiosk_session_form_page(p->session), a);
    size_t index;
    size_t count;
    bool part = kiosk_session_part(p->session, &index, &count) != FORM_REF_NONE;
    struct ui_element *row = parent;
    if (part) {
        row = ui_row(a, parent, 6);
        row->align_down = UI_ALIGN_END;
    }
    if (title.len > 0) {
        struct ui_element *e =
            ui_heading(a, row, STR("page/title"), part ? UI_TEXT_HINT : UI_TEXT_QUESTION, title);
        e->secret = true; // answers may be filled in
    }
    if (part) {
        struct kiosk_fill fills[] = {{"n", arena_printf(a, "%zu", index + 1)},
                                     {"m", arena_printf(a, "%zu", count)}};
        struct buf words = {0};
        kiosk_text_fill(kiosk_text(TEXT_STATEMENT, kiosk_session_language(p->session)), fills, 2,
                        &words);
        struct ui_element *e = ui_text(a, row, UI_TEXT_SMALL, buf_str(&words));
        e->id = STR("page/part");
        e->color = UI_COLOR_INK_2;
        buf_finish(&words);
    }
}

static void add_items(struct kiosk_question_page *p, struct arena *a, struct ui_element *parent)
{
    form_ref page = kiosk_session_form_page(p->session);
    size_t index;
    size_t count;
    bool table = kiosk_question_is_table(p, page) &&
                 kiosk_session_part(p->session, &index, &count) == FORM_REF_NONE;
    if (table) {
        parent = ui_column(a, parent, 2.5);
        kiosk_question_table_head(p, a, parent);
    }
    for (size_t i = 0; i < p->item_count; i++) {
        struct kiosk_item *item = &p->items[i];
        struct ui_element *row = table ? kiosk_question_table_row(p, a, parent) : parent;
        add_item(p, item, a, row);
        if (table) {
            kiosk_question_table_settle(p, row);
        }
    }
}

void kiosk_question_page_build(struct kiosk_question_page *p, struct arena *a,
                               struct ui_element *parent)
{
    struct form_instance *in = kiosk_session_instance(p->session);
    form_ref page = kiosk_session_form_page(p->session);
    bool list = kiosk_session_in_list(p->session);
    if (!list) {
        bool fits = !kiosk_question_is_table(p, page) || kiosk_question_table_fits(p, page);
        kiosk_session_split_tables(p->session, !fits);
    }
    make_items(p);
    if (list) {
        kiosk_question_list(p, a, parent);
        return;
    }
    bool whole = p->item_count == 1 && p->items[0].ref == page; // its type shows the title
    enum form_kind kind = form_node_kind(kiosk_session_def(p->session), form_ref_node(in, page));
    if (!whole && (kind == FORM_GROUP || kind == FORM_REPEAT)) {
        add_title(p, a, parent);
    }
    add_items(p, a, parent);
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

struct kiosk_field *kiosk_item_field(struct kiosk_item *item, const char *id)
{
    for (size_t i = 0; i < item->field_count; i++) {
        if (strcmp(item->fields[i].id, id) == 0) {
            return &item->fields[i];
        }
    }
    return NULL;
}

// Nothing else of the page wants an answer: then its field may be typed into at once.
static bool asks_alone(const struct kiosk_question_page *p, const struct kiosk_item *item)
{
    const struct form_def *def = kiosk_session_def(p->session);
    struct form_instance *in = kiosk_session_instance(p->session);
    for (size_t i = 0; in && i < p->item_count; i++) {
        size_t node = form_ref_node(in, p->items[i].ref);
        if (&p->items[i] != item && form_node_kind(def, node) != FORM_NOTE) {
            return false;
        }
    }
    return true;
}

struct focused {
    const struct kiosk_item *item; // NULL: none
    const struct kiosk_field *field;
};

static struct focused focused(const struct kiosk_question_page *p)
{
    struct focused only = {0};
    size_t fields = 0;
    for (size_t i = 0; i < p->item_count; i++) {
        const struct kiosk_item *item = &p->items[i];
        size_t bytes = strlen(item->path);
        bool here = strncmp(p->focus, item->path, bytes) == 0 && p->focus[bytes] == '/';
        for (size_t j = 0; j < item->field_count; j++) {
            const struct kiosk_field *field = &item->fields[j];
            if (field->slider) {
                continue;
            }
            if (here && strcmp(p->focus + bytes + 1, field->id) == 0) {
                return (struct focused){item, field};
            }
            only = (struct focused){item, field};
            fields++;
        }
    }
    return fields == 1 && asks_alone(p, only.item) ? only : (struct focused){0};
}

struct str kiosk_question_page_field(struct kiosk_question_page *p)
{
    struct focused f = focused(p);
    if (!f.item) {
        return STR("");
    }
    snprintf(p->focus, sizeof(p->focus), "%s/%s", f.item->path, f.field->id);
    return str_of(p->focus);
}

struct ui_keyboard_field kiosk_question_page_typing(struct kiosk_question_page *p)
{
    struct focused f = focused(p);
    struct ui_keyboard_field out = {.id = kiosk_question_page_field(p)};
    if (!f.field || f.field->input != SVAR_INPUT_TEXT) {
        return out;
    }
    out.selected = ui_edit_selection(&f.field->edit).len > 0;
    out.asked = p->asked;
    out.can_undo = ui_edit_can_undo(&f.field->edit);
    out.can_paste = p->clip && p->clip->len > 0;
    return out;
}

struct kiosk_keys kiosk_question_page_keys(const struct kiosk_question_page *p)
{
    const struct kiosk_field *field = focused(p).field;
    if (!field || field->input == SVAR_INPUT_TEXT) {
        return (struct kiosk_keys){0};
    }
    return (struct kiosk_keys){
        .digits = true, .decimal = field->input == SVAR_INPUT_DECIMAL, .minus = field->minus};
}

struct str kiosk_question_page_decimal_mark(struct str language)
{
    static const char *const points[] = {"en", "zh", "he", "ar", "fa", "ur"};
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        if (str_starts(language, str_of(points[i]))) {
            return STR(".");
        }
    }
    return STR(",");
}

struct str kiosk_question_page_path(const struct kiosk_question_page *p)
{
    if (kiosk_session_in_list(p->session)) {
        return form_node_name(kiosk_session_def(p->session), kiosk_session_list_node(p->session));
    }
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

bool kiosk_question_give(struct kiosk_question_page *p, struct kiosk_item *item,
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

// "field-less" and "field-more" of a number or slider.
static struct kiosk_field *stepped(struct kiosk_item *item, const char *local, double *out_by)
{
    for (size_t i = 0; i < item->field_count; i++) {
        size_t bytes = strlen(item->fields[i].id);
        if (strncmp(local, item->fields[i].id, bytes) != 0) {
            continue;
        }
        *out_by = strcmp(local + bytes, "-less") == 0   ? -1
                  : strcmp(local + bytes, "-more") == 0 ? 1
                                                        : 0;
        if (*out_by != 0) {
            return &item->fields[i];
        }
    }
    return NULL;
}

static void press(struct kiosk_question_page *p, struct kiosk_item *item, const char *local)
{
    if (strcmp(local, "guidance") == 0) {
        item->guidance = !item->guidance;
        kiosk_session_shown_changed(p->session);
        return;
    }
    struct svar_event event = {.action = SVAR_EVENT_ACTIVATE, .id = svar_text_of(local)};
    const struct kiosk_field *field = stepped(item, local, &event.number);
    if (field) {
        event.action = SVAR_EVENT_ADJUST;
        event.id = svar_text_of(field->id);
    }
    kiosk_question_give(p, item, &event);
}

// A finger on a slider, a key that wants more or less, a card in another place.
static void take_number(struct kiosk_question_page *p, struct kiosk_item *item, const char *local,
                        const struct ui_event *event)
{
    const struct kiosk_field *field = kiosk_item_field(item, local);
    struct svar_event told = {.action = SVAR_EVENT_NUMBER, .id = svar_text_of(local)};
    if (event->kind == UI_EVENT_MOVE) {
        told.number = (double)event->at;
    } else if (!field) {
        return;
    } else if (event->kind == UI_EVENT_ADJUST) {
        told.action = SVAR_EVENT_ADJUST;
        told.number = event->number;
    } else {
        told.number = field->min + event->number * (field->max - field->min);
    }
    kiosk_question_give(p, item, &told);
}

bool kiosk_question_page_event(struct kiosk_question_page *p, const struct ui_event *event)
{
    if (!kiosk_session_instance(p->session) || kiosk_session_page(p->session) != KIOSK_QUESTION) {
        return false;
    }
    if (kiosk_session_in_list(p->session)) {
        return event->kind == UI_EVENT_PRESS && kiosk_question_list_press(p, event->id);
    }
    const char *local;
    struct kiosk_item *item = find_item(p, event->id, &local);
    if (!item || !item->type) {
        return false;
    }
    struct kiosk_field *field = kiosk_item_field(item, local);
    if (event->kind == UI_EVENT_SLIDE || event->kind == UI_EVENT_ADJUST ||
        event->kind == UI_EVENT_MOVE) {
        take_number(p, item, local, event);
    } else if (field && !field->slider) {
        kiosk_question_take_field(p, item, field, event);
    } else if (event->kind == UI_EVENT_PRESS) {
        press(p, item, local);
    }
    return true;
}
