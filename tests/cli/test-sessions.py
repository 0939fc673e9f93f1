#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real thalweg-cli on sessions: recording, going on, branching, replaying, verifying.

Usage: test-sessions.py THALWEG_CLI SOURCE_ROOT [TEST]…
Prints TAP.  Standard library only.
"""

import csv
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import time

from driver import CLI, SOURCE, Scratch, call, complains, document, good, main, strict

WORLD = ["--set", "world.contexts=64"]
SHORT = WORLD + ["--set", "pre-training.steps=20", "--set", "fine-tuning.steps=30"]
ENDLESS = WORLD + ["--set", "fine-tuning.steps=1000000000"]
RUN_KEYS = (
    "scenario title model seed steps total_steps stage loss theta readouts plane scores entropy regime hash "
    "interrupted failure session run name parent step steps_recorded_every version isa blas"
).split()
# What nobody but the order of two runs in one file may change.
PLACE = ["session", "run", "name", "parent", "step", "steps_recorded_every", "scenario"]
MANY = "9007199254740993"


def record(scratch, name="s.thalweg", *words):
    return document("run", "default", *SHORT, *words, "-o", scratch.path(name))


def without_place(result):
    return {key: value for key, value in result.items() if key not in PLACE}


def query(path, sql, *values):
    """Reads from a database that nobody writes."""
    connection = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def edit(path, sql, *values):
    """Writes to it as a stranger would."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(sql, values).rowcount
    finally:
        connection.close()


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def is_session(path):
    return os.path.exists(path) and contents(path)[:16] == b"SQLite format 3\0"


