// SPDX-License-Identifier: EUPL-1.2
// Forms as .xlsx and .xlsm: the package. Office Open XML (ECMA-376) through libzip, from memory,
// and expat, in a stream: no part is ever whole in memory. Hidden sheets are read like the others,
// as pyxform does.
#include "form/workbook_xlsx_priv.h"

#include "base/alloc.h"
#include "base/limits.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    CHUNK_BYTES = 64 * 1024,
    XML_DEPTH_MAX = 64,
    RELATIONS_MAX = 4096,
    STRINGS_MAX = 1 << 22,
    STYLES_MAX = 1 << 16,
    RATIO_MAX = 250,             // inflated to deflated, beyond what …
    RATIO_FREE_BYTES = 16 << 20, // … any part may have
};

// ---- one part through expat ----

struct parse {
    XML_Parser parser;
    const struct xlsx_handlers *handlers;
    void *data;
    struct xlsx *x;
    const char *part;
    int depth;
    int skipped; // the depth of what is passed over with all in it, 0 outside
    enum err err;
    bool stop;
};

static struct str local_name(const char *name)
{
    const char *colon = strrchr(name, ':');
    return str_of(colon ? colon + 1 : name);
}

const char *form_xlsx_attribute(const char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2) {
        if (str_eq(local_name(attributes[0]), str_of(name))) return attributes[1];
    }
    return NULL;
}

static void end_early(struct parse *p)
{
    if (p->err || p->stop) XML_StopParser(p->parser, XML_FALSE);
}

// What newer programs add for one another: extensions may bear the names of what they extend
// (Excel's <x14:workbookPr> knows no date1904), and of alternatives the fallback is meant for us.
static bool is_extension(struct str name)
{
    return str_eq(name, STR("extLst")) || str_eq(name, STR("Choice"));
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct parse *p = data;
    if (p->err || p->stop) return;
    if (++p->depth > XML_DEPTH_MAX)
        p->err = form_builder_fail(p->x->builder, ERR_LIMIT, 0, 0,
                                   "The part %s is nested too deeply. Save the workbook anew from "
                                   "a spreadsheet program.",
                                   p->part);
    else if (p->skipped == 0 && is_extension(local_name(name)))
        p->skipped = p->depth;
    else if (p->skipped == 0)
        p->err = p->handlers->start(p->data, local_name(name), attributes, &p->stop);
    end_early(p);
}

static void on_end(void *data, const XML_Char *name)
{
    struct parse *p = data;
    if (p->err || p->stop) return;
    int depth = p->depth--;
    if (p->skipped == 0) p->err = p->handlers->end(p->data, local_name(name), &p->stop);
    if (p->skipped == depth) p->skipped = 0;
    end_early(p);
}

static void on_text(void *data, const XML_Char *text, int bytes)
{
    struct parse *p = data;
    if (p->err || p->stop || p->skipped != 0 || !p->handlers->text) return;
    p->err = p->handlers->text(p->data, str_make(text, (size_t)bytes));
    end_early(p);
}

// No workbook has a document type; one that has it wants entities.
static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int internal)
{
    struct parse *p = data;
    (void)name, (void)system_id, (void)public_id, (void)internal;
    if (p->err || p->stop) return;
    p->err = form_builder_fail(p->x->builder, ERR_PARSE, 0, 0,
                               "The part %s has a document type declaration, which workbooks do "
                               "not have. Save the workbook anew from a spreadsheet program.",
                               p->part);
    end_early(p);
}

static enum err damaged(struct xlsx *x, const char *part, const char *why)
{
    return form_builder_fail(x->builder, ERR_PARSE, 0, 0,
                             "The workbook is damaged (%s: %s). Open it in a spreadsheet program "
                             "and save it again.",
                             part, why);
}

static enum err check_inflated(struct xlsx *x, const char *part, uint64_t part_bytes,
                               uint64_t deflated_bytes)
{
    if (x->inflated_bytes <= LIMIT_ZIP_INFLATED_BYTES &&
        (part_bytes <= RATIO_FREE_BYTES || part_bytes / RATIO_MAX <= deflated_bytes))
        return ERR_NONE;
    return form_builder_fail(x->builder, ERR_LIMIT, 0, 0,
                             "Unpacked, the part %s is larger than Svar accepts. Take away sheets "
                             "and pictures that the form does not use.",
                             part);
}

