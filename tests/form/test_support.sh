#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The list of what is supported, against the code's own tables both ways, against what svar check says
# of each feature, and against the manual page that is made from it.
set -u
. "$(dirname "$0")/lib.sh"
list=$root/assets/xlsform-support.tsv
python=$(command -v /usr/bin/python3 || command -v python3) || {
    skip 'the list of what is supported' 'no python3'
    echo "1..$number"
    exit 0
}
cat >support.py <<'PY'
import os, re, subprocess, sys
root, svar, what = sys.argv[1:]
rows = [line.rstrip('\n').split('\t') for line in open(root + '/assets/xlsform-support.tsv') if not line.startswith('#')]
states = ('supported', 'accepted', 'idle', 'note', 'empty', 'refused')
wrong = []
def features(kind): return {r[1] for r in rows if r[0] == kind}
def state(kind): return {r[1]: r[2] for r in rows if r[0] == kind}
def source(name): return re.sub(r'^\s*//.*$', '', open(root + '/engine/form/' + name).read(), flags=re.M)
def table(text, name): return re.search(name + r'\[\] = \{(.*?)\};', text, re.S).group(1)
def words(text): return re.findall(r'"([^"]+)"', text)
def equal(kind, code):
    for name in sorted(code - features(kind)): wrong.append('%s %s is in the code alone' % (kind, name))
    for name in sorted(features(kind) - code): wrong.append('%s %s is in the list alone' % (kind, name))
def check(text):
    open('form.md', 'w').write(text)
    said = subprocess.run([svar, 'check', 'form.md'], capture_output=True, text=True)
    problems = {}
    for line in said.stdout.splitlines():
        found = re.match(r'form\.md:(\w+):(\d+)(?::(\d+))?: (\w+): (.*)', line)
        if found: problems.setdefault((found[1], int(found[2])), []).append((found[4], found[5]))
    return problems

if what == 'form':
    for r in rows:
        if len(r) != 5: wrong.append('not five fields: %s' % r)
        elif r[2] not in states: wrong.append('%s %s: no state %s' % tuple(r[:3]))
        elif r[2] != 'supported' and not r[3]: wrong.append('%s %s: no word why' % tuple(r[:2]))
    named = [tuple(r[:2]) for r in rows]
    wrong += ['%s %s twice' % n for n in set(named) if named.count(n) > 1]
if what == 'tests':
    for r in rows:
        path, _, test = r[4].partition(':')
        if not os.path.isfile(root + '/' + path): wrong.append('%s %s: no file %s' % (r[0], r[1], path))
        elif test and 'TEST(%s)' % test not in open(root + '/' + path).read(): wrong.append('%s %s: no test %s' % (r[0], r[1], r[4]))
        elif r[0] == 'function' and r[1] + '(' not in open(root + '/' + path).read(): wrong.append('%s() is not in %s' % (r[1], path))
if what == 'code':
    types = table(source('types.c'), 'rows')
    equal('type', set(re.findall(r'^\s+[A-Z_]+\("([^"]+)"', types, re.M)))
    columns = source('columns.c')
    for sheet in ('survey', 'choices'):
        equal('column:' + sheet, set(re.findall(r'\{"([^"]+)",\s*COLUMN_', table(columns, sheet + '_spellings'))))
    settings = source('def_settings.c')
    equal('setting', set(words(table(settings, 'planned')) + words(table(settings, 'known'))) | set(re.findall(r'\{"(\w+)", "\w+"\}', table(settings, 'aliases'))))
    equal('appearance', set(re.findall(r'\{"([\w-]+)",', table(source('appearances.c'), 'known'))))
    parameters = source('parameters.c')
    equal('parameter', set(re.findall(r'str_eq_nocase\(pair[.>-]+key, STR\("([\w-]+)"\)', parameters)) | set(words(table(parameters, 'keys'))))
    equal('function', set(re.findall(r'X\("([^"]+)", ', source('functions_priv.h'))))
HEAD = '| survey |\n| | type | name | label | calculation | appearance | parameters |\n'
LIST = '| choices |\n| | list_name | name | label |\n| | k | a | A |\n| | k | b | B |\n'
def state_of(problems):
    if any(s == 'error' for s, _ in problems): return 'refused'
    if any('as a note' in t for _, t in problems): return 'note'
    if any('is always empty' in t for _, t in problems): return 'empty'
    return 'a warning: %s' % problems if problems else 'supported'
