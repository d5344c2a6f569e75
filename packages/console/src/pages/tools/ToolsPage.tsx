import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { useFeature } from "../../api/may.ts";
import { CardGridSkeleton } from "../../parts/CardGrid.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { ToolGrid } from "./ToolGrid.tsx";
import { useNewTool } from "./useNewTool.tsx";

const route = getRouteApi("/signed-in/tools");
const tabs: readonly (readonly [Ownership, string])[] = [
  ["me", "Mine"],
  ["shared", "Shared with me"],
  ["organization", "Organization"],
];

export function ToolsPage() {
  const { owner = "me", q = "" } = route.useSearch();
  const navigate = useNavigate();
  const mayMake = useFeature("MCP_SERVERS.CREATE");
  const begin = useNewTool();
  const show = (next: { owner?: Ownership; q?: string }) => {
    const wanted = { owner, q, ...next };
    void navigate({
      to: "/tools",
      search: { ...(wanted.owner !== "me" && { owner: wanted.owner }), ...(wanted.q && { q: wanted.q }) },
      replace: true,
    });
  };
  return (
    <div className="page">
      <PageTitle
        title="Tools"
        text="Services that agents call while they answer, each made from its OpenAPI document. Give them to agents, and share them with people and groups."
        actions={
          <GuardedButton whyNot={whyNot(mayMake)} onClick={begin}>
            New tool
          </GuardedButton>
        }
      />
      <Tabs
        value={owner}
        keepMounted={false}
        onChange={(value) => show({ owner: tabs.find(([name]) => name === value)?.[0] ?? "me" })}
      >
        <Tabs.List mb="md" aria-label="Whose tools">
          {tabs.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div style={{ marginBlockEnd: 16, maxWidth: 420 }}>
          <SearchField label="Search tools" value={q} onSearch={(text) => show({ q: text })} />
        </div>
        {tabs.map(([name]) => (
          <Tabs.Panel key={name} value={name}>
            <Loaded skeleton={<CardGridSkeleton />} of={`${name} ${q}`}>
              <ToolGrid owner={name} search={q} />
            </Loaded>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
