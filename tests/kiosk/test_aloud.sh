#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# Reading aloud: what reaches the voice, and that nothing typed does. The voice here writes down what
# it is given and for how long, so that no sound card is needed.
. "$(dirname "$0")/lib.sh"

mkdir voice
cat >voice/espeak-ng <<'VOICE'
#!/bin/sh
said=$(mktemp "$SAID/said.XXXXXX")
echo "$*" >"$said"
cat >>"$said"
echo $$ >"$said.pid"
exec sleep 60
VOICE
chmod +x voice/espeak-ng
mkdir said
export SAID=$work/said

said() { await grep -qrF -- "$1" said; }
not_said() { ! grep -qrF -- "$1" said || { grep -rF -- "$1" said; return 1; }; }
quiet() { rm -f said/said.*; }
ended() { ! grep -qv '^[^)]*) Z' "/proc/$1/stat" 2>/dev/null; }
silent() { for pid in $(cat said/*.pid); do ended "$pid" || return 1; done; }

check 'a survey is made' make_survey "$here/form.md"
PATH=$work/voice:$PATH start_kiosk --size 1280x800
still
check 'there is a speaker' has speak
touch_it start && touch_it info/next && touch_it consent/yes
check 'the question is read when asked for' touch_it speak
check 'in its words' said 'Var det bra?'
check 'with its options' said 'Ja.'
check 'in the language of the page' said '-v sv'
check 'the next touch ends it' touch_it q1/1
check 'and nothing goes on speaking' await silent
check 'pages are not read by themselves' not_said 'vald'
touch_it nav/aa && touch_it aa/aloud && touch_it aa/close
check 'until somebody wishes it' said 'Läs upp, vald'
quiet
touch_it q1/2
check 'then what is chosen is told' said 'Nej, vald'
touch_it nav/next
quiet
touch_it nav/next
check 'what has been left empty is told unasked' said 'Du har inte svarat'
about() { grep -rFl "$1" said | xargs grep -qF "$2"; }
check 'with the question that it is about' about 'Du har inte svarat' 'Vad var bra?'
touch_it nav/next
ask '{"do":"text","text":"12"}' >/dev/null && still
quiet
touch_it nav/next
check 'as is what is wrong' said 'Högst nio.'
check 'with its question as well' about 'Högst nio.' 'Hur många gånger?'
for _ in 1 2; do ask '{"do":"key","key":"Backspace"}' >/dev/null && still; done
touch_it nav/next && touch_it nav/next
check 'and each page as it comes' said 'Berätta mer'
quiet
ask '{"do":"text","text":"hemligt"}' >/dev/null && still
touch_it speak
check 'what was typed is not said' not_said hemligt
touch_it nav/language && touch_it lang/en && touch_it speak
check 'another language has its voice' said '-v en'
touch_it nav/stop && touch_it stop/yes && touch_it thanks/again
quiet
touch_it start
check 'the next respondent hears nothing unasked' not_said '-v'
quiet
ask '{"do":"key","key":"F1"}' >/dev/null && still
check 'a key turns reading aloud on without sight' said 'Uppläsning är på'
quiet
touch_it info/next
check 'a finger hears what it is on' said 'Fortsätt, knapp'
check 'and chooses nothing' is_page info
touch_it info/next
check 'a second tap chooses' is_page consent
stop_kiosk
rm -rf state
quiet
check 'a survey with little patience is made' make_survey "$here/form.md" \
    '.idle_s = 5 | .idle_warning_s = 20'
PATH=$work/voice:$PATH start_kiosk --size 1280x800 --aloud
still
for id in start info/next consent/yes q1/1 nav/next nav/next nav/next nav/next nav/next nav/next nav/next; do
    [ "$(page)" = thanks ] || touch_it "$id"
done
check 'thanks are read as they come' said 'Tack!'
touch_it thanks/again
stop_kiosk
quiet
PATH=$work/voice:$PATH start_kiosk --size 1280x800
still
touch_it start
check 'the countdown comes' await is_page idle
check 'the countdown is heard unasked' said 'Är du kvar?'
stop_kiosk
mkdir bin
for program in svar-kiosk svar-robot svar; do ln -s "$SVAR_BUILD/bin/$program" bin/; done
for program in bash sh test sleep seq jq grep rm cat env; do
    ln -s "$(command -v $program)" bin/ 2>/dev/null
done
PATH=$work/bin start_kiosk
still
no_speaker() { ! has speak; }
check 'without the program there is no speaker' no_speaker
stop_kiosk
done_testing
