// SPDX-License-Identifier: EUPL-1.2
// The device's key: read, made at the first start, or changed for a new one.
#pragma once

#include "base/err.h"
#include "seal/sign.h"

// Opens STATE/device.key, made where it is missing.
enum err kiosk_device_open(const char *state, struct seal_signer **out,
                           struct err_info *info) MUST_CHECK;
// Changes the key for a new one that the old one vouches for (seal_signer_rotate); the device is
// then enrolled nowhere. ERR_STATE where batches wait in the store that the old key signed: they
// must be sent first. Nobody else may have the store open.
enum err kiosk_device_renew(const char *state, struct seal_signer **out,
                            struct err_info *info) MUST_CHECK;
