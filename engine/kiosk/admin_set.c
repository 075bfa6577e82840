// SPDX-License-Identifier: EUPL-1.2
// The staff's pages for what can be set: which survey, which language it begins in, and the screen.
#include "kiosk/admin_page_priv.h"

static struct str with_version(struct kiosk_pages *pages, struct arena *a, struct str title,
                               int64_t version)
{
    struct kiosk_fill fills[] = {{"title", title},
                                 {"n", arena_printf(a, "%lld", (long long)version)}};
    struct buf text = {0};
    kiosk_text_fill(kiosk_pages_text(pages, TEXT_ADMIN_VERSION), fills, 2, &text);
    struct str copy = arena_dup(a, buf_str(&text));
    buf_finish(&text);
    return copy;
}

struct ui_element *kiosk_admin_build_survey(const struct kiosk_admin *admin,
                                            struct kiosk_pages *pages, struct arena *a)
{
    struct ui_element *buttons;
    struct ui_page page = kiosk_admin_frame(admin, pages, a, TEXT_ADMIN_SURVEY, &buttons);
    const struct survey *survey = pages->survey;
    struct str title = survey_text(survey, "title", kiosk_session_language(pages->session));
    struct ui_element *e = ui_text(a, page.body, UI_TEXT_OPTION,
                                   with_version(pages, a, title, survey_version(survey)));
    e->id = STR("survey/running");
    if (survey_mode(survey) != SURVEY_PRODUCTION) {
        ui_text(a, page.body, UI_TEXT_HINT, kiosk_pages_text(pages, TEXT_TEST_MODE));
    }
    kiosk_admin_button(pages, a, buttons, "admin/change", TEXT_ADMIN_CHANGE);
    kiosk_admin_button(pages, a, buttons, "admin/language", TEXT_LANGUAGE);
    kiosk_admin_button(pages, a, buttons, "admin/test", TEXT_ADMIN_TEST);
    kiosk_admin_add_back(pages, a, &page, buttons);
    return page.root;
}

struct ui_element *kiosk_admin_build_change(const struct kiosk_admin *admin,
                                            struct kiosk_pages *pages,
                                            const struct kiosk_admin_view *view, struct arena *a)
{
    struct ui_element *buttons;
    struct ui_page page = kiosk_admin_frame(admin, pages, a, TEXT_ADMIN_CHANGE_TITLE, &buttons);
    const struct kiosk_choices *choices = view->choices;
    if (!choices) {
        ui_text(a, page.body, UI_TEXT_OPTION, kiosk_pages_text(pages, TEXT_ADMIN_LOOKING));
    } else {
        bool others = false;
        ui_text(a, page.body, UI_TEXT_HINT, kiosk_pages_text(pages, TEXT_ADMIN_CHANGE_HINT));
        struct ui_element *group = ui_options(a, page.body, STR("surveys"), false,
                                              kiosk_pages_text(pages, TEXT_ADMIN_CHANGE_TITLE));
        for (size_t i = 0; i < choices->count; i++) {
            const struct kiosk_choice *c = &choices->list[i];
            bool runs = str_eq(str_of(c->id), view->survey_id);
            struct str name = with_version(pages, a, str_of(c->title), c->version);
            if (!c->production) {
                name = arena_printf(a, "%.*s (%.*s)", STR_ARG(name),
                                    STR_ARG(kiosk_pages_text(pages, TEXT_TEST_MODE)));
            }
            ui_choice(a, group, arena_printf(a, "survey/%s", c->id), name, runs);
            others = others || !runs;
        }
        if (!others) {
            ui_note(a, page.body, STR("surveys/none"), UI_ROLE_STATUS, UI_COLOR_INK_2, UI_ICON_INFO,
                    kiosk_pages_text(pages, TEXT_ADMIN_CHANGE_NONE));
        }
        if (choices->unusable > 0) {
            ui_note(a, page.body, STR("surveys/unusable"), UI_ROLE_STATUS, UI_COLOR_WARN,
                    UI_ICON_WARNING,
                    kiosk_admin_filled(pages, a, TEXT_ADMIN_CHANGE_UNUSABLE,
                                       (int64_t)choices->unusable));
        }
    }
    kiosk_admin_add_back(pages, a, &page, buttons);
    return page.root;
}

struct ui_element *kiosk_admin_build_language(const struct kiosk_admin *admin,
                                              struct kiosk_pages *pages,
                                              const struct kiosk_admin_view *view, struct arena *a)
{
    struct ui_element *buttons;
    struct ui_page page = kiosk_admin_frame(admin, pages, a, TEXT_ADMIN_LANGUAGE_TITLE, &buttons);
    const struct kiosk_facts *facts = kiosk_session_facts(pages->session);
    struct str begins = str_of(view->settings->language);
    struct ui_element *group = ui_options(a, page.body, STR("languages"), false,
                                          kiosk_pages_text(pages, TEXT_ADMIN_LANGUAGE_TITLE));
    for (size_t i = 0; i < facts->language_count; i++) {
        struct str code = facts->languages[i].code;
        bool chosen = begins.len > 0 ? str_eq(begins, code) : i == 0;
        ui_choice(a, group, arena_printf(a, "language/%.*s", STR_ARG(code)),
                  kiosk_language_name(code), chosen);
    }
    kiosk_admin_add_back(pages, a, &page, buttons);
    return page.root;
}

