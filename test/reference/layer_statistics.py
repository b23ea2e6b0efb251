"""Every per-layer statistic of one training step, from whole float64 arrays and automatic differentiation.

Nothing here follows the trainer's way of computing them: values come from a plain forward pass, gradients from jax by
adding a zero to each value and differentiating by it, and order statistics from numpy.
"""

import jax
import jax.numpy as jnp
import numpy as np

from network import nodes_of

ACTIVATIONS = {
    "linear": lambda z: z,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "relu": jax.nn.relu,
    "softmax": lambda z: jax.nn.softmax(z, axis=-1),
}


def forward(case, parameters, rows, masks, nudges):
    """Every value of the network in order, [batch, features] each, in training mode; `nudges` are added to them."""
    value, values, masks = rows, [], iter(masks)
    for (node, kind, settings), nudge in zip(nodes_of(case), nudges, strict=True):
        own = {name.split(".")[1]: array for name, array in parameters.items() if name.startswith(f"{node}.")}
        if kind == "scale":
            value = (value - own["offset"]) * own["factor"]
        if kind == "dense":
            value = value @ own["weight"] + own.get("bias", 0.0)
        if kind == "batch_norm":
            centred = value - value.mean(0)
            normal = centred / jnp.sqrt((centred**2).mean(0) + settings["epsilon"])
            value = own.get("gamma", 1.0) * normal + own.get("beta", 0.0)
        if kind == "activation":
            value = ACTIVATIONS[settings["function"]](value)
        if kind == "dropout":
            value = value * next(masks)
        value = value + nudge
        values.append(value)
    return values


def loss_of(case, prediction, target):
    """Mean over the rows of each row's loss."""
    if case["loss"] == "mean_squared_error":
        return ((prediction - target) ** 2).mean()
    p = jnp.clip(prediction, 1e-7, 1 - 1e-7)
    if case["loss"] == "binary_cross_entropy":
        return -(target * jnp.log(p) + (1 - target) * jnp.log(1 - p)).mean()
    return -(target * jnp.log(p)).sum(-1).mean()


def values_and_gradients(case, parameters, rows, masks, target):
    """Each node's value and the loss's gradient by it, float64, and the loss."""
    shapes = [value.shape for value in forward(case, parameters, rows, masks, [0.0] * len(case["layers"]))]

    def loss(nudges):
        values = forward(case, parameters, rows, masks, nudges)
        return loss_of(case, values[-1], target), values

    zeros = [jnp.zeros(shape, dtype=jnp.float64) for shape in shapes]
    (total, values), gradients = jax.value_and_grad(loss, has_aux=True)(zeros)
    return float(total), [np.asarray(v) for v in values], [np.asarray(g) for g in gradients]


def derivative_shares(function, z):
    """The activation's derivative by its own input, as a share of the largest it can have, at z [batch, features]."""
    diagonal = jax.vmap(lambda row: jnp.diagonal(jax.jacobian(ACTIVATIONS[function])(row)))
    return np.asarray(diagonal(z)) / {"tanh": 1.0, "sigmoid": 0.25, "relu": 1.0, "softmax": 0.25}[function]


def of_value(value):
    """Distribution of a value [batch, features], and of its first unit."""
    said = {"mean": value.mean(), "standard_deviation": value.std(), "minimum": value.min(), "maximum": value.max()}
    for percent in (1, 15, 50, 85, 99):
        said[f"percentile_{percent}"] = np.percentile(value, percent)
    for percent in (15, 50, 85):
        said[f"unit_percentile_{percent}"] = np.percentile(value[:, 0], percent)
    return said


def of_gradient(gradient):
    return {
        "gradient_norm": np.linalg.norm(gradient), "gradient_mean_absolute": np.abs(gradient).mean(),
        "gradient_zero": (gradient == 0).mean(),
    }


def of_weight(before, after):
    """Of the trained tensor at the start of the step, and of the step's change to it."""
    return {
        "weight_norm": np.linalg.norm(before), "weight_mean": before.mean(), "weight_standard_deviation": before.std(),
        "update_ratio": np.log10(np.abs(after - before).mean() / np.abs(before).mean()),
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


def of_step(case, before, after, rows, masks, target):
    """The loss and, by node, the statistics of a step that took the parameters `before` to `after` (float64 by name),
    with the values themselves."""
    loss, values, gradients = values_and_gradients(case, before, rows, masks, target)
    said, previous = {}, rows
    for (node, kind, settings), value, gradient in zip(nodes_of(case), values, gradients, strict=True):
        own = {name.split(".")[1]: array for name, array in before.items() if name.startswith(f"{node}.")}
        # No gradient is asked of a Scale: nothing before it is trained.
        said[node] = of_value(value) | (of_gradient(gradient) if kind != "scale" else {})
        trained = {"dense": "weight", "batch_norm": "gamma"}.get(kind)
        if trained in own:
            said[node] |= of_weight(own[trained], after[f"{node}.{trained}"])
        if kind == "batch_norm":
            said[node] |= of_batch_norm(settings, previous, own, after[f"{node}.mean"], after[f"{node}.variance"])
        if kind == "activation" and settings["function"] != "linear":
            said[node]["saturation"] = (derivative_shares(settings["function"], previous) < 0.05).mean()
        if kind == "activation" and settings["function"] == "relu":
            said[node]["dead"] = (value == 0).all(0).mean()
        previous = value
    return loss, said, dict(zip((node for node, _, _ in nodes_of(case)), values))
