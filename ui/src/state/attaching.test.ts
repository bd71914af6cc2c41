import { describe, expect, it } from "vitest";
import { fakeHost } from "../host/fake";
import { choice } from "../testing/choice";
import { Attaching } from "./attaching.svelte";
import { base64, blindTo, FILE_LIMIT } from "./files";

const png = (name: string, bytes = [1, 2, 3]) =>
  new File([new Uint8Array(bytes)], name, { type: "image/png" });

describe("a file", () => {
  it("goes_to_the_core_byte_for_byte", async () => {
    expect(await base64(png("a.png", [0, 255, 10, 13]))).toBe("AP8KDQ==");
    expect(await base64(png("empty.png", []))).toBe("");
  });

  it("is_attached_to_the_chat_that_was_open_and_to_no_other", async () => {
    const attaching = new Attaching(fakeHost());
    await attaching.take("one", [png("a.png")]);
    expect(attaching.of("one").map((file) => file.name)).toEqual(["a.png"]);
    expect(attaching.of(null)).toEqual([]);
  });

  it("is_attached_once_however_often_it_is_dropped", async () => {
    const attaching = new Attaching(fakeHost());
    await attaching.take(null, [png("a.png")]);
    await attaching.take(null, [png("a.png")]);
    expect(attaching.of(null)).toHaveLength(1);
  });

  it("that_is_too_large_is_refused_before_it_is_read", async () => {
    const attaching = new Attaching(fakeHost());
    const large = png("film.png");
    Object.defineProperty(large, "size", { value: FILE_LIMIT + 1 });
    await attaching.take(null, [large, png("b.png")]);
    expect(attaching.refused).toEqual([{ name: "film.png", why: "large" }]);
    expect(
      attaching.of(null).map((file) => file.name),
      "the others are taken",
    ).toEqual(["b.png"]);
  });

  it("that_the_core_refuses_is_named_with_its_words", async () => {
    const attaching = new Attaching(fakeHost());
    await attaching.take(null, [png("notes.docx")]);
    expect(attaching.refused[0]).toMatchObject({ name: "notes.docx", why: { code: "not_allowed" } });
    expect(attaching.busy).toBe(0);
  });

  it("that_was_sent_is_gone_and_what_came_meanwhile_stays", async () => {
    const attaching = new Attaching(fakeHost());
    await attaching.take(null, [png("a.png")]);
    const sent = attaching.of(null);
    await attaching.take(null, [png("b.png")]);
    attaching.sent(null, sent);
    expect(attaching.of(null).map((file) => file.name)).toEqual(["b.png"]);
  });

  it("is_asked_for_once_however_often_it_is_shown", async () => {
    const host = fakeHost();
    let asked = 0;
    const read = host.attachedFile;
    host.attachedFile = (sha) => (asked++, read(sha));
    const attaching = new Attaching(host);
    await attaching.take(null, [png("a.png")]);
    const [file] = attaching.of(null);
    if (!file) throw new Error("nothing attached");
    expect(await attaching.picture(file)).toBe("data:image/png;base64,AQID");
    await attaching.picture(file);
    expect(asked).toBe(1);
  });
});

describe("a model", () => {
  const image = { name: "a.png", media_type: "image/png", size: 1, sha256: "a" };
  const pdf = { name: "a.pdf", media_type: "application/pdf", size: 1, sha256: "b" };

  it("is_blind_to_what_it_is_known_not_to_see_and_unsure_of_the_rest", () => {
    const model = choice("x/a", { vision: true, files: false });
    expect(blindTo(model, [image, pdf], false)).toEqual(["document"]);
    expect(blindTo(model, [image, pdf], null)).toEqual([]);
    expect(blindTo(choice("x/b"), [image, image, pdf], null)).toEqual(["image", "document"]);
  });
});
