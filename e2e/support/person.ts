import { randomUUID } from "node:crypto";

/** An answer, read. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of every shape are looked into by tests
  body: any;
}

/** One frame of a stream. */
export interface Frame {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: frames of every shape are looked into by tests
  data: any;
}

/** Somebody at a keyboard: signs in and calls the API. */
export class Person {
  readonly url: string;
  token: string | undefined;
  cookie: string | undefined;
  id = "";

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  static async signIn(url: string, email: string, password: string, organization?: string): Promise<Person> {
    const person = new Person(url);
    const answer = await person.post("/api/auth/login", { email, password, ...(organization && { organization }) });
    if (answer.status !== 200) throw new Error(`${email} could not sign in: ${JSON.stringify(answer.body)}`);
    person.token = answer.body.token;
    person.id = answer.body.user.id;
    person.cookie = /refreshToken=[^;]+/.exec(answer.headers.get("set-cookie") ?? "")?.[0];
    return person;
  }

  /** At another machine: ends all sessions of this account but the one that it has here. */
  static async endSessionsOf(url: string, email: string, password: string, organization?: string): Promise<void> {
    const elsewhere = await Person.signIn(url, email, password, organization);
    const { sessions } = (await elsewhere.get("/api/auth/sessions")).body;
    for (const { id, current } of sessions) if (!current) await elsewhere.delete(`/api/auth/sessions/${id}`);
  }

  get(path: string, headers?: Record<string, string>) {
    return this.call("GET", path, undefined, headers);
  }
  post(path: string, body: unknown = {}, headers?: Record<string, string>) {
    return this.call("POST", path, body, headers);
  }
  put(path: string, body: unknown, headers?: Record<string, string>) {
    return this.call("PUT", path, body, headers);
  }
  patch(path: string, body: unknown, headers?: Record<string, string>) {
    return this.call("PATCH", path, body, headers);
  }
  delete(path: string, body?: unknown, headers?: Record<string, string>) {
    return this.call("DELETE", path, body, headers);
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "manual",
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parsed(text) };
  }

  /** Sends a message to an agent; answers the start. */
  say(agentId: string, text: string, conversationId: string | null = null) {
    return this.post("/api/agents/chat/agents", {
      text,
      sender: "User",
      isCreatedByUser: true,
      messageId: randomUUID(),
      parentMessageId: "00000000-0000-0000-0000-000000000000",
      conversationId,
      endpoint: "agents",
      agent_id: agentId,
      error: false,
    });
  }

  /** The frames of a running answer, until it is closed. */
  async *listen(streamId: string): AsyncIterableIterator<Frame> {
    const answer = await fetch(`${this.url}/api/agents/chat/stream/${streamId}`, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    if (!answer.ok || !answer.body) throw new Error(`no stream: ${answer.status}`);
    let rest = "";
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      rest += decoder.decode(read.value, { stream: true });
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        const block = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const event = /^event: (.*)$/m.exec(block)?.[1] ?? "message";
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) yield { event, data: parsed(data) };
      }
    }
  }

  /** Talks to an agent and waits for the whole answer. */
  async hear(agentId: string, text: string): Promise<{ start: Answer; frames: Frame[]; said: string }> {
    const start = await this.say(agentId, text);
    const frames: Frame[] = [];
    if (start.status === 200) for await (const frame of this.listen(start.body.streamId)) frames.push(frame);
    return { start, frames, said: saidIn(frames) };
  }
}

/** The text of all deltas. */
export function saidIn(frames: readonly Frame[]): string {
  return frames
    .filter(({ data }) => data?.event === "on_message_delta")
    .flatMap(({ data }) => data.data.delta.content.map((part: { text?: string }) => part.text ?? ""))
    .join("");
}

// biome-ignore lint/suspicious/noExplicitAny: see above
function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
