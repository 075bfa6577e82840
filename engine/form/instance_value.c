// SPDX-License-Identifier: EUPL-1.2
// Values: their memory, and what a type can hold.
#include "form/instance_priv.h"

#include "base/limits.h"
#include "form/geo_priv.h"
#include "form/text_priv.h"

#include <math.h>
#include <stdio.h>

enum { LEAST_CLASS_BYTES = 16 };

void *form_instance_alloc(struct form_instance *in, size_t bytes)
{
    // The arena takes whole blocks; what may be wasted at a block's end is kept in reserve.
    if (arena_left(in->a) < bytes + 64) {
        in->out_of_memory = true;
        return NULL;
    }
    return arena_alloc(in->a, bytes);
}

struct str form_value_of(const struct form_instance *in, uint32_t ref)
{
    const struct node *node = &in->nodes[ref];
    return (struct str){node->value_bytes ? node->value : "", node->value_bytes};
}

static size_t class_bytes(unsigned class)
{
    return (size_t)LEAST_CLASS_BYTES << (class - 1);
}

bool form_block_store(struct form_instance *in, struct text_block *block, struct str text)
{
    if (text.len > LIMIT_ANSWER_BYTES) text.len = utf8_cut(text, LIMIT_ANSWER_BYTES);
    unsigned class = 1;
    while (class_bytes(class) < text.len)
        class ++;
    if (!text.len && !block->class) return true;
    if (class > block->class) {
        void *memory = in->free_values[class - 1];
        if (memory)
            memcpy(&in->free_values[class - 1], memory, sizeof(void *));
        else
            memory = form_instance_alloc(in, class_bytes(class));
        if (!memory) return false;
        if (text.len) memcpy(memory, text.ptr, text.len); // before the old one is wiped
        if (block->class) {
            memset(block->ptr, 0, class_bytes(block->class));
            memcpy(block->ptr, &in->free_values[block->class - 1], sizeof in->free_values[0]);
            in->free_values[block->class - 1] = block->ptr;
        }
        block->ptr = memory;
        block->class = (uint8_t) class;
    } else if (text.len) {
        memmove(block->ptr, text.ptr, text.len);
    }
    // What a shorter answer leaves of a longer one must not linger.
    memset(block->ptr + text.len, 0, class_bytes(block->class) - text.len);
    block->bytes = (uint32_t)text.len;
    return true;
}

bool form_value_store(struct form_instance *in, uint32_t ref, struct str value)
{
    struct node *node = &in->nodes[ref];
    struct text_block block = {node->value, node->value_bytes, node->value_class};
    bool good = form_block_store(in, &block, value);
    node->value = block.ptr;
    node->value_bytes = block.bytes;
    node->value_class = block.class;
    return good;
}

// ---- what a type can hold ----

static enum err keep(struct str value, char *out, size_t *out_bytes)
{
    if (value.len) memcpy(out, value.ptr, value.len);
    *out_bytes = value.len;
    return ERR_NONE;
}

static bool is_integer(struct str s)
{
    size_t from = s.len && s.ptr[0] == '-' ? 1 : 0;
    if (s.len == from || s.len - from > 18) return false;
    for (size_t i = from; i < s.len; i++)
        if (s.ptr[i] < '0' || s.ptr[i] > '9') return false;
    return true;
}

static bool is_date(struct str s)
{
    struct expr_date date;
    return s.len == 10 && form_date_parse(s, NULL, &date) && !date.has_time;
}

// HH:MM[:SS[.sss]] with or without a zone.
static bool is_time(struct str s)
{
    int32_t ms, offset;
    bool has_offset;
    return form_time_parse(s, &ms, &has_offset, &offset);
}

static bool is_date_time(struct str s)
{
    struct expr_date date;
    return form_date_parse(s, NULL, &date) && date.has_time;
}

static enum err check_geo(const struct def_node *n, struct str value, struct err_info *info)
{
    struct geo_point point;
    if (str_eq(n->written_type, STR("geopoint")))
        return form_geo_point(value, &point) ? ERR_NONE
                                             : err_set(info, ERR_PARSE, TEXT_VALUE_POINT);
    int least = str_eq(n->written_type, STR("geoshape")) ? 3 : 2;
    return form_geo_valid(value, (size_t)least)
               ? ERR_NONE
               : err_set(info, ERR_PARSE, TEXT_VALUE_POINTS, least);
}

