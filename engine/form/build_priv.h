// SPDX-License-Identifier: EUPL-1.2
// What the files that turn a workbook into a definition share: the builder, headers, types.
#pragma once

#include "form/def_priv.h"

// ---- columns (columns.c) ----
enum column {
    COLUMN_NONE,      // a blank header
    COLUMN_ATTRIBUTE, // kept as it is under its header: bind::, body::, svar:, unknown ones
    COLUMN_TYPE,
    COLUMN_NAME,
    COLUMN_LABEL, // translatable from here …
    COLUMN_HINT,
    COLUMN_GUIDANCE,
    COLUMN_CONSTRAINT_MESSAGE,
    COLUMN_REQUIRED_MESSAGE,
    COLUMN_IMAGE,
    COLUMN_BIG_IMAGE,
    COLUMN_AUDIO,
    COLUMN_VIDEO, // … to here, in the order of enum def_text_kind
    COLUMN_REQUIRED,
    COLUMN_RELEVANT,
    COLUMN_CONSTRAINT,
    COLUMN_CALCULATION,
    COLUMN_TRIGGER,
    COLUMN_DEFAULT,
    COLUMN_READ_ONLY,
    COLUMN_APPEARANCE,
    COLUMN_CHOICE_FILTER,
    COLUMN_PARAMETERS,
    COLUMN_REPEAT_COUNT,
    COLUMN_DISABLED,
    COLUMN_LIST_NAME,
    COLUMN_ASIDE,       // another tool's own: of no effect, and no mistake
    COLUMN_UNSUPPORTED, // a known column that is not built yet
    COLUMN_COUNT,
};

struct header {
    enum column column;
    uint32_t language; // of a translatable one
    struct str text;   // as written, trimmed
};

enum sheet_kind { SHEET_SURVEY, SHEET_CHOICES, SHEET_SETTINGS };

struct sheet {
    const struct form_sheet *cells; // NULL: the workbook has none
    struct header *headers;         // by column number − 1
    size_t header_count;
    size_t first_cell; // of the second row
};

// ---- types (types.c) ----
enum type_verb {
    VERB_QUESTION,
    VERB_BEGIN_GROUP,
    VERB_END_GROUP,
    VERB_BEGIN_REPEAT,
    VERB_END_REPEAT,
    VERB_FILE,    // csv-external, xml-external
    VERB_REFUSED, // of XLSForm, and not used here
    VERB_UNKNOWN,
};
struct type_cell {
    enum type_verb verb;
    enum form_kind kind;
    enum form_type type;
    enum def_metadata metadata;
    struct str name;       // canonical: "select_one"
    struct str written;    // the same, but "select_one_from_file"
    struct str list;       // of selects: its name, or the file's
    struct str why;        // what a note would need, why it stays empty, what to do instead
    struct str constraint; // that a legacy type brings
    bool from_file;
    bool or_other;
    bool extra; // words behind the type that mean nothing
    bool note;  // shown as a note for want of what it needs
    bool empty; // never has a value
};
struct type_cell form_type_parse(struct str text);
struct str form_type_suggest(struct str text);

// One question whose change computes another.
struct trigger_pair {
    uint32_t target, source;
    struct str name; // of the source
    const struct form_cell *cell;
};

// A select whose choices are a question's answers.
struct source_name {
    uint32_t node;
    struct str name;
    const struct form_cell *cell, *filter;
};

struct builder {
    struct form_def *def;
    struct arena *a;
    const struct form_workbook *workbook;
    struct form_problems *problems;
    struct str file, sheet_name; // for problems
    struct sheet survey, choices, settings;
    struct str default_language;
    bool plain_labels; // a label column without a language
    uint32_t file_count;
    struct trigger_pair *triggers; // as written, until all names are known
    uint32_t trigger_count, trigger_room;
    struct source_name *sources; // select_one ${name}, likewise
    uint32_t source_count, source_room;
    struct type_memo { // rows of a form share a few types
        struct str text;
        struct type_cell cell;
    } types[32];
    uint64_t visits; // nodes that binding has looked at, against forms made to take for ever
};

// One row: the cells of the columns that hold one value, and the range of all its cells.
struct row {
    int32_t number;
    const char *label_english, *label_swedish; // of a row that stands in no sheet
    const struct form_cell *cells[COLUMN_COUNT];
    size_t first, count; // in sheet->cells->cells
};

#define PROBLEM(b, severity, row, column, ...)                                                \
    form_problems_add((b)->problems, (severity), (b)->file, (b)->sheet_name, (row), (column), \
                      __VA_ARGS__)
#define PROBLEM_AT(b, severity, cell, ...) \
    PROBLEM((b), (severity), (cell)->row, (cell)->column, __VA_ARGS__)

