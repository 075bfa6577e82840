// SPDX-License-Identifier: EUPL-1.2
// The table's inside, shared by its own files: columns as arrays of their own width, and one pool
// for all texts.
#pragma once

#include "table/table.h"

enum { TABLE_META_COUNT = TABLE_DURATION + 1 };

struct column {
    struct table_column public;
    uint8_t width; // bytes a cell: 1, 2, 4 or 8
    uint8_t *values;
    int8_t *missing;
};

// A node that has columns, with what is needed to read its answers.
struct question {
    size_t node;
    struct str path; // short path
    size_t first, count;
    uint32_t *choices; // indices of the node's choices, sorted by name; NULL for other kinds
    size_t choice_count;
    int32_t *option_column; // per choice: its column's distance from first, -1 for none
};

struct table {
    const struct form_def *def;
    struct arena *arena; // columns' names, questions
    struct table_expect expect;
    struct column *columns;
    size_t column_count;
    struct question *questions; // sorted by path
    size_t question_count;
    int32_t *question_of_node; // per node, -1 for none
    size_t row_count, row_capacity;
    size_t refused_count, other_form_count;
    uint32_t *order;                      // rows as they are shown, or NULL: as they came
    struct buf pool;                      // all texts
    uint32_t *ids;                        // open addressing: row + 1, 0 for free
    size_t ids_capacity;                  // a power of two
    uint64_t *pending;                    // the row being read, one raw value a column
    int8_t *pending_codes;                // and its missing code
    uint64_t last_text[TABLE_META_COUNT]; // the text before, which the next row often repeats
};

// A text's place in the pool, packed: offset above, length in the low 16 bits.
enum { TABLE_TEXT_BITS = 16 };

uint64_t table_raw(const struct table *t, size_t row, size_t column);
void table_raw_set(struct table *t, size_t row, size_t column, uint64_t raw);
struct str table_pool_text(const struct table *t, uint64_t raw);
const struct question *table_question_find(const struct table *t, struct str path);
// The index of a choice by its name, -1 where the question has none of that name.
int64_t table_choice_find(const struct table *t, const struct question *q, struct str name);
// Makes room for one more row.
void table_grow(struct table *t);
