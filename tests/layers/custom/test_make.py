"""A file that is none of the known layers becomes one: inferred, asked, made whole or not."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.custom.draft import Wishes, draft_layer
from layers.custom.make import make_layer, propose_layer
from layers.errors import ImportRejected, UndoRefused
from layers.exporting import FORMATS, Request, export_layer
from layers.filters import Filter
from layers.importing import check_file, import_file
from layers.importing.issues import Issues
from layers.importing.options import ImportOptions
from layers.importing.room import read_apart
from layers.importing.undo import undo_import
from layers.queries.custom_layers import list_custom_layers
from layers.queries.wards import Ward, create_ward
from layers.registry import layer_of
from layers.roles import Role
from tests.factories import LAT, LON

TREES = [
    {"Mã cây": f"C{n:03}", "Tên loài": ("Sấu", "Xà cừ", "Phượng")[n % 3], "Chiều cao": 3.5 + n,
     "Vòng thân (cm)": 10 * n, "Ngày trồng": f"20{n % 20:02}-03-1{n % 9}", "Còn sống": n % 5 > 0,
     "Số điện thoại": f"09123456{n:02}", "Ghi chú": "cũ" if n % 7 else None}
    for n in range(30)
]  # fmt: skip


def _feature(properties: dict[str, Any], n: int = 0, shape: str = "Point") -> dict[str, Any]:
    lon, lat = LON + n * 1e-4, LAT
    places: dict[str, Any] = {
        "Point": [lon, lat],
        "LineString": [[lon, lat], [lon + 1e-3, lat]],
        "Polygon": [[[lon, lat], [lon + 1e-3, lat], [lon, lat + 1e-3], [lon, lat]]],
    }
    geometry = {"type": shape, "coordinates": places[shape]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _geojson(folder: Path, features: list[dict[str, Any]], name: str = "Cây xanh.geojson") -> Path:
    path = folder / name
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def _lines(folder: Path) -> Path:
    return _geojson(folder, [_feature({"code": "L1"}, 0, "LineString")], "lines.geojson")


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    return _geojson(tmp_path, [_feature(each, n) for n, each in enumerate(TREES)])


def _rows(conn: connection, name: str) -> list[dict[str, Any]]:
    return db.rows(conn, "SELECT * FROM feature WHERE layer = %s ORDER BY id", (name,))


def test_fields_are_inferred_with_vietnamese_titles(
    conn: connection, ward: Ward, trees: Path
) -> None:
    proposal = propose_layer(conn, ward, trees, ImportOptions())
    layer = proposal.layer
    assert layer is not None
    assert proposal.checked.verdict == "clean"
    assert (layer.name, layer.title.vi, layer.geometry) == ("own_cay_xanh", "Cây xanh", "point")
    assert [(each.name, each.title.vi, each.type) for each in layer.fields] == [
        ("ma_cay", "Mã cây", "text"),
        ("ten_loai", "Tên loài", "code"),
        ("chieu_cao", "Chiều cao", "number"),
        ("vong_than_cm", "Vòng thân (cm)", "integer"),
        ("ngay_trong", "Ngày trồng", "date"),
        ("con_song", "Còn sống", "boolean"),
        ("so_dien_thoai", "Số điện thoại", "text"),
        ("ghi_chu", "Ghi chú", "code" if layer.field("ghi_chu").codes else "text"),
    ]
    assert layer.label == "ten_loai"
    assert set(proposal.risks) == {"so_dien_thoai"}
    assert layer.field("so_dien_thoai").visible_to is Role.SUPERVISOR
    assert layer.visible_to is Role.SUPERVISOR
    assert list_custom_layers(conn, ward) == ()


def test_layer_is_made_with_its_rows(conn: connection, ward: Ward, trees: Path) -> None:
    layer, report = make_layer(conn, ward, trees, ImportOptions(actor="lan"))
    assert report.loaded == 30
    first = _rows(conn, layer.name)[0]["properties"]
    assert first["ma_cay"] == "C000"
    assert first["ngay_trong"] == "2000-03-10"
    assert first["con_song"] is False
    assert layer_of(conn, ward, layer.name).title == layer.title


def test_same_file_again_makes_a_second_layer_of_another_name(
    conn: connection, ward: Ward, trees: Path
) -> None:
    first, _ = make_layer(conn, ward, trees, ImportOptions())
    second, _ = make_layer(conn, ward, trees, ImportOptions())
    assert (first.name, second.name) == ("own_cay_xanh", "own_cay_xanh_2")
    assert len(_rows(conn, first.name)) == len(_rows(conn, second.name)) == 30


def test_export_comes_back_without_change(
    conn: connection, ward: Ward, trees: Path, tmp_path: Path
) -> None:
    layer, _ = make_layer(conn, ward, trees, ImportOptions(), Wishes(key="Mã cây"))
    layer = layer_of(conn, ward, layer.name)
    for form in FORMATS:
        path = tmp_path / f"again{FORMATS[form].suffix}"
        path.write_bytes(
            b"".join(export_layer(conn, ward, layer, Role.ADMIN, Request(form, Filter())))
        )
        report = import_file(conn, ward, layer.name, path, ImportOptions())
        assert (report.loaded, report.updated, report.unchanged) == (0, 0, 30), form


def test_rows_are_added_and_changed_by_their_key(
    conn: connection, ward: Ward, trees: Path, tmp_path: Path
) -> None:
    layer, _ = make_layer(conn, ward, trees, ImportOptions(), Wishes(key="Mã cây"))
    changed = [dict(TREES[0], **{"Chiều cao": 99.5}), dict(TREES[1], **{"Mã cây": "C999"})]
    path = _geojson(tmp_path, [_feature(changed[0], 0), _feature(changed[1], 1)], "new.geojson")
    options = ImportOptions(columns={"source_key": "Mã cây"}, update=True)
    report = import_file(conn, ward, layer.name, path, options)
    assert (report.loaded, report.updated) == (1, 1)
    heights = {row["source_key"]: row["properties"]["chieu_cao"] for row in _rows(conn, layer.name)}
    assert heights["C000"] == 99.5
    assert len(heights) == 31


def test_all_rows_are_replaced_or_none(
    conn: connection, ward: Ward, trees: Path, tmp_path: Path
) -> None:
    layer, _ = make_layer(conn, ward, trees, ImportOptions())
    few = _geojson(tmp_path, [_feature(TREES[0])], "few.geojson")
    whole = ImportOptions(replace_all=True)
    assert check_file(conn, ward, layer.name, few, whole).verdict == "clean"
    assert len(_rows(conn, layer.name)) == 30
    report = import_file(conn, ward, layer.name, few, whole)
    assert report.loaded == 1
    assert len(_rows(conn, layer.name)) == 1
    assert report.import_id is not None
    with pytest.raises(UndoRefused, match="earlier file"):
        undo_import(conn, ward, report.import_id, "lan")
    wrong = dict(TREES[0], **{"Vòng thân (cm)": "mười"})
    bad = _geojson(tmp_path, [_feature(TREES[1]), _feature(wrong, 1)], "bad.geojson")
    with pytest.raises(ImportRejected):
        import_file(conn, ward, layer.name, bad, whole)
    with pytest.raises(InputError, match="lanes"):
        import_file(conn, ward, "lanes", _lines(tmp_path), whole)
    assert len(_rows(conn, layer.name)) == 1


def test_failed_file_leaves_no_layer(conn: connection, ward: Ward, tmp_path: Path) -> None:
    features = [_feature({"n": 1}), _feature({"n": 2}, 1) | {"geometry": None}]
    with pytest.raises(ImportRejected):
        make_layer(conn, ward, _geojson(tmp_path, features), ImportOptions())
    broken = tmp_path / "broken.geojson"
    broken.write_text("{]", encoding="utf-8")
    with pytest.raises(ImportRejected):
        make_layer(conn, ward, broken, ImportOptions())
    assert list_custom_layers(conn, ward) == ()
    assert db.value(conn, "SELECT count(*) FROM feature WHERE layer LIKE 'own_%%'") == 0


def test_what_could_be_read_in_two_ways_is_asked(
    conn: connection, ward: Ward, tmp_path: Path
) -> None:
    path = tmp_path / "sổ.csv"
    path.write_text(
        "kinh_do;vi_do;Ngày;Diện tích\n"
        + "".join(f"105,88{n}5;21,04{n}5;0{n}/03/2016;1{n},5\n" for n in range(1, 6)),
        encoding="utf-8",
    )
    proposal = propose_layer(conn, ward, path, ImportOptions())
    assert {each.id for each in proposal.checked.questions} >= {"x", "y", "date_format", "crs"}
    assert proposal.checked.verdict == "open"
    answers = {"x": "kinh_do", "y": "vi_do", "date_format": "%d/%m/%Y", "crs": "EPSG:4326",
               "decimal": "comma"}  # fmt: skip
    layer, report = make_layer(conn, ward, path, ImportOptions().answered(answers))
    assert [(each.name, each.type) for each in layer.fields] == [
        ("ngay", "date"),
        ("dien_tich", "number"),
    ]
    assert report.loaded == 5
    assert _rows(conn, layer.name)[0]["properties"]["dien_tich"] in {11.5, 12.5, 13.5, 14.5, 15.5}


def test_shapes_of_several_kinds_are_asked(conn: connection, ward: Ward, tmp_path: Path) -> None:
    features = [_feature({"n": 1}, 0, "Polygon"), _feature({"n": 2}, 1), _feature({"n": 3}, 2)]
    path = _geojson(tmp_path, features)
    checked = propose_layer(conn, ward, path, ImportOptions()).checked
    (asked,) = checked.questions
    assert (checked.verdict, checked.assumed) == ("open", {"geometry": "point"})
    assert (asked.id, [each.value for each in asked.options]) == ("geometry", ["point", "polygon"])
    with pytest.raises(InputError, match="several kinds"):
        make_layer(conn, ward, path, ImportOptions())
    options = ImportOptions(skip_bad=True).answered({"geometry": "point"})
    layer, report = make_layer(conn, ward, path, options)
    assert (layer.geometry, report.loaded, report.bad) == ("point", 2, 1)


def test_codes_with_leading_zeros_and_long_numbers_stay_texts(
    conn: connection, ward: Ward, tmp_path: Path
) -> None:
    rows = [{"ma": "007", "so": "12345678901234567890", "lon": 1e300, "tron": "1e5"}] * 2
    path = _geojson(tmp_path, [_feature(each, n) for n, each in enumerate(rows)])
    layer, _ = make_layer(conn, ward, path, ImportOptions())
    stored = _rows(conn, layer.name)[0]["properties"]
    assert stored["ma"] == "007"
    assert stored["so"] == "12345678901234567890"


def test_five_hundred_columns_and_long_texts_come_in(
    conn: connection, ward: Ward, tmp_path: Path
) -> None:
    wide = {f"Cột số {n}": n for n in range(498)} | {"<b>x</b>": "y" * 60_000, "ten": "Z" * 60_000}
    layer, report = make_layer(conn, ward, _geojson(tmp_path, [_feature(wide)]), ImportOptions())
    assert (report.loaded, len(layer.fields)) == (1, 500)
    assert layer.field("b_x_b").title.vi == "<b>x</b>"
    assert len(_rows(conn, layer.name)[0]["properties"]["ten"]) == 60_000


def test_more_columns_are_refused_by_number(conn: connection, ward: Ward, tmp_path: Path) -> None:
    wide = {f"f{n}": n for n in range(501)}
    path = _geojson(tmp_path, [_feature(wide)])
    with pytest.raises(InputError, match="501"):
        make_layer(conn, ward, path, ImportOptions())
    source = read_apart(path, ImportOptions(), Issues())
    layer, _ = draft_layer(source, ImportOptions(), Wishes(left_out=("f7",)), path)
    assert len(layer.fields) == 500


def test_equal_rows_without_a_key_all_stay_and_load_once(
    conn: connection, ward: Ward, tmp_path: Path
) -> None:
    path = _geojson(tmp_path, [_feature({"loai": "a"})] * 3)
    layer, report = make_layer(conn, ward, path, ImportOptions())
    assert (report.loaded, len(_rows(conn, layer.name))) == (3, 3)
    assert "2 rows equal another row" in " ".join(note.en for note in report.notes)
    assert import_file(conn, ward, layer.name, path, ImportOptions()).unchanged == 3


def test_names_that_fold_alike_stay_apart(conn: connection, ward: Ward, tmp_path: Path) -> None:
    row = {"Tổ": "a", "To": "b", "TỔ": "c", "to": "d", "state": "e", "???": "f", "  ": "g"}
    layer, _ = make_layer(conn, ward, _geojson(tmp_path, [_feature(row)]), ImportOptions())
    names = [each.name for each in layer.fields]
    assert len(set(names)) == len(names)
    assert "state" not in names
    stored = _rows(conn, layer.name)[0]["properties"]
    assert {stored[each.name] for each in layer.fields} == set(row.values())


def test_new_layer_is_never_public() -> None:
    with pytest.raises(InputError):
        Wishes(visible_to=Role.PUBLIC)


def test_two_who_make_a_layer_of_one_name_at_once_both_get_one(
    database_url: str, trees: Path
) -> None:
    conns = [db.connect(database_url) for _ in range(2)]
    ward = create_ward(conns[0], "hai-nguoi", Text("Hai người", "Two"), 5897)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda c: make_layer(c, ward, trees, ImportOptions())[0], conns))
    assert {each.name for each in made} == {"own_cay_xanh", "own_cay_xanh_2"}
    for conn in conns:
        conn.close()
