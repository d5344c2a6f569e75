import type { JsonObject, TokenRate, Tokens } from "../../config/index.ts";
import type { Admission } from "../../spending/index.ts";
import type { EndpointPath } from "./askEndpoint.ts";

/** A piece of a line: what was said, or a file that goes with it. Names and contents are for the model only. */
export type Part =
  | { type: "text"; text: string }
  /** The text of a file. */
  | { type: "document"; name: string; text: string }
  | { type: "picture"; name: string; mime: string; bytes: Buffer }
  /** One that a caller names by its address, which may hold all of it (`data:`). */
  | { type: "pictureAt"; url: string }
  | { type: "pdf"; name: string; bytes: Buffer }
  /** A file that the model is told of, and not shown. */
  | { type: "named"; name: string; mime: string; because: string };

/** Something that a model may have called. */
export interface ModelFunction {
  /** At most 64 letters, digits, `_`, `-`. */
  name: string;
  description: string;
  /** JSON schema of its arguments. */
  parameters: object;
}

/** What a model wants called. INVARIANT: all of it is the model's words, and as much to be trusted. */
export interface ModelCall {
  id: string;
  name: string;
  /** JSON, if the model keeps to it. */
  arguments: string;
}

/** One line of what a model is told. */
export type Line =
  | { role: "system" | "user" | "assistant"; content: string | readonly Part[] }
  /** What it said, and then wanted called. */
  | { role: "assistant"; content: string; calls: readonly ModelCall[] }
  /** What a call brought. */
  | { role: "tool"; callId: string; content: string };

export interface Prompt {
  lines: readonly Line[];
  /** What it may have called; none for most. */
  functions?: readonly ModelFunction[];
  /** `temperature` … as the agent or the person set them. */
  parameters: Readonly<Record<string, unknown>>;
  /** Further fields of the request, as the endpoint takes them: a caller's own. */
  passed?: Readonly<Record<string, unknown>>;
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
    case "pictureAt":
      return "[A picture]";
    case "pdf":
      return `[File "${part.name}": application/pdf, ${part.bytes.length} bytes]`;
    case "named":
      return `[File "${part.name}": ${part.mime}, not shown: ${part.because}]`;
  }
}

/** How many tokens an answer took, where its endpoint says so. */
export type TokensTold = Tokens;

/** A piece of an answer: words, the calls that it wants made, or how many tokens it took. */
export type AnswerPiece = string | readonly ModelCall[] | TokensTold;

/** Something that answers. */
export interface Model {
  /** `model:<id>`: using it is asked of the engine. */
  resource: string;
  endpoint: string;
  name: string;
  /** What answers are signed with where no agent speaks. */
  label: string;
  /** What its tokens cost at this moment. */
  rate: TokenRate;
  /**
   * The answer, piece by piece; calls that it wants made come last, and are answered in the next prompt. Ends early, without an error, when `signal` is aborted.
   * @throws {ModelFailed}
   */
  answer(prompt: Prompt, signal: AbortSignal): AsyncIterable<AnswerPiece>;
  /**
   * Asks the endpoint behind it with a caller's own body, and hands on what comes; none where there is no endpoint.
   * @throws {ModelFailed}; what `signal` was aborted with
   */
  pass?(path: EndpointPath, body: JsonObject, signal: AbortSignal): Promise<PassedAnswer>;
  /**
   * A short title for a conversation that begins so; null: make one from the first words.
   * @throws {ModelFailed}
   */
  title(firstMessage: string, signal: AbortSignal, whose: TitleFor): Promise<string | null>;
}

/** Whoever began a conversation. */
export interface TitleFor {
  /** Whether they may use a model (`model:<id>`): another one makes titles only for them. */
  mayUse: (resource: string) => boolean;
  /** Asked before the model is. @throws {Problem} `balance-insufficient` */
  admit: (asked: TokensTold & { rate: TokenRate; context: "title" }) => Promise<Admission>;
}

/** What an endpoint answered, as it came. */
export interface PassedAnswer {
  /** Whether it is a stream of events. */
  isStream: boolean;
  /** Begins to hand it on. Called once; who does not call it aborts the request. */
  handOn(to: Receiver): Flow;
}

/** Where bytes go as they come. */
export interface Receiver {
  /** @returns whether more may come by itself; where not, {@link Flow.goOn} is called for it */
  take(piece: Buffer): boolean;
  /** No more comes: it is whole, or, without a word, the request's signal was aborted, or it failed. Called once, and not after {@link Flow.letGo}. */
  end(failure?: ModelFailed): void;
}

export interface Flow {
  goOn(): void;
  /** Nobody listens any more. */
  letGo(): void;
}

/** `silent`: nothing came for too long. `refused`: what was asked is not for this model. `busy`: it has too much to do. */
export type FailureKind = "failed" | "silent" | "refused" | "busy";

/** A model that could not answer. INVARIANT: the message holds nothing that came from the endpoint or was sent to it. */
export class ModelFailed extends Error {
  readonly kind: FailureKind;
  /** When it may be tried again, where the endpoint says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    { kind = "failed", retryAfterSeconds }: { kind?: FailureKind; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.name = "ModelFailed";
    this.kind = kind;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
