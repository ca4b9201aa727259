"""How long the tests that have a long form run: small in make test, full in make soak."""

import os

IS_SOAK = os.environ.get("SOAK") == "1"

# Stateful property tests: random plans made, and operations in each.
STATEFUL_RUNS, STATEFUL_STEPS = (300, 40) if IS_SOAK else (25, 20)

# Races: people editing one plan at once, and moves each of them makes.
WRITERS, MOVES = (16, 40) if IS_SOAK else (16, 5)

# Fuzzing: made-up inputs to each importer.
IMPORT_INPUTS = 10_000 if IS_SOAK else 200
