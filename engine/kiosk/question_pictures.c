// SPDX-License-Identifier: EUPL-1.2
// Pictures of a question: files of the survey (kept by question_media.c), what types draw as
// shapes, and how large they become.
#include "base/alloc.h"
#include "kiosk/question_page_priv.h"
#include "ui/image.h"

enum {
    LISTED_MM = 18, // a picture beside its words
    LYING = 200,    // how low in its box a drawing is that lies down
    PAGE_MM = 230,  // a page is no wider
    TARGET_MM = 20
};

static struct ui_picture *file_picture(const struct kiosk_builder *b, struct str name,
                                       bool in_choice)
{
    struct ui_rect glass = ui_size(b->page->ui);
    int longest = glass.w > glass.h ? glass.w : glass.h;
    struct ui_image *image = kiosk_media_image(b->page->media, name, longest, in_choice);
    if (!image) {
        return NULL;
    }
    struct ui_picture *picture = ARENA_NEW(b->a, struct ui_picture);
    picture->w = (float)ui_image_w(image);
    picture->h = (float)ui_image_h(image);
    picture->image = image;
    return picture;
}

struct ui_picture *kiosk_builder_file(const struct kiosk_builder *b, struct str name)
{
    return file_picture(b, name, true);
}

// As high as its place allows, and never wider than the page.
static double file_height(const struct kiosk_builder *b, const struct ui_picture *picture)
{
    double most = b->high_mm * (b->tight ? 0.25 : 0.36);
    double by_width = b->wide_mm * 0.8 * (double)picture->h / (double)picture->w;
    return by_width < most ? by_width : most;
}

// A picture of its own stands above the choices; beside them, in a row, it takes their height.
struct ui_element *kiosk_builder_image(struct kiosk_builder *b, struct ui_element *parent,
                                       const struct svar_element *e)
{
    if (e->image.bytes > 0) {
        struct ui_picture *file = file_picture(b, plugin_str(e->image), false);
        b->picture = NULL;
        return file ? ui_picture(b->a, parent, file, file_height(b, file), plugin_str(e->name))
                    : ui_spacer(b->a, parent, 0, 0);
    }
    b->picture = ARENA_NEW(b->a, struct ui_picture);
    b->picture->w = 1000;
    b->picture->h = 1000;
    double high = 28;
    if (parent->kind == UI_KIND_ROW && e->depth == 1) {
        high = b->high_mm * 0.38 < 70 ? b->high_mm * 0.38 : 70;
    } else if (parent->kind == UI_KIND_ROW) {
        high = 18; // in a box of its own
    }
    return ui_picture(b->a, parent, b->picture, high, plugin_str(e->name));
}

// ---- shapes ----
static enum ui_color color_of(uint32_t colour)
{
    static const enum ui_color colors[] = {
        [SVAR_COLOUR_NONE] = UI_COLOR_NONE,       [SVAR_COLOUR_PAPER] = UI_COLOR_PAPER,
        [SVAR_COLOUR_SURFACE] = UI_COLOR_SURFACE, [SVAR_COLOUR_INK] = UI_COLOR_INK,
        [SVAR_COLOUR_INK_2] = UI_COLOR_INK_2,     [SVAR_COLOUR_LINE] = UI_COLOR_LINE,
        [SVAR_COLOUR_PRIMARY] = UI_COLOR_PRIMARY, [SVAR_COLOUR_ON_PRIMARY] = UI_COLOR_ON_PRIMARY,
        [SVAR_COLOUR_TINT] = UI_COLOR_TINT,       [SVAR_COLOUR_GOOD] = UI_COLOR_GOOD,
        [SVAR_COLOUR_WARN] = UI_COLOR_WARN,       [SVAR_COLOUR_BAD] = UI_COLOR_BAD,
        [SVAR_COLOUR_SUN] = UI_COLOR_SUN,         [SVAR_COLOUR_SUN_INK] = UI_COLOR_SUN_INK,
    };
    return colour < sizeof(colors) / sizeof(colors[0]) ? colors[colour] : UI_COLOR_INK;
}

