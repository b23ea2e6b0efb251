"""The training runs the trainer is compared on. Each is 50 steps; together they cover every operation and option of the IR.

A case: `layers` from input to output (each a kind and its settings), `loss`, `optimizer`, `batch_size`, `epochs`, the
`rows` of the table used (the last `validation_split` of them validate), and `problem`, which says what is predicted.
"""

SMALL_UNIFORM = {"kind": "uniform", "low": -0.05, "high": 0.05}
GLOROT = {"kind": "glorot_uniform"}


def scale():
    return ("scale", {})


def dense(units, initializer=SMALL_UNIFORM, use_bias=True):
    return ("dense", {"units": units, "initializer": initializer, "use_bias": use_bias})


def batch_norm(epsilon=1e-3, momentum=0.99, center=True, scale=True, running_variance="biased"):
    settings = {"epsilon": epsilon, "momentum": momentum, "center": center, "scale": scale}
    return ("batch_norm", {**settings, "running_variance": running_variance})


def activation(function):
    return ("activation", {"function": function})


def dropout(rate):
    return ("dropout", {"rate": rate})


def sgd(learning_rate=0.1, decay=1e-6, momentum=0.9, nesterov=True):
    return {"kind": "sgd", "learning_rate": learning_rate, "decay": decay, "momentum": momentum, "nesterov": nesterov}


def block(units, function, rate, initializer=SMALL_UNIFORM):
    return [dense(units, initializer), batch_norm(), activation(function), dropout(rate)]


CASES = {
    # The sample of the application: two blocks of 64 and a normalized two-way softmax, inputs standardised inside.
    "reference_network": {
        "layers": [scale(), *block(64, "tanh", 0.5), *block(64, "tanh", 0.5), dense(2), batch_norm(), activation("softmax")],
        "loss": "binary_cross_entropy",
        "optimizer": sgd(),
        "problem": "income",
        "rows": 500, "validation_split": 0.2, "batch_size": 16, "epochs": 2, "seed": 1,
    },
    # Bias-free under BatchNorm: a bias there has no gradient, and Adam would blow its rounding noise up to full steps.
    "adam": {
        "layers": [
            dense(33, GLOROT, use_bias=False), batch_norm(), activation("tanh"),
            dense(17, {"kind": "he_normal"}), activation("relu"), dropout(0.25),
            dense(2, {"kind": "glorot_normal"}), activation("softmax"),
        ],
        "loss": "categorical_cross_entropy",
        "optimizer": {"kind": "adam", "learning_rate": 0.002, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
        "problem": "income",
        "rows": 400, "validation_split": 0.0, "batch_size": 16, "epochs": 2, "seed": 2,
    },
    # Classical momentum, and a decay strong enough to be seen. No BatchNorm anywhere.
    "momentum_decay": {
        "layers": [dense(31, {"kind": "lecun_normal"}), activation("tanh"), dense(2, GLOROT), activation("softmax")],
        "loss": "binary_cross_entropy",
        "optimizer": sgd(learning_rate=0.05, decay=0.02, momentum=0.8, nesterov=False),
        "problem": "income",
        "rows": 500, "validation_split": 0.2, "batch_size": 16, "epochs": 2, "seed": 3,
    },
    # One sigmoid unit, plain gradient descent, a last batch of 8 rows.
    "single_unit": {
        "layers": [dense(24, {"kind": "normal", "mean": 0.0, "standard_deviation": 0.2}), activation("sigmoid"), dropout(0.3),
                   dense(1, {"kind": "constant", "value": 0.1}), activation("sigmoid")],
        "loss": "binary_cross_entropy",
        "optimizer": sgd(learning_rate=0.2, decay=0.0, momentum=0.0, nesterov=False),
        "problem": "income_single",
        "rows": 190, "validation_split": 0.2, "batch_size": 16, "epochs": 5, "seed": 4,
    },
    # Regression through relu, batches of odd size, a last batch of 5 rows.
    "regression": {
        "layers": [dense(19, {"kind": "he_uniform"}), activation("relu"), dense(9, {"kind": "he_uniform"}), batch_norm(),
                   activation("relu"), dense(1, GLOROT), activation("linear")],
        "loss": "mean_squared_error",
        "optimizer": sgd(learning_rate=0.01),
        "problem": "hours",
        "rows": 153, "validation_split": 0.2, "batch_size": 13, "epochs": 5, "seed": 5,
    },
    # Six classes; each epoch ends with a batch of one row, as the sample's do, on which BatchNorm has no variance.
    "six_classes": {
        "layers": [*block(40, "tanh", 0.2, {"kind": "glorot_normal"}), dense(6), activation("softmax")],
        "loss": "categorical_cross_entropy",
        "optimizer": sgd(learning_rate=0.05),
        "problem": "relationship",
        "rows": 145, "validation_split": 0.0, "batch_size": 16, "epochs": 5, "seed": 6,
    },
    # Bias-free too. BatchNorm without scale, without center, and with PyTorch's constants and unbiased running variance; last batch of 5.
    "batch_norm_options": {
        "layers": [
            dense(21, GLOROT, use_bias=False), batch_norm(scale=False), activation("tanh"),
            dense(16, GLOROT, use_bias=False), batch_norm(center=False, running_variance="unbiased"), activation("sigmoid"),
            dense(2, GLOROT, use_bias=False), batch_norm(epsilon=1e-5, momentum=0.9, center=False, scale=False, running_variance="unbiased"), activation("softmax"),
        ],
        "loss": "categorical_cross_entropy",
        "optimizer": sgd(),
        "problem": "income",
        "rows": 122, "validation_split": 0.0, "batch_size": 13, "epochs": 5, "seed": 7,
    },
}
