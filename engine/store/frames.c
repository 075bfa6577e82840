// SPDX-License-Identifier: EUPL-1.2
// What SQLite's log says, read by ourselves. SQLite takes a log up to the first frame that is not
// as it was written, and drops the rest without a word: right for what a power cut tore, wrong for
// a flipped bit, behind which responses lie that were thanked for. The two can be told apart: each
// commit is synced before the next begins, so that a power cut tears the last one alone; and a
// frame that becomes right when one bit is turned was never torn. Format: sqlite.org/fileformat2,
// "The Write-Ahead Log".
#include "store/store_priv.h"

#include "base/bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LOG_HEADER = 32,
    FRAME_HEADER = 24,
    FRAME = FRAME_HEADER + STORE_PAGE_BYTES,
    WORDS = 2 + STORE_PAGE_BYTES / 4, // of a frame, under its sum
    PAGES_MAX = 1 << 30,
};

static const uint8_t magic[4] = {0x37, 0x7f, 0x06, 0x82}; // its last bit: order of bytes in sums

struct sum {
    uint32_t a, b;
};

struct log {
    int fd;
    bool big;         // order of bytes in the sums
    uint8_t salts[8]; // in the header and in each frame of this log
    struct sum sum;   // of all so far
    bool failed;      // the disk did
    bool unsure;      // something stays as it is and is not right
    uint8_t frame[FRAME];
};

static uint32_t word_at(const uint8_t *at, bool big)
{
    return big ? bytes_u32(at) : __builtin_bswap32(bytes_u32(at));
}

static struct sum sum_of(struct sum sum, const uint8_t *at, size_t bytes, bool big)
{
    for (size_t i = 0; i < bytes; i += 8) {
        sum.a += word_at(at + i, big) + sum.b;
        sum.b += word_at(at + i + 4, big) + sum.a;
    }
    return sum;
}

static struct sum sum_of_frame(const struct log *l)
{
    struct sum sum = sum_of(l->sum, l->frame, 8, l->big);
    return sum_of(sum, l->frame + FRAME_HEADER, STORE_PAGE_BYTES, l->big);
}

static struct sum sum_written(const uint8_t *at)
{
    return (struct sum){bytes_u32(at), bytes_u32(at + 4)};
}

static bool same(struct sum x, struct sum y)
{
    return x.a == y.a && x.b == y.b;
}

// ---- one bit ----
static bool one_bit(uint64_t value)
{
    return value && (value & (value - 1)) == 0;
}

static bool differ_by_one_bit(struct sum x, struct sum y)
{
    return one_bit((uint64_t)(x.a ^ y.a) << 32 | (x.b ^ y.b));
}

// The bit that makes the sum right, turned. A sum is linear in each word: what one bit of a word
// adds to it hangs on the place alone, and is followed here from the last word to the first. A
// word's ten highest bits add the same as in other words: a bit that may be one of several is left.
// False where there is none.
static bool turn_one_bit(struct log *l, struct sum has, struct sum wanted)
{
    struct sum gap = {wanted.a - has.a, wanted.b - has.b};
    uint32_t aa = 1, ab = 0, ba = 0, bb = 1; // sums at the end, by the sums behind this pair
    uint8_t *found = NULL, bit_found = 0;
    size_t count = 0;
    for (size_t i = WORDS; i >= 2; i -= 2) {
        // What 1 more in a word of the pair adds to the sums at the end.
        struct sum more[2] = {{aa + ab, ba + bb}, {ab, bb}};
        for (size_t k = 0; k < 2; k++) {
            size_t word = i - 2 + k;
            uint8_t *at = l->frame + (word < 2 ? 0 : FRAME_HEADER - 8) + 4 * word;
            uint32_t value = word_at(at, l->big);
            for (unsigned bit = 0; bit < 32; bit++) {
                uint32_t step = value & 1U << bit ? 0U - (1U << bit) : 1U << bit;
                if (more[k].a * step != gap.a || more[k].b * step != gap.b) continue;
                found = at + (l->big ? 3 - bit / 8 : bit / 8);
                bit_found = (uint8_t)(1U << bit % 8);
                count++;
            }
        }
        // a' = a + x + b, b' = b + y + a': what the sums before the pair add.
        uint32_t by_a = aa + ab, by_b = aa + 2 * ab;
        uint32_t to_a = ba + bb, to_b = ba + 2 * bb;
        aa = by_a, ab = by_b, ba = to_a, bb = to_b;
    }
    if (count == 1) *found ^= bit_found;
    if (count > 1) l->unsure = true;
    return count > 0;
}

