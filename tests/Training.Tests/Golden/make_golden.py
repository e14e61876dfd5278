"""Makes the golden values that the trainer is tested against: optimizer trajectories, whole training runs and learning-rate
schedules, in double precision, from implementations that share nothing with ours.

    python3 make_golden.py            # writes optimizers.json, networks.json and schedules.json beside this script
    python3 make_golden.py --check    # recomputes them, and fails where they differ by more than 1e-12 (relative)

Needs Python 3.9, numpy and PyTorch (made with Debian's python3-torch 1.13). PyTorch's side is torch.optim and autograd in
float64 (its NAdam excepted). Keras' and TensorFlow 1's side is numpy, written from their documentation and the papers:

    Keras 3      keras.io/api/optimizers; keras.optimizers.{SGD,Adam,AdamW,RMSprop,Adagrad,Adadelta,Nadam}
    TensorFlow 1 tf.train.{GradientDescent,Momentum,Adam,RMSProp,Adagrad,Adadelta}Optimizer
    papers       Kingma and Ba 2015 (Adam), Loshchilov and Hutter 2019 (AdamW), Hinton 2012 (RMSprop), Duchi et al. 2011
                 (Adagrad), Zeiler 2012 (Adadelta), Dozat 2016 (Nadam), Sutskever et al. 2013 (Nesterov)

The numbers that are drawn come from a linear congruential generator, s = (1664525 s + 1013904223) mod 2^32, and all are in the
files: a reader needs no generator. Names of settings are those of a sweep spec (docs/spec.md).

optimizers.json
    initial    12 weights
    gradients  40 rows of 12: the gradient of step 0, 1, ... (the same for every case; it doesn't depend on the weights)
    cases      name; optimizer, a mapping as in a spec, with every parameter that isn't its default 0 or false; rate, when
               present, the 40 learning rates instead of lr; weights: rows of 12 after step 1, 2, 3, 10, 20 and 40
               (the file's "after")

networks.json
    cases      name; inputs, hidden, classes; activation: one per hidden layer; l2, clip_value, clip_norm (null: off); optimizer as
               above; batch; images: rows of bytes, divided by 255 before use; labels; order: indices of the images of each
               step; kernels: initial, one per layer, rows = inputs, columns = units; biases;
               losses: of each step, before its update: mean cross-entropy of the batch, without the l2 term;
               correct: right predictions of each step; final_kernels, final_biases
    The gradient is that of loss + l2 * (sum of squared kernels); clip_value comes before clip_norm.

schedules.json
    cases      name; schedule as in a spec; epochs, steps_per_epoch; rates: factor on the learning rate of step 0, 1, ...
"""

import json
import math
import os
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = 40
AFTER = [1, 2, 3, 10, 20, 40]


class Lcg:
    def __init__(self, seed):
        self.state = seed

    def next(self, bound=2**24):
        """A whole number in 0 to bound - 1, from the upper bits."""
        self.state = (1664525 * self.state + 1013904223) % 2**32
        return (self.state >> 8) * bound >> 24

    def uniform(self, low, high, digits=4):
        """Rounded, so that the file shows it whole."""
        return round(low + (high - low) * self.next() / 2**24, digits)

    def array(self, shape, low, high):
        count = int(np.prod(shape))
        return np.array([self.uniform(low, high) for _ in range(count)]).reshape(shape)


# ---- Keras 3 and TensorFlow 1, from their documentation -------------------------------------------------------------------------


class KerasSgd:
    def __init__(self, p, w):
        self.p, self.u = p, np.zeros_like(w)

    def step(self, w, g, lr, t):
        m = self.p.get("momentum", 0)
        if m == 0:
            return w - lr * g
        self.u = m * self.u - lr * g
        return w + m * self.u - lr * g if self.p.get("nesterov") else w + self.u


class Tf1Momentum:
    """tf.train.GradientDescentOptimizer, tf.train.MomentumOptimizer."""

    def __init__(self, p, w):
        self.p, self.accumulation = p, np.zeros_like(w)

    def step(self, w, g, lr, t):
        m = self.p.get("momentum", 0)
        if m == 0:
            return w - lr * g
        self.accumulation = m * self.accumulation + g
        if self.p.get("nesterov"):
            return w - (lr * g + lr * m * self.accumulation)
        return w - lr * self.accumulation


