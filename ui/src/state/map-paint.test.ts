import { describe, expect, it } from "vitest";
import { chain, lanes, node, scattered } from "../testing/trees";
import { layout, type MapNode } from "./map";
import { followed } from "./map-draw";
import { type Brush, paint, type Picture } from "./map-paint";
import type { Palette } from "./map-palette";
import { pathTo } from "./map-walk";

const palette: Palette = {
  hue: (lane) => `hue ${lane}`,
  soft: (lane) => `soft ${lane}`,
  edge: "edge",
  paper: "paper",
  accent: "accent",
  danger: "danger",
};

/** A brush that remembers what it did: with which colour, and how often. */
function painted(nodes: MapNode[], rest: Partial<Picture> & { leaf?: string } = {}) {
  const map = layout(nodes);
  const onPath = pathTo(nodes, rest.leaf ? [rest.leaf] : []);
  const done: { act: string; colour: string; text?: string; numbers: number[] }[] = [];
  const brush = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 0,
    fillRect: (...numbers: number[]) => done.push({ act: "rect", colour: brush.fillStyle, numbers }),
    fill: () => done.push({ act: "fill", colour: brush.fillStyle, numbers: [] }),
    stroke: () => done.push({ act: "stroke", colour: brush.strokeStyle, numbers: [] }),
    fillText: (text: string, ...numbers: number[]) =>
      done.push({ act: "text", colour: brush.fillStyle, text, numbers }),
    beginPath: () => undefined,
    moveTo: () => undefined,
    lineTo: () => undefined,
    quadraticCurveTo: () => undefined,
    arc: () => undefined,
    roundRect: () => undefined,
  };
  const picture: Picture = {
    map,
    part: { left: -Infinity, right: Infinity, top: 0, bottom: map.rows.length },
    scale: { column: 40, row: 20, mirrored: false },
    size: 16,
    path: followed(map, onPath),
    onPath,
    marks: "full",
    ...rest,
  };
  paint(brush as unknown as Brush, picture, palette);
  return done;
}

describe("the ground of the map", () => {
  it("has_a_mark_for_each_message_with_its_lanes_letter", () => {
    const done = painted(lanes(3, 2));
    const letters = done.filter(({ act }) => act === "text");
    expect(letters.map(({ text }) => text).sort()).toEqual(["A", "A", "B", "B", "C", "C"]);
    expect(letters.every(({ text, colour }) => colour === `hue ${"ABC".indexOf(text ?? "")}`)).toBe(true);
    expect(done.filter(({ act, colour }) => act === "fill" && colour === "paper").length, "prompts").toBe(4);
  });

  it("shows_failures_and_the_way_to_the_reader_in_colours_of_their_own", () => {
    const nodes = [...chain(3), node("bad", "m0", { status: "failed" })];
    const done = painted(nodes, { leaf: "m2" });
    expect(done.some(({ act, colour }) => act === "stroke" && colour === "danger")).toBe(true);
    expect(done.filter(({ act, colour }) => act === "fill" && colour === "accent").length).toBe(2);
  });

  it("has_no_letters_where_they_could_not_be_read", () => {
    expect(painted(lanes(3, 2), { size: 10 }).some(({ act }) => act === "text")).toBe(false);
  });

  it("is_lines_alone_where_marks_are_elements", () => {
    const done = painted(lanes(3, 2), { marks: "none" });
    expect(done.every(({ act }) => act === "stroke")).toBe(true);
    expect(done.some(({ colour }) => colour === "hue 2")).toBe(true);
  });

  it("draws_a_square_for_each_of_10000_messages_made_small", () => {
    const scale = { column: 2, row: 1, mirrored: false };
    const done = painted(scattered(10_000, 3), { marks: "dots", scale, size: 8 });
    expect(done.filter(({ numbers }) => numbers[2] === 2.5 && numbers[3] === 2.5).length).toBe(10_000);
    expect(done.flatMap(({ numbers }) => numbers).every(Number.isFinite)).toBe(true);
  });
});
