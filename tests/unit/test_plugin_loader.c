// SPDX-License-Identifier: EUPL-1.2
// Loading shared objects: good ones, those that misbehave (built here with cc), and files that must
// not be trusted. Runs from the root of the repository.
#include "tests/unit/test.h"

#include "plugin/registry.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];
static char logged[256];

static void take_log(void *data, uint32_t level, const char *plugin, const char *text)
{
    (void)data;
    snprintf(logged, sizeof logged, "%u %s: %s", (unsigned)level, plugin, text);
}

static struct plugin_registry *new_registry(void)
{
    const struct plugin_host host = {"test", "0", take_log, NULL};
    return plugin_registry_create(&host);
}

// Builds a plugin and gives its path.
static const char *compile(const char *source, const char *define)
{
    static char path[128];
    char macro[64];
    snprintf(macro, sizeof macro, "-D%s", define);
    snprintf(path, sizeof path, "%s/plugin.so", folder);
    unlink(path);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execlp("cc", "cc", "-std=c99", "-fPIC", "-shared", "-fvisibility=hidden",
               "-Iengine/plugin/abi", macro, "-o", path, source, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_int_equal(chmod(path, 0644), 0);
    return path;
}

static const char *build(const char *name, const char *define)
{
    char source[128];
    snprintf(source, sizeof source, "tests/plugin/%s.c", name);
    return compile(source, define);
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/svar-plugin-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    char path[128];
    (void)state;
    snprintf(path, sizeof path, "%s/plugin.so", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/link.so", folder);
    unlink(path);
    return rmdir(folder);
}

static void assert_refused(const char *source, const char *define, enum err code, const char *words)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    assert_int_equal(plugin_registry_load(r, build(source, define), PLUGIN_TRUST_OWNER, &info),
                     code);
    if (!strstr(info.message, words)) fail_msg("%s: no \"%s\" in: %s", define, words, info.message);
    assert_int_equal(plugin_registry_count(r), 0);
    assert_int_equal(plugin_questionnaire_count(r), 0);
    assert_null(plugin_question_find(r, STR("text"), STR("misbehaving-echo")));
    plugin_registry_destroy(r);
}

static double counts(const struct plugin_registry *r)
{
    struct svar_value_1 result;
    struct svar_error error;
    const struct svar_function_1 *f = plugin_function_find(r, STR("misbehaving:count"));
    assert_non_null(f);
    assert_int_equal(f->call(NULL, 0, &result, NULL, 0, &error), 0);
    return result.number;
}

// ---- good plugins ----

TEST(a_good_plugin_offers_its_things)
{
    struct plugin_registry *r = new_registry();
    struct plugin_questionnaire q;
    struct err_info info = {0};
    const char *path = build("misbehaving", "GOOD");
    assert_int_equal(plugin_registry_load(r, path, PLUGIN_TRUST_OWNER, &info), ERR_NONE);
    assert_int_equal(plugin_registry_count(r), 1);
    assert_string_equal(plugin_registry_path(r, 0), path);
    assert_string_equal(plugin_registry_at(r, 0)->name, "Misbehaving");
    assert_string_equal(logged, "1 misbehaving: good morning");
    assert_int_equal(plugin_questionnaire_find(r, STR("misbehaving/hello"), &q, &info), ERR_NONE);
    assert_string_equal(q.form->file_name, "hello.md");
    assert_non_null(plugin_question_find(r, STR("text"), STR("w1 misbehaving-echo")));
    assert_true(counts(r) == 10); // started once, not ended
    plugin_registry_destroy(r);
}

TEST(a_newer_minor_loads)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    assert_int_equal(
        plugin_registry_load(r, build("misbehaving", "NEWER_MINOR"), PLUGIN_TRUST_OWNER, &info),
        ERR_NONE);
    plugin_registry_destroy(r);
}

