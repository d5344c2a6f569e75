import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Finding, healthQuery } from "../../api/health.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { fromNow } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";

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
  { result: "problem", title: "Problems", color: "red.9" },
  { result: "warning", title: "Warnings", color: "orange.9" },
  { result: "note", title: "Worth knowing", color: "gray" },
  { result: "ok", title: "In order", color: "gray" },
] as const;

function Health() {
  const { data, dataUpdatedAt, isFetching, refetch } = useSuspenseQuery(healthQuery);
  const { healthy, findings } = data;
  const worst = healthy ? "Nothing is wrong with this installation." : "Something is wrong with this installation.";
  return (
    <>
      <PageTitle
        title="Health"
        text="This server, its database, and whether the log, the tables and what is in memory say the same. The same as gatehouse doctor."
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={isFetching}
            onClick={() => void refetch()}
          >
            Look again
          </Button>
        }
      />
      <Stack gap="lg">
        <Text role="status">
          <b>{worst}</b> Looked over {fromNow(new Date(dataUpdatedAt).toISOString())}.
        </Text>
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
                  <Line key={JSON.stringify(finding)} finding={finding} />
                ))}
              </ul>
            </section>
          );
        })}
      </Stack>
    </>
  );
}

function Line({ finding: { check, organization, detail, advice } }: { finding: Finding }) {
  const name = `${check.slice(0, 1).toUpperCase()}${check.slice(1)}`;
  return (
    <li className="row">
      <div className="grow">
        <Text size="sm" fw={600}>
          {name}
          {organization && ` of ${organization}`}
        </Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {detail}
        </Text>
        {advice && (
          <Text size="sm" c="dimmed">
            {advice}
          </Text>
        )}
      </div>
    </li>
  );
}
