// SPDX-License-Identifier: EUPL-1.2
// What automation asks for, done on the main thread. See the table in kiosk/automation.c and the
// manual page.
#include "kiosk/app.h"

#include "base/file.h"

enum {
    IDLE_DEFAULT_MS = 10000,
    IDLE_MOST_MS = 120000,
    SWIPE_MOST_MS = 10000,
    SWIPE_STEPS = 12,
    TURN_MS = 4, // between looks at what is waited for
};

static int64_t now_ms(void)
{
    struct clock clock = clock_system();
    return clock_mono_ms(&clock);
}

// ---- figures ----
static json_t *store_json(const struct store_figures *f)
{
    json_t *json = json_object();
    json_object_set_new(json, "responses_open", json_integer((json_int_t)f->responses_open));
    json_object_set_new(json, "responses_waiting", json_integer((json_int_t)f->responses_waiting));
    json_object_set_new(json, "responses_receipted",
                        json_integer((json_int_t)f->responses_receipted));
    json_object_set_new(json, "batches_waiting", json_integer((json_int_t)f->batches_waiting));
    json_object_set_new(json, "batches_receipted", json_integer((json_int_t)f->batches_receipted));
    json_object_set_new(json, "batches_refused", json_integer((json_int_t)f->batches_refused));
    json_object_set_new(json, "declined", json_integer((json_int_t)f->declined));
    json_object_set_new(json, "broke_off", json_integer((json_int_t)f->broke_off));
    json_object_set_new(json, "degraded", json_boolean(f->degraded));
    json_object_set_new(json, "trouble", json_string(f->trouble));
    return json;
}

static json_t *sync_json(const struct sync_figures *f)
{
    static const char *const phases[] = {[SYNC_HELLO] = "hello",
                                         [SYNC_ENROL] = "enrol",
                                         [SYNC_NOT_ENROLLED] = "not enrolled",
                                         [SYNC_UPLOAD] = "upload",
                                         [SYNC_IDLE] = "idle"};
    json_t *json = json_object();
    json_object_set_new(json, "phase", json_string(phases[f->phase]));
    json_object_set_new(json, "reached", json_boolean(f->reached));
    json_object_set_new(json, "sent", json_integer((json_int_t)f->sent));
    json_object_set_new(json, "refused", json_integer((json_int_t)f->refused));
    json_object_set_new(json, "attempts", json_integer((json_int_t)f->attempts));
    json_object_set_new(json, "trouble", json_string(f->trouble));
    return json;
}

void kiosk_commands_news(struct kiosk_app *app, const struct kiosk_news *news)
{
    struct kiosk_request *request = news->cookie;
    if (!request) {
        return;
    }
    if (news->err) {
        kiosk_request_refuse(request, "%s", news->text[0] ? news->text : err_text(news->err));
        return;
    }
    json_t *members = json_object();
    json_object_set_new(members, "store", store_json(&news->store));
    struct sync_figures sync = news->sync;
    struct kiosk_uploader *uploader = app->uploader;
    if (news->kind == KIOSK_NEWS_FIGURES && uploader) {
        kiosk_uploader_figures(uploader, &sync);
    }
    json_object_set_new(members, "sync", uploader ? sync_json(&sync) : json_null());
    kiosk_request_answer(request, members);
}

// ---- looking ----
static void do_screen(struct kiosk_app *app, struct kiosk_request *request)
{
    struct ui_settings settings = ui_settings(app->ui);
    struct ui_rect size = ui_size(app->ui);
    json_t *members = json_object();
    const char *staff = kiosk_admin_page_name(app->admin);
    json_object_set_new(members, "page",
                        json_string(staff[0] ? staff : kiosk_pages_name(app->session)));
    struct str node = kiosk_question_page_path(app->questions);
    if (kiosk_session_page(app->session) == KIOSK_QUESTION && node.len > 0) {
        json_object_set_new(members, "node", json_str(node));
    }
    json_object_set_new(members, "language", json_str(kiosk_session_language(app->session)));
    json_object_set_new(members, "direction", json_string(settings.rtl ? "rtl" : "ltr"));
    json_object_set_new(members, "width", json_integer(size.w));
    json_object_set_new(members, "height", json_integer(size.h));
    json_object_set_new(members, "generation", json_integer((json_int_t)ui_generation(app->ui)));
    json_object_set_new(members, "scan", ui_scan_json(app->ui));
    json_object_set_new(members, "elements", ui_tree_json(app->ui));
    kiosk_request_answer(request, members);
}

