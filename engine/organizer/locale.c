// SPDX-License-Identifier: EUPL-1.2
// Reads the locale's variables as POSIX orders them. setlocale would want the locale installed.
#include "organizer/locale.h"

#include <stdlib.h>

enum form_text_language locale_language(const char *wanted)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; !wanted && i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) wanted = value;
    }
    struct str name = str_of(wanted ? wanted : "");
    bool swedish = str_eq_nocase(str_sub(name, 0, 2), STR("sv")) &&
                   (name.len == 2 || strchr("_-.@", name.ptr[2]));
    return swedish ? FORM_TEXT_SWEDISH : FORM_TEXT_ENGLISH;
}
