// SPDX-License-Identifier: EUPL-1.2
// One pull from the survey's collector, for verbs that pull again and again.
#pragma once

#include "archive/archive.h"
#include "sync/http.h"

enum err pull_quietly(struct survey *survey, const struct seal_signer *signer,
                      struct sync_http *http, struct archive *archive,
                      struct err_info *info) MUST_CHECK;
