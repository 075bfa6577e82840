// SPDX-License-Identifier: EUPL-1.2
// The definition's insides: nodes, texts and choices by index, expressions bound to nodes, and the
// graph of what hangs on what. Built by the def_*.c files, read by instance and view.
#pragma once

#include "form/data_priv.h"
#include "form/def.h"
#include "form/expr_priv.h"
#include "form/map_priv.h"

#define DEF_NONE UINT32_MAX

// What is computed for a node. The order matters in nothing but names.
enum def_job {
    JOB_VALUE, // calculation
    JOB_RELEVANT,
    JOB_FILTER, // choice_filter
    JOB_REQUIRED,
    JOB_READONLY,
    JOB_CONSTRAINT,
    JOB_REPEAT, // repeat_count; runs where the repeat stands, not in its instances
    JOB_COUNT,
};

enum def_text_kind {
    DEF_LABEL,
    DEF_HINT,
    DEF_GUIDANCE,
    DEF_CONSTRAINT_MESSAGE,
    DEF_REQUIRED_MESSAGE,
    DEF_IMAGE,
    DEF_BIG_IMAGE,
    DEF_AUDIO,
    DEF_VIDEO,
    DEF_TEXT_KINDS,
};

// A text in one language: as written and, where it holds ${…}, as parts.
struct def_part {
    struct str literal;
    struct form_expr *expr; // NULL: the literal
};
struct def_text {
    struct str source; // ptr NULL: not translated
    const struct def_part *parts;
    uint32_t part_count; // 0: plain
};

struct def_attribute {
    struct str column, value;
};

enum def_metadata { META_NONE, META_START, META_END, META_TODAY, META_DEVICE, META_AUDIT };

enum {
    DEF_VISIBLE = 1,
    DEF_READONLY = 2, // always: notes
    DEF_FIELD_LIST = 4,
    DEF_DYNAMIC_DEFAULT = 8,
    DEF_LANGUAGE = 16, // the calculation reads translated text
    DEF_RANDOMIZE = 32,
    DEF_STAND_IN = 64, // a note in place of a question that the device cannot ask
    DEF_COUNTED = 128, // a repeat with a repeat_count
    DEF_EMPTY = 256,   // never has a value
    DEF_TABLE = 512,   // a group with appearance table-list
};

struct def_node {
    enum form_kind kind;
    enum form_type type;
    enum def_metadata metadata;
    unsigned flags;
    uint32_t parent, end;
    uint32_t frame;      // in whose frame it stands (a repeat: the frame around it)
    uint32_t slot;       // place in that frame
    uint32_t slot_end;   // behind its last descendant in that frame
    uint32_t own_frame;  // of a repeat: the frame that each of its instances opens
    uint32_t page;       // the node that is its page; DEF_NONE for what is on no page
    uint32_t position;   // of a page or repeat: in its frame's order of pages
    uint32_t list;       // choices
    uint32_t source;     // choices from a repeat: the question whose answers they are
    int32_t row, column; // of the type cell
    struct str name, path, short_path, xlsform_type, written_type, appearance, parameters;
    struct str default_text;
    struct form_expr *jobs[JOB_COUNT];
    int32_t job_columns[JOB_COUNT];
    struct form_expr *default_expr;
    int32_t default_column;
    struct form_expr *seed;
    const struct def_index *lookup; // of a choice_filter that compares a column, or one part of it
    struct form_expr *lookup_value; // with this
    bool lookup_whole;              // and nothing else
    struct str range_start, range_end, range_step, range_tick, range_placeholder;
    uint32_t texts[DEF_TEXT_KINDS]; // rows of def->texts; DEF_NONE: no such text
    uint32_t first_attribute, attribute_count;
    uint32_t first_reader, reader_count;       // in def->readers
    uint32_t first_triggered, triggered_count; // in def->triggered
    bool triggered;                            // its calculation waits for another question
    struct form_expr *trigger_expr;            // NULL: the change clears it
};

// A frame: the nodes that come and go together. Frame 0 is the form outside all repeats.
struct def_frame {
    uint32_t node;   // the root, or the repeat
    uint32_t parent; // frame around it
    uint32_t depth;
    uint32_t slot_count;
    uint32_t *nodes; // by slot
    uint32_t position_count;
    uint32_t *positions; // pages and repeats that hold pages, in order
    bool has_defaults;   // dynamic ones
};

struct def_choice {
    struct str name;
    int missing;
    int32_t row;
    uint32_t texts[DEF_TEXT_KINDS];
    uint32_t first_cell, cell_count;
};
struct def_cell {
    uint32_t column; // in def->choice_columns
    struct str value;
};

