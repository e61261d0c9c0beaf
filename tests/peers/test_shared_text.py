"""Commune names in TCVN3 that were saved as Latin-1, beside their unaccented names."""

import csv
import re
from pathlib import Path

from geo import legacy_text
from geo.legacy_text.detect import detect
from geo.names import fold

DATA = Path(__file__).parents[3] / "shared" / "data"
COMMUNES = DATA / "tcvn3_communes_south" / "communes_tcvn3_as_latin1.csv"
KIND = re.compile(r"^(tt|t t|thi tran|x|xa|phuong|p) | town$")  # "Thị trấn", "Phường" … of one side


def _agreeing(encoding):
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    same = [_name(_read(r["C_NAMEVI"], encoding)) == _name(r["C_NAMEEN"]) for r in rows]
    return sum(same) / len(rows)


def _read(text, encoding):
    """Read one cell; what has no meaning in the encoding stays as it stands."""
    try:
        return legacy_text.reread(text, encoding)
    except UnicodeError:
        return text


def _name(text):
    return KIND.sub("", fold(text)).strip()


def test_communes_fold_to_the_unaccented_column():
    """TCVN3 alone; then with VNI, in which the communes of one province stand."""
    assert _agreeing("tcvn3") >= 0.91
    assert _agreeing("tcvn3+vni") >= 0.97


def test_the_encoding_of_the_communes_is_proposed():
    best, second, *_ = detect(COMMUNES.read_bytes())
    assert (best.encoding, second.encoding) == ("tcvn3+vni-in-utf8", "tcvn3-in-utf8")
    assert best.share > 0.97
