// SPDX-License-Identifier: EUPL-1.2
// What a courier and the kiosk say to each other: the first byte chooses whether the rest is read
// as a request or as an answer. What is taken must be written again as it came.
#include "sync/courier_frame.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void request(struct str frame)
{
    struct sync_frame_request out;
    struct err_info info = {0};
    struct buf again = {0};
    if (sync_frame_read_request(frame, &out, &info)) return;
    sync_frame_write_request(&out.request, out.fresh, &again);
    // An unsigned one forgets signatures that stood there all the same; unknown flags go as well.
    if (out.request.headers &&
        !str_eq(str_sub(buf_str(&again), 1, again.len), str_sub(frame, 1, frame.len)))
        abort();
    buf_finish(&again);
}

static void answer(struct str frame)
{
    struct sync_frame_answer out;
    struct err_info info = {0};
    struct buf again = {0};
    if (sync_frame_read_answer(frame, 1000, &out, &info)) return;
    if (out.body.len > 1000 || !utf8_valid(str_of(out.message))) abort();
    sync_frame_write_answer(&out, &again);
    if (!str_eq(buf_str(&again), frame)) abort();
    buf_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct str frame = str_make(data + 1, size - 1);
    if (data[0] & 1) {
        answer(frame);
    } else {
        request(frame);
    }
    return 0;
}