class TensorFlowAdam:
    """Keras' and TensorFlow 1's: epsilon hat of section 2 of the paper. With decay: AdamW."""

    def __init__(self, p, w):
        self.p, self.m, self.v = p, np.zeros_like(w), np.zeros_like(w)

    def step(self, w, g, lr, t):
        b1, b2 = self.p["beta1"], self.p["beta2"]
        w = w - lr * self.p.get("weight_decay", 0) * w
        self.m += (1 - b1) * (g - self.m)
        self.v += (1 - b2) * (g * g - self.v)
        alpha = lr * math.sqrt(1 - b2**t) / (1 - b1**t)
        return w - alpha * self.m / (np.sqrt(self.v) + self.p["eps"])


class TensorFlowRmsProp:
    """Epsilon inside the root; TensorFlow 1's mean square starts at 1, Keras' at 0. Not centered."""

    def __init__(self, p, w):
        self.p, self.square, self.u = p, np.full_like(w, p.get("initial_accumulator", 0)), np.zeros_like(w)

    def step(self, w, g, lr, t):
        rho = self.p["rho"]
        self.square = rho * self.square + (1 - rho) * g * g
        change = lr * g / np.sqrt(self.square + self.p["eps"])
        if self.p.get("momentum", 0) == 0:
            return w - change
        self.u = self.p["momentum"] * self.u + change
        return w - self.u


class TensorFlowAdagrad:
    """Keras: epsilon inside the root. TensorFlow 1 has none: eps 0."""

    def __init__(self, p, w):
        self.p, self.sum = p, np.full_like(w, p.get("initial_accumulator", 0))

    def step(self, w, g, lr, t):
        self.sum = self.sum + g * g
        return w - lr * g / np.sqrt(self.sum + self.p["eps"])


class Adadelta:
    """Zeiler 2012, algorithm 1, with a learning rate."""

    def __init__(self, p, w):
        self.p, self.square, self.delta = p, np.zeros_like(w), np.zeros_like(w)

    def step(self, w, g, lr, t):
        rho, eps = self.p["rho"], self.p["eps"]
        self.square = rho * self.square + (1 - rho) * g * g
        change = np.sqrt(self.delta + eps) / np.sqrt(self.square + eps) * g
        self.delta = rho * self.delta + (1 - rho) * change * change
        return w - lr * change


class KerasNadam:
    """keras.optimizers.Nadam: the momentum's schedule is beta1 (1 - 0.96^t / 2)."""

    DECAY = 1.0

    def __init__(self, p, w):
        self.p, self.m, self.v, self.product = p, np.zeros_like(w), np.zeros_like(w), 1.0

    def step(self, w, g, lr, t):
        b1, b2 = self.p["beta1"], self.p["beta2"]
        now = b1 * (1 - 0.5 * 0.96 ** (self.DECAY * t))
        following = b1 * (1 - 0.5 * 0.96 ** (self.DECAY * (t + 1)))
        self.product *= now
        self.m += (1 - b1) * (g - self.m)
        self.v += (1 - b2) * (g * g - self.v)
        mean = following * self.m / (1 - self.product * following) + (1 - now) * g / (1 - self.product)
        return w - lr * mean / (np.sqrt(self.v / (1 - b2**t)) + self.p["eps"])


class TorchNadam(KerasNadam):
    """The documentation of torch.optim.NAdam: the same with momentum_decay 0.004 in the exponent. PyTorch 1.13 itself counts one
    factor of the next step's product twice, which PyTorch 2 has mended: hence not torch's own."""

    DECAY = 0.004


TENSORFLOW = {
    "adam": TensorFlowAdam,
    "adamw": TensorFlowAdam,
    "rmsprop": TensorFlowRmsProp,
    "adagrad": TensorFlowAdagrad,
    "adadelta": Adadelta,
    "nadam": KerasNadam,
}


def numpy_optimizer(p, w):
    if p["name"] == "nadam" and p["convention"] == "pytorch":
        return TorchNadam(p, w)
    if p["name"] == "sgd":
        return KerasSgd(p, w) if p["convention"] == "keras" else Tf1Momentum(p, w)
    return TENSORFLOW[p["name"]](p, w)


