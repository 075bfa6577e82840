// SPDX-License-Identifier: EUPL-1.2
// A crowd that touches by chance, through SDL's own queue and the whole kiosk: fingers that miss,
// fingers that never leave, keys and their combinations, typed text, mice, wheels, glass that is
// turned, resized, switched off and on, people who go away. Each respondent types a sign of their
// own; no sign is ever in another's response, nor on the glass of another, and nothing leaves the
// survey. SVAR_TOUCHES for more events than those of every run, SVAR_SEED for other chances.
#include "kiosk/app.h"

#include "base/alloc.h"
#include "question/question.h"
#include "seal/pin.h"
#include "tests/unit/survey_fixture.h"
#include "ui/ui_priv.h"

#include <malloc.h>
#include <math.h>
#include <unistd.h>

// Short, so that many come to its end; of most kinds, so that they meet all that there is.
static const char form[] =
    "| survey |\n"
    "| | type | name | label::Svenska (sv) | label::English (en) | label::Arabic (ar) | appearance "
    "| parameters | body::svar:missing | repeat_count |\n"
    "| | text | t1 | Berätta | Tell us | أخبرنا | | | -2 | |\n"
    "| | select_one yn | one | Var det bra? | Was it good? | هل كان جيدًا؟ | | | | |\n"
    "| | begin_group | g | Två frågor | Two | سؤالان | field-list | | | |\n"
    "| | text | t2 | Vad mer? | What else? | ماذا أيضًا؟ | multiline | | | |\n"
    "| | range | heat | Hur varmt? | How warm? | ما مدى الدفء؟ | | start=0 end=10 step=1 | | |\n"
    "| | end_group | g | | | | | | | |\n"
    "| | rank yn | order | Ordning | Order | الترتيب | | | | |\n"
    "| | begin_repeat | visit | Besök | Visits | زيارات | | | | |\n"
    "| | text | where | Var? | Where? | أين؟ | | | | |\n"
    "| | end_repeat | visit | | | | | | | |\n"
    "| | integer | n | Hur många? | How many? | كم؟ | | | | |\n"
    "| choices |\n"
    "| | list_name | name | label::Svenska (sv) | label::English (en) | label::Arabic (ar) |\n"
    "| | yn | 1 | Ja | Yes | نعم |\n"
    "| | yn | 2 | Nej | No | لا |\n"
    "| | yn | 3 | Kanske | Maybe | ربما |\n"
    "| settings |\n"
    "| | form_title | form_id | version | default_language |\n"
    "| | Prov | prov | 1 | Svenska (sv) |\n";

// Every type there is; few come to its end.
#define LONG_FORM "tests/kiosk/every-type.md"
static const char *const media[] = {"torg.png", "park.png", "hem.jpg"};

enum { SIGN_FIRST = 0xA000, SIGNS = 1165, EVENTS = 20000, STORED_LATER = 8 };
// A day is one mode, one form and one seed; in a round of days each mode has met each form, on
// glass of either size, and one day in four has a voice.
enum { DAYS = 8, DAY_MOST = 10000, KEPT_MOST = 64 << 10 };
struct day {
    enum kiosk_mode mode;
    bool all_types;
    bool voice;
    bool low;
    uint64_t seed;
};

struct crowd {
    struct fixture files;
    struct survey *survey;
    struct form_def *def;
    struct kiosk_app app;
    int64_t ms;
    uint64_t seed;
    unsigned long respondent;
    uint64_t waiting[STORED_LATER]; // tickets that the store has not answered yet
    size_t waiting_count;
    bool next_one;
    size_t finished, signs, turned, resized;
};

static int64_t crowd_time(void *data)
{
    return ((struct crowd *)data)->ms;
}

static unsigned chance(struct crowd *c, unsigned bound)
{
    c->seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = c->seed;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (unsigned)((z ^ (z >> 31)) % bound);
}

// ---- signs ----
// One letter of a script that no keyboard here has, so that none comes about by chance.
static void sign_of(const struct crowd *c, char out[4])
{
    unsigned code = SIGN_FIRST + (unsigned)(c->respondent % SIGNS);
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    out[3] = '\0';
}

