// SPDX-License-Identifier: EUPL-1.2
// The kiosk's screen as the robot sees it, and its hands: it touches only what it has read.
#pragma once

#include "robot/client.h"

struct robot_screen {
    struct robot_client *client;
    json_t *json;  // as read last; NULL before
    uint64_t seed; // 0: always the middle of what it touches
    uint64_t random;
    const char *next_key;   // by two switches instead of fingers: this one goes on; NULL: by touch
    const char *choose_key; // and this one chooses
    bool keyboard;          // by Tab, Return and arrows instead of fingers
};

void robot_screen_finish(struct robot_screen *s);

// Waits until the kiosk is still, then reads the screen.
enum err robot_screen_read(struct robot_screen *s, struct err_info *info) MUST_CHECK;
struct str robot_screen_text(const struct robot_screen *s, const char *member); // "page", "node", …
// An element by id, or NULL. Borrowed until the next read.
const json_t *robot_screen_find(const struct robot_screen *s, struct str id);
bool robot_element_has(const json_t *element, const char *state);         // "checked", …
struct str robot_element_text(const json_t *element, const char *member); // "role", "name", "value"

// Brings an element into sight where it is scrolled away, touches it and reads the screen anew.
enum err robot_screen_touch(struct robot_screen *s, struct str id,
                            struct err_info *info) MUST_CHECK;
// Touches a place in an element, as parts of its width from its start side.
enum err robot_screen_touch_at(struct robot_screen *s, struct str id, double part,
                               struct err_info *info) MUST_CHECK;
// The list of cards that the page is, if it is one; and how many cards it has.
bool robot_screen_list(const struct robot_screen *s, char out[256]);
size_t robot_screen_cards(const struct robot_screen *s, struct str list);
enum err robot_screen_picture(struct robot_screen *s, const char *file,
                              struct err_info *info) MUST_CHECK;
// Takes the last letter away in the field that has the focus.
enum err robot_screen_erase(struct robot_screen *s, struct err_info *info) MUST_CHECK;
// Types into it, by keyboard events.
enum err robot_screen_type(struct robot_screen *s, struct str text,
                           struct err_info *info) MUST_CHECK;
// Types key by key on the on-screen keyboard, with shift, the second set of signs and emoji.
enum err robot_screen_tap(struct robot_screen *s, struct str text,
                          struct err_info *info) MUST_CHECK;
// 0 to bound - 1 from the seed; 0 without one.
uint64_t robot_screen_random(struct robot_screen *s, uint64_t bound);
