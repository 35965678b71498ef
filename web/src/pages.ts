// SPDX-License-Identifier: EUPL-1.2
// Every page: its address, its element, and who sees it in the navigation.
import { titles } from "./words/register-pages.ts";
import { shell } from "./words/shell.ts";
import type { Role } from "./types.ts";
import type { Word } from "./words.ts";

export type Section = "scheme" | "register" | "basis";

export interface PageEntry {
    path: string; // with {parameters}
    tag: string; // of the custom element that pages/<file>.ts defines
    load: () => Promise<unknown>;
    title: Word;
    /** Where it stands in the navigation; left out for pages one comes to from another. */
    section?: Section;
    icon?: string;
    /** Only in the navigation of these roles. */
    roles?: readonly Role[];
    /** Ids of routes (as in /me) of which one must be allowed; none for pages that all may see. */
    needs?: readonly string[];
}

export const pages: readonly PageEntry[] = [
    {
        path: "/",
        tag: "dek-page-overview",
        load: () => import("./pages/overview.ts"),
        title: shell.overview,
        section: "scheme",
        icon: "overview",
        needs: ["status"],
    },
    {
        path: "/framskriving",
        tag: "dek-page-forecast",
        load: () => import("./pages/forecast.ts"),
        title: shell.forecast,
        section: "scheme",
        icon: "forecast",
        needs: ["forecasts"],
    },
    {
        path: "/rapport",
        tag: "dek-page-report",
        load: () => import("./pages/report.ts"),
        title: shell.report,
        section: "scheme",
        icon: "report",
        needs: ["status"],
    },
    {
        path: "/min-side",
        tag: "dek-page-mine",
        load: () => import("./pages/mine.ts"),
        title: titles.my_page,
        section: "register",
        icon: "home",
        roles: ["resident"],
        needs: ["person"],
    },
    {
        path: "/lister",
        tag: "dek-page-lists",
        load: () => import("./pages/lists.ts"),
        title: titles.lists,
        section: "register",
        icon: "lists",
        needs: ["lists", "practices"],
    },
    {
        path: "/lister/{post}",
        tag: "dek-page-list",
        load: () => import("./pages/list.ts"),
        title: titles.list,
        needs: ["list"],
    },
    {
        path: "/personer",
        tag: "dek-page-persons",
        load: () => import("./pages/persons.ts"),
        title: titles.persons,
        section: "register",
        icon: "persons",
        needs: ["persons"],
    },
    {
        path: "/personer/{person}",
        tag: "dek-page-person",
        load: () => import("./pages/person.ts"),
        title: titles.person,
        needs: ["person"],
    },
    {
        path: "/manedsskifte",
        tag: "dek-page-month",
        load: () => import("./pages/month.ts"),
        title: titles.month,
        section: "register",
        icon: "month",
        needs: ["month_preview", "month"],
    },
    {
        path: "/rekruttering",
        tag: "dek-page-recruiting",
        load: () => import("./pages/recruiting.ts"),
        title: titles.recruiting,
        section: "scheme",
        icon: "recruit",
        needs: ["need", "recruiting"],
    },
    {
        path: "/data",
        tag: "dek-page-data",
        load: () => import("./pages/data.ts"),
        title: titles.data,
        section: "basis",
        icon: "data",
        needs: ["tables", "checks", "sources"],
    },
    {
        path: "/regelverk",
        tag: "dek-page-rules",
        load: () => import("./pages/rules.ts"),
        title: titles.rules,
        section: "basis",
        icon: "rules",
        needs: ["rules"],
    },
    {
        path: "/logg",
        tag: "dek-page-log",
        load: () => import("./pages/log.ts"),
        title: titles.log,
        section: "basis",
        icon: "log",
        needs: ["audit"],
    },
    {
        path: "/logg-inn",
        tag: "dek-page-login",
        load: () => import("./pages/login.ts"),
        title: titles.login,
    },
    {
        path: "/om",
        tag: "dek-page-about",
        load: () => import("./pages/about.ts"),
        title: shell.about,
    },
];
