import type { FastifyBaseLogger } from "fastify";
import { RequestTimes } from "./requestTimes.ts";

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

/** One line of the log and one count for every request, by whichever way it was answered. */
export class RequestRecord {
  readonly times = new RequestTimes();
  private readonly log: FastifyBaseLogger;

  /** @param log need not hide anything: a line holds these fields only, none of which is a caller's text or a secret */
  constructor(log: FastifyBaseLogger) {
    this.log = log;
  }

  note({ id, method, route, status, ms, actor }: Answered): void {
    this.times.observe(method, route, status, ms);
    this.log.info({ reqId: id, method, route, status, ms: Math.round(ms), actor }, "request");
  }
}
