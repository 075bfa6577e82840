// SPDX-License-Identifier: EUPL-1.2
// What is read aloud, when: a page as it comes or when asked for, what somebody has come to, what
// was chosen, what is wrong, the countdown; and the word on the page that is being heard. The
// form's recordings come first; what has none, or cannot be played, is said by the voice.
#include "kiosk/app.h"

#include "base/log.h"
#include "kiosk/chime.h"
#include "kiosk/texts.h"

enum {
    WORD_MS = 60,         // between looks at which word it is
    COUNTED_AGAIN_S = 10, // the countdown is told when it begins and when so little is left
};

static const int speeds[] = {UI_SPEECH_WORDS, 110, 220};
static const int loudnesses[] = {UI_SPEECH_LOUD, 50, 180};

static bool has_voice(const struct kiosk_app *app)
{
    return app->speech && ui_speech_speaks(kiosk_session_language(app->session));
}

static void say(struct kiosk_app *app, struct str words)
{
    struct err_info info = {0};
    struct str language = kiosk_session_language(app->session);
    if (words.len > 0 && has_voice(app) && ui_speech_say(app->speech, words, language, &info)) {
        log_warning("reading aloud: %s", info.message);
    }
}

void kiosk_app_voice_use(struct kiosk_app *app)
{
    struct kiosk_wishes w = kiosk_session_wishes(app->session);
    if (app->speech) {
        ui_speech_use(app->speech, speeds[w.speed], loudnesses[w.loudness]);
    }
}

// False where it cannot be played: then its words are said.
static bool play(struct kiosk_app *app, const struct ui_element *e)
{
    struct err_info info = {0};
    struct str bytes;
    if (!app->sound || e->sound.len == 0 || !ui_sound_plays(e->sound)) {
        return false;
    }
    struct kiosk_wishes w = kiosk_session_wishes(app->session);
    enum err err = survey_file(app->survey, e->sound, &bytes, &info);
    if (!err) {
        err = ui_sound_play(app->sound, e->sound, bytes, speeds[w.speed] * 100 / UI_SPEECH_WORDS,
                            loudnesses[w.loudness] * 100 / UI_SPEECH_LOUD, &info);
    }
    if (err) {
        log_warning("playing a recording: %s", info.message);
    }
    return !err;
}

