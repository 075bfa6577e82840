// SPDX-License-Identifier: EUPL-1.2
// A stick from a stranger. The input is its files, "kind name-length name content-length content":
// kinds are plain files, links, folders and pipes, names may lead anywhere. What is read from it
// goes through what readers do with it; nothing outside the stick is touched and nothing blocks.
#include "base/check.h"
#include "base/limits.h"
#include "stick/stick.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES_MAX = 12 };

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

// The writer is the fuzzer: only what a file system could hold below the stick itself.
static void make_file(const char *root, uint8_t kind, struct str name, struct str content)
{
    char path[600], target[200];
    if (str_find(name, STR("..")) >= 0 || memchr(name.ptr, 0, name.len)) return;
    snprintf(path, sizeof path, "%s/svar-stick/%.*s", root, STR_ARG(name));
    switch (kind & 3) {
    case 1:
        snprintf(target, sizeof target, "%.*s", STR_ARG(content));
        if (symlink(target, path) != 0) return;
        break;
    case 2:
        if (mkdir(path, 0700) != 0) return;
        break;
    case 3:
        if (mkfifo(path, 0600) != 0) return;
        break;
    default: {
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0) return;
        CHECK(write(fd, content.ptr ? content.ptr : "", content.len) == (ssize_t)content.len);
        close(fd);
        break;
    }
    }
}

static void make_stick(const char *root, struct reader *r)
{
    char path[600];
    snprintf(path, sizeof path, "%s/svar-stick", root);
    CHECK(mkdir(path, 0700) == 0);
    for (int i = 0; i < FILES_MAX && reader_left(r) && !r->failed; i++) {
        uint8_t kind = reader_u8(r), name_len = reader_u8(r);
        const uint8_t *name = reader_take(r, name_len);
        uint16_t len = reader_u16(r);
        size_t left = reader_left(r);
        if (len > left) len = (uint16_t)left;
        const uint8_t *content = reader_take(r, len);
        if (name && content && name_len)
            make_file(root, kind, str_make(name, name_len), str_make(content, len));
    }
}

struct walk {
    struct stick *stick;
    unsigned items;
};

static enum err each_batch(void *data, const struct stick_item *item, struct err_info *info)
{
    struct walk *w = data;
    struct seal_batch batch = {0};
    struct err_info why = {0};
    w->items++;
    if (item->fault) {
        CHECK(item->bytes.len == 0 && item->reason[0]);
        return ERR_NONE;
    }
    uint8_t link[SEAL_LINK_BYTES];
    seal_sha256(item->bytes, link);
    CHECK(memcmp(link, item->link, sizeof link) == 0);
    if (!seal_batch_decode(item->bytes, &batch, &why))
        CHECK(memcmp(batch.link, item->link, sizeof batch.link) == 0);
    seal_batch_finish(&batch);
    return stick_put_receipt(w->stick, item->link, STR("svarrcp1"), info) == ERR_LIMIT ? ERR_LIMIT
                                                                                       : ERR_NONE;
}

static enum err each_receipt(void *data, const struct stick_item *item, struct err_info *info)
{
    struct walk *w = data;
    struct seal_receipt receipt;
    w->items++;
    (void)info;
    if (!item->fault && !seal_receipt_decode(item->bytes, &receipt, NULL))
        CHECK(utf8_valid(receipt.reason));
    return ERR_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char root[64];
    snprintf(root, sizeof root, "%s/svar-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    CHECK(mkdtemp(root));
    struct reader r = reader_make(data, size);
    make_stick(root, &r);
    struct stick stick;
    struct err_info info = {0};
    struct walk w = {&stick, 0};
    struct buf got = {0};
    CHECK(stick_open(root, false, &stick, &info) == ERR_NONE);
    err_ignore(stick_each_batch(&stick, each_batch, &w, &info)); // any answer but a crash will do
    err_ignore(stick_each_receipt(&stick, each_receipt, &w, &info));
    err_ignore(stick_survey(&stick, STR("prov"), &got, &info));
    CHECK(got.len <= LIMIT_SURVEY_PACKAGE_BYTES);
    buf_clear(&got);
    err_ignore(stick_token(&stick, &got, &info));
    CHECK(got.len <= STICK_TOKEN_BYTES_MAX);
    err_ignore(stick_put_batch(&stick, STR("svarbat1"), NULL, &info));
    stick_close(&stick);
    buf_finish(&got);
    nftw(root, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
