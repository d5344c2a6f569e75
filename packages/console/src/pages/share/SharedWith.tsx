import { plural, t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { type Sharing, sharingQuery } from "../../api/access.ts";
import { configQuery } from "../../api/config.ts";
import { featuresQuery, useFeature } from "../../api/may.ts";
import type { FoundPrincipal, PrincipalKind } from "../../api/sharing.ts";
import { DialogForms } from "../../parts/dialogForms.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { listed } from "../../parts/listed.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { kindOf, type SharedType } from "../../parts/sharedKinds.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { GrantForm, type Receiver } from "./GrantForm.tsx";
import { GrantLine } from "./GrantLine.tsx";
import { hasEnded } from "./levels.ts";
import type { Shared } from "./ShareButton.tsx";
import { useTakeAllBack } from "./TakeAllBack.tsx";
import { WhatTravels } from "./WhatTravels.tsx";

const AT_ONCE = 20;
const focusOnce = (heading: HTMLElement | null) => heading?.focus();

/** Whom it is shared with: every grant, and a way to give another one. Each change is made at once. */
export function SharedWith({ shared }: { shared: Shared }) {
  const dialog = useContext(DialogForms);
  const { data: sharing, error } = useSuspenseQuery(sharingQuery(shared.type, shared.id));
  const [receiver, setReceiver] = useState<Receiver | null>(null);
  // Where the keyboard goes on: back to the field after somebody was added, to the list after something was taken away.
  const [wasAdding, setWasAdding] = useState(false);
  const takeBack = useTakeAllBack(shared, sharing);
  // The right to share it can end while one looks: then what is shown here is no longer true.
  if (error) return <ProblemCard error={error} />;
  return (
    <Stack>
      <SharedSummary sharing={sharing} type={shared.type} />
      {sharing.closure && <WhatTravels closure={sharing.closure} />}
      {receiver ? (
        <Stack className="panel" p="md" gap="xs">
          <Group gap="sm" wrap="nowrap">
            <PrincipalIcon kind={receiver.principal.split(":")[0] ?? ""} name={receiver.name} />
            <Title order={3} size="h6" style={{ minWidth: 0 }} tabIndex={-1} ref={focusOnce}>
              {t`Share with ${receiver.name}`}
            </Title>
          </Group>
          <Loaded skeleton={<RowsSkeleton rows={2} />}>
            <GrantForm
              key={receiver.principal}
              shared={shared}
              sharing={sharing}
              receiver={receiver}
              onDone={() => {
                setReceiver(null);
                setWasAdding(true);
              }}
            />
          </Loaded>
        </Stack>
      ) : (
        <AddPrincipal onPick={setReceiver} autoFocus={wasAdding} />
      )}
      {takeBack.problem}
      <Grants shared={shared} sharing={sharing} onEveryone={setReceiver} />
      <Group justify="space-between">
        {takeBack.button}
        <Button variant="default" ml="auto" onClick={dialog?.close}>
          {t`Close`}
        </Button>
      </Group>
    </Stack>
  );
}

function SharedSummary({ sharing, type }: { sharing: Sharing; type: SharedType }) {
  const { reached, givenToNobody } = kindOf(type);
  const given = sharing.grants.filter((grant) => grant.allow.length > 0 && !hasEnded(grant));
  const receivers = new Set(given.map(({ principal }) => principal));
  const count = (kind: string) => [...receivers].filter((principal) => principal.startsWith(`${kind}:`)).length;
  const [groups, people, roles, services] = [count("group"), count("user"), count("role"), count("service")];
  const parts = [
    receivers.has("anyone") && t`anyone with the link`,
    receivers.has("everyone") && t`everyone in the organization`,
    groups > 0 && plural(groups, { one: `${groups} group`, other: `${groups} groups` }),
    people > 0 && plural(people, { one: `${people} person`, other: `${people} people` }),
    roles > 0 && plural(roles, { one: `${roles} role`, other: `${roles} roles` }),
    services > 0 && plural(services, { one: `${services} service`, other: `${services} services` }),
  ].filter((part) => part !== false);
  return (
    <Text size="sm" role="status">
      {parts.length === 0
        ? (givenToNobody ?? t`Private: only ${sharing.owner.name} can ${reached}.`)
        : t`Shared with ${listed(parts)}.`}
    </Text>
  );
}

function AddPrincipal({ onPick, autoFocus }: { onPick(receiver: Receiver): void; autoFocus: boolean }) {
  const kinds = usePickable();
  if (kinds.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t`Your role may not look up people or groups; an administrator can switch this on.`}
      </Text>
    );
  const pick = ({ type, id, name }: FoundPrincipal) => onPick({ principal: `${type}:${id}`, name });
  return (
    <PrincipalPicker
      label={kinds.includes("role") ? t`Add people, groups or roles` : t`Add people or groups`}
      types={kinds}
      autoFocus={autoFocus}
      onPick={pick}
    />
  );
}

