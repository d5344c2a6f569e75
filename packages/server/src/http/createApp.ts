import { createServer } from "node:http";
import { Readable } from "node:stream";
import cookie from "@fastify/cookie";
import proxyAddr from "@fastify/proxy-addr";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import type { Actor } from "./actor.ts";
import { compressAnswers } from "./compression.ts";
import { readJsonBodies } from "./jsonBody.ts";
import { type Occasion, onOccasion } from "./occasion.ts";
import { openApiTransform } from "./openApi.ts";
import { Problem, problem, type Refused, type Violation } from "./problem.ts";
import type { ProblemCode } from "./problems.ts";
import { QuickRoutes } from "./quickRoutes.ts";
import { RequestRecord, requestId } from "./requestRecord.ts";
import { securityHeadersOf } from "./securityHeaders.ts";
import { Stopping } from "./stopping.ts";
import type { App, ErrorsTold, RouteEntry } from "./types.ts";
import { UnreadableShapes, type UnreadableTold, unreadableRequests } from "./unreadableRequests.ts";
import { speakPlainly } from "./validationWords.ts";

export interface AppOptions {
  log: FastifyBaseLogger;
  /** Where requests are logged and counted. Default: `log`. */
  record?: RequestRecord;
  /** Whether answers are compressed for whoever accepts it. Default: false. */
  compression?: boolean;
  /** Reverse proxies in front; 0 for none. */
  trustProxy: number;
  /** Whether search engines are asked to stay away. Default: false. */
  noIndex?: boolean;
  version: string;
  /** Whoever the request is from; null if it carries no credential. @throws {Problem} for a bad one */
  authenticate(request: FastifyRequest): Promise<Actor | null>;
  /** Whoever a bearer's credential belongs to, where that is known without waiting; null: ask {@link authenticate}. */
  recognise(credential: string, ip: string): Actor | null;
  /** Waits for the revision that a request names. */
  reach(actor: Actor, revision: number): Promise<void>;
  /** What a dry run answers, where it is one that ended the request; null: something went wrong. @throws {Problem} */
  dryRun?(thrown: unknown): Promise<object> | null;
  /** Told of each no to somebody who signed in; must not throw, nor wait. Default: nobody is told. */
  refused?(actor: Actor, refusal: Refusal): void;
  /** Told of each refusal that says which limit it is because of, or may; must not throw, nor wait. Default: nobody is told. */
  limited?(answer: Problem, request: FastifyRequest): void;
  /** Counts what somebody did too much of, before they are told; must not throw. Default: nothing is counted. */
  violated?(violation: Violation, request: FastifyRequest): Promise<void>;
}

/** A no, as far as the request says it. */
export interface Refusal {
  code: ProblemCode;
  method: string;
  /** The pattern, not the address. */
  route: string | null;
  asked: Refused;
  reason: string | null;
}

const LARGEST_BODY = 3 * 1024 * 1024;
const LONGEST_REQUEST_MS = 120_000;
/** Longer than a proxy keeps a connection that nothing is asked on, so that it is the proxy that ends it. */
const KEPT_ALIVE_MS = 72_000;

