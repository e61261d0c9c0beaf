"""`python -m scripts.setup serve | test | ward | env | stop`: what the bash bootstraps call."""

import sys

from scripts.setup import develop, serve, test, ward
from scripts.setup.lifecycle import run_to_exit_code

_COMMANDS = {
    "serve": serve.main,
    "test": test.main,
    "ward": ward.main,
    "env": develop.env,
    "stop": develop.stop,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in _COMMANDS:
        print(f"Usage: python -m scripts.setup {' | '.join(_COMMANDS)}", file=sys.stderr)
        return 2
    return run_to_exit_code(lambda: _COMMANDS[arguments[0]](arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
