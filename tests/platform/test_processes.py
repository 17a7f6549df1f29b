"""The small supervisor: a child is stopped with its own children, and never outlives us."""

import os
import pathlib
import subprocess
import sys
import time

import pytest

from ops import places, processes


def alive(pid):
    status = pathlib.Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(path):
    processes.wait_until(
        lambda: path.exists() and path.read_text().strip() != "", seconds=5, what=str(path)
    )
    return int(path.read_text())


def test_stopping_a_child_stops_its_children(tmp_path):
    child = processes.start(
        ["sh", "-c", f"sleep 60 & echo $! > {tmp_path}/pid; wait"],
        env=os.environ,
        log=tmp_path / "log",
    )
    grandchild = wait_for(tmp_path / "pid")

    processes.stop(child)

    assert child.poll() is not None
    processes.wait_until(lambda: not alive(grandchild), seconds=3, what="grandchild")


def test_a_child_that_ignores_the_request_is_made_to_stop(tmp_path):
    child = processes.start(
        ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"],
        env=os.environ,
        log=tmp_path / "log",
    )
    processes.wait_until(
        lambda: b"ready" in (tmp_path / "log").read_bytes(), seconds=5, what="ready"
    )

    processes.stop(child, patience=0.3)

    assert child.poll() is not None


def test_a_child_dies_with_its_parent_even_killed(tmp_path):
    code = (
        "import os, pathlib, time; from ops import processes;"
        f"c = processes.start(['sleep', '60'], env=os.environ, log=pathlib.Path('{tmp_path}/log'));"
        f"pathlib.Path('{tmp_path}/pid').write_text(str(c.pid)); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=places.ROOT)
    child = wait_for(tmp_path / "pid")

    parent.kill()
    parent.wait()

    processes.wait_until(lambda: not alive(child), seconds=3, what="child")


def test_what_is_kept_is_found_again_and_hidden_from_others(tmp_path):
    first = places.kept(tmp_path, "secret")

    assert places.kept(tmp_path, "secret") == first
    assert (tmp_path / "kept.json").stat().st_mode & 0o077 == 0


def test_a_port_is_remembered_while_it_is_free(tmp_path):
    port = places.port_for(tmp_path, "port")

    assert places.port_for(tmp_path, "port") == port
    assert places.is_free(port)


def test_waiting_ends_with_a_word(tmp_path):
    start = time.monotonic()

    with pytest.raises(TimeoutError, match="never"):
        processes.wait_until(lambda: False, seconds=0.2, what="never")
    assert time.monotonic() - start < 5
