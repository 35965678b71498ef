// SPDX-License-Identifier: EUPL-1.2
// <dek-map>: districts coloured by how they stand to a goal: on their own map where the municipality
// has given one, else as tiles. The numbers stand on it and in the table its owner shows beside.
import { html, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import { geoIdentity, geoPath, type GeoPermissibleObjects } from "d3-geo";
import type { Feature, FeatureCollection, Position } from "geojson";
import { Part } from "../element.ts";
import { number } from "../format.ts";
import { say } from "../words.ts";
import { chart } from "../words/chart.ts";

export interface Shade {
    district: string;
    value: number;
}

const WIDTH = 520;
const HEIGHT = 520;
const steps = ["far_below", "below", "just_below", "at_goal", "well_above"] as const;

/** Which colour a value has, by its share of the goal. */
export function stepOfShare(share: number): number {
    return share < 0.7 ? 0 : share < 0.85 ? 1 : share < 1 ? 2 : share < 1.2 ? 3 : 4;
}

function flatten(position: Position, narrowing: number): Position {
    return [(position[0] ?? 0) * narrowing, position[1] ?? 0];
}

/** On so small a part of the earth a degree of longitude is a degree of latitude, narrowed. */
function flat(feature: Feature, narrowing: number): Feature {
    const shape = feature.geometry;
    if (shape.type === "Polygon") {
        return { ...feature, geometry: { ...shape, coordinates: shape.coordinates.map((ring) => ring.map((each) => flatten(each, narrowing))) } };
    }
    if (shape.type === "MultiPolygon") {
        return {
            ...feature,
            geometry: {
                ...shape,
                coordinates: shape.coordinates.map((part) => part.map((ring) => ring.map((each) => flatten(each, narrowing)))),
            },
        };
    }
    return feature;
}

function firstLatitude(shapes: FeatureCollection): number {
    const text = JSON.stringify(shapes.features[0]?.geometry ?? null);
    const found = /\[(-?[\d.]+),(-?[\d.]+)/.exec(text);
    return Number(found?.[2] ?? 60);
}

interface Label {
    district: string;
    text: string;
    x: number;
    y: number;
}

/** The labels, those that would lie on another one moved a little aside. */
function placed(labels: Label[]): Label[] {
    const done: Label[] = [];
    const half = (label: Label) => label.district.length * 4.1;
    const free = (label: Label) =>
        done.every((other) => Math.abs(other.x - label.x) > half(other) + half(label) || Math.abs(other.y - label.y) > 34);
    const aside = [0, 12, 22, 32, 42].flatMap((by) => [[0, -by], [0, by], [-by, 0], [by, 0], [-by, by], [by, by], [-by, -by], [by, -by]]);
    for (const label of labels) {
        const moved = aside.map(([dx = 0, dy = 0]) => ({ ...label, x: label.x + dx, y: label.y + dy })).find(free);
        done.push(moved ?? label);
    }
    return done;
}

@customElement("dek-map")
export class DekMap extends Part {
    @property() name = "";
    @property({ attribute: false }) shades: readonly Shade[] = [];
    @property({ type: Number }) goal = 1;
    @property({ type: Number }) decimals = 2;
    /** The districts' borders; null for tiles. */
    @property({ attribute: false }) shapes: FeatureCollection | null = null;

    #nameOf(feature: Feature): string {
        const properties = feature.properties ?? {};
        const values = Object.values(properties).filter((each): each is string => typeof each === "string");
        return values.find((each) => this.shades.some((shade) => shade.district === each)) ?? "";
    }

    get summary(): string {
        const sorted = [...this.shades].sort((a, b) => a.value - b.value);
        const lowest = sorted[0];
        const highest = sorted[sorted.length - 1];
        return say(chart.map_summary, {
            name: this.name,
            below: this.shades.filter((each) => each.value < this.goal).length,
            count: this.shades.length,
            lowest: lowest?.district ?? "",
            low: number(lowest?.value ?? 0, this.decimals),
            highest: highest?.district ?? "",
            high: number(highest?.value ?? 0, this.decimals),
        });
    }

    override render() {
        if (this.shades.length === 0) {
            return nothing;
        }
        return html`<figure class="dek-map">
            ${this.shapes === null ? this.#tiles() : this.#borders(this.shapes)}
            <ul class="dek-legend" aria-hidden="true">
                ${steps.map((step, i) => html`<li><span class="dek-swatch dek-step-${i}"></span>${say(chart[step])}</li>`)}
            </ul>
        </figure>`;
    }

    #tiles() {
        const sorted = [...this.shades].sort((a, b) => a.value - b.value);
        return html`<ul class="dek-tiles" aria-label=${this.summary}>
            ${sorted.map(
                (each) => html`<li class="dek-step-${stepOfShare(each.value / this.goal)}">
                    <span>${each.district}</span><strong>${number(each.value, this.decimals)}</strong>
                </li>`,
            )}
        </ul>`;
    }

    #borders(shapes: FeatureCollection) {
        const narrowing = Math.cos((firstLatitude(shapes) * Math.PI) / 180);
        const features = shapes.features.map((each) => flat(each, narrowing));
        const collection = { type: "FeatureCollection", features } as GeoPermissibleObjects;
        const projection = geoIdentity().reflectY(true).fitExtent([[8, 8], [WIDTH - 8, HEIGHT - 8]], collection);
        const path = geoPath(projection);
        const places = features.map((feature) => {
            const district = this.#nameOf(feature);
            const shade = this.shades.find((each) => each.district === district);
            return { feature, district, shade, at: path.centroid(feature) };
        });
        const labels = placed(
            places.flatMap(({ district, shade, at }) =>
                shade === undefined ? [] : [{ district, text: number(shade.value, this.decimals), x: at[0], y: at[1] }],
            ),
        );
        return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${this.summary} class="dek-borders">
            ${places.map(
                ({ feature, district, shade }) => svg`<path d=${path(feature) ?? ""}
                    class=${shade === undefined ? "" : `dek-step-${stepOfShare(shade.value / this.goal)}`}><title>${district}${shade === undefined ? "" : `: ${number(shade.value, this.decimals)}`}</title></path>`,
            )}
            ${labels.map(
                ({ district, text, x, y }) => svg`<g class="dek-label" aria-hidden="true" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})">
                    <text y="-4">${district}</text><text class="dek-label-value" y="15">${text}</text></g>`,
            )}
        </svg>`;
    }
}