def in_terminal(*words):
    """Starts it with standard error on a terminal; returns the process and the terminal."""
    ours, theirs = os.openpty()
    process = subprocess.Popen([CLI, *words], stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    return process, os.fdopen(ours, "rb", buffering=0)


def wait_for(condition, seconds=60):
    """Until condition() is true: for what another program does in its own time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def recorded_steps(path):
    """The last step committed so far, -1 before there is any."""
    try:
        return query(path, "select max(step) from planner_steps")[0][0] or -1
    except sqlite3.OperationalError:
        return -1


class Recording:
    """An endless run that is being recorded."""

    def __init__(self, path, *words):
        self.path = path
        self.process = subprocess.Popen(
            [CLI, "run", "default", *ENDLESS, "-o", path, "--json", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        wait_for(lambda: recorded_steps(path) > 100)

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        out, error = self.process.communicate(timeout=120)
        return self.process.returncode, out, error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


# --- run -o ---


def test_record():
    """What is recorded is what happens without recording, and the file is as it is documented."""
    with Scratch() as scratch:
        plain = document("run", "default", *SHORT)
        result = record(scratch)
        path = scratch.path("s.thalweg")
        assert os.listdir(scratch.folder.name) == ["s.thalweg"]
        assert list(result) == RUN_KEYS, list(result)
        assert without_place(result) == {k: v for k, v in plain.items() if k not in PLACE}
        assert result["session"] == path and result["run"] == 1 and result["parent"] is None
        assert result["step"] == 0 and result["steps_recorded_every"] == 1

        assert query(path, "pragma integrity_check") == [("ok",)]
        assert query(path, "pragma application_id") == [(0x54574C47,)]
        assert query(path, "pragma user_version") == [(1,)]
        assert query(path, "pragma page_size") == [(8192,)]
        assert query(path, "select run, count(*), min(step), max(step) from planner_steps group by run") == [
            (1, 51, 0, 50)
        ]
        # There is no loss before the first step, and every number after it.
        assert query(path, "select step from planner_steps where loss is null") == [(0,)]
        assert query(path, 'select count(*) from planner_steps where "understanding.world" is null or x is null') == [
            (0,)
        ]
        row = query(path, 'select theta, horizon, x, y from planner_steps where step = 50')[0]
        assert list(struct.unpack("<%dd" % len(result["theta"]), row[0])) == list(result["theta"].values())
        assert row[1:] == (result["readouts"]["horizon"], result["plane"]["x"], result["plane"]["y"])
        assert query(path, "select state, message, scenario is null from run") == [("finished", None, 0)]
        states = query(path, "select step, hash, state from checkpoint order by step")
        assert states[0][0] == 0 and states[-1][:2] == (50, result["hash"]), states
        # The one where the second stage begins.
        assert 20 in [step for step, _, _ in states]
        assert query(path, "select count(*) from planner_scores where step = 50") == [(1,)]
        assert query(path, "select count(*) from machine") == [(1,)]



def test_record_text():
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        result = good("run", "default", *SHORT, "-o", path, "--name", "a\tname")
        text, error = result.stdout.decode(), result.stderr.decode()
        assert "run 1 (a name) in " + path in text, text
        assert "step 50 of 50" in text and re.search(r"^state [0-9a-f]{64}$", text, re.M)
        assert "50 steps" in error and "\r" not in error


def test_add_root():
    """Another run is added to a session that is there."""
    with Scratch() as scratch:
        first = record(scratch)
        second = record(scratch, "s.thalweg", "--seed", "5", "--name", "five")
        assert (first["run"], second["run"]) == (1, 2) and second["name"] == "five"
        assert second["hash"] != first["hash"] and second["seed"] == 5
        path = scratch.path("s.thalweg")
        assert query(path, "select id, parent, start from run") == [(1, None, 0), (2, None, 0)]
        assert document("run", "default", *SHORT, "--seed", "5")["hash"] == second["hash"]


def test_record_nothing():
    """A file is there also when no step was made."""
    with Scratch() as scratch:
        result = record(scratch, "s.thalweg", "--steps", "0")
        assert result["steps"] == 0 and is_session(scratch.path("s.thalweg"))
        after = document("run", scratch.path("s.thalweg"))
        assert after["steps"] == 50 and after["hash"] == document("run", "default", *SHORT)["hash"]


def test_told_by_content():
    """A session is one whatever its name; a shipped scenario's name is the scenario."""
    with Scratch() as scratch:
        result = record(scratch, "mine.ini", "--steps", "10")
        document("run", "default", *SHORT, "--steps", "0", "-o", "default", cwd=scratch.folder.name)
        after = document("run", "mine.ini", cwd=scratch.folder.name)
        assert after["session"] == "mine.ini" and after["steps"] == 50 and after["hash"] != result["hash"]
        assert "session" not in document("run", "default", *SHORT, cwd=scratch.folder.name)
        assert document("run", "./default", cwd=scratch.folder.name)["hash"] == after["hash"]


def test_refused_files():
    """What is no session is left as it is."""
    with Scratch() as scratch:
        for name, data in (("text", b"call me Ishmael\n"), ("empty", b""), ("half", b"SQLite format 3\0"),
                           ("binary", bytes(range(256)) * 100)):
            path = scratch.file(name, data)
            complains(["run", "default", *SHORT, "-o", path], [1], path)
            assert contents(path) == data
            for command in (["info"], ["replay"], ["replay", "--verify"], ["branch", "--step", "0"],
                            ["compare", "--run", "1", "--run", "2"]):
                complains([command[0], path, *command[1:]], [1], path)
                assert contents(path) == data
        foreign = scratch.path("foreign.thalweg")
        edit(foreign, "create table run (id integer)")
        before = contents(foreign)
        complains(["run", "default", *SHORT, "-o", foreign], [1], foreign)
        complains(["run", foreign], [1], foreign)
        complains(["info", foreign], [1], foreign)
        assert contents(foreign) == before
        complains(["run", "default", *SHORT, "-o", scratch.path("no/such/folder/s.thalweg")], [1], "no/such/folder")
        complains(["run", "default", *SHORT, "-o", scratch.folder.name], [1], scratch.folder.name)
        os.mkfifo(scratch.path("fifo"))
        complains(["run", "default", *SHORT, "-o", scratch.path("fifo")], [1], "fifo", timeout=20)
        complains(["info", scratch.path("fifo")], [1], "fifo", timeout=20)
        complains(["info", scratch.path("nothing")], [1], "nothing")
        assert not os.path.exists(scratch.path("nothing"))


def test_newer_version():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        edit(path, "pragma user_version = 2")
        before = contents(path)
        for words in (["info", path], ["run", path], ["replay", path], ["run", "default", *SHORT, "-o", path]):
            complains(words, [1], path, "newer")
        assert contents(path) == before


def test_usage():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        before = contents(path)
        complains(["run", "default", "--name", "x"], [2], "--name", "--output")
        complains(["run", "default", "--wait", "3"], [2], "--wait")
        complains(["run", "default", "--run", "1"], [2], "--run")
        complains(["run", "default", "-o", path, "--name", ""], [2], "--name", "200")
        complains(["run", "default", "-o", path, "--name", "é" * 101], [2], "--name", "200", "202")
        complains(["run", "default", "-o", path, "--wait", "soon"], [2], "--wait", "soon")
        complains(["run", path, "--set", "start.horizon=1"], [2], "--set", "branch")
        complains(["run", path, "--seed", "1"], [2], "--seed", "branch")
        complains(["run", path, "-o", path], [2], "--output")
        complains(["run", path, "--name", "x"], [2], "--name")
        complains(["run", path, "--run", "7"], [2], "7", "1 (")
        complains(["run", path, "--run", "nobody"], [2], "nobody", "1 (")
        complains(["run", path, "--steps", "1"], [2], "--steps", "from 0 to 0")
        for command in ("branch", "replay", "info", "compare"):
            complains([command], [2], "no session")
            complains([command, path, path], [2], "one session is enough")
        complains(["branch", path], [2], "--step", "0 to 50")
        complains(["branch", path, "--step", "51"], [2], "--step", "51", "0 to 50")
        complains(["branch", path, "--step", "-1"], [2], "--step", "0 to 50")
        complains(["branch", path, "--step", MANY], [2], "--step", "0 to 50")
        complains(["branch", path, "--step", "10", "--seed", "2"], [2], "--seed", "step 0", "step 10")
        complains(["branch", path, "--step", "10", "--set", "nothing.key=1"], [2], "nothing")
        complains(["branch", path, "--step", "10", "--set", "optimizer.nothing=1"], [2], "nothing")
        complains(["branch", path, "--step", "10", "--set", "optimizer.learning_rate"], [2], "ADDRESS=VALUE")
        complains(["branch", path, "--step", "10", "--set", "optimizer.learning_rate=-1"], [2], "-1")
        complains(["branch", path, "--step", "10", "--set", "start.horizon=1"], [2], "start")
        complains(["branch", path, "--step", "10", "--theta", "horizon"], [2], "NAME=VALUE")
        complains(["branch", path, "--step", "10", "--theta", "nothing=1"], [2], "nothing")
        complains(["branch", path, "--step", "10", "--theta", "horizon=nan"], [2], "--theta")
        complains(["branch", path, "--step", "10", "--steps", "41"], [2], "--steps", "from 0 to 40")
        complains(["branch", path, "--step", "10", "--steps", "1", "--no-train"], [2], "--no-train")
        complains(["replay", path, "--from", "51"], [2], "--from", "0 to 50")
        complains(["replay", path, "--from", "9", "--to", "8"], [2], "--to", "9 to 50")
        complains(["replay", path, "--every", "0"], [2], "--every")
        complains(["replay", path, "--at", "51"], [2], "--at", "0 to 50")
        complains(["replay", path, "--at", "5", "--verify"], [2], "--verify", "--at")
        complains(["replay", path, "--at", "5", "--to", "8"], [2], "--at")
        complains(["replay", path, "--tolerance", "1"], [2], "--verify")
        for tolerance in ("-1", "nan", "inf", "x", ""):
            complains(["replay", path, "--verify", "--tolerance", tolerance], [2], "--tolerance")
        complains(["replay", path, "--verify", "--run", "7"], [2], "7")
        complains(["info", path, "--csv"], [2], "--changes")
        complains(["info", path, "--run", "1"], [2], "--changes")
        complains(["info", path, "--changes", "--csv", "--json"], [2], "--csv")
        complains(["info", path, "--changes", "--scenario", "1"], [2], "--scenario")
        complains(["info", path, "--scenario", "7"], [2], "7")
        complains(["compare", path], [2], "twice")
        complains(["compare", path, "--run", "1"], [2], "twice")
        complains(["compare", path, "--run", "1", "--run", "7"], [2], "7")
        complains(["compare", path, "--run", "1", "--run", "1", "--points", "1"], [2], "--points")
        # Nothing of all that is in the file.
        assert query(path, "select count(*) from run") == [(1,)]
        assert contents(path) == before


# --- going on ---


def test_go_on():
    """However a run is cut into pieces, it comes to the same state."""
    with Scratch() as scratch:
        whole = document("run", "default", *SHORT)
        path = scratch.path("s.thalweg")
        first = record(scratch, "s.thalweg", "--steps", "7")
        assert first["steps"] == 7 and query(path, "select state from run") == [("paused",)]
        second = document("run", path, "--steps", "13")
        assert second["steps"] == 20 and second["stage"] == "fine-tuning"
        third = document("run", path, "--run", "1", "--steps", "1")
        assert third["steps"] == 21
        last = document("run", path, "--run", first["name"])
        assert last["steps"] == 50 and last["hash"] == whole["hash"] and last["run"] == 1
        assert query(path, "select count(*), max(step) from planner_steps") == [(51, 50)]
        assert query(path, "select state from run") == [("finished",)]
        again = document("run", path)
        assert again["hash"] == whole["hash"] and again["steps"] == 50
        assert document("replay", path, "--verify")["matches"] is True


def test_kill():
    """After kill -9 the file opens, and the run comes to where an undisturbed one comes."""
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        words = ["run", "default", *WORLD, "--set", "fine-tuning.steps=60000", "--seed", "3"]
        whole = document(*words)
        for moment in (100, 5000, 20000):
            process = subprocess.Popen([CLI, *words, "-o", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            wait_for(lambda: recorded_steps(path) > moment or process.poll() is not None)
            process.kill()
            process.communicate()
            committed = recorded_steps(path)
            info = document("info", path)
            assert committed > moment and info["runs"][-1]["steps"] == committed, (committed, info["runs"])
            assert info["runs"][-1]["state"] in ("paused", "finished") and info["read_only"] is False
            after = document("run", path)
            assert after["hash"] == whole["hash"] and after["steps"] == whole["steps"]
            assert query(path, "pragma integrity_check") == [("ok",)]
            os.remove(path)


def test_interrupt():
    """It stops, keeps what it has, and goes on from there."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with Scratch() as scratch:
            path = scratch.path("s.thalweg")
            process, terminal = in_terminal("run", "default", *ENDLESS, "-o", path, "--json")
            with terminal:
                wait_for(lambda: recorded_steps(path) > 1000)
                seen = b""
                while True:
                    try:
                        part = terminal.read(4096)
                    except OSError:  # how Linux says that the other end is closed
                        break
                    if not part:
                        break
                    if b"[" not in seen:
                        process.send_signal(number)
                    seen += part
            out = process.stdout.read()
            assert process.wait(60) == 128 + number
            result = strict(out)
            assert result["interrupted"] is True and result["steps"] > 1000
            assert b"training" in seen and seen.endswith(b"\r\x1b[K"), seen[-200:]
            assert recorded_steps(path) == result["steps"]
            assert query(path, "select state from run") == [("paused",)]
            after = document("run", path, "--steps", "5")
            assert after["steps"] == result["steps"] + 5
            assert after["hash"] == document("run", "default", *ENDLESS, "--steps", str(after["steps"]))["hash"]


def test_failure():
    """A number that is not finite ends the run with status 1, and everything before it is kept."""
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        words = ["run", "default", *SHORT, "--set", "start.u.world=1e9", "--set", "start.v.world=1e9", "--json"]
        words += ["--set", "optimizer.clip=0", "--set", "optimizer.learning_rate=10"]
        plain = call(*words)
        recorded = call(*words, "-o", path)
        assert plain.returncode == recorded.returncode == 1
        assert recorded.stderr == plain.stderr and b"finite" in plain.stderr, recorded.stderr
        expected, result = strict(plain.stdout), strict(recorded.stdout)
        assert without_place(result) == {k: v for k, v in expected.items() if k not in PLACE}
        info = document("info", path)["runs"][0]
        assert info["state"] == "failed" and info["message"] == expected["failure"]
        assert info["steps"] == expected["steps"] < 50
        again = call("run", path, "--json")
        assert again.returncode == 1 and strict(again.stdout)["hash"] == expected["hash"]


# --- branch ---


def test_branch_without_change():
    """It ends where its parent ends, wherever it begins."""
    with Scratch() as scratch:
        parent = record(scratch)
        path = scratch.path("s.thalweg")
        for step in (0, 1, 19, 20, 21, 33, 50):
            branch = document("branch", path, "--run", "1", "--step", str(step))
            assert list(branch) == RUN_KEYS
            assert branch["hash"] == parent["hash"] and branch["theta"] == parent["theta"]
            assert (branch["parent"], branch["step"], branch["steps"]) == (1, step, 50)
        assert query(path, "select distinct parent from run where id > 1") == [(1,)]
        assert query(path, "select start from run order by id") == [(s,) for s in (0, 0, 1, 19, 20, 21, 33, 50)]
        assert query(path, "select count(*) from change") == [(0,)]
        rows = query(path, "select count(*), count(distinct loss), min(theta), max(theta) from planner_steps "
                           "where step between 34 and 50 group by step")
        assert len(rows) == 17
        for i, (n, losses, least, greatest) in enumerate(rows):
            assert n == (8 if i == 16 else 7) and losses == 1 and least == greatest
        verified = document("replay", path, "--verify")
        assert verified["matches"] is True and len(verified["runs"]) == 8


def test_branch_with_changes():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        parent_rows = query(path, "select * from planner_steps where run = 1")
        branch = document(
            "branch", path, "--step", "30", "--theta", "horizon=1", "--theta", "horizon=6.5", "--set",
            "optimizer.learning_rate=0.02", "--set", "fine-tuning.dev_horizon=1e4", "--name", "far-sighted",
        )
        assert branch["name"] == "far-sighted" and branch["run"] == 2 and branch["parent"] == 1
        assert query(path, "select * from planner_steps where run = 1") == parent_rows
        changes = query(path, "select run, step, origin, address, before, after from change order by address")
        assert [c[:4] for c in changes] == [
            (2, 30, "command line", address)
            for address in ("fine-tuning.dev_horizon", "optimizer.learning_rate", "theta.horizon")
        ], changes
        assert [c[5] for c in changes] == [1e4, 0.02, 6.5]
        at_start = document("replay", path, "--run", "1", "--at", "30")
        assert changes[2][4] == at_start["theta"]["horizon"]
        begun = document("replay", path, "--run", "2", "--at", "30")
        assert begun["theta"]["horizon"] == 6.5
        expected = dict(at_start["theta"], horizon=6.5)
        assert begun["theta"] == expected
        longer = document("branch", path, "--run", "far-sighted", "--step", "30", "--set", "fine-tuning.steps=40")
        assert longer["total_steps"] == longer["steps"] == 60
        assert document("replay", path, "--verify")["matches"] is True


def test_branch_seed():
    """From step 0 a branch with another seed is what a run with that seed is."""
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        branch = document("branch", path, "--step", "0", "--seed", "9", "--set", "start.horizon=2")
        other = document("run", "default", *SHORT, "--seed", "9", "--set", "start.horizon=2")
        assert branch["seed"] == 9 and branch["hash"] == other["hash"]
        assert document("replay", path, "--verify")["matches"] is True


def test_branch_in_pieces():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        theta = ["--theta", "horizon=4"]
        whole = document("branch", path, "--run", "1", "--step", "25", *theta)
        bare = document("branch", path, "--run", "1", "--step", "25", *theta, "--no-train")
        assert bare["steps"] == 25 and bare["theta"]["horizon"] == 4
        part = document("branch", path, "--run", "1", "--step", "25", *theta, "--steps", "3")
        assert part["steps"] == 28
        for run in (bare["run"], part["run"]):
            assert document("run", path, "--run", str(run))["hash"] == whole["hash"]
        # A step before a branch began is one of the run it comes from.
        before = document("branch", path, "--run", str(whole["run"]), "--step", "10", "--no-train")
        assert before["parent"] == 1 and before["step"] == 10


def test_names():
    with Scratch() as scratch:
        record(scratch, "s.thalweg", "--name", "twin")
        record(scratch, "s.thalweg", "--name", "twin", "--seed", "2")
        record(scratch, "s.thalweg", "--name", "2", "--seed", "3")
        path = scratch.path("s.thalweg")
        complains(["replay", path, "--run", "twin", "--at", "1"], [2], "twin", "1 (twin), 2 (twin)")
        assert document("replay", path, "--run", "2", "--at", "50")["seed"] == 2
        assert document("replay", path, "--at", "50")["seed"] == 3
        edit(path, "update run set deleted = 1 where id = 3")
        assert document("replay", path, "--at", "50")["seed"] == 2
        edit(path, "update run set deleted = 1 where id = 2")
        assert document("replay", path, "--run", "twin", "--at", "50")["seed"] == 1
        complains(["run", path, "--run", "2"], [1], "deleted")
        complains(["branch", path, "--run", "2", "--step", "1"], [1], "deleted")


# --- replay ---


def test_rows():
    with Scratch() as scratch:
        result = record(scratch)
        path = scratch.path("s.thalweg")
        rows = document("replay", path)
        assert [row["step"] for row in rows] == list(range(51)) and {row["run"] for row in rows} == {1}
        assert list(rows[0]) == ["run", "step", "loss", "gradient_norm", "update_norm", "x", "y", "readouts", "theta"]
        assert rows[0]["loss"] is None and rows[0]["gradient_norm"] is None
        assert rows[50]["theta"] == result["theta"] and rows[50]["readouts"] == result["readouts"]
        assert rows[50]["x"] == result["plane"]["x"]
        for row in rows[1:]:
            stored = query(path, "select loss, gradient_norm, update_norm from planner_steps where step = ?", row["step"])
            assert stored == [(row["loss"], row["gradient_norm"], row["update_norm"])]
        part = document("replay", path, "--from", "10", "--to", "31", "--every", "10")
        assert [row["step"] for row in part] == [10, 20, 30] and part == rows[10:31:10]
        assert document("replay", path, "--from", "50") == rows[50:]
        lines = good("replay", path, "--every", "7").stdout.decode().splitlines()
        assert lines[0].split()[:3] == ["run", "step", "loss"] and len(lines) == 1 + 8
        assert [line.split()[1] for line in lines[1:]] == [str(s) for s in range(0, 51, 7)]
        assert lines[2].split()[2] == "%.6g" % rows[7]["loss"]


def test_rows_of_branch():
    """Rows of before the branch are its parent's; at its start there is one, of after the change."""
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--run", "1", "--step", "20", "--theta", "horizon=5")
        document("branch", path, "--run", "2", "--step", "35", "--theta", "horizon=3")
        rows = document("replay", path, "--from", "0")
        assert [row["step"] for row in rows] == list(range(51))
        assert [row["run"] for row in rows] == [1] * 20 + [2] * 15 + [3] * 16
        assert rows[20]["theta"]["horizon"] == 5 and rows[35]["theta"]["horizon"] == 3
        assert [row["step"] for row in document("replay", path)] == list(range(35, 51))
        some = document("replay", path, "--from", "4", "--to", "40", "--every", "9")
        assert [(row["run"], row["step"]) for row in some] == [(1, 4), (1, 13), (2, 22), (2, 31), (3, 40)]


def test_state():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        for step in (0, 1, 20, 49, 50):
            state = document("replay", path, "--at", str(step))
            alone = document("run", "default", *SHORT, "--steps", str(step))
            assert list(state)[:2] == ["session", "run"] and state["run"] == 1
            for key in state:
                if key not in PLACE:
                    assert state[key] == alone[key], (step, key)
        text = good("replay", path, "--at", "20").stdout.decode()
        state = document("replay", path, "--at", "20")
        assert "state " + state["hash"] in text
        assert re.search(r"theta\.horizon +%s" % re.escape("%.6g" % state["theta"]["horizon"]), text)


# --- verify ---


def test_verify():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--step", "30", "--theta", "horizon=5", "--name", "second")
        before = contents(path)
        result = good("replay", path, "--verify")
        lines = result.stdout.decode().splitlines()
        assert len(lines) == 2 and result.stderr == b"", result
        assert re.fullmatch(r"run 1 \(.*\): 50 steps, \d+ checkpoints: identical", lines[0]), lines
        assert lines[1].startswith("run 2 (second): ") and lines[1].endswith(": identical")
        report = document("replay", path, "--verify", "--run", "second")
        assert list(report) == ["session", "tolerance", "matches", "runs"] and report["matches"] is True
        only = report["runs"][0]
        assert only["run"] == 2 and only["same_machine"] is True and only["differs"] is None
        assert only["steps"] == 20 and only["checkpoints"] >= 2 and only["deviation"] == 0
        assert contents(path) == before


def test_verify_can_be_stopped():
    """At once, with the signal's status, and nothing said to be verified."""
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        document("run", "default", *ENDLESS, "--steps", "150000", "-o", path)
        process, terminal = in_terminal("replay", path, "--verify")
        with terminal:
            seen = b""
            while b"recomputing run 1" not in seen:
                seen += terminal.read(4096)
            process.send_signal(signal.SIGINT)
            while True:
                try:
                    part = terminal.read(4096)
                except OSError:  # how Linux says that the other end is closed
                    break
                if not part:
                    break
                seen += part
        assert process.stdout.read() == b"" and process.wait(60) == 128 + signal.SIGINT, seen
        assert b"thalweg-cli replay: " in seen, seen


def flip(path, run, step, offset):
    """One bit of a checkpoint's state, and the hash that goes with it."""
    import hashlib

    (state,) = query(path, "select state from checkpoint where run = ? and step = ?", run, step)[0]
    data = bytearray(state)
    data[offset] ^= 1
    digest = hashlib.sha256(bytes(data)).hexdigest()
    assert edit(path, "update checkpoint set state = ?, hash = ? where run = ? and step = ?", bytes(data), digest, run, step)


def test_verify_finds_a_flipped_bit():
    """In the state alone the hash does not fit; with a hash that fits only computing finds it."""
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        theta = struct.pack("<d", document("replay", path, "--at", "20")["theta"]["horizon"])
        (state,) = query(path, "select state from checkpoint where run = 1 and step = 20")[0]
        offset = state.find(theta)
        assert offset > 0
        forged = scratch.path("forged.thalweg")
        shutil.copy(path, forged)

        data = bytearray(state)
        data[offset] ^= 1
        assert edit(path, "update checkpoint set state = ? where run = 1 and step = 20", bytes(data)) == 1
        result = call("replay", path, "--verify")
        assert result.returncode == 1, result
        said = (result.stdout + result.stderr).decode()
        assert re.search(r"step 20\b", said), said

        flip(forged, 1, 20, offset)
        result = call("replay", forged, "--verify")
        said = result.stdout.decode()
        assert result.returncode == 1 and "DIFFERS at step 20: expected " in said, result
        report = strict(call("replay", forged, "--verify", "--json").stdout)
        assert report["matches"] is False
        differs = report["runs"][0]["differs"]
        assert differs["step"] == 20 and differs["expected"] != differs["found"]
        assert differs["parameter"] == "horizon", differs


def test_other_machine():
    """What another machine computed is compared to a tolerance."""
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        assert edit(path, "update machine set kernels = 'abacus'") == 1
        result = good("replay", path, "--verify")
        assert re.search(r": within 0 \(other machine: .*abacus.*\)$", result.stdout.decode().strip()), result.stdout
        machines = document("info", path)["machines"]
        assert [(m["kernels"], m["this"]) for m in machines] == [("abacus", False)]
        theta = struct.pack("<d", document("replay", path, "--at", "20")["theta"]["horizon"])
        (state,) = query(path, "select state from checkpoint where run = 1 and step = 20")[0]
        # The lowest bits are what another machine rounds otherwise.
        flip(path, 1, 20, state.find(theta))
        report = document("replay", path, "--verify")
        run = report["runs"][0]
        assert run["same_machine"] is False and run["other_machines"] == [machines[0]["id"]]
        assert 0 < run["deviation"] < 1e-12, run
        strictly = call("replay", path, "--verify", "--tolerance", "0", "--json")
        assert strictly.returncode == 1
        assert strict(strictly.stdout)["runs"][0]["differs"]["step"] == 20
        # A higher one is too much for any rounding.
        flip(path, 1, 20, state.find(theta) + 6)
        gross = call("replay", path, "--verify")
        assert gross.returncode == 1 and b"DIFFERS at step 20" in gross.stdout, gross
        # Going on adds this machine.
        part = scratch.path("part.thalweg")
        document("run", "default", *SHORT, "-o", part, "--steps", "10")
        edit(part, "update machine set kernels = 'abacus'")
        document("run", part)
        assert sorted(m["this"] for m in document("info", part)["machines"]) == [False, True]
        assert document("replay", part, "--verify")["matches"] is True


# --- info ---


def test_info():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--run", "1", "--step", "20", "--theta", "horizon=5", "--name", "second")
        document("branch", path, "--run", "2", "--step", "35", "--steps", "2", "--name", "third")
        document("branch", path, "--run", "1", "--step", "40", "--name", "fourth")
        document("run", "default", *SHORT, "--seed", "2", "-o", path, "--name", "alone")
        before = contents(path)
        info = document("info", path)
        assert list(info) == ["session", "read_only", "reason", "bytes", "rows", "bytes_a_row", "machines", "runs"]
        assert info["read_only"] is False and info["reason"] is None and info["bytes"] == os.path.getsize(path)
        runs = info["runs"]
        assert [(r["run"], r["parent"], r["step"], r["steps"], r["state"], r["changes"]) for r in runs] == [
            (1, None, 0, 50, "finished", 0),
            (2, 1, 20, 50, "finished", 1),
            (3, 2, 35, 37, "paused", 0),
            (4, 1, 40, 50, "finished", 0),
            (5, None, 0, 50, "finished", 0),
        ], runs
        for run in runs:
            assert run["rows"] == query(path, "select count(*) from planner_steps where run = ?", run["run"])[0][0]
            assert run["checkpoints"] == query(path, "select count(*) from checkpoint where run = ?", run["run"])[0][0]
            assert run["steps_recorded_every"] == 1 and run["total_steps"] == 50
            assert run["regime"] == document("replay", path, "--run", str(run["run"]), "--at", str(run["steps"]))["regime"]
        assert info["rows"] == sum(run["rows"] for run in runs)
        assert [m["this"] for m in info["machines"]] == [True]

        text = good("info", path).stdout.decode()
        tree = [line for line in text.splitlines() if re.search(r"\bsteps \d+ to\b", line)]
        assert [re.match(r"[│├└─ ]*", line).group() for line in tree] == ["", "├─ ", "│  └─ ", "└─ ", ""], text
        assert "1 change" in tree[1] and "steps 35 to 37 of 50" in tree[2] and "paused" in tree[2]
        assert "(this one)" in text and "5 runs" in text
        assert "“Pre-training, then fine-tuning”, seed 2; 51 rows" in text, text
        assert contents(path) == before

        assert edit(path, "update checkpoint set reason = 'mark', label = 'here' where run = 1 and step = 20") == 1
        marks = [run["marks"] for run in document("info", path)["runs"]]
        assert marks == [[{"step": 20, "changes": 0, "label": "here"}], [], [], [], []]
        assert "run 1, step 20: here" in good("info", path).stdout.decode()


def test_info_scenario():
    """The text that is printed is a scenario that comes to the same."""
    with Scratch() as scratch:
        result = record(scratch, "s.thalweg", "--seed", "4")
        text = good("info", scratch.path("s.thalweg"), "--scenario", "1").stdout
        assert document("run", scratch.file("again.ini", text))["hash"] == result["hash"]


def test_changes():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--step", "20", "--theta", "horizon=5", "--set", "fine-tuning.objective=proxy",
                 "--name", "one, \"two\"")
        document("branch", path, "--step", "30", "--set", "optimizer.learning_rate=0.02")
        entries = strict(good("info", path, "--changes", "--json").stdout)
        assert [e["address"] for e in entries if e["run"] == 3] == ["optimizer.learning_rate"]
        assert sorted(e["address"] for e in entries if e["run"] == 2) == ["fine-tuning.objective", "theta.horizon"]
        assert {e["origin"] for e in entries} == {"command line"} and {e["number"] for e in entries} == {1}
        for entry in entries:
            stored = query(path, "select step, who, after from change where run = ? and address = ?", entry["run"], entry["address"])
            assert stored[0][:2] == (entry["step"], entry["who"])
            if entry["address"] != "fine-tuning.objective":
                assert entry["after"] == stored[0][2]
        assert [e["after"] for e in entries if e["address"] == "fine-tuning.objective"] == ["proxy"]
        table = list(csv.DictReader(io.StringIO(good("info", path, "--changes", "--csv").stdout.decode(), newline="")))
        assert [(row["run"], row["address"]) for row in table] == [(str(e["run"]), e["address"]) for e in entries]
        assert table[0]["name"] == "one, \"two\""
        assert strict(good("info", path, "--changes", "--run", "3", "--json").stdout) == [e for e in entries if e["run"] == 3]
        assert strict(good("info", path, "--changes", "--run", "1", "--json").stdout) == []
        lines = good("info", path, "--changes").stdout.decode().splitlines()
        assert len(lines) == 3 and any("→ proxy" in line for line in lines)


def test_hostile_text():
    """What a file says does not command the terminal."""
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--step", "20", "--theta", "horizon=5")
        edit(path, "update run set name = ?", "\x1b]0;owned\x07\u202eevil\n")
        edit(path, "update change set who = ?, origin = ?", "\x1b[31m", "\x9b2J")
        for words in (["info", path], ["info", path, "--changes"], ["replay", path, "--at", "3"],
                      ["replay", path, "--verify"], ["compare", path, "--run", "1", "--run", "2"]):
            result = call(*words)
            said = (result.stdout + result.stderr).decode()
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", said), said


# --- compare ---


def test_compare():
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--run", "1", "--step", "30", "--theta", "horizon=5", "--set", "optimizer.learning_rate=0.02")
        document("branch", path, "--run", "1", "--step", "40")
        document("run", "default", *SHORT, "--seed", "2", "--steps", "45", "-o", path)
        both = document("compare", path, "--run", "1", "--run", "2", "--points", "100")
        assert list(both) == (
            "session a b common_run common_step last_step first_difference settings parameters distances".split()
        )
        assert (both["a"], both["b"], both["common_run"], both["common_step"]) == (1, 2, 1, 30)
        assert both["last_step"] == 50 and both["first_difference"] == 30
        assert [s["address"] for s in both["settings"]] == ["optimizer.learning_rate"]
        assert both["settings"][0]["b"] == 0.02
        states = [document("replay", path, "--run", r, "--at", "50") for r in "12"]
        for parameter in both["parameters"]:
            name = parameter["address"].split(".", 1)[1]
            assert (parameter["a"], parameter["b"]) == tuple(s["theta"][name] for s in states)
        last = both["distances"][-1]
        a, b = states
        assert last["step"] == 50
        expected = sum((a["theta"][n] - b["theta"][n]) ** 2 for n in a["theta"]) ** 0.5
        # Sums of sixteen squares in another order.
        assert abs(last["theta"] - expected) <= 1e-13 * expected
        plane = ((a["plane"]["x"] - b["plane"]["x"]) ** 2 + (a["plane"]["y"] - b["plane"]["y"]) ** 2) ** 0.5
        assert abs(last["plane"] - plane) <= 1e-13 * plane
        assert all(d["theta"] == 0 for d in both["distances"] if d["step"] < 30)

        same = document("compare", path, "--run", "1", "--run", "3")
        assert same["first_difference"] is None and same["settings"] == same["parameters"] == []
        assert len(same["distances"]) <= 11 and all(d["theta"] == 0 for d in same["distances"])
        apart = document("compare", path, "--run", "2", "--run", "4")
        assert apart["common_run"] is None and apart["last_step"] == 45
        text = good("compare", path, "--run", "1", "--run", "2").stdout.decode()
        assert "optimizer.learning_rate" in text and "step 30" in text and "theta.horizon" in text


# --- two programs ---


def test_second_program():
    """While one records, another reads, and is told why it cannot write."""
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        with Recording(path) as recording:
            complains(["branch", path, "--step", "5"], [1], path, "recording")
            complains(["run", path], [1], path, "recording")
            complains(["run", "default", *SHORT, "-o", path], [1], path, "recording")
            info = document("info", path)
            assert info["read_only"] is True and "recording" in info["reason"]
            assert info["runs"][0]["steps"] > 100
            assert "read only" in good("info", path).stdout.decode()
            assert document("replay", path, "--to", "20")[20]["step"] == 20
            state = document("replay", path, "--at", "100")
            assert state["hash"] == document("run", "default", *ENDLESS, "--steps", "100")["hash"]
            status, out, error = recording.stop()
            assert status == 130 and error == b"", (status, error)
        result = strict(out)
        assert query(path, "select count(*) from run") == [(1,)]
        assert document("replay", path, "--at", str(result["steps"]))["hash"] == result["hash"]
        assert document("branch", path, "--step", "5", "--steps", "1")["run"] == 2


def test_threads():
    """However many threads OpenBLAS is allowed, a run is the same."""
    with Scratch() as scratch:
        hashes = set()
        for threads in ("1", "2", "7"):
            environment = dict(os.environ, OPENBLAS_NUM_THREADS=threads, OMP_NUM_THREADS=threads)
            path = scratch.path(threads + ".thalweg")
            hashes.add(document("run", "default", *SHORT, "-o", path, env=environment)["hash"])
        assert len(hashes) == 1


def test_mark():
    """The end of a run can be given a name, wherever it stands."""
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        document("run", "default", *WORLD, "-o", path, "--steps", "20", "--mark", "here")
        document("run", path, "--steps", "10", "--mark", "and here")
        marks = document("info", path)["runs"][0]["marks"]
        assert [(mark["step"], mark["label"]) for mark in marks] == [(20, "here"), (30, "and here")]
        assert document("replay", path, "--verify")["matches"] is True
        assert call("run", "default", "--mark", "nowhere").returncode == 2
        assert call("run", path, "--mark", "").returncode == 2
        assert call("run", path, "--mark", "x" * 201).returncode == 2


# --- trouble ---


def limited(*words, limit):
    """Runs it with a limit on the size of files, which stands for a disk that is full."""
    import resource

    def restrict():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    return call(*words, preexec_fn=restrict)


def test_no_room():
    """It says so once, waits as long as it is told, and nothing that was written is lost."""
    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        result = limited("run", "default", *ENDLESS, "-o", path, "--wait", "2", "--json", limit=2000000)
        said = result.stderr.decode().splitlines()
        assert result.returncode == 1 and result.stdout == b"", result
        assert all(line.startswith("thalweg-cli") for line in said), said
        # It may be that the very last try found room.
        if "what was recorded last is lost" in said[-1]:
            said.pop()
        # The file's log is full before the file is, and its room is found a few times.
        *pairs, trouble, end = said
        assert len(pairs) % 2 == 0, said
        assert all("stands still" in line for line in [*pairs[::2], trouble]), said
        assert all("room again" in line for line in pairs[1::2]), said
        assert "gave up" in end and "thalweg-cli run " + path in end, said
        steps = recorded_steps(path)
        assert steps > 100
        after = document("run", path, "--steps", "10")
        assert after["steps"] == steps + 10
        assert after["hash"] == document("run", "default", *ENDLESS, "--steps", str(steps + 10))["hash"]
        assert document("replay", path, "--verify")["matches"] is True


def test_room_again():
    """With room it goes on by itself, to the same end."""
    import resource

    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        words = ["run", "default", *WORLD, "--set", "fine-tuning.steps=40000", "-o", path, "--json"]
        soft = 2000000

        def restrict():
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, resource.RLIM_INFINITY))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        process = subprocess.Popen(
            [CLI, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=restrict
        )
        try:
            first = process.stderr.readline().decode()
            assert "stands still" in first, first
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            out, rest = process.communicate(timeout=120)
        finally:
            if process.poll() is None:
                process.kill()
        assert process.returncode == 0, rest
        assert rest.decode().splitlines() == ["thalweg-cli run: there is room again: recording goes on"], rest
        whole = document(*words[:-3])
        assert strict(out)["hash"] == whole["hash"]
        assert document("replay", path, "--verify")["matches"] is True


# --- anything at all ---

WORDS = [
    "--run", "--step", "--steps", "--set", "--theta", "--seed", "--name", "--no-train", "--wait", "--from", "--to", "--every",
    "--at", "--verify", "--tolerance", "--changes", "--csv", "--scenario", "--points", "--json", "--help", "-o", "--", "-",
    "", "=", "1", "0", "2", "-1", "50", "20", "1e-6", MANY, "18446744073709551616", "1e999", "nan", "horizon=1e308", "é",
    "theta.horizon=1", "optimizer.learning_rate=1e308", "fine-tuning.steps=31", "world.contexts=1", "start.horizon=3",
    "stage.steps=3", "scenario.seed=4", "a" * 5000, "%s%n%s", "\xff", "/dev/null", "/", "default", "--run=1", "--step=20",
    "--at=20", "--steps=1", "--run=second", "--theta=u.world=1e200", "--set=optimizer.method=adam",
]


def test_fuzz_arguments():
    """No argument makes it crash, hang, or end in a way that is not documented, and the file stays sound."""
    generator = random.Random(20250301)
    with Scratch() as scratch:
        record(scratch)
        path = scratch.path("s.thalweg")
        document("branch", path, "--step", "30", "--theta", "horizon=5", "--name", "second")
        for _ in range(200):
            command = generator.choice(["run", "branch", "replay", "info", "compare"])
            words = [generator.choice(WORDS) for _ in range(generator.randint(0, 5))]
            if command == "branch" and generator.random() < 0.7:
                words = ["--step", str(generator.randint(0, 55)), "--steps", "1"] + words
            if command == "compare" and generator.random() < 0.7:
                words = ["--run", "1", "--run", "2"] + words
            words = [command, path] + words
            result = call(*words, timeout=60, cwd=scratch.folder.name)
            context = (words, result.returncode, result.stderr[-2000:])
            assert result.returncode in (0, 1, 2), context
            if result.returncode == 2:
                assert result.stderr.startswith(b"thalweg-cli") and result.stderr.count(b"\n") == 1, context
                assert result.stdout == b"", context
            elif result.returncode == 0 and "--json" in words and "--help" not in words:
                strict(result.stdout)
        assert query(path, "pragma integrity_check") == [("ok",)]
        assert document("replay", path, "--verify")["matches"] is True


# --- the manual ---


def test_manual():
    """Every JSON key is in the manual, in the part of its command."""
    with open(os.path.join(SOURCE, "data", "man", "thalweg-cli.1"), encoding="utf-8") as file:
        manual = file.read().replace("\\-", "-")

    def keys(value):
        if isinstance(value, list):
            return keys(value[0]) if value else set()
        return set(value) if isinstance(value, dict) else set()

    with Scratch() as scratch:
        path = scratch.path("s.thalweg")
        cases = [("run", record(scratch)), ("branch", document("branch", path, "--step", "5", "--theta", "horizon=3"))]
        verified = document("replay", path, "--verify")
        info = document("info", path)
        cases += [
            ("replay", document("replay", path)),
            ("replay", verified), ("replay", verified["runs"]),
            ("info", info), ("info", info["machines"]), ("info", info["runs"]),
            ("info", document("info", path, "--changes")),
            ("compare", document("compare", path, "--run", "1", "--run", "2")),
        ]
        for command, value in cases:
            part = re.search(r"^\.SS %s$(.*?)^\.S[SH] " % command, manual, re.M | re.S).group(1)
            if command == "branch":
                assert "JSON keys" in part
                continue
            assert keys(value)
            for key in keys(value):
                assert re.search(r"\b%s\b" % key, part), (command, key)


if __name__ == "__main__":
    main(globals())