// How many signs there are; any that is not this respondent's ends the test.
static size_t count_signs(const struct crowd *c, struct str text, const char *where)
{
    char own[4];
    size_t count = 0;
    sign_of(c, own);
    for (size_t i = 0; i + 2 < text.len; i++) {
        unsigned code = ((unsigned)(unsigned char)text.ptr[i] & 0x0F) << 12 |
                        ((unsigned)(unsigned char)text.ptr[i + 1] & 0x3F) << 6 |
                        ((unsigned)(unsigned char)text.ptr[i + 2] & 0x3F);
        bool three = ((unsigned char)text.ptr[i] & 0xF0) == 0xE0;
        if (!three || code < SIGN_FIRST || code >= SIGN_FIRST + SIGNS) continue;
        if (memcmp(text.ptr + i, own, 3) != 0)
            fail_msg("respondent %lu: somebody else's sign %u in %s", c->respondent,
                     code - SIGN_FIRST, where);
        count++;
    }
    return count;
}

// ---- the store's part ----
static void took(void *data, struct kiosk_response *response)
{
    struct crowd *c = data;
    c->finished++;
    c->signs += count_signs(c, response->json, "the response");
    if (c->waiting_count == STORED_LATER) c->waiting_count = 0; // so much for those
    c->waiting[c->waiting_count++] = response->ticket;
    kiosk_response_destroy(response);
}

static void counted(void *data, enum store_tally tally)
{
    (void)data, (void)tally;
}

static void wiped(void *data)
{
    struct crowd *c = data;
    // The response may still be handed over within the same turn: the next one begins after it.
    c->next_one = true;
}

static void store_answers(struct crowd *c)
{
    if (!c->waiting_count) return;
    struct kiosk_news *news = xcalloc(1, sizeof *news);
    news->kind = KIOSK_NEWS_STORED;
    news->err = chance(c, 4) ? ERR_NONE : ERR_FULL;
    news->ticket = c->waiting[c->waiting_count - 1];
    if (!news->err) c->waiting_count--;
    kiosk_mailbox_put_news(c->app.mailbox, news);
}

// ---- the house ----
static void load_plugin(struct plugin_registry *registry)
{
    char exe[2048], path[2200];
    ssize_t bytes = readlink("/proc/self/exe", exe, sizeof exe - 1);
    assert_true(bytes > 0);
    exe[bytes] = '\0';
    *strrchr(exe, '/') = '\0';
    snprintf(path, sizeof path, "%s/../plugins/youth.so", exe);
    struct err_info info = {0};
    char *real = realpath(path, NULL);
    if (real && plugin_registry_load(registry, real, PLUGIN_TRUST_OWNER, &info))
        fail_msg("%s", info.message);
    free(real);
}

// The PIN's hash takes half a second by design; all days have the same.
static const char *pin_hash(void)
{
    static struct buf hash;
    if (!hash.len) {
        seal_init();
        assert_int_equal(seal_pin_hash(STR("83719264"), &hash, NULL), ERR_NONE);
    }
    return buf_text(&hash);
}

static void copy_file(struct crowd *c, const char *from, const char *to, struct buf *bytes)
{
    buf_clear(bytes);
    assert_int_equal(file_read(from, 1 << 20, bytes, NULL), ERR_NONE);
    fixture_write(&c->files, to, buf_str(bytes));
}

// The survey's folder, and its form's bytes in out.
static void open_survey(struct crowd *c, bool all_types, struct buf *out)
{
    struct buf patch = {0}, bytes = {0};
    struct err_info info = {0};
    buf_printf(&patch,
               "{\"title\":{\"sv\":\"Prov\",\"ar\":\"تجربة\"},\"pages\":null,%s,"
               "\"break_off\":\"keep\",\"admin_pin\":\"%s\"}",
               all_types ? "\"languages\":[\"sv\",\"ar\"]" : "\"languages\":[\"sv\",\"en\",\"ar\"]",
               pin_hash());
    fixture_make(&c->files, buf_text(&patch));
    for (size_t i = 0; all_types && i < sizeof media / sizeof *media; i++) {
        char path[128];
        snprintf(path, sizeof path, "tests/kiosk/media/%s", media[i]);
        copy_file(c, path, media[i], &bytes);
    }
    if (all_types) {
        copy_file(c, LONG_FORM, "form.md", out);
    } else {
        buf_add_str(out, str_of(form));
        fixture_write(&c->files, "form.md", str_of(form));
    }
    fixture_sign(&c->files);
    if (survey_open(c->files.folder, &c->files.key, &c->survey, &info))
        fail_msg("%s", info.message);
    buf_finish(&patch);
    buf_finish(&bytes);
}

