import { t } from "@lingui/core/macro";
import { Alert, Button, VisuallyHidden } from "@mantine/core";
import { IconApi } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type KeyMaker, keysQuery } from "../../api/keys.ts";
import { useFeature } from "../../api/may.ts";
import { featureInWords } from "../../parts/featureInWords.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { EditKeyForm, NewKeyForm } from "./KeyForm.tsx";
import { KeyRow } from "./KeyRow.tsx";
import { openRotation } from "./RotateForm.tsx";
import { useScopeNames } from "./useScopeNames.ts";

const own: KeyMaker = { kind: "own" };
const openNew = () => openForm({ title: t`New API key`, children: <NewKeyForm holder={own} />, isLarge: true });

/** One's own keys for programs. */
export function KeysPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <OwnKeys />
      </Loaded>
    </div>
  );
}

function OwnKeys() {
  const { data: keys } = useSuspenseQuery(keysQuery(own));
  const heading = useFocusWhenFewer(keys.length);
  const names = useScopeNames(keys.map(({ scope }) => scope));
  const makes = useFeature("REMOTE_AGENTS.CREATE");
  const mayMake = makes?.allowed === true;
  const newKey = <Button size="xs" onClick={openNew}>{t`Make a key`}</Button>;
  return (
    <>
      <PageTitle
        title={t`API keys`}
        text={t`With a key a program uses models and agents in your name: what you may, never more, and as narrowly as you say. Give each program one of its own.`}
        {...(mayMake && keys.length > 0 && { actions: newKey })}
      />
      <WhatIsLacking hasKeys={keys.length > 0} />
      <VisuallyHidden component="h2" ref={heading} tabIndex={-1}>
        {t`Your API keys`}
      </VisuallyHidden>
      {keys.length === 0 ? (
        <NothingHere
          icon={<IconApi size={36} stroke={1.4} aria-hidden />}
          title={t`No API keys`}
          text={t`A script, or an application that speaks to models as OpenAI's interface has it, comes in with one: it needs the address of this server, and the key.`}
          {...(mayMake && { action: newKey })}
        />
      ) : (
        <ul className="plain-list panel" aria-label={t`Your API keys`}>
          {keys.map((key) => (
            <li key={key.id}>
              <KeyRow
                holder={own}
                of={key}
                names={names}
                {...(mayMake && {
                  onEdit: () =>
                    openForm({
                      title: t`Edit ${key.name}`,
                      children: <EditKeyForm holder={own} former={key} />,
                      isLarge: true,
                    }),
                  onRotate: () => openRotation(own, key),
                })}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Keys take two features: one to make them, one to use them. */
function WhatIsLacking({ hasKeys }: { hasKeys: boolean }) {
  const makes = useFeature("REMOTE_AGENTS.CREATE");
  const uses = useFeature("REMOTE_AGENTS.USE");
  const lacking = [makes, uses].find((answer) => answer?.allowed === false);
  if (!lacking) return null;
  const feature = featureInWords(lacking === makes ? "REMOTE_AGENTS.CREATE" : "REMOTE_AGENTS.USE");
  return (
    <Alert
      variant="default"
      className="notice"
      mb="md"
      title={lacking === makes ? t`You cannot make or change keys` : t`Keys open nothing for you now`}
    >
      {lacking.reason === "ceiling-down"
        ? t`The operator of this server has switched it off for everybody.`
        : t`It takes “${feature}”: an administrator can switch it on for your role.`}{" "}
      {hasKeys && lacking === makes && t`You can still revoke keys that you have.`}
    </Alert>
  );
}
