"""What CI runs keeps pictures of the pages that the browser tests see."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

RUN = Path(__file__).parents[2] / ".ci" / "run"


def test_pictures_of_this_run_alone_are_kept(tmp_path: Path) -> None:
    """The folder is there and empty when the tests begin."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(RUN, tmp_path / ".ci" / "run")
    old = tmp_path / "var" / "screenshots" / "old.png"
    old.parent.mkdir(parents=True)
    old.touch()
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("chromium", "redis-server", "npm", "make"):
        (tools / name).write_text('#!/bin/sh\ntouch "$SCREENSHOTS/$1-$CI.png"\n', encoding="utf-8")
        (tools / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
    subprocess.run([tmp_path / ".ci" / "run"], check=True, env=environment, timeout=30)
    assert [path.name for path in old.parent.iterdir()] == ["test-true.png"]
