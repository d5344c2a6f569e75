import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Actor } from "../../http/actor.ts";
import { type Problem, problem } from "../../http/problem.ts";
import type { Target, Workspace } from "../../workspace/index.ts";
import { Call } from "./call.ts";
import { asProblem } from "./errors.ts";

/** Whoever listens has so long to hear why an answer ends. */
const STOPS_WITHIN_MS = 2_000;

/** The calls that are being answered by this server. */
export class Calls {
  private readonly workspace: Pick<Workspace, "directAnswers">;
  private readonly running = new Map<Call, () => void>();
  /** What is being answered, until the last of it is written. */
  private readonly connections = new Set<ServerResponse>();
  /** Until it is known what is held for them, or they are answered. */
  private readonly answering = new Set<Promise<unknown>>();
  private isStopping = false;

  constructor(workspace: Pick<Workspace, "directAnswers">) {
    this.workspace = workspace;
  }

  /** From now on it ends with the connection, and with a right to it. Whoever begins it ends it. */
  begin(actor: Actor, { needs }: Target, connection: ServerResponse): Call {
    const call = new Call(actor, needs);
    this.running.set(call, this.workspace.directAnswers.watched(call));
    this.connections.add(connection);
    connection.once("close", () => {
      this.connections.delete(connection);
      this.end(call);
    });
    if (connection.destroyed) {
      this.connections.delete(connection);
      this.end(call);
    }
    // It came before, and is late.
    if (this.isStopping) call.cut("server-stopping");
    return call;
  }

  /** What is given back at the end is waited for: see {@link ended}. */
  async during<T>(answering: Promise<T>): Promise<T> {
    this.answering.add(answering);
    try {
      return await answering;
    } finally {
      this.answering.delete(answering);
    }
  }

  end(call: Call): void {
    this.running.get(call)?.();
    this.running.delete(call);
    call.end();
  }

  /** All that are running end, and say why. Resolves when that is said to everybody who listens; who reads too slowly is not waited for. */
  async stop(): Promise<void> {
    this.isStopping = true;
    for (const call of this.running.keys()) call.cut("server-stopping");
    await withinTime(this.told());
  }

  /** Once connections are closed: resolves when it is known of each call what was delivered. A server is closed before it says so of its connections. */
  async ended(): Promise<void> {
    await withinTime(Promise.all([this.told(), Promise.allSettled(this.answering)]));
  }

  private told(): Promise<unknown> {
    return Promise.all([...this.connections].map((one) => new Promise((closed) => one.once("close", closed))));
  }
}

const withinTime = (work: Promise<unknown>) => Promise.race([work, pause(STOPS_WITHIN_MS, undefined, { ref: false })]);

/** Why a call was not answered: what ended it, or what was thrown. */
export function reasonOf({ cutBy, signal }: Call, error: unknown): Problem {
  if (cutBy) return cutBy;
  return signal.aborted ? problem("request-timeout", { detail: "whoever asked has gone" }) : asProblem(error);
}
