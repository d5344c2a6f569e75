import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { auditEntryQuery } from "../../api/audit.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { Called } from "./Called.tsx";
import { EntryRow } from "./EntryRow.tsx";

/** One entry of the trail, with all that it changed. */
export function EntryPage() {
  const { number } = useParams({ from: "/signed-in/audit/$number" });
  return (
    <div className="page">
      <Loaded isPage of={number}>
        <Entry number={number} />
      </Loaded>
    </div>
  );
}

function Entry({ number }: { number: string }) {
  const { entry, names } = useSuspenseQuery(auditEntryQuery(number)).data;
  const { details, revision, segment, at } = entry;
  const more = Object.entries(details);
  const subject = entry.about[0] ?? entry.lines[0]?.about[0];
  return (
    <>
      <PageTitle
        title={t`Entry ${entry.number}`}
        text={
          <Trans>
            {inFull(at)}, sealed in segment {segment}
            {revision !== null && `, ${t`revision ${revision}`}`}.{" "}
            <TextLink to="/audit" search={{ actor: entry.actor }} underline="always">
              More by the same
            </TextLink>
          </Trans>
        }
      />
      <div className="panel">
        <EntryRow entry={entry} names={names} />
        {more.length > 0 && (
          <div className="row">
            <div className="grow">
              {more.map(([name, text]) => (
                <Text key={name} size="sm" style={{ overflowWrap: "anywhere" }}>
                  {called[name] ?? name}: <span data-said-by="server">{text}</span>
                </Text>
              ))}
            </div>
          </div>
        )}
      </div>
      {subject !== undefined && (
        <Text size="sm" mt="md">
          <TextLink to="/audit" search={{ about: subject }} underline="always">
            <Trans>
              Everything about <Called name={subject} names={names} isPlain />
            </Trans>
          </TextLink>
        </Text>
      )}
    </>
  );
}

const called: Readonly<Record<string, string>> = { userAgent: t`Browser`, typed: t`What was typed` };
