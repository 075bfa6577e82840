// SPDX-License-Identifier: EUPL-1.2
// The PIN pad and the staff's pages as trees of elements. What one can press never scrolls away:
// words do, between a title and the buttons.
#pragma once

#include "kiosk/admin.h"
#include "kiosk/choices.h"
#include "kiosk/pages.h"
#include "kiosk/settings.h"

// What the pages show besides what the admin knows. All borrowed.
struct kiosk_admin_view {
    const struct kiosk_settings *settings;
    const struct kiosk_choices *choices; // NULL: they are being looked at
    struct str survey_id;                // the one that runs
    int cross;                           // which is to be touched, from 0
};

enum { KIOSK_CROSSES = 4 };

struct ui_element *kiosk_admin_build(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                     const struct kiosk_admin_view *view, struct arena *a);
// What automation calls the page: "pin", "admin", "stick", …; "" where none is open.
const char *kiosk_admin_page_name(const struct kiosk_admin *admin);
