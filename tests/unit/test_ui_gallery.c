// SPDX-License-Identifier: EUPL-1.2
// Sample pages of every kind at four sizes, in three languages and all themes. No text may be cut
// and no target too small on any of them. With SVAR_UI_SHOTS=DIR the pictures are kept to be looked
// at.
#include "tests/unit/test.h"
#include "tests/unit/ui_words.h"

#include <stdio.h>
#include <string.h>

#include "ui/ui_priv.h"

struct language {
    const char *code;
    bool rtl;
    const char *layout;
    const char *title, *lead, *start, *question, *likert, *open, *back, *next, *none, *hint, *stop;
    const char *options[6];
    const char *scale[5];
    const char *typed;
};

static const struct language languages[] = {
    {"sv",
     false,
     "se",
     "Vad tyckte du om konferensen?",
     "9 frågor · ungefär 2 minuter. Ingen ser vem du är.",
     "Börja",
     "Planerar du att ta några initiativ efter konferensen?",
     "Årets konferens har bidragit till att stärka samverkan mellan våra verksamheter.",
     "Vad var bra? (Skriv inga namn.)",
     "Tillbaka",
     "Nästa",
     "Vill inte svara",
     "Du har inte svarat. Vill du gå vidare ändå?",
     "Sluta och radera",
     {"Ja", "Nej", "Ja, tillsammans med andra kommuner i länet", "Kanske", "Vet inte än",
      "Det beror på budgeten"},
     {"Mycket bra", "Bra", "Varken bra eller dåligt", "Dåligt", "Mycket dåligt"},
     "Bra mix av teori och övningar, och roligt att möta kollegor från andra län."},
    {"en",
     false,
     "us",
     "What did you think of the conference?",
     "9 questions · about 2 minutes. Nobody sees who you are.",
     "Start",
     "Are you planning any initiatives after the conference?",
     "This year's conference has helped to strengthen collaboration between our services.",
     "What was good? (Please write no names.)",
     "Back",
     "Next",
     "Prefer not to answer",
     "You have not answered. Go on anyway?",
     "Stop and erase",
     {"Yes", "No", "Yes, together with other municipalities", "Maybe", "Don't know yet",
      "It depends on the budget"},
     {"Very good", "Good", "Neither good nor bad", "Bad", "Very bad"},
     "A good mix of theory and practice."},
    {"ar",
     true,
     "ara",
     "ما رأيك في المؤتمر؟",
     "9 أسئلة · حوالي 2 دقيقة. لا أحد يعرف من أنت.",
     "ابدأ",
     "هل تخطط للقيام بأي مبادرات بعد المؤتمر في عام 2019؟",
     "ساهم مؤتمر هذا العام في تعزيز التعاون بين 34 جهة.",
     "ما الذي كان جيدا؟ (لا تكتب أسماء.)",
     "رجوع",
     "التالي",
     "لا أريد الإجابة",
     "لم تجب. هل تريد المتابعة على أي حال؟",
     "توقف وامسح",
     {"نعم", "لا", "نعم، مع بلديات أخرى في المحافظة (Stockholm)", "ربما", "لا أعرف بعد",
      "حسب الميزانية"},
     {"جيد جدا", "جيد", "متوسط", "سيئ", "سيئ جدا"},
     "مزيج جيد من النظرية والتطبيق"},
};

static const struct {
    int w, h;
} sizes[] = {{1280, 800}, {800, 480}, {1920, 1080}, {1080, 1920}};

static struct ui *open_ui(int w, int h)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    struct ui_options options = {
        .title = "test", .width = w, .height = h, .clock = clock_system(), .still = true};
    struct ui *ui;
    struct err_info info = {0};
    enum err code = ui_create(&options, &ui, &info);
    if (code != ERR_NONE) fail_msg("%s", info.message);
    return ui;
}

static void top_row(struct arena *a, struct ui_page *page, double part)
{
    ui_progress(a, page->top, STR("progress"), part, STR("4 / 9"));
    ui_button(a, page->top, STR("language"), UI_LOOK_QUIET, UI_ICON_GLOBE, STR("Språk"))
        ->icon_only = true;
    ui_button(a, page->top, STR("text"), UI_LOOK_QUIET, UI_ICON_TEXT_SIZE, STR("Text"))->icon_only =
        true;
    page->body->name = STR("Visa mer");
}

static void foot_row(struct arena *a, struct ui_page *page, const struct language *l)
{
    ui_button(a, page->foot, STR("nav/back"), UI_LOOK_PLAIN, UI_ICON_BACK, str_of(l->back));
    ui_spacer(a, page->foot, 0, 1);
    ui_button(a, page->foot, STR("nav/stop"), UI_LOOK_QUIET, UI_ICON_NONE, str_of(l->stop))->color =
        UI_COLOR_INK_2;
    ui_button(a, page->foot, STR("nav/next"), UI_LOOK_PRIMARY, UI_ICON_NEXT, str_of(l->next));
}

