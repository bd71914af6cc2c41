/** What is said where several answers are read against one another, and made into one. */
export const reading = {
  title: "Answers read together",
  text: "The versions of a reply, or the lanes of a turn, against one another.",
  open: "Compare the answers",
  views: { differences: "Differences", agreement: "Agreement", merge: "Merge" },
  differencesOf: "Show the differences…",
  agreementOf: "See where they agree…",
  mergeOf: "Merge into one answer…",
  failed: "The answers could not be read",
  alone: "There is no other answer to this prompt",
  aloneText: "Write it again or ask a second model, then the two can be read against one another.",
  writing: "Answers that are still being written are left out.",

  version: (n: string) => `Version ${n}`,
  versionIn: (lane: string, n: string) => `${lane}, version ${n}`,
  byHand: "Written by hand",
  before: "First answer",
  after: "Second answer",
  swap: "Swap the two",
  copyDiff: "Copy the differences",

  answers: "Answers",
  atLeast: "Choose two answers or more.",
  atMost: "No more than eight at once.",
  readIn: (name: string) => `Read it in: ${name}`,

  writer: "Written by",
  instruction: "What matters to you",
  instructionHint: "Optional: shorter, as a table, only what they agree on…",
  where: (name: string) =>
    `It follows ${name} as a new turn; every sentence links to the answer that it is like.`,
  send: (provider: string) => `The answers are sent to ${provider}.`,
  write: "Write one answer",
  notMerged: "Nothing was written.",
  blind: "Answers are merged once their models are told: vote first.",
  busy: "Another reply is still being written in this chat.",
  chooseWriter: "Choose a model",

  promptBegins: "You have just read one answer to my question. Here are the others.",
  promptAnswer: (n: string) => `Answer ${n}:`,
  promptEnds:
    "Write one answer out of all of them: keep what is right, leave out what repeats or contradicts, and do not mention that there were several.",

  mergedOf: "One answer out of",
  showPrompt: "Show what was asked",
  hidePrompt: "Hide what was asked",
  from: "Made from",
  found: (n: string, of: string) => `${n} of ${of} sentences are like one of theirs`,
  showSources: "Show where sentences come from",
  sourcesFailed: "Where its sentences come from could not be read.",
  like: (name: string, percent: string, text: string) => `${name}, ${percent} alike: ${text}`,
  noSource: "In none of the answers",
};
