// SPDX-License-Identifier: EUPL-1.2
// jansson with our limits and errors: parsing of untrusted JSON, and typed reading of members whose
// errors name the member. jansson's own json_t is used everywhere else. [any]
#pragma once

#include "base/buf.h"

#include <jansson.h>

// Parses one JSON value, at most bytes_max long; duplicate keys are refused. The caller owns *out
// (json_decref).
enum err json_parse(struct str text, size_t bytes_max, json_t **out,
                    struct err_info *info) MUST_CHECK;

// Members of an object. A missing member or one of another type is ERR_PARSE, naming it; the *_or
// functions take a missing (or null) member as the given value, but still refuse another type.
// Strings are borrowed from the object.
enum err json_get_str(const json_t *object, const char *name, struct str *out,
                      struct err_info *info) MUST_CHECK;
enum err json_get_str_or(const json_t *object, const char *name, struct str otherwise,
                         struct str *out, struct err_info *info) MUST_CHECK;
enum err json_get_int(const json_t *object, const char *name, int64_t least, int64_t most,
                      int64_t *out, struct err_info *info) MUST_CHECK;
enum err json_get_int_or(const json_t *object, const char *name, int64_t least, int64_t most,
                         int64_t otherwise, int64_t *out, struct err_info *info) MUST_CHECK;
enum err json_get_bool_or(const json_t *object, const char *name, bool otherwise, bool *out,
                          struct err_info *info) MUST_CHECK;
// *out is borrowed from the object. Type JSON_OBJECT or JSON_ARRAY.
enum err json_get(const json_t *object, const char *name, json_type type, json_t **out,
                  struct err_info *info) MUST_CHECK;

json_t *json_str(struct str s); // a new string value; NULL when s is not UTF-8
// Compact text with members in the order they were put, appended to out.
void json_write(const json_t *value, struct buf *out);
