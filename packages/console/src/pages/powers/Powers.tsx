import { t } from "@lingui/core/macro";
import { CloseButton, Select, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { perform } from "../../api/call.ts";
import { groupQuery, groupsQuery } from "../../api/groups.ts";
import {
  type Administered,
  administeredQuery,
  capabilitiesQuery,
  useCapability,
  useReaches,
  useScopes,
} from "../../api/may.ts";
import type { Acting } from "../../api/people.ts";
import { givePower, type Holder, type Power, type PowerWish, powersQuery, takePower } from "../../api/powers.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndedBadge } from "../../parts/EndedBadge.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { fromField, inFull } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { useWhyNotCapable, whyNotOn } from "../../parts/whyNot.ts";
import { powerInWords } from "./powersInWords.ts";

interface PowersProps {
  holder: Holder;
  /** The capability that giving and taking takes: of people, groups, roles or services. */
  manages: string;
  /** Whether one may act on them, where it is somebody. */
  acting?: readonly Acting[];
}

const refresh = [["powers"], ["capabilities"], ["features"], ["rights"]];

/** The administrative powers that somebody holds themselves: to see, to give and to take; each may end, and reach the people of one group only. */
export function Powers({ holder, manages, acting = [] }: PowersProps) {
  const { data: powers } = useSuspenseQuery(powersQuery(holder));
  const heading = useFocusWhenFewer(powers.length);
  const notCapable = useWhyNotCapable(manages);
  // What a group holds its people hold: that takes the capability over everybody, whoever the group belongs to.
  const isForSome = useScopes(manages).length > 0 && holder.kind === "group";
  const notOverAll = isForSome
    ? t`Not allowed: this takes the capability ${manages} over everybody, and you have it for the people of some groups alone.`
    : null;
  const whyNot = notCapable ?? notOverAll ?? whyNotOn(acting, manages);
  const asksWhy = useCapability("read:access") === true;
  const taking = useChange<Power, unknown>({
    call: (power) => takePower(holder, power),
    asks: ({ capability }) => ({ title: t`Take ${capability} from ${holder.name}?`, confirm: t`Take it` }),
    undo: (_, power) => perform(givePower(holder, power)),
    // Nobody can give what is over.
    mayUndo: ({ ended }) => !ended,
    refresh,
    said: (_, { capability }) => t`${holder.name} no longer has ${capability}`,
    onFailed: () => undefined,
  });
  return (
    <Stack className="panel" p="lg" component="section" aria-label={t`Powers`}>
      <div>
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {t`Powers`}
        </Title>
        <Text size="sm" c="dimmed">
          {powers.length === 0
            ? t`${holder.name} holds no administrative power by itself.`
            : t`What it may do in the administration, beside what roles and groups bring.`}
        </Text>
      </div>
      {powers.length > 0 && (
        <ul className="plain-list" aria-label={t`Powers`}>
          {powers.map((power) => (
            <li key={power._id}>
              <div className="row-line">
                <div className="grow">
                  <Text size="sm" fw={500}>
                    {power.capability}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {powerInWords(power.capability)}
                    <Scope of={power.scope} />
                    {power.expiresAt && ` · ${t`until ${inFull(power.expiresAt)}`}`}
                  </Text>
                </div>
                <EndedBadge of={power} />
                {asksWhy && (holder.kind === "user" || holder.kind === "service") && power.scope === null && (
                  <ButtonLink
                    size="compact-xs"
                    variant="default"
                    to="/why"
                    search={{ who: `${holder.kind}:${holder.id}`, action: power.capability }}
                    aria-label={t`Why: ${power.capability}`}
                  >
                    {t`Why`}
                  </ButtonLink>
                )}
                <CloseButton
                  aria-label={t`Take ${power.capability} away`}
                  disabled={taking.isPending || whyNot !== null || power.scope === WITHHELD}
                  onClick={() => taking.mutate(power)}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
      <ChangeProblem of={taking} again={t`Take it all the same`} />
      <GivePower holder={holder} held={powers} whyNot={whyNot} />
    </Stack>
  );
}

const WITHHELD = "withheld";

/** “, of the people of Sales” */
function Scope({ of }: { of: string | null }) {
  const isKnown = of !== null && of !== WITHHELD;
  const { data } = useQuery({ ...groupQuery(of ?? ""), enabled: isKnown, retry: false });
  if (of === null) return null;
  return (
    <>{`, ${t`of the people of ${isKnown ? (data?.group.name ?? t`a group`) : t`a group that you may not see`}`}`}</>
  );
}

/** What one holds oneself can be given; the server says whether to this one. */
function GivePower({ holder, held, whyNot }: { holder: Holder; held: readonly Power[]; whyNot: string | null }) {
  const { data: overAll = [] } = useQuery(capabilitiesQuery);
  const { data: scopes = [] } = useQuery(administeredQuery);
  const all = new Set([...overAll, ...scopes.flatMap((one) => one.capabilities.map((held) => held.capability))]);
  // A service breaks no glass, whatever it holds.
  const own = [...all].filter((one) => holder.kind !== "service" || one !== "unseal:content");
  const readsGroups = useReaches("read:groups");
  const { data: groups } = useQuery({ ...groupsQuery(""), enabled: readsGroups === true });
  const [capability, setCapability] = useState<string | null>(null);
  const [scope, setScope] = useState<string | null>(null);
  const [end, setEnd] = useState("");
  const covers = coveredBy(capability, overAll, scopes, groups?.groups ?? []);
  const covered = covers.some(({ value }) => value === (scope ?? "")) ? scope : (covers[0]?.value ?? null) || null;
  const giving = useChange<PowerWish, unknown>({
    call: (power) => givePower(holder, power),
    asks: (power) => ({
      title: t`Give ${power.capability} to ${holder.name}?`,
      text: t`Whoever has it may ${powerInWords(power.capability)}.`,
      confirm: t`Give it`,
    }),
    // Where it was held before, with another end, it is again.
    undo: (_, power) => {
      const former = held.find(
        ({ capability, scope, ended }) => capability === power.capability && scope === power.scope && !ended,
      );
      return perform<unknown>(former ? givePower(holder, former) : takePower(holder, power));
    },
    refresh,
    said: (_, power) => t`${holder.name} has ${power.capability} now`,
    onDone: () => {
      setCapability(null);
      setScope(null);
      setEnd("");
    },
    onFailed: () => undefined,
  });
  return (
    <form
      aria-label={t`Give a power`}
      onSubmit={(event) => {
        event.preventDefault();
        if (capability) giving.mutate({ capability, scope: covered, expiresAt: fromField(end) });
      }}
    >
      <Stack gap="xs" align="flex-start">
        <Select
          label={t`Give a power`}
          description={capability ? powerInWords(capability) : t`Those that you hold yourself`}
          w="100%"
          searchable
          clearable
          placeholder={t`Choose one`}
          nothingFoundMessage={t`None found`}
          data={own}
          value={capability}
          onChange={setCapability}
        />
        {(covers.length > 1 || covers[0]?.value) && (
          <Select
            label={t`Whom it covers`}
            w="100%"
            searchable
            data={covers}
            value={covered ?? ""}
            allowDeselect={false}
            onChange={(next) => setScope(next || null)}
          />
        )}
        <EndField value={end} onChange={setEnd} />
        <ChangeProblem of={giving} again={t`Give it all the same`} />
        <GuardedButton
          type="submit"
          variant="default"
          whyNot={whyNot}
          disabled={whyNot === null && !capability}
          loading={giving.isPending}
        >
          {t`Give the power`}
        </GuardedButton>
      </Stack>
    </form>
  );
}

/** What one holds over all is given over all or for any group that one sees; what one holds for the people of a group, for these alone. */
function coveredBy(
  capability: string | null,
  overAll: readonly string[],
  scopes: readonly Administered[],
  groups: readonly { _id: string; name: string }[],
): { value: string; label: string }[] {
  const own = scopes
    .filter(({ capabilities }) => capabilities.some((one) => one.capability === capability))
    .map(({ group, name }) => ({ value: group, label: t`The people of ${name}` }));
  if (capability !== null && !overAll.includes(capability)) return own;
  const seen = groups.map(({ _id, name }) => ({ value: _id, label: t`The people of ${name}` }));
  const more = own.filter(({ value }) => seen.every((one) => one.value !== value));
  return [{ value: "", label: t`Everybody` }, ...seen, ...more];
}
