/* SPDX-License-Identifier: EUPL-1.2 */
/* Our own drawings, each a few layers of paths in a box of 1000 × 1000. A path is written as in
 * SVG with whole numbers and capital letters: M x y, L x y, Q x y x y, C x y x y x y, Z, and O x y
 * r for a circle. Colours go by their role, so that every theme can be read. */
#include "youth.h"

enum { LINE = 56 };

struct layer {
    uint32_t fill, stroke, width;
    const char *path;
};

/* A filled layer, and one of lines. */
#define FILL(colour, path)                              \
    {                                                   \
        SVAR_COLOUR_##colour, SVAR_COLOUR_NONE, 0, path \
    }
#define LINES(colour, path)                                \
    {                                                      \
        SVAR_COLOUR_NONE, SVAR_COLOUR_##colour, LINE, path \
    }

struct drawing {
    const char *name;
    struct layer layers[6];
};

#define SKY FILL(TINT, "M0 0 L1000 0 L1000 1000 L0 1000 Z")

static const struct drawing drawings[] = {
    /* ---- ways to travel ---- */
    {"walk",
     {FILL(PRIMARY, "O530 150 95"),
      LINES(INK, "M515 320 L490 560 L620 710 L650 900 M490 560 L410 730 L300 880"),
      LINES(INK, "M515 330 L640 460 L750 510 M515 330 L400 440 L350 570")}},
    {"bike",
     {LINES(INK, "O230 660 180 O770 660 180"),
      LINES(PRIMARY, "M230 660 L400 380 L660 380 L500 660 L230 660 M400 380 L500 660 M770 660 "
                     "L650 260"),
      LINES(INK, "M330 330 L460 330 M400 380 L390 330 M650 260 L750 240")}},
    {"scooter",
     {LINES(PRIMARY, "M250 800 L640 800 Q700 800 715 740 L800 190"),
      LINES(INK, "M690 180 L880 200"), FILL(INK, "O220 830 95 O770 830 95"),
      FILL(SURFACE, "O220 830 38 O770 830 38")}},
    {"bus",
     {FILL(PRIMARY, "M160 200 L840 200 Q920 200 920 280 L920 770 L80 770 L80 280 Q80 200 160 200 "
                    "Z"),
      FILL(SURFACE, "M150 290 L320 290 L320 470 L150 470 Z M380 290 L550 290 L550 470 L380 470 Z "
                    "M610 290 L850 290 L850 470 L610 470 Z"),
      FILL(SUN, "M80 580 L920 580 L920 640 L80 640 Z"), FILL(INK, "O280 780 105 O720 780 105"),
      FILL(SURFACE, "O280 780 42 O720 780 42")}},
    {"car",
     {FILL(PRIMARY, "M70 720 L70 580 Q70 510 140 500 L250 480 L350 330 Q380 290 430 290 L620 290 "
                    "Q670 290 700 330 L810 480 L870 495 Q930 510 930 580 L930 720 Z"),
      FILL(SURFACE, "M340 480 L420 365 L490 365 L490 480 Z M550 480 L550 365 L620 365 Q640 365 650 "
                    "380 L715 480 Z"),
      FILL(INK, "O270 730 110 O730 730 110"), FILL(SURFACE, "O270 730 44 O730 730 44")}},
    {"other", {LINES(PRIMARY, "O500 500 390"), FILL(INK, "O310 500 62 O500 500 62 O690 500 62")}},

    /* ---- things to do ---- */
    {"play",
     {FILL(SUN, "O850 180 110"), LINES(INK, "M120 900 L270 180 L730 180 L880 900"),
      LINES(PRIMARY, "M400 180 L400 690 L600 690 L600 180"), FILL(PRIMARY, "O500 410 85"),
      LINES(INK, "M500 510 L500 670 M410 560 L590 560")}},
    {"ball",
     {{SVAR_COLOUR_SUN, SVAR_COLOUR_INK, 30, "O500 500 410"},
      {SVAR_COLOUR_NONE, SVAR_COLOUR_SUN_INK, 40,
       "M500 90 L500 910 M90 500 L910 500 M215 215 Q440 500 215 785 M785 215 Q560 500 785 785"}}},
    {"dance",
     {FILL(PRIMARY, "O470 160 95"),
      LINES(INK, "M470 330 L470 560 L330 710 L380 900 M470 560 L620 660 L570 850"),
      LINES(INK, "M470 340 L310 260 L230 120 M470 340 L620 410 L700 280"),
      FILL(SUN, "O770 700 58 O910 670 58"), LINES(SUN, "M810 700 L810 500 L950 470 L950 660")}},
    {"swim",
     {FILL(PRIMARY, "O680 350 100"), LINES(INK, "M560 520 L410 320 L240 440"),
      LINES(PRIMARY, "M70 660 Q155 560 240 660 Q325 760 410 660 Q495 560 580 660 Q665 760 750 660 "
                     "Q840 560 930 660"),
      LINES(PRIMARY, "M70 840 Q155 740 240 840 Q325 940 410 840 Q495 740 580 840 Q665 940 750 840 "
                     "Q840 740 930 840")}},
    {"run",
     {FILL(PRIMARY, "O640 150 95"),
      LINES(INK, "M590 310 L490 550 L660 650 L610 850 M490 550 L390 730 L170 740"),
      LINES(INK, "M585 320 L720 440 L850 360 M585 320 L400 330 L310 480")}},
    {"forest",
     {FILL(INK, "M265 740 L335 740 L335 920 L265 920 Z M675 780 L745 780 L745 920 L675 920 Z"),
      FILL(GOOD, "M300 80 L540 480 L440 480 L580 760 L20 760 L160 480 L60 480 Z"),
      FILL(GOOD, "M710 300 L880 580 L810 580 L950 810 L470 810 L610 580 L540 580 Z")}},
    {"climb",
     {FILL(TINT, "M40 900 L380 270 L560 580 L680 430 L960 900 Z"),
      LINES(INK, "M40 900 L380 270 L560 580 L680 430 L960 900 Z"), LINES(INK, "M380 270 L380 70"),
      FILL(SUN, "M380 70 L600 140 L380 210 Z")}},

    /* ---- squares of a plan ---- */
    {"plan-school",
     {SKY, FILL(PRIMARY, "M150 420 L850 420 L850 860 L150 860 Z"),
      FILL(INK, "M90 430 L500 170 L910 430 Z"),
      FILL(SURFACE, "M240 520 L360 520 L360 640 L240 640 Z M640 520 L760 520 L760 640 L640 640 Z "
                    "M430 600 L570 600 L570 860 L430 860 Z")}},
    {"plan-yard",
     {SKY, LINES(INK_2, "M180 820 L180 640 L820 640 L820 820 M180 720 L820 720"),
      FILL(SUN, "O500 330 130")}},
    {"plan-field",
     {FILL(TINT, "M0 0 L1000 0 L1000 1000 L0 1000 Z"),
      LINES(GOOD, "M120 200 L880 200 L880 800 L120 800 Z M500 200 L500 800 O500 500 120 M120 380 "
                  "L230 380 L230 620 L120 620 M880 380 L770 380 L770 620 L880 620")}},
    {"plan-trees",
     {SKY, FILL(INK, "M275 620 L325 620 L325 850 L275 850 Z M675 660 L725 660 L725 880 L675 880 Z"),
      FILL(GOOD, "O300 420 220 O700 500 200")}},
    {"plan-road",
     {SKY, FILL(INK_2, "M0 340 L1000 340 L1000 660 L0 660 Z"),
      FILL(SUN, "M80 480 L280 480 L280 520 L80 520 Z M400 480 L600 480 L600 520 L400 520 Z M720 "
                "480 L920 480 L920 520 L720 520 Z")}},
    {"plan-stop",
     {SKY, LINES(INK, "M500 900 L500 420"), FILL(PRIMARY, "M280 120 L720 120 L720 460 L280 460 Z"),
      FILL(ON_PRIMARY, "M370 210 L630 210 L630 370 L370 370 Z")}},
    {"plan-play",
     {SKY, LINES(INK, "M180 850 L180 260 L420 260 L420 850 M180 460 L420 460 M180 650 L420 650"),
      LINES(PRIMARY, "M420 280 Q560 320 640 560 Q700 800 880 830")}},
    {"plan-water",
     {SKY, LINES(PRIMARY, "M70 330 Q180 220 290 330 Q400 440 510 330 Q620 220 730 330 Q830 430 930 "
                          "330 M70 550 Q180 440 290 550 Q400 660 510 550 Q620 440 730 550 Q830 650 "
                          "930 550 M70 770 Q180 660 290 770 Q400 880 510 770 Q620 660 730 770 Q830 "
                          "870 930 770")}},
    {"plan-hall",
     {SKY, FILL(PRIMARY, "M120 860 L120 480 Q500 80 880 480 L880 860 Z"),
      FILL(SURFACE, "M420 620 L580 620 L580 860 L420 860 Z"), FILL(SUN, "O500 440 70")}},
    {"plan-library",
     {SKY,
      FILL(PRIMARY, "M210 240 L330 240 L330 820 L210 820 Z M370 320 L480 320 L480 820 L370 820 "
                    "Z"),
      FILL(SUN, "M520 240 L640 240 L640 820 L520 820 Z"),
      FILL(INK, "M690 300 L790 280 L880 800 L780 820 Z M130 830 L900 830 L900 890 L130 890 Z")}},
};

