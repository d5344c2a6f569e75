import type { PermissionEngine } from "@gatehouse/engine";
import { namesOf, type Questions } from "./questions.ts";

/** How many of the first questions a peer answers as the engine does. */
export interface Comparison {
  asked: number;
  same: number;
}

/**
 * Asks the engine and a peer the same, one by one.
 * @throws if any answer differs: a peer that answers something else is no measure of anything
 */
export async function compareAnswers(
  peer: string,
  engine: PermissionEngine,
  questions: Questions,
  count: number,
  ask: (index: number) => boolean | Promise<boolean>,
): Promise<Comparison> {
  const { subjects, resources } = namesOf(questions, count);
  let same = 0;
  for (let index = 0; index < count; index++) {
    const subject = subjects[index]!;
    const resource = resources[index]!;
    const { allowed, reason } = engine.check(subject, "use", resource);
    if ((await ask(index)) === allowed) same++;
    else
      throw new Error(
        `${peer} answers ${!allowed} where Gatehouse answers ${allowed} (${reason}): ${subject} use ${resource}`,
      );
  }
  return { asked: count, same };
}
