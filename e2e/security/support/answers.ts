import { problems } from "../../../packages/server/src/http/problems.ts";
import type { Row } from "../matrix/row.ts";
import type { Answer } from "./house.ts";
import type { Someone } from "./personas.ts";
import { pathOf } from "./scene.ts";
import type { World } from "./world.ts";

/** The stable code of a refusal, in whichever shape it is told; undefined where it is told in none. */
export function codeOf({ status, headers, body }: Answer): string | undefined {
  const told = headers["gatehouse-problem"];
  // OpenAI's.
  if (told !== undefined) return typeof body?.error?.message === "string" ? String(told) : undefined;
  const isProblem = String(headers["content-type"]).startsWith("application/problem+json");
  const isWhole = isProblem && body.code in problems && body.status === status && body.message !== undefined;
  return isWhole ? body.code : undefined;
}

/** Waits until the answer that a call began has been written: what it still writes is not the next call's. */
export async function untilAnswered({ house }: World, row: Row, answer: Answer, { token }: Someone): Promise<void> {
  // What programs' calls take is counted a moment later.
  await house.gatehouse.workspace.directAnswers.written();
  if (!pathOf(row).startsWith("/api/agents/chat") || answer.body?.streamId === undefined) return;
  for (let attempt = 0; attempt < 200; attempt++) {
    const { body } = await house.call("GET", { url: "/api/agents/chat/active" }, token);
    if (body.activeJobIds?.length === 0) break;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  // The title comes after the answer.
  await new Promise((wake) => setTimeout(wake, 50));
}
