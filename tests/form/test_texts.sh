#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Every sentence that a form's author may read stands in Swedish as well: text_priv.h and the readers
# of workbooks against text_swedish.def.
set -u
. "$(dirname "$0")/lib.sh"
python=$(command -v /usr/bin/python3 || command -v python3) || {
    skip 'every sentence is in both languages' 'no python3'
    echo "1..$number"
    exit 0
}
cat >texts.py <<'PY'
import glob, re, sys
root, what = sys.argv[1:]
def read(path):
    return re.sub(r'^\s*//.*$', '', open(path).read(), flags=re.M).replace('\\\n', ' ')
literal = r'"(?:[^"\\\n]|\\.)*"'
def joined(text):
    return ''.join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', text))
form = root + '/engine/form/'
swedish = read(form + 'text_swedish.def')
keys = re.findall(r'TEXT\(\s*(TEXT_\w+|(?:%s\s*)+),' % literal, swedish)
keys = [k if k.startswith('TEXT_') else joined(k) for k in keys]
if what == 'macros':
    macros = re.findall(r'^#define (TEXT_\w+)', read(form + 'text_priv.h'), re.M)
    missing = [m for m in macros if m not in keys] + [k for k in keys if k.startswith('TEXT_') and k not in macros]
elif what == 'readers':
    missing = []
    for path in glob.glob(form + 'workbook*.c'):
        for text in re.findall(r'(?:%s\s*)+' % literal, read(path)):
            text = joined(text)
            if re.match(r'[A-Z][^"]* .*\.$', text) and text not in keys: missing.append(text)
elif what == 'reasons':
    missing = []
    for name in ('types.c', 'appearances.c'):
        text = read(form + name)
        for reason in re.findall(r'#define (?:NO_\w+|POSITION|CAMERA|CALENDAR|USE_\w+)\s+(%s)' % literal, text):
            if joined(reason) not in keys: missing.append(joined(reason))
        for reason in re.findall(r'(?:STAYS_EMPTY|NOT_HERE)\(%s, (%s)\)' % (literal, literal), text):
            if joined(reason) not in keys: missing.append(joined(reason))
else:
    missing = [k for k in set(keys) if keys.count(k) > 1]
print('\n'.join(missing), end='')
PY
check 'every sentence of text_priv.h is in both languages' same '' "$python" texts.py "$root" macros
check 'and what the readers of workbooks say' same '' "$python" texts.py "$root" readers
check 'and the reasons within them' same '' "$python" texts.py "$root" reasons
check 'none twice' same '' "$python" texts.py "$root" twice
echo "1..$number"
