#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# The kiosk in a real window on X11, without a window manager, as a kiosk's session has it: a whole
# respondent by clicks, every key that leaves other programs, a request to close, a screen that gets
# another resolution, stands upright, goes dark and comes back, and the end by a signal.
. "$(dirname "$0")/lib.sh"

for program in Xvfb xdotool xrandr python3; do
    command -v $program >/dev/null || { echo "1..0 # SKIP $program is not installed"; exit 0; }
done

Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -noreset 3>display >xvfb.log 2>&1 &
display=$!
kiosks+=("$display")
await test -s display || { echo "1..0 # SKIP Xvfb does not start"; exit 0; }
export DISPLAY=:$(cat display) SDL_VIDEODRIVER=x11

# click ID: where it stands on the screen, by the server's own pointer.
click() {
    local at
    at=$(asked '{"do":"screen"}' -r --arg id "$1" \
        'first(.elements[] | select(.id == $id)).bounds | "\(.[0] + .[2] / 2 | floor) \(.[1] + .[3] / 2 | floor)"') || return 1
    # shellcheck disable=SC2086 # two numbers
    xdotool mousemove $at click 1
}
goes() { click "$1" && await is_page "$2" && still; }
size_is() { asked '{"do":"screen"}' "[.width, .height] == [$1, $2]"; }
window_is() { xdotool getwindowgeometry "$window" | grep -q "Geometry: $1"; }
chosen() { asked '{"do":"screen"}' 'any(.elements[]; .id == "q1/2" and (.state | index("checked")))'; }
lives() { kill -0 "$kiosk"; }
part() { asked '{"do":"screen"}' -r 'first(.elements[] | select(.id == "progress")).value' | tr -dc '0-9 '; }
progress_is() { [ "$(part | xargs)" = "$1" ] || { part; return 1; }; }
stored() { asked '{"do":"figures"}' ".store | .responses_open + .responses_waiting == $1"; }

check 'a survey is made' make_survey "$here/form.md"
check 'the kiosk starts' start_kiosk --fullscreen
still
window=$(xdotool search --onlyvisible --name '^Prov$' | head -n 1)
check 'in a window over the whole screen' window_is 1280x800

check 'a click begins' goes start info
check 'goes on' goes info/next consent
check 'consents' goes consent/yes question
check 'the progress is the first of four' progress_is '1 4'
check 'a click chooses' click q1/2
check 'which is seen' await chosen

stays() { xdotool key "$@" && lives && still && is_page question && chosen; }
check 'what closes windows does not leave' stays alt+F4 ctrl+q ctrl+w ctrl+c ctrl+shift+q Escape
check 'what changes windows does not' stays alt+Tab alt+space alt+Return super super+l super+Return
check 'what ends sessions does not' stays ctrl+alt+Delete ctrl+alt+BackSpace ctrl+alt+F1 ctrl+alt+t ctrl+z
check 'what opens tools does not' stays ctrl+shift+i ctrl+space Menu Print Pause F11 F12 alt+shift+F10
check 'what other keyboards have does not' stays XF86PowerOff XF86Sleep XF86Back XF86HomePage XF86Explorer

close_request() {
    python3 - "$window" <<'PYTHON'
import ctypes, sys
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XInternAtom.restype = ctypes.c_ulong
x.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
x.XCloseDisplay.argtypes = [ctypes.c_void_p]

class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("kind", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("room", ctypes.c_long * 16)]

d = x.XOpenDisplay(None)
m = Message(type=33, display=d, window=int(sys.argv[1]), format=32)
m.kind = x.XInternAtom(d, b"WM_PROTOCOLS", 0)
m.data[0] = x.XInternAtom(d, b"WM_DELETE_WINDOW", 0)
x.XSendEvent(d, m.window, 0, 0, ctypes.byref(m))
x.XCloseDisplay(d)
PYTHON
}
check 'the window is asked to close' close_request
still
check 'and does not' lives
check 'with all that was there' chosen

