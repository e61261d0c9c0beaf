"""Run by the environment's Python: say with which address the web server connects, or why none.

Reads one object from standard input: what stands in it is for nobody's process list. The address
goes to standard output, remarks to standard error.
"""

import json
import sys

from layers.errors import Unavailable
from layers.web_login import web_login
from scripts.setup.problem import DATABASE


def main() -> int:
    try:
        found = web_login(**json.load(sys.stdin))
    except Unavailable as problem:
        print(f"{problem.text.vi}\n{problem.text.en}", file=sys.stderr)
        return DATABASE
    for remark in found.remarks:
        print(f"{remark.vi}\n{remark.en}", file=sys.stderr)
    print(found.url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
