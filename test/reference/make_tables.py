"""Makes test/fixtures/formats: small tables in every format, written by the tools people write them with, and what stands
in them (expected.json), taken from the values that were handed to the tools.

A column is {name, type, values}: numbers, true and false, texts, times in milliseconds since 1970 began, null where missing.
"""

import datetime as dt
import decimal
import io
import json
import math
import struct
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import xlsxwriter
from scipy.io import arff
from sklearn.datasets import dump_svmlight_file

OUT = Path(__file__).parent.parent / "fixtures" / "formats"
EPOCH = dt.datetime(1970, 1, 1)
expected = {}


def milliseconds(value):
    if isinstance(value, dt.datetime):
        value = value.replace(tzinfo=None) if value.tzinfo is None else value.astimezone(dt.timezone.utc).replace(tzinfo=None)
        return math.floor((value - EPOCH) / dt.timedelta(milliseconds=1))
    if isinstance(value, dt.date):
        return (value - EPOCH.date()).days * 86_400_000
    return (value.hour * 3600 + value.minute * 60 + value.second) * 1000 + value.microsecond // 1000


def column(name, kind, values):
    def plain(value):
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return None
        if kind == "time":
            return milliseconds(value)
        if kind == "number":
            return float(value)
        if kind == "boolean":
            return bool(value)
        # An empty text is a missing one, as in a CSV file.
        return str(value) or None

    return {"name": name, "type": kind, "values": [plain(value) for value in values]}


def expect(file, form, columns, notices=()):
    expected[file] = {"format": form, "columns": columns, "notices": list(notices)}


# --- A table with a column of every type.

ROWS = 40
generator = np.random.default_rng(20261127)


def with_gaps(values):
    return [None if row % 7 == 3 else value for row, value in enumerate(values)]


def days():
    return [dt.date(1969, 12, 20) + dt.timedelta(days=int(n)) for n in generator.integers(0, 20_000, ROWS)]


def instants():
    return [
        dt.datetime(1969, 12, 31, 23, 59, 58) + dt.timedelta(milliseconds=int(n))
        for n in generator.integers(0, 2_000_000_000_000, ROWS)
    ]


