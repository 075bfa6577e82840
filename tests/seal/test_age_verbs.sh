#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# svar age encrypt and decrypt, both ways with Debian's age.
set -u
. "$(dirname "$0")/../lib.sh"
ends() { # CODE TEXT COMMAND…: with this code, and a message that begins with the text
    want=$1
    text=$2
    shift 2
    "$@" >said 2>told
    got=$?
    [ $got -eq "$want" ] || { echo "ended with $got, not $want: $(cat told)" >&2; return 1; }
    [ "${text:+x}" = '' ] || head -n 1 told | grep -q "^$text" || { cat told >&2; return 1; }
}
sum() { sha256sum | cut -c1-64; }

for key in one two three; do age-keygen -o $key 2>/dev/null; done
one=$(age-keygen -y one)
two=$(age-keygen -y two)
three=$(age-keygen -y three)
printf '# keys\n%s\n\n%s\n' "$two" "$three" >list
echo 'en lång fras' >phrase
echo 'en annan' >wrong

# 15 and 16 bytes: what a tag and a nonce have; then the borders of chunks, and armour's full lines.
for size in 0 1 15 16 48 65519 65520 65535 65536 65537 131071 131072 131073 1000003; do
    head -c $size /dev/urandom >plain
    check "age opens ours of $size bytes" sh -c '"$0" age encrypt -r "$1" plain | age -d -i one | cmp - plain' "$svar" "$one"
    check "age opens ours of $size bytes in armour" sh -c '"$0" age encrypt --armor -r "$1" <plain | age -d -i one | cmp - plain' "$svar" "$one"
    check "we open age's of $size bytes" sh -c 'age -r "$1" plain | "$0" age decrypt -i one | cmp - plain' "$svar" "$one"
    check "we open age's of $size bytes in armour" sh -c 'age -a -r "$1" plain >sealed && "$0" age decrypt -i one sealed | cmp - plain' "$svar" "$one"
done

# What age writes in armour, to the letter: begin, lines of 64, end.
check 'our armour is as age writes it' sh -c '"$0" age encrypt --armor -r "$1" plain >sealed &&
    { head -n 1 sealed; tail -n 1 sealed; awk "{ print length }" sealed | sort -n | tail -n 1; } >got &&
    printf "%s\n" "-----BEGIN AGE ENCRYPTED FILE-----" "-----END AGE ENCRYPTED FILE-----" 64 | cmp - got' "$svar" "$one"

# Through slow pipes, a byte at a time.
head -c 3000 /dev/urandom >plain
check 'a pipe may be slow' sh -c '"$0" age encrypt --armor -r "$1" plain | dd bs=1 2>/dev/null | "$0" age decrypt -i one | cmp - plain' "$svar" "$one"
check 'standard input may be named' sh -c '"$0" age encrypt -r "$1" - <plain | "$0" age decrypt -i one - | cmp - plain' "$svar" "$one"
head -c 50000000 /dev/zero >plain
# A sanitizer's shadow alone takes more memory than the limit allows.
case $SVAR_BUILD in
*/asan | */tsan) ;;
*) check 'long files take little memory' sh -c 'ulimit -d 16000; "$0" age encrypt -r "$1" <plain | "$0" age decrypt -i one | cmp - plain' "$svar" "$one" ;;
esac
head -c 300000 /dev/urandom >plain

for key in one two three; do
    check "one of several recipients opens ($key)" sh -c '"$0" age encrypt -r "$1" --recipient @list plain | age -d -i "$2" | cmp - plain' "$svar" "$one" $key
    check "we open as one of age's several recipients ($key)" sh -c 'age -r "$1" -R list plain | "$0" age decrypt -i "$2" | cmp - plain' "$svar" "$one" $key
done
check 'several identity files may be tried' sh -c 'age -r "$1" plain | "$0" age decrypt -i two -i three -i one | cmp - plain' "$svar" "$one"
check 'an identity may be given itself' sh -c 'age -r "$1" plain | "$0" age decrypt -i "$(grep -v "#" one)" | cmp - plain' "$svar" "$one"

