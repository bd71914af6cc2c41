import { StringStream, type StreamParser } from "@codemirror/streamparser";
import { make } from "../dom";

/** A longer line is not coloured: it is data, and would hold the window up. */
const LONGEST_LINE = 2000;

/** What a mode calls things, and which colour that is. */
const CLASSES: Record<string, string> = {
  keyword: "keyword",
  controlKeyword: "keyword",
  moduleKeyword: "keyword",
  definitionKeyword: "keyword",
  operatorKeyword: "keyword",
  modifier: "keyword",
  self: "keyword",
  atom: "literal",
  bool: "literal",
  null: "literal",
  number: "number",
  integer: "number",
  float: "number",
  unit: "number",
  color: "number",
  string: "string",
  character: "string",
  regexp: "string",
  url: "string",
  link: "string",
  escape: "escape",
  comment: "comment",
  docComment: "comment",
  def: "def",
  heading: "def",
  builtin: "builtin",
  standard: "builtin",
  type: "type",
  typeName: "type",
  className: "type",
  namespace: "type",
  meta: "meta",
  annotation: "meta",
  processingInstruction: "meta",
  documentMeta: "meta",
  tag: "tag",
  tagName: "tag",
  attribute: "attribute",
  attributeName: "attribute",
  property: "attribute",
  propertyName: "attribute",
  labelName: "attribute",
  macroName: "builtin",
  inserted: "inserted",
  deleted: "deleted",
  invalid: "",
};
const MODIFIERS: Record<string, string> = {
  "variableName.definition": "def",
  "variableName.function": "def",
  "variableName.standard": "builtin",
  "variableName.special": "variable",
  "variableName.constant": "literal",
  "string.special": "string",
};

/** Colours code line by line; each line is read once, and the state carries over. */
export class Painter {
  private readonly state: unknown;

  constructor(private readonly mode: StreamParser<unknown>) {
    this.state = mode.startState?.(2) ?? {};
  }

  /** The nodes of one line. */
  line(text: string): Node[] {
    if (text.length > LONGEST_LINE) return [document.createTextNode(text)];
    if (text === "") {
      this.mode.blankLine?.(this.state, 2);
      return [];
    }
    const nodes: Node[] = [];
    let run = "";
    let colour = "";
    const end = (): void => {
      if (run)
        nodes.push(colour ? make("span", { class: `hl-${colour}` }, run) : document.createTextNode(run));
      run = "";
    };
    const stream = new StringStream(text, 4, 2);
    try {
      for (let idle = 0; !stream.eol() && idle < 10;) {
        const name = classOf(this.mode.token(stream, this.state));
        const word = stream.current();
        idle = word ? 0 : idle + 1;
        stream.start = stream.pos;
        if (word && name !== colour) {
          end();
          colour = name;
        }
        run += word;
      }
    } catch {
      // A mode that stumbles over odd code leaves the rest of the line plain.
    }
    const rest = text.slice(stream.start);
    if (rest && colour) {
      end();
      colour = "";
    }
    run += rest;
    end();
    return nodes;
  }
}

function classOf(style: string | null): string {
  if (!style) return "";
  const first = style.split(" ", 1)[0] ?? "";
  return MODIFIERS[first] ?? CLASSES[first.split(".", 1)[0] ?? ""] ?? "";
}
