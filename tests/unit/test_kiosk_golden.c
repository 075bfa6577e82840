// SPDX-License-Identifier: EUPL-1.2
// Exact pictures of every kind of page: Swedish and Arabic, 100 and 200 %, four screens, three
// themes. tests/golden/pages.txt has, for each page, a digest of the pixels in each theme and 16 ×
// 16 shades of the light one, so that a failure says where a page differs. `make goldens` renews
// it, after somebody has looked: SVAR_GOLDEN_PICTURES=DIR keeps what differs. Other libraries or
// fonts than those that drew them make other pictures: then there is nothing to compare.
#include "tests/unit/kiosk_fixture.h"
#include "tests/unit/survey_fixture.h"

#include "base/file.h"
#include "kiosk/admin_page.h"
#include "question/question.h"
#include "seal/digest.h"
#include "ui/ui_priv.h"

#include <SDL_ttf.h>
#include <unistd.h>

#define GOLDEN "tests/golden/pages.txt"

enum { SHADES = 16, DIGEST_HEX = 24, LINE_BYTES = 512, FAULTS_SHOWN = 20, PAGES_MAX = 120 };

// The sanitizers take ten times as long; what they see of one screen they see of all.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { EVERY = 8 };
#else
enum { EVERY = 1 };
#endif

static const struct {
    int w, h;
} screens[] = {{800, 480}, {1280, 800}, {1920, 1080}, {1080, 1920}};

// Of the form of all types, these questions; of several alike, one.
static const char *const nodes[] = {"hej",   "one",   "likert", "packed", "pictures", "several",
                                    "order", "slide", "stars",  "count",  "short",    "long",
                                    "day",   "clock", "moment", "read",   "table",    "together",
                                    "visit", "smile", "happy",  "warm",   "step",     "dots"};

struct stage {
    struct kiosk_fixture f;
    struct plugin_registry *registry;
    struct buf media;
    struct ui *ui;
    struct kiosk_question_page *questions;
    struct kiosk_pages pages;
    struct kiosk_admin *admin;
    struct fixture files;
    struct survey *survey;
    int percent;
    bool arabic;
    struct buf golden; // as it is kept
    FILE *writes;      // as it is made anew; NULL: it is compared
    size_t compared, faults;
};

// ---- the libraries ----
static void add_font(struct buf *all, const char *path)
{
    struct buf bytes = {0};
    if (file_read(path, 8 << 20, &bytes, NULL) == ERR_NONE) buf_add_str(all, buf_str(&bytes));
    buf_finish(&bytes);
}

static void drawn_by(char out[LINE_BYTES])
{
    static const char *const fonts[] = {"/usr/share/fonts/opentype/inter/Inter-Regular.otf",
                                        "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
                                        "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
                                        "/usr/share/fonts/truetype/noto/NotoSansArabic-Bold.ttf",
                                        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                                        "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf"};
    struct buf all = {0};
    uint8_t digest[32];
    int f[3] = {0}, h[3] = {0};
    char hex[17];
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
        add_font(&all, fonts[i]);
    seal_blake2b256(buf_str(&all), digest);
    buf_finish(&all);
    hex_encode(digest, 8, hex);
    assert_int_equal(TTF_Init(), 0);
    TTF_GetFreeTypeVersion(&f[0], &f[1], &f[2]);
    TTF_GetHarfBuzzVersion(&h[0], &h[1], &h[2]);
    TTF_Quit();
    const SDL_version *ttf = TTF_Linked_Version();
#if defined(__x86_64__)
    const char *machine = "x86-64";
#else
    const char *machine = "another machine";
#endif
    snprintf(out, LINE_BYTES,
             "# freetype %d.%d.%d, harfbuzz %d.%d.%d, SDL_ttf %d.%d.%d, fonts %s, %s", f[0], f[1],
             f[2], h[0], h[1], h[2], ttf->major, ttf->minor, ttf->patch, hex, machine);
}

// ---- one picture ----
// Eight bytes at a time in four lanes, which only then go into a digest proper: two thousand
// pictures are looked at in seconds.
static void digest_pixels(const struct ui *ui, char out[DIGEST_HEX + 1])
{
    uint64_t lanes[4] = {1, 2, 3, 4};
    uint8_t digest[32];
    size_t words = (size_t)ui->pixels.w * (size_t)ui->pixels.h / 2;
    for (size_t i = 0; i < words; i++) {
        uint64_t two;
        memcpy(&two, ui->pixels.argb + 2 * i, sizeof two);
        uint64_t mixed = (lanes[i % 4] ^ two) * UINT64_C(0x9E3779B97F4A7C15);
        lanes[i % 4] = mixed ^ mixed >> 29;
    }
    seal_blake2b256(str_make((const char *)lanes, sizeof lanes), digest);
    hex_encode(digest, DIGEST_HEX / 2, out);
}

