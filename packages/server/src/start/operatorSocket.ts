import { randomBytes } from "node:crypto";
import { chmod } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { FastifyRequest } from "fastify";
import type { Access } from "../access/index.ts";
import { type Actor, OPERATOR } from "../http/actor.ts";
import { problem } from "../http/problem.ts";
import type { RequestRecord } from "../http/requestRecord.ts";
import type { App } from "../http/types.ts";
import { unreadableRequests } from "../http/unreadableRequests.ts";
import { type SocketPlace, takeSocketPlace } from "./socketPlace.ts";

const OWN_HEADER = "gatehouse-own-request";

/**
 * The operator's way in: a socket in the data directory (or see {@link takeSocketPlace}) that only the owner of the directory can open (mode
 * 0600), and the same app in the command line's own process. Whoever has it has the command line, and is the operator (docs/model.md, "Who").
 */
export class OperatorSocket {
  private readonly requests = new WeakSet<IncomingMessage>();
  private readonly ownToken = randomBytes(32).toString("hex");
  private readonly dataDir: string;
  private readonly record: RequestRecord;
  private listening: { server: Server; place: SocketPlace } | undefined;

  constructor(dataDir: string, record: RequestRecord) {
    this.dataDir = dataDir;
    this.record = record;
  }

  async listen(app: App): Promise<void> {
    await app.ready();
    const place = await takeSocketPlace(this.dataDir);
    const server = createServer((request, response) => {
      this.requests.add(request);
      app.routing(request, response);
    });
    server.on("clientError", unreadableRequests(this.record));
    // Nobody else may open it in the moment before its mode is set.
    const former = process.umask(0o177);
    try {
      await new Promise<void>((listening, failed) => server.once("error", failed).listen(place.path, listening));
    } catch (error) {
      await place.leave();
      throw error;
    } finally {
      process.umask(former);
    }
    this.listening = { server, place };
    await chmod(place.path, 0o600);
    await place.announce();
  }

  /** Headers of a request that the process makes to itself. */
  ownHeaders(): Record<string, string> {
    return { [OWN_HEADER]: this.ownToken };
  }

  /** The operator, if the request came by the socket; null otherwise. */
  actorOf(request: FastifyRequest, access: Access): Actor | null {
    if (!this.requests.has(request.raw) && request.headers[OWN_HEADER] !== this.ownToken) return null;
    const slug = headerOf(request, "gatehouse-organization");
    const organization = access.findOrganization(slug);
    if (!organization)
      throw problem("resource-not-found", {
        detail: `there is no organization \`${slug ?? ""}\``,
        extra: { help: "`gatehouse org list` shows what is there." },
      });
    const name = (headerOf(request, "gatehouse-cli-user") ?? "operator").replaceAll(/[^\w.@-]/g, "_").slice(0, 64);
    return { organization: organization.id, subject: OPERATOR, name: `cli:${name}`, from: "cli" };
  }

  async close(): Promise<void> {
    if (!this.listening) return;
    const { server, place } = this.listening;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await place.leave();
  }
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}
