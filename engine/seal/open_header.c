// SPDX-License-Identifier: EUPL-1.2
// Reads the header of an age file, strictly by the specification, from bytes that anybody may have
// written.
#include "seal/open_priv.h"

#include "base/limits.h"

// A header's lines end with a line feed alone. False where there is no whole line left.
static bool header_line(struct str *rest, struct str *out)
{
    ptrdiff_t end = str_find_char(*rest, '\n');
    if (end < 0) return false;
    *out = str_sub(*rest, 0, (size_t)end);
    *rest = str_sub(*rest, (size_t)end + 1, rest->len);
    return true;
}

// "type args": one or more words of visible ASCII with single spaces between.
static bool words_fit(struct str words)
{
    char before = ' ';
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        if (c == ' ' ? before == ' ' : c < 0x21 || c > 0x7e) return false;
        before = c;
    }
    return before != ' ';
}

static bool body_line_fits(struct str line)
{
    return line.len <= SEAL_AGE_COLUMNS && seal_base64_fits(line);
}

bool seal_open_stanza_next(struct str *rest, struct seal_open_stanza *out)
{
    struct str line, words;
    if (!header_line(rest, &line) || !str_starts(line, STR("-> "))) return false;
    words = str_sub(line, 3, line.len);
    if (!words_fit(words)) return false;
    ptrdiff_t space = str_find_char(words, ' ');
    size_t type_end = space < 0 ? words.len : (size_t)space;
    out->type = str_sub(words, 0, type_end);
    out->args = str_sub(words, space < 0 ? words.len : type_end + 1, words.len);

    // Full lines, then one that is shorter, be it empty.
    const char *body = rest->ptr;
    do {
        if (!header_line(rest, &line) || !body_line_fits(line)) return false;
    } while (line.len == SEAL_AGE_COLUMNS);
    out->body = str_make(body, (size_t)(rest->ptr - body));
    return true;
}

bool seal_open_stanza_body(const struct seal_open_stanza *stanza, uint8_t out[32])
{
    struct str rest = stanza->body, line;
    return header_line(&rest, &line) && !rest.len &&
           seal_base64_decode(line, SEAL_BASE64_UNPADDED, out, 32);
}

// Behind the last stanza: "--- " and the MAC.
static bool parse_mac(struct str *rest, uint8_t out[SEAL_AGE_MAC_BYTES])
{
    struct str line;
    return header_line(rest, &line) && str_starts(line, STR("--- ")) &&
           seal_base64_decode(str_sub(line, 4, line.len), SEAL_BASE64_UNPADDED, out,
                              SEAL_AGE_MAC_BYTES);
}

// rest is where reading stopped; without a whole line in it the limit may be what cut the header.
static enum err malformed(struct str rest, bool cut, struct err_info *info)
{
    if (cut && str_find_char(rest, '\n') < 0)
        return err_set(info, ERR_LIMIT, "the age file's header is larger than %d bytes",
                       (int)LIMIT_AGE_HEADER_BYTES);
    return err_set(info, ERR_PARSE, "the age file's header is malformed");
}

enum err seal_open_header_parse(struct str file, struct seal_open_header *out,
                                struct err_info *info)
{
    struct seal_open_header header = {0};
    struct str rest = str_sub(file, 0, LIMIT_AGE_HEADER_BYTES);
    bool cut = rest.len < file.len;
    bool scrypt = false;
    if (!str_starts(rest, STR(SEAL_AGE_VERSION_LINE))) {
        if (str_starts(rest, STR("age-encryption.org/")))
            return err_set(info, ERR_UNSUPPORTED,
                           "the file is of another version of the age format than v1");
        return err_set(info, ERR_PARSE, "this is not an age file");
    }
    rest = str_sub(rest, strlen(SEAL_AGE_VERSION_LINE), rest.len);
    header.stanzas = rest;
    while (!str_starts(rest, STR("---"))) {
        struct seal_open_stanza stanza;
        if (!seal_open_stanza_next(&rest, &stanza)) return malformed(rest, cut, info);
        header.stanza_count++;
        if (str_eq(stanza.type, STR("scrypt"))) scrypt = true;
    }
    if (!header.stanza_count) return err_set(info, ERR_PARSE, "the age file is sealed to nobody");
    if (scrypt && header.stanza_count > 1)
        return err_set(info, ERR_PARSE,
                       "the age file is under a passphrase and has other recipients too, which "
                       "the format does not allow");
    header.passphrase = scrypt;
    header.stanzas.len = (size_t)(rest.ptr - header.stanzas.ptr);
    header.maced = str_make(file.ptr, (size_t)(rest.ptr - file.ptr) + 3);
    if (!parse_mac(&rest, header.mac)) return malformed(rest, cut, info);
    size_t header_bytes = (size_t)(rest.ptr - file.ptr);
    header.payload = str_sub(file, header_bytes, file.len);
    *out = header;
    return ERR_NONE;
}
