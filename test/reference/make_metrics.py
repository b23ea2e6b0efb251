"""Makes metrics.json: classification and regression metrics of random predictions as scikit-learn computes them.

Scores are float32 numbers; classes come from them as the trainer has it: (p >= 0.5) of one unit, argmax of several.
"""

import json
from pathlib import Path

import numpy as np
from sklearn import metrics

OUT = Path(__file__).parent / "metrics.json"


def probabilities(generator, classes, rows, levels, strength, share):
    """Scores of `levels` steps (0 for as many as float32 has), higher for the true class, and the true classes."""
    truth = generator.choice(classes, size=rows, p=share)
    # Every class occurs: scikit-learn's one-against-rest wants it so.
    truth[:classes] = np.arange(classes)
    logits = generator.normal(size=(rows, classes)) + strength * np.eye(classes)[truth]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    scores = powers / powers.sum(axis=1, keepdims=True)
    if levels:
        scores = np.round(scores * levels) / levels
    return scores.astype(np.float32), truth


def classification(name, generator, classes, units, rows, levels=0, strength=1.0, share=None, last_scaled_by=1.0):
    """`last_scaled_by` lowers the scores of the last class, so that it is never predicted."""
    scores, truth = probabilities(generator, classes, rows, levels, strength, share)
    scores[:, -1] *= np.float32(last_scaled_by)
    if units == 1:
        scores = scores[:, 1:]
        predicted = (scores[:, 0] >= np.float32(0.5)).astype(int)
    else:
        predicted = scores.argmax(axis=1)
    average = "binary" if classes == 2 else "macro"
    how = {"average": average, "zero_division": 0}
    if classes == 2:
        auc = metrics.roc_auc_score(truth, scores[:, -1])
    else:
        # roc_auc_score(multi_class="ovr") itself wants rows that sum to 1, which rounded ones do not.
        auc = np.mean([metrics.roc_auc_score(truth == c, scores[:, c]) for c in range(classes)])
        if not levels and last_scaled_by == 1.0:
            sound = scores.astype(np.float64) / scores.astype(np.float64).sum(axis=1, keepdims=True)
            assert abs(metrics.roc_auc_score(truth, sound, multi_class="ovr", average="macro") - auc) < 1e-3
    return {
        "name": name,
        "classes": classes,
        "units": units,
        "values": [float(score) for score in scores.ravel()],
        "targets": [int(c) for c in truth],
        "accuracy": float(metrics.accuracy_score(truth, predicted)),
        "precision": float(metrics.precision_score(truth, predicted, **how)),
        "recall": float(metrics.recall_score(truth, predicted, **how)),
        "f1": float(metrics.f1_score(truth, predicted, **how)),
        "auc": float(auc),
        "confusion": metrics.confusion_matrix(truth, predicted, labels=range(classes)).ravel().tolist(),
    }


def regression(name, generator, rows, noise, offset):
    target = (generator.normal(size=rows) + offset).astype(np.float32)
    value = (target + noise * generator.normal(size=rows)).astype(np.float32)
    wide_target, wide_value = target.astype(np.float64), value.astype(np.float64)
    return {
        "name": name,
        "classes": 0,
        "units": 1,
        "values": [float(v) for v in value],
        "targets": [float(t) for t in target],
        "r_squared": float(metrics.r2_score(wide_target, wide_value)),
        "root_mean_squared_error": float(metrics.root_mean_squared_error(wide_target, wide_value)),
        "mean_absolute_error": float(metrics.mean_absolute_error(wide_target, wide_value)),
    }


def main():
    generator = np.random.default_rng(20)
    cases = [
        classification("one unit", generator, 2, 1, 120),
        classification("one unit, ties", generator, 2, 1, 150, levels=7),
        classification("one unit, 3 % positive", generator, 2, 1, 200, share=[0.97, 0.03]),
        classification("one unit, nothing predicted positive", generator, 2, 1, 90, last_scaled_by=0.4),
        classification("two units", generator, 2, 2, 110, strength=0.3),
        classification("two units, ties", generator, 2, 2, 140, levels=4),
        classification("three classes", generator, 3, 3, 130),
        classification("three classes, ties and imbalance", generator, 3, 3, 160, levels=5, share=[0.85, 0.1, 0.05]),
        classification("three classes, one never predicted", generator, 3, 3, 100, last_scaled_by=0.01),
        classification("seven classes", generator, 7, 7, 200, strength=2.0),
        classification("seven classes, chance", generator, 7, 7, 150, levels=12, strength=0.0),
        regression("close", generator, 100, 0.2, 0.0),
        regression("worse than the mean", generator, 80, 3.0, 0.0),
        regression("far from zero", generator, 90, 0.5, 1000.0),
    ]
    OUT.write_text(json.dumps(cases, separators=(",", ":")).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
