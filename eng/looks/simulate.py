"""Simulates claims that are tested at several looks: how many are decided though there is no effect, and what the suggested seeds are worth.

    python3 eng/looks/simulate.py            # prints both tables, in about two minutes
    python3 eng/looks/simulate.py --quick    # with a tenth of the sweeps

Needs numpy. The differences between two configurations are normal with a standard deviation of 1; a claim is decided by a t test, whose two-sided
level at each look is GroupSequential.Level's (src/Sweeps/Statistics), computed here by itself. Suggestions are FurtherSeeds' (src/Sweeps/Claims):
the fewest seeds with a power of 80 % at the next look, for the effect that was found ("as found") and for the effect that it is where it is known
that it was not found ("corrected", MeanTest.WhereUndecided).
"""
import math
import sys

import numpy as np

ALPHA, LOOKS, POWER, MAX_SEEDS = 0.05, 5, 0.8, 1000
ERF = np.vectorize(math.erf)


def below(x):
    return 0.5 * (1 + ERF(np.asarray(x, dtype=float) / math.sqrt(2)))


def two_sided(t, degrees):
    """Of Student's t: with t = sqrt(d) tan(x) the density becomes proportional to cos(x)^(d - 1)."""
    x = np.linspace(0, math.pi / 2, 40001)
    density = np.cos(x) ** (degrees - 1)
    total = np.concatenate([[0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return 1 - np.interp(np.arctan(np.abs(t) / math.sqrt(degrees)), x, total / total[-1])


def critical(p, degrees):
    low, high = 0.0, 1e4
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, degrees) > p else (low, middle)
    return low


def levels(counts, looks=LOOKS, alpha=ALPHA, points=400):
    """The two-sided level of each look (Lan and DeMets 1983, Pocock's type of spending by the number of the look)."""
    result, walk, before = [], None, 0
    for k, count in enumerate(counts):
        spent = alpha * (math.log(1 + (math.e - 1) * (k + 1) / looks) - math.log(1 + (math.e - 1) * k / looks))
        step = math.sqrt(count - before)

        def crossing(z, walk=walk, count=count, step=step):
            limit = z * math.sqrt(count)
            if walk is None:
                return 2 * float(below(-z))
            sums, weights = walk
            return float(np.sum(weights * (below((sums - limit) / step) + below((-sums - limit) / step))))

        low, high = 0.0, 10.0
        for _ in range(45):
            middle = (low + high) / 2
            low, high = (middle, high) if crossing(middle) > spent else (low, middle)
        result.append(2 * float(below(-low)))
        sums = np.linspace(-low * math.sqrt(count), low * math.sqrt(count), points + 1)
        simpson = np.where(np.arange(points + 1) % 2 == 1, 4.0, 2.0)
        simpson[[0, -1]] = 1
        normal = lambda x: np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        density = normal(sums / step) / step if walk is None else np.array(
            [np.sum(walk[1] * normal((s - walk[0]) / step)) / step for s in sums])
        walk, before = (sums, simpson * density * (sums[1] - sums[0]) / 3), count
    return result


def t_values(values):
    n = values.shape[1]
    return values.mean(1) / values.std(1, ddof=1) * math.sqrt(n)


def false_verdicts(rng, sweeps):
    print("Decided though there is no effect, over all looks (wanted: at most 5 %)")
    print(f"{'seeds at the looks':26}  5 % at each look  {LOOKS} planned looks")
    for counts in ([10], [10, 20], [10, 20, 30, 40, 50], [10, 13, 16, 30, 60], [3, 6, 9, 12, 15], [3, 4, 5, 6, 7], [5, 50]):
        values = rng.standard_normal((sweeps, counts[-1]))
        found = [two_sided(t_values(values[:, :n]), n - 1) for n in counts]
        repeated = np.any([p < ALPHA for p in found], axis=0).mean()
        planned = np.any([p < level for p, level in zip(found, levels(counts))], axis=0).mean()
        print(f"{', '.join(map(str, counts)):26}  {repeated:15.1%}  {planned:15.1%}")


def non_central(t, degrees, shift):
    spread = 10 / math.sqrt(2 * degrees)
    s = np.linspace(max(1e-9, 1 - spread), 1 + spread, 401)
    scale = math.log(2) + degrees / 2 * math.log(degrees / 2) - math.lgamma(degrees / 2)
    density = np.exp(scale + (degrees - 1) * np.log(s) - degrees * s * s / 2)
    return float(np.trapz(below(t * s - shift) * density, s))


def corrected(t, limit, degrees):
    """The shift of which half of the undecided tests lie nearer to 0 than t."""
    between = lambda t, shift: non_central(t, degrees, shift) - non_central(-t, degrees, shift)
    nearer = lambda shift: between(t, shift) / max(between(limit, shift), 1e-300)
    if nearer(0) < 0.5:
        return 0.0
    low, high = 0.0, t + 8
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if nearer(middle) > 0.5 else (low, middle)
    return low


def suggestions(rng, sweeps):
    print("\nDecided at the second look by the suggested number of seeds (wanted: 80 % of those for which one is named)")
    print("first  effect  decided    as found:                  corrected:")
    print("seeds    (SD)  at first   named  seeds  decided      named  seeds  decided")
    for first in (5, 10):
        level = levels([first])[0]
        limit = critical(level, first - 1)
        totals = sorted({first + k for k in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 30, 40, 50, 70, 90, 120, 160, 210, 290, 390, 590, 990)})
        limits = {n: critical(levels([first, n], points=200)[1], n - 1) for n in totals}

        def fewest(effect, limits=limits, totals=totals):
            for n in totals:
                d, c = n - 1, limits[n]
                # The normal approximation of the non-central t (Abramowitz and Stegun 26.7.10).
                if 1 - float(below((c * (1 - 1 / (4 * d)) - effect * math.sqrt(n)) / math.sqrt(1 + c * c / (2 * d)))) >= POWER:
                    return n
            return None

        ts = np.linspace(0, limit * 0.9999, 60)
        shifts = [corrected(t, limit, first - 1) for t in ts]
        for effect in (0.0, 0.2, 0.35, 0.5, 0.7, 0.9, 1.2, 1.6):
            values = rng.standard_normal((sweeps, totals[-1])) + effect
            t = t_values(values[:, :first])
            undecided = np.flatnonzero(np.abs(t) < limit)
            cells = []
            for kind in ("found", "corrected"):
                seeds, decided = [], 0
                for i in undecided:
                    size = abs(t[i]) if kind == "found" else float(np.interp(abs(t[i]), ts, shifts))
                    n = fewest(size / math.sqrt(first))
                    if n is not None:
                        seeds.append(n - first)
                        decided += abs(t_values(values[i:i + 1, :n])[0]) >= limits[n]
                cells.append(f"{len(seeds) / len(undecided):6.0%} {np.median(seeds):6.0f} {decided / len(seeds):8.0%}")
            print(f"{first:5}  {effect:6.2f}  {1 - len(undecided) / sweeps:8.0%}   {'     '.join(cells)}", flush=True)


if __name__ == "__main__":
    scale = 10 if "--quick" in sys.argv else 1
    generator = np.random.default_rng(1)
    false_verdicts(generator, 100_000 // scale)
    suggestions(generator, 1500 // scale)
