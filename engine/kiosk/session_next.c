// SPDX-License-Identifier: EUPL-1.2
// Next and back: what stands in the way of the next page, and the end. See kiosk/session.h.
#include "base/check.h"
#include "kiosk/session_priv.h"

enum { QUESTIONS_MAX = 256, SERIES_MS = 20000 };

static void notice(struct kiosk_session *s, enum kiosk_notice kind, form_ref ref)
{
    s->notice = kind;
    s->notice_ref = ref;
    kiosk_session_changed(s);
}

static bool asks(const struct kiosk_session *s, form_ref ref)
{
    size_t node = form_ref_node(s->instance, ref);
    switch (form_node_kind(s->options.def, node)) {
    case FORM_INPUT:
    case FORM_SELECT_ONE:
    case FORM_SELECT_MULTIPLE:
    case FORM_RANK:
    case FORM_RANGE:
    case FORM_TRIGGER:
    case FORM_UPLOAD: break;
    case FORM_ROOT:
    case FORM_GROUP:
    case FORM_REPEAT:
    case FORM_NOTE:
    case FORM_CALCULATE: return false;
    }
    return (form_ref_state(s->instance, ref) & (FORM_RELEVANT | FORM_READONLY)) == FORM_RELEVANT;
}

static bool free_text(const struct kiosk_session *s, form_ref ref)
{
    size_t node = form_ref_node(s->instance, ref);
    return form_node_kind(s->options.def, node) == FORM_INPUT &&
           form_node_type(s->options.def, node) == FORM_STRING;
}

static bool empty(const struct kiosk_session *s, form_ref ref)
{
    return form_instance_value(s->instance, ref).len == 0 &&
           form_instance_missing(s->instance, ref) == 0;
}

// True where the form does not let this value stand.
static bool faulty(struct kiosk_session *s, form_ref ref)
{
    unsigned state = form_ref_state(s->instance, ref);
    if (!(state & FORM_RELEVANT)) {
        return false;
    }
    if (state & FORM_VIOLATES_CONSTRAINT) {
        notice(s, KIOSK_NOTICE_INVALID, ref);
        return true;
    }
    if ((state & FORM_VIOLATES_REQUIRED) && form_instance_missing(s->instance, ref) == 0) {
        notice(s, KIOSK_NOTICE_REQUIRED, ref);
        return true;
    }
    return false;
}

// True where something has to be said before this page may be left.
static bool held(struct kiosk_session *s)
{
    form_ref questions[QUESTIONS_MAX];
    size_t count = kiosk_session_questions(s, questions, QUESTIONS_MAX);
    if (count > QUESTIONS_MAX) {
        count = QUESTIONS_MAX;
    }
    for (size_t i = 0; i < count; i++) {
        if (faulty(s, questions[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!s->hinted && asks(s, questions[i]) && empty(s, questions[i])) {
            s->hinted = true;
            notice(s, KIOSK_NOTICE_HINT, questions[i]);
            return true;
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct str value = form_instance_value(s->instance, questions[i]);
        if (!free_text(s, questions[i]) || value.len == 0 || str_hash(value) == s->names_hash) {
            continue;
        }
        enum kiosk_names names = kiosk_names_look(value);
        if (names != KIOSK_NAMES_NONE) {
            s->names = names;
            s->names_hash = str_hash(value);
            notice(s, KIOSK_NOTICE_WARNING, questions[i]);
            return true;
        }
    }
    return false;
}

// So many responses in so short a time at a one-tap terminal are likely one person's play.
static bool in_series(struct kiosk_session *s)
{
    int64_t now = clock_mono_ms(&s->options.clock);
    bool all = s->options.mode == KIOSK_ONE_TAP;
    for (int i = 0; i < KIOSK_SERIES - 1; i++) {
        all = all && s->finished_ms[i] > 0 && now - s->finished_ms[i] < SERIES_MS;
    }
    memmove(&s->finished_ms[1], &s->finished_ms[0], sizeof(int64_t) * (KIOSK_SERIES - 1));
    s->finished_ms[0] = now;
    return all;
}

enum err kiosk_session_response(struct kiosk_session *s, bool break_off,
                                struct kiosk_response **out, struct err_info *info)
{
    struct kiosk_response_options options = {
        .facts = s->options.facts,
        .clock = s->options.clock,
        .rng = s->options.rng,
        .zone_offset_min = s->options.zone_offset_min,
        .language = kiosk_session_language(s),
        .break_off = break_off,
        .rapid = in_series(s),
        .last_seen = s->page,
        .duration_ms = clock_mono_ms(&s->options.clock) - s->begun_ms,
    };
    enum err err = kiosk_response_create(s->instance, &options, out, info);
    if (!err) {
        (*out)->ticket = ++s->ticket;
    }
    return err;
}

// The page that a question stands on: the last page that does not begin after it.
static form_ref page_of(const struct kiosk_session *s, form_ref ref)
{
    form_ref page = FORM_REF_NONE;
    while (form_view_next(s->instance, page, &page)) {
        form_ref questions[QUESTIONS_MAX];
        size_t count = form_view_questions(s->instance, page, questions, QUESTIONS_MAX);
        for (size_t i = 0; i < count && i < QUESTIONS_MAX; i++) {
            if (questions[i] == ref) {
                return page;
            }
        }
    }
    return FORM_REF_NONE;
}

void kiosk_session_finish(struct kiosk_session *s)
{
    form_ref fault = form_instance_finish(s->instance);
    form_ref page = fault == FORM_REF_NONE ? FORM_REF_NONE : page_of(s, fault);
    if (page != FORM_REF_NONE) {
        kiosk_session_go(s, page, fault, KIOSK_WAY_BACK);
        faulty(s, fault);
        return;
    }
    struct kiosk_response *response;
    struct err_info info = {0};
    if (kiosk_session_response(s, false, &response, &info) != ERR_NONE) {
        // Larger than any response may be: only a form with very many long texts gets here.
        notice(s, KIOSK_NOTICE_INVALID, s->page);
        return;
    }
    s->saving_shown = false;
    kiosk_session_done(s);
    s->options.host.finish(s->options.host.data, response);
}

void kiosk_session_next(struct kiosk_session *s)
{
    if (s->layer != LAYER_NONE) {
        return;
    }
    if (s->stage == KIOSK_INFO) {
        kiosk_session_turn(s, KIOSK_CONSENT, KIOSK_WAY_FORWARD);
        return;
    }
    if (s->stage != KIOSK_QUESTION || held(s)) {
        return;
    }
    if (!kiosk_session_step(s)) {
        kiosk_session_finish(s);
    }
}

void kiosk_session_back(struct kiosk_session *s)
{
    if (s->layer == LAYER_LANGUAGE) {
        kiosk_session_ask_language(s); // closes the list
        return;
    }
    if (s->layer == LAYER_INFO) {
        kiosk_session_ask_info(s);
        return;
    }
    if (s->layer != LAYER_NONE) {
        return;
    }
    if (s->stage == KIOSK_CONSENT) {
        kiosk_session_turn(s, KIOSK_INFO, KIOSK_WAY_BACK);
    } else if (s->stage == KIOSK_INFO || s->stage == KIOSK_LANGUAGE) {
        kiosk_session_turn(s, KIOSK_ATTRACT, KIOSK_WAY_BACK);
    } else if (s->stage == KIOSK_QUESTION) {
        kiosk_session_step_back(s);
    }
}
