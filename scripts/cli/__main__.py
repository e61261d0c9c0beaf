"""`ward`: the command line. A command is one file, and one line here."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import NamedTuple

import click

from scripts.cli import _run


class Entry(NamedTuple):
    """Where a command lives and what one line says of it, without importing it."""

    module: str
    en: str
    vi: str


COMMANDS: Mapping[str, Entry] = {
    "status": Entry("status", "Figures of a half-year; versions", "Số liệu nửa năm; phiên bản"),
    "report": Entry("report", "The report of a period", "Báo cáo của kỳ"),
    "analyse": Entry("analyse", "Find repeat points and hot cells", "Tìm điểm tái phạm, điểm nóng"),
    "rerun": Entry("rerun", "Do a stored run again, compare", "Chạy lại để đối chiếu"),
    "watch": Entry("watch", "What is new since the last watch", "Có gì mới từ lần canh trước"),
    "notices": Entry("notices", "Tell what is new; mails that wait", "Báo tin; hàng thư chờ"),
    "import": Entry("import_", "Load a file into a layer", "Nạp tệp vào một lớp bản đồ"),
    "imports": Entry("imports", "What was loaded into a ward", "Các lần nạp tệp"),
    "unplaced": Entry("unplaced", "Incidents without a place", "Vụ chưa định vị"),
    "pile-ups": Entry("pile_ups", "Default locations, or places?", "Vị trí mặc định hay thật?"),
    "undo-import": Entry("undo_import", "Take an import back", "Hoàn tác một lần nạp"),
    "epoch": Entry("epoch", "Boundaries in time", "Ranh giới qua các thời kỳ"),
    "export": Entry("export", "Write a layer to a file", "Xuất một lớp bản đồ ra tệp"),
    "print": Entry("print_", "A map to scale on paper", "In bản đồ đúng tỷ lệ"),
    "map-file": Entry("map_file", "A view as one HTML file", "Bản đồ một tệp"),
    "template": Entry("template", "A blank sheet to fill in", "Mẫu nhập liệu trống"),
    "work": Entry("work", "Do the jobs that wait", "Làm các việc đang chờ"),
    "bench": Entry("bench", "Speed beside other programs", "Tốc độ so với chương trình khác"),
    "docs": Entry("docs", "Documents from the declarations", "Tài liệu từ khai báo"),
    "layer": Entry("layer", "Layers of the ward's own", "Lớp riêng của phường"),
    "user": Entry("user", "People who sign in", "Người dùng đăng nhập"),
    "demo": Entry("demo", "Load the demonstration ward", "Nạp phường minh hoạ"),
    "migrate": Entry("migrate", "Bring the database up to date", "Nâng cấp cơ sở dữ liệu"),
    "prepare": Entry("prepare", "Migrate, demo, first admin", "Nâng cấp, minh hoạ, quản trị đầu"),
}


class Commands(click.Group):
    """A group that imports a command's file only when that command is called.

    `ward --help` stays quick however heavy the libraries of one command are (measured: pandas
    and geopandas alone take over a second).
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = import_module(f"scripts.cli.{entry.module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, f"{e.en} · {e.vi}") for name, e in COMMANDS.items()])


@click.group(
    name="ward",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 a defect, 2 wrong use or input, 3 not allowed, 4 import refused,"
    " 5 database unavailable.",
)
def ward() -> None:
    """Điểm Nóng: the ward on a live map with tested hot spots (phường trên bản đồ sống).

    \b
    Examples:
      ./scripts/ward status --period 2016H1
      ./scripts/ward analyse gi_star --period 2016H1 --geojson hot.geojson
      ./scripts/ward COMMAND --help
    """


def main(arguments: list[str] | None = None) -> int:
    """Run one command line; return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments

    def call() -> None:
        # Not `ward.main`: it leaves with code 1, a defect, where only the reader has gone.
        with ward.make_context("ward", list(given)) as context:
            ward.invoke(context)

    return _run.run(call)


if __name__ == "__main__":
    sys.exit(main())