// Lightness of each of 16 × 16 parts, 0 to f.
static void shades_of(const struct ui *ui, char out[SHADES * SHADES + 1])
{
    int w = ui->pixels.w, h = ui->pixels.h;
    for (int part = 0; part < SHADES * SHADES; part++) {
        int left = part % SHADES * w / SHADES, right = (part % SHADES + 1) * w / SHADES;
        int top = part / SHADES * h / SHADES, bottom = (part / SHADES + 1) * h / SHADES;
        uint64_t sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                uint32_t c = ui->pixels.argb[y * w + x];
                sum += 2 * (c >> 16 & 0xff) + 5 * (c >> 8 & 0xff) + (c & 0xff);
            }
        }
        uint64_t mean = sum / 8 / (uint64_t)((right - left) * (bottom - top));
        out[part] = "0123456789abcdef"[mean / 16];
    }
    out[SHADES * SHADES] = '\0';
}

static void keep_picture(struct stage *s, const char *name)
{
    const char *folder = getenv("SVAR_GOLDEN_PICTURES");
    char path[700];
    if (!folder || !*folder) return;
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    for (char *c = path + strlen(folder) + 1; *c; c++) {
        if (*c == ' ') *c = '-';
    }
    err_ignore(ui_screenshot(s->ui, path, NULL));
}

static bool golden_line(const struct stage *s, const char *name, struct str *out)
{
    struct str rest = buf_str(&s->golden), line;
    size_t bytes = strlen(name);
    while (str_split(&rest, '\n', &line)) {
        if (str_starts(line, str_of(name)) && line.len > bytes && line.ptr[bytes] == ':') {
            *out = str_sub(line, bytes + 2, line.len);
            return true;
        }
    }
    return false;
}

static void fault(struct stage *s, const char *name, const char *what)
{
    if (s->faults++ < FAULTS_SHOWN) fprintf(stderr, "# %s: %s\n", name, what);
    keep_picture(s, name);
}

static void compare(struct stage *s, const char *name, char *made)
{
    static const char *const themes[] = {"light", "dark", "high contrast"};
    struct str kept;
    char text[200];
    s->compared++;
    if (!golden_line(s, name, &kept)) {
        fault(s, name, "no golden picture");
        return;
    }
    size_t digests = (size_t)3 * (DIGEST_HEX + 1);
    if (kept.len > digests && memcmp(kept.ptr, made, digests) == 0) return;
    // Where: the light one, drawn once more.
    struct ui_settings settings = ui_settings(s->ui);
    settings.theme = UI_THEME_LIGHT;
    ui_set(s->ui, &settings);
    s->ui->cells.all = true;
    ui_frame_draw(s->ui);
    shades_of(s->ui, made + digests);
    for (size_t i = 0; i < 3 && kept.len == strlen(made); i++) {
        size_t at = i * (DIGEST_HEX + 1);
        if (memcmp(kept.ptr + at, made + at, DIGEST_HEX) == 0) continue;
        int low_x = SHADES, high_x = -1, low_y = SHADES, high_y = -1;
        for (int part = 0; part < SHADES * SHADES; part++) {
            if (kept.ptr[digests + (size_t)part] == made[digests + (size_t)part]) continue;
            int x = part % SHADES, y = part / SHADES;
            low_x = x < low_x ? x : low_x;
            high_x = x > high_x ? x : high_x;
            low_y = y < low_y ? y : low_y;
            high_y = y > high_y ? y : high_y;
        }
        if (high_x < 0)
            snprintf(text, sizeof text, "differs in %s, by little", themes[i]);
        else
            snprintf(text, sizeof text,
                     "differs in %s, from %d/16 to %d/16 across and %d/16 to %d/16 down", themes[i],
                     low_x, high_x + 1, low_y, high_y + 1);
        fault(s, name, text);
        return;
    }
    fault(s, name, "differs");
}

