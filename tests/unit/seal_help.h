// SPDX-License-Identifier: EUPL-1.2
// What the tests of seal share: a replayable rng, files in a folder of their own, keys, and a small
// batch to spoil.
#pragma once

#include "seal/batch.h"
#include "seal/open.h"
#include "tests/unit/test.h"

#include "base/check.h"
#include "base/file.h"
#include "base/limits.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// ---- randomness that is the same each time ----

struct help_stream {
    uint64_t state;
};

static inline void help_fill(void *data, void *out, size_t bytes)
{
    struct help_stream *s = data;
    uint8_t *to = out;
    for (size_t i = 0; i < bytes; i++) { // xorshift: good for tests and nothing else
        s->state ^= s->state << 13;
        s->state ^= s->state >> 7;
        s->state ^= s->state << 17;
        to[i] = (uint8_t)(s->state >> 32);
    }
}

static inline struct rng help_rng(struct help_stream *s, uint64_t seed)
{
    s->state = seed * 0x9e3779b97f4a7c15u + 1;
    return (struct rng){help_fill, s};
}

// ---- files and other people's programs ----

static char help_folder[64];

static inline int help_folder_make(void **state)
{
    (void)state;
    snprintf(help_folder, sizeof(help_folder), "/tmp/svar-test-XXXXXX");
    return mkdtemp(help_folder) ? 0 : -1;
}

static inline int help_run(const char *const *args)
{
    pid_t child;
    int status = -1;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int failed =
        posix_spawnp(&child, args[0], &actions, NULL, (char *const *)(uintptr_t)args, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) fail_msg("%s cannot be run; scripts/setup peers installs it", args[0]);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
#define HELP_RUN(...) help_run((const char *const[]){__VA_ARGS__, NULL})

static inline int help_folder_remove(void **state)
{
    (void)state;
    return HELP_RUN("rm", "-rf", help_folder);
}

// The path of a file in the folder; four of them stay valid at a time.
static inline const char *help_path(const char *name)
{
    static char paths[4][128];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof(paths[0]), "%s/%s", help_folder, name);
    return path;
}

static inline void help_write(const char *name, struct str data)
{
    struct err_info info = {0};
    if (file_write(help_path(name), data, 0600, &info)) fail_msg("%s", info.message);
}

static inline struct buf help_read(const char *name)
{
    struct err_info info = {0};
    struct buf data = {0};
    if (file_read(help_path(name), 64 << 20, &data, &info)) fail_msg("%s", info.message);
    return data;
}

// ---- keys and sealed things ----

static inline struct seal_recipient help_recipient(const struct seal_identity *id)
{
    struct seal_recipient recipient;
    seal_identity_recipient(id, &recipient);
    return recipient;
}

static inline struct buf help_bytes(size_t bytes)
{
    struct buf b = {0};
    struct help_stream stream;
    help_rng(&stream, bytes + 7);
    buf_reserve(&b, bytes + 1);
    help_fill(&stream, b.ptr, bytes);
    b.len = bytes;
    return b;
}

static inline struct buf help_encrypt(const struct seal_recipient *recipients, size_t count,
                                      struct str plain)
{
    struct err_info info = {0};
    struct rng rng = rng_system();
    struct buf out = {0};
    if (seal_age_encrypt(recipients, count, NULL, plain, &rng, &out, &info))
        fail_msg("%s", info.message);
    return out;
}

// A batch of count responses {"n":0}, {"n":1}, …, with all that is needed to spoil it and sign it
// again as the device could.
struct help_batch {
    struct seal_identity *id;
    struct seal_signer *device;
    struct sealed *sealed[LIMIT_BATCH_COUNT];
    struct seal_batch_item items[LIMIT_BATCH_COUNT];
    size_t count;
    uint8_t aggregate[32];
    struct buf seed;
};

static inline void help_batch_init(struct help_batch *h, size_t count)
{
    struct err_info info = {0};
    struct rng rng = rng_system();
    *h = (struct help_batch){.id = seal_identity_create(), .device = seal_signer_create()};
    struct seal_recipient recipient = help_recipient(h->id);
    struct seal_sealer *sealer = NULL;
    if (seal_sealer_create(&recipient, 1, &rng, &sealer, &info)) fail_msg("%s", info.message);
    for (size_t i = 0; i < count; i++) {
        char json[32];
        snprintf(json, sizeof(json), "{\"n\":%zu}", i);
        if (seal_sealer_seal(sealer, str_of(json), 200, &h->sealed[i], &info))
            fail_msg("%s", info.message);
        seal_sealer_commit(sealer, h->sealed[i]);
        h->items[i].slot_id = (const uint8_t *)sealed_slot_id(h->sealed[i]).ptr;
        h->items[i].sealed = sealed_bytes(h->sealed[i]);
    }
    h->count = count;
    memcpy(h->aggregate, sealed_aggregate(h->sealed[count - 1]).ptr, 32);
    buf_add_str(&h->seed, sealed_seed(h->sealed[0]));
    seal_sealer_destroy(sealer);
}

static inline void help_batch_finish(struct help_batch *h)
{
    for (size_t i = 0; i < LIMIT_BATCH_COUNT; i++)
        sealed_destroy(h->sealed[i]);
    buf_finish(&h->seed);
    seal_signer_destroy(h->device);
    seal_identity_destroy(h->id);
}

static inline struct buf help_batch_encode(struct help_batch *h)
{
    static const uint8_t zeros[32], survey[32] = {7};
    struct err_info info = {0};
    struct buf out = {0};
    if (seal_batch_encode(survey, 1, zeros, h->aggregate, buf_str(&h->seed), h->items, h->count,
                          h->device, &out, &info))
        fail_msg("%s", info.message);
    return out;
}
