// SPDX-License-Identifier: EUPL-1.2
// What the registry makes of question types: who is found, and that nothing a type says goes on
// unchecked. The types are parts of this program and answer whatever a test puts in their mouth.
#include "tests/unit/test.h"

#include "plugin/registry.h"

#include <math.h>
#include <stdio.h>

// ---- a plugin that says what it is told ----

static uint8_t said[SVAR_MESSAGE_BYTES_MAX + 1]; // its answer to build and handle
static uint32_t said_bytes;
static uint32_t claimed_bytes; // where not 0: the size that it claims to need
static int32_t said_result;
static int calls;

static int32_t answer(uint8_t *out, uint32_t capacity, uint32_t *out_bytes,
                      struct svar_error *error)
{
    calls++;
    *out_bytes = claimed_bytes ? claimed_bytes : said_bytes;
    if (said_bytes <= capacity) memcpy(out, said, said_bytes);
    return said_result ? svar_fail(error, "out of ink") : 0;
}

static int32_t build(const struct svar_question_factory_1 *factory, uint32_t index,
                     const uint8_t *question, uint32_t question_bytes, uint8_t *out,
                     uint32_t capacity, uint32_t *out_bytes, struct svar_error *error)
{
    (void)factory, (void)index, (void)question, (void)question_bytes;
    return answer(out, capacity, out_bytes, error);
}

static int32_t handle(const struct svar_question_factory_1 *factory, uint32_t index,
                      const uint8_t *question, uint32_t question_bytes, const uint8_t *event,
                      uint32_t event_bytes, uint8_t *out, uint32_t capacity, uint32_t *out_bytes,
                      struct svar_error *error)
{
    (void)factory, (void)index, (void)question, (void)question_bytes, (void)event,
        (void)event_bytes;
    return answer(out, capacity, out_bytes, error);
}

static const struct svar_question_type_1 plain_types[] = {
    {"one", "One", "select_one", NULL, NULL, 0},
    {"number", "Number", "integer", NULL, NULL, 0},
    {"scale", "Scale", "integer", "scale", NULL, 0},
};
static const struct svar_question_type_1 other_types[] = {
    {"one", "Another one", "select_one", NULL, NULL, 0},
    {"scale", "Another scale", "integer", "scale", NULL, 0},
};

static uint32_t plain_count(const struct svar_question_factory_1 *factory)
{
    (void)factory;
    return 3;
}

static uint32_t other_count(const struct svar_question_factory_1 *factory)
{
    (void)factory;
    return 2;
}

static const struct svar_question_type_1 *plain_get(const struct svar_question_factory_1 *factory,
                                                    uint32_t index)
{
    (void)factory;
    return index < 3 ? &plain_types[index] : NULL;
}

static const struct svar_question_type_1 *other_get(const struct svar_question_factory_1 *factory,
                                                    uint32_t index)
{
    (void)factory;
    return index < 2 ? &other_types[index] : NULL;
}

static const struct svar_question_factory_1 plain_factory = {plain_count, plain_get, build, handle};
static const struct svar_question_factory_1 other_factory = {other_count, other_get, build, handle};

static const void *plain_offers(const char *id)
{
    return strcmp(id, SVAR_QUESTION_1) == 0 ? &plain_factory : NULL;
}

static const void *other_offers(const char *id)
{
    return strcmp(id, SVAR_QUESTION_1) == 0 ? &other_factory : NULL;
}

static const struct svar_plugin plain = {SVAR_ABI_MAJOR, SVAR_ABI_MINOR, "plain", "Plain",     "1",
                                         "EUPL-1.2",     NULL,           NULL,    plain_offers};
static const struct svar_plugin other = {SVAR_ABI_MAJOR, SVAR_ABI_MINOR, "other", "Other",     "1",
                                         "EUPL-1.2",     NULL,           NULL,    other_offers};

static struct plugin_registry *registry;

static int set_up(void **state)
{
    const struct plugin_host host = {"test", "0", NULL, NULL};
    (void)state;
    registry = plugin_registry_create(&host);
    said_bytes = claimed_bytes = 0;
    said_result = 0;
    calls = 0;
    return plugin_registry_add(registry, &plain, NULL) != ERR_NONE;
}

static int tear_down(void **state)
{
    (void)state;
    plugin_registry_destroy(registry);
    return 0;
}

// ---- finding ----

static const char *found(const char *type, const char *appearance)
{
    static char name[128];
    const struct plugin_question *q =
        plugin_question_find(registry, str_of(type), str_of(appearance));
    if (!q) return "none";
    snprintf(name, sizeof name, "%s/%s", plugin_question_plugin(q), plugin_question_type(q)->id);
    return name;
}