check 'we open ours under a passphrase' sh -c '"$0" age encrypt --passphrase-file phrase plain >locked && "$0" age decrypt --passphrase-file phrase locked | cmp - plain' "$svar"
check 'it is asked for where none is given' ends 2 'svar: .*--passphrase-file' setsid -w "$svar" age decrypt locked
check 'the second passphrase may be the one' sh -c '"$0" age decrypt --passphrase-file wrong --passphrase-file phrase locked | cmp - plain' "$svar"
check 'a wrong passphrase is no match' ends 3 'no match: ' "$svar" age decrypt --passphrase-file wrong locked
check 'a passphrase file that is missing is told' ends 2 'svar: .*none' "$svar" age decrypt --passphrase-file none locked
check 'a key does not open what is under a passphrase' ends 3 'no match: ' "$svar" age decrypt -i one locked
age -r "$one" plain >sealed
check 'another key is no match' ends 3 'no match: ' "$svar" age decrypt -i two sealed
check 'no key at all is no match' ends 3 'no match: ' "$svar" age decrypt sealed
check 'a changed header is an HMAC failure' sh -c 'sed "1a -> odd" sealed | sed "2a\\\\" >odd
    "$0" age decrypt -i one odd; [ $? = 4 ]' "$svar"
check 'what is no age file is a header failure' ends 5 'header failure: ' "$svar" age decrypt -i one plain
check 'cut armour is an armor failure' sh -c 'age -a -r "$1" plain | head -n 3 | "$0" age decrypt -i one; [ $? = 7 ]' "$svar" "$one"

# 300 000 bytes are five chunks; every cut gives what was whole before it and no byte more.
header=$(grep -a -n '^---' sealed | cut -d: -f1)
header=$(head -n "$header" sealed | wc -c)
for chunks in 0 1 2 4; do
    for more in 0 1 16 17 65551; do
        head -c $((header + 16 + chunks * 65552 + more)) sealed >cut
        want=$chunks
        [ $((chunks * 65552 + more)) -lt 300080 ] || continue
        # A cut inside the next chunk leaves it out.
        head -c $((want * 65536)) plain | sum >want
        check "cut $more bytes behind chunk $chunks: payload failure, chunks before it given" sh -c '
            "$0" age decrypt -i one cut >got 2>told; code=$?; [ $code = 6 ] && grep -q "^payload failure: " told &&
            [ "$(sha256sum <got | cut -c1-64)" = "$(cat want)" ]' "$svar"
    done
done
{ cat sealed; echo; } >longer
head -c 262144 plain | sum >want
check 'something added: payload failure' sh -c '"$0" age decrypt -i one longer >got; [ $? = 6 ] && [ "$(sha256sum <got | cut -c1-64)" = "$(cat want)" ]' "$svar"

check '--out is written' sh -c '"$0" age decrypt -i one --out opened3 sealed && cmp opened3 plain && [ "$(stat -c %a opened3)" = 600 ]' "$svar"
check '--out is there whole or not at all' sh -c '"$0" age decrypt -i one -o part longer; [ $? = 6 ] && [ -z "$(ls part* 2>/dev/null)" ]' "$svar"
check 'a full disk is told' sh -c '"$0" age decrypt -i one sealed >/dev/full; [ $? = 2 ]' "$svar"
check 'a missing file is told' ends 2 'svar: ' "$svar" age decrypt -i one none
check 'a missing identity is told' ends 2 'svar: ' "$svar" age decrypt -i none sealed
check 'an identity that is none is told' ends 2 'svar: ' "$svar" age decrypt -i plain sealed
check 'nobody to seal to is told' ends 2 'svar: ' "$svar" age encrypt plain
check 'a recipient that is none is told' ends 2 'svar: ' "$svar" age encrypt -r age1hej plain
check 'recipients and passphrase do not go together' ends 2 'svar: ' "$svar" age encrypt -r "$one" --passphrase-file phrase plain
check 'an unknown option is told' ends 2 'svar: there is no option -x' "$svar" age encrypt -x plain
check 'the verbs are listed' sh -c '"$0" age --help | grep -q "age decrypt"' "$svar"
echo "1..$number"
