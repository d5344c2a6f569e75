import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, Text } from "@mantine/core";
import { Fragment } from "react";
import type { Holder } from "../../api/explore.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { reasonInWords } from "../../parts/whyNot.ts";

interface HolderRowProps {
  holder: Holder;
  /** What they may do: an action with its thing, a feature or a power. */
  action: string;
  thing?: string | undefined;
  at?: string | undefined;
}

/** Somebody who has something, through what, and the way to the proof. */
export function HolderRow({ holder, action, thing, at }: HolderRowProps) {
  const { subject, name, through = [] } = holder;
  const until = "until" in holder ? holder.until : null;
  const reason = "reason" in holder ? holder.reason : undefined;
  const called = name ?? subject;
  return (
    <div className="row">
      <PrincipalIcon kind={subject.split(":")[0] ?? ""} name={called} />
      <div className="grow">
        <Text size="sm" fw={500} component="div">
          <PrincipalLink principal={subject}>{called}</PrincipalLink>
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {through.length === 0
            ? reason === undefined
              ? t`directly`
              : reasonInWords(reason)
            : through.map((one, at) => (
                <Fragment key={one.principal}>
                  {at === 0 ? (
                    <Trans>
                      through <PrincipalLink principal={one.principal}>{one.name ?? one.principal}</PrincipalLink>
                    </Trans>
                  ) : (
                    <>
                      {", "}
                      <Trans>
                        in <PrincipalLink principal={one.principal}>{one.name ?? one.principal}</PrincipalLink>
                      </Trans>
                    </>
                  )}
                </Fragment>
              ))}
          {until && `, ${t`until ${inFull(until)}`}`}
        </Text>
      </div>
      <Group gap="xs">
        <ButtonLink
          size="xs"
          variant="default"
          to="/why"
          search={{ who: subject, action, ...(thing && { thing }), ...(at && { at }) }}
          aria-label={t`Why: ${called}`}
        >
          {t`Why`}
        </ButtonLink>
      </Group>
    </div>
  );
}
