import {
  choicesOf,
  failedMeanwhile,
  isFinished,
  isOfFailure,
  ModelFailed,
  readChunk,
  tokensTold,
} from "../../workspace/index.ts";
import { HEARTBEAT } from "./heartbeat.ts";

/** Longest event, in bytes: pictures come in one. */
const LONGEST_EVENT = 8 * 1_024 * 1_024;
const NOTHING = Buffer.alloc(0);
/** So much is kept to be counted, in bytes: what is beyond is taken to be alike. */
const MOST_KEPT = 1_024 * 1_024;

/** An event with one of these is read, and so is all that does not look like a chunk. In a text of the model the quotes would be escaped. */
const telling = /"(?:usage"\s*:\s*\{|finish_reason"\s*:\s*"|errors?"|detail"|message")/g;
/** An event that tells only that it goes on: comments, and what makers of other models send besides. */
const goingOn = /^(?:(?::[^\n]*\n)+|event: ?ping\n(?:data:[^\n]*\n)?)\n$/;
/** How a chunk begins, and what it has. */
const PLAIN = "data: {";
const CHOICES = '"choices"';
/** What stands for a comment of the endpoint: that it goes on is told, and not what it says. */
const goesOn = Buffer.from(HEARTBEAT);

/**
 * The events of a streamed answer as bytes, on their way from an endpoint to its caller: whole events, in order. Chunks that tell nothing but a piece of
 * the answer go on unread, once there is some of it.
 * INVARIANT: what is no chunk is not handed on: it is what the endpoint says of a failure, or nobody's matter.
 */
export class PassedEvents {
  /** How many tokens it took, where that was told. */
  told: ReturnType<typeof tokensTold>;
  /** The model said more after that. */
  hasMoreThanTold = false;
  /** Whether anything of the model was handed on: a word, a call, a thought. */
  hasTold = false;
  /** What went wrong after what was handed on; undefined: nothing. */
  failure: unknown;
  /** The answer is whole. */
  isOver = false;
  /** The model said that it is at its end. */
  isFinished = false;
  /** The line that came last ended in a return: the newline of it may come yet. */
  private isReturned = false;
  private isBegun = false;
  /** Of an event that is not whole yet. */
  private rest: Buffer[] = [];
  private restBytes = 0;
  /** What was handed on; the first of it, where it is very much. */
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;
  private bytes = 0;
  private readonly wantsUsage: boolean;

  /** @param wantsUsage whether the caller asked how many tokens it takes; who did not is not told */
  constructor(wantsUsage: boolean) {
    this.wantsUsage = wantsUsage;
  }

  /** What is handed on of what came; may be nothing yet. See `failure`. @throws {ModelFailed} */
  take(piece: Uint8Array): Buffer {
    if (this.isOver || this.failure !== undefined || piece.byteLength === 0) return NOTHING;
    if (this.restBytes > LONGEST_EVENT) throw new ModelFailed("The model's endpoint said too much at once.");
    const came = this.withNewlines(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength));
    if (came.length === 0) return NOTHING;
    this.rest.push(came);
    this.restBytes += came.length;
    // A long event comes in many pieces: they are put together once, when it is whole.
    if (!this.endsAnEvent(came)) return NOTHING;
    const bytes = this.rest.length === 1 ? came : Buffer.concat(this.rest);
    const end = endOfEvents(bytes);
    this.rest = end === bytes.length ? [] : [bytes.subarray(end)];
    this.restBytes = bytes.length - end;
    const handedOn = this.handedOn(bytes.subarray(this.isBegun ? 0 : markOf(bytes), end));
    this.isBegun = true;
    this.keep(handedOn);
    return handedOn;
  }

  /** Lines may end in `\r\n` and in `\r`, too: from here on they end in one way. */
  private withNewlines(came: Buffer): Buffer {
    const text = this.isReturned && came[0] === NEWLINE ? came.subarray(1) : came;
    if (came.length > 0) this.isReturned = came[came.length - 1] === RETURN;
    return text.includes(RETURN) ? Buffer.from(text.toString("latin1").replace(/\r\n?/g, "\n"), "latin1") : text;
  }

  /** Whether a blank line ends in what came last: perhaps one that began before it. */
  private endsAnEvent(came: Buffer): boolean {
    if (endOfEvents(came) > 0) return true;
    const before = this.rest.at(-2);
    return before !== undefined && before[before.length - 1] === NEWLINE && came[0] === NEWLINE;
  }

  /**
   * What the model said, where nobody told how many tokens that was.
   * @returns its texts, and how much longer the whole of it was than what was kept of it
   */
  said(): { texts: string[]; longerBy: number } {
    const events = Buffer.concat(this.kept).toString("utf8").split("\n\n");
    const texts = events.flatMap((event) => {
      try {
        return textsIn(readChunk(saidIn(`${event}\n\n`).data ?? ""));
      } catch {
        return []; // the end of it, or the last event that was kept, cut off
      }
    });
    return { texts, longerBy: this.bytes / Math.max(1, this.keptBytes) };
  }

  private keep(piece: Buffer): void {
    this.bytes += piece.length;
    if (this.keptBytes >= MOST_KEPT) return;
    this.kept.push(piece);
    this.keptBytes += piece.length;
  }

  /** The endpoint has closed. @returns what is still to be handed on. @throws {ModelFailed} where it broke off */
  end(): Buffer {
    const last = this.restBytes > 0 ? this.take(Buffer.from("\n\n")) : NOTHING;
    if (this.isOver || this.failure !== undefined) return last;
    if (!this.isFinished) throw new ModelFailed("The model's endpoint broke off its answer.");
    this.isOver = true;
    return Buffer.concat([last, Buffer.from("data: [DONE]\n\n")]);
  }

  /** Up to where it failed, or is over. Cost: its bytes are gone through once; what tells nothing is not taken apart. */
  private handedOn(whole: Buffer): Buffer {
    if (this.isOver) return NOTHING;
    // A character for each byte: what is looked for is the same in UTF-8, and far quicker found in a text.
    const text = whole.toString("latin1");
    const kept: Buffer[] = [];
    /** What is before was kept or not. */
    let from = 0;
    let next = nextTelling(text, 0);
    for (let begin = 0; begin < text.length && !this.isOver; ) {
      const end = endOfEvent(text, begin);
      if (next !== -1 && next < begin) next = nextTelling(text, begin);
      const isRead = !this.hasTold || (next !== -1 && next < end) || !isPlain(text, begin, end);
      if (!isRead) this.hasMoreThanTold = true;
      const instead = isRead ? this.insteadOf(whole.subarray(begin, end)) : undefined;
      if (instead !== undefined) {
        kept.push(whole.subarray(from, begin), instead);
        from = end;
      }
      begin = end;
      if (this.failure !== undefined || this.isOver) {
        if (from < end) kept.push(whole.subarray(from, end));
        return Buffer.concat(kept);
      }
    }
    return kept.length === 0 ? whole.subarray(from) : Buffer.concat([...kept, whole.subarray(from)]);
  }

  /** @returns what is handed on in place of an event; undefined: the event itself. Where it failed, `failure` says so. */
  private insteadOf(event: Buffer): Buffer | undefined {
    try {
      const text = event.toString("utf8");
      if (goingOn.test(text)) return goesOn;
      const { data, isAlone } = saidIn(text);
      if (data === null) return NOTHING;
      if (data === "[DONE]") {
        this.isOver = true;
        return isAlone ? undefined : written(data);
      }
      if (!this.isHandedOn(readChunk(data))) return NOTHING;
      return isAlone ? undefined : written(data);
    } catch (error) {
      this.failure = error;
      return NOTHING;
    }
  }

  private isHandedOn(chunk: ReturnType<typeof readChunk>): boolean {
    const told = tokensTold(chunk);
    const saysSomething = textsIn(chunk).some((text) => text !== "");
    this.told = told ?? this.told;
    this.hasMoreThanTold = !told && (this.hasMoreThanTold || saysSomething);
    const choices = choicesOf(chunk);
    this.isFinished ||= choices.some(isFinished);
    this.hasTold ||= saysSomething;
    const isUsageAlone = choices.length === 0 && typeof chunk.usage === "object" && chunk.usage !== null;
    return this.wantsUsage || !isUsageAlone;
  }
}

