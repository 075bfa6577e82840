// SPDX-License-Identifier: EUPL-1.2
// See kiosk/admin_page.h.
#include "kiosk/admin_page.h"

#include "kiosk/pages_priv.h"

#include <time.h>

static struct str filled(struct kiosk_pages *pages, struct arena *a, enum kiosk_text id, int64_t n)
{
    struct kiosk_fill fill = {"n", arena_printf(a, "%lld", (long long)n)};
    struct buf text = {0};
    kiosk_text_fill(kiosk_pages_text(pages, id), &fill, 1, &text);
    struct str copy = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return copy;
}

static void add_pad(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                    bool disabled)
{
    // On low glass two wide rows, so that nothing has to scroll.
    static const char *const tall[] = {"123", "456", "789", "<0>"};
    static const char *const wide[] = {"12345<", "67890>"};
    bool low = kiosk_question_page_low(pages->ui);
    const char *const *rows = low ? wide : tall;
    for (size_t i = 0; i < (low ? 2 : 4); i++) {
        struct ui_element *row = ui_row(a, parent, 3);
        row->align = UI_ALIGN_CENTER;
        for (const char *c = rows[i]; *c; c++) {
            bool digit = *c >= '0' && *c <= '9';
            struct ui_element *key =
                digit       ? ui_button(a, row, arena_printf(a, "pin/%c", *c), UI_LOOK_PLAIN,
                                        UI_ICON_NONE, str_make(c, 1))
                : *c == '<' ? ui_button(a, row, STR("pin/erase"), UI_LOOK_PLAIN, UI_ICON_BACKSPACE,
                                        kiosk_pages_text(pages, TEXT_ERASE))
                            : ui_button(a, row, STR("pin/enter"), UI_LOOK_PRIMARY, UI_ICON_CHECK,
                                        kiosk_pages_text(pages, TEXT_AA_CLOSE));
            key->icon_only = !digit;
            key->look = low && digit ? UI_LOOK_CHIP : key->look;
            key->min_w_mm = low ? 18 : 40;
            if (disabled && *c != '<') {
                key->state |= UI_STATE_DISABLED;
            }
        }
    }
}

static struct ui_element *build_pin(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                    struct arena *a)
{
    struct ui_page page = ui_page_centered(a);
    int64_t delay_ms = kiosk_admin_delay_ms(admin);
    page.body->gap_mm = 3;
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_PIN_TITLE));
    // As many dots as digits; the digits themselves are not shown.
    struct buf dots = {0};
    for (size_t i = 0; i < kiosk_admin_digits(admin); i++) {
        buf_add_text(&dots, "\u2022 ");
    }
    struct str words = delay_ms > 0   ? filled(pages, a, TEXT_PIN_WAIT, (delay_ms + 999) / 1000)
                       : dots.len > 0 ? buf_str(&dots)
                       : kiosk_admin_failures(admin) > 0 ? kiosk_pages_text(pages, TEXT_PIN_WRONG)
                                                         : kiosk_pages_text(pages, TEXT_PIN_HINT);
    struct ui_element *line = ui_text(a, page.body, UI_TEXT_OPTION, words);
    line->id = STR("pin/line");
    line->role = UI_ROLE_STATUS;
    buf_finish(&dots);
    add_pad(pages, a, page.body, delay_ms > 0);
    ui_button(a, page.foot, STR("admin/close"), UI_LOOK_QUIET, UI_ICON_BACK,
              kiosk_pages_text(pages, TEXT_BACK));
    return page.root;
}

static void add_line(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                     const char *id, enum kiosk_text text, struct str value)
{
    struct ui_element *e = ui_text(
        a, parent, UI_TEXT_HINT,
        arena_printf(a, "%.*s: %.*s", STR_ARG(kiosk_pages_text(pages, text)), STR_ARG(value)));
    e->id = str_of(id);
    e->color = UI_COLOR_INK;
}

static struct str number(struct arena *a, uint64_t n)
{
    return arena_printf(a, "%llu", (unsigned long long)n);
}

static void add_wrong(struct arena *a, struct ui_element *parent, const char *id, struct str words)
{
    if (words.len > 0) {
        ui_note(a, parent, str_of(id), UI_ROLE_STATUS, UI_COLOR_WARN, UI_ICON_WARNING, words);
    }
}

