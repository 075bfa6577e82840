# SPDX-License-Identifier: EUPL-1.2
# Whether a session has the same course in svar drive and in ODK Web Forms' engine.
# Usage: same_session.py SVAR NODE_MODULES_FOLDER FORM.md COMMANDS…  Ends with 1 at a difference.
import json
import os
import subprocess
import sys
import tempfile

svar, peer, *files = sys.argv[1:]
here = sys.argv[0].rsplit('/', 1)[0]
GROUPS = ('root', 'group', 'repeat')


def own(form, commands):
    said = subprocess.run([svar, 'drive', form, '--tz', 'UTC'], stdin=open(commands), capture_output=True, text=True)
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    refused = [a for a in answers if not a['ok']]
    if refused:
        sys.exit('svar drive refused: %s' % refused)
    return [a['nodes'] for a in answers if 'nodes' in a]


def theirs(files):
    with tempfile.TemporaryDirectory() as folder:
        pairs = []
        for form, commands in zip(files[::2], files[1::2]):
            made = '%s/%d.xml' % (folder, len(pairs))
            subprocess.run([svar, 'convert', form, '--to', 'xform', '--out', made], check=True)
            pairs += [made, commands]
        said = subprocess.run(['node', here + '/odk_drive.mjs', os.path.abspath(peer)] + pairs, capture_output=True, text=True)
    sessions = [json.loads(line) for line in said.stdout.splitlines()]
    odd = [a for session in sessions for a in session if isinstance(a, dict)]
    if odd or len(sessions) * 2 != len(files):
        sys.exit('the engine refused: %s %s' % (odd, said.stderr[-2000:]))
    return sessions


def number(value):
    """4 and 4.0 are one number, written as JavaRosa and as Web Forms writes it."""
    try:
        return float(value)
    except ValueError:
        return value


def node(n, kinds):
    """What is the same in both: nothing is said of what is not shown."""
    if not n['relevant']:
        return {'relevant': False}
    kind = kinds.get(n['path'], 'calculate')
    violates = n['violates']['condition'] if isinstance(n['violates'], dict) else n['violates']
    out = {'relevant': True, 'value': None if kind in GROUPS else number(n['value'] or '')}
    if kind != 'calculate':  # a calculation has no face
        out.update(required=n['required'], readonly=n['readonly'], violates=violates, label=n['label'])
    if 'choices' in n:
        out['choices'] = [tuple(c.values()) if isinstance(c, dict) else tuple(c) for c in n['choices']]
    return out


bad = 0
for form, commands, other_side in zip(files[::2], files[1::2], theirs(files)):
    for step, (a, b) in enumerate(zip(own(form, commands), other_side), 1):
        kinds = {n['path']: n['kind'] for n in a}
        # Every response has its own id and its own clock.
        keep = lambda p: '/meta' not in p and not p.endswith(('/start', '/end', '/deviceid'))
        ours = {n['path']: node(n, kinds) for n in a if keep(n['path'])}
        other = {n['path']: node(n, kinds) for n in b if keep(n['path'])}
        for path in sorted(set(ours) | set(other)):
            if ours.get(path) != other.get(path):
                bad = 1
                print('%s, dump %d: %s\n  svar: %s\n  odk:  %s' % (form, step, path, ours.get(path), other.get(path)))
sys.exit(bad)
