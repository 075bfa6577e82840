// SPDX-License-Identifier: EUPL-1.2
// Tables of any counts, with any cells public or withheld before: what is called protected holds
// under the audit, and nothing small is shown.
#include "stats/disclose.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { SIDE_MAX = 6 };
    uint64_t cells[SIDE_MAX * SIDE_MAX] = {0};
    uint8_t before[SIDE_MAX * SIDE_MAX] = {0}, state[SIDE_MAX * SIDE_MAX];
    if (size < 3) return 0;
    struct stats_cut cut = {.rows = 1 + data[0] % SIDE_MAX,
                            .columns = 1 + data[1] % SIDE_MAX,
                            .cells = cells,
                            .before = before,
                            .state = state};
    uint64_t k = 1 + data[2] % 12;
    for (size_t i = 0; i < cut.rows * cut.columns && 3 + i < size; i++) {
        cells[i] = data[3 + i] & 31;
        before[i] = (uint8_t)((data[3 + i] >> 5) % 4 == 3 ? 0 : (data[3 + i] >> 5) % 4);
    }
    bool safe = stats_cut_protect(&cut, k);
    for (size_t i = 0; i < cut.rows * cut.columns; i++) {
        bool public = before[i] == STATS_PUBLIC;
        CHECK(!(state[i] == STATS_SHOWN && cells[i] > 0 && cells[i] < k && !public));
        CHECK(!(state[i] == STATS_SHOWN && before[i] == STATS_KEPT));
        struct stats_bounds b = stats_cut_attack(&cut, i / cut.columns, i % cut.columns);
        CHECK(b.least <= cells[i] && cells[i] <= b.most);
        if (safe && state[i] != STATS_SHOWN) CHECK(b.most > b.least);
    }
    CHECK(!safe || stats_cut_safe(&cut, k));
    return 0;
}
