import { ModalsProvider } from "@mantine/modals";
import { Outlet } from "@tanstack/react-router";

/** Dialogs lie within the router, so that what is in them can go to another page. */
export function Root() {
  return (
    <ModalsProvider modalProps={{ centered: true }}>
      <Outlet />
    </ModalsProvider>
  );
}
