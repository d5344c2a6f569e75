// Debian's packages, where we may install them.
import { spawnSync } from "node:child_process";
import { findOnPath } from "./find.mjs";

/** The words that make apt-get run with the right to install: [], ["sudo", "-n"], or null where we may not. */
export function rightToInstall() {
  if (findOnPath("apt-get") === null) return null;
  if (process.getuid?.() === 0) return [];
  const sudo = findOnPath("sudo");
  return sudo !== null && spawnSync(sudo, ["-n", "true"], { stdio: "ignore" }).status === 0 ? [sudo, "-n"] : null;
}

/**
 * Installs packages without asking. Their services are not needed, we start our own servers.
 * @param {string[]} packages
 * @param {string[]} prefix as {@link rightToInstall} gives
 * @returns {boolean} whether apt-get says that they are installed
 */
export function installPackages(packages, prefix) {
  const apt = (/** @type {string[]} */ ...args) => {
    const [command = "", ...rest] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", ...args];
    return spawnSync(command, rest, { stdio: ["ignore", "inherit", "inherit"] }).status === 0;
  };
  apt("update"); // a stale list may still do
  return apt("install", "-y", "--no-install-recommends", ...packages);
}
