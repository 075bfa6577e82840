// SPDX-License-Identifier: EUPL-1.2
// What test_kiosk_golden is made with: the stage that pages are drawn on, a picture's digest and
// shades, and how a picture is compared with the one that is kept.
#pragma once

#include "tests/unit/kiosk_fixture.h"
#include "tests/unit/survey_fixture.h"

#include "base/file.h"
#include "kiosk/admin_page.h"
#include "question/question.h"
#include "seal/digest.h"
#include "ui/ui_priv.h"

#include <SDL_ttf.h>
#include <fribidi.h>
#include <linebreak.h>
#include <unistd.h>

#define GOLDEN "tests/golden/pages.txt"
#define OPENDYSLEXIC "/usr/share/fonts/opentype/opendyslexic/"

enum { SHADES = 16, DIGEST_HEX = 24, LINE_BYTES = 512, FAULTS_SHOWN = 20, PAGES_MAX = 120 };

enum form { EVERY_TYPE, TERMINAL, PINS, YOUNG, CHILDREN, FORMS };

struct stage {
    struct form_def *forms[FORMS];
    struct kiosk_fixture f;
    struct plugin_registry *registry;
    struct buf media;
    struct ui *ui;
    struct kiosk_question_page *questions;
    struct kiosk_pages pages;
    struct kiosk_admin *admin;
    struct fixture files;
    struct survey *survey;
    struct fixture own_files; // the same survey with its organizer's colour and logo
    struct survey *own;
    int percent;
    bool arabic;
    bool dyslexia;
    struct buf golden; // as it is kept
    FILE *writes;      // as it is made anew; NULL: it is compared
    size_t compared, faults;
};

// ---- the libraries ----
static void add_bytes(struct buf *all, const char *path)
{
    struct buf bytes = {0};
    if (file_read(path, 32 << 20, &bytes, NULL) == ERR_NONE) buf_add_str(all, buf_str(&bytes));
    buf_finish(&bytes);
}

static void drawn_by(char out[LINE_BYTES])
{
    static const char *const files[] = {"/usr/share/fonts/opentype/inter/Inter-Regular.otf",
                                        "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
                                        "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
                                        "/usr/share/fonts/truetype/noto/NotoSansArabic-Bold.ttf",
                                        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                                        "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
                                        "/usr/share/fonts/truetype/andika/Andika-Regular.ttf",
                                        "/usr/share/fonts/truetype/andika/Andika-Bold.ttf",
                                        OPENDYSLEXIC "OpenDyslexic-Regular.otf",
                                        OPENDYSLEXIC "OpenDyslexic-Bold.otf",
                                        "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
                                        "/usr/share/hyphen/hyph_sv_SE.dic",
                                        "/usr/share/X11/xkb/symbols/se",
                                        "/usr/share/X11/xkb/symbols/ara"};
    struct buf all = {0};
    uint8_t digest[32];
    int f[3] = {0}, h[3] = {0};
    char hex[17];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        add_bytes(&all, files[i]);
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
             "# freetype %d.%d.%d, harfbuzz %d.%d.%d, SDL_ttf %d.%d.%d, unicode %s, breaks %x, "
             "fonts, patterns and keys %s, %s",
             f[0], f[1], f[2], h[0], h[1], h[2], ttf->major, ttf->minor, ttf->patch,
             FRIBIDI_UNICODE_VERSION, (unsigned)linebreak_version, hex, machine);
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

// The page's name may have what a file's cannot.
static void save_picture(struct stage *s, char *path, size_t from)
{
    for (char *c = path + from; *c; c++) {
        if (*c == ' ' || *c == '/') *c = '-';
    }
    err_ignore(ui_screenshot(s->ui, path, NULL));
}

static void keep_picture(struct stage *s, const char *name)
{
    const char *folder = getenv("SVAR_GOLDEN_PICTURES");
    char path[700];
    if (!folder || !*folder) return;
    snprintf(path, sizeof path, "%s/%s.png", folder, name);
    save_picture(s, path, strlen(folder) + 1);
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
    const char *only = getenv("SVAR_GOLDEN_ONLY"); // a part of the names of those to look at
    if (only && !strstr(page, only)) return;
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
            save_picture(s, path, strlen(pictures) + 1);
        }
    }
    snprintf(made, sizeof made, "%s %s %s %s", digests[0], digests[1], digests[2], shades);
    if (s->writes)
        fprintf(s->writes, "%s: %s\n", name, made);
    else
        compare(s, name, made);
}
