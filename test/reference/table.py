"""The rows a case trains on: the first of samples/adult_codes.csv.gz, what is predicted of them, and who trains or validates."""

import gzip
import pathlib
from dataclasses import dataclass

import numpy as np

import philox

TABLE = pathlib.Path(__file__).parent.parent.parent / "samples" / "adult_codes.csv.gz"
# For each problem its column and how a target holds it.
PROBLEMS = {
    "income": ("income", "one_hot"),
    "income_single": ("income", "value"),
    "relationship": ("relationship", "one_hot"),
    "relationship_index": ("relationship", "index"),
    "hours": ("hours-per-week", "number"),
    "age": ("age", "number"),
}
# Numbers are predicted as (number - first) / second.
SCALING = {"hours": (40, 10), "age": (38, 13)}


@dataclass
class Rows:
    """Everything the trainer is given, float32, one row a person; `split` are the numbers of the rows that train and validate."""

    features: np.ndarray
    targets: list
    declared: list
    weights: np.ndarray | None
    constants: dict
    split: tuple


def standardizing(columns):
    """Offset and factor by column, float32."""
    deviation = columns.std(0)
    return {"offset": columns.mean(0).astype(np.float32), "factor": (1 / np.where(deviation == 0, 1, deviation)).astype(np.float32)}


def target_of(problem, column):
    """Target rows and their declaration in the IR."""
    name, encoding = PROBLEMS[problem]
    declared = {"name": name, "width": 1, "classes": 0, "encoding": "value"}
    if encoding == "number":
        first, second = SCALING[problem]
        return ((column - first) / second)[:, None].astype(np.float32), declared
    declared["classes"] = int(column.max()) + 1
    if encoding == "one_hot":
        declared |= {"width": declared["classes"], "encoding": "one_hot"}
        return np.eye(declared["classes"], dtype=np.float32)[column.astype(int)], declared
    declared["encoding"] = encoding
    return column[:, None].astype(np.float32), declared


def load(case):
    with gzip.open(TABLE, "rt") as lines:
        names = next(lines).strip().split(",")
        table = np.array([[float(cell) for cell in next(lines).split(",")] for _ in range(case["rows"])])
    predicted = [PROBLEMS[output["problem"]][0] for output in case["outputs"]]
    columns = {name: table[:, at] for at, name in enumerate(names)}
    features = np.stack([column for name, column in columns.items() if name not in (*predicted, "income")][: case["columns"]], axis=1)
    targets, declared = zip(*(target_of(output["problem"], columns[PROBLEMS[output["problem"]][0]]) for output in case["outputs"]))
    split = split_of(case, classes_of(targets[0], declared[0]))
    constants = standardizing(features[split[0]])
    if case["layers"][0][0] != "scale":
        features = (features - constants["offset"]) * constants["factor"]
    weights = (columns["fnlwgt"] / 2e5).astype(np.float32) if case["sample_weight"] else None
    return Rows(features.astype(np.float32), list(targets), list(declared), weights, constants, split)


def split_of(case, classes):
    """Numbers of the training rows and of the validating ones, both ascending, by the split of the case."""
    rows, share, seed = case["rows"], case["training"]["validation_split"], case["seed"]
    cut = int(rows * (1 - share))
    match case["training"]["split"]:
        case "last":
            return np.arange(cut), np.arange(cut, rows)
        case "shuffled":
            order = philox.shuffled(seed, "split", 0, rows)
            return np.sort(order[:cut]), np.sort(order[cut:])
        case "stratified":
            shuffled = [np.flatnonzero(classes == one) for one in range(classes.max() + 1)]
            shuffled = [own[philox.shuffled(seed, "split", 1 + one, len(own))] for one, own in enumerate(shuffled)]
            held = np.concatenate([own[len(own) - count :] for own, count in zip(shuffled, shares([len(own) for own in shuffled], rows - cut))])
            return np.setdiff1d(np.arange(rows), held), np.sort(held)


def shares(counts, total):
    """`total` in proportion to `counts`: rounded down, then one more for the largest remainders, of equal ones the first."""
    exact = [count * total for count in counts]
    given = [one // sum(counts) for one in exact]
    for place in sorted(range(len(counts)), key=lambda at: -(exact[at] % sum(counts)))[: total - sum(given)]:
        given[place] += 1
    return given


def classes_of(target, declared):
    """Each row's class, or None for a numeric target."""
    if declared["classes"] == 0:
        return None
    return target.argmax(1) if declared["encoding"] == "one_hot" else target[:, 0].astype(int)


def row_weights(case, rows, in_training):
    """What multiplies each row's loss, for every output a [rows] array, float32: its sample weight and, in training, its class weight."""
    given = []
    for output, target, declared in zip(case["outputs"], rows.targets, rows.declared, strict=True):
        weights = np.ones(case["rows"]) if rows.weights is None else rows.weights.astype(np.float64)
        classes, kind = classes_of(target, declared), output["class_weights"]
        if in_training and kind["kind"] != "none":
            count = np.bincount(classes[rows.split[0]], minlength=declared["classes"])
            by_class = kind["weights"] if kind["kind"] == "given" else len(rows.split[0]) / (declared["classes"] * np.maximum(count, 1))
            weights = weights * np.asarray(by_class)[classes]
        given.append(weights.astype(np.float32))
    return given
