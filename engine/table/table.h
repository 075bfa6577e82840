// SPDX-License-Identifier: EUPL-1.2
// Opened responses become one analysis table: a row a response, columns that depend on the form and
// never on the data, so that two waves and two exports line up. A select_multiple becomes one 0/1
// column a choice ("q/opt"), a rank one column a choice with its place. Missing codes stand beside
// the values, never inside them. A repeat has one column here, with how many times it was answered,
// and a table of its own for the questions inside it: a row each time, with the response's id and
// its place in the repeat (and in those around it) as key.
//
// Memory is per column: 1 to 8 bytes a cell and one for its missing code; or, where rows are laid
// aside, the same however many there are. One thread at a time, unless each has its own look.
#pragma once

#include "form/def.h"

struct table; // opaque

// What a cell holds.
enum table_kind {
    TABLE_TEXT,   // free text, and whatever has no type of its own yet
    TABLE_CHOICE, // one choice of the column's node
    TABLE_FLAG,   // 0 or 1: one choice of a select_multiple
    TABLE_INT,
    TABLE_NUMBER,
    TABLE_DATE, // days since 1970-01-01
};

// The first columns of every table come from the response itself, the others from the form.
enum table_source {
    TABLE_ID,
    TABLE_SURVEY_VERSION,
    TABLE_WAVE,
    TABLE_LANGUAGE,
    TABLE_TIME,
    TABLE_STATUS,
    TABLE_DURATION,
    TABLE_RAPID,    // one of a rapid series, 0 or 1: where the form's svar:mode is one-tap
    TABLE_POSITION, // place in a repeat, from 1: of a repeat's own table alone
    TABLE_QUESTION, // a node's value
    TABLE_OPTION,   // one choice of a select_multiple or rank
    TABLE_REPEAT,   // how many times a repeat was answered
};

// Missing codes (design.md, Questionnaires). 0 means that there is a value.
enum {
    TABLE_DONT_KNOW = -1,
    TABLE_DECLINED = -2,
    TABLE_NOT_APPLICABLE = -3,
    TABLE_NOT_REACHED = -7,
    TABLE_NOT_ASKED = -8,
    TABLE_EMPTY = -9,
};
// All of them, as people read them: what somebody said, then what nobody did.
enum { TABLE_CODES = 6 };
extern const int table_codes[TABLE_CODES];

// Where a number that somebody gave is itself from -9 to -1 (so many degrees), files that have
// codes among the values show the codes of that question so much lower.
enum { TABLE_CODE_OFFSET = -1000000000 };

// Borrowed from the table.
struct table_column {
    enum table_source source;
    enum table_kind kind;
    struct str name; // "g/q1", "g/q2/3"; those from the response begin with "_"; unique
    size_t node;     // of the form, where source is TABLE_POSITION or later
    size_t choice;   // of the node, where source is TABLE_OPTION
    bool geometry;   // its texts are places as GeoJSON geometries (RFC 7946)
};

struct table_cell {
    enum table_kind kind;
    int missing;     // 0 or one of the codes; then nothing else is set
    struct str text; // TABLE_TEXT; borrowed until the next table_add, or the next table_cell of
                     // another block of rows that were laid aside
    int64_t integer; // TABLE_CHOICE: index of the choice; TABLE_FLAG, TABLE_INT, TABLE_DATE
    double number;   // TABLE_NUMBER
};

// What a response must agree with. Empty texts are not checked.
struct table_expect {
    struct str survey;    // its id
    struct str form_hash; // of the signed form; others are taken where they fit, and counted
};

// def outlives the table. expect may be NULL. ERR_LIMIT where the form has more than
// TABLE_COLUMNS_MAX columns.
enum { TABLE_COLUMNS_MAX = 1000000 };
enum err table_create(const struct form_def *def, const struct table_expect *expect,
                      struct table **out, struct err_info *info) MUST_CHECK;
void table_destroy(struct table *t); // accepts NULL

// ---- other versions of the form ----
// Responses of different versions and waves are joined by question. What a question asks must be
// the same for that: its kind, its words, its choices. Answers to a question that asked something
// else, or that the table's form no longer has, are not pooled: they count as not asked here, and
// the change says how many there are. Their own version's table has them.
enum table_change_kind {
    TABLE_CHANGE_ADDED,   // not in the other version
    TABLE_CHANGE_REMOVED, // only in the other version
    TABLE_CHANGE_TYPE,    // another kind of answer
    TABLE_CHANGE_WORDS,   // asked in other words, in a language that both have
    TABLE_CHANGE_CHOICES, // other choices, or other words for them
};
struct table_change {
    int64_t version; // of the survey
    enum table_change_kind kind;
    struct str path;  // short path of the question
    uint64_t answers; // to it under that version, left out
};
// Makes another version known by the hash of its form; before the first table_add. other is
// borrowed for the call. The same hash as the table's own, or again, changes nothing.
enum err table_add_version(struct table *t, struct str form_hash, int64_t version,
                           const struct form_def *other, struct err_info *info) MUST_CHECK;
