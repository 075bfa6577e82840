// SPDX-License-Identifier: EUPL-1.2
// The analysis table in the formats of others. One file a format; all write through a sink, so that
// neither disk nor memory decides how large a table may be. Who opens files and seals them is the
// caller.
#pragma once

#include "table/table.h"

// Where the bytes go, in pieces of any size.
struct export_sink {
    enum err (*write)(void *data, struct str bytes, struct err_info *info);
    void *data;
};
// A sink that appends to a buffer.
struct export_sink export_sink_buffer(struct buf *out);

// Code, the name on the command line, file ending, what it is for.
#define EXPORT_FORMAT_MAP(X)                                                                  \
    X(EXPORT_CSV, "csv", "csv", "comma, UTF-8, decimal point: for R, Python and databases")   \
    X(EXPORT_CSV_EXCEL, "csv-excel", "csv",                                                   \
      "semicolon, decimal comma, formulas disarmed: for Excel on a Swedish computer")         \
    X(EXPORT_XLSX, "xlsx", "xlsx", "Excel: answers, labels, codebook, tables and charts")     \
    X(EXPORT_SAV, "sav", "sav", "SPSS and PSPP, with labels and missing values")              \
    X(EXPORT_SPS, "sps", "sps", "SPSS commands that go with sav: multiple-response sets")     \
    X(EXPORT_DTA, "dta", "dta", "Stata, with labels and missing values .a to .i")             \
    X(EXPORT_NDJSON, "ndjson", "ndjson", "one JSON object a line, missing codes kept apart")  \
    X(EXPORT_GEOJSON, "geojson", "geojson", "places as map programs read them, with answers") \
    X(EXPORT_DDI, "ddi", "xml", "DDI-Codebook 2.5: describes the survey, holds no answers")   \
    X(EXPORT_R, "r", "R", "an R script that reads the csv, with factors and labels; no answers")

#define EXPORT_FORMAT_ENUM(code, name, ending, text) code,
enum export_format { EXPORT_FORMAT_MAP(EXPORT_FORMAT_ENUM) EXPORT_FORMAT_COUNT };
#undef EXPORT_FORMAT_ENUM

const char *export_format_name(enum export_format format); // [any]
const char *export_format_text(enum export_format format); // [any]
// Whether a file's name ends as the format's do.
bool export_format_fits(enum export_format format, struct str path); // [any]
// ERR_ARGUMENT names the formats that there are.
enum err export_format_find(struct str name, enum export_format *out,
                            struct err_info *info) MUST_CHECK;

// The format that a file's name ends in ("responses.sav"); false where none does.
bool export_format_by_ending(struct str path, enum export_format *out);

// A wave, and whom it was meant for; 0: not known.
struct export_round {
    struct str wave;
    uint64_t expected, invited;
};

// What a format may want beside the table. Texts are borrowed; empty ones and zeros are left out.
struct export_options {
    size_t language;      // of the form, for labels
    struct str survey_id; //
    int64_t survey_version;
    struct str wave;
    struct str title; // in the language above, like the two below
    struct str organizer;
    struct str contact;
    uint64_t expected;                 // whom the survey was meant for, in all waves together
    uint64_t invited;                  // with those who were excluded
    const struct export_round *rounds; // those waves, where there are several; ddi and xlsx
    size_t round_count;                //
    struct str weight;    // the variable that weighs a response, as in reports; "" for none
    struct str data_file; // the CSV that EXPORT_R reads; "responses.csv" where empty
    // Where xlsx may put temporary, nameless, private files where the system has no memory for
    // files: the folder of the result. They hold counts and no answers; NULL for what leaves
    // sealed.
    const char *scratch_dir;
};

// Whether a variable can weigh responses: a single column of the table, of numbers (or of text that
// reads as one, as calculate gives) from 0 to below 1e9, missing ones weighing nothing, and not all
// 0. ERR_ARGUMENT says what is wrong. Reads the table once.
enum err export_weight_check(const struct table *t, struct str variable,
                             struct err_info *info) MUST_CHECK;

