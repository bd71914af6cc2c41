const RIGHT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

/**
 * Which way a text reads, by its first letter; null while it has none. The page's own `dir="auto"` would
 * look through a whole list again at each item that is added.
 */
export function directionOf(text: string): "ltr" | "rtl" | null {
  const letter = /\p{L}/u.exec(text.slice(0, 2000))?.[0];
  if (!letter) return null;
  return RIGHT.test(letter) ? "rtl" : "ltr";
}
