// SPDX-License-Identifier: EUPL-1.2
// Exact pictures of every kind of page: Swedish and Arabic, 100 and 200 %, four screens, three
// themes. tests/golden/pages.txt has, for each page, a digest of the pixels in each theme and 16 ×
// 16 shades of the light one, so that a failure says where a page differs. `make goldens` renews
// it, after somebody has looked: SVAR_GOLDEN_PICTURES=DIR keeps what differs. Other libraries or
// fonts than those that drew them make other pictures: then there is nothing to compare.
#include "tests/unit/golden_stage.h"

#include "ui/keyboard_priv.h"

// The sanitizers take ten times as long; what they see of one screen they see of all.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { EVERY = 8 };
#else
enum { EVERY = 1 };
#endif

static const struct {
    int w, h;
} screens[] = {{800, 480}, {1280, 800}, {1920, 1080}, {1080, 1920}};

static const char *const forms[FORMS] = {
    [EVERY_TYPE] = "tests/kiosk/every-type.md",
    [TERMINAL] = "| survey |\n"
                 "| | type | name | label::Svenska (sv) | label::العربية (ar) | appearance |\n"
                 "| | select_one face | q | Hur var det i dag? | كيف كان اليوم؟ | svar:smile5 |\n"
                 "| choices |\n"
                 "| | list_name | name | label::Svenska (sv) | label::العربية (ar) |\n"
                 "| | face | 1 | Mycket dåligt | سيئ جدًا |\n"
                 "| | face | 2 | Dåligt | سيئ |\n"
                 "| | face | 3 | Okej | مقبول |\n"
                 "| | face | 4 | Bra | جيد |\n"
                 "| | face | 5 | Mycket bra | جيد جدًا |\n"
                 "| settings |\n"
                 "| | form_title | form_id | version | default_language |\n"
                 "| | Hur var det? | terminal | 1 | Svenska (sv) |\n",
    [PINS] = "| survey |\n"
             "| | type | name | label::Svenska (sv) | label::العربية (ar) | appearance | "
             "body::svar:max-choices | body::svar:columns |\n"
             "| | select_multiple plan | pins | Var trivs du? Inte ditt hem. | "
             "أين ترتاح؟ ليس بيتك. | svar:pins | 2 | 3 |\n"
             "| choices |\n"
             "| | list_name | name | label::Svenska (sv) | label::العربية (ar) | svar:picture |\n"
             "| | plan | a1 | A1: skolan | المدرسة | plan-school |\n"
             "| | plan | a2 | A2: gården | الفناء | plan-yard |\n"
             "| | plan | a3 | A3: planen | الملعب | plan-field |\n"
             "| | plan | b1 | B1: träden | الأشجار | plan-trees |\n"
             "| | plan | b2 | B2: vägen | الطريق | plan-road |\n"
             "| | plan | b3 | B3: leken | ساحة اللعب | plan-play |\n"
             "| settings |\n"
             "| | form_title | form_id | version | default_language |\n"
             "| | Platser | pins | 1 | Svenska (sv) |\n",
    [YOUNG] = "forms/q-ung.md",
    [CHILDREN] = "forms/q-pepb.md",
};

// Of the form of all types, these questions, of several alike one; and with an answer, which is
// drawn at the usual size only.
static const struct {
    const char *path, *answer;
} nodes[] = {
    {"hej", NULL},
    {"one", "-1"},
    {"likert", "2"},
    {"packed", "green"},
    {"pictures", "park"},
    {"several", "food time"},
    {"order", "joy trust calm help"},
    {"slide", "7"},
    {"stars", "4"},
    {"count", "12"},
    {"short", "Samordnare"},
    {"long", NULL},
    {"day", "2026-11-22"},
    {"month", NULL},
    {"clock", NULL},
    {"moment", NULL},
    {"read", NULL},
    {"table/t1", "1"},
    {"together/f1", NULL},
    {"visit", NULL},
    {"spot", NULL},
    {"smile", "4"},
    {"happy", NULL},
    {"warm", "8"},
    {"step", "7"},
    {"dots", NULL},
};

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
    bool children = kiosk_question_page_children(s->questions);
    settings.target_mm = children ? 25 : 20;
    settings.reading = s->dyslexia ? UI_READING_DYSLEXIA
                       : children  ? UI_READING_BEGINNER
                                   : UI_READING_USUAL;
    snprintf(settings.language, sizeof settings.language, "%s", s->arabic ? "ar" : "sv");
    ui_set(s->ui, &settings);
    const char *layout = ui_keyboard_layout_for(str_of(settings.language));
    assert_int_equal(ui_keyboard_use(ui_keyboard(s->ui), layout, NULL), ERR_NONE);
}

