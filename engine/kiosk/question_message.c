// SPDX-License-Identifier: EUPL-1.2
// An item of the page → the flat question message that its type reads.
#include "kiosk/question_page_priv.h"
#include "kiosk/texts.h"

struct parts {
    struct svar_question question;
    struct form_instance *in;
    const struct form_def *def;
    form_ref ref;
    size_t node;
    const char *columns;
    struct arena *scratch;
    struct str language;
};

// The missing codes that the form offers beside a question without choices, in its column
// body::svar:missing or else for all in its settings: "-1 -2 -3".
static void write_missing(struct svar_writer *w, const struct parts *parts)
{
    static const struct {
        const char *name;
        int32_t code;
        enum kiosk_text text;
    } codes[] = {{"-1", -1, TEXT_DONT_KNOW}, {"-2", -2, TEXT_REFUSE}, {"-3", -3, TEXT_NOT_MINE}};
    struct svar_text offered =
        plugin_text(form_node_attribute(parts->def, parts->node, STR("body::svar:missing")));
    if (offered.bytes == 0) {
        offered = plugin_text(form_def_setting(parts->def, STR("svar:missing")));
    }
    if (form_node_kind(parts->def, parts->node) == FORM_NOTE) {
        return;
    }
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (!svar_text_has_word(offered, svar_text_of(codes[i].name))) {
            continue;
        }
        struct svar_choice choice = {
            .flags = SVAR_CHOICE_MISSING,
            .missing = codes[i].code,
            .name = svar_text_of(codes[i].name),
            .label = plugin_text(kiosk_text(codes[i].text, parts->language)),
            .image = svar_text_of(""),
            .audio = svar_text_of(""),
            .picture = svar_text_of(""),
        };
        svar_write_choice(w, &choice);
    }
}

static void write_choices(struct svar_writer *w, const struct parts *parts)
{
    const uint32_t *choices;
    size_t count = form_view_choices(parts->in, parts->ref, &choices);
    if (count == 0) {
        write_missing(w, parts);
    }
    for (size_t i = 0; i < count; i++) {
        int missing = form_choice_missing(parts->def, parts->node, choices[i]);
        struct str label =
            form_view_choice_label(parts->in, parts->ref, choices[i], parts->scratch);
        struct svar_choice choice = {
            .flags = missing ? SVAR_CHOICE_MISSING : 0,
            .missing = missing,
            .name = plugin_text(form_view_choice_name(parts->in, parts->ref, choices[i])),
            .label = plugin_text(label),
            .image = plugin_text(
                form_view_choice_media(parts->in, parts->ref, choices[i], STR("image"))),
            .audio = plugin_text(
                form_view_choice_media(parts->in, parts->ref, choices[i], STR("audio"))),
            .picture = plugin_text(
                form_choice_attribute(parts->def, parts->node, choices[i], STR("svar:picture"))),
        };
        if (str_eq(
                form_choice_attribute(parts->def, parts->node, choices[i], STR("svar:exclusive")),
                STR("yes"))) {
            choice.flags |= SVAR_CHOICE_EXCLUSIVE;
        }
        svar_write_choice(w, &choice);
    }
}

// A group that one type asks as a whole: its relevant questions as parts.
static void write_parts(struct svar_writer *w, const struct parts *parts)
{
    form_ref refs[KIOSK_ITEMS_MAX];
    size_t count = form_view_questions(parts->in, parts->ref, refs, KIOSK_ITEMS_MAX);
    for (size_t i = 0; i < count && i < KIOSK_ITEMS_MAX; i++) {
        size_t node = form_ref_node(parts->in, refs[i]);
        struct svar_part part = {
            .missing = form_instance_missing(parts->in, refs[i]),
            .name = plugin_text(form_node_name(parts->def, node)),
            .value = plugin_text(form_instance_value(parts->in, refs[i])),
            .type = plugin_text(form_node_xlsform_type(parts->def, node)),
            .label = plugin_text(form_view_label(parts->in, refs[i], parts->scratch)),
            .picture =
                plugin_text(form_node_attribute(parts->def, node, STR("body::svar:picture"))),
        };
        svar_write_part(w, &part);
    }
}

static void write_attributes(struct svar_writer *w, const struct parts *parts)
{
    struct str rest = str_of(parts->columns);
    struct str column;
    while (parts->columns && str_word(&rest, &column)) {
        struct buf now = {0};
        struct str value = form_node_attribute(parts->def, parts->node, column);
        enum form_value_kind kind;
        if (str_eq(column, STR("svar:now")) &&
            !form_instance_eval(parts->in, parts->ref, STR("now()"), &kind, &now, NULL)) {
            value = buf_str(&now);
        }
        if (value.len > 0) {
            svar_write_attribute(w, plugin_text(column), plugin_text(value));
        }
        buf_finish(&now);
    }
}