// Why nothing goes through, for whoever stands there; the details are below it for who is asked.
static enum kiosk_text why_text(enum sync_trouble why)
{
    switch (why) {
    case SYNC_UNREACHABLE: return TEXT_WHY_UNREACHABLE;
    case SYNC_OTHER_ANSWERS: return TEXT_WHY_OTHER;
    case SYNC_BUSY: return TEXT_WHY_BUSY;
    case SYNC_DENIED: return TEXT_WHY_DENIED;
    case SYNC_NO_TOKEN: return TEXT_WHY_NO_TOKEN;
    case SYNC_TOKEN_REFUSED: return TEXT_WHY_TOKEN;
    case SYNC_BATCH_REFUSED: return TEXT_WHY_BATCH;
    case SYNC_SURVEY_REFUSED: return TEXT_WHY_SURVEY;
    case SYNC_OWN:
    case SYNC_FINE: break;
    }
    return TEXT_WHY_OWN;
}

static void add_sync(struct kiosk_pages *pages, struct arena *a, struct ui_element *parent,
                     const struct kiosk_news *news)
{
    const struct sync_figures *sync = &news->sync;
    const struct store_figures *f = &news->store;
    if (sync->why != SYNC_FINE) {
        add_wrong(a, parent, "admin/network", kiosk_pages_text(pages, why_text(sync->why)));
        if (sync->wait_ms > 0) {
            struct ui_element *next =
                ui_text(a, parent, UI_TEXT_HINT,
                        filled(pages, a, TEXT_ADMIN_NEXT_TRY, (sync->wait_ms + 59999) / 60000));
            next->id = STR("admin/next");
        }
        struct ui_element *detail =
            ui_text(a, parent, UI_TEXT_HINT, arena_dup(a, str_of(sync->trouble)));
        detail->id = STR("admin/detail");
        detail->color = UI_COLOR_INK_2;
    } else if (f->batches_refused > 0) {
        add_wrong(a, parent, "admin/network", kiosk_pages_text(pages, TEXT_WHY_BATCH));
    }
    if (sync->surveys > 0) {
        ui_note(a, parent, STR("admin/updated"), UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                kiosk_pages_text(pages, TEXT_ADMIN_UPDATED));
    }
}

static void add_figures(const struct kiosk_admin *admin, struct kiosk_pages *pages, struct arena *a,
                        struct ui_element *parent)
{
    const struct kiosk_news *news = kiosk_admin_figures(admin);
    if (!news) {
        return;
    }
    const struct store_figures *f = &news->store;
    add_line(pages, a, parent, "admin/responses", TEXT_ADMIN_RESPONSES,
             number(a, f->responses_open + f->responses_waiting + f->responses_receipted +
                           f->responses_refused));
    add_line(pages, a, parent, "admin/waiting", TEXT_ADMIN_WAITING,
             number(a, f->responses_open + f->responses_waiting));
    add_line(pages, a, parent, "admin/receipted", TEXT_ADMIN_RECEIPTED,
             number(a, f->responses_receipted));
    if (f->responses_refused > 0) {
        add_line(pages, a, parent, "admin/refused", TEXT_ADMIN_REFUSED,
                 number(a, f->responses_refused));
    }
    if (f->responses_elsewhere > 0) {
        add_line(pages, a, parent, "admin/elsewhere", TEXT_ADMIN_ELSEWHERE,
                 number(a, f->responses_elsewhere));
    }
    add_line(pages, a, parent, "admin/declined", TEXT_ADMIN_DECLINED, number(a, f->declined));
    add_line(pages, a, parent, "admin/broke-off", TEXT_ADMIN_BROKE_OFF, number(a, f->broke_off));
    struct str last = kiosk_pages_text(pages, TEXT_ADMIN_NEVER);
    char when[32];
    time_t second = (time_t)(f->last_receipt_wall_ms / 1000);
    struct tm local;
    if (f->last_receipt_wall_ms > 0 && localtime_r(&second, &local) &&
        strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &local) > 0) {
        last = arena_dup(a, str_of(when));
    }
    add_line(pages, a, parent, "admin/last", TEXT_ADMIN_LAST, last);
    int64_t bytes = kiosk_admin_disk_free(admin);
    add_line(pages, a, parent, "admin/disk", TEXT_ADMIN_DISK,
             bytes < 0 ? STR("?") : arena_printf(a, "%lld MB", (long long)(bytes >> 20)));
    // Fewer than the survey's least number are not sent alone.
    if (f->responses_open > 0) {
        struct ui_element *few =
            ui_text(a, parent, UI_TEXT_HINT,
                    filled(pages, a, TEXT_ADMIN_OPEN_WAITS, (int64_t)f->responses_open));
        few->id = STR("admin/open");
    }
    add_wrong(a, parent, "admin/trouble", str_of(f->trouble));
    add_sync(pages, a, parent, news);
    if (news->err && news->kind == KIOSK_NEWS_FIGURES) {
        add_wrong(a, parent, "admin/store", str_of(news->text));
    }
}

