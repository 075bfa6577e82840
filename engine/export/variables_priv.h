// SPDX-License-Identifier: EUPL-1.2
// The table's columns as variables of a statistics program: names it can take, labels of a length
// it can take, and values as numbers. Shared by .sav, .dta, DDI and the R script, so that a
// variable is called the same in all of them.
#pragma once

#include "export/export_priv.h"

enum export_variable_kind {
    EXPORT_STRING,
    EXPORT_CODED, // whole numbers with labels: choices, flags, why a text is missing
    EXPORT_WHOLE,
    EXPORT_DECIMAL,
    EXPORT_DATE,
};

enum export_measure { EXPORT_NOMINAL, EXPORT_ORDINAL, EXPORT_SCALE };

struct export_value_label {
    int code;        // a missing code; 0 for a value
    int64_t value;   // where code is 0
    struct str name; // as the CSV writes it; "" for a missing code
    struct str text;
};

struct export_variable {
    size_t column; // of the table
    bool reason;   // stands behind the questions and says why the text of column is missing
    enum export_variable_kind kind;
    enum export_measure measure;
    const char *name;
    struct str label;
    struct export_value_label *labels;
    size_t label_count;
    size_t bytes_max;    // EXPORT_STRING: of the longest text, at least 1
    int64_t *choices;    // EXPORT_CODED of choices: the number of each; NULL for 0 and 1
    bool weight;         // weighs the responses; numbers even where the column is text
    int64_t code_offset; // 0, unless a real answer lies where missing codes do
};

struct export_variables {
    struct arena *arena;
    struct export_variable *list;
    size_t count;
    const struct export_variable *weight; // NULL: none
    bool swedish;                         // our own words in the labels
};

// What the format can take. Labels are cut at a character border, ending in "…".
struct export_limits {
    size_t name_bytes;
    size_t label_bytes, label_characters;             // of variables; SIZE_MAX for no limit
    size_t value_label_bytes, value_label_characters; //
    bool lengths; // the format wants to know how long texts are, which takes a look at every row
};
extern const struct export_limits export_limits_sav, export_limits_dta, export_limits_none;

// export_variables_finish in any case.
void export_variables_make(const struct table *t, const struct export_options *options,
                           const struct export_limits *limits, struct export_variables *out);
void export_variables_finish(struct export_variables *v);
// The value of a row: a missing code, or 0 and *out_value (dates: days since 1970). Not for
// EXPORT_STRING.
int export_variable_value(const struct table *t, const struct export_variable *v, size_t row,
                          double *out_value);
// The text of a row of an EXPORT_STRING; "" where it is missing.
struct str export_variable_text(const struct table *t, const struct export_variable *v, size_t row);
// The column of the variable that weighs responses; false where none does, as in repeats.
bool export_weight_column(const struct table *t, struct str variable, size_t *out_column);
// The variables that stand for one select_multiple, from index on: how many; 1 for all others.
size_t export_variables_of_set(const struct table *t, const struct export_variables *v,
                               size_t index);
// The label of the question that a column belongs to, one line of it.
void export_question_label(const struct table *t, size_t column, size_t language, struct buf *out);

// ---- words ----
bool export_swedish(const struct form_def *form, size_t language);
const char *export_code_word(int code, bool swedish);
const char *export_meta_label(enum table_source source, bool swedish);
// White space of any kind becomes one space; control characters go.
void export_add_line(struct buf *out, struct str text);
// Noon of the last day on which somebody answered, in seconds since 1970; for files that want a
// time. A fixed day where the survey records no time. Never the clock: same answers, same bytes.
int64_t export_data_time(const struct table *t);
