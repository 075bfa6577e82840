// SPDX-License-Identifier: EUPL-1.2
// Reads a JSON object member by member, without building a tree of it: for a million responses the
// tree would be most of the work. As strict as base/json.h, but for a member that comes twice,
// which is the reader's to judge. [any], nothing is shared.
#pragma once

#include "base/buf.h"

enum json_scan_kind {
    SCAN_TEXT,    // text is its value, unescaped
    SCAN_WHOLE,   // a whole number as it is written: RFC 8259 without fraction and exponent
    SCAN_DECIMAL, // any other number
    SCAN_OBJECT,  // text is all of it, brackets included; see json_scan_check
    SCAN_LIST,    // the same
    SCAN_TRUE,
    SCAN_FALSE,
    SCAN_NULL,
};

struct json_scan_value {
    enum json_scan_kind kind;
    struct str text; // borrowed from the JSON, or from values until the next json_scan_begin
};

struct json_scan {
    struct str text;
    size_t at;
    const char *wrong;         // what is not JSON here; NULL so far
    struct buf *keys, *values; // for what is written with escapes; the caller's, who wipes them
    bool first;
};

// Begins an object, which text must be from its first to its last byte (white space around it is
// passed over); valid UTF-8.
void json_scan_begin(struct json_scan *s, struct str text, struct buf *keys, struct buf *values);
// The next member, in the order of the text. False at the object's end, and where s->wrong is set.
bool json_scan_next(struct json_scan *s, struct str *out_key, struct json_scan_value *out);
// What lies inside an object or list is only passed over until a scan of its own reads it. Judges
// one that nobody will read: false, with s->wrong, where it is not JSON.
bool json_scan_check(struct json_scan *s, const struct json_scan_value *value);
// Judges a whole object that nobody will read: true where all of it is JSON and UTF-8. keys and
// values as above.
bool json_scan_whole(struct str text, struct buf *keys, struct buf *values);