/* ---- from text to records ---- */

static const char *number(const char *p, int32_t *out)
{
    int32_t value = 0;
    while (*p == ' ')
        p++;
    while (*p >= '0' && *p <= '9')
        value = value * 10 + (*p++ - '0');
    *out = value;
    return p;
}

static const char *numbers(const char *p, uint32_t count, int32_t *out)
{
    uint32_t i;
    for (i = 0; i < count; i++)
        p = number(p, &out[i]);
    return p;
}

static void draw_path(struct svar_writer *w, const char *p)
{
    while (*p != '\0') {
        int32_t xy[6];
        char op = *p++;
        switch (op) {
        case 'M':
            p = numbers(p, 2, xy);
            svar_path_add(w, SVAR_PATH_MOVE, xy);
            break;
        case 'L':
            p = numbers(p, 2, xy);
            svar_path_add(w, SVAR_PATH_LINE, xy);
            break;
        case 'Q':
            p = numbers(p, 4, xy);
            svar_path_add(w, SVAR_PATH_QUAD, xy);
            break;
        case 'C':
            p = numbers(p, 6, xy);
            svar_path_add(w, SVAR_PATH_CUBIC, xy);
            break;
        case 'O':
            p = numbers(p, 3, xy);
            svar_path_circle(w, xy[0], xy[1], xy[2]);
            break;
        case 'Z': svar_path_close(w); break;
        default: break; /* a blank */
        }
    }
}

