// SPDX-License-Identifier: EUPL-1.2
// What the files of the pages share.
#pragma once

#include "kiosk/pages.h"
#include "kiosk/texts.h"

struct str kiosk_pages_text(const struct kiosk_pages *pages, enum kiosk_text id);
