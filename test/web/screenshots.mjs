// SPDX-License-Identifier: EUPL-1.2
// Takes the pictures of doc/img: screenshots.mjs DEKNING SOURCE_ROOT FOLDER [GEOJSON]. A board on the reference
// municipality with a synthetic register, where no person is real.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { Board, dekning, makeRegister, PATIENCE, world } from "./helper.mjs";

const [, , binary, root, out, districts] = process.argv;
world.binary = path.resolve(binary);
world.root = path.resolve(root);
world.folder = fs.mkdtempSync(path.join(os.tmpdir(), "dekning-pictures-"));
process.on("exit", () => fs.rmSync(world.folder, { recursive: true, force: true }));
world.browser = await chromium.launch({ executablePath: "/usr/bin/chromium", timeout: PATIENCE, args: ["--hide-scrollbars", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])] });
world.who = await makeRegister(path.join(world.folder, "made"));
const people = { ingrid: "planner", kari: "case_worker" };
for (const [name, role] of Object.entries(people)) {
    await dekning(path.join(world.folder, "made"), "user", "add", name, "--role", role, "--password-file", path.join(world.folder, "made", "password"));
}
const board = await new Board("pictures", districts === undefined ? [] : ["--districts", path.resolve(districts)]).start();

/** A package of the municipality's own measures. */
const forecast = "/framskriving?pakke=list_reduction:-100,expansion_grant:10,locum_own_post:0.6";

const pictures = {
    oversikt: { as: "ingrid", where: "/" },
    framskriving: { as: "ingrid", where: forecast },
    lister: { as: "kari", where: "/lister" },
    liste: { as: "kari", where: `/lister/${world.who.full[0]}` },
    manedsskifte: { as: "kari", where: "/manedsskifte" },
    rapport: { as: "ingrid", where: "/rapport" },
    "oversikt-mobil": { as: "ingrid", where: "/", width: 360 },
    "framskriving-mork": { as: "ingrid", where: forecast, dark: true },
};

fs.mkdirSync(out, { recursive: true });
for (const [name, { where, ...how }] of Object.entries(pictures)) {
    const tab = await board.tab(how);
    await tab.go(where);
    await tab.page.evaluate(() => (document.documentElement.style.scrollbarGutter = "auto"));
    await tab.calm();
    const file = path.join(out, `${name}.png`);
    await tab.page.screenshot({ path: file });
    console.log(`${file}: ${(fs.statSync(file).size / 1000).toFixed(0)} kB`);
    await board.tidy();
}
await board.stop();
await world.browser.close();
