"""Read vector tiles in tests: as much of the Mapbox Vector Tile format as ours use."""

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple


class Feature(NamedTuple):
    """One feature: `geometry` holds the numbers of all points, in tile units."""

    id: int | None
    properties: dict[str, Any]
    points: list[tuple[int, int]]


def read_tile(body: bytes) -> dict[str, list[Feature]]:
    """Return the features of each layer of a tile."""
    layers = {}
    for number, layer in _fields(body):
        assert number == 3
        name, features = _layer(layer)
        layers[name] = features
    return layers


def _layer(body: bytes) -> tuple[str, list[Feature]]:
    name, keys, values, raw = "", [], [], []
    for number, value in _fields(body):
        if number == 1:
            name = value.decode()
        elif number == 2:
            raw.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
    return name, [_feature(each, keys, values) for each in raw]


def _feature(body: bytes, keys: list[str], values: list[Any]) -> Feature:
    feature_id, tags, commands = None, [], []
    for number, value in _fields(body):
        if number == 1:
            feature_id = value
        elif number == 2:
            tags = list(_varints(value))
        elif number == 4:
            commands = list(_varints(value))
    pairs = zip(tags[::2], tags[1::2], strict=True)
    return Feature(feature_id, {keys[k]: values[v] for k, v in pairs}, _points(commands))


def _points(commands: list[int]) -> list[tuple[int, int]]:
    points, x, y, at = [], 0, 0, 0
    while at < len(commands):
        kind, number = commands[at] & 7, commands[at] >> 3
        at += 1
        if kind == 7:
            continue
        for _ in range(number):
            x += _zigzag(commands[at])
            y += _zigzag(commands[at + 1])
            points.append((x, y))
            at += 2
    return points


def _value(body: bytes) -> Any:
    number, value = next(iter(_fields(body)))
    match number:
        case 1:
            return value.decode()
        case 3:
            return struct.unpack("<d", value)[0]
        case 6:
            return _zigzag(value)
        case 7:
            return bool(value)
    return value


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _fields(body: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(body, at)
        else:
            length, at = _varint(body, at) if kind == 2 else (8 if kind == 1 else 4, at)
            value, at = body[at : at + length], at + length
        yield key >> 3, value


def _varints(body: bytes) -> Iterator[int]:
    at = 0
    while at < len(body):
        value, at = _varint(body, at)
        yield value


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = body[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
