/* SPDX-License-Identifier: EUPL-1.2 */
/* svar.function/1: functions that forms may call in expressions (calculation, relevant, constraint,
 * …). A function is pure: the same arguments give the same result, and it remembers nothing. */
#ifndef SVAR_FUNCTION_H
#define SVAR_FUNCTION_H

#include <svar/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SVAR_FUNCTION_1 "svar.function/1"

enum { SVAR_VALUE_STRING = 0, SVAR_VALUE_NUMBER = 1, SVAR_VALUE_BOOLEAN = 2 };

#define SVAR_ARGS_ANY UINT32_C(255) /* no bound of its own: what an expression can pass */

/* An argument or a result. Only the member that type names is read. A node-set arrives as the
 * string of its first node. */
struct svar_value_1 {
    uint32_t type;    /* SVAR_VALUE_… */
    uint32_t boolean; /* 0 or 1 */
    double number;    /* may be NaN: that is how an empty number reads */
    const char *text; /* borrowed, not terminated; NULL where text_bytes is 0 */
    uint64_t text_bytes;
};

/* One function. Static data. */
struct svar_function_1 {
    const char *name;  /* as the form writes it: "luhn"; a prefix is allowed: "org:luhn" */
    uint32_t args_min; /* the form is refused when it passes fewer … */
    uint32_t args_max; /* … or more */
    uint32_t result_type;

    /* [any] Writes the result. Text goes to text_out, at most text_capacity bytes, and
     * result->text_bytes tells its length; when that is more than the capacity the host calls
     * again with enough. result->text is left alone. */
    int32_t (*call)(const struct svar_value_1 *args, uint32_t arg_count,
                    struct svar_value_1 *result, char *text_out, uint64_t text_capacity,
                    struct svar_error *error);
};

struct svar_function_factory_1 {
    /* [main] How many there are; the same each time. */
    uint32_t (*count)(const struct svar_function_factory_1 *factory);

    /* [main] One of them; NULL from count on. */
    const struct svar_function_1 *(*get)(const struct svar_function_factory_1 *factory,
                                         uint32_t index);
};

#ifdef __cplusplus
}
#endif

#endif
