// SPDX-License-Identifier: EUPL-1.2
// The loop: what time brings, what other threads have sent, the page when it has changed, one
// event.
#include "kiosk/app.h"

#include "base/log.h"
#include "kiosk/manner.h"
#include "kiosk/texts.h"

#include <malloc.h>

static const double STAFF_SCALE_MOST = 1.1;

enum { WAIT_MOST_MS = 60000, EVENTS_OVERWRITTEN = 512 };

// ---- what the session asks of the rest ----
static void finish(void *data, struct kiosk_response *response)
{
    struct kiosk_app *app = data;
    app->unsaved++;
    if (app->host) {
        app->host->finish(app->host->data, response);
    } else {
        kiosk_worker_finish(app->worker, response);
    }
}

static void count(void *data, enum store_tally tally)
{
    struct kiosk_app *app = data;
    if (app->host) {
        app->host->count(app->host->data, tally);
    } else {
        kiosk_worker_count(app->worker, tally);
    }
}

static void wiped(void *data)
{
    struct kiosk_app *app = data;
    kiosk_question_page_wipe(app->questions);
    app->forget = true;
    if (app->host) {
        app->host->wiped(app->host->data);
    }
}

static enum err read_media(void *data, struct str name, struct str *out, struct err_info *info)
{
    const struct kiosk_app *app = data;
    return survey_file(app->survey, name, out, info);
}

enum err kiosk_app_begin(struct kiosk_app *app, int32_t zone_offset_min, struct str language,
                         struct err_info *info)
{
    enum err err = kiosk_facts_from(app->survey, app->def, &app->facts, info);
    if (err) {
        return err;
    }
    int first = language.len > 0 ? kiosk_facts_language(&app->facts, language) : 0;
    if (first < 0) {
        return err_set(info, ERR_MISSING, "the survey has no language \"%.*s\"", STR_ARG(language));
    }
    struct clock clock = app->clock.mono_ms ? app->clock : clock_system();
    struct kiosk_manner manner;
    err = kiosk_manner_of(app->def, &manner, info);
    if (err) {
        return err;
    }
    if (!app->mode_given) {
        app->mode = manner.mode;
    } else if (app->mode == KIOSK_ONE_TAP && manner.mode != KIOSK_ONE_TAP) {
        log_warning("the form's settings do not say svar:mode one-tap: the marks of rapid series "
                    "will have no column in exports. Write it there and sign the survey again");
    }
    if (app->switches.step_ms == 0) {
        app->switches.step_ms = manner.switch_ms;
    }
    app->wishes.font = manner.font;
    app->wishes.aloud = app->wishes.aloud || manner.aloud;
    struct kiosk_session_options options = {
        .def = app->def,
        .facts = &app->facts,
        .host = {finish, count, wiped, app},
        .clock = clock,
        .rng = rng_system(),
        .zone_offset_min = zone_offset_min,
        .language = (size_t)first,
        .mode = app->mode,
        .moves = !app->reduced_motion && !app->still,
        .wishes = app->wishes,
    };
    app->session = kiosk_session_create(&options);
    app->questions = kiosk_question_page_create(app->session, app->registry, app->ui);
    kiosk_question_page_use(app->questions, (struct kiosk_files){read_media, app});
    app->pages = (struct kiosk_pages){.session = app->session,
                                      .questions = app->questions,
                                      .survey = app->survey,
                                      .ui = app->ui,
                                      .emoji = manner.emoji};
    kiosk_pages_look(&app->pages);
    app->shown_generation = UINT64_MAX;
    app->speech = ui_speech_create();
    app->sound = ui_sound_create();
    for (size_t i = 0; i < survey_file_count(app->survey); i++) {
        app->recorded = app->recorded || ui_sound_plays(survey_file_name(app->survey, i));
    }
    app->admin = kiosk_admin_create(app->state, survey_admin_pin(app->survey), clock);
    kiosk_app_screen_use(app);
    err = kiosk_pages_measure(&app->pages, info);
    if (err) {
        kiosk_app_end(app);
    }
    return err;
}

void kiosk_app_end(struct kiosk_app *app)
{
    if (app->waiting.request) {
        kiosk_request_drop(app->waiting.request); // nobody is there to be answered
        app->waiting.request = NULL;
    }
    kiosk_app_hush(app);
    ui_speech_destroy(app->speech);
    ui_sound_destroy(app->sound);
    app->speech = NULL;
    app->sound = NULL;
    kiosk_admin_destroy(app->admin);
    app->admin = NULL;
    kiosk_question_page_destroy(app->questions);
    kiosk_session_destroy(app->session);
    kiosk_pages_look_end(&app->pages);
    app->questions = NULL;
    app->session = NULL;
}

