// SPDX-License-Identifier: EUPL-1.2
// The state machine of kiosk/session.h: a stage (where the respondent is), a layer over it (a
// question asked back, the countdown), and times. What Next finds stands in session_next.c.
#include "kiosk/session.h"

#include "base/alloc.h"
#include "base/check.h"
#include "kiosk/session_priv.h"

enum {
    MEMORY_BYTES = 32 << 20, // a form's tree and one respondent's answers
    THANKS_MS = 9000,
    LOCKED_MS = 3500, // after one tap, so that a series of taps is not a series of people
    PATIENCE = 10,    // of an interviewer
    DECLINED_MS = 5000,
    IDLE_PRESS_MS = 700,   // a finger on the countdown may still be pressing one of its buttons
    ATTRACT_MS = 7000,     // between the attract page's movements
    SAVING_SHOWN_MS = 300, // sooner than this nobody needs to read that we are saving
};

static int64_t now_ms(const struct kiosk_session *s)
{
    return clock_mono_ms(&s->options.clock);
}

void kiosk_session_changed(struct kiosk_session *s)
{
    s->generation++;
}

void kiosk_session_shown_changed(struct kiosk_session *s)
{
    kiosk_session_changed(s);
}

void kiosk_session_notice_clear(struct kiosk_session *s)
{
    if (s->notice != KIOSK_NOTICE_NONE) {
        s->notice = KIOSK_NOTICE_NONE;
        s->notice_ref = FORM_REF_NONE;
        kiosk_session_changed(s);
    }
}

void kiosk_session_turn(struct kiosk_session *s, enum kiosk_page stage, enum kiosk_way way)
{
    s->stage = stage;
    s->layer = LAYER_NONE;
    s->notice = KIOSK_NOTICE_NONE;
    s->notice_ref = FORM_REF_NONE;
    s->hinted = false;
    s->way = way;
    s->attract_step = 0;
    s->stage_ms = now_ms(s);
    s->page_generation++;
    kiosk_session_changed(s);
}

static bool wishes_changed(const struct kiosk_session *s)
{
    const struct kiosk_wishes *w = &s->wishes;
    const struct kiosk_wishes *usual = &s->options.wishes;
    return w->text_percent != usual->text_percent || w->contrast != usual->contrast ||
           w->font != usual->font || w->still != usual->still || w->calm != usual->calm ||
           w->aloud != usual->aloud || w->explore != usual->explore ||
           w->switches != usual->switches || w->speed != usual->speed ||
           w->loudness != usual->loudness;
}

// With one tap the question itself is what waits for somebody.
static bool untouched(const struct kiosk_session *s)
{
    return s->options.mode == KIOSK_ONE_TAP && s->stage == KIOSK_QUESTION && !s->answered &&
           s->layer == LAYER_NONE && s->language == s->options.language && !wishes_changed(s);
}

static int64_t idle_after_ms(const struct kiosk_session *s)
{
    return s->options.facts->idle_ms * (s->options.mode == KIOSK_INTERVIEWER ? PATIENCE : 1);
}

static bool can_idle(const struct kiosk_session *s)
{
    if (untouched(s)) {
        return false;
    }
    return s->stage == KIOSK_LANGUAGE || s->stage == KIOSK_INFO || s->stage == KIOSK_CONSENT ||
           s->stage == KIOSK_QUESTION;
}

// Somebody has chosen something on the first page, and may have left.
static bool attract_changed(const struct kiosk_session *s)
{
    return s->stage == KIOSK_ATTRACT &&
           (s->language != s->options.language || s->layer != LAYER_NONE || wishes_changed(s));
}

// When the attract page moves next; -1: it does not. Whoever is there is let read in peace.
static int64_t attract_due_ms(const struct kiosk_session *s)
{
    bool still = !s->options.moves || s->wishes.still || s->wishes.aloud || s->wishes.switches > 0;
    if (still || s->stage != KIOSK_ATTRACT || s->layer != LAYER_NONE || attract_changed(s)) {
        return -1;
    }
    int64_t from = s->attract_ms > s->stage_ms ? s->attract_ms : s->stage_ms;
    return (from > s->touched_ms ? from : s->touched_ms) + ATTRACT_MS;
}

int kiosk_session_attract_step(const struct kiosk_session *s)
{
    return s->attract_step;
}

static void set_layer(struct kiosk_session *s, enum layer layer)
{
    if (s->layer != layer) {
        s->layer = layer;
        s->way = KIOSK_WAY_NONE;
        s->page_generation++;
        kiosk_session_changed(s);
    }
}

