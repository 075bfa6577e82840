// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a data file beside a form: .csv, .xml, .geojson by the first byte. Read as a table,
// or as a tree where no table holds it, or refused with a reason.
#include "base/check.h"
#include "form/data_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct form_tree *tree, struct arena *a)
{
    struct form_expr *expr = NULL;
    struct form_value value;
    if (form_expr_parse(STR("concat(count(//@*), /*/*[2], count(/*/item[name != '']))"), a, &expr,
                        NULL))
        return;
    struct form_expr_env env = {.tree = tree};
    struct form_scratch *scratch = form_scratch_create(a, 16 << 20);
    if (form_expr_eval(expr, &env, tree->root, scratch, &value, NULL) == ERR_NONE)
        CHECK(utf8_valid(form_value_string(&value, scratch)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"towns.csv", "towns.xml", "towns.geojson"};
    if (size == 0 || size > 65536) return 0;
    struct str file = str_of(names[data[0] % 3]);
    struct arena *a = arena_create(ARENA_PLAIN, 64 << 20);
    struct form_csv table = {0};
    struct form_tree *tree = NULL;
    struct err_info info = {0};
    enum err err = form_data_read(file, str_make(data + 1, size - 1), a, &table, &tree, &info);

    CHECK(err == ERR_NONE || info.message[0] != '\0');
    for (uint32_t i = 0; err == ERR_NONE && i < table.column_count; i++) {
        // A column without a name is passed over; no other name comes twice.
        CHECK(utf8_valid(table.columns[i]));
        for (uint32_t j = 0; j < i && table.columns[i].len; j++)
            CHECK(!str_eq(table.columns[i], table.columns[j]));
    }
    for (size_t i = 0; err == ERR_NONE && i < (size_t)table.row_count * table.column_count; i++)
        CHECK(utf8_valid(table.cells[i]));
    if (err == ERR_NONE && tree) walk(tree, a);
    arena_destroy(a);
    return 0;
}
