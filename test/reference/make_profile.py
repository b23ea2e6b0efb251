"""Writes profile.json: tables, and what pandas, numpy and scikit-learn say of their columns.

Run by hand: python test/reference/make_profile.py
"""

import io
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import mutual_info_score

QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
MOST_BINS, MOST_CATEGORIES = 64, 63


def table(seed, rows):
    """Numbers of several shapes, few and many categories, missing cells, a target and a column that gives it away."""
    draw = np.random.default_rng(seed)
    normal = draw.normal(size=rows)
    label = (normal + draw.normal(size=rows) * 0.5 > 0.3).astype(int)
    frame = pd.DataFrame(
        {
            "normal": normal.round(3),
            "skewed": np.exp(draw.normal(size=rows) * 1.5).round(2),
            "counts": draw.poisson(3, size=rows),
            "near": (normal * 2 + draw.normal(size=rows) * 0.1).round(3),
            "few": draw.choice(["a", "b", "c"], size=rows, p=[0.7, 0.2, 0.1]),
            "many": [f"k{int(value)}" for value in draw.exponential(30, size=rows)],
            "given": np.where(label == 1, "yes!", "no!"),
            "holes": np.where(label == 1, draw.normal(size=rows).round(2), np.nan),
            "constant": 5,
            "label": [f"c{value}" for value in label],
        }
    )
    frame.loc[draw.random(rows) < 0.1, "skewed"] = np.nan
    frame.loc[draw.random(rows) < 0.1, "few"] = np.nan
    frame["amount"] = (frame["normal"] * 3 + frame["counts"]).round(3)
    return frame


def bins(column):
    """Bins as numbers from 0, -1 where missing, and how many there are."""
    if column.dtype.kind in "if":
        present = np.sort(column.dropna().to_numpy())
        most = int(min(max(math.sqrt(len(present)), 2), MOST_BINS))
        edges = np.unique(present)
        if len(edges) > most:
            edges = np.unique(present[[index * len(present) // most for index in range(most)]])
        of_rows = np.searchsorted(edges, column.to_numpy(), side="right") - 1
        return np.where(column.isna(), -1, of_rows)
    counts = column.value_counts()
    order = sorted(counts.index, key=lambda text: (-counts[text], text))
    number = {text: min(place, MOST_CATEGORIES) for place, text in enumerate(order)}
    return np.array([-1 if value is None or value != value else number[value] for value in column])


def entropy(labels):
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    return float(-(shares * np.log(shares)).sum())


def association(column, target):
    feature, wanted = bins(column), bins(target)
    there = wanted >= 0
    feature, wanted = feature[there], wanted[there]
    if entropy(wanted) == 0:
        return 0.0
    chance = (len(np.unique(feature)) - 1) * (len(np.unique(wanted)) - 1) / (2 * len(wanted))
    share = (mutual_info_score(feature, wanted) - chance) / entropy(wanted)
    return min(max(share, 0.0), 1.0)


def figures(column):
    numbers = column.dropna()
    if column.dtype.kind not in "if":
        shares = numbers.value_counts(normalize=True)
        balance = float(-(shares * np.log(shares)).sum() / math.log(len(shares))) if len(shares) > 1 else None
        return {"missing": int(column.isna().sum()), "distinct": int(numbers.nunique()), "balance": balance}
    quantiles = numbers.quantile(QUANTILES).tolist()
    lower, upper = quantiles[2], quantiles[4]
    most = 1.5 * (upper - lower)
    return {
        "missing": int(column.isna().sum()),
        "distinct": int(numbers.nunique()),
        "mean": float(numbers.mean()),
        "standard_deviation": float(numbers.std(ddof=0)),
        "minimum": float(numbers.min()),
        "maximum": float(numbers.max()),
        "quantiles": quantiles,
        "outliers": int(((numbers < lower - most) | (numbers > upper + most)).sum()),
    }


def case(seed, rows):
    text = table(seed, rows).to_csv(index=False)
    # As read back: the cells as they are written.
    frame = pd.read_csv(io.StringIO(text))
    numeric = frame.select_dtypes("number").drop(columns=["amount"])
    correlations = numeric.corr()
    return {
        "csv": text,
        "columns": {name: figures(frame[name]) for name in frame},
        "associations": {
            target: {name: association(frame[name], frame[target]) for name in frame if name != target}
            for target in ["label", "amount", "constant"]
        },
        "correlations": {
            f"{first}, {second}": float(correlations.loc[first, second])
            for place, first in enumerate(numeric)
            for second in list(numeric)[place + 1 :]
            if not math.isnan(correlations.loc[first, second])
        },
    }


path = Path(__file__).with_name("profile.json")
path.write_text(json.dumps([case(1, 60), case(2, 400), case(3, 3000)]) + "\n")