static struct ui_element *attract(struct arena *a, const struct language *l)
{
    struct ui_page page = ui_page_centered(a);
    ui_heading(a, page.body, STR("title"), UI_TEXT_TITLE, str_of(l->title));
    ui_text(a, page.body, UI_TEXT_OPTION, str_of(l->lead))->color = UI_COLOR_INK_2;
    ui_spacer(a, page.body, 4, 0);
    struct ui_element *start =
        ui_button(a, page.body, STR("start"), UI_LOOK_PRIMARY, UI_ICON_NEXT, str_of(l->start));
    start->size = UI_TEXT_OPTION;
    start->min_w_mm = 60;
    start->min_h_mm = 24;
    page.foot->align = UI_ALIGN_CENTER;
    struct ui_element *wrap = ui_wrap(a, page.foot, 4);
    wrap->grow = 1;
    wrap->align = UI_ALIGN_CENTER;
    ui_button(a, wrap, STR("lang/sv"), UI_LOOK_CHIP, UI_ICON_NONE, STR("Svenska"))->state =
        UI_STATE_CHECKED;
    ui_button(a, wrap, STR("lang/en"), UI_LOOK_CHIP, UI_ICON_NONE, STR("English"));
    ui_button(a, wrap, STR("lang/ar"), UI_LOOK_CHIP, UI_ICON_NONE, STR("العربية"));
    ui_button(a, wrap, STR("lang/fi"), UI_LOOK_CHIP, UI_ICON_NONE, STR("Suomi"));
    return page.root;
}

static struct ui_element *options(struct arena *a, const struct language *l, int count, bool hint)
{
    struct ui_page page = ui_page_new(a);
    top_row(a, &page, 0.3);
    ui_heading(a, page.body, STR("q"), UI_TEXT_QUESTION, str_of(l->question));
    if (hint) {
        ui_note(a, page.body, STR("hint"), UI_ROLE_ALERT, UI_COLOR_WARN, UI_ICON_INFO,
                str_of(l->hint));
    }
    struct ui_element *group = ui_options(a, page.body, STR("q1"), count == 6, str_of(l->question));
    for (int i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof id, "q1/%d", i + 1);
        ui_choice(a, group, str_of(id), str_of(l->options[i]), i == 0 || (count == 6 && i == 3));
    }
    struct ui_element *wrap = ui_wrap(a, page.body, 4);
    ui_button(a, wrap, STR("q1/-2"), UI_LOOK_CHIP, UI_ICON_NONE, str_of(l->none));
    foot_row(a, &page, l);
    return page.root;
}

static struct ui_element *two(struct arena *a, const struct language *l)
{
    return options(a, l, 2, false);
}

static struct ui_element *four(struct arena *a, const struct language *l)
{
    return options(a, l, 4, true);
}

static struct ui_element *six(struct arena *a, const struct language *l)
{
    return options(a, l, 6, false);
}

static struct ui_element *scale(struct arena *a, const struct language *l)
{
    struct ui_page page = ui_page_new(a);
    top_row(a, &page, 0.5);
    ui_heading(a, page.body, STR("q"), UI_TEXT_QUESTION, str_of(l->likert));
    ui_text(a, page.body, UI_TEXT_HINT, str_of(l->lead));
    struct ui_element *group = ui_scale(a, page.body, STR("q3"), str_of(l->likert));
    for (int i = 0; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "q3/%d", i + 1);
        ui_choice(a, group, str_of(id), str_of(l->scale[i]), i == 1);
    }
    struct ui_element *wrap = ui_wrap(a, page.body, 4);
    ui_button(a, wrap, STR("q3/-1"), UI_LOOK_CHIP, UI_ICON_NONE, str_of(l->options[4]));
    ui_button(a, wrap, STR("q3/-2"), UI_LOOK_CHIP, UI_ICON_NONE, str_of(l->none));
    foot_row(a, &page, l);
    return page.root;
}

static struct ui_element *faces(struct arena *a, const struct language *l)
{
    struct ui_page page = ui_page_new(a);
    top_row(a, &page, 0.6);
    ui_heading(a, page.body, STR("q"), UI_TEXT_QUESTION, str_of(l->title));
    struct ui_element *group = ui_scale(a, page.body, STR("q4"), str_of(l->title));
    for (int i = 0; i < 5; i++) {
        char id[16];
        snprintf(id, sizeof id, "q4/%d", i + 1);
        struct ui_element *c = ui_choice(a, group, str_of(id), str_of(l->scale[4 - i]), i == 3);
        c->picture = ui_picture_face(a, i / 2.0 - 1);
        c->min_h_mm = 28;
    }
    foot_row(a, &page, l);
    return page.root;
}

static struct ui *current; // for the page that needs the keyboard's state

static struct ui_element *writing(struct arena *a, const struct language *l)
{
    struct ui_page page = ui_page_new(a);
    top_row(a, &page, 0.8);
    ui_heading(a, page.body, STR("q"), UI_TEXT_QUESTION, str_of(l->open));
    ui_field(a, page.body, STR("q6/field"), str_of(l->hint), str_of(l->typed), strlen(l->typed), 2);
    struct ui_keyboard *kb = ui_keyboard(current);
    assert_int_equal(ui_keyboard_use(kb, l->layout, NULL), ERR_NONE);
    ui_words_build(kb, a, page.keys);
    foot_row(a, &page, l);
    return page.root;
}

