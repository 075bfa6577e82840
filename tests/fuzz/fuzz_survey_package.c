// SPDX-License-Identifier: EUPL-1.2
// A .svar file from a stranger. The key inside is taken, so that what lies behind a signature that
// somebody made is reached too; what opens packs to the same survey again.
#include "base/check.h"
#include "survey/survey.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct survey *s = NULL, *again = NULL;
    struct err_info info = {0};
    struct buf package = {0};
    seal_init();
    enum err err = survey_open_bytes(str_make(data, size), NULL, &s, &info);
    CHECK(!err == (s != NULL));
    CHECK(!err || info.message[0]);
    if (s) {
        CHECK(survey_pack(s, &package, NULL) == ERR_NONE);
        CHECK(survey_open_bytes(buf_str(&package), NULL, &again, NULL) == ERR_NONE);
        CHECK(memcmp(survey_hash(s), survey_hash(again), 32) == 0);
    }
    buf_finish(&package);
    survey_close(s);
    survey_close(again);
    return 0;
}
