// SPDX-License-Identifier: EUPL-1.2
// The other end of a kiosk's automation socket: one JSON object out, one in.
#pragma once

#include "base/buf.h"
#include "base/json.h"

struct robot_client; // opaque

enum err robot_client_open(const char *path, struct robot_client **out,
                           struct err_info *info) MUST_CHECK;
void robot_client_close(struct robot_client *c); // accepts NULL

// Sends request (taken over) and waits for the answer. ERR_REFUSED with the kiosk's words where it
// says "ok":false; ERR_PEER where it is gone or answers something else. out may be NULL; the caller
// owns it.
enum err robot_client_ask(struct robot_client *c, json_t *request, json_t **out,
                          struct err_info *info) MUST_CHECK;
