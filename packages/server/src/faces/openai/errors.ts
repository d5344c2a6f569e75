import { z } from "zod";
import { Problem, problem } from "../../http/problem.ts";
import type { ProblemCode } from "../../http/problems.ts";
import type { TellProblem } from "../../http/types.ts";
import type { TellUnreadable } from "../../http/unreadableRequests.ts";
import { ModelFailed, TooManyRounds } from "../../workspace/index.ts";

/** As OpenAI's clients read it. */
export const OpenAiError = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable().describe("The field that is wrong, where it is one"),
    code: z.string(),
    limit: z
      .looseObject({})
      .optional()
      .describe("Which limit it was, whom it counts and when it frees; see docs/guides/limits.md"),
    raisedBy: z.string().optional().describe("Who can raise it"),
    budget: z.string().optional().describe("Whose budget it was: `user:…`, `group:…`, `key:…`, `organization`"),
    budgetName: z.string().optional().describe("What that is called"),
    until: z.string().optional().describe("When the budget begins anew"),
  }),
});
export type OpenAiError = z.infer<typeof OpenAiError>;

interface Told {
  status: number;
  type: string;
  code: string;
}

const INVALID = "invalid_request_error";
const UPSTREAM = "upstream_error";

/** Where a problem says more than its status. */
const byCode: Partial<Record<ProblemCode, Told>> = {
  "not-signed-in": { status: 401, type: INVALID, code: "missing_api_key" },
  "model-not-available": { status: 404, type: INVALID, code: "model_not_found" },
  "route-not-found": { status: 404, type: INVALID, code: "unknown_url" },
  "access-ended": { status: 403, type: INVALID, code: "access_ended" },
  "model-failed": { status: 502, type: UPSTREAM, code: "upstream_error" },
  "model-silent": { status: 504, type: UPSTREAM, code: "upstream_timeout" },
  "model-refused": { status: 400, type: INVALID, code: "upstream_refused" },
  "model-busy": { status: 429, type: UPSTREAM, code: "rate_limit_exceeded" },
};

const byStatus: Readonly<Record<number, Omit<Told, "status">>> = {
  401: { type: INVALID, code: "invalid_api_key" },
  402: { type: "insufficient_quota", code: "insufficient_quota" },
  403: { type: INVALID, code: "access_denied" },
  404: { type: INVALID, code: "not_found" },
  408: { type: INVALID, code: "request_timeout" },
  413: { type: INVALID, code: "request_too_large" },
  429: { type: "rate_limit_error", code: "rate_limit_exceeded" },
  503: { type: "server_error", code: "service_unavailable" },
};

function toldOf({ code, status }: Problem): Told {
  const found = byCode[code] ?? byStatus[status];
  if (found) return { status, ...found };
  return status >= 500
    ? { status, type: "server_error", code: "internal_error" }
    : { status, type: INVALID, code: INVALID };
}

/** A problem in OpenAI's shape: in our own words, without anything that a model's endpoint said. */
export function openAiError(answer: Problem): OpenAiError {
  const { type, code } = toldOf(answer);
  return { error: { message: answer.message, type, param: paramOf(answer), code, ...limitOf(answer) } };
}

/** What a refusal for a limit says besides. */
function limitOf({ extra }: Problem): Partial<OpenAiError["error"]> {
  const { limit, raisedBy, budget, budgetName, until } = extra;
  return {
    ...(typeof limit === "object" && limit !== null && { limit: { ...limit } }),
    ...(typeof raisedBy === "string" && { raisedBy }),
    ...(typeof budget === "string" && { budget }),
    ...(typeof budgetName === "string" && { budgetName }),
    ...(typeof budget === "string" && typeof until === "string" && { until }),
  };
}

/** The field that was found wrong first. */
function paramOf({ extra }: Problem): string | null {
  const first: unknown = Array.isArray(extra.errors) ? extra.errors[0] : undefined;
  if (typeof first !== "object" || first === null || !("path" in first)) return null;
  return typeof first.path === "string" && first.path !== "" ? first.path : null;
}

/** Answers with a problem in OpenAI's shape; a header says which one it is in /docs/errors. */
export const tellAsOpenAi: TellProblem = (answer, request, reply) =>
  reply
    .status(toldOf(answer).status)
    .headers({ ...answer.headers, ...(answer.status === 503 && { "Retry-After": "1" }) })
    .header("X-Request-Id", request.id)
    .header("Gatehouse-Problem", answer.code)
    .type("application/json; charset=utf-8")
    .serializer((body: unknown) => JSON.stringify(body))
    .send(openAiError(answer));

/** The same of what could not be read to its end, and therefore is no request. */
export const tellUnreadableAsOpenAi: TellUnreadable = (answer, id) => ({
  status: toldOf(answer).status,
  type: "application/json; charset=utf-8",
  headers: { "X-Request-Id": id, "Gatehouse-Problem": answer.code },
  body: openAiError(answer),
});

/** What went wrong while a model was asked. Words of unknown errors never leave the server. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TooManyRounds)
    return problem("model-failed", { detail: "The agent called its tools too many times in a row, and was stopped." });
  if (!(error instanceof ModelFailed)) return problem("internal", { cause: error });
  const { kind, message: detail, retryAfterSeconds } = error;
  return problem(`model-${kind}`, {
    detail,
    ...(retryAfterSeconds !== undefined && { headers: { "Retry-After": String(retryAfterSeconds) } }),
  });
}