/** The HTTP ground: validation by schema, one shape of errors, sign-in before every route that does not say otherwise. */
export async function createApp({
  log,
  record = new RequestRecord((line) => log.info(line)),
  compression = false,
  noIndex = false,
  trustProxy,
  version,
  authenticate,
  recognise,
  reach,
  dryRun = () => null,
  refused = () => undefined,
  limited = () => undefined,
  violated = async () => undefined,
}: AppOptions): Promise<App> {
  speakPlainly();
  const isTrusted = (_address: string, hop: number) => hop < trustProxy;
  const quick = new QuickRoutes({ record, recognise, addressOf: (request) => proxyAddr(request, isTrusted) });
  const unreadable = new UnreadableShapes();
  const stopping = new Stopping(record, unreadable);
  const app = Fastify({
    loggerInstance: log,
    serverFactory: (router) =>
      createServer(
        // Refused below, in words.
        { requestTimeout: LONGEST_REQUEST_MS, keepAliveTimeout: KEPT_ALIVE_MS, requireHostHeader: false },
        stopping.before(quick.before(router)),
      ),
    trustProxy: isTrusted,
    bodyLimit: LARGEST_BODY,
    genReqId: requestId,
    routerOptions: { maxParamLength: 600 },
    // One line a request, of our own; see onResponse.
    logController: new LogController({ disableRequestLogging: true }),
    // A log for each request costs as much as its line, and is hardly ever written to: what is written names the request itself.
    childLoggerFactory: (logger) => logger,
    forceCloseConnections: true,
    // It would say so in a shape of its own, with what was sent unread; see `Stopping`.
    return503OnClosing: false,
    // What is wrong before there is a route: addresses that cannot be read.
    frameworkErrors: (error, request, reply) =>
      void sendAs(unreadable.of(request.url)(asProblem(error, request), request.id), reply),
    // What is wrong before there is a request.
    clientErrorHandler: unreadableRequests(record, unreadable),
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const routeTable: RouteEntry[] = [];
  app.decorate("routeTable", routeTable);
  app.addHook("onRoute", (route) => {
    // Read when asked for: hooks of a scope may still say who may come in.
    for (const method of [route.method].flat())
      if (method !== "HEAD")
        routeTable.push({
          method,
          url: route.url,
          get auth() {
            return route.config?.auth ?? "required";
          },
          dryRun: route.config?.dryRun ?? false,
        });
  });
  const occasions = new WeakMap<FastifyRequest, Occasion>();
  app.addHook("onRequest", (request, _reply, next) => {
    const userAgent = request.headers["user-agent"];
    const occasion: Occasion = {
      // A request by the operator's socket has none.
      ...(typeof request.ip === "string" && { ip: request.ip }),
      ...(userAgent !== undefined && { userAgent }),
    };
    occasions.set(request, occasion);
    onOccasion(occasion, next);
  });
  // Reading the body leaves it.
  app.addHook("preValidation", (request, _reply, next) => onOccasion(occasions.get(request) ?? {}, next));
  app.decorateRequest("signedIn", null);
  app.decorateRequest("actor", {
    getter(this: FastifyRequest): Actor {
      if (!this.signedIn) throw problem("not-signed-in");
      return this.signedIn;
    },
  });
  app.decorate("quick", quick);
  app.decorate("unreadable", unreadable);
  app.decorate("stopping", stopping);
  app.addHook("preClose", async () => stopping.begin());
  // A body that was read before the request came to the router is not there to be read once more.
  app.addHook("preParsing", (request, _reply, payload, next) => {
    const body = quick.bodyOf(request.raw);
    next(null, body ? Readable.from([body], { objectMode: false }) : payload);
  });
  readJsonBodies(app as unknown as App);
  await app.register(cookie);
  if (compression) await compressAnswers(app as unknown as App);
  app.addHook("onRequest", (request, reply, next) => {
    // Not one by one on the answer itself: that alone makes Node look at each of its headers a second time.
    reply.headers(securityHeadersOf(request.url));
    if (noIndex) reply.header("X-Robots-Tag", "noindex");
    const wrong = whatIsWrong(request);
    next(wrong === null ? undefined : problem("request-invalid", { detail: wrong }));
  });
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Gatehouse",
        version,
        description:
          "The permissions system for AI chat workspaces. Errors are RFC 9457 problem details; see /docs/errors.",
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/" }],
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "refreshToken" },
        },
      },
      security: [{ bearer: [] }],
    },
    transform: openApiTransform,
  });

  app.addHook("onRequest", async (request) => {
    const auth = request.routeOptions.config.auth ?? "required";
    if (auth === "none" || request.is404) return;
    request.signedIn = await authenticate(request);
    const occasion = occasions.get(request);
    if (occasion && request.signedIn) occasion.actor = request.signedIn;
    if (auth === "required") void request.actor;
  });
  const asAsked = async (request: FastifyRequest): Promise<void> => {
    const dryRunOf = request.headers["gatehouse-dry-run"];
    if (dryRunOf !== undefined) {
      if (!request.routeOptions.config.dryRun) throw problem("dry-run-unsupported");
      request.signedIn = { ...request.actor, dryRun: String(dryRunOf) };
    }
    const wanted = request.headers["gatehouse-min-revision"];
    if (wanted === undefined || !request.signedIn) return;
    const revision = /^\d{1,15}$/.test(String(wanted)) ? Number(wanted) : Number.NaN;
    if (!Number.isSafeInteger(revision) || revision < 0)
      throw problem("request-invalid", { detail: "`Gatehouse-Min-Revision` is not a revision" });
    await reach(request.signedIn, revision);
  };
  app.addHook("preHandler", (request, _reply, next) => {
    const { headers } = request;
    // Most ask for neither, and do not wait.
    if (headers["gatehouse-dry-run"] === undefined && headers["gatehouse-min-revision"] === undefined) return next();
    asAsked(request).then(() => next(), next);
  });
  // What was refused tells of the limit that refused it.
  app.addHook("onSend", (request, reply, payload, next) => {
    const nearest = occasions.get(request)?.nearest;
    if (nearest && reply.statusCode < 400) reply.headers(nearest.headers());
    next(null, payload);
  });
  app.addHook("onResponse", (request, reply, next) => {
    record.note({
      id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: reply.elapsedTime,
      actor: request.signedIn?.name ?? null,
    });
    next();
  });
  const errorsTold: ErrorsTold = (tell) => async (error, request, reply) => {
    let thrown = error;
    let isTold = true;
    try {
      const told = await dryRun(error);
      if (told) return sendDryRun(told, reply);
    } catch (another) {
      // The change may be made; what it makes otherwise is not told. That refuses nothing.
      thrown = another as FastifyError;
      isTold = false;
    }
    const answer = asProblem(thrown, request);
    if (answer.status >= 500)
      log.error({ reqId: request.id, err: answer.cause ?? error, code: answer.code }, "request failed");
    if (isTold && request.signedIn && (answer.status === 403 || answer.refused))
      refused(request.signedIn, refusalIn(answer, request));
    if (answer.status === 429 || answer.status === 402) limited(answer, request);
    if (answer.violation) await violated(answer.violation, request);
    return tell(answer, request, reply);
  };
  app.decorate("errorsTold", errorsTold);
  app.setErrorHandler(errorsTold(send));
  return app as unknown as App;
}

