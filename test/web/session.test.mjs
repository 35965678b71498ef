// SPDX-License-Identifier: EUPL-1.2
// Logging in and out, and a board that stays open while others work and the server is started again.
import { assert, dekning, PASSWORD, PATIENCE, sleep, test, world } from "./helper.mjs";

export const settings = [];

async function login(tab, name, password) {
    await tab.page.locator("#login-name").fill(name);
    await tab.page.locator("#login-password").fill(password);
    await tab.page.locator("dek-page-login [type=submit]").click();
}

test("one logs in where one was going, and out; going back shows nothing", async (board) => {
    const tab = await board.tab();
    tab.expect("status of 401", "status of 403");
    await tab.go(`/logg-inn?til=/personer/${world.who.mother}`);
    await login(tab, "case_worker", "ikke dette");
    await tab.sees("Brukernavnet eller passordet er feil", "[role=alert]");
    assert.equal(await tab.page.locator("#login-password").inputValue(), "", "a wrong password is cleared");
    assert.deepEqual(await tab.axe(), []);
    await login(tab, "case_worker", PASSWORD);
    await tab.page.locator("dek-page-person dl").waitFor();
    await tab.settle();
    assert.equal(new URL(tab.page.url()).pathname, `/personer/${world.who.mother}`);
    const shown = (await tab.text("dek-page-person dl")).split("\n")[1];
    const cookies = await tab.context.cookies();
    assert.deepEqual(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite })), [{ httpOnly: true, sameSite: "Lax" }]);
    await tab.page.locator("[popovertarget=dek-user]").click();
    await tab.page.getByRole("button", { name: "Logg ut" }).click();
    await tab.page.locator("dek-page-login form").waitFor();
    await tab.settle();
    assert.equal(await tab.page.locator("dek-page-person").count(), 0, "the person is gone");
    assert.equal(new URL(tab.page.url()).pathname, "/logg-inn");
    await tab.page.goBack();
    await tab.sees("Du har ikke tilgang til dette", "main");
    await tab.settle();
    assert.equal(new URL(tab.page.url()).pathname, `/personer/${world.who.mother}`);
    assert.equal(await tab.page.locator("dek-page-person dl").count(), 0, "a person is shown to nobody");
    assert.ok(await tab.lacks(shown), `${shown} is shown`);
});

test("the events heard are those of the one who is here, without a reload", async (board) => {
    const tab = await board.tab({ as: "reader" });
    tab.expect("status of 401");
    await tab.page.addInitScript(() => {
        const all = (globalThis.streams = []);
        globalThis.EventSource = class extends EventSource {
            constructor(...given) {
                super(...given);
                all.push(this);
            }
        };
    });
    /** How many streams there are that have not ended. */
    const streams = () => tab.page.evaluate(() => globalThis.streams.filter((each) => each.readyState !== EventSource.CLOSED).length);
    await tab.go("/");
    assert.equal(await streams(), 1, "of the reader");
    await tab.page.locator("[popovertarget=dek-user]").click();
    await tab.page.getByRole("button", { name: "Logg ut" }).click();
    await tab.page.locator("dek-page-login form").waitFor();
    await tab.settle();
    assert.equal(await streams(), 0, "the reader's ends with the session");
    await login(tab, "planner", PASSWORD);
    await tab.page.locator("dek-page-login").waitFor({ state: "detached" });
    await tab.settle();
    assert.equal(await streams(), 1, "of the planner");
    const asked = tab.page.waitForRequest((request) => request.url().includes("/api/v1/status"));
    const { status } = await board.ask("case_worker", "POST", "operations/list_cap", { arguments: { list: world.who.open[4], cap: 1666, agreed: true } });
    assert.equal(status, 200);
    await asked;
    await tab.settle();
});

