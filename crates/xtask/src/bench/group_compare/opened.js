// Notes how long it takes from a click to the frame in which a reply has been painted, its text in
// view. A function's body: its arguments find what is clicked and the reply.
const [row, reply] = arguments;
window.__opened = null;
let clicked = null;
const click = (event) => {
  if (!event.target.closest?.(row)) return;
  removeEventListener("click", click, { capture: true });
  clicked = performance.now();
  requestAnimationFrame(look);
};
addEventListener("click", click, { capture: true });
const seen = () => {
  const body = document.querySelector(reply)?.querySelector("[data-part=body]");
  if (!body || body.textContent.trim() === "") return false;
  const box = body.getBoundingClientRect();
  return box.height > 0 && box.bottom > 0 && box.bottom <= innerHeight;
};
// A message that is posted in a frame is heard when it has been painted.
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => (window.__opened = performance.now() - clicked);
const look = () => {
  if (seen()) port2.postMessage(null);
  else requestAnimationFrame(look);
};
