import { language } from "../strings/index.svelte";

function number(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language(), options).format(value);
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Bytes in the decimal units that disks and downloads are told in. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit < 3 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return number(value, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: digits,
  });
}

/** A size that may not be known yet. */
export function size(count: number | null): string {
  return count === null ? "" : bytes(count);
}

export function whole(count: number): string {
  return number(count, { maximumFractionDigits: 0 });
}

/** One decimal below ten, none above: what a reader can use. */
export function rough(value: number): string {
  return number(value, {
    minimumFractionDigits: value < 10 ? 1 : 0,
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}

/** As many decimals as were given. */
export function plain(value: number): string {
  return number(value, { maximumFractionDigits: 6, useGrouping: false });
}

export function percent(part: number, of: number | null): number {
  return of !== null && of > 0 ? Math.min(100, Math.max(0, (part / of) * 100)) : 0;
}