static enum err feed(struct parse *p, zip_file_t *file, uint64_t deflated_bytes)
{
    uint64_t part_bytes = 0;

    for (;;) {
        void *chunk = XML_GetBuffer(p->parser, CHUNK_BYTES);
        if (!chunk) return damaged(p->x, p->part, "too large");
        zip_int64_t got = zip_fread(file, chunk, CHUNK_BYTES);
        if (got < 0) return damaged(p->x, p->part, zip_file_strerror(file));
        part_bytes += (uint64_t)got;
        p->x->inflated_bytes += (uint64_t)got;
        enum err err = check_inflated(p->x, p->part, part_bytes, deflated_bytes);
        if (err) return err;
        enum XML_Status status = XML_ParseBuffer(p->parser, (int)got, got == 0);
        if (p->err) return p->err;
        if (p->stop) return ERR_NONE;
        if (status != XML_STATUS_OK) {
            char why[128];
            snprintf(why, sizeof why, "line %lu: %s",
                     (unsigned long)XML_GetCurrentLineNumber(p->parser),
                     XML_ErrorString(XML_GetErrorCode(p->parser)));
            return damaged(p->x, p->part, why);
        }
        if (got == 0) return ERR_NONE;
    }
}

enum err form_xlsx_parse(struct xlsx *x, const char *part, const struct xlsx_handlers *handlers,
                         void *data)
{
    zip_int64_t index = zip_name_locate(x->zip, part, ZIP_FL_NOCASE);
    zip_stat_t stat;
    if (index < 0) return ERR_MISSING;
    if (zip_stat_index(x->zip, (zip_uint64_t)index, 0, &stat) != 0)
        return damaged(x, part, zip_strerror(x->zip));
    zip_file_t *file = zip_fopen_index(x->zip, (zip_uint64_t)index, 0);
    if (!file) return damaged(x, part, zip_strerror(x->zip));

    struct parse p = {
        .parser = XML_ParserCreate(NULL), .handlers = handlers, .data = data, .x = x, .part = part};
    enum err err;
    if (!p.parser) {
        err = damaged(x, part, "out of memory");
    } else {
        XML_SetUserData(p.parser, &p);
        XML_SetElementHandler(p.parser, on_start, on_end);
        XML_SetCharacterDataHandler(p.parser, on_text);
        XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
        err = feed(&p, file, (stat.valid & ZIP_STAT_COMP_SIZE) != 0 ? stat.comp_size : 0);
        XML_ParserFree(p.parser);
    }
    zip_fclose(file);
    return err;
}

// ---- relations and the list of sheets ----

struct relation {
    char id[64];
    char kind[40]; // last part of the type's address
    char target[256];
};

struct package {
    struct xlsx *x;
    struct relation *relations; // of the part read last
    size_t relation_count;
    char workbook[256];
    struct {
        struct str name;
        char relation[64];
    } sheets[LIMIT_SHEETS];
    size_t sheet_count;
};

static bool copy_text(char *out, size_t out_bytes, const char *text)
{
    return text && (size_t)snprintf(out, out_bytes, "%s", text) < out_bytes;
}

static enum err relation_start(void *data, struct str name, const char **attributes, bool *stop)
{
    struct package *p = data;
    const char *kind = form_xlsx_attribute(attributes, "Type");
    const char *mode = form_xlsx_attribute(attributes, "TargetMode");

    (void)stop;
    if (!str_eq(name, STR("Relationship")) || !kind || (mode && strcmp(mode, "External") == 0))
        return ERR_NONE;
    if (p->relation_count == RELATIONS_MAX) return damaged(p->x, "_rels", "too many relationships");
    struct relation *r = &p->relations[p->relation_count];
    const char *slash = strrchr(kind, '/');
    // What does not fit is none of the kinds that are looked for.
    if (copy_text(r->id, sizeof r->id, form_xlsx_attribute(attributes, "Id")) &&
        copy_text(r->kind, sizeof r->kind, slash ? slash + 1 : kind) &&
        copy_text(r->target, sizeof r->target, form_xlsx_attribute(attributes, "Target")))
        p->relation_count++;
    return ERR_NONE;
}

