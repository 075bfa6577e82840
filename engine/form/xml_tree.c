// SPDX-License-Identifier: EUPL-1.2
// XML bytes to a tree: one pass of expat, nodes in document order, text kept once.
#include "form/xml_tree.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "form/data_priv.h"

#include <expat.h>
#include <stdlib.h>

enum { NODES_MAX = 4 << 20, DEPTH_MAX = 10000, NAMES_MAX = 64, BINDINGS_MAX = 1000 };

struct xml_node {
    uint32_t parent, first_child, last_child, next;
    uint32_t first_attribute;
    enum form_tree_kind kind;
    struct str name, value, space;
};

// A prefix and the namespace it stands for, from the element at this depth down.
struct binding {
    struct str prefix, space;
    uint32_t depth;
};

struct xml_tree {
    struct form_tree tree; // first: the functions below get a pointer to it
    struct xml_node *nodes;
    uint32_t count;
    const struct binding *bindings; // of the root element
    size_t binding_count;
};

struct reading {
    XML_Parser parser;
    struct arena *a;
    struct xml_node *nodes; // ours until the end
    uint32_t count, room, open, depth;
    struct buf text;             // of the open element, since its start or the last child
    struct str names[NAMES_MAX]; // seen lately: most elements share a few names
    struct binding bindings[BINDINGS_MAX];
    size_t binding_count, root_bindings;
    enum err err;
    struct err_info *info;
};

static void stop(struct reading *r, enum err err, const char *text)
{
    if (r->err) return;
    err_place(r->info, NULL, NULL, (int32_t)XML_GetCurrentLineNumber(r->parser),
              (int32_t)XML_GetCurrentColumnNumber(r->parser) + 1);
    r->err = err_set(r->info, err, "%s", text);
    XML_StopParser(r->parser, XML_FALSE);
}

static struct str intern(struct reading *r, struct str name)
{
    struct str *place = &r->names[str_hash(name) % NAMES_MAX];
    if (!place->ptr || !str_eq(*place, name)) *place = arena_dup(r->a, name);
    return *place;
}

// A new node behind those that are there. False when there are too many.
static bool node_add(struct reading *r, struct xml_node node)
{
    if (r->count == NODES_MAX) {
        stop(r, ERR_LIMIT, "the document has too many elements");
        return false;
    }
    if (r->count == r->room) {
        r->room = r->room ? r->room * 2 : 256;
        r->nodes = xreallocarray(r->nodes, r->room, sizeof *r->nodes);
    }
    node.parent = r->open;
    node.first_child = node.last_child = node.next = node.first_attribute = FORM_TREE_NONE;
    r->nodes[r->count++] = node;
    return true;
}

// The newest node becomes the last child of the open element.
static void hang_on(struct reading *r)
{
    if (r->open == FORM_TREE_NONE) return;
    struct xml_node *parent = &r->nodes[r->open];
    uint32_t id = r->count - 1;
    if (parent->last_child == FORM_TREE_NONE)
        parent->first_child = id;
    else
        r->nodes[parent->last_child].next = id;
    parent->last_child = id;
}

static void take_text(struct reading *r)
{
    if (r->open == FORM_TREE_NONE || !r->text.len) return;
    if (node_add(r, (struct xml_node){.kind = FORM_TREE_TEXT,
                                      .value = arena_dup(r->a, buf_str(&r->text))}))
        hang_on(r);
    buf_clear(&r->text);
}

// ---- namespaces ----

static struct str prefix_of(struct str name)
{
    ptrdiff_t colon = str_find_char(name, ':');
    return colon > 0 ? str_sub(name, 0, (size_t)colon) : STR("");
}

static struct str space_among(const struct binding *bindings, size_t count, struct str prefix)
{
    if (str_eq(prefix, STR("xml"))) return STR("http://www.w3.org/XML/1998/namespace");
    for (size_t i = count; i > 0; i--)
        if (str_eq(bindings[i - 1].prefix, prefix)) return bindings[i - 1].space;
    return STR("");
}

static bool is_declaration(struct str name)
{
    return str_eq(name, STR("xmlns")) || str_starts(name, STR("xmlns:"));
}

static void declare(struct reading *r, const XML_Char **attributes)
{
    for (; *attributes; attributes += 2) {
        struct str name = str_of(attributes[0]);
        if (!is_declaration(name)) continue;
        if (r->binding_count == BINDINGS_MAX) {
            stop(r, ERR_LIMIT, "the document declares too many namespaces");
            return;
        }
        r->bindings[r->binding_count++] =
            (struct binding){intern(r, name.len > 6 ? str_sub(name, 6, name.len) : STR("")),
                             intern(r, str_of(attributes[1])), r->depth};
    }
    if (r->depth == 0) r->root_bindings = r->binding_count;
}

// ---- what expat tells ----

