import { randomUUID } from "node:crypto";
import { PassThrough, type Readable } from "node:stream";
import type { Problem } from "../../http/problem.ts";
import type { ModelCall } from "../../workspace/index.ts";
import type { Writer } from "./answerHere.ts";
import type { Ended } from "./answering.ts";
import { openAiError } from "./errors.ts";
import { HEARTBEAT } from "./heartbeat.ts";
import type { Estimate } from "./metering.ts";
import type { ResponseBody } from "./schemas.ts";

/** What a slow reader may be behind; more, and it is let go. */
const MOST_BEHIND_BYTES = 4 * 1_024 * 1_024;

/** An answer as a `response` as it grows. An agent's own calls are no part of it. */
export class ResponseWriter implements Writer {
  readonly stream: Readable;
  readonly begun: Promise<void>;
  private readonly out = new PassThrough();
  private readonly body: ResponseBody;
  private readonly id = idOf("resp");
  private readonly messageId = idOf("msg");
  private readonly createdAt: number;
  private readonly pieces: string[] = [];
  private length = 0;
  private hasCalls = false;
  private hasStarted = false;
  private number = 0;
  private isBegun: () => void = () => undefined;

  constructor(body: ResponseBody, now: number) {
    this.stream = this.out;
    this.body = body;
    this.createdAt = Math.floor(now / 1_000);
    this.begun = new Promise((resolve) => {
      this.isBegun = resolve;
    });
  }

  get text(): string {
    return this.pieces.join("");
  }

  get textLength(): number {
    return this.length;
  }

  get isEmpty(): boolean {
    return this.length === 0 && !this.hasCalls;
  }

  say(piece: string): void {
    if (piece === "") return;
    if (this.length === 0) {
      this.openMessage();
      this.isBegun();
    }
    this.pieces.push(piece);
    this.length += piece.length;
    this.write("response.output_text.delta", { ...this.place, delta: piece, logprobs: [] });
  }

  /** An agent calls its own functions here. */
  begin(): void {}

  complete(): void {}

  beat(): void {
    this.isBegun();
    this.send(HEARTBEAT);
  }

  finish(ended: Ended, took: Estimate): void {
    this.start();
    this.hasCalls = ended.calls.length > 0;
    if (this.length > 0) this.closeMessage();
    for (const [place, item] of this.outputOf(ended).entries())
      if (item.type === "function_call") this.writeCall(item, place);
    const type = ended.finish === "length" ? "response.incomplete" : "response.completed";
    this.write(type, { response: this.whole(ended, took) });
    this.out.end();
  }

  fail(why: Problem): void {
    const { error } = openAiError(why);
    // In both of OpenAI's shapes: its client looks for `error`.
    this.write("error", { code: error.code, message: error.message, param: error.param, error });
    this.out.end();
  }

  whole(ended: Ended, { tokensIn, tokensOut, cacheRead = 0 }: Estimate): object {
    const isLong = ended.finish === "length";
    return {
      ...this.response(isLong ? "incomplete" : "completed", this.outputOf(ended)),
      incomplete_details: isLong ? { reason: "max_output_tokens" } : null,
      usage: {
        input_tokens: tokensIn,
        input_tokens_details: { cached_tokens: cacheRead },
        output_tokens: tokensOut,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: tokensIn + tokensOut,
      },
    };
  }

  private start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    const response = this.response("in_progress", []);
    this.write("response.created", { response });
    this.write("response.in_progress", { response });
  }

  private openMessage(): void {
    this.start();
    this.write("response.output_item.added", {
      output_index: 0,
      item: { ...this.message("in_progress"), content: [] },
    });
    this.write("response.content_part.added", { ...this.place, part: textPart("") });
  }

  private closeMessage(): void {
    this.write("response.output_text.done", { ...this.place, text: this.text, logprobs: [] });
    this.write("response.content_part.done", { ...this.place, part: textPart(this.text) });
    this.write("response.output_item.done", { output_index: 0, item: this.message("completed") });
  }

  private writeCall(item: CallItem, output_index: number): void {
    const place = { item_id: item.id, output_index };
    const unfinished = { ...item, arguments: "", status: "in_progress" };
    this.write("response.output_item.added", { output_index, item: unfinished });
    this.write("response.function_call_arguments.delta", { ...place, delta: item.arguments });
    this.write("response.function_call_arguments.done", { ...place, name: item.name, arguments: item.arguments });
    this.write("response.output_item.done", { output_index, item });
  }

  private get place() {
    return { item_id: this.messageId, output_index: 0, content_index: 0 };
  }

  private outputOf({ calls }: Ended): (CallItem | ReturnType<ResponseWriter["message"]>)[] {
    const said = this.length > 0 || calls.length === 0 ? [this.message("completed")] : [];
    return [...said, ...calls.map((call) => callItem(call, `fc_${this.id.slice(5)}_${call.id}`))];
  }

  private message(status: string) {
    const content = [textPart(this.text)];
    return { type: "message" as const, id: this.messageId, status, role: "assistant", content };
  }

  private response(status: string, output: readonly object[]) {
    const { model, instructions, temperature, top_p, tools, max_output_tokens, metadata, tool_choice } = this.body;
    return {
      id: this.id,
      object: "response",
      created_at: this.createdAt,
      status,
      error: null,
      incomplete_details: null,
      instructions: instructions ?? null,
      max_output_tokens: max_output_tokens ?? null,
      metadata: metadata ?? {},
      model,
      output,
      parallel_tool_calls: this.body.parallel_tool_calls ?? true,
      previous_response_id: null,
      store: false,
      temperature: temperature ?? null,
      tool_choice: tool_choice ?? "auto",
      tools: tools ?? [],
      top_p: top_p ?? null,
    };
  }

  private write(type: string, more: object): void {
    this.send(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.number++, ...more })}\n\n`);
  }

  private send(event: string): void {
    if (this.out.writableLength + this.out.readableLength > MOST_BEHIND_BYTES) this.out.destroy();
    if (!this.out.destroyed) this.out.write(event);
  }
}

type CallItem = ReturnType<typeof callItem>;

const callItem = ({ id: call_id, name, arguments: given }: ModelCall, id: string) => ({
  type: "function_call" as const,
  id,
  call_id,
  name,
  arguments: given,
  status: "completed",
});

const textPart = (text: string) => ({ type: "output_text", text, annotations: [], logprobs: [] });

const idOf = (kind: string): string => `${kind}_${randomUUID().replaceAll("-", "")}`;
