import { Failure } from "../child.mjs";

/**
 * A task of run.mjs: what fails in an expected way is one line, not a stack.
 * @param {(args: string[]) => Promise<number | void>} body the exit code, 0 if it gives none
 * @returns {(args: string[]) => Promise<number>}
 */
export const task = (body) => async (args) => {
  try {
    return (await body(args)) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
};
