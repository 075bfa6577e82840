// SPDX-License-Identifier: EUPL-1.2
// minisign's three kinds of files, from anybody: public keys, signatures, secret keys.
#include "seal/sign.h"

#include "seal/age.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// A key whose signature of "hej\n" is in the corpus.
#define PUBLIC_KEY "RWR3HZ+5QMVeAnoyzP3EBAPO8Go/84EAPZdGbmq5IbRoIlIgUsek6lp/"

static void read_secret(struct str file)
{
    struct seal_minisign_secret *secret = NULL;
    struct err_info info = {0};
    bool locked = seal_minisign_secret_locked(file);
    // Without a passphrase no scrypt is run, whatever the file asks for.
    enum err code = seal_minisign_secret_read(file, STR(""), &secret, &info);
    if ((code == ERR_NONE) != (secret != NULL) || (locked && code == ERR_NONE)) abort();
    seal_minisign_destroy(secret);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    static struct seal_minisign_key key;
    struct str file = str_make(data, size), comment;
    struct err_info info = {0};
    struct seal_minisign_key other;
    if (!ready) {
        seal_init();
        if (seal_minisign_key_parse(STR(PUBLIC_KEY), &key, &info) != ERR_NONE) abort();
        ready = true;
    }
    if (seal_minisign_verify(&key, file, STR("hej\n"), &comment, &info) == ERR_NONE &&
        (comment.ptr < file.ptr || comment.ptr + comment.len > file.ptr + file.len))
        abort();
    if (seal_minisign_key_parse(file, &other, &info) == ERR_NONE) {
        struct buf line = {0};
        seal_minisign_key_format(&other, &line);
        if (str_find(file, buf_str(&line)) < 0) abort(); // one key has one text
        buf_finish(&line);
    }
    read_secret(file);
    return 0;
}
