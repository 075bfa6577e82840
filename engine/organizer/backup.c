// SPDX-License-Identifier: EUPL-1.2
// Writes the backup sheet. Swedish first, English beside; the words are the same in both.
#include "organizer/backup.h"

#include "organizer/words.h"

#include <qrencode.h>

enum { PARTS = 2, PART_BYTES_MAX = SEAL_MINISIGN_EXPORT_BYTES, ROOM = 64 << 10 };

// What is said of each key.
static const struct part {
    char name; // of its rows
    size_t bytes;
    const char *title, *title_en, *square, *square_en;
} parts[PARTS] = {
    {'A', SEAL_KEY_BYTES, "Nyckeln som öppnar svaren", "The key that opens the answers",
     "Rutan är nyckeln som text (AGE-SECRET-KEY-1…); programmet age läser den.",
     "The square is the key as text (AGE-SECRET-KEY-1…); the program age reads it."},
    {'B', SEAL_MINISIGN_EXPORT_BYTES, "Nyckeln som signerar enkäter", "The key that signs surveys",
     "Rutan är nyckelfilen; programmet minisign läser den.",
     "The square is the key file; the program minisign reads it."},
};

void organizer_backup_finish(struct organizer_backup *b)
{
    seal_identity_destroy(b->identity);
    seal_minisign_destroy(b->secret);
    *b = (struct organizer_backup){0};
}

static void export_part(const struct organizer_backup *b, const struct part *part,
                        uint8_t out[PART_BYTES_MAX])
{
    if (part->name == 'A')
        seal_identity_export(b->identity, out);
    else
        seal_minisign_export(b->secret, out);
}

// Its public half, by which a sheet can be told from another.
static void add_public(const struct organizer_backup *b, const struct part *part, struct buf *out)
{
    if (part->name == 'A') {
        struct seal_recipient recipient;
        char text[SEAL_RECIPIENT_CHARS + 1];
        seal_identity_recipient(b->identity, &recipient);
        seal_recipient_format(&recipient, text);
        buf_add_text(out, text);
    } else {
        struct seal_minisign_key key;
        seal_minisign_public(b->secret, &key);
        seal_minisign_key_format(&key, out);
    }
}

// What the square holds.
static enum err add_secret_text(const struct organizer_backup *b, const struct part *part,
                                struct buf *out, struct err_info *info)
{
    if (part->name == 'B') return seal_minisign_secret_write(b->secret, STR(""), out, info);
    seal_identity_format(b->identity, out);
    return ERR_NONE;
}

typedef void (*row_function)(const char *name, const char *words, struct buf *out);

static void add_rows(const struct organizer_backup *b, const struct part *part, row_function add,
                     struct buf *out)
{
    uint8_t bytes[PART_BYTES_MAX];
    char words[ORGANIZER_WORDS_ROW_TEXT];
    export_part(b, part, bytes);
    for (size_t row = 0; row < part->bytes / ORGANIZER_WORDS_ROW_BYTES; row++) {
        char name[3] = {part->name, (char)('1' + row), '\0'};
        organizer_words_row(name, bytes + row * ORGANIZER_WORDS_ROW_BYTES, words);
        add(name, words, out);
    }
    explicit_bzero(bytes, sizeof bytes);
    explicit_bzero(words, sizeof words);
}

// ---- as text ----

static void row_as_text(const char *name, const char *words, struct buf *out)
{
    buf_printf(out, "  %s  %s\n", name, words);
}

void organizer_backup_text(const struct organizer_backup *b, struct buf *out)
{
    buf_reserve(out, ROOM); // once: growing would leave unwiped copies behind
    buf_add_text(out, "SÄKERHETSKOPIA AV NYCKLAR / BACKUP OF KEYS\n\n"
                      "Den som har detta blad kan läsa alla svar. Lås in det.\n"
                      "Whoever has this sheet can read all answers. Lock it away.\n\n");
    for (size_t i = 0; i < PARTS; i++) {
        buf_printf(out, "%s / %s\n", parts[i].title, parts[i].title_en);
        add_public(b, &parts[i], out);
        buf_add_char(out, '\n');
        add_rows(b, &parts[i], row_as_text, out);
        buf_add_char(out, '\n');
    }
    buf_add_text(out, "Prova bladet: skriv av raderna i en fil och kör / Test this sheet: type the "
                      "rows into a file and run\n"
                      "  svar keygen --dir NYCKLAR --check-backup FIL\n"
                      "Gör nycklarna på nytt / Make the keys again:\n"
                      "  svar keygen --dir NYTT --restore FIL\n");
}

// ---- as a page ----

static void row_as_html(const char *name, const char *words, struct buf *out)
{
    buf_printf(out, "<tr><th scope=\"row\">%s<td>", name);
    for (const char *at = words; *at; at++) {
        if (*at == ' ')
            buf_add_text(out, "<td>");
        else
            buf_add_char(out, *at);
    }
    buf_add_char(out, '\n');
}

