import type { Readable } from "node:stream";

/** One HTTP request of the command line, and its answer; by the socket, or within the process. */
export interface WireRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  /** JSON. */
  body?: string;
}

export interface WireAnswer {
  status: number;
  body: string;
}

/** An answer whose body is read as it comes. */
export interface WireStream {
  status: number;
  body: Readable;
}

export interface Wire {
  send(request: WireRequest): Promise<WireAnswer>;
  /** The same for what may be longer than memory. */
  open(request: WireRequest): Promise<WireStream>;
  close(): Promise<void>;
}