const NEWLINE = 10;
const RETURN = 13;
/** `\n\n` */
const BLANK = 2;
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");

/** How long the mark is that a stream may begin with, and which says nothing. */
const markOf = (bytes: Buffer): number =>
  bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;

function nextTelling(text: string, from: number): number {
  telling.lastIndex = from;
  return telling.exec(text)?.index ?? -1;
}

/** Whether it looks like a chunk: an object in one line of data, with a list of choices. */
function isPlain(text: string, begin: number, end: number): boolean {
  const line = text.indexOf("\n", begin);
  if (!text.startsWith(PLAIN, begin) || line !== end - BLANK || text[line - 1] !== "}") return false;
  const choices = text.indexOf(CHOICES, begin);
  if (choices === -1 || choices > end) return false;
  const list = choices + CHOICES.length;
  return text.startsWith(":[", list) || text.startsWith(": [", list);
}

/** Behind the last blank line. */
function endOfEvents(bytes: Buffer): number {
  const last = bytes.lastIndexOf("\n\n");
  return last === -1 ? 0 : last + BLANK;
}

/** Behind its blank line, which there is. */
const endOfEvent = (text: string, begin: number): number => text.indexOf("\n\n", begin) + BLANK;

/**
 * What an event says, and whether it says that alone, in one line, as most do. Data is null where it has none.
 * @throws {ModelFailed} for one that says of itself that it is an error
 */
function saidIn(event: string): { data: string | null; isAlone: boolean } {
  const plain = /^data: ?([^\n]*)\n\n$/.exec(event)?.[1];
  if (plain !== undefined) return { data: plain, isAlone: true };
  const lines = event.split("\n");
  if (lines.some((line) => line.startsWith("event:") && isOfFailure(line.slice("event:".length))))
    throw failedMeanwhile();
  const data = lines.flatMap((line) => /^data(?:: ?(.*))?$/.exec(line)?.[1] ?? []);
  return { data: data.length === 0 ? null : data.join("\n"), isAlone: false };
}

/** Data as an event of its own: what stood beside it, a name, an id or a comment, is nobody's matter. */
const written = (data: string): Buffer => Buffer.from(`data: ${data.replaceAll("\n", "\ndata: ")}\n\n`);

/** Every text that a chunk brings: words, arguments of calls, thoughts. */
function textsIn({ choices }: Record<string, unknown>): string[] {
  const found: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value === "string") found.push(value);
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) add(inner);
  };
  for (const choice of Array.isArray(choices) ? choices : [])
    if (typeof choice === "object" && choice !== null && "delta" in choice) {
      const { role: _, ...delta } = { role: undefined, ...choice.delta };
      add(delta);
    }
  return found;
}
