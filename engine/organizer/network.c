// SPDX-License-Identifier: EUPL-1.2
// See organizer/network.h.
#include "organizer/network.h"

struct sync_http *network_open(const struct arguments *a)
{
    struct sync_http_options options = {.ca_file = arguments_text(a, "ca"),
                                        .proxy = arguments_text(a, "proxy")};
    return sync_http_create(&options);
}