static enum err ignore_end(void *data, struct str name, bool *stop)
{
    (void)data, (void)name, (void)stop;
    return ERR_NONE;
}

// The name of a part from a target that is relative to the folder of `from`. False when it leaves
// the package or does not fit.
static bool resolve(const char *from, const char *target, char out[512])
{
    char whole[768];
    size_t len = 0;
    const char *slash = strrchr(from, '/');
    int folder = target[0] == '/' || !slash ? 0 : (int)(slash - from);

    snprintf(whole, sizeof whole, "%.*s/%s", folder, from, target);
    struct str rest = str_of(whole), name;
    while (str_split(&rest, '/', &name)) {
        if (name.len == 0 || str_eq(name, STR("."))) continue;
        if (str_eq(name, STR(".."))) {
            if (len == 0) return false;
            while (len > 0 && out[len - 1] != '/')
                len--;
            if (len > 0) len--;
        } else {
            if (len + name.len + 2 > 512) return false;
            if (len > 0) out[len++] = '/';
            memcpy(out + len, name.ptr, name.len);
            len += name.len;
        }
    }
    out[len] = '\0';
    return len > 0;
}

static enum err read_relations(struct package *p, const char *part)
{
    static const struct xlsx_handlers handlers = {relation_start, ignore_end, NULL};
    char name[600];
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;

    snprintf(name, sizeof name, "%.*s_rels/%s.rels", folder, part, part + folder);
    p->relation_count = 0;
    return form_xlsx_parse(p->x, name, &handlers, p);
}

// Finds a relation by id, or by kind where id is NULL, and gives its part's name.
static bool find_part(const struct package *p, const char *from, const char *id, const char *kind,
                      char out[512])
{
    for (size_t i = 0; i < p->relation_count; i++) {
        const struct relation *r = &p->relations[i];
        if ((id && strcmp(r->id, id) != 0) || strcmp(r->kind, kind) != 0) continue;
        return resolve(from, r->target, out);
    }
    return false;
}

static enum err workbook_start(void *data, struct str name, const char **attributes, bool *stop)
{
    struct package *p = data;

    (void)stop;
    if (str_eq(name, STR("workbookPr"))) {
        const char *base = form_xlsx_attribute(attributes, "date1904");
        p->x->date_1904 = base && (strcmp(base, "1") == 0 || strcmp(base, "true") == 0);
    }
    if (!str_eq(name, STR("sheet"))) return ERR_NONE;
    // Both "sheetId" and "r:id" exist: local names tell them apart.
    const char *relation = form_xlsx_attribute(attributes, "id");
    const char *title = form_xlsx_attribute(attributes, "name");
    if (!relation || !title) return damaged(p->x, p->workbook, "a sheet without name or id");
    if (p->sheet_count == LIMIT_SHEETS)
        return form_builder_fail(p->x->builder, ERR_LIMIT, 0, 0,
                                 "The workbook has more than %d sheets. Take away those that the "
                                 "form does not use.",
                                 LIMIT_SHEETS);
    struct str text = str_sub(str_of(title), 0, LIMIT_NAME_BYTES + 1);
    if (!copy_text(p->sheets[p->sheet_count].relation, sizeof p->sheets[0].relation, relation))
        return damaged(p->x, p->workbook, "a sheet's id is too long");
    p->sheets[p->sheet_count++].name = arena_dup(p->x->builder->arena, text);
    return ERR_NONE;
}

// ---- shared strings ----

struct strings {
    struct xlsx *x;
    struct buf text;
    bool in_text; // inside <t>
    int phonetic; // inside <rPh>: how a word is read aloud, not part of it
};

static enum err strings_start(void *data, struct str name, const char **attributes, bool *stop)
{
    struct strings *s = data;
    (void)attributes, (void)stop;
    if (str_eq(name, STR("si"))) buf_clear(&s->text);
    if (str_eq(name, STR("rPh"))) s->phonetic++;
    if (str_eq(name, STR("t"))) s->in_text = s->phonetic == 0;
    return ERR_NONE;
}

