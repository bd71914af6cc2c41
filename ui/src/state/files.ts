import type { Attached, ModelChoice } from "../bindings";

/** The longest file that the core takes, in bytes. */
export const FILE_LIMIT = 20_000_000;

/** What models are shown. */
export type Kind = "image" | "document";

export function kindOf(file: Attached): Kind {
  return file.media_type.startsWith("image/") ? "image" : "document";
}

/** Whether a model can be shown such files; null where nobody knows. */
export function canSee(choice: ModelChoice, kind: Kind): boolean | null {
  return kind === "image" ? choice.vision : choice.files;
}

/** Of the kinds among these files, those that a model cannot be shown (false) or perhaps not (null). */
export function blindTo(choice: ModelChoice, files: readonly Attached[], as: false | null): Kind[] {
  const kinds = [...new Set(files.map(kindOf))];
  return kinds.filter((kind) => canSee(choice, kind) === as);
}

/** The bytes of a file in Base64. */
export function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}