static struct ui_element *build_token(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                      struct arena *a)
{
    struct ui_page page = ui_page_new(a);
    page.body->name = kiosk_pages_text(pages, TEXT_MORE);
    page.body->value = kiosk_pages_text(pages, TEXT_LESS);
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_ADMIN_TOKEN_TITLE));
    if (kiosk_admin_said(admin)[0]) {
        ui_note(a, page.body, STR("admin/said"), UI_ROLE_ALERT, UI_COLOR_WARN, UI_ICON_WARNING,
                str_of(kiosk_admin_said(admin)));
    }
    struct str token = kiosk_admin_token(admin);
    ui_field(a, page.body, STR("token/field"), kiosk_pages_text(pages, TEXT_ADMIN_TOKEN_FIELD),
             arena_dup(a, token), token.len, 3);
    kiosk_pages_letters(pages, a, page.keys);
    ui_button(a, page.foot, STR("token/back"), UI_LOOK_QUIET, UI_ICON_BACK,
              kiosk_pages_text(pages, TEXT_BACK));
    ui_spacer(a, page.foot, 0, 1);
    kiosk_pages_primary(pages, a, page.foot, "token/enter", UI_ICON_CHECK, TEXT_AA_CLOSE);
    return page.root;
}

struct ui_element *kiosk_admin_build(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                     struct arena *a)
{
    if (kiosk_admin_page(admin) == KIOSK_ADMIN_PIN) {
        return build_pin(admin, pages, a);
    }
    if (kiosk_admin_page(admin) == KIOSK_ADMIN_TOKEN) {
        return build_token(admin, pages, a);
    }
    struct ui_page page = ui_page_new(a);
    page.body->gap_mm = 3;
    page.body->name = kiosk_pages_text(pages, TEXT_MORE);
    page.body->value = kiosk_pages_text(pages, TEXT_LESS);
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_ADMIN_TITLE));
    if (kiosk_admin_said(admin)[0]) {
        ui_note(a, page.body, STR("admin/said"), UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                str_of(kiosk_admin_said(admin)));
    }
    add_figures(admin, pages, a, page.body);
    struct ui_element *row = ui_wrap(a, page.body, 4);
    static const struct {
        const char *id;
        enum kiosk_text text;
    } buttons[] = {{"admin/sync", TEXT_ADMIN_SYNC},
                   {"admin/to-stick", TEXT_ADMIN_TO_STICK},
                   {"admin/from-stick", TEXT_ADMIN_FROM_STICK},
                   {"admin/token", TEXT_ADMIN_TOKEN},
                   {"admin/test", TEXT_ADMIN_TEST},
                   {"admin/leave", TEXT_ADMIN_LEAVE}};
    for (size_t i = 0; i < sizeof(buttons) / sizeof(buttons[0]); i++) {
        ui_button(a, row, str_of(buttons[i].id), UI_LOOK_PLAIN, UI_ICON_NONE,
                  kiosk_pages_text(pages, buttons[i].text));
    }
    ui_button(a, page.foot, STR("admin/close"), UI_LOOK_QUIET, UI_ICON_BACK,
              kiosk_pages_text(pages, TEXT_BACK));
    return page.root;
}
