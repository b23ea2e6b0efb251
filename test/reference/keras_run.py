"""A case trained by Keras on its jax backend, float32: Keras' layers, losses, penalties, bounds, clipping and optimizers.

(Keras on TensorFlow must not be used: it quietly replaces the loss by one of the logits.)
"""

import keras
import numpy as np
from keras import constraints, layers, optimizers, regularizers
from keras.optimizers import schedules

from graph import DATA, batches, draws_of, nodes_of, read_by, steps_per_epoch
from plain_optimizers import decayed
from plain_training import Rates
from table import row_weights

VANISHES = 1e-20
LOSSES = {
    "binary_cross_entropy": keras.losses.BinaryCrossentropy,
    "categorical_cross_entropy": keras.losses.CategoricalCrossentropy,
    "sparse_categorical_cross_entropy": keras.losses.SparseCategoricalCrossentropy,
    "mean_squared_error": keras.losses.MeanSquaredError,
    "mean_absolute_error": keras.losses.MeanAbsoluteError,
    "huber": keras.losses.Huber,
}
FUNCTIONS = {
    "leaky_relu": lambda alpha: layers.LeakyReLU(negative_slope=alpha),
    "elu": lambda alpha: layers.ELU(alpha=alpha),
    "gelu": lambda alpha: layers.Activation(lambda z: keras.activations.gelu(z, approximate=False)),
    "gelu_tanh": lambda alpha: layers.Activation(lambda z: keras.activations.gelu(z, approximate=True)),
    "swish": lambda alpha: layers.Activation("silu"),
}
MERGES = {"add": layers.Add, "multiply": layers.Multiply, "concat": layers.Concatenate}
# Keras' own name of each parameter.
VARIABLES = {"weight": "kernel", "bias": "bias", "gamma": "gamma", "beta": "beta", "mean": "moving_mean", "variance": "moving_variance"}


def can_say(case):
    """Whether Keras has the case's optimizer: all but SGD place their epsilon elsewhere, its Nadam has a fixed momentum decay, its RMSprop takes the learning
    rate into the momentum, and it clips by value or by norm, not both."""
    setup, training = case["optimizer"], case["training"]
    return "keras" in case["frameworks"] and (
        (setup["kind"] == "sgd" or setup["epsilon"] < VANISHES)
        and setup.get("momentum_decay", 1.0) == 1.0
        and (setup["kind"] != "rms_prop" or setup["momentum"] == 0 or training["schedule"]["kind"] == "constant")
        and (training["clip_value"] is None or training["clip_norm"] is None)
    )


def layer_of(node):
    settings = node.settings
    match node.kind:
        case "dense":
            bound = settings["max_norm"] and constraints.MaxNorm(settings["max_norm"], axis=0)
            penalty = regularizers.L1L2(settings["l1"], settings["l2"])
            return layers.Dense(settings["units"], use_bias=settings["use_bias"], kernel_regularizer=penalty, kernel_constraint=bound or None)
        case "batch_norm":
            return layers.BatchNormalization(**{key: settings[key] for key in ("epsilon", "momentum", "center", "scale")})
        case "layer_norm":
            return layers.LayerNormalization(**{key: settings[key] for key in ("epsilon", "center", "scale")})
        case "activation":
            named = FUNCTIONS.get(settings["function"], lambda alpha: layers.Activation(settings["function"]))
            return named(settings["alpha"])


def model_of(case, nodes, features, initial):
    """A model holding the initial parameters, and for each parameter name the variable behind it. Its inputs are the rows and
    one mask or noise for each node that draws; Scale is done by the caller."""
    values, inputs, variables = {DATA: keras.Input((features,))}, [], {}
    inputs.append(values[DATA])
    for node in nodes:
        read = [values[name] for name in node.inputs]
        if node.kind in ("dropout", "gaussian_noise"):
            inputs.append(keras.Input((node.features,)))
            values[node.name] = (layers.Multiply if node.kind == "dropout" else layers.Add)()([read[0], inputs[-1]])
        elif node.kind in MERGES:
            values[node.name] = MERGES[node.kind]()(read)
        elif node.kind == "scale":
            values[node.name] = read[0]
        else:
            layer = layer_of(node)
            values[node.name] = layer(read[0])
            for ours, theirs in VARIABLES.items():
                if f"{node.name}.{ours}" in initial:
                    variables[f"{node.name}.{ours}"] = getattr(layer, theirs)
                    variables[f"{node.name}.{ours}"].assign(initial[f"{node.name}.{ours}"])
    return keras.Model(inputs, [values[read_by(output, nodes)] for output in case["outputs"]]), variables


