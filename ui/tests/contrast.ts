export type Oklch = { l: number; c: number; h: number };
export type Pair = { light: Oklch; dark: Oklch };

const COLOUR = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
const TOKEN = new RegExp(String.raw`--([\w-]+): light-dark\(${COLOUR}, ${COLOUR}\)`, "g");

/** The opaque colours of a style sheet, by name. */
export function parseTokens(css: string): Map<string, Pair> {
  const tokens = new Map<string, Pair>();
  for (const [, name, ...numbers] of css.matchAll(TOKEN)) {
    const [l = 0, c = 0, h = 0, l2 = 0, c2 = 0, h2 = 0] = numbers.map(Number);
    if (name) tokens.set(name, { light: { l, c, h }, dark: { l: l2, c: c2, h: h2 } });
  }
  return tokens;
}

/** Linear sRGB, cut to what a screen can show (Ottosson, "A perceptual color space for image processing"). */
function linear({ l, c, h }: Oklch): [number, number, number] {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  return [
    cut(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    cut(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    cut(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  ];
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Oklch, other: Oklch): number {
  const luminance = (colour: Oklch) => {
    const [r, g, b] = linear(colour);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** How far apart two colours lie in OKLab; the eye tells about 0.02 apart when they touch. */
export function distance(one: Oklch, other: Oklch): number {
  const place = ({ l, c, h }: Oklch) => {
    const turn = (h * Math.PI) / 180;
    return [l, c * Math.cos(turn), c * Math.sin(turn)] as const;
  };
  const [a, b] = [place(one), place(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}
