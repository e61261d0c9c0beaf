"""A method's declaration as data: what a form, a program or a page needs to know, in JSON."""

from geo.hotspots.base import Method, Parameter

SCHEMA = "https:" + "//json-schema.org/draft/2020-12/schema"
_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}


def method_json(method: Method) -> dict[str, object]:
    """Return the whole declaration; ``schema`` is a JSON Schema of the parameters."""
    return {
        **method_head(method),
        "reference": method.reference,
        "caution": [each.to_json() for each in method.caution],
        "parameters": [_parameter_json(each) for each in method.parameters],
        "schema": parameters_schema(method),
    }


def method_head(method: Method) -> dict[str, object]:
    """Return what a list of methods shows."""
    return {
        "name": method.name,
        "title": method.title.to_json(),
        "summary": method.summary.to_json(),
        "needs": method.needs,
        "classes_are_levels": method.classes_are_levels,
    }


def parameters_schema(method: Method) -> dict[str, object]:
    """Return the JSON Schema (2020-12) that the parameters of a run obey."""
    return {
        "$schema": SCHEMA,
        "title": method.title.en,
        "type": "object",
        "additionalProperties": False,
        "properties": {each.name: _property(each) for each in method.parameters},
    }


def _property(parameter: Parameter) -> dict[str, object]:
    """Return the schema of one value; where it may be chosen from the data, null does so."""
    kind = _TYPES.get(parameter.type, "string")
    found: dict[str, object] = {
        "type": kind if parameter.default is not None else [kind, "null"],
        "title": parameter.title.en,
        "default": parameter.default,
    }
    if parameter.type == "date":
        found["format"] = "date"
    if parameter.minimum is not None:
        found["minimum"] = parameter.minimum
    if parameter.maximum is not None:
        found["maximum"] = parameter.maximum
    if parameter.choices:
        names: list[str | None] = [name for name, _ in parameter.choices]
        found["enum"] = names if parameter.default is not None else [*names, None]
    if parameter.help.en:
        found["description"] = parameter.help.en
    return found


def _parameter_json(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "title": parameter.title.to_json(),
        "type": parameter.type,
        "default": parameter.default,
        "unit": None if parameter.unit is None else parameter.unit.to_json(),
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "choices": [{"value": name, "title": title.to_json()} for name, title in parameter.choices],
        "reason": parameter.reason.to_json(),
        "help": parameter.help.to_json(),
        "allowed": parameter.allowed().to_json(),
    }