// Rows of a list by the text in one column.
struct def_index {
    uint32_t column;
    struct map first; // text → its first row
    uint32_t *next;   // row → the next with the same text; DEF_NONE
    struct def_index *next_index;
};

// A list of the choices sheet, or a data file, whose rows may be choices as well.
struct def_list {
    struct form_tree tree; // what instance('list') walks
    const struct form_def *def;
    struct str name;
    struct def_choice *choices;
    uint32_t first, count;   // of the choices; first is among the sheet's
    uint32_t column_count;   // as a tree: name, label and the further ones, or the file's
    struct str file;         // its name
    struct form_csv *table;  // of a file
    struct form_tree *whole; // of an XML file that no table can hold: what instance() walks instead
    struct map names;        // choice name → index in the list
    int32_t row;
    struct def_index *indexes;
    struct str value, label; // of a file: columns that the choices take
    bool failed;             // the file could not be read
};

struct def_language {
    struct str name, code;
};

// A job that reads a node. All its instances below the frame `base` around the node are meant: what
// leads up to that frame and down again to the job.
struct def_reader {
    uint32_t rank, base;
};

struct def_rank {
    uint32_t node;
    enum def_job job;
};

struct form_def {
    struct arena *a;
    struct str file, id, title, version, root_name;
    struct def_attribute *settings;
    size_t setting_count;
    struct form_host host;
    struct form_services services;
    struct form_expr *instance_name;
    uint32_t *triggered; // nodes, in runs by the node whose change computes them
    bool any_trigger;
    bool readonly_groups; // a group's read_only covers what is in it

    struct def_language languages[64];
    size_t language_count;
    struct def_node *nodes;
    size_t node_count;
    struct map by_name;  // name → first node; see duplicate
    struct map by_path;  // short path → node
    bool *duplicate;     // by node: another node has its name
    struct map children; // (parent, name) → node

    struct def_text *texts; // rows of language_count
    uint32_t text_count, text_room;
    struct def_attribute *attributes;
    uint32_t attribute_count, attribute_room;

    struct def_list *lists;
    uint32_t list_count;
    struct map list_names;
    struct def_choice *choices;
    uint32_t choice_count;
    struct str *choice_columns;
    uint32_t choice_column_count;
    struct def_cell *cells;
    uint32_t cell_count, cell_room;

    struct def_frame *frames;
    uint32_t frame_count;

    struct def_rank *ranks; // jobs in an order in which each comes after what it reads
    uint32_t rank_count;
    uint32_t *rank_of;          // node × JOB_COUNT + job → rank
    struct def_reader *readers; // CSR
    uint32_t *language_jobs;    // ranks of what a change of language recomputes
    uint32_t language_job_count;
};

// def.c
struct str form_def_text_source(const struct form_def *def, uint32_t row, size_t language);
const struct def_text *form_def_text_at(const struct form_def *def, uint32_t row, size_t language);
// The frame that a node's instance stands in: a repeat's instance opens its own.
static inline uint32_t def_frame_of(const struct def_node *n)
{
    return n->kind == FORM_REPEAT ? n->own_frame : n->frame;
}
// The same of one of its jobs: a repeat_count's stands in the frame around.
static inline uint32_t form_def_job_frame(const struct def_node *n, enum def_job job)
{
    return job == JOB_REPEAT ? n->frame : def_frame_of(n);
}
static inline uint32_t form_def_job_slot(const struct def_node *n, enum def_job job)
{
    return n->kind == FORM_REPEAT && job != JOB_REPEAT ? 0 : n->slot;
}
bool form_def_holds_value(const struct def_node *n); // not a structure
// decimal.c: a range in whole units of its smallest decimal place
struct range_units {
    int64_t start, end, step;
    unsigned places;
};
bool form_range_units(const struct def_node *n, struct range_units *out);
bool form_range_on_step(const struct range_units *r, struct str value, int64_t step_units);
bool form_range_multiple(const struct range_units *r, struct str value); // of the step
bool form_def_is_question(const struct def_node *n); // shown, and takes an answer
uint32_t form_def_child(const struct form_def *def, uint32_t parent, struct str name);
// Innermost frame that both stand in.
uint32_t form_def_common_frame(const struct form_def *def, uint32_t a, uint32_t b);
extern const struct form_tree_type form_def_list_tree; // def_list.c
struct str form_list_column_name(const struct def_list *list, uint32_t column);
struct str form_list_value(const struct def_list *list, uint32_t row, uint32_t column);
uint32_t form_list_item(const struct def_list *list, uint32_t row); // its node
