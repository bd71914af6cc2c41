/** The words the renderer shows or speaks; the caller gives them in the reader's language. */
export interface MarkdownStrings {
  copy: string;
  copied: string;
  /** Spoken name of the copy button. */
  copyCode: string;
  /** Name of a code block whose language is not given. */
  code: string;
  /** Name of the scrolling box around a table. */
  table: string;
  /** Shown in place of an image; `{host}` is where it would come from. */
  image: string;
  taskDone: string;
  taskOpen: string;
}

export const englishStrings: MarkdownStrings = {
  copy: "Copy",
  copied: "Copied",
  copyCode: "Copy code",
  code: "Code",
  table: "Table",
  image: "Image from {host}",
  taskDone: "Done",
  taskOpen: "To do",
};
