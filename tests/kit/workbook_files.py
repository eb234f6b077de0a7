"""Workbooks as Excel writes them, and as hostile hands bend them; made part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_PART = "xl/worksheets/sheet1.xml"

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = {
    "workbook.xml": "sheet.main",
    "worksheets/sheet1.xml": "worksheet",
    "styles.xml": "styles",
    "sharedStrings.xml": "sharedStrings",
}
OVERRIDES = "".join(
    f'<Override PartName="/xl/{name}" ContentType="{SHEETS}.{kind}+xml"/>'
    for name, kind in TYPES.items()
)
CONTENT_TYPES = f"""{DECLARATION}<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>{OVERRIDES}</Types>"""
ROOT_RELATIONS = f"""{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
RELATIONS = f"""{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>"""
#: Styles of cells: 0 general, 1 a date, 2 a percentage, 3 a duration, 4 one's own format.
STYLES = """<styleSheet xmlns="{main}"><numFmts count="2">
<numFmt numFmtId="164" formatCode="[h]:mm"/>
<numFmt numFmtId="165" formatCode="{own}"/></numFmts>
<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="164"/>
<xf numFmtId="165"/></cellXfs></styleSheet>"""


def cells(**stored: str) -> str:
    """A row of cells, each given as the XML after its reference: A1='t="s"><v>0</v>'."""
    number = next(iter(stored)).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    inside = "".join(f'<c r="{ref}" {xml}</c>' for ref, xml in stored.items())
    return f'<row r="{number}">{inside}</row>'


def parts(
    rows: str = "",
    *,
    texts: tuple[str, ...] = (),
    dimension: str = "",
    after_rows: str = "",
    epoch_1904: bool = False,
    own_format: str = "0.0%",
    sheet_name: str = "Readings",
) -> dict[str, bytes]:
    """The parts of a workbook with one sheet."""
    dated = '<workbookPr date1904="1"/>' if epoch_1904 else ""
    claimed = f'<dimension ref="{dimension}"/>' if dimension else ""
    shared = "".join(f'<si><t xml:space="preserve">{text}</t></si>' for text in texts)
    written = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELATIONS,
        "xl/workbook.xml": f'{DECLARATION}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{dated}'
        f'<sheets><sheet name="{sheet_name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/styles.xml": DECLARATION + STYLES.format(main=MAIN, own=own_format),
        "xl/sharedStrings.xml": f'{DECLARATION}<sst xmlns="{MAIN}">{shared}</sst>',
        SHEET_PART: f'{DECLARATION}<worksheet xmlns="{MAIN}">{claimed}'
        f"<sheetData>{rows}</sheetData>{after_rows}</worksheet>",
    }
    return {name: content.encode() for name, content in written.items()}


def packed(contents: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_big_part(path: Path, name: str, megabytes: int) -> None:
    """A workbook with a part that unpacks to so many megabytes of spaces, packed to few bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts().items():
            if part != name:
                archive.writestr(part, content)
        with archive.open(name, "w", force_zip64=True) as big:
            for block in _spaces(megabytes):
                big.write(block)


def _spaces(megabytes: int) -> Iterator[bytes]:
    block = b" " * 1_000_000
    for _ in range(megabytes):
        yield block
