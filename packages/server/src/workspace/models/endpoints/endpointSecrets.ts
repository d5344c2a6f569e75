import { Seal } from "../../../store/index.ts";

/** To what a secret is bound: it opens for this endpoint at this origin, and for nothing else. */
interface Binding {
  organization: string;
  endpoint: string;
  /** `https://api.example.org` */
  origin: string;
}

/** What an endpoint is asked with. */
export interface Credentials {
  key: string | null;
  /** Headers by their names. */
  headers: Readonly<Record<string, string>>;
}

export const NO_CREDENTIALS: Credentials = { key: null, headers: {} };

/** Keeps what endpoints made in the console are asked with. */
export class EndpointSecrets {
  private readonly seal: Seal<Binding>;

  /** @param credsKey 64 hexadecimal digits */
  constructor(credsKey: string) {
    this.seal = new Seal(credsKey, "gatehouse endpoint secrets", ({ organization, endpoint, origin }) => [
      organization,
      endpoint,
      origin,
    ]);
  }

  /** null where there is nothing to keep. */
  close(credentials: Credentials, binding: Binding): string | null {
    if (credentials.key === null && Object.keys(credentials.headers).length === 0) return null;
    return this.seal.seal(JSON.stringify(credentials), binding);
  }

  /** Undefined for what another `CREDS_KEY` sealed, or what was for another origin. */
  open(row: { organization_id: string; id: string; base_url: string; secret: string | null }): Credentials | undefined {
    if (row.secret === null) return NO_CREDENTIALS;
    const binding = { organization: row.organization_id, endpoint: row.id, origin: new URL(row.base_url).origin };
    const opened = this.seal.open(row.secret, binding);
    return opened === undefined ? undefined : JSON.parse(opened);
  }
}
