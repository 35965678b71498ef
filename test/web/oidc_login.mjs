// SPDX-License-Identifier: EUPL-1.2
// Whole logins at a login service: oidc_login.mjs OIDC_LOGIN. This is the browser, npm's oidc-provider the service, and
// OIDC_LOGIN (test/server/oidc_login.c) the server. Prints TAP.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";

function skip(why) {
    console.log(`1..0 # SKIP ${why}`);
    process.exit(0);
}

if (Number(process.versions.node.split(".")[0]) < 20) {
    skip("oidc-provider needs Node 20");
}
let provider;
try {
    provider = await import("./oidc_provider.mjs");
} catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") {
        throw error;
    }
    skip("npm's oidc-provider is not here: script/setup test");
}

const program = process.argv[2];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dekning-oidc-"));
const redirect = "http://127.0.0.1:9/callback"; // where nobody listens: the browser here never goes there
const people = {
    kari: { acr: "idporten-loa-high", pid: "01819012345", [`helseid://claims/hpr/hpr_number`]: "7654321", "helseid://claims/identity/security_level": "4" },
    ola: { acr: "idporten-loa-substantial", pid: "01819012345", "helseid://claims/identity/security_level": "3" },
};
const tests = [];
const test = (name, run) => tests.push({ name, run });

// -- the server and the browser ------------------------------------------------------------------

class Server {
    constructor(profile, issuer, keyFile, clientId = "dekning") {
        this.process = spawn(program, [profile, issuer, clientId, keyFile, redirect], { stdio: ["pipe", "pipe", "inherit"] });
        this.ended = new Promise((resolve) => this.process.once("exit", resolve));
        this.process.stdin.on("error", () => {}); // it fell over: tell() says so
        this.lines = readline.createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    }
    async tell(...words) {
        this.process.stdin.write(words.map((word) => word ?? "-").join("\t") + "\n");
        const { value } = await this.lines.next();
        assert.ok(value !== undefined, "the server fell over");
        return value.split("\t");
    }
    async start(language = 0, returnTo = "/") {
        const [ok, location, cookie, seconds] = await this.tell("start", language, returnTo);
        return ok === "ok" ? { location, cookie, seconds } : { error: location, found: cookie, expected: seconds };
    }
    async finish(cookie, { state, code, error, iss }, later = 0) {
        const [ok, ...words] = await this.tell("finish", later, cookie, state, code, error, iss);
        const [subject, doctor, pid, returnTo] = words;
        return ok === "ok" ? { subject, doctor: Number(doctor), pid, returnTo } : { error: words[0], found: words[1], expected: words[2] };
    }
    close() {
        this.process.stdin.end();
        return this.ended;
    }
}

// Logs in as somebody at the service, and gives what the browser would come back to the server with.
async function browse(location, login) {
    const jar = new Map();
    let url = location;
    let form = null;
    for (let steps = 0; steps < 10; steps++) {
        const answer = await fetch(url, {
            redirect: "manual",
            method: form === null ? "GET" : "POST",
            body: form,
            headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
        });
        for (const line of answer.headers.getSetCookie()) {
            const [pair] = line.split(";");
            jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
        }
        if (answer.status === 200) {
            form = new URLSearchParams({ login });
            continue;
        }
        assert.ok([302, 303].includes(answer.status), `${url}: ${answer.status} ${await answer.text()}`);
        form = null;
        url = new URL(answer.headers.get("location"), url).href;
        if (url.startsWith(redirect)) {
            return Object.fromEntries(new URL(url).searchParams);
        }
    }
    throw new Error("the service sends the browser in a ring");
}

async function withService(options, run) {
    const { profile = "plain", clientAlg = "ES256", ...rest } = options;
    const { key, known } = provider.clientKeys(clientAlg);
    const keyFile = path.join(folder, "client.jwk");
    fs.rmSync(keyFile, { force: true });
    fs.writeFileSync(keyFile, JSON.stringify(key), { mode: 0o600 });
    const service = await provider.startProvider({ clientId: "dekning", clientKeySet: known, redirect, people, ...rest });
    const server = new Server(profile, service.issuer, keyFile);
    try {
        await run(server, service);
    } finally {
        await server.close();
        await service.close();
    }
}

async function login(server, who, returnTo = "/") {
    const begun = await server.start(0, returnTo);
    assert.equal(begun.error, undefined, JSON.stringify(begun));
    return server.finish(begun.cookie, await browse(begun.location, who));
}

