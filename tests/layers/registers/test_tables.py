"""Definition and table are one: the table that a migration made is the one the definition says."""

import tomllib

import pytest

from layers import db
from layers.registers.contract import DefinitionError
from layers.registers.reading import DEFINITIONS, all_registers, read_definition
from layers.registers.references import KINDS
from layers.registers.table_text import table_text
from layers.roles import Role

REGISTERS = all_registers()
COLUMNS = """
SELECT column_name, data_type, is_nullable, column_default, numeric_precision, numeric_scale
  FROM information_schema.columns
 WHERE table_schema = %s AND table_name = %s AND column_name <> 'id' ORDER BY column_name
"""
CONSTRAINTS = """
SELECT contype, replace(pg_get_constraintdef(oid), 'diemnong.', '') AS text FROM pg_constraint
 WHERE conrelid = %s::regclass ORDER BY 1, 2
"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = %s AND tablename = %s"


def _shape(conn, schema: str, table: str) -> tuple[list, list, set]:
    full = f"{schema}.{table}"
    indexes = {
        row["indexdef"].split(" USING ")[1] for row in db.rows(conn, INDEXES, (schema, table))
    }
    constraints = [
        (row["contype"], row["text"].replace(f"{schema}.", ""))
        for row in db.rows(conn, CONSTRAINTS, (full,))
    ]
    return db.rows(conn, COLUMNS, (schema, table)), constraints, indexes


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.name)
def test_table_is_what_the_definition_says(conn, register) -> None:
    db.execute(conn, "CREATE SCHEMA as_defined")
    # References go to the tables that are there; a register that refers to itself, to the new one.
    db.execute(conn, "SET LOCAL search_path = as_defined, diemnong, public")
    db.execute(conn, table_text(register))
    db.execute(conn, "SET LOCAL search_path = diemnong, public")
    made = _shape(conn, "diemnong", register.table)
    defined = _shape(conn, "as_defined", register.table)
    if register.is_of_map:  # its table holds more, has other defaults, and came before the register
        kept, said = _types(made[0]), _types(defined[0])
        assert {name: kept[name] for name in said if name in kept} | said == said
        assert set(said) <= set(kept)
        return
    assert made == defined


def _types(columns: list) -> dict:
    return {each["column_name"]: each["data_type"] for each in columns}


@pytest.mark.parametrize("register", REGISTERS, ids=lambda each: each.name)
def test_definition_is_whole(register) -> None:
    names = {each.name for each in REGISTERS}
    for column in register.columns:
        assert column.title.vi and column.title.en
        assert not column.ref or column.ref in KINDS or column.ref in names, column.name
        assert not (column.required and column.visible_to > register.editable_by), column.name
        if column.default and column.choices:
            assert column.default in column.choices
    texts = [register.title, register.one, register.lead]
    texts += [each.title for each in (*register.figures, *register.matrices, *register.checks)]
    assert all(each.vi.strip() and each.en.strip() for each in texts)
    assert register.figures and register.systems
    assert register.editable_by >= max(register.visible_to, Role.INSPECTOR)


def test_every_table_of_a_register_has_its_definition(conn) -> None:
    made = db.rows(
        conn,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'diemnong'"
        " AND tablename LIKE 'register\\_%%'",
    )
    own = {each.table for each in REGISTERS if not each.is_of_map}
    assert {row["tablename"] for row in made} == own


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('type = "integer"', 'type = "whole"', "type is 'whole'"),
        ('label = "topic"', 'label = "headline"', "column is 'headline'"),
        ('part = "communication"', 'part = "talk"', "part is 'talk'"),
        ('name = "minutes"', 'name = "version"', "kept by the engine"),
        ("title = {", "titel = {", "title"),
    ],
)
def test_wrong_definition_is_refused_with_its_fault(tmp_path, old, new, words) -> None:
    text = (DEFINITIONS / "broadcasts.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "broadcasts.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert tomllib.loads(path.read_text("utf-8"))
    with pytest.raises(DefinitionError, match=words):
        read_definition(path)
