import { make } from "./dom";
import { MarkdownView } from "./markdown-view";
import { loadMaths } from "./maths";

/** Something of everything that replies are made of. */
const SAMPLE = `## One

Some *words*, **more** of them with \`code\`, ~~none~~ and a [link](mailto:a@example.org).

- a list
  1. in a list
- [x] done

> A quote, $a^2 + b^2 = c^2$ and

$$\\frac{1}{n} \\sum_{i=1}^{n} x_i$$

| a | b |
|---|--:|
| 1 | 2 |

\`\`\`rust
fn main() { println!("{}", 1); } // one
\`\`\`

\`\`\`python
def f(x): return "a" + str(x)  # two
\`\`\`
`;

/**
 * Loads what the first reply would otherwise wait for, fonts among it, and has the browser compile it:
 * without this, the first long reply of a window stood still for up to 160 ms where the second took 50.
 */
export async function warm(): Promise<void> {
  await loadMaths();
  const stage = make("div", { class: "md-warm", "aria-hidden": "true" });
  stage.inert = true;
  document.body.append(stage);
  const view = new MarkdownView(stage);
  // In pieces, as a reply comes.
  for (let at = 0; at < SAMPLE.length; at += 16) {
    view.append(SAMPLE.slice(at, at + 16));
    view.flush();
    if (at % 128 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  view.finish();
  view.flush();
  // Fonts are asked for when the text is laid out, with the next frame.
  await new Promise((resolve) => setTimeout(resolve, 300));
  view.destroy();
  stage.remove();
}
