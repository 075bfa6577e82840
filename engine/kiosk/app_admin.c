// SPDX-License-Identifier: EUPL-1.2
// What the buttons of the PIN pad and the staff's page do.
#include "kiosk/app.h"

#include "kiosk/texts.h"
#include "seal/age.h"

#include <stdio.h>

enum { CORNER_MM = 20 };

void kiosk_app_admin_tap(struct kiosk_app *app, struct ui_point at)
{
    struct ui_rect size = ui_size(app->ui);
    int side = (int)(CORNER_MM / ui_mm_per_pixel(app->ui));
    int from_start = ui_settings(app->ui).rtl ? size.w - at.x : at.x;
    kiosk_admin_touch(app->admin);
    kiosk_admin_tap(app->admin, from_start < side && at.y < side);
}

static void say(struct kiosk_app *app, enum kiosk_text id)
{
    kiosk_admin_say(app->admin, kiosk_text(id, kiosk_session_language(app->session)));
}

// Seals a test response to the survey's recipients, as a whole, and lets it go again: it shows that
// the keys can be used, and is never among the answers.
static void seal_test(struct kiosk_app *app)
{
    size_t count;
    const struct seal_recipient *recipients = survey_recipients(app->survey, &count);
    struct rng rng = rng_system();
    struct buf sealed = {0};
    struct err_info info = {0};
    if (seal_age_encrypt(recipients, count, NULL, STR("{\"svar\":1,\"test\":true}"), &rng, &sealed,
                         &info)) {
        kiosk_admin_say(app->admin, str_of(info.message));
    } else {
        say(app, TEXT_ADMIN_TESTED);
    }
    buf_finish(&sealed);
}

static void sync(struct kiosk_app *app)
{
    struct kiosk_uploader *uploader = app->uploader;
    if (uploader) {
        say(app, TEXT_ADMIN_SYNCING);
        kiosk_uploader_sync(uploader, (size_t)survey_number(app->survey, "least_batch"),
                            app->admin);
    } else {
        say(app, TEXT_ADMIN_NO_COLLECTOR);
    }
}

static void say_number(struct kiosk_app *app, enum kiosk_text id, uint64_t n, struct buf *out)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
    struct kiosk_fill fill = {"n", str_of(digits)};
    if (out->len > 0) {
        buf_add_char(out, ' ');
    }
    kiosk_text_fill(kiosk_text(id, kiosk_session_language(app->session)), &fill, 1, out);
}

static void use_stick(struct kiosk_app *app, enum kiosk_stick_way way)
{
    kiosk_stick_start(app->stick, way, app->admin); // one that is under way tells when it ends
    say(app, TEXT_ADMIN_STICK_BUSY);
}

// What went wrong with the stick, for whoever holds it in the hand.
static enum kiosk_text stick_trouble(const struct kiosk_news *news)
{
    switch ((int)news->err) {
    case ERR_MISSING: return news->stick.place ? TEXT_ADMIN_STICK_EMPTY : TEXT_ADMIN_STICK_MISSING;
    case ERR_EXISTS: return TEXT_ADMIN_STICK_SEVERAL;
    case ERR_FULL: return TEXT_ADMIN_STICK_FULL;
    case ERR_DENIED: return TEXT_ADMIN_STICK_LOCKED;
    default: return TEXT_ADMIN_STICK_BROKEN;
    }
}

