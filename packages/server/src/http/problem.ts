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

  constructor(code: ProblemCode, { detail, extra = {}, headers = {}, cause, refused }: ProblemOptions = {}) {
    super(detail ?? problems[code].title, { cause });
    this.name = "Problem";
    this.code = code;
    this.status = problems[code].status;
    this.detail = detail;
    this.extra = extra;
    this.headers = headers;
    this.refused = refused;
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
      error: title,
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
