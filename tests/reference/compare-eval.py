#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds `thalweg-cli eval` against planner.py, on the program's own worlds.

Usage: compare-eval.py THALWEG_CLI [SCRATCH]
Every number has to agree to 1e-9 of itself.  Sums over contexts are allowed 1e-15 of the largest of
their kind besides: float64 has no more there, on either side.
Exits with 1 on a mismatch, with 77 where PyTorch is missing.
"""

import json
import random
import subprocess
import sys
import tempfile

try:
    import planner
except ImportError as error:
    print("skipped: %s" % error)
    sys.exit(77)

RELATIVE, ROUNDING = 1e-9, 1e-15
RANDOM_POINTS = 24


def cases():
    yield ["default"]
    yield ["default", "--stage", "fine-tuning"]
    yield ["default", "--start-of", "fine-tuning"]
    yield ["default", "--seed", "77", "--theta", "horizon=8.006", "--theta", "awareness=0"]
    for name in ("deceptive", "reward-seeking", "misaligned", "undirected", "ladder", "shared"):
        yield [name, "--start-of", "fine-tuning"]
    yield ["generalization", "--stage", "fine-tuning"]
    yield ["developer", "--start-of", "fine-tuning", "--theta", "horizon=6"]
    yield ["default", "--set", "world.actions=7", "--set", "world.contexts=331"]
    yield ["default", "--set", "world.delay=0", "--set", "model.free_value=0",
           "--set", "pre-training.objective=proxy", "--theta", "goal.proxy=1"]
    generator = random.Random(7)
    for _ in range(RANDOM_POINTS):
        yield random_point(generator)


def random_point(generator):
    """Anywhere in the box in which gradients are held to differences, and any setting."""
    word = ["default", "--stage", generator.choice(["pre-training", "fine-tuning"])]
    ranges = dict.fromkeys(planner.PARAMETERS[:8], (-1.5, 1.5))
    ranges.update(dict.fromkeys(planner.PARAMETERS[8:12], (-4, 4)))
    ranges.update(horizon=(-2, 16), awareness=(-12, 6), directedness=(-2, 5), shared=(-2, 2))
    for name, (low, high) in ranges.items():
        word += ["--theta", "%s=%r" % (name, generator.uniform(low, high))]
    settings = {
        "world.actions": generator.choice([2, 3, 4, 5, 8]),
        "world.contexts": generator.randint(1, 3000),
        "world.delay": generator.uniform(0, 30),
        "model.oversight": 10 ** generator.uniform(1, 4),
        "model.free_value": 10 ** generator.uniform(-4, 0),
        "model.strictness": generator.uniform(0, 12),
        "model.generalize": generator.uniform(0, 1),
        "model.entangle": generator.uniform(-1, 1),
        "model.ladder": generator.uniform(0, 1),
        "model.ladder_step": generator.uniform(0.5, 5),
        "model.noise_base": 10 ** generator.uniform(-1, 1),
        "model.noise_self": 10 ** generator.uniform(-1, 1),
        "fine-tuning.dev_horizon": 10 ** generator.uniform(0, 5),
        "fine-tuning.objective": generator.choice(["predict", "base", "proxy"]),
    }
    for key, value in settings.items():
        if generator.random() < 0.5:
            word += ["--set", "%s=%r" % (key, value) if not isinstance(value, str) else key + "=" + value]
    return word


def measured(cli, words, folder):
    out = subprocess.run(
        [cli, "eval", *words, "--json", "--dump", folder], check=True, stdout=subprocess.PIPE
    )
    return json.loads(out.stdout)


def expected(result, folder):
    settings = dict(result["settings"]["model"], delay=result["settings"]["world"]["delay"])
    return planner.evaluate(
        planner.World.load(folder), result["theta"], settings, result["settings"]["stage"]
    )


def difference(name, ours, theirs, scale, relative=RELATIVE):
    if ours is not None and abs(ours - theirs) <= relative * abs(theirs) + ROUNDING * scale:
        return []
    return ["  %s: %r, should be %r" % (name, ours, theirs)]


def group(name, ours, theirs):
    scale = max(abs(v) for v in theirs.values())
    wrong = ["  %s: keys %s" % (name, sorted(ours))] if not set(theirs) <= set(ours) else []
    for key, value in theirs.items():
        wrong += difference(name + "." + key, ours.get(key), value, scale)
    return wrong


def compare(ours, theirs):
    wrong = []
    for name in ("loss", "entropy"):
        wrong += difference(name, ours[name], theirs[name], abs(theirs["loss"]))
    for name in ("gradient", "plane", "vector", "scores"):
        wrong += group(name, ours[name], theirs[name])
    for name, value in theirs["readouts"].items():
        wrong += difference(name, ours["readouts"].get(name), value, abs(value))
    wrong += difference("ceiling", ours["ceiling"], theirs["readouts"]["ceiling"], 0)
    for axis in "xy":
        wrong += group("jacobian." + axis, ours["jacobian"][axis], theirs["jacobian"][axis])
    batch = ours["noise"]["batch"]
    per_step = {k: v / batch for k, v in theirs["noise"].items()}
    wrong += group("noise", ours["noise"], per_step)
    if ours["regime"] != theirs["regime"]:
        wrong.append("  regime: %s, should be %s" % (ours["regime"], theirs["regime"]))
    return wrong


def main():
    cli, *rest = sys.argv[1:]
    failures = count = 0
    with tempfile.TemporaryDirectory(dir=rest[0] if rest else None) as folder:
        for words in cases():
            ours = measured(cli, words, folder)
            wrong = compare(ours, expected(ours, folder))
            count += 1
            if wrong:
                failures += 1
                print("eval " + " ".join(words), *wrong, sep="\n")
    print("%d of %d points agree to %g" % (count - failures, count, RELATIVE))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
