import { Alert, Button, Code, CopyButton, Group, List, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
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
          title="Head of the trail"
          text={
            <>
              A short text that stands for everything in the{" "}
              <TextLink to="/audit" underline="always">
                audit trail
              </TextLink>{" "}
              up to now. Print it, or send it to somebody who has no access to this server: with it, anybody can tell
              later whether the trail was altered.
            </>
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
  if (head === null) return <Text>Nothing is sealed yet. Come back in a few seconds.</Text>;
  return (
    <section className="panel" aria-label="Newest head" style={{ padding: 20 }}>
      <Code block aria-label="Head" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} fz="md">
        {head}
      </Code>
      <Text size="sm" mt="sm">
        {name}: {entries.toLocaleString()} entries, sealed {inFull(at)}.
        {waiting > 0 && ` ${waiting.toLocaleString()} more wait to be sealed.`}
      </Text>
      <Group mt="md" gap="xs" className="not-printed">
        <CopyButton value={head}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" leftSection={<IconPrinter size={16} aria-hidden />} onClick={() => window.print()}>
          Print
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
        Check the trail
      </Title>
      <Text c="dimmed" mt={4} maw={640}>
        Follows every entry from the first to the last. With a head that you kept it also finds out whether everything
        was written anew. It may take a while. Better still, let somebody else check an exported file: see the guide.
      </Text>
      <form onSubmit={check}>
        <Group align="flex-end" mt="sm" gap="sm">
          <TextInput
            label="Head that you kept"
            description="Leave it empty to check without one"
            placeholder="12-9f86d081…"
            maxLength={100}
            value={kept}
            onChange={(event) => setKept(event.currentTarget.value)}
            style={{ flex: "1 1 320px" }}
          />
          <Button type="submit" loading={checking.isPending}>
            Check
          </Button>
        </Group>
      </form>
      <div role="status">{verdict && <Verdict verdict={verdict} />}</div>
    </section>
  );
}

const titles: Readonly<Record<AuditVerdict["result"], string>> = {
  whole: "Whole: nothing was altered",
  altered: "The trail was altered",
  short: "The trail ends too early",
  nothing: "Nothing is sealed yet",
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
        {entries.toLocaleString()} entries in {segments.toLocaleString()} segments.
        {erased > 0 && ` Personal details were erased from ${erased.toLocaleString()}.`}
        {retired > 0 && ` ${retired.toLocaleString()} are gone by age.`}
        {isHeadFound === true && " The head that you kept is in it."}
        {isHeadFound === null &&
          " Without a head that was kept, a trail written anew from its beginning is not noticed."}
      </Text>
    </Alert>
  );
}
