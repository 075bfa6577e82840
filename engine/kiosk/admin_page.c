// SPDX-License-Identifier: EUPL-1.2
// The PIN pad, the first page behind it, and what its pages have in common. See kiosk/admin_page.h;
// what the buttons do stands in kiosk/app_admin.c.
#include "kiosk/admin_page_priv.h"

struct str kiosk_admin_filled(struct kiosk_pages *pages, struct arena *a, enum kiosk_text id,
                              int64_t n)
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
    struct ui_rect size = ui_size(pages->ui);
    struct ui_settings settings = ui_settings(pages->ui);
    bool low = kiosk_question_page_low(pages->ui) || (settings.text_scale > 1.4 && size.w > size.h);
    const char *const *rows = low ? wide : tall;
    for (size_t i = 0; i < (low ? 2 : 4); i++) {
        struct ui_element *row = ui_row(a, parent, 3);
        row->align = UI_ALIGN_CENTER;
        // A code is in the fingers: where digits stand is the same in every language.
        size_t count = strlen(rows[i]);
        for (size_t k = 0; k < count; k++) {
            const char *c = &rows[i][settings.rtl ? count - 1 - k : k];
            bool digit = *c >= '0' && *c <= '9';
            struct ui_element *key =
                digit       ? ui_button(a, row, arena_printf(a, "pin/%c", *c), UI_LOOK_PLAIN,
                                        UI_ICON_NONE, str_make(c, 1))
                : *c == '<' ? ui_button(a, row, STR("pin/erase"), UI_LOOK_PLAIN, UI_ICON_BACKSPACE,
                                        kiosk_pages_text(pages, TEXT_ERASE))
                            : ui_button(a, row, STR("pin/enter"), UI_LOOK_PRIMARY, UI_ICON_CHECK,
                                        kiosk_pages_text(pages, TEXT_AA_CLOSE));
            key->icon_only = !digit;
            key->size = UI_TEXT_OPTION;
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
    struct str words = delay_ms > 0
                           ? kiosk_admin_filled(pages, a, TEXT_PIN_WAIT, (delay_ms + 999) / 1000)
                       : dots.len > 0                    ? buf_str(&dots)
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

struct ui_element *kiosk_admin_line(struct kiosk_pages *pages, struct arena *a,
                                    struct ui_element *parent, const char *id, enum kiosk_text text,
                                    struct str value)
{
    struct ui_element *e = ui_text(
        a, parent, kiosk_question_page_low(pages->ui) ? UI_TEXT_HINT : UI_TEXT_OPTION,
        arena_printf(a, "%.*s: %.*s", STR_ARG(kiosk_pages_text(pages, text)), STR_ARG(value)));
    e->id = str_of(id);
    e->color = UI_COLOR_INK;
    return e;
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
    int lines = ui_settings(pages->ui).text_scale > 1.4 ? 5 : 3;
    ui_field(a, page.body, STR("token/field"), kiosk_pages_text(pages, TEXT_ADMIN_TOKEN_FIELD),
             arena_dup(a, token), token.len, lines);
    kiosk_pages_letters(pages, a, page.keys);
    ui_button(a, page.foot, STR("token/back"), UI_LOOK_QUIET, UI_ICON_BACK,
              kiosk_pages_text(pages, TEXT_BACK));
    ui_spacer(a, page.foot, 0, 1);
    kiosk_pages_primary(pages, a, page.foot, "token/enter", UI_ICON_CHECK, TEXT_AA_CLOSE);
    return page.root;
}

struct ui_page kiosk_admin_frame(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                 struct arena *a, enum kiosk_text title,
                                 struct ui_element **out_buttons)
{
    struct ui_page page = ui_page_new(a);
    page.body->gap_mm = 3;
    page.body->name = kiosk_pages_text(pages, TEXT_MORE);
    page.body->value = kiosk_pages_text(pages, TEXT_LESS);
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION, kiosk_pages_text(pages, title));
    if (kiosk_admin_said(admin)[0]) {
        ui_note(a, page.body, STR("admin/said"), UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                str_of(kiosk_admin_said(admin)));
    }
    *out_buttons = ui_wrap(a, page.keys, 4);
    return page;
}

void kiosk_admin_add_back(struct kiosk_pages *pages, struct arena *a, struct ui_page *page,
                          struct ui_element *buttons)
{
    // On low glass it stands among the others, which saves a row.
    struct ui_element *foot = kiosk_question_page_low(pages->ui) ? buttons : page->foot;
    ui_button(a, foot, STR("admin/back"), UI_LOOK_QUIET, UI_ICON_BACK,
              kiosk_pages_text(pages, TEXT_BACK));
}

struct ui_element *kiosk_admin_button(struct kiosk_pages *pages, struct arena *a,
                                      struct ui_element *buttons, const char *id,
                                      enum kiosk_text text)
{
    return ui_button(a, buttons, str_of(id), UI_LOOK_PLAIN, UI_ICON_NONE,
                     kiosk_pages_text(pages, text));
}

static struct ui_element *build_open(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                     struct arena *a)
{
    struct ui_element *buttons;
    struct ui_page page = kiosk_admin_frame(admin, pages, a, TEXT_ADMIN_TITLE, &buttons);
    kiosk_admin_add_figures(admin, pages, a, page.body);
    kiosk_admin_button(pages, a, buttons, "admin/sync", TEXT_ADMIN_SYNC);
    kiosk_admin_button(pages, a, buttons, "admin/stick", TEXT_ADMIN_STICK);
    kiosk_admin_button(pages, a, buttons, "admin/survey", TEXT_ADMIN_SURVEY);
    kiosk_admin_button(pages, a, buttons, "admin/screen", TEXT_ADMIN_SCREEN);
    bool low = kiosk_question_page_low(pages->ui);
    struct ui_element *foot = low ? buttons : page.foot;
    ui_button(a, foot, STR("admin/close"), UI_LOOK_QUIET, UI_ICON_BACK,
              kiosk_pages_text(pages, TEXT_BACK));
    if (!low) {
        ui_spacer(a, foot, 0, 1);
    }
    kiosk_admin_button(pages, a, foot, "admin/leave", TEXT_ADMIN_LEAVE);
    return page.root;
}

static struct ui_element *build_stick(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                      struct arena *a)
{
    struct ui_element *buttons;
    struct ui_page page = kiosk_admin_frame(admin, pages, a, TEXT_ADMIN_STICK_TITLE, &buttons);
    if (!kiosk_admin_said(admin)[0]) {
        ui_text(a, page.body, UI_TEXT_HINT, kiosk_pages_text(pages, TEXT_ADMIN_STICK_HINT));
    }
    kiosk_admin_button(pages, a, buttons, "admin/to-stick", TEXT_ADMIN_TO_STICK);
    kiosk_admin_button(pages, a, buttons, "admin/from-stick", TEXT_ADMIN_FROM_STICK);
    kiosk_admin_button(pages, a, buttons, "admin/token", TEXT_ADMIN_TOKEN);
    kiosk_admin_add_back(pages, a, &page, buttons);
    return page.root;
}

struct ui_element *kiosk_admin_build(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                     const struct kiosk_admin_view *view, struct arena *a)
{
    switch (kiosk_admin_page(admin)) {
    case KIOSK_ADMIN_PIN: return build_pin(admin, pages, a);
    case KIOSK_ADMIN_TOKEN: return build_token(admin, pages, a);
    case KIOSK_ADMIN_STICK: return build_stick(admin, pages, a);
    case KIOSK_ADMIN_SURVEY: return kiosk_admin_build_survey(admin, pages, a);
    case KIOSK_ADMIN_CHANGE: return kiosk_admin_build_change(admin, pages, view, a);
    case KIOSK_ADMIN_LANGUAGE: return kiosk_admin_build_language(admin, pages, view, a);
    case KIOSK_ADMIN_SCREEN: return kiosk_admin_build_screen(admin, pages, view, a);
    case KIOSK_ADMIN_CROSSES: return kiosk_admin_build_cross(pages, view, a);
    case KIOSK_ADMIN_KEEP: return kiosk_admin_build_keep(admin, pages, a);
    case KIOSK_ADMIN_CLOSED:
    case KIOSK_ADMIN_OPEN: break;
    }
    return build_open(admin, pages, a);
}

const char *kiosk_admin_page_name(const struct kiosk_admin *admin)
{
    static const char *const names[] = {
        [KIOSK_ADMIN_CLOSED] = "",        [KIOSK_ADMIN_PIN] = "pin",
        [KIOSK_ADMIN_OPEN] = "admin",     [KIOSK_ADMIN_TOKEN] = "token",
        [KIOSK_ADMIN_STICK] = "stick",    [KIOSK_ADMIN_SURVEY] = "survey",
        [KIOSK_ADMIN_CHANGE] = "surveys", [KIOSK_ADMIN_LANGUAGE] = "languages",
        [KIOSK_ADMIN_SCREEN] = "screen",  [KIOSK_ADMIN_CROSSES] = "crosses",
        [KIOSK_ADMIN_KEEP] = "keep",
    };
    return names[kiosk_admin_page(admin)];
}
