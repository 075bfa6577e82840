// SPDX-License-Identifier: EUPL-1.2
// Sealing and opening responses of 512 bytes to one recipient, beside the X25519 operation that
// bounds the plain way.
#include "seal/batch.h"
#include "seal/open.h"
#include "tests/bench/bench.h"

#include <sodium.h>
#include <string.h>

enum { RUNS = 9, BATCHES = 8, PLAIN_BYTES = 512 };

static void must(enum err err, const struct err_info *info)
{
    if (!err) return;
    fprintf(stderr, "%s\n", info->message);
    exit(1);
}

// One full batch as bytes, of LIMIT_BATCH_COUNT responses.
static void make_batch(const struct seal_recipient *to, const struct seal_signer *device,
                       struct buf *out)
{
    struct err_info info = {0};
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    char plain[PLAIN_BYTES];
    memset(plain, ' ', sizeof plain);
    memcpy(plain, "{}", 2);
    must(seal_sealer_create(to, 1, &rng, &sealer, &info), &info);
    struct sealed *all[SEAL_SLOTS];
    struct seal_batch_item items[SEAL_SLOTS];
    for (size_t i = 0; i < SEAL_SLOTS; i++) {
        must(seal_sealer_seal(sealer, str_make(plain, sizeof plain), PLAIN_BYTES, &all[i], &info),
             &info);
        seal_sealer_commit(sealer, all[i]);
        items[i].slot_id = (const uint8_t *)sealed_slot_id(all[i]).ptr;
        items[i].sealed = sealed_bytes(all[i]);
    }
    const struct sealed *last = all[SEAL_SLOTS - 1];
    const uint8_t zeros[32] = {0};
    must(seal_batch_encode(zeros, 1, zeros, (const uint8_t *)sealed_aggregate(last).ptr,
                           sealed_seed(last), items, SEAL_SLOTS, device, out, &info),
         &info);
    for (size_t i = 0; i < SEAL_SLOTS; i++)
        sealed_destroy(all[i]);
    seal_sealer_destroy(sealer);
}

static void open_batch(struct str bytes, struct seal_identity *id)
{
    struct err_info info = {0};
    struct seal_batch batch = {0};
    struct seal_batch_opened *opened = NULL;
    struct buf plain = {0};
    must(seal_batch_decode(bytes, &batch, &info), &info);
    must(seal_batch_open(&batch, &id, 1, &opened, &info), &info);
    for (size_t i = 0; i < batch.count; i++) {
        buf_clear(&plain);
        must(seal_batch_open_response(opened, i, &plain, &info), &info);
    }
    buf_wipe(&plain);
    seal_batch_opened_destroy(opened);
    seal_batch_finish(&batch);
}

int main(void)
{
    seal_init();
    struct seal_identity *id = seal_identity_create();
    struct seal_signer *device = seal_signer_create();
    struct seal_recipient to;
    seal_identity_recipient(id, &to);
    double seals[RUNS], opens[RUNS], curves[RUNS];
    for (int run = 0; run < RUNS; run++) {
        struct buf batches[BATCHES] = {0};
        double start = bench_seconds();
        for (int i = 0; i < BATCHES; i++)
            make_batch(&to, device, &batches[i]);
        seals[run] = BATCHES * SEAL_SLOTS / (bench_seconds() - start);
        start = bench_seconds();
        for (int i = 0; i < BATCHES; i++)
            open_batch(buf_str(&batches[i]), id);
        opens[run] = BATCHES * SEAL_SLOTS / (bench_seconds() - start);
        for (int i = 0; i < BATCHES; i++)
            buf_finish(&batches[i]);
        unsigned char out[32], secret[32];
        randombytes_buf(secret, sizeof secret);
        start = bench_seconds();
        for (int i = 0; i < 1000; i++)
            if (crypto_scalarmult(out, secret, to.public_key) != 0) return 1;
        curves[run] = 1000 / (bench_seconds() - start);
    }
    bench_print("seal.seal_per_s", bench_median(seals, RUNS), "1/s");
    bench_print("seal.open_per_s", bench_median(opens, RUNS), "1/s");
    bench_print("seal.x25519_per_s", bench_median(curves, RUNS), "1/s");
    seal_signer_destroy(device);
    seal_identity_destroy(id);
    return 0;
}
