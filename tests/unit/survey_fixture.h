// SPDX-License-Identifier: EUPL-1.2
// A survey's folder in a temporary place, for tests of survey, store and sync.
#pragma once

#include "base/file.h"
#include "base/json.h"
#include "survey/survey.h"
#include "tests/unit/test.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

// The public half of a key that nobody holds: 32 bytes of a Bech32 test vector would not do here,
// so this is age's own example recipient.
#define FIXTURE_RECIPIENT "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

static const char fixture_json[] =
    "{\"svar\":1,\"id\":\"samverkan-2019\",\"version\":1,\"wave\":\"2019\",\"mode\":\"test\","
    "\"title\":{\"sv\":\"Samverkan\",\"en\":\"Working together\"},\"languages\":[\"sv\",\"en\"],"
    "\"form\":\"form.md\",\"organizer\":{\"name\":{\"sv\":\"Regionen\"}},"
    "\"recipients\":[\"" FIXTURE_RECIPIENT "\"],"
    "\"collector\":{\"url\":\"http://127.0.0.1:8080\",\"keys\":"
    "[\"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\"]},"
    "\"expected\":84,\"invited\":96,\"k\":5,\"least_batch\":1,\"idle_s\":30,"
    "\"pages\":{\"info\":{\"sv\":\"Vem som fr\\u00e5gar\",\"en\":\"Who asks\"},"
    "\"consent\":{\"sv\":\"Vill du vara med?\"}}}";

struct fixture {
    char folder[64];
    struct seal_minisign_secret *secret;
    struct seal_minisign_key key;
};

static inline int fixture_remove_entry(const char *path, const struct stat *st, int kind,
                                       struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

static inline void fixture_remove(const char *folder)
{
    nftw(folder, fixture_remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void fixture_temporary(char out[64])
{
    snprintf(out, 64, "/tmp/svar-test-XXXXXX");
    assert_non_null(mkdtemp(out));
}

static inline void fixture_write(const struct fixture *f, const char *name, struct str bytes)
{
    char path[256];
    assert_int_equal(file_join(path, sizeof path, f->folder, name, NULL), ERR_NONE);
    assert_int_equal(file_write(path, bytes, 0644, NULL), ERR_NONE);
}

static inline void fixture_read(const struct fixture *f, const char *name, struct buf *out)
{
    char path[256];
    assert_int_equal(file_join(path, sizeof path, f->folder, name, NULL), ERR_NONE);
    assert_int_equal(file_read(path, 1 << 20, out, NULL), ERR_NONE);
}

// An unsigned folder: survey.json with the members of patch put over it (NULL: none; a null takes
// the member away), form.md and a picture in a folder below.
static inline void fixture_make(struct fixture *f, const char *patch)
{
    seal_init();
    memset(f, 0, sizeof *f);
    fixture_temporary(f->folder);
    f->secret = seal_minisign_create();
    seal_minisign_public(f->secret, &f->key);
    json_t *json, *over;
    assert_int_equal(json_parse(str_of(fixture_json), 1 << 20, &json, NULL), ERR_NONE);
    if (patch) {
        assert_int_equal(json_parse(str_of(patch), 1 << 20, &over, NULL), ERR_NONE);
        const char *name;
        json_t *value;
        json_object_foreach(over, name, value)
        {
            if (json_is_null(value))
                json_object_del(json, name);
            else
                json_object_set(json, name, value);
        }
        json_decref(over);
    }
    struct buf text = {0};
    json_write(json, &text);
    json_decref(json);
    fixture_write(f, "survey.json", buf_str(&text));
    buf_finish(&text);
    fixture_write(f, "form.md", STR("| survey |\n| | type | name |\n| | note | n |\n"));
    char media[128];
    snprintf(media, sizeof media, "%s/media", f->folder);
    assert_int_equal(file_make_dir(media, 0755, NULL), ERR_NONE);
    fixture_write(f, "media/bild.png", STR("\x89PNG not really"));
}

static inline void fixture_sign(struct fixture *f)
{
    struct err_info info = {0};
    if (survey_sign(f->folder, f->secret, &info)) fail_msg("%s: %s", info.file, info.message);
}

static inline void fixture_finish(struct fixture *f)
{
    seal_minisign_destroy(f->secret);
    fixture_remove(f->folder);
}
