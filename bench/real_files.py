"""What becomes of the real files beside the project: `python bench/real_files.py [--items]`.

Prints a table (file, items read, refused, why, mended); `--items` adds each item: kind, first date, title, place.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.connecteurs.real_files import FOLDER, read_all  # noqa: E402


def main(items: bool) -> None:
    if not FOLDER.is_dir():
        sys.exit(f"there are no real files in {FOLDER}; name their folder by AGREGATEUR_FIXTURES")
    print(f"{'file':58} {'items':>6} {'refused':>8}  why / mended")
    read = refused = 0
    for one in read_all():
        read += len(one.items)
        refused += len(one.rejected) + bool(one.error)
        name = f"{one.kind}/{one.path.name}"
        gone = "document" if one.error else len(one.rejected)
        print(
            f"{name[:58]:58} {len(one.items):>6} {gone:>8}  {one.why()}"
            + (f" / {m}" if (m := one.mended()) else "")
        )
        for item in one.items if items else ():
            place = item.place.text or item.place.venue or item.place.city or ""
            print(f"      {item.kind:8} {item.first or ''!s:10} {item.title[:60]:60} {place[:50]}")
    print(f"{read} items read, {refused} items or documents refused")


if __name__ == "__main__":
    main("--items" in sys.argv[1:])