// ---- the screen ----
static void add_step(struct kiosk_pages *pages, struct arena *a, struct ui_element *buttons,
                     const char *id, enum kiosk_text text, enum ui_icon icon, bool possible)
{
    struct ui_element *button = kiosk_admin_button(pages, a, buttons, id, text);
    button->icon = icon;
    if (!possible) {
        button->state |= UI_STATE_DISABLED;
    }
}

struct ui_element *kiosk_admin_build_screen(const struct kiosk_admin *admin,
                                            struct kiosk_pages *pages,
                                            const struct kiosk_admin_view *view, struct arena *a)
{
    struct ui_element *buttons;
    struct ui_page page = kiosk_admin_frame(admin, pages, a, TEXT_ADMIN_SCREEN, &buttons);
    const struct ui_screen *screen = &view->settings->screen;
    struct ui_rect size = ui_size(pages->ui);
    kiosk_admin_line(pages, a, page.body, "screen/light", TEXT_ADMIN_LIGHT,
                     arena_printf(a, "%d %%", screen->light_percent));
    kiosk_admin_line(pages, a, page.body, "screen/turned", TEXT_ADMIN_TURNED,
                     arena_printf(a, ONE_PIECE("%d°"), screen->turned * 90));
    kiosk_admin_line(pages, a, page.body, "screen/size", TEXT_ADMIN_SIZE,
                     arena_printf(a, ONE_PIECE("%d × %d"), size.w, size.h));
    add_step(pages, a, buttons, "screen/darker", TEXT_ADMIN_DARKER, UI_ICON_MINUS,
             screen->light_percent > UI_LIGHT_LEAST);
    add_step(pages, a, buttons, "screen/lighter", TEXT_ADMIN_LIGHTER, UI_ICON_PLUS,
             screen->light_percent < 100);
    kiosk_admin_button(pages, a, buttons, "screen/turn", TEXT_ADMIN_TURN);
    kiosk_admin_button(pages, a, buttons, "screen/crosses", TEXT_ADMIN_CROSSES);
    kiosk_admin_add_back(pages, a, &page, buttons);
    return page.root;
}

static void add_cross(struct kiosk_pages *pages, struct arena *a, struct ui_element *row,
                      bool at_end)
{
    if (at_end) {
        ui_spacer(a, row, 0, 1);
    }
    struct ui_element *cross = ui_picture(a, row, ui_picture_icon(a, UI_ICON_PLUS), 16,
                                          kiosk_pages_text(pages, TEXT_ADMIN_CROSS));
    cross->id = STR("cross");
    cross->min_w_mm = 16;
    if (!at_end) {
        ui_spacer(a, row, 0, 1);
    }
}

struct ui_element *kiosk_admin_build_cross(struct kiosk_pages *pages,
                                           const struct kiosk_admin_view *view, struct arena *a)
{
    struct ui_page page = ui_page_centered(a);
    page.body->gap_mm = 3;
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_ADMIN_CROSS));
    ui_text(a, page.body, UI_TEXT_OPTION,
            arena_printf(a, ONE_PIECE("%d / %d"), view->cross + 1, KIOSK_CROSSES));
    // One after the other around the glass; nothing else can be touched.
    add_cross(pages, a, view->cross < 2 ? page.top : page.foot,
              view->cross == 1 || view->cross == 2);
    return page.root;
}

struct ui_element *kiosk_admin_build_keep(const struct kiosk_admin *admin,
                                          struct kiosk_pages *pages, struct arena *a)
{
    struct ui_page page = ui_page_centered(a);
    page.body->gap_mm = 6;
    ui_heading(a, page.body, STR("title"), UI_TEXT_QUESTION,
               kiosk_pages_text(pages, TEXT_ADMIN_KEEP_TITLE));
    struct ui_element *left =
        ui_text(a, page.body, UI_TEXT_OPTION,
                kiosk_admin_filled(pages, a, TEXT_ADMIN_KEEP_TEXT,
                                   (kiosk_admin_left_ms(admin) + 999) / 1000));
    left->role = UI_ROLE_TIMER;
    left->id = STR("keep/left");
    page.foot->align = UI_ALIGN_CENTER;
    kiosk_pages_primary(pages, a, page.foot, "keep/yes", UI_ICON_CHECK, TEXT_ADMIN_KEEP);
    kiosk_admin_button(pages, a, page.foot, "keep/no", TEXT_ADMIN_KEEP_NOT);
    return page.root;
}