static void present(struct stage *s)
{
    struct str focus = STR("");
    use_look(s);
    struct arena *a = ui_begin(s->ui);
    ui_show(s->ui, kiosk_pages_build(&s->pages, a, &focus), UI_MOVE_FORWARD, focus);
}

static void show_page(struct stage *s, const char *name)
{
    present(s);
    take(s, name);
}

static struct ui_element *shown(struct stage *s, const char *id)
{
    struct ui_element *e = ui_element_find(ui_root(s->ui), str_of(id));
    assert_non_null(e);
    return e;
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
    // As the program has it: the staff's buttons stay on low glass whatever was wished before.
    struct ui_settings staff = ui_settings(s->ui);
    if (kiosk_question_page_low(s->ui) && staff.text_scale > 1.1) staff.text_scale = 1.1;
    ui_set(s->ui, &staff);
    struct arena *a = ui_begin(s->ui);
    ui_show(s->ui, kiosk_admin_build(s->admin, &s->pages, &view, a), UI_MOVE_FORWARD, STR(""));
    take(s, name);
}

// How it stands, with everything that can be wrong at once.
static void show_figures(struct stage *s)
{
    static const struct kiosk_news news = {
        .kind = KIOSK_NEWS_FIGURES,
        .store = {.responses_open = 3,
                  .responses_waiting = 40,
                  .responses_receipted = 212,
                  .responses_refused = 2,
                  .batches_lost = 1,
                  .declined = 9,
                  .broke_off = 4,
                  .last_receipt_wall_ms = INT64_C(1795348800000)},
        .sync = {.why = SYNC_UNREACHABLE, .wait_ms = 240000, .trouble = "Could not resolve host"}};
    kiosk_admin_news(s->admin, &news);
    show_staff(s, KIOSK_ADMIN_OPEN, "staff-figures");
}

