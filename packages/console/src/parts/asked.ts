import { ASK } from "../api/closure.ts";
import { ProblemError } from "../api/problem.ts";

/**
 * A write that asks before others get more by it. @param sure shows what it is, and tells what was seen; null: rather not
 * @returns what is answered once it is written; null if it is not
 */
export async function asked<T>(
  write: (closure: string) => Promise<T>,
  sure: (problem: ProblemError) => Promise<string | null>,
): Promise<{ answer: T } | null> {
  try {
    return { answer: await write(ASK) };
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "closure-grows") throw error;
    const seen = await sure(error);
    return seen === null ? null : { answer: await write(seen) };
  }
}
