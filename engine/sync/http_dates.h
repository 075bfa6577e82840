// SPDX-License-Identifier: EUPL-1.2
// The dates of certificates, apart from the rest because OpenSSL's names collide with ours.
#pragma once

#include <stdbool.h>

// From here on this SSL_CTX looks at a certificate's chain and name but not at its dates.
void sync_http_forget_dates(void *ssl_context);
// Whether this outcome of OpenSSL's check blames the dates alone.
bool sync_http_dates_alone(long verify_result);
