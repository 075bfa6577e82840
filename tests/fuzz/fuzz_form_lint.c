// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a Markdown form, read as `svar check` reads it: with the linter, whatever is wrong
// besides, and each problem in both languages.
#include "base/check.h"
#include "form/def.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    enum err code = form_def_check_bytes(str_make(data, size), STR("f.md"), NULL, problems, &def);
    CHECK((code == ERR_NONE) == (form_problems_count(problems, FORM_ERROR) == 0));
    for (size_t i = 0; i < form_problems_total(problems); i++) {
        struct buf text = {0};
        form_problem_print(form_problems_at(problems, i), &text);
        size_t english = text.len;
        form_problem_print_in(form_problems_at(problems, i), FORM_TEXT_SWEDISH, &text);
        CHECK(utf8_valid(buf_str(&text)));
        CHECK(text.len > english && text.ptr[text.len - 1] == '\n');
        buf_finish(&text);
    }
    form_def_destroy(def);
    form_problems_destroy(problems);
    return 0;
}
