// SPDX-License-Identifier: EUPL-1.2
// What the kiosk's own buttons do, what pages are called, and how long the survey takes. See
// kiosk/pages.h.
#include "base/limits.h"
#include "kiosk/pages_priv.h"

enum {
    MEASURE_BYTES = 64 << 20,
    CHOICE_S = 9, // to read and answer a question with choices
    TEXT_S = 18,
};

static bool press_language(struct kiosk_pages *pages, const char *id)
{
    static const char prefix[] = "lang/";
    if (strncmp(id, prefix, sizeof(prefix) - 1) != 0) {
        return false;
    }
    int index =
        kiosk_facts_language(kiosk_session_facts(pages->session), str_of(id + sizeof(prefix) - 1));
    if (index >= 0) {
        kiosk_session_choose_language(pages->session, (size_t)index);
    }
    return index >= 0;
}

bool kiosk_pages_press(struct kiosk_pages *pages, const char *id)
{
    struct kiosk_session *s = pages->session;
    if (strcmp(id, "start") == 0) {
        kiosk_session_start(s);
    } else if (strcmp(id, "info/next") == 0 || strcmp(id, "nav/next") == 0) {
        kiosk_session_next(s);
    } else if (strcmp(id, "nav/back") == 0) {
        kiosk_session_back(s);
    } else if (strcmp(id, "nav/language") == 0) {
        kiosk_session_ask_language(s);
    } else if (strcmp(id, "nav/info") == 0) {
        kiosk_session_ask_info(s);
    } else if (strcmp(id, "nav/aa") == 0) {
        kiosk_session_ask_aa(s);
    } else if (strcmp(id, "nav/stop") == 0) {
        kiosk_session_stop(s);
    } else if (strcmp(id, "stop/yes") == 0) {
        kiosk_session_stop_sure(s, true);
    } else if (strcmp(id, "stop/no") == 0) {
        kiosk_session_stop_sure(s, false);
    } else if (strcmp(id, "consent/yes") == 0) {
        kiosk_session_consent(s, true);
    } else if (strcmp(id, "consent/no") == 0) {
        kiosk_session_consent(s, false);
    } else if (strcmp(id, "thanks/again") == 0) {
        kiosk_session_again(s);
    } else if (strcmp(id, "idle/continue") == 0) {
        kiosk_session_idle_continue(s);
    } else if (strcmp(id, "idle/clear") == 0) {
        kiosk_session_idle_clear(s);
    } else {
        return press_language(pages, id) || kiosk_pages_aa_press(pages, id);
    }
    return true;
}

const char *kiosk_pages_name(const struct kiosk_session *session)
{
    switch (kiosk_session_page(session)) {
    case KIOSK_ATTRACT: return "attract";
    case KIOSK_LANGUAGE: return "language";
    case KIOSK_INFO: return "info";
    case KIOSK_CONSENT: return "consent";
    case KIOSK_STOP: return "stop";
    case KIOSK_AA: return "aa";
    case KIOSK_SAVING: return "saving";
    case KIOSK_TROUBLE: return "error";
    case KIOSK_THANKS: return "thanks";
    case KIOSK_DECLINED: return "declined";
    case KIOSK_ERASED: return "erased";
    case KIOSK_IDLE: return "idle";
    case KIOSK_QUESTION: break;
    }
    switch (kiosk_session_notice(session)) {
    case KIOSK_NOTICE_HINT: return "hint";
    case KIOSK_NOTICE_WARNING: return "warning";
    case KIOSK_NOTICE_INVALID:
    case KIOSK_NOTICE_REQUIRED: return "invalid";
    case KIOSK_NOTICE_NONE: break;
    }
    return "question";
}

// ---- how long it takes ----
static int seconds_for(const struct form_def *def, size_t node)
{
    switch (form_node_kind(def, node)) {
    case FORM_INPUT: return form_node_type(def, node) == FORM_STRING ? TEXT_S : CHOICE_S;
    case FORM_SELECT_ONE:
    case FORM_SELECT_MULTIPLE:
    case FORM_RANK:
    case FORM_RANGE:
    case FORM_TRIGGER:
    case FORM_UPLOAD: return CHOICE_S;
    case FORM_ROOT:
    case FORM_GROUP:
    case FORM_REPEAT:
    case FORM_NOTE:
    case FORM_CALCULATE: break;
    }
    return 0;
}

static void measure(struct kiosk_pages *pages, const struct form_def *def,
                    const struct form_instance *in)
{
    enum { AT_ONCE = 256 };
    form_ref questions[AT_ONCE];
    form_ref page = FORM_REF_NONE;
    int seconds = 0;
    while (form_view_next(in, page, &page)) {
        size_t count = form_view_questions(in, page, questions, AT_ONCE);
        for (size_t i = 0; i < count && i < AT_ONCE; i++) {
            int more = seconds_for(def, form_ref_node(in, questions[i]));
            seconds += more;
            pages->question_count += more > 0;
        }
    }
    pages->minutes = seconds < 60 ? 1 : (seconds + 30) / 60;
}

// Every question of the form, whoever meets it.
static size_t count_all(const struct form_def *def)
{
    size_t count = 0;
    for (size_t node = 0; node < form_def_node_count(def); node++) {
        count += form_node_visible(def, node) && seconds_for(def, node) > 0;
    }
    return count;
}

enum err kiosk_pages_measure(struct kiosk_pages *pages, struct err_info *info)
{
    const struct form_def *def = kiosk_session_def(pages->session);
    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct arena *memory = arena_create(ARENA_PLAIN, MEASURE_BYTES);
    struct form_instance *in;
    enum err err = form_instance_create(def, &session, memory, &in, info);
    if (!err) {
        pages->question_count = 0;
        measure(pages, def, in);
        pages->varies = pages->question_count * 2 < count_all(def);
        form_instance_destroy(in);
    }
    arena_destroy(memory);
    return err;
}
