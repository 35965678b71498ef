// SPDX-License-Identifier: EUPL-1.2
// The board in a browser: run.mjs DEKNING SOURCE_ROOT [FILE…]. Runs the *.test.mjs beside this file, or those
// named, each against a server of its own, and prints TAP. Skipped where Chromium or npm's packages are not.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

function skip(why) {
    console.log(`1..0 # SKIP ${why}`);
    process.exit(0);
}

const [, , binary, root, ...named] = process.argv;
if (root === undefined) {
    console.error("usage: run.mjs DEKNING SOURCE_ROOT [FILE…]");
    process.exit(2);
}
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((each) => fs.existsSync(each)) ?? skip("Chromium is not here: script/setup test");
let playwright;
try {
    playwright = await import("playwright-core");
    import.meta.resolve("axe-core/axe.min.js");
} catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") {
        throw error;
    }
    skip("npm's playwright-core and axe-core are not here: script/setup test");
}
const { Board, makeRegister, PATIENCE, tests, world } = await import("./helper.mjs");

const here = path.dirname(fileURLToPath(import.meta.url));
const files = (named.length > 0 ? named : fs.readdirSync(here).filter((each) => each.endsWith(".test.mjs")).sort()).map((each) => path.basename(each));
world.binary = path.resolve(binary);
world.root = path.resolve(root);
world.folder = fs.mkdtempSync(path.join(os.tmpdir(), "dekning-web-"));
world.browser = await playwright.chromium.launch({
    executablePath: chromium,
    timeout: PATIENCE,
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
process.on("SIGTERM", () => process.exit(1)); // so that browser and servers end too
process.on("unhandledRejection", () => {}); // of what a test that has failed already still waited for
process.on("exit", () => fs.rmSync(world.folder, { recursive: true, force: true }));

const planned = [];
for (const file of files) {
    const before = tests.length;
    const { settings } = await import(`./${file}`);
    planned.push({ file: file.replace(".test.mjs", ""), settings, tests: tests.slice(before) });
}
console.log(`1..${tests.length}`);

let number = 0;
let failed = 0;
const began = Date.now();
try {
    world.who = await makeRegister(path.join(world.folder, "made"));
    console.log(`# the register was made in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    for (const { file, settings, tests: own } of planned) {
        const board = await new Board(file, settings).start();
        for (const { name, body } of own) {
            const from = Date.now();
            world.notes = [];
            let wrong = null;
            try {
                await body(board);
            } catch (error) {
                wrong = error.stack;
            }
            const faults = await board.tidy();
            number += 1;
            if (wrong === null && faults.length > 0) {
                wrong = faults.slice(0, 10).join("\n");
            }
            failed += wrong === null ? 0 : 1;
            console.log(`${wrong === null ? "ok" : "not ok"} ${number} - ${file}: ${name}`);
            for (const line of [...world.notes, ...(wrong ?? "").split("\n"), `${Date.now() - from} ms`].filter((each) => each !== "")) {
                console.log(`# ${line}`);
            }
        }
        await board.end();
    }
} finally {
    await world.browser.close();
}
console.log(`# ${((Date.now() - began) / 1000).toFixed(0)} s in all`);
process.exit(failed === 0 ? 0 : 1);
