"""The words a case is written in: layers, outputs, optimizers, and what a case means where it says nothing."""

SMALL_UNIFORM = {"kind": "uniform", "low": -0.05, "high": 0.05}
GLOROT = {"kind": "glorot_uniform"}
# Small enough to vanish in every framework's formula, wherever it puts its epsilon.
VANISHING = 1e-30


def scale():
    return ("scale", {})


def dense(units, initializer=GLOROT, use_bias=True, l1=0.0, l2=0.0, max_norm=None, after=None):
    return ("dense", {"units": units, "initializer": initializer, "use_bias": use_bias, "l1": l1, "l2": l2, "max_norm": max_norm, "after": after})


def batch_norm(epsilon=1e-3, momentum=0.99, center=True, scale=True, running_variance="biased"):
    settings = {"epsilon": epsilon, "momentum": momentum, "center": center, "scale": scale}
    return ("batch_norm", {**settings, "running_variance": running_variance})


def layer_norm(epsilon=1e-3, center=True, scale=True, after=None):
    return ("layer_norm", {"epsilon": epsilon, "center": center, "scale": scale, "after": after})


def activation(function, alpha=None, after=None):
    return ("activation", {"function": function, "alpha": alpha, "after": after})


def dropout(rate):
    return ("dropout", {"rate": rate})


def gaussian_noise(standard_deviation, after=None):
    return ("gaussian_noise", {"standard_deviation": standard_deviation, "after": after})


def merge(kind, *after):
    """`add`, `multiply` or `concat` of the nodes named."""
    return (kind, {"after": list(after)})


def block(units, function, rate, initializer=SMALL_UNIFORM):
    return [dense(units, initializer), batch_norm(), activation(function), dropout(rate)]


def output(problem, loss, after=None, weight=1.0, class_weights=None, **settings):
    """A loss on the last layer (or the one named) against one of table.PROBLEMS."""
    function = {"kind": loss, **settings}
    return {"problem": problem, "function": function, "after": after, "weight": weight, "class_weights": class_weights or {"kind": "none"}}


def sgd(learning_rate=0.1, decay=0.0, momentum=0.0, nesterov=False):
    return {"kind": "sgd", "learning_rate": learning_rate, "decay": decay, "momentum": momentum, "nesterov": nesterov}


def case_of(name, said):
    """The case with everything it leaves open. Ten steps an epoch, five epochs, unless it says otherwise."""
    case = {
        "name": name, "optimizer": sgd(momentum=0.9, nesterov=True), "rows": 80, "columns": None, "batch_size": 8, "epochs": 5, "seed": 11,
        "sample_weight": False, "training": {}, "frameworks": ("keras", "torch"), **said,
    }
    case["training"] = {"validation_split": 0.0, "schedule": {"kind": "constant"}, "clip_value": None, "clip_norm": None,
                        "drop_last_batch": False, "split": "last", **case["training"]}
    return case