static void do_screenshot(struct kiosk_app *app, struct kiosk_request *request)
{
    struct err_info info = {0};
    struct str file;
    enum err err = json_get_str(request->json, "file", &file, &info);
    if (!err) {
        err = ui_screenshot(app->ui, file.ptr, &info);
    }
    if (err) {
        kiosk_request_refuse(request, "%s", info.message);
    } else {
        kiosk_request_answer(request, NULL);
    }
}

// ---- touching ----
static enum err point_of_element(struct kiosk_app *app, struct str id, struct ui_point *out,
                                 struct err_info *info)
{
    struct ui_element *root = ui_root(app->ui);
    struct ui_element *e = root ? ui_element_find(root, id) : NULL;
    if (!e) {
        return err_set(info, ERR_MISSING, "there is no element \"%.*s\" on this page", STR_ARG(id));
    }
    if (ui_rect_empty(e->visible)) {
        return err_set(info, ERR_STATE, "\"%.*s\" is scrolled away: swipe first", STR_ARG(id));
    }
    *out = (struct ui_point){e->visible.x + e->visible.w / 2, e->visible.y + e->visible.h / 2};
    return ERR_NONE;
}

static enum err point_of_pair(const json_t *array, struct ui_point *out, struct err_info *info)
{
    const json_t *x = json_array_get(array, 0);
    const json_t *y = json_array_get(array, 1);
    if (json_array_size(array) != 2 || !json_is_number(x) || !json_is_number(y)) {
        return err_set(info, ERR_PARSE, "a point is [x, y]");
    }
    *out = (struct ui_point){(int)json_number_value(x), (int)json_number_value(y)};
    return ERR_NONE;
}

static enum err do_touch(struct kiosk_app *app, const json_t *json, struct err_info *info)
{
    struct ui_point at;
    const json_t *id = json_object_get(json, "id");
    enum err err = ERR_NONE;
    if (json_is_string(id)) {
        struct str text = str_make(json_string_value(id), json_string_length(id));
        err = point_of_element(app, text, &at, info);
    } else {
        int64_t x = 0;
        int64_t y = 0;
        err = json_get_int(json, "x", -100000, 100000, &x, info);
        if (!err) {
            err = json_get_int(json, "y", -100000, 100000, &y, info);
        }
        at = (struct ui_point){(int)x, (int)y};
    }
    return err ? err : ui_push_touch(app->ui, at, info);
}

static enum err do_key(struct kiosk_app *app, const json_t *json, struct err_info *info)
{
    struct str key;
    enum err err = json_get_str(json, "key", &key, info);
    return err ? err : ui_push_key(app->ui, key.ptr, info);
}

static enum err do_text(struct kiosk_app *app, const json_t *json, struct err_info *info)
{
    struct str text;
    enum err err = json_get_str(json, "text", &text, info);
    return err ? err : ui_push_text(app->ui, text, info);
}

// ---- what takes more than a turn ----
static void wait_for(struct kiosk_app *app, struct kiosk_request *request, bool swipe)
{
    app->waiting.request = request;
    app->waiting.swipe = swipe;
    app->waiting.begun_ms = now_ms();
}

static void do_swipe(struct kiosk_app *app, struct kiosk_request *request)
{
    struct err_info info = {0};
    struct kiosk_waiting *w = &app->waiting;
    enum err err = point_of_pair(json_object_get(request->json, "from"), &w->from, &info);
    if (!err) {
        err = point_of_pair(json_object_get(request->json, "to"), &w->to, &info);
    }
    if (!err) {
        err = json_get_int_or(request->json, "ms", 0, SWIPE_MOST_MS, 200, &w->duration_ms, &info);
    }
    if (!err) {
        err = ui_push_finger(app->ui, 0, w->from, &info);
    }
    if (err) {
        kiosk_request_refuse(request, "%s", info.message);
        return;
    }
    w->limit_ms = 0; // steps done so far
    wait_for(app, request, true);
}

static void do_wait_idle(struct kiosk_app *app, struct kiosk_request *request)
{
    struct err_info info = {0};
    if (json_get_int_or(request->json, "ms", 0, IDLE_MOST_MS, IDLE_DEFAULT_MS,
                        &app->waiting.limit_ms, &info)) {
        kiosk_request_refuse(request, "%s", info.message);
        return;
    }
    wait_for(app, request, false);
}

