// SPDX-License-Identifier: EUPL-1.2
// Pictures in a fixed room: found by name, decoded where they are not there, and let go by the page
// that showed them last.
#include "kiosk/question_media.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

enum { LEAST_BYTES = 64 * 64 * 4 }; // of a picture on a page that has many large ones

struct file {
    char name[LIMIT_NAME_BYTES + 1];
    struct ui_image *image; // NULL: it cannot be shown, which is in the log
    int longest;            // of the glass that it was decoded for
    bool in_choice;
    uint64_t page; // that showed it last
};

struct kiosk_media {
    struct kiosk_files from; // read NULL: no files
    uint64_t page;
    struct file files[KIOSK_MEDIA_FILES];
    size_t count;
    // Decoded anew for more on the same page, which may hold them still: until the next page.
    struct ui_image *replaced[KIOSK_MEDIA_FILES];
    size_t replaced_count;
};

struct kiosk_media *kiosk_media_create(void)
{
    return xcalloc(1, sizeof(struct kiosk_media));
}

static void drop_replaced(struct kiosk_media *m)
{
    while (m->replaced_count > 0) {
        ui_image_destroy(m->replaced[--m->replaced_count]);
    }
}

static void empty(struct kiosk_media *m)
{
    drop_replaced(m);
    for (size_t i = 0; i < m->count; i++) {
        ui_image_destroy(m->files[i].image);
        m->files[i].image = NULL;
    }
    m->count = 0;
}

void kiosk_media_destroy(struct kiosk_media *m)
{
    if (m) {
        empty(m);
        free(m);
    }
}

void kiosk_media_use(struct kiosk_media *m, struct kiosk_files files)
{
    empty(m);
    m->from = files;
}

static size_t bytes_of(const struct file *file)
{
    return file->image ? ui_image_bytes(file->image) : 0;
}

size_t kiosk_media_bytes(const struct kiosk_media *m)
{
    size_t bytes = 0;
    for (size_t i = 0; i < m->count; i++) {
        bytes += bytes_of(&m->files[i]);
    }
    for (size_t i = 0; i < m->replaced_count; i++) {
        bytes += ui_image_bytes(m->replaced[i]);
    }
    return bytes;
}

// Lets go what was shown longest ago; false where all are on the page that is being built.
static bool let_go_one(struct kiosk_media *m)
{
    struct file *oldest = NULL;
    for (size_t i = 0; i < m->count; i++) {
        struct file *file = &m->files[i];
        if (file->page != m->page && (!oldest || file->page < oldest->page)) {
            oldest = file;
        }
    }
    if (!oldest) {
        return false;
    }
    ui_image_destroy(oldest->image);
    *oldest = m->files[--m->count];
    m->files[m->count].image = NULL;
    return true;
}

void kiosk_media_page(struct kiosk_media *m)
{
    m->page++;
    drop_replaced(m);
    // The sizes that they were drawn at have come since they were decoded.
    while (kiosk_media_bytes(m) > KIOSK_MEDIA_BYTES && let_go_one(m)) {
    }
}

// Forms name media files as they lie beside them; a survey may keep them in media/.
static struct ui_image *load(const struct kiosk_media *m, const char *name,
                             struct ui_image_most most)
{
    char inner[LIMIT_NAME_BYTES + 16];
    struct str bytes = STR("");
    struct err_info info = {0};
    struct ui_image *image = NULL;
    snprintf(inner, sizeof(inner), "media/%s", name);
    enum err err =
        m->from.read ? m->from.read(m->from.data, str_of(name), &bytes, NULL) : ERR_MISSING;
    if (err && m->from.read) {
        err = m->from.read(m->from.data, str_of(inner), &bytes, NULL);
    }
    if (err) {
        err = err_set(&info, err, "the survey has no such file");
    } else {
        err = ui_image_decode(bytes, most, &image, &info);
    }
    if (err) {
        log_warning("picture %s: %s", name, info.message);
    }
    return image;
}

// Above the choices a picture is at most a good third of the page high (question_pictures.c), in a
// choice far smaller. Several on one page share the room: each gets a quarter of what is left.
static struct ui_image_most most_of(const struct kiosk_media *m, int longest, bool in_choice)
{
    size_t taken = kiosk_media_bytes(m);
    for (size_t i = 0; i < m->count; i++) {
        taken -= m->files[i].page != m->page ? bytes_of(&m->files[i]) : 0; // they may go
    }
    size_t share = taken < KIOSK_MEDIA_BYTES ? (KIOSK_MEDIA_BYTES - taken) / 4 : 0;
    struct ui_image_most most = {.w = longest * 4 / 5, .h = longest * 2 / 5};
    if (in_choice) {
        most.w = most.h = longest / 4;
    }
    most.bytes = share > LEAST_BYTES ? share : LEAST_BYTES;
    return most;
}

static void show(struct kiosk_media *m, struct file *file, int longest, bool in_choice)
{
    file->image = load(m, file->name, most_of(m, longest, in_choice));
    file->longest = longest;
    file->in_choice = in_choice;
    file->page = m->page;
}

// Whether it was decoded for at least this: a glass that was turned or changed, or the same picture
// in another place, may need more.
static bool large_enough(const struct file *file, int longest, bool in_choice)
{
    return !file->image || (file->longest >= longest && (!file->in_choice || in_choice));
}

struct ui_image *kiosk_media_image(struct kiosk_media *m, struct str name, int longest,
                                   bool in_choice)
{
    size_t i = 0;
    if (name.len == 0 || name.len > LIMIT_NAME_BYTES) {
        return NULL;
    }
    while (i < m->count && !str_eq(str_of(m->files[i].name), name)) {
        i++;
    }
    if (i < m->count && (large_enough(&m->files[i], longest, in_choice) ||
                         m->replaced_count == KIOSK_MEDIA_FILES)) {
        m->files[i].page = m->page;
        return m->files[i].image;
    }
    if (i == m->count) {
        if (m->count == KIOSK_MEDIA_FILES && !let_go_one(m)) {
            return NULL;
        }
        i = m->count++;
        memcpy(m->files[i].name, name.ptr, name.len);
        m->files[i].name[name.len] = '\0';
    } else {
        m->replaced[m->replaced_count++] = m->files[i].image;
        m->files[i].image = NULL;
    }
    show(m, &m->files[i], longest, in_choice);
    struct ui_image *image = m->files[i].image;
    while (kiosk_media_bytes(m) > KIOSK_MEDIA_BYTES && let_go_one(m)) {
    }
    return image;
}
