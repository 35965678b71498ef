// SPDX-License-Identifier: EUPL-1.2
// The one place that talks with the server.
import type { Document, Me, Problem, ServerWords } from "./types.ts";
import { language, say, type Word } from "./words.ts";
import { shell } from "./words/shell.ts";

const BASE = "/api/v1";

/** What the server answered instead of what was asked for; status 0 when it did not answer. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly problem: Problem,
    ) {
        super(problem.detail ?? problem.title);
    }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** `/api/v1/PATH?…`; what is null or undefined is left out. */
export function address(path: string, query: Query = {}): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        if (value !== null && value !== undefined && value !== "") {
            search.set(name, String(value));
        }
    }
    const text = search.toString();
    return `${BASE}/${path}${text === "" ? "" : `?${text}`}`;
}

let csrf: string | null = null;

export interface Asking {
    method?: "GET" | "POST" | "PUT" | "DELETE";
    query?: Query;
    body?: unknown; // a FormData is sent as it is, all else as JSON
    headers?: Record<string, string>;
    signal?: AbortSignal;
}

/** Sends and gives back the response itself; throws ApiError for all but success. */
export async function ask(path: string, asking: Asking = {}): Promise<Response> {
    const headers: Record<string, string> = {
        Accept: "application/json",
        "Accept-Language": language(),
        ...asking.headers,
    };
    const init: RequestInit = { method: asking.method ?? "GET", headers, credentials: "same-origin" };
    if (asking.signal !== undefined) {
        init.signal = asking.signal;
    }
    if (asking.body instanceof FormData) {
        init.body = asking.body;
    } else if (asking.body !== undefined) {
        headers["Content-Type"] = "application/json";
        init.body = JSON.stringify(asking.body);
    }
    if (init.method !== "GET" && csrf !== null) {
        headers["X-CSRF-Token"] = csrf;
    }
    let response: Response;
    try {
        response = await fetch(address(path, asking.query), init);
    } catch (error) {
        if (error instanceof DOMException && error.name === "AbortError") {
            throw error;
        }
        throw new ApiError(0, { type: "urn:dekning:problem:no_answer", title: "", status: 0 });
    }
    if (!response.ok) {
        let problem: Problem = { type: "about:blank", title: response.statusText, status: response.status };
        if (response.headers.get("Content-Type")?.includes("json") === true) {
            problem = (await response.json()) as Problem;
        }
        throw new ApiError(response.status, problem);
    }
    return response;
}

export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    const response = await ask(path, { query, ...(signal === undefined ? {} : { signal }) });
    return (await response.json()) as T;
}

export function getDocument<Of = unknown>(
    path: string,
    query: Query = {},
    signal?: AbortSignal,
): Promise<Document<Of>> {
    return get<Document<Of>>(path, query, signal);
}

export async function send<T>(path: string, asking: Asking): Promise<T> {
    const response = await ask(path, { method: "POST", ...asking });
    return (response.status === 204 ? null : await response.json()) as T;
}

let here: string | null = null;
let heard = ""; // the id of the event that was heard last, or was the newest when one came

/** Who asks, and what they may. Also keeps the token that changing requests must carry. The events
 * of the one who was here before end; what listens next hears those of the new one. */
export async function whoAmI(): Promise<Me> {
    const me = await get<Me>("me");
    csrf = me.csrf;
    heard = me.events;
    const who = `${me.name ?? ""} ${me.role ?? ""}`;
    if (here !== who) {
        here = who;
        stream?.close();
        stream = null;
    }
    return me;
}

let known: ServerWords | null = null;

export async function loadWords(): Promise<void> {
    const wanted = language();
    const found = await get<ServerWords>("words", { lang: wanted });
    if (wanted === language()) {
        known = found;
    }
}

/** The words of a report, which has no server to ask. */
export function useWords(words: ServerWords): void {
    known = words;
}

export function serverWords(): ServerWords {
    return known ?? { messages: {}, units: {}, words: {}, indicators: {}, measures: {} };
}

export const CSV = "text/csv";
export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Gives the reader a file. */
export function save(blob: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // when the browser has begun to save it
}

/** Asks for something as a file of a type and gives it to the reader. */
export async function download(path: string, type: string, name: string, asking: Asking = {}): Promise<void> {
    const response = await ask(path, { ...asking, headers: { Accept: type } });
    save(await response.blob(), name);
}

/** A word C knows, by group and key; the key itself where it knows none. */
export function term(group: string, key: string): string {
    const found = known?.[group]?.[key];
    return typeof found === "string" ? found : (known?.words[group]?.[key] ?? key);
}

let titles: Map<string, string> | null = null;

/** Sources that are our own, whose names follow the language; those of others stand as they are. */
const ours: Record<string, (title: string) => Word> = {
    assumption: () => shell.source_assumption,
    synthetic: () => shell.source_synthetic,
    dekning_register: (title) => (title.includes("syntetisk") ? shell.source_register_made : shell.source_register),
};

export const isOurs = (source: string): boolean => source in ours;

/** What a source is called; its key before loadSources, and where it has no title. */
export function sourceTitle(key: string): string {
    const title = titles?.get(key) ?? key;
    const own = ours[key];
    return own === undefined || title === key ? title : say(own(title));
}

/** The sources' titles, of the document that lists them; with none, their keys are shown. */
export function useSources(document: Document | undefined): void {
    const table = document?.tables[0];
    const at = (key: string) => table?.columns.findIndex((column) => column.key === key) ?? -1;
    const [source, title] = [at("source"), at("source_title")];
    titles = new Map((table?.rows ?? []).map((row) => [String(row[source]), String(row[title] ?? row[source])]));
}

/** Fetches the sources' titles, once. Who may not see them sees their keys. */
export async function loadSources(): Promise<void> {
    if (titles === null) {
        try {
            useSources(await getDocument("sources"));
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
        }
    }
}

export interface Told {
    changed: { generation?: number };
    job: { id: string; state: string; done: number; wanted: number };
}

const AGAIN = 5000; // ms until a stream the server refused is asked for again

let stream: EventSource | null = null;
const listeners = new Map<keyof Told, Set<(told: never) => void>>();

function tell(event: keyof Told, told: unknown): void {
    listeners.get(event)?.forEach((each) => each(told as never));
}

function follow(): void {
    // What is shown was asked for before the stream is open: what happened in between is told too.
    const opened = new EventSource(address("events", { after: heard }));
    stream = opened;
    const hear = (name: string, told: (data: string) => void) =>
        opened.addEventListener(name, (message: MessageEvent<string>) => {
            if (stream === opened) {
                heard = message.lastEventId;
            }
            told(message.data);
        });
    for (const name of ["changed", "job"] as const) {
        hear(name, (data) => tell(name, JSON.parse(data)));
    }
    // Something was missed, such as while the server was started again: anything may be changed.
    hear("reset", () => tell("changed", {}));
    // A browser comes back by itself when the connection is lost, but not when it is refused.
    opened.addEventListener("error", () => {
        if (opened.readyState === EventSource.CLOSED) {
            setTimeout(() => {
                if (stream === opened) {
                    follow();
                    tell("changed", {});
                }
            }, AGAIN);
        }
    });
}

/** Calls back when the server tells of an event; returns how to stop. */
export function listen<E extends keyof Told>(event: E, heard: (told: Told[E]) => void): () => void {
    let all = listeners.get(event);
    if (all === undefined) {
        all = new Set();
        listeners.set(event, all);
    }
    all.add(heard as (told: never) => void);
    if (stream === null && "EventSource" in globalThis) {
        follow();
    }
    return () => all.delete(heard as (told: never) => void);
}