static void load_form(struct crowd *c, struct str text, struct plugin_registry *registry)
{
    struct form_host form_host = {.has_question = plugin_question_offered, .data = registry};
    struct form_problems *problems = form_problems_create();
    if (form_def_load_bytes(text, STR("form.md"), &form_host, problems, &c->def)) {
        struct buf said = {0};
        form_problem_print(form_problems_at(problems, 0), &said);
        fail_msg("%s", buf_text(&said));
    }
    form_problems_destroy(problems);
}

static void crowd_open(struct crowd *c, const struct day *day)
{
    static const struct plugin_host host = {"test", "1", NULL, NULL};
    static struct kiosk_session_host store = {took, counted, wiped, NULL};
    struct err_info info = {0};
    struct buf text = {0};
    memset(c, 0, sizeof *c);
    c->seed = day->seed;
    c->ms = 1000000;
    store.data = c;
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    open_survey(c, day->all_types, &text);
    struct kiosk_app *app = &c->app;
    struct plugin_registry *registry = plugin_registry_create(&host);
    if (plugin_registry_add(registry, &question_builtin, &info)) fail_msg("%s", info.message);
    load_plugin(registry);
    load_form(c, buf_str(&text), registry);
    buf_finish(&text);
    struct clock clock = {crowd_time, crowd_time, c};
    struct ui_options options = {
        .width = day->low ? 480 : 800, .height = day->low ? 320 : 480, .clock = clock};
    if (ui_create(&options, &app->ui, &info)) fail_msg("%s", info.message);
    struct kiosk_stick_options stick = {0};
    app->survey = c->survey;
    app->def = c->def;
    app->registry = registry;
    app->mode = day->mode;
    app->clock = clock;
    app->host = &store;
    app->state = c->files.folder;
    app->settings = kiosk_settings_default();
    app->wishes = (struct kiosk_wishes){.text_percent = 100};
    app->mailbox = kiosk_mailbox_create(NULL, NULL);
    app->stick = kiosk_stick_create(&stick);
    // Where no program speaks a kiosk is silent, and a crowd's day takes half the time.
    char *path = xstrdup(getenv("PATH") ? getenv("PATH") : "");
    if (!day->voice) setenv("PATH", "/nonexistent", 1);
    if (kiosk_app_begin(app, 60, STR("sv"), &info)) fail_msg("%s", info.message);
    setenv("PATH", path, 1);
    free(path);
}

static void crowd_close(struct crowd *c)
{
    struct plugin_registry *registry = (struct plugin_registry *)(uintptr_t)c->app.registry;
    kiosk_app_end(&c->app);
    kiosk_stick_destroy(c->app.stick);
    kiosk_mailbox_destroy(c->app.mailbox);
    ui_destroy(c->app.ui);
    form_def_destroy(c->def);
    plugin_registry_destroy(registry);
    survey_close(c->survey);
    fixture_finish(&c->files);
}

// ---- what people do ----
static struct ui_element *something(struct crowd *c)
{
    struct ui_element *root = ui_root(c->app.ui), *found = NULL;
    unsigned seen = 0;
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        bool shown = ui_element_acts(e) && !ui_rect_empty(e->visible);
        // Most people go on; few want to stop.
        bool stops = str_eq(e->id, STR("nav/stop")) || str_eq(e->id, STR("consent/no"));
        if (!shown || (stops && chance(c, 10))) continue;
        bool out = str_eq(e->id, STR("admin/close"));
        unsigned weight = e->look == UI_LOOK_PRIMARY ? 14 : out || e->kind == UI_KIND_FIELD ? 5 : 1;
        seen += weight;
        if (chance(c, seen) < weight) found = e;
    }
    return found;
}

static void push(SDL_Event *event)
{
    err_ignore(SDL_PushEvent(event) == 1 ? ERR_NONE : ERR_LIMIT);
}

