/** A number, already written in the reader's way, with its noun in English: `1 word`, `2 words`. */
export function counted(n: string, one: string, many = `${one}s`): string {
  return `${n} ${n === "1" ? one : many}`;
}
