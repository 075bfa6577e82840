#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Recordings of the form (media::audio) come before the voice: which is heard when, how loud, and what
# happens where none can be played. Voice and player here write down what they are given.
. "$(dirname "$0")/lib.sh"

mkdir voice said
export SAID=$work/said
# A player whose recording is over when the file "over" appears.
cat >voice/sox <<'PLAYER'
#!/bin/sh
played=$(mktemp "$SAID/played.XXXXXX")
cat >"$played.bytes"
echo "$*" >"$played"
[ -e "$SAID/broken" ] && exit 2
while [ ! -e "$SAID/over" ]; do sleep 0.02; done
PLAYER
cat >voice/espeak-ng <<'VOICE'
#!/bin/sh
case " $* " in *" --stdout "*) exit 0 ;; esac
said=$(mktemp "$SAID/said.XXXXXX")
cat >"$said"
[ -e "$SAID/over" ] || exec sleep 60
VOICE
chmod +x voice/sox voice/espeak-ng

cat >form.md <<'FORM'
| survey | | | | | |
| | type | name | label::Svenska (sv) | label::English (en) | media::audio |
| | select_one f | q1 | Hur var maten? | How was the food? | fraga.wav |
| | text | q2 | Berätta | Tell us | |
| choices | | | | | |
| | list_name | name | label::Svenska (sv) | label::English (en) | media::audio |
| | f | bra | Bra | Good | bra.ogg |
| | f | illa | Dåligt | Bad | |
| settings | | | | | |
| | form_title | form_id | version | default_language | |
| | Prov | prov | 1 | Svenska (sv) | |
FORM

make_recorded() {
    make_survey form.md || return 1
    printf 'RIFF question' >survey/fraga.wav
    printf 'OggS good' >survey/bra.ogg
    svar survey sign survey --sign-key keys/sign.key
}
played() { await grep -qrF --include='played.*' -- "$1" said; }
said() { await grep -qrF --include='said.*' -- "$1" said; }
not_said() { ! grep -rF --include='said.*' -- "$1" said; }
quiet() { rm -f said/said.* said/played.*; }

check 'a survey with recordings is made' make_recorded
PATH=$work/voice:$PATH start_kiosk --size 1080x1920
still
touch_it start && touch_it info/next && touch_it consent/yes
touch_it speak
check 'the question is heard by its recording' played 'RIFF question'
check 'as what it is' played '-t wav -'
check 'at the usual volume' played 'vol 1.00'
check 'and not by the voice' not_said 'Hur var maten'
touch "$SAID/over"
check 'when it is over the next recording follows' played 'OggS good'
check 'and then the voice, for what has none' said 'Dåligt'
check 'which does not say what was recorded' not_said 'Bra.'
quiet
rm "$SAID/over"
touch_it nav/aa && touch_it aa/aloud && touch_it aa/volume/less && touch_it aa/speed/more && touch_it aa/close
quiet
touch_it q1/bra
check 'a choice is told by its recording, as loud as wished' played 'vol 0.50'
check 'and as fast' played 'tempo -s 1.46'
touch "$SAID/over"
check 'and that it is chosen, by the voice' said 'vald'
quiet
touch "$SAID/broken"
touch_it speak
check 'what cannot be played is said' said 'Hur var maten'
touch_it nav/stop && touch_it stop/yes && touch_it thanks/again
rm -f "$SAID/broken"
quiet
touch_it start && touch_it info/next && touch_it consent/yes && touch_it speak
check 'the next person has the usual volume again' played 'vol 1.00'
stop_kiosk

# A machine without any voice: tones tell that time is running out.
mkdir mute
{ echo '#!/bin/sh'; echo 'PATH=/usr/bin:/bin'; tail -n +2 voice/sox; } >mute/sox
chmod +x mute/sox
touch "$SAID/over"
check 'a survey of the impatient is made' make_survey form.md '.idle_s = 5 | .idle_warning_s = 3'
quiet
rm -f kiosk.sock
env PATH="$work/mute:$SVAR_BUILD/bin" svar-kiosk --survey survey --organizer keys/sign.pub --state state \
    --size 800x480 --automation kiosk.sock 2>kiosk.log &
kiosk=$!
kiosks+=("$kiosk")
await test -S kiosk.sock && still
no_speaker() { ! has speak; }
check 'where there is no voice nothing offers one' no_speaker
touch_it start && touch_it info/next && touch_it consent/yes
check 'who leaves is told by the tones' played 'WAVEfmt'
check 'and the screen is wiped when nobody comes' await is_page attract
stop_kiosk

# A real player where there is one; with no sound device the voice says it.
number=$((number + 1))
if PATH=${PATH//$work\/voice:/} command -v sox >/dev/null && [ ! -e /dev/snd/controlC0 ]; then
    rm voice/sox && quiet
    sox -n -r 8000 survey/fraga.wav synth 0.2 sine 440
    svar survey sign survey --sign-key keys/sign.key >/dev/null
    PATH=$work/voice:$PATH start_kiosk --size 1080x1920
    still
    touch_it start && touch_it info/next && touch_it consent/yes && touch_it speak
    number=$((number - 1))
    check 'without a sound device the voice says it' said 'Hur var maten'
    stop_kiosk
else
    echo "ok $number - without a sound device the voice says it # SKIP no sox, or a sound device"
fi
done_testing
