# SPDX-License-Identifier: EUPL-1.2
"""doc/register.md: its commands are run in order, and their output is what it shows."""
import re
import subprocess

from helper import claim, environment, equal, test, world
from flow_usage import GROUPS, source

# What differs from run to run, each as wide as what stands for it: moments, hashes, the day of today, random seeds.
VARYING = ((r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "MOMENT"), (r"\b[0-9a-f]{64}\b", "HASH"),
           (r"(?m)^((?:Keys|The log|Draw) · )\d{4}-\d\d-\d\d$", r"\1TODAY"), (r"(?m)^( +\d+  )\d{4}-\d\d-\d\d(  +[\d,–]+)$", r"\1TODAY\2"),
           (r"(?m)^(  seed +)\d+$", r"\1SEED"))


def masked(text):
    for pattern, stands in VARYING:
        text = re.sub(pattern, stands, text)
    return text


def blocks(text):
    """The parts of the document: prose as it stands, and what is between fences marked `console`."""
    return re.split(r"(?ms)^(```console\n.*?^```$)", text)


def commands(block):
    """(command, output) of a console block; a command goes on where its line ends with a backslash."""
    found = []
    for line in block.splitlines()[1:-1]:
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif found and found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1][0] += "\n" + line
        else:
            found[-1][1].append(line)
    return [(words, "".join(f"{line}\n" for line in output).rstrip("\n")) for words, output in found]


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


class Shell:
    def __init__(self, folder):
        self.folder, self.status = folder, 0
        (folder / "data").symlink_to(world.root / "data")
        (folder / "bin").mkdir()
        (folder / "bin" / "dekning").symlink_to(world.binary)
        self.env = environment(PATH=f"{folder / 'bin'}:/usr/bin:/bin")

    def run(self, words):
        if words.startswith("export "):
            self.env.update(part.split("=", 1) for part in words.split()[1:])
            return ""
        if words == "echo $?":
            return str(self.status)
        done = subprocess.run(["/bin/sh", "-c", words], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.status = done.returncode
        claim(0 <= done.returncode <= 3, f"{words}: {done}")
        return done.stdout.decode("utf-8").rstrip("\n")


@test("doc/register.md: every command gives the output shown")
def _(tmp):
    path = world.root / "doc/register.md"
    shell = Shell(tmp)
    parts = blocks(path.read_text("utf-8"))
    wrong, made = [], []
    for part in parts:
        if not part.startswith("```console\n"):
            made.append(part)
            continue
        lines = []
        for words, output in commands(part):
            found = shell.run(words)
            if masked(found) == masked(output):
                found = output
            else:
                wrong.append(f"$ {words}\n{found}")
            lines.append(f"$ {words}\n" + (f"{found}\n" if found else ""))
        made.append("```console\n" + "".join(lines) + "```")
    if world.accept:
        table = "\n".join(operations())
        path.write_text(re.sub(TABLE, lambda match: match[1] + table, "".join(made)), "utf-8")
    else:
        equal(wrong, [], "not as the document shows (--accept writes it anew)")


@test("doc/register.md: every operation is in its table, with what it must be told, and every group in the text")
def _(_tmp):
    if world.accept:
        return  # the other writes the table
    text = (world.root / "doc/register.md").read_text("utf-8")
    equal(re.search(TABLE, text)[2].split("\n"), operations(), "the table of operations")
    for group in GROUPS:
        claim(f"`{group} " in text or f"dekning {group} " in text, f"{group} is not in the document")
