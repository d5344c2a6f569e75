/** A piece of a line: what was said, or a file that goes with it. Names and contents are for the model only. */
export type Part =
  | { type: "text"; text: string }
  /** The text of a file. */
  | { type: "document"; name: string; text: string }
  | { type: "picture"; name: string; mime: string; bytes: Buffer }
  | { type: "pdf"; name: string; bytes: Buffer }
  /** A file that the model is told of, and not shown. */
  | { type: "named"; name: string; mime: string; because: string };

/** One line of what a model is told. */
export interface Line {
  role: "system" | "user" | "assistant";
  content: string | readonly Part[];
}

export interface Prompt {
  lines: readonly Line[];
  /** `temperature` … as the agent or the person set them. */
  parameters: Readonly<Record<string, unknown>>;
}

/** A part in words, for a model that reads words; the bytes of pictures and PDFs are left out. */
export function wordsOf(part: Part): string {
  switch (part.type) {
    case "text":
      return part.text;
    case "document":
      return `File "${part.name}":\n${part.text}`;
    case "picture":
      return `[File "${part.name}": ${part.mime}, ${part.bytes.length} bytes]`;
    case "pdf":
      return `[File "${part.name}": application/pdf, ${part.bytes.length} bytes]`;
    case "named":
      return `[File "${part.name}": ${part.mime}, not shown: ${part.because}]`;
  }
}

/** Something that answers. */
export interface Model {
  /** `model:<id>`: using it is asked of the engine. */
  resource: string;
  endpoint: string;
  name: string;
  /** What answers are signed with where no agent speaks. */
  label: string;
  /**
   * The answer, piece by piece. Ends early, without an error, when `signal` is aborted.
   * @throws {ModelFailed}
   */
  answer(prompt: Prompt, signal: AbortSignal): AsyncIterable<string>;
  /** A short title for a conversation that begins so; null: make one from the first words. @throws {ModelFailed} */
  title(firstMessage: string, signal: AbortSignal): Promise<string | null>;
}

/** A model that could not answer. INVARIANT: the message holds nothing that came from the endpoint or was sent to it. */
export class ModelFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelFailed";
  }
}
