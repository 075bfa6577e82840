// SPDX-License-Identifier: EUPL-1.2
// For tests that draw with pango: what fontconfig and pango keep until the process ends is theirs,
// and no leak of ours. Include it in one file of a test program.
#pragma once

__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\n";
}
