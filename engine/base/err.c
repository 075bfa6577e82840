// SPDX-License-Identifier: EUPL-1.2
// The one error table and the functions that fill err_info.
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ERR_NAME(code, name, text) [code] = name,
static const char *const names[] = {ERR_MAP(ERR_NAME)};
#define ERR_TEXT(code, name, text) [code] = text,
static const char *const texts[] = {ERR_MAP(ERR_TEXT)};

const char *err_name(enum err code)
{
    return (unsigned)code < ERR_COUNT ? names[code] : "unknown";
}

const char *err_text(enum err code)
{
    return (unsigned)code < ERR_COUNT ? texts[code] : "unknown error";
}

enum err err_set(struct err_info *info, enum err code, const char *format, ...)
{
    if (info) {
        va_list args;
        info->code = code;
        va_start(args, format);
        vsnprintf(info->message, sizeof info->message, format, args);
        va_end(args);
    }
    return code;
}

static enum err code_of_errno(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT: return ERR_FULL;
    case ENOENT: return ERR_MISSING;
    case EEXIST: return ERR_EXISTS;
    case EACCES:
    case EPERM:
    case EROFS: return ERR_DENIED;
    default: return ERR_IO;
    }
}

enum err err_set_errno(struct err_info *info, const char *format, ...)
{
    int number = errno;
    enum err code = code_of_errno(number);
    if (info) {
        va_list args;
        info->code = code;
        va_start(args, format);
        vsnprintf(info->message, sizeof info->message, format, args);
        va_end(args);
        size_t used = strlen(info->message);
        snprintf(info->message + used, sizeof info->message - used, ": %s", strerror(number));
    }
    return code;
}

enum err err_prefix(struct err_info *info, enum err code, const char *format, ...)
{
    if (!info) return code;
    char old[sizeof info->message];
    memcpy(old, info->message, sizeof old);
    va_list args;
    va_start(args, format);
    vsnprintf(info->message, sizeof info->message, format, args);
    va_end(args);
    size_t used = strlen(info->message);
    snprintf(info->message + used, sizeof info->message - used, "%s", old);
    return info->code;
}

void err_place(struct err_info *info, const char *file, const char *sheet, int32_t row,
               int32_t column)
{
    if (!info) return;
    if (file) snprintf(info->file, sizeof info->file, "%s", file);
    if (sheet) snprintf(info->sheet, sizeof info->sheet, "%s", sheet);
    info->row = row;
    info->column = column;
}

size_t err_format(const struct err_info *info, char *out, size_t out_bytes)
{
    size_t used = 0;
    if (out_bytes > 0) out[0] = '\0';
#define ADD(...)                                                                 \
    do {                                                                         \
        int n_ = snprintf(used < out_bytes ? out + used : NULL,                  \
                          used < out_bytes ? out_bytes - used : 0, __VA_ARGS__); \
        used += n_ > 0 ? (size_t)n_ : 0;                                         \
    } while (0)
    if (info->file[0]) ADD("%s:", info->file);
    if (info->sheet[0]) ADD("%s:", info->sheet);
    if (info->row > 0) ADD("%d:", (int)info->row);
    if (info->column > 0) ADD("%d:", (int)info->column);
    ADD("%s%s", used ? " " : "", info->message[0] ? info->message : err_text(info->code));
#undef ADD
    return used;
}
