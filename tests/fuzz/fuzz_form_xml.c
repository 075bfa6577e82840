// SPDX-License-Identifier: EUPL-1.2
// Instance XML as a tree: hostile bytes are refused or walked, and walking ends.
#include "form/xml_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_create(ARENA_PLAIN, 64 << 20);
    struct form_tree *tree = NULL;
    struct form_expr *expr = NULL;
    struct form_value value;
    if (size <= 65536 && form_xml_tree_read(str_make(data, size), a, &tree, NULL) == ERR_NONE &&
        form_expr_parse(STR("concat(string(/*), count(//*), count(/*/*[position() = 1]/..))"), a,
                        &expr, NULL) == ERR_NONE) {
        struct form_expr_env env = {.tree = tree};
        struct form_scratch *scratch = form_scratch_create(a, 16 << 20);
        if (form_expr_eval(expr, &env, tree->root, scratch, &value, NULL) == ERR_NONE)
            form_value_string(&value, scratch);
    }
    arena_destroy(a);
    return 0;
}