TEST(an_appearance_goes_before_the_type_alone)
{
    assert_string_equal(found("integer", ""), "plain/number");
    assert_string_equal(found("integer", "w1 scale"), "plain/scale");
    assert_string_equal(found("integer", "scales"), "plain/number");
    assert_string_equal(found("select_one", "scale"), "plain/one");
    assert_string_equal(found("geopoint", ""), "none");
}

TEST(the_plugin_loaded_last_wins_among_equals)
{
    assert_int_equal(plugin_registry_add(registry, &other, NULL), ERR_NONE);
    assert_string_equal(found("select_one", ""), "other/one");
    assert_string_equal(found("integer", "scale"), "other/scale");
    assert_string_equal(found("integer", ""), "plain/number");
}

TEST(what_is_offered_is_told_to_the_form)
{
    assert_true(plugin_question_offered(registry, STR("integer"), STR("")));
    assert_true(plugin_question_offered(registry, STR("integer"), STR("w1 scale")));
    assert_false(plugin_question_offered(registry, STR("integer"), STR("slide")));
    assert_false(plugin_question_offered(registry, STR("hologram"), STR("")));
}

TEST(a_questionnaire_that_is_not_there_says_so)
{
    struct plugin_questionnaire q;
    struct err_info info = {0};
    assert_int_equal(plugin_questionnaire_find(registry, STR("plain/x"), &q, &info), ERR_MISSING);
    assert_non_null(strstr(info.message, "plain/x"));
}

// ---- elements ----

static struct svar_writer begin_elements(void)
{
    return svar_message_begin(said, sizeof said, SVAR_MESSAGE_ELEMENTS);
}

static void add(struct svar_writer *w, uint32_t role, uint32_t depth, const char *id)
{
    struct svar_element e = svar_element_make(role, depth, id, svar_text_of("name"));
    svar_write_element(w, &e);
}

static enum err ask_to_build(struct err_info *info)
{
    struct buf out = {0};
    enum err err = plugin_question_build(plugin_question_find(registry, STR("integer"), STR("")),
                                         STR(""), &out, info);
    if (err)
        assert_int_equal(out.len, 0);
    else
        assert_int_equal(out.len, said_bytes);
    buf_finish(&out);
    return err;
}

static void assert_accepted(struct svar_writer *w)
{
    struct err_info info = {0};
    said_bytes = svar_message_end(w);
    if (ask_to_build(&info) != ERR_NONE) fail_msg("%s", info.message);
}

static void assert_refused(struct svar_writer *w, const char *words)
{
    struct err_info info = {0};
    said_bytes = svar_message_end(w);
    assert_int_equal(ask_to_build(&info), ERR_PLUGIN);
    if (!strstr(info.message, words)) fail_msg("no \"%s\" in: %s", words, info.message);
    assert_non_null(strstr(info.message, "plain"));
}

TEST(a_proper_tree_is_accepted)
{
    struct svar_writer w = begin_elements();
    add(&w, SVAR_ROLE_HEADING, 0, "label");
    add(&w, SVAR_ROLE_GROUP, 0, "");
    add(&w, SVAR_ROLE_RADIOGROUP, 1, "inner");
    add(&w, SVAR_ROLE_RADIO, 2, "1");
    add(&w, SVAR_ROLE_IMAGE, 0, "picture");
    svar_shape_begin(&w, SVAR_COLOUR_SUN, SVAR_COLOUR_NONE, 0);
    svar_path_circle(&w, 500, 500, 400);
    svar_shape_end(&w);
    assert_accepted(&w);
    assert_int_equal(calls, 1);
}

TEST(records_of_a_newer_kind_are_passed_over)
{
    struct svar_writer w = begin_elements();
    svar_record_begin(&w, 999);
    svar_write_u32(&w, 1);
    svar_record_end(&w);
    add(&w, SVAR_ROLE_TEXT, 0, "t");
    assert_accepted(&w);
}

TEST(a_long_answer_is_asked_for_again)
{
    struct svar_writer w = begin_elements();
    char id[16];
    for (int i = 0; i < 1000; i++) {
        snprintf(id, sizeof id, "e%d", i);
        add(&w, SVAR_ROLE_TEXT, 0, id);
    }
    assert_accepted(&w);
    assert_int_equal(calls, 2);
}

