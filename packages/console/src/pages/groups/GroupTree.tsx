import { plural, t } from "@lingui/core/macro";
import { ActionIcon, Text } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Group, subgroupsQuery } from "../../api/groups.ts";
import { directMembers } from "../../parts/directMembers.ts";
import { TextLink } from "../../parts/links.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";

/**
 * A page of groups as a tree: those that lie in another one of the page are shown inside of it.
 * @param isFlat each has its own line, in the order in which they are given, and those in it are shown when one asks
 */
export function GroupTree({ groups, isFlat = false }: { groups: Group[]; isFlat?: boolean }) {
  const inside = new Set(groups.flatMap(({ subgroupIds }) => subgroupIds));
  const roots = groups.filter(({ _id }) => !inside.has(_id));
  return (
    <ul className="plain-list panel" aria-label={t`Groups`}>
      {(isFlat || roots.length === 0 ? groups : roots).map((group) => (
        <li key={group._id}>
          <Node group={group} known={groups} above={[]} isOpenAtFirst={!isFlat} />
        </li>
      ))}
    </ul>
  );
}

/** What is directly in a group now: from the page where it is all there, otherwise asked for. */
function useSubgroups(group: Group, known: readonly Group[]): Group[] {
  const found = known.filter(({ _id }) => group.subgroupIds.includes(_id));
  const isAllThere = found.length === group.subgroupIds.length;
  const { data } = useQuery({ ...subgroupsQuery(group._id), enabled: !isAllThere });
  return isAllThere || !data ? found : data.filter(({ membership }) => !membership.ended);
}

interface NodeProps {
  group: Group;
  known: readonly Group[];
  above: readonly string[];
  isOpenAtFirst?: boolean;
}

function Node({ group, known, above, isOpenAtFirst = false }: NodeProps) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const inIt = useSubgroups(group, known);
  // A group cannot contain itself; if an answer says so, the page must not hang on it.
  const children = inIt.filter(({ _id }) => _id !== group._id && !above.includes(_id));
  const members = group.memberCount ?? group.memberIds?.length;
  return (
    <>
      <div className="row">
        {children.length > 0 ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={isOpen}
            aria-label={t`Groups in ${group.name}`}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
          </ActionIcon>
        ) : (
          <span className="no-chevron" />
        )}
        <PrincipalIcon kind="group" name={group.name} />
        <div className="grow">
          <TextLink to="/groups/$groupId" params={{ groupId: group._id }} fw={500} c="var(--mantine-color-text)">
            {group.name}
          </TextLink>
          <Text size="sm" c="dimmed">
            {[
              members !== undefined && directMembers(members),
              children.length > 0 &&
                plural(children.length, { one: "1 group in it", other: `${children.length} groups in it` }),
              group.description,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
      </div>
      {isOpen && children.length > 0 && (
        <ul className="tree" aria-label={t`In ${group.name}`}>
          {children.map((child) => (
            <li key={child._id}>
              <Node group={child} known={known} above={[...above, group._id]} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
