"""What a PDF holds, read by PDFium: another program than the one that wrote it."""

import ctypes
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MM = 25.4 / 72
Points = list[tuple[float, float]]


class DrawnPath(NamedTuple):
    """A path of a page: its points in mm from below left, and its line width in mm."""

    points: Points
    width: float

    @property
    def length(self) -> float:
        pairs = zip(self.points, self.points[1:], strict=False)
        return sum(((a - c) ** 2 + (b - d) ** 2) ** 0.5 for (a, b), (c, d) in pairs)


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(pdf))


def page_size_mm(pdf: bytes, page: int = 1) -> tuple[int, int]:
    width, height = pypdfium2.PdfDocument(pdf)[page - 1].get_size()
    return round(width * MM), round(height * MM)


def text_of(pdf: bytes, page: int = 1) -> str:
    return pypdfium2.PdfDocument(pdf)[page - 1].get_textpage().get_text_bounded()


def paths_of(pdf: bytes, page: int = 1) -> list[DrawnPath]:
    found = pypdfium2.PdfDocument(pdf)[page - 1].get_objects(
        filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1
    )
    return [_path(each) for each in found]


def _path(drawn: pypdfium2.PdfObject) -> DrawnPath:
    a, b, c, d, e, f = drawn.get_matrix().get()
    x, y, width = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    points: Points = []
    for at in range(pdfium.FPDFPath_CountSegments(drawn)):
        segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(((a * x.value + c * y.value + e) * MM, (b * x.value + d * y.value + f) * MM))
    pdfium.FPDFPageObj_GetStrokeWidth(drawn, width)
    return DrawnPath(points, width.value * a * MM)
