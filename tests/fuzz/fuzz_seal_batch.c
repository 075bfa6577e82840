// SPDX-License-Identifier: EUPL-1.2
// Batches from the network or a stick: decoded as they come, and once more signed with a device key
// of ours, so that the insides of a batch by a hostile device are reached and opened.
#include "seal/open.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// tests/seal/vectors.json has the public half; the corpus is sealed to it.
#define IDENTITY "AGE-SECRET-KEY-14EMA6JK3UCETX3REPET2MN6ULU5URUALAQYN3ZDHQJZ6UJLFCHLQCRM3CC"

enum { DEVICE_KEY_AT = 40 };

static struct seal_identity *identity;
static struct seal_signer *device;

static void open_all(const struct seal_batch *batch)
{
    struct seal_batch_opened *opened = NULL;
    struct err_info info = {0};
    enum err code = seal_batch_open(batch, &identity, 1, &opened, &info);
    if (code != ERR_NONE && code != ERR_KEY && code != ERR_TAMPERED) abort();
    for (size_t i = 0; opened && i < batch->count; i++) {
        struct buf json = {0};
        code = seal_batch_open_response(opened, i, &json, &info);
        if ((code != ERR_NONE && code != ERR_TAMPERED) || (code && json.len)) abort();
        buf_finish(&json);
    }
    seal_batch_opened_destroy(opened);
}

static void decode(const uint8_t *data, size_t size)
{
    struct seal_batch batch;
    struct err_info info = {0};
    if (seal_batch_decode(str_make(data, size), &batch, &info) != ERR_NONE) {
        if (!info.message[0]) abort();
        return;
    }
    open_all(&batch);
    seal_batch_finish(&batch);
}

static void prepare(void)
{
    struct err_info info = {0};
    if (identity) return;
    seal_init();
    if (seal_identity_parse(STR(IDENTITY), &identity, &info) != ERR_NONE) abort();
    device = seal_signer_create();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    prepare();
    decode(data, size);
    if (size < DEVICE_KEY_AT + SEAL_PUBLIC_KEY_BYTES + SEAL_SIGNATURE_BYTES) return 0;
    uint8_t *copy = malloc(size);
    if (!copy) return 0;
    memcpy(copy, data, size);
    memcpy(copy + DEVICE_KEY_AT, seal_signer_public(device), SEAL_PUBLIC_KEY_BYTES);
    seal_sign(device, "svar batch 1", str_make(copy, size - SEAL_SIGNATURE_BYTES),
              copy + size - SEAL_SIGNATURE_BYTES);
    decode(copy, size);
    free(copy);
    return 0;
}