TEST(trees_out_of_order_are_refused)
{
    struct svar_writer w = begin_elements();
    add(&w, SVAR_ROLE_RADIO, 1, "orphan");
    assert_refused(&w, "without a parent");
    w = begin_elements();
    add(&w, SVAR_ROLE_TEXT, 0, "leaf");
    add(&w, SVAR_ROLE_RADIO, 1, "child-of-leaf");
    assert_refused(&w, "without a parent");
    w = begin_elements();
    for (uint32_t depth = 0; depth < 9; depth++) {
        char id[16];
        snprintf(id, sizeof id, "g%u", (unsigned)depth);
        add(&w, SVAR_ROLE_GROUP, depth, id);
    }
    assert_refused(&w, "without a parent");
}

TEST(two_elements_of_one_id_are_refused)
{
    struct svar_writer w = begin_elements();
    add(&w, SVAR_ROLE_TEXT, 0, "a");
    add(&w, SVAR_ROLE_TEXT, 0, "b");
    add(&w, SVAR_ROLE_TEXT, 0, "a");
    assert_refused(&w, "two elements with one id");
}

TEST(unknown_roles_layouts_and_colours_are_refused)
{
    struct svar_writer w = begin_elements();
    add(&w, 0, 0, "a");
    assert_refused(&w, "unknown role");
    w = begin_elements();
    add(&w, SVAR_ROLE_IMAGE + 1, 0, "a");
    assert_refused(&w, "unknown role");
    w = begin_elements();
    struct svar_element e = svar_element_make(SVAR_ROLE_GROUP, 0, "g", svar_text_of(""));
    e.layout = 77;
    svar_write_element(&w, &e);
    assert_refused(&w, "unknown layout");
    w = begin_elements();
    add(&w, SVAR_ROLE_IMAGE, 0, "a");
    svar_shape_begin(&w, 99, 0, 0);
    svar_shape_end(&w);
    assert_refused(&w, "unknown colour");
}

TEST(values_that_cannot_be_drawn_are_refused)
{
    struct svar_writer w = begin_elements();
    struct svar_element e = svar_element_make(SVAR_ROLE_SLIDER, 0, "s", svar_text_of("s"));
    e.max = (double)NAN;
    svar_write_element(&w, &e);
    assert_refused(&w, "no numbers");
    w = begin_elements();
    e = svar_element_make(SVAR_ROLE_TEXT, 0, "t", svar_text_of("\xff"));
    svar_write_element(&w, &e);
    assert_refused(&w, "not UTF-8");
}

TEST(shapes_out_of_order_are_refused)
{
    struct svar_writer w = begin_elements();
    svar_shape_begin(&w, 0, 0, 0);
    svar_shape_end(&w);
    assert_refused(&w, "without an element");
    w = begin_elements();
    add(&w, SVAR_ROLE_IMAGE, 0, "a");
    svar_shape_begin(&w, 0, 0, 0);
    svar_write_u32(&w, SVAR_PATH_CUBIC); // and no points
    svar_shape_end(&w);
    assert_refused(&w, "a path that cannot be read");
    w = begin_elements();
    add(&w, SVAR_ROLE_IMAGE, 0, "a");
    svar_shape_begin(&w, 0, 0, 0);
    svar_path_move(&w, 2000000000, 0);
    svar_shape_end(&w);
    assert_refused(&w, "far away");
}

TEST(bytes_that_are_no_elements_are_refused)
{
    struct svar_writer w = begin_elements();
    add(&w, SVAR_ROLE_GROUP, 0, "g");
    add(&w, SVAR_ROLE_TEXT, 1, "t");
    uint32_t whole = svar_message_end(&w);
    for (uint32_t bytes = 0; bytes < whole; bytes++) {
        said_bytes = bytes;
        assert_int_equal(ask_to_build(NULL), ERR_PLUGIN);
    }
    // Cut off with a size that claims to be right.
    for (uint32_t bytes = 13; bytes < whole; bytes++) {
        svar_write_size_at(&w, 8, bytes);
        said_bytes = bytes;
        struct err_info info = {0};
        enum err err = ask_to_build(&info);
        assert_true(err == ERR_PLUGIN || err == ERR_NONE); // at a border between records
    }
}

TEST(a_type_that_fails_or_never_fits_is_refused)
{
    struct err_info info = {0};
    struct svar_writer w = begin_elements();
    said_bytes = svar_message_end(&w);
    said_result = 7;
    assert_int_equal(ask_to_build(&info), ERR_PLUGIN);
    assert_string_equal(info.message, "the plugin plain failed to build: out of ink");
    said_result = 0;
    claimed_bytes = SVAR_MESSAGE_BYTES_MAX + 1;
    assert_int_equal(ask_to_build(NULL), ERR_PLUGIN);
    claimed_bytes = UINT32_MAX;
    assert_int_equal(ask_to_build(NULL), ERR_PLUGIN);
}