static void add_attributes(struct reading *r, uint32_t element, const XML_Char **attributes)
{
    uint32_t last = FORM_TREE_NONE;
    for (; *attributes; attributes += 2) {
        struct str name = str_of(attributes[0]), prefix = prefix_of(name);
        if (is_declaration(name)) continue;
        struct str space =
            prefix.len ? space_among(r->bindings, r->binding_count, prefix) : STR("");
        if (!node_add(r, (struct xml_node){.kind = FORM_TREE_ATTRIBUTE,
                                           .name = intern(r, name),
                                           .value = arena_dup(r->a, str_of(attributes[1])),
                                           .space = space}))
            return;
        r->nodes[r->count - 1].parent = element;
        if (last == FORM_TREE_NONE)
            r->nodes[element].first_attribute = r->count - 1;
        else
            r->nodes[last].next = r->count - 1;
        last = r->count - 1;
    }
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = data;
    if (r->err) return;
    if (r->depth == DEPTH_MAX) {
        stop(r, ERR_LIMIT, "the document is nested too deep");
        return;
    }
    take_text(r);
    declare(r, attributes);
    if (r->err) return;
    struct str own = intern(r, str_of(name));
    if (!node_add(r, (struct xml_node){
                         .kind = FORM_TREE_ELEMENT,
                         .name = own,
                         .space = space_among(r->bindings, r->binding_count, prefix_of(own))}))
        return;
    hang_on(r);
    uint32_t id = r->count - 1;
    add_attributes(r, id, attributes);
    r->open = id;
    r->depth++;
}

static void on_end(void *data, const XML_Char *name)
{
    struct reading *r = data;
    (void)name;
    if (r->err) return;
    take_text(r);
    r->open = r->nodes[r->open].parent;
    r->depth--;
    while (r->binding_count > r->root_bindings &&
           r->bindings[r->binding_count - 1].depth >= r->depth)
        r->binding_count--;
}

static void on_text(void *data, const XML_Char *text, int bytes)
{
    struct reading *r = data;
    if (!r->err) buf_add(&r->text, text, (size_t)bytes);
}

// Outside the root element they are nobody's child.
static void on_comment(void *data, const XML_Char *text)
{
    struct reading *r = data;
    if (r->err || r->open == FORM_TREE_NONE) return;
    take_text(r);
    if (node_add(r, (struct xml_node){.kind = FORM_TREE_COMMENT,
                                      .value = arena_dup(r->a, str_of(text))}))
        hang_on(r);
}

static void on_instruction(void *data, const XML_Char *target, const XML_Char *text)
{
    struct reading *r = data;
    if (r->err || r->open == FORM_TREE_NONE) return;
    take_text(r);
    if (node_add(r, (struct xml_node){.kind = FORM_TREE_INSTRUCTION,
                                      .name = intern(r, str_of(target)),
                                      .value = arena_dup(r->a, str_of(text))}))
        hang_on(r);
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int internal)
{
    (void)name, (void)system_id, (void)public_id, (void)internal;
    stop(data, ERR_UNSUPPORTED,
         "the document has a document type declaration (<!DOCTYPE …>). Remove it");
}

static enum err parse(struct reading *r, struct str bytes)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetCommentHandler(r->parser, on_comment);
    XML_SetProcessingInstructionHandler(r->parser, on_instruction);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    if (XML_Parse(r->parser, bytes.ptr ? bytes.ptr : "", (int)bytes.len, 1) != XML_STATUS_OK &&
        !r->err)
        stop(r, ERR_PARSE, XML_ErrorString(XML_GetErrorCode(r->parser)));
    return r->err;
}

// ---- walking ----

static const struct xml_node *at(const struct form_tree *tree, uint32_t node)
{
    return &((const struct xml_tree *)(const void *)tree)->nodes[node];
}

static uint32_t tree_parent(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->parent;
}

static uint32_t tree_first_child(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->first_child;
}

static uint32_t tree_next(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->next;
}

static struct str tree_name(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->name;
}

static struct str tree_value(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->value;
}

// ${name}: the first element of that name.
static uint32_t tree_find(const struct form_tree *tree, struct str name)
{
    const struct xml_tree *t = (const struct xml_tree *)(const void *)tree;
    for (uint32_t i = 0; i < t->count; i++)
        if (t->nodes[i].kind == FORM_TREE_ELEMENT && str_eq(t->nodes[i].name, name)) return i;
    return FORM_TREE_NONE;
}

static enum form_tree_kind tree_kind(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->kind;
}

static uint32_t tree_first_attribute(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->first_attribute;
}

static struct str tree_space(const struct form_tree *tree, uint32_t node)
{
    return at(tree, node)->space;
}

// The root element's own prefixes, and those that ODK's forms use by custom.
static struct str tree_space_of(const struct form_tree *tree, struct str prefix)
{
    static const struct {
        struct str prefix, space;
    } customs[] = {{{"jr", 2}, {"http://openrosa.org/javarosa", 28}},
                   {{"orx", 3}, {"http://openrosa.org/xforms", 26}},
                   {{"odk", 3}, {"http://www.opendatakit.org/xforms", 33}},
                   {{"h", 1}, {"http://www.w3.org/1999/xhtml", 28}},
                   {{"xhtml", 5}, {"http://www.w3.org/1999/xhtml", 28}},
                   {{"xf", 2}, {"http://www.w3.org/2002/xforms", 29}},
                   {{"ev", 2}, {"http://www.w3.org/2001/xml-events", 33}}};
    const struct xml_tree *t = (const struct xml_tree *)(const void *)tree;
    struct str space = space_among(t->bindings, t->binding_count, prefix);
    for (size_t i = 0; !space.len && i < sizeof customs / sizeof *customs; i++)
        if (str_eq(prefix, customs[i].prefix)) space = customs[i].space;
    return space;
}

