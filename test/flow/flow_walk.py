# SPDX-License-Identifier: EUPL-1.2
"""doc/register.md: its commands are run in order, and their output is what it shows."""
import re

from document import Shell, run_document
from helper import claim, equal, test, world
from flow_usage import GROUPS, source

TABLE = r"(?s)(\| operation \| must be told \| does \|\n\|---\|---\|---\|\n)(.*?)(?=\n\n)"


def operations():
    """The rows of the table of operations, from their declaration."""
    names = dict(re.findall(r'^ARGUMENT\((\w+), "([a-z0-9-]+)"', source("src/register/argument.def"), re.M))
    declared = source("src/register/operation.def")
    rows = []
    for group, verb, needs, about in re.findall(
            r'^OPERATION\(\w+, "([a-z]+)", "([a-z-]+)",\s*([^,]*),\s*[^,]*,\s*"[^"]*",\s*"[^"]*",\s*"([^"]*)"\)', declared, re.M):
        told = ", ".join(f"`--{names[id]}`" for id in re.findall(r"A\((\w+)\)", needs)) or "–"
        rows.append(f"| `{group} {verb}` | {told} | {about} |")
    equal(len(rows), len(re.findall(r"^OPERATION\(", declared, re.M)), "operations read")
    return rows


@test("doc/register.md: every command gives the output shown")
def _(tmp):
    path = world.root / "doc/register.md"
    run_document(path, Shell(tmp), written=re.search(r"(?m)^Keys · (\S+)$", path.read_text("utf-8"))[1])
    if world.accept:
        table = "\n".join(operations())
        path.write_text(re.sub(TABLE, lambda match: match[1] + table, path.read_text("utf-8")), "utf-8")


@test("doc/register.md: every operation is in its table, with what it must be told, and every group in the text")
def _(_tmp):
    if world.accept:
        return  # the other writes the table
    text = (world.root / "doc/register.md").read_text("utf-8")
    equal(re.search(TABLE, text)[2].split("\n"), operations(), "the table of operations")
    for group in GROUPS:
        claim(f"`{group} " in text or f"dekning {group} " in text, f"{group} is not in the document")
