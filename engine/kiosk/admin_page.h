// SPDX-License-Identifier: EUPL-1.2
// The PIN pad and the staff's page as trees of elements. What their buttons do stands in
// kiosk/app_admin.c.
#pragma once

#include "kiosk/admin.h"
#include "kiosk/pages.h"

struct ui_element *kiosk_admin_build(const struct kiosk_admin *admin, struct kiosk_pages *pages,
                                     struct arena *a);
