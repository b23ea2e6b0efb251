"""Every optimizer: with constants under which every framework means the same (`_everywhere`), and with PyTorch's own.

Networks without relu, and no bias under a BatchNorm: where a gradient is nothing but rounding, these optimizers would make
whole steps of it.
"""

from cases.words import VANISHING, activation, dense, layer_norm, output, sgd


def case(seed, **optimizer):
    return {
        "layers": [dense(9), layer_norm(), activation("tanh"), dense(6), activation("sigmoid"), dense(2), activation("softmax")],
        "outputs": [output("income", "categorical_cross_entropy")],
        "optimizer": optimizer,
        "columns": 5, "seed": seed,
    }


BETAS = {"beta_1": 0.9, "beta_2": 0.999}

CASES = {
    "sgd_nesterov_decay": case(41, **sgd(learning_rate=0.05, decay=0.05, momentum=0.9, nesterov=True)),
    "adam_everywhere": case(42, kind="adam", learning_rate=0.01, epsilon=VANISHING, **BETAS),
    "adam_large_epsilon": case(43, kind="adam", learning_rate=0.01, beta_1=0.8, beta_2=0.9, epsilon=1e-2),
    "adam_w": case(44, kind="adam_w", learning_rate=0.01, epsilon=1e-8, weight_decay=0.1, **BETAS),
    "adam_w_everywhere": case(45, kind="adam_w", learning_rate=0.01, epsilon=VANISHING, weight_decay=0.05, **BETAS),
    "nadam": case(46, kind="nadam", learning_rate=0.005, epsilon=1e-8, momentum_decay=0.004, **BETAS),
    "nadam_everywhere": case(47, kind="nadam", learning_rate=0.005, epsilon=VANISHING, momentum_decay=1.0, **BETAS),
    "rms_prop": case(48, kind="rms_prop", learning_rate=0.005, rho=0.99, epsilon=1e-8, momentum=0.0, centered=False),
    "rms_prop_momentum": case(49, kind="rms_prop", learning_rate=0.002, rho=0.9, epsilon=VANISHING, momentum=0.8, centered=False),
    "rms_prop_centered": case(50, kind="rms_prop", learning_rate=0.005, rho=0.95, epsilon=1e-3, momentum=0.5, centered=True),
    "adagrad": case(51, kind="adagrad", learning_rate=0.05, learning_rate_decay=0.02, initial_accumulator_value=0.0, epsilon=1e-10),
    "adagrad_everywhere": case(52, kind="adagrad", learning_rate=0.1, learning_rate_decay=0.0, initial_accumulator_value=0.1, epsilon=VANISHING),
}
