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
  /** Of `request-invalid`: each field that is wrong. */
  errors?: { path: string; message: string }[];
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
  const { detail, title, help, status, errors = [] } = problem;
  const wrong = errors.map(({ path, message }) => sentence(path === "" ? message : `\`${path}\`: ${message}`));
  // The help of a request that is not valid speaks of fields; people wrote arguments, and are told which.
  const next = status === 400 || help === undefined ? [] : [help];
  const what = wrong.length > 0 ? wrong : [sentence(detail ?? title)];
  return new Failure([...what, ...next].join("\n"), status === 400 ? 2 : 3, { problem });
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