interface GrantsProps {
  shared: Shared;
  sharing: Sharing;
  onEveryone(receiver: Receiver): void;
}

function Grants({ shared, sharing, onEveryone }: GrantsProps) {
  const { owner, grants } = sharing;
  const [shown, setShown] = useState(AT_ONCE);
  const needed = kindOf(shared.type).sharePublic;
  const features = useQuery({ ...featuresQuery, enabled: needed !== undefined }).data;
  const sharePublic = needed && features?.get(needed);
  const everybody = useEverybody(shared);
  const isForEveryone = grants.some(
    ({ principal, allow }) => (principal === everybody.principal || principal === "anyone") && allow.length > 0,
  );
  // What reaches most comes first, and does not move when something is added below it.
  const order = ["anyone", "everyone", "group", "role", "user", "service"];
  const place = (principal: string) => order.indexOf(principal.split(":")[0] ?? "");
  const sorted = grants.toSorted((a, b) => place(a.principal) - place(b.principal) || a.id - b.id);
  const heading = useFocusWhenFewer(grants.length);
  return (
    <section aria-label={t`Shared with`}>
      <Title order={3} size="h6" mb="xs" ref={heading} tabIndex={-1}>
        {t`Who has been given what`}
      </Title>
      <ul className="plain-list panel" aria-label={t`Grants`}>
        <li>
          <div className="row">
            <PrincipalIcon kind={owner.principal.split(":")[0] ?? ""} name={owner.name} />
            <Text size="sm" fw={500} className="grow">
              {owner.name}
            </Text>
            <Text size="sm" c="dimmed">
              {t`Owner`}
            </Text>
          </div>
        </li>
        {!isForEveryone && (
          <li>
            <div className="row">
              <PrincipalIcon kind="everyone" name="" />
              <div className="grow">
                <Text size="sm" fw={500}>
                  {everybody.title}
                </Text>
                <Text size="xs" c="dimmed">
                  {t`Not shared with everybody`}
                </Text>
              </div>
              <GuardedButton
                size="xs"
                variant="default"
                whyNot={whyNot(sharePublic)}
                onClick={() => onEveryone(everybody)}
              >
                {everybody.button}
              </GuardedButton>
            </div>
          </li>
        )}
        {sorted.slice(0, shown).map((grant) => (
          <li key={grant.id}>
            <Loaded skeleton={<RowsSkeleton rows={1} />}>
              <GrantLine shared={shared} sharing={sharing} grant={grant} />
            </Loaded>
          </li>
        ))}
      </ul>
      {sorted.length > shown && (
        <Button mt="xs" variant="default" size="xs" onClick={() => setShown(shown + AT_ONCE)}>
          {t`Show more (${sorted.length - shown} further)`}
        </Button>
      )}
    </section>
  );
}

/** Whom a thing reaches that is for everybody: of a link, where the operator lets them in, visitors without an account, too. */
function useEverybody({ type }: Shared): Receiver & { title: string; button: string } {
  const isForVisitors = useQuery(configQuery).data?.publicSharedLinksEnabled && kindOf(type).isForVisitors;
  return isForVisitors
    ? {
        principal: "anyone",
        name: t`anyone with the link`,
        title: t`Anyone with the link`,
        button: t`Share with anyone`,
      }
    : {
        principal: "everyone",
        name: t`everyone in the organization`,
        title: t`Everyone in the organization`,
        button: t`Share with everyone`,
      };
}

/** Whom one may look up: as far as the server lets one. */
function usePickable(): PrincipalKind[] {
  const users = useFeature("PEOPLE_PICKER.VIEW_USERS");
  const groups = useFeature("PEOPLE_PICKER.VIEW_GROUPS");
  const roles = useFeature("PEOPLE_PICKER.VIEW_ROLES");
  return [
    ...(users?.allowed === false ? [] : (["user"] as const)),
    ...(groups?.allowed === false ? [] : (["group"] as const)),
    ...(roles?.allowed === false ? [] : (["role"] as const)),
  ];
}
