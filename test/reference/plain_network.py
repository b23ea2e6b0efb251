"""A case's network in float64 from the written definitions, differentiated by jax. Nothing here follows the trainer's way of computing."""

import jax
import jax.numpy as jnp
import numpy as np

from graph import DATA, read_by

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def gelu_tanh(z):
    return 0.5 * z * (1 + jnp.tanh(jnp.sqrt(2 / jnp.pi) * (z + 0.044715 * z**3)))


ACTIVATIONS = {
    "linear": lambda z, alpha: z,
    "tanh": lambda z, alpha: jnp.tanh(z),
    "sigmoid": lambda z, alpha: 1 / (1 + jnp.exp(-z)),
    "relu": lambda z, alpha: jnp.where(z > 0, z, 0.0),
    "leaky_relu": lambda z, alpha: jnp.where(z > 0, z, alpha * z),
    "elu": lambda z, alpha: jnp.where(z > 0, z, alpha * (jnp.exp(jnp.minimum(z, 0.0)) - 1)),
    "selu": lambda z, alpha: SELU_SCALE * jnp.where(z > 0, z, SELU_ALPHA * (jnp.exp(jnp.minimum(z, 0.0)) - 1)),
    "gelu": lambda z, alpha: 0.5 * z * (1 + jax.lax.erf(z / jnp.sqrt(2.0))),
    "gelu_tanh": lambda z, alpha: gelu_tanh(z),
    "swish": lambda z, alpha: z / (1 + jnp.exp(-z)),
    "softplus": lambda z, alpha: jnp.logaddexp(z, 0.0),
    "softsign": lambda z, alpha: z / (1 + jnp.abs(z)),
    "hard_sigmoid": lambda z, alpha: jnp.clip(z / 6 + 0.5, 0.0, 1.0),
    "softmax": lambda z, alpha: jnp.exp(z - z.max(-1, keepdims=True)) / jnp.exp(z - z.max(-1, keepdims=True)).sum(-1, keepdims=True),
}


def normal_of(z, axis, epsilon):
    centred = z - z.mean(axis, keepdims=True)
    return centred / jnp.sqrt((centred**2).mean(axis, keepdims=True) + epsilon)


def own_of(node, parameters):
    return {name.split(".")[1]: array for name, array in parameters.items() if name.startswith(f"{node.name}.")}


def value_of(node, inputs, own, drawn, running):
    """One node's value; with `running` BatchNorm takes the running statistics, as inference does."""
    z, settings = inputs[0], node.settings
    match node.kind:
        case "scale":
            return (z - own["offset"]) * own["factor"]
        case "dense":
            return z @ own["weight"] + own.get("bias", 0.0)
        case "batch_norm" | "layer_norm":
            if node.kind == "batch_norm" and running:
                normal = (z - own["mean"]) / jnp.sqrt(own["variance"] + settings["epsilon"])
            else:
                normal = normal_of(z, 0 if node.kind == "batch_norm" else 1, settings["epsilon"])
            return own.get("gamma", 1.0) * normal + own.get("beta", 0.0)
        case "activation":
            return ACTIVATIONS[settings["function"]](z, settings["alpha"])
        case "dropout":
            return z * drawn
        case "gaussian_noise":
            return z + drawn
        case "add":
            return sum(inputs)
        case "multiply":
            return jnp.prod(jnp.stack(inputs), axis=0)
        case "concat":
            return jnp.concatenate(inputs, axis=1)


def forward(nodes, parameters, rows, draws, nudges=None, running=False):
    """Every node's value by name, [batch, features] each, and the rows as the input's; `nudges` are added to them."""
    values = {DATA: rows}
    for node in nodes:
        value = value_of(node, [values[name] for name in node.inputs], own_of(node, parameters), draws.get(node.name), running)
        values[node.name] = value + (nudges[node.name] if nudges else 0.0)
    return values


def row_losses(function, prediction, target):
    """[batch] losses of one output."""
    error = prediction - target
    clipped = jnp.clip(prediction, 1e-7, 1 - 1e-7)
    match function["kind"]:
        case "binary_cross_entropy":
            return -(target * jnp.log(clipped) + (1 - target) * jnp.log(1 - clipped)).mean(1)
        case "categorical_cross_entropy":
            return -(target * jnp.log(clipped)).sum(1)
        case "sparse_categorical_cross_entropy":
            return -jnp.log(jnp.take_along_axis(clipped, target.astype(int), axis=1))[:, 0]
        case "mean_squared_error":
            return (error**2).mean(1)
        case "mean_absolute_error":
            return jnp.abs(error).mean(1)
        case "huber":
            delta, size = function["delta"], jnp.abs(error)
            return jnp.where(size <= delta, error**2 / 2, delta * (size - delta / 2)).mean(1)


def penalty_of(nodes, parameters):
    """Sum of l1 |w| + l2 w^2 over every weight penalised."""
    penalised = [(node.settings, parameters[f"{node.name}.weight"]) for node in nodes if node.kind == "dense"]
    return sum(settings["l1"] * jnp.abs(weight).sum() + settings["l2"] * (weight**2).sum() for settings, weight in penalised)


def loss_of(case, nodes, values, targets, row_weights):
    """The weighted sum over outputs of the mean over the rows of each row's weighted loss, without penalties."""
    each = zip(case["outputs"], targets, row_weights, strict=True)
    return sum(output["weight"] * (weights * row_losses(output["function"], values[read_by(output, nodes)], target)).mean() for output, target, weights in each)


def accuracy_of(output, declared, prediction, target):
    """Share of rows right: of one unit at 0.5, of several by the greatest; NaN in regression."""
    if declared["classes"] == 0:
        return np.nan
    if prediction.shape[1] == 1:
        return float(((prediction >= 0.5) == (target == 1)).mean())
    classes = target.argmax(1) if declared["encoding"] == "one_hot" else target[:, 0].astype(int)
    return float((prediction.argmax(1) == classes).mean())
