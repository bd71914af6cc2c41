import { describe, expect, it } from "vitest";
import { occurrences } from "./lit";

function lit(html: string, words: string[]): string[] {
  const root = document.createElement("div");
  root.innerHTML = html;
  return occurrences(root, words).map((range) => range.toString());
}

describe("words in the page", () => {
  it("are_found_as_words_and_not_within_others", () => {
    expect(lit("<p>cat, category and a cat</p>", ["cat"])).toEqual(["cat", "cat"]);
    expect(lit("<p>Straße</p><p>straße</p>", ["straße"])).toEqual(["straße"]);
  });

  it("are_found_across_marks_and_in_any_script", () => {
    expect(lit("<p>a <b>big</b> whale</p>", ["big whale"])).toEqual(["big whale"]);
    expect(lit("<p>सब को नमस्ते!</p>", ["नमस्ते"])).toEqual(["नमस्ते"]);
    expect(lit("<p>关于大海的诗</p>", ["大海"])).toEqual(["大海"]);
    expect(lit("<p>see 🐋!</p>", ["🐋"])).toEqual(["🐋"]);
  });

  it("are_lit_once_where_they_overlap_and_never_in_buttons", () => {
    expect(lit("<p>red fish</p>", ["red fish", "fish"])).toEqual(["red fish"]);
    expect(lit("<button>fish</button><p>fish</p>", ["fish"])).toEqual(["fish"]);
    expect(lit("<p>nothing</p>", ["fish", "!"])).toEqual([]);
  });

  it("are_brought_into_the_page_before_they_are_looked_for", () => {
    const root = document.createElement("div");
    const text = document.createElement("div");
    text.className = "md";
    text.addEventListener("showwhole", () => (text.textContent = "far away fish"));
    root.append(text);
    expect(occurrences(root, ["fish"]).length).toBe(1);
  });
});