// ---- header and frames ----
static bool header_right(const uint8_t head[LOG_HEADER])
{
    bool big = head[3] & 1;
    return memcmp(head, magic, 3) == 0 && (head[3] & 0xfe) == magic[3] &&
           bytes_u32(head + 8) == STORE_PAGE_BYTES &&
           same(sum_of((struct sum){0, 0}, head, 24, big), sum_written(head + 24));
}

static bool is_salted(const struct log *l)
{
    static const uint8_t none[8];
    return memcmp(l->salts, none, sizeof none) != 0 &&
           memcmp(l->frame + 8, l->salts, sizeof l->salts) == 0;
}

static bool frame_read(struct log *l, off_t index)
{
    ssize_t got = pread(l->fd, l->frame, FRAME, LOG_HEADER + index * FRAME);
    if (got < 0) l->failed = true;
    return got == FRAME;
}

enum frame_state { FRAME_RIGHT, FRAME_TURNED, FRAME_WRONG };

// Whether the frame behind this one follows that sum.
static bool follows(const struct log *l, off_t index, struct sum sum)
{
    struct log next = *l;
    next.sum = sum;
    return frame_read(&next, index + 1) && is_salted(&next) &&
           same(sum_of_frame(&next), sum_written(next.frame + 16));
}

// The next frame, with the bit turned that was wrong in it, if one was.
static enum frame_state frame_check(struct log *l, off_t index)
{
    struct sum has = sum_of_frame(l), wanted = sum_written(l->frame + 16);
    bool right = same(has, wanted);
    uint64_t salts = 0;
    for (size_t i = 0; i < 8; i++)
        salts = salts << 8 | (uint8_t)(l->salts[i] ^ l->frame[8 + i]);
    if (salts && (!one_bit(salts) || !right)) return FRAME_WRONG;
    // The bit may be one of the sum itself: what comes next goes on from the sum as it was.
    bool own = !right && differ_by_one_bit(has, wanted) && !follows(l, index, wanted);
    if (!right && !own && !turn_one_bit(l, has, wanted)) return FRAME_WRONG;
    memcpy(l->frame + 8, l->salts, sizeof l->salts);
    if (bytes_u32(l->frame) == 0) return FRAME_WRONG;
    l->sum = own ? has : wanted;
    return right && !salts ? FRAME_RIGHT : FRAME_TURNED;
}

// Whether the frame follows the sum in a header that is wrong otherwise. Its salts are taken then.
static bool is_first(struct log *l)
{
    if (!same(sum_of_frame(l), sum_written(l->frame + 16))) return false;
    memcpy(l->salts, l->frame + 8, sizeof l->salts);
    return is_salted(l);
}

