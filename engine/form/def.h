// SPDX-License-Identifier: EUPL-1.2
// Stage two of three: the definition. Checked, compiled, immutable, one arena; may be shared
// between threads. All text is borrowed from the definition and lives as long as it does.
#pragma once

#include "base/buf.h"
#include "form/workbook.h"

struct form_def; // opaque

// Node kinds. The values are stable: they stand in plug-in messages and JSON.
enum form_kind {
    FORM_ROOT,
    FORM_GROUP,
    FORM_REPEAT,
    FORM_INPUT, // text, integer, decimal, date, …: see type
    FORM_SELECT_ONE,
    FORM_SELECT_MULTIPLE,
    FORM_RANK,
    FORM_RANGE,
    FORM_NOTE,
    FORM_TRIGGER, // acknowledge
    FORM_UPLOAD,
    FORM_CALCULATE, // no control: calculate, hidden, metadata
};

// Bind types of ODK XForms.
enum form_type {
    FORM_STRING,
    FORM_INT,
    FORM_DECIMAL,
    FORM_BOOLEAN,
    FORM_DATE,
    FORM_TIME,
    FORM_DATETIME,
    FORM_GEOPOINT,
    FORM_BINARY,
    FORM_STRUCTURE, // root, groups and repeats have no value
};

// What the host lends to expressions so that form needs nothing from above it. Every member may be
// NULL: the function that needs it then reports "not available here" when the form is loaded.
struct form_host {
    // algorithm is MD5, SHA-1, SHA-256, SHA-384 or SHA-512; writes at most 64 bytes, returns how
    // many, 0 where the algorithm is unknown.
    size_t (*digest)(void *data, struct str algorithm, struct str message, uint8_t out[64]);
    // True where a plug-in offers this question type or function: names outside XLSForm are errors.
    bool (*has_question)(void *data, struct str type, struct str appearance);
    void *data;
    // Ed25519, for extract-signed(): true where signature is the key's over message.
    bool (*verify)(void *data, struct str message, const uint8_t signature[64],
                   const uint8_t key[32]);
};

// What else the host lends, for a form with files beside it. Members may be NULL.
struct form_services {
    // Reads a file that the form names (a plain name, ending included) from the form's folder or
    // the survey's package: appended to out, ERR_LIMIT past bytes_max.
    enum err (*read_file)(void *data, struct str name, size_t bytes_max, struct buf *out,
                          struct err_info *info);
    void *data;
};

// Compiles a workbook. Every mistake goes to problems at once; ERR_PARSE when there was an error
// (warnings alone pass). host may be NULL, and must outlive the definition otherwise.
enum err form_def_compile(const struct form_workbook *workbook, const struct form_host *host,
                          struct form_problems *problems, struct form_def **out) MUST_CHECK;
// form_workbook_open and form_def_compile in one. Files that the form names are read from its
// folder.
enum err form_def_load(const char *path, const struct form_host *host,
                       struct form_problems *problems, struct form_def **out) MUST_CHECK;
// The same, and warns of all that hurts respondents or data in a form that is otherwise correct.
enum err form_def_check(const char *path, const struct form_host *host,
                        struct form_problems *problems, struct form_def **out) MUST_CHECK;
enum err form_def_check_bytes(struct str bytes, struct str file_name, const struct form_host *host,
                              struct form_problems *problems, struct form_def **out) MUST_CHECK;
// form_def_load from bytes (a survey's signed copy of the form).
enum err form_def_load_bytes(struct str bytes, struct str file_name, const struct form_host *host,
                             struct form_problems *problems, struct form_def **out) MUST_CHECK;
// The same with services, which may be NULL and must outlive the definition otherwise.
enum err form_def_load_bytes_with(struct str bytes, struct str file_name,
                                  const struct form_host *host,
                                  const struct form_services *services,
                                  struct form_problems *problems, struct form_def **out) MUST_CHECK;
void form_def_destroy(struct form_def *def); // accepts NULL

// ---- the form as a whole ----
struct str form_def_id(const struct form_def *def);
struct str form_def_title(const struct form_def *def, size_t language);
struct str form_def_version(const struct form_def *def); // "" where the form gives none
// A cell of the settings sheet by column name ("svar:…", "style"); "" where absent.
struct str form_def_setting(const struct form_def *def, struct str name);

