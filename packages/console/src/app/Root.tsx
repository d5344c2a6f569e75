import { ModalsProvider } from "@mantine/modals";
import { Outlet } from "@tanstack/react-router";
import { FormDialog } from "../parts/formDialog.tsx";

/** Dialogs lie within the router, so that what is in them can go to another page. */
export function Root() {
  return (
    <ModalsProvider modalProps={{ centered: true }}>
      <Outlet />
      <FormDialog />
    </ModalsProvider>
  );
}
