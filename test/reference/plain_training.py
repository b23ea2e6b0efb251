"""The same steps taken once more in float64 from the written definitions: how far rounding alone can part two runs."""

import math

import jax
import numpy as np

from graph import batches, draws_of, nodes_of, read_by, steps_per_epoch
from plain_network import accuracy_of, forward, loss_of, penalty_of
from plain_optimizers import decayed, updated
from table import row_weights


class Rates:
    """The learning rate of every step by the formula of the case's schedule; told each epoch's watched loss."""

    def __init__(self, case, per_epoch):
        self.schedule, self.base, self.per_epoch = case["training"]["schedule"], case["optimizer"]["learning_rate"], per_epoch
        self.total = per_epoch * case["epochs"]
        self.best, self.waited, self.reduced = math.inf, 0, self.base

    def at(self, step):
        schedule, epoch = self.schedule, step // self.per_epoch
        match schedule["kind"]:
            case "constant":
                return self.base
            case "inverse_time":
                return self.base / (1 + schedule["rate"] * step)
            case "step":
                return self.base * schedule["factor"] ** (epoch // schedule["epochs"])
            case "exponential":
                return self.base * schedule["factor"] ** epoch
            case "cosine":
                return self.base * self.cosine(step)
            case "one_cycle":
                return self.one_cycle(step)
            case "reduce_on_plateau":
                return self.reduced

    def cosine(self, step):
        warm, least = self.schedule["warmup_epochs"] * self.per_epoch, self.schedule["final_fraction"]
        if step < warm:
            return step / warm
        return least + (1 - least) * 0.5 * (1 + math.cos(math.pi * (step - warm) / (self.total - warm)))

    def one_cycle(self, step):
        first = self.base / self.schedule["initial_divisor"]
        last, peak = first / self.schedule["final_divisor"], self.schedule["rising_share"] * self.total - 1

        def between(start, end, share):
            return end + (start - end) / 2 * (1 + math.cos(math.pi * share))

        return between(first, self.base, step / peak) if step <= peak else between(self.base, last, (step - peak) / (self.total - 1 - peak))

    def epoch_ended(self, watched):
        if self.schedule["kind"] != "reduce_on_plateau":
            return
        self.waited += 1
        if watched < self.best - self.schedule["minimum_delta"]:
            self.best, self.waited = watched, 0
        if self.waited >= self.schedule["patience"]:
            self.reduced, self.waited = max(self.reduced * self.schedule["factor"], self.schedule["minimum_learning_rate"]), 0


def clipped(training, gradients):
    """Every gradient held by value, then all together by norm."""
    if (most := training["clip_value"]) is not None:
        gradients = {name: np.clip(gradient, -most, most) for name, gradient in gradients.items()}
    if (most := training["clip_norm"]) is not None:
        norm = math.sqrt(sum((gradient**2).sum() for gradient in gradients.values()))
        gradients = {name: gradient * min(1, most / norm) for name, gradient in gradients.items()}
    return gradients


def held_to_norm(nodes, trained):
    """Max-norm, in place: no unit's incoming weights longer than their bound."""
    for node in nodes:
        if node.kind == "dense" and (most := node.settings["max_norm"]) is not None:
            norms = np.sqrt((trained[f"{node.name}.weight"] ** 2).sum(0))
            trained[f"{node.name}.weight"] = trained[f"{node.name}.weight"] * np.minimum(1, most / np.maximum(norms, 1e-30))


def moved_running(nodes, running, values):
    """Running statistics of every BatchNorm after a batch."""
    moved = dict(running)
    for node in nodes:
        if node.kind == "batch_norm":
            z, kept = np.asarray(values[node.inputs[0]]), node.settings["momentum"]
            correction = len(z) / (len(z) - 1) if node.settings["running_variance"] == "unbiased" else 1
            for name, of_batch in (("mean", z.mean(0)), ("variance", correction * z.var(0))):
                moved[f"{node.name}.{name}"] = kept * running[f"{node.name}.{name}"] + (1 - kept) * of_batch
    return moved


def train(case, rows, initial, fitted):
    """Float64 parameters by name before the run and after every step, and by figure ("losses", "accuracies" of the first
    output, "rates") each step's, with "validation": the loss and first output's accuracy of every epoch."""
    nodes = nodes_of(case, rows.features.shape[1])
    wide = {name: value.astype(np.float64) for name, value in (initial | fitted).items()}
    running = {name: value for name, value in wide.items() if name.endswith((".mean", ".variance"))}
    trained = {name: value for name, value in wide.items() if name not in running and name not in fitted}
    constants = {name: wide[name] for name in fitted}
    features, targets = rows.features.astype(np.float64), [target.astype(np.float64) for target in rows.targets]
    training_weights, plain_weights = row_weights(case, rows, True), row_weights(case, rows, False)

    @jax.jit
    def gradients_of(trained, batch, draws, targets, weights):
        def loss(trained):
            values = forward(nodes, trained | constants, batch, draws)
            return loss_of(case, nodes, values, targets, weights) + penalty_of(nodes, trained), values

        return jax.value_and_grad(loss, has_aux=True)(trained)

    def accuracy(values, chosen):
        output = case["outputs"][0]
        return accuracy_of(output, rows.declared[0], np.asarray(values[read_by(output, nodes)]), targets[0][chosen])

    def validated():
        held = rows.split[1]
        values = forward(nodes, trained | running | constants, features[held], draws_of(case, nodes, None, len(held)), running=True)
        loss = loss_of(case, nodes, values, [target[held] for target in targets], [weights[held] for weights in plain_weights])
        return [float(loss + penalty_of(nodes, trained)), accuracy(values, held)]

    per_epoch = steps_per_epoch(case, len(rows.split[0]))
    rates, memory = Rates(case, per_epoch), {name: {} for name in trained}
    history, figures = [trained | running], {"losses": [], "accuracies": [], "rates": [], "validation": [], "rows": []}
    for step, batch in enumerate(batches(case, rows.split[0])):
        chosen = ([target[batch] for target in targets], [weights[batch] for weights in training_weights])
        (loss, values), gradients = gradients_of(trained, features[batch], draws_of(case, nodes, step, len(batch)), *chosen)
        gradients = clipped(case["training"], {name: np.asarray(gradient) for name, gradient in gradients.items()})
        rate = rates.at(step)
        trained = {name: updated(case["optimizer"], rate, step, p, gradients[name], memory[name]) for name, p in trained.items()}
        held_to_norm(nodes, trained)
        running = moved_running(nodes, running, values)
        history.append(trained | running)
        for figure, value in (("losses", float(loss)), ("accuracies", accuracy(values, batch)), ("rates", decayed(case["optimizer"], rate, step)), ("rows", len(batch))):
            figures[figure].append(value)
        if (step + 1) % per_epoch == 0:
            if len(rows.split[1]):
                figures["validation"].append(validated())
            epoch = slice(step + 1 - per_epoch, step + 1)
            watched = figures["validation"][-1][0] if len(rows.split[1]) else np.average(figures["losses"][epoch], weights=figures["rows"][epoch])
            rates.epoch_ended(watched)
    return history, figures
