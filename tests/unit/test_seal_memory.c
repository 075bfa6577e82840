// SPDX-License-Identifier: EUPL-1.2
// A thief who holds a running device's memory: another process seals and stays alive, this one
// knows the organizer's key, works out what the device must have forgotten, and looks for it in
// there.
#include "tests/unit/seal_help.h"

#include "seal/batch_priv.h"

#include <inttypes.h>
#include <signal.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#endif

enum { RESPONSES = 3, MAPPING_BYTES_MAX = 256 << 20 };

static struct seal_identity *identity;
static pid_t device;
static int device_pipe;
static struct buf bytes; // the batch that the device made
static struct seal_batch batch;
static struct seal_slot slots[SEAL_SLOTS];
static uint8_t seed[SEAL_SEED_BYTES];

// ---- the device ----

// Made at run time, so that no copy lies in the program itself.
static void write_answer(char out[64], size_t index)
{
    snprintf(out, 64, "{\"answer\":\"%c%c%c%c%zu till min granne\"}", 'h', 'e', 'j', ' ', index);
}

static void be_the_device(int to_thief)
{
    struct help_batch h = {.device = seal_signer_create(), .count = RESPONSES};
    struct seal_recipient recipient = help_recipient(identity);
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    seal_identity_destroy(identity); // a device never had it
    h.id = NULL;
    if (seal_sealer_create(&recipient, 1, &rng, &sealer, NULL)) _exit(1);
    for (size_t i = 0; i < RESPONSES; i++) {
        char answer[64];
        write_answer(answer, i);
        if (seal_sealer_seal(sealer, str_of(answer), 256, &h.sealed[i], NULL)) _exit(1);
        explicit_bzero(answer, sizeof(answer));
        seal_sealer_commit(sealer, h.sealed[i]);
        h.items[i].slot_id = (const uint8_t *)sealed_slot_id(h.sealed[i]).ptr;
        h.items[i].sealed = sealed_bytes(h.sealed[i]);
    }
    memcpy(h.aggregate, sealed_aggregate(h.sealed[RESPONSES - 1]).ptr, 32);
    buf_add_str(&h.seed, sealed_seed(h.sealed[0]));
    struct buf out = help_batch_encode(&h);
    uint32_t length = (uint32_t)out.len;
    if (write(to_thief, &length, sizeof(length)) != sizeof(length)) _exit(1);
    if (write(to_thief, out.ptr, out.len) != (ssize_t)out.len) _exit(1);
    for (;;)
        pause(); // with the sealer open, as between two respondents
}

// ---- the thief ----

static bool find_in(int memory, uintptr_t from, uintptr_t to, const void *what, size_t what_bytes)
{
    size_t size = to - from;
    uint8_t *copy = malloc(size);
    ssize_t got = copy ? pread(memory, copy, size, (off_t)from) : -1;
    bool found = got > 0 && memmem(copy, (size_t)got, what, what_bytes);
    free(copy);
    return found;
}

// True where the device's memory holds these bytes anywhere that can be read.
static bool device_knows(const void *what, size_t what_bytes)
{
    char path[64], line[512];
    bool found = false;
    snprintf(path, sizeof(path), "/proc/%d/maps", (int)device);
    FILE *maps = fopen(path, "r");
    snprintf(path, sizeof(path), "/proc/%d/mem", (int)device);
    int memory = open(path, O_RDONLY);
    if (!maps || memory < 0) fail_msg("the device's memory cannot be read here");
    while (!found && fgets(line, sizeof(line), maps)) {
        uintptr_t from = 0, to = 0;
        char mode = '-';
        if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %c", &from, &to, &mode) != 3) continue;
        if (mode == 'r' && to - from <= MAPPING_BYTES_MAX)
            found = find_in(memory, from, to, what, what_bytes);
    }
    fclose(maps);
    close(memory);
    return found;
}

static bool is_used(const struct seal_slot *slot)
{
    for (size_t i = 0; i < batch.count; i++)
        if (memcmp(batch.items[i].slot_id, slot->id, SEAL_SLOT_ID_BYTES) == 0) return true;
    return false;
}

