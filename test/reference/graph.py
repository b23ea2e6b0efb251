"""A case as nodes, as the engine IR, and as the numbers its run draws: initial parameters, splits, batches, masks, noise."""

import math
from dataclasses import dataclass

import numpy as np

import philox

DATA = "data_1"
MERGES = ("add", "multiply", "concat")


@dataclass
class Node:
    """A layer with the id the compiler would give it (dense_1, batch_norm_1, ...), the nodes it reads and its features."""

    name: str
    kind: str
    settings: dict
    inputs: list
    features_in: int
    features: int


def nodes_of(case, features):
    """The case's nodes in order, on rows of `features` columns."""
    seen, widths, previous = {}, {DATA: features}, DATA
    nodes = []
    for kind, settings in case["layers"]:
        seen[kind] = seen.get(kind, 0) + 1
        after = settings.get("after") or previous
        inputs = [after] if isinstance(after, str) else after
        width = widths[inputs[0]] if kind != "concat" else sum(widths[name] for name in inputs)
        node = Node(f"{kind}_{seen[kind]}", kind, settings, inputs, width, settings.get("units", width))
        widths[node.name], previous = node.features, node.name
        nodes.append(node)
    return nodes


def read_by(output, nodes):
    """Name of the node whose value an output takes."""
    return output["after"] or nodes[-1].name


def parameters_of(node):
    """What a node holds: for each own name its shape, role, initialiser, penalty and bound."""
    settings, width = node.settings, node.features
    plain = {"regularizer": {"l1": 0.0, "l2": 0.0}, "max_norm": None}
    trainable, ones, zeros = {"role": "trainable", **plain}, {"kind": "ones"}, {"kind": "zeros"}
    held = {}
    if node.kind == "scale":
        held["offset"] = {"shape": [width], "role": "fitted", "initializer": zeros, **plain}
        held["factor"] = {"shape": [width], "role": "fitted", "initializer": ones, **plain}
    if node.kind == "dense":
        penalty = {"regularizer": {"l1": settings["l1"], "l2": settings["l2"]}, "max_norm": settings["max_norm"]}
        held["weight"] = {"shape": [node.features_in, width], "initializer": settings["initializer"], **trainable, **penalty}
        if settings["use_bias"]:
            held["bias"] = {"shape": [width], "initializer": zeros, **trainable}
    if node.kind in ("batch_norm", "layer_norm"):
        if settings["scale"]:
            held["gamma"] = {"shape": [width], "initializer": ones, **trainable}
        if settings["center"]:
            held["beta"] = {"shape": [width], "initializer": zeros, **trainable}
    if node.kind == "batch_norm":
        held["mean"] = {"shape": [width], "role": "running", "initializer": zeros, **plain}
        held["variance"] = {"shape": [width], "role": "running", "initializer": ones, **plain}
    return held


# Parameters each operation names, there or not.
NAMED = {"scale": ["offset", "factor"], "dense": ["weight", "bias"], "batch_norm": ["gamma", "beta", "mean", "variance"], "layer_norm": ["gamma", "beta"]}
# Settings that an operation carries as they are.
CARRIED = {
    "batch_norm": ["epsilon", "momentum", "running_variance"], "layer_norm": ["epsilon"], "activation": ["function", "alpha"],
    "dropout": ["rate"], "gaussian_noise": ["standard_deviation"],
}


def ir_of(case, features, targets):
    """The IR document of a case on `features` inputs and the targets declared."""
    nodes = nodes_of(case, features)
    operations = [{"kind": {"op": "input", "index": 0}, "inputs": [], "features": features, "node": DATA}]
    parameters, places = [], {DATA: 0}
    for node in nodes:
        held = parameters_of(node)
        parameters += [{"name": f"{node.name}.{own}", "node": node.name, **declared} for own, declared in held.items()]
        kind = {"op": node.kind, **{key: node.settings[key] for key in CARRIED.get(node.kind, [])}}
        kind |= {own: f"{node.name}.{own}" if own in held else None for own in NAMED.get(node.kind, [])}
        if node.kind == "scale":
            kind["method"] = "standardize"
        places[node.name] = len(operations)
        operations.append({"kind": kind, "inputs": [places[name] for name in node.inputs], "features": node.features, "node": node.name})
    losses = [
        {"function": output["function"], "value": places[read_by(output, nodes)], "target": at, "weight": output["weight"],
         "class_weights": output["class_weights"], "node": f"output_{at + 1}"}
        for at, output in enumerate(case["outputs"])
    ]
    return {
        "version": 2,
        "inputs": [{"name": "features", "features": features, "node": DATA}],
        "targets": targets,
        "sample_weight": "weight" if case["sample_weight"] else None,
        "parameters": parameters,
        "operations": operations,
        "losses": losses,
        "training": {
            "optimizer": case["optimizer"], **{key: case[key] for key in ("epochs", "batch_size", "seed")}, "shuffle": True, "threads": 1,
            "statistics": True, "early_stopping": None, "keep_best": False, "batch_norm_statistics": "moving", "evaluate_training": False,
            **case["training"],
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


def draws_of(case, nodes, step, rows):
    """By node name the dropout masks and noise of a batch; masks of one and no noise when `step` is None (inference)."""
    drawn = {}
    for node in nodes:
        shape = (rows, node.features)
        if node.kind == "dropout":
            drawn[node.name] = np.ones(shape, np.float32) if step is None else philox.dropout_mask(case["seed"], node.name, step, shape, node.settings["rate"])
        if node.kind == "gaussian_noise":
            deviation = node.settings["standard_deviation"]
            drawn[node.name] = np.zeros(shape, np.float32) if step is None else philox.normal(case["seed"], f"noise/{node.name}", shape, 0.0, deviation, step)
    return drawn


def steps_per_epoch(case, training_rows):
    whole, rest = divmod(training_rows, case["batch_size"])
    return whole + (rest > 0 and not case["training"]["drop_last_batch"])


def batches(case, training):
    """Row numbers of every batch of the run; `training` are the numbers of the rows that train."""
    size = case["batch_size"]
    for epoch in range(case["epochs"]):
        order = training[philox.shuffled(case["seed"], "shuffle", epoch, len(training))]
        yield from (order[at * size : (at + 1) * size] for at in range(steps_per_epoch(case, len(training))))
