"""The same steps taken a second time in float64 from the written definitions: how far rounding alone can part two runs."""

import jax
import jax.numpy as jnp
import numpy as np

from layer_statistics import forward, loss_of
from network import nodes_of


def updated(setup, step, parameter, gradient, memory):
    """One parameter's new value and optimizer memory at a step counted from 0."""
    if setup["kind"] == "sgd":
        rate = setup["learning_rate"] / (1 + setup["decay"] * step)
        velocity = setup["momentum"] * memory[0] - rate * gradient
        move = setup["momentum"] * velocity - rate * gradient if setup["nesterov"] else velocity
        return parameter + move, (velocity, memory[1])
    first = setup["beta_1"] * memory[0] + (1 - setup["beta_1"]) * gradient
    second = setup["beta_2"] * memory[1] + (1 - setup["beta_2"]) * gradient**2
    mean, square = first / (1 - setup["beta_1"] ** (step + 1)), second / (1 - setup["beta_2"] ** (step + 1))
    return parameter - setup["learning_rate"] * mean / (jnp.sqrt(square) + setup["epsilon"]), (first, second)


def accuracy(case, prediction, target):
    """Share of rows right: of one unit at 0.5, of several by the greatest."""
    if case["loss"] == "mean_squared_error":
        return np.nan
    if target.shape[1] == 1:
        return ((prediction >= 0.5) == (target == 1)).mean()
    return (prediction.argmax(1) == target.argmax(1)).mean()


def train(case, initial, fitted, batches):
    """Parameters by name after every step, each step's loss, and its rows predicted right as a share (NaN in regression).
    `batches` yields (rows, masks, target)."""
    running = {name: value.astype(np.float64) for name, value in initial.items() if name.endswith((".mean", ".variance"))}
    trained = {name: value.astype(np.float64) for name, value in initial.items() if name not in running}
    constants = {name: value.astype(np.float64) for name, value in fitted.items()}
    memory = {name: (0.0 * value, 0.0 * value) for name, value in trained.items()}

    @jax.jit
    def gradients_of(trained, rows, masks, target):
        def loss(trained):
            values = forward(case, trained | constants, rows, masks, [0.0] * len(case["layers"]))
            return loss_of(case, values[-1], target), values

        return jax.value_and_grad(loss, has_aux=True)(trained)

    history, losses, accuracies = [], [], []
    for step, (rows, masks, target) in enumerate(batches):
        rows, target, masks = rows.astype(np.float64), target.astype(np.float64), [mask.astype(np.float64) for mask in masks]
        (loss, values), gradients = gradients_of(trained, rows, masks, target)
        losses.append(float(loss))
        accuracies.append(accuracy(case, np.asarray(values[-1]), target))
        for name in trained:
            trained[name], memory[name] = updated(case["optimizer"], step, trained[name], gradients[name], memory[name])
        for (node, kind, settings), z in zip(nodes_of(case), [rows, *values]):
            if kind == "batch_norm":
                kept, correction = settings["momentum"], len(rows) / (len(rows) - 1) if settings["running_variance"] == "unbiased" else 1
                running[f"{node}.mean"] = kept * running[f"{node}.mean"] + (1 - kept) * z.mean(0)
                running[f"{node}.variance"] = kept * running[f"{node}.variance"] + (1 - kept) * correction * z.var(0)
        history.append({name: np.asarray(value) for name, value in (trained | running).items()})
    return history, losses, accuracies
