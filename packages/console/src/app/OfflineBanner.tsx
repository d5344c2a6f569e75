import { Alert } from "@mantine/core";
import { useNetwork } from "@mantine/hooks";
import { IconCloudOff } from "@tabler/icons-react";

export function OfflineBanner() {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert
          variant="default"
          className="notice notice-careful"
          radius={0}
          icon={<IconCloudOff size={18} />}
          title="You are offline"
        >
          What you see may be old. Changes are refused until the connection is back.
        </Alert>
      )}
    </div>
  );
}
