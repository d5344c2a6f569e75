import { t } from "@lingui/core/macro";
import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { LIMITS_CHANGED, type Limit, liftLimit, limitsQuery } from "../../api/limits.ts";
import { useScopes } from "../../api/may.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { amountsInWords, isForMany, whomInWords } from "../../parts/limitInWords.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { WhomIAdminister } from "../administered/WhomIAdminister.tsx";
import { BeingLimited } from "./BeingLimited.tsx";
import { LimitForm } from "./LimitForm.tsx";
import { useModelNames } from "./useModelNames.ts";

const MANAGE = "manage:balances";

const openLimit = (former: Limit | null) =>
  openForm({
    title: former ? t`Change the limit` : t`New limit`,
    children: <LimitForm former={former} />,
    isLarge: true,
  });

/** How much may be asked of models in a time. */
export function LimitsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Limits />
        <Loaded>
          <BeingLimited />
        </Loaded>
      </Loaded>
    </div>
  );
}

function Limits() {
  const { data: limits } = useSuspenseQuery(limitsQuery);
  const isOfSome = useScopes(MANAGE).length > 0;
  const heading = useFocusWhenFewer(limits.length);
  const add = (
    <Button size="xs" onClick={() => openLimit(null)}>
      {t`New limit`}
    </Button>
  );
  return (
    <>
      <PageTitle
        title={t`Limits`}
        text={t`How many requests and tokens people take from models in a time: in conversations, with agents, and by programs.`}
        {...(limits.length > 0 && { actions: add })}
      />
      <WhomIAdminister by={MANAGE} />
      <VisuallyHidden component="h2" ref={heading} tabIndex={-1}>
        {t`Limits of the organization`}
      </VisuallyHidden>
      {limits.length === 0 ? (
        <NothingHere
          icon={<IconGauge size={36} stroke={1.4} aria-hidden />}
          title={t`No limits`}
          text={
            isOfSome
              ? t`None of them has a limit of their own. With one it counts in place of those for their groups, their roles and everybody.`
              : t`Everybody asks as often as they like. With a limit, whoever asks more often in a minute, an hour or a day is told when they may go on.`
          }
          action={add}
        />
      ) : (
        <>
          <ul className="plain-list panel" aria-label={t`Limits of the organization`}>
            {limits.map((limit) => (
              <li key={limit.id}>
                <LimitRow limit={limit} />
              </li>
            ))}
          </ul>
          <Text size="xs" c="dimmed" mt="sm">
            {t`What is said of a person counts in place of what is said of their groups, that in place of roles, that in place of everybody. What is had together counts always.`}
          </Text>
        </>
      )}
    </>
  );
}

function LimitRow({ limit }: { limit: Limit }) {
  const { id, principal, model, shared } = limit;
  const whom = whomInWords(limit);
  const amounts = amountsInWords(limit);
  const models = useModelNames();
  const of =
    model === null ? t`all models together` : (models.find((one) => `model:${one.id}` === model)?.name ?? model);
  const lifting = useChange({
    run: () => liftLimit(id),
    refresh: LIMITS_CHANGED,
    said: t`The limit is lifted`,
  });
  const askAndLift = async () => {
    const sure = await confirm({
      title: t`Lift the limit?`,
      text: t`${whom}: ${amounts}. It counts no more at once; other limits stay.`,
      confirm: t`Lift it`,
    });
    if (sure) lifting.mutate();
  };
  return (
    <div className="row">
      <PrincipalIcon kind={principal.split(":")[0] ?? ""} name={whom} />
      <div className="grow" style={{ flexBasis: 260 }}>
        <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
          <PrincipalLink principal={principal}>{whom}</PrincipalLink>
        </Text>
        <Text size="sm">{amounts}</Text>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {isForMany(principal)
            ? shared
              ? t`of ${of} · all have it together`
              : t`of ${of} · each has it`
            : t`of ${of}`}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          aria-label={t`Change the limit of ${whom}: ${amounts}`}
          onClick={() => openLimit(limit)}
        >
          {t`Change`}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t`Lift the limit of ${whom}: ${amounts}`}
          loading={lifting.isPending}
          onClick={() => void askAndLift()}
        >
          {t`Lift`}
        </Button>
      </Group>
    </div>
  );
}
