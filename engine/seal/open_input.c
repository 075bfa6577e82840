// SPDX-License-Identifier: EUPL-1.2
// What a stream is opened through: bytes from the source, with armour taken off where there is any.
#include "seal/open_input_priv.h"

enum {
    READ_BYTES = 64 << 10,
    LOOK_BYTES = 4096,     // that decide whether there is armour
    LINE_BYTES_MAX = 4096, // of armour with white space; longer is none
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static enum err fill(struct seal_open_input *in, struct err_info *info)
{
    size_t got = 0;
    if (in->raw_at) {
        memmove(in->raw.ptr, in->raw.ptr + in->raw_at, in->raw.len - in->raw_at);
        in->raw.len -= in->raw_at;
        in->raw_at = 0;
    }
    buf_reserve(&in->raw, READ_BYTES);
    enum err code =
        in->source->read(in->source->data, in->raw.ptr + in->raw.len, READ_BYTES, &got, info);
    if (code) return code;
    in->raw.len += got;
    in->raw_end = got == 0;
    return ERR_NONE;
}

static struct str raw_left(const struct seal_open_input *in)
{
    return str_sub(buf_str(&in->raw), in->raw_at, in->raw.len);
}

// Skips white space. True where something else is left, as far as has been read.
static bool skip_space(struct seal_open_input *in)
{
    while (in->raw_at < in->raw.len && is_space((char)in->raw.ptr[in->raw_at]))
        in->raw_at++;
    return in->raw_at < in->raw.len;
}

static enum err skip_all_space(struct seal_open_input *in, struct err_info *info)
{
    enum err code = ERR_NONE;
    while (!code && !skip_space(in) && !in->raw_end)
        code = fill(in, info);
    return code;
}

enum err seal_open_input_begin(struct seal_open_input *in, const struct seal_source *source,
                               bool armored, struct err_info *info)
{
    enum err code = ERR_NONE;
    *in = (struct seal_open_input){.source = source, .armored = armored};
    while (!code && in->raw.len < LOOK_BYTES && !in->raw_end)
        code = fill(in, info);
    if (code || armored) return code;
    // No binary age file begins with anything else than its version line. What has armour's first
    // line only further down is armour all the same, though not as it should be.
    struct str look = raw_left(in);
    if (str_starts(look, STR("age-encryption.org/"))) return ERR_NONE;
    in->armored = str_starts(str_trim(look), STR("-----")) ||
                  str_find(str_sub(look, 0, LOOK_BYTES), STR(SEAL_AGE_ARMOR_BEGIN)) >= 0;
    return ERR_NONE;
}

void seal_open_input_finish(struct seal_open_input *in)
{
    buf_finish(&in->raw);
    buf_finish(&in->bare);
}

// The next line of armour, with what is at the end of the stream as the last one.
static enum err next_line(struct seal_open_input *in, struct str *out, struct err_info *info)
{
    for (;;) {
        struct str left = raw_left(in);
        ptrdiff_t end = str_find_char(left, '\n');
        if (end < 0 && !in->raw_end && left.len <= LINE_BYTES_MAX) {
            enum err code = fill(in, info);
            if (code) return code;
            continue;
        }
        if (!left.len) return seal_open_armor_cut(info);
        *out = end < 0 ? left : str_sub(left, 0, (size_t)end);
        in->raw_at += end < 0 ? left.len : (size_t)end + 1;
        return ERR_NONE;
    }
}

static enum err dearmor_more(struct seal_open_input *in, struct err_info *info)
{
    struct str line = {0};
    enum err code = ERR_NONE;
    buf_clear(&in->bare);
    in->bare_at = 0;
    while (!code && !in->armor.ended && in->bare.len < READ_BYTES) {
        code = next_line(in, &line, info);
        if (!code) code = seal_open_armor_line(&in->armor, line, &in->bare, info);
        in->armor_wrong = code == ERR_PARSE;
    }
    if (code || !in->armor.ended) return code;
    code = skip_all_space(in, info);
    if (code || in->raw_at == in->raw.len) return code;
    in->armor_wrong = true;
    return seal_open_armor_cut(info);
}

enum err seal_open_input_take(struct seal_open_input *in, void *out, size_t bytes,
                              size_t *out_bytes, struct err_info *info)
{
    enum err code = ERR_NONE;
    size_t done = 0;
    while (done < bytes) {
        struct buf *from = in->armored ? &in->bare : &in->raw;
        size_t *at = in->armored ? &in->bare_at : &in->raw_at;
        size_t some = from->len - *at < bytes - done ? from->len - *at : bytes - done;
        if (some) {
            memcpy((uint8_t *)out + done, from->ptr + *at, some);
            *at += some;
            done += some;
            continue;
        }
        if (in->armored ? in->armor.ended : in->raw_end) break;
        code = in->armored ? dearmor_more(in, info) : fill(in, info);
        if (code) break;
    }
    *out_bytes = done;
    return code;
}