static enum err check_range(const struct def_node *n, struct str value, struct err_info *info)
{
    double from = form_number_parse(n->range_start, 0), to = form_number_parse(n->range_end, 0);
    double x = form_number_parse(value, 0);
    if (x >= fmin(from, to) && x <= fmax(from, to)) return ERR_NONE;
    return err_set(info, ERR_PARSE, TEXT_VALUE_RANGE, STR_ARG(n->range_start),
                   STR_ARG(n->range_end));
}

static bool has_token(struct str list, struct str token)
{
    struct str word;
    while (str_word(&list, &word))
        if (str_eq(word, token)) return true;
    return false;
}

static enum err check_selection(const struct form_def *def, const struct def_node *n,
                                struct str value, char *out, size_t *out_bytes,
                                struct err_info *info)
{
    const struct def_list *list = &def->lists[n->list];
    uint32_t choice;
    *out_bytes = 0;
    if (n->kind == FORM_SELECT_ONE) {
        value = str_trim(value);
        if (value.len && !form_map_get(&list->names, value, 0, &choice))
            return err_set(info, ERR_PARSE, TEXT_VALUE_CHOICE, STR_ARG(value));
        return keep(value, out, out_bytes);
    }
    struct str word;
    while (str_word(&value, &word)) {
        if (!form_map_get(&list->names, word, 0, &choice))
            return err_set(info, ERR_PARSE, TEXT_VALUE_CHOICE, STR_ARG(word));
        if (has_token((struct str){out, *out_bytes}, word)) continue;
        if (*out_bytes) out[(*out_bytes)++] = ' ';
        memcpy(out + *out_bytes, word.ptr, word.len);
        *out_bytes += word.len;
    }
    return ERR_NONE;
}

enum err form_value_check(const struct form_def *def, uint32_t node, struct str value, char *out,
                          size_t *out_bytes, struct err_info *info)
{
    const struct def_node *n = &def->nodes[node];
    if (value.len > LIMIT_ANSWER_BYTES)
        return err_set(info, ERR_LIMIT, TEXT_VALUE_LONG, (int)LIMIT_ANSWER_BYTES);
    if (!utf8_valid(value) || memchr(value.len ? value.ptr : "x", 0, value.len))
        return err_set(info, ERR_PARSE, TEXT_VALUE_UTF8);
    if (n->list != DEF_NONE) return check_selection(def, n, value, out, out_bytes, info);
    struct str trimmed = str_trim(value);
    if (!trimmed.len && n->type != FORM_STRING) return keep(STR(""), out, out_bytes);
    switch ((int)n->type) {
    case FORM_INT:
        if (!is_integer(trimmed)) return err_set(info, ERR_PARSE, TEXT_VALUE_INTEGER);
        break;
    case FORM_DECIMAL:
        if (isnan(form_number_parse(trimmed, 0)) || is_date(trimmed))
            return err_set(info, ERR_PARSE, TEXT_VALUE_DECIMAL);
        break;
    case FORM_DATE:
        if (!is_date(trimmed)) return err_set(info, ERR_PARSE, TEXT_VALUE_DATE);
        break;
    case FORM_TIME:
        if (!is_time(trimmed)) return err_set(info, ERR_PARSE, TEXT_VALUE_TIME);
        break;
    case FORM_DATETIME:
        if (!is_date_time(trimmed)) return err_set(info, ERR_PARSE, TEXT_VALUE_DATETIME);
        break;
    case FORM_GEOPOINT: {
        enum err code = check_geo(n, trimmed, info);
        if (code != ERR_NONE) return code;
        break;
    }
    default: trimmed = value; break;
    }
    if (n->kind == FORM_RANGE) {
        enum err code = check_range(n, trimmed, info);
        if (code != ERR_NONE) return code;
    }
    if (n->kind == FORM_TRIGGER && trimmed.len && !str_eq(trimmed, STR("OK")))
        return err_set(info, ERR_PARSE, TEXT_VALUE_TRIGGER);
    return keep(trimmed, out, out_bytes);
}
