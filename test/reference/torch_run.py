"""A case trained by PyTorch, float32, on one thread: torch.nn.functional's layers and losses, torch.optim's optimizers and
schedules, torch.nn.utils' clipping."""

import math

import numpy as np
import torch
from torch.nn import functional

from graph import DATA, batches, draws_of, nodes_of, read_by, steps_per_epoch
from table import row_weights

torch.set_num_threads(1)
FUNCTIONS = {
    "linear": lambda z, alpha: z, "tanh": lambda z, alpha: torch.tanh(z), "sigmoid": lambda z, alpha: torch.sigmoid(z),
    "relu": lambda z, alpha: functional.relu(z), "leaky_relu": functional.leaky_relu, "elu": functional.elu,
    "selu": lambda z, alpha: functional.selu(z), "gelu": lambda z, alpha: functional.gelu(z), "gelu_tanh": lambda z, alpha: functional.gelu(z, approximate="tanh"),
    "swish": lambda z, alpha: functional.silu(z), "softplus": lambda z, alpha: functional.softplus(z), "softsign": lambda z, alpha: functional.softsign(z),
    "hard_sigmoid": lambda z, alpha: functional.hardsigmoid(z), "softmax": lambda z, alpha: functional.softmax(z, dim=1),
}


def can_say(case):
    return "torch" in case["frameworks"]


def value_of(node, read, own, drawn, training):
    z, settings = read[0], node.settings
    match node.kind:
        case "scale":
            return (z - own["offset"]) * own["factor"]
        case "dense":
            return functional.linear(z, own["weight"].T, own.get("bias"))
        case "batch_norm":
            running = own["mean"], own["variance"]
            return functional.batch_norm(z, *running, own.get("gamma"), own.get("beta"), training, 1 - settings["momentum"], settings["epsilon"])
        case "layer_norm":
            return functional.layer_norm(z, (node.features,), own.get("gamma"), own.get("beta"), settings["epsilon"])
        case "activation":
            return FUNCTIONS[settings["function"]](z, settings["alpha"])
        case "dropout":
            return z * drawn
        case "gaussian_noise":
            return z + drawn
        case "add":
            return sum(read)
        case "multiply":
            return math.prod(read)
        case "concat":
            return torch.cat(read, dim=1)


def row_losses(function, prediction, target):
    match function["kind"]:
        case "binary_cross_entropy":
            return functional.binary_cross_entropy(prediction, target, reduction="none").mean(1)
        case "categorical_cross_entropy":
            return functional.nll_loss(torch.log(prediction), target.argmax(1), reduction="none")
        case "sparse_categorical_cross_entropy":
            return functional.nll_loss(torch.log(prediction), target[:, 0].long(), reduction="none")
        case "mean_squared_error":
            return functional.mse_loss(prediction, target, reduction="none").mean(1)
        case "mean_absolute_error":
            return functional.l1_loss(prediction, target, reduction="none").mean(1)
        case "huber":
            return functional.huber_loss(prediction, target, reduction="none", delta=function["delta"]).mean(1)


def optimizer_of(setup, parameters, rate):
    betas = {"betas": (setup["beta_1"], setup["beta_2"])} if "beta_1" in setup else {}
    given = {"params": parameters, "lr": rate, **betas} | ({"eps": setup["epsilon"]} if "epsilon" in setup else {})
    match setup["kind"]:
        case "sgd":
            return torch.optim.SGD(momentum=setup["momentum"], nesterov=setup["nesterov"], **given)
        case "adam":
            return torch.optim.Adam(**given)
        case "adam_w":
            return torch.optim.AdamW(weight_decay=setup["weight_decay"], **given)
        case "nadam":
            return torch.optim.NAdam(momentum_decay=setup["momentum_decay"], **given)
        case "rms_prop":
            return torch.optim.RMSprop(alpha=setup["rho"], momentum=setup["momentum"], centered=setup["centered"], **given)
        case "adagrad":
            return torch.optim.Adagrad(lr_decay=setup["learning_rate_decay"], initial_accumulator_value=setup["initial_accumulator_value"], **given)


def scheduler_of(case, optimizer, per_epoch):
    """The scheduler and whether it is stepped every epoch rather than every batch. PyTorch has no warm-up before a cosine and no
    inverse time: LambdaLR takes their formulas."""
    schedule, schedules, total = case["training"]["schedule"], torch.optim.lr_scheduler, per_epoch * case["epochs"]
    decay = case["optimizer"].get("decay", 0.0)

    def cosine(step):
        warm, least = schedule["warmup_epochs"] * per_epoch, schedule["final_fraction"]
        if step < warm:
            return step / warm
        return least + (1 - least) * (1 + math.cos(math.pi * (step - warm) / (total - warm))) / 2

    match schedule["kind"]:
        case "constant":
            return schedules.LambdaLR(optimizer, lambda step: 1 / (1 + decay * step)), False
        case "inverse_time":
            return schedules.LambdaLR(optimizer, lambda step: 1 / (1 + schedule["rate"] * step)), False
        case "step":
            return schedules.StepLR(optimizer, schedule["epochs"], schedule["factor"]), True
        case "exponential":
            return schedules.ExponentialLR(optimizer, schedule["factor"]), True
        case "cosine":
            return schedules.LambdaLR(optimizer, cosine), False
        case "one_cycle":
            shape = {"pct_start": schedule["rising_share"], "div_factor": schedule["initial_divisor"], "final_div_factor": schedule["final_divisor"]}
            peak = case["optimizer"]["learning_rate"]
            return schedules.OneCycleLR(optimizer, peak, total_steps=total, anneal_strategy="cos", cycle_momentum=False, **shape), False
        case "reduce_on_plateau":
            # It reduces once more than `patience` epochs were bad, Keras and the trainer once `patience` were.
            waits = {"patience": schedule["patience"] - 1, "threshold": schedule["minimum_delta"], "threshold_mode": "abs"}
            return schedules.ReduceLROnPlateau(optimizer, factor=schedule["factor"], min_lr=schedule["minimum_learning_rate"], eps=0, **waits), True