static enum err strings_text(void *data, struct str text)
{
    struct strings *s = data;
    if (s->in_text) form_xlsx_add_text(&s->text, text);
    return ERR_NONE;
}

static enum err strings_end(void *data, struct str name, bool *stop)
{
    struct strings *s = data;
    struct xlsx *x = s->x;

    (void)stop;
    if (str_eq(name, STR("t"))) s->in_text = false;
    if (str_eq(name, STR("rPh"))) s->phonetic--;
    if (!str_eq(name, STR("si"))) return ERR_NONE;
    if (x->string_count == STRINGS_MAX) return damaged(x, "sharedStrings.xml", "too many strings");
    if (x->string_count == x->string_capacity) {
        x->string_capacity = x->string_capacity ? x->string_capacity * 2 : 1024;
        x->strings = xreallocarray(x->strings, x->string_capacity, sizeof *x->strings);
    }
    return form_builder_text(x->builder, form_xlsx_decode_text(&s->text), 0, 0,
                             &x->strings[x->string_count++]);
}

// ---- styles ----

struct styles {
    struct xlsx *x;
    int64_t dates[1024]; // numbers of the formats of the workbook's own that show dates
    size_t date_count;
    bool in_cells; // inside <cellXfs>
};

static enum err styles_start(void *data, struct str name, const char **attributes, bool *stop)
{
    struct styles *s = data;
    struct xlsx *x = s->x;
    const char *number_text = form_xlsx_attribute(attributes, "numFmtId");
    int64_t number = 0;

    (void)stop;
    if (str_eq(name, STR("cellXfs"))) s->in_cells = true;
    if (number_text && !str_to_int64(str_of(number_text), &number)) number = 0;
    if (str_eq(name, STR("numFmt")) && number_text) {
        const char *code = form_xlsx_attribute(attributes, "formatCode");
        if (code && s->date_count < sizeof s->dates / sizeof *s->dates &&
            form_xlsx_format_is_date(number, str_of(code)))
            s->dates[s->date_count++] = number;
    }
    if (!str_eq(name, STR("xf")) || !s->in_cells) return ERR_NONE;
    if (x->style_count == STYLES_MAX) return damaged(x, "styles.xml", "too many styles");
    if (x->style_count == x->style_capacity) {
        x->style_capacity = x->style_capacity ? x->style_capacity * 2 : 256;
        x->styles = xrealloc(x->styles, x->style_capacity);
    }
    bool date = form_xlsx_format_is_date(number, STR(""));
    for (size_t i = 0; i < s->date_count; i++)
        date = date || s->dates[i] == number;
    x->styles[x->style_count++] = date ? XLSX_DATE : XLSX_NUMBER;
    return ERR_NONE;
}

static enum err styles_end(void *data, struct str name, bool *stop)
{
    struct styles *s = data;
    (void)stop;
    if (str_eq(name, STR("cellXfs"))) s->in_cells = false;
    return ERR_NONE;
}

// ---- the whole ----

static enum err read_tables(struct package *p)
{
    static const struct xlsx_handlers string_handlers = {strings_start, strings_end, strings_text};
    static const struct xlsx_handlers style_handlers = {styles_start, styles_end, NULL};
    struct strings strings = {.x = p->x};
    struct styles styles = {.x = p->x};
    char part[512];
    enum err err = ERR_NONE;

    if (find_part(p, p->workbook, NULL, "sharedStrings", part))
        err = form_xlsx_parse(p->x, part, &string_handlers, &strings);
    buf_finish(&strings.text);
    // Some programs name the part and leave it out where no cell uses it; one that does is
    // reported.
    if (err && err != ERR_MISSING) return err;
    err = ERR_NONE;
    if (find_part(p, p->workbook, NULL, "styles", part))
        err = form_xlsx_parse(p->x, part, &style_handlers, &styles);
    return err == ERR_MISSING ? ERR_NONE : err; // without styles a number is a number
}

