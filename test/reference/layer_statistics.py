"""Every per-layer statistic of one training step, from whole float64 arrays and automatic differentiation.

Nothing here follows the trainer's way of computing them: gradients come from jax by adding a zero to each value and
differentiating by it, and order statistics from numpy.
"""

import jax
import jax.numpy as jnp
import numpy as np

from graph import draws_of, parameters_of, read_by
from plain_network import ACTIVATIONS, forward, loss_of, own_of


def values_and_gradients(case, nodes, parameters, rows, draws, targets, weights):
    """By node name its value and the loss's gradient by it, float64."""
    values = forward(nodes, parameters, rows, draws)

    def loss(nudges):
        return loss_of(case, nodes, forward(nodes, parameters, rows, draws, nudges), targets, weights)

    gradients = jax.grad(loss)({node.name: jnp.zeros_like(values[node.name]) for node in nodes})
    return ({name: np.asarray(array) for name, array in group.items()} for group in (values, gradients))


def derivative_shares(function, alpha, z):
    """Size of the activation's derivative by its own input, as a share of the largest it can have, at z [batch, features]."""
    if function == "softmax":
        diagonal = jax.vmap(lambda row: jnp.diagonal(jax.jacobian(lambda row: ACTIVATIONS[function](row, alpha))(row)))
        return np.asarray(diagonal(z)) / 0.25
    derivative = jax.vmap(jax.grad(lambda z: ACTIVATIONS[function](z, alpha)))
    shares = np.abs(derivative(z.ravel())) / derivative(jnp.linspace(-10, 10, 2_000_001)).max()
    return shares.reshape(z.shape)


def of_value(value):
    """Distribution of a value [batch, features], and of its first unit."""
    said = {"mean": value.mean(), "standard_deviation": value.std(), "minimum": value.min(), "maximum": value.max()}
    for percent in (1, 15, 50, 85, 99):
        said[f"percentile_{percent}"] = np.percentile(value, percent)
        said[f"unit_percentile_{percent}"] = np.percentile(value[:, 0], percent)
    return said


def of_gradient(gradient):
    said = {
        "gradient_norm": np.linalg.norm(gradient), "gradient_mean_absolute": np.abs(gradient).mean(),
        "gradient_zero": (gradient == 0).mean(), "gradient_mean": gradient.mean(), "gradient_standard_deviation": gradient.std(),
        "gradient_minimum": gradient.min(), "gradient_maximum": gradient.max(),
    }
    for percent in (1, 15, 50, 85, 99):
        said[f"gradient_percentile_{percent}"] = np.percentile(gradient, percent)
        said[f"gradient_unit_percentile_{percent}"] = np.percentile(gradient[:, 0], percent)
    return said


def of_activation(function, alpha, z, value):
    """Of what an activation makes of its input z. Dormant are units whose mean size is at most 0.025 of the layer's."""
    sizes = np.abs(value).mean(0)
    said = {"dormant": (sizes <= 0.025 * sizes.mean()).mean()}
    if function != "linear":
        said["saturation"] = (derivative_shares(function, alpha, z) < 0.05).mean()
    if function in ("relu", "leaky_relu"):
        said["dead"] = (value == 0).all(0).mean()
    return said


def of_weight(before, after):
    """Of the trained tensor at the start of the step, and of the step's change to it."""
    moved, size = np.abs(after - before).mean(), np.abs(before).mean()
    return {
        "weight_norm": np.linalg.norm(before), "weight_mean": before.mean(), "weight_standard_deviation": before.std(),
        "update_ratio": np.log10(moved / size) if moved and size else np.nan,
    }


def of_batch_norm(settings, z, own, running_mean, running_variance):
    """Batch statistics of the input z against the running ones that this batch has moved, as inference would use them
    now; gamma and beta at the start of the step."""
    batch_mean, batch_variance = z.mean(0), z.var(0)
    drift_mean = np.abs(batch_mean - running_mean) / np.sqrt(running_variance + settings["epsilon"])
    drift_variance = np.log(batch_variance / running_variance)
    said = {
        "drift_mean_average": drift_mean.mean(), "drift_mean_maximum": drift_mean.max(),
        "drift_variance_average": drift_variance.mean(), "drift_variance_maximum": drift_variance.max(),
        "batch_mean": batch_mean.mean(), "running_mean": running_mean.mean(),
        "batch_variance": batch_variance.mean(), "running_variance": running_variance.mean(),
        "variance_near_zero": (batch_variance < 10 * settings["epsilon"]).mean(),
    }
    for name in ("gamma", "beta"):
        for percent in (15, 50, 85):
            said[f"{name}_{percent}"] = np.percentile(own[name], percent) if name in own else np.nan
    said["gamma_near_zero"] = (np.abs(own["gamma"]) < 0.01).mean() if "gamma" in own else np.nan
    return said


def train_eval_gap(case, nodes, parameters, rows, targets, weights):
    """The whole network's: its loss with the batch's moments less that with the running ones, undisturbed both."""
    still = draws_of(case, nodes, None, len(rows))
    values = (forward(nodes, parameters, rows, still, running=running) for running in (False, True))
    of_batch, of_running = (loss_of(case, nodes, each, targets, weights) for each in values)
    return float(of_batch - of_running)


def readers_of(case, nodes, node):
    """Kinds of what reads a node's value."""
    kinds = [reader.kind for reader in nodes for name in reader.inputs if name == node.name]
    return kinds + ["output" for output in case["outputs"] if read_by(output, nodes) == node.name]


def of_step(case, nodes, before, after, rows, draws, targets, weights, rate):
    """By node the statistics of a step that took the parameters `before` to `after` (float64 by name) at a learning rate, and the
    values themselves."""
    values, gradients = values_and_gradients(case, nodes, before, rows, draws, targets, weights)
    gap = train_eval_gap(case, nodes, before, rows, targets, weights)
    said, moving = {}, set()
    for node in nodes:
        own, value, z = own_of(node, before), values[node.name], values[node.inputs[0]]
        said[node.name] = of_value(value)
        # No gradient is asked where nothing is trained before.
        if moving.intersection(node.inputs) or any(held["role"] == "trainable" for held in parameters_of(node).values()):
            moving.add(node.name)
            said[node.name] |= of_gradient(gradients[node.name])
        trained = {"dense": "weight", "batch_norm": "gamma", "layer_norm": "gamma"}.get(node.kind)
        if trained in own:
            said[node.name] |= of_weight(own[trained], after[f"{node.name}.{trained}"])
        if node.kind == "batch_norm":
            said[node.name] |= of_batch_norm(node.settings, z, own, after[f"{node.name}.mean"], after[f"{node.name}.variance"])
            said[node.name]["train_eval_gap"] = gap
        if node.kind == "activation":
            said[node.name] |= of_activation(node.settings["function"], node.settings["alpha"], z, value)
        if node.kind == "dense" and readers_of(case, nodes, node) == ["batch_norm"]:
            said[node.name]["effective_learning_rate"] = np.median(rate / (own["weight"] ** 2).sum(0))
    return said, values
