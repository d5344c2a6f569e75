import { expect } from "vitest";
import type { House } from "./house.ts";
import { isFinal, Listener } from "./listen.ts";

export interface Talk {
  /** The conversation's uuid. */
  id: string;
  /** The id of its row. */
  row: string;
  /** `conversation:<row>` */
  resource: string;
  requestMessage: { messageId: string };
  responseMessage: { messageId: string };
}

/** One question to `echo`, and its answer, in a new conversation or (`more`) in one that is there. */
export async function talk(house: House, person: string, text: string, more: object = {}): Promise<Talk> {
  const response = await house.as(person, "POST", "/api/agents/chat/echo", { text, model: "echo", ...more });
  expect(response.statusCode, response.body).toBe(200);
  const { streamId } = response.json();
  const listener = await Listener.to(house, person, streamId);
  await listener.closed;
  const { conversation, requestMessage, responseMessage } = listener.heard.find(isFinal)?.data ?? {};
  const row = String(conversation?._id);
  return { id: streamId, row, resource: `conversation:${row}`, requestMessage, responseMessage };
}
