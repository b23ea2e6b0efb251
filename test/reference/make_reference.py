#!/usr/bin/env python3
"""Makes the reference tensors of test/reference/*.safetensors. Run by hand, in a virtual environment outside the tree:

    python3 -m venv ~/reference-venv && ~/reference-venv/bin/pip install -r test/reference/requirements.txt
    ~/reference-venv/bin/python test/reference/make_reference.py [CASE...]

Each case of cases.py is trained for 50 steps by Keras on its jax backend in float32, from the initial weights, in the
batch order and with the dropout masks that philox.py draws. (Keras on TensorFlow must not be used: it quietly replaces
the loss by one of the logits.) Adam is applied by optax, since Keras puts Adam's epsilon elsewhere than PyTorch. Beside
it a plain float64 network takes the same steps, and the two must agree to a tenth of what the tests allow.
A file holds float32 tensors: the rows as the trainer is given them, fitted/ and initial/ parameters, step_1/, step_10/ and
step_50/ parameters, the float64 curves, statistics, and under the metadata key `ir` the network.
"""

import gzip
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True

os.environ.update(KERAS_BACKEND="jax", JAX_PLATFORMS="cpu", JAX_ENABLE_X64="1")

import keras
import numpy as np
import optax
from safetensors.numpy import save_file

import jax
import layer_statistics
import philox
import plain_training
from cases import CASES
from network import draw, ir_of, keras_model, nodes_of

HERE = pathlib.Path(__file__).parent
TABLE = HERE.parent.parent / "samples" / "adult_codes.csv.gz"
SNAPSHOTS, PROBED = (1, 10, 50), (0, 10, 40)
# Sizes below this count as this: a bias under BatchNorm has no gradient and holds rounding alone, others cross zero.
FLOOR = 0.01
LOSSES = {"binary_cross_entropy": "binary_crossentropy", "categorical_cross_entropy": "categorical_crossentropy", "mean_squared_error": "mse"}


def standardizing(columns, training):
    """Offset and factor by column from the training rows, float32."""
    deviation = columns[:training].std(0)
    return columns[:training].mean(0).astype(np.float32), (1 / np.where(deviation == 0, 1, deviation)).astype(np.float32)


def load(case):
    """Feature rows, target rows (float32), the target's declaration, and the constants a Scale would hold."""
    with gzip.open(TABLE, "rt") as lines:
        names = next(lines).strip().split(",")
        table = np.array([[float(cell) for cell in next(lines).split(",")] for _ in range(case["rows"])])
    predicted = {"income_single": "income", "hours": "hours-per-week"}.get(case["problem"], case["problem"])
    column = table[:, names.index(predicted)]
    features = table[:, [i for i, name in enumerate(names) if name not in (predicted, "income")]]
    offset, factor = standardizing(features, training_rows(case))
    if case["layers"][0][0] != "scale":
        features = (features - offset) * factor
    declared = {"name": predicted, "width": 1, "classes": 0, "encoding": "value"}
    if case["problem"] == "hours":
        target = ((column - 40) / 10)[:, None]
    elif case["problem"] == "income_single":
        target, declared["classes"] = column[:, None], 2
    else:
        classes = int(column.max()) + 1
        target, declared = np.eye(classes)[column.astype(int)], {**declared, "width": classes, "classes": classes, "encoding": "one_hot"}
    return features.astype(np.float32), target.astype(np.float32), declared, {"offset": offset, "factor": factor}


def training_rows(case):
    return int(case["rows"] * (1 - case["validation_split"]))


def batches(case):
    """Row numbers of every batch of the run."""
    rows, size = training_rows(case), case["batch_size"]
    for epoch in range(case["epochs"]):
        order = philox.shuffled(case["seed"], epoch, rows)
        yield from (order[at : at + size] for at in range(0, rows, size))


def masks_of(case, step, rows):
    """Dropout masks of a batch, in the network's order; all ones when `step` is None (inference)."""
    width = None
    for node, kind, settings in nodes_of(case):
        width = settings.get("units", width)
        if kind == "dropout":
            shape = (rows, width)
            yield np.ones(shape, np.float32) if step is None else philox.dropout_mask(case["seed"], node, step, shape, settings["rate"])


def keras_step(case, model):
    """A function that takes one training step with Keras' own optimizer; answers the loss before the update."""
    setup = case["optimizer"]
    rate = keras.optimizers.schedules.InverseTimeDecay(setup["learning_rate"], decay_steps=1, decay_rate=setup["decay"])
    model.compile(loss=LOSSES[case["loss"]], optimizer=keras.optimizers.SGD(rate, setup["momentum"], setup["nesterov"]))

    def step(inputs, target):
        model.reset_metrics()
        return model.train_on_batch(inputs, target)

    return step


def optax_step(case, model):
    """The same with optax' Adam on the gradients of the Keras model."""
    setup = case["optimizer"]
    adam = optax.adam(setup["learning_rate"], setup["beta_1"], setup["beta_2"], setup["epsilon"])
    loss_of = keras.losses.get(LOSSES[case["loss"]])
    model.compile(loss=LOSSES[case["loss"]])
    state = adam.init([variable.value for variable in model.trainable_variables])

    @jax.jit
    def update(trainable, others, state, inputs, target):
        def loss(trainable):
            prediction, moved = model.stateless_call(trainable, others, inputs, training=True)
            return loss_of(target, prediction).mean(), moved

        (value, others), gradients = jax.value_and_grad(loss, has_aux=True)(trainable)
        changes, state = adam.update(gradients, state, trainable)
        return value, optax.apply_updates(trainable, changes), others, state

    def step(inputs, target):
        nonlocal state
        current = [[variable.value for variable in group] for group in (model.trainable_variables, model.non_trainable_variables)]
        value, *moved, state = update(*current, state, inputs, target)
        for variable, value_of in zip(model.trainable_variables + model.non_trainable_variables, moved[0] + moved[1]):
            variable.assign(value_of)
        return value

    return step