// A sheet beside the form's own: notes, figures, an older list. What is wrong with it is nobody's
// concern here. A single sheet is the survey under any name.
static bool is_aside(const struct package *p, size_t sheet)
{
    static const char *const own[] = {"survey",           "choices",  "settings",
                                      "external_choices", "entities", "osm"};
    struct str name = str_trim(p->sheets[sheet].name);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_eq_nocase(name, str_of(own[i]))) return false;
    for (size_t i = 0; i < p->sheet_count; i++)
        if (str_eq_nocase(str_trim(p->sheets[i].name), STR("survey"))) return true;
    return false;
}

static enum err read_sheets(struct package *p)
{
    struct form_builder *b = p->x->builder;
    char part[512];
    enum err err = ERR_NONE;

    for (size_t i = 0; i < p->sheet_count && !err; i++) {
        const char *relation = p->sheets[i].relation;
        // A sheet with nothing but a chart or a macro holds no cells.
        if (!find_part(p, p->workbook, relation, "worksheet", part)) continue;
        err = form_builder_begin_sheet(b, p->sheets[i].name);
        if (!err) err = form_xlsx_read_sheet(p->x, part, is_aside(p, i));
        if (err == ERR_MISSING) err = damaged(p->x, part, "is not there");
        if (!err) err = form_builder_end_sheet(b);
    }
    return err;
}

static enum err read_package(struct package *p)
{
    static const struct xlsx_handlers workbook_handlers = {workbook_start, ignore_end, NULL};
    char part[512];

    enum err err = read_relations(p, "");
    if (err == ERR_MISSING)
        return form_builder_fail(p->x->builder, ERR_PARSE, 0, 0,
                                 "This is a zip file, but no .xlsx workbook. Save the form as an "
                                 "Excel workbook (.xlsx).");
    if (err) return err;
    if (!find_part(p, "", NULL, "officeDocument", part) ||
        !copy_text(p->workbook, sizeof p->workbook, part))
        return damaged(p->x, "_rels/.rels", "names no workbook");
    err = form_xlsx_parse(p->x, p->workbook, &workbook_handlers, p);
    if (err == ERR_MISSING) return damaged(p->x, p->workbook, "is not there");
    if (!err) err = read_relations(p, p->workbook);
    if (err == ERR_MISSING) return damaged(p->x, p->workbook, "has no relationships");
    if (!err) err = read_tables(p);
    return err ? err : read_sheets(p);
}

static enum err open_zip(struct form_builder *b, struct str bytes, zip_t **out)
{
    zip_error_t error;

    // An encrypted workbook and an old .xls are compound files, not zips.
    if (str_starts(bytes, STR("\xd0\xcf\x11\xe0")))
        return form_builder_fail(b, ERR_UNSUPPORTED, 0, 0,
                                 "The workbook is protected by a password or in the old .xls "
                                 "format. Save it as .xlsx without a password.");
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.ptr, bytes.len, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    enum err err = ERR_NONE;
    if (!zip) {
        if (source) zip_source_free(source);
        err = form_builder_fail(b, ERR_PARSE, 0, 0,
                                "The file is no .xlsx workbook, or it is cut off (%s). Save it "
                                "again from a spreadsheet program.",
                                zip_error_strerror(&error));
    } else if (zip_get_num_entries(zip, 0) > LIMIT_ZIP_ENTRIES) {
        err = form_builder_fail(b, ERR_LIMIT, 0, 0,
                                "The workbook has more than %d parts. Take away pictures "
                                "and sheets that the form does not use.",
                                LIMIT_ZIP_ENTRIES);
        zip_discard(zip);
    } else {
        *out = zip;
    }
    zip_error_fini(&error);
    return err;
}

enum err form_read_xlsx(struct form_builder *b, struct str bytes)
{
    struct xlsx x = {.builder = b};
    enum err err = open_zip(b, bytes, &x.zip);
    if (err) return err;

    struct package *p = xcalloc(1, sizeof *p);
    p->x = &x;
    p->relations = xcalloc(RELATIONS_MAX, sizeof *p->relations);
    err = read_package(p);
    free(p->relations);
    free(p);
    free(x.strings);
    free(x.styles);
    zip_discard(x.zip);
    return err;
}
