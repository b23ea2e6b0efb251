"""What scikit-learn's multi-layer perceptron makes of a project's table on the split that a run of it takes.

Reads a `.layerglass` project beside its table (argument 1) and seeds (the others), and prints one JSON object: rows, and for
each seed the figure of the validation rows: accuracy and area under the ROC curve (for two classes), or R-squared.

Two hidden layers of 64, early stopping, everything else as scikit-learn has it. Numbers are standardised on the training
rows; categories become one column a value (those of more than 100 values a code, as the project has them, since each column
would hold next to nothing); a numeric target is standardised too. Rows with a missing cell are those the project leaves out;
`?` is one among numbers, and a category among categories.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, r2_score, roc_auc_score
from sklearn.neural_network import MLPClassifier, MLPRegressor

sys.path.insert(0, str(Path(__file__).parents[2] / "test" / "reference"))
from table import split_of  # noqa: E402

MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]
MOST_ONE_HOT = 100


def encoded(column, training):
    """A feature as standardised columns."""
    if column.dtype == object or str(column.dtype).startswith(("str", "bool", "category")):
        codes, values = pd.factorize(column.astype(str), sort=True)
        matrix = np.eye(len(values))[codes] if len(values) <= MOST_ONE_HOT else codes[:, None].astype(float)
    else:
        matrix = column.to_numpy(float)[:, None]
    deviation = matrix[training].std(0)
    return (matrix - matrix[training].mean(0)) / np.where(deviation > 0, deviation, 1)


def figures(features, target, is_number, split, seed):
    training, validation = split
    x = np.concatenate([encoded(column, training) for column in features], axis=1)
    settings = {"hidden_layer_sizes": (64, 64), "early_stopping": True, "random_state": seed}
    if is_number:
        mean, deviation = target[training].mean(), target[training].std() or 1
        network = MLPRegressor(**settings).fit(x[training], (target[training] - mean) / deviation)
        predicted = network.predict(x[validation]) * deviation + mean
        return {"r_squared": r2_score(target[validation], predicted)}
    network = MLPClassifier(**settings).fit(x[training], target[training])
    given = network.predict_proba(x[validation])
    found = {"accuracy": accuracy_score(target[validation], network.classes_[given.argmax(1)])}
    if given.shape[1] == 2:
        found["auc"] = roc_auc_score(target[validation], given[:, 1])
    return found


def main(path, *seeds):
    project = json.loads(Path(path).read_text())
    data, training = project["data"], project["training"]
    columns = [column for column in data["columns"] if column["role"] != "ignore"]
    if any("impute" in column for column in columns):
        raise SystemExit("a column whose missing cells are filled: fill them here, too")
    missing = {column["name"]: MISSING + ["?"] * (column["encoding"] == "number") for column in columns}
    rows = pd.read_csv(Path(path).parent / data["path"], na_values=missing, keep_default_na=False, skipinitialspace=True)
    rows = rows[[column["name"] for column in columns]].dropna()
    [wanted] = [column for column in columns if column["role"] == "target"]
    is_number = wanted["encoding"] == "number"
    target = rows[wanted["name"]]
    target = target.to_numpy(float) if is_number else pd.factorize(target.astype(str), sort=True)[0]
    features = [rows[column["name"]] for column in columns if column["role"] == "feature"]
    found = []
    for seed in map(int, seeds):
        case = {"rows": len(rows), "training": training, "seed": seed}
        found.append(figures(features, target, is_number, split_of(case, target), seed))
    print(json.dumps({"rows": len(rows), "figures": found}))


main(*sys.argv[1:])
