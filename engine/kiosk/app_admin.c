// SPDX-License-Identifier: EUPL-1.2
// What the buttons of the PIN pad and the staff's page do.
#include "kiosk/app.h"

#include "kiosk/texts.h"
#include "seal/age.h"

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

void kiosk_app_admin_press(struct kiosk_app *app, const char *id)
{
    struct kiosk_admin *admin = app->admin;
    bool open = kiosk_admin_page(admin) == KIOSK_ADMIN_OPEN;
    if (strcmp(id, "admin/close") == 0) {
        kiosk_admin_close(admin);
    } else if (strcmp(id, "pin/erase") == 0) {
        kiosk_admin_erase(admin);
    } else if (strcmp(id, "pin/enter") == 0) {
        kiosk_admin_enter(admin);
        if (kiosk_admin_page(admin) == KIOSK_ADMIN_OPEN) {
            kiosk_worker_figures(app->worker, admin);
        }
    } else if (strncmp(id, "pin/", 4) == 0) {
        kiosk_admin_digit(admin, id[4]);
    } else if (open && strcmp(id, "admin/sync") == 0) {
        sync(app);
    } else if (open && strcmp(id, "admin/test") == 0) {
        seal_test(app);
    } else if (open && strcmp(id, "admin/leave") == 0) {
        app->quit = true;
    }
}

void kiosk_app_admin_news(struct kiosk_app *app, const struct kiosk_news *news)
{
    kiosk_admin_news(app->admin, news);
    if (news->kind == KIOSK_NEWS_SYNCED) {
        say(app, news->err ? TEXT_ADMIN_SYNC_FAILED : TEXT_ADMIN_SYNCED);
    }
}
