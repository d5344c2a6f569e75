import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Fragment } from "react";
import type { AuditEntry, AuditLine, AuditNames } from "../../api/audit.ts";
import { inFull } from "../../parts/moments.ts";
import { Called, WithNames } from "./Called.tsx";

interface EntryLinesProps {
  entry: AuditEntry;
  names: AuditNames;
}

/** What an entry changed, line by line: about whom and what, before and after. */
export function EntryLines({ entry, names }: EntryLinesProps) {
  const { lines, lineCount, facts } = entry;
  // Who did something with themselves is named once.
  const about = entry.about.filter((name) => name !== entry.actor);
  const more = lineCount - lines.length;
  return (
    <>
      {about.length > 0 && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          <Trans>
            About <Names all={about} names={names} />
          </Trans>
        </Text>
      )}
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry do not change
        <Line key={index} line={line} names={names} isAlone={lineCount === 1} />
      ))}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {plural(more, { one: `and ${more} more change`, other: `and ${more} more changes` })}
        </Text>
      )}
      <Facts facts={facts} />
    </>
  );
}

function Line({
  line: { words, about, before, after },
  names,
  isAlone,
}: {
  line: AuditLine;
  names: AuditNames;
  isAlone: boolean;
}) {
  return (
    <div>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        {!isAlone && (
          <>
            <span data-said-by="server">{words}</span>:{" "}
          </>
        )}
        <Names all={about} names={names} />
      </Text>
      {(before !== null || after !== null) && (
        <Group gap={6} wrap="wrap" aria-label={t`Before and after`}>
          {before !== null && (
            <Text component="span" size="sm" td="line-through" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              <WithNames text={before} names={names} />
            </Text>
          )}
          {before !== null && <IconArrowRight size={14} aria-label={t`became`} />}
          <Text component="span" size="sm" style={{ overflowWrap: "anywhere" }}>
            {after === null ? t`nothing any more` : <WithNames text={after} names={names} />}
          </Text>
        </Group>
      )}
    </div>
  );
}

function Names({ all, names }: { all: readonly string[]; names: AuditNames }) {
  return all.map((name, index) => (
    <span key={name}>
      {index > 0 && ", "}
      <Called name={name} names={names} />
    </span>
  ));
}

/** How each fact is said, in this order; `…` stands for it. What is not here is of use to a program only. */
const said: Readonly<Record<string, string>> = {
  way: t`by …`,
  provider: t`provider …`,
  secondFactor: t`with a second factor`,
  action: t`asked for …`,
  reason: "…",
  code: "…",
  route: t`by the call …`,
  decision: "…",
  because: t`because: …`,
  fields: t`changed: …`,
  type: "…",
  bytes: t`… bytes`,
  format: t`as …`,
  filters: t`narrowed by …`,
  messages: t`with … messages`,
  rows: t`… rows`,
  entries: t`entries: …`,
  details: t`details: …`,
  others: t`many different ones`,
  count: t`… times`,
  last: t`the last one at …`,
};

const inOtherWords: Readonly<Record<string, string>> = {
  password: t`password`,
  "nothing-allows": t`nobody gave this right`,
  denied: t`a rule denies it`,
  "feature-off": t`the role does not have the feature`,
  "credentials-wrong": t`wrong name or password`,
  "second-factor-wrong": t`wrong code`,
  "second-factor": t`second factor`,
  "account-banned": t`the account is banned`,
  "account-deactivated": t`the account is deactivated`,
  "email-not-verified": t`the address is not verified`,
  revoked: t`ended by hand`,
  reuse: t`a stolen token was used`,
  banned: t`a ban`,
  deleted: t`the account was deleted`,
  deactivated: t`the account was deactivated`,
  "password-changed": t`the password was changed`,
  "taken-over": t`the password was set anew`,
};

/** What an entry says beside, in a line. */
function Facts({ facts }: { facts: AuditEntry["facts"] }) {
  // A refusal's code says no more than its reason.
  const { code, ...rest } = facts;
  const shown: AuditEntry["facts"] = "reason" in facts || code === "forbidden" ? rest : facts;
  const told = Object.entries(said).flatMap(([name, words]) => {
    const value = shown[name];
    if (value === undefined || value === null || value === false || isEmpty(value) || (name === "count" && value === 1))
      return [];
    return [{ name, words, value }];
  });
  if (told.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {told.map(({ name, words, value }, index) => (
        <Fragment key={name}>
          {index > 0 && " · "}
          <Fact words={words} value={value} />
        </Fragment>
      ))}
    </Text>
  );
}

function Fact({ words, value }: { words: string; value: unknown }) {
  const [before, after] = words.split("…");
  return (
    <>
      {before}
      {after !== undefined && <span data-said-by={isOurs(value) ? undefined : "server"}>{inWords(value)}</span>}
      {after}
    </>
  );
}

const isOurs = (value: unknown) => String(value) in inOtherWords;
const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  const text = String(value);
  return inOtherWords[text] ?? (/^\d{4}-\d\d-\d\dT/.test(text) ? inFull(text) : text);
}
