# SPDX-License-Identifier: EUPL-1.2
"""Documents that are run: what is between fences marked `console` is commands and what they print."""
import datetime
import re
import subprocess

from helper import claim, environment, equal, world

# What differs from run to run, each as wide as what stands for it: moments, hashes, random seeds, and the day of today.
VARYING = ((r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "MOMENT"), (r"\b[0-9a-f]{64}\b", "HASH"),
           (r"(?m)^(  seed +)\d{6,}$", r"\1SEED"))


def masked(text):
    for pattern, stands in VARYING:
        text = re.sub(pattern, stands, text)
    return text


def is_shown(found, shown, written, days):
    """Whether what was found is what is shown: where that has the day it was `written`, one of `days` may stand, which were
    today before and after the run. Any other day is what it is, also when it is today."""
    pattern = re.escape(masked(shown))
    if written:
        pattern = pattern.replace(re.escape(written), "(?:" + "|".join(map(re.escape, {written, *days})) + ")")
    return re.fullmatch(pattern, masked(found)) is not None


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


class Shell:
    """Where a document's commands are run: a folder like the project's, with `dekning` on the path."""

    def __init__(self, folder):
        self.folder, self.status = folder / "project", 0
        self.folder.mkdir()
        (self.folder / "data").symlink_to(world.root / "data")
        (self.folder / "build").symlink_to(world.binary.parent)
        (folder / "shared").symlink_to(world.root.parent / "shared")
        (folder / "bin").mkdir()
        (folder / "bin" / "dekning").symlink_to(world.binary)
        self.env = environment(PATH=f"{folder / 'bin'}:/usr/bin:/bin")

    def run(self, words):
        if words.startswith("export "):
            self.env.update(part.split("=", 1) for part in words.split()[1:])
            return ""
        if words == "echo $?":
            return str(self.status)
        done = subprocess.run(["/bin/sh", "-c", words], cwd=self.folder, env=self.env, stdin=subprocess.DEVNULL, timeout=240,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.status = done.returncode
        claim(0 <= done.returncode <= 3, f"{words}: {done}")
        return done.stdout.decode("utf-8").rstrip("\n")


def run_document(path, shell, written="", runs=lambda words: True):
    """Runs the commands for which `runs` holds, in order. With --accept the document is written anew, and its text
    returned; else any other output than what it shows fails. `written` is the day it was written, where it shows one."""
    wrong, made, ran = [], [], 0
    for part in blocks(path.read_text("utf-8")):
        if not part.startswith("```console\n"):
            made.append(part)
            continue
        lines = []
        for words, output in commands(part):
            found = output
            if runs(words):
                ran += 1
                begun = str(datetime.date.today())
                found = shell.run(words)
                ended = str(datetime.date.today())
                if is_shown(found, output, written, {begun, ended}):
                    found = output
                else:
                    wrong.append(f"$ {words}\n{found}")
            lines.append(f"$ {words}\n" + (f"{found}\n" if found else ""))
        made.append("```console\n" + "".join(lines) + "```")
    claim(ran > 0, f"{path.name} has nothing to run")
    if world.accept:
        path.write_text("".join(made), "utf-8")
    else:
        equal(wrong, [], "not as the document shows (--accept writes it anew)")