void form_columns_read(struct builder *b); // headers of all sheets, and the languages
// The next row with a cell in it; *at begins at sheet->first_cell.
bool form_sheet_row(const struct sheet *sheet, size_t *at, struct row *out);
size_t form_sheet_row_count(const struct sheet *sheet); // rows of data with a cell
bool form_cell_is_yes(struct str text);                 // yes, Yes, true, TRUE, 1 …
bool form_cell_is_no(struct str text);
bool form_name_valid(struct str name); // an XML name
// Finds or adds by code or name.
uint32_t form_language_index(struct builder *b, struct str name);

// ---- texts (def_text.c) ----
// Puts the row's translatable cells into *texts (DEF_TEXT_KINDS row indices).
void form_texts_read(struct builder *b, const struct sheet *sheet, const struct row *row,
                     uint32_t *texts);
// The next thing in a text that is computed: ${name}, or instance('list')/root/item[…]/column as a
// whole. False where there is none; *unclosed where a ${ is never closed.
bool form_text_run(struct str text, size_t *out_from, size_t *out_to, bool *unclosed);
// A new text, blank in every language.
uint32_t form_text_add(struct form_def *def);
// Parses and binds the ${…} of all texts, seen from the nodes they belong to.
void form_texts_bind(struct builder *b);

// ---- lists (def_choices.c, def_list.c, def_files.c) ----
// Finds or adds; there is room for FILES_MAX beside those of the choices sheet.
enum { FILES_MAX = 64 };
uint32_t form_list_add(struct form_def *def, struct str name, int32_t row);
// Finds what lets a choice_filter look up rows instead of trying each.
void form_list_plan_filter(struct builder *b, struct def_node *n);
const struct def_index *form_list_index(struct builder *b, struct def_list *list, uint32_t column);
// A data file as a list, read once; DEF_NONE when it cannot be, which is reported.
uint32_t form_file_list(struct builder *b, struct str file, int32_t row, int32_t column);
uint32_t form_file_column(struct builder *b, uint32_t list, struct str name, int32_t row,
                          int32_t column);
// The file's rows as choices with the columns `value` and `label`.
uint32_t form_file_choices(struct builder *b, uint32_t file, struct str value, struct str label,
                           int32_t row, int32_t column);
// search('file', …) in the appearance: choices from the file, and a filter.
void form_search_read(struct builder *b, struct def_node *n, const struct row *row);

// ---- rows that stand for several (def_expand.c), triggers (def_trigger.c), looks ----
// Adds the choice “other” to the select's list; false, and a mistake, where it cannot have one.
bool form_other_choice(struct builder *b, struct def_node *n, const struct row *row);
// The row of the text question that goes with it.
void form_other_row(struct builder *b, const struct def_node *n, const struct row *row,
                    struct row *out);
void form_row_label(struct builder *b, const struct row *row, uint32_t *texts);
void form_tables_check(struct builder *b);
// select_one ${name} (def_source.c): noted while rows are read, found when all names are known.
void form_source_note(struct builder *b, uint32_t node, struct str name,
                      const struct form_cell *cell, const struct form_cell *filter);
void form_sources_link(struct builder *b);
void form_trigger_read(struct builder *b, uint32_t node, const struct form_cell *cell);
void form_triggers_link(struct builder *b);
void form_appearance_check(struct builder *b, const struct def_node *n,
                           const struct form_cell *cell);
// Reports a name that no question has, with the nearest that one has.
void form_unknown_name(struct builder *b, struct str name, const struct form_cell *cell);

// ---- the steps of a compile ----
void form_settings_read(struct builder *b);
void form_choices_read(struct builder *b);
void form_survey_sheet_read(struct builder *b);
void form_frames_build(struct builder *b);
void form_graph_build(struct builder *b);

// ---- parameters (parameters.c) ----
struct file_columns { // of select_one_from_file
    struct str value, label;
};
void form_parameters_read(struct builder *b, struct def_node *n, const struct form_cell *cell,
                          struct file_columns *out);

// ---- binding (def_bind.c) ----
struct read {
    uint32_t node;
    uint32_t base; // innermost frame that the path leads up to before it leads down to the node
};
struct reads { // what an expression reads
    struct read *items;
    uint32_t count, room;
};
// Parses a cell's expression; NULL when it had a mistake, which is reported.
struct form_expr *form_expression_parse(struct builder *b, struct str text, int32_t row,
                                        int32_t column);
// Resolves names seen from node (list: the context is a choice of that list). Adds what it reads;
// reads may be NULL. Mistakes are reported at row and column, unless quiet.
struct binding {
    struct form_def *def;
    struct builder *b; // NULL: no reporting; the first mistake goes to info
    struct err_info *info;
    struct form_expr *expr;
    uint32_t node, list;
    uint32_t context; // where the expression stands, if not at node; 0: at node
    int32_t row, column;
    struct reads *reads;
    uint64_t visits;
    bool failed, language;
};
void form_expression_bind(struct binding *binding);
void form_reads_finish(struct reads *reads);
