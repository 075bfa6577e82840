// SPDX-License-Identifier: EUPL-1.2
// What the files that write an XForm share: the rows as a tree of nodes, and how each part of the
// document is made from them.
#pragma once

#include "form/build_priv.h"
#include "form/xform.h"

#define XFORM_NONE UINT32_MAX

enum xform_kind { XFORM_QUESTION, XFORM_GROUP, XFORM_REPEAT };

// How a type is written: control and bind type, the rest where it has any.
struct xform_type {
    const char *name, *control; // control NULL: no control
    const char *bind;           // NULL: no type
    const char *preload, *params;
    const char *mediatype;
};

struct xform_node {
    enum xform_kind kind;
    const struct xform_type *type; // of a question
    uint32_t parent, end;          // end: one past the last descendant
    struct str name, path;
    struct row row;
    struct str list;            // of a select
    struct str file;            // of a select from a file: its name with its ending
    struct str count_path;      // of a counted repeat
    struct str own_calculation; // of nodes that stand for no row …
    struct str own_relevant;
    struct str own_constraint; // that a legacy type such as percentage brings
    struct str own_appearance; // in place of the row's
    const char *own_label;     // … and their label
    struct str calculation;    // as an expression for the bind or the setvalue
    struct str default_expr;   // a dynamic default; its text "" where there is none
    bool readonly, meta, triggered;
    bool table;      // a group with table-list that still lacks its row of labels
    bool unlabelled; // its label stands in a note of its own
    bool other;      // its list has the choice that "or_other" adds
};

struct xform_list {
    struct str name;
    uint32_t count;
    bool in_itext; // a label is translated, has a picture or an answer in it
};
struct xform_choice {
    struct row row;
    uint32_t list, number; // number: from 0 in its list
};

struct xform_entity { // list "": the form makes none
    struct str list, label, id, create_if, update_if;
};

struct xform {
    struct builder b; // sheets, headers, languages, settings
    struct arena *a;
    struct form_problems *problems;
    struct xform_node *nodes; // 0 is the root
    uint32_t count, room;
    struct map names; // name → node
    struct xform_list *lists;
    struct map list_names;
    struct xform_choice *choices; // in the sheet's order
    uint32_t list_count, choice_count;
    bool translated; // texts stand in itext
    struct str root, namespaces;
    struct xform_entity entity;
    uint32_t answers_parent; // while the filter of choices from a repeat is written; else 0
    struct buf *out;
};

// ---- xform_read.c: rows to nodes ----
bool form_xform_read(struct xform *x);
struct str form_xform_cell(const struct xform_node *n, enum column column); // "" where absent
// A translatable cell in a language; ptr NULL where there is none.
struct str form_xform_text(const struct xform *x, const struct sheet *sheet, const struct row *row,
                           enum column column, uint32_t language);
bool form_xform_has_text(const struct xform *x, const struct sheet *sheet, const struct row *row,
                         enum column column);
// parameters: the value of a key, "" where absent.
struct str form_xform_parameter(const struct xform_node *n, const char *key);
const struct xform_type *form_xform_type(struct str name);
// True where a prefix such as "svar" is declared by the form or belongs to XForms.
bool form_xform_prefix_known(const struct xform *x, struct str name);
// Next prefix="uri" of the namespaces setting.
bool form_xform_namespace(struct str *rest, struct str *prefix, struct str *uri);

// ---- xform_refs.c: ${name} ----
// The expression with paths in place of ${name}, seen from node; in_choices: from a choice.
struct str form_xform_expr(struct xform *x, uint32_t node, struct str text, bool in_choices);
// Text with <output value="…"/> in place of ${name}, escaped, appended.
void form_xform_output(struct xform *x, uint32_t node, struct str text);
// Path to what stands around the answers that are the node's choices, in all their repeats.
struct str form_xform_answers_path(struct xform *x, uint32_t node, uint32_t answers);
struct str form_xform_appearance(const struct xform_node *n);
uint32_t form_xform_find(const struct xform *x, struct str name);
// As pyxform has it: is a default an expression, or text?
bool form_xform_default_is_dynamic(struct str text, const struct xform_type *type);

// ---- xform_model.c, xform_itext.c, xform_body.c ----
void form_xform_model(struct xform *x);
void form_xform_itext(struct xform *x);
// True where the text of a row goes to itext: it is translated, or has sound or pictures.
bool form_xform_in_itext(const struct xform *x, const struct sheet *sheet, const struct row *row,
                         enum column column);
bool form_xform_choice_in_itext(const struct xform *x, const struct row *row);
void form_xform_body(struct xform *x);
// Attributes from columns such as bind::x; prefixes ends with NULL.
void form_xform_own_attributes(struct xform *x, uint32_t node, const char *const *prefixes);
// <setvalue …/> for a dynamic default or a trigger.
void form_xform_setvalue(struct xform *x, uint32_t node, const char *event, struct str value);

// ---- xform_entity.c: the entities sheet ----
void form_xform_entity_read(struct xform *x);
void form_xform_entity_meta(struct xform *x);
void form_xform_entity_binds(struct xform *x);
void form_xform_entity_property(struct xform *x, uint32_t node);

// ---- xform.c: XML ----
void form_xform_add(struct xform *x, const char *text);
void form_xform_escape(struct xform *x, struct str text);
void form_xform_attribute(struct xform *x, const char *name, struct str value); // none when empty
