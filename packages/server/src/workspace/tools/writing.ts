import { problem } from "../../http/problem.ts";
import { searchText } from "../../store/index.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { ReadDocument } from "./openapi/document.ts";
import { notAllowed } from "./outbound/allowedHosts.ts";
import type { ToolRow } from "./queries.ts";
import type { Auth } from "./schemas.ts";
import { authOf } from "./toolShape.ts";

type Written = Pick<
  ToolRow,
  "name" | "description" | "origin" | "auth" | "secret" | "spec" | "operations" | "functions" | "search_text"
>;

export interface Wish {
  name?: string | undefined;
  description?: string | undefined;
  spec?: string | undefined;
  domain?: string | undefined;
  auth?: Auth | undefined;
}

/** Headers that are the connection's own, or a proxy's. */
export const RESERVED_HEADERS =
  /^(accept-encoding|connection|content-.*|cookie2?|expect|forwarded|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|via|x-forwarded-.*|x-real-ip)$/i;

/** `api.example.org` → `https://api.example.org`. @throws {Problem} `request-invalid` */
export function originOf(domain: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(domain) ? domain : `https://${domain}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "" || `${url.origin}/` !== url.href)
    throw problem("request-invalid", {
      detail: "`domain` must be a host such as `api.example.org` or `https://api.example.org:8443`",
    });
  return url.origin;
}

/** @throws {Problem} `request-invalid` where the document speaks to another host than the domain, or to one that is not allowed */
export function requireAgreement(
  { outbound }: Pick<WorkspaceParts, "outbound">,
  read: Pick<ReadDocument, "origin">,
  domain: string | undefined,
): void {
  if (domain !== undefined && originOf(domain) !== read.origin)
    throw problem("request-invalid", {
      detail: `the document's first server is at \`${read.origin}\`, and \`domain\` says \`${originOf(domain)}\``,
    });
  const url = new URL(read.origin);
  if (!outbound.allowed.allows(url)) throw problem("request-invalid", { detail: notAllowed(url) });
}

/**
 * The columns of a tool, new or changed. A secret stays with the host, and with the way of saying it, that it was given for.
 * @param read what the new document says; undefined where there is none
 * @throws {Problem} `request-invalid`
 */
export function columnsOf(
  parts: Pick<WorkspaceParts, "toolSecrets" | "outbound">,
  { organization, id, before }: { organization: string; id: string; before: ToolRow | undefined },
  wish: Wish,
  read: ReadDocument | undefined,
): Written {
  const origin = read?.origin ?? before?.origin ?? "";
  // What stays as it is is not asked about again: the operator may have closed its host since.
  if (read !== undefined || wish.domain !== undefined) requireAgreement(parts, { origin }, wish.domain);
  const name = wish.name ?? before?.name ?? (read?.title || new URL(origin).host);
  const description = wish.description ?? before?.description ?? read?.description ?? "";
  return {
    name,
    description,
    origin,
    ...authColumns(parts, { organization, tool: id, origin }, before, wish.auth),
    spec: wish.spec ?? before?.spec ?? "",
    operations: read ? JSON.stringify(read.operations) : (before?.operations ?? "[]"),
    functions: read ? JSON.stringify(read.operations.map((one) => one.name)) : (before?.functions ?? "[]"),
    search_text: searchText(name, description),
  };
}

function authColumns(
  { toolSecrets }: Pick<WorkspaceParts, "toolSecrets">,
  binding: { organization: string; tool: string; origin: string },
  before: ToolRow | undefined,
  wish: Auth | undefined,
): Pick<Written, "auth" | "secret"> {
  const former: Auth = before ? authOf(before) : { type: "none" };
  const auth = wish ?? former;
  if (auth.type === "none") return { auth: JSON.stringify(auth), secret: null };
  if ((auth.as === "custom") !== (auth.header !== undefined))
    throw problem("request-invalid", { detail: "`header` names the header of `custom`, and of nothing else" });
  if (auth.header !== undefined && RESERVED_HEADERS.test(auth.header))
    throw problem("request-invalid", { detail: `\`header\`: \`${auth.header}\` is not for keys` });
  const { key, ...said } = auth;
  const written = JSON.stringify({
    type: said.type,
    as: said.as,
    ...(said.header !== undefined && { header: said.header }),
  });
  if (key !== undefined) return { auth: written, secret: toolSecrets.seal(key, binding) };
  const isKept = before?.secret != null && before.origin === binding.origin && before.auth === written;
  if (isKept) return { auth: written, secret: before.secret };
  throw problem("request-invalid", {
    detail:
      before?.secret == null
        ? "the key is missing"
        : "give the key again: it is kept for the host, and for the way of sending it, that it was given for",
  });
}
