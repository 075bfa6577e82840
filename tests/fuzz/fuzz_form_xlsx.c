// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a form in the format FORM_XLSX: read or refused, never more.
#include "base/check.h"
#include "form/workbook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_create(ARENA_PLAIN, 32 << 20);
    struct form_problems *problems = form_problems_create();
    struct form_workbook book = {0};

    enum err err =
        form_workbook_read(FORM_XLSX, str_make(data, size), STR("form"), a, problems, &book);
    // What is refused says why; what is read keeps the promises of the header.
    CHECK(err == ERR_NONE || form_problems_count(problems, FORM_ERROR) > 0);
    for (size_t s = 0; err == ERR_NONE && s < book.sheet_count; s++) {
        const struct form_sheet *sheet = &book.sheets[s];
        for (size_t i = 0; i < sheet->cell_count; i++) {
            const struct form_cell *c = &sheet->cells[i];
            CHECK(c->text.len > 0 && c->row > 0 && c->column > 0 && utf8_valid(c->text));
            CHECK(i == 0 || c[-1].row < c->row ||
                  (c[-1].row == c->row && c[-1].column < c->column));
        }
    }
    form_problems_destroy(problems);
    arena_destroy(a);
    return 0;
}