class Run:
    """A network with its optimizer and schedule. SGD's momentum is PyTorch's with a rate of 1 on gradients times the rate: PyTorch
    multiplies the velocity by the rate instead, which differs where the rate changes."""

    def __init__(self, case, rows, initial, fitted):
        self.case, self.nodes = case, nodes_of(case, rows.features.shape[1])
        self.parameters = {name: torch.tensor(value) for name, value in (initial | fitted).items()}
        running = {name for name in initial if name.endswith((".mean", ".variance"))}
        self.trained = [self.parameters[name].requires_grad_() for name in initial if name not in running]
        self.stored = list(initial)
        setup = case["optimizer"]
        self.rate_on_gradients = setup["kind"] == "sgd" and setup["momentum"] > 0
        followed = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=setup["learning_rate"])
        self.optimizer = optimizer_of(setup, self.trained, 1.0 if self.rate_on_gradients else setup["learning_rate"])
        self.rated = followed if self.rate_on_gradients else self.optimizer
        per_epoch = steps_per_epoch(case, len(rows.split[0]))
        self.scheduler, self.is_by_epoch = scheduler_of(case, self.rated, per_epoch)

    def values(self, batch, drawn, training):
        values = {DATA: batch}
        for node in self.nodes:
            own = {name.split(".")[1]: tensor for name, tensor in self.parameters.items() if name.startswith(f"{node.name}.")}
            mask = torch.tensor(drawn[node.name]) if node.name in drawn else None
            values[node.name] = value_of(node, [values[name] for name in node.inputs], own, mask, training)
        return values

    def loss(self, batch, drawn, targets, weights, training):
        """With penalties."""
        values, total = self.values(batch, drawn, training), 0.0
        for output, target, weight in zip(self.case["outputs"], targets, weights, strict=True):
            total = total + output["weight"] * (weight * row_losses(output["function"], values[read_by(output, self.nodes)], target)).mean()
        for node in self.nodes:
            if node.kind == "dense":
                weight = self.parameters[f"{node.name}.weight"]
                total = total + node.settings["l1"] * weight.abs().sum() + node.settings["l2"] * weight.square().sum()
        return total

    def track_biased(self, before, count):
        """PyTorch tracks the unbiased variance only: its move made again with the biased one."""
        for node in self.nodes:
            if node.kind == "batch_norm" and node.settings["running_variance"] == "biased":
                name, kept = f"{node.name}.variance", node.settings["momentum"]
                of_batch = (self.parameters[name].numpy() - kept * before[name]) / (1 - kept) * (count - 1) / count
                self.parameters[name].copy_(torch.tensor(kept * before[name] + (1 - kept) * of_batch))

    def update(self):
        training = self.case["training"]
        if training["clip_value"] is not None:
            torch.nn.utils.clip_grad_value_(self.trained, training["clip_value"])
        if training["clip_norm"] is not None:
            torch.nn.utils.clip_grad_norm_(self.trained, training["clip_norm"])
        if self.rate_on_gradients:
            for parameter in self.trained:
                parameter.grad *= self.rated.param_groups[0]["lr"]
        self.optimizer.step()
        with torch.no_grad():
            for node in self.nodes:
                if node.settings.get("max_norm") is not None:
                    weight = self.parameters[f"{node.name}.weight"]
                    weight.copy_(torch.renorm(weight, 2, 1, node.settings["max_norm"]))

    def now(self):
        return {name: self.parameters[name].detach().numpy().copy() for name in self.stored}


def train(case, rows, initial, fitted):
    """Parameters by name before the run and after every step, each step's loss, and the validation loss of every epoch."""
    run = Run(case, rows, initial, fitted)
    per_epoch = steps_per_epoch(case, len(rows.split[0]))
    training_weights, plain_weights = row_weights(case, rows, True), row_weights(case, rows, False)

    def loss(chosen, step, weights):
        taken = (torch.tensor(rows.features[chosen]), draws_of(case, run.nodes, step, len(chosen)))
        told = ([torch.tensor(target[chosen]) for target in rows.targets], [torch.tensor(one[chosen]) for one in weights])
        return run.loss(*taken, *told, step is not None)

    history, losses, validation, sizes = [run.now()], [], [], []
    for step, batch in enumerate(batches(case, rows.split[0])):
        run.optimizer.zero_grad()
        of_batch = loss(batch, step, training_weights)
        of_batch.backward()
        run.update()
        run.track_biased(history[-1], len(batch))
        history.append(run.now())
        losses.append(of_batch.item())
        sizes.append(len(batch))
        # Only so that a scheduler sees its own optimizer step.
        if run.rate_on_gradients:
            run.rated.step()
        if (step + 1) % per_epoch == 0:
            if len(rows.split[1]):
                with torch.no_grad():
                    validation.append(loss(rows.split[1], None, plain_weights).item())
            if run.is_by_epoch:
                watched = validation[-1] if validation else np.average(losses[-per_epoch:], weights=sizes[-per_epoch:])
                run.scheduler.step(*[watched] if case["training"]["schedule"]["kind"] == "reduce_on_plateau" else [])
        if not run.is_by_epoch and step + 1 < per_epoch * case["epochs"]:
            run.scheduler.step()
    return history, losses, validation