// -- tests ---------------------------------------------------------------------------------------

for (const alg of ["ES256", "PS256", "RS256"]) {
    for (const push of [true, false]) {
        test(`a login, tokens and client by ${alg}, ${push ? "pushed" : "by the browser"}`, () =>
            withService({ alg, clientAlg: alg, push }, async (server, service) => {
                const came = await login(server, "kari", "/min-side?x=1");
                assert.deepEqual(came, { subject: "kari", doctor: 0, pid: "", returnTo: "/min-side?x=1" });
                assert.equal(service.asked.includes("POST /request"), push);
            }));
    }
}

test("HelseID tells the HPR number, and ID-porten the person; neither the other's", async () => {
    await withService({ profile: "helseid", signs: true }, async (server) => {
        assert.deepEqual(await login(server, "kari"), { subject: "kari", doctor: 7654321, pid: "", returnTo: "/" });
        const low = await login(server, "ola");
        assert.deepEqual([low.error, low.expected], ["OIDC_ANSWER", "id_token: level"]);
    });
    await withService({ profile: "idporten" }, async (server) => {
        assert.deepEqual(await login(server, "kari"), { subject: "kari", doctor: 0, pid: "01819012345", returnTo: "/" });
        const low = await login(server, "ola");
        assert.deepEqual([low.error, low.expected], ["OIDC_ANSWER", "id_token: level"]);
    });
});

test("HelseID is not asked unless it takes pushed requests", () =>
    withService({ profile: "helseid", push: false }, async (server) => {
        assert.equal((await server.start()).error, "OIDC_ANSWER");
    }));

test("what is asked: PKCE, state, nonce, language and level, and no secret", () =>
    withService({ profile: "idporten", push: false }, async (server) => {
        const first = await server.start(1);
        const second = await server.start(2);
        const asked = new URL(first.location).searchParams;
        assert.equal(asked.get("code_challenge_method"), "S256");
        assert.equal(asked.get("code_challenge").length, 43);
        assert.equal(asked.get("response_type"), "code");
        assert.equal(asked.get("ui_locales"), "nn");
        assert.equal(asked.get("acr_values"), "idporten-loa-high");
        assert.equal(asked.has("client_assertion"), false);
        const other = new URL(second.location).searchParams;
        for (const name of ["state", "nonce", "code_challenge"]) {
            assert.equal(asked.get(name).length, 43);
            assert.notEqual(asked.get(name), other.get(name));
        }
        assert.equal(other.get("ui_locales"), "en");
        assert.equal(first.seconds, "600");
        assert.ok(first.cookie.length < 1500 && /^[A-Za-z0-9_-]+$/.test(first.cookie));
    }));

test("only the browser that began can finish, within ten minutes and once", () =>
    withService({}, async (server) => {
        const mine = await server.start();
        const other = await server.start();
        const back = await browse(mine.location, "kari");
        const began = async (cookie, callback, later) => assert.equal((await server.finish(cookie, callback, later)).error, "OIDC_BEGAN");
        await began(null, back);
        await began("", back);
        await began("AAAA", back);
        await began(other.cookie, back);
        await began(mine.cookie.slice(0, 60) + (mine.cookie[60] === "A" ? "B" : "A") + mine.cookie.slice(61), back);
        await began(mine.cookie + "AAAA", back);
        await began(mine.cookie.slice(4), back);
        await began(mine.cookie, { ...back, state: undefined });
        await began(mine.cookie, { ...back, state: back.state.slice(1) });
        await began(mine.cookie, back, 600);
        await began(mine.cookie, back, -60);
        await began(mine.cookie, { ...back, code: "made-up" });
        assert.equal((await server.finish(mine.cookie, { ...back, code: undefined })).error, "OIDC_ANSWER");
        assert.equal((await server.finish(mine.cookie, { ...back, iss: "https://evil.example" })).error, "OIDC_ANSWER");
        assert.equal((await server.finish(mine.cookie, { ...back, iss: undefined })).error, "OIDC_ANSWER");
        assert.equal((await server.finish(mine.cookie, back)).subject, "kari");
        await began(mine.cookie, back);
    }));

test("a code of another's login is not taken", () =>
    withService({}, async (server) => {
        const mine = await server.start();
        const theirs = await server.start();
        const back = await browse(mine.location, "kari");
        const other = await browse(theirs.location, "ola");
        assert.equal((await server.finish(mine.cookie, { ...back, code: other.code })).error, "OIDC_BEGAN");
    }));

