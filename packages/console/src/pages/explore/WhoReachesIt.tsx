import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, Text } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { whoMayQuery } from "../../api/explore.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { namedThing } from "../../parts/namedThing.ts";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { actionsInWords } from "../../parts/sharedKinds.ts";
import { ThingField, typedOf } from "../../parts/ThingField.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { AsOf } from "./AsOf.tsx";
import type { Explored } from "./ExplorePage.tsx";
import { HolderRow } from "./HolderRow.tsx";

/** Everybody who may do something with a thing, and through what. */
export function WhoReachesIt({ asked, onAsk }: { asked: Explored; onAsk(asked: Explored): void }) {
  const [typed, setTyped] = useState(typedOf(asked.thing));
  const [isTried, setIsTried] = useState(false);
  const thing = asked.thing === undefined ? null : namedThing(asked.thing);
  const actions = [...actionsInWords(thing?.split(":")[0] ?? "")];
  const action = actions.find(([value]) => value === asked.action)?.[0] ?? actions[0]?.[0];
  const isWrong = isTried && namedThing(typed) === null;
  return (
    <>
      <form
        aria-label={t`Thing`}
        onSubmit={(event) => {
          event.preventDefault();
          setIsTried(true);
          const named = namedThing(typed);
          if (named !== null) onAsk({ ...asked, thing: named });
        }}
      >
        <Group align="flex-start" mb="md">
          <ThingField
            value={typed}
            error={isWrong && t`Choose a thing by its name, or paste the address of its page.`}
            onChange={setTyped}
          />
          {action !== undefined && (
            <Select
              label={t`May`}
              data={actions.map(([value, text]) => ({ value, label: `${value}: ${text}` }))}
              value={action}
              allowDeselect={false}
              onChange={(next) => next !== null && onAsk({ ...asked, action: next })}
            />
          )}
          <AsOf at={asked.at} onAsk={(at) => onAsk({ ...asked, at })} />
          <Button type="submit" mt={25}>
            {t`Show`}
          </Button>
        </Group>
      </form>
      {thing === null || action === undefined ? (
        <NothingHere
          icon={<IconSearch size={36} stroke={1.4} aria-hidden />}
          title={t`Name a thing`}
          text={t`You see everybody who reaches it, and through which groups and roles.`}
        />
      ) : (
        <Loaded of={`${thing} ${action} ${asked.at}`}>
          <Everybody key={`${thing} ${action} ${asked.at}`} thing={thing} action={action} at={asked.at} />
        </Loaded>
      )}
    </>
  );
}

function Everybody({ thing, action, at }: { thing: string; action: string; at: string | undefined }) {
  const { data, ...pages } = useSuspenseInfiniteQuery(whoMayQuery(thing, action, at));
  const principals = data.pages[0]?.principals ?? [];
  return (
    <>
      {principals.length > 0 && (
        <Text size="sm" mb="sm" component="div">
          <Trans>
            Given to{" "}
            {principals.map((one, at) => (
              <Fragment key={one.principal}>
                {at > 0 && ", "}
                <PrincipalLink principal={one.principal}>{one.name ?? one.principal}</PrincipalLink>
              </Fragment>
            ))}
            .
          </Trans>
        </Text>
      )}
      <PagedRows
        title={t`Who reaches it`}
        rows={data.pages.flatMap(({ subjects }) => subjects)}
        keyOf={({ subject }) => subject}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconSearch size={36} stroke={1.4} aria-hidden />}
            title={t`Nobody`}
            text={t`Nobody may do this with it, or there is no such thing.`}
          />
        }
      >
        {(holder) => <HolderRow holder={holder} action={action} thing={thing} at={at} />}
      </PagedRows>
    </>
  );
}
