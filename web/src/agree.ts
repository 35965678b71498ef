// SPDX-License-Identifier: EUPL-1.2
// That what the pages take for granted is what the API promises: schema.ts is made from
// api/openapi.yaml (npm run check), and the compiler compares. Nothing of this is in the pages.
import type { Forecast, Job } from "./forecast.ts";
import type { components } from "./schema.ts";
import type { Document, Me, Problem, ServerWords } from "./types.ts";

type Promised = components["schemas"];
type Fits<Ours, Theirs extends Ours> = [Ours, Theirs];

/** A band has a number for every month of a forecast that ran; JSON's null stands for none. */
type Whole<T> = T extends (number | null)[] ? number[] : T extends object ? { [K in keyof T]: Whole<T[K]> } : T;

/** The API leaves the form of the rest open. */
type Told = "start" | "months" | "indicators" | "goals" | "seed" | "futures" | "partial";

export type Agreed = [
    Fits<Document, Promised["document"]>,
    Fits<Omit<Me, "role">, Omit<Promised["me"], "role">>,
    Fits<Problem, Promised["problem"]>,
    Fits<ServerWords, Promised["words"]>,
    Fits<Job, Promised["job"]>,
    Fits<Pick<Forecast, Told>, Whole<Pick<Promised["forecast"], Told>>>,
];
