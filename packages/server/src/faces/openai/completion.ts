import { randomUUID } from "node:crypto";
import { PassThrough, type Readable } from "node:stream";
import type { Problem } from "../../http/problem.ts";
import type { ModelCall } from "../../workspace/index.ts";
import type { Writer } from "./answerHere.ts";
import type { Ended } from "./answering.ts";
import { openAiError } from "./errors.ts";
import { HEARTBEAT } from "./heartbeat.ts";
import type { Estimate } from "./metering.ts";

/** What a slow reader may be behind; more, and it is let go. */
const MOST_BEHIND_BYTES = 4 * 1_024 * 1_024;

export interface CompletionOptions {
  /** As the caller named it. */
  model: string;
  /** Whether a stream ends with how many tokens it took. */
  wantsUsage: boolean;
  now: number;
}

/** An answer in OpenAI's shape as it grows: a stream of chunks, or one object at the end. An agent's own calls are no part of it. */
export class CompletionWriter implements Writer {
  readonly stream: Readable;
  readonly begun: Promise<void>;
  private readonly out = new PassThrough();
  private readonly head: { id: string; created: number; model: string };
  private readonly wantsUsage: boolean;
  private readonly pieces: string[] = [];
  private length = 0;
  private hasCalls = false;
  private isBegun: () => void = () => undefined;

  constructor({ model, wantsUsage, now }: CompletionOptions) {
    this.stream = this.out;
    this.head = { id: `chatcmpl-${randomUUID().replaceAll("-", "")}`, created: Math.floor(now / 1_000), model };
    this.wantsUsage = wantsUsage;
    this.begun = new Promise((resolve) => {
      this.isBegun = resolve;
    });
  }

  get text(): string {
    return this.pieces.join("");
  }

  get isEmpty(): boolean {
    return this.length === 0 && !this.hasCalls;
  }

  get textLength(): number {
    return this.length;
  }

  say(piece: string): void {
    if (piece === "") return;
    if (this.length === 0) {
      this.chunk({ role: "assistant", content: "" });
      this.isBegun();
    }
    this.pieces.push(piece);
    this.length += piece.length;
    this.chunk({ content: piece });
  }

  /** An agent calls its own functions here. */
  begin(): void {}

  complete(): void {}

  beat(): void {
    this.isBegun();
    this.send(HEARTBEAT);
  }

  finish({ finish, calls }: Ended, took: Estimate): void {
    if (this.length === 0) this.chunk({ role: "assistant", content: calls.length > 0 ? null : "" });
    this.hasCalls = calls.length > 0;
    if (this.hasCalls) this.chunk({ tool_calls: calls.map((call, index) => ({ index, ...toolCall(call) })) });
    this.chunk({}, finish);
    if (this.wantsUsage) this.write({ ...this.headOf("chat.completion.chunk"), choices: [], usage: usageOf(took) });
    this.out.end("data: [DONE]\n\n");
  }

  fail(why: Problem): void {
    this.out.end(errorEvent(why));
  }

  whole({ finish, calls }: Ended, took: Estimate): object {
    const content = calls.length > 0 && this.length === 0 ? null : this.text;
    const message = {
      role: "assistant",
      content,
      refusal: null,
      ...(calls.length > 0 && { tool_calls: calls.map(toolCall) }),
    };
    return {
      ...this.headOf("chat.completion"),
      choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
      usage: usageOf(took),
    };
  }

  private headOf(object: string) {
    const { id, created, model } = this.head;
    return { id, object, created, model };
  }

  private chunk(delta: object, finish_reason: string | null = null): void {
    this.write({
      ...this.headOf("chat.completion.chunk"),
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    });
  }

  private write(chunk: object): void {
    this.send(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  private send(event: string): void {
    if (this.out.writableLength + this.out.readableLength > MOST_BEHIND_BYTES) this.out.destroy();
    else if (!this.out.destroyed) this.out.write(event);
  }
}

/** The last that a stream says, where it broke. */
export const errorEvent = (why: Problem): string => `data: ${JSON.stringify(openAiError(why))}\n\n`;

const toolCall = ({ id, name, arguments: given }: ModelCall) => ({
  id,
  type: "function",
  function: { name, arguments: given },
});

const usageOf = ({ tokensIn, tokensOut, cacheRead }: Estimate) => ({
  prompt_tokens: tokensIn,
  completion_tokens: tokensOut,
  total_tokens: tokensIn + tokensOut,
  ...(cacheRead !== undefined && { prompt_tokens_details: { cached_tokens: cacheRead } }),
});
