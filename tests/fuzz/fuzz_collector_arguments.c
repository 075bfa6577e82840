// SPDX-License-Identifier: EUPL-1.2
// Any text as the collector's configuration file: it is understood, or the error names a line.
#include "base/check.h"
#include "collector/arguments_priv.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct collector_arguments arguments;
    struct err_info info = {0};
    memset(&arguments, 0, sizeof arguments);
    enum err err = collector_arguments_file(str_make(data, size), "c.conf", &arguments, &info);
    CHECK(err == ERR_NONE || err == ERR_ARGUMENT);
    CHECK(!err || !strncmp(info.message, "c.conf:", 7));
    CHECK(arguments.organizer_count <= COLLECTOR_ORGANIZERS_MAX);
    collector_arguments_finish(&arguments);
    return 0;
}
