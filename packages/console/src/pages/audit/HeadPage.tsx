import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, Code, CopyButton, Group, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formatLocale } from "#i18n";
import { type AuditVerdict, auditHeadQuery, verifyTrail } from "../../api/audit.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";

/** The newest head, to be printed and kept elsewhere; and the check against one that was kept. */
export function HeadPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <PageTitle
          title={t`Head of the trail`}
          text={
            <Trans>
              A short text that stands for everything in the{" "}
              <TextLink to="/audit" underline="always">
                audit trail
              </TextLink>{" "}
              up to now. Print it, or send it to somebody who has no access to this server: with it, anybody can tell
              later whether the trail was altered.
            </Trans>
          }
        />
        <Stack gap="xl">
          <Head />
          <Check />
        </Stack>
      </Loaded>
    </div>
  );
}

function Head() {
  const { data } = useSuspenseQuery(auditHeadQuery);
  const { head, name, at, entries, waiting } = data;
  if (head === null) return <Text>{t`Nothing is sealed yet. Come back in a few seconds.`}</Text>;
  return (
    <section className="panel" aria-label={t`Newest head`} style={{ padding: 20 }}>
      <Code block aria-label={t`Head`} style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} fz="md">
        {head}
      </Code>
      <Text size="sm" mt="sm">
        <Trans>
          {name}: {entries.toLocaleString(formatLocale)} entries, sealed {inFull(at)}.
          {waiting > 0 && ` ${t`${waiting.toLocaleString(formatLocale)} more wait to be sealed.`}`}
        </Trans>
      </Text>
      <Group mt="md" gap="xs" className="not-printed">
        <CopyButton value={head}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          {t`Print`}
        </Button>
      </Group>
    </section>
  );
}

function Check() {
  const [kept, setKept] = useState("");
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const checking = useChange({ run: verifyTrail, onDone: setVerdict });
  const check = (event: FormEvent) => {
    event.preventDefault();
    setVerdict(null);
    checking.mutate(kept);
  };
  return (
    <section aria-labelledby="check" className="not-printed">
      <Title order={2} size="h3" id="check">
        {t`Check the trail`}
      </Title>
      <Text c="dimmed" mt={4} maw={640}>
        {t`Follows every entry from the first to the last. With a head that you kept it also finds out whether everything was written anew. It may take a while. Better still, let somebody else check an exported file: see the guide.`}
      </Text>
      <form onSubmit={check}>
        <Group align="flex-end" mt="sm" gap="sm">
          <TextInput
            label={t`Head that you kept`}
            description={t`Leave it empty to check without one`}
            placeholder="12-9f86d081…"
            maxLength={100}
            value={kept}
            onChange={(event) => setKept(event.currentTarget.value)}
            style={{ flex: "1 1 320px" }}
          />
          <Button type="submit" loading={checking.isPending}>
            {t`Check`}
          </Button>
        </Group>
      </form>
      <div role="status">{verdict && <Verdict verdict={verdict} />}</div>
    </section>
  );
}

const titles: Readonly<Record<AuditVerdict["result"], string>> = {
  whole: t`Whole: nothing was altered`,
  altered: t`The trail was altered`,
  short: t`The trail ends too early`,
  nothing: t`Nothing is sealed yet`,
};

function Verdict({ verdict }: { verdict: AuditVerdict }) {
  const { result, problems, entries, segments, erased, retired, isHeadFound } = verdict;
  return (
    <Alert
      mt="md"
      variant="default"
      className={result === "whole" ? "notice" : "notice notice-careful"}
      title={titles[result]}
    >
      {problems.length > 0 && (
        <List size="sm" mb="xs">
          {problems.map((problem) => (
            <List.Item key={problem} style={{ overflowWrap: "anywhere" }}>
              {problem}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm">
        <Trans>
          {entries.toLocaleString(formatLocale)} entries in {segments.toLocaleString(formatLocale)} segments.
          {erased > 0 && ` ${t`Personal details were erased from ${erased.toLocaleString(formatLocale)}.`}`}
          {retired > 0 && ` ${t`${retired.toLocaleString(formatLocale)} are gone by age.`}`}
          {isHeadFound === true && ` ${t`The head that you kept is in it.`}`}
          {isHeadFound === null &&
            ` ${t`Without a head that was kept, a trail written anew from its beginning is not noticed.`}`}
        </Trans>
      </Text>
    </Alert>
  );
}
