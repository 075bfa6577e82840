#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The ABI headers are plain C99 and C++11: each compiles alone and without a warning, they need nothing
# of ours, and every plugin that is built exports one symbol.
set -u
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

report() { # report STATUS NAME: one TAP line; what went wrong stands in $work/log
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        sed 's/^/# /' "$work/log"
    fi
}

strict="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wundef -Werror -Wno-unused-function"
for header in engine/plugin/abi/svar/*.h; do
    name=${header##*/}
    printf '#include <svar/%s>\nint main(void) { return 0; }\n' "$name" >"$work/alone.c"
    cp "$work/alone.c" "$work/alone.cc"
    for compiler in gcc clang; do
        command -v $compiler >/dev/null || continue
        $compiler -std=c99 $strict -Iengine/plugin/abi -c -o "$work/alone.o" "$work/alone.c" \
            >"$work/log" 2>&1
        report $? "$name is C99 ($compiler)"
    done
    for compiler in g++ clang++; do
        command -v $compiler >/dev/null || continue
        $compiler -std=c++11 $strict -Iengine/plugin/abi -c -o "$work/alone.o" "$work/alone.cc" \
            >"$work/log" 2>&1
        report $? "$name is C++11 ($compiler)"
    done
done

grep -nE '\b(bool|long|time_t|FILE|SDL_[A-Za-z]+)\b' engine/plugin/abi/svar/*.h |
    grep -vE '/\*|^[^:]*:[0-9]*: \*' >"$work/log"
[ ! -s "$work/log" ]
report $? "the headers use no type that differs between compilers"

grep -nE '#include' engine/plugin/abi/svar/*.h |
    grep -vE '<(svar/[a-z_]+|stddef|stdint|string)\.h>' >"$work/log"
[ ! -s "$work/log" ]
report $? "the headers include the C library and each other only"

# The template is C, and the whole interface must be usable from C++ too.
gcc -std=c99 $strict -Iengine/plugin/abi -fPIC -shared -fvisibility=hidden \
    -o "$work/template.so" plugins/template/template.c >"$work/log" 2>&1
report $? "the template is one file of C99 that links nothing"
nm -D --defined-only "$work/template.so" >"$work/log" 2>&1
[ "$(awk '{ print $3 }' "$work/log")" = svar_plugin_entry ]
report $? "the template exports svar_plugin_entry alone"

cat >"$work/plugin.cc" <<'END'
#include <svar/function.h>
#include <svar/question_message.h>
#include <svar/questionnaire.h>
static const void *get_factory(const char *) { return nullptr; }
const struct svar_plugin svar_plugin_entry = {
    SVAR_ABI_MAJOR, SVAR_ABI_MINOR, "cpp", "C++", "1", "EUPL-1.2", nullptr, nullptr, get_factory};
int32_t use(uint8_t *out, uint32_t capacity);
int32_t use(uint8_t *out, uint32_t capacity)
{
    svar_writer w = svar_message_begin(out, capacity, SVAR_MESSAGE_ELEMENTS);
    svar_element e = svar_element_make(SVAR_ROLE_BUTTON, 0, "b", svar_text_of("B"));
    svar_write_element(&w, &e);
    return svar_message_end(&w) > 0 ? 0 : svar_fail(nullptr, "empty");
}
END
g++ -std=c++11 $strict -Iengine/plugin/abi -fPIC -shared -fvisibility=hidden \
    -o "$work/cpp.so" "$work/plugin.cc" >"$work/log" 2>&1
report $? "a plugin can be written in C++11"
nm -D --defined-only "$work/cpp.so" 2>&1 | awk '$3 !~ /^_Z/ { print $3 }' >"$work/log"
[ "$(cat "$work/log")" = svar_plugin_entry ]
report $? "a plugin in C++ exports svar_plugin_entry without mangling"

if [ -n "${SVAR_BUILD:-}" ]; then
    for plugin in "$SVAR_BUILD"/plugins/*.so; do
        [ -e "$plugin" ] || continue
        # Sanitizers add symbols of their own (___asan…, __odr_asan…).
        nm -D --defined-only "$plugin" | awk '$3 !~ /asan/ { print $3 }' >"$work/log" 2>&1
        [ "$(cat "$work/log")" = svar_plugin_entry ]
        report $? "${plugin##*/} exports svar_plugin_entry alone"
    done
fi
echo "1..$number"
