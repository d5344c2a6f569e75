import { t } from "@lingui/core/macro";
import { api, raw } from "./client.ts";
import type { Conversation, Message } from "./conversations.ts";
import type { MessageFile } from "./files.ts";
import { isRecord, ProblemError } from "./problem.ts";
import { readEvents, type ServerEvent } from "./readEvents.ts";
import type { AnswerOf } from "./schema.ts";

/** Whom one talks to: an agent, or a model of an endpoint. */
export type Partner = { agentId: string } | { endpoint: string; model: string };

/** By whose limits files go with a message. */
export const endpointOf = (partner: Partner): string => ("agentId" in partner ? "agents" : partner.endpoint);

export interface Ask {
  text: string;
  partner: Partner;
  conversationId: string | null;
  /** The message that this one answers; null at the beginning of a conversation. */
  parentMessageId: string | null;
  /** The project in which a new conversation lies. */
  projectId?: string | undefined;
  /** The message of the user's that is answered once more. */
  regenerate?: string;
  /** What goes with it. */
  files?: readonly MessageFile[];
}

/** What happens to an answer, in the order in which it happens. */
export type AnswerEvent =
  | { kind: "taken"; conversationId: string; message: Message | null }
  | { kind: "text"; text: string }
  /** A function is being called, or was; null once it has answered. */
  | { kind: "calling"; name: string | null }
  /** All text so far, after joining a stream that was running already. */
  | { kind: "caught-up"; text: string; question: Message | null }
  | { kind: "title"; conversationId: string; title: string }
  | { kind: "done"; conversation: Conversation | null; aborted: boolean }
  | { kind: "failed"; problem: ProblemError };

type Started = Pick<AnswerOf<"/api/agents/chat/{endpoint}", "post">, "streamId" | "conversationId">;

const ROOT = "00000000-0000-0000-0000-000000000000";

/** Starts an answer. @returns the id of the stream and of the conversation. @throws {ProblemError} */
export async function startAnswer(
  { text, partner, conversationId, parentMessageId, projectId, regenerate, files = [] }: Ask,
  messageId: string,
) {
  const isAgent = "agentId" in partner;
  const endpoint = endpointOf(partner);
  const response = await raw.post("/api/agents/chat/{endpoint}", {
    path: { endpoint },
    body: {
      text,
      messageId,
      parentMessageId: parentMessageId ?? ROOT,
      conversationId,
      endpoint,
      ...(isAgent ? { agent_id: partner.agentId } : { model: partner.model }),
      ...(projectId && { chatProjectId: projectId }),
      ...(files.length > 0 && { files: files.map(({ file_id }) => ({ file_id })) }),
      ...(regenerate && { isRegenerate: true, overrideParentMessageId: regenerate }),
      clientRequestId: crypto.randomUUID(),
    },
  });
  if (response.headers.get("content-type")?.includes("application/json")) {
    const started: Started = await response.json();
    return started;
  }
  // LibreChat's chat error event: status 200, and the failure in an event stream.
  for await (const event of readEvents(response)) {
    const failed = failureOf(event);
    if (failed) throw failed;
  }
  throw new ProblemError(502, { code: "unreadable", title: t`The answer could not be started` });
}

/** Is an answer being written in this conversation right now? */
export const answerStatus = (conversationId: string, signal?: AbortSignal) =>
  api.get("/api/agents/chat/status/{conversationId}", { path: { conversationId }, signal });

export const stopAnswer = (streamId: string) => api.post("/api/agents/chat/abort", { body: { streamId } });

