import { t } from "@lingui/core/macro";
import { Badge, SegmentedControl, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type LogLine, logsQuery } from "../../api/audit.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PagedRows } from "../access/PagedRows.tsx";

const levels: { value: LogLine["level"] | ""; label: string }[] = [
  { value: "", label: t`All` },
  { value: "warning", label: t`Warnings` },
  { value: "error", label: t`Errors` },
];

/** What the server warned of lately. */
export function LogsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Logs />
      </Loaded>
    </div>
  );
}

function Logs() {
  // Whoever may not read them hears so for the whole page.
  useSuspenseInfiniteQuery(logsQuery(""));
  const { level = "" } = useSearch({ from: "/signed-in/logs" });
  const navigate = useNavigate();
  const known = levels.find(({ value }) => value === level)?.value ?? "";
  return (
    <>
      <PageTitle
        title={t`Logs`}
        text={t`The newest warnings and errors of the server that answers you, since its start. Secrets are left out. Everything else is in its output.`}
      />
      <SegmentedControl
        aria-label={t`Which lines`}
        data={levels}
        value={known}
        onChange={(wished) => void navigate({ to: "/logs", search: wished ? { level: wished } : {}, replace: true })}
        mb="md"
      />
      <Loaded of={known}>
        <Lines level={known} />
      </Loaded>
    </>
  );
}

function Lines({ level }: { level: LogLine["level"] | "" }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(logsQuery(level));
  return (
    <PagedRows
      title={t`Lines`}
      rows={data.pages.flatMap(({ lines }) => lines)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconCircleCheck size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing to worry about`}
          text={t`The server has warned of nothing since it was started.`}
        />
      }
    >
      {(line) => <Line line={line} />}
    </PagedRows>
  );
}

function Line({ line: { at, level, message, facts } }: { line: LogLine }) {
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <Badge variant="light" color="gray" size="sm" tt="none" fw={500} mr={8}>
            {level === "warning" ? t`Warning` : t`Error`}
          </Badge>
          {message}
        </Text>
        <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
          {[inFull(at), ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`)].join(" · ")}
        </Text>
      </div>
    </div>
  );
}
