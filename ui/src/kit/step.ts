/** Arrow keys, Home and End over a list; says whether the key was one of them. */
export function step(event: KeyboardEvent, at: number, count: number, go: (to: number) => void): boolean {
  if (count === 0) return false;
  const to = {
    ArrowDown: at < 0 ? 0 : (at + 1) % count,
    ArrowUp: at < 0 ? count - 1 : (at - 1 + count) % count,
    Home: 0,
    End: count - 1,
  }[event.key];
  if (to === undefined) return false;
  event.preventDefault();
  go(to);
  return true;
}
