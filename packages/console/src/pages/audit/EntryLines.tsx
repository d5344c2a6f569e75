import { Group, Text } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import type { AuditEntry, AuditLine, AuditNames } from "../../api/audit.ts";
import { Called, WithNames } from "./Called.tsx";

interface EntryLinesProps {
  entry: AuditEntry;
  names: AuditNames;
}

/** What an entry changed, line by line: about whom and what, before and after. */
export function EntryLines({ entry, names }: EntryLinesProps) {
  const { lines, lineCount, about, facts } = entry;
  const more = lineCount - lines.length;
  return (
    <>
      {about.length > 0 && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          About <Names all={about} names={names} />
        </Text>
      )}
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry do not change
        <Line key={index} line={line} names={names} isAlone={lineCount === 1} />
      ))}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          and {more} more {more === 1 ? "change" : "changes"}
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
        {!isAlone && `${words}: `}
        <Names all={about} names={names} />
      </Text>
      {(before !== null || after !== null) && (
        <Group gap={6} wrap="wrap" aria-label="Before and after">
          {before !== null && (
            <Text component="span" size="sm" td="line-through" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              <WithNames text={before} names={names} />
            </Text>
          )}
          {before !== null && <IconArrowRight size={14} aria-label="became" />}
          <Text component="span" size="sm" style={{ overflowWrap: "anywhere" }}>
            {after === null ? "nothing any more" : <WithNames text={after} names={names} />}
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

const called: Readonly<Record<string, string>> = {
  way: "by",
  secondFactor: "with a second factor",
  because: "because",
  count: "times",
  fields: "what was changed",
  code: "answer",
  action: "asked for",
  reason: "why not",
  route: "by the call",
  format: "format",
  filters: "narrowed by",
  provider: "provider",
  decision: "decision",
  type: "type",
  bytes: "bytes",
  last: "the last at",
  others: "many different ones",
  messages: "messages",
  entries: "entries",
  details: "details",
};
/** Of use to a program only. */
const hidden = new Set(["session", "sessions", "request", "letter", "through", "segment"]);

/** What an entry says beside, in a line. */
function Facts({ facts }: { facts: AuditEntry["facts"] }) {
  const told = Object.entries(facts).filter(
    ([name, value]) => !hidden.has(name) && value !== false && !(name === "count" && value === 1) && !isEmpty(value),
  );
  if (told.length === 0) return null;
  return (
    <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {told.map(([name, value]) => `${called[name] ?? name}${value === true ? "" : `: ${inWords(value)}`}`).join(" · ")}
    </Text>
  );
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
const inWords = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value));