// ---- the screen ----
// The keyboards that a respondent may want: of their language, of the survey's others, and Latin
// letters for names and addresses.
static void offer_layouts(struct kiosk_app *app, struct str language)
{
    struct ui_keyboard_choice choices[UI_KEYBOARD_LAYOUTS] = {0};
    int count = 0;
    bool latin = false;
    for (size_t i = 0; i <= app->facts.language_count + 1; i++) {
        bool last = i == app->facts.language_count + 1;
        struct str code = i == 0 ? language : last ? STR("en") : app->facts.languages[i - 1].code;
        const char *layout = ui_keyboard_layout_for(code);
        bool known = last && latin;
        for (int k = 0; k < count; k++) {
            known = known || strcmp(choices[k].layout, layout) == 0;
        }
        // The last place is kept for Latin letters.
        if (known || (count == UI_KEYBOARD_LAYOUTS - 1 && !last)) {
            continue;
        }
        latin = latin || ui_keyboard_layout_latin(layout);
        choices[count++] = (struct ui_keyboard_choice){layout, kiosk_language_name(code)};
    }
    struct err_info info = {0};
    if (ui_keyboard_offer(ui_keyboard(app->ui), choices, count, &info)) {
        log_warning("the on-screen keyboard has no layout for %.*s: %s", STR_ARG(language),
                    info.message);
    }
}

static void use_settings(struct kiosk_app *app)
{
    static const enum ui_theme_kind themes[] = {[KIOSK_LIGHT] = UI_THEME_LIGHT,
                                                [KIOSK_DARK] = UI_THEME_DARK,
                                                [KIOSK_HIGH] = UI_THEME_CONTRAST};
    static const enum ui_reading readings[] = {[KIOSK_FONT_USUAL] = UI_READING_USUAL,
                                               [KIOSK_FONT_BEGINNER] = UI_READING_BEGINNER,
                                               [KIOSK_FONT_DYSLEXIA] = UI_READING_DYSLEXIA};
    struct str language = kiosk_session_language(app->session);
    struct ui_settings settings = ui_settings(app->ui);
    settings.rtl = kiosk_language_rtl(language);
    struct kiosk_wishes wishes = kiosk_session_wishes(app->session);
    settings.reduced_motion = app->reduced_motion || wishes.still;
    // A language that no voice speaks may still have been recorded.
    app->pages.can_speak =
        (app->speech && ui_speech_speaks(language)) || (app->sound && app->recorded);
    settings.hear = wishes.aloud && app->pages.can_speak;
    settings.explore = wishes.explore && app->pages.can_speak;
    settings.switches = app->switches;
    settings.switches.scan = (enum ui_scan)wishes.switches;
    settings.calm = wishes.calm;
    settings.text_scale = wishes.text_percent / 100.0;
    // The staff's buttons stay on the glass whatever the respondent's wish, also where it is low.
    bool staff = kiosk_admin_page(app->admin) != KIOSK_ADMIN_CLOSED;
    if (staff && kiosk_question_page_low(app->ui) && settings.text_scale > STAFF_SCALE_MOST) {
        settings.text_scale = STAFF_SCALE_MOST;
    }
    settings.target_mm = kiosk_question_page_children(app->questions) ? 25 : 20;
    settings.theme = themes[wishes.contrast];
    settings.reading = readings[wishes.font];
    size_t bytes = utf8_cut(language, sizeof(settings.language) - 1);
    memset(settings.language, 0, sizeof(settings.language));
    memcpy(settings.language, language.ptr, bytes);
    ui_set(app->ui, &settings);
    kiosk_app_voice_use(app);

    offer_layouts(app, language);
}

// The last respondent's page is off the glass: nothing that drew it may remember it. The queue of
// events keeps what keys typed until other events are written over it, so that is done here.
static void forget(struct kiosk_app *app)
{
    app->forget = false;
    kiosk_app_hush(app);
    ui_forget(app->ui);
    app->spoke[0] = '\0';
    app->hear[0] = '\0';
    for (int i = 0; i < EVENTS_OVERWRITTEN; i++) {
        ui_wake(app->ui, 0, NULL);
    }
    malloc_trim(0); // what the respondent's pages took goes back to the system
}

