#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Reports and posters before axe-core in Chromium: no finding against WCAG 2.1 AA, on a light and a
# dark screen, as wide as a desk's and as narrow as a telephone's. The pages are those that the unit
# tests make. axe-core is looked for in SVAR_AXE (axe.min.js) and among npm's global packages.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
axe=${SVAR_AXE:-$(npm root -g 2>/dev/null)/axe-core/axe.min.js}
tests=$SVAR_BUILD/tests
skip() {
    echo "ok 1 - pages before axe-core # SKIP $1"
    echo '1..1'
    exit 0
}
[ -r "$axe" ] || skip 'no axe-core here: npm install -g axe-core'
command -v chromium >/dev/null || skip 'no chromium here'
for test in groups kinds time template; do
    [ -x "$tests/test_report_$test" ] || skip 'the unit tests are not built'
done

number=0
# One page with axe inside; what it finds stands in the page's last element.
look() { # NAME PAGE OPTIONS…
    name=$1 page=$2
    shift 2
    number=$((number + 1))
    grep -v 'Content-Security-Policy' "$page" | sed '/<\/body>/,$d' >"$dir/look.html"
    {
        echo '<pre id="found">axe did not run</pre><script>'
        cat "$axe"
        cat <<'SCRIPT'
</script><script>
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(r => {
    document.getElementById('found').textContent = 'axe: ' + r.violations.length + ' found of ' +
        r.passes.length + ' ' + r.violations.map(v => v.id + ' ' + v.nodes[0].html).join('; ');
});
</script></body></html>
SCRIPT
    } >>"$dir/look.html"
    chromium --headless --no-sandbox --disable-gpu --user-data-dir="$dir/profile" "$@" \
        --virtual-time-budget=20000 --dump-dom "file://$dir/look.html" 2>/dev/null |
        grep -o '<pre id="found">[^<]*' | sed 's/.*>//' >"$dir/found"
    case $(cat "$dir/found") in
        'axe: 0 found of '[1-9]*) echo "ok $number - $name" ;;
        *)
            echo "not ok $number - $name"
            sed 's/^/# /' "$dir/found"
            ;;
    esac
}

for test in groups kinds time template; do
    mkdir "$dir/$test"
    SVAR_KEEP_PAGES=$dir/$test "$tests/test_report_$test" >/dev/null 2>&1
    page=$(ls -S "$dir/$test"/*.html | head -n 1) # the one with most on it
    look "the largest page of $test, on a desk" "$page" --window-size=1280,900
    look "the same on a telephone" "$page" --window-size=390,800
    look "the same in the dark" "$page" --window-size=1280,900 --blink-settings=preferredColorScheme=0
done
poster=$(grep -l 'class="poster"' "$dir"/template/*.html | head -n 1)
look 'a poster' "$poster" --window-size=1280,900
echo "1..$number"
