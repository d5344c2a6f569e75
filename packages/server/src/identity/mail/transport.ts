import { createTransport } from "nodemailer";
import type { MailSettings } from "../../config/index.ts";
import type { Letter } from "./letters.ts";

/** A mail server that says nothing for so long is given up. */
const PATIENCE_MS = 15_000;

/** Why a letter was not taken. Holds neither address nor text. */
export interface Failure {
  /** Nodemailer's code, or the server's: `ECONNECTION`, `550` … */
  reason: string;
  /** Whether the server said that it will never take it. */
  isFinal: boolean;
}

/** The way out to the mail server that `EMAIL_*` names. */
export class Transport {
  private readonly transporter: ReturnType<typeof transporterOf>;
  private readonly from: { name: string; address: string };

  constructor(mail: MailSettings) {
    this.from = { name: mail.fromName, address: mail.from };
    this.transporter = transporterOf(mail);
  }

  /** @throws whatever {@link failureOf} reads */
  async send(to: string, { subject, text, html }: Letter): Promise<void> {
    await this.transporter.sendMail({
      from: this.from,
      // As an object: what stands in it is one address, whatever signs it holds.
      to: { name: "", address: to },
      subject,
      text,
      html,
      headers: { "Auto-Submitted": "auto-generated" },
    });
  }

  /** Connects and signs in, and sends nothing. */
  async verify(): Promise<void> {
    await this.transporter.verify();
  }

  close(): void {
    this.transporter.close();
  }
}

/** Whether a mail server lets us in; nothing is sent. @returns what is wrong; null: nothing */
export async function whatIsWrongWith(mail: MailSettings): Promise<string | null> {
  const transport = new Transport(mail);
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return failureOf(error).reason;
  } finally {
    transport.close();
  }
}

function transporterOf(mail: MailSettings) {
  const encryption = mail.encryption?.trim().toLowerCase();
  return createTransport({
    ...(mail.service === undefined
      ? { host: mail.host, port: mail.port, secure: encryption === "tls" }
      : { service: mail.service }),
    requireTLS: encryption === "starttls",
    ...(mail.username !== undefined && { auth: { user: mail.username, pass: mail.password ?? "" } }),
    tls: {
      rejectUnauthorized: !mail.allowSelfSigned,
      ...(mail.encryptionHostname !== undefined && { servername: mail.encryptionHostname }),
    },
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

export function failureOf(error: unknown): Failure {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  if (typeof responseCode === "number") return { reason: String(responseCode), isFinal: responseCode >= 550 };
  return { reason: typeof code === "string" ? code : "unknown", isFinal: false };
}
