import type { Readable } from "node:stream";
import { failure, type ProblemAnswer, refusal } from "../failure.ts";
import type { Wire, WireRequest } from "./wire.ts";

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Ends a command that was only to be tried: what the write would have changed. */
export class DryRan extends Error {
  readonly answer: Simulated;

  constructor(answer: Simulated) {
    super("a dry run");
    this.name = "DryRan";
    this.answer = answer;
  }
}

/** What a dry run answers (docs/guides/seeing-before-doing.md), as far as it is printed. */
export interface Simulated {
  gained: number;
  lost: number;
  subjects: {
    rows: {
      subject: string;
      name: string | null;
      gained: number;
      lost: number;
      powers: { gained: string[]; lost: string[] };
    }[];
    total: number;
  };
  things: { total: number };
}

/**
 * The API, for commands. `T` is the shape that the server's own schema gives: both are of one version.
 * Every call throws a {@link Failure} where the API refuses.
 */
export class Client {
  private readonly wire: Wire;
  private readonly headers: Record<string, string>;
  /** The first call that writes is tried only. */
  readonly isDryRun: boolean;

  /**
   * @param headers who asks, and in which organization
   * @param isDryRun the first call that writes is tried only: it throws {@link DryRan}
   */
  constructor(wire: Wire, headers: Record<string, string>, isDryRun = false) {
    this.wire = wire;
    this.headers = headers;
    this.isDryRun = isDryRun;
  }

  get<T>(path: string, query: Query = {}): Promise<T> {
    return this.ask<T>("GET", path + queryText(query));
  }
  post<T>(path: string, body: object = {}): Promise<T> {
    return this.ask<T>("POST", path, body);
  }
  /** A question that is too long for an address: it writes nothing, and is asked in a dry run, too. */
  inquire<T>(path: string, body: object): Promise<T> {
    return this.ask<T>("POST", path, body, false);
  }
  put<T>(path: string, body: object): Promise<T> {
    return this.ask<T>("PUT", path, body);
  }
  patch<T>(path: string, body: object): Promise<T> {
    return this.ask<T>("PATCH", path, body);
  }
  delete<T = unknown>(path: string, body?: object): Promise<T> {
    return this.ask<T>("DELETE", path, body);
  }

  /** What may be longer than memory, piece by piece. */
  async open(path: string, query: Query = {}): Promise<Readable> {
    const answer = await this.wire.open({ method: "GET", url: path + queryText(query), headers: this.headers });
    if (answer.status < 400) return answer.body;
    let text = "";
    for await (const piece of answer.body) text += String(piece);
    throw refusal(problemOf(answer.status, text));
  }

  close(): Promise<void> {
    return this.wire.close();
  }

  private async ask<T>(
    method: WireRequest["method"],
    url: string,
    wish?: object,
    isWrite = method !== "GET",
  ): Promise<T> {
    const body = wish === undefined ? undefined : JSON.stringify(wish);
    const isTried = this.isDryRun && isWrite;
    const headers = {
      ...this.headers,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(isTried && { "gatehouse-dry-run": "true" }),
    };
    const answer = await this.wire.send({ method, url, headers, ...(body !== undefined && { body }) });
    if (answer.status >= 400) throw refusal(problemOf(answer.status, answer.body));
    if (isTried) throw new DryRan(parsed<Simulated>(answer.body));
    return parsed<T>(answer.body || "null");
  }
}

function problemOf(status: number, body: string): ProblemAnswer {
  try {
    return parsed<ProblemAnswer>(body);
  } catch {
    return {
      status,
      code: "answer-unreadable",
      title: `The server answered ${status} with something that is no problem detail`,
    };
  }
}

function parsed<T>(text: string): T {
  try {
    const value: T = JSON.parse(text);
    return value;
  } catch (error) {
    throw failure("answer-unreadable", "The server answered with something that is no JSON.", { cause: error });
  }
}

function queryText(query: Query): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) text.set(name, String(value));
  return text.size === 0 ? "" : `?${text}`;
}
