/** The text without case and marks over letters. */
export function plainly(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLocaleLowerCase();
}

/** Every word that was typed is within the text; case and marks over letters do not count. */
export function matches(text: string, typed: string): boolean {
  const within = plainly(text);
  return plainly(typed)
    .split(/\s+/)
    .every((word) => within.includes(word));
}
