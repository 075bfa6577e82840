// SPDX-License-Identifier: EUPL-1.2
// See sync/http_dates.h.
#include "sync/http_dates.h"

#include <openssl/ssl.h>

void sync_http_forget_dates(void *ssl_context)
{
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ssl_context), X509_V_FLAG_NO_CHECK_TIME);
}

bool sync_http_dates_alone(long verify_result)
{
    return verify_result == X509_V_ERR_CERT_NOT_YET_VALID ||
           verify_result == X509_V_ERR_CERT_HAS_EXPIRED;
}
