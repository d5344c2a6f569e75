import { t } from "@lingui/core/macro";
import { Stepper } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { configQuery } from "../../api/config.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { FrontPage } from "../signIn/FrontPage.tsx";
import { FirstAccount } from "./FirstAccount.tsx";
import { MayMembersShare } from "./MayMembersShare.tsx";

/** The first run: make the super admin, then (`SetupSharingPage`) decide whether members may share with each other. */
export const SetupPage = () => (
  <Step at={0}>
    <MakeFirstAccount />
  </Step>
);

export const SetupSharingPage = () => (
  <Step at={1}>
    <DecideOnSharing />
  </Step>
);

function Step({ at, children }: { at: number; children: ReactNode }) {
  return (
    <FrontPage width={560}>
      <Stepper active={at} size="sm" mb="lg" allowNextStepsSelect={false}>
        <Stepper.Step label={t`Your account`} />
        <Stepper.Step label={t`Sharing`} />
      </Stepper>
      <Loaded>{children}</Loaded>
    </FrontPage>
  );
}

function MakeFirstAccount() {
  const { data: config } = useSuspenseQuery(configQuery);
  const navigate = useNavigate();
  return <FirstAccount config={config} onDone={() => navigate({ to: "/setup/sharing" })} />;
}

function DecideOnSharing() {
  const navigate = useNavigate();
  return <MayMembersShare onDone={() => void navigate({ to: "/agents" })} />;
}
