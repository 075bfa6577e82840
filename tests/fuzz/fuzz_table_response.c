// SPDX-License-Identifier: EUPL-1.2
// Opened responses are what a device sealed, and a device may be in anybody's hands: whatever comes
// must be a row or an error, and the table must stay readable.
#include "table/table.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char form_text[] = "| survey |\n"
                                "| | type | name | label |\n"
                                "| | select_one ja | a | Ett? |\n"
                                "| | select_multiple farg | b | Flera? |\n"
                                "| | begin group | g | Grupp |\n"
                                "| | integer | n | Hur många? |\n"
                                "| | text | t | Ord? |\n"
                                "| | end group | | |\n"
                                "| | date | d | När? |\n"
                                "| | decimal | x | Hur mycket? |\n"
                                "| | geopoint | p | Var? |\n"
                                "| | geotrace | l | Vilken väg? |\n"
                                "| | geoshape | s | Vilket område? |\n"
                                "| | begin repeat | r | Igen |\n"
                                "| | text | q | Vad? |\n"
                                "| | end repeat | | |\n"
                                "| choices |\n"
                                "| | list_name | name | label |\n"
                                "| | ja | 1 | Ja |\n"
                                "| | ja | -1 | Vet inte |\n"
                                "| | farg | rod | Röd |\n"
                                "| | farg | bla | Blå |\n"
                                "| | farg | -2 | Vill inte |\n"
                                "| settings |\n"
                                "| | form_title | form_id |\n"
                                "| | Prov | prov |\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct form_def *form; // compiled once: the form is not what is tried here
    struct table *table = NULL;
    struct err_info info = {0};
    struct buf text = {0};
    if (!form) {
        struct form_problems *problems = form_problems_create();
        if (form_def_load_bytes(str_of(form_text), STR("prov.md"), NULL, problems, &form)) abort();
        form_problems_destroy(problems);
    }
    if (table_create(form, NULL, &table, &info)) abort();
    // Twice: the second is the same response again, or as bad as the first.
    for (int i = 0; i < 2; i++)
        if (!table_add(table, str_make(data, size), &info) && i > 0) abort();
    for (size_t row = 0; row < table_row_count(table); row++)
        for (size_t column = 0; column < table_column_count(table); column++)
            table_text(table, row, column, &text);
    if (table_row_count(table) + table_refused_count(table) != 2) abort();
    buf_finish(&text);
    table_destroy(table);
    return 0;
}
