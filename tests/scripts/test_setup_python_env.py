"""Virtual environments: made once, skipped after, made anew when broken."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.setup.place import Place, make_var
from scripts.setup.progress import Progress
from scripts.setup.python_env import ensure_venv


class Trial:
    """An environment without packages, so that no network is needed."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        make_var(self.place)
        self.requirements = folder / "requirements.txt"
        self.requirements.write_text("# nothing\n")

    def ensure(self) -> str:
        """Return what was said: empty when there was nothing to do."""
        said = io.StringIO()
        progress = Progress(1, said, quiet=True)
        with progress.step("Python packages"):
            ensure_venv(self.place.venv, self.requirements, self.place, progress)
        return said.getvalue()


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    made = Trial(tmp_path_factory.mktemp("clone"))
    assert "installing" in made.ensure()
    yield made


def test_second_start_skips(trial: Trial) -> None:
    assert trial.ensure() == ""


def test_changed_requirements_are_installed(trial: Trial) -> None:
    trial.requirements.write_text("# nothing else\n")
    assert "installing" in trial.ensure()


def test_half_made_environment_is_made_anew(trial: Trial) -> None:
    (trial.place.venv / "bin" / "python").unlink()
    assert "installing" in trial.ensure()
    assert trial.ensure() == ""


def test_lost_package_makes_it_anew(trial: Trial) -> None:
    info = next(trial.place.venv.glob("lib/*/site-packages/pip-*.dist-info"))
    info.rename(info.with_name("gone"))
    assert "installing" in trial.ensure()
