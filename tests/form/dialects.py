# SPDX-License-Identifier: EUPL-1.2
# One form as each spreadsheet program writes it into a .xlsx: parts, namespaces, prefixes, types of
# cells, styles, targets and the zip itself, learnt from files of those programs. Needs nothing but
# Python. Usage: dialects.py DIALECT FILE
import io
import sys
import zipfile
from xml.sax.saxutils import escape

MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
STRICT_MAIN = 'http://purl.oclc.org/ooxml/spreadsheetml/main'
STRICT_REL = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
X14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'
X14AC = 'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
XR = 'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
GOOGLE = ('xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" ' + MC +
          ' xmlns:mv="urn:schemas-microsoft-com:mac:vml" xmlns:x14="%s" %s'
          ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"' % (X14, X14AC))
UID = '{00000000-0001-0000-0000-000000000000}'


# What a cell may hold beside text and numbers.
class Rich(str):
    pass


class Day(float):
    pass


class Moment(float):
    pass


class Clock(float):
    pass


class Result(str):
    pass


class Broken(str):
    pass


NOTHING = object()  # a formula that was never computed
DAY = 46053  # 2026-01-31
SHEETS = [
    ('survey', 'visible', [
        ['type', 'name', 'label::Svenska (sv)', 'relevant', 'required', 'default', 'constraint'],
        ['integer', 'age', Rich('Hur gammal är du?'), None, True, 18, '. >= 0 and . <= 120'],
        ['date', 'day', Result('Vilken dag & natt?'), '${age} > 3', False, Day(DAY)],
        ['dateTime', 'moment', ' När? ', None, None, Moment(DAY + 0.5625)],
        ['time', 'clock', 'Klockan?', None, None, Clock(0.5625)],
        None,
        ['decimal', 'half', 'Rad ett\nrad två', None, None, 0.1 + 0.2],
        ['text', 'sum', 'Emoji 😀 <b>', None, None, 1500000],
    ]),
    ('Anteckningar', 'visible', [['Summa', 'Andel'], [Broken('#DIV/0!'), NOTHING]]),
    ('choices', 'hidden', [
        ['list_name', 'name', 'label::Svenska (sv)'],
        ['yn', 1, 'Ja'], ['yn', -1, 'Vet ej'], ['town', '01', 'Ås'], ['town', True, 'Öb'],
    ]),
    ('settings', 'visible', [['form_title', 'version'], ['Prov', 3]]),
]

STYLES = {  # number formats of each program: none, day, moment, clock
    'excel': ['', 'yyyy\\-mm\\-dd;@', '[$-41D]d\\ mmmm\\ yyyy\\ hh:mm;@', '[$-F400]h:mm:ss\\ AM/PM'],
    'google': ['', 'yyyy-mm-dd', 'M/d/yyyy H:mm:ss', 'h:mm am/pm'],
    'office': ['', 'yyyy\\-mm\\-dd', 'd/m/yyyy\\ hh:mm', 'hh:mm:ss'],
}


class Writer:
    def __init__(self, dialect):
        self.dialect = dialect
        self.strict = dialect == 'strict'
        self.main = STRICT_MAIN if self.strict else MAIN
        self.rel = STRICT_REL if self.strict else REL
        self.prefix = 'x:' if dialect == 'prefixed' else ''
        self.inline = dialect in ('prefixed', 'bare')
        self.strings = []

    def open(self, name, more=''):
        space = ':x' if self.prefix else ''
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        if self.dialect.startswith('excel'):
            head += '\r\n'
        return '%s<%s%s xmlns%s="%s" xmlns:r="%s"%s>' % (
            head, self.prefix, name, space, self.main, self.rel, more and ' ' + more)

    def tag(self, name, attributes='', content=None):
        start = '<%s%s%s%s' % (self.prefix, name, attributes and ' ', attributes)
        if content is None:
            return start + '/>'
        return '%s>%s</%s%s>' % (start, content, self.prefix, name)

    def text(self, value):
        value = escape(str(value))
        if self.dialect.startswith('excel'):
            value = value.replace('\n', '_x000D_\n') if self.dialect == 'excel' else value
        keep = ' xml:space="preserve"' if value.strip() != value or '\n' in value else ''
        return '<%st%s>%s</%st>' % (self.prefix, keep, value, self.prefix)

    def string(self, value):
        if isinstance(value, Rich):
            a, b, c = value[:4], value[4:10], value[10:]
            bold = self.tag('rPr', '', self.tag('b') + self.tag('sz', 'val="11"'))
            runs = self.tag('r', '', self.text(a)) + self.tag('r', '', bold + self.text(b))
            runs += self.tag('r', '', self.text(c))
            if self.dialect.startswith('excel'):
                runs += '<rPh sb="0" eb="3"><t>ヨミ</t></rPh><phoneticPr fontId="1"/>'
            return runs
        return self.text(value)

    def number(self, value):
        if self.dialect == 'google' and float(value) == int(value):
            return '1.5E6' if value == 1500000 else '%d.0' % value
        return repr(float(value)) if float(value) != int(value) else str(int(value))

    def cell(self, place, value):
        at = '' if self.dialect == 'bare' else 'r="%s"' % place
        kind = {Day: 1, Moment: 2, Clock: 3}.get(type(value), 0)
        style = ' s="%d"' % kind if kind or self.dialect in ('google', 'office') else ''
        formula = {'google': '<f>A1</f>', 'office': '<f aca="false">A1</f>',
                   'excel': '<f t="shared" ref="C3:C4" si="0">"Vilken"</f>'}.get(self.dialect, '<f>A1</f>')
        formula = formula.replace('<f', '<%sf' % self.prefix).replace('</f', '</%sf' % self.prefix)
        v = lambda text: self.tag('v', '', text)
        if value is NOTHING:
            return self.tag('c', at, formula)
        if isinstance(value, Broken):
            return self.tag('c', at + ' t="e"', formula + v(value))
        if isinstance(value, Result):
            return self.tag('c', at + style + ' t="str"', formula + v(escape(value)))
        if isinstance(value, bool):
            of = formula if value is False and self.dialect != 'bare' else ''
            return self.tag('c', at + style + ' t="b"', of + v(str(int(value))))
        if kind and self.strict:
            iso = {1: '2026-01-31T00:00:00', 2: '2026-01-31T13:30:00', 3: '13:30:00'}[kind]
            return self.tag('c', at + style + ' t="d"', v(iso))
        if isinstance(value, (int, float)):
            if self.dialect == 'excel-1904' and kind in (1, 2):
                value -= 1462
            plain = ' t="n"' if self.dialect == 'office' else ''
            return self.tag('c', at + style + plain, v(self.number(value)))
        if self.inline:
            return self.tag('c', at + ' t="inlineStr"', self.tag('is', '', self.string(value)))
        key = (type(value), value)
        if key not in self.strings:
            self.strings.append(key)
        return self.tag('c', at + style + ' t="s"', v(str(self.strings.index(key))))

    def sheet(self, rows):
        more = inner = tail = ''
        row_more = ''
        if self.dialect.startswith('excel'):
            more = MC + ' mc:Ignorable="x14ac xr" %s %s xr:uid="%s"' % (X14AC, XR, UID)
            inner = ('<sheetPr codeName="Blad1"/><dimension ref="A1:G9"/><sheetViews><sheetView '
                     'tabSelected="1" workbookViewId="0"/></sheetViews><sheetFormatPr '
                     'defaultRowHeight="15" x14ac:dyDescent="0.25"/>')
            row_more = ' spans="1:7" x14ac:dyDescent="0.25"'
            # Lists to choose from lie in an extension and hold formulas of their own.
            tail = ('<mergeCells count="1"><mergeCell ref="C8:D8"/></mergeCells><dataValidations '
                    'count="1"><dataValidation type="list" sqref="A2"><formula1>"text,note"'
                    '</formula1></dataValidation></dataValidations><extLst><ext uri="{CCE6A557}" '
                    'xmlns:x14="%s"><x14:dataValidations count="1" xmlns:xm="http://schemas.'
                    'microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
                    '<x14:formula1><xm:f>choices!$A$2</xm:f></x14:formula1><xm:sqref>A3</xm:sqref>'
                    '</x14:dataValidation></x14:dataValidations><x14:row r="2"><x14:c r="B2">'
                    '<x14:v>9</x14:v></x14:c></x14:row></ext></extLst>' % X14)
        if self.dialect == 'google':
            more = GOOGLE
            inner = ('<sheetPr><outlinePr summaryBelow="0"/></sheetPr><sheetViews><sheetView '
                     'workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1"/>')
            row_more = ' ht="18.0" customHeight="1"'
            tail = '<drawing r:id="rId1"/>'
        if self.dialect == 'office':
            inner = '<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr>'
            row_more = ' customFormat="false" ht="12.8" hidden="false"'
        data = ''
        for number, row in enumerate(rows, 1):
            # A blank row is left out, or stands there with a style and nothing in it.
            if row is None and self.dialect in ('excel', 'google'):
                continue
            cells = ''
            for column, value in enumerate(row or []):
                place = 'ABCDEFG'[column] + str(number)
                if value is not None:
                    cells += self.cell(place, value)
                elif self.dialect in ('office', 'bare', 'excel'):
                    cells += self.tag('c', '' if self.dialect == 'bare' else 'r="%s" s="0"' % place)
            at = '' if self.dialect == 'bare' else 'r="%d"' % number
            data += self.tag('row', at + row_more, cells)
        return (self.open('worksheet', more) + inner.replace('<', '<' + self.prefix) +
                self.tag('sheetData', '', data) + tail + '</%sworksheet>' % self.prefix)

    def styles(self):
        kind = self.dialect if self.dialect in STYLES else 'excel'
        formats = cells = ''
        for i, code in enumerate(STYLES[kind]):
            if code:
                formats += self.tag('numFmt', 'numFmtId="%d" formatCode="%s"' % (163 + i, code))
            cells += self.tag('xf', 'numFmtId="%d" fontId="0" xfId="0"' % (163 + i if code else 0))
        more = MC + ' mc:Ignorable="x14ac" ' + X14AC if kind == 'excel' else ''
        return (self.open('styleSheet', more) + self.tag('numFmts', 'count="3"', formats) +
                self.tag('cellStyleXfs', 'count="1"', self.tag('xf', 'numFmtId="14"')) +
                self.tag('cellXfs', 'count="4"', cells) + '</%sstyleSheet>' % self.prefix)

    def workbook(self, ids):
        more = properties = tail = ''
        if self.dialect.startswith('excel'):
            more = MC + ' mc:Ignorable="x15 xr" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" ' + XR
            base = ' date1904="1"' if self.dialect == 'excel-1904' else ''
            properties = ('<fileVersion appName="xl" lastEdited="7"/><workbookPr%s '
                          'defaultThemeVersion="166925"/><mc:AlternateContent><mc:Choice '
                          'Requires="x15"><x15ac:absPath url="C:\\x\\" xmlns:x15ac="http://schemas.'
                          'microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice>'
                          '</mc:AlternateContent><bookViews><workbookView activeTab="1"/></bookViews>'
                          % base)
            tail = ('<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" '
                    'hidden="1">survey!$A$1:$G$9</definedName></definedNames><calcPr calcId="191029"/>'
                    '<extLst><ext uri="{79F54976}" xmlns:x14="%s"><x14:workbookPr '
                    'defaultImageDpi="32767"/></ext></extLst>' % X14)
        if self.dialect == 'google':
            more, properties, tail = GOOGLE, '<workbookPr/>', '<definedNames/><calcPr/>'
        if self.strict:
            more = 'conformance="strict"'
        sheets = ''
        for number, (name, state, rows) in enumerate(SHEETS, 1):
            shown = ' state="%s"' % state if state == 'hidden' or self.dialect in ('google', 'office') else ''
            sheets += self.tag('sheet', 'name="%s" sheetId="%d"%s r:id="%s"' % (name, number, shown, ids[name]))
        return (self.open('workbook', more) + properties + self.tag('sheets', '', sheets) + tail +
                '</%sworkbook>' % self.prefix)

    def relations(self, targets):
        out = '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="%s">' % PACKAGE
        for number, kind, target in targets:
            out += '<Relationship Id="%s" Type="%s/%s" Target="%s"/>' % (number, self.rel, kind, target)
        return out + '</Relationships>'

    def parts(self):
        absolute = '/xl/' if self.dialect in ('prefixed', 'google-new') else ''
        ids, targets, sheets = {}, [], {}
        for number, (name, state, rows) in enumerate(SHEETS, 1):
            # Excel on a Mac numbers from the end; files and relations need not agree.
            turned = len(SHEETS) + 1 - number if self.dialect in ('excel-1904', 'google') else number
            ids[name] = 'rId%d' % (turned + 2)
            part = 'worksheets/sheet%d.xml' % turned
            targets.append((ids[name], 'worksheet', absolute + part))
            sheets['xl/' + part] = self.sheet(rows)
        targets.insert(0, ('rId1', 'styles', absolute + 'styles.xml'))
        parts = {'_rels/.rels': self.relations([('rId1', 'officeDocument', absolute[:1] + 'xl/workbook.xml')]),
                 'xl/workbook.xml': self.workbook(ids), 'xl/styles.xml': self.styles()}
        parts.update(sheets)
        # The bare one names a part for strings and has none, as some libraries do.
        if not self.inline or self.dialect == 'bare':
            targets.insert(1, ('rId2', 'sharedStrings', 'sharedStrings.xml'))
        if not self.inline:
            all_of_them = ''.join(self.tag('si', '', self.string(v)) for kind, v in self.strings)
            parts['xl/sharedStrings.xml'] = (self.open('sst', 'count="99" uniqueCount="%d"' % len(self.strings)) +
                                             all_of_them + '</sst>')
        if self.dialect == 'google':
            parts['xl/drawings/drawing1.xml'] = '<?xml version="1.0"?><xdr:wsDr xmlns:xdr="urn:x"/>'
        parts['xl/_rels/workbook.xml.rels'] = self.relations(targets[::-1])
        parts['[Content_Types].xml'] = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        return parts


class Stream(io.RawIOBase):
    """A file that cannot go back: each part is followed by its sizes instead of led by them."""

    def __init__(self, path):
        super().__init__()
        self.file = open(path, 'wb')

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)

    def close(self):
        self.file.close()
        super().close()


def save(dialect, path):
    parts = Writer(dialect).parts()
    order = sorted(parts) if dialect != 'google' else sorted(parts, reverse=True)
    target = Stream(path) if dialect in ('google', 'zip64') else path
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as z:
        for name in order:
            data = parts[name].encode()
            if dialect == 'utf16' and not name.startswith('['):
                data = parts[name].replace('encoding="UTF-8"', 'encoding="UTF-16"').encode('utf-16')
            stored = zipfile.ZipInfo(name.upper() if dialect == 'capitals' and 'sheet' in name else name)
            stored.compress_type = zipfile.ZIP_STORED if dialect == 'bare' else zipfile.ZIP_DEFLATED
            with z.open(stored, 'w', force_zip64=dialect == 'zip64') as out:
                out.write(data)
    if isinstance(target, Stream):
        target.close()


save(sys.argv[1], sys.argv[2])