mode() { xrandr --newmode "$1" 1 "$2" 0 0 "$2" "$3" 0 0 "$3" && xrandr --addmode screen "$1"; }
if mode low 800 480 && mode upright 600 800; then
    check 'the screen gets a lower resolution' xrandr --output screen --mode low
    check 'the window goes along' await window_is 800x480
    check 'and the page' await size_is 800 480
    check 'with what was chosen' chosen
    check 'the screen stands upright' xrandr --output screen --mode upright
    check 'the page too' await size_is 600 800
    check 'and still goes by clicks' click q1/1
    check 'where it stands now' await asked '{"do":"screen"}' 'any(.elements[]; .id == "q1/1" and (.state | index("checked")))'
    check 'the screen is as before' xrandr --output screen --mode 1280x800
    check 'and so is the page' await size_is 1280 800
    check 'with the window over it' await window_is 1280x800
fi

xdotool windowunmap "$window"
check 'a screen that is taken away' lives
xdotool windowmap "$window"
check 'and given back' still
check 'has the page again' is_page question

# onward ID: Next until the page has it. Left empty a question hints once, and a second strike within
# half a second is none, so that one click may not be enough; the page is looked at after each.
onward() {
    for _ in $(seq 20); do
        click nav/next && still && has "$1" && return 0
        sleep 0.2
    done
    return 1
}
check 'Next goes on' onward q2/food
check 'past what is left empty' onward q3/field
check 'the progress is the third of four' progress_is '3 4'
check 'to the last' onward q4/field
check 'the progress ends with the last' progress_is '4 4'
check 'the keyboard of the machine types' xdotool type --delay 20 'bra mat'
check 'into the field' await asked '{"do":"screen"}' 'any(.elements[]; .id == "q4/field" and .value == "bra mat")'
check 'the last click ends' goes nav/next thanks
check 'it is stored' await stored 1
check 'the next person' goes thanks/again attract
nothing_left() { ! asked '{"do":"screen"}' 'any(.elements[]; (.value // "") | contains("bra mat"))'; }
check 'finds nothing of it' nothing_left

goes start info && goes info/next consent && goes consent/yes question && click q1/1
ends() { kill -s "$1" "$kiosk" && wait "$kiosk"; }
check 'SIGTERM ends it in order' ends TERM
check 'it starts again' start_kiosk --fullscreen
still
check 'at the beginning' is_page attract
check 'with the one response, and nothing of the other' stored 1
check 'a hang-up ends it in order too' ends HUP

# As systemd does, whose RestartPreventExitStatus=0 is for the staff's "leave" alone.
bash -c 'SYSTEMD_EXEC_PID=$$ exec svar-kiosk --survey survey --organizer keys/sign.pub --state state \
    --automation kiosk.sock --fullscreen 2>kiosk.log' &
kiosk=$!
kiosks+=("$kiosk")
check 'one that systemd runs starts' await test -S kiosk.sock
goes_on() { kill -s "$1" "$kiosk" && still && lives && is_page attract; }
for signal in TSTP TTIN TTOU PIPE; do
    check "SIG$signal, which a console's keys send, halts nothing" goes_on $signal
done
comes_back() { kill -s "$1" "$kiosk"; wait "$kiosk"; local status=$?; [ $status = "$2" ] || { echo "status $status"; return 1; }; }
check 'a signal that is not its own wish makes it start again' comes_back TERM 143

# The display itself goes, in the middle of an answer.
start_kiosk --fullscreen && still
check 'somebody answers' eval 'goes start info && goes info/next consent && goes consent/yes question && click q1/1'
kill -9 "$display" && wait "$display" 2>/dev/null
not_as_wished() { ! wait "$kiosk"; }
check 'a display that is gone ends it as what is started again' not_as_wished
SDL_VIDEODRIVER=dummy
check 'it starts where there is one' start_kiosk --size 800x480
still
check 'at its beginning' is_page attract
check 'and nothing has come to what was stored, nor gone' stored 1
done_testing
