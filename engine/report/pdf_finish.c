// SPDX-License-Identifier: EUPL-1.2
// What Debian's cairo cannot write: the language, alternative texts of figures, whether a header
// cell heads a row or a column. They are put behind the file as PDF's own kind of update: new
// versions of the objects, a cross-reference table of those, and a trailer that points to the old
// one.
#include "report/pdf_priv.h"

#include <stdio.h>
#include <stdlib.h>

struct update {
    const struct pdf *pdf;
    struct str old; // the file as cairo wrote it
    struct buf objects, table;
    size_t alt_at, scope_at;
    uint64_t size, root, info, start;
};

// The number behind the last place where a key stands.
static bool last_number(struct str text, struct str key, uint64_t *out)
{
    for (size_t at = text.len; at-- > 0;) {
        if (!str_starts(str_sub(text, at, text.len), key)) continue;
        size_t from = at + key.len, to;
        while (from < text.len && (text.ptr[from] == ' ' || text.ptr[from] == '\n'))
            from++;
        for (to = from; to < text.len && text.ptr[to] >= '0' && text.ptr[to] <= '9';)
            to++;
        return str_to_uint64(str_sub(text, from, to), out);
    }
    return false;
}

// A text string of PDF: UTF-16 with its mark, in hex.
static void add_text(struct buf *out, struct str text)
{
    buf_add_text(out, "<FEFF");
    for (size_t at = 0; at < text.len;) {
        uint32_t c = (uint32_t)utf8_next(text, &at);
        if (c > 0xFFFF) {
            c -= 0x10000;
            buf_printf(out, "%04X%04X", 0xD800U + (c >> 10), 0xDC00U + (c & 0x3FF));
        } else
            buf_printf(out, "%04X", c);
    }
    buf_add_char(out, '>');
}

// The dictionary of an object, from "<<" to its ">>"; empty where the object is no dictionary.
static struct str dictionary(struct str object)
{
    ptrdiff_t from = str_find(object, STR("<<")), end = str_find(object, STR("endobj"));
    if (from < 0 || end < from) return STR("");
    struct str inner = str_trim(str_sub(object, (size_t)from + 2, (size_t)end));
    return str_ends(inner, STR(">>")) ? str_sub(inner, 0, inner.len - 2) : STR("");
}

static void begin_object(struct update *u, uint64_t number, struct str dictionary_text)
{
    buf_printf(&u->table, "%llu 1\n%010llu 00000 n \n", (unsigned long long)number,
               (unsigned long long)(u->old.len + u->objects.len));
    buf_printf(&u->objects, "%llu 0 obj\n<<", (unsigned long long)number);
    buf_add_str(&u->objects, dictionary_text);
}

static void end_object(struct update *u)
{
    buf_add_text(&u->objects, " >>\nendobj\n");
}

static void add_object(struct update *u, uint64_t number, struct str object)
{
    struct str inner = dictionary(object);
    if (inner.len == 0) return;
    if (number == u->root) {
        begin_object(u, number, inner);
        buf_printf(&u->objects, " /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >>",
                   u->pdf->page.language == REPORT_SWEDISH ? "sv-SE" : "en-GB");
        end_object(u);
        return;
    }
    if (str_find(inner, STR("/StructElem")) < 0) return;
    if (str_find(inner, STR("/S /Figure")) >= 0 && u->alt_at < u->pdf->alts.len) {
        struct str alt = str_of((const char *)u->pdf->alts.ptr + u->alt_at);
        u->alt_at += alt.len + 1;
        begin_object(u, number, inner);
        buf_add_text(&u->objects, " /Alt ");
        add_text(&u->objects, alt);
        end_object(u);
    } else if (str_find(inner, STR("/S /TH")) >= 0 && u->scope_at < u->pdf->scopes.len) {
        bool column = u->pdf->scopes.ptr[u->scope_at++] == 'c';
        begin_object(u, number, inner);
        buf_printf(&u->objects, " /A << /O /Table /Scope /%s >>", column ? "Column" : "Row");
        end_object(u);
    }
}

// Goes through cairo's cross-reference table: one section from object 0, twenty bytes an entry.
static bool add_objects(struct update *u)
{
    enum { ENTRY_BYTES = 20 };
    struct str rest = str_sub(u->old, u->start, u->old.len);
    char head[64];
    int length = snprintf(head, sizeof head, "xref\n0 %llu\n", (unsigned long long)u->size);
    if (!str_starts(rest, str_make(head, (size_t)length))) return false;
    for (uint64_t i = 1; i < u->size; i++) {
        size_t at = (size_t)length + i * ENTRY_BYTES;
        uint64_t offset;
        if (!str_to_uint64(str_sub(rest, at, at + 10), &offset) || offset >= u->old.len)
            return false;
        struct str object = str_sub(u->old, offset, u->start);
        ptrdiff_t end = str_find(str_sub(object, 0, 4096), STR("endobj"));
        if (end < 0) continue; // a stream; none of ours is that long
        add_object(u, i, str_sub(object, 0, (size_t)end + 6));
    }
    return true;
}

enum err report_pdf_finish(const struct pdf *p, struct buf *file, struct err_info *info)
{
    struct update u = {.pdf = p, .old = buf_str(file)};
    size_t tail = file->len < 1024 ? 0 : file->len - 1024;
    struct str end = str_sub(u.old, tail, u.old.len);
    bool known = last_number(end, STR("startxref"), &u.start) &&
                 last_number(end, STR("/Size"), &u.size) &&
                 last_number(end, STR("/Root"), &u.root) &&
                 last_number(end, STR("/Info"), &u.info) && u.start < u.old.len &&
                 add_objects(&u) && u.alt_at == p->alts.len && u.scope_at == p->scopes.len;
    if (known) {
        size_t start = u.old.len + u.objects.len;
        buf_add_str(file, buf_str(&u.objects));
        buf_add_text(file, "xref\n");
        buf_add_str(file, buf_str(&u.table));
        buf_printf(file,
                   "trailer\n<< /Size %llu /Root %llu 0 R /Info %llu 0 R /Prev %llu >>\n"
                   "startxref\n%zu\n%%%%EOF\n",
                   (unsigned long long)u.size, (unsigned long long)u.root,
                   (unsigned long long)u.info, (unsigned long long)u.start, start);
    }
    buf_finish(&u.objects);
    buf_finish(&u.table);
    if (known) return ERR_NONE;
    return err_set(info, ERR_UNSUPPORTED,
                   "this cairo (%s) writes PDF in a way that cannot be tagged in full",
                   cairo_version_string());
}