/** Follows an answer to its end. Ends with `done` or `failed`, unless `signal` ends it first. */
export async function* followAnswer(
  streamId: string,
  { resume = false, signal }: { resume?: boolean; signal?: AbortSignal } = {},
): AsyncGenerator<AnswerEvent> {
  const response = await raw.get("/api/agents/chat/stream/{streamId}", {
    path: { streamId },
    query: { resume: resume ? true : undefined },
    signal,
  });
  for await (const event of readEvents(response)) {
    const told = answerEventOf(event);
    if (!told) continue;
    yield told;
    if (told.kind === "done" || told.kind === "failed") return;
  }
  yield {
    kind: "failed",
    problem: new ProblemError(0, {
      code: "stream-broken",
      title: t`The connection was lost`,
      help: t`Reload the conversation: what was written so far is kept.`,
    }),
  };
}

function answerEventOf(event: ServerEvent): AnswerEvent | null {
  const failed = failureOf(event);
  if (failed) return { kind: "failed", problem: failed };
  const { data } = event;
  if (!isRecord(data)) return null;
  if (data.final === true)
    return {
      kind: "done",
      conversation: isConversation(data.conversation) ? data.conversation : null,
      aborted: data.aborted === true,
    };
  if (data.created === true) {
    const message = isMessage(data.message) ? data.message : null;
    const conversationId = message?.conversationId ?? (typeof data.streamId === "string" ? data.streamId : "");
    return { kind: "taken", conversationId, message };
  }
  if (data.sync === true) {
    const state = isRecord(data.resumeState) ? data.resumeState : {};
    return {
      kind: "caught-up",
      text: textOfParts(state.aggregatedContent),
      question: isMessage(state.userMessage) ? state.userMessage : null,
    };
  }
  const inner = isRecord(data.data) ? data.data : {};
  if (data.event === "on_message_delta")
    return { kind: "text", text: textOfParts(isRecord(inner.delta) ? inner.delta.content : null) };
  if (data.event === "on_run_step" && inner.type === "tool_calls")
    return { kind: "calling", name: calledIn(inner.stepDetails) };
  if (data.event === "on_run_step_completed") return { kind: "calling", name: null };
  if (data.event === "title" && typeof inner.title === "string" && typeof inner.conversationId === "string")
    return { kind: "title", conversationId: inner.conversationId, title: inner.title };
  return null;
}

function failureOf({ name, data }: ServerEvent): ProblemError | null {
  if (name !== "error") return null;
  if (!isRecord(data)) return new ProblemError(0, { title: t`The answer failed`, detail: String(data) });
  const told = typeof data.error === "string" ? data.error : data.text;
  const text = typeof told === "string" ? told : t`The answer failed`;
  return new ProblemError(0, {
    title: t`The answer ended early`,
    ...data,
    detail: typeof data.detail === "string" ? data.detail : plainText(text),
    error: undefined,
  });
}

/** Failures of limits and the like are JSON inside of the text: `{ "type": "message_limit", … }`. */
function plainText(text: string): string {
  if (!text.startsWith("{")) return text;
  try {
    const told: unknown = JSON.parse(text);
    if (!isRecord(told)) return text;
    if (typeof told.message === "string") return told.message;
    if (told.type === "token_balance") return t`You have not enough credits for this.`;
    return told.type === "message_limit" ? t`You have reached the limit of messages; wait a little.` : text;
  } catch {
    return text;
  }
}

function textOfParts(parts: unknown): string {
  if (!Array.isArray(parts)) return "";
  return parts
    .map((part: unknown) => (isRecord(part) && part.type === "text" && typeof part.text === "string" ? part.text : ""))
    .join("");
}

/** The name of the function that a step calls. */
function calledIn(details: unknown): string | null {
  const calls = isRecord(details) && Array.isArray(details.tool_calls) ? details.tool_calls : [];
  const [call]: unknown[] = calls;
  return isRecord(call) && typeof call.name === "string" ? functionInWords(call.name) : null;
}

/** `getWeather_action_2fX9…` → `getWeather` */
export const functionInWords = (name: string): string => name.split("_action_")[0] ?? name;

const isMessage = (value: unknown): value is Message =>
  isRecord(value) && typeof value.messageId === "string" && typeof value.text === "string";
const isConversation = (value: unknown): value is Conversation =>
  isRecord(value) && typeof value.conversationId === "string";
