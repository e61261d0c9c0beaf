"""The process that opened a pool can end, whatever became of the pool."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ASKER = """
import os
import signal

from layers.computing.pool import PoolCompute


def length_or_death(part):
    if os.environ["ASKER"] != str(os.getpid()):
        os.kill(os.getpid(), signal.SIGKILL)
    return len(part)


if __name__ == "__main__":
    os.environ["ASKER"] = str(os.getpid())
    pool = PoolCompute(2, lambda *_: None, send_after_s=0.0)
    print(sum(pool._spread(length_or_death, [bytes(3_000_000)] * 8)), flush=True)
    pool.close()
"""


def test_process_ends_although_its_pool_was_killed_with_portions_on_their_way(tmp_path):
    """Portions larger than a pipe holds: whoever sends them waits for a reader that is gone."""
    script = tmp_path / "asker.py"
    script.write_text(ASKER)
    done = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == ["24000000"]
