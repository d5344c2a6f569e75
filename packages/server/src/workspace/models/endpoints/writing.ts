import { problem } from "../../../http/problem.ts";
import { RESERVED_HEADERS } from "../../tools/writing.ts";
import type { WayOut } from "../wayOut.ts";
import { type Credentials, type EndpointSecrets, NO_CREDENTIALS } from "./endpointSecrets.ts";
import type { EndpointRow } from "./queries.ts";
import type { EndpointPatch } from "./schemas.ts";

type Written = Pick<
  EndpointRow,
  "base_url" | "secret" | "models" | "title_convo" | "title_model" | "label" | "enabled"
>;

interface Sources {
  wayOut: WayOut;
  secrets: EndpointSecrets;
}

/** `https://api.example.org/v1/` → without the slash. @throws {Problem} `request-invalid` */
export function addressOf(wayOut: WayOut, given: string): string {
  const url = URL.canParse(given.trim()) ? new URL(given.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "")
    throw problem("request-invalid", { detail: "`baseURL` must be an address such as `https://api.example.org/v1`" });
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw problem("request-invalid", {
      detail: "`baseURL` holds a name, a password, a query or a fragment: what is secret goes into the key or a header",
    });
  const why = wayOut.whyNot(url);
  if (why !== undefined) throw problem("request-invalid", { detail: `\`baseURL\`: ${why}` });
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/**
 * The columns of an endpoint, new or changed.
 * @param before undefined: a new one
 * @throws {Problem} `request-invalid`
 */
export function columnsOf(
  { wayOut, secrets }: Sources,
  binding: { organization: string; id: string },
  before: EndpointRow | undefined,
  wish: EndpointPatch,
): Written {
  // What stays as it is is not asked about again: the operator may have closed its host since.
  const base_url = wish.baseURL === undefined && before ? before.base_url : addressOf(wayOut, wish.baseURL ?? "");
  const models: string[] = wish.models ?? (before ? JSON.parse(before.models) : []);
  const isTitling = wish.titleConvo ?? before?.title_convo === 1;
  const label = wish.label === undefined ? (before?.label ?? null) : wish.label === "" ? null : wish.label;
  return {
    base_url,
    secret: sealed(secrets, binding, before, base_url, wish),
    models: JSON.stringify(models),
    title_convo: isTitling ? 1 : 0,
    title_model: wish.titleModel === undefined ? (before?.title_model ?? null) : wish.titleModel,
    label,
    enabled: (wish.enabled ?? before?.enabled !== 0) ? 1 : 0,
  };
}

/** What is secret stays with the origin that it was given for. */
function sealed(
  secrets: EndpointSecrets,
  { organization, id }: { organization: string; id: string },
  before: EndpointRow | undefined,
  base_url: string,
  wish: Pick<EndpointPatch, "key" | "headers">,
): string | null {
  const origin = new URL(base_url).origin;
  const isThere = before === undefined || new URL(before.base_url).origin === origin;
  if (before && isThere && wish.key === undefined && wish.headers === undefined) return before.secret;
  if (wish.headers !== undefined) requireSendable(wish.headers);
  const former = before ? secrets.open(before) : NO_CREDENTIALS;
  const kept = former && (isThere || isNothing(former)) ? former : undefined;
  if (kept === undefined && (wish.key === undefined || wish.headers === undefined))
    throw problem("request-invalid", {
      detail: isThere
        ? "the key cannot be read here any more: give `key` and `headers` again"
        : "give `key` and `headers` again: they are kept for the host that they were given for",
    });
  const { key = kept?.key ?? null, headers = kept?.headers ?? {} } = wish;
  return secrets.close({ key, headers }, { organization, endpoint: id, origin });
}

const isNothing = ({ key, headers }: Credentials): boolean => key === null && Object.keys(headers).length === 0;

/** @throws {Problem} `request-invalid` */
export function requireSendable(headers: Readonly<Record<string, string>>): void {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const odd = names.find((name) => name === "authorization" || RESERVED_HEADERS.test(name));
  if (odd !== undefined)
    throw problem("request-invalid", {
      detail:
        odd === "authorization"
          ? "`headers`: what `authorization` would say goes into `key`"
          : `\`headers\`: \`${odd}\` is not one to set`,
    });
  if (new Set(names).size !== names.length) throw problem("request-invalid", { detail: "`headers` names one twice" });
}
