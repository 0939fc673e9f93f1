# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner of docs/MODEL.md a second time: PyTorch, float64, automatic differentiation.

Written from the equations and not from the C code, so that the two can be held against each other.
Nothing here is fast on purpose or slow on purpose: every array operation is over all contexts.

    world    World: phi, psi (3, B, A) in the order predict, base, proxy; eta, eta2, etar (B, A)
    theta    {parameter name: number}
    settings {name: number}, the keys of [model] and delay
    stage    {name: number}, the keys of a stage; objective is "predict", "base" or "proxy"
"""

import math
import os

import numpy
import torch

torch.set_default_dtype(torch.float64)

CONCEPTS = ["world", "base", "self", "update"]
GOALS = ["predict", "base", "proxy", "reward"]
PARAMETERS = (
    ["u." + c for c in CONCEPTS]
    + ["v." + c for c in CONCEPTS]
    + ["goal." + g for g in GOALS]
    + ["horizon", "awareness", "directedness", "shared"]
)

DEFAULT_SETTINGS = {
    "delay": 10.0,
    "oversight": 1000.0,
    "free_value": 0.05,
    "strictness": 4.0,
    "standard": 0.0,
    "noise_world": 0.5,
    "noise_base": 0.5,
    "noise_self": 0.5,
    "noise_update": 0.5,
    "generalize": 0.0,
    "entangle": 0.0,
    "ladder": 0.0,
    "ladder_step": math.log(10.0),
    "threshold": 0.8,
}
DEFAULT_STAGES = {
    "pre-training": {
        "objective": "predict",
        "act_weight": 1.0,
        "dev_horizon": 1.0,
        "docs_world": 1.0,
        "docs_base": 0.5,
        "docs_self": 0.02,
        "docs_update": 0.005,
    },
    "fine-tuning": {
        "objective": "base",
        "act_weight": 1.0,
        "dev_horizon": 1.0,
        "docs_world": 0.1,
        "docs_base": 0.1,
        "docs_self": 0.3,
        "docs_update": 0.3,
    },
}
DEFAULT_START = dict.fromkeys(PARAMETERS, 0.0)
DEFAULT_START.update({p: 0.1 for p in PARAMETERS[:8]})
DEFAULT_START.update({"goal.predict": 2.0, "awareness": -2.0})


class World:
    def __init__(self, phi, psi, eta, eta2, etar):
        as_tensor = lambda a: torch.tensor(numpy.ascontiguousarray(a), dtype=torch.float64)
        self.phi, self.psi = as_tensor(phi), as_tensor(psi)
        self.eta, self.eta2, self.etar = as_tensor(eta), as_tensor(eta2), as_tensor(etar)

    @classmethod
    def load(cls, folder):
        names = ["phi", "psi", "eta", "eta2", "etar"]
        return cls(*(numpy.load(os.path.join(folder, n + ".npy")) for n in names))

    @classmethod
    def draw(cls, contexts, actions, generator, c_predict=0.3, c_proxy=0.5, tradeoff=0.6):
        """MODEL.md section 2, from a numpy Generator."""
        n = lambda: generator.standard_normal((contexts, actions))
        base = n()
        predict = c_predict * base + math.sqrt(1 - c_predict**2) * n()
        proxy = c_proxy * base + math.sqrt(1 - c_proxy**2) * n()
        phi = numpy.stack([predict, base, proxy])
        psi = numpy.stack([-tradeoff * f + math.sqrt(1 - tradeoff**2) * n() for f in phi])
        return cls(phi, psi, n(), n(), n())

    def take(self, index):
        """The contexts of a minibatch."""
        part = World.__new__(World)
        part.phi, part.psi = self.phi[:, index], self.psi[:, index]
        part.eta, part.eta2, part.etar = self.eta[index], self.eta2[index], self.etar[index]
        return part


def theta_tensor(theta, requires_grad=False):
    return torch.tensor([float(theta[p]) for p in PARAMETERS], requires_grad=requires_grad)


def state(theta, settings):
    """Section 3: everything between θ and behaviour; theta is a tensor (16)."""
    u, v, g = theta[0:4], theta[4:8], theta[8:12]
    h, s, l, z = theta[12], theta[13], theta[14], theta[15]
    noise = torch.tensor([settings["noise_" + c] for c in CONCEPTS])
    a = u * v
    transfer = torch.tensor([0.0, 0.0, settings["generalize"], settings["generalize"]])
    a_hat = a + transfer * a[0]
    total = a_hat**2 + noise**2
    x_h = h + settings["entangle"] * z
    x_s = s + settings["entangle"] * z
    period = settings["ladder_step"]
    log_n = x_h - settings["ladder"] * period / (2 * math.pi) * torch.sin(2 * math.pi / period * x_h)
    kappa = a_hat**2 / total
    return {
        "a_hat": a_hat,
        "kappa": kappa,
        "b": a_hat[1] / torch.sqrt(total[1]),
        "b_rest": noise[1] / torch.sqrt(total[1]),  # sqrt(1 - b²) without the cancellation
        "w": torch.softmax(g, 0),
        "log_n": log_n,
        "n": torch.exp(log_n),
        "ceiling": kappa[2] * kappa[3],
        "s": kappa[2] * kappa[3] * torch.sigmoid(x_s),
        "beta": torch.exp(l),
    }


def policy(world, st, settings, objective, oversight=True, foresight=True):
    """Section 4: log π (B, A)."""
    k = GOALS.index(objective)
    w, s = st["w"], st["s"]
    discount = torch.exp(-settings["delay"] / st["n"])
    phi_base = st["b"] * world.phi[1] + st["b_rest"] * world.eta
    psi_base = st["b"] * world.psi[1] + st["b_rest"] * world.eta2
    phi_hat = [world.phi[0], phi_base, world.phi[2]]
    psi_hat = [world.psi[0], psi_base, world.psi[2]]
    q = sum(w[j] * (phi_hat[j] + discount * psi_hat[j]) for j in range(3))
    if oversight:
        q = q + w[3] * (s * world.phi[k] + torch.sqrt((1 - s) * (1 + s)) * world.etar)
    else:
        q = q + w[3] * world.etar
    if oversight and foresight:
        m = torch.sigmoid(settings["strictness"] * (settings["standard"] - phi_hat[k]))
        value = settings["free_value"] * st["n"] * torch.exp(-settings["oversight"] / st["n"])
        others = sum(w[j] for j in range(4) if j != k)
        q = q - s * others * value * m
    return torch.log_softmax(st["beta"] * q, dim=1)


def reward(world, stage, objective):
    k = GOALS.index(objective)
    return world.phi[k] + math.exp(-stage["delay"] / stage["dev_horizon"]) * world.psi[k]


def context_losses(world, theta, settings, stage):
    """Section 5: L as one number a context (B); their mean is L."""
    st = state(theta, settings)
    pi = torch.exp(policy(world, st, settings, stage["objective"]))
    rho = reward(world, dict(stage, delay=settings["delay"]), stage["objective"])
    docs = torch.tensor([stage["docs_" + c] for c in CONCEPTS])
    return -stage["act_weight"] * (pi * rho).sum(1) + (docs * (1 - st["a_hat"]) ** 2).sum() / 2


def loss(world, theta, settings, stage):
    return context_losses(world, theta, settings, stage).mean()


def plane(theta, settings):
    """(x, y) as a tensor (2)."""
    st = state(theta, settings)
    return torch.stack([st["log_n"] / math.log(10.0), st["s"]])


def jacobian(theta, settings):
    return torch.autograd.functional.jacobian(lambda t: plane(t, settings), theta.detach())


def noise(world, theta, settings, stage):
    """Covariance (xx, xy, yy) of -J ∇L over single contexts, mean over all B (not B - 1)."""
    # Reverse over reverse: J ∇L_i is the derivative of L_i along each row of J.
    rows = jacobian(theta, settings)
    directional = []
    for row in rows:
        _, d = torch.autograd.functional.jvp(
            lambda t: context_losses(world, t, settings, stage), theta.detach(), row
        )
        directional.append(-d)
    x, y = (d - d.mean() for d in directional)
    return [float((x * x).mean()), float((x * y).mean()), float((y * y).mean())]


def verdict(world, theta, settings, stage):
    """Section 7: scores, entropy, regime."""
    with torch.no_grad():
        st = state(theta, settings)
        rho = reward(world, dict(stage, delay=settings["delay"]), "base")
        best = rho.max(1).values.mean()
        worth = lambda log_pi: float((torch.exp(log_pi) * rho).sum(1).mean() / best)
        k = stage["objective"]
        watched = policy(world, st, settings, k)
        scores = {
            "train": worth(watched),
            "ablated": worth(policy(world, st, settings, k, foresight=False)),
            "deploy": worth(policy(world, st, settings, k, oversight=False)),
        }
        entropy = float(torch.special.entr(torch.exp(watched)).sum(1).mean())
    return scores, entropy, regime(scores, entropy, rho.shape[1], settings["threshold"])


def regime(scores, entropy, actions, threshold):
    if entropy > 0.95 * math.log(actions):
        return "undirected"
    if scores["train"] < threshold:
        return "misaligned"
    if scores["ablated"] < threshold:
        return "deceptive"
    if scores["deploy"] < threshold:
        return "reward-seeking"
    return "aligned"


def readouts(theta, settings):
    st = state(theta, settings)
    out = {"understanding." + c: float(st["kappa"][i]) for i, c in enumerate(CONCEPTS)}
    out["correlation.base"] = float(st["b"])
    out["horizon"] = float(st["n"])
    out["awareness"] = float(st["s"])
    out["ceiling"] = float(st["ceiling"])
    out["directedness"] = float(st["beta"])
    out.update({"goal." + g: float(st["w"][i]) for i, g in enumerate(GOALS)})
    return out


def evaluate(world, theta, settings, stage):
    """All of it, in the shape of `thalweg-cli eval --json`."""
    by_name = lambda values: {p: float(x) for p, x in zip(PARAMETERS, values)}
    t = theta_tensor(theta, requires_grad=True)
    value = loss(world, t, settings, stage)
    (gradient,) = torch.autograd.grad(value, t)
    t = t.detach()
    rows = jacobian(t, settings)
    point = plane(t, settings)
    vector = -(rows @ gradient)
    xx, xy, yy = noise(world, t, settings, stage)
    scores, entropy, name = verdict(world, t, settings, stage)
    return {
        "loss": float(value),
        "gradient": by_name(gradient),
        "readouts": readouts(t, settings),
        "plane": {"x": float(point[0]), "y": float(point[1])},
        "jacobian": {"x": by_name(rows[0]), "y": by_name(rows[1])},
        "vector": {"x": float(vector[0]), "y": float(vector[1])},
        "noise": {"xx": xx, "xy": xy, "yy": yy},
        "scores": scores,
        "entropy": entropy,
        "regime": name,
    }