TEST(a_plugin_may_offer_nothing)
{
    struct plugin_registry *r = new_registry();
    assert_int_equal(
        plugin_registry_load(r, build("misbehaving", "NOTHING"), PLUGIN_TRUST_OWNER, NULL),
        ERR_NONE);
    assert_int_equal(plugin_questionnaire_count(r), 0);
    plugin_registry_destroy(r);
}

TEST(one_plugin_is_loaded_once)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    const char *path = build("misbehaving", "GOOD");
    assert_int_equal(plugin_registry_load(r, path, PLUGIN_TRUST_OWNER, &info), ERR_NONE);
    assert_int_equal(plugin_registry_load(r, path, PLUGIN_TRUST_OWNER, &info), ERR_EXISTS);
    assert_int_equal(plugin_registry_count(r), 1);
    assert_true(counts(r) == 10);
    plugin_registry_destroy(r);
}

// The template's value after one event on its field; NULL where it changes nothing.
static const char *template_value(const struct plugin_question *q, const char *value,
                                  uint32_t action, double number, const char *text)
{
    static char out[32];
    uint8_t bytes[1024];
    struct svar_question question;
    memset(&question, 0, sizeof question);
    struct svar_text *texts[] = {&question.path,       &question.type,     &question.appearance,
                                 &question.parameters, &question.label,    &question.hint,
                                 &question.image,      &question.language, &question.value,
                                 &question.error,      &question.state};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = svar_text_of("");
    question.value = svar_text_of(value);
    struct svar_writer w = svar_message_begin(bytes, sizeof bytes, SVAR_MESSAGE_QUESTION);
    svar_write_question(&w, &question);
    struct str message = str_make(bytes, svar_message_end(&w));

    struct svar_event event = {action, number, svar_text_of("field"), svar_text_of(text)};
    struct svar_result result;
    struct buf buf = {0};
    assert_int_equal(plugin_question_build(q, message, &buf, NULL), ERR_NONE);
    assert_int_equal(plugin_question_handle(q, message, &event, &buf, &result, NULL), ERR_NONE);
    snprintf(out, sizeof out, "%.*s", (int)result.value.bytes, result.value.ptr);
    bool changed = result.flags & SVAR_RESULT_VALUE;
    buf_finish(&buf);
    return changed ? out : NULL;
}

TEST(the_template_loads_and_answers)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    const char *path = compile("plugins/template/template.c", "TEMPLATE");
    assert_int_equal(plugin_registry_load(r, path, PLUGIN_TRUST_OWNER, &info), ERR_NONE);
    const struct plugin_question *q =
        plugin_question_find(r, STR("integer"), STR("template-thermo"));
    assert_non_null(q);
    assert_null(plugin_question_find(r, STR("integer"), STR("")));
    assert_string_equal(template_value(q, "", SVAR_EVENT_ADJUST, 1, ""), "0");
    assert_string_equal(template_value(q, "4", SVAR_EVENT_ADJUST, 1, ""), "5");
    assert_string_equal(template_value(q, "10", SVAR_EVENT_ADJUST, 1, ""), "10");
    assert_string_equal(template_value(q, "", SVAR_EVENT_NUMBER, 6.6, ""), "7");
    assert_string_equal(template_value(q, "4", SVAR_EVENT_TEXT, 0, "99"), "10");
    assert_string_equal(template_value(q, "4", SVAR_EVENT_TEXT, 0, ""), "");
    assert_null(template_value(q, "", SVAR_EVENT_TEXT, 0, "abc"));
    assert_null(template_value(q, "4", SVAR_EVENT_ACTIVATE, 0, ""));
    plugin_registry_destroy(r);
}

// ---- plugins that misbehave ----

TEST(another_major_is_refused)
{
    assert_refused("misbehaving", "WRONG_MAJOR", ERR_UNSUPPORTED,
                   "was made for version 2 of Svar's plugin interface");
}

