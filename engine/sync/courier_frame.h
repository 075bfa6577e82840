// SPDX-License-Identifier: EUPL-1.2
// What goes between the two ends of a courier: frames of a length (4 bytes) and so many bytes.
// Texts have their length before them in 2 bytes, bodies in 4; all big-endian.
//
// request: flags (1: over a new connection; 2: signed) 1 · time-out ms 8 · largest answer 8 ·
// method,
//          address, content type ("" for none) · digest, signature input, signature · body
// answer:  err 4 · clock differs 1 · status 4 · retry-after s 8 · content type · message · body
#pragma once

#include "sync/http.h"

enum { SYNC_FRAME_ROOM = 16 << 10 }; // for what is not a body

struct sync_frame_request {
    struct sync_request request; // borrows from the frame and from what stands below
    bool fresh;
    char method[16];
    char content_type[64];
    struct seal_http_headers headers;
};
struct sync_frame_answer {
    enum err err;
    bool clock_differs;
    int status;
    int64_t retry_after_s;
    char content_type[64];
    char message[256];
    struct str body; // borrowed
};

void sync_frame_write_request(const struct sync_request *request, bool fresh, struct buf *out);
// ERR_PARSE for what is none.
enum err sync_frame_read_request(struct str frame, struct sync_frame_request *out,
                                 struct err_info *info) MUST_CHECK;
void sync_frame_write_answer(const struct sync_frame_answer *answer, struct buf *out);
// ERR_PARSE for what is none, or has a body of more than body_bytes_max.
enum err sync_frame_read_answer(struct str frame, size_t body_bytes_max,
                                struct sync_frame_answer *out, struct err_info *info) MUST_CHECK;

// A whole frame over a socket. deadline_ms by CLOCK_MONOTONIC, INT64_MAX for none. False where the
// other end closed (*out_end, if not NULL, tells that it did between frames), was too late, or sent
// more than bytes_max.
bool sync_frame_send(int fd, const struct buf *frame);
bool sync_frame_receive(int fd, size_t bytes_max, int64_t deadline_ms, struct buf *out,
                        bool *out_end);
