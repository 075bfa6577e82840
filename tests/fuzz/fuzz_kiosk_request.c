// SPDX-License-Identifier: EUPL-1.2
// Lines of the automation socket.
#include "kiosk/automation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *json = NULL;
    struct err_info info = {0};
    if (kiosk_request_parse(str_make(data, size), &json, &info) == ERR_NONE) {
        json_decref(json);
    }
    return 0;
}