static void take(struct stage *s, const char *page)
{
    static const enum ui_theme_kind themes[] = {UI_THEME_LIGHT, UI_THEME_DARK, UI_THEME_CONTRAST};
    char name[200], made[LINE_BYTES], shades[SHADES * SHADES + 1] = "";
    char digests[3][DIGEST_HEX + 1];
    snprintf(name, sizeof name, "%s %s %d %dx%d", page, s->arabic ? "ar" : "sv", s->percent,
             ui_size(s->ui).w, ui_size(s->ui).h);
    for (int i = 0; i < 3; i++) {
        struct ui_settings settings = ui_settings(s->ui);
        settings.theme = themes[i];
        ui_set(s->ui, &settings);
        s->ui->cells.all = true; // nothing is left of the page before
        ui_frame_draw(s->ui);
        digest_pixels(s->ui, digests[i]);
        if (i == 0 && s->writes) shades_of(s->ui, shades);
        const char *pictures = getenv("SVAR_GOLDEN_ALL"); // a folder: to look at every one
        if (pictures && *pictures) {
            char path[700];
            snprintf(path, sizeof path, "%s/%s-%s-%d-%dx%d-%d.png", pictures, page,
                     s->arabic ? "ar" : "sv", s->percent, ui_size(s->ui).w, ui_size(s->ui).h, i);
            err_ignore(ui_screenshot(s->ui, path, NULL));
        }
    }
    snprintf(made, sizeof made, "%s %s %s %s", digests[0], digests[1], digests[2], shades);
    if (s->writes)
        fprintf(s->writes, "%s: %s\n", name, made);
    else
        compare(s, name, made);
}

// ---- the pages ----
static enum err read_media(void *data, struct str name, struct str *out, struct err_info *info)
{
    struct stage *s = data;
    char path[300];
    snprintf(path, sizeof path, "tests/kiosk/media/%.*s", STR_ARG(name));
    buf_clear(&s->media);
    enum err err = file_read(path, 1 << 20, &s->media, info);
    *out = buf_str(&s->media);
    return err;
}

static void use_look(struct stage *s)
{
    struct ui_settings settings = ui_settings(s->ui);
    settings.theme = UI_THEME_LIGHT;
    settings.text_scale = s->percent / 100.0;
    settings.rtl = s->arabic;
    settings.target_mm = kiosk_question_page_children(s->questions) ? 25 : 20;
    snprintf(settings.language, sizeof settings.language, "%s", s->arabic ? "ar" : "sv");
    ui_set(s->ui, &settings);
    const char *layout = ui_keyboard_layout_for(str_of(settings.language));
    assert_int_equal(ui_keyboard_use(ui_keyboard(s->ui), layout, NULL), ERR_NONE);
}

static void show_page(struct stage *s, const char *name)
{
    struct str focus = STR("");
    use_look(s);
    struct arena *a = ui_begin(s->ui);
    ui_show(s->ui, kiosk_pages_build(&s->pages, a, &focus), UI_MOVE_FORWARD, focus);
    take(s, name);
}

static void show_staff(struct stage *s, enum kiosk_admin_page page, const char *name)
{
    struct kiosk_settings settings = kiosk_settings_default();
    static const struct kiosk_choices choices = {
        .list = {{.id = "prov", .version = 1, .title = "Prov"},
                 {.id = "ung", .version = 3, .title = "Q-UNG", .production = true}},
        .count = 2,
        .unusable = 1};
    const struct kiosk_admin_view view = {&settings, &choices, STR("prov"), 1};
    kiosk_admin_go(s->admin, page);
    use_look(s);
    struct arena *a = ui_begin(s->ui);
    ui_show(s->ui, kiosk_admin_build(s->admin, &s->pages, &view, a), UI_MOVE_FORWARD, STR(""));
    take(s, name);
}

static void begin_session(struct stage *s)
{
    struct kiosk_session_options options = {
        .def = s->f.def,
        .facts = &s->f.facts,
        .host = {kiosk_fixture_took, kiosk_fixture_count, kiosk_fixture_wipe, &s->f},
        .clock = kiosk_fixture_clock(&s->f),
        .rng = {kiosk_fixture_fill, NULL},
        .language = s->arabic ? 1 : 0};
    s->f.session = kiosk_session_create(&options);
    s->questions = kiosk_question_page_create(s->f.session, s->registry, s->ui);
    kiosk_question_page_use(s->questions, (struct kiosk_files){read_media, s});
    s->pages = (struct kiosk_pages){.session = s->f.session,
                                    .questions = s->questions,
                                    .survey = s->survey,
                                    .ui = s->ui,
                                    .question_count = 40,
                                    .minutes = 7};
}

