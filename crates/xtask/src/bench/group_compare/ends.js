// Notes when a prompt is sent by a key and when each of its replies is shown as complete. A
// function's body: its first argument finds replies. Times are the page's, in milliseconds.
const [reply] = arguments;
window.__endsEnd?.();
const before = new Set([...document.querySelectorAll(reply)].map((one) => one.dataset.id));
const ends = (window.__ends = { sent: null, at: [] });
const seen = new Set();
const key = (event) => {
  if (event.key === "Enter") ends.sent ??= performance.now();
};
addEventListener("keydown", key, { capture: true });
const look = () => {
  for (const one of document.querySelectorAll(`${reply}[data-status=complete]`)) {
    const { id } = one.dataset;
    if (before.has(id) || seen.has(id)) continue;
    seen.add(id);
    ends.at.push(performance.now());
  }
};
const changes = new MutationObserver(look);
changes.observe(document.body, { subtree: true, attributeFilter: ["data-status"] });
window.__endsEnd = () => {
  changes.disconnect();
  removeEventListener("keydown", key, { capture: true });
};
