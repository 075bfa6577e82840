// SPDX-License-Identifier: EUPL-1.2
// The table of functions, one line each: name, least and most arguments, C name. A new function is
// one line here and one EXPR_FUNCTION in a functions_*.c. Sorted by name, byte by byte.
#pragma once

#include "form/expr_priv.h"

#define FUNCTION_MAP(X)                             \
    X("abs", 1, 1, abs)                             \
    X("acos", 1, 1, acos)                           \
    X("area", 1, FUNCTION_MANY, area)               \
    X("asin", 1, 1, asin)                           \
    X("atan", 1, 1, atan)                           \
    X("atan2", 2, 2, atan2)                         \
    X("base64-decode", 1, 1, base64_decode)         \
    X("boolean", 1, 1, boolean)                     \
    X("boolean-from-string", 1, 1, from_string)     \
    X("ceiling", 1, 1, ceiling)                     \
    X("checklist", 2, FUNCTION_MANY, checklist)     \
    X("coalesce", 2, 2, coalesce)                   \
    X("concat", 0, FUNCTION_MANY, concat)           \
    X("contains", 2, 2, contains)                   \
    X("cos", 1, 1, cos)                             \
    X("count", 1, 1, count)                         \
    X("count-non-empty", 1, 1, count_non_empty)     \
    X("count-selected", 1, 1, count_selected)       \
    X("current", 0, 0, current)                     \
    X("date", 1, 1, date)                           \
    X("date-time", 1, 1, date_time)                 \
    X("decimal-date-time", 1, 1, decimal_date_time) \
    X("decimal-time", 1, 1, decimal_time)           \
    X("depend", 1, FUNCTION_MANY, depend)           \
    X("digest", 2, 3, digest)                       \
    X("distance", 1, FUNCTION_MANY, distance)       \
    X("enclosed-area", 1, FUNCTION_MANY, area)      \
    X("ends-with", 2, 2, ends_with)                 \
    X("exp", 1, 1, exp)                             \
    X("exp10", 1, 1, exp10)                         \
    X("extract-signed", 2, 2, extract_signed)       \
    X("false", 0, 0, is_false)                      \
    X("floor", 1, 1, floor)                         \
    X("format-date", 2, 2, format_date)             \
    X("format-date-time", 2, 2, format_date)        \
    X("geofence", 2, 2, geofence)                   \
    X("id", 1, 1, id)                               \
    X("if", 3, 3, if)                               \
    X("indexed-repeat", 3, 7, indexed_repeat)       \
    X("instance", 1, 1, instance)                   \
    X("int", 1, 1, int)                             \
    X("intersects", 1, 1, intersects)               \
    X("is-selected", 2, 2, selected)                \
    X("join", 1, FUNCTION_MANY, join)               \
    X("jr:choice-name", 2, 2, choice_name)          \
    X("jr:itext", 1, 1, itext)                      \
    X("lang", 1, 1, lang)                           \
    X("last", 0, 0, last)                           \
    X("local-name", 0, 1, name)                     \
    X("log", 1, 1, log)                             \
    X("log10", 1, 1, log10)                         \
    X("max", 1, FUNCTION_MANY, max)                 \
    X("min", 1, FUNCTION_MANY, min)                 \
    X("name", 0, 1, name)                           \
    X("namespace-uri", 0, 1, namespace_uri)         \
    X("normalize-space", 0, 1, normalize_space)     \
    X("not", 1, 1, not )                            \
    X("now", 0, 0, now)                             \
    X("number", 0, 1, number)                       \
    X("once", 1, 1, once)                           \
    X("pi", 0, 0, pi)                               \
    X("position", 0, 1, position)                   \
    X("pow", 2, 2, pow)                             \
    X("property", 1, 1, property)                   \
    X("pulldata", 4, 4, pulldata)                   \
    X("random", 0, 0, random)                       \
    X("randomize", 1, 2, randomize)                 \
    X("regex", 2, 2, regex)                         \
    X("round", 1, 2, round)                         \
    X("selected", 2, 2, selected)                   \
    X("selected-at", 2, 2, selected_at)             \
    X("sin", 1, 1, sin)                             \
    X("sqrt", 1, 1, sqrt)                           \
    X("starts-with", 2, 2, starts_with)             \
    X("string", 0, 1, string)                       \
    X("string-length", 0, 1, string_length)         \
    X("substr", 2, 3, substr)                       \
    X("substring", 2, 3, substring)                 \
    X("substring-after", 2, 2, substring_after)     \
    X("substring-before", 2, 2, substring_before)   \
    X("sum", 1, 1, sum)                             \
    X("tan", 1, 1, tan)                             \
    X("today", 0, 0, today)                         \
    X("translate", 3, 3, translate)                 \
    X("true", 0, 0, is_true)                        \
    X("uuid", 0, 1, uuid)                           \
    X("version", 0, 0, version)                     \
    X("weighted-checklist", 2, FUNCTION_MANY, weighted)

#define FUNCTION_DECLARE(text, least, most, name) EXPR_FUNCTION(name);
FUNCTION_MAP(FUNCTION_DECLARE)
#undef FUNCTION_DECLARE
