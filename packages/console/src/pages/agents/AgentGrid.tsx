import { t } from "@lingui/core/macro";
import { IconRobot } from "@tabler/icons-react";
import { useQuery, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type AgentListItem, agentsQuery, type Ownership } from "../../api/agents.ts";
import { rightsQuery, useFeature } from "../../api/may.ts";
import { CardGrid } from "../../parts/CardGrid.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { AgentCard } from "./AgentCard.tsx";

const empty: Record<Ownership, { title: string; text: string }> = {
  me: {
    title: t`No agents of your own yet`,
    text: t`Make one: give it a name and instructions, try it, and share it with whom you like.`,
  },
  shared: {
    title: t`Nothing is shared with you yet`,
    text: t`When somebody shares an agent with you or with a group that you are in, it appears here.`,
  },
  organization: {
    title: t`No agents for everybody yet`,
    text: t`Agents that are shared with everyone in the organization appear here.`,
  },
};

export function AgentGrid({ owner, search }: { owner: Ownership; search: string }) {
  const { data, ...more } = useSuspenseInfiniteQuery(agentsQuery(owner, search));
  const create = useFeature("AGENTS.CREATE");
  const whenEmpty = search ? (
    <NothingHere title={t`No agent found`} text={t`Nothing here has “${search}” in its name or description.`} />
  ) : (
    <NothingHere
      {...empty[owner]}
      icon={<IconRobot size={36} stroke={1.4} aria-hidden />}
      action={
        owner === "me" &&
        create?.allowed !== false && <ButtonLink to="/agents/new">{t`Make your first agent`}</ButtonLink>
      }
    />
  );
  return (
    <CardGrid
      label={t`Agents`}
      pages={data.pages.map((page) => page.data)}
      keyOf={({ id }) => id}
      more={more}
      whenEmpty={whenEmpty}
    >
      {(agents) => <AgentCards agents={agents} />}
    </CardGrid>
  );
}

/** One page of the list, whose rights are asked for at once. */
function AgentCards({ agents }: { agents: readonly AgentListItem[] }) {
  const { data: rights } = useQuery(rightsQuery(agents.map(({ _id }) => `agent:${_id}`)));
  return agents.map((agent) => (
    <li key={agent.id}>
      <AgentCard agent={agent} rights={rights?.get(`agent:${agent._id}`) ?? {}} />
    </li>
  ));
}
