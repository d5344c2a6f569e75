import { t } from "@lingui/core/macro";
import { Button, Group, List, Loader, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId } from "react";
import type { Difference, Impact, Look, TouchedSubject } from "../api/impact.ts";
import { countsInWords, differenceInWords, sumInWords, thingInWords } from "./impactInWords.ts";
import { PrincipalIcon } from "./PrincipalIcon.tsx";
import { ProblemCard } from "./ProblemCard.tsx";
import { actionsInWords } from "./sharedKinds.ts";

interface ImpactViewProps {
  look: Look;
  /** Its first page. */
  first: Impact;
  thing: string | undefined;
}

/** Who would gain what, and lose what, by a change that is not made yet. */
export function ImpactView({ look, first, thing }: ImpactViewProps) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["impact", look.key],
    initialPageParam: "",
    initialData: { pages: [first], pageParams: [""] },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ pageParam }) => look.at({ subjectsAfter: pageParam, ...(thing && { on: thing, onAfter: pageParam }) }),
    getNextPageParam: ({ subjects }) => subjects.next,
  });
  const rows = data.pages.flatMap(({ subjects }) => subjects.rows);
  const onThing = new Map(data.pages.flatMap(({ on }) => on?.rows ?? []).map((row) => [row.subject, row]));
  const further = first.subjects.total - rows.length;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600} role="status">
        {sumInWords(first)}
      </Text>
      {rows.length > 0 && (
        <ul
          className="plain-list panel"
          aria-label={t`Who gains and loses`}
          style={{ maxHeight: 340, overflowY: "auto" }}
        >
          {rows.map((row) => (
            <li key={row.subject}>
              <SubjectLine look={look} row={row} thing={thing} on={onThing.get(row.subject)} />
            </li>
          ))}
        </ul>
      )}
      {error && <ProblemCard error={error} />}
      {hasNextPage ? (
        <Group>
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more (${further} further)`}
          </Button>
        </Group>
      ) : (
        further > 0 && (
          <Text size="sm" c="dimmed">
            {rows.length === 0 ? t`You may not see who they are.` : t`And ${further} whom you may not see.`}
          </Text>
        )
      )}
    </Stack>
  );
}

interface SubjectLineProps {
  look: Look;
  row: TouchedSubject;
  thing: string | undefined;
  on: Difference | undefined;
}

function SubjectLine({ look, row, thing, on }: SubjectLineProps) {
  const [isOpen, what] = useDisclosure(false);
  const panel = useId();
  const name = row.name ?? t`Somebody`;
  return (
    <Stack gap={4} className="row-block">
      <div className="row-line">
        <PrincipalIcon kind={row.subject.split(":")[0] ?? ""} name={name} size={26} />
        <div className="grow">
          <Text size="sm" fw={500}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {on ? differenceInWords(on, wordsFor(thing ?? "")) : countsInWords(row)}
          </Text>
        </div>
        {thing === undefined && row.gained + row.lost > 0 && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t`On what: ${name}`}
            aria-expanded={isOpen}
            aria-controls={panel}
            onClick={what.toggle}
          >
            {t`On what`}
          </Button>
        )}
      </div>
      <div id={panel} hidden={!isOpen}>
        {isOpen && <OnWhat look={look} subject={row.subject} />}
      </div>
    </Stack>
  );
}

/** What the actions of a thing let one do. */
function wordsFor(resource: string): (action: string) => string {
  const actions = actionsInWords(resource.split(":")[0] ?? "");
  return (action) => actions.get(action) ?? action;
}

/** On which things somebody gains and loses what. */
function OnWhat({ look, subject }: { look: Look; subject: string }) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["impact", look.key, subject],
    initialPageParam: "",
    gcTime: 0,
    queryFn: ({ pageParam }) => look.at({ of: subject, ...(pageParam && { ofAfter: pageParam }) }),
    getNextPageParam: ({ of }) => of?.next ?? null,
  });
  if (error) return <ProblemCard error={error} />;
  if (!data) return <Loader size="xs" aria-label={t`Loading`} />;
  const rows = data.pages.flatMap(({ of }) => of?.rows ?? []);
  if (rows.length === 0) return <Text size="xs" c="dimmed">{t`On things that you may not see.`}</Text>;
  return (
    <>
      <List size="xs" listStyleType="none">
        {rows.map((row) => (
          <List.Item key={row.resource}>
            {thingInWords(row)} · {differenceInWords(row, wordsFor(row.resource))}
          </List.Item>
        ))}
      </List>
      {hasNextPage && (
        <Button size="compact-xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t`Show more`}
        </Button>
      )}
    </>
  );
}
