// SPDX-License-Identifier: EUPL-1.2
// A report's template from a stranger: any bytes give settings that a report can be made with, or
// an error with a message.
#include "report/figures.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char form_text[] =
    "| survey |\n| | type | name | label | appearance |\n"
    "| | select_one s | q1 | One | likert |\n| | select_one s | q2 | Two | likert |\n"
    "| | date | d | Day | |\n| | integer | n | Number | |\n| | integer | m | Number | |\n"
    "| choices |\n| | list_name | name | label |\n| | s | 1 | Good |\n| | s | 2 | Bad |\n"
    "| settings |\n| | form_title | form_id |\n| | T | t |\n";

static enum err picture(void *data, struct str name, struct buf *out, struct err_info *info)
{
    (void)data;
    if (name.len % 2) return err_set(info, ERR_MISSING, "no such file");
    buf_add(out, "\x89PNG\r\n\x1a\n<svg>", 13);
    return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct form_def *form;
    static struct table *table;
    struct report_template_host host = {NULL, picture};
    struct err_info info = {0};
    json_t *settings = NULL;
    if (!form) {
        struct form_problems *problems = form_problems_create();
        CHECK(!form_def_load_bytes(str_of(form_text), STR("f.md"), NULL, problems, &form));
        form_problems_destroy(problems);
        CHECK(!table_create(form, NULL, &table, NULL));
    }
    enum err err = report_template_read(str_make(data, size), form, NULL, &host, &settings, &info);
    CHECK(!err || info.message[0]);
    if (err) return 0;
    CHECK(report_settings_check(form, settings, &info) == ERR_NONE);
    struct report_facts facts = {.title = STR("T"), .k = 5, .settings = settings};
    struct buf page = {0};
    CHECK(report_html(table, &facts, &page, &info) == ERR_NONE);
    buf_clear(&page);
    CHECK(report_poster(table, &facts, &page, &info) == ERR_NONE);
    buf_finish(&page);
    json_decref(settings);
    return 0;
}
