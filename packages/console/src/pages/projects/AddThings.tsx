import { t } from "@lingui/core/macro";
import { Button, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rightsQuery } from "../../api/may.ts";
import { contentsQuery, putIn, type ThingType, type WholeProject } from "../../api/projects.ts";
import { asked } from "../../parts/asked.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { askBeforeItIsPut } from "./askBeforeItIsPut.tsx";
import { type Candidate, candidatesQuery } from "./candidates.ts";
import { thingKinds } from "./thingKinds.tsx";

/** One's things, to put into a project: each at once, by a button of its own. */
export function AddThings({ project }: { project: WholeProject }) {
  const [type, setType] = useState<ThingType>("agent");
  const [search, setSearch] = useState("");
  const kinds = thingKinds.map(({ type: value, label }) => ({ value, label }));
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t`Whoever has ${project.name} has what you put in, from now on and as long as it lies there.`}
      </Text>
      <SegmentedControl
        aria-label={t`What to put in`}
        size="xs"
        data={kinds}
        value={type}
        onChange={setType}
        styles={{ root: { flexWrap: "wrap" } }}
      />
      <SearchField key={type} label={t`Search by name`} value="" onSearch={setSearch} />
      <Loaded skeleton={<RowsSkeleton rows={4} />} of={`${type} ${search}`}>
        <Candidates project={project} type={type} search={search} />
      </Loaded>
    </Stack>
  );
}

function Candidates({ project, type, search }: { project: WholeProject; type: ThingType; search: string }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useSuspenseInfiniteQuery(
    candidatesQuery(type, search),
  );
  const { data: contents } = useSuspenseInfiniteQuery(contentsQuery(project._id, type));
  const there = new Set(contents.pages.flatMap(({ things }) => things.map(({ resource }) => resource)));
  const candidates = data.pages.flatMap((page) => page.candidates);
  const wanted = candidates.filter(({ resource }) => resource !== `project:${project._id}`);
  const { data: rights } = useQuery(
    rightsQuery(
      wanted.map(({ resource }) => resource),
      ["share"],
    ),
  );
  if (wanted.length === 0 && !hasNextPage)
    return <Text size="sm">{search ? t`Nothing of yours has this in its name.` : t`You have none of these yet.`}</Text>;
  return (
    <>
      <ul className="plain-list panel" aria-label={t`Yours`} style={{ maxHeight: 380, overflowY: "auto" }}>
        {wanted.map((candidate) => (
          <li key={candidate.resource}>
            <div className="row">
              <Text size="sm" fw={500} className="grow" truncate>
                {candidate.name}
              </Text>
              {there.has(candidate.resource) ? (
                <Text size="sm" c="dimmed">
                  {t`Lies in it`}
                </Text>
              ) : (
                <PutIn
                  project={project}
                  type={type}
                  candidate={candidate}
                  mayNot={whyNot(rights?.get(candidate.resource)?.share)}
                />
              )}
            </div>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button size="xs" variant="default" mt="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t`Show more`}
        </Button>
      )}
    </>
  );
}

interface PutInProps {
  project: WholeProject;
  type: ThingType;
  candidate: Candidate;
  mayNot: string | null;
}

function PutIn({ project, type, candidate, mayNot }: PutInProps) {
  const { id, name } = candidate;
  const putting = useChange({
    run: () =>
      asked(
        (closure) => putIn(project._id, type, id, closure),
        (problem) => askBeforeItIsPut(project, candidate, problem),
      ),
    refresh: [["project", project._id, "contents"], ["conversations"]],
    onDone: (written) => written && tell.done(t`${name} is in ${project.name}`),
  });
  return (
    <GuardedButton
      size="compact-xs"
      variant="default"
      whyNot={mayNot}
      loading={putting.isPending}
      aria-label={t`Put in ${name}`}
      onClick={() => putting.mutate()}
    >
      {t`Put in`}
    </GuardedButton>
  );
}
