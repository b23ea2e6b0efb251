#!/usr/bin/env python3
"""A CSV file's way into scaled float32 rows by the libraries a user would pick instead: read, profile, encode.

    python tables.py FILE polars|pyarrow        one JSON line of seconds

The same work as engine/native/preparing/examples/time_table.rs: every column is read with its type; its missing cells and
distinct values are counted and, of a number, mean, sigma, minimum, maximum and 32 histogram bins taken, of a text the 20 most
frequent values; then all but the last column become one row-major float32 matrix, texts up to 20 values as 0/1 columns, others
as codes in sorted order, each column standardised in float64.
"""
import json
import sys
import time

import numpy as np

BINS, TOP, ONE_HOT = 32, 20, 20


def standardised(columns):
    """Columns as arrays of float64, or (codes, count) for 0/1 columns -> [rows, width] float32, row-major."""
    width = sum(column[1] if isinstance(column, tuple) else 1 for column in columns)
    rows = len(columns[0][0] if isinstance(columns[0], tuple) else columns[0])
    matrix = np.zeros((rows, width), dtype=np.float32)
    at = 0
    for column in columns:
        if isinstance(column, tuple):
            codes, count = column
            share = np.bincount(codes, minlength=count) / rows
            sigma = np.sqrt(share * (1 - share))
            matrix[:, at : at + count] = -share / sigma
            matrix[np.arange(rows), at + codes] = (1 - share[codes]) / sigma[codes]
            at += count
        else:
            matrix[:, at] = (column - column.mean()) / column.std()
            at += 1
    return matrix


def with_polars(path):
    import polars as pl

    started = time.perf_counter()
    table = pl.read_csv(path, infer_schema_length=1000)
    read = time.perf_counter()
    for column in table.get_columns():
        column.null_count(), column.n_unique()
        if column.dtype.is_numeric():
            column.mean(), column.std(ddof=0), column.min(), column.max()
            column.hist(bin_count=BINS)
        else:
            column.value_counts(sort=True).head(TOP)
    profiled = time.perf_counter()
    columns = []
    for column in table.get_columns()[:-1]:
        if column.dtype.is_numeric():
            columns.append(column.cast(pl.Float64).to_numpy())
            continue
        values = column.unique().drop_nulls().sort()
        codes = column.cast(pl.Enum(values)).to_physical().to_numpy()
        columns.append((codes, len(values)) if len(values) <= ONE_HOT else codes.astype(np.float64))
    return standardised(columns), started, read, profiled


def with_pyarrow(path):
    import pyarrow.compute as pc
    from pyarrow import csv, types

    started = time.perf_counter()
    table = csv.read_csv(path)
    read = time.perf_counter()
    for column in table.columns:
        column.null_count, pc.count_distinct(column)
        if types.is_integer(column.type) or types.is_floating(column.type):
            pc.mean(column), pc.stddev(column), pc.min_max(column)
            np.histogram(column.to_numpy(), BINS)
        else:
            counts = pc.value_counts(column)
            pc.select_k_unstable(counts.field("counts"), TOP, sort_keys=[("dummy", "descending")])
    profiled = time.perf_counter()
    columns = []
    for column in table.columns[:-1]:
        if types.is_string(column.type):
            encoded = column.combine_chunks().dictionary_encode()
            order = pc.rank(encoded.dictionary, sort_keys="ascending", tiebreaker="first").to_numpy() - 1
            codes = order[encoded.indices.to_numpy()].astype(np.int64)
            count = len(order)
            columns.append((codes, count) if count <= ONE_HOT else codes.astype(np.float64))
        else:
            columns.append(column.to_numpy().astype(np.float64))
    return standardised(columns), started, read, profiled


def main():
    path, library = sys.argv[1:]
    matrix, started, read, profiled = {"polars": with_polars, "pyarrow": with_pyarrow}[library](path)
    ended = time.perf_counter()
    print(
        json.dumps(
            {
                "reader": library,
                "rows": matrix.shape[0],
                "features": matrix.shape[1],
                "read": read - started,
                "profile": profiled - read,
                "encode": ended - profiled,
                "seconds": ended - started,
                "checksum": float(np.abs(matrix.astype(np.float64)).sum()),
            }
        )
    )


if __name__ == "__main__":
    main()
