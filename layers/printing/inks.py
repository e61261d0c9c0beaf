"""The colours of paper: those of the map by day, by the names that layer definitions use.

They repeat web/static/css/tokens.css (a test compares): paper knows no style sheet, and no dark.
"""

from collections.abc import Mapping

_DATA = """
vermilion c8470b  blue 0a63a5  green 007a58  orange cf7200  yellow 857400  amber a86a00
purple 96407a  sky 2b84b5  brown 7a5230  rose bf4166  slate 4a5a6a  grey 6d7378  ink 1a201e
paper fdfdfb  hot-90 cb6b3e  hot-95 b8430f  hot-99 8a2b0b  seq1 f3c9a8  seq2 e39763  seq3 c2571f
seq4 7c2a08  cold-90 548ab8  cold-95 2f6ba3  cold-99 12437a
cat-1 1f7ff4  cat-2 e04a73  cat-3 237854  cat-4 52540d  cat-5 9e228a  cat-6 937ea7  cat-7 202a00
cat-8 5f314b
warm-1 b57d00  warm-2 ac6400  warm-3 a04b02  warm-4 923209  warm-5 81170e  warm-6 6a0012
warm-7 4d0013
cool-1 089980  cool-2 058382  cool-3 046d7c  cool-4 045971  cool-5 034567  cool-6 003160
cool-7 0d185f
ttdt c8470b  ttxd 0a63a5  vsmt 007a58  repeat 1a201e  border 3e4843  area 6a7a97  road ffffff
none 6a7a97  building e3e5de  hot1 cb6b3e  hot2 b8430f  hot3 8a2b0b  cold1 548ab8  cold2 2f6ba3
cold3 12437a
"""
_MAP = """
paper eef0eb  ward fbfbf8  border 3e4843  group 6a7a97  building e3e5de  lane ffffff  casing c3c9c1
label 39413d  mark 1a201e
"""


def _table(words: str) -> Mapping[str, str]:
    each = words.split()
    return {name: f"#{value}" for name, value in zip(each[::2], each[1::2], strict=True)}


DATA_INKS = _table(_DATA)
MAP_INKS = _table(_MAP)
HALO = "#fcfcf9"
TEXT, QUIET, RULE = "#1a201e", "#454d49", "#858c86"


def ink(name: str) -> str:
    """Return the colour of a data ink; unknown names are grey, as on the screen."""
    return DATA_INKS.get(name, DATA_INKS["grey"])
