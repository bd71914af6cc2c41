import createPurify from "dompurify";
import { beforeAll, expect, test, vi } from "vitest";
import { loadMaths } from "../maths";
import { ATTACKS } from "./attacks";
import { render, viewIn } from "./shape";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(() => loadMaths());

const ELEMENTS =
  /^(?:p|h[1-6]|ul|ol|li|blockquote|hr|pre|code|table|thead|tbody|tr|th|td|div|span|button|a|em|strong|s|br|sub|sup|kbd|mark|ins|del|u|b|i|small|svg|path|line|math|semantics|annotation|m[a-z]+)$/;
const NEVER =
  /^(?:on.*|src|srcset|srcdoc|href|xlink:.*|action|formaction|poster|background|data|ping|id|name|for|form|slot|is|target|style-src)$/i;

/** Fails when anything in the tree could run, load, style from outside, or shadow a name. */
function check(root: HTMLElement, context: string): void {
  for (const element of root.querySelectorAll<HTMLElement>("*")) {
    const tag = element.localName;
    if (!ELEMENTS.test(tag)) throw new Error(`element <${tag}> from ${context}`);
    for (const { name, value } of element.attributes) {
      if (NEVER.test(name)) throw new Error(`attribute ${name}="${value}" on <${tag}> from ${context}`);
      const typeset = element.closest(".md-maths");
      if (name === "style" && (!typeset || /url|image|@|expression|:\/\/|fixed/i.test(value)))
        throw new Error(`style "${value}" from ${context}`);
      if (name === "data-href" && !/^(?:https?:|mailto:)/i.test(value))
        throw new Error(`address "${value}" from ${context}`);
      if (name.startsWith("data-") && name !== "data-href") throw new Error(`${name} from ${context}`);
      if (name === "class" && element.classList.contains("md-copy") && tag !== "button")
        throw new Error(`a false copy button from ${context}`);
    }
  }
}

test.each(ATTACKS)("%j can do nothing, at any character", (attack) => {
  render(attack, 1, (root) => check(root, attack));
  for (const frame of [
    `> ${attack}`,
    `1. ${attack}`,
    `| a |\n|---|\n| ${attack} |`,
    `# ${attack}`,
    `**${attack}**`,
    `[${attack}](https://a.example)`,
    `![${attack}](https://a.example/x)`,
    `[a](https://a.example "${attack}")`,
    `\`\`\`${attack}\nx\n\`\`\``,
    `$${attack}$`,
    `\\[${attack}\\]`,
    `[r]\n\n[r]: https://a.example '${attack}'`,
  ]) {
    check(render(frame), frame);
  }
});

test("a second opinion finds nothing to take out", () => {
  const purify = createPurify(window);
  const all = render(ATTACKS.join("\n\n"));
  purify.sanitize(all.innerHTML, {
    ADD_ATTR: ["data-href", "tabindex"],
    ADD_TAGS: ["semantics", "annotation"],
    ALLOW_DATA_ATTR: true,
  });
  const taken = purify.removed.map((entry) => {
    if ("element" in entry)
      return entry.element.parentNode?.nodeName + " " + new XMLSerializer().serializeToString(entry.element);
    return `${entry.from.nodeName} ${entry.attribute?.name}=${entry.attribute?.value}`;
  });
  expect(taken).toEqual([]);
});

test("nothing is asked of the network while the attacks stream", () => {
  const asked = vi.fn();
  vi.stubGlobal("fetch", asked);
  vi.stubGlobal("Image", asked);
  vi.stubGlobal("open", asked);
  const write = vi.spyOn(Element.prototype, "innerHTML", "set");
  const adjacent = vi.spyOn(Element.prototype, "insertAdjacentHTML");
  render(ATTACKS.join("\n\n"), 64);
  expect(asked).not.toHaveBeenCalled();
  expect(write).not.toHaveBeenCalled();
  expect(adjacent).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("an address that is no link is still there to read", () => {
  for (const address of [
    "javascript:alert(1)",
    "file:///etc/passwd",
    "data:text/html,x",
    "tauri://localhost",
  ]) {
    const root = render(`[click](${address})`);
    expect(root.textContent).toContain(address);
    expect(root.querySelector("[data-href]")).toBeNull();
  }
});

test("a link tells the caller where it goes, and the page stays", () => {
  const root = document.createElement("div");
  document.body.append(root);
  const onLink = vi.fn();
  const view = viewIn(root, { onLink });
  view.set("[a](https://a.example/x) ![b](https://b.example/y.png)");
  view.finish();
  view.flush();
  const link = root.querySelector("a") as HTMLElement;
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  link.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  link.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  root.querySelector("button")?.click();
  expect(onLink.mock.calls.flat()).toEqual([
    "https://a.example/x",
    "https://a.example/x",
    "https://b.example/y.png",
  ]);
  expect(link.hasAttribute("href")).toBe(false);
  expect(link.getAttribute("rel")).toContain("noreferrer");
  view.destroy();
  root.remove();
});
