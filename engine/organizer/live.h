// SPDX-License-Identifier: EUPL-1.2
// The small server behind svar live: on 127.0.0.1 alone, answers only requests that name it so,
// keeps finished pictures and no answers.
#pragma once

#include "report/live.h"

struct live;

// Port 0 takes a free one. ERR_DENIED, ERR_STATE where it cannot be had.
enum err live_start(uint16_t port, uint64_t step, struct live **out,
                    struct err_info *info) MUST_CHECK;
void live_stop(struct live *l); // accepts NULL
uint16_t live_port(const struct live *l);

// Makes new pictures of all questions. While frozen they wait for their turn.
enum err live_show(struct live *l, const struct table *t, const struct report_facts *facts,
                   struct err_info *info) MUST_CHECK;
bool live_has_pictures(struct live *l);