static void tell_stick(struct kiosk_app *app, const struct kiosk_news *news)
{
    const struct kiosk_stick_figures *f = &news->stick;
    struct buf words = {0};
    if (news->err) {
        say(app, stick_trouble(news));
        return;
    }
    if (!f->from) {
        uint64_t on_it = f->written + f->there;
        say_number(app, on_it ? TEXT_ADMIN_STICK_WRITTEN : TEXT_ADMIN_STICK_NOTHING, on_it, &words);
    } else {
        if (f->receipts > 0) {
            say_number(app, TEXT_ADMIN_STICK_TAKEN, f->receipts, &words);
        } else if (!f->survey && !f->token) {
            say_number(app, TEXT_ADMIN_STICK_NO_RECEIPTS, 0, &words);
        }
        if (f->refused > 0) {
            say_number(app, TEXT_ADMIN_STICK_REFUSED, f->refused, &words);
        }
        if (f->survey) {
            say_number(app, TEXT_ADMIN_UPDATED, 0, &words);
        }
        if (f->survey_refused) {
            say_number(app, TEXT_ADMIN_UPDATE_REFUSED, 0, &words);
        }
        if (f->token) {
            say_number(app, TEXT_ADMIN_STICK_TOKEN, 0, &words);
        }
    }
    kiosk_admin_say(app->admin, buf_str(&words));
    buf_finish(&words);
}

// Checked here, so that a slip of the finger is told at once and not after the network's time.
static void enter_token(struct kiosk_app *app)
{
    struct seal_minisign_key organizer;
    uint8_t id[SEAL_TOKEN_ID_BYTES];
    struct str token = kiosk_admin_token(app->admin);
    survey_sign_key(app->survey, &organizer);
    if (seal_token_verify(organizer.public_key, survey_id(app->survey), token, id, NULL)) {
        say(app, TEXT_ADMIN_TOKEN_WRONG);
        return;
    }
    kiosk_uploader_token(app->uploader, token);
    kiosk_admin_token_ask(app->admin, false);
    say(app, TEXT_ADMIN_TOKEN_TAKEN);
}

void kiosk_app_admin_type(struct kiosk_app *app, const struct ui_event *event)
{
    kiosk_admin_touch(app->admin);
    if (kiosk_admin_page(app->admin) != KIOSK_ADMIN_TOKEN) {
        return;
    }
    if (event->kind == UI_EVENT_TEXT) {
        kiosk_admin_token_type(app->admin, str_of(event->text));
    } else if (event->kind == UI_EVENT_ERASE) {
        kiosk_admin_token_erase(app->admin);
    } else if (event->kind == UI_EVENT_ENTER) {
        enter_token(app); // readers of codes end with it
    }
}

// ---- the survey and its language ----
static void choose_survey(struct kiosk_app *app, const char *id)
{
    const struct kiosk_choices *choices = kiosk_stick_choices(app->stick);
    for (size_t i = 0; choices && i < choices->count; i++) {
        bool runs = str_eq(str_of(id), survey_id(app->survey));
        if (strcmp(choices->list[i].id, id) == 0 && !runs) {
            snprintf(app->choosing, sizeof(app->choosing), "%s", id);
            app->choosing_given = choices->list[i].given;
            kiosk_stick_choose(app->stick, i, app->admin);
            say(app, TEXT_ADMIN_LOOKING);
            return;
        }
    }
}

static void choose_language(struct kiosk_app *app, const char *code)
{
    int index = kiosk_facts_language(&app->facts, str_of(code));
    if (index < 0) {
        return;
    }
    snprintf(app->settings.language, sizeof(app->settings.language), "%s", code);
    kiosk_session_begin_in(app->session, (size_t)index);
    kiosk_admin_changed(app->admin);
    kiosk_app_settings_keep(app);
}

static void ask_token(struct kiosk_app *app)
{
    if (app->uploader) {
        kiosk_admin_token_ask(app->admin, true);
        ui_keyboard_reset(ui_keyboard(app->ui)); // a code is no sentence
    } else {
        say(app, TEXT_ADMIN_NO_COLLECTOR);
    }
}

