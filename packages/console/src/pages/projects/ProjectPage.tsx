import { t } from "@lingui/core/macro";
import { Anchor, Group, Menu, Text } from "@mantine/core";
import { IconDots, IconFolderPlus, IconMessagePlus, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { rightsQuery } from "../../api/may.ts";
import { deleteProject, projectQuery, type WholeProject } from "../../api/projects.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { GuardedMenuItem } from "../../parts/GuardedMenuItem.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { AskButton } from "../requests/AskButton.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { AddThings } from "./AddThings.tsx";
import { ProjectContents } from "./ProjectContents.tsx";
import { ProjectForm } from "./ProjectForm.tsx";
import { useNewProject } from "./useNewProject.tsx";

const route = getRouteApi("/signed-in/projects/$projectId");
const PROJECT_ACTIONS = ["view", "update", "delete", "share"] as const;

export function ProjectPage() {
  const { projectId } = route.useParams();
  return (
    <div className="page">
      <Loaded
        of={projectId}
        isPage
        ask={(isKnown) => <AskButton resource={`project:${projectId}`} action="view" isKnown={isKnown} />}
      >
        <OpenProject key={projectId} id={projectId} />
      </Loaded>
    </div>
  );
}

function OpenProject({ id }: { id: string }) {
  const {
    data: { data: project, etag },
  } = useSuspenseQuery(projectQuery(id));
  return (
    <>
      {project.parents.length > 0 && (
        <Group gap={6} component="nav" aria-label={t`Lies in`} mb={4}>
          {project.parents.map((parent) => (
            <TextLink key={parent._id} size="sm" to="/projects/$projectId" params={{ projectId: parent._id }}>
              {parent.name}
            </TextLink>
          ))}
          <Text size="sm" c="dimmed" aria-hidden>
            ›
          </Text>
        </Group>
      )}
      <PageTitle
        title={project.name}
        text={project.description || (project.ownerName && t`A project of ${project.ownerName}`)}
        actions={<ProjectActions project={project} etag={etag} />}
      />
      <ProjectContents project={project} />
    </>
  );
}

function ProjectActions({ project, etag }: { project: WholeProject; etag: string | null }) {
  const { _id: id, name } = project;
  const navigate = useNavigate();
  const begin = useNewProject();
  const { data: rights } = useQuery(rightsQuery([`project:${id}`], PROJECT_ACTIONS));
  const mine = rights?.get(`project:${id}`);
  const mayNotChange = whyNot(mine?.update);
  const deleting = useChange({
    call: () => deleteProject(id, etag),
    asks: () => ({
      title: t`Delete ${name}?`,
      text: t`What lies in it stays, and is its owners'. Whoever had it through this project alone has it no more.`,
      confirm: t`Delete the project`,
      danger: true,
      always: true,
    }),
    refresh: [["projects"]],
    said: t`${name} is deleted`,
    onDone: () => navigate({ to: "/projects" }),
    gone: ["project", id],
  });
  return (
    <>
      <GuardedButton
        size="xs"
        whyNot={mayNotChange}
        onClick={() =>
          openForm({ title: t`Put into ${name}`, children: <AddThings project={project} />, isLarge: true })
        }
      >
        {t`Put something in`}
      </GuardedButton>
      <ShareButton type="project" id={id} name={name} whyNot={whyNot(mine?.share)} />
      <Menu position="bottom-end" shadow="md" keepMounted={false}>
        <Menu.Target>
          <Anchor component="button" type="button" c="dimmed" aria-label={t`More for ${name}`} lh={0} p={6}>
            <IconDots size={18} />
          </Anchor>
        </Menu.Target>
        <Menu.Dropdown>
          <GuardedMenuItem
            leftSection={<IconMessagePlus size={16} />}
            whyNot={mayNotChange}
            onClick={() => void navigate({ to: "/c/new", search: { project: id } })}
          >
            {t`New chat here`}
          </GuardedMenuItem>
          <GuardedMenuItem
            leftSection={<IconFolderPlus size={16} />}
            whyNot={mayNotChange}
            onClick={() => begin(project)}
          >
            {t`New project here`}
          </GuardedMenuItem>
          <GuardedMenuItem
            leftSection={<IconPencil size={16} />}
            whyNot={mayNotChange}
            onClick={() =>
              openForm({ title: t`Change ${name}`, children: <ProjectForm project={project} etag={etag} /> })
            }
          >
            {t`Name and description`}
          </GuardedMenuItem>
          <GuardedMenuItem
            leftSection={<IconTrash size={16} />}
            whyNot={whyNot(mine?.delete)}
            onClick={() => deleting.mutate()}
          >
            {t`Delete`}
          </GuardedMenuItem>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