// Forgets the respondent: the instance and every byte of their answers.
static void wipe(struct kiosk_session *s)
{
    if (s->instance) {
        form_instance_destroy(s->instance);
        s->instance = NULL;
        arena_reset(s->memory);
    }
    s->page = FORM_REF_NONE;
    s->list = false;
    s->part = 0;
    s->emptied_count = 0;
    s->names = KIOSK_NAMES_NONE;
    s->names_hash = 0;
    s->answered = false;
    s->onward = false;
}

static void begin_questions(struct kiosk_session *s);

// A new page is shown before the screen's caches are told to forget, or the glass would still hold
// the old one.
static void leave(struct kiosk_session *s, enum kiosk_page stage)
{
    wipe(s);
    if (stage == KIOSK_ATTRACT) {
        s->language = s->options.language;
        s->wishes = s->options.wishes;
    }
    kiosk_session_turn(s, stage, KIOSK_WAY_NONE);
    if (s->options.host.wiped) {
        s->options.host.wiped(s->options.host.data);
    }
    if (stage == KIOSK_ATTRACT && s->options.mode == KIOSK_ONE_TAP) {
        begin_questions(s);
    }
}

struct kiosk_session *kiosk_session_create(const struct kiosk_session_options *options)
{
    CHECK(options->facts->language_count > options->language);
    struct kiosk_session *s = xcalloc(1, sizeof(*s));
    s->options = *options;
    s->memory = arena_create(ARENA_SECRET, MEMORY_BYTES);
    s->language = options->language;
    if (s->options.wishes.text_percent == 0) {
        s->options.wishes.text_percent = 100;
    }
    s->wishes = s->options.wishes;
    s->touched_ms = clock_mono_ms(&options->clock);
    s->page = FORM_REF_NONE;
    kiosk_session_turn(s, KIOSK_ATTRACT, KIOSK_WAY_NONE);
    if (options->mode == KIOSK_ONE_TAP) {
        begin_questions(s);
    }
    return s;
}

void kiosk_session_destroy(struct kiosk_session *s)
{
    if (s) {
        wipe(s);
        arena_destroy(s->memory);
        free(s);
    }
}

// ---- what to show ----
enum kiosk_page kiosk_session_page(const struct kiosk_session *s)
{
    switch (s->layer) {
    case LAYER_IDLE: return KIOSK_IDLE;
    case LAYER_STOP: return KIOSK_STOP;
    case LAYER_LANGUAGE: return KIOSK_LANGUAGE;
    case LAYER_AA: return KIOSK_AA;
    case LAYER_INFO: return KIOSK_INFO;
    case LAYER_NONE: break;
    }
    return s->stage;
}

enum kiosk_page kiosk_session_under(const struct kiosk_session *s)
{
    return s->stage;
}

enum kiosk_mode kiosk_session_mode(const struct kiosk_session *s)
{
    return s->options.mode;
}

struct kiosk_wishes kiosk_session_usual(const struct kiosk_session *s)
{
    return s->options.wishes;
}

struct kiosk_wishes kiosk_session_wishes(const struct kiosk_session *s)
{
    return s->wishes;
}

uint64_t kiosk_session_generation(const struct kiosk_session *s)
{
    return s->generation;
}

uint64_t kiosk_session_page_generation(const struct kiosk_session *s)
{
    return s->page_generation;
}

enum kiosk_way kiosk_session_way(const struct kiosk_session *s)
{
    return s->way;
}

struct str kiosk_session_language(const struct kiosk_session *s)
{
    return s->options.facts->languages[s->language].code;
}

size_t kiosk_session_language_index(const struct kiosk_session *s)
{
    return s->language;
}

const struct kiosk_facts *kiosk_session_facts(const struct kiosk_session *s)
{
    return s->options.facts;
}

const struct form_def *kiosk_session_def(const struct kiosk_session *s)
{
    return s->options.def;
}

struct form_instance *kiosk_session_instance(struct kiosk_session *s)
{
    return s->instance;
}

struct arena *kiosk_session_memory(struct kiosk_session *s)
{
    return s->instance ? s->memory : NULL;
}

form_ref kiosk_session_form_page(const struct kiosk_session *s)
{
    return s->instance ? s->page : FORM_REF_NONE;
}

enum kiosk_notice kiosk_session_notice(const struct kiosk_session *s)
{
    return s->notice;
}

