import { Button, Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { CardGridSkeleton } from "../../parts/CardGrid.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { ProjectGrid } from "./ProjectGrid.tsx";
import { useNewProject } from "./useNewProject.tsx";

const route = getRouteApi("/signed-in/projects");
const tabs: readonly (readonly [Ownership, string])[] = [
  ["me", "Mine"],
  ["shared", "Shared with me"],
  ["organization", "Organization"],
];

export function ProjectsPage() {
  const { owner = "me", q = "" } = route.useSearch();
  const navigate = useNavigate();
  const begin = useNewProject();
  const show = (next: { owner?: Ownership; q?: string }) => {
    const wanted = { owner, q, ...next };
    void navigate({
      to: "/projects",
      search: { ...(wanted.owner !== "me" && { owner: wanted.owner }), ...(wanted.q && { q: wanted.q }) },
      replace: true,
    });
  };
  return (
    <div className="page">
      <PageTitle
        title="Projects"
        text="Agents, prompts, conversations and files that belong together. Whoever has the project has what lies in it."
        actions={<Button onClick={() => begin(null)}>New project</Button>}
      />
      <Tabs
        value={owner}
        keepMounted={false}
        onChange={(value) => show({ owner: tabs.find(([name]) => name === value)?.[0] ?? "me" })}
      >
        <Tabs.List mb="md" aria-label="Whose projects">
          {tabs.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div style={{ marginBlockEnd: 16, maxWidth: 420 }}>
          <SearchField label="Search projects" value={q} onSearch={(text) => show({ q: text })} />
        </div>
        {tabs.map(([name]) => (
          <Tabs.Panel key={name} value={name}>
            <Loaded skeleton={<CardGridSkeleton />} of={`${name} ${q}`}>
              <ProjectGrid owner={name} search={q} />
            </Loaded>
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}