static uint32_t write_message(struct buf *out, const struct parts *parts)
{
    struct svar_writer w =
        svar_message_begin(out->ptr, (uint32_t)out->capacity, SVAR_MESSAGE_QUESTION);
    svar_write_question(&w, &parts->question);
    if (form_node_kind(parts->def, parts->node) == FORM_GROUP) {
        write_parts(&w, parts);
    } else {
        write_choices(&w, parts);
    }
    write_attributes(&w, parts);
    return svar_message_end(&w);
}

static struct str error_text(const struct kiosk_question_page *p, const struct kiosk_item *item,
                             struct arena *a)
{
    if (!kiosk_question_has_notice(p, item)) {
        return STR("");
    }
    struct form_instance *in = kiosk_session_instance(p->session);
    struct str language = kiosk_session_language(p->session);
    enum kiosk_notice notice = kiosk_session_notice(p->session);
    form_ref ref = kiosk_session_notice_ref(p->session);
    if (notice == KIOSK_NOTICE_INVALID) {
        struct str text = form_view_constraint_message(in, ref, a);
        return text.len > 0 ? text : kiosk_text(TEXT_INVALID, language);
    }
    if (notice == KIOSK_NOTICE_REQUIRED) {
        struct str text = form_view_required_message(in, ref, a);
        return text.len > 0 ? text : kiosk_text(TEXT_REQUIRED, language);
    }
    return STR("");
}

enum err kiosk_question_message(struct kiosk_question_page *p, const struct kiosk_item *item,
                                struct err_info *info)
{
    struct form_instance *in = kiosk_session_instance(p->session);
    const struct form_def *def = kiosk_session_def(p->session);
    struct str language = kiosk_session_language(p->session);
    unsigned state = form_ref_state(in, item->ref);
    struct ui_rect size = ui_size(p->ui);
    struct ui_settings settings = ui_settings(p->ui);
    // Labels may have answers filled in.
    struct arena *scratch = arena_create(ARENA_SECRET, SVAR_MESSAGE_BYTES_MAX * 2);
    struct str error = error_text(p, item, scratch);
    struct parts parts = {.in = in,
                          .def = def,
                          .ref = item->ref,
                          .node = form_ref_node(in, item->ref),
                          .columns = plugin_question_type(item->type)->columns,
                          .scratch = scratch,
                          .language = language};
    struct svar_question *q = &parts.question;
    q->flags = (state & FORM_READONLY ? SVAR_QUESTION_READ_ONLY : 0u) |
               (state & FORM_REQUIRED ? SVAR_QUESTION_REQUIRED : 0u) |
               (error.len > 0 ? SVAR_QUESTION_INVALID : 0u) |
               (settings.rtl ? SVAR_QUESTION_RTL : 0u) |
               (kiosk_question_page_children(p) ? SVAR_QUESTION_CHILDREN : 0u) |
               (settings.reduced_motion ? SVAR_QUESTION_REDUCED_MOTION : 0u);
    q->screen_mm_wide = (uint32_t)(size.w * ui_mm_per_pixel(p->ui));
    q->screen_mm_high = (uint32_t)(size.h * ui_mm_per_pixel(p->ui));
    q->text_scale_percent = (uint32_t)(settings.text_scale * 100 + 0.5);
    q->missing = form_instance_missing(in, item->ref);
    q->path = svar_text_of(item->path);
    q->type = plugin_text(form_node_xlsform_type(def, parts.node));
    q->appearance = plugin_text(form_node_appearance(def, parts.node));
    q->parameters = plugin_text(form_node_parameters(def, parts.node));
    q->label = plugin_text(form_view_label(in, item->ref, scratch));
    q->hint = plugin_text(form_view_hint(in, item->ref, scratch));
    q->image = plugin_text(form_view_media(in, item->ref, STR("image")));
    q->language = plugin_text(language);
    q->value = plugin_text(form_instance_value(in, item->ref));
    q->error = plugin_text(error);
    q->state = svar_text_make(item->typed->state, item->typed->state_bytes);

    uint32_t needed = write_message(&p->question, &parts);
    if (needed > p->question.capacity && needed <= SVAR_MESSAGE_BYTES_MAX) {
        buf_wipe(&p->question);
        buf_reserve(&p->question, SVAR_MESSAGE_BYTES_MAX);
        needed = write_message(&p->question, &parts);
    }
    arena_destroy(scratch);
    if (needed > p->question.capacity) {
        return err_set(info, ERR_LIMIT, "the question is larger than a message may be");
    }
    p->question.len = needed;
    return ERR_NONE;
}
