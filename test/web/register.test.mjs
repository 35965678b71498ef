// SPDX-License-Identifier: EUPL-1.2
// The register's pages: switches allowed and refused, the close of a month, tables taken in, and who sees what.
import { assert, fs, makeBare, makeLate, path, test, today, world } from "./helper.mjs";

export const settings = [];

/** Chooses what to do with a person, and fills the form in. */
async function form(tab, operation, told) {
    const actions = tab.page.locator("dek-actions");
    await actions.locator("select").first().selectOption(operation);
    const fields = actions.locator("dek-operation");
    await fields.locator("form").waitFor();
    for (const [argument, value] of Object.entries(told)) {
        const control = fields.locator(`[id$="-${argument}"]`).first();
        await ((await control.evaluate((each) => each.tagName)) === "SELECT" ? control.selectOption(value) : control.fill(value));
    }
    return fields;
}

test("a switch that a rule refuses shows the rule, its words and its source", async (board) => {
    const tab = await board.tab({ as: "case_worker" });
    tab.expect("status of 409");
    await tab.go(`/personer/${world.who.others[0]}`);
    const fields = await form(tab, "person_switch", { list: world.who.full[0] });
    await fields.locator("button[type=submit]").click();
    const refusal = fields.locator(".dek-refusal");
    await refusal.waitFor();
    const rule = (await refusal.locator("figcaption a").innerText()).trim();
    assert.match(rule, /^R\d+$/);
    const says = (await refusal.locator("blockquote").innerText()).trim();
    assert.ok(says.length > 20, "what the rule says");
    assert.match(await refusal.locator("figcaption").innerText(), /Kilde: .{3,}/, "its source");
    assert.deepEqual(await tab.inspect(), []);
    await refusal.locator("figcaption a").click();
    await tab.settle();
    assert.equal(new URL(tab.page.url()).pathname, "/regelverk");
    const found = tab.page.locator("dek-browse tbody tr").filter({ has: tab.page.getByText(rule, { exact: true }) });
    await found.waitFor();
    assert.ok((await found.innerText()).includes(says), "the same words as in the refusal");
    assert.deepEqual(await tab.inspect(), []);
});

test("a switch that is allowed is tried, done, and seen on the person's page", async (board) => {
    const tab = await board.tab({ as: "case_worker" });
    const [, person] = world.who.others;
    const to = world.who.open[1];
    await tab.go(`/personer/${person}`);
    const fields = await form(tab, "person_switch", { list: to });
    await fields.getByRole("button", { name: "Prøv først" }).click();
    await tab.sees("Ingenting er endret ennå", "dek-operation");
    assert.equal((await board.ask("case_worker", "GET", `persons/${person}`)).json.fields.find((field) => field.key === "coming_list")?.value ?? null, null);
    await fields.locator("button[type=submit]").click();
    await tab.page.locator("dek-page-person .dek-tile[data-color=success]").waitFor();
    await tab.settle();
    assert.deepEqual(await tab.inspect(), []);
    const coming = (await board.ask("case_worker", "GET", `persons/${person}`)).json.fields.find((field) => field.key === "coming_list");
    assert.ok(JSON.stringify(coming).includes(to), `where the person goes: ${JSON.stringify(coming)}`);
});

test("a form tells what is missing before it asks the server", async (board) => {
    const tab = await board.tab({ as: "case_worker" });
    await tab.go(`/personer/${world.who.others[2]}`);
    const fields = await form(tab, "person_switch", {});
    await fields.locator("button[type=submit]").click();
    await fields.locator(".ds-error-summary").waitFor();
    assert.equal(await tab.page.evaluate(() => document.activeElement.className), "ds-error-summary");
    assert.deepEqual(await tab.axe(), []);
});