test("an address of another site is not gone to after logging in", async (board) => {
    const tab = await board.tab();
    tab.expect("status of 401");
    await tab.go("/logg-inn?til=//example.org/");
    await login(tab, "reader", PASSWORD);
    await tab.page.locator("dek-page-login").waitFor({ state: "detached" });
    await tab.settle();
    assert.equal(tab.page.url(), `${board.origin}/`);
});

test("after five wrong passwords the right one is wrong too, as the page says, until the user is unlocked", async (board) => {
    const tab = await board.tab({ language: "nn" });
    tab.expect("status of 401");
    await tab.go("/logg-inn");
    for (let i = 0; i < 5; i += 1) {
        const answered = tab.page.waitForResponse((reply) => reply.url().endsWith("/session"));
        await login(tab, "locked", `galt ${i}`);
        await answered;
        await tab.page.locator("[role=alert] .ds-alert").waitFor();
        await tab.settle();
    }
    const answered = tab.page.waitForResponse((reply) => reply.url().endsWith("/session"));
    await login(tab, "locked", PASSWORD);
    assert.equal((await answered).status(), 401);
    await tab.sees("Etter fem feil på rad er brukaren låst i 15 minutt", "[role=alert]");
    assert.deepEqual(await tab.axe(), []);
    await dekning(board.folder, "user", "unlock", "locked");
    await login(tab, "locked", PASSWORD);
    await tab.page.locator("dek-page-login").waitFor({ state: "detached" });
    await tab.settle();
});

test("what another one changes is seen at once", async (board) => {
    const [, , list] = world.who.open;
    const tab = await board.tab({ as: "case_worker" });
    await tab.go(`/lister/${list}`);
    const other = await board.tab({ as: "planner" });
    await other.go("/");
    const asked = other.page.waitForRequest((request) => request.url().includes("/api/v1/status"));
    const cap = 1777;
    const { status, json } = await board.ask("case_worker", "POST", "operations/list_cap", { arguments: { list, cap, agreed: true } });
    assert.equal(status, 200, JSON.stringify(json));
    await tab.sees(/1.777/, "main");
    await asked;
    await Promise.all([tab.settle(), other.settle()]);
});

test("what another one changes before a page's stream of events is open is seen too", async (board) => {
    const [, , list] = world.who.open;
    const tab = await board.tab({ as: "case_worker" });
    let open;
    const opened = new Promise((resolve) => (open = resolve));
    await tab.page.route("**/api/v1/events*", async (route) => {
        await opened;
        await route.continue();
    });
    await tab.page.goto(`${board.origin}/lister/${list}`);
    await tab.page.locator("dek-page-list .dek-tile").first().waitFor();
    const newest = async () => (await board.ask("planner", "GET", "me")).json.events;
    const before = await newest();
    const { status } = await board.ask("case_worker", "POST", "operations/list_cap", { arguments: { list, cap: 1799, agreed: true } });
    assert.equal(status, 200);
    for (const end = Date.now() + PATIENCE; (await newest()) === before; await sleep(20)) {
        assert.ok(Date.now() < end, "nobody is told");
    }
    assert.ok(!/1.799/.test(await tab.text("main")), "the page is not told yet");
    open();
    await tab.sees(/1.799/, "main");
    await tab.settle();
});

test("a server that is started again is noticed, and what happened meanwhile is shown", async (board) => {
    const list = world.who.open[3];
    const tab = await board.tab({ as: "case_worker" });
    // How a connection to a server that stops is lost, or refused, depends on how far it has come.
    tab.expect("net::ERR_", "status of 503");
    await tab.go(`/lister/${list}`);
    const lost = Promise.race(["requestfinished", "requestfailed"].map((ended) => tab.page.waitForEvent(ended, (request) => request.url().includes("/api/v1/events"))));
    await board.stop();
    await lost;
    await dekning(board.folder, "list", "cap", list, "--cap", 1888, "--agreed");
    await board.start();
    await tab.sees(/1.888/, "main");
    await tab.settle();
    const { status } = await board.ask("case_worker", "GET", `lists/${list}`);
    assert.equal(status, 200, "the session outlives the server");
});
