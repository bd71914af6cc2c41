/** A request as a block of code; what is no JSON stays as it is. */
export function asCode(sent: string): string {
  const text = readable(sent);
  // A fence is longer than every run of its own mark in what it holds.
  const longest = [...text.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return `${fence}json\n${text}\n${fence}`;
}

/** Indented, where nothing is lost by that: a number too long for the window would be rounded. */
function readable(sent: string): string {
  if (/\d{16,}/.test(sent)) return sent;
  try {
    return JSON.stringify(JSON.parse(sent), null, 2);
  } catch {
    return sent;
  }
}
