// Moves a map in every frame as a hand on a wheel does: makes it small until all is seen, moves it
// there, makes it large, and moves it again. A function's body: its arguments find the map and say
// how often. Says by the page's clock when it is done.
const [tree, rounds] = arguments;
const map = document.querySelector(tree);
const box = map.getBoundingClientRect();
const turn = (deltaX, deltaY, ctrlKey) =>
  map.dispatchEvent(
    new WheelEvent("wheel", {
      deltaX,
      deltaY,
      ctrlKey,
      clientX: box.left + box.width * 0.4,
      clientY: box.top + box.height * 0.45,
      bubbles: true,
      cancelable: true,
    }),
  );
const zoom = (by) => () => turn(0, by, true);
const around = (n) => turn(40 * Math.sin(n / 9), 40 * Math.cos(n / 13), false);
const ROUND = [
  [90, zoom(24)],
  [90, around],
  [90, zoom(-24)],
  [90, around],
];
const steps = Array.from({ length: rounds }, () => ROUND).flat();
window.__moved = null;
let [step, n] = [0, 0];
const tick = () => {
  const now = steps[step];
  if (!now) return (window.__moved = performance.now());
  now[1](n++);
  if (n === now[0]) [step, n] = [step + 1, 0];
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
