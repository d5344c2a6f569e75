import { isLoopback } from "../../../config/index.ts";
import { whatIsWrongWith } from "../../../identity/index.ts";
import type { Check, Ground } from "../check.ts";
import { fine, warning, worthKnowing, wrong } from "../finding.ts";

/** Connects and signs in; sends nothing. */
export const mail: Check<Ground> = async ({ settings }) => {
  const { mail: server, unverifiedEmailLogin, registration } = settings.identity;
  if (server) {
    const place = `${server.service ?? `${server.host ?? ""}:${server.port}`}, from ${server.from}`;
    const reason = await whatIsWrongWith(server);
    if (reason === null) return [fine(`${place}: it lets this server in`)];
    return [
      wrong({
        code: "mail-refused",
        detail: `${place}: it does not let this server in (${reason})`,
        cause: "Letters wait, and are tried again.",
        advice: "Check EMAIL_HOST, EMAIL_PORT, EMAIL_ENCRYPTION, EMAIL_USERNAME and EMAIL_PASSWORD.",
        command: "gatehouse outbox list",
      }),
    ];
  }
  if (!registration) return [worthKnowing("not configured; nobody registers by themselves")];
  if (unverifiedEmailLogin === false)
    return [worthKnowing("not configured: self-registered accounts wait for an administrator")];
  const trouble = {
    code: "mail-missing",
    detail: "not configured: self-registered accounts count as verified",
    cause: "Without mail nobody proves that an address is theirs.",
    advice:
      "Set EMAIL_HOST and EMAIL_FROM, or ALLOW_UNVERIFIED_EMAIL_LOGIN=false: new accounts then wait for an administrator.",
  };
  return [isLoopback(settings.http.host) ? { result: "note", ...trouble } : warning(trouble)];
};
