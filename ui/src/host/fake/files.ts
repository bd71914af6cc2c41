import type { Attached, ModelChoice, Picked } from "../../bindings";
import { problem } from "../index";

/** Hills under a sky, 48 × 32: something to look at. */
export const SAMPLE_IMAGE =
  "R0lGODlhMAAgAJEAANbk8PbWlniggkZuYCwAAAAAMAAgAAACcISPqcvtD6OctNqLbcjchP91F0iKFQmaE1qqEbuJwkzXCtzV+o6g3A7UJWKYoFEoOyppmaWTWXlKoZDp4Iq9Lh1TQfY7cCq64HK4KzWbrWelWu38ut/v43pHz7dr+r7/DxgoOEhYaHiImKi4yNh4VQAAOw==";
const TYPES: Record<string, string> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf",
};

/** Attached files, kept in memory. */
export class FakeFiles {
  kept = new Map<string, string>();

  attach(name: string, base64: string): Attached {
    if (base64.length > 27_000_000)
      throw problem("not_allowed", "a file of more than 20 MB cannot be attached");
    const media_type = TYPES[name.split(".").at(-1)?.toLowerCase() ?? ""];
    if (media_type === undefined)
      throw problem("not_allowed", "only PNG, JPEG, WebP and GIF images and PDF documents can be attached");
    const sha256 = `sum-${name}-${base64.length}`;
    this.kept.set(sha256, base64);
    return { name, media_type, size: Math.floor((base64.length * 3) / 4), sha256 };
  }

  paste(): Attached {
    return this.attach("picture.gif", SAMPLE_IMAGE);
  }

  pick(): Picked {
    return { attached: [this.attach("hills.gif", SAMPLE_IMAGE)], refused: [] };
  }

  read(sha256: string): string {
    const file = this.kept.get(sha256);
    if (file === undefined) throw problem("not_found", "That attached file is not there any more.");
    return file;
  }

  /** Refuses what the model is known not to be able to be shown. */
  check(choice: ModelChoice, files: readonly Attached[]): void {
    for (const file of files) {
      const image = file.media_type.startsWith("image/");
      if ((image ? choice.vision : choice.files) !== false) continue;
      const what = image ? "images" : "documents";
      throw problem("unsupported", `${choice.name} cannot be shown ${what}: ${file.name}.`);
    }
  }
}
