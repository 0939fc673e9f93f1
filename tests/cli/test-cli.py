#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real thalweg-cli: what it prints where, how it ends, and what it makes of bad input.

Usage: test-cli.py THALWEG_CLI SOURCE_ROOT
Prints TAP.  Standard library only.
"""

import ast
import math
import os
import random
import re
import signal
import struct
import subprocess
import time

from driver import CLI, SOURCE, Scratch, call, complains, document, good, main, strict

COMMANDS = ["run", "branch", "replay", "info", "compare", "eval", "field", "bench"]
SCENARIO_COMMANDS = ["run", "eval", "field"]
SMALL = ["--set", "world.contexts=64"]
SHORT = SMALL + ["--set", "pre-training.steps=20", "--set", "fine-tuning.steps=30"]
FIELD = ["--grid", "5x3"]
PARAMETERS = (
    [a + "." + c for a in "uv" for c in ("world", "base", "self", "update")]
    + ["goal." + g for g in ("predict", "base", "proxy", "reward")]
    + ["horizon", "awareness", "directedness", "shared"]
)
READOUTS = (
    ["understanding." + c for c in ("world", "base", "self", "update")]
    + ["correlation.base", "horizon", "awareness", "ceiling", "directedness"]
    + ["goal." + g for g in ("predict", "base", "proxy", "reward")]
)
REGIMES = ["undirected", "misaligned", "deceptive", "reward-seeking", "aligned"]


# --- help and usage ---


def test_help():
    text = good("--help").stdout.decode()
    for command in COMMANDS:
        assert re.search(r"^  %s\b" % command, text, re.M), text
        result = good(command, "--help")
        assert result.stderr == b"" and b"thalweg-cli " + command.encode() in result.stdout
        assert good(command, "-h").stdout == result.stdout


def test_version():
    assert re.fullmatch(rb"thalweg-cli \d+\.\d+\.\d+\n", good("--version").stdout)


def test_wrong_usage():
    complains([], [2], "no command", "eval")
    complains(["walk"], [2], "walk", "run, branch, replay, info, compare, eval, field, bench")
    complains(["--walk"], [2], "--walk")
    complains(["wa\nlk\x1b[31m"], [2])
    for command in COMMANDS:
        complains([command, "--walk"], [2], "--walk")
    for command in SCENARIO_COMMANDS:
        complains([command], [2], "no scenario")
        complains([command, "default", "deceptive"], [2], "deceptive")
        complains([command, "default", "--set"], [2], "--set")
        complains([command, "default", "--set", "model.free_value"], [2], "--set")
        complains([command, "default", "--set", "model.nothing=1"], [2], "nothing")
        complains([command, "default", "--set", "nothing.free_value=1"], [2], "nothing")
        complains([command, "default", "--set", "model.free_value=much"], [2], "much")
        complains([command, "default", "--set", "model.ladder=2"], [2], "0", "1")
        complains([command, "default", "--set", "fine-tuning.objective=fame"], [2], "predict")
        complains([command, "default", "--set", "fine-tuning.steps=0"], [2])
        complains([command, "default", "--set", b"world.actions=\xff"], [2], "encoding")
        for seed in ("-1", "1.5", "x", "", "9007199254740992", "1e400"):
            complains([command, "default", "--seed", seed], [2])
    for steps in ("-1", "2.5", "", "x", "0x10", "999999999999"):
        complains(["run", "default", "--steps", steps], [2], "--steps")
    complains(["run", "default", "-q", "file"], [2], "-q")


def test_wrong_state():
    for command in ("eval", "field"):
        complains([command, "default", "--stage", "sleep"], [2], "sleep", "pre-training, fine-tuning")
        complains([command, "default", "--start-of", "sleep"], [2], "sleep", "pre-training")
        complains([command, "default", "--theta", "horizon"], [2], "NAME=VALUE")
        complains([command, "default", "--theta", "nothing=1"], [2], "nothing")
        complains([command, "default", "--theta", "horizon=nan"], [2])
        complains([command, "default", "--theta", "horizon=inf"], [2])
        complains([command, "default", "--theta", "horizon=1e999"], [2])
        complains([command, "default", "--theta", "horizon=far"], [2], "far")


def test_wrong_grid():
    for grid in ("", "64", "0x4", "4x0", "4x", "x", "4x4x4", "-4x4", "1025x4", "1e3x4", "4X4", "99999999999999999999x1"):
        complains(["field", "default", "--grid", grid], [2], "--grid")
    for area in ("", "1", "0,5,0", "0,5,0,1,2", "5,0,0,1", "0,0,0,1", "0,5,1,0", "0,5,0,x", "nan,5,0,1",
                 "0,inf,0,1", "-1e308,1e308,0,1"):
        complains(["field", "default", "--range", area], [2], "--range")
    for threads in ("0", "65", "-1", "two"):
        complains(["field", "default", "--threads", threads], [2], "--threads")


def test_wrong_bench():
    complains(["bench", "nothing"], [2], "nothing", "planner-gradient")
    complains(["bench", "exp", "random"], [2], "random")
    complains(["bench", "session-open"], [2], "--long")
    complains(["bench", "planner-step", "--reference", "/nonexistent/script"], [1], "/nonexistent/script")


# --- bad scenarios ---

STAGE = "[stage s]\nsteps=1\n"


def test_bad_scenarios():
    table = [
        ("binary", bytes(range(256)) * 64, []),
        ("nothing", "", []),
        ("text", "call me Ishmael\n", ["text.ini"]),
        ("key", STAGE + "[model]\nfree_valu=1\n", ["key.ini", "4", "free_valu"]),
        ("section", STAGE + "[modell]\nfree_value=1\n", ["section.ini", "modell"]),
        ("type", STAGE + "[model]\nfree_value=lots\n", ["type.ini", "4", "free_value", "lots"]),
        ("range", STAGE + "[model]\nladder=1.5\n", ["range.ini", "4", "ladder", "1.5"]),
        ("integer", STAGE + "[world]\nactions=2.5\n", ["integer.ini", "actions"]),
        ("steps", "[stage s]\nobjective=base\n", ["steps.ini"]),
        ("zero", "[stage s]\nsteps=0\n", ["zero.ini", "steps"]),
        ("stages", "[scenario]\ntitle=x\n", ["stages.ini"]),
        ("model", "[scenario]\nmodel=oracle\n" + STAGE, ["model.ini", "oracle"]),
        ("latin", STAGE + "[scenario]\ntitle=\xe9t\xe9\n".encode().decode(), None),
        ("bytes", (STAGE + "[scenario]\ntitle=").encode() + b"\xe9t\xe9\n", ["bytes.ini"]),
        ("long", STAGE + "[scenario]\ntitle=" + "x" * 100000 + "\n", ["long.ini"]),
    ]
    with Scratch() as scratch:
        for name, contents, expected in table:
            path = scratch.file(name + ".ini", contents)
            for command in SCENARIO_COMMANDS:
                if expected is not None:
                    complains([command, path], [1], *expected)
                elif command == "run":
                    good(command, path)


def test_what_is_no_file():
    complains(["run", "/nonexistent/scenario.ini"], [1], "/nonexistent/scenario.ini")
    complains(["run", "no-such-scenario"], [1], "no-such-scenario", "default")
    complains(["run", ""], [1, 2])
    with Scratch() as scratch:
        complains(["run", scratch.folder.name], [1])
        os.mkdir(scratch.path("folder.ini"))
        complains(["run", scratch.path("folder.ini")], [1], "folder.ini")
        os.mkfifo(scratch.path("fifo.ini"))
        complains(["run", scratch.path("fifo.ini")], [1], "fifo.ini", timeout=10)
        with open(scratch.path("huge.ini"), "wb") as huge:
            huge.truncate(1 << 30)
        begin = time.monotonic()
        complains(["run", scratch.path("huge.ini")], [1], "huge.ini")
        # Refused by its size: reading a gigabyte would take far longer than any start.
        assert time.monotonic() - begin < 20
    for device in ("/dev/zero", "/dev/null", "/dev/full"):
        complains(["run", device], [1], device, timeout=20)


# --- run ---


def test_run_json():
    result = document("run", "default", *SHORT)
    keys = "scenario title model seed steps total_steps stage loss theta readouts plane scores entropy"
    keys += " regime hash interrupted failure version isa blas"
    assert list(result) == keys.split(), list(result)
    assert result["scenario"] == "default" and result["steps"] == result["total_steps"] == 50
    assert result["stage"] == "fine-tuning" and result["regime"] in REGIMES
    assert list(result["theta"]) == PARAMETERS and list(result["readouts"]) == READOUTS
    assert list(result["scores"]) == ["train", "ablated", "deploy"]
    assert re.fullmatch("[0-9a-f]{64}", result["hash"])
    assert result["interrupted"] is False and result["failure"] is None


def test_run_text():
    result = good("run", "default", *SHORT)
    text, error = result.stdout.decode(), result.stderr.decode()
    expected = document("run", "default", *SHORT)
    assert expected["hash"] in text and "step 50 of 50" in text
    assert "%.6g" % expected["readouts"]["horizon"] in text
    assert "50 steps" in error and "\r" not in error and "\033" not in error


def test_seeds_and_steps():
    first = document("run", "default", *SHORT, "--seed", "5")
    assert document("run", "default", *SHORT, "--seed", "5") == first
    assert document("run", "default", *SHORT, "--set", "scenario.seed=5") == first
    assert document("run", "default", *SHORT, "--set", "scenario.seed=9", "--seed", "5") == first
    other = document("run", "default", *SHORT, "--seed", "6")
    assert other["hash"] != first["hash"] and other["theta"] != first["theta"]
    part = document("run", "default", *SHORT, "--seed", "5", "--steps", "20")
    assert part["steps"] == 20 and part["hash"] != first["hash"]
    assert document("run", "default", *SHORT, "--steps", "0")["steps"] == 0
    # A prefix of a run is the beginning of it.
    short = document("eval", "default", *SHORT, "--seed", "5", "--start-of", "fine-tuning")
    assert short["theta"] == part["theta"]


def test_set():
    start = document("eval", "default", *SMALL, "--set", "start.horizon=8", "--set", "start.u.world=-2")
    assert start["theta"]["horizon"] == 8 and start["theta"]["u.world"] == -2
    world = document("eval", "default", *SMALL, "--set", "world.actions=3", "--set", "world.delay=0")
    assert world["settings"]["world"]["actions"] == 3 and world["settings"]["world"]["delay"] == 0
    stage = ["--stage", "fine-tuning", "--set", "fine-tuning.dev_horizon=1e4"]
    stage += ["--set", "fine-tuning.objective=proxy"]
    values = document("eval", "default", *SMALL, *stage)["settings"]["stage"]
    assert values["dev_horizon"] == 1e4 and values["objective"] == "proxy"
    twice = document("eval", "default", *SMALL, "--set", "model.ladder=1", "--set", "model.ladder=0.5")
    assert twice["settings"]["model"]["ladder"] == 0.5


def test_scenario_file():
    with Scratch() as scratch:
        path = scratch.file("mine.ini", "[scenario]\ntitle=Mine\n[world]\ncontexts=8\n[stage only]\nsteps=3\n")
        result = document("run", path)
        assert result["title"] == "Mine" and result["steps"] == 3 and result["stage"] == "only"
        here = document("run", "mine.ini", cwd=scratch.folder.name)
        assert here["hash"] == result["hash"]


def interrupted(number):
    """A run of hours that gets signal number once its progress bar shows that it is under way.
    Returns exit status, standard output, and what the terminal saw."""
    words = ["run", "default", "--set", "fine-tuning.steps=1000000000", "--json"]
    ours, theirs = os.openpty()
    process = subprocess.Popen([CLI, *words], stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    seen = b""
    with os.fdopen(ours, "rb", buffering=0) as terminal:
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
    return process.wait(60), out, seen


def test_interrupt():
    """It stops at once, says so, prints what it has, and takes its progress bar away."""
    for number in (signal.SIGINT, signal.SIGTERM):
        status, out, seen = interrupted(number)
        result = strict(out)
        assert status == 128 + number, status
        assert result["interrupted"] is True and 0 < result["steps"] < result["total_steps"]
        assert re.match(rb"\r\[#* *\] +\d+ %", seen) and seen.endswith(b"\r\x1b[K"), seen


def test_interrupted_field():
    """What cannot stop half-way ends as any program does."""
    process = subprocess.Popen(
        [CLI, "field", "default", "--grid", "1024x1024"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT, process.returncode


def test_not_finite():
    words = ["--set", "start.u.world=1e9", "--set", "start.v.world=1e9", "--set", "optimizer.clip=0"]
    words += ["--set", "optimizer.learning_rate=10"]
    result = call("run", "default", *SHORT, *words, "--json")
    assert result.returncode == 1, (result.returncode, result.stdout)
    error, reported = result.stderr.decode(), strict(result.stdout)
    assert error.count("\n") == 1 and reported["failure"] in error
    assert re.search(r"finite", error) and re.search(r"step \d+|\d+", error), error
    assert reported["steps"] < 50
    # A regime means something only beside scores that are numbers.
    unknown = None in [*reported["scores"].values(), reported["entropy"]]
    assert (reported["regime"] is None) == unknown, reported
    result = document("eval", "default", *SMALL, "--theta", "u.base=1e200", "--theta", "v.base=1e200")
    unknown = None in [*result["scores"].values(), result["entropy"]]
    assert (result["regime"] is None) == unknown, result


# --- eval ---


def test_eval_json():
    result = document("eval", "default", *SMALL)
    for key in ("gradient", "theta"):
        assert list(result[key]) == PARAMETERS
    for axis in "xy":
        assert list(result["jacobian"][axis]) == PARAMETERS
    assert list(result["readouts"]) == READOUTS
    assert list(result["scores"]) == ["train", "ablated", "deploy"] and result["regime"] in REGIMES
    assert result["stage"] == "pre-training" and math.isfinite(result["loss"])
    for key in ("plane", "vector", "velocity"):
        assert list(result[key]) == ["x", "y"]
    assert list(result["noise"]) == ["xx", "xy", "yy", "batch", "a", "b", "angle"]
    assert 0 < result["entropy"] <= math.log(4)


def test_eval_agrees_with_itself():
    """Numbers that follow from others, from the printed digits alone."""
    words = ["--theta", "horizon=7", "--theta", "awareness=1", "--theta", "u.self=1", "--theta", "v.self=1"]
    words += ["--theta", "u.update=1", "--theta", "v.update=1"]
    result = document("eval", "default", "--stage", "fine-tuning", *words)
    readouts, gradient = result["readouts"], result["gradient"]
    close = lambda a, b, scale=0: abs(a - b) <= 1e-12 * abs(b) + 1e-15 * scale
    assert close(result["plane"]["x"], math.log10(readouts["horizon"]))
    assert result["plane"]["y"] == readouts["awareness"]
    assert close(result["ceiling"], readouts["understanding.self"] * readouts["understanding.update"])
    assert close(sum(readouts[r] for r in READOUTS[-4:]), 1)
    for axis in "xy":
        terms = [-result["jacobian"][axis][p] * gradient[p] for p in PARAMETERS]
        assert close(result["vector"][axis], math.fsum(terms), max(map(abs, terms)))
    noise = result["noise"]
    assert close(noise["a"] ** 2 + noise["b"] ** 2, noise["xx"] + noise["yy"])
    assert noise["a"] >= noise["b"] >= 0
    # Plain descent: the velocity points where the gradient does, and not farther than unclipped.
    norm = math.sqrt(math.fsum(g * g for g in gradient.values()))
    scale = 0.1 * min(1, 1 / norm)
    assert abs(result["velocity"]["x"] - scale * result["vector"]["x"]) <= 1e-12


def test_eval_gradient_is_the_slope():
    """The printed gradient against the printed loss."""
    at = lambda value: ["eval", "default", *SMALL, "--stage", "fine-tuning", "--theta", "horizon=%r" % value]
    step = 1e-4
    slope = (document(*at(5 + step))["loss"] - document(*at(5 - step))["loss"]) / (2 * step)
    gradient = document(*at(5.0))["gradient"]["horizon"]
    assert abs(slope - gradient) <= 1e-6 * abs(gradient) + 1e-10, (slope, gradient)


def test_eval_state():
    plain = document("eval", "default", *SHORT)
    assert plain["theta"]["horizon"] == 0 and plain["step"] == 0
    later = document("eval", "default", *SHORT, "--start-of", "fine-tuning")
    assert later["stage"] == "fine-tuning" and later["step"] == 20 and later["theta"] != plain["theta"]
    other = document("eval", "default", *SHORT, "--start-of", "fine-tuning", "--stage", "pre-training")
    assert other["theta"] == later["theta"] and other["loss"] != later["loss"]
    assert other["stage"] == "pre-training"
    moved = document("eval", "default", *SHORT, "--theta", "u.world=0.5", "--theta", "shared=-1e-3")
    assert moved["theta"] == dict(plain["theta"], **{"u.world": 0.5, "shared": -1e-3})
    assert good("eval", "default", *SMALL).stdout.decode().count("goal.reward") == 1


def read_npy(path):
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x93NUMPY\x01\x00"
    (length,) = struct.unpack("<H", data[8:10])
    header = ast.literal_eval(data[10:10 + length].decode())
    assert header["descr"] == "<f8" and header["fortran_order"] is False
    values = struct.unpack("<%dd" % ((len(data) - 10 - length) // 8), data[10 + length:])
    assert len(values) == math.prod(header["shape"])
    return header["shape"], values


def test_dump():
    with Scratch() as scratch:
        folder = scratch.path("new/folder")
        words = ["eval", "default", "--set", "world.contexts=50", "--set", "world.actions=3", "--dump", folder]
        good(*words)
        assert sorted(os.listdir(folder)) == ["eta.npy", "eta2.npy", "etar.npy", "phi.npy", "psi.npy"]
        arrays = {name: read_npy(os.path.join(folder, name + ".npy")) for name in ("phi", "psi", "eta", "eta2", "etar")}
        for name, (shape, values) in arrays.items():
            assert shape == ((3, 50, 3) if name in ("phi", "psi") else (50, 3)), (name, shape)
            assert len(set(values)) == len(values) and all(abs(v) < 8 for v in values)
        good(*words)
        assert read_npy(os.path.join(folder, "phi.npy")) == arrays["phi"]
        good(*words, "--seed", "99")
        assert read_npy(os.path.join(folder, "phi.npy")) != arrays["phi"]
        complains(["eval", "default", *SMALL, "--dump", scratch.file("file", "x")], [1], "file")
    complains(["eval", "default", *SMALL, "--dump", "/dev/null/x"], [1])


# --- field ---


def test_field_json():
    words = ["field", "default", *SMALL, "--start-of", "fine-tuning", "--set", "pre-training.steps=30", *FIELD]
    result = document(*words, "--range", "0,4,0,1")
    grid = result["grid"]
    assert (grid["nx"], grid["ny"]) == (5, 3)
    assert all(abs(a - b) < 1e-15 for a, b in zip(grid["x"], [0.4, 1.2, 2.0, 2.8, 3.6])), grid
    reached = 0
    for name in ("loss", "vector_x", "vector_y", "slope_h", "slope_s", "regime"):
        rows = result[name]
        assert len(rows) == 3 and all(len(row) == 5 for row in rows), name
        for y, row in zip(grid["y"], rows):
            for value in row:
                assert (value is None) == (y >= result["ceiling"]), (name, y, value)
                if value is not None:
                    reached += 1
                    assert value in REGIMES if name == "regime" else math.isfinite(value)
    inside = document(*words)
    assert all(v is not None for v in inside["loss"][0] + inside["loss"][1]) and inside["loss"][2][0] is not None
    assert abs(inside["grid"]["y1"] - min(1, 1.1 * inside["ceiling"])) < 1e-15


def test_field_threads():
    one = good("field", "default", *SMALL, "--grid", "9x7", "--threads", "1", "--json").stdout
    for threads in ("2", "7"):
        assert good("field", "default", *SMALL, "--grid", "9x7", "--threads", threads, "--json").stdout == one


def test_field_agrees_with_eval():
    """The cell that holds a point says what eval says there."""
    state = ["default", *SMALL, "--stage", "fine-tuning", "--theta", "u.self=1", "--theta", "v.self=1"]
    state += ["--theta", "u.update=1", "--theta", "v.update=1", "--theta", "awareness=0.5"]
    point = document("eval", *state, "--theta", "horizon=6")
    x, y = point["plane"]["x"], point["plane"]["y"]
    area = "%r,%r,%r,%r" % (x - 0.25, x + 0.25, y - 0.0625, y + 0.0625)
    field = document("field", *state, "--grid", "1x1", "--range", area)
    close = lambda a, b: abs(a - b) <= 1e-9 * abs(b) + 1e-14
    assert close(field["loss"][0][0], point["loss"])
    assert close(field["vector_x"][0][0], point["vector"]["x"])
    assert close(field["vector_y"][0][0], point["vector"]["y"])
    assert close(field["slope_h"][0][0], -point["gradient"]["horizon"])
    assert close(field["slope_s"][0][0], -point["gradient"]["awareness"])
    assert field["regime"][0][0] == point["regime"]


def test_field_text():
    text = good("field", "default", *SMALL, *FIELD, "--range", "0,5,0,1").stdout.decode()
    rows = re.findall(r"^ +[\d.e-]+  ([.umdra]+)$", text, re.M)
    assert len(rows) == 3 and all(len(row) == 5 for row in rows), text
    shares = [float(s) for s in re.findall(r"^  [.umdra] +([\d.]+) %", text, re.M)]
    assert abs(sum(shares) - 100) < 0.1, text
    assert len(good("field", "default", *SMALL, "--grid", "200x100").stdout.decode().splitlines()) < 60


# --- bench ---


def test_bench():
    names = [line.split()[0] for line in good("bench", "--list").stdout.decode().splitlines()]
    assert names == [
        "planner-gradient", "planner-foresight", "planner-step", "field-64", "random", "exp",
        "session-record", "session-seek", "session-open", "session-size",
    ]
    lines = good("bench", "exp", "--json").stdout.decode().splitlines()
    assert lines
    isas = []
    for line in lines:
        result = strict(line)
        assert result["name"] == "exp" and result["unit"] == "s" and result["peer"] is None
        assert 0 < result["min"] <= result["median"] <= result["max"]
        isas.append(result["isa"])
    assert isas[0] == "plain" and len(set(isas)) == len(isas)


# --- streams ---


def test_full_disk():
    for words in (["run", "default", *SHORT], ["eval", "default", *SMALL, "--json"], ["--help"], ["run", "--help"],
                  ["field", "default", *SMALL, *FIELD, "--json"], ["bench", "--list"]):
        with open("/dev/full", "wb") as full:
            result = call(*words, stdout=full)
        assert result.returncode == 1, words
        assert "No space left" in result.stderr.decode(), result.stderr


def test_closed_streams():
    """With standard output closed nothing may end up in a file that is opened later."""
    with Scratch() as scratch:
        command = 'exec "$0" eval default --set world.contexts=8 --dump "$1" >&-'
        result = subprocess.run(["sh", "-c", command, CLI, scratch.path("d")], stderr=subprocess.PIPE)
        assert result.returncode == 1 and b"standard output" in result.stderr, result
        for name in os.listdir(scratch.path("d")):
            read_npy(os.path.join(scratch.path("d"), name))


def test_broken_pipe():
    process = subprocess.Popen(
        [CLI, "field", "default", *SMALL, "--grid", "150x150", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # Python ignores it; a shell does not.
        preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL),
    )
    process.stdout.read(10)
    process.stdout.close()
    error = process.stderr.read()
    assert process.wait(60) == -signal.SIGPIPE and error == b"", (process.returncode, error)


# --- the manual ---


def long_options(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))


def test_manual():
    """Every command and option of the help is in the manual, and the other way round."""
    with open(os.path.join(SOURCE, "data", "man", "thalweg-cli.1"), encoding="utf-8") as file:
        manual = file.read().replace("\\-", "-")
    # The manual may name options only where it documents one: bold.
    manual = re.sub(r"^\.\\\".*$", "", manual, flags=re.M)
    helped = long_options(good("--help").stdout.decode())
    for command in COMMANDS:
        assert re.search(r"^\.SS %s$" % command, manual, re.M), command
        helped |= long_options(good(command, "--help").stdout.decode())
    assert long_options(manual) == helped, long_options(manual) ^ helped
    sections = set(re.findall(r"^\.SS (\S+)$", manual, re.M))
    assert sections == set(COMMANDS), sections
    for words in (["run", "default", *SHORT], ["eval", "default", *SMALL], ["field", "default", *SMALL, *FIELD]):
        part = re.search(r"^\.SS %s$(.*?)^\.S[SH] " % words[0], manual, re.M | re.S).group(1)
        for key in document(*words):
            assert re.search(r"\b%s\b" % key, part), (words[0], key)


def test_completion():
    """The words that bash offers are those that there are."""
    script = os.path.join(SOURCE, "data", "completions", "thalweg-cli.bash")

    def offered(*words):
        line = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _thalweg_cli; printf "%s\\n" "${COMPREPLY[@]}"'
        out = subprocess.run(
            ["bash", "-c", line, "bash", script, CLI, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert out.stderr == b"", out.stderr
        return out.stdout.decode().split()

    assert offered("") == COMMANDS + ["--help", "--version"]
    assert offered("ev") == ["eval"]
    assert offered("co") == ["compare"]
    assert offered("run", "dece") == ["deceptive"]
    assert set(offered("eval", "default", "--")) == long_options(good("eval", "--help").stdout.decode())
    assert offered("bench", "planner-s") == ["planner-step"]
    assert offered("eval", "default", "--stage", "f") == ["fine-tuning"]


# --- anything at all ---

WORDS = [
    "run", "eval", "field", "bench", "default", "aligned", "--json", "--help", "--set", "--seed", "--steps", "--stage",
    "--start-of", "--theta", "--grid", "--range", "--threads", "--list", "--reference", "none", "--", "-", "", "=",
    "world.contexts=4", "start.horizon=1e308", "start.horizon=-1e308", "start.u.world=1e9", "world.actions=2",
    "model.ladder_step=0.01", "model.oversight=0", "model.noise_self=1e-6", "world.contexts=1", "scenario.seed=0",
    "horizon=709", "awareness=-1e300", "directedness=800", "goal.base=1e308", "u.world=-1e200", "fine-tuning",
    "pre-training", "2x2", "1x1", "0,5,0,1", "-5,50,-2,3", "1", "0", "-1", "%s%n%s", "\xff", "é", "a" * 5000, "/",
    ".", "/dev/null", "--set=", "--seed=3", "--steps=3", "--theta=horizon=1e400", "--grid=2x2", "-x", "--json=yes",
    "pre-training.steps=2", "fine-tuning.steps=2", "event.x=1", "theta.horizon=1", "..=..", "optimizer.batch=1",
]


def test_fuzz_arguments():
    """No argument makes it crash, hang, or end in a way that is not documented."""
    generator = random.Random(20240607)
    for _ in range(250):
        command = generator.choice(SCENARIO_COMMANDS)
        words = [generator.choice(WORDS) for _ in range(generator.randint(0, 6))]
        if generator.random() < 0.7:
            words = ["default", "--set", "world.contexts=16", "--set", "pre-training.steps=5",
                     "--set", "fine-tuning.steps=5"] + (["--grid", "2x2"] if command == "field" else []) + words
            if command == "field" and "--grid" in words[8:]:
                continue
        if generator.random() < 0.9:
            words = [command] + words
        elif "bench" in words[:1]:
            continue
        if words[:1] == ["bench"]:
            continue
        result = call(*words, timeout=60)
        context = (words, result.returncode, result.stderr[-2000:])
        assert result.returncode in (0, 1, 2), context
        if result.returncode != 0:
            assert result.stderr.startswith(b"thalweg-cli") and result.stderr.count(b"\n") == 1, context
        elif "--json" in words and "--help" not in words:
            strict(result.stdout)


def test_links():
    """Neither GTK nor GL."""
    if not os.path.exists("/usr/bin/readelf"):
        return
    out = subprocess.run(["/usr/bin/readelf", "-d", CLI], check=True, stdout=subprocess.PIPE).stdout.decode()
    needed = re.findall(r"NEEDED.*\[(.*)\]", out)
    assert needed
    for library in needed:
        assert not re.match(r"lib(gtk|gdk|adwaita|epoxy|GL|EGL|graphene)", library), library


if __name__ == "__main__":
    main(globals())
