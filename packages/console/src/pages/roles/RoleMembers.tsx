import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Box, Button, CloseButton, Select, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { perform } from "../../api/call.ts";
import { groupsQuery, type Member } from "../../api/groups.ts";
import { isSearch } from "../../api/isSearch.ts";
import { useCapability } from "../../api/may.ts";
import { giveRoleTo, type RoleHolder, roleMembersQuery, takeRoleFrom } from "../../api/roles.ts";
import { servicesQuery } from "../../api/services.ts";
import { EndedBadge } from "../../parts/EndedBadge.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { TextLink } from "../../parts/links.tsx";
import { fromField, inFull } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { useNarrowing } from "../../parts/useListPlace.ts";

const route = getRouteApi("/signed-in/roles/$roleName");

/** Who holds a role; to services and groups it is given here, to people on their own pages. */
export function RoleMembers({ name, whyNot }: { name: string; whyNot: string | null }) {
  const { q = "" } = route.useSearch();
  const onNarrow = useNarrowing();
  // Until the next ones are here the list stays, with the field in which one types.
  const sought = useDeferredValue(q);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(
    roleMembersQuery(name, sought),
  );
  const members = data.pages.flatMap((page) => page.members);
  const total = data.pages.at(-1)?.total ?? 0;
  const current = data.pages.at(-1)?.current ?? 0;
  const heading = useFocusWhenFewer(total);
  const taking = useChange({
    call: (holder: RoleHolder & Pick<Member, "expiresAt" | "ended">) => takeRoleFrom(name, holder),
    asks: (holder) => ({ title: t`Take the role ${name} from ${holder.name}?`, confirm: t`Take the role` }),
    undo: (_, holder) => perform(giveRoleTo(name, holder, holder.expiresAt ? String(holder.expiresAt) : null)),
    // Nobody can give what is over.
    mayUndo: ({ ended }) => !ended,
    refresh: [["roles"], ["features"], ["rights"]],
    said: (_, holder) => t`${holder.name} no longer has the role ${name}`,
  });
  return (
    <section className="panel" aria-label={t`Who has this role`} style={{ marginBlockStart: 24 }}>
      <Title order={2} size="h4" p="md" pb={4} ref={heading} tabIndex={-1}>
        <Trans>Who has this role{current > 0 && ` (${current})`}</Trans>
      </Title>
      <Text size="sm" c="dimmed" px="md" pb="sm">
        {t`People get it on their own pages.`}
      </Text>
      {(q !== "" || total > 1) && (
        <Box px="md" pb="md">
          <SearchField label={t`Search who has it`} value={q} onSearch={(text) => onNarrow({ q: text })} />
        </Box>
      )}
      {members.length === 0 && isSearch(sought) && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t`Nobody who has it is called so.`}
        </Text>
      )}
      <ul className="plain-list" aria-label={t`Who has this role`}>
        {members.map((member) => {
          const kind = member.type ?? "user";
          return (
            <li key={`${kind}:${member.userId}`}>
              <div className="row">
                <PrincipalIcon kind={kind} name={member.name} />
                <div className="grow">
                  <NameOf kind={kind} id={member.userId} name={member.name} />
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {[kinds[kind], member.email, member.expiresAt && t`until ${inFull(member.expiresAt)}`]
                      .filter(Boolean)
                      .join(" · ")}
                  </Text>
                </div>
                <EndedBadge of={member} />
                {(kind === "service" || kind === "group") && (
                  <CloseButton
                    aria-label={t`Take the role from ${member.name}`}
                    disabled={taking.isPending || whyNot !== null}
                    onClick={() => taking.mutate({ ...member, type: kind, id: member.userId })}
                  />
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {hasNextPage && (
        <Stack p="md" align="flex-start">
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more (${total - members.length} further)`}
          </Button>
        </Stack>
      )}
      <GiveTo name={name} members={hasNextPage || isSearch(sought) ? null : members} whyNot={whyNot} />
    </section>
  );
}

const kinds: Readonly<Record<string, string>> = { user: t`Person`, group: t`Group`, service: t`Service` };

function NameOf({ kind, id, name }: { kind: string; id: string; name: string }) {
  const looks = { size: "sm", fw: 500, c: "var(--mantine-color-text)" } as const;
  if (kind === "group")
    return (
      <TextLink to="/groups/$groupId" params={{ groupId: id }} {...looks}>
        {name}
      </TextLink>
    );
  if (kind === "user")
    return (
      <TextLink to="/people/$accountId" params={{ accountId: id }} {...looks}>
        {name}
      </TextLink>
    );
  return <Text {...looks}>{name}</Text>;
}

/**
 * Of services and groups those that one may see are offered, the first ones of each.
 * @param members who has it already; null: not all of them are here
 */
function GiveTo({ name, members, whyNot }: { name: string; members: Member[] | null; whyNot: string | null }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [end, setEnd] = useState("");
  const readsGroups = useCapability("read:groups");
  const managesServices = useCapability("manage:services");
  const { data: services } = useQuery({ ...servicesQuery(1), enabled: managesServices === true });
  const { data: groups } = useQuery({ ...groupsQuery(""), enabled: readsGroups === true });
  const holders: RoleHolder[] = [
    ...(services?.services ?? []).map((one) => ({ type: "service" as const, id: one.id, name: one.name })),
    ...(groups?.groups ?? []).map((one) => ({ type: "group" as const, id: one._id, name: one.name })),
  ];
  const keyOf = ({ type, id }: RoleHolder) => `${type}:${id}`;
  const of = (type: RoleHolder["type"]) =>
    holders.filter((one) => one.type === type).map((one) => ({ value: keyOf(one), label: one.name }));
  const holder = holders.find((one) => keyOf(one) === chosen);
  const giving = useChange({
    call: (to: RoleHolder) => giveRoleTo(name, to, fromField(end)),
    asks: (to) => ({ title: t`Give the role ${name} to ${to.name}?`, confirm: t`Give the role` }),
    // Where it was held before, with another end, it is again; of a list that is not all here nobody can tell.
    ...(members && {
      undo: (_: unknown, to: RoleHolder) => {
        const former = members.find(({ type, userId, ended }) => type === to.type && userId === to.id && !ended);
        const end = former?.expiresAt ? String(former.expiresAt) : null;
        return perform(former ? giveRoleTo(name, to, end) : takeRoleFrom(name, to));
      },
    }),
    refresh: [["roles"], ["features"], ["rights"]],
    said: (_, to) => t`${to.name} has the role ${name} now`,
    onDone: () => {
      setChosen(null);
      setEnd("");
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (holder) giving.mutate(holder);
      }}
    >
      <Stack p="md" gap="xs" align="flex-start">
        <Select
          label={t`Give it to a service or group`}
          w="100%"
          maw={420}
          searchable
          clearable
          placeholder={t`Choose one`}
          nothingFoundMessage={t`None found`}
          data={[
            { group: t`Services`, items: of("service") },
            { group: t`Groups`, items: of("group") },
          ]}
          value={chosen}
          onChange={setChosen}
        />
        <EndField value={end} onChange={setEnd} />
        <GuardedButton
          type="submit"
          variant="default"
          whyNot={whyNot}
          disabled={whyNot === null && !holder}
          loading={giving.isPending}
        >
          {t`Give the role`}
        </GuardedButton>
      </Stack>
    </form>
  );
}
