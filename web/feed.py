"""Notices as a feed: Atom (RFC 4287) and RSS 2.0, made of elements, never of strings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as Xml

from geo.text import Text, for_xml
from layers.notices.feeds import Feed
from layers.notices.lines import Entry

XML = "http://www.w3.org/XML/1998/namespace"
ATOM = "http://www.w3.org/2005/Atom"
MEDIA = {"atom": "application/atom+xml", "rss": "application/rss+xml"}
TITLE = Text("Điểm Nóng: tin báo", "Điểm Nóng: notices")


def feed_xml(kind: str, feed: Feed, entries: Sequence[Entry], site: str, address: str) -> bytes:
    """Return a feed as bytes; `site` is where the pages are, `address` where the feed itself is.

    The same notices give the same bytes: nothing in it says when it was asked for.
    """
    made = _rss(feed, entries, site) if kind == "rss" else _atom(feed, entries, site, address)
    Xml.register_namespace("", ATOM)
    body: bytes = Xml.tostring(made, encoding="utf-8", xml_declaration=True)
    return body


def updated_at(feed: Feed, entries: Sequence[Entry]) -> datetime:
    """Return the moment of the newest notice, or in which the feed was made."""
    moments = [each.notice.told_at for each in entries]
    return max([feed.made_at, *moments]).astimezone(UTC)


def entry_title(entry: Entry, language: str) -> str:
    return entry.title.in_language(language)


def entry_address(entry: Entry, site: str) -> str:
    query = urlencode({"ward": entry.ward.code})
    return f"{site}/notices/{entry.notice.id}?{query}"


def _atom(feed: Feed, entries: Sequence[Entry], site: str, address: str) -> Xml.Element:
    root = Xml.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": feed.language})
    _add(root, "id", f"urn:uuid:{feed.uid}")
    _add(root, "title", TITLE.in_language(feed.language))
    _add(root, "updated", _moment(updated_at(feed, entries)))
    _add(root, "link", rel="self", href=address, type=MEDIA["atom"])
    _add(root, "link", rel="alternate", href=f"{site}/notices", type="text/html")
    _add(_add(root, "author"), "name", "Điểm Nóng")
    for each in entries:
        entry = _add(root, "entry")
        _add(entry, "id", f"urn:uuid:{each.notice.uid}")
        _add(entry, "title", entry_title(each, feed.language))
        _add(entry, "updated", _moment(each.notice.told_at))
        _add(entry, "published", _moment(each.notice.told_at))
        _add(entry, "link", rel="alternate", href=entry_address(each, site), type="text/html")
        _add(entry, "category", term=each.notice.rule)
        _add(entry, "content", _lines(each, feed.language), type="text")
    return root


def _rss(feed: Feed, entries: Sequence[Entry], site: str) -> Xml.Element:
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    for name, words in (
        ("title", TITLE.in_language(feed.language)),
        ("link", f"{site}/notices"),
        ("description", TITLE.in_language(feed.language)),
        ("language", feed.language),
        ("lastBuildDate", format_datetime(updated_at(feed, entries))),
    ):
        Xml.SubElement(channel, name).text = words
    for each in entries:
        item = Xml.SubElement(channel, "item")
        Xml.SubElement(item, "title").text = for_xml(entry_title(each, feed.language))
        Xml.SubElement(item, "link").text = entry_address(each, site)
        guid = Xml.SubElement(item, "guid", isPermaLink="false")
        guid.text = f"urn:uuid:{each.notice.uid}"
        moment = each.notice.told_at.astimezone(UTC)
        Xml.SubElement(item, "pubDate").text = format_datetime(moment)
        Xml.SubElement(item, "description").text = for_xml(_lines(each, feed.language))
    return root


def _add(parent: Xml.Element, name: str, words: str = "", **attributes: str) -> Xml.Element:
    made = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    made.text = for_xml(words) or None
    return made


def _lines(entry: Entry, language: str) -> str:
    said = [f"{entry.ward.name.in_language(language)}"]
    return "\n".join([*said, *(each.in_language(language) for each in entry.lines)])


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def feed_address(site: str, token: str, kind: str = "atom") -> str:
    return f"{site}/feed/{quote(token, safe='')}.{kind}"
