import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Actor } from "./actor.ts";
import type { Problem } from "./problem.ts";
import type { QuickRoutes } from "./quickRoutes.ts";
import type { Stopping } from "./stopping.ts";
import type { UnreadableShapes } from "./unreadableRequests.ts";

/** What routes are registered on. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** One route, as it was registered. */
export interface RouteEntry {
  method: string;
  url: string;
  auth: "required" | "optional" | "none";
  /** Whether it can be tried without being made. */
  dryRun: boolean;
}

/** How an error is told to whoever asked. */
export type TellProblem = (problem: Problem, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** The handler of a scope whose errors have another shape; what is noted of them stays the same. */
export type ErrorsTold = (
  tell: TellProblem,
) => (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

declare module "fastify" {
  interface FastifyInstance {
    readonly errorsTold: ErrorsTold;
    /** Every route of this server; the tests hold their table against it. */
    readonly routeTable: readonly RouteEntry[];
    /** Routes that are answered before the router. */
    readonly quick: QuickRoutes;
    /** How it is told that a request could not be read, where that is otherwise than everywhere. */
    readonly unreadable: UnreadableShapes;
    /** Whoever asks while it is being stopped. */
    readonly stopping: Stopping;
  }
  interface FastifyRequest {
    /** Whoever signed in; null only on routes whose `config.auth` is `none` or `optional`. */
    signedIn: Actor | null;
    /** @throws {Problem} `not-signed-in` */
    readonly actor: Actor;
  }
  interface FastifyContextConfig {
    /** Default `required`. `none`: the token is not even looked at. */
    auth?: "required" | "optional" | "none";
    /** Without a token, the session's cookie says who asks: for what pages show by its address alone. Only where nothing is changed, or with a ticket that no other site knows. */
    cookie?: true;
    /** Answers whoever has yet to set up the second factor that their role takes (identity/secondFactor/demand.ts). */
    beforeSecondFactor?: true;
    /**
     * Open to API keys, too: all that it answers and does is asked of the engine, which narrows it by the key. `reads`: also to those that are for
     * reading only. Default: closed to them, since what asks nobody would not be narrowed.
     */
    keys?: "reads" | "calls";
    /** Takes a form with a file (uploads.ts). */
    upload?: true;
    /** All that it writes is one commit of permissions, so that it can be tried without being made (`Gatehouse-Dry-Run`). */
    dryRun?: true;
  }
}
