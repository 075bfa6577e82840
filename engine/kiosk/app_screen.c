// SPDX-License-Identifier: EUPL-1.2
// The staff's screen: light, turning, and putting the touch panel right. What is set is kept; a
// panel that was put right wrongly is as before when nobody can say otherwise.
#include "kiosk/app.h"

#include "base/log.h"
#include "kiosk/texts.h"

enum { LIGHT_STEP = 10 };

static void say(struct kiosk_app *app, enum kiosk_text id)
{
    kiosk_admin_say(app->admin, kiosk_text(id, kiosk_session_language(app->session)));
}

void kiosk_app_settings_keep(struct kiosk_app *app)
{
    struct err_info info = {0};
    if (kiosk_settings_write(app->state, &app->settings, &info)) {
        log_warning("the settings cannot be kept: %s", info.message);
        say(app, TEXT_ADMIN_NOT_KEPT);
    }
}

void kiosk_app_screen_use(struct kiosk_app *app)
{
    struct ui_screen screen = app->settings.screen;
    if (app->light && kiosk_light_set(app->light, screen.light_percent)) {
        screen.light_percent = 100; // the panel's own light does it
    }
    ui_screen_use(app->ui, &screen);
}

static void set_screen(struct kiosk_app *app, struct ui_screen screen)
{
    app->settings.screen = screen;
    kiosk_app_screen_use(app);
    kiosk_app_settings_keep(app);
    kiosk_admin_changed(app->admin);
}

static void change_light(struct kiosk_app *app, int by)
{
    struct ui_screen screen = app->settings.screen;
    int light = screen.light_percent + by;
    screen.light_percent = light > 100 ? 100 : light < UI_LIGHT_LEAST ? UI_LIGHT_LEAST : light;
    set_screen(app, screen);
}

// ---- the crosses ----
static void begin_crosses(struct kiosk_app *app)
{
    struct ui_screen raw = ui_screen(app->ui);
    memcpy(raw.touch, ui_screen_default().touch, sizeof(raw.touch));
    ui_screen_use(app->ui, &raw);
    app->trying = true;
    app->cross = 0;
    kiosk_admin_go(app->admin, KIOSK_ADMIN_CROSSES);
}

static void try_crosses(struct kiosk_app *app)
{
    struct ui_screen tried = ui_screen(app->ui);
    struct err_info info = {0};
    if (ui_screen_fit(app->shown_spots, app->said_spots, KIOSK_CROSSES, tried.touch, &info)) {
        kiosk_admin_go(app->admin, KIOSK_ADMIN_SCREEN);
        say(app, TEXT_ADMIN_CROSS_MISSED);
        return;
    }
    ui_screen_use(app->ui, &tried);
    kiosk_admin_go(app->admin, KIOSK_ADMIN_KEEP);
}

void kiosk_app_screen_touch(struct kiosk_app *app, struct ui_spot said)
{
    struct ui_element *root = ui_root(app->ui);
    struct ui_element *cross = root ? ui_element_find(root, STR("cross")) : NULL;
    if (kiosk_admin_page(app->admin) != KIOSK_ADMIN_CROSSES || !cross) {
        return;
    }
    struct ui_point middle = {cross->bounds.x + cross->bounds.w / 2,
                              cross->bounds.y + cross->bounds.h / 2};
    struct ui_rect size = ui_size(app->ui);
    struct ui_screen screen = ui_screen(app->ui);
    app->shown_spots[app->cross] = ui_screen_from_page(&screen, middle, size.w, size.h);
    app->said_spots[app->cross] = said;
    app->cross++;
    if (app->cross == KIOSK_CROSSES) {
        try_crosses(app);
    } else {
        kiosk_admin_changed(app->admin);
    }
}

void kiosk_app_screen_turn(struct kiosk_app *app)
{
    enum kiosk_admin_page page = kiosk_admin_page(app->admin);
    if (app->trying && page != KIOSK_ADMIN_CROSSES && page != KIOSK_ADMIN_KEEP) {
        app->trying = false;
        kiosk_app_screen_use(app);
    }
}

// ---- buttons ----
void kiosk_app_screen_press(struct kiosk_app *app, const char *id)
{
    struct ui_screen screen = app->settings.screen;
    if (strcmp(id, "screen/darker") == 0) {
        change_light(app, -LIGHT_STEP);
    } else if (strcmp(id, "screen/lighter") == 0) {
        change_light(app, LIGHT_STEP);
    } else if (strcmp(id, "screen/turn") == 0) {
        screen.turned = (screen.turned + 1) % 4;
        set_screen(app, screen);
    } else if (strcmp(id, "screen/crosses") == 0) {
        begin_crosses(app);
    } else if (strcmp(id, "keep/yes") == 0) {
        struct ui_screen tried = ui_screen(app->ui);
        memcpy(screen.touch, tried.touch, sizeof(screen.touch));
        kiosk_admin_back(app->admin);
        say(app, TEXT_ADMIN_KEPT);
        set_screen(app, screen);
    } else if (strcmp(id, "keep/no") == 0) {
        kiosk_admin_back(app->admin);
    }
}
