"""A sheet as a picture: made from its PDF, so that both are one thing."""

import io
from threading import Lock

import pypdfium2

DPI = 300
_one_at_a_time = Lock()
"""PDFium must not be called from two threads at once."""


def page_picture(pdf: bytes, page: int = 1, dpi: int = DPI) -> bytes:
    """Return a page (from 1) as PNG that knows its dots per inch."""
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            picture = document[page - 1].render(scale=dpi / 72).to_pil()
        finally:
            document.close()
    made = io.BytesIO()
    picture.save(made, format="PNG", dpi=(dpi, dpi), compress_level=4)
    return made.getvalue()