function refusalIn({ code, refused = {}, extra }: Problem, request: FastifyRequest): Refusal {
  const action = typeof extra.requires === "string" ? extra.requires : undefined;
  return {
    code,
    method: request.method,
    route: request.routeOptions.url ?? null,
    asked: { ...(action !== undefined && { action }), ...refused },
    reason: typeof extra.reason === "string" ? extra.reason : null,
  };
}

/** What is wrong with a request before anybody looks at what it asks; null: nothing. */
function whatIsWrong({ url, raw, headers }: FastifyRequest): string | null {
  if (raw.httpVersion === "1.1" && headers.host === undefined) return "the request has no `Host`";
  return isDecodable(url) ? null : "the address has a `%` that stands for no character";
}

/** Whether the escapes of an address stand for UTF-8; the router looks at the path only, and its reader of queries lets anything pass. */
function isDecodable(url: string): boolean {
  if (!url.includes("%")) return true;
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
}

/** In a second: what is lost may be back. */
const TRY_AGAIN = { "Retry-After": "1" };

function send(answer: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .status(answer.status)
    .headers({ ...(answer.status === 503 && TRY_AGAIN), ...answer.headers })
    .type("application/problem+json")
    .serializer((body: unknown) => JSON.stringify(body))
    .send(answer.toBody(request.id));
}

const sendAs = ({ status, headers = {}, type, body }: UnreadableTold, reply: FastifyReply): FastifyReply =>
  reply.status(status).headers(headers).type(type).serializer(JSON.stringify).send(body);

function sendDryRun(told: object, reply: FastifyReply): FastifyReply {
  return reply
    .status(200)
    .headers({ "Gatehouse-Dry-Run": "true", "Cache-Control": "no-store" })
    .type("application/json")
    .serializer((body: unknown) => JSON.stringify(body))
    .send(told);
}

/** Whatever was thrown as the answer that it becomes. Texts of unknown errors never leave the server. */
function asProblem(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      path: instancePath.replace(/^\//, "").replaceAll("/", "."),
      message,
    }));
    const first = errors[0];
    const detail = first ? `${first.path ? `\`${first.path}\`: ` : ""}${first.message}` : undefined;
    return problem("request-invalid", { ...(detail && { detail }), extra: { errors } });
  }
  if (isResponseSerializationError(error)) return problem("internal", { cause: error });
  const known = byCode[error.code];
  if (known) return problem(known, { cause: error });
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return problem("request-invalid", { detail: "the request could not be read", cause: error });
  request.log.error({ reqId: request.id, err: error }, "unexpected error");
  return problem("internal", { cause: error });
}

/** Errors of Fastify and of the store, by their codes. */
const byCode: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body-too-large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media-type-unsupported",
  FST_ERR_CTP_EMPTY_JSON_BODY: "request-invalid",
  "store-unavailable": "store-unavailable",
  "transaction-lost": "store-unavailable",
  "text-invalid": "request-invalid",
};