static int setup(void **state)
{
    (void)state;
    int ends[2];
    uint32_t length = 0;
    identity = seal_identity_create();
    if (pipe(ends)) return -1;
    device = fork();
    if (device == 0) be_the_device(ends[1]);
    close(ends[1]);
    device_pipe = ends[0];
    if (read(device_pipe, &length, sizeof(length)) != sizeof(length)) return -1;
    buf_reserve(&bytes, length);
    while (bytes.len < length) {
        ssize_t got = read(device_pipe, bytes.ptr + bytes.len, length - bytes.len);
        if (got <= 0) return -1;
        bytes.len += (size_t)got;
    }
    struct buf plain = {0};
    if (seal_batch_decode(buf_str(&bytes), &batch, NULL) ||
        seal_age_decrypt(&identity, 1, batch.seed, &plain, NULL))
        return -1;
    memcpy(seed, plain.ptr, sizeof(seed));
    for (size_t i = 0; i < SEAL_SLOTS; i++)
        seal_slot_derive(seed, i, &slots[i]);
    buf_finish(&plain);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    kill(device, SIGKILL);
    waitpid(device, NULL, 0);
    close(device_pipe);
    seal_batch_finish(&batch);
    buf_finish(&bytes);
    seal_identity_destroy(identity);
    return 0;
}

// Sanitizers keep old stack frames and shadows of their own; there is nothing to look for then.
#ifdef SANITIZED
#define NEEDS_PLAIN_MEMORY() return
#else
#define NEEDS_PLAIN_MEMORY() (void)0
#endif

TEST(the_search_finds_what_is_there)
{
    NEEDS_PLAIN_MEMORY();
    size_t known = 0;
    for (size_t i = 0; i < 16; i++)
        known += !is_used(&slots[i]) && device_knows(slots[i].file_key, SEAL_FILE_KEY_BYTES);
    assert_true(known >= 16 - RESPONSES); // unused slots, which the design says so of
    assert_true(device_knows(batch.items[0].slot_id, SEAL_SLOT_ID_BYTES));
}

TEST(the_device_has_forgotten_the_keys_of_what_it_sealed)
{
    NEEDS_PLAIN_MEMORY();
    size_t used = 0;
    for (size_t i = 0; i < SEAL_SLOTS; i++) {
        if (!is_used(&slots[i])) continue;
        used++;
        assert_false(device_knows(slots[i].file_key, SEAL_FILE_KEY_BYTES));
        assert_false(device_knows(slots[i].mac_key, 32));
        assert_false(device_knows(slots[i].mac_key, 16)); // nor the half of it
    }
    assert_int_equal(used, RESPONSES);
}

TEST(the_device_has_forgotten_the_seed)
{
    NEEDS_PLAIN_MEMORY();
    assert_false(device_knows(seed, SEAL_SEED_BYTES));
    assert_false(device_knows(seed, SEAL_SEED_BYTES / 2));
    assert_false(device_knows(seed + SEAL_SEED_BYTES / 2, SEAL_SEED_BYTES / 2));
}

TEST(the_device_has_forgotten_the_chain_behind_it)
{
    NEEDS_PLAIN_MEMORY();
    uint8_t chain[32];
    seal_mask_begin(seed, chain);
    for (size_t i = 0; i < RESPONSES; i++) {
        assert_false(device_knows(chain, sizeof(chain)));
        seal_mask_next(chain, chain);
    }
    assert_true(device_knows(chain, sizeof(chain))); // E(3), which it goes on from
}

TEST(the_device_has_forgotten_the_answers)
{
    NEEDS_PLAIN_MEMORY();
    for (size_t i = 0; i < RESPONSES; i++) {
        char answer[64];
        write_answer(answer, i);
        assert_false(device_knows(answer + 11, 24));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_finds_what_is_there),
        cmocka_unit_test(the_device_has_forgotten_the_keys_of_what_it_sealed),
        cmocka_unit_test(the_device_has_forgotten_the_seed),
        cmocka_unit_test(the_device_has_forgotten_the_chain_behind_it),
        cmocka_unit_test(the_device_has_forgotten_the_answers),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown) != 0;
}
