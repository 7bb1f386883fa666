"""Write the expected files of the samples anew: `python -m tests.connecteurs.regenerate KIND [NAME]`.

The result is what the connector reads today, right or wrong: look at every change before keeping it.
"""

from __future__ import annotations

import json
import sys

from tests.connecteurs.samples import outcome, samples


def main(kind: str, name: str | None = None) -> None:
    for sample in samples(kind):
        if name in (None, sample.path.stem):
            text = json.dumps(outcome(sample), ensure_ascii=False, indent=2, sort_keys=True)
            sample.expected_path.write_text(text + "\n", "utf-8")
            sys.stdout.write(f"{sample.expected_path}\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
