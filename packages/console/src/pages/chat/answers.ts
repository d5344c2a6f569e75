import { useSyncExternalStore } from "react";
import { type AnswerEvent, type Ask, answerStatus, followAnswer, startAnswer, stopAnswer } from "../../api/chat.ts";
import { conversationQuery, messagesQuery } from "../../api/conversations.ts";
import type { MessageFile } from "../../api/files.ts";
import { ProblemError, problemOf } from "../../api/problem.ts";
import { queryClient } from "../../app/queryClient.ts";

/** An answer that is being written, or that ended early. */
export interface RunningAnswer {
  streamId: string;
  /** What was asked; null when joining a stream whose question is stored already. */
  question: { messageId: string; text: string; files?: readonly MessageFile[] } | null;
  text: string;
  /** The function that is being called for it now. */
  calling?: string | null;
  isRunning: boolean;
  /** Why it ended early: access taken away, the model failed, the connection was lost. */
  problem: ProblemError | null;
}

// Kept outside of the pages: an answer goes on while one looks at something else.
const running = new Map<string, RunningAnswer>();
const listeners = new Set<() => void>();

/** The answer that is being written in a conversation, or that ended early and was not followed by another; undefined if none. */
export const useAnswer = (conversationId: string): RunningAnswer | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => running.get(conversationId),
  );

/** Asks, and follows the answer. @returns the conversation's id as soon as the server took the question. @throws {ProblemError} */
export async function ask(wish: Ask): Promise<string> {
  const messageId = crypto.randomUUID();
  const started = await startAnswer(wish, messageId);
  if (wish.projectId) void queryClient.invalidateQueries({ queryKey: ["project", wish.projectId] });
  put(started.conversationId, {
    streamId: started.streamId,
    question: wish.regenerate ? null : { messageId, text: wish.text, files: wish.files ?? [] },
    text: "",
    isRunning: true,
    problem: null,
  });
  void follow(started.conversationId, started.streamId, false);
  return started.conversationId;
}

/** After a reload or in another tab: joins the answer that is being written, if there is one. */
export async function join(conversationId: string): Promise<void> {
  if (running.get(conversationId)?.isRunning) return;
  const status = await answerStatus(conversationId).catch(() => null);
  if (!status?.active || running.get(conversationId)?.isRunning) return;
  const streamId = status.streamId ?? conversationId;
  put(conversationId, { streamId, question: null, text: "", isRunning: true, problem: null });
  await follow(conversationId, streamId, true);
}

export async function stop(conversationId: string): Promise<void> {
  const answer = running.get(conversationId);
  if (!answer?.isRunning) return;
  await stopAnswer(answer.streamId).catch((error: unknown) => {
    // It ended by itself in the meantime.
    if (!(error instanceof ProblemError && error.status === 404)) throw error;
  });
}

async function follow(conversationId: string, streamId: string, resume: boolean): Promise<void> {
  let last: AnswerEvent | null = null;
  let written = "";
  let timer: ReturnType<typeof setTimeout> | null = null;
  const show = () => {
    timer = null;
    change(conversationId, { text: written });
  };
  try {
    for await (const event of followAnswer(streamId, { resume })) {
      last = event;
      if (event.kind === "text") written += event.text;
      if (event.kind === "caught-up") {
        written = event.text + written;
        if (event.question) change(conversationId, { question: event.question });
      }
      // Twenty times a second is as smooth as each word, and leaves the browser time to draw.
      if (event.kind === "text" || event.kind === "caught-up") timer ??= setTimeout(show, 50);
      if (event.kind === "calling") change(conversationId, { calling: event.name });
      if (event.kind === "title") retitled(event.conversationId, event.title);
    }
  } catch (error) {
    last = { kind: "failed", problem: problemOf(error) };
  }
  if (timer) clearTimeout(timer);
  const problem = last?.kind === "failed" ? last.problem : null;
  change(conversationId, { text: written, calling: null, isRunning: false, problem });
  // What is stored takes the place of what was streamed, in one step, so that nothing jumps.
  const { queryKey } = messagesQuery(conversationId);
  await readAnew(queryKey);
  const isRead = queryClient.getQueryState(queryKey)?.status === "success";
  void queryClient.invalidateQueries({ queryKey: ["conversations"] });
  void readAnew(conversationQuery(conversationId).queryKey);
  if (!problem) running.delete(conversationId);
  // Where it cannot be read, since the server is not there, what was streamed stays on the screen.
  else if (isRead) change(conversationId, { question: null, text: "" });
  tell();
}

/**
 * Whoever asks again while something is read for the first time is given that first reading, which may be from before the answer was stored: it
 * is waited for, and then read again.
 */
async function readAnew(queryKey: readonly unknown[]): Promise<void> {
  const query = queryClient.getQueryCache().find({ queryKey });
  if (query?.state.status === "pending") await query.promise?.catch(() => undefined);
  await queryClient.refetchQueries({ queryKey });
}

function retitled(conversationId: string, title: string) {
  const { queryKey } = conversationQuery(conversationId);
  queryClient.setQueryData(queryKey, (known) => known && { ...known, title });
  void queryClient.invalidateQueries({ queryKey: ["conversations"] });
}

function put(conversationId: string, answer: RunningAnswer) {
  running.set(conversationId, answer);
  tell();
}

function change(conversationId: string, members: Partial<RunningAnswer>) {
  const former = running.get(conversationId);
  if (former) put(conversationId, { ...former, ...members });
}

function tell() {
  for (const listener of listeners) listener();
}