if what == 'types':
    open('l.csv', 'w').write('name,label\na,A\n')
    open('m.xml', 'w').write('<root><item><name>a</name></item></root>')
    text, place, row = HEAD, {}, 1
    for i, name in enumerate(state('type')):
        operand = ' l.csv' if re.search('from.file', name) else ' k' if re.search('select|rank', name) else ''
        lines = ['| | %s%s | q%d | Q | %s | | |' % (name, operand, i, '1' if name.startswith('calculate') else '')]
        if re.match('end.', name):
            lines = ['| | begin%s | q%d | Q | | | |' % (name[3:], i), '| | text | in%d | In | | | |' % i] + lines
        if re.match('begin', name):
            lines += ['| | text | in%d | In | | | |' % i, '| | end%s | | | | | |' % name[5:]]
        if name == 'csv-external': lines = ['| | csv-external | l | | | | |']
        if name == 'xml-external': lines = ['| | xml-external | m | | | | |']
        for line in lines:
            row += 1
            if name in line and name not in place: place[name] = row
            elif name in line and re.match('end.', name): place[name] = row
        text += '\n'.join(lines) + '\n'
    said = check(text + LIST)
    for name, expected in state('type').items():
        got = state_of(said.get(('survey', place[name]), []))
        if got != expected: wrong.append('type %s: %s in the list, and svar check says %s' % (name, expected, got))
def one_by_one(kind, text_of, sheet, row_of, ignored=()):
    items = sorted(state(kind).items())
    said = check(text_of([n for n, _ in items]))
    for i, (name, expected) in enumerate(items):
        if name in ignored: continue
        problems = [t for _, t in said.get((sheet, row_of(i)), []) if '“%s”' % name in t]
        got = 'idle' if problems else 'supported'
        if got != ('idle' if expected == 'idle' else 'supported'): wrong.append('%s %s: %s in the list, and svar check says %s' % (kind, name, expected, problems))
if what == 'appearances':
    one_by_one('appearance', lambda names: HEAD + ''.join('| | text | q%d | Q | | %s | |\n' % (i, n) for i, n in enumerate(names)), 'survey', lambda i: i + 2)
if what == 'settings':
    one_by_one('setting', lambda names: HEAD + '| | text | q | Q | | | |\n| settings |\n| | %s |\n| | %s |\n' % (' | '.join(names), ' | '.join('q' for n in names)), 'settings', lambda i: 2)
if what == 'columns':
    for name, expected in sorted(state('column:survey').items()):
        if name in ('type', 'command', 'name', 'tag', 'value', 'label', 'caption'): continue
        said = check('| survey |\n| | type | name | label | %s |\n| | text | q | Q | |\n| | text | r | R | 1 |\n' % name)
        texts = [t for problems in said.values() for _, t in problems]
        idle = any('has no effect here' in t for t in texts)
        unknown = any(t.startswith('the column') and 'is not known' in t for t in texts)
        if unknown or idle != (expected == 'idle'): wrong.append('column %s: %s in the list, and svar check says %s' % (name, expected, texts))
if what == 'functions':
    names = sorted(state('function')) + ['nofunction']
    said = check(HEAD + '| | text | q | Q | | | |\n' + ''.join('| | calculate | c%d | | %s(1, 2, 3, 4, 5, 6, 7, 8, 9) | | |\n' % c for c in enumerate(names)))
    unknown = [n for i, n in enumerate(names) if any('there is no function' in t for _, t in said.get(('survey', i + 3), []))]
    if unknown != ['nofunction']: wrong += unknown
print('\n'.join(wrong), end='')
PY
holds() { check "$1" same '' "$python" support.py "$root" "$svar" "$2"; }
holds 'every row is whole' form
holds 'the tests that it names exist' tests
holds 'the code knows what the list knows, and nothing else' code
holds 'svar check says of each type what the list says' types
holds 'of each appearance' appearances
holds 'of each setting' settings
holds 'of each column' columns
holds 'and knows each function' functions
page() { "$root/scripts/xlsform-page" "$list" | cmp - "$root/assets/man/svar-xlsform.7" || { echo 'run make xlsform-page'; return 1; }; }
check 'the manual page is made from the list' page
echo "1..$number"
