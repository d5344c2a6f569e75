import type { SpendingRefusal } from "../../spending/index.ts";
import type { Conversation, Message } from "../conversations/schemas.ts";

/** What a stream says; docs/guides/agents-and-chat.md lists them. */
export type Frame =
  | { created: true; message: UserMessageFrame; streamId: string }
  | { event: "on_run_step"; data: RunStep }
  | { event: "on_message_delta"; data: { id: string; delta: { content: [{ type: "text"; text: string }] } } }
  | {
      event: "on_run_step_delta";
      data: {
        id: string;
        delta: { type: "tool_calls"; tool_calls: [{ index: 0; id: string; name: string; args: string }] };
      };
    }
  | {
      event: "on_run_step_completed";
      data: { result: { id: string; index: number; type: "tool_call"; tool_call: ToolCall } };
    }
  | { event: "title"; data: { conversationId: string; title: string } }
  | { sync: true; resumeState: ResumeState; pendingEvents: [] }
  | FinalFrame;

export type UserMessageFrame = Pick<
  Message,
  "messageId" | "parentMessageId" | "conversationId" | "sender" | "text" | "files" | "isCreatedByUser"
>;

/** A part of an answer, as it is stored. */
export type ContentPart = { type: "text"; text: string } | { type: "tool_call"; tool_call: ToolCall };

/** LibreChat's. `progress`: 1 once there is an output. */
export interface ToolCall {
  id: string;
  name: string;
  args: string;
  type: "tool_call";
  output: string;
  progress: number;
}

/** A part of an answer as it begins; `index` is its place among the parts. */
export type RunStep = {
  id: string;
  runId: string;
  index: number;
  usage: null;
} & (
  | { type: "message_creation"; stepDetails: { type: "message_creation"; message_creation: { message_id: string } } }
  | {
      type: "tool_calls";
      stepDetails: { type: "tool_calls"; tool_calls: [{ id: string; name: string; args: ""; type: "tool_call" }] };
    }
);

export interface ResumeState {
  runSteps: RunStep[];
  aggregatedContent: ContentPart[];
  userMessage: UserMessageFrame;
  responseMessageId: string;
  conversationId: string;
  sender: string;
}

export interface FinalFrame {
  final: true;
  conversation: Conversation;
  title: string;
  requestMessage: Message;
  responseMessage: Message | null;
  aborted?: true;
  earlyAbort?: boolean;
  generationProtocolVersion: 1;
}

/** Why a stream ended badly. `error` is for people. */
export interface ErrorFrame {
  error: string;
  code:
    | "access-ended"
    | "not-current"
    | "model-unavailable"
    | SpendingRefusal
    | "server-stopping"
    | "conversation-deleted"
    | "internal";
  /** Of a limit that was met: which, when it frees, and who raises it; as in the body of a refusal. */
  limit?: unknown;
  raisedBy?: unknown;
  /** Of a budget: whose it is, what that is called, and when it begins anew. */
  budget?: unknown;
  budgetName?: unknown;
  until?: unknown;
}

export const writeMessage = (frame: Frame): string => `event: message\ndata: ${JSON.stringify(frame)}\n\n`;
export const writeError = (frame: ErrorFrame): string => `event: error\ndata: ${JSON.stringify(frame)}\n\n`;
export const HEARTBEAT = ": still here\n\n";
