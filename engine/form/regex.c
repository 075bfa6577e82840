// SPDX-License-Identifier: EUPL-1.2
// regex(): PCRE2 with UTF-8, matching the whole text, with bounds so that no pattern can hang a
// kiosk. Patterns that stand in the form as text are compiled once, into the form's memory.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "form/functions_priv.h"

#include "form/text_priv.h"

#include <pcre2.h>

enum {
    PATTERN_BYTES_MAX = 4096,
    MATCH_STEPS_MAX = 200000,
    MATCH_DEPTH_MAX = 2000,
    MATCH_HEAP_KIB = 4096,
};

static void *arena_memory(size_t bytes, void *data)
{
    struct arena *a = data;
    return arena_left(a) > bytes + 64 ? arena_alloc(a, bytes) : NULL;
}

static void *scratch_memory(size_t bytes, void *data)
{
    return form_scratch_alloc(data, bytes);
}

static void release(void *memory, void *data)
{
    (void)memory, (void)data; // goes with the arena or the scratch block
}

static pcre2_code *compile(struct str pattern, void *(*memory)(size_t, void *), void *data,
                           struct err_info *info)
{
    if (pattern.len > PATTERN_BYTES_MAX) {
        err_ignore(err_set(info, ERR_LIMIT, TEXT_REGEX_LONG, (int)PATTERN_BYTES_MAX));
        return NULL;
    }
    pcre2_general_context *general = pcre2_general_context_create(memory, release, data);
    pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
    if (!context) {
        err_ignore(err_set(info, ERR_LIMIT, TEXT_EVAL_MEMORY));
        return NULL;
    }
    pcre2_set_parens_nest_limit(context, 100);
    int error;
    PCRE2_SIZE at;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)(pattern.len ? pattern.ptr : ""), pattern.len,
                                     PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C |
                                         PCRE2_ANCHORED | PCRE2_ENDANCHORED,
                                     &error, &at, context);
    if (!code) {
        PCRE2_UCHAR why[160];
        pcre2_get_error_message(error, why, sizeof why);
        err_ignore(
            err_set(info, ERR_PARSE, TEXT_REGEX_BAD, STR_ARG(pattern), (const char *)why, at + 1));
    }
    return code;
}

enum err form_expr_regex_compile(struct str pattern, struct arena *a, void **out,
                                 struct err_info *info)
{
    struct err_info own = {0};
    if (!info) info = &own;
    pcre2_code *code = compile(pattern, arena_memory, a, info);
    if (!code) return info->code;
    *out = code;
    return ERR_NONE;
}

EXPR_FUNCTION(regex)
{
    struct str text = form_expr_arg_string(e, call, 0);
    pcre2_code *code = call->regex;
    if (!code) {
        struct err_info why = {0};
        code = compile(form_expr_arg_string(e, call, 1), scratch_memory, e->scratch, &why);
        if (!code) form_expr_fail(e, why.code, "%s", why.message);
    }
    if (!code || e->code != ERR_NONE) return form_expr_boolean(false);
    pcre2_general_context *general =
        pcre2_general_context_create(scratch_memory, release, e->scratch);
    pcre2_match_context *context = general ? pcre2_match_context_create(general) : NULL;
    pcre2_match_data *match = context ? pcre2_match_data_create(1, general) : NULL;
    if (!match) {
        form_expr_fail(e, ERR_LIMIT, TEXT_EVAL_MEMORY);
        return form_expr_boolean(false);
    }
    pcre2_set_match_limit(context, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(context, MATCH_DEPTH_MAX);
    pcre2_set_heap_limit(context, MATCH_HEAP_KIB);
    int found =
        pcre2_match(code, (PCRE2_SPTR)(text.len ? text.ptr : ""), text.len, 0, 0, match, context);
    if (found < 0 && found != PCRE2_ERROR_NOMATCH) form_expr_fail(e, ERR_LIMIT, TEXT_REGEX_HARD);
    return form_expr_boolean(found >= 0);
}
