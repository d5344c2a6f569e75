/** One line of what a model is told. */
export interface Line {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface Prompt {
  lines: readonly Line[];
  /** `temperature` … as the agent or the person set them. */
  parameters: Readonly<Record<string, unknown>>;
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