def unbiased_running(case, history, steps_rows):
    """Turns Keras' running variances, in place, into those that track n/(n-1) times the batch's (PyTorch's way).

    A step's batch variance is what moved Keras' running one; training never reads either, so nothing else changes.
    """
    for node, kind, settings in nodes_of(case):
        if kind == "batch_norm" and settings["running_variance"] == "unbiased":
            name, kept, running = f"{node}.variance", settings["momentum"], history[0][f"{node}.variance"]
            biased = [parameters[name] for parameters in history]
            for at, rows in enumerate(steps_rows, start=1):
                of_batch = (biased[at] - kept * biased[at - 1]) / (1 - kept)
                running = kept * running + (1 - kept) * of_batch * rows / (rows - 1)
                history[at][name] = running


def check_by_plain_training(case, initial, fitted, features, target, history, losses):
    """Holds the run against the float64 one: within 1e-5 of each tensor's size, a tenth of the tests' tolerance.
    Answers the accuracy of every batch before its update, which only that one tells."""
    fed = ((features[b], list(masks_of(case, at, len(b))), target[b]) for at, b in enumerate(batches(case)))
    plain, plain_losses, accuracies = plain_training.train(case, initial, fitted, fed)
    worst = np.abs(np.array(losses) - plain_losses).max()
    for mine, theirs in zip(plain, history[1:], strict=True):
        for name in theirs:
            worst = max(worst, np.abs(mine[name] - theirs[name]).max() / max(np.abs(mine[name]).max(), FLOOR))
    print(f"  against float64: {worst:.1e}")
    assert worst < 1e-5, worst
    return accuracies


def statistics(case, fitted, features, target, history, losses):
    """Statistics and values of every node at the probed steps, under the names the tests look for."""
    tensors = {}
    for at, batch in enumerate(batches(case)):
        if at not in PROBED:
            continue
        before, after = ({n: v.astype(np.float64) for n, v in (moment | fitted).items()} for moment in history[at : at + 2])
        masks = list(masks_of(case, at, len(batch)))
        loss, said, values = layer_statistics.of_step(case, before, after, features[batch].astype(np.float64), masks, target[batch])
        assert abs(loss - losses[at]) < 1e-5 * max(1, abs(loss)), (at, loss, losses[at])
        for node, figures in said.items():
            tensors |= {f"statistics_{at}/{node}/{name}": np.array([figure], dtype=np.float64) for name, figure in figures.items()}
        tensors |= {f"values_{at}/{node}": value.astype(np.float32) for node, value in values.items()}
    return tensors


def run(case):
    """Trains one case. Answers the IR and the tensors to store."""
    features, target, declared, constants = load(case)
    ir = ir_of(case, features.shape[1], declared)
    tensors = {"features": features, "target": target}
    initial = {p["name"]: draw(p, case["seed"]) for p in ir["parameters"] if p["role"] != "fitted"}
    fitted = {p["name"]: constants[p["name"].split(".")[1]] for p in ir["parameters"] if p["role"] == "fitted"}
    rows = (features - constants["offset"]) * constants["factor"] if fitted else features

    model, variables = keras_model(case, features.shape[1], initial)
    step = (optax_step if case["optimizer"]["kind"] == "adam" else keras_step)(case, model)
    history = [{name: np.asarray(variable.value) for name, variable in variables.items()}]
    losses, validation, sizes, cut = [], [], [], training_rows(case)
    per_epoch = -(-cut // case["batch_size"])
    for at, batch in enumerate(batches(case)):
        masks = list(masks_of(case, at, len(batch)))
        losses.append(float(step([rows[batch], *masks], target[batch])))
        history.append({name: np.asarray(variable.value) for name, variable in variables.items()})
        sizes.append(len(batch))
        if (at + 1) % per_epoch == 0 and cut < len(rows):
            held = [rows[cut:], *masks_of(case, None, len(rows) - cut)]
            prediction = np.asarray(model(held, training=False))
            figure = float(np.mean(keras.losses.get(LOSSES[case["loss"]])(target[cut:], prediction)))
            validation.append([figure, plain_training.accuracy(case, prediction, target[cut:])])
    assert len(losses) == SNAPSHOTS[-1], len(losses)
    unbiased_running(case, history, sizes)
    tensors["accuracies"] = np.array(check_by_plain_training(case, initial, fitted, features, target, history, losses))

    tensors |= statistics(case, fitted, features, target, history, losses)
    tensors |= {f"fitted/{name}": value for name, value in fitted.items()} | {f"initial/{name}": value for name, value in initial.items()}
    for at in SNAPSHOTS:
        tensors |= {f"step_{at}/{name}": value.astype(np.float32) for name, value in history[at].items()}
    tensors["losses"] = np.array(losses)
    tensors["order"] = np.concatenate(list(batches(case))).astype(np.int32)
    tensors["rows_per_step"] = np.array(sizes, dtype=np.int32)
    if validation:
        tensors["validation"] = np.array(validation)
    return ir, tensors


def main():
    philox.check_known_answers()
    for name in sys.argv[1:] or CASES:
        ir, tensors = run(CASES[name])
        file = HERE / f"{name}.safetensors"
        save_file({key: np.ascontiguousarray(tensor) for key, tensor in tensors.items()}, file, {"ir": json.dumps(ir)})
        file.chmod(0o644)
        print(f"{name}: {file.stat().st_size} bytes, loss {tensors['losses'][0]:.4f} to {tensors['losses'][-1]:.4f}", flush=True)


if __name__ == "__main__":
    main()
