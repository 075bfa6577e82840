// SPDX-License-Identifier: EUPL-1.2
// The organizer's logo on paper: PNG by cairo, SVG by librsvg.
#include "report/pdf_priv.h"

#include "report/logo.h"

#include <math.h>
#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#include <librsvg/rsvg.h>
#pragma GCC diagnostic pop

enum { SVG_HEIGHT = 640, SVG_WIDTH_MAX = 2560 }; // dots: sharp on an A3 poster too

static cairo_status_t read_bytes(void *data, unsigned char *out, unsigned count)
{
    struct str *rest = data;
    if (count > rest->len) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, rest->ptr, count);
    *rest = str_sub(*rest, count, rest->len);
    return CAIRO_STATUS_SUCCESS;
}

static void draw_logo(struct pdf *p, cairo_surface_t *picture, double height)
{
    double width = cairo_image_surface_get_width(picture),
           own = cairo_image_surface_get_height(picture), scale = height / own;
    if (width * scale > 200) scale = 200 / width;
    struct str alt = report_text(
        json_object_get(json_object_get(p->page.facts->settings, "logo"), "alt"), p->page.language);
    if (alt.len == 0) alt = p->page.facts->organizer;
    if (!p->measuring) {
        buf_add_str(&p->alts, alt);
        buf_add_char(&p->alts, '\0');
        report_pdf_tag(p, "Figure");
        cairo_save(p->cr);
        cairo_translate(p->cr, PDF_LEFT, p->y);
        cairo_scale(p->cr, scale, scale);
        cairo_set_source_surface(p->cr, picture, 0, 0);
        cairo_rectangle(p->cr, 0, 0, width, own); // a paint would confuse this cairo's tags
        cairo_fill(p->cr);
        cairo_restore(p->cr);
        report_pdf_end(p, "Figure");
    }
    p->y += own * scale + 14;
}

// An SVG as dots: on a PDF's own surface its groups would come between the tags of the page. It was
// looked through by report_logo_check, and librsvg fetches nothing without a base address.
static cairo_surface_t *draw_svg(struct str svg)
{
    RsvgHandle *handle = rsvg_handle_new_from_data((const guint8 *)svg.ptr, svg.len, NULL);
    cairo_surface_t *picture = NULL;
    double width = 0, height = 0;
    gboolean sized = FALSE, boxed = FALSE;
    RsvgRectangle box = {0};
    if (!handle) return NULL;
    sized = rsvg_handle_get_intrinsic_size_in_pixels(handle, &width, &height);
    if (!sized || !(width > 0) || !(height > 0)) { // without both the view box tells the shape
        gboolean has_width, has_height;
        RsvgLength own_width, own_height;
        rsvg_handle_get_intrinsic_dimensions(handle, &has_width, &own_width, &has_height,
                                             &own_height, &boxed, &box);
        width = boxed ? box.width : 0;
        height = boxed ? box.height : 0;
    }
    if (width > 0 && height > 0 && isfinite(width / height)) {
        double scale = fmin(SVG_HEIGHT / height, SVG_WIDTH_MAX / width);
        int across = (int)ceil(width * scale), down = (int)ceil(height * scale);
        picture = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, across > 0 ? across : 1,
                                             down > 0 ? down : 1);
        cairo_t *cr = cairo_create(picture);
        RsvgRectangle whole = {0, 0, across, down};
        bool drawn = rsvg_handle_render_document(handle, cr, &whole, NULL);
        cairo_destroy(cr);
        if (!drawn) {
            cairo_surface_destroy(picture);
            picture = NULL;
        }
    }
    g_object_unref(handle);
    return picture;
}

void report_pdf_logo(struct pdf *p, double height)
{
    const json_t *logo = json_object_get(p->page.facts->settings, "logo");
    struct buf bytes = {0};
    bool png;
    if (logo && report_logo_read(logo, &png, &bytes, NULL) == ERR_NONE) {
        struct str rest = buf_str(&bytes);
        cairo_surface_t *picture =
            png ? cairo_image_surface_create_from_png_stream(read_bytes, &rest) : draw_svg(rest);
        if (picture && cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS)
            draw_logo(p, picture, height);
        if (picture) cairo_surface_destroy(picture);
    }
    buf_finish(&bytes);
}