static void draw_layer(struct svar_writer *w, uint32_t fill, uint32_t stroke, uint32_t width,
                       const char *path)
{
    svar_shape_begin(w, fill, stroke, width);
    draw_path(w, path);
    svar_shape_end(w);
}

int youth_draw(struct svar_writer *w, struct svar_text name)
{
    uint32_t i, k;
    for (i = 0; i < sizeof drawings / sizeof *drawings; i++) {
        const struct drawing *d = &drawings[i];
        if (!svar_text_is(name, d->name)) continue;
        for (k = 0; k < sizeof d->layers / sizeof *d->layers && d->layers[k].path; k++)
            draw_layer(w, d->layers[k].fill, d->layers[k].stroke, d->layers[k].width,
                       d->layers[k].path);
        return 1;
    }
    return 0;
}

/* ---- drawings with a parameter ---- */

void youth_draw_face(struct svar_writer *w, int32_t smile)
{
    /* The corners rise as the middle sinks, so that the mouth turns about one line; a smile is
     * also wider. */
    int32_t wide = 170 + (smile > 0 ? smile * 7 / 10 : -smile * 3 / 10);
    int32_t corner = 655 - smile * 75 / 100, bend = 655 + smile * 125 / 100;

    svar_shape_begin(w, SVAR_COLOUR_SUN, SVAR_COLOUR_INK, 24);
    svar_path_circle(w, 500, 500, 470);
    svar_shape_end(w);
    svar_shape_begin(w, SVAR_COLOUR_SUN_INK, SVAR_COLOUR_NONE, 0);
    svar_path_circle(w, 340, 390, 58);
    svar_path_circle(w, 660, 390, 58);
    svar_shape_end(w);
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_SUN_INK, 50);
    svar_path_move(w, 500 - wide, corner);
    svar_path_cubic(w, 500 - wide / 2, bend, 500 + wide / 2, bend, 500 + wide, corner);
    svar_shape_end(w);
}