static void end_wait(struct kiosk_app *app, const struct err_info *info)
{
    struct kiosk_request *request = app->waiting.request;
    app->waiting.request = NULL;
    if (info) {
        kiosk_request_refuse(request, "%s", info->message);
    } else {
        kiosk_request_answer(request, NULL);
    }
}

static void turn_swipe(struct kiosk_app *app)
{
    struct kiosk_waiting *w = &app->waiting;
    struct err_info info = {0};
    int64_t passed = now_ms() - w->begun_ms;
    int64_t due = w->duration_ms > 0 ? passed * SWIPE_STEPS / w->duration_ms : SWIPE_STEPS;
    enum err err = ERR_NONE;
    while (!err && w->limit_ms < due && w->limit_ms < SWIPE_STEPS) {
        int step = (int)++w->limit_ms;
        struct ui_point at = {w->from.x + (w->to.x - w->from.x) * step / SWIPE_STEPS,
                              w->from.y + (w->to.y - w->from.y) * step / SWIPE_STEPS};
        err = ui_push_finger(app->ui, 1, at, &info);
    }
    if (!err && w->limit_ms < SWIPE_STEPS) {
        return;
    }
    if (!err) {
        err = ui_push_finger(app->ui, 2, w->to, &info);
    }
    end_wait(app, err ? &info : NULL);
}

static void turn_wait_idle(struct kiosk_app *app)
{
    enum kiosk_page page = kiosk_session_page(app->session);
    bool storing = page == KIOSK_SAVING || (app->unsaved > 0 && page != KIOSK_TROUBLE);
    bool shown = !app->show_again && app->shown_admin == kiosk_admin_generation(app->admin) &&
                 app->shown_generation == kiosk_session_generation(app->session);
    if (shown && !storing && ui_idle(app->ui)) {
        end_wait(app, NULL);
    } else if (now_ms() - app->waiting.begun_ms >= app->waiting.limit_ms) {
        struct err_info info = {0};
        err_ignore(err_set(&info, ERR_TIMEOUT, "%s after %lld ms",
                           storing ? "the store is not done" : "the screen is not still",
                           (long long)app->waiting.limit_ms));
        end_wait(app, &info);
    }
}

void kiosk_commands_turn(struct kiosk_app *app)
{
    if (app->waiting.request && app->waiting.swipe) {
        turn_swipe(app);
    } else if (app->waiting.request) {
        turn_wait_idle(app);
    }
}

int64_t kiosk_commands_wait_ms(const struct kiosk_app *app)
{
    return app->waiting.request ? TURN_MS : -1;
}

// ---- all of them ----
void kiosk_commands_do(struct kiosk_app *app, struct kiosk_request *request)
{
    const char *what = request->what;
    struct err_info info = {0};
    enum err err = ERR_NONE;
    if (strcmp(what, "screen") == 0) {
        do_screen(app, request);
        return;
    }
    if (strcmp(what, "screenshot") == 0) {
        do_screenshot(app, request);
        return;
    }
    if (strcmp(what, "swipe") == 0) {
        do_swipe(app, request);
        return;
    }
    if (strcmp(what, "wait-idle") == 0) {
        do_wait_idle(app, request);
        return;
    }
    if (strcmp(what, "figures") == 0) {
        kiosk_worker_figures(app->worker, request);
        return;
    }
    if (strcmp(what, "sync") == 0) {
        struct kiosk_uploader *uploader = app->uploader;
        if (uploader) {
            kiosk_uploader_sync(uploader, 1, request);
        } else {
            kiosk_request_refuse(request, "the survey names no collector to sync with");
        }
        return;
    }
    if (strcmp(what, "touch") == 0) {
        err = do_touch(app, request->json, &info);
    } else if (strcmp(what, "key") == 0) {
        err = do_key(app, request->json, &info);
    } else if (strcmp(what, "text") == 0) {
        err = do_text(app, request->json, &info);
    } else if (strcmp(what, "quit") == 0) {
        app->quit = true;
    }
    if (err) {
        kiosk_request_refuse(request, "%s", info.message);
    } else {
        kiosk_request_answer(request, NULL);
    }
}
