import { ActionIcon, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQueries, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Group, subgroupsQuery } from "../../api/groups.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";

/** A page of groups as a tree: those that lie in another one of the page are shown inside of it. */
export function GroupTree({ groups }: { groups: Group[] }) {
  const inside = useQueries({
    queries: groups.map(({ _id }) => subgroupsQuery(_id)),
    combine: (answers) => new Set(answers.flatMap(({ data }) => (data ?? []).map(({ _id }) => _id))),
  });
  const roots = groups.filter(({ _id }) => !inside.has(_id));
  return (
    <ul className="plain-list panel" aria-label="Groups">
      {roots.map((group) => (
        <li key={group._id}>
          <Node group={group} above={[]} />
        </li>
      ))}
    </ul>
  );
}

function Node({ group, above }: { group: Group; above: readonly string[] }) {
  const [isOpen, setIsOpen] = useState(above.length === 0);
  const members = group.memberCount ?? group.memberIds?.length;
  return (
    <>
      <div className="row">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={isOpen}
          aria-label={`Groups in ${group.name}`}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
        </ActionIcon>
        <PrincipalIcon kind="group" name={group.name} />
        <div className="grow">
          <TextLink to="/groups/$groupId" params={{ groupId: group._id }} fw={500} c="var(--mantine-color-text)">
            {group.name}
          </TextLink>
          {group.description && (
            <Text size="sm" c="dimmed" truncate>
              {group.description}
            </Text>
          )}
        </div>
        {members !== undefined && (
          <Text size="sm" c="dimmed">
            {members === 1 ? "1 member" : `${members} members`}
          </Text>
        )}
      </div>
      {isOpen && (
        <Loaded skeleton={<RowsSkeleton rows={1} height={30} />}>
          <Children group={group} above={[...above, group._id]} />
        </Loaded>
      )}
    </>
  );
}

function Children({ group, above }: { group: Group; above: readonly string[] }) {
  const { data: groups } = useSuspenseQuery(subgroupsQuery(group._id));
  if (groups.length === 0) return null;
  return (
    <ul className="tree" aria-label={`In ${group.name}`}>
      {groups
        // A group cannot contain itself; if an answer says so, the page must not hang on it.
        .filter(({ _id }) => !above.includes(_id))
        .map((child) => (
          <li key={child._id}>
            <Node group={child} above={above} />
          </li>
        ))}
    </ul>
  );
}
