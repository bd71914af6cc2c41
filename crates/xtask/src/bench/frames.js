// Notes when each frame of the page begins, and how late a timer comes that is due every few
// milliseconds: no task can be longer than the longest such delay. Times are the page's, in
// milliseconds.
const EVERY = 8;
if (window.__frames) window.__frames.on = false;
const frames = (window.__frames = { at: [], late: [], on: true });
const tick = () => {
  frames.at.push(performance.now());
  if (frames.on) requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
let due = performance.now() + EVERY;
const beat = () => {
  const now = performance.now();
  frames.late.push([now, now - due]);
  due = now + EVERY;
  if (frames.on) setTimeout(beat, EVERY);
};
setTimeout(beat, EVERY);
return performance.now();
