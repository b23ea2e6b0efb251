"""The training runs the trainer is compared on, by name. Each is 50 steps; together they cover every operation and option of the IR.

A case is a dictionary: `layers` in order, each reading the one above unless it names others (`after`), its `outputs`, an
`optimizer`, the `rows` of the table used and how many `columns` of it, `batch_size`, `epochs` and `seed`, and under
`training` whatever differs from the plainest run. `case_of` fills in what a case leaves open.
"""

from cases import layers, losses, networks, optimizers, training
from cases.words import case_of

ALL = networks.CASES | layers.CASES | losses.CASES | optimizers.CASES | training.CASES
CASES = {name: case_of(name, said) for name, said in ALL.items()}