static void touch(struct crowd *c)
{
    static const Uint32 types[] = {SDL_FINGERDOWN, SDL_FINGERUP, SDL_FINGERDOWN,  SDL_FINGERUP,
                                   SDL_FINGERDOWN, SDL_FINGERUP, SDL_FINGERMOTION};
    const struct ui_element *e = chance(c, 8) ? something(c) : NULL;
    struct ui *ui = c->app.ui;
    struct ui_point at = {(int)chance(c, (unsigned)ui->window.w),
                          (int)chance(c, (unsigned)ui->window.h)};
    if (e && e->bounds.w > 0 && e->bounds.h > 0) {
        at.x = e->bounds.x + (int)chance(c, (unsigned)e->bounds.w);
        at.y = e->bounds.y + (int)chance(c, (unsigned)e->bounds.h);
    }
    unsigned kind = chance(c, 12);
    if (kind > 6 && ui_rect_has(ui->layout.window, at.x, at.y)) {
        err_ignore(ui_push_touch(ui, at, NULL)); // a clean tap
        c->ms += 550;                            // no second strike
        return;
    }
    SDL_Event event = {0};
    event.type = types[kind % 7];
    event.tfinger.fingerId = (SDL_FingerID)chance(c, 3);
    struct ui_spot spot = ui_screen_from_page(&ui->screen, at, ui->window.w, ui->window.h);
    event.tfinger.x = (float)spot.x * (chance(c, 50) ? 1 : 3);
    event.tfinger.y = (float)spot.y * (chance(c, 50) ? 1 : -2);
    push(&event);
}

static void key(struct crowd *c)
{
    static const SDL_Keycode keys[] = {SDLK_TAB,       SDLK_RETURN, SDLK_SPACE,       SDLK_LEFT,
                                       SDLK_RIGHT,     SDLK_UP,     SDLK_DOWN,        SDLK_ESCAPE,
                                       SDLK_BACKSPACE, SDLK_DELETE, SDLK_F4,          SDLK_F1,
                                       SDLK_PAGEDOWN,  SDLK_HOME,   SDLK_END,         SDLK_c,
                                       SDLK_q,         SDLK_w,      SDLK_PRINTSCREEN, SDLK_AC_BACK};
    static const Uint16 mods[] = {
        KMOD_NONE, KMOD_NONE, KMOD_NONE, KMOD_SHIFT, KMOD_ALT, KMOD_CTRL, KMOD_CTRL | KMOD_ALT,
        KMOD_GUI};
    SDL_Event event = {0};
    event.type = SDL_KEYDOWN;
    event.key.keysym.sym = keys[chance(c, sizeof keys / sizeof *keys)];
    event.key.keysym.mod = mods[chance(c, 8)];
    event.key.repeat = chance(c, 10) == 0;
    push(&event);
    event.type = SDL_KEYUP;
    push(&event);
}

static void type(struct crowd *c)
{
    char sign[4];
    static const char *const others[] = {"a", "7", "\xd8\xb3", " ", "\xf0\x9f\x99\x82"};
    sign_of(c, sign);
    err_ignore(ui_push_text(c->app.ui, str_of(chance(c, 5) ? sign : others[chance(c, 5)]), NULL));
}

static void mouse(struct crowd *c)
{
    SDL_Event event = {0};
    event.type = SDL_MOUSEWHEEL;
    event.wheel.y = (Sint32)chance(c, 5) - 2;
    if (chance(c, 3)) {
        event.type = chance(c, 2) ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP;
        event.button.button = (Uint8)(1 + chance(c, 3));
        event.button.x = (Sint32)chance(c, 2000) - 100;
        event.button.y = (Sint32)chance(c, 2000) - 100;
    }
    push(&event);
}

static void glass(struct crowd *c)
{
    static const int sizes[][2] = {{800, 480}, {1024, 600}, {480, 800}, {640, 360}};
    static const Uint8 windows[] = {SDL_WINDOWEVENT_HIDDEN,    SDL_WINDOWEVENT_SHOWN,
                                    SDL_WINDOWEVENT_EXPOSED,   SDL_WINDOWEVENT_FOCUS_LOST,
                                    SDL_WINDOWEVENT_MINIMIZED, SDL_WINDOWEVENT_RESTORED,
                                    SDL_WINDOWEVENT_CLOSE,     SDL_WINDOWEVENT_LEAVE};
    static const Uint32 others[] = {SDL_DISPLAYEVENT, SDL_RENDER_TARGETS_RESET,
                                    SDL_RENDER_DEVICE_RESET, SDL_QUIT, SDL_APP_LOWMEMORY};
    struct ui_screen screen = ui_screen(c->app.ui);
    SDL_Event event = {0};
    switch (chance(c, 6)) {
    case 0: {
        const int *size = sizes[chance(c, 4)];
        SDL_SetWindowSize(c->app.ui->window.window, size[0], size[1]);
        c->resized++;
        return;
    }
    case 1:
        screen.turned = (int)chance(c, 4);
        screen.light_percent = 30 + (int)chance(c, 71);
        ui_screen_use(c->app.ui, &screen);
        c->turned++;
        return;
    case 2:
    case 3:
        event.type = SDL_WINDOWEVENT;
        event.window.event = windows[chance(c, 8)];
        break;
    default: event.type = others[chance(c, 5)]; break;
    }
    push(&event);
}

