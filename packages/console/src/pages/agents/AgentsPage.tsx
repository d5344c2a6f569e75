import { Group, Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { CardGridSkeleton } from "../../parts/CardGrid.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { AgentGrid } from "./AgentGrid.tsx";

const route = getRouteApi("/signed-in/agents");
const tabs: readonly (readonly [Ownership, string])[] = [
  ["me", "Mine"],
  ["shared", "Shared with me"],
  ["organization", "Organization"],
];

export function AgentsPage() {
  const { owner = "me", q = "" } = route.useSearch();
  const navigate = useNavigate();
  const use = useFeature("AGENTS.USE");
  const create = useFeature("AGENTS.CREATE");
  const show = (next: { owner?: Ownership; q?: string }) => {
    const wanted = { owner, q, ...next };
    void navigate({
      to: "/agents",
      search: { ...(wanted.owner !== "me" && { owner: wanted.owner }), ...(wanted.q && { q: wanted.q }) },
      replace: true,
    });
  };
  return (
    <div className="page">
      <PageTitle
        title="Agents"
        text="Assistants with instructions of their own. Talk to them, and share the ones that you make."
        actions={
          <GuardedButton whyNot={whyNot(use) ?? whyNot(create)} onClick={() => void navigate({ to: "/agents/new" })}>
            New agent
          </GuardedButton>
        }
      />
      <Tabs
        value={owner}
        keepMounted={false}
        onChange={(value) => show({ owner: tabs.find(([name]) => name === value)?.[0] ?? "me" })}
      >
        <Tabs.List mb="md" aria-label="Whose agents">
          {tabs.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Group mb="md">
          <SearchField label="Search agents" value={q} onSearch={(text) => show({ q: text })} />
        </Group>
        {tabs.map(([name]) => (
          <Tabs.Panel key={name} value={name}>
            <Loaded skeleton={<CardGridSkeleton />} of={`${name} ${q}`}>
              <AgentGrid owner={name} search={q} />
            </Loaded>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
