// SPDX-License-Identifier: EUPL-1.2
// The screen's figures: a tap until its pixels are presented, a whole screen drawn anew, a page of
// Arabic with nothing cached. Real pages of the form of all types, on the video driver that SDL
// finds (x11 under Xvfb in scripts/bench-kiosk). What a whole process costs is measured there.
#include "tests/bench/bench.h"

#include "kiosk/pages.h"
#include "question/question.h"
#include "ui/ui_priv.h"

#include <string.h>

enum { TAPS = 301, REDRAWS = 101, COLD = 9 };

struct stage {
    struct ui *ui;
    struct form_def *def;
    struct plugin_registry *registry;
    struct kiosk_facts facts;
    struct kiosk_session *session;
    struct kiosk_question_page *questions;
    struct kiosk_pages pages;
    uint64_t shown;
};

static void die(const struct err_info *info)
{
    fprintf(stderr, "bench: %s\n", info->message);
    exit(1);
}

static void took(void *data, struct kiosk_response *response)
{
    (void)data;
    kiosk_response_destroy(response);
}

static void counted(void *data, enum store_tally tally)
{
    (void)data, (void)tally;
}

static void show(struct stage *s)
{
    struct str focus = STR("");
    s->shown = kiosk_session_generation(s->session);
    struct arena *a = ui_begin(s->ui);
    ui_show(s->ui, kiosk_pages_build(&s->pages, a, &focus), UI_MOVE_NONE, focus);
}

static void open_stage(struct stage *s, int w, int h, const char *language)
{
    static const struct plugin_host host = {"bench", "1", NULL, NULL};
    struct err_info info = {0};
    *s = (struct stage){0};
    struct ui_options options = {
        .title = "bench", .width = w, .height = h, .still = true, .clock = clock_system()};
    struct form_problems *problems = form_problems_create();
    s->registry = plugin_registry_create(&host);
    if (ui_create(&options, &s->ui, &info) ||
        plugin_registry_add(s->registry, &question_builtin, &info))
        die(&info);
    struct form_host form_host = {.has_question = plugin_question_offered, .data = s->registry};
    if (form_def_load("tests/kiosk/every-type.md", &form_host, problems, &s->def)) {
        err_set(&info, ERR_PARSE, "tests/kiosk/every-type.md has errors");
        die(&info);
    }
    form_problems_destroy(problems);
    int index = form_def_language_find(s->def, str_of(language));
    s->facts = (struct kiosk_facts){.survey_id = STR("bench"),
                                    .form_id = form_def_id(s->def),
                                    .form_hash = STR("00"),
                                    .idle_ms = 600000,
                                    .idle_warning_ms = 20000,
                                    .k = 5,
                                    .language_count = 1};
    s->facts.languages[0].code = str_of(language);
    s->facts.languages[0].form_language = index < 0 ? 0 : (size_t)index;
    struct kiosk_session_options session = {.def = s->def,
                                            .facts = &s->facts,
                                            .host = {took, counted, NULL, NULL},
                                            .clock = clock_system(),
                                            .rng = rng_system()};
    s->session = kiosk_session_create(&session);
    s->questions = kiosk_question_page_create(s->session, s->registry, s->ui);
    s->pages = (struct kiosk_pages){.session = s->session, .questions = s->questions, .ui = s->ui};
    struct ui_settings settings = ui_settings(s->ui);
    settings.rtl = strcmp(language, "ar") == 0;
    snprintf(settings.language, sizeof settings.language, "%s", language);
    ui_set(s->ui, &settings);
    kiosk_session_start(s->session);
    kiosk_session_next(s->session);
    kiosk_session_consent(s->session, true);
    kiosk_session_next(s->session); // past the words of welcome
}

static void close_stage(struct stage *s)
{
    kiosk_question_page_destroy(s->questions);
    kiosk_session_destroy(s->session);
    form_def_destroy(s->def);
    plugin_registry_destroy(s->registry);
    ui_destroy(s->ui);
}

// Everything that waits, until the screen is as it should be.
static void settle(struct stage *s)
{
    struct ui_event event;
    do {
        while (ui_turn(s->ui, 0, &event)) {
            if (event.kind == UI_EVENT_PRESS) kiosk_question_page_event(s->questions, &event);
            if (s->shown != kiosk_session_generation(s->session)) show(s);
        }
    } while (!ui_idle(s->ui));
}

static double tap(struct stage *s, const char *id)
{
    struct err_info info = {0};
    struct ui_element *e = ui_element_find(ui_root(s->ui), str_of(id));
    if (!e) {
        err_set(&info, ERR_MISSING, "no element %s", id);
        die(&info);
    }
    struct ui_point at = {e->bounds.x + e->bounds.w / 2, e->bounds.y + e->bounds.h / 2};
    if (ui_push_finger(s->ui, 0, at, &info)) die(&info);
    settle(s);
    double from = bench_seconds();
    if (ui_push_finger(s->ui, 2, at, &info)) die(&info);
    settle(s);
    return (bench_seconds() - from) * 1000;
}

static void bench_tap(void)
{
    struct stage s;
    double samples[TAPS];
    open_stage(&s, 1280, 800, "sv");
    show(&s);
    settle(&s);
    for (int i = 0; i < TAPS; i++)
        samples[i] = tap(&s, i % 2 ? "one/no" : "one/yes");
    bench_print("ui.tap_to_pixel_ms", bench_median(samples, TAPS), "ms");
    close_stage(&s);
}

static void bench_redraw(void)
{
    struct stage s;
    double samples[REDRAWS];
    open_stage(&s, 1920, 1080, "sv");
    show(&s);
    settle(&s);
    for (int i = 0; i < REDRAWS; i++) {
        double from = bench_seconds();
        s.ui->cells.all = true;
        s.ui->exposed = true;
        ui_frame_draw(s.ui);
        samples[i] = (bench_seconds() - from) * 1000;
    }
    bench_print("ui.redraw_1080p_ms", bench_median(samples, REDRAWS), "ms");
    close_stage(&s);
}

static void bench_arabic(void)
{
    double samples[COLD];
    for (int i = 0; i < COLD; i++) {
        struct stage s;
        open_stage(&s, 1280, 800, "ar");
        kiosk_session_next(s.session);
        kiosk_session_next(s.session); // past the hint, to a scale
        double from = bench_seconds();
        show(&s);
        settle(&s);
        samples[i] = (bench_seconds() - from) * 1000;
        close_stage(&s);
    }
    bench_print("ui.arabic_cold_ms", bench_median(samples, COLD), "ms");
}

int main(void)
{
    bench_tap();
    bench_redraw();
    bench_arabic();
    return 0;
}