// Every file that the form names: data files, which were read when it was compiled, and pictures,
// sound and video. Plain names; one may come more than once.
typedef void (*form_file_visit)(struct str name, bool data_file, void *data);
void form_def_files(const struct form_def *def, form_file_visit visit, void *data);

// ---- languages: 0 is the default language; every form has at least one ----
size_t form_def_language_count(const struct form_def *def);
struct str form_def_language_name(const struct form_def *def, size_t language); // "Svenska (sv)"
struct str form_def_language_code(const struct form_def *def, size_t language); // "sv"; "" if none
// By code or by whole name; -1 where there is none.
int form_def_language_find(const struct form_def *def, struct str code_or_name);

// ---- nodes, in document order; index 0 is the root ----
size_t form_def_node_count(const struct form_def *def);
enum form_kind form_node_kind(const struct form_def *def, size_t node);
enum form_type form_node_type(const struct form_def *def, size_t node);
struct str form_node_name(const struct form_def *def, size_t node);       // "q1"
struct str form_node_path(const struct form_def *def, size_t node);       // "/data/g/q1"
struct str form_node_short_path(const struct form_def *def, size_t node); // "g/q1": key of a value
struct str form_node_xlsform_type(const struct form_def *def, size_t node); // "select_one"
// As the form has it: "geopoint" where the above is "note" because the device cannot ask for one,
// and "select_one_from_file".
struct str form_node_written_type(const struct form_def *def, size_t node);
// True where a question of the form is shown as a note for want of a camera or positioning.
bool form_node_stand_in(const struct form_def *def, size_t node);
// True for a repeat whose instances follow repeat_count: respondents add and remove none.
bool form_node_counted(const struct form_def *def, size_t node);
struct str form_node_appearance(const struct form_def *def, size_t node); // as written
struct str form_node_parameters(const struct form_def *def, size_t node); // as written
int32_t form_node_row(const struct form_def *def, size_t node);           // in the survey sheet
size_t form_node_parent(const struct form_def *def, size_t node);         // the root's is 0
size_t form_node_end(const struct form_def *def, size_t node); // one past its last descendant
bool form_node_in_repeat(const struct form_def *def, size_t node);
bool form_node_visible(const struct form_def *def, size_t node); // shown to respondents
// A raw extra column of the survey sheet ("bind::svar:…", "body::svar:…"); "" where absent.
struct str form_node_attribute(const struct form_def *def, size_t node, struct str column);
// -1 where there is none. name may be a name that is unique, or a path.
int64_t form_def_node_find(const struct form_def *def, struct str name_or_path);
// Text as written, with ${…} not filled in: for codebooks. What a respondent sees comes from
// form/view.h. A language without the text gives the default language's.
struct str form_node_label(const struct form_def *def, size_t node, size_t language);
struct str form_node_hint(const struct form_def *def, size_t node, size_t language);
struct str form_node_guidance(const struct form_def *def, size_t node, size_t language);
// False where the label above is the default language's for want of a translation.
bool form_node_label_translated(const struct form_def *def, size_t node, size_t language);

// ---- a range: its points, in decimal arithmetic ----
size_t form_node_range_count(const struct form_def *def, size_t node);
// The point as a value ("0.3"), index from 0; out gets 64 bytes, the length is returned.
size_t form_node_range_point(const struct form_def *def, size_t node, size_t index, char out[64]);

// ---- choices of a select or rank node, in sheet order, before any choice_filter ----
size_t form_node_choice_count(const struct form_def *def, size_t node);
// The question in a repeat whose answers are the choices (select_one ${name}); -1 where they are a
// list's. Such choices are known to an instance alone (form/view.h); here there are none.
int64_t form_node_choices_from(const struct form_def *def, size_t node);
struct str form_choice_name(const struct form_def *def, size_t node, size_t choice);
struct str form_choice_label(const struct form_def *def, size_t node, size_t choice,
                             size_t language);
struct str form_node_list_name(const struct form_def *def, size_t node);
// A further column of the choices sheet ("svar:missing", "media::image"); "" where absent.
struct str form_choice_attribute(const struct form_def *def, size_t node, size_t choice,
                                 struct str column);
// The missing code that a choice stands for (-1 don't know, -2 don't want to answer, -3 not
// applicable), from its svar:missing column or else its name "-1", "-2", "-3"; 0 for a substantive
// choice.
int form_choice_missing(const struct form_def *def, size_t node, size_t choice);
