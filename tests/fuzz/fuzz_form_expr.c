// SPDX-License-Identifier: EUPL-1.2
// Any bytes as an expression: parsed or refused with a reason, and evaluated within its bounds over
// a small form.
#include "base/check.h"
#include "form/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char FORM[] = "| survey |\n| | type | name | label |\n| | integer | a | A |\n"
                           "| | select_multiple l | s | S |\n| | begin repeat | r | R |\n"
                           "| | text | t | T |\n| | end repeat | | |\n| choices |\n"
                           "| | list_name | name | label | c |\n| | l | x | X | 1 |\n"
                           "| | l | y | Y | 2 |\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct form_def *def;
    if (!def) {
        struct form_problems *problems = form_problems_create();
        CHECK(form_def_load_bytes(str_of(FORM), STR("f.md"), NULL, problems, &def) == ERR_NONE);
        form_problems_destroy(problems);
    }
    struct arena *a = arena_create(ARENA_PLAIN, 64 << 20);
    struct form_session session = {.clock = clock_system(), .rng = rng_system()};
    struct form_instance *in;
    CHECK(form_instance_create(def, &session, a, &in, NULL) == ERR_NONE);
    CHECK(form_instance_set(in, form_instance_find(in, STR("a")), STR("3"), NULL) == ERR_NONE);
    CHECK(form_instance_set(in, form_instance_find(in, STR("s")), STR("x y"), NULL) == ERR_NONE);
    enum form_value_kind kind;
    struct buf value = {0};
    struct err_info info = {0};
    enum err code = form_instance_eval(in, form_instance_find(in, STR("r/t")), str_make(data, size),
                                       &kind, &value, &info);
    // What is refused says why; what is text is UTF-8.
    CHECK(code == ERR_NONE ? utf8_valid(buf_str(&value)) : info.message[0] != 0);
    buf_finish(&value);
    arena_destroy(a);
    return 0;
}