static void add_path(struct ui_path *path, struct svar_reader steps)
{
    struct svar_path_step step;
    float x = 0;
    float y = 0;
    while (svar_path_next(&steps, &step)) {
        float at[6];
        for (size_t i = 0; i < 6; i++) {
            at[i] = (float)step.xy[i];
        }
        uint32_t points = svar_path_points(step.op);
        if (step.op == SVAR_PATH_MOVE) {
            ui_path_move(path, at[0], at[1]);
        } else if (step.op == SVAR_PATH_LINE) {
            ui_path_line(path, at[0], at[1]);
        } else if (step.op == SVAR_PATH_QUAD) {
            // A quadratic curve as a cubic one: handles two thirds of the way.
            ui_path_cubic(path, x + (at[0] - x) * 2 / 3, y + (at[1] - y) * 2 / 3,
                          at[2] + (at[0] - at[2]) * 2 / 3, at[3] + (at[1] - at[3]) * 2 / 3, at[2],
                          at[3]);
        } else if (step.op == SVAR_PATH_CUBIC) {
            ui_path_cubic(path, at[0], at[1], at[2], at[3], at[4], at[5]);
        } else {
            ui_path_close(path);
        }
        if (points > 0) {
            x = at[points * 2 - 2];
            y = at[points * 2 - 1];
        }
    }
}

static void add_layer(struct kiosk_builder *b, const struct svar_shape *shape, uint32_t colour,
                      float width)
{
    struct ui_layer *layer = ui_picture_layer(b->picture, b->a);
    ui_path_init(&layer->path, b->a);
    add_path(&layer->path, shape->steps);
    layer->color = color_of(colour);
    layer->width = width;
    layer->part = 1;
}

void kiosk_builder_shape(struct kiosk_builder *b, struct svar_reader *fields)
{
    if (!b->last) {
        return;
    }
    if (!b->picture) {
        // A picture in a choice or a button.
        b->picture = ARENA_NEW(b->a, struct ui_picture);
        b->picture->w = 1000;
        b->picture->h = 1000;
        b->last->picture = b->picture;
    }
    struct svar_shape shape = svar_shape_read(fields);
    if (shape.fill != SVAR_COLOUR_NONE) {
        add_layer(b, &shape, shape.fill, 0);
    }
    if (shape.stroke != SVAR_COLOUR_NONE && shape.stroke_width > 0) {
        add_layer(b, &shape, shape.stroke, (float)shape.stroke_width);
    }
}

// ---- when all of it is there ----
// How wide the page is between its margins: see ui_layout_run.
static double page_mm(const struct kiosk_builder *b)
{
    double lesser = b->wide_mm < b->high_mm ? b->wide_mm : b->high_mm;
    double wide = b->wide_mm - (lesser < 110 ? 10 : 20);
    return wide < PAGE_MM ? wide : PAGE_MM;
}

// A drawing beside other things takes no more width than it is drawn on.
static void crop(struct ui_picture *picture)
{
    float from = picture->w;
    float to = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (struct ui_layer *layer = picture->layers; layer; layer = layer->next) {
            for (uint32_t i = 0; i < layer->path.count; i++) {
                float *at = layer->path.steps[i].at;
                for (size_t k = 0; k < 6; k += 2) {
                    if (pass == 1) {
                        at[k] -= from;
                    } else if (layer->path.steps[i].op == UI_PATH_CUBIC ||
                               (k == 4 && layer->path.steps[i].op != UI_PATH_CLOSE)) {
                        from = at[k] - layer->width / 2 < from ? at[k] - layer->width / 2 : from;
                        to = at[k] + layer->width / 2 > to ? at[k] + layer->width / 2 : to;
                    }
                }
            }
        }
        if (to <= from) {
            return;
        }
    }
    picture->w = to - from;
}

