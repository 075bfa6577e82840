// SPDX-License-Identifier: EUPL-1.2
// Any request to a collector's service over a real storage. Input: "METHOD TARGET", a line end, the
// body. It is signed by a known key unless it begins with "-", so that what lies behind the
// signatures is reached. Every request gets a whole answer.
#include "base/check.h"
#include "base/json.h"
#include "collector/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/svar-fuzz-XXXXXX";
static struct collector_storage *storage;
static struct collector_service *service;
static struct seal_signer *signer;

static void finish(void)
{
    char path[64];
    collector_service_destroy(service);
    collector_storage_close(storage);
    seal_signer_destroy(signer);
    static const char *const names[] = {"c.db", "c.db-wal", "c.db-shm"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

// One key is organizer, device and collector, with one survey to ask for.
static void start(void)
{
    char url[64];
    struct rng rng = rng_system();
    seal_init();
    CHECK(mkdtemp(folder));
    snprintf(url, sizeof url, "sqlite:%s/c.db", folder);
    CHECK(!collector_storage_open(url, &rng, &storage, NULL));
    signer = seal_signer_create();
    struct seal_minisign_key key = {.id = {1}};
    memcpy(key.public_key, seal_signer_public(signer), sizeof key.public_key);
    struct collector_service_options options = {
        .storage = storage, .signer = signer, .organizers = &key, .organizer_count = 1};
    CHECK(!collector_service_create(&options, &service, NULL));
    struct collector_survey survey = {.id = "s", .version = 1};
    memcpy(survey.organizer, key.public_key, sizeof survey.organizer);
    enum collector_put put;
    CHECK(!storage->table->survey_put(storage, &survey, STR("package"), &put, NULL));
    atexit(finish);
}

// A word without the bytes that no HTTP library hands on, terminated.
static void take_word(struct str *rest, char separator, char *out, size_t out_bytes)
{
    struct str word = {NULL, 0};
    str_split(rest, separator, &word);
    size_t used = 0;
    for (size_t i = 0; i < word.len && used + 1 < out_bytes; i++)
        if (word.ptr[i] > 0x20 && word.ptr[i] < 0x7f) out[used++] = word.ptr[i];
    out[used] = '\0';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!service) start();
    struct str rest = str_make(data, size);
    char method[32], target[1024], path[1024], nonce[32];
    bool bare = str_starts(rest, STR("-"));
    if (bare) rest = str_sub(rest, 1, rest.len);
    take_word(&rest, ' ', method, sizeof method);
    take_word(&rest, '\n', target, sizeof target);
    const char *query = strchr(target, '?');
    snprintf(path, sizeof path, "%.*s", (int)(query ? query - target : (long)strlen(target)),
             target);
    struct collector_request request = {
        .method = method, .path = path, .query = query ? query : "?", .body = rest, .local = true};
    struct seal_http_headers headers;
    if (bare) {
        request.content_digest = request.signature = request.signature_input = rest;
    } else {
        static unsigned count;
        snprintf(nonce, sizeof nonce, "n%u", count++);
        seal_http_sign(signer, method, path, request.query, rest, nonce, &headers);
        request.content_digest = str_of(headers.content_digest);
        request.signature_input = str_of(headers.signature_input);
        request.signature = str_of(headers.signature);
    }
    struct collector_reply reply = {0};
    collector_answer(service, &request, &reply);
    CHECK(reply.status >= 200 && reply.status < 600 && reply.type);
    if (strstr(reply.type, "json")) {
        json_t *json = NULL;
        CHECK(!json_parse(buf_str(&reply.body), 65536, &json, NULL));
        json_decref(json);
    }
    collector_reply_finish(&reply);
    return 0;
}