test("a table with errors is refused row by row, a right one is tried and then replaces the old", async (board) => {
    const tab = await board.tab({ as: "planner" });
    tab.expect("status of 422", "status of 400");
    await tab.go("/data?vis=last-opp");
    const whole = fs.readFileSync(path.join(world.root, "data", "bergen", "observations.csv"), "utf8");
    const lines = whole.split("\n");
    const column = lines[0].split(",").indexOf("date");
    const cells = lines[4].split(",");
    cells[column] = "2023-02-31";
    const wrong = [...lines.slice(0, 4), cells.join(","), ...lines.slice(5)].join("\n");
    const give = (text) => tab.page.locator("#files").setInputFiles({ name: "observations.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    const result = tab.page.locator(".dek-results");
    await give(wrong);
    await tab.page.getByRole("button", { name: "Bytt ut" }).click();
    await result.locator("table").waitFor();
    assert.match(await result.innerText(), /observations[^]*5[^]*2023-02-31/, "the file, the line and what was found");
    assert.deepEqual(await tab.inspect(), []);
    const counted = async () => (await board.ask("planner", "GET", "tables")).json.tables.find((table) => table.table === "observations").rows;
    const rows = await counted();
    const less = lines.filter((_, i) => i !== 4).join("\n");
    await give(less);
    await tab.page.locator("form [type=submit]").click();
    await tab.sees("Ingenting er byttet ut ennå", ".dek-results");
    assert.equal(await counted(), rows, "rows after a trial");
    await tab.page.getByRole("button", { name: "Bytt ut" }).click();
    await tab.sees("Tabellene er byttet ut", ".dek-results");
    assert.equal(await counted(), rows - 1, "rows after it is done");
    await tab.settle();
});

test("a resident sees self and child, and nobody else", async (board) => {
    const tab = await board.tab({ as: "resident", width: 360 });
    tab.expect("status of 403", "status of 404");
    await tab.go("/min-side");
    const links = tab.page.locator(".dek-chips a");
    assert.ok((await links.evaluateAll((all) => all.map((each) => each.getAttribute("href")))).includes(`/min-side?barn=${world.who.child}`), "the child");
    await tab.page.locator(`.dek-chips a[href$="barn=${world.who.child}"]`).click();
    await tab.sees("Barn født", "h1");
    await tab.settle();
    assert.deepEqual(await tab.inspect(), []);
    for (const where of [`/min-side?barn=${world.who.others[0]}`, `/personer/${world.who.others[0]}`, "/personer", `/lister/${world.who.open[0]}`, "/logg"]) {
        await tab.go(where);
        await tab.sees("Du har ikke tilgang til dette", "main");
        assert.equal(await tab.page.locator("dek-page-person dl, .dek-mine, main table").count(), 0, where);
    }
    const menu = await tab.page.locator("#dek-navigation a").evaluateAll((all) => all.map((each) => each.getAttribute("href")));
    assert.ok(menu.includes("/min-side") && !menu.includes("/personer") && !menu.includes("/logg"), `the menu: ${menu}`);
});

test("who may not see a page is told so, in a page that is as good as the others", async (board) => {
    const refused = { reader: ["/personer", "/logg", "/manedsskifte"], gp: ["/personer", `/lister/${world.who.full[0]}`], auditor: [`/lister/${world.who.open[0]}`], planner: [`/personer/${world.who.mother}`] };
    for (const [as, pages] of Object.entries(refused)) {
        const tab = await board.tab({ as });
        tab.expect("status of 403");
        for (const where of pages) {
            await tab.go(where);
            await tab.sees("Du har ikke tilgang til dette", "main");
            assert.deepEqual(await tab.inspect(), [], `${where} as ${as}`);
        }
    }
    const visitor = await board.tab();
    visitor.expect("status of 401");
    for (const where of ["/lister", "/framskriving", `/personer/${world.who.mother}`]) {
        await visitor.go(where);
        await visitor.page.locator("main a[href='/logg-inn']").waitFor();
    }
    await visitor.go("/");
    await visitor.page.locator("dek-page-login form").waitFor();
});

test("a GP sees the own list with its members", async (board) => {
    const tab = await board.tab({ as: "gp" });
    await tab.go(`/lister/${world.who.open[0]}`);
    assert.ok((await tab.text("h1")).length > 3);
    assert.deepEqual(await tab.inspect(), []);
});

test("lists are searched, filtered, sorted and paged by the server", async (board) => {
    const tab = await board.tab({ as: "case_worker" });
    await tab.go("/lister");
    const rows = tab.page.locator("dek-browse tbody tr");
    const first = await rows.first().innerText();
    await tab.page.getByRole("button", { name: "Neste" }).click();
    await tab.settle();
    assert.notEqual(await rows.first().innerText(), first, "the next page");
    await tab.page.locator("dek-browse th button").nth(3).click();
    await tab.settle();
    assert.equal(await tab.page.locator("dek-browse th[aria-sort=descending], dek-browse th[aria-sort=ascending]").count(), 1);
    await tab.page.locator("dek-browse input[type=search]").fill(world.who.open[0]);
    await tab.page.waitForFunction(() => document.querySelectorAll("dek-browse tbody tr").length === 1);
    assert.match(tab.page.url(), /sok=/, "the address keeps what is sought");
    await rows.first().locator("a").first().click();
    await tab.settle();
    assert.equal(new URL(tab.page.url()).pathname, `/lister/${world.who.open[0]}`);
});

test("a month that is not over is looked at and tried, and the page says when it can be closed", async (board) => {
    const tab = await board.tab({ as: "case_worker" });
    await tab.go("/manedsskifte");
    assert.deepEqual(await tab.inspect(), []);
    const month = today().slice(0, 7);
    const { json } = await board.ask("case_worker", "GET", "months/open/preview");
    assert.ok(json.tables.find((table) => table.key === "month_lists").rows.length > 0, "who comes and goes, list by list");
    const button = tab.page.locator("main button.ds-button").filter({ hasText: /Avslutt/ });
    assert.equal(await button.isDisabled(), true);
    await tab.sees("Kan gjøres fra 1. ", "#close-when");
    assert.equal(await tab.page.locator("#report-month").count(), 0, "no month is closed that could be chosen");
    const refused = await board.ask("case_worker", "POST", "operations/month_close", { arguments: { month } });
    assert.deepEqual([refused.status, refused.json.type], [409, "urn:dekning:problem:month_not_ended"]);
    const tried = await board.ask("case_worker", "POST", "operations/month_close?dry-run=yes", { arguments: { month } });
    assert.equal(tried.status, 200);
    await tab.go("/lister?vis=kom-og-gikk");
    await tab.sees("Ingen måned er avsluttet ennå");
});

test("a month that is over is closed once, and its report is there", async () => {
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
    const board = await makeLate("late", month);
    const tab = await board.tab({ as: "case_worker" });
    await tab.go("/manedsskifte");
    await tab.page.locator("main button.ds-button").filter({ hasText: /Avslutt/ }).first().click();
    const dialog = tab.page.locator("dialog[open]");
    await dialog.waitFor();
    assert.deepEqual(await tab.axe(), [], "with the dialog open");
    await dialog.locator("#close-sure").check();
    await dialog.locator("dek-operation button[type=submit]").click();
    await tab.sees("Registrert", "dialog[open]");
    assert.equal(await dialog.locator("dek-operation button[type=submit]").count(), 0, "it cannot be closed twice from there");
    await tab.settle();
    assert.equal((await board.ask("case_worker", "GET", `months/${month}`)).status, 200, "the month's report");
    const offered = await tab.page.locator("#report-month option").evaluateAll((all) => all.map((each) => each.value));
    assert.deepEqual(offered, ["", month], "the months that are closed, and no other");
    const faults = await board.tidy();
    await board.stop();
    assert.deepEqual(faults, []);
});

test("where no register is begun, its pages say what one is and how to begin it", async () => {
    const board = await makeBare("bare");
    const tab = await board.tab({ as: "case_worker" });
    for (const address of ["/lister", "/manedsskifte"]) {
        await tab.go(address);
        await tab.sees("Registeret er ikke begynt");
        await tab.sees("script/run --demo");
        assert.deepEqual(await tab.axe(), [], address);
        assert.equal(await tab.page.getByRole("button", { name: "Prøv igjen" }).count(), 0, "a button that would not help");
    }
    await board.tidy();
    await board.stop();
});

test("one who may not see the tables of Data sees what they may", async (board) => {
    const tab = await board.tab({ as: "legevakt_leader" });
    await tab.go("/data");
    assert.equal(await tab.page.locator("nav.dek-views a[aria-current=true]").innerText(), "Motsigelser");
    assert.equal(await tab.page.locator("text=Du har ikke tilgang").count(), 0);
});

test("the log is in words, the newest first, and narrowed by who and what", async (board) => {
    const tab = await board.tab({ as: "auditor" });
    await tab.go("/logg");
    const numbers = await tab.page.locator("dek-page-log tbody th").allInnerTexts();
    assert.ok(numbers.length > 1 && Number(numbers[0]) > Number(numbers.at(-1)), "the newest first");
    assert.deepEqual(await tab.axe(), []);
    await tab.page.locator("#log-who").fill("auditor");
    await tab.page.locator("#log-action").selectOption("account_login");
    await tab.page.getByRole("button", { name: "Vis loggen" }).click();
    await tab.settle();
    const found = new Set(await tab.page.locator("dek-page-log tbody td:nth-of-type(4)").allInnerTexts());
    assert.deepEqual([...found], ["Innlogging"]);
});
