"""Run by the environment's Python: say whether DATABASE_URL can be used, and why not."""

import os
import sys

from layers.errors import Unavailable
from layers.readiness import check
from scripts.setup.problem import DATABASE


def main() -> int:
    try:
        print(check(os.environ["DATABASE_URL"]))
    except Unavailable as problem:
        print(problem.text.en, file=sys.stderr)
        return DATABASE
    return 0


if __name__ == "__main__":
    sys.exit(main())