# ---- PyTorch --------------------------------------------------------------------------------------------------------------------


def torch_optimizer(p, parameters):
    lr, o = p["lr"], torch.optim
    if p["name"] == "sgd":
        return o.SGD(parameters, lr, momentum=p.get("momentum", 0), nesterov=p.get("nesterov", False))
    if p["name"] == "rmsprop":
        assert p.get("initial_accumulator", 0) == 0
        return o.RMSprop(parameters, lr, alpha=p["rho"], eps=p["eps"], momentum=p.get("momentum", 0))
    if p["name"] == "adagrad":
        return o.Adagrad(parameters, lr, eps=p["eps"], initial_accumulator_value=p.get("initial_accumulator", 0))
    if p["name"] == "adadelta":
        return o.Adadelta(parameters, lr, rho=p["rho"], eps=p["eps"])
    betas = (p["beta1"], p["beta2"])
    if p["name"] == "adamw":
        return o.AdamW(parameters, lr, betas=betas, eps=p["eps"], weight_decay=p["weight_decay"])
    return o.Adam(parameters, lr, betas=betas, eps=p["eps"])


# ---- optimizers.json ------------------------------------------------------------------------------------------------------------


def optimizer_cases():
    adam = {"beta1": 0.9, "beta2": 0.999}
    for convention in ["keras", "tf1", "pytorch"]:
        torch_, tf1 = convention == "pytorch", convention == "tf1"
        eps = 1e-7 if convention == "keras" else 1e-8

        def case(suffix, name, **parameters):
            return f"{name}-{convention}{suffix}", {"name": name, "convention": convention, **parameters}

        yield case("", "sgd", lr=0.01)
        yield case("-momentum", "sgd", lr=0.01, momentum=0.9)
        yield case("-nesterov", "sgd", lr=0.01, momentum=0.9, nesterov=True)
        yield case("", "adam", lr=0.001, eps=eps, **adam)
        yield case("-large-eps", "adam", lr=0.05, beta1=0.8, beta2=0.95, eps=0.1)
        if not tf1:
            yield case("", "adamw", lr=0.001, eps=eps, weight_decay=0.01 if torch_ else 0.004, **adam)
            yield case("-strong-decay", "adamw", lr=0.05, eps=0.01, weight_decay=0.5, **adam)
            yield case("", "nadam", lr=0.002 if torch_ else 0.001, eps=eps, **adam)
            yield case("-large-eps", "nadam", lr=0.02, beta1=0.8, beta2=0.95, eps=0.1)
        rho = 0.99 if torch_ else 0.9
        small = 1e-10 if tf1 else eps
        start = {"initial_accumulator": 1} if tf1 else {}
        yield case("", "rmsprop", lr=0.01 if torch_ else 0.001, rho=rho, eps=small, **start)
        yield case("-large-eps", "rmsprop", lr=0.01, rho=0.8, eps=0.05, **start)
        yield case("-momentum", "rmsprop", lr=0.002, rho=rho, eps=small, momentum=0.8, **start)
        if not torch_:
            yield case("-start", "rmsprop", lr=0.002, rho=0.95, eps=1e-6, initial_accumulator=0.25)
        accumulator = {} if torch_ else {"initial_accumulator": 0.1}
        yield case("", "adagrad", lr=0.01, eps=0 if tf1 else 1e-10 if torch_ else 1e-7, **accumulator)
        yield case("-start", "adagrad", lr=0.05, eps=0 if tf1 else 0.03, initial_accumulator=0.4)
        yield case("", "adadelta", lr=1 if torch_ else 0.001, rho=0.9 if torch_ else 0.95, eps=1e-6 if torch_ else eps)
        yield case("-rate-1", "adadelta", lr=1, rho=0.8, eps=1e-3)


def falling_rates(lr):
    """Distinguishes the forms of momentum, which agree while the rate is constant."""
    return [lr * (1.0 if t < 15 else 0.5 if t < 25 else 0.125) for t in range(STEPS)]


