"""Print to scale: a view of the map on paper, in the ward's own metres.

Here and not in `web`: an atlas is made by the worker of the jobs, which knows no web.
"""

from layers.printing.document import make_pdf, title_of
from layers.printing.picture import DPI, page_picture
from layers.printing.plan import Plan, plan_print
from layers.printing.request import ATLASES, FIT, PrintRequest, read_scale

__all__ = [
    "ATLASES", "DPI", "FIT", "Plan", "PrintRequest", "make_pdf", "page_picture", "plan_print",
    "read_scale", "title_of",
]  # fmt: skip
