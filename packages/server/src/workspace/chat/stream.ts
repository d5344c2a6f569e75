import { PassThrough, type Readable } from "node:stream";
import { AnswerParts } from "./answerParts.ts";
import {
  type ContentPart,
  type ErrorFrame,
  type FinalFrame,
  type Frame,
  HEARTBEAT,
  type ToolCall,
  type UserMessageFrame,
  writeError,
  writeMessage,
} from "./frames.ts";

const HEARTBEAT_MS = 15_000;
/** What a slow reader may be behind; more, and it is let go (it can come back, and gets all of it at once). */
const MOST_BEHIND_BYTES = 2 * 1024 * 1024;

export interface StreamBeginning {
  streamId: string;
  userMessage: UserMessageFrame;
  /** The id that the answer will have. */
  responseMessageId: string;
  sender: string;
}

/**
 * What one answer says, to any number of listeners. A late one gets the whole text so far in one piece, so that nothing is kept twice:
 * memory is bounded by the answer's length, whatever the number of pieces.
 */
export class AnswerStream {
  title: string | undefined;
  private readonly parts: AnswerParts;
  private readonly beginning: StreamBeginning;
  /** Each with the session that it belongs to. */
  private readonly listeners = new Map<PassThrough, string | undefined>();
  private readonly heartbeat: NodeJS.Timeout;
  private last: string | undefined;

  constructor(beginning: StreamBeginning) {
    this.beginning = beginning;
    this.parts = new AnswerParts(beginning.responseMessageId);
    this.heartbeat = setInterval(() => this.send(HEARTBEAT), HEARTBEAT_MS).unref();
  }

  /** All that was said in words. */
  get text(): string {
    return this.parts.text;
  }

  get textLength(): number {
    return this.parts.textLength;
  }

  get content(): ContentPart[] {
    return this.parts.content;
  }

  /** What it holds, in UTF-16 units. */
  get size(): number {
    return this.parts.size;
  }

  get isOver(): boolean {
    return this.last !== undefined;
  }

  get listenerCount(): number {
    return this.listeners.size;
  }

  say(piece: string): void {
    if (!this.isOver) this.sendAll(this.parts.say(piece));
  }

  /** A function is being called. */
  begin(call: Pick<ToolCall, "id" | "name" | "args">): void {
    if (!this.isOver) this.sendAll(this.parts.begin(call));
  }

  /** The call brought this. */
  complete(id: string, output: string): void {
    if (!this.isOver) this.sendAll(this.parts.complete(id, output));
  }

  entitle(title: string): void {
    if (this.isOver) return;
    this.title = title;
    this.send(this.titleFrame(title));
  }

  finish(final: FinalFrame): void {
    this.end(writeMessage(final));
  }

  fail(error: ErrorFrame): void {
    this.end(writeError(error));
  }

  /**
   * @param resume begin with what there is already as one state (LibreChat's `resume=true`)
   * @param session that of whoever listens; see `dismiss`
   */
  subscribe(resume: boolean, session?: string): Readable {
    const listener = new PassThrough();
    const { streamId, userMessage, responseMessageId, sender } = this.beginning;
    if (resume) {
      const resumeState = {
        runSteps: this.parts.steps,
        aggregatedContent: this.content,
        userMessage,
        responseMessageId,
        conversationId: userMessage.conversationId,
        sender,
      };
      listener.write(writeMessage({ sync: true, resumeState, pendingEvents: [] }));
    } else {
      listener.write(writeMessage({ created: true, message: userMessage, streamId }));
      for (const frame of this.parts.soFar()) listener.write(writeMessage(frame));
    }
    if (this.title !== undefined) listener.write(this.titleFrame(this.title));
    if (this.last !== undefined) {
      listener.end(this.last);
      return listener;
    }
    this.listeners.set(listener, session);
    const leave = () => this.listeners.delete(listener);
    listener.once("close", leave).once("error", leave);
    return listener;
  }

  /** Lets go whoever listens in this session, and tells why; the answer goes on. */
  dismiss(session: string, why: ErrorFrame): void {
    for (const [listener, its] of [...this.listeners]) {
      if (its !== session) continue;
      this.listeners.delete(listener);
      listener.end(writeError(why));
    }
  }

  private end(last: string): void {
    if (this.isOver) return;
    clearInterval(this.heartbeat);
    this.last = last;
    for (const listener of this.listeners.keys()) listener.end(last);
    this.listeners.clear();
  }

  private send(written: string): void {
    for (const listener of this.listeners.keys()) {
      if (listener.writableLength + listener.readableLength > MOST_BEHIND_BYTES) listener.destroy();
      else listener.write(written);
    }
  }

  private sendAll(frames: readonly Frame[]): void {
    for (const frame of frames) this.send(writeMessage(frame));
  }

  private titleFrame(title: string): string {
    const { conversationId } = this.beginning.userMessage;
    return writeMessage({ event: "title", data: { conversationId, title } });
  }
}
