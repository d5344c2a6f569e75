import { ConfigurationError, StoreError } from "@gatehouse/server";

/** 2: the command was not used as it should be. 3: it could not be done. */
type FailureCode = 2 | 3;

/** The API's answer to a call that it refused (RFC 9457). */
export interface ProblemAnswer {
  status: number;
  title: string;
  code: string;
  detail?: string;
  help?: string;
}

/** What ends a command, in words for people; never with a stack. */
export class Failure extends Error {
  readonly exitCode: FailureCode;
  readonly problem: ProblemAnswer | undefined;

  constructor(
    message: string,
    exitCode: FailureCode = 3,
    { problem, cause }: { problem?: ProblemAnswer; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = "Failure";
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

export const wrongUsage = (message: string): Failure => new Failure(message, 2);

/** A refusal of the API: what is wrong, and what to do. */
export function refusal(problem: ProblemAnswer): Failure {
  const { detail, title, help, status } = problem;
  const what = sentence(detail ?? title);
  return new Failure(help ? `${what}\n${help}` : what, status === 400 ? 2 : 3, { problem });
}

/** Whatever was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof ConfigurationError) return new Failure(error.message, 3, { cause: error });
  if (error instanceof StoreError) return new Failure(sentence(error.message), 3, { cause: error });
  const why = error instanceof Error ? error.message : String(error);
  return new Failure(`It failed unexpectedly: ${why}`, 3, { cause: error });
}

function sentence(text: string): string {
  const [first = "", ...rest] = text;
  const begun = first.toUpperCase() + rest.join("");
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
