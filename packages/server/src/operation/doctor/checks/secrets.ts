import { isLoopback, knownSecrets } from "../../../config/index.ts";
import type { Check, Ground } from "../check.ts";
import { fine, warning, worthKnowing, wrong } from "../finding.ts";

export const secrets: Check<Ground> = ({ settings }) => {
  const known = knownSecrets(settings.secrets);
  if (known.length === 0)
    return [
      fine("of your own, or generated"),
      ...(settings.secrets.credsKey === undefined
        ? [
            worthKnowing(
              "CREDS_KEY is generated, and lies in the database: whoever reads that reads what is encrypted there, letters with links among it",
              {
                advice:
                  "Set CREDS_KEY in the environment (64 hexadecimal digits); what was encrypted before is not readable then.",
              },
            ),
          ]
        : []),
    ];
  const trouble = {
    code: "secrets-published",
    detail: `published example values: ${known.join(", ")}`,
    cause: "Everybody knows them, and makes sessions with them.",
    advice: "Leave them empty: secrets are then generated. Beyond this machine such a server does not start.",
  };
  return [isLoopback(settings.http.host) ? warning(trouble) : wrong(trouble)];
};