test("who changes their mind is told so", () =>
    withService({}, async (server) => {
        const refused = await login(server, "nobody");
        assert.deepEqual([refused.error, refused.found], ["OIDC_REFUSED", "access_denied"]);
    }));

test("nobody is sent anywhere but back to this server", () =>
    withService({}, async (server) => {
        for (const bad of ["//evil.example", "https://evil.example", "/\\evil.example", "", null]) {
            assert.equal((await login(server, "kari", bad)).returnTo, "/");
        }
    }));

test("the service's new keys are found", () =>
    withService({}, async (server, service) => {
        let strange = true;
        service.tamper = (request, response) => {
            if (strange && request.url === "/jwks") {
                response.setHeader("content-type", "application/json");
                response.end('{"keys":[]}');
                return true;
            }
            return false;
        };
        const first = await login(server, "kari");
        assert.deepEqual([first.error, first.expected], ["OIDC_ANSWER", "id_token: key"]);
        strange = false;
        const begun = await server.start();
        const back = await browse(begun.location, "kari");
        assert.equal((await server.finish(begun.cookie, back, 35)).subject, "kari");
        assert.equal(service.asked.filter((asked) => asked === "GET /jwks").length, 2);
    }));

test("what the service answers is bounded, and believed no more than it may be", async () => {
    const answers = {
        redirected: (response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
        missing: (response) => response.writeHead(404).end("{}"),
        broken: (response) => response.end("{"),
        "no object": (response) => response.end("[]"),
        "too much": (response) => response.end(`{"issuer":"${"x".repeat(300000)}"}`),
        "cut off": (response) => {
            response.writeHead(200, { "content-length": 100 });
            response.write("{");
            response.destroy();
        },
    };
    for (const [name, answer] of Object.entries(answers)) {
        await withService({}, async (server, service) => {
            service.tamper = (_, response) => {
                answer(response);
                return true;
            };
            assert.match((await server.start()).error, /^OIDC_(ANSWER|UNREACHABLE)$/, name);
        });
    }
    const changes = {
        issuer: { issuer: "http://127.0.0.1:1" },
        authorization_endpoint: { authorization_endpoint: "javascript:alert(1)" },
        token_endpoint: { token_endpoint: "http://login.example/token" },
        jwks_uri: { jwks_uri: "file:///etc/passwd" },
        pushed_authorization_request_endpoint: { pushed_authorization_request_endpoint: "ftp://x/" },
        code_challenge_methods_supported: { code_challenge_methods_supported: ["plain"] },
        token_endpoint_auth_methods_supported: { token_endpoint_auth_methods_supported: ["client_secret_post"] },
    };
    for (const [name, change] of Object.entries(changes)) {
        await withService({}, async (server, service) => {
            const metadata = await (await fetch(`${service.issuer}/.well-known/openid-configuration`)).json();
            service.tamper = (_, response) => {
                response.end(JSON.stringify({ ...metadata, ...change }));
                return true;
            };
            const refused = await server.start();
            assert.deepEqual([refused.error, refused.expected], ["OIDC_ANSWER", name]);
        });
    }
});

test("a service that is not there, or says nothing, is not waited for", async () => {
    const silent = http.createServer(() => {});
    await new Promise((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const keyFile = path.join(folder, "client.jwk");
    const begun = Date.now();
    for (const port of [9, silent.address().port]) {
        const server = new Server("plain", `http://127.0.0.1:${port}`, keyFile);
        assert.equal((await server.start()).error, "OIDC_UNREACHABLE");
        await server.close();
    }
    assert.ok(Date.now() - begun < 60_000, "ten seconds of silence are enough, on a machine that may be slow");
    silent.closeAllConnections();
    silent.close();
});

// -- running -------------------------------------------------------------------------------------

console.log(`1..${tests.length}`);
let failed = 0;
for (const [index, { name, run }] of tests.entries()) {
    try {
        await run();
        console.log(`ok ${index + 1} - oidc: ${name}`);
    } catch (error) {
        failed++;
        console.log(`not ok ${index + 1} - oidc: ${name}`);
        console.log(String(error.stack).replace(/^/gm, "# "));
    }
}
fs.rmSync(folder, { recursive: true });
process.exit(failed === 0 ? 0 : 1);
