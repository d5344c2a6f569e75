import type { Conversation, Message } from "../conversations/schemas.ts";

/** What a stream says; docs/guides/agents-and-chat.md lists them. */
export type Frame =
  | { created: true; message: UserMessageFrame; streamId: string }
  | { event: "on_run_step"; data: RunStep }
  | { event: "on_message_delta"; data: { id: string; delta: { content: [{ type: "text"; text: string }] } } }
  | { event: "title"; data: { conversationId: string; title: string } }
  | { sync: true; resumeState: ResumeState; pendingEvents: [] }
  | FinalFrame;

export type UserMessageFrame = Pick<
  Message,
  "messageId" | "parentMessageId" | "conversationId" | "sender" | "text" | "files" | "isCreatedByUser"
>;

export interface RunStep {
  id: string;
  runId: string;
  index: number;
  type: "message_creation";
  stepDetails: { type: "message_creation"; message_creation: { message_id: string } };
  usage: null;
}

export interface ResumeState {
  runSteps: RunStep[];
  aggregatedContent: { type: "text"; text: string }[];
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
  code: "access-ended" | "not-current" | "model-unavailable" | "server-stopping" | "conversation-deleted" | "internal";
}

export const writeMessage = (frame: Frame): string => `event: message\ndata: ${JSON.stringify(frame)}\n\n`;
export const writeError = (frame: ErrorFrame): string => `event: error\ndata: ${JSON.stringify(frame)}\n\n`;
export const HEARTBEAT = ": still here\n\n";
