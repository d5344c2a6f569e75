import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import type { AuditEntry, AuditNames } from "../../api/audit.ts";
import { TextLink } from "../../parts/links.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { Quoted } from "../requests/Quoted.tsx";
import { Called } from "./Called.tsx";
import { EntryLines } from "./EntryLines.tsx";

/** One entry of the trail: who did what, before and after, why, from where. */
export function EntryRow({ entry, names }: { entry: AuditEntry; names: AuditNames }) {
  const { number, at, actor, words, reason, ip, origin, isErased } = entry;
  // Once: the next moment may be the next second.
  const when = fromNow(at);
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 320 }}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <Called name={actor} names={names} /> <span data-said-by="server">{words}</span>
        </Text>
        <EntryLines entry={entry} names={names} />
        {reason !== null && <Quoted by={t`Why`} text={reason} />}
        <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
          <TextLink
            to="/audit/$number"
            params={{ number: String(number) }}
            inherit
            c="dimmed"
            underline="always"
            aria-label={t`${when}, entry ${number}`}
            title={inFull(at)}
          >
            {when}
          </TextLink>
          {fromWhere(ip, origin)}
          {isErased && `, ${t`personal details erased`}`}
        </Text>
      </div>
    </div>
  );
}

const ways: Readonly<Record<string, string>> = {
  cli: t`the command line`,
  config: t`the configuration`,
  start: t`the start`,
};

function fromWhere(ip: string | null, origin: string | null): string {
  if (ip !== null) return `, ${t`from ${ip}`}`;
  const way = origin === null ? undefined : ways[origin];
  return way === undefined ? "" : `, ${t`by ${way}`}`;
}
