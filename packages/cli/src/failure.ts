import { ConfigurationError, describeProblem, StoreError } from "@gatehouse/server";
import type { CommanderError } from "commander";

/** 2: the command was not used as it should be. 3: it could not be done. */
type FailureCode = 2 | 3;

/** What is wrong, as programs read it (RFC 9457): the API's answer to a call that it refused, or in the same shape what went wrong here. */
export interface ProblemAnswer {
  /** Of the API's answers only. */
  status?: number;
  title: string;
  /** Of the API, of the store, or a {@link LocalCode}. */
  code: string;
  detail?: string;
  help?: string;
  /** Of `request-invalid`: each field that is wrong. Of `configuration-invalid`: each setting. */
  errors?: { path: string; message: string }[];
  /** Of `address-unsafe`: why the ban of an address would hurt. */
  dangers?: string[];
}

/** Codes of what the command line itself says; docs/guides/command-line.md lists them. */
type LocalCode =
  | "wrong-usage"
  | "not-found"
  | "name-ambiguous"
  | "no-installation"
  | "configuration-invalid"
  | "socket-not-yours"
  | "connection-lost"
  | "answer-unreadable"
  | "data-directory-in-use"
  | "source-failed"
  | "nobody-governs"
  | "links-closed"
  | "unexpected";

/** What ends a command: words for people, never with a stack, and the same as a problem for programs. */
export class Failure extends Error {
  readonly exitCode: FailureCode;
  readonly problem: ProblemAnswer;

  /** @param message the first line says what is wrong, the others what to do */
  constructor(message: string, exitCode: FailureCode, problem: ProblemAnswer, options?: ErrorOptions) {
    super(message, options);
    this.name = "Failure";
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

/** What went wrong here, not at the API. @param message as of a {@link Failure} */
export const failure = (code: LocalCode, message: string, options?: ErrorOptions): Failure =>
  new Failure(message, code === "wrong-usage" ? 2 : 3, problemOf(code, message), options);

export const wrongUsage = (message: string): Failure => failure("wrong-usage", message);

/** A line of arguments that the parser did not understand. */
export function notUnderstood(error: CommanderError): Failure {
  // Without a command it shows its help, and has no other words for it.
  const message = error.code === "commander.help" ? "no command is named" : error.message.replace(/^error: /, "");
  return wrongUsage(`${sentence(message)}\n--help shows what it takes.`);
}

/** A refusal of the API: what is wrong, and what to do. */
export function refusal(problem: ProblemAnswer): Failure {
  const { detail, title, help, status, errors = [] } = problem;
  const wrong = errors.map(({ path, message }) => sentence(path === "" ? message : `\`${path}\`: ${message}`));
  // The help of a request that is not valid speaks of fields; people wrote arguments, and are told which.
  const next = status === 400 || help === undefined ? [] : [help];
  const what = wrong.length > 0 ? wrong : [sentence(detail ?? title)];
  return new Failure([...what, ...next].join("\n"), status === 400 ? 2 : 3, problem);
}

/** Whatever was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const options = { cause: error };
  if (error instanceof ConfigurationError) {
    const errors = error.problems.map((problem) => ({ path: problem.key ?? "", message: describeProblem(problem) }));
    return new Failure(error.message, 3, { ...problemOf("configuration-invalid", error.message), errors }, options);
  }
  if (error instanceof StoreError) {
    const message = sentence(error.message);
    return new Failure(message, 3, problemOf(error.code, message), options);
  }
  const why = error instanceof Error ? error.message : String(error);
  return failure("unexpected", `It failed unexpectedly: ${why}`, options);
}

function problemOf(code: string, message: string): ProblemAnswer & { message: string; error: string } {
  const [detail = "", ...help] = message.split("\n");
  const title = code === "wrong-usage" ? "The command was not used as it should be" : "It could not be done";
  return { title, code, detail, ...(help.length > 0 && { help: help.join("\n") }), message: detail, error: title };
}

function sentence(text: string): string {
  const [first = "", ...rest] = text;
  const begun = first.toUpperCase() + rest.join("");
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
