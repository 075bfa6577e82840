// SPDX-License-Identifier: EUPL-1.2
// Faults of the outside (file, form, network, disk, peer), returned as a code plus detail that the
// caller owns. Our own faults are assertions: see base/check.h.
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))

// Code, stable name (for logs and JSON), short text.
#define ERR_MAP(X)                                            \
    X(ERR_NONE, "ok", "no error")                             \
    X(ERR_ARGUMENT, "argument", "wrong argument")             \
    X(ERR_IO, "io", "input or output failed")                 \
    X(ERR_FULL, "full", "no space left")                      \
    X(ERR_MISSING, "missing", "not found")                    \
    X(ERR_EXISTS, "exists", "is there already")               \
    X(ERR_DENIED, "denied", "not allowed")                    \
    X(ERR_PARSE, "parse", "could not be read")                \
    X(ERR_LIMIT, "limit", "larger than allowed")              \
    X(ERR_UNSUPPORTED, "unsupported", "not supported")        \
    X(ERR_KEY, "key", "wrong key or passphrase")              \
    X(ERR_SIGNATURE, "signature", "signature does not match") \
    X(ERR_TAMPERED, "tampered", "has been altered")           \
    X(ERR_CORRUPT, "corrupt", "is damaged")                   \
    X(ERR_STATE, "state", "not possible now")                 \
    X(ERR_NETWORK, "network", "network unreachable")          \
    X(ERR_PEER, "peer", "the other side answered wrongly")    \
    X(ERR_REFUSED, "refused", "the other side refused")       \
    X(ERR_TIMEOUT, "timeout", "took too long")                \
    X(ERR_PLUGIN, "plugin", "a plugin misbehaved")

#define ERR_ENUM(code, name, text) code,
enum err { ERR_MAP(ERR_ENUM) ERR_COUNT };
#undef ERR_ENUM

// Detail of one fault. Lives with the caller; every function that takes one accepts NULL.
// Zero-initialise it; `message` is whole only after a function returned something else than
// ERR_NONE.
struct err_info {
    enum err code;
    char file[256];    // "" where there is none
    char sheet[64];    // of a workbook, "" where there is none
    int32_t row;       // from 1 as a spreadsheet counts, 0 where there is none
    int32_t column;    // from 1, 0 where there is none
    char message[512]; // one sentence, no final newline: what is wrong and how to mend it
};

const char *err_name(enum err code); // [any] static text such as "limit"
const char *err_text(enum err code); // [any] static text such as "larger than allowed"

// Fills info (may be NULL) and returns code, in one step so that they cannot drift apart. Keeps a
// place (file, sheet, row, column) that is set already.
enum err err_set(struct err_info *info, enum err code, const char *format, ...) PRINTF_LIKE(3, 4);

// As err_set, with ": " and the text of errno behind the message. ENOSPC and EDQUOT give ERR_FULL,
// ENOENT ERR_MISSING, EEXIST ERR_EXISTS, EACCES, EPERM and EROFS ERR_DENIED, the rest ERR_IO.
enum err err_set_errno(struct err_info *info, const char *format, ...) PRINTF_LIKE(2, 3);

// Puts text before the message and returns info's code (or code where info is NULL).
enum err err_prefix(struct err_info *info, enum err code, const char *format, ...)
    PRINTF_LIKE(3, 4);

// Sets the place. sheet may be NULL.
void err_place(struct err_info *info, const char *file, const char *sheet, int32_t row,
               int32_t column);

// Writes "file:sheet:row:column: message" with only the parts that are known. Always terminates;
// returns the length without the cut.
size_t err_format(const struct err_info *info, char *out, size_t out_bytes);

// For the rare call whose failure is expected and harmless; the caller's comment says why.
static inline void err_ignore(enum err code)
{
    (void)code;
}
