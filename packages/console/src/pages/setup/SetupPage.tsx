import { Stepper } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { configQuery } from "../../api/config.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { FrontPage } from "../signIn/FrontPage.tsx";
import { FirstAccount } from "./FirstAccount.tsx";
import { MayMembersShare } from "./MayMembersShare.tsx";

/** The first run: make the super admin, then decide whether members may share with each other. */
export function SetupPage() {
  return (
    <FrontPage width={560}>
      <Loaded>
        <Steps />
      </Loaded>
    </FrontPage>
  );
}

function Steps() {
  const { data: config } = useSuspenseQuery(configQuery);
  const [step, setStep] = useState(0);
  const navigate = useNavigate();
  if (step === 0 && !config.firstRun) return <Navigate to="/login" />;
  return (
    <Stepper active={step} size="sm" allowNextStepsSelect={false}>
      <Stepper.Step label="Your account">
        <FirstAccount config={config} onDone={() => setStep(1)} />
      </Stepper.Step>
      <Stepper.Step label="Sharing">
        <MayMembersShare onDone={() => void navigate({ to: "/agents" })} />
      </Stepper.Step>
    </Stepper>
  );
}
