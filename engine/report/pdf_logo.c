// SPDX-License-Identifier: EUPL-1.2
// The organizer's logo on paper: PNG by cairo, SVG by librsvg. That library brings a dozen others,
// a third of all that `svar` would do at each start, so it is loaded when a logo asks for it.
#include "report/pdf_priv.h"

#include "report/logo.h"

#include <dlfcn.h>
#include <math.h>
#include <string.h>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wconversion"
#include <librsvg/rsvg.h>
#pragma GCC diagnostic pop

enum { SVG_HEIGHT = 640, SVG_WIDTH_MAX = 2560 }; // dots: sharp on an A3 poster too

static const char library_name[] = "librsvg-2.so.2";

// What is used of it; the types are its header's own.
struct svg_library {
    void *handle;
    __typeof__(rsvg_handle_new_from_data) *read;
    __typeof__(rsvg_handle_get_intrinsic_size_in_pixels) *size;
    __typeof__(rsvg_handle_get_intrinsic_dimensions) *dimensions;
    __typeof__(rsvg_handle_render_document) *render;
};

// A pointer to data becomes one to a function by its bytes: C has no other way.
static bool find(void *handle, const char *name, void *out)
{
    void *symbol = dlsym(handle, name);
    memcpy(out, &symbol, sizeof symbol);
    return symbol;
}

// GObject's types cannot be taken back: the library stays once it was there.
static bool open_library(struct svg_library *l)
{
    l->handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    return l->handle && find(l->handle, "rsvg_handle_new_from_data", &l->read) &&
           find(l->handle, "rsvg_handle_get_intrinsic_size_in_pixels", &l->size) &&
           find(l->handle, "rsvg_handle_get_intrinsic_dimensions", &l->dimensions) &&
           find(l->handle, "rsvg_handle_render_document", &l->render);
}

static void close_library(struct svg_library *l)
{
    if (l->handle) dlclose(l->handle);
}

enum err report_pdf_logo_ready(const struct pdf *p, struct err_info *info)
{
    struct str type;
    struct svg_library library = {0};
    enum err err = ERR_NONE;
    json_t *logo = json_object_get(p->page.facts->settings, "logo");
    if (!logo || json_get_str(logo, "type", &type, NULL) || !str_eq(type, STR("image/svg+xml")))
        return ERR_NONE;
    if (!open_library(&library))
        err = err_set(info, ERR_MISSING,
                      "a logo in SVG needs %s for the PDF: install the package librsvg2-2, or give "
                      "the logo as a PNG",
                      library_name);
    close_library(&library);
    return err;
}

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
static cairo_surface_t *draw_svg(const struct svg_library *l, struct str svg)
{
    RsvgHandle *handle = l->read((const guint8 *)svg.ptr, svg.len, NULL);
    cairo_surface_t *picture = NULL;
    double width = 0, height = 0;
    gboolean sized = FALSE, boxed = FALSE;
    RsvgRectangle box = {0};
    if (!handle) return NULL;
    sized = l->size(handle, &width, &height);
    if (!sized || !(width > 0) || !(height > 0)) { // without both the view box tells the shape
        gboolean has_width, has_height;
        RsvgLength own_width, own_height;
        l->dimensions(handle, &has_width, &own_width, &has_height, &own_height, &boxed, &box);
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
        bool drawn = l->render(handle, cr, &whole, NULL);
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
    struct svg_library library = {0};
    bool png;
    if (logo && report_logo_read(logo, &png, &bytes, NULL) == ERR_NONE) {
        struct str rest = buf_str(&bytes);
        cairo_surface_t *picture =
            png                      ? cairo_image_surface_create_from_png_stream(read_bytes, &rest)
            : open_library(&library) ? draw_svg(&library, rest)
                                     : NULL;
        close_library(&library);
        if (picture && cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS)
            draw_logo(p, picture, height);
        if (picture) cairo_surface_destroy(picture);
    }
    buf_finish(&bytes);
}
