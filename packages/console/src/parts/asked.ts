import { ASK } from "../api/closure.ts";
import { ProblemError } from "../api/problem.ts";

/**
 * A write that asks before others get more by it. @param sure shows what it is, and tells what was seen; null: rather not
 * @returns whether it is written
 */
export async function asked(
  write: (closure: string) => Promise<unknown>,
  sure: (problem: ProblemError) => Promise<string | null>,
): Promise<boolean> {
  try {
    await write(ASK);
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== "closure-grows") throw error;
    const seen = await sure(error);
    if (seen === null) return false;
    await write(seen);
    return true;
  }
}
