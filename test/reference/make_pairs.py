"""Writes pairs.json: what pandas, numpy and scipy say of pairs of columns, over the tables of profile.json.

Run by hand: python test/reference/make_pairs.py
"""

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats.contingency import association

HERE = Path(__file__).parent
QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
SIDE = 48
MOST_CATEGORIES = 12


def axis(values, trimmed):
    low, high = values.quantile([0.01, 0.99]) if trimmed else (values.min(), values.max())
    return [float(low), float(high)]


def cells(values, low, high):
    """Places on the axis, -1 beyond it."""
    place = np.minimum(((values - low) * SIDE / (high - low)).astype(int), SIDE - 1)
    return np.where((values < low) | (values > high), -1, place)


def numbers(both, first, second, trimmed):
    x, y = axis(both[first], trimmed), axis(both[second], trimmed)
    columns, lines = cells(both[first].to_numpy(), *x), cells(both[second].to_numpy(), *y)
    within = (columns >= 0) & (lines >= 0)
    density = np.zeros((SIDE, SIDE), dtype=int)
    np.add.at(density, (lines[within], columns[within]), 1)
    return {
        "x": x,
        "y": y,
        "beyond": int((~within).sum()),
        "density": density.ravel().tolist(),
        "pearson": float(both[first].corr(both[second])),
        "spearman": float(both[first].corr(both[second], method="spearman")),
    }


def most_frequent(column):
    counts = column.value_counts()
    return sorted(counts.index, key=lambda text: (-counts[text], text))[:MOST_CATEGORIES]


def groups(both, number, category):
    by = both.groupby(category)[number]
    all_squares = ((both[number] - both[number].mean()) ** 2).sum()
    between = (by.size() * (by.mean() - both[number].mean()) ** 2).sum()
    shown = most_frequent(both[category])
    return {
        "correlation_ratio": float(between / all_squares),
        "other_groups": int(both[category].nunique() - len(shown)),
        "other_rows": int((~both[category].isin(shown)).sum()),
        "groups": [
            {
                "name": name,
                "count": int(by.size()[name]),
                "mean": float(by.mean()[name]),
                "quantiles": by.get_group(name).quantile(QUANTILES).tolist(),
            }
            for name in shown
        ],
    }


def counts(both, first, second):
    shown = [most_frequent(both[name]) for name in (first, second)]
    both = both.assign(
        **{name: both[name].where(both[name].isin(own), "~others") for name, own in zip((first, second), shown)},
        original_first=both[first],
        original_second=both[second],
    )
    whole = pd.crosstab(both["original_first"], both["original_second"])
    table = pd.crosstab(both[first], both[second])
    orders = [own + (["~others"] if "~others" in set(both[name]) else []) for name, own in zip((first, second), shown)]
    return {
        "first": shown[0],
        "second": shown[1],
        "counts": table.reindex(index=orders[0], columns=orders[1]).to_numpy().ravel().tolist(),
        "cramers_v": float(association(whole.to_numpy(), method="cramer")),
    }


def pair(frame, first, second, trimmed=False):
    both = frame[[first, second]].dropna()
    is_number = [both[name].dtype.kind in "if" for name in (first, second)]
    if all(is_number):
        told = numbers(both, first, second, trimmed)
    elif any(is_number):
        told = groups(both, *((first, second) if is_number[0] else (second, first)))
    else:
        told = counts(both, first, second)
    return {
        "first": first,
        "second": second,
        "trimmed": trimmed,
        "rows": len(both),
        "missing": len(frame) - len(both),
        "told": told,
    }


cases = []
for place, case in enumerate(json.loads((HERE / "profile.json").read_text())):
    frame = pd.read_csv(io.StringIO(case["csv"]))
    pairs = [pair(frame, *names) for names in [("normal", "near"), ("counts", "skewed"), ("holes", "amount")]]
    pairs += [pair(frame, "skewed", "amount", trimmed=True)]
    pairs += [pair(frame, *names) for names in [("normal", "few"), ("many", "amount"), ("holes", "label")]]
    pairs += [pair(frame, *names) for names in [("few", "label"), ("many", "few"), ("given", "label")]]
    cases.append({"profile": place, "pairs": pairs})
(HERE / "pairs.json").write_text(json.dumps(cases) + "\n")