def numpy_trajectory(optimizer, initial, gradients, rates):
    w, rows = initial.copy(), []
    for t, g in enumerate(gradients, start=1):
        w = optimizer.step(w, g, rates[t - 1], t)
        rows.append(w.copy())
    return rows


def torch_trajectory(p, initial, gradients, rates):
    w = torch.tensor(initial, dtype=torch.float64, requires_grad=True)
    optimizer, rows = torch_optimizer(p, [w]), []
    for g, rate in zip(gradients, rates):
        optimizer.param_groups[0]["lr"] = rate
        w.grad = torch.tensor(g, dtype=torch.float64)
        optimizer.step()
        rows.append(w.detach().numpy().copy())
    return rows


def make_optimizers():
    lcg = Lcg(20240917)
    initial = lcg.array(12, -1, 1)
    # From 1e-3 to 3: adaptive optimizers and clipping see small and large ones.
    scales = np.array([0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3])
    gradients = np.round(lcg.array((STEPS, 12), -1, 1) * scales, 7)
    gradients[7] = 0
    gradients[:, 11] = np.abs(gradients[:, 11])
    cases = []
    for name, p in optimizer_cases():
        for suffix, rates in [("", None), ("-falling-rate", falling_rates(p["lr"]))]:
            if rates is not None and p["name"] not in ("sgd", "rmsprop"):
                continue
            used = rates or [p["lr"]] * STEPS
            if p["convention"] == "pytorch" and p["name"] != "nadam":
                rows = torch_trajectory(p, initial, gradients, used)
            else:
                rows = numpy_trajectory(numpy_optimizer(p, initial), initial, gradients, used)
            case = {"name": name + suffix, "optimizer": p}
            if rates is not None:
                case["rate"] = rates
            case["weights"] = [rows[n - 1].tolist() for n in AFTER]
            cases.append(case)
    return {"initial": initial.tolist(), "gradients": gradients.tolist(), "after": AFTER, "cases": cases}


# ---- networks.json --------------------------------------------------------------------------------------------------------------


ACTIVATIONS = {
    "linear": lambda x: x,
    "relu": torch.relu,
    "leaky_relu": lambda x: torch.nn.functional.leaky_relu(x, 0.2),
    "elu": torch.nn.functional.elu,
    "selu": torch.selu,
    "gelu": torch.nn.functional.gelu,
    "softplus": torch.nn.functional.softplus,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}

KERAS_SGD = {"name": "sgd", "convention": "keras", "lr": 0.1}
KERAS_ADAM = {"name": "adam", "convention": "keras", "lr": 0.01, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7}
TORCH_ADAM = {**KERAS_ADAM, "convention": "pytorch", "eps": 1e-8}
MOMENTUM = {"name": "sgd", "convention": "keras", "lr": 0.05, "momentum": 0.9, "nesterov": True}
ADAMW = {**TORCH_ADAM, "name": "adamw", "weight_decay": 0.1}


def network_cases():
    for activation in ACTIVATIONS:
        yield f"{activation}-sgd", dict(activation=[activation, activation], optimizer=KERAS_SGD)
        yield f"{activation}-adam", dict(activation=[activation, activation], optimizer=KERAS_ADAM)
    relu = ["relu", "tanh"]
    yield "no-hidden-layer", dict(hidden=[], activation=[], optimizer=KERAS_SGD)
    yield "one-hidden-layer", dict(hidden=[9], activation=["relu"], optimizer=TORCH_ADAM)
    # Gently: saturated units have gradients of 1e-9, whose sign (the direction of Adam's first step) float32 can't resolve; at a rate of 0.1 it is chaotic.
    yield "wide-and-deep", dict(inputs=33, hidden=[40, 17, 16], activation=["relu", "gelu", "tanh"], classes=10, optimizer=dict(KERAS_SGD, lr=0.01))
    yield "l2", dict(activation=relu, optimizer=KERAS_SGD, l2=0.05)
    yield "l2-adam", dict(activation=relu, optimizer=TORCH_ADAM, l2=0.05)
    yield "clip-value", dict(activation=relu, optimizer=KERAS_SGD, clip_value=0.02)
    yield "clip-norm", dict(activation=relu, optimizer=KERAS_SGD, clip_norm=0.15)
    yield "clip-norm-not-reached", dict(activation=relu, optimizer=KERAS_SGD, clip_norm=1000.0)
    yield "clip-both-l2-adam", dict(activation=relu, optimizer=TORCH_ADAM, l2=0.05, clip_value=0.05, clip_norm=0.1)
    yield "nesterov", dict(activation=relu, optimizer=MOMENTUM)
    yield "adamw", dict(activation=relu, optimizer=ADAMW)
    yield "large-initial-weights", dict(activation=["relu", "relu"], optimizer=KERAS_ADAM, spread=8.0)
    yield "incomplete-batch", dict(activation=relu, optimizer=KERAS_ADAM, images=15)