static void one_event(struct crowd *c)
{
    unsigned what = chance(c, 1000);
    if (what < 650) {
        touch(c);
    } else if (what < 760) {
        type(c);
    } else if (what < 880) {
        key(c);
    } else if (what < 940) {
        mouse(c);
    } else if (what < 985) {
        store_answers(c);
    } else if (what < 997) {
        glass(c);
    } else {
        c->ms += chance(c, 100000); // they have gone, or nearly
    }
}

// ---- looking on ----
static void look_at_glass(const struct crowd *c)
{
    struct ui_element *root = ui_root(c->app.ui);
    for (struct ui_element *e = root; e; e = ui_element_after(e, root)) {
        count_signs(c, e->value, "a field");
        count_signs(c, e->name, "a text");
    }
}

static void settle(struct crowd *c)
{
    // The wake behind what was pushed keeps the turn from sleeping when nothing comes of it.
    assert_true(ui_wake(c->app.ui, 0, NULL));
    do {
        kiosk_app_turn(&c->app);
        if (c->app.quit) fail_msg("something left the survey");
        c->respondent += c->next_one;
        c->next_one = false;
    } while (c->app.ui->queue_count ||
             SDL_PeepEvents(NULL, 0, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) > 0);
}

static void run(const struct day *day, long events, struct crowd *c)
{
    crowd_open(c, day);
    for (long i = 0; i < events; i++) {
        unsigned long before = c->respondent;
        // First what time alone does: who types, types as the one who is there then.
        c->ms += chance(c, 300);
        settle(c);
        one_event(c);
        settle(c);
        if (c->respondent != before || i % 64 == 0) look_at_glass(c);
    }
    crowd_close(c);
    fprintf(stderr,
            "# mode %d, %s form, seed %llu: %lu respondents, %zu responses, %zu signs, %zu turns, "
            "%zu sizes\n",
            (int)day->mode, day->all_types ? "long" : "short", (unsigned long long)day->seed,
            c->respondent, c->finished, c->signs, c->turned, c->resized);
}

// ---- flashes: WCAG 2.3.1 ----
enum { ACROSS = 8, DOWN = 8, FRAME_MS = 16, TURNS_KEPT = 7 };

// A part of the glass: how bright it was when it last turned, and when it turned.
struct part {
    double extreme;
    int way; // 1 brighter, -1 darker, 0 nothing yet
    int64_t turned[TURNS_KEPT];
};

