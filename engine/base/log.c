// SPDX-License-Identifier: EUPL-1.2
// One line an event, whole lines only, also from several threads.
#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {"debug", "info", "warning", "error"};
static const char *program_name = "svar";
static enum log_level least_level = LOG_INFO;
static int log_fd = -1;

void log_open(const char *program, enum log_level least)
{
    program_name = program;
    least_level = least;
}

enum err log_file(const char *path, struct err_info *info)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return err_set_errno(info, "cannot open the log %s", path);
    if (log_fd >= 0) close(log_fd);
    log_fd = fd;
    return ERR_NONE;
}

void log_write(enum log_level level, const char *format, ...)
{
    if (level < least_level) return;
    char line[1200];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    size_t used = strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    used += (size_t)snprintf(line + used, sizeof line - used, "%s %s: ", level_names[level],
                             program_name);
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line + used, sizeof line - used - 1, format, args);
    va_end(args);
    size_t end = len < 0 ? used : used + (size_t)len;
    if (end > sizeof line - 2) end = sizeof line - 2;
    for (size_t i = used; i < end; i++)
        if ((unsigned char)line[i] < 0x20) line[i] = '?';
    line[end++] = '\n';
    // One write a line: O_APPEND then keeps lines of several threads and programs whole.
    ssize_t put = write(STDERR_FILENO, line, end);
    if (log_fd >= 0) put = write(log_fd, line, end);
    (void)put; // a log that cannot be written must not stop the kiosk
}