// One path of unit squares, with the quiet zone of four that scanners need.
static enum err add_square(struct str text, const char *label, struct buf *out,
                           struct err_info *info)
{
    enum { QUIET = 4 };
    QRcode *code =
        QRcode_encodeData((int)text.len, (const unsigned char *)text.ptr, 0, QR_ECLEVEL_M);
    if (!code) return err_set_errno(info, "cannot draw the square of the backup sheet");
    int side = code->width + 2 * QUIET;
    buf_printf(out,
               "<svg role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><path d=\"",
               label, side, side);
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++)
            if (code->data[y * code->width + x] & 1)
                buf_printf(out, "M%d %dh1v1h-1z", x + QUIET, y + QUIET);
    buf_add_text(out, "\"/></svg>\n");
    explicit_bzero(code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
    return ERR_NONE;
}

static const char page_head[] =
    "<!DOCTYPE html>\n<html lang=\"sv\"><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Säkerhetskopia av nycklar</title>\n<style>\n"
    "@page{size:A4;margin:15mm}\n"
    "body{font:11pt/1.4 sans-serif;max-width:180mm;margin:5mm auto;color:#000;background:#fff}\n"
    "h1{font-size:18pt;margin:0}h2{font-size:13pt;margin:7mm 0 0}\n"
    "[lang=en]{color:#444}h1 [lang=en],h2 [lang=en]{font-weight:normal}\n"
    ".warning{border:1.5pt solid #000;padding:2mm 4mm}\n"
    ".key{display:flex;gap:6mm;align-items:flex-start;break-inside:avoid}\n"
    "svg{flex:0 0 48mm;width:48mm;height:48mm}\n"
    "table{border-collapse:collapse}th,td{padding:1mm 2.2mm;text-align:left;"
    "font:13pt monospace}\nth{font-weight:bold}td:last-child{border-left:1pt solid #000}\n"
    ".public,code{font:9pt monospace;overflow-wrap:anywhere}p{margin:1.5mm 0}\n"
    ".fill span{display:inline-block;border-bottom:1pt solid #000;width:45mm}\n"
    "</style>\n"
    "<h1>Säkerhetskopia av nycklar <span lang=\"en\">· Backup of keys</span></h1>\n"
    "<div class=\"warning\"><p><strong>Den som har detta blad kan läsa alla svar.</strong> Skriv "
    "ut "
    "det, lås in det, och ta bort filen.\n<p lang=\"en\">Whoever has this sheet can read all "
    "answers. Print it, lock it away, and delete the file.</div>\n"
    "<p class=\"fill\">Namn <span></span> Datum <span></span>\n";

static const char page_end[] =
    "<h2>Prova bladet <span lang=\"en\">· Test this sheet</span></h2>\n"
    "<p>Skriv av raderna i en fil, var och en med sitt namn, och kör "
    "<code>svar keygen --dir NYCKLAR --check-backup FIL</code>. Sista ordet i varje rad är en "
    "kontroll: ett skrivfel märks, och vilken rad det står i.\n"
    "<p lang=\"en\">Type the rows into a file, each with its name, and run that command. The last "
    "word of each row is a check: a mistake is noticed, and in which row.\n"
    "<h2>Gör nycklarna på nytt <span lang=\"en\">· Make the keys again</span></h2>\n"
    "<p><code>svar keygen --dir NYTT --restore FIL</code>\n</html>\n";

enum err organizer_backup_html(const struct organizer_backup *b, struct buf *out,
                               struct err_info *info)
{
    enum err err = ERR_NONE;
    buf_reserve(out, 4 * ROOM);
    buf_add_text(out, page_head);
    for (size_t i = 0; !err && i < PARTS; i++) {
        const struct part *part = &parts[i];
        struct buf secret = {0};
        buf_reserve(&secret, 1024);
        buf_printf(out, "<h2>%c. %s <span lang=\"en\">· %s</span></h2>\n<p class=\"public\">",
                   part->name, part->title, part->title_en);
        add_public(b, part, out);
        buf_add_text(out, "\n<div class=\"key\"><div><table>\n");
        add_rows(b, part, row_as_html, out);
        buf_printf(out, "</table>\n<p>%s\n<p lang=\"en\">%s</div>\n", part->square,
                   part->square_en);
        err = add_secret_text(b, part, &secret, info);
        if (!err) err = add_square(buf_str(&secret), part->title, out, info);
        buf_add_text(out, "</div>\n");
        buf_wipe(&secret);
    }
    buf_add_text(out, page_end);
    return err;
}

// ---- back ----

enum err organizer_backup_read(struct str text, struct organizer_backup *out, struct err_info *info)
{
    uint8_t bytes[PARTS][PART_BYTES_MAX];
    enum err err = ERR_NONE;
    for (size_t i = 0; !err && i < PARTS; i++)
        err = organizer_words_read(parts[i].name, text, bytes[i], parts[i].bytes, info);
    if (!err)
        *out = (struct organizer_backup){seal_identity_import(bytes[0]),
                                         seal_minisign_import(bytes[1])};
    explicit_bzero(bytes, sizeof bytes);
    return err;
}
