// SPDX-License-Identifier: EUPL-1.2
// Sealing and opening responses of 512 bytes to one recipient, on one core and on all, beside the
// plain way and the X25519 operation that bounds it.
#include "seal/batch.h"
#include "seal/open.h"
#include "tests/bench/bench.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { RUNS = 9, BATCHES = 8, PLAIN_BYTES = 512, CORES_MAX = 64 };

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

// ---- all cores: every thread opens all batches ----

struct share {
    const struct buf *batches;
    struct seal_identity *id;
};

static void *open_share(void *data)
{
    const struct share *share = data;
    for (int i = 0; i < BATCHES; i++)
        open_batch(buf_str(&share->batches[i]), share->id);
    return NULL;
}

static double open_on(long cores, const struct buf *batches, struct seal_identity *id)
{
    pthread_t threads[CORES_MAX];
    struct share share = {batches, id};
    double start = bench_seconds();
    for (long i = 0; i < cores; i++)
        if (pthread_create(&threads[i], NULL, open_share, &share)) exit(1);
    for (long i = 0; i < cores; i++)
        pthread_join(threads[i], NULL);
    return (double)cores * BATCHES * SEAL_SLOTS / (bench_seconds() - start);
}

// The plain way: each response as the age file that it is.
static double open_plain(struct str bytes, struct seal_identity *id)
{
    struct err_info info = {0};
    struct seal_batch batch = {0};
    must(seal_batch_decode(bytes, &batch, &info), &info);
    double start = bench_seconds();
    for (size_t i = 0; i < batch.count; i++) {
        struct buf plain = {0};
        must(seal_age_decrypt(&id, 1, batch.items[i].sealed, &plain, &info), &info);
        buf_wipe(&plain);
    }
    double rate = (double)batch.count / (bench_seconds() - start);
    seal_batch_finish(&batch);
    return rate;
}

int main(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores > CORES_MAX) cores = CORES_MAX;
    seal_init();
    struct seal_identity *id = seal_identity_create();
    struct seal_signer *device = seal_signer_create();
    struct seal_recipient to;
    seal_identity_recipient(id, &to);
    double seals[RUNS], opens[RUNS], curves[RUNS], all[RUNS], scaling[RUNS], plain[RUNS];
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
        all[run] = open_on(cores, batches, id);
        scaling[run] = all[run] / open_on(1, batches, id);
        plain[run] = open_plain(buf_str(&batches[0]), id);
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
    bench_print("seal.open_all_cores_per_s", bench_median(all, RUNS), "1/s");
    bench_print("seal.open_scaling", bench_median(scaling, RUNS), "times");
    bench_print("seal.open_plain_per_s", bench_median(plain, RUNS), "1/s");
    bench_print("seal.x25519_per_s", bench_median(curves, RUNS), "1/s");
    seal_signer_destroy(device);
    seal_identity_destroy(id);
    return 0;
}
