import { type ProblemCode, problems } from "./problems.ts";

interface ProblemOptions {
  /** What is wrong in this case; the input in backticks, no internal names. */
  detail?: string;
  /** Further members of the answer: `errors`, `until`, `requires` … */
  extra?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
  /** Of a refusal, what was asked: for the audit trail, not for the answer. */
  refused?: Refused;
  /** Of too much of something: what is counted (identity/violations). */
  violation?: Violation;
}

/** LibreChat's type of what was done too much of. */
export interface Violation {
  type: string;
  /** What it adds; default: what the settings say of the type. */
  score?: number;
  /** Where somebody wanted to come in, of whoever had not. */
  organization?: string;
}

export interface Refused {
  action?: string;
  resource?: string;
}

/** An error that is an answer. Everything else that is thrown becomes `internal`. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly refused: Refused | undefined;
  readonly violation: Violation | undefined;

  constructor(code: ProblemCode, { detail, extra = {}, headers = {}, cause, refused, violation }: ProblemOptions = {}) {
    super(detail ?? problems[code].title, { cause });
    this.name = "Problem";
    this.code = code;
    this.status = problems[code].status;
    this.detail = detail;
    this.extra = extra;
    this.headers = headers;
    this.refused = refused;
    this.violation = violation;
  }

  /** The same, which counts as too much of something. */
  counting(violation: Violation): Problem {
    const { code, detail, extra, headers, cause, refused } = this;
    return new Problem(code, {
      ...(detail !== undefined && { detail }),
      ...(refused && { refused }),
      extra,
      headers,
      cause,
      violation,
    });
  }

  /** The body of the answer (RFC 9457), with `message` and `error` for clients that read those. */
  toBody(requestId: string): ProblemBody {
    const { title, help } = problems[this.code];
    return {
      type: `/docs/errors#${this.code}`,
      title,
      status: this.status,
      code: this.code,
      ...(this.detail !== undefined && { detail: this.detail }),
      help,
      message: this.detail ?? title,
      error: this.detail ?? title,
      requestId,
      ...this.extra,
    };
  }
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  help: string;
  message: string;
  error: string;
  requestId: string;
  [extra: string]: unknown;
}

export function problem(code: ProblemCode, options?: ProblemOptions): Problem {
  return new Problem(code, options);
}