form_ref kiosk_session_notice_ref(const struct kiosk_session *s)
{
    return s->notice_ref;
}

enum kiosk_names kiosk_session_names(const struct kiosk_session *s)
{
    return s->names;
}

int64_t kiosk_session_idle_left_ms(const struct kiosk_session *s)
{
    const struct kiosk_facts *facts = s->options.facts;
    int64_t left = s->touched_ms + idle_after_ms(s) + facts->idle_warning_ms - now_ms(s);
    return s->layer == LAYER_IDLE && left > 0 ? left : 0;
}

const char *kiosk_session_trouble(const struct kiosk_session *s)
{
    return s->stage == KIOSK_TROUBLE ? s->trouble : "";
}

// ---- what a respondent does ----
void kiosk_session_touch(struct kiosk_session *s)
{
    s->touched_ms = now_ms(s);
    s->idle_touched = s->layer == LAYER_IDLE;
}

void kiosk_session_idle_continue(struct kiosk_session *s)
{
    kiosk_session_touch(s);
    if (s->layer == LAYER_IDLE) {
        set_layer(s, s->layer_under);
    }
}

void kiosk_session_start(struct kiosk_session *s)
{
    if (s->stage != KIOSK_ATTRACT || s->layer != LAYER_NONE) {
        return;
    }
    // A few languages stand on the attract page itself.
    bool many = s->options.facts->language_count > KIOSK_ATTRACT_LANGUAGES;
    kiosk_session_turn(s, many ? KIOSK_LANGUAGE : KIOSK_INFO, KIOSK_WAY_FORWARD);
}

void kiosk_session_choose_language(struct kiosk_session *s, size_t index)
{
    if (index >= s->options.facts->language_count) {
        return;
    }
    s->language = index;
    if (s->instance) {
        form_instance_set_language(s->instance, s->options.facts->languages[index].form_language);
    }
    kiosk_session_changed(s);
    if (s->layer == LAYER_LANGUAGE) {
        set_layer(s, LAYER_NONE);
    } else if (s->stage == KIOSK_LANGUAGE) {
        kiosk_session_turn(s, KIOSK_INFO, KIOSK_WAY_FORWARD);
    }
}

void kiosk_session_begin_in(struct kiosk_session *s, size_t index)
{
    if (index >= s->options.facts->language_count) {
        return;
    }
    s->options.language = index;
    if (s->stage == KIOSK_ATTRACT) {
        s->language = index;
        kiosk_session_changed(s);
    }
}

void kiosk_session_ask_language(struct kiosk_session *s)
{
    if (s->stage == KIOSK_ATTRACT || s->stage == KIOSK_INFO || s->stage == KIOSK_CONSENT ||
        s->stage == KIOSK_QUESTION) {
        set_layer(s, s->layer == LAYER_LANGUAGE ? LAYER_NONE : LAYER_LANGUAGE);
    }
}

void kiosk_session_ask_aa(struct kiosk_session *s)
{
    if (s->layer == LAYER_AA) {
        set_layer(s, LAYER_NONE);
    } else if (s->layer == LAYER_NONE &&
               (s->stage == KIOSK_ATTRACT || can_idle(s) || untouched(s))) {
        set_layer(s, LAYER_AA);
    }
}

void kiosk_session_ask_info(struct kiosk_session *s)
{
    if (s->layer == LAYER_INFO) {
        set_layer(s, LAYER_NONE);
    } else if (s->stage == KIOSK_QUESTION && s->layer == LAYER_NONE) {
        set_layer(s, LAYER_INFO);
    }
}

void kiosk_session_wish(struct kiosk_session *s, struct kiosk_wishes wishes)
{
    bool known = wishes.text_percent >= 100 && wishes.text_percent <= 200 &&
                 wishes.contrast >= KIOSK_LIGHT && wishes.contrast <= KIOSK_HIGH &&
                 wishes.font <= KIOSK_FONT_DYSLEXIA && wishes.switches >= 0 &&
                 wishes.switches <= 2 && wishes.speed <= KIOSK_MORE &&
                 wishes.loudness <= KIOSK_MORE;
    if (known) {
        s->wishes = wishes;
        kiosk_session_changed(s);
    }
}

