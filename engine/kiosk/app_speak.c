// SPDX-License-Identifier: EUPL-1.2
// What is read aloud, when: a page as it comes or when asked for, what somebody has come to, what
// was chosen, the countdown; and the word on the page that is being heard.
#include "kiosk/app.h"

#include "base/log.h"
#include "kiosk/texts.h"

enum {
    WORD_MS = 60,         // between looks at which word it is
    COUNTED_AGAIN_S = 10, // the countdown is told when it begins and when so little is left
};

static void say(struct kiosk_app *app, struct str words)
{
    struct err_info info = {0};
    struct str language = kiosk_session_language(app->session);
    if (words.len > 0 && ui_speech_say(app->speech, words, language, &info)) {
        log_warning("reading aloud: %s", info.message);
    }
}

// The countdown is heard by everybody: who has looked away is the one it is for.
static bool countdown_due(struct kiosk_app *app)
{
    if (kiosk_session_page(app->session) != KIOSK_IDLE) {
        app->counted = false;
        return false;
    }
    bool soon = kiosk_session_idle_left_ms(app->session) <= COUNTED_AGAIN_S * 1000;
    if (app->counted && (!soon || app->counted_soon)) {
        return false;
    }
    app->counted = true;
    app->counted_soon = soon;
    return true;
}

static void say_help(struct kiosk_app *app)
{
    struct str language = kiosk_session_language(app->session);
    struct buf words = {0};
    buf_add_str(&words,
                kiosk_text(app->help == 1 ? TEXT_SPOKEN_HELP : TEXT_SPOKEN_HELP_OFF, language));
    buf_add_char(&words, '\n');
    if (app->help == 1) {
        kiosk_aloud_page(ui_root(app->ui), language, &words);
    }
    say(app, buf_str(&words));
    buf_wipe(&words);
}

static void say_page(struct kiosk_app *app)
{
    struct buf words = {0};
    app->place_count = kiosk_aloud_places(ui_root(app->ui), kiosk_session_language(app->session),
                                          &words, app->places, KIOSK_PLACES_MAX);
    app->spoken_page = kiosk_session_page_generation(app->session);
    say(app, buf_str(&words));
    buf_wipe(&words);
}

static void say_element(struct kiosk_app *app)
{
    struct str language = kiosk_session_language(app->session);
    struct buf words = {0};
    if (app->spoke[0]) {
        kiosk_aloud_choice(ui_root(app->ui), str_of(app->spoke), language, &words);
    }
    if (words.len == 0 && app->hear[0] && kiosk_session_wishes(app->session).aloud) {
        kiosk_aloud_element(ui_root(app->ui), str_of(app->hear), language, &words);
    }
    say(app, buf_str(&words));
    buf_wipe(&words);
}

static void mark_word(struct kiosk_app *app)
{
    size_t from;
    size_t to;
    bool same = app->spoken_page == kiosk_session_page_generation(app->session);
    if (app->place_count == 0) {
        return;
    }
    if (!ui_speech_word(app->speech, &from, &to) || !same) {
        app->place_count = 0;
        ui_mark(app->ui, NULL, 0, 0);
        return;
    }
    const struct kiosk_aloud_place *place = NULL;
    for (size_t i = 0; i < app->place_count; i++) {
        const struct kiosk_aloud_place *p = &app->places[i];
        place = from >= p->at && from < p->at + p->bytes ? p : place;
    }
    struct ui_element *e = place ? ui_root(app->ui) : NULL;
    for (size_t i = 0; e && i < place->ordinal; i++) {
        e = ui_element_after(e, ui_root(app->ui));
    }
    if (e && e->name.len == place->bytes) {
        size_t end = to - place->at;
        ui_mark(app->ui, e, from - place->at, end < place->bytes ? end : place->bytes);
    }
}

void kiosk_app_speak(struct kiosk_app *app)
{
    bool due = app->speak || app->spoke[0] || app->hear[0] || app->help;
    bool staff = kiosk_admin_page(app->admin) != KIOSK_ADMIN_CLOSED;
    if (!app->pages.can_speak || staff) {
        app->hear[0] = '\0';
        app->help = 0;
        return;
    }
    if (countdown_due(app)) {
        app->speak = due = true;
    }
    if (due) {
        app->place_count = 0;
        ui_mark(app->ui, NULL, 0, 0);
        if (app->help) {
            say_help(app);
        } else if (app->speak) {
            say_page(app);
        } else {
            say_element(app);
        }
    }
    app->speak = false;
    app->help = 0;
    app->spoke[0] = '\0';
    app->hear[0] = '\0';
    mark_word(app);
}

int64_t kiosk_app_speak_wait_ms(const struct kiosk_app *app)
{
    return app->place_count > 0 ? WORD_MS : -1;
}

void kiosk_app_help(struct kiosk_app *app)
{
    if (!app->pages.can_speak || kiosk_admin_page(app->admin) != KIOSK_ADMIN_CLOSED) {
        return;
    }
    struct kiosk_wishes w = kiosk_session_wishes(app->session);
    bool on = !(w.aloud && w.explore);
    w.aloud = on;
    w.explore = on;
    kiosk_session_wish(app->session, w);
    app->help = on ? 1 : 2;
}
