"""Definition files: complete, checked, and visible to whom they say."""

from pathlib import Path

import pytest
from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db, registry
from layers.errors import LayerNotFound
from layers.filters import Filter, layer_condition
from layers.queries.wards import Ward
from layers.registry import DefinitionError, Layer, all_layers, get_layer, read_definition
from layers.roles import Role

ROWS = [layer for layer in all_layers() if not layer.aggregated]


@pytest.mark.parametrize("layer", all_layers(), ids=lambda layer: layer.name)
def test_every_word_of_a_layer_stands_in_both_languages(layer: Layer) -> None:
    texts = [layer.title, *(f.title for f in layer.fields), *(c.title for c in layer.style.classes)]
    texts += [words for field in layer.fields for words in field.codes.values()]
    assert all(text.vi.strip() and text.en.strip() for text in texts)


@pytest.mark.parametrize("layer", ROWS, ids=lambda layer: layer.name)
def test_a_layer_s_view_has_what_its_definition_names(
    conn: connection, ward: Ward, layer: Layer
) -> None:
    condition, params = layer_condition(layer, ward.id, Filter())
    columns = ["id", "ward_id", "geom", "geom_3857"]
    if not layer.generic:
        columns += ["style_key", *(field.name for field in layer.fields)]
    query = sql.SQL("SELECT {} FROM {} AS v WHERE ").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(layer.source)
    )
    assert db.rows(conn, query + condition, params) == []


def test_no_layer_that_names_people_is_public() -> None:
    public = [
        (layer.name, field.name)
        for layer in all_layers()
        for field in layer.fields_for(Role.PUBLIC)
        if layer.is_visible_to(Role.PUBLIC)
    ]
    private = {"owner_name", "holder_name", "address", "description", "permit_no"}
    assert not [name for name in public if name[1] in private]
    assert {"incidents", "sites", "routes", "repeat_points", "hot_spots"}.isdisjoint(
        name for name, _ in public
    )


def test_an_invisible_layer_counts_as_not_there() -> None:
    with pytest.raises(LayerNotFound, match="incidents"):
        get_layer("incidents", Role.PUBLIC)
    assert get_layer("incidents", Role.VIEWER).name == "incidents"
    with pytest.raises(LayerNotFound):
        get_layer("incident_cells", Role.ADMIN)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('geometry = "point"', 'geometry = "blob"', "geometry"),
        ('group = "works"', 'group = "none"', "group"),
        ('type = "date"', 'type = "day"', "type"),
        ("visible_to", "visible", "visible_to"),
        ('kind = "overlap"', 'kind = "sometimes"', "time.kind"),
        ("order = 20", "order = ", "toml"),
    ],
)
def test_a_wrong_definition_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (registry.DEFINITIONS / "sites.toml").read_text(encoding="utf-8")
    (tmp_path / "sites.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=said):
        read_definition(tmp_path / "sites.toml")
