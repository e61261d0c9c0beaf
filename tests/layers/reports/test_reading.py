"""The definition of the report: every file is read, sources are there, faults are refused."""

from pathlib import Path

import pytest

from layers.registers.reading import find_register
from layers.reports.contract import DefinitionError, Slot, split_text
from layers.reports.kinds import KINDS
from layers.reports.reading import read_section, report_sections

FIGURES = [each for section in report_sections() for each in section.figures]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda each: each.name)
def test_source_of_a_figure_is_there(figure) -> None:
    kind, _, rest = figure.source.partition(":")
    assert kind in KINDS
    if kind == "register":
        register, _, name = rest.partition(":")
        assert name in {each.name for each in find_register(register).figures}


def test_text_is_cut_at_its_figures() -> None:
    found = split_text("Có {rounds} kiểm tra ({rounds:change}).")
    assert found.words == ("Có ", " kiểm tra (", ").")
    assert found.slots == (Slot("rounds"), Slot("rounds", "change"))
    assert "".join(map(str, found.slots)) == "{rounds}{rounds:change}"


@pytest.mark.parametrize(
    "text",
    [
        'title = "x"\n[[block]]\nkind = "table"\nname = "t"\ntitle = "t"\nover = "colour"',
        'title = "x"\n[[block]]\nkind = "verse"\nname = "t"',
        'title = "x"\n[[figure]]\nname = "f"\nsource = "s:"\nperiod = "ever"\n[[block]]\n'
        'kind = "paragraph"\nname = "p"\ntext = ""',
        'title = "x"',
    ],
)
def test_wrong_definition_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "10-wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match="10-wrong"):
        read_section(path)
