import { afterEach, describe, expect, it } from "vitest";
import { placeMarks } from "./source-marks";
import { ranges } from "./sentences";

afterEach(() => document.body.replaceChildren());

function page(html: string): HTMLElement {
  const body = document.createElement("div");
  body.innerHTML = html;
  document.body.append(body);
  return body;
}
const texts = (html: string, sentences: string[]) =>
  ranges(page(html), sentences).map((range) => range?.toString() ?? null);

describe("sentences in the page", () => {
  it("are_found_across_marks_and_lines", () => {
    const html =
      "<p>The <strong>sea</strong> is\n <code>salt</code>. It is deep!</p><ul><li>And “cold”.</li></ul>";
    expect(texts(html, ["The sea is salt.", "It is deep!", "And “cold”."])).toEqual([
      "The sea is\n salt.",
      "It is deep!",
      "And “cold”.",
    ]);
  });

  it("are_found_each_at_its_own_place_where_they_are_said_twice", () => {
    const body = page("<p>Yes. No. Yes.</p>");
    expect(ranges(body, ["Yes.", "No.", "Yes."]).map((one) => one?.startOffset)).toEqual([0, 5, 9]);
  });

  it("are_none_where_they_are_not_and_the_next_is_found_all_the_same", () => {
    expect(texts("<p>One. Two.</p>", ["One.", "Elsewhere.", "…", "Two."])).toEqual([
      "One.",
      null,
      null,
      "Two.",
    ]);
  });

  it("are_found_in_other_scripts", () => {
    expect(texts("<p>समुद्र खारा है। वह गहरा है।</p>", ["वह गहरा है।"])).toEqual(["वह गहरा है।"]);
    expect(texts('<p dir="rtl">البحر مالح. وهو <em>عميق</em>.</p>', ["وهو عميق."])).toEqual(["وهو عميق."]);
    expect(texts("<p>İzmir güzel. 👩‍🚀 𝒜bc.</p>", ["𝒜bc."])).toEqual(["𝒜bc."]);
  });
});

describe("the marks of a merged answer", () => {
  const from = (reply: string) => ({ reply, sentence: 0, text: "Source.", likeness: 0.9 });
  const linked = [
    { text: "One thing.", from: [from("a"), from("b"), from("a")] },
    { text: "Another.", from: [] },
    { text: "A third.", from: [from("gone")] },
  ];
  const words = {
    none: "nowhere",
    of: (source: { reply: string }) =>
      source.reply === "gone"
        ? null
        : {
            mark: source.reply.toUpperCase(),
            style: "",
            said: `in ${source.reply}`,
            source: from(source.reply),
          },
  };

  it("stand_behind_each_sentence_and_go_without_a_trace", () => {
    const html = "<p>One <em>thing.</em> Another. A third.</p>";
    const body = page(html);
    const pressed: string[] = [];
    const remove = placeMarks(body, linked, words, (source) => pressed.push(source.reply));
    expect(body.textContent).toBe("One thing.AB Another. A third.");
    expect(body.querySelectorAll("[data-testid=source-none]"), "two with no source").toHaveLength(2);
    body.querySelectorAll<HTMLElement>("[data-testid=source]")[1]?.click();
    expect(pressed).toEqual(["b"]);
    expect(ranges(body, ["Another."])[0]?.toString(), "marks are not read").toBe("Another.");
    remove();
    expect(body.innerHTML).toBe(html);
    expect(body.firstElementChild?.lastChild?.textContent).toBe(" Another. A third.");
  });
});