// ---- results ----

static enum err ask_to_handle(const struct svar_result *says, struct svar_result *out,
                              struct err_info *info)
{
    static struct buf bytes; // the result borrows from it
    struct svar_event event = {SVAR_EVENT_TEXT, 0, svar_text_of("field"), svar_text_of("hej")};
    said_bytes = svar_result_write(said, sizeof said, says);
    buf_finish(&bytes);
    return plugin_question_handle(plugin_question_find(registry, STR("integer"), STR("")), STR(""),
                                  &event, &bytes, out, info);
}

TEST(a_proper_result_is_accepted)
{
    struct svar_result says = svar_result_make(), got;
    says.flags = SVAR_RESULT_VALUE | SVAR_RESULT_NOTICE;
    says.value = svar_text_of("42");
    says.notice = svar_text_of("Bra.");
    assert_int_equal(ask_to_handle(&says, &got, NULL), ERR_NONE);
    assert_str(plugin_str(got.value), "42");
    assert_str(plugin_str(got.notice), "Bra.");
}

TEST(results_that_cannot_be_are_refused)
{
    static char large[20000];
    struct err_info info = {0};
    struct svar_result says = svar_result_make(), got;
    says.flags = 1u << 20;
    assert_int_equal(ask_to_handle(&says, &got, &info), ERR_PLUGIN);
    says = svar_result_make();
    says.flags = SVAR_RESULT_VALUE;
    says.missing = -9; // only the engine says what was left empty
    assert_int_equal(ask_to_handle(&says, &got, &info), ERR_PLUGIN);
    says.missing = -1;
    says.value = svar_text_of("x");
    assert_int_equal(ask_to_handle(&says, &got, &info), ERR_PLUGIN);
    says = svar_result_make();
    says.value = svar_text_of("\xc3");
    assert_int_equal(ask_to_handle(&says, &got, &info), ERR_PLUGIN);
    memset(large, 'x', sizeof large);
    says.value = svar_text_make(large, sizeof large);
    assert_int_equal(ask_to_handle(&says, &got, &info), ERR_PLUGIN);
    says = svar_result_make();
    says.state = svar_text_make(large, 4097);
    assert_int_equal(ask_to_handle(&says, &got, &info), ERR_PLUGIN);
    said_bytes = 5;
    assert_int_not_equal(ask_to_build(NULL), ERR_NONE);
}

TEST(an_event_too_long_for_a_message_is_a_limit)
{
    static char text[SVAR_MESSAGE_BYTES_MAX];
    struct svar_event event = {SVAR_EVENT_TEXT, 0, svar_text_of("field"),
                               svar_text_make(text, sizeof text)};
    struct svar_result got;
    struct buf bytes = {0};
    memset(text, 'x', sizeof text);
    assert_int_equal(plugin_question_handle(plugin_question_find(registry, STR("integer"), STR("")),
                                            STR(""), &event, &bytes, &got, NULL),
                     ERR_LIMIT);
    assert_int_equal(calls, 0);
    buf_finish(&bytes);
}

#define WITH_PLUGIN(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

TEST_MAIN(WITH_PLUGIN(an_appearance_goes_before_the_type_alone),
          WITH_PLUGIN(the_plugin_loaded_last_wins_among_equals),
          WITH_PLUGIN(what_is_offered_is_told_to_the_form),
          WITH_PLUGIN(a_questionnaire_that_is_not_there_says_so),
          WITH_PLUGIN(a_proper_tree_is_accepted),
          WITH_PLUGIN(records_of_a_newer_kind_are_passed_over),
          WITH_PLUGIN(a_long_answer_is_asked_for_again),
          WITH_PLUGIN(trees_out_of_order_are_refused),
          WITH_PLUGIN(two_elements_of_one_id_are_refused),
          WITH_PLUGIN(unknown_roles_layouts_and_colours_are_refused),
          WITH_PLUGIN(values_that_cannot_be_drawn_are_refused),
          WITH_PLUGIN(shapes_out_of_order_are_refused),
          WITH_PLUGIN(bytes_that_are_no_elements_are_refused),
          WITH_PLUGIN(a_type_that_fails_or_never_fits_is_refused),
          WITH_PLUGIN(a_proper_result_is_accepted), WITH_PLUGIN(results_that_cannot_be_are_refused),
          WITH_PLUGIN(an_event_too_long_for_a_message_is_a_limit))
