"""Makes the golden numbers for claims with a margin and claims about a constant.

    python3 make_margins.py            # writes margins.json beside this script
    python3 make_margins.py --check    # recomputes them, and fails where they differ by more than 1e-9 (relative)

Needs Python alone. Student's t distribution is integrated numerically: with t = sqrt(d) tan(x) its density becomes proportional to
cos(x)^(d - 1). Samples come from a linear congruential generator, s = (1664525 s + 1013904223) mod 2^32, and all are in the file.

The rule, independently of the code: two means are the same within a margin if two one-sided t tests say that their difference lies above -margin
and below +margin (Schuirmann 1987), whose p is the greater of the two. They are not if one of the opposite tests says so, at half of the level each.
The smaller of both counts twice, as either verdict is possible.

margins.json
    pairs      two samples, margin: p, and whether the means are rather the same
    constant   a sample, a constant: two-sided p of the one-sample t test, 95 % interval of the distance
    near       a sample, a constant, margin: p, and whether the mean is rather near
"""
import json
import math
import os
import sys

STATE = 7


def draw(count, mean, spread):
    global STATE
    values = []
    for _ in range(count):
        total = 0
        for _ in range(4):
            STATE = (1664525 * STATE + 1013904223) % 2 ** 32
            total += STATE / 2 ** 32
        values.append(round(mean + spread * (total - 2), 6))
    return values


def above(t, degrees):
    """The probability of a t above this one."""
    steps, end = 4000, math.atan(abs(t) / math.sqrt(degrees))
    total = 0.0
    for i in range(steps + 1):
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * math.cos(end * i / steps) ** (degrees - 1)
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    half = scale * total * end / steps / 3
    return 0.5 - half if t > 0 else 0.5 + half


def critical(degrees):
    low, high = 0.0, 20.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle, degrees) > 0.025 else (low, middle)
    return low


def moments(values):
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return mean, math.sqrt(variance / len(values))


def margin_test(values, margin):
    mean, error = moments(values)
    degrees = len(values) - 1
    same = max(above((mean + margin) / error, degrees), above((margin - mean) / error, degrees))
    other = min(1, 2 * min(above((mean - margin) / error, degrees), above((-margin - mean) / error, degrees)))
    return dict(p=min(1, 2 * min(same, other)), same=1 if same <= other else 0)


def pairs(count, difference, margin):
    a, b = draw(count, 0.3, 0.02), draw(count, 0.3 - difference, 0.02)
    return dict(a=a, b=b, margin=margin, **margin_test([x - y for x, y in zip(a, b)], margin))


def constant(count, mean, value):
    a = draw(count, mean, 0.02)
    distance, error = moments([x - value for x in a])
    half = critical(count - 1) * error
    p = 2 * above(abs(distance) / error, count - 1)
    return dict(a=a, value=value, p=p, low=distance - half, high=distance + half)


def near(count, mean, value, margin):
    a = draw(count, mean, 0.02)
    return dict(a=a, value=value, margin=margin, **margin_test([x - value for x in a], margin))


def make():
    return dict(
        pairs=[pairs(10, 0, 0.02), pairs(10, 0, 0.004), pairs(5, 0.05, 0.02), pairs(5, -0.05, 0.02), pairs(20, 0.01, 0.012), pairs(3, 0, 0.1)],
        constant=[constant(10, 0.3, 0.29), constant(5, 0.3, 0.3), constant(3, 0.3, 0.4)],
        near=[near(10, 0.3, 0.3, 0.01), near(10, 0.3, 0.35, 0.01), near(5, 0.3, 0.29, 0.03)])


def compare(a, b, path=""):
    if isinstance(a, dict):
        for key in a:
            compare(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list):
        assert len(a) == len(b), path
        for index, (x, y) in enumerate(zip(a, b)):
            compare(x, y, f"{path}[{index}]")
    else:
        assert abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-3), (path, a, b)


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "margins.json")
    golden = make()
    if "--check" in sys.argv:
        with open(path) as file:
            compare(golden, json.load(file))
        print("the same")
    else:
        with open(path, "w") as file:
            json.dump(golden, file, indent=1)
            file.write("\n")
