// SPDX-License-Identifier: EUPL-1.2
// XML bytes to a tree: one pass of expat, nodes in document order, text kept once.
#include "form/xml_tree.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "form/csv_priv.h"

#include <expat.h>
#include <stdlib.h>

enum { NODES_MAX = 4 << 20, DEPTH_MAX = 10000, NAMES_MAX = 64 };

struct xml_node {
    uint32_t parent, first_child, last_child, next;
    struct str name, value;
};

struct xml_tree {
    struct form_tree tree; // first: the functions below get a pointer to it
    struct xml_node *nodes;
    uint32_t count;
};

struct reading {
    XML_Parser parser;
    struct arena *a;
    struct xml_node *nodes; // ours until the end
    uint32_t count, room, open, depth;
    struct buf text;             // of the open element, since its start or the last child
    struct str names[NAMES_MAX]; // seen lately: most elements share a few names
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

// Text belongs to the element that is open; white space alone says nothing beside children.
static void take_text(struct reading *r, bool leaf)
{
    if (r->open == FORM_TREE_NONE || !r->text.len) return;
    struct xml_node *n = &r->nodes[r->open];
    struct str text = buf_str(&r->text);
    if (leaf || str_trim(text).len) {
        n->value = n->value.len ? arena_printf(r->a, "%.*s%.*s", STR_ARG(n->value), STR_ARG(text))
                                : arena_dup(r->a, text);
    }
    buf_clear(&r->text);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct reading *r = data;
    (void)attributes; // the trees of expressions have none
    if (r->err) return;
    if (r->count == NODES_MAX || r->depth == DEPTH_MAX) {
        stop(r, ERR_LIMIT, "the document has too many elements, or is nested too deep");
        return;
    }
    take_text(r, false);
    if (r->count == r->room) {
        r->room = r->room ? r->room * 2 : 256;
        r->nodes = xreallocarray(r->nodes, r->room, sizeof *r->nodes);
    }
    uint32_t id = r->count++;
    r->nodes[id] = (struct xml_node){.parent = r->open,
                                     .first_child = FORM_TREE_NONE,
                                     .last_child = FORM_TREE_NONE,
                                     .next = FORM_TREE_NONE,
                                     .name = intern(r, str_of(name)),
                                     .value = STR("")};
    if (r->open != FORM_TREE_NONE) {
        struct xml_node *parent = &r->nodes[r->open];
        if (parent->last_child == FORM_TREE_NONE)
            parent->first_child = id;
        else
            r->nodes[parent->last_child].next = id;
        parent->last_child = id;
    }
    r->open = id;
    r->depth++;
}

static void on_end(void *data, const XML_Char *name)
{
    struct reading *r = data;
    (void)name;
    if (r->err) return;
    take_text(r, r->nodes[r->open].first_child == FORM_TREE_NONE);
    r->open = r->nodes[r->open].parent;
    r->depth--;
}

static void on_text(void *data, const XML_Char *text, int bytes)
{
    struct reading *r = data;
    if (!r->err) buf_add(&r->text, text, (size_t)bytes);
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
        if (str_eq(t->nodes[i].name, name)) return i;
    return FORM_TREE_NONE;
}

static const struct form_tree_type xml_tree_type = {.parent = tree_parent,
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
    struct reading r = {
        .parser = XML_ParserCreate(NULL), .a = a, .open = FORM_TREE_NONE, .info = info};
    if (!r.parser) return err_set(info, ERR_LIMIT, "there is no memory for reading the document");
    enum err err = parse(&r, bytes);
    if (!err) {
        struct xml_tree *t = ARENA_NEW(a, struct xml_tree);
        t->tree = (struct form_tree){&xml_tree_type, 0};
        t->nodes = ARENA_ARRAY(a, struct xml_node, r.count);
        memcpy(t->nodes, r.nodes, r.count * sizeof *t->nodes);
        t->count = r.count;
        *out = &t->tree;
    }
    XML_ParserFree(r.parser);
    buf_finish(&r.text);
    free(r.nodes);
    return err;
}

enum err form_xml_tree_read_csv(struct str bytes, struct arena *a, struct form_tree **out,
                                struct err_info *info)
{
    struct form_csv csv;
    if (bytes.len > LIMIT_WORKBOOK_BYTES || bytes.len > arena_left(a) / 8)
        return err_set(info, ERR_LIMIT, "the file is larger than %d MB",
                       LIMIT_WORKBOOK_BYTES >> 20);
    enum err err = form_csv_read(arena_dup(a, bytes), a, &csv, info);
    if (err) return err;
    uint64_t count = 1 + (uint64_t)csv.row_count * (csv.column_count + 1);
    if (count > NODES_MAX) return err_set(info, ERR_LIMIT, "the file has too many cells");
    struct xml_tree *t = ARENA_NEW(a, struct xml_tree);
    t->tree = (struct form_tree){&xml_tree_type, 0};
    t->nodes = ARENA_ARRAY(a, struct xml_node, count);
    t->count = (uint32_t)count;
    t->nodes[0] = (struct xml_node){FORM_TREE_NONE, csv.row_count ? 1 : FORM_TREE_NONE,
                                    FORM_TREE_NONE, FORM_TREE_NONE,
                                    STR("root"),    STR("")};
    uint32_t stride = csv.column_count + 1;
    for (uint32_t row = 0; row < csv.row_count; row++) {
        uint32_t item = 1 + row * stride;
        uint32_t next = row + 1 < csv.row_count ? item + stride : FORM_TREE_NONE;
        t->nodes[item] = (struct xml_node){0, item + 1, FORM_TREE_NONE, next, STR("item"), STR("")};
        for (uint32_t c = 0; c < csv.column_count; c++)
            t->nodes[item + 1 + c] = (struct xml_node){
                item,           FORM_TREE_NONE,
                FORM_TREE_NONE, c + 1 < csv.column_count ? item + 2 + c : FORM_TREE_NONE,
                csv.columns[c], csv.cells[(size_t)row * csv.column_count + c]};
    }
    *out = &t->tree;
    return ERR_NONE;
}
