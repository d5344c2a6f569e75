import { t } from "@lingui/core/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import { IconFolders } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { Ownership } from "../../api/agents.ts";
import { type Project, projectsQuery } from "../../api/projects.ts";
import { CardGrid } from "../../parts/CardGrid.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { useNewProject } from "./useNewProject.tsx";

const empty: Record<Ownership, { title: string; text: string }> = {
  me: {
    title: t`No projects of your own yet`,
    text: t`Make one for what belongs together, put your agents, prompts and conversations in, and share it once.`,
  },
  shared: {
    title: t`Nothing is shared with you yet`,
    text: t`When somebody shares a project with you or with a group that you are in, it appears here.`,
  },
  organization: {
    title: t`No projects for everybody yet`,
    text: t`Projects that are shared with everyone in the organization appear here.`,
  },
};

export function ProjectGrid({ owner, search }: { owner: Ownership; search: string }) {
  const { data, ...more } = useSuspenseInfiniteQuery(projectsQuery(owner, search));
  const begin = useNewProject();
  const whenEmpty = search ? (
    <NothingHere title={t`No project found`} text={t`Nothing here has “${search}” in its name.`} />
  ) : (
    <NothingHere
      {...empty[owner]}
      icon={<IconFolders size={36} stroke={1.4} aria-hidden />}
      action={owner === "me" && <Button onClick={() => begin(null)}>{t`Make your first project`}</Button>}
    />
  );
  return (
    <CardGrid
      label={t`Projects`}
      pages={data.pages.map(({ projects }) => projects)}
      keyOf={({ _id }) => _id}
      more={more}
      whenEmpty={whenEmpty}
    >
      {(projects) =>
        projects.map((project) => (
          <li key={project._id}>
            <ProjectCard project={project} />
          </li>
        ))
      }
    </CardGrid>
  );
}

function ProjectCard({ project: { _id, name, description, ownerName, updatedAt } }: { project: Project }) {
  return (
    <Stack component="article" className="panel" p="md" gap="xs" h="100%" aria-label={name}>
      <div style={{ minWidth: 0 }}>
        <Title order={2} size="h5" lineClamp={1} title={name}>
          <TextLink to="/projects/$projectId" params={{ projectId: _id }} inherit c="inherit">
            {name}
          </TextLink>
        </Title>
        <Text size="xs" c="dimmed">
          {[ownerName && t`Of ${ownerName}`, t`changed ${fromNow(updatedAt)}`].filter(Boolean).join(" · ")}
        </Text>
      </div>
      <Text size="sm" className="clamp" {...(!description && { c: "dimmed" })}>
        {description || t`No description`}
      </Text>
    </Stack>
  );
}
