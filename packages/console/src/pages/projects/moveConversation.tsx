import { t } from "@lingui/core/macro";
import { Button, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rightsQuery } from "../../api/may.ts";
import { moveConversation, projectsQuery } from "../../api/projects.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";

interface Moved {
  conversationId: string;
  /** The project in which it lies, as far as one may see that. */
  current: string | undefined;
}

export const askForProject = (moved: Moved) =>
  openForm({ title: t`Move to a project`, children: <MoveConversation {...moved} />, isLarge: true });

/** A conversation lies in one project, or in none: whoever has the project reads it. */
function MoveConversation(moved: Moved) {
  const [search, setSearch] = useState("");
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t`Whoever has the project can read the conversation from then on; whoever may change the project can write in it.`}
      </Text>
      <SearchField label={t`Search projects`} value="" onSearch={setSearch} />
      <Loaded skeleton={<RowsSkeleton rows={4} />} of={search}>
        <Choices {...moved} search={search} />
      </Loaded>
    </Stack>
  );
}

function Choices({ conversationId, current, search }: Moved & { search: string }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(projectsQuery("", search));
  const projects = data.pages.flatMap((page) => page.projects);
  const { data: rights } = useQuery(
    rightsQuery(
      projects.map(({ _id }) => `project:${_id}`),
      ["update"],
    ),
  );
  const moving = useChange({
    run: (project: { _id: string; name: string } | null) => moveConversation(conversationId, project?._id ?? null),
    refresh: [["conversations"], ["conversation", conversationId], ["project"]],
    said: (_answer, project) => (project ? t`It lies in ${project.name} now` : t`It lies in no project any more`),
    onDone: closeForm,
  });
  return (
    <>
      {projects.length === 0 && (
        <Text size="sm">
          {search ? t`No project has this in its name.` : t`You have no projects yet: make one on the page Projects.`}
        </Text>
      )}
      {projects.length > 0 && (
        <ul className="plain-list panel" aria-label={t`Projects`} style={{ maxHeight: 380, overflowY: "auto" }}>
          {projects.map((project) => (
            <li key={project._id}>
              <div className="row">
                <Text size="sm" fw={500} className="grow" truncate>
                  {project.name}
                </Text>
                {project._id === current ? (
                  <Text size="sm" c="dimmed">
                    {t`Lies here`}
                  </Text>
                ) : (
                  <GuardedButton
                    size="compact-xs"
                    variant="default"
                    whyNot={whyNot(rights?.get(`project:${project._id}`)?.update)}
                    loading={moving.isPending && moving.variables?._id === project._id}
                    aria-label={t`Move to ${project.name}`}
                    onClick={() => moving.mutate(project)}
                  >
                    {t`Move`}
                  </GuardedButton>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t`Show more`}
        </Button>
      )}
      {current !== undefined && (
        <Button variant="default" onClick={() => moving.mutate(null)} style={{ alignSelf: "flex-start" }}>
          {t`Take it out of its project`}
        </Button>
      )}
    </>
  );
}
