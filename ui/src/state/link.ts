/** Where a link leads, cut so that the part which decides can be set apart. */
export type Destination =
  | {
      kind: "web";
      before: string;
      host: string;
      after: string;
      user: boolean;
      mixed: boolean;
      unicode: boolean;
    }
  | { kind: "mail"; address: string }
  | { kind: "other"; address: string };

const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Reads an address as a browser would: the host comes out in its raw (punycode) form. */
export function destination(address: string): Destination {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return { kind: "other", address };
  }
  if (url.protocol === "mailto:") return { kind: "mail", address: decode(url.pathname) };
  if (url.protocol !== "https:" && url.protocol !== "http:") return { kind: "other", address };
  const user = url.username !== "" || url.password !== "";
  const after = url.pathname + url.search + url.hash;
  const written = hostAsWritten(address);
  return {
    kind: "web",
    before: url.href.slice(0, url.href.length - url.host.length - after.length),
    host: url.host,
    after,
    user,
    unicode: url.host.includes("xn--"),
    mixed: SCRIPTS.filter((script) => script.test(written)).length > 1 || url.host.includes("xn--"),
  };
}

function hostAsWritten(address: string): string {
  const rest = address.replace(/^[a-z]+:\/\//i, "").split(/[/?#]/)[0] ?? "";
  return rest.slice(rest.lastIndexOf("@") + 1);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
