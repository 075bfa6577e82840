// SPDX-License-Identifier: EUPL-1.2
// The verbs of svar in a test's folder, and batches sealed as a kiosk seals them.
#pragma once

#include "archive/archive.h"
#include "base/file.h"
#include "organizer/verbs.h"
#include "tests/unit/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Runs a verb in the test's folder; what it prints goes to files there.
static inline int svar(const char *line)
{
    char copy[2048], *words[64];
    int count = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = strtok(copy, " "); at; at = strtok(NULL, " "))
        words[count++] = at;
    fflush(stdout);
    fflush(stderr);
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO);
    int to_out = open("stdout", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int to_err = open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(to_out, STDOUT_FILENO);
    dup2(to_err, STDERR_FILENO);
    int code = verbs_run(count, words);
    fflush(stdout);
    fflush(stderr);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(to_out), close(to_err), close(out), close(err);
    return code;
}

static inline void assert_in_file(const char *path, const char *part)
{
    struct buf text = {0};
    assert_int_equal(file_read(path, 1 << 24, &text, NULL), ERR_NONE);
    if (!strstr(buf_text(&text), part)) fail_msg("no \"%s\" in %s:\n%s", part, path, text.ptr);
    buf_finish(&text);
}

// The end of a test's folder and of its device.
static inline int desk_leave(const char *dir, struct seal_signer *device)
{
    char line[64];
    seal_signer_destroy(device);
    snprintf(line, sizeof line, "rm -rf %s", dir);
    return chdir("/") || system(line);
}

#define assert_svar(line, code)                                                     \
    do {                                                                            \
        int code_ = svar(line);                                                     \
        if (code_ != (code)) {                                                      \
            struct buf said_ = {0};                                                 \
            assert_int_equal(file_read("stderr", 1 << 24, &said_, NULL), ERR_NONE); \
            fail_msg("%s: %d, not %d\n%s", line, code_, code, buf_text(&said_));    \
        }                                                                           \
    } while (0)

// Seals the responses (at most 64) to the survey's recipients as one batch, and puts it into the
// archive where that is not NULL. *link chains on.
static inline void desk_add_batch(struct archive *archive, const struct survey *survey,
                                  struct seal_signer *device, uint64_t number,
                                  const struct buf *json, size_t count, uint8_t link[32])
{
    size_t recipients;
    const struct seal_recipient *list = survey_recipients(survey, &recipients);
    struct rng rng = rng_system();
    struct seal_sealer *sealer = NULL;
    struct sealed *sealed[64];
    struct seal_batch_item items[64];
    struct buf bytes = {0};
    struct seal_batch batch = {0};
    enum archive_added added;
    assert_true(count <= 64);
    assert_int_equal(seal_sealer_create(list, recipients, &rng, &sealer, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(seal_sealer_seal(sealer, buf_str(&json[i]), 2048, &sealed[i], NULL),
                         ERR_NONE);
        seal_sealer_commit(sealer, sealed[i]);
        items[i] = (struct seal_batch_item){(const uint8_t *)sealed_slot_id(sealed[i]).ptr,
                                            sealed_bytes(sealed[i])};
    }
    const struct sealed *last = sealed[count - 1];
    assert_int_equal(seal_batch_encode(survey_hash(survey), number, link,
                                       (const uint8_t *)sealed_aggregate(last).ptr,
                                       sealed_seed(last), items, count, device, &bytes, NULL),
                     ERR_NONE);
    assert_int_equal(seal_batch_decode(buf_str(&bytes), &batch, NULL), ERR_NONE);
    memcpy(link, batch.link, 32);
    seal_batch_finish(&batch);
    if (archive)
        assert_int_equal(archive_add(archive, buf_str(&bytes), STR(""), &added, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        sealed_destroy(sealed[i]);
    seal_sealer_destroy(sealer);
    buf_finish(&bytes);
}
