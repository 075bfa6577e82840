// SPDX-License-Identifier: EUPL-1.2
// Blocks behind each other in one file, each sealed with ChaCha20-Poly1305. A block's place is its
// nonce: nothing is ever written to a place again.
#include "organizer/aside.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    SEAL_BYTES = crypto_aead_chacha20poly1305_ietf_ABYTES,
    NONCE_BYTES = crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
};

struct aside {
    int fd;
    uint64_t end;
    uint8_t *key; // locked memory
    struct buf sealed;
    char folder[4096];
};

static void nonce_of(uint64_t place, uint8_t out[NONCE_BYTES])
{
    memset(out, 0, NONCE_BYTES);
    memcpy(out, &place, sizeof place);
}

static enum err put(void *data, struct str bytes, uint64_t *out_place, struct err_info *info)
{
    struct aside *a = data;
    uint8_t nonce[NONCE_BYTES];
    unsigned long long length;
    nonce_of(a->end, nonce);
    buf_clear(&a->sealed);
    buf_reserve(&a->sealed, bytes.len + SEAL_BYTES);
    crypto_aead_chacha20poly1305_ietf_encrypt(a->sealed.ptr, &length, (const uint8_t *)bytes.ptr,
                                              bytes.len, NULL, 0, NULL, nonce, a->key);
    for (size_t done = 0; done < length;) {
        ssize_t count = pwrite(a->fd, a->sealed.ptr + done, length - done, (off_t)(a->end + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            return err_set_errno(info, "cannot write beside the archive in %s", a->folder);
        done += (size_t)count;
    }
    *out_place = a->end;
    a->end += length;
    return ERR_NONE;
}

static enum err get(void *data, uint64_t place, size_t bytes, struct buf *out,
                    struct err_info *info)
{
    struct aside *a = data;
    uint8_t nonce[NONCE_BYTES];
    unsigned long long length;
    size_t sealed = bytes + SEAL_BYTES;
    buf_reserve(out, sealed);
    for (size_t done = 0; done < sealed;) {
        ssize_t count = pread(a->fd, out->ptr + done, sealed - done, (off_t)(place + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0)
            return err_set_errno(info, "cannot read beside the archive in %s", a->folder);
        if (count == 0) return err_set(info, ERR_CORRUPT, "rows that were laid aside are gone");
        done += (size_t)count;
    }
    nonce_of(place, nonce);
    if (crypto_aead_chacha20poly1305_ietf_decrypt(out->ptr, &length, NULL, out->ptr, sealed, NULL,
                                                  0, nonce, a->key) != 0)
        return err_set(info, ERR_CORRUPT, "rows that were laid aside were altered on the disk");
    out->len = (size_t)length;
    return ERR_NONE;
}

// Gives the disk its room back; where it cannot, the file's end will.
static void forget(void *data, uint64_t place, size_t bytes)
{
    const struct aside *a = data;
    fallocate(a->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)place,
              (off_t)(bytes + SEAL_BYTES));
}

enum err aside_create(const char *folder, struct aside **out, struct err_info *info)
{
    int fd;
    enum err err = file_nameless(folder, &fd, info);
    if (err) return err;
    struct aside *a = xcalloc(1, sizeof *a);
    a->fd = fd;
    snprintf(a->folder, sizeof a->folder, "%s", folder);
    a->key = sodium_malloc(crypto_aead_chacha20poly1305_ietf_KEYBYTES);
    CHECK(a->key);
    crypto_aead_chacha20poly1305_ietf_keygen(a->key);
    *out = a;
    return ERR_NONE;
}

void aside_destroy(struct aside *a)
{
    if (!a) return;
    close(a->fd);
    sodium_free(a->key);
    buf_finish(&a->sealed);
    free(a);
}

struct table_aside aside_place(struct aside *a)
{
    return (struct table_aside){put, get, forget, a};
}
