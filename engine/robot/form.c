// SPDX-License-Identifier: EUPL-1.2
// See robot/form.h.
#include "robot/form.h"

static bool has_choice(const struct form_def *def, size_t node, struct str name)
{
    size_t count = form_node_choice_count(def, node);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(form_choice_name(def, node, i), name)) {
            return true;
        }
    }
    return false;
}

// "r[2]/q" without the positions.
static struct str plain_path(struct str path, struct buf *scratch)
{
    bool inside = false;
    buf_clear(scratch);
    for (size_t i = 0; i < path.len; i++) {
        inside = inside || path.ptr[i] == '[';
        if (!inside) {
            buf_add_char(scratch, path.ptr[i]);
        }
        inside = inside && path.ptr[i] != ']';
    }
    return buf_str(scratch);
}

size_t robot_form_compare(const struct form_def *def, const json_t *line, size_t row,
                          struct buf *out)
{
    size_t wrong = 0;
    const char *path;
    json_t *value;
    struct buf scratch = {0};
    json_object_foreach(json_object_get(line, "answers"), path, value)
    {
        int64_t found = form_def_node_find(def, plain_path(str_of(path), &scratch));
        if (found < 0) {
            buf_printf(out, "line %zu: the form has no question \"%s\"\n", row, path);
            wrong++;
            continue;
        }
        size_t node = (size_t)found;
        enum form_kind kind = form_node_kind(def, node);
        if (kind != FORM_SELECT_ONE && kind != FORM_SELECT_MULTIPLE) {
            continue;
        }
        struct str rest = str_of(json_string_value(value));
        struct str choice;
        while (str_word(&rest, &choice)) {
            if (!has_choice(def, node, choice)) {
                buf_printf(out, "line %zu: question \"%s\" has no choice \"%.*s\"\n", row, path,
                           STR_ARG(choice));
                wrong++;
            }
        }
    }
    buf_finish(&scratch);
    return wrong;
}
