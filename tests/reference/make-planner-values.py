#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes planner-values.txt: what the planner must give, for a test that needs no Python.

The values come from planner_exact.py (60 digits).  A case is kept only where planner.py (PyTorch,
float64) agrees with it to 5e-12 of each number: elsewhere the numbers are so ill-conditioned that
no float64 program could be held to them, and the comparison would say nothing.
Usage: make-planner-values.py [OUTPUT]
"""

import math
import os
import sys

import numpy

import planner
from planner_exact import Exact

SEED = 20240607
CASES = 72
TOLERANCE = 5e-12
TINY = 1e-30  # written as 0: below what the exact derivatives resolve

HEADER = """\
# What the planner must give: made by make-planner-values.py, every number right to the last digit
# of a double (magnitudes below 1e-30 are written as 0).
# One item a line, blanks between words; a line that begins with # is a comment.  A case is
#   case N
#   world B A
#   phi, psi      3 B A numbers, row-major (goal: predict base proxy; context; action)
#   eta, eta2, etar   B A numbers, row-major
#   settings NAME VALUE       keys of [model], and delay
#   stage NAME VALUE          keys of a stage; the value of objective is a word
#   theta NAME VALUE          sixteen of them
# and then what comes out:
#   loss L
#   gradient NAME VALUE
#   readout NAME VALUE
#   plane X Y
#   jacobian x|y NAME VALUE
#   vector X Y                -J grad L
#   noise XX XY YY            covariance of -J grad L over single contexts (divided by B, not B - 1)
#   score NAME VALUE
#   entropy VALUE
#   regime NAME
#   end
"""


def rounded(x, digits=6):
    return float("%.*g" % (digits, x))


def draw_world(rng):
    contexts, actions = int(rng.integers(8, 17)), int(rng.choice([2, 3, 4, 7]))
    world = planner.World.draw(
        contexts, actions, rng, rng.uniform(-0.9, 0.9), rng.uniform(-0.9, 0.9), rng.uniform(0, 1)
    )
    arrays = [world.phi, world.psi, world.eta, world.eta2, world.etar]
    return planner.World(*(numpy.round(a.numpy(), 3) for a in arrays))


def draw_theta(rng):
    # Half of them know a good deal, so that awareness and the foresight term are not negligible.
    low = sometimes(rng, 0.7, -1.5)
    theta = {p: rng.uniform(low, 1.5) for p in planner.PARAMETERS[:8]}
    theta.update({p: rng.uniform(-4, 4) for p in planner.PARAMETERS[8:12]})
    theta["horizon"] = rng.uniform(-2, 16)
    theta["awareness"] = rng.uniform(-12, 6)
    theta["directedness"] = rng.uniform(-2, 5)
    theta["shared"] = rng.uniform(-2, 2)
    return {k: rounded(v) for k, v in theta.items()}


def sometimes(rng, common, drawn):
    return common if rng.random() < 0.4 else drawn


def draw_settings(rng):
    settings = {
        "delay": sometimes(rng, 0.0, rng.uniform(0, 30)),
        "oversight": 10 ** rng.uniform(1, 4),
        "free_value": sometimes(rng, 0.05, 10 ** rng.uniform(-4, 0)),
        "strictness": rng.uniform(0, 12),
        "standard": rng.uniform(-1, 1),
        "generalize": sometimes(rng, 0.0, rng.uniform(0, 1)),
        "entangle": sometimes(rng, 0.0, rng.uniform(0, 1)),
        "ladder": sometimes(rng, float(rng.integers(0, 2)), rng.uniform(0, 1)),
        "ladder_step": rng.uniform(0.5, 5),
        "threshold": rng.uniform(0.2, 0.9),
    }
    if rng.random() < 0.1:
        settings["free_value"] = 0.0
    settings.update({"noise_" + c: 10 ** rng.uniform(-1, 1) for c in planner.CONCEPTS})
    return {k: rounded(v) for k, v in settings.items()}


def draw_stage(rng, number):
    stage = {
        "objective": planner.GOALS[number % 3],
        "act_weight": rng.uniform(0.1, 3),
        "dev_horizon": 10 ** rng.uniform(0, 5),
    }
    stage.update({"docs_" + c: 10 ** rng.uniform(-3, 0) for c in planner.CONCEPTS})
    return {k: v if isinstance(v, str) else rounded(v) for k, v in stage.items()}


def chosen():
    """Cases that are there by name: the default start, and the points people ask about."""
    start, stages = planner.DEFAULT_START, planner.DEFAULT_STAGES
    settings = {k: rounded(v, 17) for k, v in planner.DEFAULT_SETTINGS.items()}
    aware = {"u.self": 1.0, "v.self": 1.0, "u.update": 1.0, "v.update": 1.0, "goal.reward": -30.0}
    far = dict(start, horizon=rounded(math.log(3000), 17), awareness=0.0)
    yield start, settings, stages["pre-training"]
    yield far, settings, stages["pre-training"]
    yield dict(far, **aware), settings, stages["fine-tuning"]
    yield dict(start, **aware), settings, stages["fine-tuning"]
    yield dict(far, **aware), dict(settings, free_value=0.0), stages["fine-tuning"]
    yield dict(far, **aware), dict(settings, ladder=1.0), stages["fine-tuning"]
    able = dict(aware, directedness=2.5, awareness=4.0, **{"u.base": 1.5, "v.base": 1.5})
    sharp = dict(settings, noise_base=0.1, noise_self=0.1, noise_update=0.1)
    yield dict(far, **able), sharp, stages["fine-tuning"]
    yield dict(far, **dict(able, **{"goal.base": 6.0})), sharp, stages["fine-tuning"]
    yield dict(start, **dict(able, **{"goal.reward": 6.0})), sharp, stages["fine-tuning"]
    yield dict(start, **dict(able, **{"goal.proxy": 6.0})), sharp, stages["fine-tuning"]
    yield dict(far, shared=0.3), dict(settings, entangle=1.0, delay=0.0), stages["pre-training"]


def flat(result):
    """Result as (words before the number, number), in the order of the file."""
    yield "loss", result["loss"]
    yield from (("gradient " + k, v) for k, v in result["gradient"].items())
    yield from (("readout " + k, v) for k, v in result["readouts"].items())
    yield from (("plane " + k, v) for k, v in result["plane"].items())
    for axis in "xy":
        yield from (("jacobian %s %s" % (axis, k), v) for k, v in result["jacobian"][axis].items())
    yield from (("vector " + k, v) for k, v in result["vector"].items())
    yield from (("noise " + k, v) for k, v in result["noise"].items())
    yield from (("score " + k, v) for k, v in result["scores"].items())
    yield "entropy", result["entropy"]


def well_conditioned(measured, exact):
    if measured["regime"] != exact["regime"]:
        return False
    return all(
        math.isfinite(a) and abs(a - b) <= TOLERANCE * abs(b) + TINY
        for (_, a), (_, b) in zip(flat(measured), flat(exact))
    )


def text(x):
    x = float(x)
    return repr(0.0 if abs(x) < TINY else x)


def write_case(out, number, world, theta, settings, stage, result):
    line = lambda *words: print(*words, file=out)
    line("case", number)
    line("world", *world.eta.shape)
    for name in ("phi", "psi", "eta", "eta2", "etar"):
        line(name, *(repr(float(x)) for x in getattr(world, name).flatten()))
    for kind, values in (("settings", settings), ("stage", stage), ("theta", theta)):
        for name, value in values.items():
            line(kind, name, value if isinstance(value, str) else repr(float(value)))
    grouped = {"plane": [], "vector": [], "noise": []}
    for words, value in flat(result):
        group = grouped.get(words.split()[0])
        if group is None:
            line(words, text(value))
            continue
        group.append(text(value))
        if len(group) == (3 if words.startswith("noise") else 2):
            line(words.split()[0], *group)
    line("regime", result["regime"])
    line("end")


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(folder, "planner-values.txt")
    rng = numpy.random.default_rng(SEED)
    pending = list(chosen())
    kept = dropped = 0
    regimes = {}
    with open(path, "w", encoding="ascii") as out:
        out.write(HEADER)
        while kept < CASES:
            world = draw_world(rng)
            if pending:
                theta, settings, stage = pending.pop(0)
            else:
                theta, settings, stage = draw_theta(rng), draw_settings(rng), draw_stage(rng, kept)
            exact = Exact(world, settings, stage).evaluate(theta)
            if not well_conditioned(planner.evaluate(world, theta, settings, stage), exact):
                dropped += 1
                continue
            write_case(out, kept, world, theta, settings, stage, exact)
            regimes[exact["regime"]] = regimes.get(exact["regime"], 0) + 1
            kept += 1
    print("%d cases, %d too ill-conditioned, regimes %s" % (kept, dropped, regimes))


if __name__ == "__main__":
    main()
