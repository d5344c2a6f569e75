import { t } from "@lingui/core/macro";
import { offline, ProblemError, problemAnswered } from "./problem.ts";
import { sendForm } from "./sendForm.ts";
import { session } from "./session.ts";

export interface Options {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  /** In place of a body: a form with a file. */
  form?: FormData;
  /** How much of the form has been sent, 0 to 1. */
  onSent?: ((share: number) => void) | undefined;
  query?: Record<string, string | number | boolean | null | undefined>;
  /** The `ETag` of the state that the change was made from. */
  ifMatch?: string | null;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
  /** `none`: without a token, and a 401 is an answer like any other (signing in). */
  auth?: "none";
}

/** Calls the API and reads the answer as JSON (undefined for 204). @throws {ProblemError} */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  return (await requestVersioned<T>(path, options)).data;
}

/** What was read, and the version that a change of it names. */
export interface Versioned<T> {
  data: T;
  etag: string | null;
}

/** Like `request`, with the version (`ETag`) of what was read or written. */
export async function requestVersioned<T>(path: string, options: Options = {}): Promise<Versioned<T>> {
  const response = await send(path, options);
  const text = await response.text();
  // The one place where an answer becomes a type: the shapes beside each resource say what the server's schemas say.
  const data: T = text === "" ? undefined : parse(text);
  return { data, etag: response.headers.get("etag") };
}

/** Sends a call and gives the raw response, for streams. Refreshes once on 401 and repeats. @throws {ProblemError} */
export async function send(path: string, options: Options = {}): Promise<Response> {
  const first = await attempt(path, options);
  const response = first.status === 401 && options.auth !== "none" ? await again(path, options, first) : first;
  session.sawRevision(response.headers.get("gatehouse-revision"));
  if (response.ok) return response;
  const problem = problemAnswered(response.status, await response.json().catch(() => null));
  if (problem.code === "second-factor-needed") session.demanded();
  throw problem;
}

async function again(path: string, options: Options, first: Response): Promise<Response> {
  const renewed = await session.renew();
  if (!renewed) {
    session.ended();
    return first;
  }
  const second = await attempt(path, options);
  if (second.status === 401) session.ended();
  return second;
}

async function attempt(path: string, options: Options) {
  const { method = "GET", body, form, onSent, query, ifMatch, signal, auth } = options;
  const headers = new Headers({ Accept: "application/json", ...options.headers });
  const token = auth === "none" ? null : await session.token();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (ifMatch) headers.set("If-Match", ifMatch);
  if (method === "GET" && token && session.revision() > 0)
    headers.set("Gatehouse-Min-Revision", String(session.revision()));
  try {
    if (form && onSent) return await sendForm(path + queryOf(query), { method, headers, form, onSent, signal });
    return await fetch(path + queryOf(query), {
      method,
      headers,
      credentials: "same-origin",
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form && { body: form }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw offline();
  }
}

function queryOf(query: Options["query"]): string {
  const given = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}

function parse(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(0, { code: "unreadable", title: t`The answer of the server cannot be read` });
  }
}