void kiosk_app_hush(struct kiosk_app *app)
{
    ui_speech_stop(app->speech);
    ui_sound_stop(app->sound);
    buf_wipe(&app->words);
    buf_wipe(&app->after);
    app->place_count = app->next_place = 0;
    app->plays = false;
    if (app->ui && ui_root(app->ui)) {
        ui_mark(app->ui, NULL, 0, 0);
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

// What is wrong is told to who hears the pages, and again where going on is tried again.
static bool error_due(struct kiosk_app *app)
{
    bool there = kiosk_session_notice(app->session) != KIOSK_NOTICE_NONE;
    bool again = strcmp(app->spoke, "nav/next") == 0;
    bool due = there && (again || !app->told_error) && kiosk_session_wishes(app->session).aloud;
    app->told_error = there;
    return due;
}

static void say_error(struct kiosk_app *app)
{
    struct buf words = {0};
    kiosk_aloud_errors(ui_root(app->ui), &words);
    say(app, buf_str(&words));
    buf_wipe(&words);
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

// ---- a page, place by place ----
// The element of a place, as long as it is the one that was there when the reading began.
static struct ui_element *element_of(struct kiosk_app *app, const struct kiosk_aloud_place *place)
{
    struct ui_element *e = ui_root(app->ui);
    for (size_t i = 0; e && i < place->ordinal; i++) {
        e = ui_element_after(e, ui_root(app->ui));
    }
    return e && e->name.len == place->bytes ? e : NULL;
}

// Says the words from a place to the next recorded one.
static void say_from(struct kiosk_app *app, size_t index)
{
    size_t end = index + 1;
    while (end < app->place_count && !app->places[end].recorded) {
        end++;
    }
    size_t to = end < app->place_count ? app->places[end].at : app->words.len;
    app->heard_from = app->places[index].at;
    app->next_place = end;
    say(app, str_sub(buf_str(&app->words), app->heard_from, to));
}

// Begins with what comes next; false where that was all.
static bool go_on(struct kiosk_app *app)
{
    if (app->next_place >= app->place_count) {
        return false;
    }
    const struct kiosk_aloud_place *place = &app->places[app->next_place];
    struct ui_element *e = place->recorded ? element_of(app, place) : NULL;
    app->plays = e && play(app, e);
    if (app->plays) {
        app->next_place++;
        ui_mark(app->ui, e, 0, e->name.len);
    } else {
        say_from(app, app->next_place);
    }
    return true;
}

static void say_page(struct kiosk_app *app)
{
    app->place_count = kiosk_aloud_places(ui_root(app->ui), kiosk_session_language(app->session),
                                          &app->words, app->places, KIOSK_PLACES_MAX);
    app->spoken_page = kiosk_session_page_generation(app->session);
    go_on(app);
}

// A recording says the name; what it is and whether it is chosen comes after it.
static void say_element(struct kiosk_app *app)
{
    struct str language = kiosk_session_language(app->session);
    struct ui_element *root = ui_root(app->ui);
    struct buf words = {0};
    const char *id = app->spoke;
    if (app->spoke[0]) {
        kiosk_aloud_choice(root, str_of(app->spoke), language, &words);
    }
    if (words.len == 0 && app->hear[0] && kiosk_session_wishes(app->session).aloud) {
        id = app->hear;
        kiosk_aloud_element(root, str_of(app->hear), language, &words);
    }
    const struct ui_element *e = words.len > 0 ? ui_element_find(root, str_of(id)) : NULL;
    if (e && words.len >= e->name.len && play(app, e)) {
        app->plays = true;
        buf_add_str(&app->after, str_sub(buf_str(&words), e->name.len, words.len));
    } else {
        say(app, buf_str(&words));
    }
    buf_wipe(&words);
}

static void mark_spoken(struct kiosk_app *app, size_t from, size_t to)
{
    const struct kiosk_aloud_place *place = NULL;
    from += app->heard_from;
    to += app->heard_from;
    for (size_t i = 0; i < app->place_count; i++) {
        const struct kiosk_aloud_place *p = &app->places[i];
        place = from >= p->at && from < p->at + p->bytes ? p : place;
    }
    struct ui_element *e = place ? element_of(app, place) : NULL;
    if (e) {
        size_t end = to - place->at;
        ui_mark(app->ui, e, from - place->at, end < place->bytes ? end : place->bytes);
    }
}

// A recording that is over, or could not be played, is followed by words.
static void follow_recording(struct kiosk_app *app)
{
    enum ui_sound_state state = ui_sound_state(app->sound);
    if (state == UI_SOUND_PLAYS) {
        // The page may have been built again meanwhile.
        struct ui_element *e =
            app->next_place > 0 ? element_of(app, &app->places[app->next_place - 1]) : NULL;
        if (e) {
            ui_mark(app->ui, e, 0, e->name.len);
        }
        return;
    }
    app->plays = false;
    if (app->after.len > 0) {
        say(app, buf_str(&app->after));
        buf_wipe(&app->after);
    } else if (state == UI_SOUND_FAILED && app->next_place > 0) {
        app->next_place--;
        say_from(app, app->next_place);
    } else if (!go_on(app)) {
        kiosk_app_hush(app);
    }
}

static void mark_word(struct kiosk_app *app)
{
    size_t from;
    size_t to;
    if (app->plays) {
        follow_recording(app);
        return;
    }
    if (app->place_count == 0) {
        return;
    }
    if (app->spoken_page != kiosk_session_page_generation(app->session)) {
        kiosk_app_hush(app);
    } else if (ui_speech_word(app->speech, &from, &to)) {
        mark_spoken(app, from, to);
    } else if (!go_on(app)) {
        kiosk_app_hush(app);
    }
}

// Where no voice says that time is running out, a sound does.
static void chime(struct kiosk_app *app)
{
    struct err_info info = {0};
    struct buf tones = {0};
    if (!app->sound) {
        return;
    }
    kiosk_chime_write(&tones);
    kiosk_app_hush(app);
    if (ui_sound_play(app->sound, STR("chime.wav"), buf_str(&tones), 100, 100, &info)) {
        log_warning("the countdown's sound: %s", info.message);
    }
    buf_finish(&tones);
}

void kiosk_app_speak(struct kiosk_app *app)
{
    bool due = app->speak || app->spoke[0] || app->hear[0] || app->help;
    bool staff = kiosk_admin_page(app->admin) != KIOSK_ADMIN_CLOSED;
    if (!staff && !has_voice(app) && countdown_due(app)) {
        chime(app);
    }
    if (!app->pages.can_speak || staff) {
        app->hear[0] = '\0';
        app->help = 0;
        return;
    }
    if (countdown_due(app)) {
        app->speak = due = true;
    }
    bool wrong = error_due(app);
    if (due || wrong) {
        kiosk_app_hush(app);
        if (app->help) {
            say_help(app);
        } else if (app->speak) {
            say_page(app);
        } else if (wrong) {
            say_error(app);
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
    return app->place_count > 0 || app->plays ? WORD_MS : -1;
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
