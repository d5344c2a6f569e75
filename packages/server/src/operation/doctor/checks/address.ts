import { isLoopback } from "../../../config/index.ts";
import type { Check, Ground } from "../check.ts";
import { fine, warning } from "../finding.ts";

export const address: Check<Ground> = ({ settings: { http } }) => {
  const { host, port, domainServer, cookieSecure, trustProxy } = http;
  const detail = `${host}:${port}, known as ${domainServer}, ${trustProxy} trusted proxies`;
  if (isLoopback(host) || cookieSecure) return [fine(detail)];
  return [
    warning({
      code: "address-without-encryption",
      detail,
      cause: "Sign-in cookies also travel without encryption.",
      advice: "Put a proxy with TLS in front and set DOMAIN_SERVER to its https address.",
    }),
  ];
};
