"""One update of one parameter in float64, by each optimizer's published formula. `step` counts from 0; the rate is the schedule's at it."""

import numpy as np


def updated(setup, rate, step, p, g, memory):
    """The parameter's new value; `memory` (a dictionary, empty at first) is what the optimizer keeps of it."""
    return FORMULAS[setup["kind"]](setup, rate, step, p, g, memory)


def decayed(setup, rate, step):
    """The rate with the optimizer's own decay."""
    return rate / (1 + setup.get("decay", setup.get("learning_rate_decay", 0.0)) * step)


def sgd(setup, rate, step, p, g, memory):
    rate = decayed(setup, rate, step)
    velocity = memory["velocity"] = setup["momentum"] * memory.get("velocity", 0.0) - rate * g
    return p + (setup["momentum"] * velocity - rate * g if setup["nesterov"] else velocity)


def moments(setup, g, memory):
    first = memory["first"] = setup["beta_1"] * memory.get("first", 0.0) + (1 - setup["beta_1"]) * g
    second = memory["second"] = setup["beta_2"] * memory.get("second", 0.0) + (1 - setup["beta_2"]) * g**2
    return first, second


def adam(setup, rate, step, p, g, memory):
    first, second = moments(setup, g, memory)
    mean, square = first / (1 - setup["beta_1"] ** (step + 1)), second / (1 - setup["beta_2"] ** (step + 1))
    return p - rate * mean / (np.sqrt(square) + setup["epsilon"])


def adam_w(setup, rate, step, p, g, memory):
    return adam(setup, rate, step, p * (1 - rate * setup["weight_decay"]), g, memory)


def nadam(setup, rate, step, p, g, memory):
    now, later = (setup["beta_1"] * (1 - 0.5 * 0.96 ** ((step + ahead) * setup["momentum_decay"])) for ahead in (1, 2))
    product = memory["product"] = memory.get("product", 1.0) * now
    first, second = moments(setup, g, memory)
    mean = later * first / (1 - product * later) + (1 - now) * g / (1 - product)
    return p - rate * mean / (np.sqrt(second / (1 - setup["beta_2"] ** (step + 1))) + setup["epsilon"])


def rms_prop(setup, rate, step, p, g, memory):
    square = memory["square"] = setup["rho"] * memory.get("square", 0.0) + (1 - setup["rho"]) * g**2
    mean = memory["mean"] = setup["rho"] * memory.get("mean", 0.0) + (1 - setup["rho"]) * g
    spread = np.sqrt(square - mean**2 if setup["centered"] else square) + setup["epsilon"]
    move = memory["move"] = setup["momentum"] * memory.get("move", 0.0) + g / spread
    return p - rate * move


def adagrad(setup, rate, step, p, g, memory):
    total = memory["total"] = memory.get("total", setup["initial_accumulator_value"]) + g**2
    return p - decayed(setup, rate, step) * g / (np.sqrt(total) + setup["epsilon"])


FORMULAS = {function.__name__: function for function in (sgd, adam, adam_w, nadam, rms_prop, adagrad)}
