/* SPDX-License-Identifier: EUPL-1.2 */
/* One plugin with many faults; the test that builds it picks one by -D. Without any it is a good
 * plugin that offers one questionnaire, one question type and one function. */
#include <svar/function.h>
#include <svar/question.h>
#include <svar/question_message.h>
#include <svar/questionnaire.h>

/* How often init and deinit ran, for the test to look at through the function "count". */
static int started, ended;

static int32_t init(const struct svar_host *host, const char *path, struct svar_error *error)
{
    (void)path;
    started++;
#if defined(FAILING_INIT)
    (void)host;
    return svar_fail(error, "the weather is bad");
#elif defined(FAILING_INIT_SILENT)
    (void)host;
    memset(error->message, 'x', sizeof error->message);
    error->message[0] = (char)0xff;
    return 1;
#else
    (void)error;
    host->log(host, SVAR_LOG_INFO, "good morning");
    return host->get_extension(host, "org.example.nothing/1") == NULL ? 0 : -1;
#endif
}

static void deinit(void)
{
    ended++;
}

/* ---- a questionnaire ---- */

static const uint8_t form[] = "| survey |";

static const struct svar_questionnaire_1 questionnaire = {
#if defined(BAD_QUESTIONNAIRE_ID)
    "Not An Id",
#else
    "hello",
#endif
    "Hello",       "en",
    "1",
#if defined(BAD_FILE_NAME)
    "../hello.md",
#else
    "hello.md",
#endif
    form,          sizeof form - 1,
    NULL,          0};

static uint32_t questionnaire_count(const struct svar_questionnaire_factory_1 *factory)
{
    (void)factory;
#if defined(MANY_QUESTIONNAIRES)
    return 1000000000;
#elif defined(TWICE)
    return 2;
#else
    return 1;
#endif
}

static const struct svar_questionnaire_1 *questionnaire_get(
    const struct svar_questionnaire_factory_1 *factory, uint32_t index)
{
    (void)factory;
    (void)index;
#if defined(NO_QUESTIONNAIRE)
    return NULL;
#else
    return &questionnaire;
#endif
}

static const struct svar_questionnaire_factory_1 questionnaires = {questionnaire_count,
                                                                   questionnaire_get};

/* ---- a question type ---- */

static uint32_t type_count(const struct svar_question_factory_1 *factory)
{
    (void)factory;
    return 1;
}

static const struct svar_question_type_1 type = {"echo", "Echo", "text", "misbehaving-echo",
                                                 NULL,   0};

static const struct svar_question_type_1 *type_describe(
    const struct svar_question_factory_1 *factory, uint32_t index)
{
    (void)factory;
    return index == 0 ? &type : NULL;
}

static int32_t build(const struct svar_question_factory_1 *factory, uint32_t index,
                     const uint8_t *question, uint32_t question_bytes, uint8_t *out,
                     uint32_t capacity, uint32_t *out_bytes, struct svar_error *error)
{
    struct svar_question q;
    struct svar_writer w;
    (void)factory;
    (void)index;
    if (!svar_question_read(question, question_bytes, &q)) return svar_fail(error, "no question");
    w = svar_message_begin(out, capacity, SVAR_MESSAGE_ELEMENTS);
    svar_write_head(&w, &q);
    *out_bytes = svar_message_end(&w);
    return 0;
}

static int32_t handle(const struct svar_question_factory_1 *factory, uint32_t index,
                      const uint8_t *question, uint32_t question_bytes, const uint8_t *event,
                      uint32_t event_bytes, uint8_t *out, uint32_t capacity, uint32_t *out_bytes,
                      struct svar_error *error)
{
    struct svar_result result = svar_result_make();
    struct svar_event happened;
    (void)factory;
    (void)index;
    (void)question;
    (void)question_bytes;
    if (!svar_event_read(event, event_bytes, &happened)) return svar_fail(error, "no event");
    result.flags = SVAR_RESULT_VALUE;
    result.value = happened.text;
    *out_bytes = svar_result_write(out, capacity, &result);
    return 0;
}

static const struct svar_question_factory_1 questions = {type_count, type_describe,
#if defined(NULL_BUILD)
                                                         NULL,
#else
                                                         build,
#endif
                                                         handle};

/* ---- a function ---- */

static int32_t call(const struct svar_value_1 *args, uint32_t arg_count,
                    struct svar_value_1 *result, char *text_out, uint64_t text_capacity,
                    struct svar_error *error)
{
    (void)args;
    (void)arg_count;
    (void)text_out;
    (void)text_capacity;
    (void)error;
    result->type = SVAR_VALUE_NUMBER;
    result->number = started * 10 + ended;
    return 0;
}

static const struct svar_function_1 function = {"misbehaving:count",
#if defined(BAD_FUNCTION)
                                                2, 1,
#else
                                                0, 0,
#endif
                                                SVAR_VALUE_NUMBER, call};

static uint32_t function_count(const struct svar_function_factory_1 *factory)
{
    (void)factory;
    return 1;
}

static const struct svar_function_1 *function_get(const struct svar_function_factory_1 *factory,
                                                  uint32_t index)
{
    (void)factory;
    return index == 0 ? &function : NULL;
}

static const struct svar_function_factory_1 functions = {function_count, function_get};

/* ---- the entry ---- */

static const void *get_factory(const char *factory_id)
{
#if defined(NOTHING)
    (void)factory_id;
    (void)questionnaires;
    (void)questions;
    (void)functions;
    return NULL;
#else
    if (strcmp(factory_id, SVAR_QUESTIONNAIRE_1) == 0) return &questionnaires;
    if (strcmp(factory_id, SVAR_QUESTION_1) == 0) return &questions;
    if (strcmp(factory_id, SVAR_FUNCTION_1) == 0) return &functions;
    return NULL;
#endif
}

#if defined(WRONG_MAJOR)
#define MAJOR (SVAR_ABI_MAJOR + 1)
#else
#define MAJOR SVAR_ABI_MAJOR
#endif
#if defined(NEWER_MINOR)
#define MINOR (SVAR_ABI_MINOR + 7)
#else
#define MINOR SVAR_ABI_MINOR
#endif

#if defined(NO_ENTRY)
SVAR_EXPORT const struct svar_plugin some_other_name = {
#else
const struct svar_plugin svar_plugin_entry = {
#endif
    MAJOR,         MINOR,
#if defined(BAD_ID)
    "../evil",
#elif defined(NULL_ID)
    NULL,
#else
    "misbehaving",
#endif
    "Misbehaving",
#if defined(NULL_VERSION)
    NULL,
#else
    "1",
#endif
    "EUPL-1.2",    init,  deinit,
#if defined(NULL_FACTORY)
    NULL
#else
    get_factory
#endif
};
