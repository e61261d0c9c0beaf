"""One definition file makes a layer: list, legend, tiles, features, record, counts and export."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg2.extensions import connection

from geo.tiles import tile_of
from layers import registry
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_feature
from tests.mvt import read_tile
from tests.web.conftest import ClientAs

DEFINITION = """
title = { vi = "Cây xanh", en = "Trees" }
group = "base"
order = 90
geometry = "point"
generic = true
visible_to = "public"
label = "species"

[style]
kind = "single"
[[style.class]]
value = "tree"
title = { vi = "Cây", en = "Tree" }
colour = "green"

[[field]]
name = "species"
title = { vi = "Loài", en = "Species" }
type = "text"

[[field]]
name = "keeper"
title = { vi = "Người chăm sóc", en = "Keeper" }
type = "text"
visible_to = "inspector"
"""


@pytest.fixture
def trees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The registry with one file more; nothing else of the program changes."""
    folder = tmp_path / "definitions"
    shutil.copytree(registry.DEFINITIONS, folder)
    (folder / "trees.toml").write_text(DEFINITION, encoding="utf-8")
    monkeypatch.setattr(registry, "DEFINITIONS", folder)
    registry._registry.cache_clear()
    yield
    registry._registry.cache_clear()


@pytest.fixture
def tree(trees: None, conn: connection, ward: Ward) -> int:
    return add_feature(conn, ward, "trees", {"species": "Sấu", "keeper": "Ông Kín"})


def test_layer_is_listed_with_its_legend(client_as: ClientAs, ward: Ward, trees: None) -> None:
    listed = client_as("public").get(f"/api/{ward.code}/layers").json["layers"]
    (found,) = [layer for layer in listed if layer["name"] == "trees"]
    assert found["title"] == {"vi": "Cây xanh", "en": "Trees"}
    assert found["style"]["classes"][0]["title"]["en"] == "Tree"
    assert [field["name"] for field in found["fields"]] == ["species"]


def test_layer_is_drawn(client_as: ClientAs, ward: Ward, tree: int) -> None:
    z, x, y = tile_of(LON, LAT, 16)
    body = client_as("public").get(f"/tiles/{ward.code}/trees/{z}/{x}/{y}.mvt").data
    (found,) = read_tile(body)["trees"]
    assert found.id == tree
    assert found.properties == {"c": 0, "name": "Sấu"}


def test_layer_has_features_and_records(client_as: ClientAs, ward: Ward, tree: int) -> None:
    client, base = client_as("public"), f"/api/{ward.code}/layers/trees/features"
    (found,) = client.get(base).json["features"]
    assert found["properties"] == {"species": "Sấu"}
    record = client.get(f"{base}/{tree}").json
    assert record["title"]["vi"] == "Sấu"
    inspector = client_as("inspector").get(f"{base}/{tree}").json
    assert [field["value"] for field in inspector["fields"]] == ["Sấu", "Ông Kín"]


def test_layer_is_counted(client_as: ClientAs, ward: Ward, tree: int) -> None:
    assert client_as("public").get(f"/api/{ward.code}/counts").json["layers"]["trees"] == 1


@pytest.mark.parametrize("kind", ["csv", "geojson", "gpkg"])
def test_layer_is_exported(client_as: ClientAs, ward: Ward, tree: int, kind: str) -> None:
    answer = client_as("public").get(f"/api/{ward.code}/layers/trees/export.{kind}")
    assert answer.status_code == 200
    assert "Sấu".encode() in answer.data
    assert "Ông Kín".encode() not in answer.data
    assert f'{ward.code}-trees.{kind}"' in answer.headers["Content-Disposition"]


def test_layer_is_on_the_map_page(client_as: ClientAs, ward: Ward, tree: int) -> None:
    client = client_as("public")
    assert '"name":"trees"' in client.get("/").text
    assert '"trees"' in client.get("/map/shell.js").text