// A drawing that is low in its box is a scale's, lying down: as wide as the page, so that each of
// its places stands over what is touched.
static void lay_down(const struct kiosk_builder *b, struct ui_element *e)
{
    float low = 0;
    for (struct ui_layer *layer = e->picture->layers; layer; layer = layer->next) {
        for (uint32_t i = 0; i < layer->path.count; i++) {
            const struct ui_path_step *step = &layer->path.steps[i];
            float y = step->op == UI_PATH_CLOSE ? 0 : step->at[5] + layer->width / 2;
            low = y > low ? y : low;
        }
    }
    if (low > 0 && low <= LYING) {
        e->picture->h = low;
        e->min_h_mm = page_mm(b) * (double)(low / e->picture->w);
    }
}

// Numbers that have 20 mm each, with the room between them, stand in one row.
static void close_ranks(const struct kiosk_builder *b, struct ui_element *row, size_t columns)
{
    bool tokens = row->first->kind == UI_KIND_BUTTON && !b->children && !b->in_table;
    double text = ui_settings(b->page->ui).text_scale;
    if (!tokens || text > 1.5 || columns < 8 || page_mm(b) < TARGET_MM * (double)columns) {
        return;
    }
    row->gap_mm = 1;
    for (struct ui_element *c = row->first; c; c = c->next) {
        c->min_w_mm = TARGET_MM - 1;
    }
}

static size_t count_children(const struct ui_element *e)
{
    size_t count = 0;
    for (const struct ui_element *c = e->first; c; c = c->next) {
        count++;
    }
    return count;
}

// Pictures as large as their row allows, six tenths of a choice's height; words smaller where many
// stand in a narrow place.
static void settle_row(const struct kiosk_builder *b, struct ui_element *row, size_t columns,
                       size_t rows)
{
    double room = b->wide_mm * 0.86 - (double)(columns - 1) * row->gap_mm;
    double each = room / (double)columns;
    double sign = each - 7 < 28 ? each - 7 : 28;
    // Many in one row stand below each other on an upright screen: beside their words.
    bool upright = b->high_mm > b->wide_mm;
    bool listed = upright && rows == 1 && columns > 4;
    double most = rows > 1 ? (b->tight           ? 11
                              : b->high_mm < 160 ? 14
                              : upright          ? 28
                                                 : 22)
                           : (b->tight                          ? 16
                              : b->children && b->high_mm < 160 ? 23
                                                                : 28);
    sign = sign < most ? sign : most;
    for (struct ui_element *c = row->first; c; c = c->next) {
        if (!c->picture) {
            continue;
        }
        c->min_h_mm = (listed ? LISTED_MM : sign) / 0.6;
        c->min_w_mm = c->min_w_mm < each ? c->min_w_mm : each;
        if ((rows > 1 && b->high_mm < 160) || (columns > 3 && each < 32 && !listed)) {
            c->size = UI_TEXT_HINT;
        }
    }
    for (size_t have = count_children(row); rows > 1 && have < columns; have++) {
        ui_spacer(b->a, row, 0, 0); // so that the last row's are as wide as the others'
    }
}

void kiosk_builder_settle(const struct kiosk_builder *b, struct ui_element *e)
{
    size_t columns = 0;
    size_t rows = 0;
    for (struct ui_element *c = e->first; c; c = c->next) {
        if (c->kind == UI_KIND_SCALE && c->first) {
            size_t count = count_children(c);
            columns = count > columns ? count : columns;
            rows++;
        }
    }
    for (struct ui_element *c = e->first; c; c = c->next) {
        if (c->kind == UI_KIND_SCALE && c->first) {
            settle_row(b, c, columns, rows);
            close_ranks(b, c, columns);
        } else if (c->kind == UI_KIND_PICTURE && c->picture && e->kind == UI_KIND_COLUMN) {
            lay_down(b, c);
        } else if (c->kind == UI_KIND_PICTURE && e->kind == UI_KIND_ROW) {
            crop(c->picture);
        } else {
            kiosk_builder_settle(b, c);
        }
    }
}
