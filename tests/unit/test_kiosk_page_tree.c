// SPDX-License-Identifier: EUPL-1.2
// Every page of the form of all types and of the questionnaires that ship, on four screens, in
// Swedish and Arabic, at 100 and 200 %, in three themes: text is whole and can be read on its
// ground, nothing lies over anything else, and what is touched is large enough.
#include "tests/unit/kiosk_fixture.h"

#include "base/file.h"
#include "kiosk/pages.h"
#include "question/question.h"
#include "ui/ui_priv.h"

#include <unistd.h>

enum { FAULTS_SHOWN = 25, PAGES_MAX = 400 };

struct screen {
    int w, h;
};

static const struct screen screens[] = {{800, 480}, {1280, 800}, {1920, 1080}, {1080, 1920}};

struct look {
    struct screen screen;
    const char *language;
    int percent;
};

static struct {
    size_t faults, pages, texts, targets, typed;
    size_t statements; // pages of a grid's own group, "u3"
    size_t scrolled;   // of all pages, those that do not show everything at once
    char last[512];    // the last fault, told once
} seen;

static void fault(const struct look *look, struct str node, const char *format, ...)
    PRINTF_LIKE(3, 4);

static void fault(const struct look *look, struct str node, const char *format, ...)
{
    char text[400], line[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    snprintf(line, sizeof line, "# %dx%d %s %d %%, %.*s: %s", look->screen.w, look->screen.h,
             look->language, look->percent, STR_ARG(node), text);
    if (strcmp(line, seen.last) == 0) return;
    memcpy(seen.last, line, sizeof line);
    if (seen.faults++ < FAULTS_SHOWN) fprintf(stderr, "%s\n", line);
}

// ---- one page ----
static bool is_leaf(const struct ui_element *e)
{
    return e->kind == UI_KIND_TEXT || e->kind == UI_KIND_BUTTON || e->kind == UI_KIND_CHOICE ||
           e->kind == UI_KIND_FIELD || e->kind == UI_KIND_KEY || e->kind == UI_KIND_SLIDER ||
           e->kind == UI_KIND_PICTURE;
}

static void check_text(struct ui *ui, struct ui_element *e, const struct look *look,
                       struct str node)
{
    bool shown = e->kind == UI_KIND_FIELD || ui_measure_shows_name(e);
    if (!shown || e->kind == UI_KIND_PICTURE || e->kind == UI_KIND_SLIDER) return;
    int box_w = 0;
    const struct ui_paragraph *text = ui_measure_text(
        &ui->layout, e, e->bounds.w, e->bold || e->state & UI_STATE_CHECKED, &box_w);
    struct ui_insides in = ui_measure_insides(&ui->layout, e);
    const struct ui_box *box = e->priv;
    int room = e->bounds.h - (box && box->upright ? in.sign_h + in.gap + in.pad_y : 0);
    seen.texts++;
    if (e->clipped || e->kind == UI_KIND_FIELD) return; // what is typed scrolls
    if (text->w > box_w + 1)
        fault(look, node, "\"%.*s\" is wider (%d) than its room (%d)", STR_ARG(e->name), text->w,
              box_w);
    if (text->broke_word) // divided as its language does is no fault
        fault(look, node, "\"%.*s\" has a word broken in %d", STR_ARG(e->name), box_w);
    if (text->h > room + 1)
        fault(look, node, "\"%.*s\" is higher (%d) than its room (%d)", STR_ARG(e->name), text->h,
              room);
    if (e->bounds.x < 0 || e->bounds.x + e->bounds.w > look->screen.w)
        fault(look, node, "\"%.*s\" reaches over the side", STR_ARG(e->name));
}

static void check_overlap(struct ui *ui, struct ui_element *e, const struct look *look,
                          struct str node)
{
    for (struct ui_element *o = ui_element_after(e, ui->root); o;
         o = ui_element_after(o, ui->root)) {
        const struct ui_box *box = o->priv, *own = e->priv;
        if (!is_leaf(o) || ui_rect_empty(o->visible) || (box && box->rail) || (own && own->rail))
            continue;
        struct ui_rect both = ui_rect_common(e->visible, o->visible);
        if (!ui_rect_empty(both))
            fault(look, node, "\"%.*s\" lies over \"%.*s\"", STR_ARG(o->name), STR_ARG(e->name));
    }
}

// How far touches reach from one side: to the target's size, to the edge of the glass, and half-way
// to what stands next.
static int reach(struct ui *ui, const struct ui_element *e, int dx, int dy)
{
    struct ui_rect a = e->visible;
    double target = ui->settings.target_mm;
    int side = a.w < a.h ? a.w : a.h;
    int most = (ui_layout_px(&ui->layout, target) - side + 1) / 2;
    int two = ui_layout_px(&ui->layout, 2);
    if (most < two) most = two;
    int edge = dx < 0   ? a.x
               : dx > 0 ? ui->window.w - a.x - a.w
               : dy < 0 ? a.y
                        : ui->window.h - a.y - a.h;
    if (most > edge) most = edge;
    for (struct ui_element *o = ui->root; o; o = ui_element_after(o, ui->root)) {
        if (o == e || !ui_element_acts(o) || ui_rect_empty(o->visible)) continue;
        struct ui_rect b = o->visible;
        bool level = dx ? b.y < a.y + a.h && b.y + b.h > a.y : b.x < a.x + a.w && b.x + b.w > a.x;
        int gap = dx < 0   ? a.x - (b.x + b.w)
                  : dx > 0 ? b.x - (a.x + a.w)
                  : dy < 0 ? a.y - (b.y + b.h)
                           : b.y - (a.y + a.h);
        if (level && gap >= 0 && gap / 2 < most) most = gap / 2;
    }
    return most > 0 ? most : 0;
}

static void check_target(struct ui *ui, const struct ui_element *e, const struct look *look,
                         struct str node)
{
    // Letters are as small as on any keyboard; what is scrolled half away is larger when it is not.
    bool whole = e->visible.h == e->bounds.h && e->visible.w == e->bounds.w;
    if (!ui_element_acts(e) || e->kind == UI_KIND_KEY || !whole) return;
    double mm = ui_mm_per_pixel(ui);
    bool low = look->screen.h * mm < 115;
    bool keys = false;
    for (struct ui_element *o = ui->root; o; o = ui_element_after(o, ui->root))
        keys = keys || o->kind == UI_KIND_KEY;
    double least = ui->settings.target_mm - (low || keys ? 4 : 0) - (low && keys ? 3 : 0);
    double wide = (e->visible.w + reach(ui, e, -1, 0) + reach(ui, e, 1, 0)) * mm;
    double high = (e->visible.h + reach(ui, e, 0, -1) + reach(ui, e, 0, 1)) * mm;
    // In the banner and the foot a finger has the height of the line, and the line is as it is.
    const struct ui_element *top = e;
    while (top->parent && top->parent != ui->root)
        top = top->parent;
    const struct ui_box *box = e->priv;
    bool rail = box && box->rail;
    bool frame = rail || top->role == UI_ROLE_BANNER || top->role == UI_ROLE_NAVIGATION;
    if (frame && least > 16) least = 16;
    seen.targets++;
    if (wide < least - 0.5 || high < least - 0.5)
        fault(look, node, "\"%.*s\" is %.1f × %.1f mm to a finger, less than %.0f", STR_ARG(e->id),
              wide, high, least);
}

// The ground under the middle of a text: what was drawn there last before it.
static uint32_t ground(const struct ui_draw_list *list, uint32_t at, uint32_t paper)
{
    const struct ui_draw *text = &list->items[at];
    int x = text->box.x + text->box.w / 2, y = text->box.y + text->box.h / 2;
    uint32_t under = paper;
    for (uint32_t i = 0; i < at; i++) {
        const struct ui_draw *d = &list->items[i];
        bool fills = d->kind == UI_DRAW_BOX && d->argb >> 24 > 127 && ui_rect_has(d->box, x, y);
        if (fills) under = d->argb;
    }
    return under & 0xFFFFFF;
}

static void check_contrast(struct ui *ui, const struct look *look, struct str node)
{
    double least = ui->theme.kind == UI_THEME_CONTRAST ? 7 : 4.5;
    for (uint32_t i = 0; i < ui->list.count; i++) {
        const struct ui_draw *d = &ui->list.items[i];
        if (d->kind != UI_DRAW_TEXT) continue;
        uint32_t under = ground(&ui->list, i, ui->theme.argb[UI_COLOR_PAPER]);
        double contrast = ui_theme_contrast(d->argb & 0xFFFFFF, under);
        if (contrast < least)
            fault(look, node, "text %06x on %06x has %.2f : 1 in theme %d", d->argb & 0xFFFFFF,
                  under, contrast, (int)ui->theme.kind);
    }
}

// While letters are typed on the glass, the whole field is seen, and the end of what it answers.
static void check_typing(struct ui *ui, const struct look *look, struct str node)
{
    const struct ui_element *field = ui_focus_field(ui);
    const struct ui_element *question = NULL;
    bool keys = false;
    for (struct ui_element *e = ui->root; e; e = ui_element_after(e, ui->root)) {
        keys = keys || e->kind == UI_KIND_KEY;
        if (e == field) break;
        if (e->kind == UI_KIND_TEXT && e->size == UI_TEXT_QUESTION) question = e;
    }
    for (struct ui_element *e = ui->root; e && !keys; e = ui_element_after(e, ui->root))
        keys = e->kind == UI_KIND_KEY;
    if (!field || !keys) return;
    seen.typed++;
    if (field->visible.h < field->bounds.h)
        fault(look, node, "%d of the field's %d pixels are seen", field->visible.h,
              field->bounds.h);
    if (!question) return;
    int line = ui_layout_px(&ui->layout, 5);
    bool end = question->visible.y + question->visible.h == question->bounds.y + question->bounds.h;
    if (!end || question->visible.h < line)
        fault(look, node, "%d of the question's %d pixels are seen while one types",
              question->visible.h, question->bounds.h);
}

static void check_page(struct ui *ui, const struct look *look, struct str node)
{
    const struct ui_element *body = ui_element_find(ui->root, STR("body"));
    const struct ui_box *box = body ? body->priv : NULL;
    seen.pages++;
    seen.statements += str_starts(node, STR("u3/"));
    seen.scrolled += box && box->content_h > body->bounds.h;
    check_typing(ui, look, node);
    for (struct ui_element *e = ui->root; e; e = ui_element_after(e, ui->root)) {
        if (!is_leaf(e) || ui_rect_empty(e->visible)) continue;
        check_text(ui, e, look, node);
        check_overlap(ui, e, look, node);
        check_target(ui, e, look, node);
    }
}

// ---- a form, walked through ----
struct walk {
    struct kiosk_fixture f;
    struct plugin_registry *registry;
    struct ui *ui;
    struct kiosk_question_page *questions;
    struct kiosk_pages pages;
    struct buf media;
};

static enum err read_media(void *data, struct str name, struct str *out, struct err_info *info)
{
    struct walk *w = data;
    char path[300];
    snprintf(path, sizeof path, "tests/kiosk/media/%.*s", STR_ARG(name));
    buf_clear(&w->media);
    enum err err = file_read(path, 1 << 20, &w->media, info);
    *out = buf_str(&w->media);
    return err;
}

// The plugin beside this program; NULL where it is not built. The caller frees it.
static char *find_plugin(void)
{
    char exe[2048], path[2200];
    ssize_t bytes = readlink("/proc/self/exe", exe, sizeof exe - 1);
    assert_true(bytes > 0);
    exe[bytes] = '\0';
    *strrchr(exe, '/') = '\0';
    snprintf(path, sizeof path, "%s/../plugins/youth.so", exe);
    return realpath(path, NULL);
}

static void walk_open(struct walk *w, const char *file)
{
    memset(w, 0, sizeof *w);
    static const struct plugin_host host = {"test", "1", NULL, NULL};
    struct err_info info = {0};
    char *plugin = find_plugin();
    if (!plugin) skip();
    w->registry = plugin_registry_create(&host);
    if (plugin_registry_add(w->registry, &question_builtin, &info)) fail_msg("%s", info.message);
    if (plugin_registry_load(w->registry, plugin, PLUGIN_TRUST_OWNER, &info))
        fail_msg("%s", info.message);
    free(plugin);
    struct form_host form_host = {.has_question = plugin_question_offered, .data = w->registry};
    struct form_problems *problems = form_problems_create();
    if (form_def_load(file, &form_host, problems, &w->f.def)) {
        struct buf text = {0};
        form_problem_print(form_problems_at(problems, 0), &text);
        fail_msg("%s", buf_text(&text));
    }
    form_problems_destroy(problems);
    w->f.mono_ms = 1000;
    w->f.wall_ms = INT64_C(1795348800000);
    w->f.facts = (struct kiosk_facts){.survey_id = STR("prov"),
                                      .survey_version = 1,
                                      .form_id = form_def_id(w->f.def),
                                      .form_hash = STR("00ff"),
                                      .idle_ms = 60000,
                                      .idle_warning_ms = 20000,
                                      .k = 5,
                                      .languages = {{STR("sv"), 0}},
                                      .language_count = 1};
    int arabic = form_def_language_find(w->f.def, STR("ar"));
    if (arabic >= 0) {
        w->f.facts.languages[1].code = STR("ar");
        w->f.facts.languages[1].form_language = (size_t)arabic;
        w->f.facts.language_count = 2;
    }
}

static void walk_close(struct walk *w)
{
    form_def_destroy(w->f.def);
    plugin_registry_destroy(w->registry);
    buf_finish(&w->media);
}

static void use_look(struct walk *w, const struct look *look, enum ui_theme_kind theme)
{
    struct ui_settings settings = ui_settings(w->ui);
    settings.theme = theme;
    settings.text_scale = look->percent / 100.0;
    settings.rtl = strcmp(look->language, "ar") == 0;
    settings.target_mm = kiosk_question_page_children(w->questions) ? 25 : 20;
    snprintf(settings.language, sizeof settings.language, "%s", look->language);
    ui_set(w->ui, &settings);
    const char *layout = ui_keyboard_layout_for(str_of(look->language));
    if (ui_keyboard_use(ui_keyboard(w->ui), layout, NULL)) fail();
}

static void show(struct walk *w, const struct look *look)
{
    struct str focus = STR("");
    use_look(w, look, UI_THEME_LIGHT);
    struct arena *a = ui_begin(w->ui);
    struct ui_element *root = kiosk_pages_build(&w->pages, a, &focus);
    ui_show(w->ui, root, UI_MOVE_FORWARD, focus);
    struct str node = kiosk_question_page_path(w->questions);
    check_page(w->ui, look, node);
    for (int theme = 0; theme < UI_THEME_COUNT; theme++) {
        use_look(w, look, (enum ui_theme_kind)theme);
        struct ui_paint paint = {.art = &w->ui->art,
                                 .layout = &w->ui->layout,
                                 .theme = &w->ui->theme,
                                 .motion = &w->ui->motion,
                                 .list = &w->ui->list};
        ui_paint_tree(&paint, w->ui->root);
        check_contrast(w->ui, look, node);
    }
}

// Answers the first question, which decides between versions, with its n-th choice.
static bool choose_version(struct walk *w, size_t version)
{
    struct form_instance *in = kiosk_session_instance(w->f.session);
    form_ref ref;
    const uint32_t *choices;
    if (kiosk_session_questions(w->f.session, &ref, 1) == 0) return version == 0;
    size_t count = form_view_choices(in, ref, &choices);
    if (version >= count) return version == 0;
    struct str name = form_view_choice_name(in, ref, choices[version]);
    return kiosk_session_answer(w->f.session, ref, name, 0, NULL) == ERR_NONE;
}

static void walk_pages(struct walk *w, const struct look *look, size_t version)
{
    struct ui_options options = {.width = look->screen.w,
                                 .height = look->screen.h,
                                 .clock = kiosk_fixture_clock(&w->f),
                                 .still = true};
    struct err_info info = {0};
    if (ui_create(&options, &w->ui, &info)) fail_msg("%s", info.message);
    struct kiosk_session_options session = {
        .def = w->f.def,
        .facts = &w->f.facts,
        .host = {kiosk_fixture_took, kiosk_fixture_count, kiosk_fixture_wipe, &w->f},
        .clock = kiosk_fixture_clock(&w->f),
        .rng = {kiosk_fixture_fill, NULL},
        .language = strcmp(look->language, "ar") == 0 ? 1 : 0};
    w->f.session = kiosk_session_create(&session);
    w->questions = kiosk_question_page_create(w->f.session, w->registry, w->ui);
    kiosk_question_page_use(w->questions, (struct kiosk_files){read_media, w});
    w->pages =
        (struct kiosk_pages){.session = w->f.session, .questions = w->questions, .ui = w->ui};
    kiosk_fixture_consent(&w->f);
    show(w, look);
    choose_version(w, version);
    for (int i = 0; i < PAGES_MAX && kiosk_session_page(w->f.session) == KIOSK_QUESTION; i++) {
        show(w, look);
        kiosk_session_next(w->f.session);
        if (kiosk_session_notice(w->f.session) != KIOSK_NOTICE_NONE) {
            if (i % 7 == 0) show(w, look); // the soft hint
            kiosk_session_next(w->f.session);
        }
    }
    kiosk_session_destroy(w->f.session);
    kiosk_response_destroy(w->f.response);
    w->f.response = NULL;
    w->f.session = NULL;
    kiosk_question_page_destroy(w->questions);
    ui_destroy(w->ui);
}

static void try_form(const char *file, size_t versions)
{
    static const char *const languages[] = {"sv", "ar"};
    struct walk w;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    memset(&seen, 0, sizeof seen);
    walk_open(&w, file);
    for (size_t s = 0; s < sizeof screens / sizeof *screens; s++) {
        for (size_t l = 0; l < w.f.facts.language_count; l++) {
            for (int percent = 100; percent <= 200; percent += 100) {
                struct look look = {screens[s], languages[l], percent};
                for (size_t v = 0; v < versions; v++) {
                    walk_pages(&w, &look, v);
                }
            }
        }
    }
    walk_close(&w);
    fprintf(stderr, "# %s: %zu pages, %zu texts, %zu targets, %zu faults\n", file, seen.pages,
            seen.texts, seen.targets, seen.faults);
    assert_true(seen.pages > 0 && seen.texts > seen.pages && seen.targets > seen.pages);
    assert_int_equal(seen.faults, 0);
}

TEST(the_form_of_every_type)
{
    try_form("tests/kiosk/every-type.md", 1);
}

TEST(the_conference_questionnaire)
{
    try_form("forms/q-sam-2019.md", 1);
}

TEST(the_questionnaire_for_young_people)
{
    try_form("forms/q-ung.md", 1);
}

// Statements on one scale are a grid where it fits the glass, else they come one at a time.
TEST(a_grid_is_one_page_where_it_fits)
{
    static const size_t pages[] = {4, 1, 1, 4}; // as the screens above
    struct walk w;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    walk_open(&w, "forms/q-ung.md");
    for (size_t s = 0; s < sizeof screens / sizeof *screens; s++) {
        struct look look = {screens[s], "sv", 100};
        memset(&seen, 0, sizeof seen);
        walk_pages(&w, &look, 0);
        assert_int_equal(seen.statements, pages[s]);
    }
    walk_close(&w);
}

// On a kiosk's screen nothing of the questionnaire for young people has to be scrolled to.
TEST(a_kiosk_shows_every_question_whole)
{
    struct walk w;
    struct look look = {screens[1], "sv", 100};
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    memset(&seen, 0, sizeof seen);
    walk_open(&w, "forms/q-ung.md");
    walk_pages(&w, &look, 0);
    assert_int_equal(seen.scrolled, 0);
    assert_true(seen.pages > 10);
    walk_close(&w);
}

TEST(the_childrens_questionnaire_in_its_versions)
{
    try_form("forms/q-pepb.md", 3);
}

TEST_MAIN(cmocka_unit_test(the_form_of_every_type), cmocka_unit_test(the_conference_questionnaire),
          cmocka_unit_test(the_questionnaire_for_young_people),
          cmocka_unit_test(the_childrens_questionnaire_in_its_versions),
          cmocka_unit_test(a_grid_is_one_page_where_it_fits),
          cmocka_unit_test(a_kiosk_shows_every_question_whole))
