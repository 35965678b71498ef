// SPDX-License-Identifier: EUPL-1.2
// Titles of the register's pages, as the navigation has them.
import { words } from "../words.ts";

export const titles = words({
    lists: ["Lister", "Lister", "Lists"],
    list: ["Liste", "Liste", "List"],
    persons: ["Personer", "Personar", "Persons"],
    person: ["Person", "Person", "Person"],
    my_page: ["Min side", "Mi side", "My page"],
    month: ["Månedsskifte", "Månadsskifte", "Close of the month"],
    recruiting: ["Rekruttering og behov", "Rekruttering og behov", "Recruiting and need"],
    data: ["Data", "Data", "Data"],
    rules: ["Regelverk", "Regelverk", "Rules"],
    log: ["Logg", "Logg", "Log"],
    login: ["Logg inn", "Logg inn", "Log in"],
});
