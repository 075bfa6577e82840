// SPDX-License-Identifier: EUPL-1.2
// jansson behind our errors and limits.
#include "base/json.h"

#include "base/check.h"

static const char *type_name(json_type type)
{
    switch (type) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "a list";
    case JSON_STRING: return "a text";
    case JSON_INTEGER: return "a whole number";
    case JSON_REAL: return "a number";
    case JSON_TRUE:
    case JSON_FALSE: return "true or false";
    case JSON_NULL: return "null";
    }
    return "something else";
}

enum err json_parse(struct str text, size_t bytes_max, json_t **out, struct err_info *info)
{
    if (text.len > bytes_max)
        return err_set(info, ERR_LIMIT, "JSON text larger than %zu bytes", bytes_max);
    json_error_t error;
    json_t *value = json_loadb(text.ptr ? text.ptr : "", text.len,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!value) {
        err_place(info, NULL, NULL, error.line, error.column);
        return err_set(info, ERR_PARSE, "not valid JSON: %s", error.text);
    }
    *out = value;
    return ERR_NONE;
}

static enum err wrong(const char *name, const json_t *value, const char *wanted,
                      struct err_info *info)
{
    if (!value) return err_set(info, ERR_PARSE, "\"%s\" is missing", name);
    return err_set(info, ERR_PARSE, "\"%s\" must be %s, not %s", name, wanted,
                   type_name(json_typeof(value)));
}

static bool absent(const json_t *value)
{
    return !value || json_is_null(value);
}

enum err json_get(const json_t *object, const char *name, json_type type, json_t **out,
                  struct err_info *info)
{
    json_t *value = json_object_get(object, name);
    if (!value || json_typeof(value) != type) return wrong(name, value, type_name(type), info);
    *out = value;
    return ERR_NONE;
}

enum err json_get_str(const json_t *object, const char *name, struct str *out,
                      struct err_info *info)
{
    json_t *value;
    enum err err = json_get(object, name, JSON_STRING, &value, info);
    if (!err) *out = str_make(json_string_value(value), json_string_length(value));
    return err;
}

enum err json_get_str_or(const json_t *object, const char *name, struct str otherwise,
                         struct str *out, struct err_info *info)
{
    if (!absent(json_object_get(object, name))) return json_get_str(object, name, out, info);
    *out = otherwise;
    return ERR_NONE;
}

enum err json_get_int(const json_t *object, const char *name, int64_t least, int64_t most,
                      int64_t *out, struct err_info *info)
{
    json_t *value;
    enum err err = json_get(object, name, JSON_INTEGER, &value, info);
    if (err) return err;
    int64_t number = json_integer_value(value);
    if (number < least || number > most)
        return err_set(info, ERR_PARSE, "\"%s\" must be from %lld to %lld, not %lld", name,
                       (long long)least, (long long)most, (long long)number);
    *out = number;
    return ERR_NONE;
}

enum err json_get_int_or(const json_t *object, const char *name, int64_t least, int64_t most,
                         int64_t otherwise, int64_t *out, struct err_info *info)
{
    if (!absent(json_object_get(object, name)))
        return json_get_int(object, name, least, most, out, info);
    *out = otherwise;
    return ERR_NONE;
}

enum err json_get_bool_or(const json_t *object, const char *name, bool otherwise, bool *out,
                          struct err_info *info)
{
    const json_t *value = json_object_get(object, name);
    if (!absent(value) && !json_is_boolean(value)) return wrong(name, value, "true or false", info);
    *out = absent(value) ? otherwise : json_is_true(value);
    return ERR_NONE;
}

json_t *json_str(struct str s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

static int append(const char *data, size_t bytes, void *out)
{
    buf_add(out, data, bytes);
    return 0;
}

void json_write(const json_t *value, struct buf *out)
{
    int failed = json_dump_callback(value, append, out, JSON_COMPACT | JSON_ENCODE_ANY);
    CHECK(!failed);
}
