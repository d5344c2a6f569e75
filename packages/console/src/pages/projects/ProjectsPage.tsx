import { t } from "@lingui/core/macro";
import { Button } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { Ownership } from "../../api/agents.ts";
import { OwnershipTabs, placeOf } from "../../parts/OwnershipTabs.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProjectGrid } from "./ProjectGrid.tsx";
import { useNewProject } from "./useNewProject.tsx";

const route = getRouteApi("/signed-in/projects");

export function ProjectsPage() {
  const { owner = "me", q = "" } = route.useSearch();
  const navigate = useNavigate();
  const begin = useNewProject();
  const show = (next: { owner?: Ownership; q?: string }) => {
    void navigate({ to: "/projects", search: placeOf({ owner, q, ...next }), replace: true });
  };
  return (
    <div className="page">
      <PageTitle
        title={t`Projects`}
        text={t`Agents, prompts, conversations and files that belong together. Whoever has the project has what lies in it.`}
        actions={<Button onClick={() => begin(null)}>{t`New project`}</Button>}
      />
      <OwnershipTabs
        labels={{ whose: t`Whose projects`, search: t`Search projects` }}
        owner={owner}
        search={q}
        onShow={show}
      >
        {(name) => <ProjectGrid owner={name} search={q} />}
      </OwnershipTabs>
    </div>
  );
}
