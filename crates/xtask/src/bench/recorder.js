// Watches the page frame by frame while a reply is drawn. A function's body: its first argument
// finds the text of replies. Times are the page's, in milliseconds.
const [text] = arguments;
const record = (window.__record = {
  /** When the prompt was sent. */
  sent: null,
  /** When the last change of the reply's text had been painted. */
  painted: null,
  /** The longest time between two frames since the prompt was sent, and how many there were. */
  longest: 0,
  frames: 0,
  /** For each stamp of a piece, how long after it the frame with the piece had been painted. */
  delays: [],
  on: true,
});
const shown = () => [...document.querySelectorAll(text)].at(-1);
let changed = false;
let latest = 0;

// The prompt is sent by a key.
const key = (event) => {
  if (event.key !== "Enter" || record.sent !== null) return;
  record.sent = before = performance.now();
};
addEventListener("keydown", key, { capture: true });

new MutationObserver((changes) => {
  changed ||= changes.some((change) => (change.target.closest?.(text) ?? change.target.parentElement?.closest(text)) != null);
}).observe(document.body, { subtree: true, childList: true, characterData: true });

// What a message finds has been painted: it is posted when a frame's scripts and layout are done,
// which is when the size of an element that changes in every frame is told.
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => {
  const now = Date.now();
  if (data.changed) record.painted = performance.now();
  for (const stamp of data.stamps) record.delays.push(now - stamp);
};
const beat = document.createElement("div");
Object.assign(beat.style, { position: "fixed", contain: "strict", height: "1px", visibility: "hidden" });
document.documentElement.append(beat);
new ResizeObserver(() => {
  const stamps = [];
  if (changed) {
    const tail = shown()?.textContent.slice(-4000) ?? "";
    for (const [, stamp] of tail.matchAll(/@(\d{13}) /g)) {
      if (Number(stamp) > latest) stamps.push((latest = Number(stamp)));
    }
  }
  port2.postMessage({ changed, stamps });
  changed = false;
}).observe(beat);

let before = performance.now();
let wide = false;
const tick = () => {
  const now = performance.now();
  if (record.sent !== null) {
    record.longest = Math.max(record.longest, now - before);
    record.frames += 1;
  }
  before = now;
  wide = !wide;
  beat.style.width = wide ? "2px" : "1px";
  if (record.on) requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
