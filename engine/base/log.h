// SPDX-License-Identifier: EUPL-1.2
// The programs' log: one line an event on standard error and, when set, in a file. Libraries return
// errors and never log. No line ever holds an answer, a key, a token or a response id.
#pragma once

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

// [main] Program name for every line, least level shown. Call once, before threads.
void log_open(const char *program, enum log_level least);
// [main] Also append to a file, which is made with mode 0600.
enum err log_file(const char *path, struct err_info *info) MUST_CHECK;
// [any] "2026-01-31T12:00:00Z level program: text". Control characters are shown as '?'.
void log_write(enum log_level level, const char *format, ...) PRINTF_LIKE(2, 3);

#define log_debug(...) log_write(LOG_DEBUG, __VA_ARGS__)
#define log_info(...) log_write(LOG_INFO, __VA_ARGS__)
#define log_warning(...) log_write(LOG_WARNING, __VA_ARGS__)
#define log_error(...) log_write(LOG_ERROR, __VA_ARGS__)
