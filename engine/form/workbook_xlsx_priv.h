// SPDX-License-Identifier: EUPL-1.2
// What the two halves of the .xlsx reader share: the package (zip, parts, shared strings, styles)
// and the sheets.
#pragma once

#include "form/workbook_priv.h"

#include <zip.h>

// How a cell's number is to be printed, by its style.
enum xlsx_style { XLSX_NUMBER, XLSX_DATE };

struct xlsx {
    struct form_builder *builder;
    zip_t *zip;
    uint64_t inflated_bytes; // of all parts so far
    struct str *strings;     // shared strings, as cell text
    size_t string_count;
    size_t string_capacity;
    uint8_t *styles; // enum xlsx_style by index of cellXfs
    size_t style_count;
    size_t style_capacity;
    bool date_1904;
};

// Handlers of one part. Names come without their prefix. A handler that returns an error ends the
// parsing with it; *stop ends it as if the part ended there.
struct xlsx_handlers {
    enum err (*start)(void *data, struct str name, const char **attributes, bool *stop);
    enum err (*end)(void *data, struct str name, bool *stop);
    enum err (*text)(void *data, struct str text); // may be NULL
};

// Reads one part of the package through expat, within all limits. ERR_MISSING, without a problem
// reported, where there is no such part.
enum err form_xlsx_parse(struct xlsx *x, const char *part, const struct xlsx_handlers *handlers,
                         void *data) MUST_CHECK;

// Value of an attribute, with or without a prefix; NULL where absent.
const char *form_xlsx_attribute(const char **attributes, const char *name);

// Appends text, bounded by LIMIT_CELL_BYTES plus a little: longer is refused once it is a cell.
void form_xlsx_add_text(struct buf *out, struct str text);
// Decodes the _x000D_ by which the file writes control characters, once the text is whole (expat
// may hand it over in pieces). In place; returns it.
struct str form_xlsx_decode_text(struct buf *text);

// Reads one sheet into the builder's open sheet. One that stands aside is no part of the form: it
// is read as far as it can be, and nothing is reported.
enum err form_xlsx_read_sheet(struct xlsx *x, const char *part, bool aside) MUST_CHECK;

// The text of a number in a cell. Dates: YYYY-MM-DD, with HH:MM:SS where there is a time of day, or
// that alone where there is no day. out has room for 40 bytes.
size_t form_xlsx_number_text(double value, enum xlsx_style style, bool date_1904, char out[40]);
// True where a number format shows a date or time: built-in by number, others by their code.
bool form_xlsx_format_is_date(int64_t number, struct str code);
