"""GPX 1.1 as bytes: waypoints, and tracks of one or more segments; degrees in WGS 84."""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

NAMESPACE = "http://www.topografix.com/GPX/1/1"
Place = Sequence[float]
"""Longitude and latitude."""


def start_gpx() -> ElementTree.Element:
    """Return an empty document."""
    told = {"version": "1.1", "creator": "Diem Nong", "xmlns": NAMESPACE}
    return ElementTree.Element("gpx", told)


def add_waypoint(root: ElementTree.Element, at: Place, name: str, about: str) -> None:
    point = ElementTree.SubElement(root, "wpt", _at(at))
    ElementTree.SubElement(point, "name").text = name
    ElementTree.SubElement(point, "desc").text = about


def add_track(root: ElementTree.Element, lines: Iterable[Iterable[Place]], name: str = "") -> None:
    """Add a track with a segment for each line."""
    track = ElementTree.SubElement(root, "trk")
    if name:
        ElementTree.SubElement(track, "name").text = name
    for line in lines:
        segment = ElementTree.SubElement(track, "trkseg")
        for place in line:
            ElementTree.SubElement(segment, "trkpt", _at(place))


def gpx_bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _at(place: Place) -> dict[str, str]:
    return {"lat": f"{place[1]:.7f}", "lon": f"{place[0]:.7f}"}
