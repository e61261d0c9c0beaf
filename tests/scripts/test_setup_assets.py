"""The asset publisher: what it copies, changes and refuses."""

import base64
import gzip
import hashlib
import json
from pathlib import Path

import pytest

from scripts.setup.assets import publish
from scripts.setup.problem import DOWNLOAD, Problem


class Workshop:
    """A node_modules folder and an assets.toml, filled by the test."""

    def __init__(self, folder: Path) -> None:
        self.modules = folder / "node_modules"
        self.vendor = folder / "vendor"
        self.listing = folder / "assets.toml"
        self.listing.write_text("")

    def add(self, source: str, content: str, target: str, module: str = "") -> None:
        path = self.modules / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        self.list(source, target, module)

    def list(self, source: str, target: str, module: str = "") -> None:
        with self.listing.open("a") as file:
            file.write(f'[[file]]\nsource = "{source}"\ntarget = "{target}"\n')
            if module:
                file.write(f'import = "{module}"\n')

    def publish(self, fetched: str = "lock") -> bool:
        return publish(self.listing, self.modules, self.vendor, fetched)

    def manifest(self) -> dict[str, dict[str, dict[str, object]]]:
        content: dict[str, dict[str, dict[str, object]]] = json.loads(
            (self.vendor / "manifest.json").read_text()
        )
        return content


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_integrity_is_that_of_the_published_bytes(workshop: Workshop) -> None:
    workshop.add("a/a.js", "one()", "a.js")
    workshop.publish()
    digest = hashlib.sha384((workshop.vendor / "a.js").read_bytes()).digest()
    entry = workshop.manifest()["files"]["a.js"]
    assert entry["integrity"] == "sha384-" + base64.b64encode(digest).decode()


def test_text_has_a_gz_copy_with_the_same_content(workshop: Workshop) -> None:
    workshop.add("a/a.css", "p { color: red }", "a.css")
    workshop.publish()
    assert gzip.decompress((workshop.vendor / "a.css.gz").read_bytes()) == b"p { color: red }"


@pytest.mark.parametrize(
    ("target", "content"),
    [
        ("a.js", "one()\n//# sourceMappingURL=a.js.map"),
        ("a.js", "one()\n//@ sourceMappingURL=a.js.map\n"),
        ("a.css", "p{}/*# sourceMappingURL=a.css.map */"),
    ],
)
def test_source_map_pointers_go(workshop: Workshop, target: str, content: str) -> None:
    workshop.add("a/a", content, target)
    workshop.publish()
    assert (workshop.vendor / target).read_text().strip() in ("one()", "p{}")


@pytest.mark.parametrize(
    "css",
    [
        "p { background: url(https://example.org/a.png) }",
        "p { background: url('//example.org/a.png') }",
        "@import 'http://example.org/a.css';",
        '@import url("https://example.org/a.css");',
        "p { background: url(ftp:a.png) }",
    ],
)
def test_remote_url_is_refused(workshop: Workshop, css: str) -> None:
    workshop.add("a/a.css", css, "a.css")
    with pytest.raises(Problem, match="another host") as caught:
        workshop.publish()
    assert caught.value.code == DOWNLOAD


def test_url_of_a_file_not_published_is_refused(workshop: Workshop) -> None:
    workshop.add("a/a.css", "p { background: url(images/b.png) }", "a.css")
    with pytest.raises(Problem, match=r"images/b\.png"):
        workshop.publish()


def test_url_of_a_published_file_is_kept(workshop: Workshop) -> None:
    workshop.add("a/a.css", "p { background: url(../i/b.png?v=1#x) }", "css/a.css")
    workshop.add("a/b.png", "png", "i/b.png")
    assert workshop.publish()


@pytest.mark.parametrize("css", ["p{x:url(data:image/png;base64,AA)}", "p{x:url(#x)}"])
def test_url_without_a_request_is_kept(workshop: Workshop, css: str) -> None:
    workshop.add("a/a.css", css, "a.css")
    assert workshop.publish()


@pytest.mark.parametrize(("source", "target"), [("a/a.js", "../a.js"), ("../../a.js", "a.js")])
def test_path_that_leaves_its_folder_is_refused(
    workshop: Workshop, source: str, target: str
) -> None:
    workshop.list(source, target)
    with pytest.raises(Problem, match="leaves its folder"):
        workshop.publish()


def test_file_that_the_packages_lack_is_named(workshop: Workshop) -> None:
    workshop.list("a/gone.js", "a.js")
    with pytest.raises(Problem, match=r"a/gone\.js"):
        workshop.publish()


def test_second_run_does_nothing(workshop: Workshop) -> None:
    workshop.add("a/a.js", "one()", "a.js")
    assert [workshop.publish(), workshop.publish()] == [True, False]


def test_new_packages_are_published_again(workshop: Workshop) -> None:
    workshop.add("a/a.js", "one()", "a.js")
    assert [workshop.publish("old"), workshop.publish("new")] == [True, True]


def test_lost_file_is_published_again(workshop: Workshop) -> None:
    workshop.add("a/a.js", "one()", "a.js")
    workshop.publish()
    (workshop.vendor / "a.js").unlink()
    assert workshop.publish()


def test_refusal_leaves_the_old_files(workshop: Workshop) -> None:
    workshop.add("a/a.js", "one()", "a.js")
    workshop.publish()
    workshop.list("a/gone.js", "b.js")
    with pytest.raises(Problem):
        workshop.publish()
    assert (workshop.vendor / "a.js").read_text() == "one()"


def test_modules_stand_in_the_import_map(workshop: Workshop) -> None:
    workshop.add("pbf/index.js", "export {}", "pbf/index.js", "pbf")
    workshop.publish()
    assert workshop.manifest()["imports"] == {"pbf": "pbf/index.js"}
