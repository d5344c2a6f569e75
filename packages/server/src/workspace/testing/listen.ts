import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { House } from "./house.ts";

export interface Heard {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: frames are looked at field by field
  data: any;
  at: number;
}

/** Listens to a stream over the network. */
export class Listener {
  readonly heard: Heard[] = [];
  readonly status: number;
  readonly headers: Headers;
  /** Resolves when the server has closed the stream. */
  readonly closed: Promise<void>;
  closedAt = 0;
  private readonly leaving: AbortController;
  private waiting: (() => void)[] = [];

  private constructor(response: Response, leaving: AbortController) {
    this.status = response.status;
    this.headers = response.headers;
    this.leaving = leaving;
    this.closed = this.read(response);
  }

  /** @param session default: the person's usual one */
  static async to(
    house: House,
    person: string,
    streamId: string,
    { query = "", session }: { query?: string; session?: string } = {},
  ): Promise<Listener> {
    const leaving = new AbortController();
    const response = await fetch(`${house.url}/api/agents/chat/stream/${streamId}${query}`, {
      headers: { "x-person": person, ...(session !== undefined && { "x-session": session }) },
      signal: leaving.signal,
    });
    return new Listener(response, leaving);
  }

  leave(): void {
    this.leaving.abort();
  }

  get text(): string {
    return this.heard
      .filter(({ data }) => data.event === "on_message_delta")
      .map(({ data }) => data.data.delta.content[0].text)
      .join("");
  }

  /** Waits until something was heard. */
  async until(isIt: (heard: Heard) => boolean, ms = 5_000): Promise<Heard> {
    const end = Date.now() + ms;
    for (;;) {
      const found = this.heard.find(isIt);
      if (found) return found;
      if (Date.now() > end) throw new Error(`not heard: ${JSON.stringify(this.heard).slice(0, 2_000)}`);
      await new Promise<void>((wake) => {
        this.waiting.push(wake);
        setTimeout(wake, 50);
      });
    }
  }

  private async read(response: Response): Promise<void> {
    const parser = createParser({
      onEvent: ({ event = "message", data }: EventSourceMessage) => {
        this.heard.push({ event, data: JSON.parse(data), at: Date.now() });
        for (const wake of this.waiting.splice(0)) wake();
      },
    });
    const decoder = new TextDecoder();
    try {
      const reader = response.body?.getReader();
      for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read())
        parser.feed(decoder.decode(read.value, { stream: true }));
    } catch {
      // Left, or cut off.
    }
    this.closedAt = Date.now();
  }
}

export const isFinal = ({ data }: Heard): boolean => data.final === true;
export const isDelta = ({ data }: Heard): boolean => data.event === "on_message_delta";
export const isError = ({ event }: Heard): boolean => event === "error";
