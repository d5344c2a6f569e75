import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SimpleGrid } from "@mantine/core";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { AddressForm } from "./AddressForm.tsx";
import { BeingFound } from "./BeingFound.tsx";
import { DeleteAccount } from "./DeleteAccount.tsx";
import { DownloadData } from "./DownloadData.tsx";
import { LinkedSignIns } from "./LinkedSignIns.tsx";
import { OwnPicture } from "./OwnPicture.tsx";
import { OwnSpending } from "./OwnSpending.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { Sessions } from "./Sessions.tsx";
import { TwoFactor } from "./TwoFactor.tsx";

export function AccountPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`Your account`}
        text={
          <Trans>
            Where you are signed in, what you sign in with, and what others see of you. Also:{" "}
            <TextLink to="/keys" underline="always">
              your API keys
            </TextLink>
            , and{" "}
            <TextLink to="/opened" underline="always">
              what administrators opened of yours
            </TextLink>
            .
          </Trans>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Loaded>
          <Sessions />
        </Loaded>
        <PasswordForm />
        <Loaded>
          <TwoFactor />
        </Loaded>
        <OwnSpending />
        <OwnPicture />
        <Loaded>
          <BeingFound />
        </Loaded>
        <Loaded>
          <LinkedSignIns />
        </Loaded>
        <AddressForm />
        <DownloadData />
        <DeleteAccount />
      </SimpleGrid>
    </div>
  );
}