static void begin_session(struct stage *s, enum kiosk_mode mode)
{
    struct kiosk_session_options options = {
        .mode = mode,
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

// The question on the page; what it asks is built anew, as the program does after each step.
static struct str asked(struct stage *s)
{
    struct str focus = STR("");
    kiosk_pages_build(&s->pages, ui_begin(s->ui), &focus);
    return kiosk_question_page_path(s->questions);
}

static void show_answered(struct stage *s, const char *path, const char *answer)
{
    char name[64];
    if (!answer || s->percent > 100) return;
    kiosk_fixture_answer(&s->f, path, answer);
    snprintf(name, sizeof name, "%s-answered", path);
    show_page(s, name);
}

// What Next has to say about an answer, and then the answer taken back.
static void show_remark(struct stage *s, const char *path, const char *answer, const char *name)
{
    kiosk_fixture_answer(&s->f, path, answer);
    asked(s);
    kiosk_session_next(s->f.session);
    assert_int_not_equal(kiosk_session_notice(s->f.session), KIOSK_NOTICE_NONE);
    show_page(s, name);
    kiosk_fixture_answer(&s->f, path, "");
}

// The word that is being heard.
static void show_spoken(struct stage *s)
{
    if (s->percent > 100) return;
    present(s);
    struct ui_element *e = shown(s, "one/label");
    struct str rest = e->name, word; // the second
    assert_true(str_split(&rest, ' ', &word));
    size_t from = word.len + 1;
    assert_true(str_split(&rest, ' ', &word));
    ui_mark(s->ui, e, from, from + word.len);
    take(s, "one-spoken");
    ui_mark(s->ui, NULL, 0, 0);
}

// What a held letter has besides, and the page of emoji.
static void show_keys(struct stage *s)
{
    struct ui_keyboard *kb = ui_keyboard(s->ui);
    bool changed;
    if (s->percent > 100) return;
    s->pages.emoji = true;
    present(s);
    assert_true(ui_keyboard_hold(kb, shown(s, s->arabic ? "key/ا" : "key/e")));
    show_page(s, "long-held");
    ui_keyboard_close(kb);
    present(s);
    assert_int_equal(ui_keyboard_press(kb, shown(s, "key/emoji"), &changed), UI_KEY_CHANGES);
    show_page(s, "long-emoji");
    ui_keyboard_reset(kb);
    s->pages.emoji = false;
}

static void show_node(struct stage *s, size_t i)
{
    const char *path = nodes[i].path;
    show_page(s, path);
    if (strcmp(path, "one") == 0) show_spoken(s);
    if (strcmp(path, "long") == 0) show_keys(s);
    if (strcmp(path, "count") == 0) show_remark(s, path, "75", "invalid");
    if (strcmp(path, "short") == 0) show_remark(s, path, "Anna Svensson", "warning");
    if (strcmp(path, "likert") == 0 && s->percent == 100) {
        s->dyslexia = true;
        show_page(s, "dyslexia");
        s->dyslexia = false;
    }
    show_answered(s, path, nodes[i].answer);
}

static void walk_questions(struct stage *s)
{
    struct kiosk_session *session = s->f.session;
    bool hinted = false;
    size_t shown = 0;
    for (int i = 0; i < PAGES_MAX && kiosk_session_page(session) == KIOSK_QUESTION; i++) {
        struct str path = asked(s);
        for (size_t n = 0; n < sizeof nodes / sizeof *nodes; n++) {
            if (!str_eq(path, str_of(nodes[n].path))) continue;
            if (n == 1 && !hinted) {
                kiosk_session_next(session);
                show_page(s, "hint");
                hinted = true;
                kiosk_session_ask_language(session);
                show_page(s, "language");
                kiosk_session_ask_language(session);
            }
            show_node(s, n);
            shown++;
        }
        asked(s);
        kiosk_session_next(session);
        if (kiosk_session_notice(session) != KIOSK_NOTICE_NONE) kiosk_session_next(session);
    }
    assert_int_equal(shown, sizeof nodes / sizeof *nodes);
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
    show_staff(s, KIOSK_ADMIN_OPEN, "staff");
    show_staff(s, KIOSK_ADMIN_TOKEN, "staff-token");
    show_staff(s, KIOSK_ADMIN_STICK, "staff-stick");
    show_staff(s, KIOSK_ADMIN_SURVEY, "staff-survey");
    show_staff(s, KIOSK_ADMIN_CHANGE, "staff-surveys");
    show_staff(s, KIOSK_ADMIN_LANGUAGE, "staff-languages");
    show_staff(s, KIOSK_ADMIN_SCREEN, "staff-screen");
    show_staff(s, KIOSK_ADMIN_CROSSES, "staff-crosses");
    show_staff(s, KIOSK_ADMIN_KEEP, "staff-keep");
    show_figures(s);
}

// Goodbyes without an answer.
static void walk_away(struct stage *s)
{
    struct kiosk_session *session = s->f.session;
    kiosk_session_start(session);
    kiosk_session_next(session);
    kiosk_session_consent(session, false);
    show_page(s, "declined");
    kiosk_session_again(session);
    kiosk_session_start(session);
    kiosk_session_next(session);
    kiosk_session_consent(session, true);
    kiosk_session_stop(session);
    kiosk_session_stop_sure(session, true);
    show_page(s, "erased");
}

// The form of one question from beginning to end, in a mode.
static void walk_mode(struct stage *s, const char *attract, const char *thanks)
{
    struct kiosk_session *session = s->f.session;
    if (attract) show_page(s, attract);
    kiosk_session_start(session);
    kiosk_session_next(session);
    kiosk_session_consent(session, true);
    asked(s);
    kiosk_fixture_answer(&s->f, "q", "4");
    kiosk_session_next(session);
    assert_non_null(s->f.response);
    kiosk_session_stored(session, s->f.response->ticket, ERR_NONE, NULL);
    show_page(s, thanks);
}

// An organizer's colour and logo.
static void walk_own(struct stage *s)
{
    struct kiosk_session *session = s->f.session;
    s->pages.survey = s->own;
    kiosk_pages_look(&s->pages);
    assert_non_null(s->pages.logo);
    show_page(s, "own-attract");
    kiosk_session_start(session);
    show_page(s, "own-info");
    kiosk_session_next(session);
    kiosk_session_consent(session, true);
    asked(s);
    kiosk_fixture_answer(&s->f, "q", "4");
    show_page(s, "own-question");
    kiosk_session_next(session);
    assert_non_null(s->f.response);
    kiosk_session_stored(session, s->f.response->ticket, ERR_NONE, NULL);
    show_page(s, "own-thanks");
    kiosk_pages_look_end(&s->pages);
    s->pages.survey = s->survey;
    kiosk_pages_look(&s->pages); // ours again
}

static void walk_pins(struct stage *s)
{
    kiosk_session_start(s->f.session);
    kiosk_session_next(s->f.session);
    kiosk_session_consent(s->f.session, true);
    asked(s);
    kiosk_fixture_answer(&s->f, "pins", "a1 b2");
    show_page(s, "pins");
}

// The real questionnaires for young people, in their letters: these pages, with an answer.
static void walk_youth(struct stage *s, const char *first)
{
    static const struct {
        const char *path, *answer;
    } pages[] = {{"v2", "2"},     {"v5", "4"}, {"v8", "2 8"}, {"v9", ""},  {"v12", ""},
                 {"u3/u3a", "3"}, {"u4", "1"}, {"u7", "3"},   {"u8", "1"}, {"u8h", ""}};
    struct kiosk_session *session = s->f.session;
    kiosk_session_start(session);
    kiosk_session_next(session);
    kiosk_session_consent(session, true);
    for (int i = 0; i < PAGES_MAX && kiosk_session_page(session) == KIOSK_QUESTION; i++) {
        struct str path = asked(s);
        if (i == 0) kiosk_fixture_answer(&s->f, str_eq(path, STR("v1")) ? "v1" : "u1", first);
        for (size_t n = 0; n < sizeof pages / sizeof *pages; n++) {
            if (!str_eq(path, str_of(pages[n].path))) continue;
            bool dots = strcmp(pages[n].path, "u7") == 0;
            const char *answered = dots ? "u7/skola" : pages[n].path;
            if (pages[n].answer[0]) kiosk_fixture_answer(&s->f, answered, pages[n].answer);
            show_page(s, pages[n].path);
        }
        asked(s);
        kiosk_session_next(session);
        if (kiosk_session_notice(session) != KIOSK_NOTICE_NONE) kiosk_session_next(session);
    }
}

// ---- all of them ----
#define SURVEY                                                                  \
    "{\"languages\":[\"sv\",\"ar\"],"                                           \
    "\"title\":{\"sv\":\"Vad tyckte du om konferensen?\","                      \
    "\"ar\":\"ما رأيك في المؤتمر؟\"},"                          \
    "\"organizer\":{\"name\":{\"sv\":\"Regionen\",\"ar\":\"الإقليم\"},"  \
    "\"contact\":{\"sv\":\"fraga@exempel.se\"}},"                               \
    "\"pages\":{\"thanks\":{\"sv\":\"Resultatet visas på skolan den 1 maj.\"," \
    "\"ar\":\"تُعرض النتائج في المدرسة في الأول من مايو.\"}}"

static struct survey *open_survey(struct fixture *files, const char *patch)
{
    struct survey *survey = NULL;
    struct err_info info = {0};
    struct buf logo = {0};
    fixture_make(files, patch);
    if (file_read("tests/kiosk/media/logo.png", 1 << 20, &logo, &info))
        fail_msg("%s", info.message);
    fixture_write(files, "logo.png", buf_str(&logo));
    buf_finish(&logo);
    fixture_sign(files);
    if (survey_open(files->folder, &files->key, &survey, &info)) fail_msg("%s", info.message);
    return survey;
}

static struct form_def *load_form(const struct stage *s, const char *form)
{
    struct form_host host = {.has_question = plugin_question_offered, .data = s->registry};
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    enum err err = form[0] == '|'
                       ? form_def_load_bytes(str_of(form), STR("form.md"), &host, problems, &def)
                       : form_def_load(form, &host, problems, &def);
    assert_int_equal(err, ERR_NONE);
    form_problems_destroy(problems);
    return def;
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
    for (size_t i = 0; i < FORMS; i++)
        s->forms[i] = load_form(s, forms[i]);
    s->survey = open_survey(&s->files, SURVEY "}");
    s->own = open_survey(&s->own_files,
                         SURVEY ",\"look\":{\"colour\":\"#F08A24\",\"logo\":\"logo.png\"}}");
    s->f.mono_ms = 1000;
    s->f.wall_ms = INT64_C(1795348800000);
    return true;
}

// Which form the next session asks.
static void use_form(struct stage *s, enum form form)
{
    int arabic = form_def_language_find(s->forms[form], STR("ar"));
    assert_true(arabic >= 0);
    s->f.def = s->forms[form];
    s->f.facts = (struct kiosk_facts){.survey_id = STR("prov"),
                                      .survey_version = 1,
                                      .form_id = form_def_id(s->f.def),
                                      .form_hash = STR("00ff"),
                                      .idle_ms = 60000,
                                      .idle_warning_ms = 20000,
                                      .k = 5,
                                      .languages = {{STR("sv"), 0}, {STR("ar"), (size_t)arabic}},
                                      .language_count = 2};
}

static void close_stage(struct stage *s)
{
    for (size_t i = 0; i < FORMS; i++)
        form_def_destroy(s->forms[i]);
    plugin_registry_destroy(s->registry);
    buf_finish(&s->media);
    buf_finish(&s->golden);
    survey_close(s->survey);
    survey_close(s->own);
    fixture_finish(&s->files);
    fixture_finish(&s->own_files);
}

static void walk_screen(struct stage *s, int w, int h)
{
    struct ui_options options = {
        .width = w, .height = h, .clock = kiosk_fixture_clock(&s->f), .still = true};
    struct err_info info = {0};
    if (ui_create(&options, &s->ui, &info)) fail_msg("%s", info.message);
    // A state folder that is not there: no figures, and nothing is counted.
    s->admin = kiosk_admin_create("/nonexistent", STR("$argon2id$"), kiosk_fixture_clock(&s->f));
    use_form(s, EVERY_TYPE);
    begin_session(s, KIOSK_UNATTENDED);
    walk(s);
    end_session(s);
    begin_session(s, KIOSK_PASSED);
    walk_away(s);
    end_session(s);
    use_form(s, TERMINAL);
    begin_session(s, KIOSK_ONE_TAP);
    show_page(s, "one-tap");
    end_session(s);
    begin_session(s, KIOSK_PASSED);
    walk_mode(s, NULL, "passed-thanks");
    end_session(s);
    begin_session(s, KIOSK_INTERVIEWER);
    walk_mode(s, "interview-attract", "interview-thanks");
    end_session(s);
    begin_session(s, KIOSK_UNATTENDED);
    walk_own(s);
    end_session(s);
    use_form(s, PINS);
    begin_session(s, KIOSK_UNATTENDED);
    walk_pins(s);
    end_session(s);
    for (enum form form = YOUNG; form <= CHILDREN && s->percent == 100; form++) {
        use_form(s, form);
        begin_session(s, KIOSK_UNATTENDED);
        walk_youth(s, form == YOUNG ? "1" : "3");
        end_session(s);
    }
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
    setenv("TZ", "UTC", 1);
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