class NumpyUpdater:
    """Our Keras formulas behind torch.optim's interface, one per parameter."""

    def __init__(self, p, parameters):
        self.p, self.parameters, self.t = p, parameters, 0
        self.states = [numpy_optimizer(p, w.detach().numpy()) for w in parameters]

    def step(self):
        self.t += 1
        for w, state in zip(self.parameters, self.states):
            new = state.step(w.detach().numpy(), w.grad.numpy(), self.p["lr"], self.t)
            w.data = torch.tensor(new)


def make_network(index, name, activation, optimizer, inputs=12, hidden=(7, 5), classes=4, l2=0.0, clip_value=None, clip_norm=None,
                 spread=1.0, images=24, steps=15, batch=6):
    lcg = Lcg(77 + index)
    pixels = np.array([[lcg.next(256) for _ in range(inputs)] for _ in range(images)])
    labels = [lcg.next(classes) for _ in range(images)]
    sizes = [inputs, *hidden, classes]
    kernels = [lcg.array((a, b), -spread, spread) * 0.8 for a, b in zip(sizes, sizes[1:])]
    kernels = [np.round(k, 5) for k in kernels]
    biases = [lcg.array((b,), -0.2, 0.2) for b in sizes[1:]]

    # Epoch after epoch in a drawn order, each cut into batches; the last may be smaller.
    order = []
    while len(order) < steps:
        epoch = list(range(images))
        for i in range(images - 1, 0, -1):
            j = lcg.next(i + 1)
            epoch[i], epoch[j] = epoch[j], epoch[i]
        order += [epoch[i:i + batch] for i in range(0, images, batch)]
    order = order[:steps]

    ks = [torch.tensor(k, requires_grad=True) for k in kernels]
    bs = [torch.tensor(b, requires_grad=True) for b in biases]
    make = torch_optimizer if optimizer["convention"] == "pytorch" else NumpyUpdater
    updater = make(optimizer, ks + bs)
    x, y = torch.tensor(pixels / 255.0), torch.tensor(labels)
    losses, correct = [], []
    for rows in order:
        h = x[rows]
        for layer, (k, b) in enumerate(zip(ks, bs)):
            h = h @ k + b
            if layer < len(hidden):
                h = ACTIVATIONS[activation[layer]](h)
        loss = torch.nn.functional.cross_entropy(h, y[rows])
        losses.append(loss.item())
        correct.append(int((h.argmax(1) == y[rows]).sum()))
        for w in ks + bs:
            w.grad = None
        (loss + l2 * sum((k**2).sum() for k in ks)).backward()
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_(ks + bs, clip_value)
        if clip_norm is not None:
            # torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm; the definition (Pascanu et al. 2013) doesn't.
            norm = torch.sqrt(sum((w.grad**2).sum() for w in ks + bs)).item()
            if norm > clip_norm:
                for w in ks + bs:
                    w.grad *= clip_norm / norm
        updater.step()
    return {
        "name": name, "inputs": inputs, "hidden": list(hidden), "classes": classes, "activation": activation, "l2": l2,
        "clip_value": clip_value, "clip_norm": clip_norm, "optimizer": optimizer, "batch": batch,
        "images": pixels.tolist(), "labels": labels, "order": order,
        "kernels": [k.tolist() for k in kernels], "biases": [b.tolist() for b in biases],
        "losses": losses, "correct": correct,
        "final_kernels": [k.detach().numpy().tolist() for k in ks], "final_biases": [b.detach().numpy().tolist() for b in bs],
    }


