// SPDX-License-Identifier: EUPL-1.2
// The reader without a tree: it must take what jansson takes and refuse what jansson refuses,
// and read the same out of it.
#include "tests/unit/test.h"

#include "base/json.h"
#include "base/json_scan.h"

static bool scan_all(struct str json)
{
    struct buf keys = {0}, values = {0};
    bool whole = json_scan_whole(json, &keys, &values);
    buf_finish(&keys);
    buf_finish(&values);
    return whole;
}

// A member twice is its reader's to judge.
static bool jansson_all(struct str json)
{
    json_error_t error;
    json_t *value = json_loadb(json.ptr, json.len, JSON_DECODE_ANY, &error);
    bool object = json_is_object(value);
    json_decref(value);
    return object;
}

static const char *const objects[] = {
    "{}",
    " \t\r\n{ \"a\" : 1 , \"b\" : [ ] }\n",
    "{\"a\":\"\"}",
    "{\"a\":-0,\"b\":0.5,\"c\":1e3,\"d\":-1.25E-2,\"e\":10}",
    "{\"a\":true,\"b\":false,\"c\":null}",
    "{\"a\":{\"b\":[1,{\"c\":\"]}\\\"\"}]},\"d\":2}",
    "{\"\\u0061\\n\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e5\\ud83d\\ude00\"}",
    "{\"a\":[[[[]]],{}]}",
    "{\"å\":\"عربي 😀\"}",
};

static const char *const wrong[] = {
    "",
    "[]",
    "1",
    "{",
    "}",
    "{]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1}}",
    "{\"a\":1}x",
    "{a:1}",
    "{'a':1}",
    "{\"a\":01}",
    "{\"a\":.5}",
    "{\"a\":1.}",
    "{\"a\":1e}",
    "{\"a\":-}",
    "{\"a\":+1}",
    "{\"a\":0x1}",
    "{\"a\":NaN}",
    "{\"a\":tru}",
    "{\"a\":truex}",
    "{\"a\":nul}",
    "{\"a\":\"}",
    "{\"a\":\"\n\"}",
    "{\"a\":\"\x01\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\\u0000\"}",
    "{\"a\":\"\\ud800\"}",
    "{\"a\":\"\\udc00\"}",
    "{\"a\":\"\\ud800\\u0041\"}",
    "{\"a\":\"\\",
    "{\"a\":[1,]}",
    "{\"a\":[1 2]}",
    "{\"a\":{\"b\"}}",
    "{\"a\":{\"b\":1,}}",
    "{\"a\":[}",
    "{\"a\":[1}",
    "{\"a\":{\"b\":1]}",
    "{\"a\":[\"\\q\"]}",
    "{\"a\":{b:1}}",
    "{\"a\":[01]}",
};

TEST(takes_what_is_json)
{
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        assert_true(jansson_all(str_of(objects[i])));
        if (!scan_all(str_of(objects[i]))) fail_msg("refused: %s", objects[i]);
    }
}

TEST(refuses_what_is_not)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(jansson_all(str_of(wrong[i])));
        if (scan_all(str_of(wrong[i]))) fail_msg("taken: %s", wrong[i]);
    }
}

// Every object with one byte left out, or another in its place.
TEST(judges_damaged_objects_as_jansson_does)
{
    static const char others[] = "{}[]\",:\\ 0u-e.t\x01";
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        struct str whole = str_of(objects[i]);
        for (size_t at = 0; at < whole.len; at++) {
            for (size_t k = 0; k < sizeof others; k++) {
                struct buf damaged = {0};
                buf_add_str(&damaged, str_sub(whole, 0, at));
                if (others[k]) buf_add_char(&damaged, others[k]);
                buf_add_str(&damaged, str_sub(whole, at + 1, whole.len));
                struct str text = buf_str(&damaged);
                if (scan_all(text) != jansson_all(text))
                    fail_msg("not judged alike: %.*s", STR_ARG(text));
                buf_finish(&damaged);
            }
        }
    }
}

TEST(reads_escapes_as_jansson_does)
{
    struct str json = str_of(objects[6]), key;
    struct json_scan scan;
    struct json_scan_value value;
    struct buf keys = {0}, values = {0};
    json_t *object = NULL;
    assert_int_equal(json_parse(json, 1000, &object, NULL), ERR_NONE);
    json_scan_begin(&scan, json, &keys, &values);
    assert_true(json_scan_next(&scan, &key, &value));
    assert_str(key, "a\n");
    assert_int_equal(value.kind, SCAN_TEXT);
    assert_str(value.text, json_string_value(json_object_get(object, "a\n")));
    assert_false(json_scan_next(&scan, &key, &value));
    assert_null(scan.wrong);
    json_decref(object);
    buf_finish(&keys);
    buf_finish(&values);
}

TEST(what_was_borrowed_stays_until_the_next_object)
{
    struct str json = STR("{\"\\u0061\":\"\\u0031\",\"\\u0062\":\"\\u0032\",\"c\":\"3\"}");
    struct json_scan scan;
    struct json_scan_value value[3];
    struct str key[3];
    struct buf keys = {0}, values = {0};
    json_scan_begin(&scan, json, &keys, &values);
    for (size_t i = 0; i < 3; i++)
        assert_true(json_scan_next(&scan, &key[i], &value[i]));
    for (size_t i = 0; i < 3; i++) {
        assert_str(key[i], ((const char *[]){"a", "b", "c"})[i]);
        assert_str(value[i].text, ((const char *[]){"1", "2", "3"})[i]);
    }
    buf_finish(&keys);
    buf_finish(&values);
}

TEST(what_lies_too_deep_is_refused)
{
    struct buf json = {0};
    buf_add_text(&json, "{\"a\":");
    for (int i = 0; i < 1000; i++)
        buf_add_char(&json, '[');
    for (int i = 0; i < 1000; i++)
        buf_add_char(&json, ']');
    buf_add_char(&json, '}');
    assert_false(scan_all(buf_str(&json)));
    buf_finish(&json);
}

TEST_MAIN(cmocka_unit_test(takes_what_is_json), cmocka_unit_test(refuses_what_is_not),
          cmocka_unit_test(judges_damaged_objects_as_jansson_does),
          cmocka_unit_test(reads_escapes_as_jansson_does),
          cmocka_unit_test(what_was_borrowed_stays_until_the_next_object),
          cmocka_unit_test(what_lies_too_deep_is_refused))
