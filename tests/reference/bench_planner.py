#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times planner.py (PyTorch, float64, one thread) as `thalweg-cli bench` times the program.

Without arguments: one JSON line a benchmark.  With --serve: says "ready NAME", then for each name
of a benchmark on standard input runs one repetition and answers with the seconds an iteration took.
Exits with 77 where PyTorch is missing.
"""

import json
import statistics
import sys
import time

try:
    import numpy
    import torch

    import planner
except ImportError as error:
    print("cannot run: %s" % error, file=sys.stderr)
    sys.exit(77)

BATCH, RATE, CLIP = 128, 0.1, 1.0


class Planner:
    def __init__(self):
        self.world = planner.World.draw(4096, 4, numpy.random.default_rng(1))
        self.theta = planner.theta_tensor(planner.DEFAULT_START, requires_grad=True)
        self.settings = planner.DEFAULT_SETTINGS
        self.stage = planner.DEFAULT_STAGES["fine-tuning"]

    def gradient(self, world):
        value = planner.loss(world, self.theta, self.settings, self.stage)
        return torch.autograd.grad(value, self.theta)[0]

    def full(self):
        self.gradient(self.world)

    def step(self):
        index = torch.randint(self.world.eta.shape[0], (BATCH,))
        gradient = self.gradient(self.world.take(index))
        norm = torch.linalg.vector_norm(gradient)
        with torch.no_grad():
            self.theta -= RATE * gradient * torch.clamp(CLIP / norm, max=1.0)


def repetition(work, iterations):
    begin = time.perf_counter()
    for _ in range(iterations):
        work()
    return (time.perf_counter() - begin) / iterations


def main():
    torch.set_num_threads(1)
    subject = Planner()
    # PyTorch computes every term wherever it stands.
    cases = {
        "planner-gradient": (subject.full, 10),
        "planner-foresight": (subject.full, 10),
        "planner-step": (subject.step, 50),
    }
    if sys.argv[1:] == ["--serve"]:
        print("ready PyTorch", torch.__version__, flush=True)
        for line in sys.stdin:
            case = cases.get(line.strip())
            print(repetition(*case) if case else "nan", flush=True)
        return
    for name, (work, iterations) in cases.items():
        repetition(work, iterations)
        times = [repetition(work, iterations) for _ in range(9)]
        print(json.dumps({
            "name": name, "unit": "s", "median": statistics.median(times), "min": min(times),
            "iterations": iterations, "version": "PyTorch " + torch.__version__,
        }), flush=True)


if __name__ == "__main__":
    main()