def make_networks():
    return {"cases": [make_network(i, name, **arguments) for i, (name, arguments) in enumerate(network_cases())]}


# ---- schedules.json -------------------------------------------------------------------------------------------------------------


def schedule_factor(s, step, epochs, steps_per_epoch):
    warmup = s.get("warmup_epochs", 0) * steps_per_epoch
    if step < warmup:
        return min(1.0, (step + 1) / warmup)
    epoch = step // steps_per_epoch
    if s["name"] == "constant":
        return 1.0
    if s["name"] == "step":
        return s["gamma"] ** (epoch // s["every"])
    if s["name"] == "exponential":
        return s["gamma"] ** ((step if s.get("per_batch") else epoch) // s.get("every", 1))
    minimum, length = s.get("minimum", 0), epochs * steps_per_epoch - warmup
    part = min(1.0, (step - warmup) / length) if length > 0 else 1.0
    return minimum + (1 - minimum) * (1 + math.cos(math.pi * part)) / 2


def make_schedules():
    schedules = [
        {"name": "constant"},
        {"name": "constant", "warmup_epochs": 2},
        {"name": "constant", "warmup_epochs": 0.3},
        {"name": "step", "gamma": 0.5, "every": 2},
        {"name": "step", "gamma": 0.1, "every": 1, "warmup_epochs": 1.5},
        {"name": "exponential", "gamma": 0.9},
        {"name": "exponential", "gamma": 0.8, "every": 3},
        {"name": "exponential", "gamma": 1.005, "per_batch": True},
        {"name": "exponential", "gamma": 0.7, "every": 4, "per_batch": True, "warmup_epochs": 1},
        {"name": "cosine"},
        {"name": "cosine", "minimum": 0.1},
        {"name": "cosine", "minimum": 0.05, "warmup_epochs": 1.25},
    ]
    epochs, steps = 6, 7
    cases = []
    for s in schedules:
        # Two epochs past the configuration's, as in an extended sweep.
        rates = [schedule_factor(s, t, epochs, steps) for t in range((epochs + 2) * steps)]
        cases.append({"name": "-".join(f"{key}={value}" for key, value in s.items()), "schedule": s, "epochs": epochs,
                      "steps_per_epoch": steps, "rates": rates})
    return {"cases": cases}


# ---- files ----------------------------------------------------------------------------------------------------------------------


def differences(old, new, path=""):
    if isinstance(new, dict):
        if not isinstance(old, dict) or old.keys() != new.keys():
            return [f"{path}: other keys"]
        return [d for key in new for d in differences(old[key], new[key], f"{path}/{key}")]
    if isinstance(new, list):
        if not isinstance(old, list) or len(old) != len(new):
            return [f"{path}: another length"]
        return [d for i, (a, b) in enumerate(zip(old, new)) for d in differences(a, b, f"{path}/{i}")]
    if isinstance(new, float) and isinstance(old, (int, float)):
        return [] if math.isclose(old, new, rel_tol=1e-12, abs_tol=1e-13) else [f"{path}: {old} and {new}"]
    return [] if old == new else [f"{path}: {old} and {new}"]


def write(path, content):
    # One case a line: a change shows as the cases that changed.
    with open(path, "w") as file:
        file.write("{\n")
        for key, value in content.items():
            if key != "cases":
                file.write(f"{json.dumps(key)}: {json.dumps(value)},\n")
        file.write('"cases": [\n' + ",\n".join(json.dumps(case) for case in content["cases"]) + "\n]\n}\n")


def main():
    torch.set_num_threads(1)
    # Some of torch.optim's state takes the default type, whatever the parameters'.
    torch.set_default_dtype(torch.float64)
    failed = False
    for name, make in [("optimizers", make_optimizers), ("networks", make_networks), ("schedules", make_schedules)]:
        path = os.path.join(HERE, name + ".json")
        content = make()
        if "--check" in sys.argv[1:]:
            found = differences(json.load(open(path)), json.loads(json.dumps(content)))
            failed |= bool(found)
            print(f"{name}.json: {len(content['cases'])} cases, {len(found)} differences", *found[:10], sep="\n  ")
        else:
            write(path, content)
            print(f"{name}.json: {len(content['cases'])} cases")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
