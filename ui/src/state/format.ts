import { language } from "../strings/index.svelte";

/** Making one takes a hundred times what using it does. */
const formats = new Map<string, Intl.NumberFormat>();

function number(value: number, options: Intl.NumberFormatOptions): string {
  const key = `${language()} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat(language(), options)));
  return format.format(value);
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
  // "169 byte" is what the short form makes of it.
  const unitDisplay = unit === 0 ? "long" : "short";
  const digits = unit < 3 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return number(value, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay,
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

/** A count in few characters: 128K, 1M. */
export function compact(count: number): string {
  return number(count, { notation: "compact", maximumFractionDigits: count < 1e6 ? 0 : 1 });
}

/** A moment as one says it: the time, with the day where it is not today. */
export function moment(at: number, now = Date.now()): string {
  const [then, today] = [new Date(at), new Date(now)];
  const sameDay = then.toDateString() === today.toDateString();
  return new Intl.DateTimeFormat(language(), {
    day: sameDay ? undefined : "numeric",
    month: sameDay ? undefined : "short",
    year: then.getFullYear() === today.getFullYear() ? undefined : "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(then);
}

/** A day that is written as `2026-11-22`. */
export function day(iso: string): string {
  const [year = 0, month = 1, date = 1] = iso.split("-").map(Number);
  return new Intl.DateTimeFormat(language(), { dateStyle: "medium" }).format(new Date(year, month - 1, date));
}

/** A month that is written as `2026-11`. */
export function month(iso: string): string {
  const [year = 0, of = 1] = iso.split("-").map(Number);
  return new Intl.DateTimeFormat(language(), { month: "long", year: "numeric" }).format(
    new Date(year, of - 1, 1),
  );
}
