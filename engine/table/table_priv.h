// SPDX-License-Identifier: EUPL-1.2
// The table's inside, shared by its own files: columns as arrays of their own width, and one pool
// for all texts.
#pragma once

#include "table/table.h"

enum { TABLE_META_COUNT = TABLE_DURATION + 1 }; // in every table; TABLE_RAPID may follow

struct column {
    struct table_column public;
    uint8_t width;    // bytes a cell: 1, 2, 4 or 8
    bool meets_codes; // a number that somebody gave is from -9 to -1
    uint8_t *values;
    int8_t *missing;
};

// What a text is to be made GeoJSON of.
enum table_geometry { TABLE_NO_GEOMETRY, TABLE_POINT, TABLE_TRACE, TABLE_SHAPE };

// A node that has columns, with what is needed to read its answers.
struct question {
    size_t node;
    struct str path; // short path, without places in repeats
    size_t first, count;
    enum table_geometry geometry;
    uint32_t next;     // the question behind it in the form, of questions
    uint32_t *choices; // indices of the node's choices, sorted by name; NULL for other kinds
    size_t choice_count;
    struct str *names;      // of the choices, in the form's order
    int32_t *option_column; // per choice: its column's distance from first, -1 for none
};

// The rows that one response gives a repeat's table, until the response was judged whole.
struct table_pending {
    uint64_t *raw; // column_count a row
    int8_t *codes;
    uint32_t *positions; // depth a row
    size_t count, capacity;
    size_t pool_before; // of the pool, when the first of them came
    uint64_t id;        // the response's, in this table's pool
};

// Another version of the form: what of it is not the same.
struct table_version {
    char hash[65];
    size_t first_change, change_count; // sorted by path
};

struct table {
    const struct form_def *def;
    size_t scope;           // the repeat whose answers are rows; 0: the responses'
    size_t depth;           // repeats around a row, its own included: so many columns of positions
    struct table **repeats; // of the responses' table: every repeat's, by node
    size_t repeat_count;
    struct arena *arena; // columns' names, questions
    struct table_expect expect;
    struct column *columns;
    size_t column_count;
    struct question *questions; // sorted by path
    size_t question_count;
    int32_t *question_of_node; // per node: in the table that has it, -1 for none; shared by all
    struct table_version *versions;
    size_t version_count;
    struct table_change *changes;
    size_t change_count, change_capacity;
    struct table_change **left_out; // by the response being read: counted when it is taken
    size_t left_out_count, left_out_capacity;
    size_t row_count, row_capacity; // in memory
    size_t row_bytes;               // of a row there, without its texts
    struct table_store *store;      // where rows are laid aside, or NULL
    struct table_window *window;    // what is read of them, or NULL where none were
    size_t refused_count, other_form_count;
    uint32_t *order;                      // rows as they are shown, or NULL: as they came
    struct buf pool;                      // all texts
    uint32_t *ids;                        // open addressing: row + 1, 0 for free
    size_t ids_capacity;                  // a power of two
    uint64_t *pending;                    // the row being read, one raw value a column
    int8_t *pending_codes;                // and its missing code
    bool pending_meets;                   // a number in it lies where missing codes do
    struct table_pending rows;            // of a repeat's: where pending points into
    struct buf scan_keys, scan_values;    // what the response being read writes with escapes
    struct buf geometry;                  // of the answer being read
    uint32_t first_question;              // of the form, in questions
    uint32_t next_question;               // that an answer is probably to, in questions
    uint64_t last_text[TABLE_META_COUNT]; // the text before, which the next row often repeats
};

// A text's place in the pool, packed: offset above, length in the low 16 bits.
enum { TABLE_TEXT_BITS = 16 };

uint64_t table_raw(const struct table *t, size_t row, size_t column);
void table_raw_set(struct table *t, size_t row, size_t column, uint64_t raw);
struct str table_pool_text(const struct table *t, uint64_t raw);
// Answers mostly come in the form's order, so the ones behind the last found are tried first.
const struct question *table_question_find(struct table *t, struct str path);
// The index of a choice by its name, -1 where the question has none of that name.
int64_t table_choice_find(const struct question *q, struct str name);
// The rows in memory, by key, in t->order.
void table_sort(struct table *t);
// Makes room for one more row.
void table_grow(struct table *t);
// The columns of the form that belong to rows of this scope.
size_t table_columns_of_scope(const struct form_def *def, size_t scope);
// A table with its columns; the shared question_of_node is filled for its nodes.
struct table *table_make(const struct form_def *def, size_t scope, int32_t *question_of_node);
enum { TABLE_UNSET = 1 }; // in pending_codes: nothing was said of this column

// ---- repeats.c ----
size_t table_enclosing_repeat(const struct form_def *def, size_t node); // 0 for none
size_t table_position_count(const struct form_def *def, size_t scope);
void table_make_repeats(struct table *t);
void table_destroy_repeats(struct table *t);
// Finds the row that "r[2]/q" belongs to, makes it where it is the first answer of its row, counts
// it in the repeats around it, and puts it into (*out)->pending. *out_question is NULL where the
// node has no column. False where the form has no such node or not in these repeats.
bool table_locate(struct table *t, struct str path, struct table **out,
                  const struct question **out_question);
void table_repeats_commit(struct table *t);
void table_repeats_forget(struct table *t); // what the response had given so far
// ---- geometry.c ----
// ODK's text of a place, a trace or a shape as a GeoJSON geometry, appended to out; false, and
// nothing appended, where it is none.
bool table_geometry_add(enum table_geometry kind, struct str value, struct buf *out);

// ---- join.c ----
const struct table_version *table_version_find(const struct table *t, struct str hash);
// True where the version's answer at this path ("r[2]/q" too) must not be pooled; noted.
bool table_version_drops(struct table *t, const struct table_version *v, struct str path);
void table_versions_commit(struct table *t, bool taken); // counts what was noted, or forgets it
void table_destroy_versions(struct table *t);

// Makes missing what the row being read says nothing about.
void table_fill_gaps(struct table *t);
// Takes the row being read in.
void table_commit_row(struct table *t);
uint64_t table_keep_text(struct table *t, struct str text);
