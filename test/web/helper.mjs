// SPDX-License-Identifier: EUPL-1.2
// What every browser test needs: a board with a synthetic register and an account of each role, and a
// browser that tells of everything a reader should never meet.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Set once by run.mjs. */
export const world = { binary: "", root: "", folder: "", browser: null, who: null };

export const PASSWORD = "riktig hest batteri stift";
export const ROLES = ["reader", "planner", "case_worker", "legevakt_leader", "gp", "resident", "auditor", "admin"];
export const LANGUAGES = ["nb", "nn", "en"];
export const WIDTHS = { 360: 740, 1440: 900 };
export const PATIENCE = 120_000; // ms, on a slow machine that has much else to do: only what fails takes so long
const KEPT_TABS = 14; // of two roles: each is a process of the browser, with a stream of events
/** Ports that the system gives nobody by itself: one that a server has had is free when it is started again. */
const PORTS = { from: 20_000, to: 32_000 };
/** How far east of UTC the tests are: where it is morning, so that no day, month or year turns before they are done. */
const EAST = Math.max(8 - new Date().getUTCHours(), -12); // hours
const ZONE = `Etc/GMT${EAST > 0 ? "-" : "+"}${Math.abs(EAST)}`; // whose sign is of what lies to the west

const axe = () => fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let axeSource = null;

export const tests = [];

/** A test is a function of the board of its file; what it says it checks is its name in the TAP output. */
export function test(name, body) {
    tests.push({ name, body });
}

/** Told beside the outcome of a test, such as a time measured. */
export function note(text) {
    world.notes.push(text);
}

// -- the register ----------------------------------------------------------------------------------

function environment(folder) {
    return {
        PATH: "/usr/bin:/bin",
        LC_ALL: "C.UTF-8",
        TZ: `TEST${-EAST}`,
        DEKNING_DB: path.join(folder, "dekning.db"),
        DEKNING_KEY: path.join(folder, "dekning.key"),
        DEKNING_ACTOR: "kari",
    };
}

export async function dekning(folder, ...words) {
    const { stdout } = await run(world.binary, words.map(String), { cwd: folder, env: environment(folder), maxBuffer: 64 << 20 });
    return stdout;
}

const answer = async (folder, ...words) => JSON.parse(await dekning(folder, ...words, "--json"));

const servers = new Set();
process.on("exit", () => servers.forEach((server) => server.kill("SIGKILL"))); // none outlives the tests

export const today = () => new Date(Date.now() + EAST * 3_600_000).toISOString().slice(0, 10);

/** The reference municipality with a synthetic register, an account of each role, and who is who. */
export async function makeRegister(folder) {
    fs.mkdirSync(folder, { recursive: true });
    await dekning(folder, "key", "create");
    await dekning(folder, "load", path.join(world.root, "data", "bergen"));
    await dekning(folder, "synthesise", "people", "--month", today().slice(0, 7), "--date", today(), "--waiting", 3000, "--unassigned", 40);
    const { all_lists: lists } = await answer(folder, "list", "all");
    const open = lists.filter((list) => list.list_state === "open" && list.free_places > 2).map((list) => list.post);
    const full = lists.filter((list) => list.list_state === "closed" && list.free_places === 0).map((list) => list.post);
    const { list_doctors: doctors } = await answer(folder, "doctor", "all");
    const own = doctors.find((doctor) => doctor.post === open[0] && doctor.relation === "gp");
    const { members } = await answer(folder, "list", "members", open[0]);
    const grown = members.filter((member) => member.born > "1970" && member.born < "2000" && member.until === null);
    const mother = grown.find((member) => member.sex === "female").person;
    const others = grown.filter((member) => member.person !== mother).map((member) => member.person);
    const { number: child } = await answer(folder, "person", "birth", "--born", today(), "--sex", "female", "--mother", mother);
    fs.writeFileSync(path.join(folder, "password"), PASSWORD + "\n", { mode: 0o600 });
    const accounts = [...ROLES.map((role) => [role, role]), ["locked", "reader"]];
    for (const [name, role] of accounts) {
        const link = { gp: ["--doctor", own.hpr], resident: ["--person", mother] }[name] ?? [];
        await dekning(folder, "user", "add", name, "--role", role, "--password-file", path.join(folder, "password"), ...link);
    }
    return { open, full, mother, child, others };
}

