"""A few lines of Python that run each method with `geo` alone; a test runs them as printed."""

from geo.hotspots import Method

_UNITS = {
    "none": (),
    "lanes": (
        "from geo.result import Units",
        "ends = [((590_500, y), (591_500, y)) for y in range(2_328_550, 2_329_500, 100)]",
        'units = Units("lane", shapely.linestrings(ends), tuple("ABCDEFGHIJ"))',
    ),
    "groups": (
        "from geo.result import Units",
        "halves = shapely.box([590_500, 591_000], 2_328_500, [591_000, 591_500], 2_329_500)",
        'units = Units("area", halves, ("west", "east"))',
    ),
}
_PARAMETERS: dict[str, dict[str, object]] = {
    "effect": {"unit_kind": "place", "centre": "591000, 2329000"},
    "forecast": {"folds": 4},
    "near_repeat": {"band_days": 30, "least_ratio": 1},
    "repeat_points": {"radius_m": 30},
}


def example_of(method: Method) -> str:
    """Return the example of a method."""
    stated = _PARAMETERS.get(method.name, {})
    first, *units = _UNITS[method.units_needed(method.check(stated))] or ("",)
    return "\n".join(
        [
            "import numpy as np, shapely",
            "from geo.events import Events",
            f"from geo.hotspots.{method.name} import METHOD",
            *([first] if first else []),
            "",
            "spots = np.random.default_rng(1).normal((591_000, 2_329_000), 90, (100, 2))",
            "events = Events.from_arrays(*spots.repeat(2, axis=0).T, day=20_000 + np.arange(200))",
            "area = shapely.box(590_500, 2_328_500, 591_500, 2_329_500)",
            *units,
            f"parameters = METHOD.check({stated!r})".replace("'", '"'),
            f"result = METHOD.run(events, area, parameters, 1{', units' if units else ''})",
            "print(len(result), [unit.label for unit in result.rows()][:3])",
        ]
    )