TEST(an_init_that_fails_says_why)
{
    assert_refused("misbehaving", "FAILING_INIT", ERR_PLUGIN,
                   "the plugin misbehaving failed to start: the weather is bad");
}

TEST(an_init_that_fails_with_rubbish_is_survived)
{
    assert_refused("misbehaving", "FAILING_INIT_SILENT", ERR_PLUGIN, "it does not say why");
}

TEST(a_missing_get_factory_is_refused)
{
    assert_refused("misbehaving", "NULL_FACTORY", ERR_PLUGIN, "it has no get_factory");
}

TEST(missing_functions_are_refused)
{
    assert_refused("misbehaving", "NULL_BUILD", ERR_PLUGIN, "a function is missing");
}

TEST(an_id_out_of_order_is_refused)
{
    assert_refused("misbehaving", "BAD_ID", ERR_PLUGIN, "its id is missing or malformed");
    assert_refused("misbehaving", "NULL_ID", ERR_PLUGIN, "its id is missing or malformed");
    assert_refused("misbehaving", "NULL_VERSION", ERR_PLUGIN, "name, version or license");
}

TEST(bad_questionnaires_are_refused)
{
    assert_refused("misbehaving", "BAD_QUESTIONNAIRE_ID", ERR_PLUGIN, "id is missing or malformed");
    assert_refused("misbehaving", "BAD_FILE_NAME", ERR_PLUGIN, "no proper name");
    assert_refused("misbehaving", "NO_QUESTIONNAIRE", ERR_PLUGIN, "gives no questionnaire");
    assert_refused("misbehaving", "MANY_QUESTIONNAIRES", ERR_PLUGIN, "too many");
    assert_refused("misbehaving", "TWICE", ERR_PLUGIN, "two questionnaires have one id");
}

TEST(a_function_with_impossible_arguments_is_refused)
{
    assert_refused("misbehaving", "BAD_FUNCTION", ERR_PLUGIN, "numbers of arguments");
}

TEST(a_library_without_entry_is_refused)
{
    assert_refused("misbehaving", "NO_ENTRY", ERR_PLUGIN, "does not export svar_plugin_entry");
}

TEST(an_entry_that_is_no_plugin_is_refused)
{
    assert_refused("short_entry", "SHORT", ERR_PLUGIN, "is too short");
    assert_refused("short_entry", "FUNCTION", ERR_PLUGIN, "does not export");
}

TEST(what_is_no_library_is_refused)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/plugin.so", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("not ELF", file);
    fclose(file);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(plugin_registry_load(r, path, PLUGIN_TRUST_OWNER, &info), ERR_PLUGIN);
    plugin_registry_destroy(r);
}

// ---- files that must not be trusted ----

TEST(a_file_that_is_not_there_is_missing)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    assert_int_equal(plugin_registry_load(r, "/nonexistent.so", PLUGIN_TRUST_OWNER, &info),
                     ERR_MISSING);
    assert_non_null(strstr(info.message, "/nonexistent.so"));
    plugin_registry_destroy(r);
}

static void assert_untrusted(const char *path, enum plugin_trust trust, const char *words)
{
    struct plugin_registry *r = new_registry();
    struct err_info info = {0};
    assert_int_equal(plugin_file_check(path, trust, NULL), ERR_DENIED);
    assert_int_equal(plugin_registry_load(r, path, trust, &info), ERR_DENIED);
    if (!strstr(info.message, words)) fail_msg("no \"%s\" in: %s", words, info.message);
    plugin_registry_destroy(r);
}

TEST(a_file_that_others_can_write_is_refused)
{
    const char *path = build("misbehaving", "GOOD");
    assert_int_equal(chmod(path, 0666), 0);
    assert_untrusted(path, PLUGIN_TRUST_OWNER, "chmod go-w");
    assert_int_equal(chmod(path, 0664), 0);
    assert_untrusted(path, PLUGIN_TRUST_OWNER, "others may write to");
}