void youth_draw_thermometer(struct svar_writer *w, int32_t value)
{
    int32_t i;

    draw_layer(w, SVAR_COLOUR_SURFACE, SVAR_COLOUR_INK, 20,
               "M410 740 L410 110 C410 0 590 0 590 110 L590 740 C640 770 670 810 670 850 C670 "
               "930 600 990 500 990 C400 990 330 930 330 850 C330 810 360 770 410 740 Z");
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_INK_2, 12);
    for (i = 0; i <= 10; i++) {
        svar_path_move(w, 640, 690 - i * 60);
        svar_path_line(w, i % 5 == 0 ? 760 : 710, 690 - i * 60);
    }
    svar_shape_end(w);
    if (value < 0) return; /* an empty glass: nothing has been said yet */
    svar_shape_begin(w, SVAR_COLOUR_PRIMARY, SVAR_COLOUR_NONE, 0);
    svar_path_circle(w, 500, 858, 100);
    svar_path_move(w, 450, 840);
    svar_path_line(w, 450, 690 - value * 60);
    svar_path_line(w, 550, 690 - value * 60);
    svar_path_line(w, 550, 840);
    svar_path_close(w);
    svar_shape_end(w);
}

void youth_draw_ladder(struct svar_writer *w, int32_t value)
{
    int32_t i, y;

    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_INK_2, 26);
    svar_path_move(w, 330, 985);
    svar_path_line(w, 330, 170);
    svar_path_move(w, 670, 985);
    svar_path_line(w, 670, 170);
    for (i = 0; i <= 10; i++) {
        svar_path_move(w, 330, 960 - i * 74);
        svar_path_line(w, 670, 960 - i * 74);
    }
    svar_shape_end(w);
    if (value < 0) return;
    y = 960 - value * 74;
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_PRIMARY, 46);
    svar_path_move(w, 380, y);
    svar_path_line(w, 620, y);
    svar_shape_end(w);
    svar_shape_begin(w, SVAR_COLOUR_PRIMARY, SVAR_COLOUR_NONE, 0);
    svar_path_circle(w, 500, y - 168, 48);
    svar_shape_end(w);
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_PRIMARY, 40);
    svar_path_move(w, 430, y - 12);
    svar_path_line(w, 500, y - 60);
    svar_path_line(w, 570, y - 12);
    svar_path_move(w, 500, y - 60);
    svar_path_line(w, 500, y - 104);
    svar_shape_end(w);
}

/* ---- lying down ---- */

enum { PLACES = 11, TUBE_Y = 34, RAIL_Y = 136, RAISED = 44 };

/* The middle of a place's eleventh of the width, mirrored where that is how one reads. */
static int32_t place_x(int32_t value, int rtl)
{
    int32_t x = (2 * value + 1) * 1000 / (2 * PLACES);
    return rtl ? 1000 - x : x;
}

static void draw_line(struct svar_writer *w, int32_t x, int32_t y, int32_t to_x, int32_t to_y)
{
    svar_path_move(w, x, y);
    svar_path_line(w, to_x, to_y);
}

void youth_draw_thermometer_lying(struct svar_writer *w, int32_t value, int rtl)
{
    int32_t i, bulb = rtl ? 962 : 38, end = rtl ? 14 : 986;

    /* An edge of ink around what is empty: a broad stroke, and a narrower one of paper on it. */
    for (i = 0; i < 2; i++) {
        uint32_t colour = i == 0 ? SVAR_COLOUR_INK : SVAR_COLOUR_SURFACE;
        svar_shape_begin(w, SVAR_COLOUR_NONE, colour, i == 0 ? 36 : 28);
        draw_line(w, bulb, TUBE_Y, end, TUBE_Y);
        svar_shape_end(w);
        svar_shape_begin(w, colour, SVAR_COLOUR_NONE, 0);
        svar_path_circle(w, bulb, TUBE_Y, i == 0 ? 32 : 28);
        svar_shape_end(w);
    }
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_INK_2, 3);
    for (i = 0; i < PLACES; i++)
        draw_line(w, place_x(i, rtl), 60, place_x(i, rtl), i % 5 == 0 ? 80 : 72);
    svar_shape_end(w);
    if (value < 0) return; /* an empty glass: nothing has been said yet */
    svar_shape_begin(w, SVAR_COLOUR_PRIMARY, SVAR_COLOUR_NONE, 0);
    svar_path_circle(w, bulb, TUBE_Y, 22);
    svar_shape_end(w);
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_PRIMARY, 16);
    draw_line(w, bulb, TUBE_Y, place_x(value, rtl), TUBE_Y);
    svar_shape_end(w);
}

