#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Tests of the whole program: what a user types, and what comes out.

    test/flow/run.py [--accept] BINARY SOURCE_ROOT [FILE...]

Runs flow_*.py beside this file, or those named, and prints TAP. With --accept the golden lists of keys in golden/
are written anew instead of compared; look at the difference before it is committed.
"""
import concurrent.futures
import importlib
import os
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
helper = importlib.import_module("helper")


def run_one(number, name, function, folder):
    """The TAP lines of one test, and whether it failed."""
    own = folder / str(number)
    own.mkdir(mode=0o755)
    name = name.replace("#", "no.")
    try:
        function(own)
        return f"ok {number} - {name}\n", False
    except helper.Skip as reason:
        return f"ok {number} - {name} # SKIP {reason}\n", False
    except helper.Failure as failure:
        detail = str(failure)
    except Exception:  # a test that itself breaks has failed, and the others go on
        detail = traceback.format_exc()
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return f"not ok {number} - {name}\n" + "".join(f"# {line}\n" for line in detail.splitlines()), True


def main(words):
    helper.world.accept = "--accept" in words
    words = [word for word in words if word != "--accept"]
    if len(words) < 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    world = helper.world
    world.binary, world.root = Path(words[0]).resolve(), Path(words[1]).resolve()
    if not os.access(world.binary, os.X_OK):
        print(f"Bail out! {world.binary} is not a program")
        return 2
    for file in sorted(map(Path, words[2:])) if words[2:] else sorted(here.glob("flow_*.py")):
        importlib.import_module(file.stem)
    print(f"1..{len(helper.tests)}", flush=True)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="dekning-flow-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        world.shared = folder / "shared"
        (world.shared / "empty").mkdir(parents=True)
        # Copied before there are threads: a fork meanwhile would hold it open for writing, and it could not be run.
        world.anyones = Path(shutil.copy(world.binary, world.shared / "dekning"))
        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            running = [pool.submit(run_one, number, name, function, folder)
                       for number, (name, function) in enumerate(helper.tests, start=1)]
            for each in running:
                lines, wrong = each.result()
                sys.stdout.write(lines)
                sys.stdout.flush()
                failed += wrong
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