TEST(a_folder_that_others_can_write_is_refused)
{
    const char *path = build("misbehaving", "GOOD");
    assert_int_equal(chmod(folder, 0777), 0);
    assert_untrusted(path, PLUGIN_TRUST_OWNER, folder);
    assert_int_equal(chmod(folder, 01777), 0); // sticky does not help beside the file itself
    assert_untrusted(path, PLUGIN_TRUST_OWNER, folder);
    assert_int_equal(chmod(folder, 0700), 0);
    assert_int_equal(plugin_file_check(path, PLUGIN_TRUST_OWNER, NULL), ERR_NONE);
}

TEST(a_link_is_judged_by_what_it_leads_to)
{
    const char *path = build("misbehaving", "GOOD");
    char link_path[128];
    snprintf(link_path, sizeof link_path, "%s/link.so", folder);
    unlink(link_path);
    assert_int_equal(symlink(path, link_path), 0);
    assert_int_equal(plugin_file_check(link_path, PLUGIN_TRUST_OWNER, NULL), ERR_NONE);
    assert_int_equal(chmod(path, 0666), 0);
    assert_untrusted(link_path, PLUGIN_TRUST_OWNER, "plugin.so");
    unlink(link_path);
}

TEST(what_is_no_regular_file_is_refused)
{
    char path[128];
    snprintf(path, sizeof path, "%s/plugin.so", folder);
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_untrusted(path, PLUGIN_TRUST_OWNER, "is not a file");
}

TEST(somebody_elses_file_is_refused)
{
    const char *path = build("misbehaving", "GOOD");
    if (geteuid() != 0) {
        // Only root can give files away; but for everybody else these files are not root's.
        assert_untrusted(path, PLUGIN_TRUST_ROOT, "does not belong to root");
        return;
    }
    assert_int_equal(plugin_file_check(path, PLUGIN_TRUST_ROOT, NULL), ERR_NONE);
    assert_int_equal(chown(path, 12345, 12345), 0);
    assert_untrusted(path, PLUGIN_TRUST_OWNER, "does not belong to root or the user");
    assert_untrusted(path, PLUGIN_TRUST_ROOT, "does not belong to root");
    assert_int_equal(chown(path, 0, 0), 0);
    assert_int_equal(chown(folder, 12345, 12345), 0);
    assert_untrusted(path, PLUGIN_TRUST_OWNER, folder);
    assert_int_equal(chown(folder, 0, 0), 0);
}

#define IN_FOLDER(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

TEST_MAIN(IN_FOLDER(a_good_plugin_offers_its_things), IN_FOLDER(a_newer_minor_loads),
          IN_FOLDER(a_plugin_may_offer_nothing), IN_FOLDER(one_plugin_is_loaded_once),
          IN_FOLDER(the_template_loads_and_answers), IN_FOLDER(another_major_is_refused),
          IN_FOLDER(an_init_that_fails_says_why),
          IN_FOLDER(an_init_that_fails_with_rubbish_is_survived),
          IN_FOLDER(a_missing_get_factory_is_refused), IN_FOLDER(missing_functions_are_refused),
          IN_FOLDER(an_id_out_of_order_is_refused), IN_FOLDER(bad_questionnaires_are_refused),
          IN_FOLDER(a_function_with_impossible_arguments_is_refused),
          IN_FOLDER(a_library_without_entry_is_refused),
          IN_FOLDER(an_entry_that_is_no_plugin_is_refused),
          IN_FOLDER(what_is_no_library_is_refused), IN_FOLDER(a_file_that_is_not_there_is_missing),
          IN_FOLDER(a_file_that_others_can_write_is_refused),
          IN_FOLDER(a_folder_that_others_can_write_is_refused),
          IN_FOLDER(a_link_is_judged_by_what_it_leads_to),
          IN_FOLDER(what_is_no_regular_file_is_refused), IN_FOLDER(somebody_elses_file_is_refused))