// ---- buttons ----
static bool press_way(struct kiosk_app *app, const char *id)
{
    static const struct {
        const char *id;
        enum kiosk_admin_page page;
    } ways[] = {{"admin/stick", KIOSK_ADMIN_STICK},
                {"admin/survey", KIOSK_ADMIN_SURVEY},
                {"admin/language", KIOSK_ADMIN_LANGUAGE},
                {"admin/screen", KIOSK_ADMIN_SCREEN},
                {"admin/change", KIOSK_ADMIN_CHANGE}};
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (strcmp(id, ways[i].id) == 0) {
            kiosk_admin_go(app->admin, ways[i].page);
            if (ways[i].page == KIOSK_ADMIN_CHANGE) {
                kiosk_stick_look(app->stick, kiosk_session_language(app->session), app->admin);
            }
            return true;
        }
    }
    return false;
}

static void press_open(struct kiosk_app *app, const char *id)
{
    if (press_way(app, id)) {
        return;
    }
    if (strcmp(id, "admin/sync") == 0) {
        sync(app);
    } else if (strcmp(id, "admin/to-stick") == 0) {
        use_stick(app, KIOSK_STICK_TO);
    } else if (strcmp(id, "admin/from-stick") == 0) {
        use_stick(app, KIOSK_STICK_FROM);
    } else if (strcmp(id, "admin/token") == 0) {
        ask_token(app);
    } else if (strcmp(id, "admin/test") == 0) {
        seal_test(app);
    } else if (strcmp(id, "admin/leave") == 0) {
        app->quit = true;
    } else if (strcmp(id, "token/enter") == 0) {
        enter_token(app);
    } else if (strncmp(id, "survey/", 7) == 0) {
        choose_survey(app, id + 7);
    } else if (strncmp(id, "language/", 9) == 0) {
        choose_language(app, id + 9);
    } else {
        kiosk_app_screen_press(app, id);
    }
}

void kiosk_app_admin_press(struct kiosk_app *app, const char *id)
{
    struct kiosk_admin *admin = app->admin;
    enum kiosk_admin_page page = kiosk_admin_page(admin);
    if (strcmp(id, "admin/close") == 0) {
        kiosk_admin_close(admin);
    } else if (strcmp(id, "admin/back") == 0 || strcmp(id, "token/back") == 0) {
        kiosk_admin_back(admin);
    } else if (page != KIOSK_ADMIN_PIN) {
        press_open(app, id);
    } else if (strcmp(id, "pin/erase") == 0) {
        kiosk_admin_erase(admin);
    } else if (strcmp(id, "pin/enter") == 0) {
        kiosk_admin_enter(admin);
        if (kiosk_admin_page(admin) == KIOSK_ADMIN_OPEN) {
            kiosk_worker_figures(app->worker, admin);
        }
    } else if (strncmp(id, "pin/", 4) == 0) {
        kiosk_admin_digit(admin, id[4]);
    }
}

static void take_chosen(struct kiosk_app *app, const struct kiosk_news *news)
{
    if (news->err) {
        say(app, TEXT_ADMIN_CHANGE_FAILED);
        return;
    }
    snprintf(app->settings.survey, sizeof(app->settings.survey), "%s",
             app->choosing_given ? "" : app->choosing);
    kiosk_app_settings_keep(app);
    app->again = true;
    app->quit = true;
}

void kiosk_app_admin_news(struct kiosk_app *app, const struct kiosk_news *news)
{
    struct kiosk_news shown = *news;
    if (app->uploader) {
        kiosk_uploader_figures(app->uploader, &shown.sync);
        shown.porter_restarts = kiosk_porter_restarts(app->porter);
    }
    kiosk_admin_news(app->admin, &shown);
    if (news->kind == KIOSK_NEWS_SYNCED) {
        say(app, news->err ? TEXT_ADMIN_SYNC_FAILED : TEXT_ADMIN_SYNCED);
    } else if (news->kind == KIOSK_NEWS_STICK) {
        tell_stick(app, news);
        app->updated = app->updated || news->stick.survey;
    } else if (news->kind == KIOSK_NEWS_CHOSEN) {
        take_chosen(app, news);
    }
}
