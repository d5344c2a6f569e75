import { ModelFailed, tokensTold } from "../../workspace/index.ts";

/** Longest event, in bytes: pictures come in one. */
const LONGEST_EVENT = 8 * 1_024 * 1_024;
const NOTHING = Buffer.alloc(0);

/** Events with one of these are looked at; all others are handed on as they are. In a text of the model the quotes would be escaped. */
const telling = [
  '"usage":{',
  '"usage": {',
  '"finish_reason":"',
  '"finish_reason": "',
  '"error"',
  "[DONE]",
  "event:",
].map((text) => Buffer.from(text));

/**
 * The events of a streamed answer as bytes, on their way from an endpoint to its caller: whole events, in order, unread wherever they tell nothing.
 * INVARIANT: what the endpoint says of a failure is not handed on.
 */
export class PassedEvents {
  /** How many tokens it took, where that was told. */
  told: ReturnType<typeof tokensTold>;
  /** How many events were handed on, about one for each token. */
  count = 0;
  /** What went wrong after what was handed on; undefined: nothing. */
  failure: unknown;
  /** The answer is whole. */
  isOver = false;
  private isFinished = false;
  private rest: Buffer = NOTHING;
  private readonly wantsUsage: boolean;

  /** @param wantsUsage whether the caller asked how many tokens it takes; who did not is not told */
  constructor(wantsUsage: boolean) {
    this.wantsUsage = wantsUsage;
  }

  /** What is handed on of what came; may be nothing yet. See `failure`. @throws {ModelFailed} */
  take(piece: Uint8Array): Buffer {
    const came = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const bytes = this.rest.length === 0 ? came : Buffer.concat([this.rest, came]);
    const end = endOfEvents(bytes);
    this.rest = bytes.subarray(end);
    if (this.rest.length > LONGEST_EVENT) throw new ModelFailed("The model's endpoint said too much at once.");
    const whole = bytes.subarray(0, end);
    if (whole.length === 0) return whole;
    const events = eventsIn(whole);
    if (!telling.some((text) => whole.includes(text))) {
      this.count += events.length;
      return whole;
    }
    const kept = this.handedOn(events);
    this.count += kept.length;
    return kept.length === events.length ? whole : Buffer.concat(kept);
  }

  /** The endpoint has closed. @returns what is still to be handed on. @throws {ModelFailed} where it broke off */
  end(): Buffer {
    const last = this.rest.length > 0 ? this.take(Buffer.from("\n\n")) : NOTHING;
    if (this.isOver || this.failure !== undefined) return last;
    if (!this.isFinished) throw new ModelFailed("The model's endpoint broke off its answer.");
    this.isOver = true;
    return Buffer.concat([last, Buffer.from("data: [DONE]\n\n")]);
  }

  /** Up to where it failed. */
  private handedOn(events: readonly Buffer[]): Buffer[] {
    const kept: Buffer[] = [];
    for (const event of events) {
      try {
        if (this.isHandedOn(event)) kept.push(event);
      } catch (error) {
        this.failure = error;
        break;
      }
    }
    return kept;
  }

  private isHandedOn(event: Buffer): boolean {
    if (this.isOver) return false;
    const lines = event.toString("utf8").split(/\r?\n/);
    if (lines.some((line) => /^event: ?error$/.test(line))) throw failedMeanwhile();
    const data = lines.flatMap((line) => /^data: ?(.*)$/s.exec(line)?.[1] ?? []).join("\n");
    if (data === "") return true;
    if (data === "[DONE]") {
      this.isOver = true;
      return true;
    }
    const chunk = readChunk(data);
    if (chunk.error != null) throw failedMeanwhile();
    this.told = tokensTold(chunk) ?? this.told;
    const choices: unknown[] = Array.isArray(chunk.choices) ? chunk.choices : [];
    this.isFinished ||= choices.some(isFinished);
    const isUsageAlone = choices.length === 0 && typeof chunk.usage === "object" && chunk.usage !== null;
    return this.wantsUsage || !isUsageAlone;
  }
}

/** Behind the last blank line. */
function endOfEvents(bytes: Buffer): number {
  const plain = bytes.lastIndexOf("\n\n");
  const returned = bytes.lastIndexOf("\n\r\n");
  return Math.max(plain === -1 ? 0 : plain + 2, returned === -1 ? 0 : returned + 3);
}

/** Each with its blank line. */
function eventsIn(bytes: Buffer): Buffer[] {
  const events: Buffer[] = [];
  const isReturned = bytes.includes("\n\r\n");
  for (let from = 0; from < bytes.length; ) {
    const plain = bytes.indexOf("\n\n", from);
    const returned = isReturned ? bytes.indexOf("\n\r\n", from) : -1;
    const isPlain = plain !== -1 && (returned === -1 || plain < returned);
    const to = isPlain ? plain + 2 : returned === -1 ? bytes.length : returned + 3;
    events.push(bytes.subarray(from, to));
    from = to;
  }
  return events;
}

function readChunk(data: string): Record<string, unknown> {
  try {
    const chunk: unknown = JSON.parse(data);
    if (typeof chunk === "object" && chunk !== null) return { ...chunk };
  } catch {
    // Told below.
  }
  throw new ModelFailed("The model's endpoint answered with something that is not JSON.");
}

const isFinished = (choice: unknown): boolean =>
  typeof choice === "object" &&
  choice !== null &&
  "finish_reason" in choice &&
  typeof choice.finish_reason === "string";

const failedMeanwhile = () => new ModelFailed("The model's endpoint failed while answering.");
