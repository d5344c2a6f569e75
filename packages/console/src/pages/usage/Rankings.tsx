import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import {
  type ThingInPeriod,
  type UsageFilters,
  usageGroupsQuery,
  usageKeysQuery,
  usagePeopleQuery,
  usageThingsQuery,
} from "../../api/usage.ts";
import { TextLink } from "../../parts/links.tsx";
import { fromNow } from "../../parts/moments.ts";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { Ranking } from "./Ranking.tsx";
import type { Go } from "./search.ts";

interface TabProps {
  filters: UsageFilters;
  go: Go;
}

export function Models(props: TabProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(usageThingsQuery("models", props.filters));
  return (
    <Ranking
      {...props}
      title={t`Models`}
      head={t`Model`}
      table={t`Usage by model`}
      rows={data.pages.flatMap(({ rows }) => rows)}
      {...totalOf(data.pages)}
      pages={pages}
      keyOf={keyOfThing}
      called={(model) => calledOf(model, "model")}
      whenEmpty={{ title: t`No model was asked`, text: t`Whoever writes to a model or an agent is counted here.` }}
      about={t`Cost is counted when an answer is stored, at the price that tokenConfig in librechat.yaml gives its model then. A model without one is counted at LibreChat's default, 6 USD for a million tokens, and told apart.`}
    />
  );
}

export function Agents(props: TabProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(usageThingsQuery("agents", props.filters));
  return (
    <Ranking
      {...props}
      title={t`Agents`}
      head={t`Agent`}
      table={t`Usage by agent`}
      rows={data.pages.flatMap(({ rows }) => rows)}
      {...totalOf(data.pages)}
      pages={pages}
      keyOf={keyOfThing}
      called={(agent) => calledOf(agent, "agent")}
      whenEmpty={{ title: t`No agent was asked`, text: t`Whoever talks to an agent is counted here.` }}
      about={t`An agent is named to those who may use it; agents that are gone stay counted.`}
    />
  );
}

export function Groups(props: TabProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(usageGroupsQuery(props.filters));
  return (
    <Ranking
      {...props}
      title={t`Groups`}
      head={t`Group`}
      table={t`Usage by group`}
      rows={data.pages.flatMap(({ rows }) => rows)}
      {...totalOf(data.pages)}
      pages={pages}
      keyOf={({ id }) => id}
      called={({ id, name }) => (
        <TextLink to="/groups/$groupId" params={{ groupId: id }} underline="always" inherit>
          {name ?? t`A group without a name`}
        </TextLink>
      )}
      whenEmpty={{
        title: t`Nobody of any group was active`,
        text: t`Put people in groups, and what they do together is counted here.`,
      }}
      about={t`Those who are in a group now, also through other groups. Whoever is in two groups counts in both.`}
    />
  );
}

export function People(props: TabProps) {
  const { by, from, sort } = props.filters;
  const order = orders.find((one) => one === sort) ?? "messages";
  const { data, ...pages } = useSuspenseInfiniteQuery(usagePeopleQuery(by, from, order));
  return (
    <Ranking
      {...props}
      filters={{ by, from, sort: order }}
      title={t`People`}
      head={t`Person`}
      table={t`Usage by person`}
      others={[{ value: "lastAt", label: t`Last seen` }]}
      rows={data.pages.flatMap(({ people }) => people)}
      pages={pages}
      keyOf={({ id }) => id}
      called={({ id, name }) => (
        <TextLink to="/people/$accountId" params={{ accountId: id }} underline="always" inherit>
          {name ?? t`Somebody who is gone`}
        </TextLink>
      )}
      end={{ head: t`Last seen`, of: ({ lastAt }) => fromNow(lastAt) }}
      whenEmpty={{ title: t`Nobody was active`, text: t`Whoever writes a message is counted here.` }}
      about={t`Tokens are counted where it is told how many there were.`}
    />
  );
}

export function Keys(props: TabProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(usageKeysQuery(props.filters));
  return (
    <Ranking
      {...props}
      title={t`Keys`}
      isOfPrograms
      head={t`Key`}
      table={t`Usage by key`}
      rows={data.pages.flatMap(({ rows }) => rows)}
      {...totalOf(data.pages)}
      pages={pages}
      keyOf={({ id }) => id}
      called={({ name, account, accountName }) => {
        const key = name ?? t`A key that is gone`;
        if (account === null) return key;
        const whose = accountName ?? t`somebody who is gone`;
        return (
          <Trans>
            {key}, of <PrincipalLink principal={account}>{whose}</PrincipalLink>
          </Trans>
        );
      }}
      hasPeople={false}
      whenEmpty={{ title: t`No key was used`, text: t`What programs take with API keys is counted here.` }}
      about={t`What programs took by each key, of people and of services.`}
    />
  );
}

const orders = ["messages", "conversations", "tokens", "cost", "lastAt"] as const;

const totalOf = (pages: readonly { total: { things: number } }[]) => ({ total: pages[0]?.total.things ?? 0 });

const keyOfThing = ({ id, resource }: ThingInPeriod, index: number): string =>
  resource ?? id ?? t`without a name ${index}`;

function calledOf({ id, name, resource, isGone }: ThingInPeriod, kind: "model" | "agent") {
  const which = resource === null ? "" : ` (…${resource.slice(-6)})`;
  const what = `${kind === "model" ? t`A model` : t`An agent`}${which}`;
  if (isGone) return t`${name ?? what}, gone`;
  if (name === null) {
    const text = kind === "model" ? t`A model that you may not use${which}` : t`An agent that you may not use${which}`;
    return resource === null ? (
      text
    ) : (
      <TextLink to="/report" search={{ on: resource }} underline="always" inherit>
        {text}
      </TextLink>
    );
  }
  if (kind === "model" || id === null) return name;
  return (
    <TextLink to="/agents/$agentId" params={{ agentId: id }} underline="always" inherit>
      {name}
    </TextLink>
  );
}
