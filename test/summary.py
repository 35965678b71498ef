#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Counts what ran, from Meson's own logs, and ends with `N passed, N failed, N skipped`.

summary.py BUILD_FOLDER…

A program that prints TAP counts once a line; any other counts once. A program that ended badly without
saying which of its tests failed counts as one failure, and so does a log that is not there.
"""

import json
import pathlib
import re
import sys

LINE = re.compile(r"^(not )?ok\b(.*)$", re.MULTILINE)


def count(entry):
    passed = failed = skipped = 0
    for not_ok, rest in LINE.findall(entry.get("stdout") or ""):
        if re.search(r"#\s*skip", rest, re.IGNORECASE):
            skipped += 1
        elif not_ok:
            failed += 1
        else:
            passed += 1
    result = entry["result"]
    if passed + failed + skipped == 0:
        return int(result == "OK"), int(result not in ("OK", "SKIP")), int(result == "SKIP")
    if result not in ("OK", "SKIP") and failed == 0:
        failed = 1
    return passed, failed, skipped


def main():
    totals = [0, 0, 0]
    for folder in sys.argv[1:]:
        log = pathlib.Path(folder, "meson-logs", "testlog.json")
        if not log.exists():
            print(f"{folder}: no test log")
            totals[1] += 1
            continue
        for line in log.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            counts = count(entry)
            totals = [a + b for a, b in zip(totals, counts)]
            if counts[1]:
                print(f"{folder}: {entry['name']}: {counts[1]} failed ({entry['result']})")
            for not_ok, rest in LINE.findall(entry.get("stdout") or ""):
                if not not_ok and re.search(r"#\s*skip", rest, re.IGNORECASE):
                    print(f"{folder}: {entry['name']}: skipped:{rest}")
    print("%d passed, %d failed, %d skipped" % tuple(totals))
    return 0 if totals[1] == 0 and totals[0] > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
