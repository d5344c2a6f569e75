import type { FastifyReply, FastifyRequest } from "fastify";
import type { Actor } from "./actor.ts";
import type { App } from "./types.ts";

/** The answers that are being sent, to whomever: a stream or a download goes on for as long as it takes. */
export class OpenAnswers {
  private readonly open = new Map<FastifyRequest, FastifyReply>();

  constructor(app: App) {
    app.addHook("onRequest", (request, reply, next) => {
      this.open.set(request, reply);
      reply.raw.once("close", () => this.open.delete(request));
      next();
    });
  }

  /** Breaks off what was begun and is meant; what has not begun is asked about by whoever answers it. */
  cut(isMeant: (actor: Actor) => boolean): void {
    for (const [request, reply] of this.open)
      if (request.signedIn && reply.raw.headersSent && isMeant(request.signedIn)) reply.raw.destroy();
  }
}
