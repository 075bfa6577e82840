// SPDX-License-Identifier: EUPL-1.2
// Does a free text look as if it named a person or a place, or held a number that leads to one? A
// small heuristic for a gentle warning; the respondent decides. It errs on both sides and is made
// for Swedish and English. [any]
#pragma once

#include "base/str.h"

enum kiosk_names {
    KIOSK_NAMES_NONE,
    KIOSK_NAMES_PERSON, // "Anna Svensson", "rektor Berg", "jag heter Ali"
    KIOSK_NAMES_PLACE,  // "i Rinkeby", "Storgatan 4"
    KIOSK_NAMES_NUMBER, // a phone number, an e-mail address, a personal identity number
};

// The first sign found, looking for numbers first, then persons, then places.
enum kiosk_names kiosk_names_look(struct str text);