static void end_session(struct stage *s)
{
    kiosk_session_destroy(s->f.session);
    kiosk_response_destroy(s->f.response);
    s->f.response = NULL;
    s->f.session = NULL;
    kiosk_question_page_destroy(s->questions);
}

static const char *wanted_node(struct str path)
{
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        if (str_eq(path, str_of(nodes[i]))) return nodes[i];
    }
    return NULL;
}

static void walk_questions(struct stage *s)
{
    struct kiosk_session *session = s->f.session;
    bool hinted = false;
    for (int i = 0; i < PAGES_MAX && kiosk_session_page(session) == KIOSK_QUESTION; i++) {
        struct str focus = STR("");
        kiosk_pages_build(&s->pages, ui_begin(s->ui), &focus);
        const char *name = wanted_node(kiosk_question_page_path(s->questions));
        if (name) show_page(s, name);
        kiosk_session_next(session);
        if (kiosk_session_notice(session) == KIOSK_NOTICE_NONE) continue;
        if (!hinted && name && strcmp(name, "one") == 0) show_page(s, "hint");
        hinted = hinted || (name && strcmp(name, "one") == 0);
        kiosk_session_next(session);
    }
}

static void walk(struct stage *s)
{
    struct kiosk_session *session = s->f.session;
    show_page(s, "attract");
    kiosk_session_start(session);
    show_page(s, "info");
    kiosk_session_next(session);
    show_page(s, "consent");
    kiosk_session_consent(session, true);
    kiosk_session_next(session);
    kiosk_session_ask_aa(session);
    show_page(s, "aa");
    kiosk_session_ask_aa(session);
    kiosk_session_stop(session);
    show_page(s, "stop");
    kiosk_session_stop_sure(session, false);
    s->f.mono_ms += s->f.facts.idle_ms + 2000;
    kiosk_session_tick(session);
    show_page(s, "idle");
    kiosk_session_idle_continue(session);
    kiosk_session_back(session);
    walk_questions(s);
    show_page(s, "saving");
    if (s->f.response) {
        kiosk_session_stored(session, s->f.response->ticket, ERR_FULL, "fullt");
        show_page(s, "trouble");
        kiosk_session_stored(session, s->f.response->ticket, ERR_NONE, NULL);
    }
    show_page(s, "thanks");
    show_staff(s, KIOSK_ADMIN_PIN, "pin");
    show_staff(s, KIOSK_ADMIN_STICK, "staff-stick");
    show_staff(s, KIOSK_ADMIN_SURVEY, "staff-survey");
    show_staff(s, KIOSK_ADMIN_CHANGE, "staff-surveys");
    show_staff(s, KIOSK_ADMIN_LANGUAGE, "staff-languages");
    show_staff(s, KIOSK_ADMIN_SCREEN, "staff-screen");
    show_staff(s, KIOSK_ADMIN_CROSSES, "staff-crosses");
    show_staff(s, KIOSK_ADMIN_KEEP, "staff-keep");
}

// ---- all of them ----
static void open_survey(struct stage *s)
{
    struct err_info info = {0};
    fixture_make(&s->files,
                 "{\"languages\":[\"sv\",\"ar\"],"
                 "\"title\":{\"sv\":\"Vad tyckte du om konferensen?\","
                 "\"ar\":\"ما رأيك في المؤتمر؟\"},"
                 "\"organizer\":{\"name\":{\"sv\":\"Regionen\",\"ar\":\"الإقليم\"},"
                 "\"contact\":{\"sv\":\"fraga@exempel.se\"}},"
                 "\"pages\":{\"thanks\":{\"sv\":\"Resultatet visas på skolan den 1 maj.\","
                 "\"ar\":\"تُعرض النتائج في المدرسة في الأول من مايو.\"}}}");
    fixture_sign(&s->files);
    if (survey_open(s->files.folder, &s->files.key, &s->survey, &info))
        fail_msg("%s", info.message);
}