static double linear(uint32_t channel)
{
    double part = channel / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

// Every fourth pixel each way is enough to know how bright a part is.
static double brightness(const struct ui_pixels *p, int column, int row)
{
    double sum = 0;
    int count = 0;
    for (int y = row * p->h / DOWN; y < (row + 1) * p->h / DOWN; y += 4) {
        for (int x = column * p->w / ACROSS; x < (column + 1) * p->w / ACROSS; x += 4, count++) {
            uint32_t argb = p->argb[(size_t)y * (size_t)p->w + (size_t)x];
            sum += 0.2126 * linear(argb >> 16 & 255) + 0.7152 * linear(argb >> 8 & 255) +
                   0.0722 * linear(argb & 255);
        }
    }
    return count ? sum / count : 0;
}

// More than three pairs of opposing changes of a tenth within a second are a flash too many.
static void look_at_part(struct part *part, double now, int64_t ms)
{
    double change = now - part->extreme;
    int way = change > 0 ? 1 : -1;
    if (part->way == way && change * way > 0) part->extreme = now; // on in the same way
    if (fabs(change) < 0.1 || part->way == way) return;
    part->way = way;
    part->extreme = now;
    memmove(part->turned, part->turned + 1, sizeof part->turned - sizeof part->turned[0]);
    part->turned[TURNS_KEPT - 1] = ms;
    if (part->turned[0] && ms - part->turned[0] <= 1000)
        fail_msg("a part of the glass has flashed more than three times within a second");
}

static int turns_of_light; // so that the test has seen something change

static void watch(struct crowd *c, struct part parts[DOWN][ACROSS], int ms)
{
    for (; ms > 0; ms -= FRAME_MS) {
        c->ms += FRAME_MS;
        settle(c);
        if (c->app.ui->frame_ms != c->ms) continue; // nothing was drawn
        for (int row = 0; row < DOWN; row++) {
            for (int column = 0; column < ACROSS; column++) {
                struct part *part = &parts[row][column];
                int64_t before = part->turned[TURNS_KEPT - 1];
                look_at_part(part, brightness(&c->app.ui->pixels, column, row), c->ms);
                turns_of_light += part->turned[TURNS_KEPT - 1] != before;
            }
        }
    }
}

TEST(nothing_flashes_more_than_three_times_a_second)
{
    static const char *const way[] = {"start",
                                      "info/next",
                                      "consent/yes",
                                      "nav/next",
                                      "nav/next",
                                      "nav/next",
                                      "nav/next",
                                      "nav/back",
                                      "nav/aa",
                                      "aa/contrast/dark",
                                      "aa/contrast/contrast",
                                      "aa/contrast/light",
                                      "aa/close",
                                      "nav/next",
                                      "nav/next"};
    static struct crowd c;
    static struct part parts[DOWN][ACROSS];
    crowd_open(&c, &(struct day){.mode = KIOSK_UNATTENDED, .all_types = true, .seed = 1});
    watch(&c, parts, 8000); // those who pass by
    for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
        struct ui_element *e = ui_element_find(ui_root(c.app.ui), str_of(way[i]));
        if (!e) fail_msg("there is no %s", way[i]);
        struct ui_rect at = e->visible;
        assert_int_equal(
            ui_push_touch(c.app.ui, (struct ui_point){at.x + at.w / 2, at.y + at.h / 2}, NULL),
            ERR_NONE);
        watch(&c, parts, 560); // as fast as fingers are taken
    }
    watch(&c, parts, 40000); // and the countdown
    crowd_close(&c);
    assert_true(turns_of_light > 0);
}

static long from_environment(const char *name, long otherwise)
{
    const char *wish = getenv(name);
    return wish && *wish ? strtol(wish, NULL, 10) : otherwise;
}

TEST(a_crowd_that_touches_by_chance_mixes_nothing_and_leaves_nothing)
{
    long events = from_environment("SVAR_TOUCHES", EVENTS);
    long seed = from_environment("SVAR_SEED", 1);
    long days = events / DAY_MOST > DAYS ? events / DAY_MOST : DAYS;
    size_t finished = 0, signs = 0, turned = 0, resized = 0, kept = 0;
    for (long i = 0; i < days; i++) {
        static struct crowd c;
        struct day day = {.mode = (enum kiosk_mode)(i % 4),
                          .all_types = i / 4 % 2 == 1,
                          .voice = (i + i / 8) % 4 == 0,
                          .low = i % 2 == 1,
                          .seed = (uint64_t)seed * 1000 + (uint64_t)i};
        run(&day, events / days, &c);
        finished += c.finished;
        signs += c.signs;
        turned += c.turned;
        resized += c.resized;
        // What libraries keep for ever they have after the first round.
        size_t in_use = mallinfo2().uordblks;
        if (i == DAYS) kept = in_use;
        if (i > DAYS && in_use > kept + KEPT_MOST)
            fail_msg("day %ld: %zu bytes are in use, %zu after the first round", i, in_use, kept);
    }
    // Chance did get somewhere, or all this would show nothing.
    assert_true(finished > (size_t)events / 8000);
    assert_true(signs > (size_t)events / 8000);
    assert_true(turned > 0 && resized > 0);
}

TEST_MAIN(cmocka_unit_test(nothing_flashes_more_than_three_times_a_second),
          cmocka_unit_test(a_crowd_that_touches_by_chance_mixes_nothing_and_leaves_nothing))
