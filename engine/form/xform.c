// SPDX-License-Identifier: EUPL-1.2
// The XForm document: its frame, and the few ways in which XML is written.
#include "form/xform_priv.h"

enum { ARENA_BYTES = 1 << 30 };

void form_xform_add(struct xform *x, const char *text)
{
    buf_add_text(x->out, text);
}

void form_xform_escape(struct xform *x, struct str text)
{
    for (size_t at = 0, start = 0; at < text.len; start = at) {
        int32_t c = utf8_next(text, &at);
        if (c == '&')
            form_xform_add(x, "&amp;");
        else if (c == '<')
            form_xform_add(x, "&lt;");
        else if (c == '>')
            form_xform_add(x, "&gt;");
        else if (c == '"')
            form_xform_add(x, "&quot;");
        else if (c == '\n')
            form_xform_add(x, "&#10;");
        else if ((c < 0x20 && c != '\t') || c == 0xfffe || c == 0xffff)
            form_xform_add(x, " "); // not allowed in XML, or a carriage return
        else
            buf_add_str(x->out, str_sub(text, start, at));
    }
}

void form_xform_attribute(struct xform *x, const char *name, struct str value)
{
    if (!value.len) return;
    buf_printf(x->out, " %s=\"", name);
    form_xform_escape(x, value);
    form_xform_add(x, "\"");
}

bool form_xform_namespace(struct str *rest, struct str *prefix, struct str *uri)
{
    struct str word;
    while (str_word(rest, &word)) {
        ptrdiff_t equals = str_find_char(word, '=');
        if (equals <= 0) continue;
        *prefix = str_sub(word, 0, (size_t)equals);
        *uri = str_sub(word, (size_t)equals + 1, word.len);
        while (uri->len && strchr("\"'", uri->ptr[0]))
            *uri = str_sub(*uri, 1, uri->len);
        while (uri->len && strchr("\"'", uri->ptr[uri->len - 1]))
            uri->len--;
        if (uri->len && form_name_valid(*prefix) && str_find_char(*prefix, ':') < 0) return true;
    }
    return false;
}

static const char *const own_prefixes[] = {"h",   "ev",       "xsd",   "jr", "orx",
                                           "odk", "entities", "xmlns", "xml"};

static bool is_own(struct str prefix)
{
    for (size_t i = 0; i < sizeof own_prefixes / sizeof *own_prefixes; i++)
        if (str_eq(prefix, str_of(own_prefixes[i]))) return true;
    return false;
}

bool form_xform_prefix_known(const struct xform *x, struct str name)
{
    ptrdiff_t colon = str_find_char(name, ':');
    if (colon < 0) return true;
    struct str wanted = str_sub(name, 0, (size_t)colon), rest = x->namespaces, prefix, uri;
    if (is_own(wanted)) return true;
    while (form_xform_namespace(&rest, &prefix, &uri))
        if (str_eq(prefix, wanted)) return true;
    return false;
}

static void write_namespaces(struct xform *x)
{
    struct str rest = x->namespaces, prefix, uri;
    struct map seen;
    form_map_init(&seen, x->a, 64);
    while (form_xform_namespace(&rest, &prefix, &uri)) {
        if (is_own(prefix) || seen.count >= 64 || !form_map_add(&seen, prefix, 0, 1, NULL))
            continue;
        buf_printf(x->out, " xmlns:%.*s=\"", STR_ARG(prefix));
        form_xform_escape(x, uri);
        form_xform_add(x, "\"");
    }
}

static void write_document(struct xform *x)
{
    const struct form_def *def = x->b.def;
    form_xform_add(x, "<?xml version=\"1.0\"?>\n<h:html xmlns=\"http://www.w3.org/2002/xforms\""
                      " xmlns:h=\"http://www.w3.org/1999/xhtml\""
                      " xmlns:ev=\"http://www.w3.org/2001/xml-events\""
                      " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
                      " xmlns:jr=\"http://openrosa.org/javarosa\""
                      " xmlns:orx=\"http://openrosa.org/xforms\""
                      " xmlns:odk=\"http://www.opendatakit.org/xforms\"");
    if (x->entity.list.len)
        form_xform_add(x, " xmlns:entities=\"http://www.opendatakit.org/xforms/entities\"");
    write_namespaces(x);
    form_xform_add(x, ">\n<h:head>\n<h:title>");
    form_xform_escape(x, def->title.len ? def->title : def->id);
    form_xform_add(x, "</h:title>\n<model odk:xforms-version=\"1.0.0\"");
    if (x->entity.list.len) form_xform_add(x, " entities:entities-version=\"2024.1.0\"");
    form_xform_add(x, ">\n");
    form_xform_itext(x);
    form_xform_model(x);
    form_xform_add(x, "</model>\n</h:head>\n<h:body");
    form_xform_attribute(x, "class", form_def_setting(def, STR("style")));
    form_xform_add(x, ">\n");
    form_xform_body(x);
    form_xform_add(x, "</h:body>\n</h:html>\n");
}

enum err form_xform_write(const struct form_workbook *workbook, struct form_problems *problems,
                          struct buf *out)
{
    struct arena *a = arena_create(ARENA_PLAIN, ARENA_BYTES);
    struct form_problems *scratch = form_problems_create(); // what compiling has said already
    struct xform x = {.a = a, .problems = problems, .out = out};
    x.b = (struct builder){.def = ARENA_NEW(a, struct form_def),
                           .a = a,
                           .workbook = workbook,
                           .problems = scratch,
                           .file = workbook->file};
    x.b.def->a = a;
    x.b.def->file = workbook->file;
    bool good = form_xform_read(&x);
    if (good) write_document(&x);
    form_problems_destroy(scratch);
    arena_destroy(a);
    return good ? ERR_NONE : ERR_PARSE;
}