// -- the server ------------------------------------------------------------------------------------

/** A server of its own on a register of its own. */
export class Board {
    constructor(name, more = []) {
        this.folder = path.join(world.folder, name);
        this.more = more;
        this.port = 0;
        this.sessions = new Map();
        this.tabs = [];
        this.kept = new Map();
    }

    async start() {
        if (!fs.existsSync(this.folder)) {
            fs.cpSync(path.join(world.folder, "made"), this.folder, { recursive: true });
        }
        // A port may be somebody's before it is asked for; the one it had is what pages ask at.
        const ports = this.port > 0 ? [this.port] : Array.from({ length: 10 }, () => crypto.randomInt(PORTS.from, PORTS.to));
        for (const port of ports) {
            if (await this.#serve(port)) {
                return this;
            }
        }
        assert.fail(`the server does not start: ${this.log()}`);
    }

    /** Whether it serves at the port; false when it has ended. */
    async #serve(port) {
        const log = fs.openSync(path.join(this.folder, "log"), "w");
        this.process = spawn(world.binary, ["serve", "--port", String(port), "--visitor", "none", ...this.more], {
            cwd: this.folder,
            env: environment(this.folder),
            stdio: ["ignore", "ignore", log],
        });
        fs.closeSync(log);
        servers.add(this.process);
        for (const end = Date.now() + PATIENCE; this.#runs(); await sleep(20)) {
            const started = this.events().find((event) => event.event === "started");
            if (started !== undefined) {
                this.origin = started.url.replace(/\/$/, "");
                this.port = Number(new URL(this.origin).port);
                return true;
            }
            assert.ok(Date.now() < end, `the server does not start: ${this.log()}`);
        }
        servers.delete(this.process);
        return false;
    }

    #runs() {
        return this.process.exitCode === null && this.process.signalCode === null;
    }

    log() {
        return fs.readFileSync(path.join(this.folder, "log"), "utf8");
    }

    events() {
        return this.log()
            .split("\n")
            .slice(0, -1)
            .filter((line) => line.startsWith("{"))
            .map((line) => JSON.parse(line));
    }

    async stop() {
        if (this.#runs()) {
            const gone = new Promise((resolve) => this.process.once("exit", resolve));
            this.process.kill("SIGTERM");
            const late = setTimeout(() => this.process.kill("SIGKILL"), PATIENCE);
            await gone;
            clearTimeout(late);
        }
        servers.delete(this.process);
        assert.equal(this.process.exitCode, 0, `how the server ended: ${this.log().slice(-2000)}`);
    }

    /** The session of a role, made once. */
    async session(role) {
        let session = this.sessions.get(role);
        if (session === undefined) {
            const reply = await fetch(`${this.origin}/api/v1/session`, {
                method: "POST",
                headers: { "Content-Type": "application/json", Origin: this.origin },
                body: JSON.stringify({ name: role, password: PASSWORD }),
            });
            assert.equal(reply.status, 200, `login as ${role}`);
            const [name, value] = reply.headers.get("set-cookie").split(";")[0].split("=");
            session = { name, value, csrf: (await reply.json()).csrf };
            this.sessions.set(role, session);
        }
        return session;
    }

    /** Asks the API as a role. */
    async ask(role, method, route, body) {
        const session = await this.session(role);
        const reply = await fetch(`${this.origin}/api/v1/${route}`, {
            method,
            headers: {
                Cookie: `${session.name}=${session.value}`,
                "X-CSRF-Token": session.csrf,
                Origin: this.origin,
                ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await reply.text();
        return { status: reply.status, json: text === "" ? null : JSON.parse(text) };
    }

    async tab(options = {}) {
        const tab = new Tab(this, options);
        this.tabs.push(tab);
        await tab.open();
        return tab;
    }

    /** A tab that is kept for the tests of the file that want one like it, as long as they do not want too many others. */
    async keptTab(options) {
        const key = JSON.stringify(options);
        let tab = this.kept.get(key);
        if (tab === undefined) {
            tab = new Tab(this, options);
            await tab.open();
        }
        this.kept.delete(key);
        this.kept.set(key, tab); // last, as the one used last
        for (const [other, unused] of [...this.kept].slice(0, -KEPT_TABS)) {
            this.kept.delete(other);
            this.tabs.push(unused);
        }
        return tab;
    }

    /** Stops for good: no page is left to ask for what is there no more. */
    async end() {
        this.tabs.push(...this.kept.values());
        this.kept.clear();
        await this.tidy();
        await this.stop();
    }

    /** Closes what a test left open, and tells what went wrong in it. */
    async tidy() {
        const faults = [];
        for (const tab of this.tabs.splice(0)) {
            await tab.close();
            faults.push(...tab.faults);
        }
        for (const tab of this.kept.values()) {
            faults.push(...tab.faults.splice(0));
            tab.expected = [];
        }
        return faults;
    }
}

/** The account of a case worker, on whatever there is. */
async function makeCaseWorker(folder) {
    fs.writeFileSync(path.join(folder, "password"), PASSWORD + "\n", { mode: 0o600 });
    await dekning(folder, "user", "add", "case_worker", "--role", "case_worker", "--password-file", path.join(folder, "password"));
}

/** A board on a register whose open month is over. */
export async function makeLate(name, month) {
    const folder = path.join(world.folder, name);
    fs.mkdirSync(folder);
    await dekning(folder, "key", "create");
    await dekning(folder, "load", path.join(world.root, "data", "bergen"));
    await dekning(folder, "synthesise", "people", "--month", month, "--date", `${month}-01`, "--unassigned", 40);
    await makeCaseWorker(folder);
    return new Board(name).start();
}

/** A board on the reference municipality without a register. */
export async function makeBare(name) {
    const folder = path.join(world.folder, name);
    fs.mkdirSync(folder);
    await dekning(folder, "key", "create");
    await dekning(folder, "load", path.join(world.root, "data", "bergen"));
    await makeCaseWorker(folder);
    return new Board(name).start();
}

// -- the browser -----------------------------------------------------------------------------------

const isStream = (url) => new URL(url).pathname === "/api/v1/events";

/** A page of the board in a browser of its own (own cookies, own storage). */
export class Tab {
    constructor(board, { as = null, language = "nb", width = 1440, dark = false } = {}) {
        Object.assign(this, { board, as, language, width, dark });
        this.faults = [];
        this.expected = [];
        this.pending = new Set();
    }

    async open() {
        this.context = await world.browser.newContext({
            viewport: { width: this.width, height: WIDTHS[this.width] },
            timezoneId: ZONE,
            locale: { nb: "nb-NO", nn: "nn-NO", en: "en-GB" }[this.language],
            colorScheme: this.dark ? "dark" : "light",
            reducedMotion: "reduce",
            acceptDownloads: true,
        });
        if (this.as !== null) {
            const { name, value } = await this.board.session(this.as);
            await this.context.addCookies([{ name, value, url: this.board.origin, httpOnly: true, sameSite: "Lax" }]);
        }
        await this.context.addInitScript((language) => {
            if (localStorage.getItem("dekning.language") === null) {
                localStorage.setItem("dekning.language", language);
            }
            addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
        }, this.language);
        this.page = await this.context.newPage();
        this.page.setDefaultTimeout(PATIENCE);
        this.page.on("console", (message) => {
            if (message.type() === "error" || message.type() === "warning") {
                this.#fault(`console: ${message.text()} ${message.location().url ?? ""}`);
            }
        });
        this.page.on("pageerror", (error) => this.#fault(`error: ${error.stack}`));
        this.page.on("request", (request) => {
            const url = new URL(request.url());
            if (url.origin !== this.board.origin && !["data:", "blob:"].includes(url.protocol)) {
                this.#fault(`a request to another origin: ${url.href}`);
            }
            if (request.isNavigationRequest() && request.frame() === this.page.mainFrame()) {
                this.pending.clear(); // nobody waits for what the page before it asked for
            }
            this.pending.add(request);
        });
        // A stream of events never ends: it is waited for until it is open, and what is done next is told on it.
        this.page.on("response", (response) => {
            if (isStream(response.url())) {
                this.pending.delete(response.request());
            }
        });
        for (const ended of ["requestfinished", "requestfailed"]) {
            this.page.on(ended, (request) => this.pending.delete(request));
        }
    }

    async close() {
        await this.context.close();
    }

    /** What is part of the test, such as "status of 409". */
    expect(...parts) {
        this.expected.push(...parts);
    }

    #fault(text) {
        if (!this.expected.some((part) => text.includes(part))) {
            this.faults.push(text);
        }
    }

    async go(where) {
        await this.page.goto(this.board.origin + where, { waitUntil: "load" });
        await this.settle();
        return this;
    }

    /** Waits until all that was asked for has come and is drawn. */
    async settle() {
        const end = Date.now() + PATIENCE;
        const waits = async () =>
            this.pending.size > 0 || (await this.page.locator("dek-app:not(:has(main > *)), [aria-busy=true], .dek-spin").count()) > 0;
        for (let quiet = 0; quiet < 3; ) {
            quiet = (await waits()) ? 0 : quiet + 1;
            if (quiet === 3) {
                await this.calm();
                quiet = (await waits()) ? 0 : quiet;
            }
            if (Date.now() > end) {
                const busy = await this.page.locator("[aria-busy=true], .dek-spin").evaluateAll((all) => all.map((each) => each.parentElement.outerHTML.slice(0, 300)));
                assert.fail(`never done: ${[...this.pending].map((request) => `${request.method()} ${request.url()}`)} ${busy}`);
            }
            await sleep(40);
        }
    }

    /** Waits until what there is is drawn, in its size and its letters, and has stopped moving. */
    async calm() {
        await this.page.evaluate(async () => {
            const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            await document.fonts.ready;
            await drawn(); // what looks after its own size has seen it
            await drawn(); // and is drawn in it
            const moves = (each) => each.playState === "running" && each.effect?.getComputedTiming().endTime !== Infinity;
            await Promise.allSettled(document.getAnimations().filter(moves).map((each) => each.finished));
        });
    }

    text(selector) {
        return this.page.locator(selector).first().innerText();
    }

    /** Waits until a text is seen. */
    async sees(text, selector = "body") {
        await this.page.locator(selector).filter({ hasText: text }).first().waitFor();
    }

    lacks(text) {
        return this.page.evaluate((part) => !document.body.innerText.includes(part), text);
    }

    /** What axe finds wrong with what is shown. */
    async axe() {
        axeSource ??= axe();
        await this.calm();
        await this.page.evaluate(axeSource);
        const { violations } = await this.page.evaluate(() =>
            globalThis.axe.run(document, {
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
                resultTypes: ["violations"],
            }),
        );
        const summary = (node) => `${node.target} (${node.failureSummary.split("\n").slice(1, 2).join("").trim()})`;
        return violations.map(({ id, nodes }) => `axe ${id}, ${nodes.length} of them: ${nodes.slice(0, 2).map(summary).join(", ")}`);
    }

    /** What is wrong with what is shown, of what holds of every page. */
    async inspect(axe = true) {
        await this.calm();
        const wide = await this.page.evaluate(() => {
            const most = document.documentElement.clientWidth;
            const whole = document.documentElement.scrollWidth;
            const over = [...document.querySelectorAll("main *")].filter(
                (each) => each.getBoundingClientRect().right > most + 1 && each.parentElement.closest(".dek-scroll") === null,
            );
            return whole <= most ? [] : [`it scrolls sideways, ${whole} px wide: ${over.slice(0, 3).map((each) => each.outerHTML.slice(0, 120)).join(", ")}`];
        });
        const options = await this.page.evaluate(() =>
            [...document.querySelectorAll("main, dialog[open]")].flatMap((each) => each.innerText.match(/.{0,40}(?:--[a-z]{2}|[«“]dekning [a-z]).{0,20}/g) ?? []),
        );
        return [
            ...wide,
            ...options.map((text) => `it tells of the command line: ${text}`),
            ...(axe ? await this.axe() : []),
        ];
    }
}

export { assert, fs, path, sleep };
