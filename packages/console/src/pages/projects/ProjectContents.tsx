import { t } from "@lingui/core/macro";
import { Button, Stack, Text, Title } from "@mantine/core";
import { IconFolderOpen } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { contentsQuery, filledTypesQuery, type Thing, takeOut, type WholeProject } from "../../api/projects.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { type ThingKind, thingKinds } from "./thingKinds.tsx";

/** What lies in a project, as far as one may find it: a list for each kind of thing. */
export function ProjectContents({ project }: { project: WholeProject }) {
  return (
    <Loaded skeleton={<RowsSkeleton rows={5} />} of={project._id}>
      <Lists project={project} />
    </Loaded>
  );
}

function Lists({ project }: { project: WholeProject }) {
  const { data: filled } = useSuspenseQuery(
    filledTypesQuery(
      project._id,
      thingKinds.map(({ type }) => type),
    ),
  );
  if (filled.length === 0)
    return (
      <NothingHere
        title={t`Nothing in it yet`}
        text={
          project.may.includes("update")
            ? t`Put agents, prompts, conversations or files in: whoever has the project has them from then on.`
            : t`What others put in appears here.`
        }
        icon={<IconFolderOpen size={36} stroke={1.4} aria-hidden />}
      />
    );
  return (
    <Stack gap="lg">
      {thingKinds
        .filter(({ type }) => filled.includes(type))
        .map((kind) => (
          <Loaded key={kind.type} skeleton={<RowsSkeleton rows={2} />} of={kind.type}>
            <ThingList project={project} kind={kind} />
          </Loaded>
        ))}
    </Stack>
  );
}

function ThingList({ project, kind: { type, label, more, icon } }: { project: WholeProject; kind: ThingKind }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    contentsQuery(project._id, type),
  );
  const things = data.pages.flatMap((page) => page.things);
  const heading = useFocusWhenFewer(things.length);
  return (
    <section aria-label={label}>
      <Title order={2} size="h5" mb="xs" ref={heading} tabIndex={-1}>
        {label}
      </Title>
      <ul className="plain-list panel">
        {things.map((thing) => (
          <li key={thing.resource}>
            <div className="row">
              <Text c="dimmed" lh={0}>
                {icon}
              </Text>
              <div className="grow">
                <ThingName thing={thing} />
                <Text size="xs" c="dimmed">
                  {[thing.ownerName && t`Of ${thing.ownerName}`, t`changed ${fromNow(thing.updatedAt)}`]
                    .filter(Boolean)
                    .join(" · ")}
                </Text>
              </div>
              {(project.may.includes("update") || thing.may.includes("share")) && (
                <TakeOut project={project} thing={thing} />
              )}
            </div>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button mt="xs" size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {more}
        </Button>
      )}
    </section>
  );
}

function ThingName({ thing: { type, id, name, may } }: { thing: Thing }) {
  const shown = name || t`Untitled`;
  const looks = { size: "sm", fw: 500, c: "inherit", truncate: true, display: "block" } as const;
  switch (type) {
    case "agent":
      return may.includes("update") ? (
        <TextLink to="/agents/$agentId" params={{ agentId: id }} {...looks}>
          {shown}
        </TextLink>
      ) : (
        <TextLink to="/c/new" search={{ agent: id }} {...looks}>
          {shown}
        </TextLink>
      );
    case "prompt":
      return (
        <TextLink to="/prompts/$groupId" params={{ groupId: id }} {...looks}>
          {shown}
        </TextLink>
      );
    case "conversation":
      return (
        <TextLink to="/c/$conversationId" params={{ conversationId: id }} {...looks}>
          {shown}
        </TextLink>
      );
    case "project":
      return (
        <TextLink to="/projects/$projectId" params={{ projectId: id }} {...looks}>
          {shown}
        </TextLink>
      );
    case "file":
      return (
        <TextLink to="/files/$fileId" params={{ fileId: id }} {...looks}>
          {shown}
        </TextLink>
      );
  }
}

function TakeOut({ project, thing }: { project: WholeProject; thing: Thing }) {
  const taking = useChange({
    run: () => takeOut(project._id, thing.type, thing.id),
    refresh: [["project", project._id, "contents"], ["conversations"]],
    said: t`${thing.name} is no longer in ${project.name}`,
  });
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={taking.isPending}
      aria-label={t`Take out ${thing.name}`}
      onClick={() => taking.mutate()}
    >
      {t`Take out`}
    </Button>
  );
}
