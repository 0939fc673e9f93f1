# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/train/optimizer-reference.h: what PyTorch's optimisers make of one sequence of gradients.

    python3 tests/reference/optimizers.py > tests/train/optimizer-reference.h

The gradients are those of a quartic with a linear term, so that they depend on theta and an error
would grow; float64, one thread.
"""

import torch

torch.set_num_threads(1)

STEPS = 50
START = [1.5, -0.25, 3.0, -2.0, 0.01]
CURVATURE = [1.0, 10.0, 0.1, 2.5, 100.0]


def gradient(theta):
    c = torch.tensor(CURVATURE, dtype=torch.float64)
    return c * theta + 0.1 * theta * theta * theta - 0.5


CASES = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8),
    "adam_odd": lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-3),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1),
}


def train(make, clip=None, schedule=None):
    theta = torch.nn.Parameter(torch.tensor(START, dtype=torch.float64))
    optimizer = make([theta])
    scheduler = schedule(optimizer) if schedule else None
    rows = []
    for _ in range(STEPS):
        theta.grad = gradient(theta.detach())
        if clip:
            torch.nn.utils.clip_grad_norm_([theta], clip)
        optimizer.step()
        if scheduler:
            scheduler.step()
        rows.append(theta.detach().tolist())
    return rows


def cosine(optimizer):
    return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS, eta_min=0.1 * 0.01)


def linear(optimizer):
    return torch.optim.lr_scheduler.LinearLR(
        optimizer, start_factor=1.0, end_factor=0.1, total_iters=STEPS)


def write(name, rows):
    print(f"static const double {name}[N_KEPT][N_PARAMS] = {{")
    for step in (0, 1, 9, STEPS - 1):
        print("  { " + ", ".join(repr(v) for v in rows[step]) + " },")
    print("};\n")


print("/* SPDX-License-Identifier: GPL-3.0-or-later */\n")
print("/* Written by tests/reference/optimizers.py with PyTorch " + torch.__version__ + "; do not edit. */\n")
print("/* clang-format off */")
print("#define N_PARAMS 5\n#define N_KEPT 4")
print(f"#define N_STEPS {STEPS}")
print("static const int kept_steps[N_KEPT] = { 0, 1, 9, " + str(STEPS - 1) + " };\n")
print("static const double start[N_PARAMS] = { " + ", ".join(map(repr, START)) + " };")
print("static const double curvature[N_PARAMS] = { " + ", ".join(map(repr, CURVATURE)) + " };\n")
for key, make in CASES.items():
    write(key, train(make))
# PyTorch divides by norm + 1e-6 where we divide by the norm: the test allows for it.
write("clipped", train(CASES["sgd"], clip=1.0))
write("cosine", train(CASES["sgd"], schedule=cosine))
write("linear", train(CASES["sgd"], schedule=linear))
