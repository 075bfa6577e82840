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
#define EXPORT_FORMAT_MAP(X)                                                                \
    X(EXPORT_CSV, "csv", "csv", "comma, UTF-8, decimal point: for R, Python and databases") \
    X(EXPORT_CSV_EXCEL, "csv-excel", "csv",                                                 \
      "semicolon, decimal comma, formulas disarmed: for Excel on a Swedish computer")       \
    X(EXPORT_NDJSON, "ndjson", "ndjson", "one JSON object a line, missing codes kept apart")

#define EXPORT_FORMAT_ENUM(code, name, ending, text) code,
enum export_format { EXPORT_FORMAT_MAP(EXPORT_FORMAT_ENUM) EXPORT_FORMAT_COUNT };
#undef EXPORT_FORMAT_ENUM

const char *export_format_name(enum export_format format); // [any]
const char *export_format_text(enum export_format format); // [any]
// ERR_ARGUMENT names the formats that there are.
enum err export_format_find(struct str name, enum export_format *out,
                            struct err_info *info) MUST_CHECK;

// Writes the whole table in a format.
enum err export_table(const struct table *t, enum export_format format,
                      const struct export_sink *sink, struct err_info *info) MUST_CHECK;

// ---- CSV (RFC 4180: CRLF, quotes doubled) ----
// The first line names the columns. Choices by name, flags 0 and 1, missing answers by their code.
// Text is always quoted and numbers and codes never are, so that a respondent who wrote "-9" can
// be told from a question left empty.
struct export_csv_dialect {
    char separator;
    char decimal_point;
    bool byte_order_mark;
    bool disarm; // an apostrophe before text that a spreadsheet would take for a formula
};
enum err export_csv(const struct table *t, const struct export_csv_dialect *dialect,
                    const struct export_sink *sink, struct err_info *info) MUST_CHECK;

// ---- NDJSON ----
// {"id":…,"survey_version":…,"wave":…,"language":…,"time":…,"status":…,"duration_s":…,
//  "answers":{path:value},"missing":{path:code}}; numbers as numbers, a select_multiple as a list.
enum err export_ndjson(const struct table *t, const struct export_sink *sink,
                       struct err_info *info) MUST_CHECK;
