// SPDX-License-Identifier: EUPL-1.2
// See kiosk/digest.h.
#include "kiosk/digest.h"

#include <openssl/evp.h>

size_t kiosk_digest(void *data, struct str algorithm, struct str message, uint8_t out[64])
{
    (void)data;
    const struct {
        const char *name;
        const EVP_MD *method;
    } known[] = {
        {"MD5", EVP_md5()},        {"SHA-1", EVP_sha1()},     {"SHA-256", EVP_sha256()},
        {"SHA-384", EVP_sha384()}, {"SHA-512", EVP_sha512()},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        unsigned bytes = 0;
        if (str_eq_nocase(algorithm, str_of(known[i].name)) &&
            EVP_Digest(message.ptr, message.len, out, &bytes, known[i].method, NULL) == 1) {
            return bytes;
        }
    }
    return 0;
}