// Writes the whole table in a format, rows in the table's order and read forwards, a few times at
// most; csv, xlsx and ndjson in as many threads as the process may use cores, the sink from the
// caller's alone. The same table and options give the same bytes. options may be NULL. A repeat's
// table (table_repeat) is written by a call of its own, except in xlsx; of the formats without
// answers only sps and r describe it when they are given it.
enum err export_write(const struct table *t, enum export_format format,
                      const struct export_options *options, const struct export_sink *sink,
                      struct err_info *info) MUST_CHECK;
// The same without options.
enum err export_table(const struct table *t, enum export_format format,
                      const struct export_sink *sink, struct err_info *info) MUST_CHECK;

// ---- CSV (RFC 4180: CRLF, quotes doubled) ----
// The first line names the columns. Choices by name, flags 0 and 1, missing answers by their code.
// Text is always quoted and numbers and codes never are, so that a respondent who wrote "-9" can
// be told from a question left empty. A number of -9 is told from it as table_code_shown says.
struct export_csv_dialect {
    char separator;
    char decimal_point;
    bool byte_order_mark;
    bool disarm; // an apostrophe before text that Excel would run, or change into a number or a day
};
enum err export_csv(const struct table *t, const struct export_csv_dialect *dialect,
                    const struct export_sink *sink, struct err_info *info) MUST_CHECK;

// ---- NDJSON ----
// {"id":…,"survey_version":…,"wave":…,"language":…,"time":…,"status":…,"duration_s":…,
//  "answers":{path:value},"missing":{path:code}}; numbers as numbers, a select_multiple as a list.
enum err export_ndjson(const struct table *t, const struct export_sink *sink,
                       struct err_info *info) MUST_CHECK;

// ---- GeoJSON ----
// In every format a geopoint is a GeoJSON Point, a geotrace a LineString and a geoshape a Polygon
// (in ndjson as an object, elsewhere as its text). Here each is a Feature whose properties are the
// row's other columns; what is missing is null, its code in "NAME:missing". ERR_ARGUMENT where the
// form asks for no place.
enum err export_geojson(const struct table *t, const struct export_sink *sink,
                        struct err_info *info) MUST_CHECK;
bool export_geojson_needed(const struct table *t); // false where none of its own columns is a place

// ---- XLSX ----
// Sheets "answers" (names and codes), "labels" (the same in words), "codebook", "tables" (counts in
// the form's order with both bases), "charts", "about" (population, exclusions, break-offs),
// "changes" where other versions of the form asked differently, and one for every repeat, called as
// it. ERR_LIMIT where the table has more rows or columns than a sheet, or needs more than 4 GB.
enum err export_xlsx(const struct table *t, const struct export_options *options,
                     const struct export_sink *sink, struct err_info *info) MUST_CHECK;

// ---- SPSS and Stata ----
// Variables are called as the questions are ("q1"), an option "q2_opt", what comes from the
// response "svar_wave"; made unique where shortening makes them alike. Choices are numbers: their
// own names where those are, else 1, 2, … in the form's order. Missing answers are -1 to -9 and
// declared as user-missing in .sav, .a to .i in .dta; of a free text, which has no such values, a
// variable "q6_code" behind the questions tells why it is missing. Where a number that somebody
// gave is itself -9 to -1, the codes of that variable of .sav are 1 000 000 000 lower. A
// weight is numbers in both, and .sav is weighted by it as soon as it is opened.
enum err export_sav(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info) MUST_CHECK;
enum err export_dta(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info) MUST_CHECK;
// Syntax that defines a multiple-response set for every select_multiple.
enum err export_sps(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info) MUST_CHECK;
bool export_sps_needed(const struct table *t); // false where there is no set to define

// ---- descriptions, without answers ----
enum err export_ddi(const struct table *t, const struct export_options *options,
                    const struct export_sink *sink, struct err_info *info) MUST_CHECK;
enum err export_r(const struct table *t, const struct export_options *options,
                  const struct export_sink *sink, struct err_info *info) MUST_CHECK;