static void begin_questions(struct kiosk_session *s)
{
    struct form_session session = {
        .clock = s->options.clock,
        .rng = s->options.rng,
        .zone_offset_min = s->options.zone_offset_min,
        .language = s->options.facts->languages[s->language].form_language,
    };
    struct err_info info = {0};
    enum err err = form_instance_create(s->options.def, &session, s->memory, &s->instance, &info);
    // The form was checked when the kiosk started, and this memory holds it: what fails here is
    // our own fault.
    CHECK(err == ERR_NONE);
    s->begun_ms = now_ms(s);
    if (form_view_next(s->instance, FORM_REF_NONE, &s->page)) {
        kiosk_session_turn(s, KIOSK_QUESTION, KIOSK_WAY_FORWARD);
    } else {
        kiosk_session_finish(s); // a form without a single question to show
    }
}

void kiosk_session_consent(struct kiosk_session *s, bool yes)
{
    if (s->stage != KIOSK_CONSENT || s->layer != LAYER_NONE) {
        return;
    }
    if (!yes) {
        s->options.host.count(s->options.host.data, STORE_DECLINED);
        leave(s, KIOSK_DECLINED);
        return;
    }
    begin_questions(s);
}

// A tap on the only question's choice says all; whoever clears an answer stays.
static bool goes_by_itself(const struct kiosk_session *s, form_ref ref)
{
    form_ref questions[2];
    size_t count = kiosk_session_questions(s, questions, 2);
    return s->options.mode == KIOSK_ONE_TAP && count == 1 &&
           form_node_kind(s->options.def, form_ref_node(s->instance, ref)) == FORM_SELECT_ONE &&
           form_instance_value(s->instance, ref).len > 0;
}

enum err kiosk_session_answer(struct kiosk_session *s, form_ref ref, struct str value, int missing,
                              struct err_info *info)
{
    if (!s->instance || s->stage != KIOSK_QUESTION) {
        return err_set(info, ERR_STATE, "there is no question to answer now");
    }
    enum err err = form_instance_set(s->instance, ref, value, info);
    if (!err && missing != 0) {
        err = form_instance_set_missing(s->instance, ref, missing, info);
    }
    if (!err) {
        s->answered = true;
        s->onward = goes_by_itself(s, ref);
        // A hint about another question of the page stays; one about this question has been heard.
        if (s->notice_ref == ref || s->notice == KIOSK_NOTICE_HINT) {
            kiosk_session_notice_clear(s);
        }
        kiosk_session_changed(s);
    }
    return err;
}

void kiosk_session_notice_dismiss(struct kiosk_session *s, form_ref ref)
{
    if (s->notice_ref == ref) {
        kiosk_session_notice_clear(s);
    }
}

void kiosk_session_stop(struct kiosk_session *s)
{
    if (s->stage == KIOSK_QUESTION) {
        set_layer(s, LAYER_STOP);
    }
}

void kiosk_session_stop_sure(struct kiosk_session *s, bool yes)
{
    if (s->layer != LAYER_STOP) {
        return;
    }
    if (yes) {
        s->options.host.count(s->options.host.data, STORE_BROKE_OFF);
        leave(s, KIOSK_ERASED);
    } else {
        set_layer(s, LAYER_NONE);
    }
}

// The respondent left. Their answers are erased, or sealed as a break-off where the survey says so
// and they did not ask for anything else.
static void break_off(struct kiosk_session *s, bool may_keep)
{
    if (s->instance && (s->answered || s->options.mode != KIOSK_ONE_TAP)) {
        s->options.host.count(s->options.host.data, STORE_BROKE_OFF);
        if (may_keep && s->options.facts->keeps_break_off && s->answered) {
            form_instance_finish(s->instance);
            struct kiosk_response *response;
            // Too large or not, nobody is there to be told.
            if (kiosk_session_response(s, true, &response, NULL) == ERR_NONE) {
                s->options.host.finish(s->options.host.data, response);
            }
        }
    }
    leave(s, KIOSK_ATTRACT);
}

void kiosk_session_idle_clear(struct kiosk_session *s)
{
    if (s->layer == LAYER_IDLE) {
        break_off(s, false);
    }
}

void kiosk_session_again(struct kiosk_session *s)
{
    bool locked = s->options.mode == KIOSK_ONE_TAP && s->stage == KIOSK_THANKS;
    if (!locked &&
        (s->stage == KIOSK_THANKS || s->stage == KIOSK_DECLINED || s->stage == KIOSK_ERASED)) {
        leave(s, KIOSK_ATTRACT);
    }
}

// ---- what happens by itself ----
void kiosk_session_done(struct kiosk_session *s)
{
    leave(s, KIOSK_SAVING);
}

