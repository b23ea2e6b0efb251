"""Whole networks as people draw them: the sample of the application, and one of each common sort."""

from cases.words import GLOROT, SMALL_UNIFORM, activation, batch_norm, block, dense, dropout, output, scale, sgd

CASES = {
    # The sample of the application: two blocks of 64 and a normalized two-way softmax, inputs standardised inside.
    "reference_network": {
        "layers": [scale(), *block(64, "tanh", 0.5), *block(64, "tanh", 0.5), dense(2, SMALL_UNIFORM), batch_norm(), activation("softmax")],
        "outputs": [output("income", "binary_cross_entropy")],
        "optimizer": sgd(decay=1e-6, momentum=0.9, nesterov=True),
        "rows": 500, "batch_size": 16, "epochs": 2, "seed": 1,
        "training": {"validation_split": 0.2},
    },
    # Bias-free under BatchNorm: a bias there has no gradient, and Adam would blow its rounding noise up to full steps.
    "adam": {
        "layers": [
            dense(33, GLOROT, use_bias=False), batch_norm(), activation("tanh"),
            dense(17, {"kind": "he_normal"}), activation("relu"), dropout(0.25),
            dense(2, {"kind": "glorot_normal"}), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "optimizer": {"kind": "adam", "learning_rate": 0.002, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8},
        "rows": 400, "batch_size": 16, "epochs": 2, "seed": 2,
    },
    # Classical momentum, and a decay strong enough to be seen. No BatchNorm anywhere.
    "momentum_decay": {
        "layers": [dense(31, {"kind": "lecun_normal"}), activation("tanh"), dense(2, GLOROT), activation("softmax")],
        "outputs": [output("income", "binary_cross_entropy")],
        "optimizer": sgd(learning_rate=0.05, decay=0.02, momentum=0.8),
        "rows": 500, "batch_size": 16, "epochs": 2, "seed": 3,
        "training": {"validation_split": 0.2},
    },
    # One sigmoid unit, plain gradient descent, a last batch of 8 rows.
    "single_unit": {
        "layers": [dense(24, {"kind": "normal", "mean": 0.0, "standard_deviation": 0.2}), activation("sigmoid"), dropout(0.3),
                   dense(1, {"kind": "constant", "value": 0.1}), activation("sigmoid")],
        "outputs": [output("income_single", "binary_cross_entropy")],
        "optimizer": sgd(learning_rate=0.2),
        "rows": 190, "batch_size": 16, "epochs": 5, "seed": 4,
        "training": {"validation_split": 0.2},
    },
    # Regression through relu, batches of odd size, a last batch of 5 rows.
    "regression": {
        "layers": [dense(19, {"kind": "he_uniform"}), activation("relu"), dense(9, {"kind": "he_uniform"}), batch_norm(),
                   activation("relu"), dense(1, GLOROT), activation("linear")],
        "outputs": [output("hours", "mean_squared_error")],
        "optimizer": sgd(learning_rate=0.01, decay=1e-6, momentum=0.9, nesterov=True),
        "rows": 153, "batch_size": 13, "epochs": 5, "seed": 5,
        "training": {"validation_split": 0.2},
    },
    # Six classes; each epoch ends with a batch of one row, as the sample's do, on which BatchNorm has no variance.
    "six_classes": {
        "layers": [*block(40, "tanh", 0.2, {"kind": "glorot_normal"}), dense(6, SMALL_UNIFORM), activation("softmax")],
        "outputs": [output("relationship", "categorical_cross_entropy")],
        "optimizer": sgd(learning_rate=0.05, decay=1e-6, momentum=0.9, nesterov=True),
        "rows": 145, "batch_size": 16, "epochs": 5, "seed": 6,
        # PyTorch refuses a batch of one row under BatchNorm.
        "frameworks": ("keras",),
    },
    # Bias-free too. BatchNorm without scale, without center, and with PyTorch's constants and unbiased running variance; last batch of 5.
    "batch_norm_options": {
        "layers": [
            dense(21, GLOROT, use_bias=False), batch_norm(scale=False), activation("tanh"),
            dense(16, GLOROT, use_bias=False), batch_norm(center=False, running_variance="unbiased"), activation("sigmoid"),
            dense(2, GLOROT, use_bias=False), batch_norm(epsilon=1e-5, momentum=0.9, center=False, scale=False, running_variance="unbiased"), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "optimizer": sgd(decay=1e-6, momentum=0.9, nesterov=True),
        "rows": 122, "batch_size": 13, "epochs": 5, "seed": 7,
    },
}
