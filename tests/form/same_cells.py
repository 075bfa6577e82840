# SPDX-License-Identifier: EUPL-1.2
# Whether svar reads from workbooks what openpyxl reads, as text in the order of rows.
# Usage: same_cells.py SVAR FILE…  One line a file; ends with 1 where one differs.
import datetime
import decimal
import subprocess
import sys
import tempfile
import warnings
import zipfile

import openpyxl

warnings.simplefilter('ignore')


def text(value):
    """As pyxform prints a cell, but for exponents."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, float):
        return format(decimal.Decimal(repr(value)), 'f')  # where Python has an exponent, XPath has none
    if isinstance(value, datetime.datetime):
        return str(value.date() if value.time() == datetime.time() else value.replace(microsecond=0))
    return str(value).replace('\u00a0', ' ').replace('\r\n', '\n').strip()


def rows(path):
    # Without pictures and charts: some of these files name drawings that they do not have.
    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        out = []
        for row in sheet.iter_rows():
            for cell in row:
                # What a formula gives in vain is no text to us; it is reported.
                if cell.value is not None and cell.data_type != 'e' and text(cell.value):
                    out.append(text(cell.value))
        yield sheet.title.strip(), out


def compare(svar, path, made):
    done = subprocess.run([svar, 'convert', path, '--to', 'xlsx', '--out', made], capture_output=True, text=True)
    if done.returncode:
        return done.stderr
    ours = dict(rows(made))
    for title, cells in rows(path):
        for at, cell in enumerate(cells):
            got = ours.get(title, [])[at:at + 1] or ['nothing']
            if got[0] != cell:
                return '%s: %r instead of %r, after %d cells' % (title, got[0], cell, at)
        if len(ours.get(title, [])) > len(cells):
            return '%s: more cells than there are' % title
    return ''


bad = 0
for path in sys.argv[2:]:
    try:
        with tempfile.TemporaryDirectory() as folder:
            what = compare(sys.argv[1], path, folder + '/made.xlsx')
    except (TypeError, ValueError):
        print('%s: openpyxl refuses it and is no judge' % path)
        continue
    bad += what != ''
    print('%s: %s' % (path, what or 'the same'))
sys.exit(1 if bad else 0)