static const struct form_tree_type xml_tree_type = {.parent = tree_parent,
                                                    .first_child = tree_first_child,
                                                    .next = tree_next,
                                                    .name = tree_name,
                                                    .value = tree_value,
                                                    .find = tree_find,
                                                    .kind = tree_kind,
                                                    .first_attribute = tree_first_attribute,
                                                    .space = tree_space,
                                                    .space_of = tree_space_of};
// Rows of a data file: elements with text, and no text nodes of their own.
static const struct form_tree_type table_tree_type = {.parent = tree_parent,
                                                      .first_child = tree_first_child,
                                                      .next = tree_next,
                                                      .name = tree_name,
                                                      .value = tree_value,
                                                      .find = tree_find};

enum err form_xml_tree_read(struct str bytes, struct arena *a, struct form_tree **out,
                            struct err_info *info)
{
    if (bytes.len > LIMIT_WORKBOOK_BYTES || bytes.len > arena_left(a) / 4)
        return err_set(info, ERR_LIMIT, "the document is larger than %d MB",
                       LIMIT_WORKBOOK_BYTES >> 20);
    struct reading *r = xcalloc(1, sizeof *r);
    *r = (struct reading){
        .parser = XML_ParserCreate(NULL), .a = a, .open = FORM_TREE_NONE, .info = info};
    enum err err = r->parser
                       ? parse(r, bytes)
                       : err_set(info, ERR_LIMIT, "there is no memory for reading the document");
    if (!err) {
        struct xml_tree *t = ARENA_NEW(a, struct xml_tree);
        t->tree = (struct form_tree){&xml_tree_type, 0};
        t->nodes = ARENA_ARRAY(a, struct xml_node, r->count);
        memcpy(t->nodes, r->nodes, r->count * sizeof *t->nodes);
        t->count = r->count;
        struct binding *bindings = ARENA_ARRAY(a, struct binding, r->root_bindings + 1);
        memcpy(bindings, r->bindings, r->root_bindings * sizeof *bindings);
        t->bindings = bindings;
        t->binding_count = r->root_bindings;
        *out = &t->tree;
    }
    if (r->parser) XML_ParserFree(r->parser);
    buf_finish(&r->text);
    free(r->nodes);
    free(r);
    return err;
}

enum err form_xml_tree_read_table(struct str file, struct str bytes, struct arena *a,
                                  struct form_tree **out, struct err_info *info)
{
    struct form_csv csv;
    if (bytes.len > LIMIT_WORKBOOK_BYTES || bytes.len > arena_left(a) / 8)
        return err_set(info, ERR_LIMIT, "the file is larger than %d MB",
                       LIMIT_WORKBOOK_BYTES >> 20);
    bool places = str_ends(file, STR(".geojson")) || str_ends(file, STR(".json"));
    enum err err = places ? form_geojson_read(bytes, a, &csv, info)
                          : form_csv_read(arena_dup(a, bytes), a, &csv, info);
    if (err) return err;
    uint64_t count = 1 + (uint64_t)csv.row_count * (csv.column_count + 1);
    if (count > NODES_MAX) return err_set(info, ERR_LIMIT, "the file has too many cells");
    struct xml_tree *t = ARENA_NEW(a, struct xml_tree);
    t->tree = (struct form_tree){&table_tree_type, 0};
    t->nodes = ARENA_ARRAY(a, struct xml_node, count);
    t->count = (uint32_t)count;
    t->nodes[0] = (struct xml_node){.parent = FORM_TREE_NONE,
                                    .first_child = csv.row_count ? 1 : FORM_TREE_NONE,
                                    .next = FORM_TREE_NONE,
                                    .name = STR("root")};
    uint32_t stride = csv.column_count + 1;
    for (uint32_t row = 0; row < csv.row_count; row++) {
        uint32_t item = 1 + row * stride;
        t->nodes[item] =
            (struct xml_node){.parent = 0,
                              .first_child = item + 1,
                              .next = row + 1 < csv.row_count ? item + stride : FORM_TREE_NONE,
                              .name = STR("item")};
        for (uint32_t c = 0; c < csv.column_count; c++)
            t->nodes[item + 1 + c] =
                (struct xml_node){.parent = item,
                                  .first_child = FORM_TREE_NONE,
                                  .next = c + 1 < csv.column_count ? item + 2 + c : FORM_TREE_NONE,
                                  .name = csv.columns[c],
                                  .value = csv.cells[(size_t)row * csv.column_count + c]};
    }
    *out = &t->tree;
    return ERR_NONE;
}
