"""Every loss, weights of rows and of classes, and networks with several outputs."""

from cases.words import activation, dense, output, sgd

TANH = [dense(8), activation("tanh")]

CASES = {
    "sparse_cross_entropy": {
        "layers": [*TANH, dense(6), activation("softmax")],
        "outputs": [output("relationship_index", "sparse_categorical_cross_entropy")],
        "columns": 5, "rows": 100, "seed": 31,
        "training": {"validation_split": 0.2},
    },
    "mean_absolute_error": {
        "layers": [*TANH, dense(1)],
        "outputs": [output("hours", "mean_absolute_error")],
        "optimizer": sgd(learning_rate=0.02, momentum=0.5),
        "columns": 5, "rows": 100, "seed": 32,
        "training": {"validation_split": 0.2},
    },
    # Errors on both sides of delta.
    "huber": {
        "layers": [*TANH, dense(1)],
        "outputs": [output("hours", "huber", delta=0.5)],
        "optimizer": sgd(learning_rate=0.05, momentum=0.5),
        "columns": 5, "rows": 100, "seed": 33,
        "training": {"validation_split": 0.2},
    },
    "sample_weights": {
        "layers": [*TANH, dense(1), activation("sigmoid")],
        "outputs": [output("income_single", "binary_cross_entropy")],
        "columns": 5, "rows": 95, "seed": 34, "sample_weight": True,
        "training": {"validation_split": 0.2},
    },
    "balanced_classes": {
        "layers": [*TANH, dense(2), activation("softmax")],
        "outputs": [output("income", "categorical_cross_entropy", class_weights={"kind": "balanced"})],
        "columns": 5, "rows": 100, "seed": 35,
        "training": {"validation_split": 0.2},
    },
    # Weights of classes, from an index, times weights of rows.
    "given_class_weights": {
        "layers": [*TANH, dense(6), activation("softmax")],
        "outputs": [output("relationship_index", "sparse_categorical_cross_entropy",
                           class_weights={"kind": "given", "weights": [0.5, 2.0, 1.0, 3.0, 1.5, 0.25]})],
        "columns": 5, "seed": 36, "sample_weight": True,
    },
    # Three outputs of a shared layer, one of them midway, each with its own target, loss and weight; classes weighted on one.
    "several_outputs": {
        "layers": [
            dense(9), activation("tanh"), dense(2), activation("softmax"),
            dense(7, after="activation_1"), activation("tanh"), dense(6), activation("softmax"),
            dense(1, after="activation_3"),
        ],
        "outputs": [
            output("income", "binary_cross_entropy", after="activation_2", weight=0.5, class_weights={"kind": "given", "weights": [0.75, 2.0]}),
            output("relationship", "categorical_cross_entropy", after="activation_4", weight=1.0),
            output("hours", "huber", after="dense_5", weight=2.5, delta=1.0),
        ],
        "optimizer": sgd(learning_rate=0.02, momentum=0.9, nesterov=True),
        "columns": 5, "rows": 100, "seed": 37, "sample_weight": True,
        "training": {"validation_split": 0.2},
    },
    # Penalties and a bound on the same network: L1 alone, L2 alone, both, and a max-norm that holds some units and not others.
    "penalties": {
        "layers": [
            dense(8, l1=0.01), activation("tanh"), dense(7, l2=0.02), activation("tanh"),
            dense(6, l1=0.005, l2=0.01, max_norm=1.0), activation("tanh"), dense(2, max_norm=0.8), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "columns": 5, "rows": 100, "seed": 38,
        "training": {"validation_split": 0.2},
    },
}
