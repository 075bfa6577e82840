// SPDX-License-Identifier: EUPL-1.2
// survey.json from a stranger: any bytes give a checked survey or an error with a message.
#include "survey/survey_priv.h"

#include "base/alloc.h"
#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err_info info = {0};
    struct survey *s = xcalloc(1, sizeof *s);
    enum err err = json_parse(str_make(data, size), LIMIT_SURVEY_JSON_BYTES, &s->json, &info);
    if (!err) err = survey_check(s, size % 2, &info);
    CHECK(err == info.code);
    CHECK(!err || info.message[0]);
    if (!err) {
        CHECK(survey_number(s, "k") >= 1);
        CHECK(survey_number(s, "least_batch") <= LIMIT_BATCH_COUNT);
        CHECK(survey_text(s, "title", STR("sv")).len > 0);
        CHECK(utf8_valid(survey_text(s, "pages.info", survey_language(s, 0))));
        for (size_t i = 0; i < survey_file_count(s); i++)
            CHECK(file_name_safe(survey_file_name(s, i)));
    }
    survey_close(s);
    return 0;
}
