#!/usr/bin/env python3
"""Makes the reference tensors of test/reference/*.safetensors. Run by hand, in a virtual environment outside the tree:

    python3 -m venv ~/reference-venv && ~/reference-venv/bin/pip install -r test/reference/requirements.txt
    ~/reference-venv/bin/python test/reference/make_reference.py [CASE...]

Each case of cases/ is trained for 50 steps by Keras on its jax backend and by PyTorch, both in float32, from the initial
weights, in the batch order and with the dropout masks and noise that philox.py draws; by one of them alone where the other
cannot say it. Beside them a plain float64 network takes the same steps, and each must agree with it to a fifth of what the
tests allow. A file holds: `features`, `targets/`, `sample_weights` as the trainer is given them, `fitted/` and `initial/`
parameters, under `keras/` and `torch/` the parameters after step_1/, step_10/ and step_50/, the losses of every step and the
validation losses of every epoch, statistics and values of every node at three steps, and in the metadata the network
(`ir`) and the names of the statistics (`statistics`).
"""

import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True

os.environ.update(KERAS_BACKEND="jax", JAX_PLATFORMS="cpu", JAX_ENABLE_X64="1")

import numpy as np
from safetensors.numpy import save_file

import keras_run
import layer_statistics
import philox
import plain_training
import table
import torch_run
from cases import CASES
from graph import batches, draw, draws_of, ir_of, nodes_of

HERE = pathlib.Path(__file__).parent
STEPS, SNAPSHOTS, PROBED = 50, (1, 10, 50), (0, 10, 40)
# Sizes below this count as this: a bias under BatchNorm has no gradient and holds rounding alone, others cross zero.
FLOOR = 0.01
# A fifth of what the tests allow.
AGREEMENT = 2e-5


def distance(own, expected):
    """Furthest apart as a share of each tensor's greatest element, and where."""
    return max((np.abs(own[name] - expected[name]).max() / max(np.abs(expected[name]).max(), FLOOR), name) for name in expected)


def compared(case, framework, history, losses, validation, plain, figures):
    """Holds a framework's run against the float64 one and answers the tensors to store of it."""
    apart = max((*distance(own, expected), at) for at, (own, expected) in enumerate(zip(history, plain, strict=True)))
    of_losses = np.abs(np.array(losses) - figures["losses"]).max()
    of_validation = np.abs(np.array(validation) - [loss for loss, _ in figures["validation"]]).max(initial=0)
    print(f"  {framework} against float64: parameters {apart[0]:.1e} ({apart[1]}, step {apart[2]}), losses {of_losses:.1e}, validation {of_validation:.1e}")
    assert max(apart[0], of_losses, of_validation) < AGREEMENT, (case["name"], framework)
    tensors = {f"{framework}/losses": np.array(losses)}
    if validation:
        tensors[f"{framework}/validation"] = np.array(validation)
    for at in SNAPSHOTS:
        tensors |= {f"{framework}/step_{at}/{name}": value.astype(np.float32) for name, value in history[at].items()}
    return tensors


def statistics_of(case, rows, history, rates, fitted):
    """Statistics and values of every node at the probed steps, and the statistics' names in the order stored."""
    nodes, weights = nodes_of(case, rows.features.shape[1]), table.row_weights(case, rows, True)
    constants, told, tensors = {name: value.astype(np.float64) for name, value in fitted.items()}, {}, {}
    for at, batch in enumerate(batches(case, rows.split[0])):
        if at in PROBED:
            draws, targets = draws_of(case, nodes, at, len(batch)), [target[batch].astype(np.float64) for target in rows.targets]
            moments = (moment | constants for moment in history[at : at + 2])
            given = (rows.features[batch].astype(np.float64), draws, targets, [one[batch] for one in weights])
            said, values = layer_statistics.of_step(case, nodes, *moments, *given, rates[at])
            told |= {f"statistics_{at}/{node}": figures for node, figures in said.items()}
            tensors |= {f"values_{at}/{node.name}": values[node.name].astype(np.float32) for node in nodes}
    names = list(dict.fromkeys(name for figures in told.values() for name in figures))
    tensors |= {place: np.array([figures.get(name, np.nan) for name in names], dtype=np.float64) for place, figures in told.items()}
    return tensors, names


def run(case):
    """Trains one case. Answers the metadata and the tensors to store."""
    rows = table.load(case)
    ir = ir_of(case, rows.features.shape[1], rows.declared)
    initial = {p["name"]: draw(p, case["seed"]) for p in ir["parameters"] if p["role"] != "fitted"}
    fitted = {p["name"]: rows.constants[p["name"].split(".")[1]] for p in ir["parameters"] if p["role"] == "fitted"}
    plain, figures = plain_training.train(case, rows, initial, fitted)
    assert len(figures["losses"]) == STEPS, len(figures["losses"])

    tensors, names = statistics_of(case, rows, plain, figures["rates"], fitted)
    if keras_run.can_say(case):
        tensors |= compared(case, "keras", *keras_run.train(case, rows, initial), plain, figures)
    if torch_run.can_say(case):
        tensors |= compared(case, "torch", *torch_run.train(case, rows, initial, fitted), plain, figures)
    tensors["features"] = rows.features
    tensors |= {f"targets/{declared['name']}": target for declared, target in zip(rows.declared, rows.targets)}
    if rows.weights is not None:
        tensors["sample_weights"] = rows.weights
    tensors |= {f"fitted/{name}": value for name, value in fitted.items()} | {f"initial/{name}": value for name, value in initial.items()}
    tensors |= {name: np.array(figures[name]) for name in ("accuracies", "rates")}
    if figures["validation"]:
        tensors["validation_accuracies"] = np.array([accuracy for _, accuracy in figures["validation"]])
    tensors["order"] = np.concatenate(list(batches(case, rows.split[0]))).astype(np.int32)
    tensors["rows_per_step"] = np.array(figures["rows"], dtype=np.int32)
    return {"ir": json.dumps(ir), "statistics": json.dumps(names)}, tensors


def main():
    philox.check_known_answers()
    for name in sys.argv[1:] or CASES:
        print(name, flush=True)
        metadata, tensors = run(CASES[name])
        file = HERE / f"{name}.safetensors"
        save_file({key: np.ascontiguousarray(tensor) for key, tensor in tensors.items()}, file, metadata)
        file.chmod(0o644)
        print(f"  {file.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main()