static bool is_dialog(enum kiosk_page page)
{
    return page == KIOSK_STOP || page == KIOSK_AA;
}

static void show(struct kiosk_app *app)
{
    bool admin = kiosk_admin_page(app->admin) != KIOSK_ADMIN_CLOSED;
    uint64_t page = kiosk_session_page_generation(app->session);
    bool turned = page != app->shown_page_generation;
    enum ui_move move = UI_MOVE_NONE;
    enum kiosk_page now = kiosk_session_page(app->session);
    enum kiosk_page under = kiosk_session_under(app->session);
    // A dialog leaves the page behind it where it is, and finds it so when it goes.
    bool dialog = under == app->shown_under && (is_dialog(now) || is_dialog(app->shown));
    enum kiosk_page before = app->shown;
    app->shown = now;
    app->shown_under = under;
    if (turned && !dialog) {
        move = kiosk_session_way(app->session) == KIOSK_WAY_BACK ? UI_MOVE_BACK : UI_MOVE_FORWARD;
    }
    int step = kiosk_session_attract_step(app->session);
    if (now == KIOSK_ATTRACT && move == UI_MOVE_NONE && step > app->shown_attract) {
        move = UI_MOVE_FORWARD;
    }
    app->shown_attract = step;
    use_settings(app);
    if (turned) {
        ui_keyboard_reset(ui_keyboard(app->ui));
        ui_keyboard_shift(ui_keyboard(app->ui),
                          kiosk_language_cased(kiosk_session_language(app->session)));
    }
    // Read before building: what building itself finds out is shown with it.
    app->shown_generation = kiosk_session_generation(app->session);
    app->shown_page_generation = page;
    app->shown_admin = kiosk_admin_generation(app->admin);
    app->show_again = false;
    struct arena *a = ui_begin(app->ui);
    struct str focus = STR("");
    const struct kiosk_admin_view view = {&app->settings, kiosk_stick_choices(app->stick),
                                          survey_id(app->survey), app->cross};
    struct ui_element *root = admin ? kiosk_admin_build(app->admin, &app->pages, &view, a)
                                    : kiosk_pages_build(&app->pages, a, &focus);
    if (dialog && !is_dialog(now) && focus.len == 0) {
        // Whoever goes by keys finds themselves where the dialog was opened.
        focus = before == KIOSK_AA ? STR("nav/aa") : STR("nav/stop");
    }
    ui_show(app->ui, root, move, focus);
    if (turned && kiosk_session_wishes(app->session).aloud) {
        app->speak = true;
    }
    if (app->forget) {
        forget(app);
    }
}

static void show_if_changed(struct kiosk_app *app)
{
    if (app->show_again || app->shown_admin != kiosk_admin_generation(app->admin) ||
        app->shown_generation != kiosk_session_generation(app->session)) {
        show(app);
    }
}

static void take_press(struct kiosk_app *app, const struct ui_event *event)
{
    if (kiosk_admin_page(app->admin) != KIOSK_ADMIN_CLOSED) {
        kiosk_app_admin_press(app, event->id);
        return;
    }
    if (strcmp(event->id, "speak") == 0) {
        app->speak = true;
        return;
    }
    if (!kiosk_pages_press(&app->pages, event->id)) {
        kiosk_question_page_event(app->questions, event);
    }
    if (kiosk_session_wishes(app->session).aloud) {
        memcpy(app->spoke, event->id, sizeof(app->spoke));
    }
}

// ---- other threads ----
static void take_news(struct kiosk_app *app, struct kiosk_news *news)
{
    if (news->kind == KIOSK_NEWS_STORED) {
        if (news->err == ERR_NONE && app->unsaved > 0) {
            app->unsaved--;
        }
        kiosk_session_stored(app->session, news->ticket, news->err,
                             news->text[0] ? news->text : NULL);
    } else if (news->kind == KIOSK_NEWS_UPDATE) {
        app->updated = true;
    } else if (news->cookie == app->admin) {
        kiosk_app_admin_news(app, news);
    } else {
        kiosk_commands_news(app, news);
    }
    free(news);
}

static void empty_mailbox(struct kiosk_app *app)
{
    struct kiosk_mail *mail;
    while ((mail = kiosk_mailbox_take(app->mailbox))) {
        if (mail->news) {
            take_news(app, mail->news);
        } else {
            show_if_changed(app); // a request sees the screen as it is now
            kiosk_commands_do(app, mail->request);
        }
        free(mail);
    }
}

