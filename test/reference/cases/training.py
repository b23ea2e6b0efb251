"""Everything else a run is set to: schedules of the learning rate, clipping, splits, and a last batch left out."""

from cases.words import activation, dense, output, sgd

PLAIN = {
    "layers": [dense(6), activation("tanh"), dense(2), activation("softmax")],
    "outputs": [output("income", "categorical_cross_entropy")],
    "columns": 4,
}


def scheduled(seed, kind, **schedule):
    """A velocity that lives through changes of the rate: the trainer takes the rate into it, as Keras does."""
    return {**PLAIN, "seed": seed, "training": {"schedule": {"kind": kind, **schedule}}, "optimizer": sgd(learning_rate=0.2, momentum=0.5)}


def clipped(seed, **training):
    return {**PLAIN, "seed": seed, "training": training, "optimizer": sgd(learning_rate=0.5)}


ADAM = {"kind": "adam", "learning_rate": 0.02, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}

CASES = {
    "inverse_time": scheduled(61, "inverse_time", rate=0.05),
    "step": scheduled(62, "step", epochs=2, factor=0.3),
    "exponential": scheduled(63, "exponential", factor=0.7),
    "cosine": scheduled(64, "cosine", warmup_epochs=1.5, final_fraction=0.1),
    "cosine_without_warmup": {**scheduled(65, "cosine", warmup_epochs=0.0, final_fraction=0.0), "optimizer": ADAM},
    "one_cycle": {**scheduled(66, "one_cycle", rising_share=0.3, initial_divisor=25.0, final_divisor=1e4), "optimizer": ADAM},
    # So much is wanted that small gains do not count; the last reduction is held by the least rate.
    "reduce_on_plateau": {
        **scheduled(67, "reduce_on_plateau", factor=0.5, patience=2, minimum_delta=0.005, minimum_learning_rate=0.06),
        "rows": 50, "epochs": 10,
    },
    "clip_value": clipped(68, clip_value=0.02),
    "clip_norm": clipped(69, clip_norm=0.1),
    "clip_both": clipped(70, clip_value=0.03, clip_norm=0.08),
    # 80 of 86 rows an epoch, another six left out each time.
    "drop_last_batch": {**PLAIN, "rows": 86, "seed": 71, "training": {"drop_last_batch": True}},
    "shuffled_split": {**PLAIN, "rows": 100, "seed": 72, "training": {"validation_split": 0.2, "split": "shuffled"}},
    "stratified_split": {**PLAIN, "rows": 100, "seed": 73, "training": {"validation_split": 0.2, "split": "stratified"}},
}
CASES["reduce_on_plateau"]["training"]["validation_split"] = 0.2
