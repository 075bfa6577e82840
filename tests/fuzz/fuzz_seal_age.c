// SPDX-License-Identifier: EUPL-1.2
// Hostile age files and identity files: opened with a fixed identity, read without a passphrase.
// What does not verify must leave nothing in the output.
#include "seal/open.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// tests/seal/vectors.json has the public half; the corpus is sealed to it.
#define IDENTITY "AGE-SECRET-KEY-14EMA6JK3UCETX3REPET2MN6ULU5URUALAQYN3ZDHQJZ6UJLFCHLQCRM3CC"

static struct seal_identity *identity;

struct pipe {
    struct str from;
    struct buf to;
};

static enum err pipe_read(void *data, void *out, size_t bytes_max, size_t *out_bytes,
                          struct err_info *info)
{
    (void)info;
    struct pipe *p = data;
    struct str some = str_sub(p->from, 0, bytes_max < 1000 ? bytes_max : 1000);
    if (some.len) memcpy(out, some.ptr, some.len);
    p->from = str_sub(p->from, some.len, p->from.len);
    *out_bytes = some.len;
    return ERR_NONE;
}

static enum err pipe_write(void *data, struct str bytes, struct err_info *info)
{
    (void)info;
    struct pipe *p = data;
    buf_add_str(&p->to, bytes);
    return ERR_NONE;
}

// As a stream it must come out the same, and what is wrong must be told as one kind of fault. Only
// the stream knows armour by anything else than its first letters.
static void decrypt_stream(struct str file, bool opens, struct str plain)
{
    struct pipe p = {.from = file};
    struct seal_age_keys keys = {.ids = &identity, .count = 1};
    struct seal_source source = {pipe_read, &p};
    struct seal_sink sink = {pipe_write, &p};
    struct err_info info = {0};
    enum seal_age_fault fault;
    enum err code = seal_age_decrypt_stream(&keys, false, &source, &sink, &fault, &info);
    if ((code == ERR_NONE) != (fault == SEAL_AGE_FAULT_NONE)) abort();
    if (code && !info.message[0]) abort();
    if (opens && (code || !str_eq(buf_str(&p.to), plain))) abort();
    if (!code && !opens && str_starts(file, STR("age-"))) abort();
    if (p.to.len && fault != SEAL_AGE_FAULT_NONE && fault != SEAL_AGE_FAULT_PAYLOAD &&
        fault != SEAL_AGE_FAULT_ARMOR)
        abort();
    buf_finish(&p.to);
}

static void decrypt(struct str file)
{
    struct err_info info = {0};
    struct buf plain = {0};
    enum err code = seal_age_decrypt(&identity, 1, file, &plain, &info);
    if (code != ERR_NONE && (plain.len || !info.message[0])) abort();
    decrypt_stream(file, code == ERR_NONE, buf_str(&plain));
    buf_finish(&plain);
}

static void read_identities(struct str file)
{
    struct seal_identity *ids[4] = {NULL};
    struct err_info info = {0};
    size_t count = 0;
    if (seal_identity_read(file, STR(""), ids, 4, &count, &info) == ERR_NONE) {
        if (count < 1 || count > 4) abort();
        // What was read is written and read again.
        struct buf text = {0};
        struct seal_identity *again = NULL;
        seal_identity_format(ids[0], &text);
        if (seal_identity_parse(buf_str(&text), &again, &info) != ERR_NONE) abort();
        seal_identity_destroy(again);
        buf_wipe(&text);
    }
    for (size_t i = 0; i < count; i++)
        seal_identity_destroy(ids[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str file = str_make(data, size);
    struct err_info info = {0};
    struct seal_recipient recipient;
    if (!identity) {
        seal_init();
        if (seal_identity_parse(STR(IDENTITY), &identity, &info) != ERR_NONE) abort();
    }
    decrypt(file);
    read_identities(file);
    if (seal_recipient_parse(file, &recipient, &info) == ERR_NONE) {
        char text[SEAL_RECIPIENT_CHARS + 1];
        seal_recipient_format(&recipient, text);
        if (!str_eq(file, str_of(text))) abort(); // one key has one text
    }
    return 0;
}