// ---- one turn ----
static void take_event(struct kiosk_app *app, const struct ui_event *event)
{
    switch (event->kind) {
    case UI_EVENT_ACTIVITY:
        kiosk_session_touch(app->session);
        if (event->pointed) {
            kiosk_app_admin_tap(app, event->point);
            kiosk_app_screen_touch(app, event->said);
        }
        kiosk_app_hush(app); // the next action ends what is being said
        break;
    case UI_EVENT_CHANGED: app->show_again = true; break;
    case UI_EVENT_QUIT: app->quit = app->quit || app->closable; break;
    case UI_EVENT_HEAR: memcpy(app->hear, event->id, sizeof(app->hear)); break;
    case UI_EVENT_HELP: kiosk_app_help(app); break;
    case UI_EVENT_PRESS: take_press(app, event); break;
    case UI_EVENT_TEXT:
    case UI_EVENT_ERASE:
    case UI_EVENT_DELETE:
    case UI_EVENT_CARET:
    case UI_EVENT_SELECT:
    case UI_EVENT_EDIT:
    case UI_EVENT_ENTER:
    case UI_EVENT_SLIDE:
    case UI_EVENT_ADJUST:
    case UI_EVENT_MOVE:
        if (kiosk_admin_page(app->admin) == KIOSK_ADMIN_CLOSED) {
            kiosk_question_page_event(app->questions, event);
        } else {
            kiosk_app_admin_type(app, event);
        }
        break;
    case UI_EVENT_NONE:
    case UI_EVENT_USER: break;
    }
}

// The real time: the watchdog's is no other.
static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_mono_ms(&clock);
}

static int wait_ms(const struct kiosk_app *app)
{
    int64_t wait = kiosk_session_wait_ms(app->session);
    int64_t admin = kiosk_admin_wait_ms(app->admin);
    int64_t commands = kiosk_commands_wait_ms(app);
    int64_t words = kiosk_app_speak_wait_ms(app);
    int64_t watchdog = kiosk_watchdog_wait_ms(&app->watchdog, now_ms());
    if (words >= 0 && (commands < 0 || words < commands)) {
        commands = words;
    }
    if (wait < 0 || wait > WAIT_MOST_MS) {
        wait = WAIT_MOST_MS;
    }
    if (admin >= 0 && admin < wait) {
        wait = admin;
    }
    if (watchdog >= 0 && watchdog < wait) {
        wait = watchdog;
    }
    return (int)(commands >= 0 && commands < wait ? commands : wait);
}

static void log_restarts(struct kiosk_app *app)
{
    uint32_t restarts = kiosk_porter_restarts(app->porter);
    if (restarts != app->said_restarts) {
        log_warning("what reaches the network for this kiosk had ended and was started again "
                    "(restarts so far: %u)",
                    (unsigned)restarts);
    }
    app->said_restarts = restarts;
}

void kiosk_app_turn(struct kiosk_app *app)
{
    kiosk_session_tick(app->session);
    kiosk_admin_tick(app->admin);
    kiosk_app_screen_turn(app);
    show_if_changed(app);
    empty_mailbox(app);
    show_if_changed(app);
    kiosk_app_speak(app);
    kiosk_commands_turn(app);
    log_restarts(app);
    // Nobody is there and nothing is on its way: the moment for the newer survey, or for a new
    // porter, which only a new process can have.
    if (app->restarts && app->unsaved == 0 && kiosk_session_page(app->session) == KIOSK_ATTRACT &&
        kiosk_admin_page(app->admin) == KIOSK_ADMIN_CLOSED) {
        app->gone = kiosk_porter_gone(app->porter);
        if (app->gone) {
            log_warning("what reaches the network has ended: the kiosk ends to be started again");
        }
        app->again = app->updated && !app->gone;
        app->quit = app->quit || app->updated || app->gone;
    }
    if (app->quit) {
        return;
    }
    struct ui_event event = {0};
    if (ui_turn(app->ui, wait_ms(app), &event)) {
        take_event(app, &event);
    }
    explicit_bzero(&event, sizeof(event)); // it may hold a typed letter
    // The turn has presented what was due: whoever watches may know that something is seen.
    kiosk_watchdog_turn(&app->watchdog, now_ms());
}