static struct ui_element *idle(struct arena *a, const struct language *l)
{
    struct ui_element *root = options(a, l, 3, false);
    struct ui_element *dialog = ui_overlay(a, root, STR("idle"), str_of(l->hint));
    ui_picture(a, dialog, ui_picture_ring(a, 0.6), 24, STR(""));
    ui_heading(a, dialog, STR("idle/title"), UI_TEXT_QUESTION, str_of(l->hint));
    ui_text(a, dialog, UI_TEXT_OPTION, STR("18"));
    ui_button(a, dialog, STR("idle/continue"), UI_LOOK_PRIMARY, UI_ICON_NONE, str_of(l->next));
    ui_button(a, dialog, STR("idle/clear"), UI_LOOK_QUIET, UI_ICON_NONE, str_of(l->stop));
    return root;
}

static const struct {
    const char *name;
    struct ui_element *(*build)(struct arena *a, const struct language *l);
} pages[] = {{"attract", attract}, {"two", two},     {"four", four},       {"six", six},
             {"scale", scale},     {"faces", faces}, {"writing", writing}, {"idle", idle}};

static void shoot(struct ui *ui, const char *page, const char *language, const char *theme)
{
    const char *dir = getenv("SVAR_UI_SHOTS");
    if (!dir || !*dir) return;
    char path[512];
    struct ui_rect size = ui_size(ui);
    snprintf(path, sizeof path, "%s/%s-%s-%dx%d-%s.png", dir, page, language, size.w, size.h,
             theme);
    assert_int_equal(ui_screenshot(ui, path, NULL), ERR_NONE);
}

static void check_text(struct ui *ui, struct ui_element *e, const char *page)
{
    int box_w;
    const struct ui_paragraph *p = ui_measure_text(&ui->layout, e, e->bounds.w, e->bold, &box_w);
    if (p->w > box_w) fail_msg("%s: '%s' is %d wide in %d", page, e->name.ptr, p->w, box_w);
    if (e->kind != UI_KIND_FIELD && p->h > e->bounds.h) {
        fail_msg("%s: '%s' is %d high in %d", page, e->name.ptr, p->h, e->bounds.h);
    }
}

static void check_page(struct ui *ui, const char *page)
{
    struct ui_rect size = ui_size(ui);
    for (struct ui_element *e = ui_root(ui); e; e = ui_element_after(e, ui_root(ui))) {
        bool text = e->kind == UI_KIND_TEXT || e->kind == UI_KIND_BUTTON ||
                    e->kind == UI_KIND_CHOICE || e->kind == UI_KIND_FIELD;
        if (text && ui_measure_shows_name(e)) check_text(ui, e, page);
        if (e->bounds.x < 0 || e->bounds.x + e->bounds.w > size.w) {
            fail_msg("%s: kind %d '%s' at %d, %d wide stands outside", page, (int)e->kind,
                     e->name.ptr, e->bounds.x, e->bounds.w);
        }
    }
}

static void show_all(struct ui *ui, const struct language *l, const char *theme)
{
    current = ui;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct arena *a = ui_begin(ui);
        ui_show(ui, pages[i].build(a, l), UI_MOVE_FORWARD, STR(""));
        check_page(ui, pages[i].name);
        shoot(ui, pages[i].name, l->code, theme);
    }
}

static struct ui_settings settings_for(const struct language *l, enum ui_theme_kind theme)
{
    struct ui_settings s = ui_settings_default();
    s.theme = theme;
    s.rtl = l->rtl;
    snprintf(s.language, sizeof s.language, "%s", l->code);
    return s;
}

TEST(no_text_is_cut_at_any_size_in_any_language)
{
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct ui *ui = open_ui(sizes[s].w, sizes[s].h);
        for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
            struct ui_settings settings = settings_for(&languages[i], UI_THEME_LIGHT);
            ui_set(ui, &settings);
            show_all(ui, &languages[i], "light");
        }
        ui_destroy(ui);
    }
}

TEST(every_theme_shows_every_page)
{
    struct ui *ui = open_ui(1280, 800);
    static const char *const names[] = {"light", "dark", "contrast"};
    for (int theme = UI_THEME_DARK; theme < UI_THEME_COUNT; theme++) {
        struct ui_settings settings = settings_for(&languages[0], (enum ui_theme_kind)theme);
        ui_set(ui, &settings);
        show_all(ui, &languages[0], names[theme]);
    }
    ui_destroy(ui);
}

TEST(twice_the_text_size_reflows)
{
    struct ui *ui = open_ui(1280, 800);
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        struct ui_settings settings = settings_for(&languages[i], UI_THEME_LIGHT);
        settings.text_scale = 2;
        ui_set(ui, &settings);
        show_all(ui, &languages[i], "large");
    }
    ui_destroy(ui);
}

TEST_MAIN(cmocka_unit_test(no_text_is_cut_at_any_size_in_any_language),
          cmocka_unit_test(every_theme_shows_every_page),
          cmocka_unit_test(twice_the_text_size_reflows))