// False where there is no log that counts. *out_turned: a bit of it had to be turned; *out_guess:
// not even that made it right, but frames bear its salts.
static bool begin(struct log *l, int fd, bool *out_turned, bool *out_guess)
{
    static const uint8_t none[LOG_HEADER];
    uint8_t head[LOG_HEADER];
    memset(l, 0, sizeof *l);
    l->fd = fd;
    *out_turned = *out_guess = false;
    ssize_t got = pread(fd, head, sizeof head, 0);
    l->failed = got < 0;
    if (got != sizeof head || memcmp(head, none, sizeof head) == 0) return false;
    bool right = header_right(head);
    bool framed = frame_read(l, 0);
    for (size_t bit = 0; bit < 8 * sizeof head && framed && !right; bit++) {
        head[bit / 8] ^= (uint8_t)(1U << bit % 8);
        // Salt or sum: the frame knows.
        right = header_right(head) && memcmp(head + 16, l->frame + 8, 8) == 0;
        if (right)
            *out_turned = true;
        else
            head[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    l->big = head[3] & 1;
    memcpy(l->salts, head + 16, sizeof l->salts);
    l->sum = sum_written(head + 24);
    if (right) return true;
    *out_guess = framed && (is_salted(l) || is_first(l));
    return *out_guess;
}

// Commits among the frames from here on.
static size_t commits_from(struct log *l, off_t index)
{
    size_t count = 0;
    for (; frame_read(l, index); index++)
        if (is_salted(l) && bytes_u32(l->frame + 4)) count++;
    return count;
}

static bool look(int fd, struct store_log *out)
{
    struct log l;
    bool turned, guess;
    off_t i = 0;
    if (!begin(&l, fd, &turned, &guess)) return !l.failed;
    for (; !guess && frame_read(&l, i); i++) {
        enum frame_state state = frame_check(&l, i);
        if (state == FRAME_WRONG) break;
        if (state == FRAME_TURNED) turned = true;
        // Behind a turned bit SQLite would not read on.
        uint32_t pages = bytes_u32(l.frame + 4);
        if (pages && turned) out->damaged = true;
        if (pages && !turned) out->pages = pages;
    }
    if (guess || commits_from(&l, i) > 1) out->damaged = l.unsure = true;
    out->unsure = out->damaged && l.unsure;
    return !l.failed;
}

enum err store_log_look(const char *path, struct store_log *out, struct err_info *info)
{
    char log[PATH_MAX + 64];
    memset(out, 0, sizeof *out);
    snprintf(log, sizeof log, "%s-wal", path);
    int fd = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return ERR_NONE;
    if (fd < 0) return err_set_errno(info, "cannot open %.200s", log);
    bool read = look(fd, out);
    enum err err = read ? ERR_NONE : err_set_errno(info, "cannot read %.200s", log);
    close(fd);
    return err;
}

// ---- putting a copy right ----
// All that bears the log's salts, with sums that hold: bits that were wrong are turned where they
// are known, and other damage is left to what looks through the tables.
static bool rewrite(struct log *l, int to, bool guess)
{
    uint8_t head[LOG_HEADER] = {0};
    bool broken = guess;
    off_t made = 0;
    memcpy(head, magic, sizeof magic);
    bytes_put_u32(head + 4, 3007000); // the format's version
    bytes_put_u32(head + 8, STORE_PAGE_BYTES);
    memcpy(head + 16, l->salts, sizeof l->salts);
    struct log out = {.big = false};
    out.sum = sum_of(out.sum, head, 24, out.big);
    bytes_put_u32(head + 24, out.sum.a);
    bytes_put_u32(head + 28, out.sum.b);
    bool done = pwrite(to, head, sizeof head, 0) == sizeof head;
    for (off_t i = 0; done && frame_read(l, i); i++) {
        if (!broken) broken = frame_check(l, i) == FRAME_WRONG;
        uint32_t page = bytes_u32(l->frame), pages = bytes_u32(l->frame + 4);
        if (!is_salted(l) || page == 0 || page > PAGES_MAX || pages > PAGES_MAX) continue;
        memcpy(out.frame, l->frame, FRAME);
        out.sum = sum_of_frame(&out);
        bytes_put_u32(out.frame + 16, out.sum.a);
        bytes_put_u32(out.frame + 20, out.sum.b);
        done = pwrite(to, out.frame, FRAME, LOG_HEADER + made++ * FRAME) == FRAME;
    }
    return done;
}

enum err store_log_mend(const char *copy, bool *out_mended, struct err_info *info)
{
    char log[PATH_MAX + 64], mended[PATH_MAX + 80];
    struct store_log seen;
    struct log l;
    bool turned, guess;
    *out_mended = false;
    enum err err = store_log_look(copy, &seen, info);
    if (err || !seen.damaged) return err;
    snprintf(log, sizeof log, "%s-wal", copy);
    snprintf(mended, sizeof mended, "%s-wal-mended", copy);
    int from = open(log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int to = open(mended, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    *out_mended = from >= 0 && to >= 0 && begin(&l, from, &turned, &guess) &&
                  rewrite(&l, to, guess) && rename(mended, log) == 0;
    if (!*out_mended) {
        err = err_set_errno(info, "cannot mend the copy %.200s", log);
        unlink(mended);
    }
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    return err;
}
