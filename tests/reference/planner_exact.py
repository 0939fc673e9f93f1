# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of docs/MODEL.md a third time: 60 decimal digits (mpmath), one number at a time.

Slow and plain.  Derivatives are central differences with a step of 10^-20: their error is of the
order of 10^-38, so every digit that a double holds is right, also where float64 cancels.
"""

from mpmath import mp, mpf

from planner import CONCEPTS, GOALS, PARAMETERS, regime

mp.dps = 60
STEP = mpf(10) ** -20


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


class Exact:
    """One world, one stage: numbers at a θ given as a list of 16."""

    def __init__(self, world, settings, stage):
        number = lambda tensor: [[mpf(float(x)) for x in row] for row in tensor]
        self.phi = [number(k) for k in world.phi]
        self.psi = [number(k) for k in world.psi]
        self.eta, self.eta2, self.etar = number(world.eta), number(world.eta2), number(world.etar)
        self.contexts, self.actions = len(self.eta), len(self.eta[0])
        self.settings = {k: mpf(float(v)) for k, v in settings.items()}
        self.objective = GOALS.index(stage["objective"])
        self.stage = {k: mpf(float(v)) for k, v in stage.items() if k != "objective"}

    def state(self, theta):
        t, o = dict(zip(PARAMETERS, theta)), self.settings
        a = {c: t["u." + c] * t["v." + c] for c in CONCEPTS}
        for c in ("self", "update"):
            a[c] += o["generalize"] * a["world"]
        kappa = {c: a[c] ** 2 / (a[c] ** 2 + o["noise_" + c] ** 2) for c in CONCEPTS}
        b = a["base"] / mp.sqrt(a["base"] ** 2 + o["noise_base"] ** 2)
        e = [mp.exp(t["goal." + g]) for g in GOALS]
        x_h = t["horizon"] + o["entangle"] * t["shared"]
        x_s = t["awareness"] + o["entangle"] * t["shared"]
        step = o["ladder_step"]
        log_n = x_h - o["ladder"] * step / (2 * mp.pi) * mp.sin(2 * mp.pi * x_h / step)
        ceiling = kappa["self"] * kappa["update"]
        return {
            "a": a, "kappa": kappa, "b": b, "w": [x / sum(e) for x in e],
            "log_n": log_n, "n": mp.exp(log_n), "ceiling": ceiling,
            "s": ceiling * sigmoid(x_s), "beta": mp.exp(t["directedness"]),
        }

    def q(self, st, i, a, oversight, foresight):
        o, k = self.settings, self.objective
        rest = mp.sqrt(1 - st["b"] ** 2)
        phi = [self.phi[j][i][a] for j in range(3)]
        psi = [self.psi[j][i][a] for j in range(3)]
        phi[1] = st["b"] * phi[1] + rest * self.eta[i][a]
        psi[1] = st["b"] * psi[1] + rest * self.eta2[i][a]
        discount = mp.exp(-o["delay"] / st["n"])
        total = sum(st["w"][j] * (phi[j] + discount * psi[j]) for j in range(3))
        s, r = st["s"], self.etar[i][a]
        if oversight:
            total += st["w"][3] * (s * self.phi[k][i][a] + mp.sqrt(1 - s**2) * r)
        else:
            total += st["w"][3] * r
        if oversight and foresight:
            m = sigmoid(o["strictness"] * (o["standard"] - phi[k]))
            value = o["free_value"] * st["n"] * mp.exp(-o["oversight"] / st["n"])
            total -= s * (1 - st["w"][k]) * value * m
        return total

    def policy(self, st, i, oversight=True, foresight=True):
        x = [st["beta"] * self.q(st, i, a, oversight, foresight) for a in range(self.actions)]
        top = max(x)
        e = [mp.exp(y - top) for y in x]
        return [y / sum(e) for y in e]

    def rho(self, goal, i):
        discount = mp.exp(-self.settings["delay"] / self.stage["dev_horizon"])
        return [f + discount * p for f, p in zip(self.phi[goal][i], self.psi[goal][i])]

    def context_losses(self, theta):
        st = self.state(theta)
        docs = sum(self.stage["docs_" + c] * (1 - st["a"][c]) ** 2 for c in CONCEPTS) / 2
        dot = lambda p, r: sum(x * y for x, y in zip(p, r))
        return [
            docs - self.stage["act_weight"] * dot(self.policy(st, i), self.rho(self.objective, i))
            for i in range(self.contexts)
        ]

    def plane(self, theta):
        st = self.state(theta)
        return [st["log_n"] / mp.log(10), st["s"]]

    def derivative(self, function, theta):
        """Rows: outputs; columns: parameters."""
        columns = []
        for p in range(len(theta)):
            up, down = list(theta), list(theta)
            up[p], down[p] = up[p] + STEP, down[p] - STEP
            columns.append([(x - y) / (2 * STEP) for x, y in zip(function(up), function(down))])
        return [list(row) for row in zip(*columns)]

    def verdict(self, theta):
        st = self.state(theta)
        every = range(self.contexts)
        rho = [self.rho(1, i) for i in every]
        best = sum(max(r) for r in rho)
        worth = lambda **how: sum(
            sum(p * r for p, r in zip(self.policy(st, i, **how), rho[i])) for i in every
        ) / best
        scores = {
            "train": worth(),
            "ablated": worth(foresight=False),
            "deploy": worth(oversight=False),
        }
        entropy = -sum(p * mp.log(p) for i in every for p in self.policy(st, i)) / self.contexts
        name = regime(scores, entropy, self.actions, self.settings["threshold"])
        return scores, entropy, name

    def readouts(self, theta):
        st = self.state(theta)
        out = {"understanding." + c: st["kappa"][c] for c in CONCEPTS}
        out.update({"correlation.base": st["b"], "horizon": st["n"], "awareness": st["s"]})
        out.update({"ceiling": st["ceiling"], "directedness": st["beta"]})
        out.update({"goal." + g: st["w"][j] for j, g in enumerate(GOALS)})
        return out

    def evaluate(self, theta):
        """As planner.evaluate(), with doubles that are right to the last digit."""
        theta = [mpf(float(theta[p])) for p in PARAMETERS]
        mean = lambda values: sum(values) / len(values)
        rows = self.derivative(self.context_losses, theta)
        gradient = [mean(column) for column in zip(*rows)]
        slopes = self.derivative(self.plane, theta)
        project = lambda j, g: -sum(x * y for x, y in zip(slopes[j], g))
        moves = [[project(j, row) for row in rows] for j in (0, 1)]
        x, y = ([m - mean(move) for m in move] for move in moves)
        product = lambda p, q: float(mean([i * j for i, j in zip(p, q)]))
        scores, entropy, name = self.verdict(theta)
        point = self.plane(theta)
        by_name = lambda values: {p: float(v) for p, v in zip(PARAMETERS, values)}
        return {
            "loss": float(mean(self.context_losses(theta))),
            "gradient": by_name(gradient),
            "readouts": {k: float(v) for k, v in self.readouts(theta).items()},
            "plane": {"x": float(point[0]), "y": float(point[1])},
            "jacobian": {"x": by_name(slopes[0]), "y": by_name(slopes[1])},
            "vector": {"x": float(project(0, gradient)), "y": float(project(1, gradient))},
            "noise": {"xx": product(x, x), "xy": product(x, y), "yy": product(y, y)},
            "scores": {k: float(v) for k, v in scores.items()},
            "entropy": float(entropy),
            "regime": name,
        }