static int64_t goes_back_ms(const struct kiosk_session *s)
{
    if (s->options.mode == KIOSK_PASSED || s->options.mode == KIOSK_INTERVIEWER) {
        return -1; // somebody is there who says when
    }
    if (s->stage == KIOSK_THANKS) {
        return s->options.mode == KIOSK_ONE_TAP ? LOCKED_MS : THANKS_MS;
    }
    return s->stage == KIOSK_DECLINED || s->stage == KIOSK_ERASED ? DECLINED_MS : -1;
}

void kiosk_session_tick(struct kiosk_session *s)
{
    int64_t now = now_ms(s);
    int64_t idle = now - s->touched_ms;
    const struct kiosk_facts *facts = s->options.facts;
    if (s->onward) {
        s->onward = false;
        kiosk_session_next(s);
    }
    if (can_idle(s) && idle >= idle_after_ms(s) + facts->idle_warning_ms) {
        break_off(s, true);
    } else if (can_idle(s) && idle >= idle_after_ms(s)) {
        if (s->layer != LAYER_IDLE) {
            s->layer_under = s->layer;
            s->idle_touched = false;
            set_layer(s, LAYER_IDLE);
        }
        int64_t left_s = (kiosk_session_idle_left_ms(s) + 999) / 1000;
        if (left_s != s->idle_shown_s) {
            s->idle_shown_s = left_s;
            kiosk_session_changed(s);
        }
    } else if (s->layer == LAYER_IDLE && s->idle_touched && idle >= IDLE_PRESS_MS) {
        kiosk_session_idle_continue(s);
    } else if (attract_changed(s) && idle >= idle_after_ms(s)) {
        leave(s, KIOSK_ATTRACT);
    } else if (attract_due_ms(s) >= 0 && now >= attract_due_ms(s)) {
        s->attract_step++;
        s->attract_ms = now;
        kiosk_session_changed(s);
    } else if (s->stage == KIOSK_SAVING && !s->saving_shown &&
               now - s->stage_ms >= SAVING_SHOWN_MS) {
        s->saving_shown = true;
        kiosk_session_changed(s);
    } else if (goes_back_ms(s) >= 0 && now - s->stage_ms >= goes_back_ms(s)) {
        leave(s, KIOSK_ATTRACT);
    }
}

int64_t kiosk_session_wait_ms(const struct kiosk_session *s)
{
    if (s->onward) {
        return 0;
    }
    int64_t now = now_ms(s);
    int64_t due = -1;
    if (can_idle(s)) {
        due = s->touched_ms + idle_after_ms(s);
        if (s->layer == LAYER_IDLE && s->idle_touched) {
            due = s->touched_ms + IDLE_PRESS_MS;
        } else if (s->layer == LAYER_IDLE) {
            // The next whole second of the countdown.
            int64_t left = kiosk_session_idle_left_ms(s);
            due = now + (left > 0 ? (left - 1) % 1000 + 1 : 0);
        }
    } else if (attract_changed(s)) {
        due = s->touched_ms + idle_after_ms(s);
    } else if (attract_due_ms(s) >= 0) {
        due = attract_due_ms(s);
    } else if (s->stage == KIOSK_SAVING && !s->saving_shown) {
        due = s->stage_ms + SAVING_SHOWN_MS;
    } else if (goes_back_ms(s) >= 0) {
        due = s->stage_ms + goes_back_ms(s);
    }
    if (due < 0) {
        return -1;
    }
    return due > now ? due - now : 0;
}

void kiosk_session_stored(struct kiosk_session *s, uint64_t ticket, enum err err,
                          const char *trouble)
{
    if (ticket != s->ticket || (s->stage != KIOSK_SAVING && s->stage != KIOSK_TROUBLE)) {
        return; // a break-off, or a response of somebody who has left
    }
    if (err == ERR_NONE) {
        s->trouble[0] = '\0';
        kiosk_session_turn(s, KIOSK_THANKS, KIOSK_WAY_FORWARD);
        return;
    }
    size_t bytes = utf8_cut(str_of(trouble ? trouble : err_text(err)), sizeof(s->trouble) - 1);
    memcpy(s->trouble, trouble ? trouble : err_text(err), bytes);
    s->trouble[bytes] = '\0';
    if (s->stage == KIOSK_SAVING) {
        kiosk_session_turn(s, KIOSK_TROUBLE, KIOSK_WAY_NONE);
    }
    kiosk_session_changed(s);
}
