"""One case as an engine IR, as initial parameters, and as a Keras model that takes its dropout masks as inputs."""

import math

import numpy as np

import philox


def nodes_of(case):
    """The case's layers with the node ids the compiler would give: dense_1, batch_norm_1, ..."""
    seen = {}
    for kind, settings in case["layers"]:
        seen[kind] = seen.get(kind, 0) + 1
        yield f"{kind}_{seen[kind]}", kind, settings


def ir_of(case, features, target):
    """The IR document of a case on `features` inputs."""
    operations = [{"kind": {"op": "input", "index": 0}, "inputs": [], "features": features, "node": "data_1"}]
    parameters, width = [], features

    def parameter(node, name, shape, role, initializer):
        full = f"{node}.{name}"
        parameters.append({"name": full, "shape": shape, "role": role, "initializer": initializer, "regularizer": {"l1": 0.0, "l2": 0.0}, "max_norm": None, "node": node})
        return full

    for node, kind, settings in nodes_of(case):
        operation = {"op": kind, **{key: value for key, value in settings.items() if kind in ("activation", "dropout")}}
        if kind == "activation":
            operation.setdefault("alpha", None)
        if kind == "scale":
            operation["method"] = "standardize"
            operation["offset"] = parameter(node, "offset", [width], "fitted", {"kind": "zeros"})
            operation["factor"] = parameter(node, "factor", [width], "fitted", {"kind": "ones"})
        if kind == "dense":
            shape = [width, settings["units"]]
            width = settings["units"]
            operation["weight"] = parameter(node, "weight", shape, "trainable", settings["initializer"])
            bias = settings["use_bias"]
            operation["bias"] = parameter(node, "bias", [width], "trainable", {"kind": "zeros"}) if bias else None
        if kind == "batch_norm":
            scale, center = settings["scale"], settings["center"]
            operation["gamma"] = parameter(node, "gamma", [width], "trainable", {"kind": "ones"}) if scale else None
            operation["beta"] = parameter(node, "beta", [width], "trainable", {"kind": "zeros"}) if center else None
            operation["mean"] = parameter(node, "mean", [width], "running", {"kind": "zeros"})
            operation["variance"] = parameter(node, "variance", [width], "running", {"kind": "ones"})
            operation |= {key: settings[key] for key in ("epsilon", "momentum", "running_variance")}
        operations.append({"kind": operation, "inputs": [len(operations) - 1], "features": width, "node": node})

    return {
        "version": 2,
        "inputs": [{"name": "features", "features": features, "node": "data_1"}],
        "targets": [target],
        "sample_weight": None,
        "parameters": parameters,
        "operations": operations,
        "losses": [{"function": {"kind": case["loss"]}, "value": len(operations) - 1, "target": 0, "weight": 1.0, "class_weights": {"kind": "none"}, "node": "output_1"}],
        "training": {
            "optimizer": case["optimizer"],
            **{key: case[key] for key in ("epochs", "batch_size", "validation_split", "seed")},
            "shuffle": True,
            "threads": 1,
            "statistics": True,
            "schedule": {"kind": "constant"},
            "clip_value": None,
            "clip_norm": None,
            "drop_last_batch": False,
            "split": "last",
            "early_stopping": None,
            "keep_best": False,
            "batch_norm_statistics": "moving",
            "evaluate_training": False,
        },
    }


def draw(parameter, seed):
    """A parameter's initial value, float32, from the stream of its name."""
    name, shape, initializer = parameter["name"], parameter["shape"], parameter["initializer"]
    fan_in, fan_out = shape[0], shape[-1]
    bounds = {"glorot_uniform": math.sqrt(6 / (fan_in + fan_out)), "he_uniform": math.sqrt(6 / fan_in)}
    deviations = {
        "glorot_normal": math.sqrt(2 / (fan_in + fan_out)),
        "he_normal": math.sqrt(2 / fan_in),
        "lecun_normal": math.sqrt(1 / fan_in),
    }
    match kind := initializer["kind"]:
        case "zeros" | "ones" | "constant":
            return np.full(shape, {"zeros": 0, "ones": 1}.get(kind, initializer.get("value")), dtype=np.float32)
        case "uniform":
            return philox.uniform(seed, name, shape, initializer["low"], initializer["high"])
        case "normal":
            return philox.normal(seed, name, shape, initializer["mean"], initializer["standard_deviation"])
        case _ if kind in bounds:
            return philox.uniform(seed, name, shape, -bounds[kind], bounds[kind])
        case _:
            return philox.normal(seed, name, shape, 0.0, deviations[kind])


def keras_model(case, features, initial):
    """A Keras model holding the initial parameters, and for each parameter name the Keras variable behind it.

    Its inputs are the rows and one mask for each dropout, in order; Scale is done by the caller. BatchNorm runs on batch statistics whenever the model is called with training=True.
    """
    import keras
    from keras import layers

    value = keras.Input((features,))
    inputs, variables = [value], {}
    for node, kind, settings in nodes_of(case):
        if kind == "dense":
            layer = layers.Dense(settings["units"], use_bias=settings["use_bias"])
            names = {"weight": "kernel", "bias": "bias"}
        elif kind == "batch_norm":
            layer = layers.BatchNormalization(**{key: settings[key] for key in ("epsilon", "momentum", "center", "scale")})
            names = {"gamma": "gamma", "beta": "beta", "mean": "moving_mean", "variance": "moving_variance"}
        elif kind == "activation":
            layer, names = layers.Activation(settings["function"]), {}
        elif kind == "dropout":
            inputs.append(keras.Input((value.shape[-1],)))
            value = layers.Multiply()([value, inputs[-1]])
            continue
        else:
            continue
        value = layer(value)
        for ours, theirs in names.items():
            if f"{node}.{ours}" in initial:
                variables[f"{node}.{ours}"] = getattr(layer, theirs)
                variables[f"{node}.{ours}"].assign(initial[f"{node}.{ours}"])
    return keras.Model(inputs, value), variables
