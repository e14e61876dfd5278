"""Training steps in PyTorch, the peer of `./sweep bench step` and `gemm`.

Reads one JSON request a line and answers with one JSON line. A step is what ours is: gather the batch's byte images,
scale to floats, forward, cross-entropy, backward, Adam. Seconds are processor seconds of this thread.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

IMAGES, PIXELS, CLASSES = 50_000, 784, 10
BETA1, BETA2, EPSILON, RATE = 0.9, 0.999, 1e-8, 0.001


def now():
    return time.clock_gettime(time.CLOCK_THREAD_CPUTIME_ID)


class Batches:
    """A new order each epoch; gathered bytes and floats are kept in preallocated tensors."""

    images = labels = None

    def __init__(self, batch):
        if Batches.images is None:
            Batches.images = torch.randint(0, 256, (IMAGES, PIXELS), dtype=torch.uint8)
            Batches.labels = torch.randint(0, CLASSES, (IMAGES,))
        self.batch, self.at, self.order = batch, IMAGES, None
        self.bytes = torch.empty(batch, PIXELS, dtype=torch.uint8)
        self.floats = torch.empty(batch, PIXELS)
        self.targets = torch.empty(batch, dtype=torch.int64)

    def next(self):
        if self.at + self.batch > IMAGES:
            self.order, self.at = torch.randperm(IMAGES), 0
        chosen = self.order[self.at:self.at + self.batch]
        self.at += self.batch
        torch.index_select(Batches.images, 0, chosen, out=self.bytes)
        torch.index_select(Batches.labels, 0, chosen, out=self.targets)
        self.floats.copy_(self.bytes)
        self.floats.mul_(1 / 255)
        return self.floats, self.targets


def parameters(widths):
    """Weights [units, inputs] and biases, uniform in +-sqrt(6 / (fan in + fan out))."""
    made = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        bound = math.sqrt(6 / (fan_in + fan_out))
        made += [torch.empty(fan_out, fan_in).uniform_(-bound, bound), torch.zeros(fan_out)]
    return made


class Autograd:
    """Autograd for the gradients; what optimises them differs."""

    def __init__(self, widths, batch, activation=F.relu, rate=RATE):
        self.batches = Batches(batch)
        self.values = parameters(widths)
        self.activation, self.rate = activation, rate
        self.prepare()

    def prepare(self):
        for value in self.values:
            value.requires_grad_()

    def clear(self):
        for value in self.values:
            value.grad = None

    def logits(self, x):
        last = len(self.values) - 2
        for layer in range(0, last, 2):
            x = self.activation(F.linear(x, self.values[layer], self.values[layer + 1]))
        return F.linear(x, self.values[last], self.values[last + 1])

    def step(self):
        images, targets = self.batches.next()
        loss = F.cross_entropy(self.logits(images), targets)
        self.clear()
        loss.backward()
        self.optimise()
        return loss


class OptimAdam(Autograd):
    foreach = False

    def prepare(self):
        super().prepare()
        self.optimizer = torch.optim.Adam(self.values, lr=self.rate, eps=EPSILON, foreach=self.foreach)

    def clear(self):
        self.optimizer.zero_grad(set_to_none=True)

    def optimise(self):
        self.optimizer.step()


class OptimAdamForeach(OptimAdam):
    foreach = True


class HandForeach(Autograd):
    """Adam in as few torch._foreach calls as it takes."""

    def prepare(self):
        super().prepare()
        self.first = [torch.zeros_like(value) for value in self.values]
        self.second = [torch.zeros_like(value) for value in self.values]
        self.steps = 0

    @torch.no_grad()
    def optimise(self):
        self.steps += 1
        gradients = [value.grad for value in self.values]
        torch._foreach_mul_(self.first, BETA1)
        torch._foreach_add_(self.first, gradients, alpha=1 - BETA1)
        torch._foreach_mul_(self.second, BETA2)
        torch._foreach_addcmul_(self.second, gradients, gradients, 1 - BETA2)
        scale = math.sqrt(1 - BETA2 ** self.steps)
        roots = torch._foreach_sqrt(self.second)
        torch._foreach_add_(roots, EPSILON * scale)
        torch._foreach_addcdiv_(self.values, self.first, roots, -self.rate * scale / (1 - BETA1 ** self.steps))


def adam_flat(model):
    """Adam over one flat tensor of all parameters."""
    model.steps += 1
    model.first.mul_(BETA1).add_(model.gradient, alpha=1 - BETA1)
    model.second.mul_(BETA2).addcmul_(model.gradient, model.gradient, value=1 - BETA2)
    scale = math.sqrt(1 - BETA2 ** model.steps)
    torch.sqrt(model.second, out=model.root)
    model.root.add_(EPSILON * scale)
    model.flat.addcdiv_(model.first, model.root, value=-model.rate * scale / (1 - BETA1 ** model.steps))


def flatten(model):
    sizes = [value.numel() for value in model.values]
    model.flat = torch.cat([value.reshape(-1) for value in model.values])
    model.gradient, model.first = torch.zeros_like(model.flat), torch.zeros_like(model.flat)
    model.second, model.root = torch.zeros_like(model.flat), torch.empty_like(model.flat)
    shapes = [value.shape for value in model.values]
    model.values = [part.view(shape) for part, shape in zip(model.flat.split(sizes), shapes)]
    model.gradients = [part.view(shape) for part, shape in zip(model.gradient.split(sizes), shapes)]
    model.steps = 0


class HandFlat(Autograd):
    """Parameters and gradients are views of flat tensors."""

    def prepare(self):
        flatten(self)
        self.values = [value.detach().requires_grad_() for value in self.values]

    def optimise(self):
        with torch.no_grad():
            torch._foreach_zero_(self.gradients)
            torch._foreach_add_(self.gradients, [value.grad for value in self.values])
            adam_flat(self)


class HandFlatAccumulate(HandFlat):
    """As before, but backward adds into the flat gradient."""

    def clear(self):
        self.gradient.zero_()
        for value, gradient in zip(self.values, self.gradients):
            value.grad = gradient

    def optimise(self):
        with torch.no_grad():
            adam_flat(self)


class WithoutAutograd:
    """No autograd at all: the backward pass by hand into preallocated tensors."""

    def __init__(self, widths, batch):
        self.batches = Batches(batch)
        self.values = parameters(widths)
        self.rate = RATE
        flatten(self)
        self.outputs = [torch.empty(batch, width) for width in widths[1:]]
        self.deltas = [torch.empty(batch, width) for width in widths[1:]]
        self.rows = torch.arange(batch)
        self.minus = torch.full((batch,), -1.0)

    @torch.no_grad()
    def step(self):
        images, targets = self.batches.next()
        x, layers = images, len(self.outputs)
        for layer in range(layers):
            torch.addmm(self.values[2 * layer + 1], x, self.values[2 * layer].t(), out=self.outputs[layer])
            if layer < layers - 1:
                self.outputs[layer].clamp_(min=0)
            x = self.outputs[layer]
        logs = torch.log_softmax(x, 1)
        loss = F.nll_loss(logs, targets)
        delta = self.deltas[-1]
        torch.exp(logs, out=delta)
        delta.index_put_((self.rows, targets), self.minus, accumulate=True)
        delta.mul_(1 / len(targets))
        for layer in range(layers - 1, -1, -1):
            below = self.outputs[layer - 1] if layer else images
            torch.mm(self.deltas[layer].t(), below, out=self.gradients[2 * layer])
            torch.sum(self.deltas[layer], 0, out=self.gradients[2 * layer + 1])
            if layer:
                torch.mm(self.deltas[layer], self.values[2 * layer], out=self.deltas[layer - 1])
                self.deltas[layer - 1].mul_(below > 0)
        adam_flat(self)
        return loss


VARIANTS = {
    "optim.Adam": OptimAdam,
    "optim.Adam(foreach)": OptimAdamForeach,
    "hand foreach": HandForeach,
    "hand flat": HandFlat,
    "hand flat, accumulating": HandFlatAccumulate,
    "no autograd": WithoutAutograd,
}
models = {}


def step(request):
    key = (tuple(request["widths"]), request["batch"], request["variant"])
    if key not in models:
        models[key] = VARIANTS[key[2]](list(key[0]), key[1])
    model, steps = models[key], request["steps"]
    start = now()
    for _ in range(steps):
        loss = model.step()
    return {"seconds": now() - start, "loss": float(loss.detach())}


def check(request):
    """Every variant must reach the same weights from the same start on the same batches."""
    ends = []
    for make in VARIANTS.values():
        torch.manual_seed(1)
        Batches.images = None
        model = make(request["widths"], request["batch"])
        for _ in range(10):
            loss = model.step()
        ends.append(torch.cat([value.detach().reshape(-1) for value in model.values]))
    Batches.images = None
    return {"difference": max(float((end - ends[0]).abs().max()) for end in ends), "loss": float(loss.detach())}


def gemm(request):
    """GF/s, and the largest error over the largest element against double precision."""
    m, k, n = request["shape"]
    left, right, product = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    if request.get("transposed"):
        left = torch.randn(k, m).t()
    torch.mm(left, right, out=product)
    exact = left.double() @ right.double()
    error = float((product - exact).abs().max() / exact.abs().max())
    calls = max(1, int(1e9 / (2 * m * k * n)))
    start = now()
    for _ in range(calls):
        torch.mm(left, right, out=product)
    return {"gflops": 2e-9 * m * k * n * calls / (now() - start), "error": error}


def describe(_):
    blas = next((line.strip() for line in torch.__config__.show().splitlines() if "BLAS_INFO" in line), "")
    loaded = sorted({line.split("/")[-1].strip() for line in open("/proc/self/maps") if "blas" in line or "mkl" in line})
    return {"version": torch.__version__, "blas": ", ".join(loaded) or blas, "variants": list(VARIANTS)}


def main():
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    verbs = {"describe": describe, "gemm": gemm, "step": step, "check": check}
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(verbs[request["verb"]](request)), flush=True)


if __name__ == "__main__":
    main()