static bool open_stage(struct stage *s)
{
    static const struct plugin_host host = {"test", "1", NULL, NULL};
    struct err_info info = {0};
    char exe[2048], path[2200];
    ssize_t bytes = readlink("/proc/self/exe", exe, sizeof exe - 1);
    assert_true(bytes > 0);
    exe[bytes] = '\0';
    *strrchr(exe, '/') = '\0';
    snprintf(path, sizeof path, "%s/../plugins/youth.so", exe);
    char *plugin = realpath(path, NULL);
    if (!plugin) return false;
    memset(s, 0, sizeof *s);
    s->registry = plugin_registry_create(&host);
    if (plugin_registry_add(s->registry, &question_builtin, &info) ||
        plugin_registry_load(s->registry, plugin, PLUGIN_TRUST_OWNER, &info))
        fail_msg("%s", info.message);
    free(plugin);
    struct form_host form_host = {.has_question = plugin_question_offered, .data = s->registry};
    struct form_problems *problems = form_problems_create();
    assert_int_equal(form_def_load("tests/kiosk/every-type.md", &form_host, problems, &s->f.def),
                     ERR_NONE);
    form_problems_destroy(problems);
    open_survey(s);
    s->f.mono_ms = 1000;
    s->f.wall_ms = INT64_C(1795348800000);
    int arabic = form_def_language_find(s->f.def, STR("ar"));
    assert_true(arabic >= 0);
    s->f.facts = (struct kiosk_facts){.survey_id = STR("prov"),
                                      .survey_version = 1,
                                      .form_id = form_def_id(s->f.def),
                                      .form_hash = STR("00ff"),
                                      .idle_ms = 60000,
                                      .idle_warning_ms = 20000,
                                      .k = 5,
                                      .languages = {{STR("sv"), 0}, {STR("ar"), (size_t)arabic}},
                                      .language_count = 2};
    return true;
}

static void close_stage(struct stage *s)
{
    form_def_destroy(s->f.def);
    plugin_registry_destroy(s->registry);
    buf_finish(&s->media);
    buf_finish(&s->golden);
    survey_close(s->survey);
    fixture_finish(&s->files);
}

static void walk_screen(struct stage *s, int w, int h)
{
    struct ui_options options = {
        .width = w, .height = h, .clock = kiosk_fixture_clock(&s->f), .still = true};
    struct err_info info = {0};
    if (ui_create(&options, &s->ui, &info)) fail_msg("%s", info.message);
    // A state folder that is not there: no figures, and nothing is counted.
    s->admin = kiosk_admin_create("/nonexistent", STR("$argon2id$"), kiosk_fixture_clock(&s->f));
    begin_session(s);
    walk(s);
    end_session(s);
    kiosk_admin_destroy(s->admin);
    ui_destroy(s->ui);
}

static void walk_all(struct stage *s, int every)
{
    int number = 0;
    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
        for (int arabic = 0; arabic < 2; arabic++) {
            for (s->percent = 100; s->percent <= 200; s->percent += 100) {
                s->arabic = arabic;
                if (number++ % every == 0) walk_screen(s, screens[i].w, screens[i].h);
            }
        }
    }
}

TEST(every_kind_of_page_is_drawn_exactly_as_somebody_has_seen_it)
{
    static struct stage s;
    struct err_info info = {0};
    struct str rest, first;
    char here[LINE_BYTES];
    const char *writes = getenv("SVAR_GOLDENS_WRITE");
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    if (!open_stage(&s)) skip(); // the plugin is not built
    drawn_by(here);
    if (writes && *writes) {
        s.writes = fopen(writes, "we");
        assert_non_null(s.writes);
        fprintf(s.writes, "%s\n", here);
        walk_all(&s, 1);
        assert_int_equal(fclose(s.writes), 0);
        close_stage(&s);
        return;
    }
    if (file_read(GOLDEN, 4 << 20, &s.golden, &info)) fail_msg("%s", info.message);
    rest = buf_str(&s.golden);
    if (!str_split(&rest, '\n', &first) || !str_eq(first, str_of(here))) {
        fprintf(stderr, "# drawn by other libraries or fonts: kept %.*s, here %s\n", STR_ARG(first),
                here);
        close_stage(&s);
        skip();
    }
    walk_all(&s, EVERY);
    fprintf(stderr, "# %zu pages in three themes, %zu differ\n", s.compared, s.faults);
    size_t faults = s.faults, compared = s.compared;
    close_stage(&s);
    assert_true(compared > 30);
    if (faults)
        fail_msg("%zu pages differ; look at them (SVAR_GOLDEN_PICTURES=DIR), then make goldens",
                 faults);
}

TEST_MAIN(cmocka_unit_test(every_kind_of_page_is_drawn_exactly_as_somebody_has_seen_it))
