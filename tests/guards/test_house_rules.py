"""Rules of the house that no tool knows."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

Finder = Callable[..., list[Path]]
CODE = ("geo", "layers", "web", "scripts")
LONGEST = 400


def _hits(paths: list[Path], pattern: str, root: Path) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


def test_no_file_is_longer_than_a_reader_s_patience(project_files: Finder, root: Path) -> None:
    """Over 400 lines only with a line that says why: `long because …`."""
    paths = project_files(*CODE, "tests", suffixes=(".py", ".js", ".css", ".sql", ".html"))
    long = {path: path.read_text(encoding="utf-8") for path in paths}
    unexplained = [
        f"{path.relative_to(root)}: {len(text.splitlines())}"
        for path, text in long.items()
        if len(text.splitlines()) > LONGEST and "long because" not in text
    ]
    assert unexplained == []


def test_nothing_loads_from_outside(project_files: Finder, root: Path) -> None:
    paths = project_files("web", suffixes=(".html", ".js", ".css", ".toml", ".py"))
    pattern = r"""(src|href|url|import|from|fetch)\s*[=(:]?\s*["'(]*\s*(https?:)?//[a-z]"""
    assert _hits(paths, pattern, root) == []


def test_data_never_becomes_html(project_files: Finder, root: Path) -> None:
    paths = project_files("web", suffixes=(".html", ".js"))
    assert _hits(paths, r"innerHTML|outerHTML|insertAdjacentHTML|\|\s*safe\b|\beval\(", root) == []


def test_no_inline_script_style_or_handler(project_files: Finder, root: Path) -> None:
    paths = project_files("web/templates", suffixes=(".html",))
    assert _hits(paths, r"""\sstyle=["']|\son[a-z]+=["']|<style""", root) == []


def test_sql_lives_in_layers(project_files: Finder, root: Path) -> None:
    paths = project_files("geo", "web", "scripts", suffixes=(".py",))
    pattern = r"""["'\s](SELECT\s.+\sFROM\s|INSERT INTO\s|DELETE FROM\s|UPDATE\s\w+\sSET\s)"""
    assert _hits(paths, pattern, root) == []


def test_one_clock_says_what_day_it_is(project_files: Finder, root: Path) -> None:
    """The machine's zone is nobody's: layers/clock.py, and in the browser `wardZone()`."""
    paths = [
        path
        for path in project_files(*CODE, "tests", suffixes=(".py",))
        if path not in (root / "layers/clock.py", Path(__file__))
    ]
    now = r"\bdate\.today\(|\b(datetime|Timestamp)\.(now|today|utcnow|fromtimestamp)\("
    local = r"|\.astimezone\(\)|\btime\.(localtime|strftime|ctime|mktime)\(|\bgetdate\("
    assert _hits(paths, now + local, root) == []
    scripts = project_files("web/static/js", suffixes=(".js",))
    pattern = r"\.get(FullYear|Month|Date|Day|Hours)\(|\.toLocale(Date|Time)?String\((?!.*timeZone)"
    assert _hits(scripts, pattern, root) == []


def test_every_session_is_opened_in_one_place(project_files: Finder, root: Path) -> None:
    """Zone, search path and limits of a session are set there (layers/db.py)."""
    paths = project_files(*CODE, suffixes=(".py",))
    hits = _hits(paths, r"psycopg2\.connect\(|\bcreate_engine\(|adbc_driver", root)
    assert {each.split(":")[0] for each in hits} == {"layers/db.py", "layers/readiness.py"}


def test_no_test_is_skipped_or_mocked(project_files: Finder, root: Path) -> None:
    paths = [
        path
        for path in project_files("tests", suffixes=(".py",))
        if path.name != Path(__file__).name
    ]
    pattern = r"pytest\.(mark\.)?(skip|xfail|importorskip)|unittest\.mock|MagicMock|pytest_mock"
    assert _hits(paths, pattern, root) == []


def test_every_setting_is_explained(project_files: Finder, root: Path) -> None:
    used = {
        found
        for path in project_files(*CODE, suffixes=(".py", "serve", "test", "ward"))
        for found in re.findall(r"\b(?:DIEMNONG_[A-Z_]+|DATABASE_URL)\b", path.read_text("utf-8"))
    }
    explained = set(
        re.findall(
            r"^#?\s?(DIEMNONG_[A-Z_]+|DATABASE_URL)=",
            (root / ".env.example").read_text("utf-8"),
            re.M,
        )
    )
    assert used == explained


@pytest.mark.parametrize("folder", ["var", "node_modules"])
def test_what_is_made_at_set_up_is_not_committed(folder: str, root: Path) -> None:
    ignored = (root / ".gitignore").read_text(encoding="utf-8").split()
    assert any(line.strip("/") == folder for line in ignored)


def test_every_index_names_the_query_it_serves(project_files: Finder) -> None:
    for path in project_files("layers/migrations", suffixes=(".sql",)):
        block_has_usage = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("-- Usage:"):
                block_has_usage = True
            elif line.startswith("CREATE INDEX"):
                assert block_has_usage, f"{path.name}: {line}"
            elif not line.startswith("--"):
                block_has_usage = False


def test_no_path_of_a_machine_or_registry_host(project_files: Finder, root: Path) -> None:
    everything = project_files(
        ".",
        suffixes=(".py", ".md", ".toml", ".json", ".txt", ".in", ".js", ".css", ".html", ".sql"),
    )
    paths = [path for path in everything if path.name != Path(__file__).name]
    pattern = r"/work/|/root/\.|registry\.npmjs|files\.pythonhosted|pypi\.org/simple"
    assert _hits(paths, pattern, root) == []


@pytest.mark.parametrize("name", ["requirements-dev.txt", "requirements-bench.txt"])
def test_tests_and_benchmarks_run_what_the_service_runs(name: str, root: Path) -> None:
    """Each environment has its own pinned file; none may fall behind the service's."""

    def pinned(file: str) -> set[str]:
        text = (root / file).read_text(encoding="utf-8")
        return set(re.findall(r"^[A-Za-z0-9_.\-]+==\S+", text, re.MULTILINE))

    assert pinned("requirements.txt") - pinned(name) == set()
