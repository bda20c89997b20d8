/** A request as it leaves a client. */
export interface Sent {
  method: string;
  /** Below the origin. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Received {
  status: number;
  headers: Headers;
  text: string;
}

export interface NewPerson {
  email?: string;
  /** Whether the address is verified [true]. */
  verified?: boolean;
  username?: string;
  phone?: string;
  /** Whether the number is verified [true]. */
  phoneVerified?: boolean;
  password?: string;
  totpSecret?: string;
  recoveryCodes?: string[];
}

/** A mail or text message, its template under our name. */
export interface Message {
  template: string;
  to: string;
  code?: string;
  key?: string;
}

/** A server with the protocol, and what the driver does there besides being a client. */
export interface Server {
  readonly name: "allauth" | "latchkey";
  /** The origin of its callbacks. */
  readonly origin: string;
  send(request: Sent): Promise<Received>;
  /** @returns its id */
  createUser(person: NewPerson): Promise<string>;
  setActive(id: string, isActive: boolean): Promise<void>;
  /** What was sent since the last call. */
  takeOutbox(): Promise<Message[]>;
  /** @param at seconds since 1970 */
  setClock(at: number): Promise<void>;
  close(): Promise<void>;
}

/** The front end's, on both servers. */
export const FRONT_END = "http://localhost:5173";