/* The lower rail's height under a place: the ladder leans, so that ten is highest. */
static int32_t rail_y(int32_t value)
{
    return RAIL_Y - RAISED * value / 10;
}

void youth_draw_ladder_lying(struct svar_writer *w, int32_t value, int rtl)
{
    int32_t i, x, y, out = rtl ? -30 : 30;
    int32_t first = place_x(0, rtl) - out, last = place_x(10, rtl) + out;

    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_INK_2, 6);
    draw_line(w, first, RAIL_Y, last, rail_y(10));
    draw_line(w, first, RAIL_Y - 24, last, rail_y(10) - 24);
    for (i = 0; i < PLACES; i++)
        draw_line(w, place_x(i, rtl), rail_y(i), place_x(i, rtl), rail_y(i) - 24);
    svar_shape_end(w);
    if (value < 0) return;
    x = place_x(value, rtl);
    y = rail_y(value) - 24;
    svar_shape_begin(w, SVAR_COLOUR_NONE, SVAR_COLOUR_PRIMARY, 11);
    draw_line(w, x, y + 24, x, y);
    draw_line(w, x - 13, y - 4, x, y - 24);
    draw_line(w, x + 13, y - 4, x, y - 24);
    draw_line(w, x, y - 22, x, y - 40);
    svar_shape_end(w);
    svar_shape_begin(w, SVAR_COLOUR_PRIMARY, SVAR_COLOUR_NONE, 0);
    svar_path_circle(w, x, y - 53, 12);
    svar_shape_end(w);
}

void youth_draw_dots(struct svar_writer *w, int32_t count, int32_t most)
{
    /* To six as on a die, in two columns or one; beyond that in rows of five. */
    int32_t a_row = most <= 6 ? 2 : most <= 9 ? 3 : 5;
    int32_t rows = (most + a_row - 1) / a_row, side = rows > a_row ? rows : a_row;
    int32_t step = 900 / side, i;

    draw_layer(w, SVAR_COLOUR_TINT, SVAR_COLOUR_NONE, 0,
               "M160 20 L840 20 Q980 20 980 160 L980 840 Q980 980 840 980 L160 980 Q20 980 20 840 "
               "L20 160 Q20 20 160 20 Z");
    for (i = 0; i < most; i++) {
        int32_t in_row = i / a_row == rows - 1 ? most - (rows - 1) * a_row : a_row;
        int32_t x = 500 + (2 * (i % a_row) - in_row + 1) * step / 2;
        int32_t y = 500 + (2 * (i / a_row) - rows + 1) * step / 2;
        int placed = i < count;
        svar_shape_begin(w, placed ? SVAR_COLOUR_PRIMARY : SVAR_COLOUR_SURFACE,
                         placed ? SVAR_COLOUR_PRIMARY : SVAR_COLOUR_LINE, 14);
        svar_path_circle(w, x, y, step * 36 / 100);
        svar_shape_end(w);
    }
}

void youth_draw_pin(struct svar_writer *w)
{
    draw_layer(
        w, SVAR_COLOUR_BAD, SVAR_COLOUR_SURFACE, 36,
        "M500 900 C430 730 230 600 230 400 C230 220 350 110 500 110 C650 110 770 220 770 400 "
        "C770 600 570 730 500 900 Z");
    draw_layer(w, SVAR_COLOUR_SURFACE, SVAR_COLOUR_NONE, 0, "O500 390 105");
}
