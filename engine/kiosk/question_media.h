// SPDX-License-Identifier: EUPL-1.2
// The survey's pictures, decoded: those of the page that is shown, and as many of earlier pages as
// fit into a fixed room. Each is kept no larger than it can be drawn. [main]
#pragma once

#include "kiosk/question_page.h"
#include "ui/image.h"

enum {
    KIOSK_MEDIA_BYTES = 16 << 20, // of decoded pixels that lie ready
    KIOSK_MEDIA_FILES = 64,       // of them on one page
};

struct kiosk_media; // opaque

struct kiosk_media *kiosk_media_create(void);
void kiosk_media_destroy(struct kiosk_media *m);                       // accepts NULL
void kiosk_media_use(struct kiosk_media *m, struct kiosk_files files); // forgets those of others
// Another page is built now, and nothing is drawn before it is: what only the one before showed may
// be let go.
void kiosk_media_page(struct kiosk_media *m);
// A file's picture, for glass with this longest side; beside the words of a choice it is drawn
// smaller. Borrowed until the next page. NULL where it cannot be shown, which is logged once.
struct ui_image *kiosk_media_image(struct kiosk_media *m, struct str name, int longest,
                                   bool in_choice);
size_t kiosk_media_bytes(const struct kiosk_media *m); // of decoded pixels, at present