WORDS = ["Oslo", "Zürich", "北京", "São Paulo", "", "a,b", 'say "hi"', "NA", "42", "true"]
floats = with_gaps([float(x) for x in generator.normal(size=ROWS) * 10.0 ** generator.integers(-5, 9, ROWS)])
halves = [float(np.float16(x)) for x in generator.normal(size=ROWS)]
singles = with_gaps([float(np.float32(x)) for x in generator.normal(size=ROWS)])
small = [int(n) for n in generator.integers(-128, 128, ROWS)]
wholes = with_gaps([int(n) for n in generator.integers(-(2**53), 2**53, ROWS)])
bytes_ = [int(n) for n in generator.integers(0, 256, ROWS)]
unsigned = [int(n) for n in generator.integers(0, 2**32, ROWS)]
long = [9_007_199_254_740_992 + row % 5 for row in range(ROWS)]
truths = with_gaps([bool(n) for n in generator.integers(0, 2, ROWS)])
texts = with_gaps([WORDS[n] for n in generator.integers(0, len(WORDS), ROWS)])
days_ = with_gaps(days())
instants_ = with_gaps(instants())
nanoseconds = instants()
zoned = [value.replace(tzinfo=dt.timezone(dt.timedelta(hours=2))) for value in instants()]
clocks = with_gaps([dt.time(int(n) // 3600, int(n) // 60 % 60, int(n) % 60) for n in generator.integers(0, 86_400, ROWS)])
prices = with_gaps([decimal.Decimal(int(n)) / 100 for n in generator.integers(-10_000_000, 10_000_000, ROWS)])

types = [
    ("floats", "number", floats, pa.float64()),
    ("halves", "number", halves, pa.float16()),
    ("singles", "number", singles, pa.float32()),
    ("small", "number", small, pa.int8()),
    ("wholes", "number", wholes, pa.int64()),
    ("bytes", "number", bytes_, pa.uint8()),
    ("unsigned", "number", unsigned, pa.uint32()),
    ("long", "category", long, pa.uint64()),
    ("truths", "boolean", truths, pa.bool_()),
    ("texts", "category", texts, pa.string()),
    ("large texts", "category", texts, pa.large_string()),
    ("groups", "category", texts, pa.dictionary(pa.int8(), pa.string())),
    ("days", "time", days_, pa.date32()),
    ("instants", "time", instants_, pa.timestamp("us")),
    ("nanoseconds", "time", nanoseconds, pa.timestamp("ns")),
    ("zoned", "time", zoned, pa.timestamp("ms", tz="+02:00")),
    ("clocks", "time", clocks, pa.time32("ms")),
    ("prices", "number", prices, pa.decimal128(12, 2)),
    ("lists", None, [[1, 2]] * ROWS, pa.list_(pa.int64())),
    ("nothing", "number", [None] * ROWS, pa.null()),
    ("records", None, [{"a": 1, "b": "x"}] * ROWS, pa.struct([("a", pa.int64()), ("b", pa.string())])),
    ("raw", None, [b"\x00\xff"] * ROWS, pa.binary()),
    ("label", "category", ["yes" if row % 3 else "no" for row in range(ROWS)], pa.string()),
]


def arrow_table(leave_out=()):
    kept = [part for part in types if part[0] not in leave_out]
    arrays = [
        pa.array(values, pa.string()).dictionary_encode().cast(kind)
        if pa.types.is_dictionary(kind)
        else pa.array([None if v is None else np.float16(v) for v in values], kind)
        if kind == pa.float16()
        else pa.array(values, kind)
        for _, _, values, kind in kept
    ]
    table = pa.table(arrays, names=[name for name, *_ in kept])
    columns = [column(name, kind, values) for name, kind, values, _ in kept if kind]
    left_out = ["column_left_out"] * sum(kind is None for _, kind, *_ in kept)
    return table, columns, left_out


def make_parquet():
    table, columns, left_out = arrow_table()
    ways = {
        "plain": dict(compression="none", use_dictionary=False),
        "snappy": dict(compression="snappy", row_group_size=9),
        "gzip": dict(compression="gzip", data_page_version="2.0", row_group_size=16),
        "zstd": dict(compression="zstd", data_page_size=64, write_page_index=True),
        "lz4": dict(compression="lz4", use_deprecated_int96_timestamps=True),
        "delta": dict(
            compression="none",
            use_dictionary=False,
            data_page_version="2.0",
            column_encoding={
                "small": "DELTA_BINARY_PACKED",
                "wholes": "DELTA_BINARY_PACKED",
                "texts": "DELTA_BYTE_ARRAY",
                "large texts": "DELTA_LENGTH_BYTE_ARRAY",
                "floats": "BYTE_STREAM_SPLIT",
                "singles": "BYTE_STREAM_SPLIT",
            },
        ),
    }
    for name, options in ways.items():
        pq.write_table(table, OUT / f"{name}.parquet", **options)
        expect(f"{name}.parquet", "parquet", columns, left_out)
    frame = pd.DataFrame({"size": [1.5, None, 3.0], "kind": ["a", None, "b"], "when": pd.to_datetime(["2024-02-29"] * 3)})
    frame.to_parquet(OUT / "pandas.parquet")
    when = [dt.datetime(2024, 2, 29)] * 3
    columns = [column("size", "number", [1.5, None, 3.0]), column("kind", "category", ["a", None, "b"]), column("when", "time", when)]
    expect("pandas.parquet", "parquet", columns)


def make_arrow():
    table, columns, left_out = arrow_table()
    batches = table.to_batches(max_chunksize=11)
    for name, codec in (("plain", None), ("lz4", "lz4"), ("zstd", "zstd")):
        options = pa.ipc.IpcWriteOptions(compression=codec)
        with pa.ipc.new_file(OUT / f"{name}.arrow", table.schema, options=options) as writer:
            for batch in batches:
                writer.write_batch(batch)
        expect(f"{name}.arrow", "arrow", columns, left_out)
    with pa.ipc.new_stream(OUT / "stream.arrows", table.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    expect("stream.arrows", "arrow", columns, left_out)
    # A dictionary that grows from batch to batch, and texts as views.
    words = [["a", "b", "a"], ["a", "c", None], ["d", "b", "c"]]
    known = ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]
    schema = pa.schema([("group", pa.dictionary(pa.int32(), pa.string())), ("view", pa.string_view())])
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with pa.ipc.new_stream(OUT / "deltas.arrows", schema, options=options) as writer:
        for part, values in zip(words, known):
            keys = pa.array([None if word is None else values.index(word) for word in part], pa.int32())
            group = pa.DictionaryArray.from_arrays(keys, pa.array(values))
            long_view = pa.array([None if word is None else word * 20 for word in part], pa.string_view())
            writer.write_batch(pa.record_batch([group, long_view], schema=schema))
    flat = [word for part in words for word in part]
    columns = [column("group", "category", flat), column("view", "category", [w and w * 20 for w in flat])]
    expect("deltas.arrows", "arrow", columns)
    frame = pd.DataFrame({"size": [1.5, None, 3.0], "kind": pd.Categorical(["b", "a", "b"])})
    feather.write_feather(frame, OUT / "pandas.feather")
    columns = [column("size", "number", [1.5, None, 3.0]), column("kind", "category", ["b", "a", "b"])]
    expect("pandas.feather", "arrow", columns)


def make_json():
    rows = [
        {"size": 1.5, "name": "Zürich \"x\"", "ok": True, "id": 9007199254740993, "day": "2024-02-29"},
        {"size": None, "name": "a\nb", "ok": False, "id": 9007199254740992, "day": "2024-03-01"},
        {"size": -2e-3, "name": None, "ok": None, "id": 1, "day": "2024-03-02", "more": [1, {"x": "}"}]},
    ]
    columns = [
        column("size", "number", [1.5, None, -2e-3]),
        column("name", "category", ['Zürich "x"', "a\nb", None]),
        column("ok", "boolean", [True, False, None]),
        column("id", "category", [9007199254740993, 9007199254740992, 1]),
        column("day", "time", [dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2024, 3, 2)]),
    ]
    (OUT / "lines.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (OUT / "array.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False))
    (OUT / "objects.json").write_text("\n".join(json.dumps(row, indent=1) for row in rows))
    for file in ("lines.jsonl", "array.json", "objects.json"):
        expect(file, "json", columns, ["column_left_out"])
    frame = pd.DataFrame({"size": [1.5, None], "kind": ["a", "b"]})
    frame.to_json(OUT / "pandas.jsonl.gz", orient="records", lines=True)
    expect("pandas.jsonl.gz", "json", [column("size", "number", [1.5, None]), column("kind", "category", ["a", "b"])])


def make_numpy():
    codes = ["|b1", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8"]
    codes += ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]
    for code in codes:
        kind = np.dtype(code)
        if kind.kind == "b":
            array = generator.integers(0, 2, (5, 3)).astype(kind)
        elif kind.kind == "f":
            array = generator.normal(size=(5, 3)).astype(kind)
        else:
            least = max(np.iinfo(kind).min, -(2**53))
            array = generator.integers(least, min(np.iinfo(kind).max, 2**53), (5, 3)).astype(kind)
        for order in "CF":
            file = f"{kind.kind}{kind.itemsize}-{'big' if code[0] == '>' else 'little'}-{order}.npy"
            np.save(OUT / file, np.asarray(array, order=order))
            name = "boolean" if kind.kind == "b" else "number"
            expect(file, "npy", [column(f"column_{i + 1}", name, array[:, i].tolist()) for i in range(3)])
    images = generator.integers(0, 256, (4, 2, 3)).astype(np.uint8)
    pixels = [column(f"pixel_{r}_{c}", "number", images[:, r, c].tolist()) for r in range(2) for c in range(3)]
    for order in "CF":
        np.save(OUT / f"images-{order}.npy", np.asarray(images, order=order))
        expect(f"images-{order}.npy", "npy", pixels)
    records = np.array(
        [(1.5, 2, "北京", b"ab"), (-1.0, 300, "", b"c")],
        dtype=np.dtype([("size", "<f8"), ("count", ">i2"), ("town", "<U3"), ("code", "S4")], align=True),
    )
    np.save(OUT / "records.npy", records)
    columns = [
        column("size", "number", [1.5, -1.0]),
        column("count", "number", [2, 300]),
        column("town", "category", ["北京", ""]),
        column("code", "category", ["ab", "c"]),
    ]
    expect("records.npy", "npy", columns)
    times = np.array([["2024-02-29T12:30:00", "1969-12-31T23:59:59"], ["NaT", "2000-01-01"]], dtype="datetime64[s]")
    np.save(OUT / "times.npy", times)
    columns = [
        column("column_1", "time", [dt.datetime(2024, 2, 29, 12, 30), None]),
        column("column_2", "time", [dt.datetime(1969, 12, 31, 23, 59, 59), dt.datetime(2000, 1, 1)]),
    ]
    expect("times.npy", "npy", columns)
    labels = np.array([3, 1, 2, 0])
    np.savez_compressed(OUT / "digits.npz", y=labels, x=images, x_test=images[:2], y_test=labels[:2])
    pixels = [column(f"x_{r}_{c}", "number", images[:, r, c].tolist()) for r in range(2) for c in range(3)]
    expect("digits.npz", "npz", [*pixels, column("y", "number", labels.tolist())])


def make_idx():
    images = generator.integers(0, 256, (6, 3, 2)).astype(np.uint8)
    labels = generator.integers(0, 10, 6).astype(np.uint8)
    head = struct.pack(">HBB3I", 0, 8, 3, *images.shape)
    (OUT / "few-images-idx3-ubyte").write_bytes(head + images.tobytes())
    (OUT / "few-labels-idx1-ubyte").write_bytes(struct.pack(">HBBI", 0, 8, 1, len(labels)) + labels.tobytes())
    pixels = [column(f"pixel_{r}_{c}", "number", images[:, r, c].tolist()) for r in range(3) for c in range(2)]
    expect("few-images-idx3-ubyte", "idx", [*pixels, column("label", "number", labels.tolist())], ["labels_joined"])
    floats = generator.normal(size=(4, 2)).astype(">f4")
    (OUT / "floats.idx2").write_bytes(struct.pack(">HBB2I", 0, 0xD, 2, 4, 2) + floats.tobytes())
    expect("floats.idx2", "idx", [column(f"column_{i + 1}", "number", floats[:, i].tolist()) for i in range(2)])


def make_xlsx():
    names = ["size", "town", "paid", "day", "when"]
    sizes, towns = [1.5, 2, None, -1e-7], ["Zürich", 'a, "b"', None, "x\ny"]
    paid, day = [True, False, True, None], [dt.date(2024, 2, 29), dt.date(1999, 12, 31), None, dt.date(2001, 1, 1)]
    when = [dt.datetime(2024, 2, 29, 12, 30, 15), None, dt.datetime(1970, 1, 1, 6), dt.datetime(2000, 1, 1)]
    columns = [
        column("size", "number", sizes),
        column("town", "category", towns),
        column("paid", "boolean", paid),
        column("day", "time", day),
        column("when", "time", when),
    ]
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    sheet = book.create_sheet("People")
    sheet.append(names)
    for row in zip(sizes, towns, paid, day, when):
        sheet.append(row)
    book.create_sheet("More").append(["other", 1])
    book.save(OUT / "openpyxl.xlsx")
    expect("openpyxl.xlsx", "xlsx", columns)
    book = xlsxwriter.Workbook(OUT / "xlsxwriter.xlsx", {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    dates = book.add_format({"num_format": "yyyy-mm-dd"})
    instants = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 1, names)
    for index, row in enumerate(zip(sizes, towns, paid, day, when)):
        for place, (value, style) in enumerate(zip(row, (None, None, None, dates, instants))):
            if value is None:
                continue
            if style is None:
                sheet.write(index + 1, place + 1, value)
            else:
                sheet.write_datetime(index + 1, place + 1, value, style)
    book.close()
    expect("xlsxwriter.xlsx", "xlsx", columns)


def make_arff():
    text = """% A comment
@RELATION 'people at home'
@attribute size REAL
@attribute 'home town' {Oslo, 'São Paulo', "Zürich's"}
@attribute count integer
@attribute day DATE "yyyy-MM-dd"
@attribute note string
@DATA
1.5,Oslo,3,"2024-02-29",'it''s'
?,'São Paulo',-2,2001-01-01,?
1e-3, "Zürich's" ,?,?,42
""".replace("'it''s'", "'it\\'s'")
    (OUT / "plain.arff").write_text(text)
    columns = [
        column("size", "number", [1.5, None, 1e-3]),
        column("home town", "category", ["Oslo", "São Paulo", "Zürich's"]),
        column("count", "number", [3, -2, None]),
        column("day", "time", [dt.date(2024, 2, 29), dt.date(2001, 1, 1), None]),
        column("note", "category", ["it's", None, "42"]),
    ]
    expect("plain.arff", "arff", columns)
    sparse = "@relation s\n@attribute a numeric\n@attribute b {x,y}\n@attribute c numeric\n@data\n{0 2.5, 1 y}\n{2 7}\n{ }\n"
    (OUT / "sparse.arff").write_text(sparse)
    columns = [
        column("a", "number", [2.5, 0, 0]),
        column("b", "category", ["y", "x", "x"]),
        column("c", "number", [0, 7, 0]),
    ]
    expect("sparse.arff", "arff", columns)
    # What scipy reads of a file both can read is what we expect of it.
    iris = "@relation iris\n@attribute length numeric\n@attribute kind {a,b,cd}\n@data\n5.1,a\n4.9,cd\n?,b\n"
    (OUT / "iris.arff").write_text(iris)
    data, _ = arff.loadarff(io.StringIO(iris))
    columns = [
        column("length", "number", [float(x) for x in data["length"]]),
        column("kind", "category", [x.decode() for x in data["kind"]]),
    ]
    expect("iris.arff", "arff", columns)


def make_libsvm():
    matrix = np.where(generator.random((7, 4)) < 0.5, 0.0, generator.normal(size=(7, 4)))
    matrix[0] = [0.25, -1.0, 0.0, 2.0]
    matrix[1, 3] = 1e-9
    classes = generator.integers(0, 3, 7)
    groups = np.sort(generator.integers(1, 4, 7))
    for name, zero_based, with_groups in (("from-1", False, False), ("from-0", True, True)):
        options = dict(query_id=groups) if with_groups else {}
        dump_svmlight_file(matrix, classes, str(OUT / f"{name}.svmlight"), zero_based=zero_based, comment="made", **options)
        written = np.array([[float(f"{x:.16g}") for x in row] for row in matrix])
        first = 0 if zero_based else 1
        columns = [column(f"feature_{i + first}", "number", written[:, i].tolist()) for i in range(4)]
        if with_groups:
            columns.append(column("qid", "number", groups.tolist()))
        expect(f"{name}.svmlight", "libsvm", [*columns, column("target", "number", classes.tolist())])


OUT.mkdir(exist_ok=True)
for old in OUT.iterdir():
    old.unlink()
for make in (make_parquet, make_arrow, make_json, make_numpy, make_idx, make_xlsx, make_arff, make_libsvm):
    make()
(OUT / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
