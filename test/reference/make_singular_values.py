"""Makes singular_values.json: matrices of many shapes and ranks, their singular values as NumPy (LAPACK) computes them, and
the effective rank that follows: exp of the entropy of the values as shares of their sum (Roy & Vetterli 2007).
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).parent / "singular_values.json"


def case(name, matrix):
    matrix = np.round(matrix, 6)
    values = np.linalg.svd(matrix, compute_uv=False)
    shares = values[values > 0] / values.sum()
    return {
        "name": name, "rows": len(matrix), "matrix": matrix.ravel().tolist(), "singular_values": values.tolist(),
        "effective_rank": float(np.exp(-(shares * np.log(shares)).sum())),
    }


def main():
    generator = np.random.default_rng(1)
    normal = lambda *shape: generator.normal(size=shape)
    cases = [case(f"{rows} x {columns}", normal(rows, columns)) for rows, columns in [(1, 1), (1, 7), (7, 1), (12, 12), (40, 9), (9, 40)]]
    cases += [
        case("all the same", np.ones((20, 6))),
        case("rank 3", normal(30, 3) @ normal(3, 11)),
        case("nearly rank 2", normal(30, 2) @ normal(2, 11) + 1e-5 * normal(30, 11)),
        case("columns of very different lengths", normal(25, 8) * 10.0 ** -np.arange(0, 6, 0.75)),
        case("rectified", np.maximum(normal(30, 16) - 1, 0)),
        case("tanh of few directions", np.tanh(normal(30, 4) @ normal(4, 12))),
    ]
    OUT.write_text(json.dumps(cases) + "\n")


if __name__ == "__main__":
    main()
