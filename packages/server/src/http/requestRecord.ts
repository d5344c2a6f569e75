import { randomUUID } from "node:crypto";
import { RequestTimes } from "./requestTimes.ts";

/** What tells a request from others, in its log line and in the problem that it is answered with. */
export const requestId = (): string => randomUUID();

/** A request that was answered. */
export interface Answered {
  id: string;
  method: string;
  /** The pattern, not the address; null where there is none. */
  route: string | null;
  status: number;
  /** Milliseconds, with fractions. */
  ms: number;
  /** {@link Actor.name} */
  actor: string | null;
}

/** The line of a request in the log: fixed fields of our own, none of which is a caller's text or a secret. */
export interface RequestLine {
  reqId: string;
  method: string;
  route: string | null;
  status: number;
  ms: number;
  actor: string | null;
  msg: "request";
}

/** One line of the log and one count for every request, by whichever way it was answered. */
export class RequestRecord {
  readonly times = new RequestTimes();
  private readonly log: (line: RequestLine) => void;

  constructor(log: (line: RequestLine) => void) {
    this.log = log;
  }

  note({ id, method, route, status, ms, actor }: Answered): void {
    this.times.observe(method, route, status, ms);
    this.log({ reqId: id, method, route, status, ms: Math.round(ms), actor, msg: "request" });
  }
}
