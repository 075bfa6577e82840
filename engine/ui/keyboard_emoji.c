// SPDX-License-Identifier: EUPL-1.2
// The pictures that a survey may let its respondents write, in the order in which they are offered:
// what people feel first, then hands and people, then what they talk about. And the skins that a
// hand can have, over it while it is held.
#include "ui/keyboard_priv.h"

// One after the other; U+FE0F belongs to the character before it.
// The formatter counts the width of pictures in a way of its own.
// clang-format off
static const char all[] =
    "🙂😀😄😂😊😍🥰😘😉😎🤗🤩🥳😇😋🤔"
    "😐😶🙄😏😬😌😴🥱😕🙁😟😢😭😞😔😣"
    "😩😤😠😡🤬😳😱😨😰😓🤢🤒🤕🥴🤯🥺"
    "😅🤭🤫🤨👍👎👌👏🙌🙏🤝💪👋✌️🤞✋"
    "👊🤷🙋🙆🙅🤦👶🧒👧👦🧑👩👨🧓👵👴"
    "❤️🧡💛💚💙💜🤎🖤💔✨⭐🔥🎉🎈🎁🏆"
    "💯✅❌❓❗⚠️💡💬🎵🎨🎭📚✏️🎓🏫🏠"
    "🏥🏢🏛️🌍⚽🏀🏊🚴🛹🎮🎸📱💻🚌🚆🚲"
    "🚗🚶☀️🌤️🌧️⛄❄️🌈🌊🌳🌲🌸🌱🐶🐱🐴"
    "🐮🐦🐟🐝🍎🍌🍓🥕🍞🧀🍕🍝🍲🥗🍰🍦"
    "☕🥛💧💶🛒⏰📅🔒🔑";

// Those that have a skin.
static const char skinned[] =
    "👍👎👌👏🙌🙏💪👋✌️🤞✋👊🤷🙋🙆🙅"
    "🤦👶🧒👧👦🧑👩👨🧓👵👴🏊🚴🚶";
// clang-format on
enum { SKIN_FIRST = 0x1F3FB, SKINS = 5 };

// The picture at a place, with what belongs to it; moves on.
static struct str next_picture(struct str list, size_t *at)
{
    size_t from = *at;
    utf8_next(list, at);
    size_t after = *at;
    if (after < list.len && utf8_next(list, &after) == 0xFE0F) *at = after;
    return str_sub(list, from, *at);
}

int ui_emoji_list(int skip, char (*out)[UI_KEY_TEXT_BYTES], int most)
{
    struct str list = str_of(all);
    int count = 0;
    for (size_t at = 0; at < list.len && count < most;) {
        struct str one = next_picture(list, &at);
        if (skip-- > 0) continue;
        memcpy(out[count], one.ptr, one.len);
        out[count++][one.len] = '\0';
    }
    return count;
}

int ui_emoji_skins(const char *text, char out[UI_KEY_MORE][UI_KEY_TEXT_BYTES])
{
    struct str list = str_of(skinned);
    for (size_t at = 0; at < list.len;) {
        struct str one = next_picture(list, &at);
        if (!str_eq(one, str_of(text))) continue;
        size_t bytes = 0; // a skin stands in the place of U+FE0F
        utf8_next(one, &bytes);
        for (int i = 0; i < SKINS; i++) {
            memcpy(out[i], one.ptr, bytes);
            size_t skin = utf8_encode((uint32_t)(SKIN_FIRST + i), out[i] + bytes);
            out[i][bytes + skin] = '\0';
        }
        return SKINS;
    }
    return 0;
}
