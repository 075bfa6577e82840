// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a Markdown form: compiled or refused with a reason; and what was compiled is
// answered question by question, to the end.
#include "base/check.h"
#include "form/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answer_all(const struct form_def *def)
{
    static const char *const tries[] = {"1", "a", "2026-01-31", "OK", ""};
    struct arena *a = arena_create(ARENA_PLAIN, 64 << 20);
    struct arena *texts = arena_create(ARENA_PLAIN, 64 << 20);
    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct form_instance *in;
    CHECK(form_instance_create(def, &session, a, &in, NULL) == ERR_NONE);
    form_ref page = FORM_REF_NONE, questions[16];
    for (size_t n = 0; n < 50 && form_view_next(in, page, &page); n++) {
        size_t count = form_view_questions(in, page, questions, 16);
        CHECK(count > 0);
        for (size_t i = 0; i < count && i < 16; i++) {
            const uint32_t *choices;
            size_t choice_count = form_view_choices(in, questions[i], &choices);
            CHECK(utf8_valid(form_view_label(in, questions[i], texts)));
            if (choice_count) (void)form_view_choice_label(in, questions[i], choices[0], texts);
            for (size_t t = 0; t < sizeof tries / sizeof *tries; t++)
                if (form_instance_set(in, questions[i], str_of(tries[t]), NULL) == ERR_NONE) break;
        }
        CHECK(form_view_pages_before(in, page) <= form_view_page_count(in));
    }
    struct buf answers = {0}, missing = {0};
    (void)form_instance_finish(in);
    form_instance_answers(in, page, &answers, &missing);
    form_instance_xml(in, &answers);
    CHECK(utf8_valid(buf_str(&answers)));
    buf_finish(&answers);
    buf_finish(&missing);
    arena_destroy(texts);
    arena_destroy(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct form_problems *problems = form_problems_create();
    struct form_def *def = NULL;
    enum err code = form_def_load_bytes(str_make(data, size), STR("f.md"), NULL, problems, &def);
    CHECK((code == ERR_NONE) == (form_problems_count(problems, FORM_ERROR) == 0));
    if (code == ERR_NONE) answer_all(def);
    form_def_destroy(def);
    form_problems_destroy(problems);
    return 0;
}
