/** How the lanes of a comparison are told apart: a letter and a hue each, the same in every picture of them. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const HUES = "abcdefgh";

/** The most lanes that a comparison has. */
export const MOST_LANES = HUES.length;

/** `A`, `B` and so on; nothing for a message that is in no lane. A number is not used twice, so there are more than eight. */
export function laneLetter(lane: number | null): string {
  return lane === null ? "" : (LETTERS[lane % LETTERS.length] ?? "");
}

/** What a style sets its colours to: the lane's hue and the soft ground of it, or plain ink. */
export function laneHue(lane: number | null): { hue: string; soft: string } {
  if (lane === null) return { hue: "var(--ink-2)", soft: "var(--soft)" };
  const letter = HUES[lane % HUES.length];
  return { hue: `var(--hue-${letter})`, soft: `var(--hue-${letter}-soft)` };
}

/** The same as one `style` attribute: `--hue` and `--hue-soft` for what lies inside. */
export function laneStyle(lane: number | null): string {
  const { hue, soft } = laneHue(lane);
  return `--hue: ${hue}; --hue-soft: ${soft}`;
}