def optimizer_of(case):
    """Keras' optimizer; its learning rate is set before every step."""
    setup, training = case["optimizer"], case["training"]
    clipping = {"clipvalue": training["clip_value"], "global_clipnorm": training["clip_norm"]}
    given = {"learning_rate": setup["learning_rate"], **clipping}
    moments = {key: setup[key] for key in ("beta_1", "beta_2", "epsilon") if key in setup}
    match setup["kind"]:
        case "sgd":
            return optimizers.SGD(momentum=setup["momentum"], nesterov=setup["nesterov"], **given)
        case "adam":
            return optimizers.Adam(**moments, **given)
        case "adam_w":
            return optimizers.AdamW(weight_decay=setup["weight_decay"], **moments, **given)
        case "nadam":
            return optimizers.Nadam(**moments, **given)
        case "rms_prop":
            return optimizers.RMSprop(**{key: setup[key] for key in ("rho", "momentum", "epsilon", "centered")}, **given)
        case "adagrad":
            return optimizers.Adagrad(initial_accumulator_value=setup["initial_accumulator_value"], epsilon=setup["epsilon"], **given)


def schedule_of(case, per_epoch):
    """The learning rate at a step: Keras' own schedule where it has one, else the formula; and what is told each epoch's loss."""
    schedule, base, formula = case["training"]["schedule"], case["optimizer"]["learning_rate"], Rates(case, per_epoch)
    match schedule["kind"]:
        case "inverse_time":
            rates = schedules.InverseTimeDecay(base, decay_steps=1, decay_rate=schedule["rate"])
        case "step" | "exponential":
            rates = schedules.ExponentialDecay(base, per_epoch * schedule.get("epochs", 1), schedule["factor"], staircase=True)
        case "cosine":
            warm = round(schedule["warmup_epochs"] * per_epoch)
            rates = schedules.CosineDecay(0.0 if warm else base, per_epoch * case["epochs"] - warm, schedule["final_fraction"],
                                          warmup_target=base if warm else None, warmup_steps=warm)
        case _:
            rates = formula.at
    return rates, formula.epoch_ended


def track_unbiased(nodes, variables, before, count):
    """Keras tracks the biased variance only: its move of a batch of `count` rows, made again with n/(n-1) times the batch's."""
    for node in nodes:
        if node.kind == "batch_norm" and node.settings["running_variance"] == "unbiased":
            name, kept = f"{node.name}.variance", node.settings["momentum"]
            of_batch = (np.asarray(variables[name].value) - kept * before[name]) / (1 - kept)
            variables[name].assign(kept * before[name] + (1 - kept) * of_batch * count / (count - 1))


def train(case, rows, initial):
    """Parameters by name before the run and after every step, each step's loss, and the validation loss of every epoch."""
    nodes = nodes_of(case, rows.features.shape[1])
    model, variables = model_of(case, nodes, rows.features.shape[1], initial)
    losses_of = [LOSSES[kind.pop("kind")](**kind) for kind in (dict(output["function"]) for output in case["outputs"])]
    model.compile(optimizer=optimizer_of(case), loss=losses_of, loss_weights=[output["weight"] for output in case["outputs"]])
    scaled = (rows.features - rows.constants["offset"]) * rows.constants["factor"] if nodes[0].kind == "scale" else rows.features

    def given(chosen, step, weights):
        drawn = draws_of(case, nodes, step, len(chosen))
        return {"x": [scaled[chosen], *drawn.values()], "y": [target[chosen] for target in rows.targets], "sample_weight": [one[chosen] for one in weights]}

    def now():
        return {name: np.asarray(variable.value) for name, variable in variables.items()}

    per_epoch = steps_per_epoch(case, len(rows.split[0]))
    rates, epoch_ended = schedule_of(case, per_epoch)
    history, losses, validation = [now()], [], []
    training_weights, plain_weights = row_weights(case, rows, True), row_weights(case, rows, False)
    for step, batch in enumerate(batches(case, rows.split[0])):
        model.optimizer.learning_rate = decayed(case["optimizer"], float(rates(step)), step)
        model.reset_metrics()
        losses.append(float(model.train_on_batch(**given(batch, step, training_weights), return_dict=True)["loss"]))
        track_unbiased(nodes, variables, history[-1], len(batch))
        history.append(now())
        if (step + 1) % per_epoch == 0:
            if len(rows.split[1]):
                model.reset_metrics()
                validation.append(float(model.test_on_batch(**given(rows.split[1], None, plain_weights), return_dict=True)["loss"]))
            sizes = [min(case["batch_size"], len(rows.split[0]) - at * case["batch_size"]) for at in range(per_epoch)]
            epoch_ended(validation[-1] if validation else np.average(losses[-per_epoch:], weights=sizes))
    return history, losses, validation