size_t table_change_count(const struct table *t);
const struct table_change *table_change_at(const struct table *t, size_t index);

// Adds one response (its JSON). A response that is damaged, of another survey, twice, or that holds
// what the form cannot hold is not added: the error says why (ERR_PARSE, ERR_EXISTS, ERR_LIMIT), it
// is counted, and the table goes on as if it had not come.
enum err table_add(struct table *t, struct str json, struct err_info *info) MUST_CHECK;

// Puts the rows in the order of their response ids. Those are random, so that a row's place says
// nothing about when it was answered; until then rows stand in the order of arrival.
void table_hide_order(struct table *t);

// ---- more responses than memory should hold ----
// A place for rows outside of memory. What is put there holds answers in the plain: whoever offers
// it keeps them from all other eyes.
struct table_aside {
    enum err (*put)(void *data, struct str bytes, uint64_t *out_place, struct err_info *info);
    // The bytes that were put there, into the empty out. [any thread]
    enum err (*get)(void *data, uint64_t place, size_t bytes, struct buf *out,
                    struct err_info *info);
    void (*forget)(void *data, uint64_t place, size_t bytes); // nobody asks for them again
    void *data;
};
// Before the first table_add. From now on about bytes_max of rows are in memory, and of each
// repeat's as much. Once rows were laid aside the table is filled first (table_add), then put in
// order (table_hide_order), then read: forwards, or each row costs the reading of many. What fails
// outside is table_fault's to tell, after table_add and after table_hide_order too.
void table_lay_aside(struct table *t, const struct table_aside *aside, size_t bytes_max);
// Between table_lay_aside and table_hide_order: the table will be read a column at a time, each of
// them over all rows, again and again, as reports do. Then every column goes forwards by itself.
void table_aside_by_columns(struct table *t);

// ---- repeats: in the form's order, nested ones too; they live as long as t ----
// A repeat's table begins with the column of the response's id, then one TABLE_POSITION for every
// repeat around it and for itself: together its key, and all but the last the key of the row around
// it. It is read with the functions below like any other and filled by table_add of its parent.
size_t table_repeat_count(const struct table *t);
const struct table *table_repeat(const struct table *t, size_t index);
size_t table_scope(const struct table *t); // the repeat whose answers are the rows; 0: responses

const struct form_def *table_form(const struct table *t);
size_t table_row_count(const struct table *t);
size_t table_refused_count(const struct table *t);    // not added
size_t table_other_form_count(const struct table *t); // rows answered on another version's form
size_t table_column_count(const struct table *t);
const struct table_column *table_column_at(const struct table *t, size_t column);
// -1 where there is none.
int64_t table_column_find(const struct table *t, struct str name);
// The columns of a node: *out_first and how many (0: the node has none).
size_t table_columns_of(const struct table *t, size_t node, size_t *out_first);
struct table_cell table_cell(const struct table *t, size_t row, size_t column);
// A missing code of a column as files show it: the code, or TABLE_CODE_OFFSET lower.
int64_t table_code_shown(const struct table *t, size_t column, int code);
bool table_row_complete(const struct table *t, size_t row); // false: a break-off; not of a repeat
// ---- several threads ----
// Another look at a table that nobody fills any longer, for one thread alone: all that reads a
// table may be called with it. Ends before the table does.
const struct table *table_look(const struct table *t);
void table_look_end(const struct table *t, const struct table *look);
// How many rows are best read together: a thread that takes rows from a multiple of this up to the
// next reads nothing twice. It hangs on the columns alone.
size_t table_block_rows(const struct table *t);
// What went wrong while cells were read; to be asked after rows were read and before they count.
enum err table_fault(const struct table *t, struct err_info *info) MUST_CHECK;

// The label of a column in a language of the form: the question's, or for an option "question:
// choice", appended to out. Nothing for columns from the response.
void table_label(const struct table *t, size_t column, size_t language, struct buf *out);
// A cell as an exchange text: choices by name, flags 0 and 1, numbers with a point, dates as
// YYYY-MM-DD, appended. Nothing where it is missing.
void table_text(const struct table *t, size_t row, size_t column, struct buf *out);
// Bytes held by the cells and texts, for figures.
size_t table_bytes(const struct table *t);

// Days since 1970-01-01 of "YYYY-MM-DD" (a time behind it is ignored), and back. False where it is
// no date.
bool table_date_parse(struct str text, int64_t *out_days);
void table_date_format(int64_t days, char out[16]);
