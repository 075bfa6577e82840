// SPDX-License-Identifier: EUPL-1.2
// An XLSForm as the ODK XForm (XML) that pyxform would make from it, so that the form works in ODK
// Collect, ODK Central, KoboToolbox and Enketo too. The workbook's rows are carried over as they
// are written; form/def.h has checked them before.
#pragma once

#include "form/workbook.h"

// Appends the XForm. workbook must have compiled without errors (form_def_compile). What cannot be
// carried over becomes a warning in problems. ERR_PARSE where even so nothing can be written, which
// is in problems as well. [any]
enum err form_xform_write(const struct form_workbook *workbook, struct form_problems *problems,
                          struct buf *out) MUST_CHECK;
