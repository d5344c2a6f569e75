import { t } from "@lingui/core/macro";
import { Button, Group } from "@mantine/core";
import { IconUserSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCapability } from "../../api/may.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { ByPerson } from "../report/ByPerson.tsx";
import { Through } from "../report/Filters.tsx";
import { GrantLines } from "../report/GrantLines.tsx";
import type { Explored } from "./ExplorePage.tsx";
import { Whom, wide } from "./Whom.tsx";

interface Asking {
  asked: Explored;
  onAsk(asked: Explored): void;
}

/**
 * Of a person or service, all that they reach, by the access report's own list; of a group, a role and everybody, what was given to it: whoever is
 * in it reaches that.
 */
export function WhatTheyReach({ asked, onAsk }: Asking) {
  const { who, through, type, whose } = asked;
  const asksAll = useCapability("read:access") !== false;
  const navigate = useNavigate();
  if (who?.startsWith("user:") || who?.startsWith("service:"))
    return <ByPerson asked={{ who, type, whose }} onAsk={(next) => onAsk({ ...next })} />;
  return (
    <>
      <Group align="end" mb="md">
        <Whom
          label={t`Person, service, group or role`}
          types={asksAll ? ["user", "service", "group", "role"] : ["user"]}
          chosen={who}
          onChoose={(next) => onAsk({ who: next })}
        />
        {who === undefined &&
          asksAll &&
          Object.entries(wide).map(([principal, text]) => (
            <Button key={principal} variant="default" onClick={() => onAsk({ who: principal })}>
              {text}
            </Button>
          ))}
      </Group>
      {who === undefined ? (
        <NothingHere
          icon={<IconUserSearch size={36} stroke={1.4} aria-hidden />}
          title={t`Choose somebody`}
          text={t`You see what they reach, how, and through what.`}
        />
      ) : (
        <Loaded of={`${who} ${through}`}>
          {who.startsWith("group:") && (
            <Through isOn={through === "true"} onChange={(isOn) => onAsk({ who, ...(isOn && { through: "true" }) })} />
          )}
          <GrantLines
            key={`${who} ${through}`}
            filters={{ of: who, through }}
            onThing={(resource) => void navigate({ to: "/explore", search: { by: "thing", thing: resource } })}
          />
        </Loaded>
      )}
    </>
  );
}
