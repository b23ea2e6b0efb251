"""Every layer, every activation and every way branches join, each beside others in one small network."""

from cases.words import GLOROT, activation, batch_norm, dense, dropout, gaussian_noise, layer_norm, merge, output, sgd

NESTEROV = sgd(momentum=0.9, nesterov=True)


def branches(*activations, units=4):
    """Branches Dense -> activation on the rows, side by side."""
    layers = []
    for at, (function, alpha) in enumerate(activations, start=1):
        # Wide enough to reach the bends and the flat parts of each function.
        layers += [dense(units, {"kind": "uniform", "low": -1.5, "high": 1.5}, after="data_1"), activation(function, alpha)]
    return [*layers, merge("concat", *(f"activation_{at}" for at in range(1, len(activations) + 1)))]


CASES = {
    # Activations that bend at 0, with the slopes of PyTorch, of Keras' layer, and others.
    "bent_activations": {
        "layers": [
            *branches(("leaky_relu", 0.01), ("leaky_relu", 0.3), ("elu", 1.0), ("elu", 0.5), ("selu", None), ("relu", None)),
            dense(2), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "columns": 5, "seed": 21,
        "optimizer": sgd(learning_rate=0.05, momentum=0.9, nesterov=True),
        "training": {"validation_split": 0.2},
        "rows": 100,
    },
    "smooth_activations": {
        "layers": [
            *branches(("gelu", None), ("gelu_tanh", None), ("swish", None), ("softplus", None), ("softsign", None), ("hard_sigmoid", None), units=3),
            dense(2), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "columns": 5, "seed": 22,
        "optimizer": sgd(learning_rate=0.05, momentum=0.9, nesterov=True),
        "training": {"validation_split": 0.2},
        "rows": 100,
    },
    # LayerNorm with both its parameters, with one and with none, at Keras' and PyTorch's epsilon; a last batch of 3.
    "layer_norm": {
        "layers": [
            dense(13), layer_norm(), activation("tanh"),
            dense(9), layer_norm(epsilon=1e-5, center=False), activation("sigmoid"),
            dense(7), layer_norm(epsilon=1e-5, scale=False), activation("tanh"), dropout(0.2),
            dense(5), layer_norm(center=False, scale=False),
            dense(2), activation("softmax"),
        ],
        "outputs": [output("income", "binary_cross_entropy")],
        "optimizer": NESTEROV,
        "columns": 6, "rows": 75, "seed": 23,
    },
    # Noise on the rows, in the middle and under a BatchNorm, and dropout beside it.
    "gaussian_noise": {
        "layers": [
            gaussian_noise(0.1), dense(11), gaussian_noise(0.5), activation("tanh"), dropout(0.3),
            dense(7, use_bias=False), gaussian_noise(1.0), batch_norm(), activation("tanh"), dense(2), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "optimizer": NESTEROV,
        "columns": 5, "rows": 100, "seed": 24,
        "training": {"validation_split": 0.2},
    },
    # Values read several times: a residual block, a gate, three branches added, and a concatenation of what was already joined.
    "residual": {
        "layers": [
            dense(8), activation("tanh"),
            dense(8), activation("relu"), merge("add", "activation_1", "activation_2"),
            dense(8), activation("sigmoid"), merge("multiply", "add_1", "activation_3"),
            dense(8, after="data_1"), merge("add", "multiply_1", "dense_4", "activation_1"), layer_norm(),
            merge("concat", "layer_norm_1", "data_1", "activation_3"), dense(2, GLOROT), activation("softmax"),
        ],
        "outputs": [output("income", "categorical_cross_entropy")],
        "optimizer": sgd(learning_rate=0.05, momentum=0.9, nesterov=True),
        "columns": 5, "rows": 100, "seed": 25,
        "training": {"validation_split": 0.2},
    },
    # A product of three, a value added to itself, and weights that start at 0 and at 1.
    "products": {
        "layers": [
            dense(5, {"kind": "ones"}), activation("tanh"), dense(5, after="data_1"), dense(5, {"kind": "lecun_normal"}, after="data_1"),
            merge("multiply", "activation_1", "dense_2", "dense_3"), merge("add", "multiply_1", "multiply_1"),
            dense(6, {"kind": "he_normal"}), activation("softplus"), dense(1, {"kind": "zeros"}),
        ],
        "outputs": [output("hours", "mean_squared_error")],
        "optimizer": sgd(learning_rate=0.01, momentum=0.5),
        "columns": 5, "seed": 26,
    },
}
