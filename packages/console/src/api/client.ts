import type { Call } from "./call.ts";
import { type Options, request, requestVersioned, send, type Versioned } from "./request.ts";
import type { AnswerOf, Method, Parts, PathWith } from "./schema.ts";

/** What the document does not tell: how a call is sent. */
type Sending = Pick<Options, "ifMatch" | "headers" | "signal" | "auth" | "onSent">;

type Wish<P extends PathWith<M>, M extends Method> = Parts<P, M> & Sending;
/** Where nothing has to be named, nothing is. */
type Args<W> = Record<never, never> extends W ? [wish?: W] : [wish: W];

/** What one of the clients below makes of an answer. */
interface Made<T> {
  data: Promise<T>;
  versioned: Promise<Versioned<T>>;
  response: Promise<Response>;
  call: Call<T>;
}

type Client<Kind extends keyof Made<unknown>> = {
  readonly [M in Method]: <P extends PathWith<M>>(path: P, ...args: Args<Wish<P, M>>) => Made<AnswerOf<P, M>>[Kind];
};

/** Calls the operations of the OpenAPI document, and answers with what it says. Each rejects with `ProblemError`. */
export const api: Client<"data"> = {
  get: (path, ...args) => request(...sent("GET", path, args)),
  post: (path, ...args) => request(...sent("POST", path, args)),
  put: (path, ...args) => request(...sent("PUT", path, args)),
  patch: (path, ...args) => request(...sent("PATCH", path, args)),
  delete: (path, ...args) => request(...sent("DELETE", path, args)),
};

/** The same, with the version (`ETag`) of what was read or written. */
export const versioned: Client<"versioned"> = {
  get: (path, ...args) => requestVersioned(...sent("GET", path, args)),
  post: (path, ...args) => requestVersioned(...sent("POST", path, args)),
  put: (path, ...args) => requestVersioned(...sent("PUT", path, args)),
  patch: (path, ...args) => requestVersioned(...sent("PATCH", path, args)),
  delete: (path, ...args) => requestVersioned(...sent("DELETE", path, args)),
};

/** The same, for streams and files. */
export const raw: Pick<Client<"response">, "get" | "post"> = {
  get: (path, ...args) => send(...sent("GET", path, args)),
  post: (path, ...args) => send(...sent("POST", path, args)),
};

/** The same writes, not made yet. */
export const call: Omit<Client<"call">, "get"> = {
  post: (path, ...args) => callOf(sent("POST", path, args)),
  put: (path, ...args) => callOf(sent("PUT", path, args)),
  patch: (path, ...args) => callOf(sent("PATCH", path, args)),
  delete: (path, ...args) => callOf(sent("DELETE", path, args)),
};

const callOf = <T>([path, options]: readonly [string, Options]): Call<T> => ({ path, options });

type Named = Options & { path?: Readonly<Record<string, string | number>> };

function sent(
  method: NonNullable<Options["method"]>,
  template: string,
  [wish = {}]: [wish?: Named],
): [string, Options] {
  const { path = {}, ...options } = wish;
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  return [filled, { method, ...options }];
}
