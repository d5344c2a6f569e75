import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconRefresh } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { healthQuery } from "../../api/health.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { FindingLine } from "./FindingLine.tsx";

/** The whole installation looked over, for its operator: what `gatehouse doctor` says. */
export function HealthPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Health />
      </Loaded>
    </div>
  );
}

const groups = [
  { result: "problem", title: t`Problems`, color: "red.9" },
  { result: "warning", title: t`Warnings`, color: "orange.9" },
  { result: "note", title: t`Worth knowing`, color: "gray" },
  { result: "ok", title: t`In order`, color: "gray" },
] as const;

function Health() {
  const { data, dataUpdatedAt, isFetching, refetch } = useSuspenseQuery(healthQuery);
  const { healthy, findings } = data;
  const isWell = findings.every(({ result }) => result === "ok" || result === "note");
  const verdict = healthy ? t`Nothing is wrong with this installation.` : t`Something is wrong with this installation.`;
  const lookedOver = fromNow(new Date(dataUpdatedAt).toISOString());
  return (
    <>
      <PageTitle
        title={t`Health`}
        text={t`This server, its database, what is around them, and whether the log, the tables and what is in memory say the same. The same as gatehouse doctor.`}
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={isFetching}
            onClick={() => void refetch()}
          >
            {t`Look again`}
          </Button>
        }
      />
      <Stack gap="lg">
        <div role="status">
          {isWell ? (
            <NothingHere
              icon={<IconCircleCheck size={32} aria-hidden />}
              title={verdict}
              text={t`Looked over ${lookedOver}. Nothing below needs doing.`}
            />
          ) : (
            <Text>
              <Trans>
                <b>{verdict}</b> Looked over {lookedOver}.
              </Trans>
            </Text>
          )}
        </div>
        {groups.map(({ result, title, color }) => {
          const some = findings.filter((finding) => finding.result === result);
          if (some.length === 0) return null;
          return (
            <section key={result} aria-label={title}>
              <Group gap="xs" mb="xs">
                <Title order={2} size="h4">
                  {title}
                </Title>
                <Badge color={color} variant="default">
                  {some.length}
                </Badge>
              </Group>
              <ul className="plain-list panel">
                {some.map((finding) => (
                  <FindingLine key={JSON.stringify(finding)} finding={finding} />
                ))}
              </ul>
            </section>
          );
        })}
      </Stack>
    </>
  );
}
