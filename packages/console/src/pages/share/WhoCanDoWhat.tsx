import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Sharing, type SubjectRights, sharingQuery, subjectsQuery } from "../../api/access.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { firstActionOf, kindOf } from "../../parts/sharedKinds.ts";
import { ExplanationView } from "./ExplanationView.tsx";
import { HowTheyHaveIt } from "./HowTheyHaveIt.tsx";
import type { Shared } from "./ShareButton.tsx";

const namesOf = ({ type }: Shared) => kindOf(type).actions.map(([action]) => action);

/** What the server answers for each person right now, and how they come to it. */
export function WhoCanDoWhat({ shared }: { shared: Shared }) {
  const [action, setAction] = useState(firstActionOf(shared.type));
  const [other, setOther] = useState<{ subject: string; name: string } | null>(null);
  const { data: sharing } = useQuery(sharingQuery(shared.type, shared.id));
  return (
    <Stack>
      <Select
        label={t`Who can`}
        data={kindOf(shared.type).actions.map(([value, text]) => ({ value, label: `${value}: ${text}` }))}
        value={action}
        allowDeselect={false}
        maw={340}
        onChange={(value) => value && setAction(value)}
      />
      <Loaded of={action} skeleton={<RowsSkeleton rows={4} />}>
        <People key={action} action={action} shared={shared} sharing={sharing} />
      </Loaded>
      <PrincipalPicker
        label={t`Ask about somebody else`}
        types={["user"]}
        onPick={(found) => setOther({ subject: `user:${found.id}`, name: found.name })}
      />
      {other && (
        <Stack gap="xs" className="panel" p="md">
          <Text fw={600}>{other.name}</Text>
          <Proof key={other.subject} subject={other.subject} action={action} shared={shared} />
        </Stack>
      )}
    </Stack>
  );
}

interface PeopleProps {
  action: string;
  shared: Shared;
  sharing: Sharing | undefined;
}

function People({ action, shared, sharing }: PeopleProps) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(
    subjectsQuery(`${shared.type}:${shared.id}`, action, namesOf(shared)),
  );
  const people = data.pages.flatMap((page) => page.subjects);
  if (people.length === 0) return <NothingHere title={t`Nobody`} text={t`Nobody can ${action} it at the moment.`} />;
  return (
    <>
      <ul className="plain-list panel" aria-label={t`Who can do what`}>
        {people.map((person) => (
          <li key={person.subject}>
            <PersonLine person={person} action={action} shared={shared} sharing={sharing} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t`Show more`}
        </Button>
      )}
    </>
  );
}

function PersonLine({ person, action, shared, sharing }: PeopleProps & { person: SubjectRights }) {
  const [isAsked, setIsAsked] = useState(false);
  const { subject, name, may } = person;
  return (
    <Stack gap="xs" className="row-block">
      <div className="row-line">
        <PrincipalIcon kind={subject.split(":")[0] ?? ""} name={name} />
        <div className="grow">
          <Text size="sm" fw={500}>
            {name}
          </Text>
          <HowTheyHaveIt subject={subject} action={action} shared={shared} sharing={sharing} />
        </div>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-expanded={isAsked}
          aria-label={t`Why? ${name}`}
          onClick={() => setIsAsked(!isAsked)}
        >
          {t`Why?`}
        </Button>
      </div>
      <Group gap={4}>
        {may.map((one) => (
          <Badge key={one.action} variant="light" tt="none">
            {one.action}
            {one.until !== null && ` ${t`until ${inFull(one.until)}`}`}
          </Badge>
        ))}
      </Group>
      {isAsked && <Proof subject={subject} action={action} shared={shared} />}
    </Stack>
  );
}

/** The whole proof for any of the actions. */
function Proof({ subject, action, shared }: { subject: string; action: string; shared: Shared }) {
  const [asked, setAsked] = useState(action);
  return (
    <Stack gap="xs">
      <Group gap={4} role="group" aria-label={t`Action to explain`}>
        {namesOf(shared).map((one) => (
          <Button
            key={one}
            size="compact-xs"
            variant={asked === one ? "filled" : "default"}
            aria-pressed={asked === one}
            onClick={() => setAsked(one)}
          >
            {one}
          </Button>
        ))}
      </Group>
      <Loaded of={asked} skeleton={<RowsSkeleton rows={1} />}>
        <ExplanationView subject={subject} action={asked} resource={`${shared.type}:${shared.id}`} />
      </Loaded>
    </Stack>
  );
}
