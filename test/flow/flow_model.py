# SPDX-License-Identifier: EUPL-1.2
"""README and doc/model.md: their commands are run in order, and their output is what they show."""
from document import Shell, run_document
from helper import Skip, test, world

DOCUMENTS = ("README.md", "doc/model.md")
SHARED = "../shared/data"


def has_shared():
    return (world.root.parent / "shared" / "data").exists()


def run_part(tmp, name, runs):
    """They check what is written and not the program: once, with the build that is shipped, is enough."""
    if b"__asan_init" in world.binary.read_bytes():
        raise Skip("a build with sanitizers is slow, and tells the same")
    run_document(world.root / name, Shell(tmp), runs=runs)


for document in DOCUMENTS:
    @test(f"{document}: every command gives the output shown")
    def _(tmp, name=document):
        run_part(tmp, name, lambda words: SHARED not in words or (world.accept and has_shared()))


@test("doc/model.md: also the commands that read ../shared/data")
def _(tmp):
    if not has_shared():
        raise Skip("../shared/data is not there")
    if not world.accept:  # the other writes all of it
        run_part(tmp, "doc/model.md", lambda words: SHARED in words)
