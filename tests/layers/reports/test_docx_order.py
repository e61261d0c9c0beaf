"""What Word demands of a DOCX beside being XML: order of children, ids, whole tables.

Orders are those of ECMA-376 (wml.xsd: CT_PPr, CT_RPr, CT_SectPr, CT_TblPr, CT_TcPr …); Word calls a
file damaged that has them otherwise, where a lenient reader says nothing.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from layers.reports.docx_template import own_template
from layers.reports.editions import make_edition
from layers.reports.files import make_file
from layers.roles import Role
from tests.factories import add_area, add_incident

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SIDES = "top left start bottom right end insideH insideV between bar tl2br tr2bl"
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr"
    " suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct"
    " topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind"
    " contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment"
    " textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint"
    " noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect"
    " bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
    " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
    " rtlGutter docGrid printerSettings sectPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
    " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText"
    " vAlign hideMark",
    "pBdr": SIDES, "tblBorders": SIDES, "tcBorders": SIDES, "tblCellMar": SIDES, "tcMar": SIDES,
    "tbl": "tblPr tblGrid tr", "tc": "tcPr p tbl", "tr": "tblPrEx trPr tc", "r": "rPr",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden"
    " unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr"
    " tcPr tblStylePr",
}  # fmt: skip
ANY_AFTER = {"tc", "r"}
"""Here only what comes first has its place: the rest may stand in any order."""


@pytest.fixture
def files(conn: connection, ward: Ward) -> list[bytes]:
    """A report with tables, lists and a map, and the bare template."""
    add_area(conn, ward)
    for on in ("2016-01-20", "2016-03-15"):
        add_incident(conn, ward, on=on)
    draft = make_edition(conn, ward, "2016H1", "lan", role=Role.SUPERVISOR)
    return [make_file(conn, ward, draft, "docx", Role.ADMIN), own_template()]


def _parts(docx: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    with zipfile.ZipFile(io.BytesIO(docx)) as opened:
        for name in opened.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, ElementTree.fromstring(opened.read(name))


def _out_of_order(root: ElementTree.Element) -> list[str]:
    found = []
    for parent in root.iter():
        kind = parent.tag.removeprefix(W)
        if kind not in ORDERS or not parent.tag.startswith(W):
            continue
        order = ORDERS[kind].split()
        names = [each.tag.removeprefix(W) for each in parent if each.tag.startswith(W)]
        unknown = set(names) - set(order) if kind not in ANY_AFTER else set()
        if kind in ANY_AFTER:
            wrong = order[0] in names[1:]
        else:
            places = [order.index(name) for name in names if name in order]
            wrong = places != sorted(places)
        if wrong or unknown:
            found.append(f"{kind}: {names}")
    return found


def test_children_stand_in_the_order_that_word_demands(files: list[bytes]) -> None:
    for docx in files:
        found = {name: _out_of_order(root) for name, root in _parts(docx)}
        assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_an_order_that_is_wrong_is_seen() -> None:
    """The check itself can fail."""
    wrong = f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:jc/><w:spacing/></w:pPr></w:p>'
    assert _out_of_order(ElementTree.fromstring(wrong)) == ["pPr: ['jc', 'spacing']"]


def test_tables_are_whole_and_the_body_ends_with_its_section(files: list[bytes]) -> None:
    for docx in files:
        document = dict(_parts(docx))["word/document.xml"]
        body = document[0]
        assert body[-1].tag == f"{W}sectPr"
        for table in document.iter(f"{W}tbl"):
            width = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            assert width and table.findall(f"{W}tr")
            for row in table.findall(f"{W}tr"):
                spans = row.findall(f"{W}tc/{W}tcPr/{W}gridSpan")
                extra = sum(int(each.attrib[f"{W}val"]) - 1 for each in spans)
                assert len(row.findall(f"{W}tc")) + extra == width
        assert all(cell[-1].tag == f"{W}p" for cell in document.iter(f"{W}tc"))


def test_what_is_named_is_there_and_typed(files: list[bytes]) -> None:
    for docx in files:
        parts = dict(_parts(docx))
        links = {each.attrib["Id"] for each in parts["word/_rels/document.xml.rels"]}
        document = parts["word/document.xml"]
        used = [v for each in document.iter() for k, v in each.attrib.items() if k.startswith(R)]
        assert set(used) <= links
        pictures = [each.attrib["id"] for each in document.iter(f"{DRAWING}docPr")]
        assert len(pictures) == len(set(pictures))
        types = parts["[Content_Types].xml"]
        endings = {each.attrib.get("Extension") for each in types}
        named = {each.attrib.get("PartName") for each in types}
        with zipfile.ZipFile(io.BytesIO(docx)) as opened:
            for name in opened.namelist():
                assert f"/{name}" in named or name.rsplit(".", 1)[-1] in endings, name
