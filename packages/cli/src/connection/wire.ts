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

export interface Wire {
  send(request: WireRequest): Promise<WireAnswer>;
  close(): Promise<void>;
}
