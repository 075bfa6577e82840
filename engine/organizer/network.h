// SPDX-License-Identifier: EUPL-1.2
// The way to collectors that several verbs share.
#pragma once

#include "organizer/arguments.h"
#include "sync/http.h"

#define NETWORK_OPTIONS                                                                         \
    {"proxy", ARGUMENT_TEXT, "URL", "the proxy to it; \"\" for none (default: https_proxy …)"}, \
    {                                                                                           \
        "ca", ARGUMENT_TEXT, "FILE", "the certificates that the collector's must come from"     \
    }

struct sync_http *network_open(const struct arguments *a); // sync_http_destroy
